// A request and its answer, without sockets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roznamcha::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method = "GET";
  std::string target = "/";  // path and query as they came
  Headers headers;           // names in lower case
  std::string body;
  std::string peer;  // address of the other end

  /// Value of a header by its lower-case name; "" if it is not there.
  std::string_view header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return value;
    }
    return {};
  }
};

struct Response {
  unsigned status = 200;
  Headers headers;
  std::string body;
  std::string_view fixed;   // sent instead of `body` if not empty; lives as long as the program
  bool events = false;      // the stream of events follows, from after `last_event` on
  uint64_t last_event = 0;  // 0: only what is new

  std::string_view content() const { return fixed.empty() ? std::string_view(body) : fixed; }
  std::string_view header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return value;
    }
    return {};
  }
};

}  // namespace roznamcha::http

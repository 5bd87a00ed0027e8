#include <cassert>
#include <cstdint>
#include <cstdlib>

#include "http/problem.h"
#include "http/router.h"
#include "http/service_for_test.h"

// Any method, address, headers and body: "METHOD TARGET\nname: value\n…\n\nbody". Each gets an answer that is
// no failure.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha::http;
  static Served served;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = [&] {
    const std::string_view out = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(out.size() + 1, input.size()));
    return out;
  };
  const std::string_view first = line();
  Request request = Served::getting(std::string(first.substr(std::min(first.find(' ') + 1, first.size()))));
  request.method = std::string(first.substr(0, first.find(' ')));
  for (std::string_view header = line(); !header.empty() && request.headers.size() < 20; header = line()) {
    const size_t colon = std::min(header.find(": "), header.size());
    request.headers.emplace_back(header.substr(0, colon), header.substr(std::min(colon + 2, header.size())));
  }
  request.body = input;
  const Response response = served.ask(request);
  assert(response.status < 500 && !reason(response.status).empty());
  assert(response.status < 400 || nlohmann::json::accept(response.content()));
  return 0;
}

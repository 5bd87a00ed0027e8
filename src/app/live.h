// Reports as they come: folders that are watched, feeds that are polled.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/desk.h"
#include "base/error.h"

namespace roznamcha::app {

/// How a folder or feed does. Moments are RFC 3339 UTC, "" if there was none.
struct SourceHealth {
  enum class Kind : uint8_t { kWatch, kFeed };
  std::string name;  // path or address
  Kind kind = Kind::kWatch;
  std::string last_attempt, last_success, next_attempt;
  uint64_t documents = 0;  // new ones and new versions since the program began
  uint64_t incidents = 0;  // that became known by them
  uint64_t failures = 0;   // in a row
  std::string last_error;  // "" after a success
};
std::string_view name(SourceHealth::Kind kind);

struct LiveOptions {
  std::vector<std::string> folders;
  std::vector<std::string> feeds;  // http: or https:
  InputOptions inputs;
  std::chrono::milliseconds look{1000};         // between two looks into a folder, more if a look takes long
  std::chrono::seconds poll{600};               // between two polls of a feed that answers
  std::chrono::seconds longest_wait{6 * 3600};  // after failures in a row, each of which doubles the wait
  base::Clock clock = base::system_clock();
};

/// Watches and polls in threads of its own until it is destroyed.
///
/// A file is taken once it has not changed between two looks, and again whenever it has changed since. Feeds
/// are asked conditionally (ETag, Last-Modified), not before a Retry-After of theirs, with at most five
/// redirects and 64 MiB, by http and https only.
class Live {
 public:
  /// Errors: kNotFound (a folder is none), kBadArgument (an address is none of http: or https:).
  static base::Result<std::unique_ptr<Live>> start(Desk& desk, LiveOptions options);
  ~Live();

  std::vector<SourceHealth> sources() const;

 private:
  struct State;
  explicit Live(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace roznamcha::app

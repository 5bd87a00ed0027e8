// What is told to everybody who listens.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace roznamcha::http {

/// The last events, numbered, and those who wait for the next. For many threads.
class Events {
 public:
  /// Numbers go on from `first`, which is to be above those of an earlier run, so that a listener who comes
  /// back is told that it missed some.
  explicit Events(uint64_t first) : next_(first), oldest_(first) {}

  /// `data` is JSON on one line.
  void publish(std::string_view kind, std::string_view data);

  /// The events after number `last` as text/event-stream, "" if there are none; `last` is moved on. Where
  /// some are no longer held, an event `reset` comes first: the listener should ask anew.
  std::string after(uint64_t& last) const;
  uint64_t newest() const;

  /// `wake` is called, in any thread, after each event until forget().
  uint64_t listen(std::function<void()> wake);
  void forget(uint64_t listener);
  size_t listeners() const;

 private:
  static constexpr size_t kKept = 1000;
  struct Event {
    uint64_t number;
    std::string text;
  };
  mutable std::mutex mutex_;
  uint64_t next_, oldest_;
  std::deque<Event> events_;
  std::map<uint64_t, std::function<void()>> listeners_;
  uint64_t next_listener_ = 1;
};

}  // namespace roznamcha::http

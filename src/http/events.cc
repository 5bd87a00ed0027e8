#include "http/events.h"

#include <fmt/format.h>

namespace roznamcha::http {

void Events::publish(std::string_view kind, std::string_view data) {
  const std::lock_guard lock(mutex_);
  events_.push_back({next_, fmt::format("id: {}\nevent: {}\ndata: {}\n\n", next_, kind, data)});
  ++next_;
  if (events_.size() > kKept) events_.pop_front();
  oldest_ = events_.front().number;
  for (const auto& [unused, wake] : listeners_) wake();
}

std::string Events::after(uint64_t& last) const {
  const std::lock_guard lock(mutex_);
  std::string out;
  if (last + 1 < oldest_ || last >= next_)
    out = fmt::format("id: {}\nevent: reset\ndata: {{}}\n\n", oldest_ - 1);
  for (const Event& event : events_) {
    if (event.number > last || last >= next_) out += event.text;
  }
  last = next_ - 1;
  return out;
}

uint64_t Events::newest() const {
  const std::lock_guard lock(mutex_);
  return next_ - 1;
}

uint64_t Events::listen(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  listeners_.emplace(next_listener_, std::move(wake));
  return next_listener_++;
}

void Events::forget(uint64_t listener) {
  const std::lock_guard lock(mutex_);
  listeners_.erase(listener);
}

size_t Events::listeners() const {
  const std::lock_guard lock(mutex_);
  return listeners_.size();
}

}  // namespace roznamcha::http

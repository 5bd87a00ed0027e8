// What the routes work with, kept together for one register.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "app/desk.h"
#include "app/live.h"
#include "http/events.h"
#include "http/jobs.h"
#include "http/pages.h"
#include "http/router.h"

namespace roznamcha::http {

/// Events, jobs and pages of a desk. A thread of its own looks whether the register has changed, by whomever,
/// and tells the listeners what.
class Desktop {
 public:
  /// `first_event`: see Events.
  Desktop(app::Desk& desk, uint64_t first_event);
  ~Desktop();

  Service service(const app::Live* live, const Tokens* tokens, bool loopback_only);
  Events& events() { return events_; }

 private:
  void watch();

  app::Desk& desk_;
  Events events_;
  Jobs jobs_;
  Pages pages_;
  std::mutex mutex_;
  std::condition_variable end_;
  bool ended_ = false;
  std::thread watcher_;
};

}  // namespace roznamcha::http

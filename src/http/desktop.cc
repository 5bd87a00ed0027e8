#include "http/desktop.h"

#include <chrono>

#include "http/incident_json.h"
#include "publish/json.h"

namespace roznamcha::http {

Desktop::Desktop(app::Desk& desk, uint64_t first_event)
    : desk_(desk),
      events_(first_event),
      jobs_(desk, [this](const Job& job) { events_.publish("progress", publish::dump(job_json(job))); }),
      watcher_([this] { watch(); }) {}

Desktop::~Desktop() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  end_.notify_all();
  watcher_.join();
}

Service Desktop::service(const app::Live* live, const Tokens* tokens, bool loopback_only) {
  return {desk_, events_, jobs_, live, tokens, &pages_, loopback_only};
}

void Desktop::watch() {
  constexpr auto kBetween = std::chrono::milliseconds(500);
  std::optional<app::Followed> followed;
  std::unique_lock lock(mutex_);
  while (!end_.wait_for(lock, kBetween, [&] { return ended_; })) {
    // While nobody listens nothing is worked out; a listener who comes is told what changes from then on.
    if (events_.listeners() == 0) {
      followed.reset();
      continue;
    }
    if (!followed) {
      const auto now = desk_.follow();
      if (!now) continue;  // the routes tell why
      followed = *now;
      continue;
    }
    const auto news = desk_.news(*followed);
    if (!news) continue;
    for (const std::string& id : news->reports) events_.publish("report", publish::dump({{"id", id}}));
    for (const auto& [id, change] : news->incidents)
      events_.publish("incident", publish::dump({{"id", id}, {"change", app::name(change)}}));
    for (const int64_t number : news->decisions)
      events_.publish("decision", publish::dump({{"number", number}}));
  }
}

}  // namespace roznamcha::http

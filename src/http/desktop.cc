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
  app::StandingPtr known;
  std::string version;
  std::unique_lock lock(mutex_);
  while (!end_.wait_for(lock, kBetween, [&] { return ended_; })) {
    const std::string now = desk_.version();
    // While nobody listens nothing is worked out; a listener who comes is told what changes from then on.
    if (events_.listeners() == 0) {
      known = nullptr;
      continue;
    }
    if (known && now == version) continue;
    const auto fresh = desk_.standing({}, app::Convention::kUcdp);
    if (!fresh) continue;  // the routes tell why
    version = now;
    if (known) {
      const app::Difference difference = app::difference(*known, **fresh);
      for (const std::string& id : difference.reports) events_.publish("report", publish::dump({{"id", id}}));
      const auto tell = [&](const std::vector<std::string>& ids, std::string_view change) {
        for (const std::string& id : ids)
          events_.publish("incident", publish::dump({{"id", id}, {"change", change}}));
      };
      tell(difference.fresh, "new");
      tell(difference.changed, "changed");
      tell(difference.gone, "gone");
      for (const int64_t number : difference.decisions)
        events_.publish("decision", publish::dump({{"number", number}}));
    }
    known = *fresh;
  }
}

}  // namespace roznamcha::http

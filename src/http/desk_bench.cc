// How long the desk takes to answer, on registers as they are: every question goes through the router, as a
// browser's would, without sockets.
//
//   bench_http [--asks 200] [--pages] [REGISTER…]   the first is what the others are compared with;
//                                                 --pages: without the questions about everything
//
// Without a name it takes the registers that bench_app leaves in the folder for temporary files. Questions
// are drawn over the whole time of a register: days, places and moments that it knows of.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "app/packs.h"
#include "http/desktop.h"
#include "text/date.h"

namespace {

using namespace roznamcha;
using nlohmann::json;

class Asked {
 public:
  explicit Asked(const std::string& path) : desk_(open(path)), desktop_(*desk_, 1000) {}

  json get(const std::string& path) {
    http::Request request;
    request.target = "/api/v1" + path;
    request.headers = {{"host", "127.0.0.1"}};
    http::Router router(desktop_.service(nullptr, nullptr, true));
    const http::Response response = router.answer(request);
    if (response.status != 200) {
      std::fprintf(stderr, "%s: %s\n", path.c_str(), std::string(response.content()).c_str());
      std::exit(1);
    }
    return json::parse(response.content());
  }

  json time(const std::string& name, const std::string& path) {
    const auto start = std::chrono::steady_clock::now();
    const double processor = processor_ms();
    json answer = get(path);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    times_[name].wall.push_back(took.count());
    times_[name].processor.push_back(processor_ms() - processor);
    return answer;
  }

  /// Milliseconds of a question.
  struct Times {
    std::vector<double> wall, processor;
  };
  const std::map<std::string, Times>& times() const { return times_; }

 private:
  static std::unique_ptr<app::Desk> open(const std::string& path) {
    const auto packs = app::load_packs();
    if (!packs) std::abort();
    auto desk = app::Desk::open(path, *packs);
    if (!desk) {
      std::fprintf(stderr, "%s\n", base::to_string(desk.error()).c_str());
      std::exit(1);
    }
    return *std::move(desk);
  }

  std::unique_ptr<app::Desk> desk_;
  http::Desktop desktop_;
  /// That this thread has had.
  static double processor_ms() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1000 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
  }

  std::map<std::string, Times> times_;
};

double at(std::vector<double> times, double share) {
  std::sort(times.begin(), times.end());
  return times[std::min(times.size() - 1, static_cast<size_t>(share * static_cast<double>(times.size())))];
}

text::Date day_of(const json& value) {
  return value.is_string() ? text::parse_date(value.get<std::string>()).value_or(text::Date{}) : text::Date{};
}

/// As the value of a parameter.
std::string text_of(const json& value) {
  std::string out = value.is_string() ? value.get<std::string>() : "";
  std::replace(out.begin(), out.end(), ' ', '+');
  return out;
}

std::unique_ptr<Asked> run(const std::string& path, int asks, bool everything) {
  auto asked = std::make_unique<Asked>(path);
  Asked& desk = *asked;
  const auto edge = [&](const char* order) {
    const json page = desk.get(fmt::format("/incidents?limit=1&sort={}", order));
    return page["incidents"].empty() ? json() : page["incidents"][0]["date"];
  };
  const json oldest = edge("date"), newest = edge("-date");
  if (oldest.is_null()) return asked;
  const text::Date first = day_of(oldest["earliest"]), last = day_of(newest["latest"]);
  std::mt19937 random(7);
  const auto between = [&](text::Date from, text::Date to) {
    return from +
           std::chrono::days(random() % static_cast<uint32_t>(std::max<int64_t>(1, (to - from).count())));
  };
  for (int i = 0; i < asks; ++i) {
    const text::Date day = between(first, last);
    const std::string until = text::to_string(day),
                      month = fmt::format("since={}&until={}", text::to_string(day - std::chrono::days(30)),
                                          until);
    const json page = desk.time("list, until a day", "/incidents?until=" + until);
    if (page["incidents"].empty()) continue;
    const json& one = page["incidents"][random() % page["incidents"].size()];
    const json& place = one["place"];
    desk.time("list, first page", "/incidents");
    desk.time("list, a month", "/incidents?" + month);
    if (place["admin1"].is_string()) {
      desk.time("list, of a province, 3 killed, until a day",
                fmt::format("/incidents?min_killed=3&admin1={}&until={}", place["admin1"].get<std::string>(),
                            until));
    }
    if (place["lat"].is_number()) {
      const double lat = place["lat"], lon = place["lon"];
      const std::string window = fmt::format("bbox={},{},{},{}", lon - 2.5, lat - 2, lon + 2.5, lat + 2);
      desk.time("map, a month in a window", fmt::format("/incidents/map?{}&{}", window, month));
      desk.time("map, a window", "/incidents/map?" + window);
    }
    // What many bear, what few, and what none.
    std::vector<std::pair<const char*, std::string>> alone = {
        {"type", "type=" + text_of(one["sub_event_type"])},
        {"status", "status=corroborated"},
        {"certainty", "certainty=denied"},
        {"election", "election=true"},
        {"killed", "min_killed=30"}};
    if (place["name"].is_string()) alone.emplace_back("place", "place=" + text_of(place["name"]));
    if (!one["actors"].empty()) alone.emplace_back("actor", "actor=" + text_of(one["actors"][0]["name"]));
    for (const auto& [what, value] : alone)
      desk.time(fmt::format("list, by {} alone", what), "/incidents?" + value);
    desk.time("map, a month", "/incidents/map?" + month);
    desk.time("one incident", "/incidents/" + one["id"].get<std::string>());
    desk.time("as of a moment, first page",
              fmt::format("/incidents?as_of={}T18:00Z", text::to_string(between(first, last))));
    desk.time("timeline, a month", "/timeline?" + month);
    desk.time("areas, a month", "/areas?" + month);
    desk.time("what the register is", "/meta");
    if (!everything || i % 20 != 0) continue;
    desk.time("timeline of everything", "/timeline?by=month");
    desk.time("map of everything", "/incidents/map?points=2000");
    desk.time("what to decide", "/review?limit=50");
    desk.time("tallies", "/tallies?limit=50");
  }
  return asked;
}

}  // namespace

int main(int argc, char** argv) {
  int asks = 200;
  bool everything = true;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--asks" && i + 1 < argc)
      asks = std::max(1, std::atoi(argv[++i]));
    else if (std::string_view(argv[i]) == "--pages")
      everything = false;
    else
      paths.emplace_back(argv[i]);
  }
  if (paths.empty()) {
    for (const char* size : {"1000", "10000"}) {
      const auto path = std::filesystem::temp_directory_path() / fmt::format("growth-{}.db", size);
      if (std::filesystem::exists(path)) paths.push_back(path);
    }
  }
  std::map<std::string, std::pair<double, double>> base;
  for (const std::string& path : paths) {
    const auto desk = run(path, asks, everything);
    std::printf("%s\n%-43s %27s      %27s\n", path.c_str(), "", "by the wall: p50, p99 in ms",
                "of the processor");
    for (const auto& [name, times] : desk->times()) {
      const double wall = at(times.wall, .99), processor = at(times.processor, .99);
      const auto [known, fresh] = base.try_emplace(name, wall, processor);
      std::printf("  %-41s %9.2f %9.2f  × %4.2f      %9.2f %9.2f  × %4.2f\n", name.c_str(),
                  at(times.wall, .5), wall, wall / known->second.first, at(times.processor, .5), processor,
                  processor / known->second.second);
    }
    std::fflush(stdout);
  }
  return 0;
}

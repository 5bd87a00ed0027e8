#include "base/clock.h"

#include <fmt/format.h>

#include <chrono>
#include <ctime>

namespace roznamcha::base {

Clock system_clock() {
  return [] {
    using namespace std::chrono;
    const auto now = floor<milliseconds>(std::chrono::system_clock::now());
    const auto day = floor<days>(now);
    const year_month_day date(day);
    const hh_mm_ss time(now - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
  };
}

Clock fixed_clock(std::string moment) {
  return [moment = std::move(moment)] { return moment; };
}

}  // namespace roznamcha::base

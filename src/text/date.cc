#include "text/date.h"

#include <fmt/format.h>

#include <algorithm>

namespace roznamcha::text {
namespace {

/// Number of the `count` digits at `at`, -1 if there are none.
int digits(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return {};
  if (text.size() > 10 && text[10] != 'T' && text[10] != 't' && text[10] != ' ') return {};
  const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (year < 1 || month < 1 || day < 1) return {};
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  return Date(date);
}

std::string to_string(Date date) {
  const std::chrono::year_month_day d(date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(d.year()), static_cast<unsigned>(d.month()),
                     static_cast<unsigned>(d.day()));
}

Date make_date(int year, unsigned month, unsigned day) {
  using namespace std::chrono;
  const year_month_day_last last{std::chrono::year(year), month_day_last(std::chrono::month(month))};
  const unsigned end = static_cast<unsigned>(last.day());
  return Date(year_month_day{std::chrono::year(year), std::chrono::month(month),
                             std::chrono::day(std::min(day, end))});
}

std::string_view name(DatePrecision precision) {
  switch (precision) {
    case DatePrecision::kDay:
      return "day";
    case DatePrecision::kWeek:
      return "week";
    case DatePrecision::kMonth:
      return "month";
    case DatePrecision::kYear:
      return "year";
    case DatePrecision::kUnknown:
      return "unknown";
  }
  return "unknown";
}

}  // namespace roznamcha::text

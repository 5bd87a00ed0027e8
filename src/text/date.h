// Days of the calendar, without time of day or zone.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace roznamcha::text {

using Date = std::chrono::sys_days;

/// Reads the day of "2024-02-05", also of RFC 3339 "2024-02-05T18:00:00+05:00" (the day as written, in its
/// own zone). Nothing if it is no day of the calendar.
std::optional<Date> parse_date(std::string_view text);

/// "2024-02-05".
std::string to_string(Date date);

Date make_date(int year, unsigned month, unsigned day);  // day is cut to the length of the month

enum class DatePrecision { kDay, kWeek, kMonth, kYear, kUnknown };
std::string_view name(DatePrecision precision);  // "day", "week", ...

/// The days between which something happened, both ends included. An end that is not known is absent.
struct DateRange {
  std::optional<Date> earliest;
  std::optional<Date> latest;
  DatePrecision precision = DatePrecision::kUnknown;

  bool known() const { return earliest || latest; }
  friend bool operator==(const DateRange&, const DateRange&) = default;
};

}  // namespace roznamcha::text

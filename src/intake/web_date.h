// Dates as pages and feeds write them in their metadata.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "text/date.h"

namespace roznamcha::intake {

/// The day of "2024-02-05", RFC 3339, RFC 822 ("Mon, 05 Feb 2024 18:00:00 GMT"), "20240205…", "February 5,
/// 2024", "5 Feb 2024" and "2024/02/05"; as written, in its own time zone. Nothing for all else, "05/02/2024"
/// too, since it has two readings.
std::optional<text::Date> parse_web_date(std::string_view text);

/// Minutes since 1970 in UTC of such a date that states an hour and its zone: "2024-02-05T18:00:00+05:00",
/// "Mon, 05 Feb 2024 18:00 GMT". Nothing for all else.
std::optional<int64_t> parse_web_minute(std::string_view text);

}  // namespace roznamcha::intake

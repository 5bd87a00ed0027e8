// The only door to the time of day; tests pass a fixed one.
#pragma once

#include <functional>
#include <string>

namespace roznamcha::base {

/// Gives the moment as RFC 3339 in UTC with milliseconds, "2024-02-05T18:00:00.000Z"; sorts as text.
using Clock = std::function<std::string()>;

Clock system_clock();
Clock fixed_clock(std::string moment);

}  // namespace roznamcha::base

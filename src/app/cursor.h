// Where a page of a list ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/error.h"

namespace roznamcha::app {

/// Where a row stands in its list: two numbers, and what tells rows apart whose numbers are equal.
using RowKey = std::tuple<int64_t, int64_t, std::string>;

/// A cursor holds the key of the last row of the page before, so that a page begins rightly even if rows came or
/// went meanwhile.
std::string cursor_of(const RowKey& key);
/// The key that a cursor holds; nothing for "", the first page. Error: no_cursor().
base::Result<std::optional<RowKey>> key_behind(std::string_view cursor);
/// kBadArgument, where "cursor".
base::Error no_cursor();

}  // namespace roznamcha::app

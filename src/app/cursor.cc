#include "app/cursor.h"

#include <fmt/format.h>

#include <charconv>

namespace roznamcha::app {

std::string cursor_of(const RowKey& key) {
  return fmt::format("{}.{}.{}", std::get<0>(key), std::get<1>(key), std::get<2>(key));
}

base::Result<std::optional<RowKey>> key_behind(std::string_view cursor) {
  if (cursor.empty()) return std::optional<RowKey>();
  RowKey out;
  for (int64_t* value : {&std::get<0>(out), &std::get<1>(out)}) {
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), *value);
    if (error != std::errc() || end == cursor.data() + cursor.size() || *end != '.') return no_cursor();
    cursor.remove_prefix(static_cast<size_t>(end - cursor.data()) + 1);
  }
  std::get<2>(out) = cursor;
  return std::optional(std::move(out));
}

base::Error no_cursor() {
  return {base::ErrorId::kBadArgument, "is no cursor of this list", "cursor", "take `next` of the page before"};
}

}  // namespace roznamcha::app

// Which format an input has.
#pragma once

#include <cstdint>
#include <string_view>

namespace roznamcha::intake {

enum class Format : uint8_t { kText, kJsonLines, kHtml, kFeed, kWarc, kBinary };

/// By the name's ending, where content does not tell better. `head`: the first bytes (a few KB do), unpacked.
/// `name` may end in .gz or .zst.
Format format_of(std::string_view head, std::string_view name);

}  // namespace roznamcha::intake

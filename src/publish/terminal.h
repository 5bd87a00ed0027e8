// Text for terminals: colour, width.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace roznamcha::publish {

/// How a page is to look.
struct Look {
  bool colour = false;
  size_t width = 100;  // columns of the terminal; 0: as wide as it gets (a pipe)
};

enum class Ink { kStrong, kFaint, kQuote, kGood, kWarn };

/// `text` in a colour, or as it is. Control characters of `text`, which may come from a report, are taken out, so that no report
/// can steer the terminal.
std::string paint(const Look& look, Ink ink, std::string_view text);
/// Control characters (line ends too) as one space each.
std::string plain(std::string_view text);

/// Columns that a terminal needs for `text` (valid UTF-8): 2 for wide East Asian characters and emoji, 0 for combining marks.
size_t columns(std::string_view text);
/// `text` in exactly `width` columns, cut with "…" or filled with spaces.
std::string fitted(std::string_view text, size_t width, bool to_the_right = false);
/// `text` cut to at most `width` columns (0: not at all), with "…" where it was cut.
std::string cut(std::string_view text, size_t width);

}  // namespace roznamcha::publish

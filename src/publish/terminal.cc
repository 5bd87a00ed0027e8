#include "publish/terminal.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace roznamcha::publish {
namespace {

size_t columns_of(UChar32 c) {
  const int8_t type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR || type == U_CONTROL_CHAR) return 0;
  const int east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
}

/// The next code point of `text` from `at`, which it moves on.
UChar32 next(std::string_view text, int32_t& at) {
  UChar32 c;
  U8_NEXT(text.data(), at, static_cast<int32_t>(text.size()), c);
  return c < 0 ? 0xfffd : c;
}

}  // namespace

std::string plain(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());) {
    const int32_t begin = at;
    const UChar32 c = next(text, at);
    // Direction overrides would let a report rearrange the line around it.
    const bool steers = u_charType(c) == U_CONTROL_CHAR || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    if (steers) out += ' ';
    else out += text.substr(begin, at - begin);
  }
  return out;
}

std::string paint(const Look& look, Ink ink, std::string_view text) {
  if (!look.colour) return plain(text);
  static constexpr const char* kCodes[] = {"\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[32m", "\x1b[33m"};
  return kCodes[static_cast<int>(ink)] + plain(text) + "\x1b[0m";
}

size_t columns(std::string_view text) {
  size_t sum = 0;
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());) sum += columns_of(next(text, at));
  return sum;
}

std::string cut(std::string_view text, size_t width) {
  if (width == 0 || columns(text) <= width) return std::string(text);
  size_t sum = 0;
  int32_t at = 0;
  while (at < static_cast<int32_t>(text.size())) {
    const int32_t begin = at;
    sum += columns_of(next(text, at));
    if (sum + 1 > width) return std::string(text.substr(0, begin)) + "…";
  }
  return std::string(text);
}

std::string fitted(std::string_view text, size_t width, bool to_the_right) {
  std::string out = cut(text, width);
  const std::string fill(width - std::min(width, columns(out)), ' ');
  return to_the_right ? fill + out : out + fill;
}

}  // namespace roznamcha::publish

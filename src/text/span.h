// A stretch of bytes of a text.
#pragma once

#include <cstdint>
#include <string_view>

namespace roznamcha::text {

/// Bytes [begin, end) of the UTF-8 text of a document. Always on code point boundaries. begin == end: no
/// span.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;

  bool empty() const { return begin == end; }
  uint32_t size() const { return end - begin; }
  bool contains(Span other) const { return begin <= other.begin && other.end <= end; }
  bool overlaps(Span other) const { return begin < other.end && other.begin < end; }
  /// The least span that holds both; an empty one counts for nothing.
  Span joined(Span other) const {
    if (empty()) return other;
    if (other.empty()) return *this;
    return {begin < other.begin ? begin : other.begin, end > other.end ? end : other.end};
  }
  std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
  friend bool operator==(Span, Span) = default;
  friend auto operator<=>(Span, Span) = default;
};

}  // namespace roznamcha::text

// UTF-8: validity, and the way between bytes (inside) and code points (in what is printed).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace roznamcha::text {

/// Byte at which the text stops being valid UTF-8 (overlong forms, surrogates and what is over U+10FFFF are
/// invalid).
std::optional<size_t> first_invalid_utf8(std::string_view text);

/// Code points of a valid text.
size_t count_code_points(std::string_view text);

/// Translates offsets of one valid text, in both directions. Built in linear time; asks cost O(1) amortised
/// per 64 bytes.
class CodePointIndex {
 public:
  explicit CodePointIndex(std::string_view text);
  /// Code points before byte `offset` (≤ size; on a code point's first byte).
  uint32_t code_points(uint32_t offset) const;
  /// Byte at which code point number `index` starts; nothing if there are fewer.
  std::optional<uint32_t> byte(uint32_t index) const;

 private:
  static constexpr uint32_t kStride = 64;
  std::string_view text_;
  std::vector<uint32_t> before_;  // code points before byte i * kStride
  bool ascii_ = true;
};

}  // namespace roznamcha::text

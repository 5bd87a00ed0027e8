#include "text/utf8.h"

#include <algorithm>

namespace roznamcha::text {
namespace {

bool starts(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

}  // namespace

std::optional<size_t> first_invalid_utf8(std::string_view text) {
  size_t i = 0;
  const size_t n = text.size();
  auto continues = [&](size_t at) { return at < n && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; };
  while (i < n) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      ++i;
    } else if (c >= 0xC2 && c <= 0xDF && continues(i + 1)) {
      i += 2;
    } else if (c >= 0xE0 && c <= 0xEF && continues(i + 1) && continues(i + 2)) {
      const auto d = static_cast<unsigned char>(text[i + 1]);
      if ((c == 0xE0 && d < 0xA0) || (c == 0xED && d > 0x9F)) return i;
      i += 3;
    } else if (c >= 0xF0 && c <= 0xF4 && continues(i + 1) && continues(i + 2) && continues(i + 3)) {
      const auto d = static_cast<unsigned char>(text[i + 1]);
      if ((c == 0xF0 && d < 0x90) || (c == 0xF4 && d > 0x8F)) return i;
      i += 4;
    } else {
      return i;
    }
  }
  return {};
}

size_t count_code_points(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), starts));
}

CodePointIndex::CodePointIndex(std::string_view text) : text_(text) {
  before_.reserve(text.size() / kStride + 2);
  uint32_t seen = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i % kStride == 0) before_.push_back(seen);
    seen += starts(text[i]);
    ascii_ = ascii_ && static_cast<unsigned char>(text[i]) < 0x80;
  }
  if (text.size() % kStride == 0) before_.push_back(seen);
}

uint32_t CodePointIndex::code_points(uint32_t offset) const {
  if (ascii_) return offset;
  uint32_t seen = before_[offset / kStride];
  for (uint32_t i = offset / kStride * kStride; i < offset; ++i) seen += starts(text_[i]);
  return seen;
}

std::optional<uint32_t> CodePointIndex::byte(uint32_t index) const {
  if (ascii_) return index <= text_.size() ? std::optional<uint32_t>(index) : std::nullopt;
  auto block = std::upper_bound(before_.begin(), before_.end(), index);
  uint32_t i = static_cast<uint32_t>(block - before_.begin() - 1) * kStride;
  uint32_t seen = before_[i / kStride];
  for (; i < text_.size(); ++i) {
    if (starts(text_[i])) {
      if (seen == index) return i;
      ++seen;
    }
  }
  return seen == index ? std::optional<uint32_t>(static_cast<uint32_t>(text_.size())) : std::nullopt;
}

}  // namespace roznamcha::text

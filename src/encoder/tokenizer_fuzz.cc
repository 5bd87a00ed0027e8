#include <cassert>
#include <cstdint>
#include <string_view>

#include "encoder/tokenizer.h"

// Any bytes: pieces of the vocabulary, in order, within the text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha::encoder;
  static constexpr std::string_view kPieces[] = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a",
                                                 "##a",   "b",     "##b",   "ab",    "##ab",   "e",
                                                 ".",     "中",    "1",     "##1"};
  static const Tokenizer tokenizer{kPieces};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  uint32_t begin = 0;
  for (const Piece& piece : tokenizer.cut(text)) {
    assert(piece.id < std::size(kPieces));
    assert(begin <= piece.span.begin && piece.span.begin < piece.span.end && piece.span.end <= size);
    begin = piece.span.begin;
  }
  return 0;
}

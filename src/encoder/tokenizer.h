// Word pieces as uncased BERT cuts them: control characters out, Chinese characters apart, accents off, lower
// case, punctuation apart, then the longest piece of the vocabulary first. Ids are those of the reference
// implementation.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "text/span.h"

namespace roznamcha::encoder {

struct Piece {
  uint32_t id = 0;
  /// Bytes of the text from the piece's first letter to its last; what was left out between them (accents,
  /// control characters) lies inside, before and behind them outside.
  text::Span span;
  bool operator==(const Piece&) const = default;
};

/// Immutable: one for all threads.
class Tokenizer {
 public:
  /// `vocabulary` as Model has it, and must live as long. Where it lacks [UNK], [CLS] or [SEP], id 0
  /// stands for it.
  explicit Tokenizer(std::span<const std::string_view> vocabulary);

  /// Pieces in the order of the text, without [CLS] and [SEP]. Any bytes will do, up to 4 GiB: bytes that are
  /// no UTF-8 are left out, as the replacement character is. Time and space grow as the text does.
  std::vector<Piece> cut(std::string_view text) const;

  uint32_t unknown() const { return unknown_; }  // [UNK]
  uint32_t first() const { return first_; }      // [CLS], before the pieces of a window
  uint32_t last() const { return last_; }        // [SEP], behind them
  /// The id of a piece as the vocabulary writes it ("##ing"); that of [UNK] if there is none.
  uint32_t id(std::string_view piece) const;

 private:
  class Cut;
  struct Special {
    std::string_view text;
    uint32_t id = 0;
  };
  /// 1 + the id of the piece that is spelt so at the beginning of a word, or inside one; 0 if there is none.
  uint32_t find(std::string_view letters, bool inside, uint64_t hash) const;

  std::span<const std::string_view> vocabulary_;
  std::vector<uint32_t> slots_;    // open addressing by hash: id + 1, 0 = empty
  std::vector<Special> specials_;  // pieces that stand for themselves wherever the text has them
  uint32_t unknown_ = 0, first_ = 0, last_ = 0;
};

}  // namespace roznamcha::encoder

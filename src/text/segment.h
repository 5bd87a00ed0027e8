// Paragraphs, sentences and tokens of a text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/span.h"

namespace roznamcha::text {

enum class TokenKind : uint8_t { kWord, kNumber, kPunctuation, kSymbol };

/// Case as written. In a text without lower case ("BOGOTA, 4 FEB 90") every word is kAll, which then says
/// nothing.
enum class TokenCase : uint8_t { kNone, kLower, kTitle, kAll, kMixed };

struct Token {
  Span span;
  TokenKind kind = TokenKind::kWord;
  TokenCase letter_case = TokenCase::kNone;
  bool space_before = false;
  std::string lower;  // lower case, diacritics kept, typographic apostrophes as '
};

struct Sentence {
  Span span;           // without surrounding white space
  uint32_t first = 0;  // tokens [first, last)
  uint32_t last = 0;
  uint32_t paragraph = 0;
};

struct Segmented {
  std::vector<Token> tokens;
  std::vector<Sentence> sentences;
  std::vector<uint32_t> sentence_of;  // by token
  bool caseless = false;              // the text's case says nothing (all capitals or all lower case)
};

/// Cuts a text (valid UTF-8, under 4 GiB) into sentences and tokens, in the manner of the Penn Treebank:
/// "Pakistan's" is two tokens, "don't" is "do" and "n't"; but hyphened words ("Khyber-Pakhtunkhwa",
/// "10-year-old"), dates in figures, clock times and numbers with separators are one. A sentence has at most
/// 200 tokens. Never fails; costs linear time.
Segmented segment(std::string_view text);

}  // namespace roznamcha::text

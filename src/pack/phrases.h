// Finding the words and names of a list in a text: longest sequence of tokens first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/segment.h"

namespace roznamcha::pack {

/// Maps sequences of lower-case tokens to numbers (rows of some table). A phrase is cut into tokens by the segmenter
/// itself, so "Jamiat Ulema-e-Islam (F)" matches however it is spaced.
class PhraseIndex {
 public:
  struct Match {
    uint32_t value = 0;
    uint32_t length = 0;  // tokens
  };

  void add(std::string_view phrase, uint32_t value);
  /// All values whose phrase starts at token `at`, longest first; same length in order of adding. `limit`: the
  /// first token that may not be used (end of the sentence).
  void match(const std::vector<text::Token>& tokens, uint32_t at, uint32_t limit, std::vector<Match>& out) const;
  /// Whether any phrase starts with this token; a cheap filter.
  bool starts(std::string_view lower) const;
  size_t size() const { return count_; }

 private:
  struct Node {
    std::unordered_map<std::string, uint32_t> next;
    std::vector<uint32_t> values;
  };
  std::vector<Node> nodes_{1};
  size_t count_ = 0;
};

}  // namespace roznamcha::pack

// Finding the words and names of a list in a text: longest sequence of tokens first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/segment.h"

namespace roznamcha::pack {

/// Maps sequences of lower-case tokens to numbers (rows of some table). A phrase is cut into tokens by the
/// segmenter itself, so "Jamiat Ulema-e-Islam (F)" matches however it is spaced.
class PhraseIndex {
 public:
  struct Match {
    uint32_t value = 0;
    uint32_t length = 0;  // tokens
  };

  void add(std::string_view phrase, uint32_t value) { add(phrase, value, false); }
  /// As `add`, but found only where the text writes it with capitals too: a phrase in capitals ("IS", "FAR")
  /// only in capitals and among words in lower case, any other with its capitals as given, unless the text
  /// knows no case.
  void add_cased(std::string_view phrase, uint32_t value) { add(phrase, value, true); }
  /// All values whose phrase starts at token `at`, longest first; same length in order of adding. `limit`:
  /// the first token that may not be used (end of the sentence).
  void match(const std::vector<text::Token>& tokens, uint32_t at, uint32_t limit,
             std::vector<Match>& out) const;
  /// Whether any phrase starts with this token; a cheap filter.
  bool starts(std::string_view lower) const;
  size_t size() const { return count_; }

 private:
  // A trie in two flat hash tables, words to numbers and (node, word) to node: thousands of phrases are
  // loaded at every start of the program, and a map in every node would cost more than reading the files.
  struct WordSlot {
    uint32_t hash = 0, offset = 0, length = 0, id = 0;  // id 0: free
  };
  struct StepSlot {
    uint64_t key = 0;  // node << 32 | word; 0: free
    uint32_t node = 0;
  };
  struct Value {
    uint32_t value = 0, next = 0;  // next: index + 1 in values_
    uint32_t letters = 0;          // index + 1 in letters_, 0 if the case does not matter
  };
  struct Node {
    uint32_t first = 0, last = 0;  // index + 1 in values_
    bool inner = false;            // longer phrases go on from here
  };

  void add(std::string_view phrase, uint32_t value, bool cased);
  uint32_t word(std::string_view lower) const;
  uint32_t word_or_new(std::string_view lower);
  uint32_t step(uint32_t node, uint32_t word) const;
  uint32_t step_or_new(uint32_t node, uint32_t word);
  bool written_so(const std::vector<text::Token>& tokens, uint32_t at, uint32_t length,
                  uint32_t letters) const;

  std::string pool_;
  std::vector<WordSlot> words_;
  std::vector<StepSlot> steps_;
  std::vector<Node> nodes_{1};
  std::vector<Value> values_;
  std::vector<std::vector<text::TokenCase>> letters_;
  size_t word_count_ = 0, step_count_ = 0, count_ = 0;
};

/// The tokens of a phrase of a pack, with their case as written; cut as the segmenter would.
std::vector<text::Token> phrase_tokens(std::string_view phrase);

}  // namespace roznamcha::pack

// Token patterns with examples: how measures, warnings and tallies are worded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "pack/lexicon.h"
#include "pack/table.h"
#include "text/segment.h"

namespace roznamcha::pack {

/// One row of a rule table: `id`, `kind`, `status` (of measures), `pattern`, `plus` (sentences that it must
/// match, '|' between), `minus` (that it must not).
///
/// Pattern language, one element a token, blanks between:
///   word            that lower-case token            (a|b|c)   any of these; '_' in them is a blank:
///   (mobile_phone|internet) word*           any token that begins so         ~word     any regular form of
///   the word, verb or noun; ~hold/held adds others <person> <target> <weapon> <number> <actor>      a phrase
///   of that lexicon; <number> also figures and numbers of several words _               any one token ..N up
///   to N tokens (1 to 16) of any kind, the fewest first, never over
///                                                              a sentence or semicolon; ..N!(a|b): nor over
///                                                              these words
///   X?              X or nothing                     [ … ]     the part that is quoted as the span (default:
///   all)
/// A pattern holds at least one element of words that is not optional.
struct Rule {
  std::string id;
  std::string kind;
  std::string status;
  std::vector<std::string> plus;
  std::vector<std::string> minus;
  uint32_t line = 0;
};

class RuleSet {
 public:
  struct Match {
    uint32_t rule = 0;
    uint32_t first = 0, last = 0;  // tokens [first, last) of the quoted part
  };

  /// Reads a table of rules. `lexicon` must outlive the set. What is wrong is added to `faults` (kBadPack,
  /// with file:line) and left out: a pattern that does not parse, no plus example, a kind that is no name.
  static RuleSet compile(const Table& table, const Lexicon& lexicon, std::vector<base::Error>& faults);
  /// Every rule's leftmost matches in one sentence, without overlap between matches of one rule, in the order
  /// of the rules.
  std::vector<Match> match(const text::Segmented& text, const text::Sentence& sentence) const;
  const std::vector<Rule>& rules() const { return rules_; }
  /// Examples that do not hold.
  std::vector<base::Error> check() const;

 private:
  struct Element {
    enum class Type : uint8_t { kWords, kLexicon, kAny, kGap } type = Type::kAny;
    std::vector<uint32_t> words;  // numbers of single words, sorted; of a gap: what it must not hold
    std::vector<std::vector<uint32_t>> phrases;  // kWords: of several words, longest first
    std::vector<std::string> prefixes;           // kWords
    char lexicon = 0;                            // kLexicon: first letter of its name
    uint32_t gap = 0;
    bool optional = false;
  };
  struct Pattern {
    std::vector<Element> elements;
    uint32_t span_first = 0, span_last = 0;  // elements
  };
  struct Sentence;  // one while it is matched

  // These give "" or what is wrong.
  std::string add(Rule rule, std::string_view source);
  std::string parse(std::string_view source, Pattern& out);
  std::string parse_words(std::string_view source, Element& out);
  uint32_t word_number(const std::string& word);
  void run(uint32_t rule, const Sentence& sentence, std::vector<Match>& out) const;
  /// The end of a match of elements [element, …) from token `at`, 0 if there is none.
  uint32_t walk(const Pattern& pattern, uint32_t element, uint32_t at, const Sentence& sentence,
                uint32_t& budget, std::vector<uint32_t>& starts) const;
  static bool barred(const Element& gap, uint32_t at, const Sentence& sentence);
  void lengths(const Element& element, uint32_t at, const Sentence& sentence,
               std::vector<uint32_t>& out) const;

  std::vector<Rule> rules_;
  std::vector<Pattern> patterns_;
  std::unordered_map<std::string, uint32_t> words_;   // numbered from 1
  std::vector<std::vector<uint32_t>> rules_by_word_;  // rules that may match where that word stands
  std::vector<uint32_t> unanchored_;  // rules whose needed words are given by their beginnings
  const Lexicon* lexicon_ = nullptr;
  std::string file_;
};

}  // namespace roznamcha::pack

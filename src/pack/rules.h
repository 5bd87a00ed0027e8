// Token patterns with examples: how measures, warnings and tallies are worded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "pack/lexicon.h"
#include "pack/table.h"
#include "text/segment.h"

namespace roznamcha::pack {

/// One row of a rule table: `id`, `kind`, `status` (of measures), `pattern`, `plus` (sentences that it must match, '|'
/// between), `minus` (that it must not).
///
/// Pattern language, one element a token, blanks between:
///   word            that lower-case token            (a|b|c)   any of these
///   word*           any token that begins so         ~word     any inflected form of the word (verb or noun)
///   <person> <target> <weapon> <number> <actor>      a phrase of that lexicon
///   _               any one token                    ..N       up to N tokens of any kind (never over a sentence)
///   X?              X or nothing                     [ … ]     the part that is quoted as the span (default: all)
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

  static base::Result<RuleSet> compile(const Table& table, const Lexicon& lexicon);
  /// Every rule's leftmost matches in one sentence, without overlap between matches of one rule.
  std::vector<Match> match(const text::Segmented& text, const text::Sentence& sentence) const;
  const std::vector<Rule>& rules() const { return rules_; }
  /// Examples that do not hold.
  std::vector<base::Error> check() const;

 private:
  struct Element {
    enum class Type : uint8_t { kWords, kPrefix, kLexicon, kAny, kGap } type = Type::kAny;
    std::vector<std::string> words;
    char lexicon = 0;
    uint32_t gap = 0;
    bool optional = false;
  };
  struct Pattern {
    std::vector<Element> elements;
    uint32_t span_first = 0, span_last = 0;  // elements
  };
  std::vector<Rule> rules_;
  std::vector<Pattern> patterns_;
  const Lexicon* lexicon_ = nullptr;
  std::string file_;
};

}  // namespace roznamcha::pack

#include "extract/numbers.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace roznamcha::extract {
namespace {

using pack::NumberWord;
using record::Qualifier;

constexpr int64_t kMostPeople = 10'000'000;  // a larger number counts no people of one incident

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "30", "1,200"; nothing for "3.5", "11:40", "4/2", "23rd".
std::optional<int64_t> figure(std::string_view s) {
  if (s.empty() || !is_digit(s[0]) || s.size() > 12) return {};
  std::string digits;
  for (size_t i = 0; i < s.size(); ++i) {
    if (is_digit(s[i])) {
      digits += s[i];
    } else if (s[i] == ',' && i + 3 < s.size() + 0 && i + 4 <= s.size()) {
      continue;
    } else {
      return {};
    }
  }
  int64_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || value > kMostPeople) return {};
  return value;
}

class Scanner {
 public:
  Scanner(const text::Segmented& text, uint32_t last, const pack::Lexicon& lexicon)
      : text_(text), last_(last), lexicon_(lexicon) {}

  /// A number that starts at token i, without qualifier.
  std::optional<NumberMention> number(uint32_t i) {
    NumberMention m;
    m.first = m.number_first = i;
    const std::string_view word = text_.tokens[i].lower;
    // "8-10" as one token
    if (is_digit(word[0])) {
      if (size_t dash = word.find('-'); dash != std::string_view::npos) {
        auto low = figure(word.substr(0, dash)), high = figure(word.substr(dash + 1));
        if (!low || !high || *low >= *high || (word.size() > 7 && *low > 1000)) return {};
        m.range = {*low, *high};
        m.qualifier = Qualifier::kAbout;
        m.last = i + 1;
        return m;
      }
    }
    auto single = magnitude(i, m.last);
    if (!single) return {};
    m.range = single->first;
    m.qualifier = single->second;
    return m;
  }

  /// Tokens of the unit at token i that shows that the number before it counts no people; 0 if there is none.
  uint32_t unit(uint32_t i) {
    if (i >= last_) return 0;
    matches_.clear();
    lexicon_.number_index.match(text_.tokens, i, last_, matches_);
    if (matches_.empty() || lexicon_.numbers[matches_[0].value].role != NumberWord::Role::kUnit) return 0;
    return matches_[0].length;
  }

  std::optional<Qualifier> qualifier(uint32_t i, uint32_t& after) {
    matches_.clear();
    lexicon_.qualifier_index.match(text_.tokens, i, last_, matches_);
    if (matches_.empty()) return {};
    after = i + matches_[0].length;
    return lexicon_.qualifiers[matches_[0].value].qualifier;
  }

 private:
  /// Values and multipliers that make one number: "two hundred", "three dozen", "a few", "twenty-three".
  std::optional<std::pair<record::Range, Qualifier>> magnitude(uint32_t i, uint32_t& after) {
    int64_t total = 0, part = 0;
    bool any = false;
    Qualifier qualifier = Qualifier::kExactly;
    uint32_t at = i;
    while (at < last_) {
      const std::string& word = text_.tokens[at].lower;
      if (auto value = figure(word)) {
        if (any) break;
        part = *value;
        any = true;
        ++at;
        continue;
      }
      matches_.clear();
      lexicon_.number_index.match(text_.tokens, at, last_, matches_);
      if (matches_.empty()) {
        // "twenty-three", "twentythree", "two-dozen": halves that are numbers themselves
        const size_t dash = word.find('-'), joint = word.find("ty");
        const size_t end = dash != std::string::npos ? dash : joint == std::string::npos ? dash : joint + 2;
        if (!any && end < word.size() && word.find('-', dash + 1) == std::string::npos) {
          const NumberWord* tens = word_of(word.substr(0, end));
          const NumberWord* ones = word_of(word.substr(end + (dash == end ? 1 : 0)));
          if (tens && ones && tens->role == NumberWord::Role::kValue &&
              ones->role == NumberWord::Role::kValue && tens->low >= 20 && ones->low < 10) {
            part = tens->low + ones->low;
            any = true;
            ++at;
            continue;
          }
        }
        if (any && word == "and" && at + 1 < last_ && total + part >= 100 && small_value(at + 1)) {
          ++at;
          continue;
        }
        break;
      }
      const NumberWord& n = lexicon_.numbers[matches_[0].value];
      if (n.role == NumberWord::Role::kUnit) break;
      if (n.role == NumberWord::Role::kValue) {
        if (any && !(part >= 20 && part < 100 && n.low < 10) && !(part % 100 == 0 && part > 0 && n.low < 100))
          break;
        part += n.low;
      } else if (n.role == NumberWord::Role::kMultiplier) {
        part = (any ? std::max<int64_t>(part, 1) : 1) * n.low;
        if (n.low >= 1000) {
          total += part;
          part = 0;
        }
      } else {
        if (any) break;
        after = at + matches_[0].length;
        return std::pair{record::Range{n.low, n.high}, n.qualifier};
      }
      any = true;
      at += matches_[0].length;
    }
    if (!any) return {};
    after = at;
    total += part;
    if (total > kMostPeople) return {};
    record::Range range{total, total};
    return std::pair{range, qualifier};
  }

  const NumberWord* word_of(const std::string& word) {
    text::Token token;
    token.lower = word;
    std::vector<text::Token> one{token};
    matches_.clear();
    lexicon_.number_index.match(one, 0, 1, matches_);
    return matches_.empty() ? nullptr : &lexicon_.numbers[matches_[0].value];
  }

  bool small_value(uint32_t i) {
    if (auto value = figure(text_.tokens[i].lower)) return *value < 100;
    std::vector<pack::PhraseIndex::Match> found;
    lexicon_.number_index.match(text_.tokens, i, last_, found);
    return !found.empty() && lexicon_.numbers[found[0].value].role == NumberWord::Role::kValue;
  }

  const text::Segmented& text_;
  uint32_t last_;
  const pack::Lexicon& lexicon_;
  std::vector<pack::PhraseIndex::Match> matches_;
};

void qualify(NumberMention& m, Qualifier q) {
  m.qualifier = q;
  switch (q) {
    case Qualifier::kAtLeast:
    case Qualifier::kMoreThan:
      m.range.high.reset();
      break;
    case Qualifier::kUpTo:
      m.range.high = m.range.high.value_or(m.range.low);
      m.range.low = 0;
      break;
    default:
      break;
  }
}

/// "Boy, 8, dies": figures between commas behind a word give its age.
bool is_age(const text::Segmented& text, const NumberMention& m, uint32_t first, uint32_t last) {
  constexpr int64_t kOldest = 110;
  return m.last == m.first + 1 && m.range.low <= kOldest && is_digit(text.tokens[m.first].lower[0]) &&
         m.first > first + 1 && m.last < last && text.tokens[m.first - 1].lower == "," &&
         text.tokens[m.last].lower == "," && text.tokens[m.first - 2].kind == text::TokenKind::kWord;
}

}  // namespace

std::vector<NumberMention> find_numbers(const text::Segmented& text, uint32_t first, uint32_t last,
                                        const pack::Lexicon& lexicon) {
  std::vector<NumberMention> out;
  Scanner scan(text, last, lexicon);
  const bool item = last > first + 1 && is_digit(text.tokens[first].lower[0]) &&
                    (text.tokens[first + 1].lower == "." || text.tokens[first + 1].lower == ")");
  for (uint32_t i = first + (item ? 2 : 0); i < last;) {  // "3. The attack": the item of a list
    const text::Token& token = text.tokens[i];
    if (token.kind == text::TokenKind::kPunctuation) {
      ++i;
      continue;
    }
    if (token.kind == text::TokenKind::kSymbol) {
      i += token.lower == "$" || token.lower == "€" || token.lower == "£" || token.lower == "₨" ? 2 : 1;
      continue;
    }
    uint32_t after = i;
    const auto q = scan.qualifier(i, after);
    auto m = after < last ? scan.number(after) : std::nullopt;
    if (!m && q) m = scan.number(i), after = i;  // "some 20": a qualifier that is itself a number word
    if (!m) {
      ++i;
      continue;
    }
    if (q && after > i) {
      m->first = i;
      qualify(*m, *q);
    }
    // "8 to 10", "between 8 and 10", "two or three", "8–10"; but "SIBI, Feb 8 - Thirteen people …"
    if (m->last + 1 < last) {
      const std::string& joint = text.tokens[m->last].lower;
      const bool dash = (joint == "–" || joint == "-") && !text.tokens[m->last].space_before;
      if (joint == "to" || joint == "or" || dash ||
          (joint == "and" && m->number_first > first &&
           text.tokens[m->number_first - 1].lower == "between")) {
        auto upper = scan.number(m->last + 1);
        if (upper && upper->range.low > m->range.low && upper->range.high &&
            upper->range.low <= 4 * m->range.low + 4) {
          m->range.high = upper->range.high;
          m->qualifier = Qualifier::kAbout;
          m->last = upper->last;
        }
      }
    }
    if (const uint32_t unit = scan.unit(m->last); unit > 0) {
      i = m->last + unit;
      continue;
    }
    if (is_age(text, *m, first, last)) {
      i = m->last;
      continue;
    }
    out.push_back(*m);
    i = m->last;
  }
  return out;
}

}  // namespace roznamcha::extract

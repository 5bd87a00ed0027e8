#include "pack/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "text/fold.h"

namespace roznamcha::pack {
namespace {

constexpr uint32_t kLongestGap = 16;
constexpr uint32_t kMostSteps =
    4000;  // of one rule from one token; keeps nested gaps from costing more than a sentence is worth

base::Error bad(const std::string& file, uint32_t line, std::string what) {
  return {base::ErrorId::kBadPack, std::move(what), fmt::format("{}:{}", file, line), ""};
}

bool is_name(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

}  // namespace

struct RuleSet::Sentence {
  const std::vector<text::Token>& tokens;
  uint32_t first, last;
  std::vector<uint32_t> words;  // numbers of the tokens' words, from `first`; 0: in no rule

  uint32_t word(uint32_t token) const { return words[token - first]; }
};

RuleSet RuleSet::compile(const Table& table, const Lexicon& lexicon, std::vector<base::Error>& faults) {
  RuleSet set;
  set.lexicon_ = &lexicon;
  set.file_ = table.file();
  set.rules_by_word_.resize(1);
  for (std::string_view column : {"id", "kind", "pattern", "plus", "minus"}) {
    if (table.has(column)) continue;
    faults.push_back({base::ErrorId::kBadPack, fmt::format("no column '{}'", column), table.file(), ""});
    return set;
  }
  for (size_t row = 0; row < table.size(); ++row) {
    Rule rule;
    rule.id = table.cell(row, "id");
    rule.kind = table.cell(row, "kind");
    rule.status = table.cell(row, "status");
    rule.plus = split_list(table.cell(row, "plus"), '|');
    rule.minus = split_list(table.cell(row, "minus"), '|');
    rule.line = table.line(row);
    if (std::string wrong = set.add(std::move(rule), table.cell(row, "pattern")); !wrong.empty()) {
      faults.push_back(bad(set.file_, table.line(row), std::move(wrong)));
    }
  }
  return set;
}

std::string RuleSet::add(Rule rule, std::string_view source) {
  if (!is_name(rule.id)) return fmt::format("id '{}' is not a name in small letters", rule.id);
  if (!is_name(rule.kind)) return fmt::format("kind '{}' is not a name in small letters", rule.kind);
  if (rule.plus.empty()) return "a rule needs a sentence that it matches";
  Pattern pattern;
  if (std::string wrong = parse(source, pattern); !wrong.empty()) return wrong;
  // The rule is tried only on sentences that hold a word of its needed element with the fewest words.
  const Element* anchor = nullptr;
  auto cost = [](const Element& e) {
    return e.words.size() + e.phrases.size() + (e.prefixes.empty() ? 0 : 1000);
  };
  for (const Element& element : pattern.elements) {
    if (element.type != Element::Type::kWords || element.optional) continue;
    if (!anchor || cost(element) < cost(*anchor)) anchor = &element;
  }
  if (!anchor) return "the pattern has no word that must be there";
  const uint32_t number = static_cast<uint32_t>(rules_.size());
  if (!anchor->prefixes.empty()) {
    unanchored_.push_back(number);
  } else {
    for (uint32_t word : anchor->words) rules_by_word_[word].push_back(number);
    for (const auto& phrase : anchor->phrases) rules_by_word_[phrase[0]].push_back(number);
  }
  rules_.push_back(std::move(rule));
  patterns_.push_back(std::move(pattern));
  return "";
}

uint32_t RuleSet::word_number(const std::string& word) {
  const auto [at, fresh] = words_.emplace(word, static_cast<uint32_t>(rules_by_word_.size()));
  if (fresh) rules_by_word_.emplace_back();
  return at->second;
}

std::string RuleSet::parse_words(std::string_view source, Element& out) {
  out.type = Element::Type::kWords;
  for (const std::string& choice : split_list(source, '|')) {
    if (choice != text::lower(choice))
      return fmt::format("'{}' has capitals; words are matched in small letters", choice);
    if (choice.size() > 1 && choice.back() == '*') {
      out.prefixes.push_back(choice.substr(0, choice.size() - 1));
      continue;
    }
    if (choice[0] == '~') {
      std::vector<std::string> parts = split_list(std::string_view(choice).substr(1), '/');
      if (parts.empty()) return fmt::format("'{}' names no word", choice);
      std::vector<std::string> forms = verb_forms(parts[0], {});
      for (std::string& form : noun_forms(parts[0], {})) forms.push_back(std::move(form));
      forms.insert(forms.end(), parts.begin() + 1, parts.end());
      for (const std::string& form : forms) out.words.push_back(word_number(form));
      continue;
    }
    std::string phrase = choice;
    if (phrase.size() > 1) std::replace(phrase.begin(), phrase.end(), '_', ' ');
    std::vector<uint32_t> numbers;
    for (const text::Token& token : phrase_tokens(phrase)) numbers.push_back(word_number(token.lower));
    if (numbers.size() == 1)
      out.words.push_back(numbers[0]);
    else if (!numbers.empty())
      out.phrases.push_back(std::move(numbers));
  }
  if (out.words.empty() && out.phrases.empty() && out.prefixes.empty()) return "an element without words";
  std::sort(out.words.begin(), out.words.end());
  out.words.erase(std::unique(out.words.begin(), out.words.end()), out.words.end());
  std::stable_sort(out.phrases.begin(), out.phrases.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return "";
}

std::string RuleSet::parse(std::string_view source, Pattern& out) {
  bool open = false, closed = false;
  for (std::string part : split_list(source, ' ')) {
    while (part.size() > 1 && part[0] == '[' && !open) {
      open = true;
      out.span_first = static_cast<uint32_t>(out.elements.size());
      part.erase(0, 1);
    }
    if (part == "[") {
      if (open) return "two '['";
      open = true;
      out.span_first = static_cast<uint32_t>(out.elements.size());
      continue;
    }
    bool closes = false;
    if (part.back() == ']') {
      if (!open || closed) return "a ']' without its '['";
      part.pop_back();
      closes = closed = true;
    }
    if (!part.empty()) {
      Element element;
      if (part.size() > 1 && part.back() == '?') {
        element.optional = true;
        part.pop_back();
      }
      std::string wrong;
      if (part == "_") {
        element.type = Element::Type::kAny;
      } else if (part.starts_with("..")) {
        element.type = Element::Type::kGap;
        const auto [end, error] = std::from_chars(part.data() + 2, part.data() + part.size(), element.gap);
        const std::string_view rest(end, static_cast<size_t>(part.data() + part.size() - end));
        if (error != std::errc() || element.gap < 1 || element.gap > kLongestGap) {
          wrong = fmt::format("'{}' is not '..' and a number from 1 to {}", part, kLongestGap);
        } else if (rest.size() > 3 && rest.starts_with("!(") && rest.back() == ')') {
          wrong = parse_words(rest.substr(2, rest.size() - 3), element);
          element.type = Element::Type::kGap;
          if (!element.phrases.empty() || !element.prefixes.empty())
            wrong = fmt::format("'{}' may only bar single words", part);
        } else if (!rest.empty()) {
          wrong = fmt::format("'{}' is not '..N' or '..N!(a|b)'", part);
        }
      } else if (part[0] == '<') {
        element.type = Element::Type::kLexicon;
        element.lexicon = part.size() > 1 ? part[1] : 0;
        if (part != "<person>" && part != "<target>" && part != "<weapon>" && part != "<number>" &&
            part != "<actor>") {
          wrong = fmt::format("'{}' is none of <person> <target> <weapon> <number> <actor>", part);
        }
      } else if (part[0] == '(') {
        if (part.back() != ')')
          wrong = fmt::format("'{}' is not closed", part);
        else
          wrong = parse_words(std::string_view(part).substr(1, part.size() - 2), element);
      } else {
        wrong = parse_words(part, element);
      }
      if (!wrong.empty()) return wrong;
      out.elements.push_back(std::move(element));
    }
    if (closes) out.span_last = static_cast<uint32_t>(out.elements.size());
  }
  if (open != closed) return "a '[' without its ']'";
  if (!open) out.span_last = static_cast<uint32_t>(out.elements.size());
  if (out.elements.empty() || out.span_first == out.span_last) return "nothing to match or to quote";
  if (out.elements.front().type == Element::Type::kGap || out.elements.back().type == Element::Type::kGap) {
    return "a gap at an end of the pattern matches nothing of its own";
  }
  return "";
}

void RuleSet::lengths(const Element& element, uint32_t at, const Sentence& sentence,
                      std::vector<uint32_t>& out) const {
  if (at >= sentence.last) return;
  const text::Token& token = sentence.tokens[at];
  switch (element.type) {
    case Element::Type::kAny:
      out.push_back(1);
      return;
    case Element::Type::kGap:
      return;
    case Element::Type::kWords: {
      for (const auto& phrase : element.phrases) {
        uint32_t n = 0;
        while (n < phrase.size() && at + n < sentence.last && sentence.word(at + n) == phrase[n]) ++n;
        if (n == phrase.size()) out.push_back(n);
      }
      const uint32_t word = sentence.word(at);
      const bool found =
          (word && std::binary_search(element.words.begin(), element.words.end(), word)) ||
          std::any_of(element.prefixes.begin(), element.prefixes.end(),
                      [&](const std::string& prefix) { return token.lower.starts_with(prefix); });
      if (found) out.push_back(1);
      return;
    }
    case Element::Type::kLexicon: {
      std::vector<PhraseIndex::Match> matches;
      if (element.lexicon == 'n') {
        // A run of numbers is one: "two dozen", "3 million".
        uint32_t end = at;
        while (end < sentence.last) {
          matches.clear();
          lexicon_->number_index.match(sentence.tokens, end, sentence.last, matches);
          if (!matches.empty())
            end += matches[0].length;
          else if (sentence.tokens[end].kind == text::TokenKind::kNumber)
            ++end;
          else
            break;
        }
        if (end > at) out.push_back(end - at);
        return;
      }
      const PhraseIndex& index = element.lexicon == 'p'   ? lexicon_->people_index
                                 : element.lexicon == 't' ? lexicon_->target_index
                                 : element.lexicon == 'w' ? lexicon_->weapon_index
                                                          : lexicon_->actor_index;
      index.match(sentence.tokens, at, sentence.last, matches);
      for (const PhraseIndex::Match& match : matches) {
        if (out.empty() || out.back() != match.length) out.push_back(match.length);
      }
      return;
    }
  }
}

bool RuleSet::barred(const Element& gap, uint32_t at, const Sentence& sentence) {
  const uint32_t word = sentence.word(at);
  return sentence.tokens[at].lower == ";" ||
         (word && std::binary_search(gap.words.begin(), gap.words.end(), word));
}

uint32_t RuleSet::walk(const Pattern& pattern, uint32_t element, uint32_t at, const Sentence& sentence,
                       uint32_t& budget, std::vector<uint32_t>& starts) const {
  starts[element] = at;
  if (element == pattern.elements.size()) return at;
  if (budget == 0) return 0;
  --budget;
  const Element& e = pattern.elements[element];
  if (e.type == Element::Type::kGap) {
    for (uint32_t n = 0; n <= e.gap && at + n <= sentence.last; ++n) {
      if (n > 0 && barred(e, at + n - 1, sentence)) return 0;
      if (const uint32_t end = walk(pattern, element + 1, at + n, sentence, budget, starts)) return end;
      starts[element] = at;
    }
    return 0;
  }
  std::vector<uint32_t> ways;
  lengths(e, at, sentence, ways);
  for (uint32_t n : ways) {
    if (const uint32_t end = walk(pattern, element + 1, at + n, sentence, budget, starts)) return end;
  }
  starts[element] = at;
  return e.optional ? walk(pattern, element + 1, at, sentence, budget, starts) : 0;
}

void RuleSet::run(uint32_t rule, const Sentence& sentence, std::vector<Match>& out) const {
  const Pattern& pattern = patterns_[rule];
  std::vector<uint32_t> starts(pattern.elements.size() + 1);
  for (uint32_t at = sentence.first; at < sentence.last;) {
    uint32_t budget = kMostSteps;
    const uint32_t end = walk(pattern, 0, at, sentence, budget, starts);
    if (end <= at) {
      ++at;
      continue;
    }
    if (starts[pattern.span_first] < starts[pattern.span_last]) {
      out.push_back({rule, starts[pattern.span_first], starts[pattern.span_last]});
    }
    at = end;
  }
}

std::vector<RuleSet::Match> RuleSet::match(const text::Segmented& text,
                                           const text::Sentence& sentence) const {
  Sentence s{text.tokens, sentence.first, sentence.last, {}};
  s.words.reserve(sentence.last - sentence.first);
  std::vector<uint32_t> candidates = unanchored_;
  for (uint32_t i = s.first; i < s.last; ++i) {
    const auto found = words_.find(text.tokens[i].lower);
    const uint32_t word = found == words_.end() ? 0 : found->second;
    s.words.push_back(word);
    candidates.insert(candidates.end(), rules_by_word_[word].begin(), rules_by_word_[word].end());
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::vector<Match> out;
  for (uint32_t rule : candidates) run(rule, s, out);
  return out;
}

std::vector<base::Error> RuleSet::check() const {
  std::vector<base::Error> faults;
  for (uint32_t i = 0; i < rules_.size(); ++i) {
    auto matches = [&](const std::string& example) {
      const text::Segmented text = text::segment(example);
      for (const text::Sentence& sentence : text.sentences) {
        for (const Match& m : match(text, sentence)) {
          if (m.rule == i) return true;
        }
      }
      return false;
    };
    for (const std::string& example : rules_[i].plus) {
      if (!matches(example))
        faults.push_back(
            bad(file_, rules_[i].line, fmt::format("rule {} does not match '{}'", rules_[i].id, example)));
    }
    for (const std::string& example : rules_[i].minus) {
      if (matches(example))
        faults.push_back(
            bad(file_, rules_[i].line, fmt::format("rule {} matches '{}'", rules_[i].id, example)));
    }
  }
  return faults;
}

}  // namespace roznamcha::pack

#include "pack/phrases.h"

#include <algorithm>

#include "text/fold.h"

namespace roznamcha::pack {
namespace {

using text::Token;
using text::TokenCase;

uint32_t hash_of(std::string_view s) {
  uint32_t h = 2166136261u;  // FNV-1a
  for (unsigned char c : s) h = (h ^ c) * 16777619u;
  return h ^ (h >> 15);
}

uint64_t hash_of(uint64_t key) {
  key ^= key >> 31;
  key *= 0x9E3779B97F4A7C15ull;
  return key ^ (key >> 29);
}

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Whether blanks alone tell where the phrase's tokens end: ASCII letters, figures and hyphens inside words.
/// Most phrases are so, and need not go through the segmenter.
bool plain(std::string_view s) {
  for (size_t i = 0; i < s.size(); ++i) {
    if (is_alnum(s[i])) continue;
    const bool inside = i > 0 && i + 1 < s.size() && is_alnum(s[i - 1]) && is_alnum(s[i + 1]);
    if (s[i] == ' ' && inside) continue;
    // "8-10" and the like may be cut in other ways; letters on both sides are one word
    if (s[i] == '-' && inside && (s[i - 1] > '9' && s[i + 1] > '9')) continue;
    return false;
  }
  return s.find("cannot") == std::string_view::npos;
}

/// The case of a plain word, as the segmenter tells it.
TokenCase case_of(std::string_view word) {
  int upper = 0, lower = 0, inner = 0;
  bool start = true, first_upper = false;
  for (char c : word) {
    if (c >= 'A' && c <= 'Z') {
      ++upper;
      if (!start) ++inner;
      first_upper = first_upper || upper + lower == 1;
    } else if (c >= 'a' && c <= 'z') {
      ++lower;
    }
    start = !((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
  }
  if (upper + lower == 0) return TokenCase::kNone;
  if (upper == 0) return TokenCase::kLower;
  if (lower == 0) return upper == 1 ? TokenCase::kTitle : TokenCase::kAll;
  return first_upper && inner == 0 ? TokenCase::kTitle : TokenCase::kMixed;
}

}  // namespace

std::vector<Token> phrase_tokens(std::string_view phrase) {
  std::vector<Token> out;
  if (!plain(phrase)) {
    out = text::segment(phrase).tokens;
    return out;
  }
  for (size_t begin = 0; begin < phrase.size();) {
    size_t end = phrase.find(' ', begin);
    if (end == std::string_view::npos) end = phrase.size();
    const std::string_view word = phrase.substr(begin, end - begin);
    Token token;
    token.span = {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
    token.letter_case = case_of(word);
    token.space_before = begin > 0;
    token.lower.reserve(word.size());
    for (char c : word) token.lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    out.push_back(std::move(token));
    begin = end + 1;
  }
  return out;
}

void PhraseIndex::add(std::string_view phrase, uint32_t value, bool cased) {
  const std::vector<Token> tokens = phrase_tokens(phrase);
  if (tokens.empty()) return;
  uint32_t node = 0;
  for (const Token& token : tokens) node = step_or_new(node, word_or_new(token.lower));
  Value entry;
  entry.value = value;
  if (cased) {
    std::vector<TokenCase> letters;
    for (const Token& token : tokens) letters.push_back(token.letter_case);
    letters_.push_back(std::move(letters));
    entry.letters = static_cast<uint32_t>(letters_.size());
  }
  values_.push_back(entry);
  const uint32_t index = static_cast<uint32_t>(values_.size());
  if (nodes_[node].last) {
    values_[nodes_[node].last - 1].next = index;
  } else {
    nodes_[node].first = index;
  }
  nodes_[node].last = index;
  ++count_;
}

void PhraseIndex::match(const std::vector<Token>& tokens, uint32_t at, uint32_t limit,
                        std::vector<Match>& out) const {
  if (count_ == 0) return;
  const size_t before = out.size();
  uint32_t node = 0;
  for (uint32_t i = at; i < limit; ++i) {
    const uint32_t id = word(tokens[i].lower);
    if (!id) break;
    node = step(node, id);
    if (!node) break;
    const uint32_t length = i - at + 1;
    const size_t insert_at = before;
    size_t added = 0;
    for (uint32_t v = nodes_[node].first; v; v = values_[v - 1].next) {
      const Value& entry = values_[v - 1];
      if (entry.letters && !written_so(tokens, at, length, entry.letters)) continue;
      out.insert(out.begin() + static_cast<std::ptrdiff_t>(insert_at + added), Match{entry.value, length});
      ++added;
    }
    if (!nodes_[node].inner) break;
  }
}

bool PhraseIndex::starts(std::string_view lower) const {
  const uint32_t id = word(lower);
  return id && step(0, id);
}

bool PhraseIndex::written_so(const std::vector<Token>& tokens, uint32_t at, uint32_t length,
                             uint32_t letters) const {
  const std::vector<TokenCase>& wanted = letters_[letters - 1];
  // In a headline in capitals, or a text without case, capitals say nothing.
  bool case_tells = false, beside_capitals = false, beside_others = false;
  for (const size_t i : {size_t{at} - 1, size_t{at} + length}) {
    if (i >= tokens.size() || tokens[i].kind != text::TokenKind::kWord) continue;
    (tokens[i].letter_case == TokenCase::kAll ? beside_capitals : beside_others) = true;
  }
  const size_t from = at > 10 ? at - 10 : 0, to = std::min<size_t>(tokens.size(), at + length + 10);
  for (size_t i = from; i < to && !case_tells; ++i) {
    if (i >= at && i < at + length) continue;
    case_tells = tokens[i].kind == text::TokenKind::kWord && tokens[i].letter_case == TokenCase::kLower &&
                 tokens[i].lower.size() > 1;
  }
  for (uint32_t i = 0; i < length; ++i) {
    const TokenCase have = tokens[at + i].letter_case;
    switch (wanted[i]) {
      case TokenCase::kNone:
      case TokenCase::kLower:
        break;
      case TokenCase::kTitle:
        if (have == TokenCase::kLower || have == TokenCase::kNone) return false;
        break;
      case TokenCase::kAll:
        if (have != TokenCase::kAll || !case_tells || (beside_capitals && !beside_others)) return false;
        break;
      case TokenCase::kMixed:  // "LeT" is not "Let"
        if (have != TokenCase::kMixed) return false;
        break;
    }
  }
  return true;
}

uint32_t PhraseIndex::word(std::string_view lower) const {
  if (words_.empty()) return 0;
  const uint32_t hash = hash_of(lower);
  for (size_t i = hash & (words_.size() - 1);; i = (i + 1) & (words_.size() - 1)) {
    const WordSlot& slot = words_[i];
    if (!slot.id) return 0;
    if (slot.hash == hash && std::string_view(pool_).substr(slot.offset, slot.length) == lower)
      return slot.id;
  }
}

uint32_t PhraseIndex::word_or_new(std::string_view lower) {
  if (const uint32_t id = word(lower)) return id;
  if ((word_count_ + 1) * 2 > words_.size()) {
    std::vector<WordSlot> old(std::max<size_t>(64, words_.size() * 2));
    old.swap(words_);
    for (const WordSlot& slot : old) {
      if (!slot.id) continue;
      size_t i = slot.hash & (words_.size() - 1);
      while (words_[i].id) i = (i + 1) & (words_.size() - 1);
      words_[i] = slot;
    }
  }
  const uint32_t hash = hash_of(lower);
  size_t i = hash & (words_.size() - 1);
  while (words_[i].id) i = (i + 1) & (words_.size() - 1);
  words_[i] = {hash, static_cast<uint32_t>(pool_.size()), static_cast<uint32_t>(lower.size()),
               static_cast<uint32_t>(++word_count_)};
  pool_.append(lower);
  return static_cast<uint32_t>(word_count_);
}

uint32_t PhraseIndex::step(uint32_t node, uint32_t word_id) const {
  if (steps_.empty()) return 0;
  const uint64_t key = uint64_t{node} << 32 | word_id;
  for (size_t i = hash_of(key) & (steps_.size() - 1);; i = (i + 1) & (steps_.size() - 1)) {
    if (!steps_[i].key) return 0;
    if (steps_[i].key == key) return steps_[i].node;
  }
}

uint32_t PhraseIndex::step_or_new(uint32_t node, uint32_t word_id) {
  if (const uint32_t next = step(node, word_id)) return next;
  if ((step_count_ + 1) * 2 > steps_.size()) {
    std::vector<StepSlot> old(std::max<size_t>(64, steps_.size() * 2));
    old.swap(steps_);
    for (const StepSlot& slot : old) {
      if (!slot.key) continue;
      size_t i = hash_of(slot.key) & (steps_.size() - 1);
      while (steps_[i].key) i = (i + 1) & (steps_.size() - 1);
      steps_[i] = slot;
    }
  }
  const uint64_t key = uint64_t{node} << 32 | word_id;  // a word's number is never 0, so no key is
  size_t i = hash_of(key) & (steps_.size() - 1);
  while (steps_[i].key) i = (i + 1) & (steps_.size() - 1);
  nodes_[node].inner = true;
  nodes_.emplace_back();
  steps_[i] = {key, static_cast<uint32_t>(nodes_.size() - 1)};
  ++step_count_;
  return steps_[i].node;
}

}  // namespace roznamcha::pack

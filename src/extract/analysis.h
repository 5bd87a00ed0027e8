// The working state of one document: its words, the grammar of the sentences that matter, and what the
// lexicon knows about them. The stages fill it one after the other: analyse → mentions → roles → accounts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pack/pack.h"
#include "text/segment.h"
#include "text/syntax.h"

namespace roznamcha::extract {

/// A phrase of the lexicon in the text: tokens [first, last) and its row in the table.
struct Found {
  uint32_t first = 0, last = 0;
  uint32_t row = 0;
};

struct Analysis {
  std::string_view text;
  const pack::Pack* pack = nullptr;
  const pack::Lexicon* lexicon = nullptr;
  text::Segmented seg;
  std::vector<text::Word> words;
  std::vector<bool>
      parsed;  // by sentence: heads are set (only sentences that tell of violence or of who did it)

  // Lexicon phrases of the parsed sentences, in text order, longest at each place.
  std::vector<Found> people, targets, weapons, actors, cues, election;
  // By token: index + 1 of the phrase that covers it (people, targets, weapons, actors, cues), 0 if none.
  std::vector<uint32_t> person_at, target_at, weapon_at, actor_at, cue_at;

  bool is(uint32_t token, pack::Grammar role) const { return lexicon->is(lower(token), role); }
  const std::string& lower(uint32_t token) const { return seg.tokens[token].lower; }
  const text::Word& word(uint32_t token) const { return words[token]; }
  const text::Sentence& sentence(uint32_t index) const { return seg.sentences[index]; }
  uint32_t sentence_of(uint32_t token) const { return seg.sentence_of[token]; }
  text::Span span(uint32_t first, uint32_t last) const {
    return {seg.tokens[first].span.begin, seg.tokens[last - 1].span.end};
  }
  std::string_view quote(text::Span s) const { return s.of(text); }

  /// What the cue that covers a token says; nothing if none does.
  std::optional<pack::Cue::Kind> cue(uint32_t token) const {
    if (!cue_at[token]) return {};
    return lexicon->cues[cues[cue_at[token] - 1].row].kind;
  }

  /// Dependents of a token, in text order.
  std::pair<const uint32_t*, const uint32_t*> children(uint32_t token) const {
    return {children_.data() + child_begin_[token], children_.data() + child_begin_[token + 1]};
  }
  /// First dependent with that relation, -1 if none.
  int32_t child(uint32_t token, text::Relation relation) const;
  /// First and last+1 token of all that hangs on a token.
  std::pair<uint32_t, uint32_t> subtree(uint32_t token) const;
  /// The sentence without the dateline before it, whose words have no part in its grammar.
  text::Sentence told(text::Sentence sentence) const;
  bool verbal(uint32_t token) const;
  bool nominal(uint32_t token) const;

  std::vector<uint32_t> child_begin_, children_;
};

/// Whether a token is written with a capital letter.
inline bool capital(const text::Token& token) {
  return token.letter_case != text::TokenCase::kLower && token.letter_case != text::TokenCase::kNone;
}

/// The dash or colon of a dateline ("SIBI, March 3 (Agency) -") that a sentence begins with; its first token
/// if it has none. Besides places a dateline holds dates, the agency and little else.
uint32_t dateline_end(const text::Segmented& text, const text::Sentence& sentence);

/// Sentences and tags of the whole text; grammar and the lexicon's phrases of each sentence that holds a
/// trigger form or a word of attribution. At most 4,000 sentences are looked at.
Analysis analyse(std::string_view text, const pack::Pack& pack);

/// Where several actors bear one name, takes for each mention the likeliest in `countries` (ISO 3166-1
/// alpha-2) and `year`.
void settle_actors(Analysis& a, const std::vector<std::string>& countries, std::optional<int> year);

}  // namespace roznamcha::extract

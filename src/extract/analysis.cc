#include "extract/analysis.h"

#include <algorithm>

#include "pack/time_words.h"

namespace roznamcha::extract {
namespace {

using text::Relation;
using text::Tag;

constexpr uint32_t kMaxSentences = 4000;

/// Whether a sentence may tell of violence, or say who did it: only such sentences are parsed.
bool worth_parsing(const Analysis& a, const text::Sentence& s) {
  std::vector<pack::PhraseIndex::Match> matches;
  for (uint32_t i = s.first; i < s.last; ++i) {
    if (a.lexicon->trigger_forms.count(a.lower(i))) return true;
    a.lexicon->attribution_index.match(a.seg.tokens, i, s.last, matches);
    if (!matches.empty()) return true;
  }
  return false;
}

bool dash(const text::Segmented& text, uint32_t token) {
  const text::Token& t = text.tokens[token];
  return t.lower == "--" || t.lower == "---" || t.lower == "—" || t.lower == "–" || t.lower == "―" ||
         (t.lower == "-" &&
          (t.space_before || (token + 1 < text.tokens.size() && text.tokens[token + 1].space_before)));
}

/// Last token + 1 of a day that opens a sentence without a comma behind it ("On 6 February two grenades …"), which
/// the parser would take for a part of what follows; `s.first` if there is none.
uint32_t opening_day(const Analysis& a, const text::Sentence& s) {
  if (s.first + 4 > s.last || a.lower(s.first) != "on") return s.first;
  const auto month = [&](uint32_t i) { return a.pack->time_words().find(a.lower(i), pack::TimeKind::kMonth); };
  const auto number = [&](uint32_t i) { return a.seg.tokens[i].kind == text::TokenKind::kNumber; };
  if (!(number(s.first + 1) && month(s.first + 2)) && !(month(s.first + 1) && number(s.first + 2))) return s.first;
  uint32_t end = s.first + 3;
  if (number(end) && a.lower(end).size() == 4) ++end;  // its year
  const bool goes_on = end < s.last && a.seg.tokens[end].kind != text::TokenKind::kPunctuation &&
                       a.words[end].tag != text::Tag::kCconj && a.words[end].tag != text::Tag::kAdp;
  return goes_on ? end : s.first;
}

/// Heads and relations of a sentence's words.
void parse(Analysis& a, const text::Sentence& sentence) {
  text::Sentence rest = a.told(sentence);
  const uint32_t on = rest.first;
  rest.first = opening_day(a, rest);
  a.pack->syntax()->parse(a.seg, rest, a.words);
  if (rest.first == on) return;
  int32_t verb = static_cast<int32_t>(rest.first);
  for (int n = 0; n < 40 && a.words[verb].head >= 0 && !a.verbal(static_cast<uint32_t>(verb)); ++n)
    verb = a.words[verb].head;
  const auto hang = [&](uint32_t token, int32_t head, Relation relation) {
    a.words[token].head = head;
    a.words[token].relation = relation;
  };
  hang(on, verb, Relation::kPrep);
  hang(on + 1, static_cast<int32_t>(on), Relation::kPobj);
  for (uint32_t i = on + 2; i < rest.first; ++i) hang(i, static_cast<int32_t>(on + 1), Relation::kNummod);
}

void find(const Analysis& a, const pack::PhraseIndex& index, const text::Sentence& s, std::vector<Found>& out,
          std::vector<uint32_t>* at) {
  std::vector<pack::PhraseIndex::Match> matches;
  for (uint32_t i = s.first; i < s.last;) {
    matches.clear();
    index.match(a.seg.tokens, i, s.last, matches);
    if (matches.empty()) {
      ++i;
      continue;
    }
    out.push_back({i, i + matches[0].length, matches[0].value});
    if (at) {
      for (uint32_t k = i; k < i + matches[0].length; ++k) (*at)[k] = static_cast<uint32_t>(out.size());
    }
    i += matches[0].length;
  }
}

}  // namespace

int32_t Analysis::child(uint32_t token, Relation relation) const {
  for (auto [it, end] = children(token); it != end; ++it) {
    if (words[*it].relation == relation) return static_cast<int32_t>(*it);
  }
  return -1;
}

std::pair<uint32_t, uint32_t> Analysis::subtree(uint32_t token) const {
  uint32_t first = token, last = token + 1;
  std::vector<uint32_t> open{token};
  while (!open.empty()) {
    const uint32_t t = open.back();
    open.pop_back();
    for (auto [it, end] = children(t); it != end; ++it) {
      first = std::min(first, *it);
      last = std::max(last, *it + 1);
      open.push_back(*it);
    }
  }
  return {first, last};
}

bool Analysis::verbal(uint32_t token) const {
  const Tag tag = words[token].tag;
  return tag == Tag::kVerbBase || tag == Tag::kVerbPast || tag == Tag::kVerbGerund ||
         tag == Tag::kVerbParticiple || tag == Tag::kVerbThird || tag == Tag::kAux;
}

bool Analysis::nominal(uint32_t token) const {
  const Tag tag = words[token].tag;
  return tag == Tag::kNoun || tag == Tag::kNounPlural || tag == Tag::kPropn || tag == Tag::kPron ||
         tag == Tag::kNum;
}

text::Sentence Analysis::told(text::Sentence s) const {
  const uint32_t dash = dateline_end(seg, s);
  if (dash == s.first || dash + 1 >= s.last) return s;
  for (uint32_t i = s.first; i < dash; ++i) {
    if (verbal(i)) return s;
  }
  s.first = dash + 1;
  return s;
}

uint32_t dateline_end(const text::Segmented& text, const text::Sentence& s) {
  const uint32_t number = text.sentence_of[s.first];
  const bool opens = number < 3 || text.sentences[number - 1].paragraph != s.paragraph;
  if (!opens) return s.first;
  uint32_t lowered = 0;
  bool dated = false;  // "PESHAWAR, July 11, 2018: …"
  for (uint32_t i = s.first; i < std::min(s.last, s.first + 24); ++i) {
    const text::Token& t = text.tokens[i];
    if (dash(text, i) || (t.lower == ":" && (i <= s.first + 4 || (dated && lowered == 0)))) {
      if (i == s.first) continue;  // "-- SAN SALVADOR, 4 Feb"
      return i;
    }
    dated = dated || t.kind == text::TokenKind::kNumber;
    if (t.kind == text::TokenKind::kWord && !capital(t) && !text.caseless && ++lowered > 1) return s.first;
  }
  // "FAIRMONT, W.Va. — A man …" may have been cut after the full stop.
  const bool cut =
      lowered == 0 && s.last - s.first <= 12 && s.last < text.tokens.size() && dash(text, s.last);
  return cut ? s.last : s.first;
}

Analysis analyse(std::string_view text, const pack::Pack& pack) {
  Analysis a;
  a.text = text;
  a.pack = &pack;
  a.lexicon = &pack.lexicon();
  a.seg = text::segment(text);
  if (a.seg.sentences.size() > kMaxSentences) {
    a.seg.sentences.resize(kMaxSentences);
    a.seg.tokens.resize(a.seg.sentences.back().last);
    a.seg.sentence_of.resize(a.seg.tokens.size());
  }
  const size_t n = a.seg.tokens.size();
  a.parsed.assign(a.seg.sentences.size(), false);
  for (size_t s = 0; s < a.seg.sentences.size(); ++s) a.parsed[s] = worth_parsing(a, a.seg.sentences[s]);
  a.person_at.assign(n, 0);
  a.target_at.assign(n, 0);
  a.weapon_at.assign(n, 0);
  a.actor_at.assign(n, 0);
  a.cue_at.assign(n, 0);
  a.child_begin_.assign(n + 1, 0);
  if (!pack.syntax()) {
    a.words.resize(n);
    a.parsed.assign(a.seg.sentences.size(), false);
    return a;
  }
  a.words = pack.syntax()->tag(a.seg);
  for (size_t s = 0; s < a.seg.sentences.size(); ++s) {
    if (!a.parsed[s]) continue;
    const text::Sentence& sentence = a.seg.sentences[s];
    parse(a, sentence);
    find(a, a.lexicon->people_index, sentence, a.people, &a.person_at);
    find(a, a.lexicon->target_index, sentence, a.targets, &a.target_at);
    find(a, a.lexicon->weapon_index, sentence, a.weapons, &a.weapon_at);
    find(a, a.lexicon->actor_index, sentence, a.actors, &a.actor_at);
    find(a, a.lexicon->cue_index, sentence, a.cues, &a.cue_at);
    find(a, a.lexicon->election_index, sentence, a.election, nullptr);
  }
  // Dependents in one array, by counting sort on the head.
  for (size_t i = 0; i < n; ++i) {
    if (a.words[i].head >= 0) ++a.child_begin_[a.words[i].head + 1];
  }
  for (size_t i = 0; i < n; ++i) a.child_begin_[i + 1] += a.child_begin_[i];
  a.children_.resize(a.child_begin_[n]);
  std::vector<uint32_t> next(a.child_begin_.begin(), a.child_begin_.end() - 1);
  for (size_t i = 0; i < n; ++i) {
    if (a.words[i].head >= 0) a.children_[next[a.words[i].head]++] = static_cast<uint32_t>(i);
  }
  return a;
}

void settle_actors(Analysis& a, const std::vector<std::string>& countries, std::optional<int> year) {
  std::vector<pack::PhraseIndex::Match> matches;
  for (Found& found : a.actors) {
    matches.clear();
    a.lexicon->actor_index.match(a.seg.tokens, found.first, found.last, matches);
    if (matches.size() > 1) found.row = a.lexicon->likeliest_actor(matches, countries, year);
  }
}

}  // namespace roznamcha::extract

#include "extract/attribution.h"

#include <algorithm>
#include <string_view>

#include "extract/noun_phrase.h"

namespace roznamcha::extract {
namespace {

using pack::AttributionPhrase;
using pack::Cue;
using pack::Grammar;
using text::Relation;

class AttributionReader {
 public:
  explicit AttributionReader(const Analysis& a) : a_(a) {}

  std::vector<Attribution> read() {
    std::vector<pack::PhraseIndex::Match> matches;
    for (uint32_t s = 0; s < a_.seg.sentences.size(); ++s) {
      if (!a_.parsed[s]) continue;
      const text::Sentence& sentence = a_.sentence(s);
      // Adverbs may stand anywhere in a phrase ("suspicion quickly fell on").
      words_.clear();
      at_.clear();
      for (uint32_t t = sentence.first; t < sentence.last; ++t) {
        if (a_.words[t].tag == text::Tag::kAdv && !a_.lexicon->attribution_index.starts(a_.lower(t)))
          continue;
        words_.push_back(a_.seg.tokens[t]);
        at_.push_back(t);
      }
      for (uint32_t i = 0; i < words_.size();) {
        matches.clear();
        a_.lexicon->attribution_index.match(words_, i, static_cast<uint32_t>(words_.size()), matches);
        if (matches.empty()) {
          ++i;
          continue;
        }
        attribute(sentence, at_[i], at_[i + matches[0].length - 1] + 1,
                  a_.lexicon->attributions[matches[0].value]);
        i += matches[0].length;
      }
    }
    return std::move(out_);
  }

 private:
  /// "has not claimed responsibility": a phrase whose "not" is no part of it says nothing of the actor.
  bool negated(uint32_t first, uint32_t last) const {
    for (uint32_t t = first; t < last; ++t) {
      const int32_t no = a_.child(t, Relation::kNeg);
      if (no >= 0 && (static_cast<uint32_t>(no) < first || static_cast<uint32_t>(no) >= last)) return true;
    }
    return false;
  }

  /// "Denied that the group was behind it": what is said under a verb of denying is denied.
  bool under_denial(uint32_t first, uint32_t last) const {
    for (uint32_t t = first; t < last; ++t) {
      int32_t at = static_cast<int32_t>(t);
      for (int steps = 0; steps < 4 && at >= 0; ++steps) {
        const bool clause = a_.words[at].relation == Relation::kCcomp;
        at = a_.words[at].head;
        if (clause && at >= 0 && denies(a_, static_cast<uint32_t>(at))) return true;
      }
    }
    return false;
  }

  void attribute(const text::Sentence& s, uint32_t first, uint32_t last, const AttributionPhrase& phrase) {
    if (negated(first, last)) return;
    const record::Certainty certainty =
        under_denial(first, last) ? record::Certainty::kDenied : phrase.certainty;
    std::string_view places = phrase.actor_at;
    while (!places.empty()) {
      const size_t bar = places.find('|');
      if (const int32_t actor = actor_at(s, first, last, places.substr(0, bar)); actor >= 0) {
        out_.push_back({first, static_cast<uint32_t>(actor), certainty});
        return;
      }
      if (bar == std::string_view::npos) return;
      places.remove_prefix(bar + 1);
    }
  }

  /// Index of the actor that stands at `place` of a phrase; -1 if none does.
  int32_t actor_at(const text::Sentence& s, uint32_t first, uint32_t last, std::string_view place) const {
    if (place == "subj") return subject(s, first);
    if (place == "obj") {
      for (uint32_t t = first; t < last; ++t) {
        for (Relation r : {Relation::kDobj, Relation::kNsubjPass}) {
          const int32_t object = a_.child(t, r);
          if (object >= 0) {
            if (const int32_t actor = actor_in(static_cast<uint32_t>(object)); actor >= 0) return actor;
          }
        }
      }
      return next(s, last, 4);
    }
    if (place == "after") return next(s, last, 8);
    if (place == "compound") return next(s, last, 4);
    if (place == "poss") return previous(s, first, 4);
    if (place == "self") return -1;
    // a preposition: inside the phrase, or soon behind it
    if (a_.lower(last - 1) == place) return next(s, last, 6);
    for (uint32_t t = last; t < std::min(s.last, last + 8); ++t) {
      if (a_.lower(t) == place) return next(s, t + 1, 6);
    }
    return -1;
  }

  int32_t subject(const text::Sentence& s, uint32_t first) const {
    // the verb itself or, in "was suspected of", a word of it
    for (uint32_t t = first; t < std::min(s.last, first + 4); ++t) {
      int32_t verb = static_cast<int32_t>(t);
      for (int steps = 0; steps < 3 && verb >= 0; ++steps) {
        for (Relation r : {Relation::kNsubj, Relation::kNsubjPass}) {
          const int32_t subject = a_.child(static_cast<uint32_t>(verb), r);
          if (subject >= 0) return actor_in(static_cast<uint32_t>(subject), true);
        }
        const Relation r = a_.words[verb].relation;
        if (r == Relation::kRelcl || r == Relation::kAcl)
          return actor_in(static_cast<uint32_t>(std::max(0, a_.words[verb].head)), true);
        if (r != Relation::kConj && r != Relation::kXcomp && r != Relation::kAdvcl &&
            r != Relation::kAuxPass && r != Relation::kAux)
          break;
        verb = a_.words[verb].head;
      }
    }
    return previous(s, first, 6);
  }

  /// The actor named in the phrase of a token, or meant by it.
  int32_t actor_in(uint32_t token, bool meant = false) const {
    const auto [first, last] = a_.subtree(token);
    if (a_.actor_at[token]) return static_cast<int32_t>(a_.actor_at[token]) - 1;
    for (uint32_t t = first; t < std::min(last, token + 8); ++t) {
      if (a_.actor_at[t]) return static_cast<int32_t>(a_.actor_at[t]) - 1;
    }
    if (meant && a_.is(token, Grammar::kGroup)) {
      for (uint32_t t = first; t < token; ++t) {
        if (a_.is(t, Grammar::kOtherGroup)) return -1;
      }
      for (size_t i = a_.actors.size(); i-- > 0;) {
        if (a_.actors[i].last <= first && a_.lexicon->actors[a_.actors[i].row].can_attack())
          return static_cast<int32_t>(i);
      }
    }
    return -1;
  }

  int32_t next(const text::Sentence& s, uint32_t from, uint32_t reach) const {
    for (uint32_t t = from; t < std::min(s.last, from + reach); ++t) {
      if (a_.actor_at[t]) return static_cast<int32_t>(a_.actor_at[t]) - 1;
    }
    return -1;
  }
  int32_t previous(const text::Sentence& s, uint32_t before, uint32_t reach) const {
    for (uint32_t t = before; t > s.first && before - t < reach; --t) {
      if (a_.actor_at[t - 1]) return static_cast<int32_t>(a_.actor_at[t - 1]) - 1;
    }
    return -1;
  }

  const Analysis& a_;
  std::vector<Attribution> out_;
  std::vector<text::Token> words_;  // of the sentence, without adverbs
  std::vector<uint32_t> at_;        // where they stand in the text
};

std::string words_of_phrase(const Analysis& a, uint32_t token) {
  const NounPhrase np = noun_phrase(a, token, {});
  if (np.kind == PhraseClass::kPronoun) return "";
  return std::string(a.quote(a.span(np.first, np.last)));
}

}  // namespace

std::vector<Attribution> find_attributions(const Analysis& a) {
  return AttributionReader(a).read();
}

bool denies(const Analysis& a, uint32_t token) {
  std::vector<pack::PhraseIndex::Match> matches;
  a.lexicon->attribution_index.match(a.seg.tokens, token, a.sentence(a.sentence_of(token)).last, matches);
  return std::any_of(matches.begin(), matches.end(), [&](const auto& match) {
    return a.lexicon->attributions[match.value].certainty == record::Certainty::kDenied;
  });
}

std::string speaker_of(const Analysis& a, uint32_t token) {
  int32_t at = static_cast<int32_t>(token);
  for (int steps = 0; steps < 8 && at >= 0; ++steps) {
    for (auto [it, end] = a.children(static_cast<uint32_t>(at)); it != end; ++it) {
      // "according to police"
      if (a.lower(*it) == "according") {
        for (auto [p, stop] = a.children(*it); p != stop; ++p) {
          const int32_t object = a.child(*p, Relation::kPobj);
          if (object >= 0) return words_of_phrase(a, static_cast<uint32_t>(object));
        }
      }
    }
    const int32_t up = a.words[at].head;
    if (up < 0) return "";
    if (a.words[at].relation == Relation::kCcomp && a.cue(static_cast<uint32_t>(up)) == Cue::Kind::kSpeech) {
      const int32_t subject = a.child(static_cast<uint32_t>(up), Relation::kNsubj);
      return subject >= 0 ? words_of_phrase(a, static_cast<uint32_t>(subject)) : "";
    }
    at = up;
  }
  return "";
}

}  // namespace roznamcha::extract

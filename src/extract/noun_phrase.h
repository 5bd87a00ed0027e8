// What a noun phrase stands for: people, an organisation, a thing, a weapon, an incident, a place; and how
// many.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "extract/analysis.h"
#include "extract/numbers.h"

namespace roznamcha::extract {

enum class PhraseClass : uint8_t { kOther, kPeople, kActor, kTarget, kWeapon, kIncident, kPlace, kPronoun };

struct NounPhrase {
  uint32_t head = 0;             // token that carries the meaning ("dozens of people": people)
  uint32_t syntactic = 0;        // token by which the sentence holds it ("dozens")
  uint32_t first = 0, last = 0;  // tokens without article, without what follows the head's own words
  PhraseClass kind = PhraseClass::kOther;
  uint32_t row = 0;               // in the lexicon's table of that kind (people, actors, targets, weapons)
  bool listed = false;            // `row` counts: the head is a word of the lexicon
  std::string name;               // of a named person or organisation, as written
  std::string group;              // of people: key of packs/groups.tsv
  std::optional<uint32_t> actor;  // an actor named inside: "TTP militants" → TTP; the actor itself for kActor
  std::optional<NumberMention> number;
  bool plural = false;
  bool definite = false;     // the, this, that, his …
  bool indefinite = false;   // a, an
  bool another = false;      // another, other, second, further, more
  bool perpetrator = false;  // names doers by itself: gunmen, militants
  bool negated = false;      // "no one", "no casualties"
  bool oneself = false;      // did it to himself or herself
};

/// The phrase that hangs on a token (a noun, pronoun or number). `numbers`: those of its sentence.
NounPhrase noun_phrase(const Analysis& a, uint32_t token, const std::vector<NumberMention>& numbers);

/// The token itself and those that are coordinated with it ("10 soldiers, two policemen and a child").
std::vector<uint32_t> coordinated(const Analysis& a, uint32_t token);

}  // namespace roznamcha::extract

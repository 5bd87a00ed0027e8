// Who did what to whom: each word that tells of violence, with the phrases that the grammar ties to it.
#pragma once

#include <cstdint>
#include <vector>

#include "extract/analysis.h"
#include "extract/noun_phrase.h"
#include "extract/numbers.h"

namespace roznamcha::extract {

/// One word that tells of an incident, and what hangs on it.
struct Telling {
  uint32_t token = 0;
  uint32_t sentence = 0;
  const pack::Trigger* trigger = nullptr;
  pack::Kind kind = pack::Kind::kOther;

  std::vector<NounPhrase> causes;   // people and organisations that did it
  std::vector<NounPhrase> victims;  // people whom it hit
  std::vector<NounPhrase> targets;  // things, places and institutions that it hit
  std::vector<NounPhrase> weapons;
  std::vector<NounPhrase> opponents;   // the other side of a clash
  std::vector<NumberMention> figures;  // bare numbers ("the toll rose to 18")
  std::vector<uint32_t> same;          // indices of tellings that the grammar says are the same incident

  bool nominal = false;     // told by a noun
  bool definite = false;    // "the attack"
  bool indefinite = false;  // "an attack"
  bool plural = false;      // "attacks"
  bool another = false;     // "another attack", "in a separate shooting"
  bool negated = false;
  bool modal = false;     // may, could, plans, threats, conditions
  bool generic = false;   // habits and trends
  bool denied = false;    // under a verb of denying
  bool judicial = false;  // told in a court story
  bool figurative = false;
  bool passive = false;
  bool seen = false;  // the learnt reader's, no rule's

  /// Whether it can stand for something that happened.
  bool real() const { return !negated && !modal && !generic && !figurative; }
};

/// All tellings of the parsed sentences, in text order.
std::vector<Telling> find_tellings(const Analysis& a);

}  // namespace roznamcha::extract

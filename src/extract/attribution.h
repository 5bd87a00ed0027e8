// Who is held to have done it, and how surely: claims, suspicions, accusations, denials.
#pragma once

#include <cstdint>
#include <vector>

#include "extract/analysis.h"
#include "record/account.h"

namespace roznamcha::extract {

/// One word of attribution with the actor that it speaks of.
struct Attribution {
  uint32_t token = 0;  // first token of the phrase
  uint32_t actor = 0;  // index of the mention in Analysis::actors
  record::Certainty certainty = record::Certainty::kStated;
};

/// All attributions of the parsed sentences, in text order. A group spoken of by "it", "the group" or "this
/// faction" is the actor named last before.
std::vector<Attribution> find_attributions(const Analysis& a);

/// Whether a word of denying begins at a token.
bool denies(const Analysis& a, uint32_t token);

/// In whose mouth the words at a token are put ("police said", "according to witnesses"); "" for the
/// reporter's own.
std::string speaker_of(const Analysis& a, uint32_t token);

}  // namespace roznamcha::extract

// Reports that are copies of one another: many newspapers print the same agency text.
#pragma once

#include <string>
#include <vector>

#include "record/incident.h"

namespace roznamcha::merge {

/// Lengths and distances of the words that tell of the incident, with what they say. Two texts differ in it
/// unless one is a copy, wherever the copy begins. "" if too little is told.
std::string print_of(const record::Account& account);

/// Shorter tellings share words by chance.
constexpr size_t kFewestWords = 30;

/// Marks (Report::independent = false) every account of an incident that copies another: the same telling
/// words at the same distances, the same address or headline with the same numbers, or nearly the same words
/// (ToldAccount::words) with another head, tail or line between. The first published remains the original.
void mark_copies(std::vector<record::ToldAccount>& accounts);

}  // namespace roznamcha::merge

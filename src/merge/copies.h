// Reports that are copies of one another: many newspapers print the same agency text.
#pragma once

#include <vector>

#include "record/incident.h"

namespace roznamcha::merge {

/// Marks (Report::independent = false) every account of an incident that copies another: the same telling
/// words at the same distances, the same address or headline with the same numbers, or nearly the same words
/// (ToldAccount::words) with another head, tail or line between. The first published remains the original.
void mark_copies(std::vector<record::ToldAccount>& accounts);

}  // namespace roznamcha::merge

// Reports that are copies of one another: many newspapers print the same agency text.
#pragma once

#include <vector>

#include "record/incident.h"

namespace roznamcha::merge {

/// Marks (Report::independent = false) every account of an incident that copies another: the same telling
/// words at the same distances, or the same address or headline with the same numbers. The first published
/// remains the original.
void mark_copies(std::vector<record::ToldAccount>& accounts);

}  // namespace roznamcha::merge

// People's decisions over the machine's clusters.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "merge/facts.h"
#include "merge/kinds.h"
#include "record/incident.h"

namespace roznamcha::merge {

/// The decisions that stand, in log order: without undos and what they take back (an undo can be undone too).
std::vector<const record::Review*> standing(const std::vector<record::Review>& reviews);

/// Clusters of accounts after the decisions.
struct Decided {
  std::vector<std::vector<uint32_t>> clusters;                 // ascending, sorted by their first
  std::vector<std::vector<const record::Review*>> by_cluster;  // for each: the decisions on it, in log order
};

/// Carries out merges and splits in log order, each on the clusters as the earlier ones left them.
/// - kMerge joins the clusters of the accounts named.
/// - kSplit takes the accounts named out of their clusters into one of their own. What the register learnt
/// after the
///   decision goes to the side that it is more like.
/// Accounts that are not there (any more) are passed over.
Decided decide(std::vector<std::vector<uint32_t>> clusters,
               const std::vector<const record::Review*>& decisions,
               const std::vector<record::ToldAccount>& accounts, const std::vector<Facts>& facts,
               const Kinds& kinds);

/// Whether a person holds two accounts apart, given by id and the moment at which they were learnt: one of
/// them was split off when the other was known.
bool held_apart(std::string_view first, std::string_view first_learnt, std::string_view second,
                std::string_view second_learnt, const std::vector<const record::Review*>& decisions);

}  // namespace roznamcha::merge

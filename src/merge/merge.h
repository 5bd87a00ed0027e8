// From accounts of many documents to incidents.
#pragma once

#include <vector>

#include "merge/common_words.h"
#include "merge/convention.h"
#include "merge/facts.h"
#include "merge/kinds.h"
#include "pack/pack.h"
#include "record/incident.h"

namespace roznamcha::merge {

struct Merged {
  std::vector<record::Incident> incidents;            // sorted by id
  std::vector<record::PossibleDuplicate> duplicates;  // sorted; in doubt, listed rather than merged
};

/// Clusters accounts into incidents and takes the view of each by a convention. A pure function: the same
/// accounts and decisions in any order give the same result. `accounts` have unique ids. People's decisions
/// (`reviews`, in log order, undone ones included) are hard constraints and set values outrank every
/// statement.
Merged merge(std::vector<record::ToldAccount> accounts, const std::vector<record::Review>& reviews,
             Convention convention, const pack::Pack& pack);

/// The same with the kinds given; without a pack, set places and perpetrators are taken as they are written.
Merged merge(std::vector<record::ToldAccount> accounts, const std::vector<record::Review>& reviews,
             Convention convention, const Kinds& kinds, const pack::Pack* pack,
             const CommonWords& common = {});

/// Why the accounts of an incident are held for one, readable: what people decided of it, and for every
/// account but the first the earlier one that it is likest to. `accounts` and `facts` are those of the
/// incident, sorted by id; `decisions` those on it.
std::vector<std::string> joins(const std::vector<record::ToldAccount>& accounts,
                               const std::vector<Facts>& facts, const Kinds& kinds,
                               const std::vector<const record::Review*>& decisions);

}  // namespace roznamcha::merge

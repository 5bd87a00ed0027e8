// One view over the statements of all accounts of an incident. Nothing is lost: what a view leaves out stands
// in its conflicts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "merge/convention.h"
#include "merge/kinds.h"
#include "pack/pack.h"
#include "record/incident.h"

namespace roznamcha::merge {

/// What one report says of one number.
struct Said {
  record::Figure figure;
  std::optional<text::Date> published;
  std::string publisher;    // "" if not known: a voice of its own
  bool independent = true;  // false: a copy of another report
  bool partisan = false;    // put in the mouth of one of the parties to the violence
};

/// low, best and high of a number on which reports may disagree; nothing if none says a word (unknown is
/// never 0).
///
/// A report *supports* a number that lies in its range ("at least 15" supports 18, and 15). Heard are, except
/// by the maverick conventions: no copies, of one publisher only the latest report, no parties if anybody
/// else speaks. low is the least number of those heard. high is the greatest that they allow, and unknown if
/// the greatest is open ("at least 15") and no range reaches beyond it. best, by convention:
/// - ucdp: what most reports support; of equals the most recently published
/// - acled: the least
/// - gtd-majority: what more than half of the reports support, else the most recently published
/// - gtd-recent: the most recently published; of one day what most reports of that day support, then the
/// greatest
/// - maverick-conservative, -informative, -representative: the least, the greatest, the most frequent (of
/// equals the least);
///   every report counts, copies too
std::optional<record::Figure> reconcile_figure(const std::vector<Said>& said, Convention convention);

/// The index in `said` of the report whose words stand for `figure`: of those who say its best the most
/// recent.
size_t spokesman(const std::vector<Said>& said, const record::Figure& figure);

/// The view of one incident. `accounts` are not empty; `decisions` are those of people on it that stand, in
/// log order. Leaves Incident::joins to the caller.
record::Incident reconcile(std::vector<record::ToldAccount> accounts, Convention convention,
                           const Kinds& kinds, const std::vector<const record::Review*>& decisions,
                           const pack::Pack* pack);

/// The fields that a person can set (Review::field).
const std::vector<std::string_view>& settable_fields();

/// Whether a value can be set: counts are "12", "10-12", "at least 15" or "unknown"; dates "2024-02-05",
/// "2024-02-01..2024-02-07" or "unknown". Errors: kBadArgument.
base::Status check_value(std::string_view field, std::string_view value, const pack::Pack* pack);

}  // namespace roznamcha::merge

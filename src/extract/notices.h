// What a report states beside its incidents: totals told of many of them, what authorities did, threats and
// advisories.
#pragma once

#include <optional>
#include <vector>

#include "extract/analysis.h"
#include "extract/places.h"
#include "extract/times.h"
#include "record/account.h"
#include "text/date.h"

namespace roznamcha::extract {

/// Figures that the text makes totals of many incidents, by a stretch of time ("in the past week") or by
/// naming several
/// ("in 12 attacks"); one a figure, in text order. A figure that is tied to one day or to one incident is
/// none. The period is counted back from `published` where the words ask for it, and then unknown without it.
/// Wording: packs/en/tallies.tsv.
std::vector<record::Tally> find_tallies(const Analysis& a, const std::vector<PlaceFound>& places,
                                        const std::vector<TimeFound>& times,
                                        std::optional<text::Date> published);

/// Searches, closures, bans, deployments and the like, in text order; one a kind and clause. `times` and
/// `published` are not needed yet. Wording: packs/en/measures.tsv.
std::vector<record::Measure> find_measures(const Analysis& a, const std::vector<PlaceFound>& places,
                                           const std::vector<TimeFound>& times,
                                           std::optional<text::Date> published);

/// Threats and advisories, in text order; at most one a sentence, of the kind that stands first in the table.
/// Wording: packs/en/warnings.tsv.
std::vector<record::Warning> find_warnings(const Analysis& a, const std::vector<PlaceFound>& places,
                                           const std::vector<TimeFound>& times,
                                           std::optional<text::Date> published);

}  // namespace roznamcha::extract

#include "app/tallies.h"

#include <algorithm>

#include "text/fold.h"

namespace roznamcha::app {
namespace {

using record::Figure;
using record::Incident;
using record::PlacePrecision;
using text::DateRange;

bool same(std::string_view a, std::string_view b) {
  return text::fold(a) == text::fold(b);
}

/// Whether the incident may have happened in the place, as far as its own place is known.
bool lies_in(const record::Place& place, const record::Place& whole) {
  if (!whole.known()) return true;
  if (!whole.country.empty() && place.country != whole.country) return false;
  if (whole.precision == PlacePrecision::kCountry) return true;
  if (!whole.admin1.empty() && !same(place.admin1, whole.admin1)) return false;
  if (whole.precision == PlacePrecision::kAdmin1) return true;
  if (!whole.admin2.empty() && !same(place.admin2, whole.admin2)) return false;
  return whole.precision == PlacePrecision::kAdmin2 || same(place.name, whole.name);
}

bool may_lie_in(const DateRange& date, const DateRange& period) {
  if (!date.known()) return false;
  const bool before = date.latest && period.earliest && *date.latest < *period.earliest;
  const bool after = date.earliest && period.latest && *date.earliest > *period.latest;
  return !before && !after;
}

bool lies_wholly_in(const DateRange& date, const DateRange& period) {
  return (!period.earliest || (date.earliest && *date.earliest >= *period.earliest)) &&
         (!period.latest || (date.latest && *date.latest <= *period.latest));
}

}  // namespace

std::string_view name(TallyCheck::Verdict verdict) {
  switch (verdict) {
    case TallyCheck::Verdict::kExplained:
      return "explained";
    case TallyCheck::Verdict::kPartly:
      return "partly explained";
    case TallyCheck::Verdict::kUnknown:
      return "more than the register knows";
    case TallyCheck::Verdict::kUndated:
      return "no period stated";
  }
  return "";
}

Counted counted(const Incident& incident, record::Effect effect) {
  Counted out{incident.id, incident.status, incident.view.date.range, incident.view.place.place, {}, {}};
  out.attackers = incident.attackers_killed;
  out.figure = effect == record::Effect::kKilled    ? incident.killed
               : effect == record::Effect::kInjured ? incident.injured
                                                    : record::account_figure(incident.view, effect, false);
  return out;
}

TallyCheck check(const record::Tally& tally, const std::vector<Counted>& incidents) {
  TallyCheck out;
  if (!tally.period.known()) return out;
  for (const Counted& incident : incidents) {
    if (incident.status == record::Status::kRetracted || !may_lie_in(incident.days, tally.period) ||
        !lies_in(incident.place, tally.place.place))
      continue;
    // A total seldom says whether those who attacked are in it.
    const bool attackers = tally.effect == record::Effect::kKilled && incident.attackers;
    if (!incident.figure && !attackers) continue;
    const Figure figure = incident.figure.value_or(Figure{0, 0, 0});
    out.incidents.push_back(incident.id);
    if (lies_wholly_in(incident.days, tally.period)) out.low += figure.low;
    out.best += figure.best;
    out.high += figure.high.value_or(figure.best);
    if (attackers) out.high += incident.attackers->high.value_or(incident.attackers->best);
  }
  out.missing = std::max<int64_t>(0, tally.range.low - out.high);
  out.verdict = out.missing == 0 ? TallyCheck::Verdict::kExplained
                : out.high > 0   ? TallyCheck::Verdict::kPartly
                                 : TallyCheck::Verdict::kUnknown;
  return out;
}

}  // namespace roznamcha::app

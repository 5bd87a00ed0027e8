#include "extract/reader.h"

#include <algorithm>
#include <cmath>

#include "extract/accounts.h"
#include "extract/analysis.h"
#include "extract/headline.h"
#include "extract/learnt.h"
#include "extract/notices.h"
#include "extract/places.h"
#include "extract/relevance.h"
#include "extract/roles.h"
#include "extract/seen.h"
#include "extract/times.h"

namespace roznamcha::extract {
namespace {

// Documents from this relevance on are said to tell of an incident. With the learnt reader F is greatest
// where the threshold is half of F, which is .89 on what was held out of the training; the rules are less
// sure of themselves.
constexpr double kRelevant = 0.4, kRelevantByRules = 0.5;
// The learnt reader looks at documents that tell of an incident with this probability by the rules and their
// words. A lower bound finds hardly more and costs much (docs/speed.md).
constexpr double kWorthALook = 0.15;

record::PlaceMention mention(const Analysis& a, const PlaceFound& found) {
  return {a.span(found.first, found.last), found.place, found.feature, found.geonameid};
}

record::TimeMention mention(const TimeFound& found) {
  return {found.span, found.type, found.value};
}

/// The countries that the document speaks of, so far as it names places.
std::vector<std::string> countries(const std::vector<PlaceFound>& places, const record::Document& document) {
  std::vector<std::string> out;
  auto add = [&](const std::string& code) {
    if (!code.empty() && std::find(out.begin(), out.end(), code) == out.end()) out.push_back(code);
  };
  add(document.country);
  for (const PlaceFound& found : places) add(found.place.country);
  return out;
}

std::optional<int> year(std::optional<text::Date> day) {
  if (!day) return {};
  return static_cast<int>(std::chrono::year_month_day(*day).year());
}

/// Tellings inside the words of a tally tell of no single incident, nor does "the wounded" in the next
/// sentence where nothing else was told of before.
void take_out(const Analysis& a, const std::vector<record::Tally>& tallies, std::vector<Telling>& tellings) {
  std::optional<uint32_t> last;  // sentence of the telling before, if a tally is all there was
  bool told = false;
  for (Telling& t : tellings) {
    const text::Span span = a.seg.tokens[t.token].span;
    const bool inside = std::any_of(tallies.begin(), tallies.end(),
                                    [&](const record::Tally& tally) { return tally.span.contains(span); });
    const bool numbered = std::any_of(t.victims.begin(), t.victims.end(),
                                      [](const NounPhrase& victim) { return victim.number.has_value(); });
    const bool outcome = t.kind == pack::Kind::kDeath || t.kind == pack::Kind::kInjury;
    const bool after = last && t.sentence == *last + 1 && outcome && !numbered;
    t.generic = t.generic || inside || (after && !told);
    told = told || t.real();
    last = inside || after ? std::optional(t.sentence) : std::nullopt;
  }
}

double log_odds(double p) {
  constexpr double kSure = 0.995;  // nothing is surer than this
  const double q = std::clamp(p, 1 - kSure, kSure);
  return std::log(q / (1 - q));
}
double probability(double log_odds) {
  return 1 / (1 + std::exp(-log_odds));
}

/// What rules and model hold likely, each with half a say.
double both(double rules, double learnt) {
  return probability((log_odds(rules) + log_odds(learnt)) / 2);
}

/// Where the learnt reader did not look, the gist doubts accounts in its stead: by as much, and what is then
/// less sure than accounts may be is left out.
void doubt(double gist, std::vector<record::Account>& accounts) {
  constexpr double kWeight = 0.7, kSure = 1, kLeast = 0.6;
  const double points = kWeight * std::min(log_odds(gist) - kSure, 0.0);
  for (record::Account& account : accounts)
    account.confidence = probability(log_odds(account.confidence) + points);
  std::erase_if(accounts, [](const record::Account& account) { return account.confidence < kLeast; });
}

void add_new(std::vector<record::Tally>& all, std::vector<record::Tally> more) {
  for (record::Tally& tally : more) {
    const bool known = std::any_of(all.begin(), all.end(), [&](const record::Tally& o) {
      return o.effect == tally.effect && o.span.overlaps(tally.span);
    });
    if (!known) all.push_back(std::move(tally));
  }
  std::sort(all.begin(), all.end(), [](const auto& x, const auto& y) { return x.span < y.span; });
}

}  // namespace

std::string_view name(Mode mode) {
  switch (mode) {
    case Mode::kRules:
      return "rules";
    case Mode::kLearnt:
      return "learnt";
    case Mode::kBoth:
      return "both";
  }
  return {};
}

const std::vector<Mode>& modes() {
  static const std::vector<Mode> all = {Mode::kRules, Mode::kLearnt, Mode::kBoth};
  return all;
}

std::optional<Mode> mode(std::string_view name) {
  for (Mode one : modes()) {
    if (extract::name(one) == name) return one;
  }
  return {};
}

Reader::Reader(std::shared_ptr<const pack::Pack> pack) : pack_(std::move(pack)) {}

base::Result<Reader> Reader::make(std::shared_ptr<const pack::Pack> pack, Mode mode) {
  Reader reader(std::move(pack));
  reader.mode_ = mode;
  if (mode == Mode::kRules) return reader;
  auto model = reader.pack_->reader_model();
  if (!model) return model.error();
  if (!*model) return reader;
  auto learnt = LearntReader::make(*std::move(model));
  if (!learnt) return learnt.error();
  reader.learnt_ = *std::move(learnt);
  return reader;
}

record::Reading Reader::read(const record::Document& document) const {
  record::Reading reading;
  Analysis a = analyse(document.text, *pack_);
  reading.published = document.published;
  if (!document.published || document.published_given) {
    if (const auto stated = stated_publication(a)) reading.published = stated;
  }
  if (!reading.published) {
    reading.published = inferred_publication(a);
    reading.published_inferred = reading.published.has_value();
  }
  std::vector<HeadlinePlace> headline;
  const std::vector<PlaceFound> places = find_places(a, document, &headline);
  settle_actors(a, countries(places, document), year(reading.published));
  const Moment now = moment_there(a, document, reading.published, places);
  const std::vector<TimeFound> times = find_times(a, now.day, now.minute);
  std::vector<Telling> tellings = find_tellings(a);
  const std::vector<record::Tally> tallies = find_tallies(a, places, times, now.day);
  reading.measures = find_measures(a, places, times, now.day);
  reading.warnings = find_warnings(a, places, times, now.day);

  std::optional<HeadlineCounts> title;  // read once, and only where there is something that it can sum up
  // Writes down what the tellings say; gives how relevant that makes the document.
  const auto tell = [&](const Sight& sight, bool alone) {
    take_out(a, tallies, tellings);
    Told told = write_accounts({a, places, times, tellings, now.day, headline, &sight, alone});
    reading.tallies = tallies;
    add_new(reading.tallies, std::move(told.tallies));
    reading.accounts = std::move(told.accounts);
    if (!reading.accounts.empty()) {
      if (!title) title = headline_counts(document.title, *pack_);
      add_headline(*title, reading.accounts);
    }
    return relevance(a, tellings, reading);
  };
  const bool alone = learnt_ && mode_ == Mode::kLearnt;
  double by_rules = 0;
  if (!alone) {
    by_rules = tell({}, false);
    reading.relevance = gist(a, by_rules);
  }
  Sight sight;
  if (learnt_ && (alone || reading.relevance >= kWorthALook))
    sight = learnt_->look(document, bytes_to_look_at(a, tellings));
  if (alone || sight.looked) {
    std::vector<Telling> seen = seen_tellings(a, sight);
    tellings = alone ? std::move(seen) : with_seen(std::move(tellings), std::move(seen));
    by_rules = tell(sight, alone);
  }
  if (learnt_ && !sight.looked) doubt(reading.relevance, reading.accounts);
  if (sight.looked) reading.relevance = alone ? sight.relevance : both(by_rules, sight.relevance);
  reading.relevant = reading.relevance >= (sight.looked ? kRelevant : kRelevantByRules);
  for (size_t i = 0; i < reading.accounts.size(); ++i) reading.accounts[i].id = std::to_string(i + 1);

  for (const PlaceFound& found : places) reading.places.push_back(mention(a, found));
  for (const TimeFound& found : times) reading.times.push_back(mention(found));
  return reading;
}

}  // namespace roznamcha::extract

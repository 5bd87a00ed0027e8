#include "extract/places.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "extract/place_names.h"
#include "text/fold.h"

namespace roznamcha::extract {
namespace {

using pack::Feature;
using pack::Gazetteer;
using pack::NameUse;
using pack::PlaceWords;
using record::PlacePrecision;
using Id = Gazetteer::Id;

constexpr Id kNone = Gazetteer::kNone;
constexpr uint32_t kUnlisted = PlaceName::kUnlisted;
constexpr uint32_t kMostNeighbours = 12;  // of one name that are held against the places around
constexpr uint32_t kMostAlike = 8000;     // places of a unit that are held against a name that is not listed
constexpr int kRounds = 3;
constexpr double kMainTown = 0.7;       // prominence from which on a document is about a town
constexpr double kReach = 25;           // km about its town of which an outlet tells most
constexpr double kCityState = 15;       // km, radius of a unit that is one city
constexpr double kOwn = 3;              // of places of the user's own, before others of the name
constexpr uint32_t kBigCity = 300'000;  // people
constexpr double kVeryFarFromMain = 300;
constexpr double kFarFromMain = 60;  // km
constexpr double kTold = 3;          // evidence for a name that is told as a place elsewhere
constexpr double kAccepted = 1.0;    // evidence from which on a name is held for a place
constexpr double kPlausible = 0;     // evidence from which on it may be one

double saturated(double weight) {
  return weight <= 0 ? 0 : weight / (weight + 1);
}

/// A name, folded, without the Arabic article: "Al-Muzayreb" as "muzayreb".
std::string without_article(std::string_view name) {
  std::string folded = text::fold(name);
  for (std::string_view article : {"al-", "al ", "as-", "as ", "ash-", "ash ", "ar-", "ar ", "at-", "at ",
                                   "az-", "az ", "an-", "an ", "ad-", "ad ", "el-", "el "}) {
    if (folded.size() > article.size() + 3 && folded.compare(0, article.size(), article) == 0) {
      folded.erase(0, article.size());
      break;
    }
  }
  return folded;
}

/// What stays of a name however it is brought into Latin letters: its consonants, alike ones as one, without
/// the article: "Al-Muzayreb" and "Muzayrib" are both "mzrb". A vowel at the start stays as "a".
std::string skeleton(std::string_view name) {
  const std::string folded = without_article(name);
  std::string out;
  for (size_t i = 0; i < folded.size(); ++i) {
    char c = folded[i];
    if (c < 'a' || c > 'z') continue;
    switch (c) {
      case 'a':
      case 'e':
      case 'i':
      case 'o':
      case 'u':
      case 'y':
        if (!out.empty()) continue;
        c = 'a';
        break;
      case 'h':
      case 'w':
        if (!out.empty()) continue;
        break;
      case 'q':
      case 'c':
        c = 'k';
        break;
      case 'p':
        c = 'b';
        break;
      case 'v':
        c = 'b';
        break;
      case 'j':
        c = 'g';
        break;
      default:
        break;
    }
    if (out.empty() || out.back() != c) out += c;
  }
  return out;
}

class Resolver {
 public:
  /// `around_title`: may be null if no name stands in the title.
  Resolver(const Analysis& a, const PlaceContext& around, const PlaceContext* around_title, PlaceNames names)
      : a_(a),
        around_title_(around_title),
        gazetteer_(a.pack->gazetteer()),
        around_(around),
        tokens_(a.seg.tokens),
        names_(std::move(names)) {}

  std::vector<PlaceFound> resolve() {
    // A name at the end of "X, Y" holds the one before.
    for (size_t k = 0; k + 1 < mentions_.size(); ++k) {
      if (a_.sentence_of(mentions_[k].first) == a_.sentence_of(mentions_[k + 1].first))
        beside(mentions_, around_, k);
    }
    for (size_t k = 0; k + 1 < names_.headline.size(); ++k) beside(names_.headline, *around_title_, k);
    drop_people();
    join();
    for (int round = 0; round < kRounds; ++round) {
      weigh(round > 0);
      for (uint32_t g = 0; g < groups_.size(); ++g) resolve(g, round > 0);
    }
    weigh(true);
    for (PlaceName& m : names_.headline) {
      if (!stands_in_title(m)) {
        m.dropped = true;
        if (m.group != kUnlisted) --groups_[m.group].mentions;
      } else {
        groups_[m.group].headline = true;
      }
    }
    for (const PlaceName& m : mentions_) {
      if (m.part && m.group != kUnlisted)
        groups_[m.group].part = !groups_[m.group].dateline && !groups_[m.group].office;
    }
    find_main_town();
    return choose();
  }

  /// Those of the title and the outlet's towns, after resolve().
  std::vector<HeadlinePlace> headline() const {
    std::vector<HeadlinePlace> out;
    for (const PlaceName& m : names_.headline) {
      if (m.dropped) continue;
      const PlaceGroup& g = groups_[m.group];
      const Id place = m.fixed != kNone ? m.fixed : g.place;
      HeadlinePlace h;
      bool landmark = false;
      if (m.fixed == kNone && part_of_main(g)) {
        h.place =
            part_of(main_, around_title_->analysis().quote(around_title_->analysis().span(m.first, m.last)));
      } else {
        h.place = as_record(place);
        landmark = place_relative(*around_title_, m.first, m.last, h.place);
      }
      h.prominence = prominence(g);
      h.scene = (m.use == PlaceFound::Use::kScene || m.use == PlaceFound::Use::kDateline) && !landmark &&
                !around_title_->is(m.last, PlaceWords::kCare);
      out.push_back(std::move(h));
    }
    for (const Id town : names_.homes) {
      HeadlinePlace h;
      h.place = as_record(town);
      h.place.precision = PlacePrecision::kNear;
      h.place.radius_km += kReach;
      h.outlet = true;
      out.push_back(std::move(h));
    }
    return out;
  }

 private:
  uint32_t kinds(int64_t token) const { return around_.kinds(token); }
  bool is(int64_t token, uint32_t kind) const { return around_.is(token, kind); }
  const std::string& lower(int64_t token) const { return around_.lower(token); }
  static constexpr uint32_t units() { return PlaceContext::units(); }

  /// "Gary police" are the town's, whoever else is called Gary.
  bool of_force(const PlaceName& m) const {
    return m.use == PlaceFound::Use::kOffice && is(m.last, PlaceWords::kForce);
  }

  /// Names of people that were told by a title or a first name are no places where they stand alone.
  void drop_people() {
    std::vector<bool> placed(groups_.size());  // told as a place: "KP's Bajaur"
    for (const PlaceName& m : mentions_) {
      if (m.group != kUnlisted && m.fixed != kNone && !groups_[m.group].match.word) placed[m.group] = true;
    }
    for (PlaceName& m : mentions_) {
      if (m.group != kUnlisted && m.use != PlaceFound::Use::kDateline && m.last - m.first == 1 &&
          m.evidence < 2 && !placed[m.group] && !of_force(m) && names_.people.count(lower(m.first)))
        m.dropped = true;
    }
  }

  // ---- what holds what ----

  bool holds(Id outer, Id inner) const {
    if (gazetteer_.holds(outer, inner)) return true;
    if (gazetteer_.feature(outer) != Feature::kRegion) return false;
    const Id country = gazetteer_.country(outer);
    return (country == kNone || country == gazetteer_.country(inner)) &&
           gazetteer_.feature(inner) != Feature::kCountry &&
           geo::distance_km(gazetteer_.point(outer), gazetteer_.point(inner)) <= gazetteer_.radius_km(outer);
  }

  /// Looks whether the next mention is said to hold this one: "X, Y", "X (Y)", "X district of Y", "Y's X".
  bool stands_in_title(const PlaceName& m) const {
    if (m.group == kUnlisted || m.dropped) return false;
    const PlaceGroup& g = groups_[m.group];
    const Id place = m.fixed != kNone ? m.fixed : g.place;
    return place != kNone && m.evidence + standing(m.last - m.first, g, place) >= kAccepted &&
           !(m.fixed == kNone && astray(g, place));
  }

  void beside(std::vector<PlaceName>& all, const PlaceContext& around, size_t at) {
    PlaceName &m = all[at], &n = all[at + 1];
    if (n.first < m.last || n.first > m.last + 4) return;
    bool comma = false, of = false, own = false;
    for (uint32_t i = m.last; i < n.first; ++i) {
      const std::string& w = around.lower(i);
      if (w == "," || w == "(")
        comma = true;
      else if (w == "of" || w == "in")
        of = true;
      else if (w == "'s")
        own = true;
      else if (w != "the" && w != "a" && !around.is(i, units() | PlaceWords::kArea | PlaceWords::kModifier))
        return;
    }
    if (own && !comma && !of) {
      pair(all, at + 1, at, false);
    } else if (comma || of) {
      pair(all, at, at + 1, comma);
    }
  }

  void pair(std::vector<PlaceName>& all, size_t inner_index, size_t outer_index, bool comma) {
    PlaceName& inner = all[inner_index];
    PlaceName& outer = all[outer_index];
    if (outer.group == kUnlisted) return;
    if (inner.group == kUnlisted) {
      inner.inside = static_cast<int32_t>(outer_index);
      outer.evidence += 1;
      return;
    }
    const Gazetteer::Match& in = groups_[inner.group].match;
    const Gazetteer::Match& out = groups_[outer.group].match;
    if (inner.group == outer.group) return;
    // "Canada, Mexico" is a list, "Lebanon, Ohio" is none.
    const bool country = gazetteer_.feature(gazetteer_.candidate(in, 0).place) == Feature::kCountry;
    Id best = kNone, holder = kNone;
    double best_score = -1e9;
    for (uint32_t o = 0; o < std::min(out.count, 12u); ++o) {
      const auto outer_candidate = gazetteer_.candidate(out, o);
      const Feature feature = gazetteer_.feature(outer_candidate.place);
      if (outer_candidate.use == NameUse::kAdjective || feature == Feature::kTown ||
          feature == Feature::kSection)
        continue;
      if (country && feature == Feature::kCountry) continue;
      for (uint32_t i = 0; i < std::min(in.count, kMostCandidates); ++i) {
        const auto candidate = gazetteer_.candidate(in, i);
        if (candidate.use == NameUse::kAdjective || (country && candidate.use == NameUse::kOther) ||
            !holds(outer_candidate.place, candidate.place))
          continue;
        const double score = prior(candidate, inner.wanted) + 0.5 * prior(outer_candidate, outer.wanted);
        if (score > best_score) {
          best_score = score;
          best = candidate.place;
          holder = outer_candidate.place;
        }
      }
    }
    if (best == kNone) {
      if (inner.part && !comma && gazetteer_.feature(gazetteer_.candidate(out, 0).place) == Feature::kTown) {
        // "Baltimore's Brooklyn neighbourhood"
        groups_[inner.group].part = true;
        --groups_[inner.group].mentions;
        inner.group = kUnlisted;
        inner.inside = static_cast<int32_t>(outer_index);
        outer.evidence += 1;
      }
      return;
    }
    inner.fixed = best;
    inner.inside = static_cast<int32_t>(outer_index);
    inner.evidence += comma ? 5 : 3.5;
    outer.fixed = holder;
    outer.evidence += 2.5;
    outer.shortened = false;
  }

  void join() {
    for (const std::vector<PlaceName>* all : {&mentions_, &names_.headline}) join(*all);
  }
  void join(const std::vector<PlaceName>& all) {
    for (const PlaceName& m : all) {
      if (m.group != kUnlisted && m.fixed != kNone && !m.dropped) groups_[m.group].fixed.add(m.fixed, 1);
    }
  }

  // ---- which place it is ----

  /// How likely a name means this place if nothing else is known; natural logarithm, about.
  double prior(Gazetteer::Candidate candidate, uint32_t wanted) const {
    const Id place = candidate.place;
    uint32_t population = gazetteer_.population(place);
    if (population == 0 && gazetteer_.seat(place) > 0) population = 20'000;  // not known, and no hamlet
    const double people = std::log(population + 200.0);
    double score = 0;
    switch (gazetteer_.feature(place)) {
      case Feature::kCountry:
        score = 16 + 0.1 * people;
        break;
      case Feature::kContinent:
        score = 15;
        break;
      case Feature::kRegion:
        score = 11.5;
        break;
      case Feature::kConstituency:
        score = 15;
        break;
      case Feature::kAdmin1:
        score = 8 + 0.35 * people + (wanted & PlaceWords::kUnit1 ? 5 : 0);
        break;
      case Feature::kAdmin2:
        score = 3.5 + 0.5 * people + (wanted & (PlaceWords::kUnit2 | PlaceWords::kUnit3) ? 3.5 : 0);
        break;
      case Feature::kAdmin3:
        score = 5 + (wanted & PlaceWords::kUnit3 ? 6 : 0);
        break;
      case Feature::kTown:
        score = people + (wanted & PlaceWords::kTown ? 4 : 0);
        break;
      case Feature::kSection:
        score = people - 1.5;
        break;
      case Feature::kWater:
        score = 11;
        break;
      case Feature::kLand:
        score = 9;
        break;
    }
    static constexpr std::array<double, 4> kSeat = {0, 0.3, 0.8, 2};
    score += kSeat[static_cast<size_t>(std::min(gazetteer_.seat(place), 3))];
    if (candidate.use == NameUse::kOther) score -= 4;
    if (gazetteer_.added(place)) score += kOwn;
    return score;
  }

  /// How sure the choice of a group is, for what it says about others.
  double sureness(const PlaceGroup& g) const {
    if (g.place == kNone) return 0;
    switch (gazetteer_.feature(g.place)) {
      case Feature::kCountry:
      case Feature::kAdmin1:
      case Feature::kConstituency:
        return 1;
      default:
        return g.fixed.of(g.place) > 0 ? 0.9 : g.lead > 3 ? 0.6 : 0.25;
    }
  }

  /// What a group says about others in all.
  double weight(const PlaceGroup& g) const {
    return !g.plausible ? 0
                        : (sureness(g) + (g.dateline || g.headline ? 0.8
                                          : g.office               ? 0.4
                                                                   : 0)) *
                              (1 + 0.3 * std::log(static_cast<double>(g.mentions)));
  }

  /// Whether a group can be that of a place at all: "Police" is no word for a town in Poland.
  bool can_be_place(const PlaceGroup& g) const {
    if (g.place == kNone || g.mentions == 0) return false;
    const double told = g.dateline || g.headline || g.office ? kTold : 0;
    return g.fixed.sum() > 0 || g.evidence + told + standing(g.match.length, g, g.place) >= kPlausible;
  }

  void weigh(bool chosen) {
    std::vector<bool> plausible;  // by what the round before found
    for (const PlaceGroup& g : groups_) plausible.push_back(chosen && can_be_place(g));
    for (size_t i = 0; i < groups_.size(); ++i) groups_[i].plausible = plausible[i];
    by_country_ = hints_;
    by_admin1_ = names_.units;
    if (!chosen) return;
    for (const PlaceGroup& g : groups_) {
      if (!g.plausible) continue;
      by_country_.add(gazetteer_.country(g.place), weight(g));
      by_admin1_.add(gazetteer_.admin1(g.place), weight(g));
    }
  }

  void resolve(uint32_t index, bool context) {
    PlaceGroup& g = groups_[index];
    const auto first = gazetteer_.candidate(g.match, 0);
    const Id nation = gazetteer_.feature(first.place) == Feature::kCountry ? first.place : kNone;
    struct Scored {
      Gazetteer::Candidate candidate;
      double score;
    };
    std::vector<Scored> scored;
    const double own = context ? weight(g) : 0;
    for (uint32_t i = 0; i < std::min(g.match.count, kMostCandidates); ++i) {
      const auto candidate = gazetteer_.candidate(g.match, i);
      if (candidate.use == NameUse::kAdjective) continue;
      double score = prior(candidate, g.wanted) + 6 * saturated(g.fixed.of(candidate.place));
      const Id country = gazetteer_.country(candidate.place), admin1 = gazetteer_.admin1(candidate.place);
      if (country != kNone) {
        const double mine = context && g.place != kNone && gazetteer_.country(g.place) == country ? own : 0;
        score += 6 * saturated(by_country_.of(country) - mine);
      }
      if (admin1 != kNone && admin1 != candidate.place) {
        const double mine = context && g.place != kNone && gazetteer_.admin1(g.place) == admin1 ? own : 0;
        score += 5 * saturated(by_admin1_.of(admin1) - mine);
      }
      if (candidate.use == NameUse::kOther && nation != kNone && nation == country &&
          candidate.place != nation)
        score -= 6;  // Mexico for its city
      scored.push_back({candidate, score});
    }
    if (scored.empty()) return;
    const auto better = [](const Scored& x, const Scored& y) { return x.score > y.score; };
    const size_t kept = std::min<size_t>(scored.size(), kMostNeighbours);
    std::partial_sort(scored.begin(), scored.begin() + static_cast<ptrdiff_t>(kept), scored.end(), better);
    scored.resize(kept);
    double support = 0;
    if (context) {
      std::vector<double> near(kept, 0);
      for (size_t k = 0; k < kept; ++k) {
        near[k] = neighbours(index, scored[k].candidate.place);
        scored[k].score += near[k];
      }
      size_t best = 0;
      for (size_t k = 1; k < kept; ++k) {
        if (scored[k].score > scored[best].score) best = k;
      }
      support = near[best];
    }
    std::stable_sort(scored.begin(), scored.end(), better);
    g.place = scored[0].candidate.place;
    g.lead = scored.size() > 1 ? scored[0].score - scored[1].score : 9;
    g.support = support;
  }

  /// What places nearby speak for a candidate.
  double neighbours(uint32_t index, Id place) const {
    const Feature feature = gazetteer_.feature(place);
    if (feature == Feature::kCountry || feature == Feature::kContinent) return 0;
    const geo::Point here = gazetteer_.point(place);
    double sum = 0;
    for (uint32_t i = 0; i < groups_.size(); ++i) {
      const PlaceGroup& other = groups_[i];
      if (i == index || other.place == kNone || other.place == place || !other.plausible) continue;
      switch (gazetteer_.feature(other.place)) {
        case Feature::kCountry:
        case Feature::kContinent:
        case Feature::kAdmin1:
        case Feature::kRegion:
        case Feature::kWater:
          continue;
        default:
          break;
      }
      const geo::Point there = gazetteer_.point(other.place);
      if (std::abs(here.latitude - there.latitude) > 4) continue;
      sum += 2.5 * sureness(other) * std::exp(-geo::distance_km(here, there) / 80);
    }
    return std::min(sum, 3.5);
  }

  // ---- what is kept ----

  /// How much the place itself and its fit to the document speak for it.
  double standing(uint32_t words, const PlaceGroup& g, Id place) const {
    double e = 0;
    switch (gazetteer_.feature(place)) {
      case Feature::kCountry:
        e = 3;
        break;
      case Feature::kConstituency:
        e = 4;
        break;
      case Feature::kContinent:
        e = 2;
        break;
      case Feature::kAdmin1:
        e = 2.2;
        break;
      case Feature::kAdmin2:
        e = words > 1 ? 1.5 : 0.8;
        break;
      case Feature::kAdmin3:
        e = -0.3;
        break;
      case Feature::kRegion:
      case Feature::kWater:
      case Feature::kLand:
        e = 1.5;
        break;
      case Feature::kTown:
        e = std::clamp(std::log10(gazetteer_.population(place) + 1.0) - 4.2, -1.5, 2.0);
        break;
      case Feature::kSection:
        e = -0.5;
        break;
    }
    const Id country = gazetteer_.country(place);
    if (country != kNone && gazetteer_.feature(place) != Feature::kCountry) {
      const double others = by_country_.of(country) - weight(g);
      if (others > 0.5)
        e += 0.7;
      else if (by_country_.sum() - by_country_.of(country) > 1.5)
        e -= g.match.word ? 4 : 1;
    }
    if (g.support > 1) e += 0.5;
    return e;
  }

  /// Whether no other name stands beside this one.
  bool alone(const PlaceName& m) const {
    return !around_.capital(m.last) && !around_.capital(static_cast<int64_t>(m.first) - 1);
  }

  /// How much the document is about the place of a group. Agencies write from capitals and name them for what
  /// governments do there, so that much of a capital says little.
  double prominence(const PlaceGroup& g) const {
    const double rest =
        (g.dateline ? 1 : 0) + (g.office ? 0.7 : 0) + std::min(0.9, 0.35 * (std::max(g.mentions, 1u) - 1));
    const bool capital = g.place != kNone && gazetteer_.seat(g.place) == 3;
    return std::min(3.0, (g.headline ? 1.5 : 0) + (capital ? 0.2 : 1.0) * rest);
  }

  std::vector<PlaceFound> choose() {
    std::vector<Id> places(mentions_.size(), kNone);
    for (size_t i = 0; i < mentions_.size(); ++i) {
      PlaceName& m = mentions_[i];
      if (m.group == kUnlisted || m.dropped) continue;
      const PlaceGroup& g = groups_[m.group];
      const Id place = m.fixed != kNone ? m.fixed : g.place;
      if (place == kNone) continue;
      if (m.shortened) {
        const Id country = gazetteer_.country(place);
        if (country == kNone || by_country_.of(country) < 1.2 || g.match.word) continue;
      }
      // Told as a place elsewhere: "Bajaur, which borders …" after "KP's Bajaur".
      const bool force = of_force(m);
      const bool told =
          (g.dateline || g.headline || g.fixed.of(place) > 0 || force) &&
          m.evidence > (g.match.word && !force ? -1.5 : -4) &&
          (m.use == PlaceFound::Use::kScene || force || (m.use == PlaceFound::Use::kName && alone(m)));
      if (told && !force) m.use = PlaceFound::Use::kScene;
      if (m.evidence + (told ? kTold : 0) + standing(m.last - m.first, g, place) < kAccepted) continue;
      if (m.part && gazetteer_.feature(place) == Feature::kTown && gazetteer_.seat(place) == 0 &&
          town_around(g) != kNone) {
        m.group = kUnlisted;
        continue;
      }
      if (m.fixed == kNone && astray(g, place)) {
        if (m.evidence >= 2 && !g.match.word) m.group = kUnlisted;  // a namesake that the gazetteer lacks
        continue;
      }
      places[i] = city_of(i, unit_of(m, place));
    }
    parts_of_main_town(places);
    std::vector<PlaceFound> out;
    for (size_t i = 0; i < mentions_.size(); ++i) {
      if (mentions_[i].group != kUnlisted) {
        if (places[i] != kNone) out.push_back(found(mentions_[i], places[i]));
      } else if (const Id holder = holder_of(i, places); holder != kNone) {
        const Id namesake = alike(mentions_[i], holder);
        out.push_back(namesake == kNone ? unlisted(mentions_[i], holder) : found(mentions_[i], namesake));
      }
    }
    for (size_t i = 0; i + 1 < out.size(); ++i) place_between(around_, out[i], out[i + 1]);
    return out;
  }

  /// Sets the town that the document is plainly about: in its title, its dateline or by its offices.
  void find_main_town() {
    const PlaceGroup* town = nullptr;
    double best = 0;
    const Id country = by_country_.greatest(kNone).first;
    for (const PlaceGroup& g : groups_) {
      if (g.place == kNone || g.part || gazetteer_.feature(g.place) != Feature::kTown ||
          prominence(g) < kMainTown || gazetteer_.country(g.place) != country)
        continue;
      const double score = prominence(g) + 0.4 * (std::log10(gazetteer_.population(g.place) + 1.0) - 4) +
                           (names_.units.of(gazetteer_.admin1(g.place)) > 0 ? 0.8 : 0);
      if (!town || score > best) {
        best = score;
        town = &g;
      }
    }
    if (!town) return;
    main_ = town->place;
    main_is_home_ = town->office || town->headline || names_.units.of(gazetteer_.admin1(main_)) > 0;
  }

  /// Whether a name means a place far from the town that the document is about, by all that the gazetteer
  /// has, and nothing else speaks for that place: Roxbury in a report on Boston is a part of Boston.
  bool part_of_main(const PlaceGroup& g) const {
    if (main_ == kNone || g.place == kNone || g.place == main_ || g.dateline || g.office ||
        g.fixed.of(g.place) > 0)
      return false;
    const Feature feature = gazetteer_.feature(g.place);
    if (feature != Feature::kTown && feature != Feature::kSection) return false;
    if (geo::distance_km(gazetteer_.point(g.place), gazetteer_.point(main_)) < kFarFromMain) return false;
    if (g.part) return true;
    if (!main_is_home_) return false;
    const Id unit = gazetteer_.admin1(g.place);
    const uint32_t people = gazetteer_.population(g.place);
    return unit != gazetteer_.admin1(main_) && people <= 100'000 && by_admin1_.of(unit) - weight(g) <= 0.3 &&
           (!g.headline || people < gazetteer_.population(main_) / 10) &&
           (has_namesake(g, g.place) ||
            (names_.units.of(gazetteer_.admin1(main_)) > 0 && people < gazetteer_.population(main_) / 50 &&
             geo::distance_km(gazetteer_.point(g.place), gazetteer_.point(main_)) > kVeryFarFromMain));
  }

  void parts_of_main_town(std::vector<Id>& places) {
    for (size_t i = 0; i < mentions_.size(); ++i) {
      PlaceName& m = mentions_[i];
      if (places[i] == kNone || m.group == kUnlisted || m.fixed != kNone ||
          (m.use != PlaceFound::Use::kScene && m.use != PlaceFound::Use::kName) ||
          !part_of_main(groups_[m.group]))
        continue;
      m.part = true;
      m.group = kUnlisted;
      places[i] = kNone;
    }
  }

  /// Whether another province of the country has a place of the name, or the place is better known by another
  /// name.
  bool has_namesake(const PlaceGroup& g, Id place) const {
    for (uint32_t i = 0; i < std::min(g.match.count, kMostCandidates); ++i) {
      const auto candidate = gazetteer_.candidate(g.match, i);
      const Id other = candidate.place;
      if (other == place && candidate.use == NameUse::kOther) return true;
      if (gazetteer_.country(other) == gazetteer_.country(place) &&
          gazetteer_.admin1(other) != gazetteer_.admin1(place))
        return true;
    }
    return false;
  }

  /// Whether a small place lies far from the only unit that the document is about: then another of its name
  /// is meant.
  bool astray(const PlaceGroup& g, Id place) const {
    const Feature feature = gazetteer_.feature(place);
    if (feature != Feature::kTown && feature != Feature::kSection) return false;
    if (gazetteer_.population(place) > 100'000 || gazetteer_.seat(place) > 1 || g.support > 0.5) return false;
    const Id about = by_country_.greatest(kNone).first;
    if (g.match.count == 1 && gazetteer_.country(place) == about) return false;  // it has no namesake
    const double mine = weight(g);
    if (by_admin1_.of(gazetteer_.admin1(place)) - mine > 0.3) return false;
    const auto [unit, weight] = by_admin1_.greatest(gazetteer_.admin1(place));
    if (unit == kNone || weight < 1)
      return by_country_.of(gazetteer_.country(place)) - mine < 0.1 && by_country_.sum() > 2;
    return geo::distance_km(gazetteer_.point(unit), gazetteer_.point(place)) >
           1.5 * gazetteer_.radius_km(unit) + 100;
  }

  /// The city that makes up a unit by itself: "D.C." is Washington, unless it stands after its name.
  Id city_of(size_t mention, Id place) const {
    if (gazetteer_.feature(place) != Feature::kAdmin1 || gazetteer_.radius_km(place) > kCityState)
      return place;
    if (mention > 0 && mentions_[mention - 1].inside == static_cast<int32_t>(mention)) return place;
    const auto [first, last] = gazetteer_.towns_in(place);
    for (Id i = first; i < last; ++i) {
      if (gazetteer_.seat(i) >= 2 && gazetteer_.population(i) > kBigCity) return i;
    }
    return place;
  }

  /// "Poonch district" is the district where only the town bears the name, if it is the seat or written
  /// alike.
  Id unit_of(const PlaceName& m, Id place) const {
    if (gazetteer_.feature(place) != Feature::kTown || m.last >= tokens_.size()) return place;
    const uint32_t after = kinds(m.last);
    if (after & PlaceWords::kTown) return place;
    if (after & PlaceWords::kUnit1 && gazetteer_.seat(place) >= 2 && gazetteer_.admin1(place) != kNone)
      return gazetteer_.admin1(place);
    if (!(after & PlaceWords::kUnit2) || gazetteer_.admin2(place) == kNone) return place;
    const std::string_view unit = gazetteer_.name(gazetteer_.admin2(place)), town = gazetteer_.name(place);
    return gazetteer_.seat(place) >= 1 || (unit[0] == town[0] && unit.back() == town.back())
               ? gazetteer_.admin2(place)
               : place;
  }

  /// The town that the document names most, other than the name of `but`.
  Id town_around(const PlaceGroup& but) const {
    const PlaceGroup* town = nullptr;
    for (const PlaceGroup& g : groups_) {
      if (g.place == kNone || g.match.first == but.match.first ||
          gazetteer_.feature(g.place) != Feature::kTown)
        continue;
      if (gazetteer_.population(g.place) < 30'000) continue;
      if (!town || g.mentions > town->mentions) town = &g;
    }
    return town ? town->place : kNone;
  }

  /// The smallest unit that a place is or lies in.
  Id unit_around(Id place) const {
    switch (gazetteer_.feature(place)) {
      case Feature::kCountry:
      case Feature::kAdmin1:
      case Feature::kAdmin2:
        return place;
      default:
        break;
    }
    if (gazetteer_.admin2(place) != kNone) return gazetteer_.admin2(place);
    return gazetteer_.admin1(place) != kNone ? gazetteer_.admin1(place) : gazetteer_.country(place);
  }

  /// The place that holds one which the gazetteer lacks: the one named right beside it, the nearest in the
  /// sentence, the one that the document is about.
  Id holder_of(size_t index, const std::vector<Id>& places) const {
    const PlaceName& m = mentions_[index];
    if (m.inside >= 0 && places[static_cast<size_t>(m.inside)] != kNone)
      return places[static_cast<size_t>(m.inside)];
    const Id main = is(m.last, PlaceWords::kTown) ? kNone : main_;
    if (m.part && main != kNone) return main;
    Id best = kNone;
    for (size_t step = 1; step <= 3; ++step) {
      for (const size_t i : {index + step, index - step}) {
        if (i >= places.size() || places[i] == kNone ||
            a_.sentence_of(mentions_[i].first) != a_.sentence_of(m.first))
          continue;
        const Id unit =
            m.part && gazetteer_.feature(places[i]) == Feature::kTown ? places[i] : unit_around(places[i]);
        if (unit == kNone || (best != kNone && gazetteer_.feature(unit) <= gazetteer_.feature(best)))
          continue;
        best = unit;
      }
    }
    if (main != kNone && (best == kNone || gazetteer_.holds(best, main))) return main;
    if (best != kNone && (!m.part || gazetteer_.feature(best) == Feature::kTown)) return best;
    if (m.part) {
      if (const Id town = town_around(PlaceGroup()); town != kNone) return town;
    }
    if (best != kNone) return best;
    const auto [unit, weight] = by_admin1_.greatest(kNone);
    if (weight >= 1) return unit;
    const auto [country, nation] = by_country_.greatest(kNone);
    return nation >= 1 ? country : kNone;
  }

  /// A place inside `holder` whose name is written nearly so.
  Id alike(const PlaceName& m, Id holder) const {
    const Id admin1 = gazetteer_.admin1(holder);
    if (admin1 == kNone || m.part || gazetteer_.feature(holder) == Feature::kTown) return kNone;
    const std::string wanted = skeleton(a_.quote(a_.span(m.first, m.last)));
    if (wanted.size() < 3) return kNone;
    const bool district = is(m.last, PlaceWords::kUnit2);
    const auto [first, last] =
        district ? gazetteer_.districts_in(gazetteer_.country(holder)) : gazetteer_.towns_in(admin1);
    if (last - first > kMostAlike) return kNone;
    Id best = kNone;
    for (Id i = first; i < last; ++i) {
      if (gazetteer_.admin1(i) != admin1 || !may_be(gazetteer_.name(i), wanted) ||
          skeleton(gazetteer_.name(i)) != wanted)
        continue;
      if (!spelt_alike(gazetteer_.name(i), m)) continue;
      if (best == kNone || gazetteer_.population(i) > gazetteer_.population(best)) best = i;
    }
    return best;
  }

  /// Whether two spellings of one skeleton are near enough to be two ways to write one name.
  bool spelt_alike(std::string_view name, const PlaceName& m) const {
    const std::string a = without_article(name), b = without_article(a_.quote(a_.span(m.first, m.last)));
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
      size_t diagonal = row[0];
      row[0] = i;
      for (size_t j = 1; j <= b.size(); ++j) {
        const size_t above = row[j];
        row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
        diagonal = above;
      }
    }
    return 5 * row[b.size()] <= 2 * std::max(a.size(), b.size());
  }

  /// A cheap look at a name before its skeleton is made: whether its length fits.
  static bool may_be(std::string_view name, const std::string& wanted) {
    return name.size() >= wanted.size() && name.size() <= 4 * wanted.size() + 6;
  }

  /// A part of a town that the gazetteer lacks, known by the town only.
  record::Place part_of(Id town, std::string_view name) const {
    record::Place p = as_record(town);
    p.precision = PlacePrecision::kNear;
    p.radius_km += 3;
    ((p.name = name) += ", ") += gazetteer_.name(town);
    return p;
  }

  /// A place that the gazetteer lacks: its name as written, its position that of what holds it.
  PlaceFound unlisted(const PlaceName& m, Id holder) const {
    PlaceFound f = found(m, holder);
    f.feature = "unlisted";
    f.geonameid = 0;
    f.use = m.use;
    if (gazetteer_.feature(holder) == Feature::kTown) {
      f.place.precision = PlacePrecision::kNear;  // known by the town only
      f.place.radius_km += m.part ? 3 : 20;
    }
    f.place.name = a_.quote(a_.span(m.first, m.last));
    if (gazetteer_.feature(holder) == Feature::kTown && (m.part || holder == main_))
      (f.place.name += ", ") += gazetteer_.name(holder);
    return f;
  }

  PlaceFound found(const PlaceName& m, Id place) const {
    PlaceFound f;
    f.first = m.first;
    f.last = m.last;
    f.use = m.use;
    f.feature = pack::name(gazetteer_.feature(place));
    f.geonameid = gazetteer_.geonameid(place);
    f.place = as_record(place);
    // "Suisun City" is as good a name as "Suisun".
    const std::string_view written = a_.quote(a_.span(m.first, m.last));
    if (gazetteer_.feature(place) == Feature::kTown && written.size() > f.place.name.size() + 1 &&
        written.starts_with(f.place.name + " ") && written.find('.') == std::string_view::npos)
      f.place.name = written;
    if (m.group != kUnlisted) {
      f.landmark = place_relative(around_, m.first, m.last, f.place);
      if (const PlaceGroup& g = groups_[m.group]; place == g.place) f.prominence = prominence(g);
    }
    return f;
  }

  record::Place as_record(Id place) const {
    record::Place p;
    p.name = gazetteer_.name(place);
    p.country = gazetteer_.country_code(place);
    if (const Id unit = gazetteer_.admin1(place); unit != kNone) p.admin1 = gazetteer_.name(unit);
    if (const Id unit = gazetteer_.admin2(place); unit != kNone) {
      p.admin2 = gazetteer_.name(unit);
      for (const std::string& seat : gazetteer_.constituencies(unit)) {
        if (!p.constituency.empty()) p.constituency += ';';
        p.constituency += seat;
      }
    }
    if (const std::string_view seat = gazetteer_.constituency(place); !seat.empty()) p.constituency = seat;
    if (const Id unit = gazetteer_.area(gazetteer_.point(place), Feature::kAdmin2);
        unit != kNone && gazetteer_.feature(place) >= Feature::kAdmin3)
      p.admin2 = gazetteer_.name(unit);
    p.point = gazetteer_.point(place);
    p.radius_km = gazetteer_.radius_km(place);
    switch (gazetteer_.feature(place)) {
      case Feature::kTown:
      case Feature::kSection:
        p.precision = PlacePrecision::kExact;
        break;
      case Feature::kAdmin3:
      case Feature::kLand:
        p.precision = PlacePrecision::kNear;
        break;
      case Feature::kAdmin2:
        p.precision = PlacePrecision::kAdmin2;
        break;
      case Feature::kConstituency:
        p.constituency = p.name;
        p.precision = p.admin2.empty() ? PlacePrecision::kAdmin1 : PlacePrecision::kAdmin2;
        break;
      case Feature::kAdmin1:
        p.precision = PlacePrecision::kAdmin1;
        break;
      case Feature::kRegion:
      case Feature::kWater:
        p.precision = p.country.empty()    ? PlacePrecision::kUnknown
                      : p.radius_km <= 200 ? PlacePrecision::kAdmin1
                                           : PlacePrecision::kCountry;
        break;
      case Feature::kCountry:
        p.precision = PlacePrecision::kCountry;
        break;
      case Feature::kContinent:
        break;
    }
    return p;
  }
  const Analysis& a_;
  const PlaceContext* around_title_;
  const Gazetteer& gazetteer_;
  const PlaceContext& around_;
  const std::vector<text::Token>& tokens_;
  PlaceNames names_;
  const Weights& hints_ = names_.hints;
  std::vector<PlaceName>& mentions_ = names_.mentions;
  std::vector<PlaceGroup>& groups_ = names_.groups;
  Weights by_country_, by_admin1_;
  bool main_is_home_ = false;  // not told by a dateline alone, which agencies bear as well
  Id main_ = kNone;            // town that the document is about
};

/// A title without the outlet's name and home that stand at its end: "Man shot in Lea - KXYZ 5 Newton News".
std::string_view without_outlet(std::string_view title) {
  for (std::string_view mark : {" - ", " | ", " :: ", " – ", " — "}) {
    const size_t at = title.rfind(mark);
    if (at != std::string_view::npos &&
        std::count(title.begin(), title.begin() + static_cast<ptrdiff_t>(at), ' ') >= 3)
      title = title.substr(0, at);
  }
  return title;
}

}  // namespace

std::vector<PlaceFound> find_places(const Analysis& a, const record::Document& document,
                                    std::vector<HeadlinePlace>* headline) {
  const PlaceContext around(a);
  PlaceNames names = find_place_names(a, around, document);
  const std::string_view heading = without_outlet(document.title);
  if (headline) add_outlet(a, document, std::string_view(document.title).substr(heading.size()), names);
  Analysis title;
  std::optional<PlaceContext> around_title;
  if (headline && !document.title.empty()) {
    title.text = heading;
    title.pack = a.pack;
    title.lexicon = a.lexicon;
    title.seg = text::segment(title.text);
    if (a.pack->syntax())
      title.words = a.pack->syntax()->tag(title.seg);
    else
      title.words.resize(title.seg.tokens.size());
    around_title.emplace(title);
    find_headline_names(title, *around_title, document, names);
  }
  Resolver resolver(a, around, around_title ? &*around_title : nullptr, std::move(names));
  std::vector<PlaceFound> places = resolver.resolve();
  if (headline) *headline = resolver.headline();
  return places;
}

}  // namespace roznamcha::extract

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "extract/places.h"
#include "geo/point.h"
#include "pack/gazetteer.h"

namespace roznamcha::extract {
namespace {

using pack::Feature;
using pack::PlaceWords;
using record::PlacePrecision;
using Use = PlaceFound::Use;

/// Where the words `anchors` say that something happened.
class Scene {
 public:
  Scene(const Analysis& a, const std::vector<PlaceFound>& places, std::span<const uint32_t> anchors,
        std::span<const HeadlinePlace> headline)
      : a_(a), words_(a.pack->gazetteer().words()), places_(places), anchors_(anchors), headline_(headline) {}

  record::PlaceStatement find() {
    record::PlaceStatement statement;
    if (anchors_.empty()) return statement;
    for (const HeadlinePlace& h : headline_) {
      PlaceFound& p = of_title_.emplace_back();
      p.place = h.place;
      p.use = h.outlet ? Use::kOutlet : h.scene ? Use::kHeadline : Use::kOrigin;
      p.prominence = h.prominence;
    }
    const std::string country = main_country();
    const size_t all = places_.size() + of_title_.size();
    std::vector<double> scores(all, kNever);
    size_t best = all;
    for (size_t i = 0; i < all; ++i) {
      const PlaceFound& p = at(i);
      scores[i] = in_text(i) ? score(p) : score_of_title(p);
      // Filed abroad: "MEXICO CITY" over a story from elsewhere is no scene.
      if (p.use == Use::kDateline && !country.empty() && p.place.country != country) scores[i] = kNever;
      if (p.place.country != country && !(in_text(i) && same_sentence(p))) scores[i] -= 2;
      if (scores[i] > kNever && (best == all || scores[i] > scores[best])) best = i;
    }
    if (best == all) return statement;
    const PlaceFound& told = at(best);
    best = closer(scores, best);
    const PlaceFound& found = at(best);
    statement.place = found.place;
    // The town of who reports or speaks, in the district where it happened: about there.
    if (&found != &told && found.use != Use::kScene && found.place.precision == PlacePrecision::kExact) {
      statement.place.precision = PlacePrecision::kNear;
      statement.place.radius_km = std::max(found.place.radius_km, std::min(told.place.radius_km, kAround));
    }

    if (!in_text(best)) {
      name_constituency(statement.place);
      return statement;
    }
    statement.span = a_.span(found.first, found.last);
    // A country that is named, but not as the scene, tells where in the world the story plays and no more.
    if (statement.place.precision == PlacePrecision::kCountry && !located(found))
      statement.place.name.clear();

    if (too_far(found)) {
      if (record::Place town = town_of_outlet(headline_).place; town.country == found.place.country) {
        statement.place = std::move(town);
        statement.span = {};
        return statement;
      }
      record::Place country_only;
      country_only.country = statement.place.country;
      country_only.precision =
          country_only.country.empty() ? PlacePrecision::kUnknown : PlacePrecision::kCountry;
      statement.place = country_only;
      return statement;
    }
    with_holder(best, statement);
    name_constituency(statement.place);
    return statement;
  }

  bool brought_to(text::Span span) const {
    return std::any_of(places_.begin(), places_.end(), [&](const PlaceFound& p) {
      return a_.span(p.first, p.last) == span && aftermath(p);
    });
  }

 private:
  static constexpr double kNever = -100;
  static constexpr double kAround = 30;  // km
  static constexpr double kBeside = 10;  // km
  static constexpr double kAbout = 1.4;  // prominence from which on the document is about a place

  /// The places of the text, then those of the title.
  const PlaceFound& at(size_t i) const { return in_text(i) ? places_[i] : of_title_[i - places_.size()]; }
  bool in_text(size_t i) const { return i < places_.size(); }
  bool same_sentence(const PlaceFound& p) const {
    return a_.sentence_of(p.first) == a_.sentence_of(anchors_[0]);
  }
  static double score_of_title(const PlaceFound& p) {
    if (!p.place.known() || p.use == Use::kOutlet) return kNever;
    return (p.use == Use::kHeadline ? 5.5 : 2.5) + detail(p) + p.prominence;
  }
  static constexpr int64_t kFarthest = 5;  // sentences

  /// Whether a place is named too far from all words of the incident to be its scene, if the document is not
  /// about it; the country will still be right.
  bool too_far(const PlaceFound& p) const {
    if (p.prominence >= kAbout || only_town(p)) return false;
    const auto sentence = static_cast<int64_t>(a_.sentence_of(p.first));
    return std::none_of(anchors_.begin(), anchors_.end(), [&](uint32_t anchor) {
      return std::abs(static_cast<int64_t>(a_.sentence_of(anchor)) - sentence) <= kFarthest;
    });
  }

  /// Whether a place is a town, said to be where something was or whose police or court it is, and the text
  /// names no other as a scene.
  bool only_town(const PlaceFound& town) const {
    return smallness(town) >= 3 && (located(town) || town.use == Use::kOffice) &&
           std::none_of(places_.begin(), places_.end(), [&](const PlaceFound& p) {
             return smallness(p) >= 3 && p.use == Use::kScene && p.place.point != town.place.point;
           });
  }

  /// The country of most places named.
  std::string main_country() const {
    std::vector<std::pair<std::string_view, int>> counts;
    for (const PlaceFound& p : places_) {
      if (p.use != Use::kScene || p.place.country.empty()) continue;
      const auto seen = std::find_if(counts.begin(), counts.end(),
                                     [&](const auto& c) { return c.first == p.place.country; });
      if (seen == counts.end())
        counts.emplace_back(p.place.country, 1);
      else
        ++seen->second;
    }
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& x, const auto& y) { return x.second < y.second; });
    return most == counts.end() ? std::string() : std::string(most->first);
  }

  bool is(int64_t token, uint32_t kind) const {
    return token >= 0 && token < static_cast<int64_t>(a_.seg.tokens.size()) &&
           words_.kinds(a_.lower(static_cast<uint32_t>(token))) & kind;
  }

  /// "in X", "at the northern town of X", "near X".
  bool located(const PlaceFound& p) const {
    int64_t i = static_cast<int64_t>(p.first) - 1;
    const auto first = static_cast<int64_t>(a_.sentence(a_.sentence_of(p.first)).first);
    const uint32_t passed = PlaceWords::kModifier | PlaceWords::kUnit1 | PlaceWords::kUnit2 |
                            PlaceWords::kUnit3 | PlaceWords::kTown | PlaceWords::kArea;
    while (i >= first &&
           (is(i, passed) || a_.lower(static_cast<uint32_t>(i)) == "the" ||
            a_.lower(static_cast<uint32_t>(i)) == "of" || a_.lower(static_cast<uint32_t>(i)) == "'s")) {
      if (is(i, PlaceWords::kNear)) return true;
      --i;
    }
    return i >= first && is(i, PlaceWords::kIn | PlaceWords::kNear);
  }

  /// By the grammar: how near the name hangs to an anchor, what it stands under in between. 0 if that is not
  /// known.
  double attachment(const PlaceFound& p) const {
    uint32_t token = p.last - 1;
    double score = 3;
    for (int step = 0; step < 10; ++step) {
      if (std::find(anchors_.begin(), anchors_.end(), token) != anchors_.end()) return score;
      const int32_t head = a_.word(token).head;
      if (head < 0) break;
      token = static_cast<uint32_t>(head);
      score -= a_.verbal(token) ? 1 : 0.3;
    }
    return 0;
  }

  /// "was flown to Karachi", "died at a hospital in Multan": where people were brought, not where it
  /// happened.
  bool aftermath(const PlaceFound& p) const {
    const auto first = static_cast<int64_t>(a_.sentence(a_.sentence_of(p.first)).first);
    bool care = is(p.last, PlaceWords::kCare) || is(static_cast<int64_t>(p.last) + 1, PlaceWords::kCare);
    for (int64_t i = static_cast<int64_t>(p.first) - 1; i >= first && i + 16 > p.first; --i) {
      const auto token = static_cast<uint32_t>(i);
      care = care || is(i, PlaceWords::kCare);
      const bool anchor = std::find(anchors_.begin(), anchors_.end(), token) != anchors_.end();
      if (a_.verbal(token)) {
        if (is(i, PlaceWords::kCarried)) return !anchor;
        return care && is(i, PlaceWords::kLay);
      }
      if (anchor && !is(i, PlaceWords::kLay)) return false;
    }
    return care && p.use == Use::kName;
  }

  static double detail(const PlaceFound& p) {
    static constexpr double kBySmallness[] = {-1.5, 0.3, 0.9, 1.2, 1.3};
    return kBySmallness[smallness(p)];
  }

  double score(const PlaceFound& p) const {
    if (!p.place.known()) return kNever;
    const uint32_t sentence = a_.sentence_of(p.first);
    double score = detail(p);
    uint32_t nearest = UINT32_MAX;
    for (uint32_t anchor : anchors_) {
      if (a_.sentence_of(anchor) != sentence) continue;
      nearest = std::min(nearest, anchor > p.first ? anchor - p.first : p.first - anchor);
    }
    const bool here = located(p);
    if (nearest != UINT32_MAX) {
      score += 10 - 0.12 * std::min(nearest, 40u);
      if (a_.parsed[sentence]) score += attachment(p);
      if (here) score += 1.5;
    } else {
      const uint32_t told = a_.sentence_of(anchors_[0]);
      if (sentence < told) {
        score += std::max(1.0, 6.5 - 0.8 * (told - sentence));
      } else {
        score += std::max(0.5, 4.5 - 0.8 * (sentence - told));
      }
      if (here) score += 1;
    }
    if (p.landmark) score -= 2;
    if (aftermath(p)) score -= 9;
    switch (p.use) {
      case Use::kScene:
      case Use::kHeadline:
        break;
      case Use::kDateline:
        score = std::min(score - 4, 5.0);
        break;
      case Use::kOrigin:
        score -= 7;
        break;
      case Use::kSpeaker:
        score -= 5;
        break;
      case Use::kName:
        score -= here ? 1 : 3;
        break;
      case Use::kOffice:
        score -= 2.5;
        break;
      case Use::kOutlet:  // only of a title
        break;
    }
    return score + p.prominence;
  }

  /// How small the place is: 0 a country … 3 a town, 4 a part of one ("Elmwood, Chicago"), whether or not its
  /// position is known as well.
  static int smallness(const PlaceFound& p) {
    if (p.place.name.find(", ") != std::string::npos) return 4;
    if (p.feature == "unlisted") return 3;
    switch (p.place.precision) {
      case PlacePrecision::kExact:
      case PlacePrecision::kNear:
        return 3;
      case PlacePrecision::kAdmin2:
        return 2;
      case PlacePrecision::kAdmin1:
        return 1;
      default:
        return 0;
    }
  }

  /// Whether `outer` is a unit that holds `inner`, by what is known of both, or a landmark near to it.
  static bool holds(const PlaceFound& outer, const PlaceFound& inner) {
    const int size = smallness(outer);
    if (outer.landmark)
      return !inner.landmark && smallness(inner) >= 3 && outer.place.point && inner.place.point &&
             geo::distance_km(*outer.place.point, *inner.place.point) <= outer.place.radius_km + kBeside;
    return !outer.place.country.empty() && outer.place.country == inner.place.country &&
           smallness(inner) > size &&
           (size < 1 || (!outer.place.admin1.empty() && outer.place.admin1 == inner.place.admin1)) &&
           (size < 2 || outer.place.admin2 == inner.place.admin2) &&
           (size < 3 || inner.place.name.ends_with(", " + outer.place.name));
  }

  /// A unit gives way to what lies in it and is told almost as closely: the town to its province, step by
  /// step.
  size_t closer(const std::vector<double>& scores, size_t best) const {
    for (int step = 0; step < 3; ++step) {
      size_t next = best;
      for (size_t i = 0; i < scores.size(); ++i) {
        if (scores[i] <= kNever || !holds(at(best), at(i)) || (in_text(i) && too_far(at(i)))) continue;
        const bool about = at(i).prominence >= kAbout;
        // "QUETTA: a blast in Balochistan" happened anywhere there; a county's town is another matter.
        if (at(i).use == Use::kDateline && !about && at(best).use != Use::kDateline &&
            at(best).place.precision == PlacePrecision::kAdmin1) {
          continue;
        }
        const bool in_district = at(best).place.precision == PlacePrecision::kAdmin2;
        if (!in_district && !about &&
            (at(i).use == Use::kSpeaker || at(i).use == Use::kName || at(i).use == Use::kOrigin))
          continue;
        const bool strong = about || at(i).use == Use::kDateline;
        if (!in_district && scores[i] < scores[best] - (strong ? 13 : 9)) continue;
        if (next == best || scores[i] > scores[next]) next = i;
      }
      if (next == best && at(best).place.precision == PlacePrecision::kAdmin2) next = outlet_in(best);
      if (next == best) return best;
      best = next;
    }
    return best;
  }

  /// The outlet's town if it lies in the unit, else the unit.
  size_t outlet_in(size_t unit) const {
    for (size_t i = places_.size(); i < places_.size() + of_title_.size(); ++i) {
      if (at(i).use == Use::kOutlet && holds(at(unit), at(i))) return i;
    }
    return unit;
  }

  /// Widens the span over a unit that is named right beside the place: "Khar, Bajaur".
  void with_holder(size_t index, record::PlaceStatement& statement) const {
    const PlaceFound& p = places_[index];
    for (const size_t beside : {index + 1, index - 1}) {
      if (beside >= places_.size()) continue;
      const PlaceFound& other = places_[beside];
      const uint32_t gap = other.first >= p.last ? other.first - p.last : p.first - other.last;
      if (gap <= 2 && a_.sentence_of(other.first) == a_.sentence_of(p.first) && holds(other, p)) {
        statement.span = statement.span.joined(a_.span(other.first, other.last));
      }
    }
  }

  /// A constituency that is named close by is the one meant, out of those of the district.
  void name_constituency(record::Place& place) const {
    for (const PlaceFound& p : places_) {
      if (p.feature != pack::name(Feature::kConstituency) || p.place.country != place.country) continue;
      for (uint32_t anchor : anchors_) {
        const uint32_t s = a_.sentence_of(anchor), t = a_.sentence_of(p.first);
        if ((s > t ? s - t : t - s) > 1) continue;
        if (place.admin1.empty() || place.admin1 == p.place.admin1) place.constituency = p.place.constituency;
        return;
      }
    }
  }

  const Analysis& a_;
  const PlaceWords& words_;
  const std::vector<PlaceFound>& places_;
  std::span<const uint32_t> anchors_;
  std::span<const HeadlinePlace> headline_;
  std::vector<PlaceFound> of_title_;
};

}  // namespace

record::PlaceStatement town_of_outlet(std::span<const HeadlinePlace> headline) {
  record::PlaceStatement statement;
  const auto town = std::find_if(headline.begin(), headline.end(), [](const auto& h) { return h.outlet; });
  if (town != headline.end()) statement.place = town->place;
  return statement;
}

record::PlaceStatement place_of(const Analysis& a, const std::vector<PlaceFound>& places,
                                std::span<const uint32_t> anchors, std::span<const HeadlinePlace> headline) {
  return Scene(a, places, anchors, headline).find();
}

bool brought_there(const Analysis& a, const std::vector<PlaceFound>& places, std::span<const uint32_t> anchors,
                   text::Span span) {
  return Scene(a, places, anchors, {}).brought_to(span);
}

}  // namespace roznamcha::extract

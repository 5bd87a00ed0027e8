#include <cstdlib>

#include "extract/numbers.h"
#include "extract/place_names.h"
#include "geo/point.h"

namespace roznamcha::extract {

using pack::PlaceWords;
using record::PlacePrecision;

namespace {
constexpr double kFarthest = 150;  // km from a place named that still say where something is
constexpr int kLongestAside = 6;   // tokens in brackets
constexpr double kSuburbs = 30;    // km from a town to those about it

/// The number in figures or words that ends before a token; negative if none does.
double number_before(const Analysis& a, int64_t token) {
  if (token <= 0) return -1;
  const auto last = static_cast<uint32_t>(token);
  if (a.seg.tokens[last - 1].kind == text::TokenKind::kNumber)
    return std::strtod(a.lower(last - 1).c_str(), nullptr);
  const uint32_t first = a.sentence(a.sentence_of(last)).first;
  for (const NumberMention& n : find_numbers(a.seg, first, last, *a.lexicon)) {
    if (n.last == last) return static_cast<double>(n.range.low);
  }
  return -1;
}

}  // namespace

bool place_relative(const PlaceContext& around, uint32_t first, uint32_t last, record::Place& p) {
  const Analysis& a = around.analysis();
  const auto is = [&](int64_t token, uint32_t kind) { return around.is(token, kind); };
  const auto lower = [&](int64_t token) -> const std::string& { return around.lower(token); };

  if (p.precision != PlacePrecision::kExact && p.precision != PlacePrecision::kNear) return false;
  int64_t i = static_cast<int64_t>(first) - 1;
  while (is(i, PlaceContext::units()) || lower(i) == "the" ||
         (lower(i) == "of" && is(i - 1, PlaceContext::units())))
    --i;
  if (is(i, PlaceWords::kNear)) {
    p.precision = PlacePrecision::kNear;
    p.radius_km += 10;
    return false;
  }
  int64_t after = last;
  while (lower(after) == "'s" || is(after, PlaceWords::kModifier)) ++after;
  if (is(i, PlaceWords::kSuburb) || (lower(i) == "of" && is(i - 1, PlaceWords::kSuburb)) ||
      is(after, PlaceWords::kSuburb)) {
    p.precision = PlacePrecision::kNear;
    p.radius_km += kSuburbs;
    return true;
  }
  if (lower(i) != "of" && lower(i) != "from") return false;
  --i;
  double bearing = -1;
  if (is(i, PlaceWords::kDirection)) {
    bearing = a.pack->gazetteer().words().value(lower(i));
    --i;
    while (lower(i) == "the" || lower(i) == "to") --i;
  } else if (lower(i) == "away") {
    --i;
  }
  if (lower(i) == ")") {  // "25 miles (40 km) west of Quetta"
    for (int step = 0; step < kLongestAside && lower(i) != "("; ++step) --i;
    --i;
  }
  const double number = is(i, PlaceWords::kDistance) ? number_before(a, i) : -1;
  if (number < 0) {
    if (bearing >= 0 && !is(i, PlaceWords::kIn)) {  // "just west of Quetta", not "in the west of Quetta"
      p.precision = PlacePrecision::kNear;
      p.radius_km += 20;
    }
    return false;
  }
  const double km = number * a.pack->gazetteer().words().value(lower(i));
  if (!(km <= kFarthest)) return false;
  p.precision = PlacePrecision::kNear;
  if (bearing >= 0) {
    p.point = geo::moved(*p.point, km, bearing);
    p.radius_km += 3 + 0.3 * km;
  } else {
    p.radius_km += km;
  }
  return true;
}

bool begins_stretch(const PlaceContext& around, uint32_t first) {
  int64_t i = static_cast<int64_t>(first) - 1;
  while (around.lower(i) == "the" || around.is(i, PlaceContext::units())) --i;
  if (!around.is(i, PlaceWords::kEnds)) return false;
  --i;
  while (around.lower(i) == "that" || around.lower(i) == "which") --i;
  // Blows are also traded between towns: only a way or a stretch of land lies there.
  return around.is(i, PlaceWords::kArea | PlaceWords::kStreet);
}

void place_between(const PlaceContext& around, PlaceFound& from, PlaceFound& to) {
  const auto near = [](const record::Place& p) {
    return p.point && (p.precision == PlacePrecision::kExact || p.precision == PlacePrecision::kNear);
  };
  const std::string& joint = around.lower(from.last);
  if (!near(from.place) || !near(to.place) || from.last + 1 != to.first ||
      (joint != "and" && joint != "to" && joint != "with") || !begins_stretch(around, from.first))
    return;
  const double apart = geo::distance_km(*from.place.point, *to.place.point);
  for (PlaceFound* end : {&from, &to}) {
    record::Place& p = end->place;
    const record::Place& other = end == &from ? to.place : from.place;
    if (p.admin2 != other.admin2) {
      p.admin2.clear();
      p.constituency.clear();
    }
    if (p.admin1 != other.admin1) p.admin1.clear();
    p.radius_km = apart / 2 + 5;
    p.precision = p.radius_km <= kFarthest ? PlacePrecision::kNear
                  : p.admin1.empty()       ? PlacePrecision::kCountry
                                           : PlacePrecision::kAdmin1;
  }
  const geo::Point middle{(from.place.point->latitude + to.place.point->latitude) / 2,
                          (from.place.point->longitude + to.place.point->longitude) / 2};
  from.place.point = to.place.point = middle;
}

}  // namespace roznamcha::extract

// Where something happened, as exactly as it is known and no more.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "geo/point.h"

namespace roznamcha::record {

/// How much of the place is known: the point itself, "near" it, or only the unit that holds it.
enum class PlacePrecision { kExact, kNear, kAdmin2, kAdmin1, kCountry, kUnknown };
std::string_view name(PlacePrecision precision);
std::optional<PlacePrecision> place_precision(std::string_view name);

struct Place {
  std::string name;          // as the gazetteer writes it
  std::string admin2;        // district, county …
  std::string admin1;        // province, state, department …
  std::string country;       // ISO 3166-1 alpha-2
  std::string constituency;  // "NA-8"; several with ';'; "" if unknown or none
  std::optional<geo::Point> point;
  double radius_km = 0;      // the true place lies within this distance of the point
  PlacePrecision precision = PlacePrecision::kUnknown;

  bool known() const { return precision != PlacePrecision::kUnknown; }
  friend bool operator==(const Place&, const Place&) = default;
};

}  // namespace roznamcha::record

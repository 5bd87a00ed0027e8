// Places of the user's own, beside those of the gazetteer: districts, polling stations, villages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "geo/outline.h"
#include "geo/point.h"

namespace roznamcha::pack {

enum class Feature : uint8_t;

/// One place of a layer, as its file gives it; "" and 0 for what the file does not say.
struct LayerPlace {
  std::string name;
  std::vector<std::string> other_names;
  Feature feature{};
  geo::Point point;
  double radius_km = 0;
  uint32_t population = 0;
  uint32_t geonameid = 0;
  std::string country;  // ISO 3166-1 alpha-2
  std::string admin1, admin2, constituency;
  geo::Outline outline;  // empty of what is a point
};

/// Reads one layer, by what its bytes look like:
/// - GeoJSON (RFC 7946): a Feature or FeatureCollection of points, polygons and multipolygons, with the
///   properties `name` (else `shapeName`, `ADM3_EN`, `ADM2_EN`, `ADM1_EN`), `level` (a Feature by its name;
///   else by the name's key, else admin2 of areas and town of points), `names`, `country`, `admin1`, `admin2`
///   (or `district`), `constituency`, `population`;
/// - a list of places, as CSV or TSV with a header: `name` (or `station`), `latitude`, `longitude` (`lat`,
///   `lon`), and if it has them `district` (`admin2`), `province` (`admin1`), `constituency`, `country`,
///   `radius_km`;
/// - a dump of GeoNames: 19 columns apart by tabs, no header.
/// At most 64 MiB, 1,000,000 places and 10,000,000 points. Error: kBadPack with the place in the file.
base::Result<std::vector<LayerPlace>> read_layer(std::string_view bytes, const std::string& file);

}  // namespace roznamcha::pack

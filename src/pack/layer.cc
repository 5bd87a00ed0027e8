#include "pack/layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "pack/gazetteer.h"
#include "pack/table.h"
#include "text/utf8.h"

namespace roznamcha::pack {
namespace {

using base::Error;
using base::Result;
using Json = nlohmann::json;
using Places = std::vector<LayerPlace>;

constexpr size_t kMostBytes = size_t{64} << 20, kMostPlaces = 1'000'000, kMostPoints = 10'000'000;
constexpr size_t kLongestName = 200;    // bytes
constexpr int kDeepest = 64;            // of JSON
constexpr double kStationRadius = 0.5;  // km
constexpr size_t kGeoNamesColumns = 19, kMostOtherNames = 20;

Error bad(const std::string& file, std::string place, std::string what, std::string advice = "") {
  return {base::ErrorId::kBadPack, std::move(what), fmt::format("{}:{}", file, place), std::move(advice)};
}

std::optional<Feature> feature(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(Feature::kLand); ++i) {
    const auto one = static_cast<Feature>(i);
    if (name(one) == text) return one;
  }
  return {};
}

/// The text of what may be a name, without blanks around; "" if it is too long to be one.
std::string trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text.size() <= kLongestName ? std::string(text) : std::string();
}

// ---- GeoJSON

class GeoJson {
 public:
  explicit GeoJson(const std::string& file) : file_(file) {}

  Result<Places> read(std::string_view bytes) {
    Json json;
    try {
      json = Json::parse(bytes, [](int depth, Json::parse_event_t, Json&) {
        if (depth > kDeepest) throw std::length_error("is nested too deeply");
        return true;
      });
    } catch (const Json::parse_error& e) {
      return bad(file_, fmt::format("byte {}", e.byte), "is no JSON");
    } catch (const std::exception& e) {
      return bad(file_, "1", e.what());
    }
    if (!json.is_object()) return bad(file_, "1", "is no GeoJSON object");
    const std::string type = text_at(json, "type");
    if (type == "Feature") {
      if (auto failed = add(json)) return *failed;
      return std::move(places_);
    }
    const auto features = json.find("features");
    if (type != "FeatureCollection" || features == json.end() || !features->is_array())
      return bad(file_, "1", "is no GeoJSON Feature or FeatureCollection");
    if (features->size() > kMostPlaces) return bad(file_, "1", "holds more than 1,000,000 places");
    for (const Json& one : *features) {
      if (auto failed = add(one)) return *failed;
    }
    return std::move(places_);
  }

 private:
  static std::string text_at(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? trimmed(found->get_ref<const std::string&>()) : "";
  }

  Error wrong(std::string what, std::string advice = "") const {
    return bad(file_, fmt::format("feature {}", places_.size() + 1), std::move(what), std::move(advice));
  }

  std::optional<Error> add(const Json& one) {
    if (!one.is_object() || text_at(one, "type") != "Feature") return wrong("is no Feature");
    const Json none = Json::object();
    const auto given = one.find("properties");
    const Json& properties = given != one.end() && given->is_object() ? *given : none;
    LayerPlace place;
    std::optional<Feature> by_key;
    static constexpr std::pair<const char*, std::optional<Feature>> kNames[] = {
        {"name", {}},
        {"shapeName", {}},
        {"ADM3_EN", Feature::kAdmin3},
        {"ADM2_EN", Feature::kAdmin2},
        {"ADM1_EN", Feature::kAdmin1}};
    for (const auto& [key, level] : kNames) {
      place.name = text_at(properties, key);
      by_key = level;
      if (!place.name.empty()) break;
    }
    if (place.name.empty()) return wrong("has no name", "in the property \"name\", of at most 200 bytes");
    if (const auto names = properties.find("names"); names != properties.end() && names->is_array()) {
      for (const Json& other : *names) {
        if (other.is_string() && place.other_names.size() < kMostOtherNames)
          place.other_names.push_back(trimmed(other.get_ref<const std::string&>()));
      }
    }
    place.country = text_at(properties, "country");
    place.admin1 = text_at(properties, "admin1");
    place.admin2 = text_at(properties, "admin2");
    if (place.admin2.empty()) place.admin2 = text_at(properties, "district");
    place.constituency = text_at(properties, "constituency");
    if (const auto people = properties.find("population"); people != properties.end() && people->is_number())
      place.population = static_cast<uint32_t>(std::clamp(people->get<double>(), 0.0, 4e9));

    const auto geometry = one.find("geometry");
    if (geometry == one.end() || !geometry->is_object()) return wrong("has no geometry");
    const std::string type = text_at(*geometry, "type");
    const auto coordinates = geometry->find("coordinates");
    if (coordinates == geometry->end()) return wrong("has no coordinates");
    std::vector<std::vector<geo::Point>> rings;
    bool sound = true;
    if (type == "Point") {
      const auto point = point_of(*coordinates);
      sound = point.has_value();
      if (sound) place.point = *point;
    } else if (type == "Polygon") {
      sound = add_rings(*coordinates, rings);
    } else if (type == "MultiPolygon") {
      sound = coordinates->is_array();
      for (const Json& polygon : sound ? *coordinates : none) sound = sound && add_rings(polygon, rings);
    } else {
      return wrong(fmt::format("is a '{}'", type), "points, polygons and multipolygons are read");
    }
    if (points_ > kMostPoints) return wrong("is beyond 10,000,000 points in all");
    if (!sound) return wrong("has coordinates that are none", "[longitude, latitude] in degrees");
    const bool area = type != "Point";
    if (area) {
      place.outline = geo::Outline(std::move(rings));
      if (place.outline.empty()) return wrong("has an outline of fewer than three points");
      place.point = place.outline.centre();
      place.radius_km = place.outline.radius_km();
    }
    const std::string level = text_at(properties, "level");
    const auto said = level.empty() ? by_key : feature(level);
    if (!level.empty() && !said)
      return wrong(fmt::format("has the level '{}'", level), "admin1, admin2, admin3, constituency, town …");
    place.feature = said.value_or(area ? Feature::kAdmin2 : Feature::kTown);
    places_.push_back(std::move(place));
    return {};
  }

  std::optional<geo::Point> point_of(const Json& pair) {
    ++points_;
    if (!pair.is_array() || pair.size() < 2 || !pair[0].is_number() || !pair[1].is_number()) return {};
    const geo::Point point{pair[1].get<double>(), pair[0].get<double>()};
    return geo::on_globe(point) ? std::optional(point) : std::nullopt;
  }

  bool add_rings(const Json& polygon, std::vector<std::vector<geo::Point>>& rings) {
    if (!polygon.is_array()) return false;
    for (const Json& ring : polygon) {
      if (!ring.is_array() || points_ + ring.size() > kMostPoints + 1) return false;
      auto& out = rings.emplace_back();
      for (const Json& pair : ring) {
        const auto point = point_of(pair);
        if (!point) return false;
        out.push_back(*point);
      }
    }
    return true;
  }

  const std::string& file_;
  Places places_;
  size_t points_ = 0;
};

// ---- lists

/// The rows of a list, quoted as RFC 4180 has it, each with the line on which it begins.
class Rows {
 public:
  Rows(std::string_view bytes, char mark) : rest_(bytes), mark_(mark) {}

  /// False at the end.
  bool next(std::vector<std::string>& cells) {
    cells.clear();
    while (!rest_.empty() && (rest_[0] == '\n' || rest_[0] == '\r')) take();
    if (rest_.empty()) return false;
    line_ = lines_;
    bool quoted = false;
    cells.emplace_back();
    while (!rest_.empty()) {
      const char c = take();
      if (quoted && c == '"' && !rest_.empty() && rest_[0] == '"') {
        cells.back() += take();
      } else if (c == '"' && (quoted || cells.back().empty())) {
        quoted = !quoted;
      } else if (!quoted && c == mark_) {
        cells.emplace_back();
      } else if (!quoted && c == '\n') {
        break;
      } else if (quoted || c != '\r') {
        cells.back() += c;
      }
    }
    for (std::string& cell : cells) cell = trimmed(cell);
    return true;
  }
  size_t line() const { return line_; }

 private:
  char take() {
    const char c = rest_[0];
    rest_.remove_prefix(1);
    if (c == '\n') ++lines_;
    return c;
  }

  std::string_view rest_;
  const char mark_;
  size_t lines_ = 1, line_ = 1;
};

constexpr size_t kNoColumn = SIZE_MAX;

Result<Places> read_list(std::string_view bytes, const std::string& file) {
  const std::string_view head = bytes.substr(0, bytes.find('\n'));
  const auto marks = [&](char mark) { return std::count(head.begin(), head.end(), mark); };
  const char mark = marks('\t') > 0 ? '\t' : marks(';') > marks(',') ? ';' : ',';
  Rows rows(bytes, mark);
  std::vector<std::string> header, cells;
  if (!rows.next(header)) return bad(file, "1", "is empty");
  for (std::string& cell : header)
    std::transform(cell.begin(), cell.end(), cell.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  const auto column = [&](std::initializer_list<std::string_view> names) {
    for (std::string_view name : names) {
      const auto found = std::find(header.begin(), header.end(), name);
      if (found != header.end()) return static_cast<size_t>(found - header.begin());
    }
    return kNoColumn;
  };
  const size_t name = column({"name", "station", "polling_station", "place"}),
               latitude = column({"latitude", "lat", "y"}),
               longitude = column({"longitude", "lon", "lng", "x"}), admin2 = column({"district", "admin2"}),
               admin1 = column({"province", "admin1"}), seat = column({"constituency"}),
               country = column({"country"}), radius = column({"radius_km"});
  if (name == kNoColumn || latitude == kNoColumn || longitude == kNoColumn)
    return bad(file, "1", "has no columns 'name', 'latitude' and 'longitude'",
               "a list begins with the names of its columns");
  Places places;
  while (rows.next(cells)) {
    const auto wrong = [&](std::string_view what, size_t which) {
      return bad(file, fmt::format("{}", rows.line()),
                 fmt::format("{} in the column '{}'", what, header[which]));
    };
    const auto cell = [&](size_t which) { return which < cells.size() ? cells[which] : std::string(); };
    LayerPlace place;
    place.name = cell(name);
    if (place.name.empty()) return wrong("nothing", name);
    const auto north = number(cell(latitude)), east = number(cell(longitude));
    if (!north) return wrong("no number", latitude);
    if (!east) return wrong("no number", longitude);
    place.point = {*north, *east};
    if (!geo::on_globe(place.point))
      return wrong("degrees out of range", std::abs(*north) > 90 ? latitude : longitude);
    place.radius_km = kStationRadius;
    if (const std::string given = cell(radius); !given.empty()) {
      const auto km = number(given);
      if (!km || !(*km >= 0 && *km <= 20'000)) return wrong("no distance", radius);
      place.radius_km = *km;
    }
    place.feature = Feature::kTown;
    place.country = cell(country);
    place.admin1 = cell(admin1);
    place.admin2 = cell(admin2);
    place.constituency = cell(seat);
    if (places.size() == kMostPlaces) return bad(file, "1", "holds more than 1,000,000 places");
    places.push_back(std::move(place));
  }
  return places;
}

// ---- GeoNames

std::vector<std::string_view> split(std::string_view line, char mark) {
  std::vector<std::string_view> out;
  for (size_t at = 0; at <= line.size();) {
    const size_t end = std::min(line.find(mark, at), line.size());
    out.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

bool is_geonames(std::string_view bytes) {
  const auto cells = split(bytes.substr(0, bytes.find('\n')), '\t');
  return cells.size() == kGeoNamesColumns && number(cells[0]) && number(cells[4]) && number(cells[5]);
}

Feature feature_of(std::string_view of_class, std::string_view code) {
  if (of_class == "P") return code == "PPLX" ? Feature::kSection : Feature::kTown;
  if (of_class == "H") return Feature::kWater;
  if (of_class == "A" && code.starts_with("ADM1")) return Feature::kAdmin1;
  if (of_class == "A" && code.starts_with("ADM2")) return Feature::kAdmin2;
  if (of_class == "A" && code.starts_with("ADM3")) return Feature::kAdmin3;
  if (of_class == "S") return Feature::kTown;  // a building stands where it stands
  return Feature::kLand;
}

Result<Places> read_geonames(std::string_view bytes, const std::string& file) {
  Places places;
  size_t line = 0;
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view row = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    ++line;
    if (row.empty()) continue;
    const auto wrong = [&](std::string what) { return bad(file, fmt::format("{}", line), std::move(what)); };
    const auto cells = split(row, '\t');
    if (cells.size() != kGeoNamesColumns)
      return wrong(fmt::format("{} columns where a dump of GeoNames has 19", cells.size()));
    const auto id = number(cells[0]), north = number(cells[4]), east = number(cells[5]);
    if (!id || !(*id >= 0 && *id < 4e9)) return wrong("no number in the column 'geonameid'");
    if (!north || !east || !geo::on_globe({*north, *east}))
      return wrong("no degrees in 'latitude' and 'longitude'");
    LayerPlace place;
    place.name = trimmed(cells[1]);
    if (place.name.empty()) return wrong("nothing in the column 'name'");
    place.other_names.push_back(trimmed(cells[2]));
    for (std::string_view other : split(cells[3], ',')) {
      if (place.other_names.size() < kMostOtherNames) place.other_names.push_back(trimmed(other));
    }
    place.geonameid = static_cast<uint32_t>(*id);
    place.point = {*north, *east};
    place.feature = feature_of(cells[6], cells[7]);
    place.country = trimmed(cells[8]);
    if (const auto people = number(cells[14]))
      place.population = static_cast<uint32_t>(std::clamp(*people, 0.0, 4e9));
    place.radius_km = place.feature == Feature::kTown      ? 2
                      : place.feature == Feature::kSection ? 1
                      : place.feature == Feature::kAdmin1  ? 150
                      : place.feature == Feature::kAdmin2  ? 40
                                                           : 15;
    if (places.size() == kMostPlaces) return wrong("more than 1,000,000 places");
    places.push_back(std::move(place));
  }
  return places;
}

}  // namespace

base::Result<std::vector<LayerPlace>> read_layer(std::string_view bytes, const std::string& file) {
  if (bytes.size() > kMostBytes) return bad(file, "1", "is larger than 64 MiB");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (const auto at = text::first_invalid_utf8(bytes))
    return bad(file, fmt::format("byte {}", *at), "is no UTF-8");
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return bad(file, "1", "is empty");
  auto places = bytes[first] == '{' || bytes[first] == '[' ? GeoJson(file).read(bytes)
                : is_geonames(bytes)                       ? read_geonames(bytes, file)
                                                           : read_list(bytes, file);
  if (!places) return places;
  for (LayerPlace& place : *places)
    std::erase_if(place.other_names,
                  [&](const std::string& other) { return other.empty() || other == place.name; });
  return places;
}

}  // namespace roznamcha::pack

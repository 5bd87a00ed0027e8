#include "pack/gazetteer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iterator>

#include "base/compress.h"
#include "text/fold.h"

namespace roznamcha::pack {
namespace {

constexpr uint64_t kMostBytes = uint64_t{256} << 20;
constexpr std::string_view kMagic("RZGEO\0\0\1", 8);
constexpr uint32_t kBucketBits = 18;
constexpr uint32_t kLongestBits = 16;
constexpr uint32_t kLongestName = 8;  // words

// The sections of the file, in its order; tools/places/build.py writes them.
enum Section {
  kOrigin,
  kCodes,
  kCountryIds,
  kFeatures,
  kLatitudes,
  kLongitudes,
  kRadii,
  kCountries,
  kPopulations,
  kGeonameIds,
  kAdmin1s,
  kAdmin2s,
  kNameSizes,
  kNames,
  kBucketSizes,
  kChecks,
  kListSizes,
  kCandidates,
  kLongest,
  kSeats,
  kSections,
};

base::Error bad(std::string what) {
  return {base::ErrorId::kBadPack, std::move(what), Gazetteer::kFile, ""};
}

uint64_t hash_byte(uint64_t state, char c) {
  return (state ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
}
constexpr uint64_t kHashStart = 0xCBF29CE484222325u;
/// Spreads the state of FNV-1a over all bits.
uint64_t mixed(uint64_t h) {
  h ^= h >> 32;
  h *= 0xD6E8FEB86659FD93u;
  return h ^ (h >> 32);
}

/// The numbers of a section that lies in planes: all lowest bytes, then all second bytes …
template <typename T>
std::vector<T> from_planes(std::string_view bytes) {
  const size_t n = bytes.size() / sizeof(T);
  std::vector<T> out(n);
  for (size_t plane = 0; plane < sizeof(T); ++plane) {
    const auto* from = reinterpret_cast<const unsigned char*>(bytes.data()) + plane * n;
    for (size_t i = 0; i < n; ++i)
      out[i] = static_cast<T>(out[i] | static_cast<T>(T{from[i]} << (8 * plane)));
  }
  return out;
}

/// Undoes differences to the number before, with the sign in the lowest bit.
std::vector<uint32_t> from_differences(std::vector<uint32_t> values) {
  uint32_t last = 0;
  for (uint32_t& v : values) {
    last += (v >> 1) ^ (0u - (v & 1));
    v = last;
  }
  return values;
}

/// Begins of stretches of these sizes; one more at the end, which is no size that fits if they are too large
/// in all.
template <typename Sizes>
std::vector<uint32_t> begins(const Sizes& sizes, uint32_t shift = 0) {
  using Size = std::make_unsigned_t<typename Sizes::value_type>;
  std::vector<uint32_t> out(sizes.size() + 1);
  uint64_t at = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    out[i] = static_cast<uint32_t>(at);
    at += static_cast<Size>(sizes[i]) >> shift;
  }
  out.back() = static_cast<uint32_t>(std::min<uint64_t>(at, UINT32_MAX));
  return out;
}

/// Brings the words of a name one after the other into the form of the look-up and hashes them.
class Spelling {
 public:
  /// Adds one token. False if no name goes on over it.
  bool add(const text::Token& token, bool first) {
    const std::string& lower = token.lower;
    if (token.kind == text::TokenKind::kPunctuation || token.kind == text::TokenKind::kSymbol) {
      if (first) return false;
      if (lower == "." || lower == "'" || lower == "-") {
        glue_ = lower != "-";
        return true;
      }
      if (lower != "&") return false;
    }
    if (!first && !((glue_ || lower[0] == '\'') && !token.space_before)) space();
    glue_ = false;
    bool plain = true;
    for (char c : lower) plain = plain && static_cast<unsigned char>(c) < 0x80;
    if (plain) {
      add(lower);
    } else {
      add(text::fold(lower));
    }
    return true;
  }
  void add(std::string_view folded) {
    for (size_t i = 0; i < folded.size(); ++i) {
      const char c = folded[i];
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '&') {
        letter(c);
      } else if (c == '-' || c == '/' || c == '_' || c == ' ') {
        space();
      } else if (static_cast<unsigned char>(c) >= 0x80) {
        const auto lead = static_cast<unsigned char>(c);
        const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        const std::string_view point = folded.substr(i, size);
        i += size - 1;
        if (point == "\u2013" || point == "\u2014") {
          space();
          continue;
        }
        // Latin-1 signs and general punctuation count for nothing.
        if (point[0] == '\xC2' ||
            (point[0] == '\xE2' && point.size() > 1 && (point[1] == '\x80' || point[1] == '\x81')))
          continue;
        for (char b : point) letter(b);
      }
    }
  }
  uint64_t hash() const { return mixed(state_); }
  uint64_t first_word() const { return mixed(words_ > 1 ? first_ : state_); }
  uint32_t words() const { return words_; }

 private:
  void space() { pending_ = words_ > 0; }
  void letter(char c) {
    if (words_ == 0) words_ = 1;
    if (pending_) {
      pending_ = false;
      if (++words_ == 2) first_ = state_;
      state_ = hash_byte(state_, ' ');
    }
    state_ = hash_byte(state_, c);
  }

  uint64_t state_ = kHashStart, first_ = 0;
  uint32_t words_ = 0;
  bool pending_ = false, glue_ = false;
};

}  // namespace

std::string_view name(Feature feature) {
  static constexpr std::string_view kNamesOf[] = {"continent", "region", "country",      "admin1",
                                                  "admin2",    "admin3", "constituency", "town",
                                                  "section",   "water",  "land"};
  return kNamesOf[static_cast<size_t>(feature)];
}

base::Result<PlaceWords> PlaceWords::from_table(const Table& table) {
  static constexpr std::string_view kKinds[] = {
      "unit1",  "unit2",     "unit3",    "town",     "area",   "in",     "near",  "from", "joint",
      "tail",   "direction", "modifier", "distance", "speech", "people", "title", "part", "office",
      "street", "force",     "care",     "carried",  "lay",    "suburb", "ends"};
  PlaceWords words;
  for (size_t row = 0; row < table.size(); ++row) {
    const auto wrong = [&](std::string what) {
      return base::Error{base::ErrorId::kBadPack, std::move(what),
                         fmt::format("{}:{}", table.file(), table.line(row)), ""};
    };
    const std::string word(table.cell(row, "word"));
    const std::string_view kind = table.cell(row, "kind");
    if (kind == "speaks") {
      words.speaks_.insert(word);
      continue;
    }
    const auto* found = std::find(std::begin(kKinds), std::end(kKinds), kind);
    if (found == std::end(kKinds)) return wrong(fmt::format("'{}' is no kind of word around places", kind));
    const auto bit = static_cast<uint32_t>(1u << (found - std::begin(kKinds)));
    Word& entry = words.words_[word];
    entry.kinds |= bit;
    if (bit == kDirection || bit == kDistance) {
      const auto value = number(table.cell(row, "value"));
      if (!value) return wrong("the value is no number");
      entry.value = *value;
    }
  }
  return words;
}

base::Result<Gazetteer> Gazetteer::load(std::string_view bytes) {
  std::string plain;
  if (base::is_zstd(bytes)) {
    auto unpacked = base::decompress_zstd(bytes, kMostBytes);
    if (!unpacked) return bad(unpacked.error().what);
    plain = std::move(*unpacked);
    bytes = plain;
  }
  const std::string_view body = bytes;
  uint32_t head[2] = {};
  constexpr size_t kHead = kMagic.size() + sizeof head + kSections * sizeof(uint32_t);
  if (body.size() < kHead || body.compare(0, kMagic.size(), kMagic) != 0)
    return bad("is no gazetteer of this version");
  std::memcpy(head, body.data() + kMagic.size(), sizeof head);
  uint32_t sizes[kSections];
  std::memcpy(sizes, body.data() + kMagic.size() + sizeof head, sizeof sizes);
  std::string_view sections[kSections];
  size_t at = kHead;
  if (head[1] != kSections) return bad("is no gazetteer of this version");
  for (int i = 0; i < kSections; ++i) {
    if (sizes[i] > body.size() - at) return bad("is cut off");
    sections[i] = body.substr(at, sizes[i]);
    at += sizes[i];
  }

  Gazetteer g;
  g.count_ = g.loaded_ = head[0];
  const size_t n = g.count_;
  const auto wide = [&](int section) { return sections[section].size() == 4 * n; };
  if (at != body.size() || n >= (uint32_t{1} << 30) || sections[kFeatures].size() != n ||
      sections[kNameSizes].size() != n || sections[kRadii].size() != 2 * n ||
      sections[kCountries].size() != 2 * n || !wide(kLatitudes) || !wide(kLongitudes) ||
      !wide(kPopulations) || !wide(kGeonameIds) || !wide(kAdmin1s) || !wide(kAdmin2s) ||
      sections[kCountryIds].size() != 2 * sections[kCodes].size() || sections[kCodes].size() % 2 != 0 ||
      sections[kBucketSizes].size() != size_t{1} << kBucketBits ||
      sections[kLongest].size() != size_t{1} << kLongestBits || sections[kChecks].size() % 4 != 0 ||
      sections[kListSizes].size() * 2 != sections[kChecks].size() || sections[kCandidates].size() % 4 != 0 ||
      sections[kSeats].size() % 8 != 0) {
    return bad("has parts of sizes that do not fit together");
  }
  g.origin_ = sections[kOrigin];
  g.codes_ = sections[kCodes];
  g.country_ids_ = from_planes<uint32_t>(sections[kCountryIds]);
  g.features_.assign(sections[kFeatures].begin(), sections[kFeatures].end());
  const auto degrees = [](std::string_view section) {
    const auto values = from_differences(from_planes<uint32_t>(section));
    return std::vector<int32_t>(values.begin(), values.end());
  };
  g.latitudes_ = degrees(sections[kLatitudes]);
  g.longitudes_ = degrees(sections[kLongitudes]);
  g.radii_ = from_planes<uint16_t>(sections[kRadii]);
  g.countries_ = from_planes<uint16_t>(sections[kCountries]);
  g.populations_ = from_planes<uint32_t>(sections[kPopulations]);
  g.geonameids_ = from_differences(from_planes<uint32_t>(sections[kGeonameIds]));
  g.admin1_ = from_differences(from_planes<uint32_t>(sections[kAdmin1s]));
  g.admin2_ = from_differences(from_planes<uint32_t>(sections[kAdmin2s]));
  g.name_begin_ = begins(sections[kNameSizes]);
  g.names_ = sections[kNames];
  g.buckets_ = begins(sections[kBucketSizes]);
  g.checks_ = from_planes<uint32_t>(sections[kChecks]);
  const auto lists = from_planes<uint16_t>(sections[kListSizes]);
  g.lists_ = begins(lists, 1);
  g.is_word_.resize(lists.size());
  for (size_t i = 0; i < lists.size(); ++i) g.is_word_[i] = lists[i] & 1;
  g.candidates_ = from_planes<uint32_t>(sections[kCandidates]);
  g.longest_.assign(sections[kLongest].begin(), sections[kLongest].end());
  const auto seats = from_planes<uint32_t>(sections[kSeats]);
  for (size_t i = 0; i < seats.size(); i += 2) g.seats_.emplace_back(seats[i], seats[i + 1]);

  const size_t countries = g.country_ids_.size();
  bool sound = g.name_begin_.back() == g.names_.size() && g.buckets_.back() == g.checks_.size() &&
               g.lists_.back() == g.candidates_.size() && std::is_sorted(g.seats_.begin(), g.seats_.end());
  for (size_t i = 0; i < n && sound; ++i) {
    sound = (g.features_[i] & 0x0f) <= static_cast<int>(Feature::kLand) &&
            std::abs(g.latitudes_[i]) <= 90'000 && std::abs(g.longitudes_[i]) <= 180'000 &&
            g.countries_[i] <= countries && g.admin1_[i] <= n && g.admin2_[i] <= n;
  }
  for (uint32_t candidate : g.candidates_) sound = sound && (candidate >> 2) < n;
  for (uint32_t id : g.country_ids_) sound = sound && id < n;
  for (const auto& [unit, seat] : g.seats_) sound = sound && unit < n && seat < n;
  for (size_t i = 2; i < g.codes_.size(); i += 2)
    sound = sound && g.codes_.compare(i - 2, 2, g.codes_, i, 2) < 0;
  if (!sound) return bad("holds numbers that are out of range");
  const auto is_unit = [&](Id i) {
    const Feature f = g.feature(i);
    return f == Feature::kCountry || f == Feature::kAdmin1 || f == Feature::kAdmin2;
  };
  while (g.units_begin_ < n && !is_unit(g.units_begin_)) ++g.units_begin_;
  g.towns_begin_ = g.units_begin_;
  while (g.towns_begin_ < n && is_unit(g.towns_begin_)) ++g.towns_begin_;
  return g;
}

Gazetteer::Match Gazetteer::find_hash(uint64_t hash) const {
  Match match;
  if (const auto found = added_names_.find(hash); found != added_names_.end()) return found->second;
  if (buckets_.empty()) return match;
  const auto bucket = static_cast<size_t>(hash >> (64 - kBucketBits));
  const auto check = static_cast<uint32_t>(hash);
  for (uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i) {
    if (checks_[i] != check) continue;
    match.first = lists_[i];
    match.count = lists_[i + 1] - lists_[i];
    match.word = is_word_[i];
    break;
  }
  return match;
}

void Gazetteer::match(const std::vector<text::Token>& tokens, uint32_t at, uint32_t limit,
                      std::vector<Match>& out) const {
  if (count_ == 0) return;
  const size_t before = out.size();
  Spelling spelling;
  uint32_t longest = kLongestName;
  for (uint32_t i = at; i < limit; ++i) {
    if (!spelling.add(tokens[i], i == at)) break;
    if (spelling.words() == 0) continue;
    if (spelling.words() == 1) {  // it may go on over an apostrophe
      const uint32_t from_here = longest_[spelling.first_word() >> (64 - kLongestBits)];
      longest = i == at ? from_here : std::max(longest, from_here);
    }
    if (spelling.words() > longest) break;
    Match match = find_hash(spelling.hash());
    if (match.count == 0) continue;
    match.length = i + 1 - at;
    out.push_back(match);
  }
  // A full stop that belongs to no abbreviation changes nothing: the shorter match with the same places
  // stays.
  std::reverse(out.begin() + static_cast<ptrdiff_t>(before), out.end());
  for (size_t i = before; i + 1 < out.size();) {
    if (out[i].first == out[i + 1].first) {
      out.erase(out.begin() + static_cast<ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
}

Gazetteer::Match Gazetteer::find(std::string_view name) const {
  Spelling spelling;
  spelling.add(text::fold(name));
  return spelling.words() == 0 ? Match() : find_hash(spelling.hash());
}

std::string_view Gazetteer::name(Id place) const {
  return std::string_view(names_).substr(name_begin_[place], name_begin_[place + 1] - name_begin_[place]);
}

geo::Point Gazetteer::point(Id place) const {
  return {latitudes_[place] / 1000.0, longitudes_[place] / 1000.0};
}

std::string_view Gazetteer::country_code(Id place) const {
  const uint16_t country = countries_[place];
  return country == 0 ? std::string_view() : std::string_view(codes_).substr(2 * (country - 1u), 2);
}

Gazetteer::Id Gazetteer::country(Id place) const {
  return countries_[place] == 0 ? kNone : country_ids_[countries_[place] - 1u];
}

bool Gazetteer::holds(Id outer, Id inner) const {
  if (outer == inner) return false;
  switch (feature(outer)) {
    case Feature::kCountry:
      return country(inner) == outer;
    case Feature::kAdmin1:
      return admin1(inner) == outer;
    case Feature::kAdmin2:
      return admin2(inner) == outer;
    default:
      return false;
  }
}

Gazetteer::Id Gazetteer::country_by_code(std::string_view code) const {
  if (code.size() != 2) return kNone;
  size_t low = 0, high = country_ids_.size();
  while (low < high) {
    const size_t middle = (low + high) / 2;
    const int order = codes_.compare(2 * middle, 2, code);
    if (order == 0) return country_ids_[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return kNone;
}

template <typename Key>
std::pair<Gazetteer::Id, Gazetteer::Id> Gazetteer::stretch(Id first, Id last, const Key& key,
                                                           decltype(key(Id{0})) wanted) const {
  const auto edge = [&](bool after) {
    Id low = first, high = last;
    while (low < high) {
      const Id middle = low + (high - low) / 2;
      if (after ? wanted < key(middle) : !(key(middle) < wanted))
        high = middle;
      else
        low = middle + 1;
    }
    return low;
  };
  return {edge(false), edge(true)};
}

std::pair<Gazetteer::Id, Gazetteer::Id> Gazetteer::towns_in(Id admin1) const {
  return stretch(towns_begin_, loaded_,
                 [&](Id i) { return std::pair<uint32_t, uint32_t>(countries_[i], admin1_[i]); },
                 {countries_[admin1], admin1 + 1});
}

std::pair<Gazetteer::Id, Gazetteer::Id> Gazetteer::districts_in(Id country) const {
  return stretch(units_begin_, towns_begin_,
                 [&](Id i) { return std::pair<uint32_t, uint32_t>(countries_[i], features_[i] & 0x0fu); },
                 {countries_[country], static_cast<uint32_t>(Feature::kAdmin2)});
}

std::vector<std::string> Gazetteer::constituencies(Id admin2) const {
  std::vector<std::string> out;
  for (auto it = std::lower_bound(seats_.begin(), seats_.end(), std::pair(admin2, uint32_t{0}));
       it != seats_.end() && it->first == admin2; ++it) {
    out.emplace_back(name(it->second));
  }
  return out;
}

namespace {

/// Towns by where they lie.
class Towns {
 public:
  explicit Towns(const Gazetteer& gazetteer) : gazetteer_(gazetteer) {
    for (Gazetteer::Id i = 0; i < gazetteer.size(); ++i) {
      if (gazetteer.feature(i) == Feature::kTown) cells_[cell(gazetteer.point(i), 0, 0)].push_back(i);
    }
  }

  /// The nearest one within about 100 km, and how far it is.
  std::pair<Gazetteer::Id, double> nearest(geo::Point point) const {
    std::pair<Gazetteer::Id, double> best{Gazetteer::kNone, 0};
    for (int north = -1; north <= 1; ++north) {
      for (int east = -1; east <= 1; ++east) {
        const auto found = cells_.find(cell(point, north, east));
        if (found == cells_.end()) continue;
        for (Gazetteer::Id town : found->second) {
          const double km = geo::distance_km(point, gazetteer_.point(town));
          if (best.first == Gazetteer::kNone || km < best.second) best = {town, km};
        }
      }
    }
    return best;
  }

 private:
  static int cell(geo::Point p, int north, int east) {
    const int row = static_cast<int>(std::floor(p.latitude)) + 90 + north;
    const int column = (static_cast<int>(std::floor(p.longitude)) + 180 + east + 360) % 360;
    return row * 360 + column;
  }

  const Gazetteer& gazetteer_;
  std::unordered_map<int, std::vector<Gazetteer::Id>> cells_;
};

constexpr double kSameDistrict = 30;         // km
constexpr uint32_t kUnknownPeople = 20'000;  // of places that somebody cares to name

}  // namespace

void Gazetteer::add(const std::vector<LayerPlace>& layer) {
  if (layer.empty()) return;
  const Towns towns(*this);
  if (name_begin_.empty()) name_begin_.push_back(0);
  std::unordered_map<uint64_t, std::vector<uint32_t>> named;
  const auto unit = [&](std::string_view name, Feature level, Id country) {
    if (name.empty()) return kNone;
    const Match match = find(name);
    for (uint32_t i = 0; i < match.count; ++i) {
      const Id one = candidate(match, i).place;
      if (feature(one) == level && (country == kNone || this->country(one) == country)) return one;
    }
    return kNone;
  };
  for (const LayerPlace& place : layer) {
    const Id id = count_++;
    const auto [near, km] = towns.nearest(place.point);
    const Id country = place.country.empty() ? (near == kNone ? kNone : this->country(near))
                                             : country_by_code(place.country);
    const bool same = near != kNone && country == this->country(near);
    Id admin1 = unit(place.admin1, Feature::kAdmin1, country);
    if (admin1 == kNone && same) admin1 = this->admin1(near);
    Id admin2 = unit(place.admin2, Feature::kAdmin2, country);
    if (admin2 == kNone) admin2 = area(place.point, Feature::kAdmin2);
    if (admin2 == kNone && same && km <= kSameDistrict) admin2 = this->admin2(near);
    if (place.feature == Feature::kAdmin1) admin1 = id, admin2 = kNone;
    if (place.feature == Feature::kAdmin2) admin2 = id;
    features_.push_back(static_cast<uint8_t>(place.feature));
    latitudes_.push_back(static_cast<int32_t>(std::lround(place.point.latitude * 1000)));
    longitudes_.push_back(static_cast<int32_t>(std::lround(place.point.longitude * 1000)));
    radii_.push_back(static_cast<uint16_t>(std::clamp(std::ceil(place.radius_km), 1.0, 20'000.0)));
    countries_.push_back(country == kNone ? uint16_t{0} : countries_[country]);
    populations_.push_back(place.population ? place.population : kUnknownPeople);
    geonameids_.push_back(place.geonameid);
    admin1_.push_back(admin1 + 1);
    admin2_.push_back(admin2 + 1);
    names_ += place.name;
    name_begin_.push_back(static_cast<uint32_t>(names_.size()));
    if (!place.constituency.empty()) constituencies_[id] = place.constituency;
    if (!place.outline.empty()) areas_.emplace_back(id, place.outline);
    const auto call = [&](std::string_view name, NameUse use) {
      Spelling spelling;
      spelling.add(text::fold(name));
      if (spelling.words() == 0 || spelling.words() > kLongestName) return;
      named[spelling.hash()].push_back(id << 2 | static_cast<uint32_t>(use));
      if (longest_.empty()) longest_.resize(size_t{1} << kLongestBits);
      uint8_t& longest = longest_[spelling.first_word() >> (64 - kLongestBits)];
      longest = std::max(longest, static_cast<uint8_t>(spelling.words()));
    };
    call(place.name, NameUse::kMain);
    for (const std::string& other : place.other_names) call(other, NameUse::kOther);
  }
  for (const auto& [hash, ids] : named) {
    Match match = find_hash(hash);
    std::vector<uint32_t> all = ids;
    for (uint32_t i = 0; i < match.count; ++i) all.push_back(candidates_[match.first + i]);
    match.first = static_cast<uint32_t>(candidates_.size());
    match.count = static_cast<uint32_t>(all.size());
    candidates_.insert(candidates_.end(), all.begin(), all.end());
    added_names_[hash] = match;
  }
}

std::string_view Gazetteer::constituency(Id place) const {
  if (const auto found = constituencies_.find(place); found != constituencies_.end()) return found->second;
  const Id seat = area(point(place), Feature::kConstituency);
  return seat == kNone ? std::string_view() : name(seat);
}

Gazetteer::Id Gazetteer::area(geo::Point point, Feature level) const {
  for (const auto& [place, outline] : areas_) {
    if (feature(place) == level && outline.holds(point)) return place;
  }
  return kNone;
}

}  // namespace roznamcha::pack

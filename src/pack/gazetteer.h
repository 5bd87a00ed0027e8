// The places of the world: countries, their units, towns, regions, waters; every homonym kept. Which one a
// text means is for the reader of the text to decide.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "geo/outline.h"
#include "geo/point.h"
#include "pack/layer.h"
#include "pack/table.h"
#include "text/segment.h"

namespace roznamcha::pack {

enum class Feature : uint8_t {
  kContinent,
  kRegion,  // no unit of administration: Kashmir, Sahel, Darfur, Gaza Strip
  kCountry,
  kAdmin1,        // province, state, department
  kAdmin2,        // district, county
  kAdmin3,        // tehsil
  kConstituency,  // seat of a parliament
  kTown,          // city, town, village
  kSection,       // part of a town
  kWater,         // river, lake, sea, ocean
  kLand,          // mountains, desert, valley, island, border crossing, camp
};
/// "country", "admin1", "town" …
std::string_view name(Feature feature);

/// How a name stands for a place.
enum class NameUse : uint8_t {
  kMain,       // as the gazetteer writes it
  kOther,      // another or older name, another spelling
  kShort,      // an abbreviation: "Calif.", "KP", "D.I. Khan"
  kAdjective,  // "Salvadoran"; also the people, "Salvadorans"
};

/// packs/en/place_words.tsv: words around the names of places, lower case; a word may be of several kinds.
class PlaceWords {
 public:
  static constexpr const char* kFile = "en/place_words.tsv";
  enum Kind : uint32_t {
    kUnit1 = 1 << 0,       // province, state
    kUnit2 = 1 << 1,       // district, county
    kUnit3 = 1 << 2,       // tehsil, township
    kTown = 1 << 3,        // town, village
    kArea = 1 << 4,        // area, valley, border
    kIn = 1 << 5,          // in, at
    kNear = 1 << 6,        // near, outside
    kFrom = 1 << 7,        // from, of, to: weaker signs of a place
    kJoint = 1 << 8,       // may stand in lower case inside a name: of, de, upon
    kTail = 1 << 9,        // after (or, with "of", before) a name it makes another name: University, Times
    kDirection = 1 << 10,  // value: degrees from north over east
    kModifier = 1 << 11,   // before a name it stays a place: northern, downtown
    kDistance = 1 << 12,   // value: kilometres
    kSpeech = 1 << 13,     // "told reporters in …"
    kPeople = 1 << 14,     // "a resident of …"
    kTitle = 1 << 15,      // before the name of a person
    kPart = 1 << 16,       // of a town: neighbourhood, section
    kOffice = 1 << 17,     // "Quetta Police": an office of the place
    kStreet = 1 << 18,     // after the name of a street
    kForce = 1 << 19,      // "Quetta police": who acts for a place, in lower case too
    kCare = 1 << 20,       // hospital, clinic
    kCarried = 1 << 21,    // "flown to …", "arrested in …": the place of what came after
    kLay = 1 << 22,        // "died at a hospital in …": the same, if the hospital is named
    kSuburb = 1 << 23,     // "a suburb of …", "suburban …", "the suburbs of …": another town beside it
    kEnds = 1 << 24,       // "the road between … and …", "the road linking … with …"
  };

  /// Error: kBadPack at a row of an unknown kind or without a number where one is needed.
  static base::Result<PlaceWords> from_table(const Table& table);
  /// All kinds of a word, 0 if it is none.
  uint32_t kinds(const std::string& lower) const {
    const auto found = words_.find(lower);
    return found == words_.end() ? 0 : found->second.kinds;
  }
  double value(const std::string& lower) const {
    const auto found = words_.find(lower);
    return found == words_.end() ? 0 : found->second.value;
  }
  /// Verbs and pronouns that follow people rather than places: said, who.
  bool speaks(const std::string& lower) const { return speaks_.count(lower) != 0; }

 private:
  struct Word {
    uint32_t kinds = 0;
    double value = 0;
  };
  std::unordered_map<std::string, Word> words_;
  std::unordered_set<std::string> speaks_;
};

/// Read-only view of all places. Immutable once loaded; one serves all threads.
class Gazetteer {
 public:
  /// Where it lies among the pack files, below packs/: `Gazetteer::load(files.at(Gazetteer::kFile))`.
  static constexpr const char* kFile = "places/world.zst";

  /// A place is a number in [0, size()).
  using Id = uint32_t;
  static constexpr Id kNone = 0xffffffff;

  struct Candidate {
    Id place = kNone;
    NameUse use = NameUse::kMain;
  };

  /// All places of one name in a text, the best known first.
  struct Match {
    uint32_t length = 0;  // tokens
    bool word = false;    // the name is also an ordinary word of English, or a given name
    uint32_t first = 0;   // for candidates()
    uint32_t count = 0;
  };

  /// Reads the gazetteer from the bytes of its file, unpacked or not, which need not outlive it. Error:
  /// kBadPack if they are no gazetteer of this version, or are damaged. At most 256 MiB unpacked.
  static base::Result<Gazetteer> load(std::string_view bytes);

  /// An empty one, which knows no place.
  Gazetteer() = default;
  Gazetteer(Gazetteer&&) = default;
  Gazetteer& operator=(Gazetteer&&) = default;

  /// The words around names; empty until they are set.
  const PlaceWords& words() const { return words_; }
  void set_words(PlaceWords words) { words_ = std::move(words); }

  /// Adds places of the user's own. What a layer does not say of a place (its country, its province, and its
  /// district if it is no further than 30 km) is that of the nearest town. They come first among the places
  /// of their names.
  void add(const std::vector<LayerPlace>& layer);
  /// Whether a place is of a layer.
  bool added(Id place) const { return place >= loaded_; }
  /// The seat that a layer gives a place, or in whose outline it lies; "" if no layer says.
  std::string_view constituency(Id place) const;
  /// The unit of a layer in whose outline a point lies, of that level; kNone if none does.
  Id area(geo::Point point, Feature level) const;

  uint32_t size() const { return count_; }
  std::string_view origin() const { return origin_; }

  /// Every name that starts at token `at` and ends at or before `limit`, longest first. Case, diacritics,
  /// hyphens, full stops and apostrophes count for nothing; whether the text writes it as a name is for the
  /// caller to see.
  void match(const std::vector<text::Token>& tokens, uint32_t at, uint32_t limit,
             std::vector<Match>& out) const;
  /// The same for one name by itself, as a whole. No candidates if there is none.
  Match find(std::string_view name) const;
  Candidate candidate(const Match& match, uint32_t index) const {
    const uint32_t packed = candidates_[match.first + index];
    return {packed >> 2, static_cast<NameUse>(packed & 3)};
  }

  std::string_view name(Id place) const;
  Feature feature(Id place) const { return static_cast<Feature>(features_[place] & 0x0f); }
  /// Seat of government: 3 of a country, 2 of a first-level unit, 1 of a second-level one, 0 none.
  int seat(Id place) const { return features_[place] >> 4; }
  geo::Point point(Id place) const;
  /// The true place lies within this distance of the point, about.
  double radius_km(Id place) const { return radii_[place]; }
  uint32_t population(Id place) const { return populations_[place]; }
  int64_t geonameid(Id place) const { return geonameids_[place]; }
  /// ISO 3166-1 alpha-2; "" of what belongs to no country or to several.
  std::string_view country_code(Id place) const;
  /// The units that hold the place; kNone where there is none or it is not known. Of a unit itself: the unit.
  Id country(Id place) const;
  Id admin1(Id place) const { return admin1_[place] - 1; }
  Id admin2(Id place) const { return admin2_[place] - 1; }
  /// Whether `outer` is a unit that holds `inner` by what the gazetteer says of it (not: by distance).
  bool holds(Id outer, Id inner) const;
  /// A country by its ISO 3166-1 alpha-2 code.
  Id country_by_code(std::string_view code) const;
  /// Numbers [first, last) in which lie all towns, parts of towns and third-level units of a first-level
  /// unit.
  std::pair<Id, Id> towns_in(Id admin1) const;
  /// Numbers [first, last) of all second-level units of a country.
  std::pair<Id, Id> districts_in(Id country) const;
  /// Seats of the national assembly that lie in a second-level unit, by number: "NA-18". Empty if none is
  /// known.
  std::vector<std::string> constituencies(Id admin2) const;

 private:
  Match find_hash(uint64_t hash) const;
  /// The places in [first, last), which lie in order of `key`, whose key is `wanted`.
  template <typename Key>
  std::pair<Id, Id> stretch(Id first, Id last, const Key& key, decltype(key(Id{0})) wanted) const;

  std::string origin_;
  uint32_t count_ = 0, loaded_ = 0;  // the latter: without layers
  // Places of the file lie in this order: regions, waters and land; units by country and level; the rest by
  // country and first-level unit.
  uint32_t units_begin_ = 0, towns_begin_ = 0;
  // By place. Units are numbers + 1 of places, 0 for none.
  std::vector<uint8_t> features_;   // low four bits: feature, high ones: seat
  std::vector<int32_t> latitudes_;  // in 1/1000 degree
  std::vector<int32_t> longitudes_;
  std::vector<uint16_t> radii_;
  std::vector<uint16_t> countries_;  // index + 1 in codes_ and country_ids_
  std::vector<uint32_t> populations_, geonameids_, admin1_, admin2_;
  std::vector<uint32_t> name_begin_;
  std::string names_;
  std::string codes_;  // two letters a country, sorted
  std::vector<uint32_t> country_ids_;
  // A hash table used as it lies: the high bits of a name's hash choose the bucket, the low 32 bits find it
  // there.
  std::vector<uint32_t> buckets_, checks_, lists_;  // begin of each, one more at the end
  std::vector<bool> is_word_;
  std::vector<uint32_t> candidates_;  // place << 2 | use
  std::vector<uint8_t> longest_;      // by hash of a first word: words of the longest name that starts so
  PlaceWords words_;
  std::vector<std::pair<uint32_t, uint32_t>> seats_;  // second-level unit, constituency; sorted
  // Of layers:
  std::unordered_map<uint64_t, Match> added_names_;  // by the hash of a name
  std::unordered_map<Id, std::string> constituencies_;
  std::vector<std::pair<Id, geo::Outline>> areas_;
};

}  // namespace roznamcha::pack

#include "pack/gazetteer.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <algorithm>

#include "base/file.h"
#include "pack/phrases.h"

namespace roznamcha::pack {
namespace {

const std::string& file_bytes() {
  static const std::string bytes =
      *base::read_file(std::string(ROZNAMCHA_SOURCE_DIR) + "/packs/" + Gazetteer::kFile, uint64_t{64} << 20);
  return bytes;
}

const Gazetteer& gazetteer() {
  static const Gazetteer loaded = *Gazetteer::load(file_bytes());
  return loaded;
}

Table table(const std::string& path) {
  const std::string bytes =
      *base::read_file(std::string(ROZNAMCHA_SOURCE_DIR) + "/packs/" + path, uint64_t{64} << 20);
  return *Table::parse(bytes, path);
}

/// The best known place of a name with a feature; kNone if there is none.
Gazetteer::Id place(std::string_view name, Feature feature, std::string_view country = "") {
  const auto match = gazetteer().find(name);
  for (uint32_t i = 0; i < match.count; ++i) {
    const auto id = gazetteer().candidate(match, i).place;
    if (gazetteer().feature(id) == feature && (country.empty() || gazetteer().country_code(id) == country))
      return id;
  }
  return Gazetteer::kNone;
}

std::vector<Gazetteer::Match> match(std::string_view text) {
  const auto tokens = phrase_tokens(text);
  std::vector<Gazetteer::Match> out;
  gazetteer().match(tokens, 0, static_cast<uint32_t>(tokens.size()), out);
  return out;
}

std::string pressed(const std::string& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1));
  return out;
}

TEST(Gazetteer, KnowsATownWithItsUnits) {
  const auto kulachi = place("Kulachi", Feature::kTown, "PK");
  ASSERT_NE(kulachi, Gazetteer::kNone);
  EXPECT_EQ(gazetteer().name(gazetteer().admin2(kulachi)), "Dera Ismail Khan");
  EXPECT_EQ(gazetteer().name(gazetteer().admin1(kulachi)), "Khyber Pakhtunkhwa");
  EXPECT_EQ(gazetteer().country_code(kulachi), "PK");
  EXPECT_LT(geo::distance_km(gazetteer().point(kulachi), {31.93, 70.46}), 8);
  EXPECT_TRUE(gazetteer().holds(gazetteer().admin2(kulachi), kulachi));
  EXPECT_TRUE(gazetteer().holds(gazetteer().country(kulachi), kulachi));
  EXPECT_FALSE(gazetteer().holds(kulachi, gazetteer().admin2(kulachi)));
}

TEST(Gazetteer, PutsPlacesWhereTheyAre) {
  const auto near = [](std::string_view name, std::string_view country, geo::Point point) {
    const auto id = place(name, Feature::kTown, country);
    ASSERT_NE(id, Gazetteer::kNone) << name;
    EXPECT_LT(geo::distance_km(gazetteer().point(id), point), 5) << name;
  };
  near("Quetta", "PK", {30.184, 67.001});
  near("Bogotá", "CO", {4.609, -74.082});
  near("San Salvador", "SV", {13.689, -89.187});
  near("Khar", "PK", {34.736, 71.527});
  near("Mach", "PK", {29.864, 67.330});
  near("Maiduguri", "NG", {11.846, 13.160});
}

TEST(Gazetteer, FindsOneNameHoweverItIsSpelt) {
  const auto province = place("Khyber Pakhtunkhwa", Feature::kAdmin1);
  for (std::string_view name :
       {"Khyber-Pakhtunkhwa", "KHYBER PAKHTUNKHWA", "KPK", "NWFP", "KP", "North-West Frontier Province"}) {
    EXPECT_EQ(place(name, Feature::kAdmin1, "PK"), province) << name;
  }
  for (std::string_view name : {"D.I. Khan", "DI Khan", "D.I.Khan", "Dera Ismail Khan"}) {
    EXPECT_NE(place(name, Feature::kAdmin2, "PK"), Gazetteer::kNone) << name;
  }
  EXPECT_EQ(place("Bogota", Feature::kTown), place("Bogotá", Feature::kTown));
  EXPECT_EQ(place("U.S.", Feature::kCountry), place("United States", Feature::kCountry));
}

TEST(Gazetteer, MatchesTheLongestNameFirst) {
  const auto matches = match("Dera Ismail Khan was calm");
  ASSERT_FALSE(matches.empty());
  EXPECT_EQ(matches[0].length, 3u);
  EXPECT_TRUE(std::is_sorted(matches.begin(), matches.end(),
                             [](const auto& a, const auto& b) { return a.length > b.length; }));
  EXPECT_EQ(match("Queen Anne's County was calm")[0].length, 4u);
  EXPECT_TRUE(match("Qqqzx was calm").empty());
}

TEST(Gazetteer, KeepsHomonymsTheBestKnownFirst) {
  const auto springfield = gazetteer().find("Springfield");
  EXPECT_GT(springfield.count, 10u);
  const auto paris = gazetteer().find("Paris");
  ASSERT_GT(paris.count, 3u);
  EXPECT_EQ(gazetteer().country_code(gazetteer().candidate(paris, 0).place), "FR");
}

TEST(Gazetteer, MarksNamesThatAreWords) {
  EXPECT_TRUE(gazetteer().find("Tank").word);
  EXPECT_TRUE(gazetteer().find("Reading").word);
  EXPECT_TRUE(gazetteer().find("Jackson").word);
  EXPECT_FALSE(gazetteer().find("Quetta").word);
}

TEST(Gazetteer, TellsAdjectivesFromNames) {
  const auto found = gazetteer().find("Salvadoran");
  ASSERT_GT(found.count, 0u);
  EXPECT_EQ(gazetteer().candidate(found, 0).use, NameUse::kAdjective);
  EXPECT_EQ(gazetteer().country_code(gazetteer().candidate(found, 0).place), "SV");
}

TEST(Gazetteer, KnowsTheConstituenciesOfADistrict) {
  const auto bajaur = place("Bajaur", Feature::kAdmin2);
  ASSERT_NE(bajaur, Gazetteer::kNone);
  EXPECT_EQ(gazetteer().constituencies(bajaur), std::vector<std::string>{"NA-8"});
  EXPECT_EQ(gazetteer().constituencies(place("Dera Ismail Khan", Feature::kAdmin2)).size(), 3u);
  const auto seat = place("NA-8", Feature::kConstituency);
  ASSERT_NE(seat, Gazetteer::kNone);
  EXPECT_EQ(gazetteer().admin2(seat), bajaur);
  EXPECT_TRUE(gazetteer().constituencies(place("Lahore", Feature::kTown)).empty());
}

TEST(Gazetteer, ListsTheTownsOfAUnit) {
  const auto balochistan = place("Balochistan", Feature::kAdmin1, "PK");
  const auto [first, last] = gazetteer().towns_in(balochistan);
  ASSERT_LT(first, last);
  EXPECT_GT(last - first, 100u);
  for (auto id = first; id < last; ++id) EXPECT_EQ(gazetteer().admin1(id), balochistan);
  const auto [unit, end] = gazetteer().districts_in(gazetteer().country(balochistan));
  EXPECT_EQ(end - unit, 165u);
}

TEST(Gazetteer, FindsCountriesByCode) {
  EXPECT_EQ(gazetteer().name(gazetteer().country_by_code("PK")), "Pakistan");
  EXPECT_EQ(gazetteer().name(gazetteer().country_by_code("ZW")), "Zimbabwe");
  EXPECT_EQ(gazetteer().country_by_code("QQ"), Gazetteer::kNone);
  EXPECT_EQ(gazetteer().country_by_code("pak"), Gazetteer::kNone);
}

// The tables of packs/places are the sources of the binary: whoever edits one must run tools/places/build.py.
TEST(Gazetteer, HoldsWhatItsTablesSay) {
  const Table countries = table("places/countries.tsv");
  for (size_t i = 0; i < countries.size(); ++i) {
    EXPECT_EQ(gazetteer().name(gazetteer().country_by_code(countries.cell(i, "code"))),
              countries.cell(i, "name"));
  }
  const Table districts = table("places/pk_districts.tsv");
  for (size_t i = 0; i < districts.size(); ++i) {
    EXPECT_NE(place(districts.cell(i, "district"), Feature::kAdmin2, "PK"), Gazetteer::kNone)
        << districts.cell(i, "district");
    for (const std::string& other : split_list(districts.cell(i, "other"))) {
      EXPECT_NE(place(other, Feature::kAdmin2, "PK"), Gazetteer::kNone) << other;
    }
  }
  const Table zones = table("places/zones.tsv");
  for (size_t i = 0; i < zones.size(); ++i) {
    for (const std::string& unit : split_list(zones.cell(i, "units")))
      EXPECT_NE(place(unit, Feature::kAdmin1, zones.cell(i, "country")), Gazetteer::kNone) << unit;
  }
  const Table seats = table("places/pk_seats.tsv");
  ASSERT_EQ(seats.size(), 266u);
  for (size_t i = 0; i < seats.size(); ++i)
    EXPECT_NE(place(seats.cell(i, "na"), Feature::kConstituency), Gazetteer::kNone);
  const Table tehsils = table("places/pk_tehsils.tsv");
  for (size_t i = 0; i < tehsils.size(); ++i) {
    EXPECT_NE(place(tehsils.cell(i, "tehsil"), Feature::kAdmin3, "PK"), Gazetteer::kNone)
        << tehsils.cell(i, "tehsil");
  }
  const Table extra = table("places/pk_extra.tsv");
  for (size_t i = 0; i < extra.size(); ++i)
    EXPECT_GT(gazetteer().find(extra.cell(i, "name")).count, 0u) << extra.cell(i, "name");
  const Table regions = table("places/regions.tsv");
  for (size_t i = 0; i < regions.size(); ++i) EXPECT_GT(gazetteer().find(regions.cell(i, "name")).count, 0u);
}

TEST(Gazetteer, EveryPlaceIsSound) {
  for (Gazetteer::Id id = 0; id < gazetteer().size(); ++id) {
    ASSERT_FALSE(gazetteer().name(id).empty()) << id;
    ASSERT_TRUE(geo::on_globe(gazetteer().point(id))) << id;
    const auto unit = gazetteer().admin2(id);
    ASSERT_TRUE(unit == Gazetteer::kNone || gazetteer().country(unit) == gazetteer().country(id))
        << gazetteer().name(id);
  }
}

TEST(Gazetteer, RefusesWhatIsNone) {
  for (const std::string& bytes :
       {std::string(), std::string("places"), file_bytes().substr(0, file_bytes().size() / 2), pressed(""),
        pressed("RZGEO"), pressed(std::string("RZGEO\0\0\2", 8) + std::string(200, '\0'))}) {
    const auto loaded = Gazetteer::load(bytes);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().id, base::ErrorId::kBadPack);
    EXPECT_EQ(loaded.error().where, Gazetteer::kFile);
  }
}

TEST(Gazetteer, AnEmptyOneKnowsNothing) {
  const Gazetteer none;
  EXPECT_EQ(none.size(), 0u);
  EXPECT_EQ(none.find("Quetta").count, 0u);
  std::vector<Gazetteer::Match> out;
  const auto tokens = phrase_tokens("Quetta");
  none.match(tokens, 0, 1, out);
  EXPECT_TRUE(out.empty());
  EXPECT_EQ(none.country_by_code("PK"), Gazetteer::kNone);
}

TEST(PlaceWords, AWordMayBeOfSeveralKinds) {
  const auto words = PlaceWords::from_table(table(PlaceWords::kFile));
  ASSERT_TRUE(words);
  EXPECT_TRUE(words->kinds("province") & PlaceWords::kUnit1);
  EXPECT_TRUE(words->kinds("north") & PlaceWords::kDirection);
  EXPECT_TRUE(words->kinds("north") & PlaceWords::kModifier);
  EXPECT_EQ(words->value("west"), 270);
  EXPECT_EQ(words->kinds("sandwich"), 0u);
}

TEST(PlaceWords, RefusesUnknownKindsAndMissingNumbers) {
  const std::string head = "# origin: test\n# key: word,kind\nword\tkind\tvalue\n";
  for (const std::string row : {"near\tbeside\t\n", "west\tdirection\t\n", "km\tdistance\tone\n"}) {
    const auto words = PlaceWords::from_table(*Table::parse(head + row, "words.tsv"));
    ASSERT_FALSE(words) << row;
    EXPECT_EQ(words.error().id, base::ErrorId::kBadPack);
    EXPECT_EQ(words.error().where, "words.tsv:4");
  }
}

}  // namespace
}  // namespace roznamcha::pack

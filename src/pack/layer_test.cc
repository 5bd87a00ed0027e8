#include "pack/layer.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "pack/gazetteer.h"
#include "pack/pack.h"

namespace roznamcha::pack {
namespace {

std::vector<LayerPlace> read(std::string_view bytes) {
  auto places = read_layer(bytes, "own");
  EXPECT_TRUE(places) << base::to_string(places.error());
  return places ? *std::move(places) : std::vector<LayerPlace>();
}

/// Where in the file and what is wrong with it.
std::string fault(std::string_view bytes) {
  const auto places = read_layer(bytes, "own");
  return places ? "" : places.error().where + " " + places.error().what;
}

TEST(Layer, ReadsAList) {
  const auto places = read(
      "Name,Latitude,Longitude,District,Constituency\r\n"
      "\"Girls' School, Ward 4\",34.01,71.50,Peshawar,NA-28\r\n"
      "Council Hall,34.02,71.52,,\r\n");
  ASSERT_EQ(places.size(), 2u);
  EXPECT_EQ(places[0].name, "Girls' School, Ward 4");
  EXPECT_EQ(places[0].point, (geo::Point{34.01, 71.50}));
  EXPECT_EQ(places[0].admin2, "Peshawar");
  EXPECT_EQ(places[0].constituency, "NA-28");
  EXPECT_EQ(places[0].feature, Feature::kTown);
  EXPECT_EQ(places[1].admin2, "");
}

TEST(Layer, CellsBeyondTheHeaderAreNoColumns) {
  const auto places = read("name,lat,lon\nHill Post,30,67,far,too,many\n");
  ASSERT_EQ(places.size(), 1u);
  EXPECT_EQ(places[0].admin1, "");
  EXPECT_EQ(places[0].constituency, "");
}

TEST(Layer, ReadsTsvAndOtherHeads) {
  const auto places = read("\xEF\xBB\xBFstation\tlat\tlon\tradius_km\nHill Post\t30\t67\t2.5\n");
  ASSERT_EQ(places.size(), 1u);
  EXPECT_EQ(places[0].radius_km, 2.5);
}

TEST(Layer, ReadsGeoJson) {
  const auto places = read(R"({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"name": "Upper Kalisha", "names": ["Kalisha Bala"], "country": "PK"},
     "geometry": {"type": "Polygon", "coordinates": [[[70, 30], [72, 30], [72, 32], [70, 32], [70, 30]]]}},
    {"type": "Feature", "properties": {"name": "Bridge Camp", "level": "land"},
     "geometry": {"type": "Point", "coordinates": [71.5, 30.5]}}]})");
  ASSERT_EQ(places.size(), 2u);
  EXPECT_EQ(places[0].feature, Feature::kAdmin2);
  EXPECT_NEAR(places[0].point.latitude, 31, 1e-9);
  EXPECT_GT(places[0].radius_km, 140);
  EXPECT_EQ(places[0].other_names, std::vector<std::string>{"Kalisha Bala"});
  EXPECT_TRUE(places[0].outline.holds(places[1].point));
  EXPECT_EQ(places[1].feature, Feature::kLand);
}

TEST(Layer, ReadsGeoNames) {
  const auto places = read(
      "4711\tKalisha\tKalisha\tCalisha,Kalischa\t31.5\t70.25\tP\tPPL\tPK\t\t04\t\t\t\t5200\t\t900\tAsia/"
      "Karachi\t2020-01-01\n");
  ASSERT_EQ(places.size(), 1u);
  EXPECT_EQ(places[0].geonameid, 4711u);
  EXPECT_EQ(places[0].population, 5200u);
  EXPECT_EQ(places[0].other_names, (std::vector<std::string>{"Calisha", "Kalischa"}));
  EXPECT_EQ(places[0].country, "PK");
}

TEST(Layer, SaysWhereItIsWrong) {
  EXPECT_EQ(fault(""), "own:1 is empty");
  EXPECT_EQ(fault("name,lat\nA,1\n"), "own:1 has no columns 'name', 'latitude' and 'longitude'");
  EXPECT_EQ(fault("name,lat,lon\nA,1,2\nB,x,2\n"), "own:3 no number in the column 'lat'");
  EXPECT_EQ(fault("name,lat,lon\nA,1,200\n"), "own:2 degrees out of range in the column 'lon'");
  EXPECT_EQ(fault("name,lat,lon\n,1,2\n"), "own:2 nothing in the column 'name'");
  EXPECT_EQ(fault("{\"type\": "), "own:byte 10 is no JSON");
  EXPECT_EQ(fault("{}"), "own:1 is no GeoJSON Feature or FeatureCollection");
  EXPECT_EQ(fault(R"({"type": "Feature", "properties": {}, "geometry": null})"), "own:feature 1 has no name");
  EXPECT_EQ(fault(R"({"type": "Feature", "properties": {"name": "A"},
                      "geometry": {"type": "Point", "coordinates": [200, 0]}})"),
            "own:feature 1 has coordinates that are none");
  EXPECT_EQ(fault(R"({"type": "Feature", "properties": {"name": "A"},
                      "geometry": {"type": "LineString", "coordinates": []}})"),
            "own:feature 1 is a 'LineString'");
  EXPECT_EQ(fault("name,lat,lon\nA\xff,1,2\n"), "own:byte 14 is no UTF-8");
  EXPECT_NE(fault(std::string(100, '[')), "");
  EXPECT_NE(fault("{\"type\": \"FeatureCollection\", \"features\": " + std::string(80, '[') +
                  std::string(80, ']') + "}"),
            "");
}

TEST(Layer, HasLimits) {
  EXPECT_EQ(fault(std::string((size_t{64} << 20) + 1, ' ')), "own:1 is larger than 64 MiB");
  EXPECT_EQ(fault("name,lat,lon\n" + std::string(201, 'a') + ",1,2\n"), "own:2 nothing in the column 'name'");
}

// ---- in the gazetteer

class LayeredGazetteer : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto pack = *Pack::load_embedded();
    auto loaded = Gazetteer::load(pack->bytes(Gazetteer::kFile));
    ASSERT_TRUE(loaded);
    gazetteer_ = *std::move(loaded);
  }

  Gazetteer gazetteer_;
};

TEST_F(LayeredGazetteer, ANewNameIsFound) {
  EXPECT_EQ(gazetteer_.find("Zarghun Kot School").count, 0u);
  gazetteer_.add(read("name,lat,lon,constituency\nZarghun Kot School,34.01,71.55,NA-28\n"));
  const auto match = gazetteer_.find("zarghun kot school");
  ASSERT_EQ(match.count, 1u);
  const auto place = gazetteer_.candidate(match, 0).place;
  EXPECT_TRUE(gazetteer_.added(place));
  EXPECT_EQ(gazetteer_.name(place), "Zarghun Kot School");
  EXPECT_EQ(gazetteer_.country_code(place), "PK") << "of the nearest town";
  ASSERT_NE(gazetteer_.admin2(place), Gazetteer::kNone);
  EXPECT_EQ(gazetteer_.name(gazetteer_.admin2(place)), "Peshawar");
  EXPECT_EQ(gazetteer_.constituency(place), "NA-28");
}

TEST_F(LayeredGazetteer, AKnownNameGetsOneMore) {
  const uint32_t before = gazetteer_.find("Quetta").count;
  ASSERT_GT(before, 0u);
  gazetteer_.add(read("name,lat,lon\nQuetta,31.0,66.5\n"));
  const auto match = gazetteer_.find("Quetta");
  EXPECT_EQ(match.count, before + 1);
  EXPECT_TRUE(gazetteer_.added(gazetteer_.candidate(match, 0).place));
  EXPECT_FALSE(gazetteer_.added(gazetteer_.candidate(match, 1).place));
}

TEST_F(LayeredGazetteer, OutlinesTellDistrictAndSeat) {
  gazetteer_.add(read(R"({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"name": "New District"},
     "geometry": {"type": "Polygon", "coordinates": [[[71, 33], [72, 33], [72, 34.5], [71, 34.5]]]}},
    {"type": "Feature", "properties": {"name": "NB-1", "level": "constituency"},
     "geometry": {"type": "Polygon", "coordinates": [[[71, 33], [72, 33], [72, 34.5], [71, 34.5]]]}},
    {"type": "Feature", "properties": {"name": "Zarghun Kot"},
     "geometry": {"type": "Point", "coordinates": [71.5, 34]}}]})"));
  const auto place = gazetteer_.candidate(gazetteer_.find("Zarghun Kot"), 0).place;
  EXPECT_EQ(gazetteer_.name(gazetteer_.admin2(place)), "New District");
  EXPECT_EQ(gazetteer_.constituency(place), "NB-1");
  EXPECT_EQ(gazetteer_.area({10, 10}, Feature::kAdmin2), Gazetteer::kNone);
}

TEST(LayeredPack, CountsTowardsTheDigest) {
  const std::string file = ::testing::TempDir() + "/own-places.csv";
  FILE* out = std::fopen(file.c_str(), "w");
  ASSERT_NE(out, nullptr);
  std::fputs("name,lat,lon\nZarghun Kot,34.01,71.55\n", out);
  std::fclose(out);
  const auto plain = *Pack::load_embedded();
  const auto with = Pack::load_embedded({file});
  ASSERT_TRUE(with) << base::to_string(with.error());
  EXPECT_NE((*with)->digest(), plain->digest());
  EXPECT_EQ((*with)->files().back().rows, 1u);
  const std::string moved = file + ".moved";
  ASSERT_EQ(std::rename(file.c_str(), moved.c_str()), 0);
  EXPECT_EQ((*Pack::load_embedded({moved}))->digest(), (*with)->digest());
  const auto none = Pack::load_embedded({file + ".none"});
  EXPECT_FALSE(none);
}

}  // namespace
}  // namespace roznamcha::pack

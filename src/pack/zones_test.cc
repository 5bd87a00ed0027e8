#include "pack/zones.h"

#include <gtest/gtest.h>

namespace roznamcha::pack {
namespace {

base::Result<Zones> zones_of(const std::string& rows) {
  auto table =
      Table::parse("# origin: a test\n# key: country,units\ncountry\tunits\tminutes\n" + rows, "zones.tsv");
  if (!table) return table.error();
  return Zones::from_table(*table);
}

TEST(Zones, GoByUnitFirst) {
  const auto zones = zones_of("UT\t\t300\nUT\tWest;Far West\t-90\n");
  ASSERT_TRUE(zones);
  EXPECT_EQ(zones->minutes("UT", "East"), 300);
  EXPECT_EQ(zones->minutes("UT", ""), 300);
  EXPECT_EQ(zones->minutes("UT", "West"), -90);
  EXPECT_EQ(zones->minutes("UT", "Far West"), -90);
  EXPECT_FALSE(zones->minutes("QQ", "West"));
  EXPECT_FALSE(zones->minutes("", ""));
}

TEST(Zones, SayWhatIsWrongAndWhere) {
  for (const char* row : {"UT\t\t\n", "UT\t\tfive\n", "UT\t\t900\n", "UT\t\t30.5\n", "\t\t60\n"}) {
    const auto zones = zones_of(row);
    ASSERT_FALSE(zones) << row;
    EXPECT_EQ(zones.error().where, "zones.tsv:4") << row;
  }
}

}  // namespace
}  // namespace roznamcha::pack

#include "extract/things.h"

#include <gtest/gtest.h>

#include <string_view>

#include "pack/pack.h"
#include "record/account.h"

namespace roznamcha::extract {
namespace {

TEST(Things, WordsAreHeldWhole) {
  EXPECT_TRUE(holds_words("gas station", "station"));
  EXPECT_TRUE(holds_words("gas station", "gas station"));
  EXPECT_FALSE(holds_words("gas stations", "station"));
  EXPECT_FALSE(holds_words("substation", "station"));
  EXPECT_FALSE(holds_words("station", ""));
}

struct Phrase {
  const char *text, *thing;
};
class Counted : public testing::TestWithParam<Phrase> {};

TEST_P(Counted, AThingIsToldWithoutHowMany) {
  static const auto pack = pack::Pack::load_embedded();
  const std::string text = GetParam().text;
  const Analysis a = analyse(text, **pack);
  const auto last = static_cast<uint32_t>(a.seg.tokens.size());
  EXPECT_EQ(a.quote(a.span(first_of_thing(a, 0, last - 1), last)), GetParam().thing);
}

INSTANTIATE_TEST_SUITE_P(Wordings, Counted,
                         testing::Values(Phrase{"several homes", "homes"},
                                         Phrase{"the two offices", "offices"},
                                         Phrase{"at least ten power pylons", "power pylons"},
                                         Phrase{"another police van", "police van"},
                                         Phrase{"polling station", "polling station"},
                                         Phrase{"three", "three"}));

TEST(Things, TheLongerOfTwoNamesStays) {
  std::vector<record::Target> told;
  const auto target = [](const char* text, uint32_t begin) {
    record::Target one;
    one.text = text;
    one.span = {begin, begin + 4};
    return one;
  };
  tell(told, target("station", 0));
  tell(told, target("police station", 10));
  tell(told, target("Station", 20));
  tell(told, target("bridge", 30));
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].text, "police station");
  EXPECT_EQ(told[1].text, "bridge");
}

TEST(Things, APersonIsToldOnceByTheLongerName) {
  std::vector<record::Victim> told;
  const auto victim = [](const char* text, const char* name, uint32_t begin, const char* group) {
    record::Victim one;
    one.text = text;
    one.name = name;
    one.group = group;
    one.span = {begin, begin + static_cast<uint32_t>(std::string_view(text).size())};
    return one;
  };
  tell_victim(told, victim("Lashari", "Lashari", 0, "candidate"));
  tell_victim(told, victim("Karim Lashari", "Karim Lashari", 20, "unspecified"));
  tell_victim(told, victim("the guard", "", 40, "guard"));
  tell_victim(told, victim("former minister Aziz Rind", "", 60, "official"));
  tell_victim(told, victim("Aziz Rind", "Aziz Rind", 76, "unspecified"));
  tell_victim(told, victim("Rind", "Rind", 100, "unspecified"));
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0].name, "Karim Lashari");
  EXPECT_EQ(told[0].group, "candidate");
  EXPECT_EQ(told[1].text, "the guard");
  EXPECT_EQ(told[2].name, "Aziz Rind");
  EXPECT_EQ(told[2].group, "official");
}

}  // namespace
}  // namespace roznamcha::extract

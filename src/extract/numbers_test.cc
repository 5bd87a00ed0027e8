#include "extract/numbers.h"

#include <gtest/gtest.h>

#include "pack/pack.h"

namespace roznamcha::extract {
namespace {

using record::Qualifier;
using record::Range;

std::vector<NumberMention> numbers_in(std::string_view text) {
  static const auto pack = pack::Pack::load_embedded();
  const text::Segmented seg = text::segment(text);
  return find_numbers(seg, 0, static_cast<uint32_t>(seg.tokens.size()), (*pack)->lexicon());
}

struct One {
  const char* text;
  Range range;
  Qualifier qualifier;
};

class SingleNumber : public testing::TestWithParam<One> {};

TEST_P(SingleNumber, IsReadWithItsQualifier) {
  const auto found = numbers_in(GetParam().text);
  ASSERT_EQ(found.size(), 1u) << GetParam().text;
  EXPECT_EQ(found[0].range.low, GetParam().range.low) << GetParam().text;
  EXPECT_EQ(found[0].range.high, GetParam().range.high) << GetParam().text;
  EXPECT_EQ(found[0].qualifier, GetParam().qualifier) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Wordings, SingleNumber,
                         testing::Values(One{"three men", {3, 3}, Qualifier::kExactly},
                                         One{"twenty-three soldiers", {23, 23}, Qualifier::kExactly},
                                         One{"thirtyfour sailors", {34, 34}, Qualifier::kExactly},
                                         One{"3. The two bombs", {2, 2}, Qualifier::kExactly},
                                         One{"1,200 families", {1200, 1200}, Qualifier::kExactly},
                                         One{"two hundred and five people", {205, 205}, Qualifier::kExactly},
                                         One{"at least 15 people", {15, {}}, Qualifier::kAtLeast},
                                         One{"more than 30 people", {30, {}}, Qualifier::kMoreThan},
                                         One{"over three dozen people", {36, {}}, Qualifier::kMoreThan},
                                         One{"about 40 people", {40, 40}, Qualifier::kAbout},
                                         One{"up to 20 people", {0, 20}, Qualifier::kUpTo},
                                         One{"8 to 10 people", {8, 10}, Qualifier::kAbout},
                                         One{"8-10 people", {8, 10}, Qualifier::kAbout},
                                         One{"between six and nine people", {6, 9}, Qualifier::kAbout}));

TEST(Numbers, WhatCountsNobodyIsNone) {
  for (const char* text : {"30 percent of voters", "$500 in cash", "at 3.5 points", "around 11:40 that night",
                           "the 23rd day", "4. The murder", "2) The attack"}) {
    EXPECT_TRUE(numbers_in(text).empty()) << text;
  }
}

TEST(Numbers, ADashThatStandsAloneJoinsNoTwo) {
  const auto found = numbers_in("The 8 - thirteen of them");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].range, (Range{13, 13}));
}

TEST(Numbers, SeveralInOneSentence) {
  const auto found =
      numbers_in("Six officers and at least four civilians were killed and a dozen were hurt.");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].range, (Range{6, 6}));
  EXPECT_EQ(found[1].range, (Range{4, {}}));
  EXPECT_EQ(found[2].range.low, 12);
}

TEST(Numbers, MillionsAreNoPeople) {
  EXPECT_TRUE(numbers_in("999999999999 people").empty());
}

}  // namespace
}  // namespace roznamcha::extract

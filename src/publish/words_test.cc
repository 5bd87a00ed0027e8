#include "publish/words.h"

#include <gtest/gtest.h>

namespace roznamcha::publish {
namespace {

using record::CountStatement;
using record::Figure;
using record::Qualifier;

CountStatement count(int64_t low, std::optional<int64_t> high, Qualifier qualifier) {
  CountStatement out;
  out.range = {low, high};
  out.qualifier = qualifier;
  return out;
}

TEST(Words, CountsKeepTheirQualifier) {
  EXPECT_EQ(in_words(count(10, 10, Qualifier::kExactly)), "10");
  EXPECT_EQ(in_words(count(8, 10, Qualifier::kExactly)), "8–10");
  EXPECT_EQ(in_words(count(15, {}, Qualifier::kAtLeast)), "at least 15");
  EXPECT_EQ(in_words(count(60, {}, Qualifier::kMoreThan)), "more than 60");
  EXPECT_EQ(in_words(count(0, 20, Qualifier::kUpTo)), "up to 20");
  EXPECT_EQ(in_words(count(40, 40, Qualifier::kAbout)), "about 40");
  EXPECT_EQ(in_words(count(2, {}, Qualifier::kSeveral)), "several");
}

TEST(Words, NoFigureIsNeverZero) {
  EXPECT_EQ(in_words(std::optional<Figure>()), "not stated");
  EXPECT_EQ(in_words(std::optional<Figure>(Figure{0, 0, 0})), "0");
  EXPECT_EQ(in_words(std::optional<Figure>(Figure{15, 15, {}})), "at least 15");
  EXPECT_EQ(in_words(std::optional<Figure>(Figure{8, 10, 10})), "8–10");
}

TEST(Words, DatesAndPlacesSayHowMuchIsKnown) {
  const auto day = text::make_date(2024, 2, 5);
  EXPECT_EQ(in_words(text::DateRange{}), "not known");
  EXPECT_EQ(in_words(text::DateRange{day, day, text::DatePrecision::kDay}), "2024-02-05");
  EXPECT_EQ(in_words(text::DateRange{{}, day, text::DatePrecision::kUnknown}), "until 2024-02-05");
  record::Place place;
  EXPECT_EQ(in_words(place), "not known");
  place.name = place.admin1 = "Balochistan";
  place.country = "PK";
  EXPECT_EQ(in_words(place), "Balochistan, PK");
}

TEST(Words, SuspicionIsNotFact) {
  record::ActorStatement actor;
  actor.name = "Red Brigade of Nowhere";
  actor.certainty = record::Certainty::kSuspected;
  EXPECT_EQ(in_words(actor), "suspected: Red Brigade of Nowhere");
  actor.certainty = record::Certainty::kDenied;
  EXPECT_EQ(in_words(actor), "denied by Red Brigade of Nowhere");
}

}  // namespace
}  // namespace roznamcha::publish

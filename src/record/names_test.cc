#include <gtest/gtest.h>

#include <set>
#include <string>

#include "record/incident.h"
#include "record/place.h"

namespace roznamcha::record {
namespace {

/// Every name reads back as its value, and no two are alike.
template <typename Enum>
void expect_names(Enum last, std::optional<Enum> (*read)(std::string_view)) {
  std::set<std::string_view> seen;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    const auto value = static_cast<Enum>(i);
    EXPECT_EQ(read(name(value)), value) << name(value);
    EXPECT_TRUE(seen.insert(name(value)).second) << name(value);
  }
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(read("Killed"));
}

TEST(Names, ReadBack) {
  expect_names(Effect::kDisplaced, effect);
  expect_names(Qualifier::kSeveral, qualifier);
  expect_names(Role::kResponder, role);
  expect_names(ActorKind::kIndividual, actor_kind);
  expect_names(Certainty::kUnknown, certainty);
  expect_names(MeasureStatus::kLifted, measure_status);
  expect_names(PlacePrecision::kUnknown, place_precision);
  expect_names(Status::kRetracted, status);
  expect_names(Review::Kind::kUndo, review_kind);
}

TEST(Names, AreThoseOfTheContract) {
  EXPECT_EQ(name(Effect::kAbducted), "abducted");
  EXPECT_EQ(name(Qualifier::kAtLeast), "at_least");
  EXPECT_EQ(name(Qualifier::kUpTo), "up_to");
  EXPECT_EQ(name(Certainty::kSuspected), "suspected");
  EXPECT_EQ(name(MeasureStatus::kInForce), "in_force");
  EXPECT_EQ(name(ActorKind::kOrganization), "organization");
  EXPECT_EQ(name(Status::kCorroborated), "corroborated");
  EXPECT_EQ(name(PlacePrecision::kAdmin2), "admin2");
}

}  // namespace
}  // namespace roznamcha::record

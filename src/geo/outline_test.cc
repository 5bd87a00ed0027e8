#include "geo/outline.h"

#include <gtest/gtest.h>

namespace roznamcha::geo {
namespace {

const std::vector<Point> kSquare = {{30, 70}, {30, 72}, {32, 72}, {32, 70}};

TEST(Outline, HoldsWhatLiesInside) {
  const Outline square({kSquare});
  EXPECT_TRUE(square.holds({31, 71}));
  EXPECT_FALSE(square.holds({31, 73}));
  EXPECT_FALSE(square.holds({29.9, 71}));
  EXPECT_FALSE(Outline().holds({0, 0}));
}

TEST(Outline, AHoleIsOutside) {
  const Outline ring({kSquare, {{30.5, 70.5}, {30.5, 71.5}, {31.5, 71.5}, {31.5, 70.5}}});
  EXPECT_FALSE(ring.holds({31, 71}));
  EXPECT_TRUE(ring.holds({30.2, 70.2}));
}

TEST(Outline, CentreAndRadius) {
  const Outline square({kSquare, {{10, 10}, {10, 10.1}, {10.1, 10}}});
  EXPECT_NEAR(square.centre().latitude, 31, 1e-9);
  EXPECT_NEAR(square.centre().longitude, 71, 1e-9);
  EXPECT_NEAR(Outline({kSquare}).radius_km(), distance_km({31, 71}, {30, 70}), 0.5);
}

TEST(Outline, ALineHoldsNothing) {
  const Outline line({{{30, 70}, {31, 71}}});
  EXPECT_TRUE(line.empty());
  const Outline flat({{{30, 70}, {30, 71}, {30, 72}}});
  EXPECT_FALSE(flat.holds({30, 71}));
  EXPECT_EQ(flat.centre(), (Point{30, 70}));
}

}  // namespace
}  // namespace roznamcha::geo

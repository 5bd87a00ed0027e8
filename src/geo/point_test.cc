#include "geo/point.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace roznamcha::geo {
namespace {

constexpr Point kQuetta{30.184, 67.001};
constexpr Point kKarachi{24.8607, 67.0011};

TEST(Distance, OfAPointToItselfIsNothing) {
  EXPECT_EQ(distance_km(kQuetta, kQuetta), 0);
}

TEST(Distance, AlongAMeridianADegreeIsAHundredAndElevenKilometres) {
  EXPECT_NEAR(distance_km({0, 20}, {1, 20}), 111.195, 0.01);
  EXPECT_NEAR(distance_km({60, 20}, {60, 21}), 55.6, 0.1);
}

TEST(Distance, IsTheSameBothWaysAndOverTheDateLine) {
  EXPECT_DOUBLE_EQ(distance_km(kQuetta, kKarachi), distance_km(kKarachi, kQuetta));
  EXPECT_NEAR(distance_km({0, 179.5}, {0, -179.5}), 111.195, 0.01);
}

TEST(Distance, OfAntipodesIsHalfTheGirth) {
  EXPECT_NEAR(distance_km({10, 20}, {-10, -160}), 20015.1, 0.2);
}

TEST(OnGlobe, KnowsTheRangesAndNotANumber) {
  EXPECT_TRUE(on_globe({-90, 180}));
  EXPECT_FALSE(on_globe({90.01, 0}));
  EXPECT_FALSE(on_globe({0, -180.5}));
  EXPECT_FALSE(on_globe({std::numeric_limits<double>::quiet_NaN(), 0}));
}

TEST(Moved, GoesAsFarAsItWasTold) {
  for (double bearing = 0; bearing < 360; bearing += 45) {
    EXPECT_NEAR(distance_km(kQuetta, moved(kQuetta, 40, bearing)), 40, 0.001) << bearing;
  }
  const Point west = moved(kQuetta, 40, 270);
  EXPECT_LT(west.longitude, kQuetta.longitude);
  EXPECT_NEAR(west.latitude, kQuetta.latitude, 0.01);
}

TEST(Moved, CrossesTheDateLine) {
  const Point p = moved({0, 179.9}, 100, 90);
  EXPECT_TRUE(on_globe(p));
  EXPECT_LT(p.longitude, 0);
}

}  // namespace
}  // namespace roznamcha::geo

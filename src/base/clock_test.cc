#include "base/clock.h"

#include <gtest/gtest.h>

#include <regex>

namespace roznamcha::base {
namespace {

TEST(Clock, GivesUtcThatSortsAsText) {
  const Clock clock = system_clock();
  const std::string first = clock(), second = clock();
  EXPECT_TRUE(std::regex_match(first, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"))) << first;
  EXPECT_LE(first, second);
}

TEST(Clock, CanStandStill) {
  const Clock clock = fixed_clock("2024-02-05T18:00:00.000Z");
  EXPECT_EQ(clock(), "2024-02-05T18:00:00.000Z");
  EXPECT_EQ(clock(), clock());
}

}  // namespace
}  // namespace roznamcha::base

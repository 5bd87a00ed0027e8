#include "text/date.h"

#include <gtest/gtest.h>

namespace roznamcha::text {
namespace {

TEST(ParseDate, ReadsTheDayAsWritten) {
  EXPECT_EQ(parse_date("2024-02-05"), make_date(2024, 2, 5));
  EXPECT_EQ(parse_date("2024-02-05T23:30:00-08:00"), make_date(2024, 2, 5));
  EXPECT_EQ(parse_date("2024-02-05 18:00"), make_date(2024, 2, 5));
  EXPECT_EQ(parse_date("2024-02-29"), make_date(2024, 2, 29));
}

TEST(ParseDate, RefusesWhatIsNoDay) {
  for (const char* text :
       {"", "2024", "2024-02", "2024-2-5", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00",
        "0000-01-01", "2024-02-051", "2024/02/05", "24-02-2005", "2024-02-3x", "x2024-02-05"}) {
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
  }
}

TEST(ToString, IsReadAgain) {
  EXPECT_EQ(to_string(make_date(2024, 2, 5)), "2024-02-05");
  EXPECT_EQ(to_string(make_date(987, 12, 31)), "0987-12-31");
  for (int day = -400000; day < 400000; day += 997) {
    const Date date{std::chrono::days(day)};
    EXPECT_EQ(parse_date(to_string(date)), date);
  }
}

TEST(MakeDate, CutsTheDayToTheMonth) {
  EXPECT_EQ(make_date(2023, 2, 31), make_date(2023, 2, 28));
  EXPECT_EQ(make_date(2024, 2, 31), make_date(2024, 2, 29));
  EXPECT_EQ(make_date(2024, 4, 31), make_date(2024, 4, 30));
}

TEST(DateRange, IsKnownWithOneEnd) {
  DateRange range;
  EXPECT_FALSE(range.known());
  range.latest = make_date(2024, 2, 5);
  EXPECT_TRUE(range.known());
}

TEST(DatePrecision, HasNames) {
  EXPECT_EQ(name(DatePrecision::kDay), "day");
  EXPECT_EQ(name(DatePrecision::kWeek), "week");
  EXPECT_EQ(name(DatePrecision::kMonth), "month");
  EXPECT_EQ(name(DatePrecision::kYear), "year");
  EXPECT_EQ(name(DatePrecision::kUnknown), "unknown");
}

}  // namespace
}  // namespace roznamcha::text

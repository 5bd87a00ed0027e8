#include "intake/web_date.h"

#include <gtest/gtest.h>

namespace roznamcha::intake {
namespace {

std::string read(std::string_view text) {
  const auto date = parse_web_date(text);
  return date ? text::to_string(*date) : "";
}

TEST(WebDate, ReadsTheUsualForms) {
  for (const char* text :
       {"2024-02-05", "2024-02-05T23:59:00+05:00", "2024-02-05 18:00", "Mon, 05 Feb 2024 18:00:00 GMT",
        "5 Feb 2024", "20240205", "20240205T180000Z", "February 5, 2024", "Feb. 5, 2024 6:00 pm",
        "Monday, 5th February 2024", "2024/02/05", " 2024-2-5 "}) {
    EXPECT_EQ(read(text), "2024-02-05") << text;
  }
  EXPECT_EQ(read("Sept 30, 2023"), "2023-09-30");
}

TEST(WebDate, GivesNothingWhereItIsNotSure) {
  for (const char* text : {"", " ", "yesterday", "05/02/2024", "2024-02-30", "2024", "February 2024",
                           "31 Feb 2024", "99999999", "1707150000", "Feb 5", "12345678901234567890"}) {
    EXPECT_EQ(read(text), "") << text;
  }
}

TEST(WebDate, KnowsTheMinuteWhereHourAndZoneAreStated) {
  constexpr int64_t kDay = 19758 * 24 * 60;  // 2024-02-05
  EXPECT_EQ(parse_web_minute("2024-02-05T18:00:00+05:00"), kDay + 13 * 60);
  EXPECT_EQ(parse_web_minute("2024-02-05T18:30Z"), kDay + 18 * 60 + 30);
  EXPECT_EQ(parse_web_minute("2024-02-05T01:00:00.250-0330"), kDay + 4 * 60 + 30);
  EXPECT_EQ(parse_web_minute("Mon, 05 Feb 2024 02:00:00 +0500"), kDay - 3 * 60);
  EXPECT_EQ(parse_web_minute("Mon, 05 Feb 2024 18:00:00 GMT"), kDay + 18 * 60);
  for (const char* text :
       {"", "2024-02-05", "2024-02-05 18:00", "Feb. 5, 2024 6:00 pm", "2024-02-05T18:00+99:00",
        "2024-02-05T99:00Z", "18:00Z", "2024-02-05T18:0", "2024-02-05T18:00+", ":"})
    EXPECT_FALSE(parse_web_minute(text)) << text;
}

}  // namespace
}  // namespace roznamcha::intake

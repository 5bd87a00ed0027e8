#include "pack/time_words.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace roznamcha::pack {
namespace {

constexpr const char* kHead = "# origin: a test\n# key: phrase,kind\nphrase\tkind\tnumber\tcode\tflags\n";

base::Result<TimeWords> words_of(const std::string& rows) {
  auto table = Table::parse(kHead + rows, "times.tsv");
  if (!table) return table.error();
  return TimeWords::from_table(*table);
}

std::string feast(std::string_view rule, int year) {
  const auto days = TimeWords::feasts(rule, year);
  return days.empty() ? "none" : text::to_string(days.front());
}

TEST(TimeWords, FindsAWordByItsKind) {
  const auto words = words_of("may\tmonth\t5\t\tcapital\nmay\tfuture\t\t\t\nnight\tpart\t\tNI\t\n");
  ASSERT_TRUE(words);
  ASSERT_NE(words->find("may", TimeKind::kMonth), nullptr);
  EXPECT_EQ(words->find("may", TimeKind::kMonth)->number, 5);
  EXPECT_TRUE(words->find("may", TimeKind::kMonth)->capital);
  EXPECT_NE(words->find("may", TimeKind::kFuture), nullptr);
  EXPECT_EQ(words->find("night", TimeKind::kPart)->code, "NI");
  EXPECT_EQ(words->find("night", TimeKind::kMonth), nullptr);
  EXPECT_EQ(words->find("knight", TimeKind::kPart), nullptr);
}

TEST(TimeWords, PhrasesOfSeveralWordsAreIndexed) {
  const auto words = words_of("the end of\tposition\t\t\t\n");
  ASSERT_TRUE(words);
  const text::Segmented seg = text::segment("by the end of May");
  std::vector<PhraseIndex::Match> matches;
  words->phrases().match(seg.tokens, 1, static_cast<uint32_t>(seg.tokens.size()), matches);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(matches[0].length, 3u);
  EXPECT_EQ(words->word(matches[0].value).kind, TimeKind::kPosition);
  ASSERT_NE(words->rows("the"), nullptr);
  EXPECT_TRUE(words->rows("the")->kinds & TimeWords::kStartsPhrase);
}

TEST(TimeWords, FaultyRowsAreNamed) {
  for (const char* row : {"may\tmoon\t5\t\t\n", "may\tmonth\t13\t\t\n", "may\tmonth\t\t\t\n",
                          "may\tmonth\tfive\t\t\n", "dusk\tpart\t\tXX\t\n", "week\tunit\t0\tW\t\n",
                          "back\tshift\t-2\tnow\t\n", "fair\tfeast\t\t13-1\t\n", "may\tmonth\t5\t\tloud\n",
                          "era\tera\t0\t\t\n", "utopia\tvote\t\t2024-02-30\t\n", "utopia\tvote\t\t\t\n"}) {
    const auto words = words_of(row);
    ASSERT_FALSE(words) << row;
    EXPECT_EQ(words.error().id, base::ErrorId::kBadPack) << row;
    EXPECT_EQ(words.error().where, "times.tsv:4") << row;
  }
}

TEST(TimeWords, MissingColumnIsAFault) {
  const auto table = Table::parse("# origin: a test\n# key: phrase\nphrase\tkind\nmay\tmonth\n", "times.tsv");
  ASSERT_TRUE(table);
  EXPECT_FALSE(TimeWords::from_table(*table));
}

TEST(TimeWords, FeastsFallOnTheirDays) {
  EXPECT_EQ(feast("12-25", 1996), "1996-12-25");
  EXPECT_EQ(feast("easter+0", 2024), "2024-03-31");
  EXPECT_EQ(feast("easter-2", 2023), "2023-04-07");
  EXPECT_EQ(feast("easter+1", 1954), "1954-04-19");
  EXPECT_EQ(feast("11:4:4", 2016), "2016-11-24");
  EXPECT_EQ(feast("5:-1:1", 2015), "2015-05-25");
  EXPECT_EQ(feast("9:1:1", 2014), "2014-09-01");
  EXPECT_EQ(feast("?", 2014), "none");
  EXPECT_EQ(feast("14-2", 2014), "none");
  EXPECT_EQ(feast("h:", 2014), "none");
  EXPECT_EQ(feast("easter", 2014), "none");
}

TEST(TimeWords, IslamicFeastsAreADayOffAtMost) {
  const auto near = [](std::string_view rule, int year, const char* day) {
    const auto found = TimeWords::feasts(rule, year);
    ASSERT_FALSE(found.empty());
    EXPECT_LE(std::abs((found.front() - *text::parse_date(day)).count()), 1) << rule << ' ' << year;
  };
  near("h:10-1", 2024, "2024-04-10");
  near("h:10-1", 2013, "2013-08-08");
  near("h:12-10", 2015, "2015-09-24");
  near("h:1-10", 2022, "2022-08-08");
}

TEST(TimeWords, TheFeastBeforeAndAfterADay) {
  const auto until = [](std::string_view rules, const char* day) {
    return text::to_string(TimeWords::feast_until(rules, *text::parse_date(day)).value());
  };
  const auto from = [](std::string_view rules, const char* day) {
    return text::to_string(TimeWords::feast_from(rules, *text::parse_date(day)).value());
  };
  EXPECT_EQ(until("12-25", "2016-12-25"), "2016-12-25");
  EXPECT_EQ(until("12-25", "2016-12-24"), "2015-12-25");
  EXPECT_EQ(from("12-25", "2016-12-26"), "2017-12-25");
  EXPECT_EQ(until("7-4 8-14", "2016-08-20"), "2016-08-14");
  EXPECT_EQ(until("7-4 8-14", "2016-08-10"), "2016-07-04");
  EXPECT_FALSE(TimeWords::feast_until("?", *text::parse_date("2016-08-10")));
  // 10 Zilhaj came twice in 2006.
  EXPECT_EQ(TimeWords::feasts("h:12-10", 2006).size(), 2u);
  EXPECT_EQ(until("h:12-10", "2006-12-30").substr(0, 7), "2006-01");
}

TEST(TimeWords, KindsHaveOneNameEach) {
  for (size_t i = 0; i < kTimeKinds; ++i) {
    const auto kind = static_cast<TimeKind>(i);
    EXPECT_EQ(time_kind(name(kind)), kind);
  }
  EXPECT_FALSE(time_kind("moon"));
}

TEST(TimeWords, TheTableOfThePackHolds) {
  const std::string path = std::string(ROZNAMCHA_SOURCE_DIR) + "/packs/en/times.tsv";
  std::ifstream file(path);
  std::stringstream bytes;
  bytes << file.rdbuf();
  const auto table = Table::parse(bytes.str(), path);
  ASSERT_TRUE(table) << base::to_string(table.error());
  const auto words = TimeWords::from_table(*table);
  ASSERT_TRUE(words) << base::to_string(words.error());
  for (const char* month : {"january", "february", "march", "april", "may", "june", "july", "august",
                            "september", "october", "november", "december"}) {
    EXPECT_NE(words->find(month, TimeKind::kMonth), nullptr) << month;
  }
  for (int day = 1; day <= 31; ++day) {
    const bool teen = day > 10 && day < 20;
    const char* tail = teen || day % 10 > 3 || day % 10 == 0 ? "th"
                       : day % 10 == 1                       ? "st"
                       : day % 10 == 2                       ? "nd"
                                                             : "rd";
    const TimeWord* found = words->find(fmt::format("{}{}", day, tail), TimeKind::kOrdinal);
    ASSERT_NE(found, nullptr) << day;
    EXPECT_EQ(found->number, day);
  }
}

}  // namespace
}  // namespace roznamcha::pack

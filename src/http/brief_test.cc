#include "app/brief.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "http/service_for_test.h"
#include "publish/brief.h"

namespace roznamcha::http {
namespace {

using app::day_of;
using text::make_date;

record::Report report(std::optional<text::Date> published, std::string learnt) {
  record::Report out;
  out.published = published;
  out.learnt = std::move(learnt);
  return out;
}

TEST(BriefDay, IsThatOfLearningUnlessAnArchiveIsRead) {
  const text::Date day = make_date(2024, 2, 5);
  EXPECT_EQ(day_of(report(day, "2024-02-05T10:00:00.000Z")), day);
  EXPECT_EQ(day_of(report(day, "2024-02-07T10:00:00.000Z")), make_date(2024, 2, 7)) << "came late";
  EXPECT_EQ(day_of(report(day, "2026-01-01T10:00:00.000Z")), day) << "an archive";
  EXPECT_EQ(day_of(report(day, "2024-02-04T23:00:00.000Z")), day) << "a clock that is slow";
  EXPECT_EQ(day_of(report({}, "2024-02-07T10:00:00.000Z")), make_date(2024, 2, 7));
}

class BriefTest : public testing::Test {
 protected:
  void add(const std::string& id, const std::string& published, const std::string& text) {
    app::Inputs inputs;
    inputs.memory =
        app::Inputs::Bytes{"{\"id\":\"" + id + "\",\"published\":\"" + published +
                               "\",\"country\":\"PK\",\"source\":\"" + id + "\",\"text\":\"" + text + "\"}\n",
                           "posted.jsonl"};
    const auto added = served_.desk().add(inputs);
    ASSERT_TRUE(added && added->added == 1);
  }

  record::Brief ask(text::Date since, std::optional<text::Date> until = {}, const std::string& place = "") {
    auto found = served_.desk().brief({since, until, place, {}, app::Convention::kUcdp});
    EXPECT_TRUE(found);
    return *found;
  }

  static const publish::BriefSection& section(const std::vector<publish::BriefSection>& all,
                                              std::string_view kind) {
    return *std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.kind == kind; });
  }

  Served served_{false};
  std::string& now_ = served_.now;
};

TEST_F(BriefTest, NewThenChangedWithBothValues) {
  now_ = "2024-01-31T06:00:00.000Z";
  add("first", "2024-01-30",
      "Gunmen raided a police post in Mach on January 30, killing three policemen, officials said.");
  now_ = "2024-02-02T06:00:00.000Z";
  add("second", "2024-02-02",
      "Five policemen were killed when armed men attacked a police post in Mach on January 30, a senior "
      "police officer said.");

  const auto early = publish::sections(ask(make_date(2024, 1, 30), make_date(2024, 2, 1)));
  ASSERT_EQ(section(early, "new").lines.size(), 1u);
  EXPECT_NE(section(early, "new").lines[0].text.find("killed 3"), std::string::npos) << "as it was held then";
  ASSERT_EQ(section(early, "new").lines[0].reports.size(), 1u);
  EXPECT_EQ(section(early, "new").lines[0].reports[0].document, "first");
  EXPECT_TRUE(section(early, "changed").lines.empty());
  EXPECT_TRUE(section(early, "disputed").lines.empty());

  const auto late = publish::sections(ask(make_date(2024, 2, 2)));
  EXPECT_TRUE(section(late, "new").lines.empty());
  ASSERT_EQ(section(late, "changed").lines.size(), 1u);
  EXPECT_NE(section(late, "changed").lines[0].text.find("killed: 3 → "), std::string::npos)
      << section(late, "changed").lines[0].text;
  EXPECT_EQ(section(late, "changed").lines[0].reports[0].document, "second");
  EXPECT_EQ(section(late, "disputed").lines.size(), 1u);

  EXPECT_TRUE(ask(make_date(2024, 2, 3)).developments.empty());
  EXPECT_TRUE(ask(make_date(2024, 1, 1), {}, "Quetta").developments.empty());
  EXPECT_EQ(ask(make_date(2024, 1, 1), {}, "Balochistan").developments.size(), 1u);
}

TEST_F(BriefTest, ADecisionIsAChange) {
  now_ = "2024-01-31T06:00:00.000Z";
  add("first", "2024-01-30",
      "Gunmen raided a police post in Mach on January 30, killing three policemen, officials said.");
  now_ = "2024-02-03T06:00:00.000Z";
  const auto rows = served_.desk().rows({}, app::Sort::kNewest, "", 1);
  ASSERT_TRUE(rows && rows->incidents.size() == 1);
  ASSERT_TRUE(served_.desk().set(rows->incidents[0].id, "killed", "4", {"clerk", "a call"}));
  const auto lines = section(publish::sections(ask(make_date(2024, 2, 3))), "changed").lines;
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NE(lines[0].text.find("killed: 3 → 4"), std::string::npos) << lines[0].text;
  EXPECT_NE(lines[0].text.find("by clerk"), std::string::npos);
}

TEST_F(BriefTest, ClaimsAndDenialsAreGivenAsSuch) {
  now_ = "2024-01-31T06:00:00.000Z";
  add("claim", "2024-01-31",
      "A bomb killed two men in Turbat on January 30, police said. The Baloch Liberation Army claimed "
      "responsibility for the blast.");
  const auto all = publish::sections(ask(make_date(2024, 1, 30)));
  ASSERT_EQ(section(all, "claimed").lines.size(), 1u);
  EXPECT_NE(section(all, "claimed").lines[0].text.find("claimed by "), std::string::npos);
  EXPECT_TRUE(section(all, "denied").lines.empty());
}

}  // namespace
}  // namespace roznamcha::http

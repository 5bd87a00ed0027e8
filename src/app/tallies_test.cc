#include "app/tallies.h"

#include <gtest/gtest.h>

namespace roznamcha::app {
namespace {

using record::Figure;
using record::PlacePrecision;
using Verdict = TallyCheck::Verdict;

record::Place district(std::string name) {
  record::Place place;
  place.name = place.admin2 = std::move(name);
  place.admin1 = "North";
  place.country = "XA";
  place.precision = PlacePrecision::kAdmin2;
  return place;
}

record::Place province() {
  record::Place place = district("");
  place.name = "North";
  place.precision = PlacePrecision::kAdmin1;
  return place;
}

Counted incident(std::string id, unsigned day, record::Place place, std::optional<Figure> killed) {
  Counted out;
  out.id = std::move(id);
  out.days = {text::make_date(2024, 2, day), text::make_date(2024, 2, day), text::DatePrecision::kDay};
  out.place = std::move(place);
  out.figure = killed;
  return out;
}

record::Tally tally(int64_t killed, record::Place place) {
  record::Tally out;
  out.range = {killed, killed};
  out.period = {text::make_date(2024, 2, 1), text::make_date(2024, 2, 7), text::DatePrecision::kWeek};
  out.place.place = std::move(place);
  return out;
}

const std::vector<Counted>& incidents() {
  static const std::vector<Counted> kIncidents = {incident("a", 2, district("Tarn"), Figure{3, 4, 5}),
                                                  incident("b", 5, district("Mell"), Figure{6, 6, 6}),
                                                  incident("c", 9, district("Tarn"), Figure{8, 8, 8}),
                                                  incident("d", 3, district("Tarn"), {})};
  return kIncidents;
}

TEST(Tallies, SumsWhatLiesInPeriodAndPlace) {
  const TallyCheck all = check(tally(10, province()), incidents());
  EXPECT_EQ(all.verdict, Verdict::kExplained);
  EXPECT_EQ(all.incidents, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(all.low, 9);
  EXPECT_EQ(all.best, 10);
  EXPECT_EQ(all.high, 11);
  EXPECT_EQ(all.missing, 0);
  EXPECT_EQ(check(tally(5, district("Tarn")), incidents()).incidents, (std::vector<std::string>{"a"}));
}

TEST(Tallies, SaysHowManyAreMissing) {
  const TallyCheck some = check(tally(63, province()), incidents());
  EXPECT_EQ(some.verdict, Verdict::kPartly);
  EXPECT_EQ(some.missing, 52);
  const TallyCheck none = check(tally(63, district("Sorrow")), incidents());
  EXPECT_EQ(none.verdict, Verdict::kUnknown);
  EXPECT_EQ(none.missing, 63);
  EXPECT_TRUE(none.incidents.empty());
}

TEST(Tallies, WithoutAPeriodNothingIsSaid) {
  record::Tally undated = tally(3, province());
  undated.period = {};
  EXPECT_EQ(check(undated, incidents()).verdict, Verdict::kUndated);
}

TEST(Tallies, RetractedIncidentsDoNotCountAndAttackersMay) {
  auto changed = incidents();
  changed[0].status = record::Status::kRetracted;
  changed[1].attackers = Figure{2, 2, 2};
  const TallyCheck result = check(tally(8, province()), changed);
  EXPECT_EQ(result.incidents, (std::vector<std::string>{"b"}));
  EXPECT_EQ(result.best, 6);
  EXPECT_EQ(result.high, 8);
  EXPECT_EQ(result.verdict, Verdict::kExplained);
}

TEST(Tallies, AnIncidentOfVagueDateCountsOnlyTowardsTheMost) {
  auto vague = incidents();
  vague[0].days.earliest = text::make_date(2024, 1, 1);
  const TallyCheck result = check(tally(10, province()), vague);
  EXPECT_EQ(result.low, 6);
  EXPECT_EQ(result.best, 10);
}

}  // namespace
}  // namespace roznamcha::app

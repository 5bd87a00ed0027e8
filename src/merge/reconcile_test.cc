#include "merge/reconcile.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "merge/told_for_test.h"
#include "pack/table.h"

namespace roznamcha::merge {
namespace {

using record::Certainty;
using record::Figure;
using record::Incident;
using record::Review;
using record::Status;
using record::ToldAccount;

Said said(int64_t low, std::optional<int64_t> high, const char* published, const char* publisher = "") {
  return {{low, low, high}, text::parse_date(published), publisher, true, false};
}
Said exactly(int64_t number, const char* published, const char* publisher = "") {
  return said(number, number, published, publisher);
}

void expect(const std::vector<Said>& reports, Convention convention, int64_t low, int64_t best,
            std::optional<int64_t> high) {
  const auto figure = reconcile_figure(reports, convention);
  ASSERT_TRUE(figure) << name(convention);
  EXPECT_EQ(figure->low, low) << name(convention);
  EXPECT_EQ(figure->best, best) << name(convention);
  EXPECT_EQ(figure->high, high) << name(convention);
}

Incident view(const std::vector<ToldAccount>& accounts, Convention convention = Convention::kUcdp,
              const std::vector<Review>& reviews = {}) {
  std::vector<const Review*> decisions;
  for (const Review& review : reviews) decisions.push_back(&review);
  return reconcile(accounts, convention, kinds_for_test(), decisions, nullptr);
}

const record::Conflict* conflict(const Incident& incident, std::string_view field) {
  for (const auto& found : incident.conflicts) {
    if (found.field == field) return &found;
  }
  return nullptr;
}

TEST(Convention, NamesRoundTrip) {
  for (const Convention each : conventions()) EXPECT_EQ(convention(name(each)), each);
  EXPECT_EQ(conventions().size(), 7u);
  EXPECT_FALSE(convention("median"));
}

TEST(ReconcileFigure, UnknownIsNeverZero) {
  for (const Convention each : conventions()) EXPECT_FALSE(reconcile_figure({}, each));
}

TEST(ReconcileFigure, OneReportIsTakenAsItIs) {
  for (const Convention each : conventions()) {
    expect({said(8, 10, "2024-02-05")}, each, 8, 8, 10);
    expect({said(15, std::nullopt, "2024-02-05")}, each, 15, 15, std::nullopt);
    expect({exactly(0, "2024-02-05")}, each, 0, 0, 0);
  }
}

TEST(ReconcileFigure, ThreeNumbers) {
  const std::vector<Said> reports = {exactly(3, "2024-02-05", "A"), exactly(5, "2024-02-06", "B"),
                                     exactly(3, "2024-02-05", "C"), exactly(7, "2024-02-07", "D")};
  expect(reports, Convention::kUcdp, 3, 3, 7);
  expect(reports, Convention::kAcled, 3, 3, 7);
  expect(reports, Convention::kGtdMajority, 3, 7, 7);  // two of four are no majority: the most recent
  expect(reports, Convention::kGtdRecent, 3, 7, 7);
  expect(reports, Convention::kMaverickConservative, 3, 3, 7);
  expect(reports, Convention::kMaverickInformative, 3, 7, 7);
  expect(reports, Convention::kMaverickRepresentative, 3, 3, 7);
}

TEST(ReconcileFigure, MajorityOfThree) {
  const std::vector<Said> reports = {exactly(5, "2024-02-05", "A"), exactly(5, "2024-02-05", "B"),
                                     exactly(4, "2024-02-08", "C")};
  expect(reports, Convention::kGtdMajority, 4, 5, 5);
  expect(reports, Convention::kGtdRecent, 4, 4, 5);
  expect(reports, Convention::kAcled, 4, 4, 5);
}

TEST(ReconcileFigure, OfEqualSupportTheMostRecent) {
  expect({exactly(3, "2024-02-05", "A"), exactly(5, "2024-02-06", "B")}, Convention::kUcdp, 3, 5, 5);
  expect({exactly(5, "2024-02-05", "A"), exactly(3, "2024-02-06", "B")}, Convention::kUcdp, 3, 3, 5);
}

TEST(ReconcileFigure, RepresentativeTakesTheLeastOfEquals) {
  expect({exactly(9, "2024-02-05"), exactly(2, "2024-02-06")}, Convention::kMaverickRepresentative, 2, 2, 9);
}

TEST(ReconcileFigure, AtLeastSupportsGreaterNumbersAndHasNoUpperEnd) {
  // "At least 15" and 18 agree on 18, and 18 closes the range.
  expect({said(15, std::nullopt, "2024-02-05", "A"), exactly(18, "2024-02-05", "B")}, Convention::kUcdp, 15,
         18, 18);
  // 12 does not close "at least 15".
  expect({said(15, std::nullopt, "2024-02-06", "A"), exactly(12, "2024-02-05", "B")}, Convention::kUcdp, 12,
         15, std::nullopt);
}

TEST(ReconcileFigure, CopiesCountOnceAndPublishersCorrectThemselves) {
  std::vector<Said> reports = {exactly(4, "2024-02-05", "A"), exactly(4, "2024-02-05", "B"),
                               exactly(6, "2024-02-06", "C")};
  reports[1].independent = false;
  expect(reports, Convention::kUcdp, 4, 6, 6);
  expect(reports, Convention::kMaverickRepresentative, 4, 4, 6);  // every report counts there
  // A's first number is withdrawn by its second.
  expect({exactly(2, "2024-02-05", "A"), exactly(6, "2024-02-06", "A"), exactly(5, "2024-02-06", "B")},
         Convention::kAcled, 5, 5, 6);
}

TEST(ReconcileFigure, PartiesAreHeardOnlyIfNobodyElseSpeaks) {
  std::vector<Said> reports = {exactly(40, "2024-02-07", "A"), exactly(6, "2024-02-06", "B")};
  reports[0].partisan = true;
  expect(reports, Convention::kGtdRecent, 6, 6, 6);
  reports.pop_back();
  expect(reports, Convention::kGtdRecent, 40, 40, 40);
}

TEST(Reconcile, DroppedNumbersStayInSight) {
  const Incident incident =
      view({Tell("a").on("2024-02-05").in("Tarn").killed(4), Tell("b").on("2024-02-05").in("Tarn").killed(6)},
           Convention::kAcled);
  EXPECT_EQ(incident.killed, (Figure{4, 4, 6}));
  EXPECT_FALSE(incident.injured);
  EXPECT_FALSE(incident.attackers_killed);
  const auto* found = conflict(incident, "killed");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->values.size(), 2u);
  EXPECT_EQ(found->values[0].value, "4");
  EXPECT_EQ(found->values[0].documents, std::vector<std::string>{"doc-a"});
  EXPECT_EQ(found->values[1].value, "6");
  EXPECT_EQ(found->chosen, "4");
  EXPECT_EQ(found->rule, "acled");
}

TEST(Reconcile, AttackersAreCountedApart) {
  const Incident incident =
      view({Tell("a").on("2024-02-05").killed(4).count(record::Effect::kKilled, 2, 2, "attacker")});
  EXPECT_EQ(incident.killed, (Figure{4, 4, 4}));
  EXPECT_EQ(incident.attackers_killed, (Figure{2, 2, 2}));
  EXPECT_EQ(incident.view.counts.size(), 2u);
}

TEST(Reconcile, ClaimantsNumbersGiveWayToOthers) {
  const Incident incident =
      view({Tell("a")
                .on("2024-02-05")
                .published("2024-02-08")
                .perpetrator("Sons of the Hill")
                .count(record::Effect::kKilled, 50, 50, "unspecified", "the Sons of the Hill"),
            Tell("b").on("2024-02-05").killed(6)});
  EXPECT_EQ(incident.killed, (Figure{6, 6, 6}));
  ASSERT_TRUE(conflict(incident, "killed"));
  EXPECT_EQ(conflict(incident, "killed")->values.size(), 2u);
}

TEST(Reconcile, CountsQuoteWhoSaysThem) {
  const Incident incident = view(
      {Tell("a").on("2024-02-05").killed(4), Tell("b").on("2024-02-05").published("2024-02-07").killed(6)},
      Convention::kGtdRecent);
  const std::pair<std::string, std::string> by_b{"counts", "b"};
  EXPECT_NE(std::find(incident.sources.begin(), incident.sources.end(), by_b), incident.sources.end());
  ASSERT_EQ(incident.view.counts.size(), 1u);
  EXPECT_EQ(incident.view.counts[0].range.low, 6);
}

TEST(Reconcile, DateIsTheMostPreciseThatAgrees) {
  const Incident incident = view({Tell("a").between("2024-01-28", "2024-02-03"), Tell("b").on("2024-01-31")});
  EXPECT_EQ(text::to_string(*incident.view.date.range.earliest), "2024-01-31");
  EXPECT_EQ(incident.view.date.range.precision, text::DatePrecision::kDay);
  EXPECT_FALSE(conflict(incident, "date"));
}

TEST(Reconcile, RangesNarrowEachOther) {
  const Incident incident =
      view({Tell("a").between("2024-01-28", "2024-02-03"), Tell("b").between("2024-02-01", "2024-02-10")});
  EXPECT_EQ(text::to_string(*incident.view.date.range.earliest), "2024-02-01");
  EXPECT_EQ(text::to_string(*incident.view.date.range.latest), "2024-02-03");
  EXPECT_EQ(incident.view.date.range.precision, text::DatePrecision::kWeek);
}

TEST(Reconcile, MostReportsDecideTheDay) {
  const Incident incident =
      view({Tell("a").on("2024-02-05"), Tell("b").on("2024-02-04"), Tell("c").on("2024-02-05")});
  EXPECT_EQ(text::to_string(*incident.view.date.range.earliest), "2024-02-05");
  ASSERT_TRUE(conflict(incident, "date"));
  EXPECT_EQ(conflict(incident, "date")->values.size(), 2u);
}

TEST(Reconcile, MaverickDates) {
  const std::vector<ToldAccount> accounts = {Tell("a").between("2024-02-01", "2024-02-04"),
                                             Tell("b").between("2024-02-03", "2024-02-06"),
                                             Tell("c").between("2024-02-03", "2024-02-04")};
  const auto days = [&](Convention convention) {
    const auto range = view(accounts, convention).view.date.range;
    return text::to_string(*range.earliest) + " " + text::to_string(*range.latest);
  };
  EXPECT_EQ(days(Convention::kMaverickConservative), "2024-02-01 2024-02-06");
  EXPECT_EQ(days(Convention::kMaverickInformative), "2024-02-03 2024-02-04");
  EXPECT_EQ(days(Convention::kMaverickRepresentative), "2024-02-03 2024-02-04");
}

TEST(Reconcile, PlaceIsTheMostPreciseThatOthersHold) {
  const std::vector<ToldAccount> accounts = {Tell("a").province("North"), Tell("b").in("Tarn"),
                                             Tell("c").district("Tarn", "North")};
  const Incident incident = view(accounts);
  EXPECT_EQ(incident.view.place.place.name, "Tarn");
  EXPECT_EQ(incident.view.place.place.precision, record::PlacePrecision::kExact);
  EXPECT_FALSE(conflict(incident, "place"));
  EXPECT_EQ(view(accounts, Convention::kMaverickConservative).view.place.place.precision,
            record::PlacePrecision::kAdmin1);
}

TEST(Reconcile, OtherPlacesConflict) {
  const Incident incident = view({Tell("a").in("Tarn"), Tell("b").in("Mell"), Tell("c").in("Tarn")});
  EXPECT_EQ(incident.view.place.place.name, "Tarn");
  ASSERT_TRUE(conflict(incident, "place"));
  EXPECT_EQ(conflict(incident, "place")->values[0].value, "Mell, North, XA");
}

TEST(Reconcile, TypeIsTheMostSpecificThatMostGoWith) {
  EXPECT_EQ(view({Tell("a").type("Attack"), Tell("b").type("Suicide bomb"), Tell("c").type("Attack")})
                .view.sub_event_type,
            "Suicide bomb");
  EXPECT_EQ(view({Tell("a").type("Attack"), Tell("b").type("Peaceful protest"), Tell("c").type("Attack")})
                .view.sub_event_type,
            "Attack");
}

TEST(Reconcile, ADenialStandsBesideASuspicion) {
  const Incident incident =
      view({Tell("a").on("2024-02-05").perpetrator("Sons of the Hill", Certainty::kSuspected),
            Tell("b").on("2024-02-05").perpetrator("Sons of the Hill", Certainty::kDenied)});
  ASSERT_EQ(incident.view.actors.size(), 2u);
  EXPECT_EQ(incident.view.actors[0].certainty, Certainty::kSuspected);
  EXPECT_EQ(incident.view.actors[1].certainty, Certainty::kDenied);
  EXPECT_EQ(incident.status, Status::kDisputed);
  EXPECT_TRUE(conflict(incident, "actors: Sons of the Hill"));
}

TEST(Reconcile, ListsAreUnitedWithoutRepeats) {
  const Incident incident = view(
      {Tell("a").victim("Ali Gul").target("police_station", "a police station"),
       Tell("b").victim("Ali Gul Khan").victim("Sara Noor").target("police_station", "the police station")});
  ASSERT_EQ(incident.view.victims.size(), 2u);
  EXPECT_EQ(incident.view.victims[0].name, "Ali Gul Khan");
  EXPECT_EQ(incident.view.targets.size(), 1u);
}

TEST(Reconcile, ElectionIfAnySaysSo) {
  const Incident incident = view({Tell("a").on("2024-02-05"), Tell("b").on("2024-02-05").election("rally")});
  EXPECT_TRUE(incident.view.election.related);
  EXPECT_EQ(incident.view.election.target, "rally");
}

TEST(Reconcile, BackgroundOnlyIfAllAre) {
  EXPECT_TRUE(view({Tell("a").background(), Tell("b").background()}).view.background);
  EXPECT_FALSE(view({Tell("a").background(), Tell("b")}).view.background);
}

TEST(Reconcile, TwoIndependentSourcesCorroborate) {
  const ToldAccount a = Tell("a").source("Morning Post").on("2024-02-05").in("Tarn");
  EXPECT_EQ(view({a}).status, Status::kUnverified);
  EXPECT_EQ(view({a, Tell("b").source("Evening Star").on("2024-02-05").in("Tarn")}).status,
            Status::kCorroborated);
  EXPECT_EQ(view({a, Tell("b").source("Morning Post").on("2024-02-05").in("Tarn")}).status,
            Status::kUnverified);
  EXPECT_EQ(view({a, Tell("b").source("Evening Star").in("Tarn")}).status, Status::kUnverified);
}

TEST(Reconcile, CopiesAreNoSecondSource) {
  const auto copy = [](const char* id, uint32_t shift) {
    return Tell(id)
        .on("2024-02-05")
        .in("Tarn")
        .killed(3)
        .evidence(100 + shift, 180 + shift)
        .evidence(200 + shift, 240 + shift);
  };
  const Incident incident = view(
      {copy("a", 0).published("2024-02-05").source("Morning Post"), copy("b", 17).source("Evening Star")});
  EXPECT_TRUE(incident.accounts[0].report.independent);
  EXPECT_FALSE(incident.accounts[1].report.independent);
  EXPECT_EQ(incident.status, Status::kUnverified);
}

TEST(Reconcile, FirstKnownAndLastChanged) {
  const Incident incident =
      view({Tell("a").learnt("2024-02-06T08:00:00.000Z"), Tell("b").learnt("2024-02-05T08:00:00.000Z")});
  EXPECT_EQ(incident.first_known, "2024-02-05T08:00:00.000Z");
  EXPECT_EQ(incident.last_changed, "2024-02-06T08:00:00.000Z");
}

Review set(std::string field, std::string value) {
  Review review;
  review.number = 7;
  review.kind = Review::Kind::kSet;
  review.accounts = {"a"};
  review.field = std::move(field);
  review.value = std::move(value);
  review.by = "Editor";
  review.learnt = "2024-03-01T00:00:00.000Z";
  return review;
}

TEST(Reconcile, PeopleOutrankReports) {
  const std::vector<ToldAccount> accounts = {Tell("a").on("2024-02-05").in("Tarn").killed(4),
                                             Tell("b").on("2024-02-05").in("Tarn").killed(6)};
  const Incident incident = view(
      accounts, Convention::kUcdp,
      {set("killed", "9-11"), set("date", "2024-02-03..2024-02-04"), set("status", "verified"),
       set("election", "candidate"), set("perpetrator", "Sons of the Hill"), set("injured", "at least 3")});
  EXPECT_EQ(incident.killed, (Figure{9, 9, 11}));
  EXPECT_EQ(incident.injured, (Figure{3, 3, std::nullopt}));
  EXPECT_EQ(text::to_string(*incident.view.date.range.latest), "2024-02-04");
  EXPECT_EQ(incident.status, Status::kVerified);
  EXPECT_EQ(incident.view.election.target, "candidate");
  ASSERT_EQ(incident.view.actors.size(), 1u);
  EXPECT_EQ(incident.view.actors[0].name, "Sons of the Hill");
  EXPECT_EQ(incident.last_changed, "2024-03-01T00:00:00.000Z");
  const auto* found = conflict(incident, "killed");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->values.size(), 2u);  // what the reports say stays
  EXPECT_EQ(found->chosen, "9-11");
  EXPECT_NE(found->rule.find("Editor"), std::string::npos);
}

TEST(Reconcile, UnknownCanBeSet) {
  EXPECT_FALSE(view({Tell("a").killed(4)}, Convention::kUcdp, {set("killed", "unknown")}).killed);
  EXPECT_FALSE(
      view({Tell("a").in("Tarn")}, Convention::kUcdp, {set("place", "unknown")}).view.place.place.known());
}

TEST(Reconcile, Retracted) {
  Review review = set("", "");
  review.kind = Review::Kind::kRetract;
  EXPECT_EQ(view({Tell("a").on("2024-02-05")}, Convention::kUcdp, {review}).status, Status::kRetracted);
}

TEST(CheckValue, SaysWhatIsNoValue) {
  for (const auto& [field, value] :
       std::vector<std::pair<std::string, std::string>>{{"killed", "12"},
                                                        {"killed", "10-12"},
                                                        {"killed", "at least 15"},
                                                        {"injured", "unknown"},
                                                        {"date", "2024-02-05"},
                                                        {"date", "2024-02-01..2024-02-07"},
                                                        {"status", "verified"},
                                                        {"background", "yes"},
                                                        {"election", "rally"},
                                                        {"place", "Tarn"}}) {
    EXPECT_FALSE(check_value(field, value, nullptr)) << field << " " << value;
  }
  for (const auto& [field, value] :
       std::vector<std::pair<std::string, std::string>>{{"killed", "twelve"},
                                                        {"killed", "12-10"},
                                                        {"killed", "-3"},
                                                        {"killed", "99999999999999999999"},
                                                        {"date", "2024-02-30"},
                                                        {"date", "2024-02-07..2024-02-01"},
                                                        {"status", "sure"},
                                                        {"background", "maybe"},
                                                        {"election", "moon"},
                                                        {"colour", "red"},
                                                        {"place", ""}}) {
    const auto fault = check_value(field, value, nullptr);
    ASSERT_TRUE(fault) << field << " " << value;
    EXPECT_EQ(fault->id, base::ErrorId::kBadArgument);
  }
}

TEST(Kinds, EveryTypeOfTheTaxonomyHasARow) {
  const auto bytes = base::read_file(ROZNAMCHA_SOURCE_DIR "/packs/taxonomy.tsv", 1 << 20);
  const auto taxonomy = pack::Table::parse(*bytes, "taxonomy.tsv");
  ASSERT_TRUE(taxonomy);
  const Kinds kinds = kinds_for_test();
  for (size_t row = 0; row < taxonomy->size(); ++row) {
    EXPECT_TRUE(kinds.find(taxonomy->cell(row, "sub_event_type"))) << taxonomy->cell(row, "sub_event_type");
  }
  EXPECT_TRUE(kinds.compatible("Attack", "Suicide bomb"));
  EXPECT_FALSE(kinds.compatible("Air/drone strike", "Peaceful protest"));
  EXPECT_TRUE(kinds.compatible("", "Peaceful protest"));
}

TEST(Kinds, RefusesWhatIsNoLevel) {
  const auto kinds = Kinds::parse(
      "# origin: test\n# key: sub_event_type\nsub_event_type\tfamilies\tspecific\nAttack\tassault\t3\n");
  ASSERT_FALSE(kinds);
  EXPECT_EQ(kinds.error().id, base::ErrorId::kBadPack);
}

}  // namespace
}  // namespace roznamcha::merge

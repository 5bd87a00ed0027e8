#include "merge/merge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "merge/decisions.h"
#include "merge/told_for_test.h"
#include "record/json.h"

namespace roznamcha::merge {
namespace {

using record::Incident;
using record::Review;
using record::ToldAccount;

Merged merged(std::vector<ToldAccount> accounts, const std::vector<Review>& reviews = {}) {
  static const Kinds kinds = kinds_for_test();
  return merge(std::move(accounts), reviews, Convention::kUcdp, kinds, nullptr);
}

/// "a b|c": ids of the accounts of each incident.
std::string groups(const Merged& result) {
  std::string out;
  for (const Incident& incident : result.incidents) {
    if (!out.empty()) out += "|";
    for (size_t i = 0; i < incident.accounts.size(); ++i)
      out += (i ? " " : "") + incident.accounts[i].account.id;
  }
  return out;
}
std::string groups(std::vector<ToldAccount> accounts, const std::vector<Review>& reviews = {}) {
  return groups(merged(std::move(accounts), reviews));
}

/// All that a result says, for comparing two.
std::string all_of(const Merged& result) {
  std::string out;
  for (const Incident& incident : result.incidents) {
    out += incident.id + " " + std::string(record::name(incident.status)) + " " +
           record::to_json(incident.view, record::byte_spans()).dump() + "\n";
    for (const auto* figure : {&incident.killed, &incident.injured, &incident.attackers_killed}) {
      out += *figure ? std::to_string((*figure)->low) + "," + std::to_string((*figure)->best) + "," +
                           std::to_string((*figure)->high.value_or(-1)) + ";"
                     : "-;";
    }
    for (const auto& told : incident.accounts)
      out += " " + told.account.id + (told.report.independent ? "" : "*");
    for (const auto& [field, account] : incident.sources) out += " " + field + "=" + account;
    for (const auto& conflict : incident.conflicts) {
      out += "\n  " + conflict.field + " " + conflict.chosen + " " + conflict.rule;
      for (const auto& value : conflict.values) {
        out += " [" + value.value;
        for (const auto& document : value.documents) out += " " + document;
        out += "]";
      }
    }
    for (const auto& join : incident.joins) out += "\n  " + join;
    out += "\n  " + incident.first_known + " " + incident.last_changed + "\n";
  }
  for (const auto& pair : result.duplicates) {
    out += pair.first + " " + pair.second + " " + std::to_string(pair.score) + " " + pair.reason + "\n";
  }
  return out;
}

// ---- what is one incident

TEST(Merge, SameDayPlaceAndKindIsEnoughWithoutNameOrNumber) {
  EXPECT_EQ(groups({Tell("a").on("2024-02-05").in("Tarn").killed(10).victim("Ali Gul"),
                    Tell("b").on("2024-02-05").in("Tarn")}),
            "a b");
}

TEST(Merge, AnotherMonthIsAnotherIncident) {
  EXPECT_EQ(groups({Tell("a").on("2024-02-05").in("Tarn").killed(10).perpetrator("Sons of the Hill"),
                    Tell("b").on("2023-12-12").in("Tarn").killed(23).perpetrator("Sons of the Hill")}),
            "a|b");
}

TEST(Merge, ARecalledIncidentJoinsItsOwnReport) {
  EXPECT_EQ(groups({Tell("a").document("d").on("2024-02-05").in("Tarn").killed(10),
                    Tell("b")
                        .document("d")
                        .background()
                        .between("2023-12-01", "2023-12-31")
                        .in("Tarn")
                        .killed(23)
                        .published("2024-02-05"),
                    Tell("c").on("2023-12-12").in("Tarn").killed(23)}),
            "a|b c");
}

TEST(Merge, RisingTollsAreOneIncident) {
  EXPECT_EQ(groups({Tell("a").on("2024-02-05").in("Tarn").type("Suicide bomb").killed(8).injured(20),
                    Tell("b").on("2024-02-05").in("Tarn").type("Suicide bomb").killed(11).injured(26),
                    Tell("c").on("2024-02-05").in("Tarn").type("Attack").killed_at_least(10)}),
            "a b c");
}

TEST(Merge, FollowUpsJoinTheirIncident) {
  const auto blast = [](std::string id, std::string_view published) {
    return Tell(std::move(id)).on("2024-02-05").in("Tarn").type("Suicide bomb").published(published);
  };
  const Merged result =
      merged({blast("a", "2024-02-05").killed(12).perpetrator("Sons of the Hill"),
              blast("b", "2024-02-07").killed(18),
              blast("c", "2024-02-06").perpetrator("Sons of the Hill", record::Certainty::kDenied)});
  EXPECT_EQ(groups(result), "a b c");
  ASSERT_TRUE(result.incidents[0].killed);
  EXPECT_EQ(result.incidents[0].killed->best, 18);
}

TEST(Merge, ASeriesToldInOneBreathIsMatchedOneByOne) {
  const auto grenade = [](std::string id, std::string town) {
    return Tell(std::move(id)).on("2024-02-05").in(std::move(town)).type("Grenade");
  };
  EXPECT_EQ(groups({grenade("a", "Tarn").document("d"), grenade("b", "Mell").document("d"),
                    grenade("c", "Sorrow").document("d"), grenade("x", "Mell").injured(2),
                    grenade("y", "Tarn").injured(1)}),
            "a y|b x|c");
}

TEST(Merge, OtherKindsOnOneDayStayApart) {
  EXPECT_EQ(groups({Tell("a").on("2024-02-05").in("Tarn").type("Air/drone strike"),
                    Tell("b").on("2024-02-05").in("Tarn").type("Peaceful protest")}),
            "a|b");
}

TEST(Merge, OtherDistrictsStayApart) {
  EXPECT_EQ(groups({Tell("a").on("2024-02-05").in("Tarn").killed(3),
                    Tell("b").on("2024-02-05").in("Mell").killed(3)}),
            "a|b");
  EXPECT_EQ(groups({Tell("a").on("2024-02-05").in("Tarn").killed(3),
                    Tell("b").on("2024-02-05").district("Mell", "North").killed(3)}),
            "a|b");
}

TEST(Merge, ADistrictHoldsItsTown) {
  EXPECT_EQ(groups({Tell("a").on("2024-02-05").in("Old Tarn").killed(3),
                    Tell("b").on("2024-02-05").district("Tarn", "North").killed(3)}),
            "a b");
}

TEST(Merge, ADistrictsSeatMayStandForItAll) {
  // 110 km from its seat, in one district.
  const auto village = [](std::string id, std::string district) {
    record::ToldAccount told = Tell(std::move(id)).on("2024-02-05").in("Mell").killed(9);
    told.account.place.place.name = "Old Well";
    told.account.place.place.admin2 = std::move(district);
    told.account.place.place.point = geo::Point{32.0, 71.1};
    return told;
  };
  EXPECT_EQ(groups({village("a", "Tarn"), Tell("b").on("2024-02-05").in("Tarn").killed(9)}), "a b");
  EXPECT_EQ(groups({village("a", "Mell"), Tell("b").on("2024-02-05").in("Tarn").killed(9)}), "a|b");
}

TEST(Merge, OtherCountriesNeverMeet) {
  EXPECT_EQ(groups({Tell("a").on("2024-02-05").in("Tarn").killed(3).victim("Ali Gul"),
                    Tell("b").on("2024-02-05").in("Tarn").country("XB").killed(3).victim("Ali Gul")}),
            "a|b");
}

TEST(Merge, AccountsOfOneDocumentStayApart) {
  EXPECT_EQ(groups({Tell("a").document("d").on("2024-02-05").in("Tarn").killed(3),
                    Tell("b").document("d").on("2024-02-05").in("Tarn").killed(3)}),
            "a|b");
}

TEST(Merge, AThirdReportDoesNotBridgeTwoOfOneDocument) {
  const std::string result =
      groups({Tell("a").document("d").on("2024-02-05").in("Tarn").killed(3).victim("Ali Gul"),
              Tell("b").document("d").on("2024-02-05").in("Tarn").killed(1).victim("Sara Noor"),
              Tell("c").on("2024-02-05").in("Tarn").killed(3).victim("Ali Gul")});
  EXPECT_EQ(result, "a c|b");
}

TEST(Merge, TheSameNameOutweighsAVagueDate) {
  EXPECT_EQ(groups({Tell("a").between("2024-01-28", "2024-02-03").in("Tarn").killed(1).victim("Ali Gul Khan"),
                    Tell("b").published("2024-02-02").in("Tarn").killed(1).victim("Ali Gul Khan")}),
            "a b");
}

TEST(Merge, DoubtsAreListedRatherThanMerged) {
  const Merged result = merged({Tell("a").on("2024-02-05").province("North").killed(4),
                                Tell("b").on("2024-02-05").in("Tarn").killed(5)});
  EXPECT_EQ(groups(result), "a|b");
  ASSERT_EQ(result.duplicates.size(), 1u);
  EXPECT_EQ(result.duplicates[0].first, "a");
  EXPECT_EQ(result.duplicates[0].second, "b");
  EXPECT_GT(result.duplicates[0].score, 0);
  EXPECT_LT(result.duplicates[0].score, 1);
  EXPECT_FALSE(result.duplicates[0].reason.empty());
}

TEST(Merge, RowsOfOneSourceWithoutTextAreSeveralIncidents) {
  const auto row = [](std::string id, std::string source) {
    return Tell(std::move(id)).source(std::move(source)).on("2024-02-05").in("Tarn").killed(2);
  };
  EXPECT_EQ(groups({row("a", "Monitor"), row("b", "Monitor")}), "a|b");
  EXPECT_EQ(groups({row("a", "Monitor"), row("b", "Herald")}), "a b");
  EXPECT_EQ(groups({row("a", "Monitor").words({"grocer"}), row("b", "Monitor").words({"grocer"})}), "a b")
      << "a paper reports twice of one thing";
}

TEST(Merge, SaysWhy) {
  const Merged result = merged(
      {Tell("a").on("2024-02-05").in("Tarn").killed(4), Tell("b").on("2024-02-05").in("Tarn").killed(4)});
  ASSERT_EQ(result.incidents.size(), 1u);
  ASSERT_EQ(result.incidents[0].joins.size(), 1u);
  EXPECT_NE(result.incidents[0].joins[0].find("same day 2024-02-05, same place (Tarn)"), std::string::npos)
      << result.incidents[0].joins[0];
}

TEST(Merge, NothingGivesNothing) {
  EXPECT_TRUE(merged({}).incidents.empty());
}

// ---- people's decisions

Review decide(int64_t number, Review::Kind kind, std::vector<std::string> accounts, int64_t undoes = 0) {
  Review review;
  review.number = number;
  review.kind = kind;
  review.accounts = std::move(accounts);
  review.by = "Editor";
  review.learnt = "2024-03-01T00:00:0" + std::to_string(number) + ".000Z";
  review.undoes = undoes;
  return review;
}

std::vector<ToldAccount> two_incidents() {
  return {Tell("a").on("2024-02-05").in("Tarn").killed(4), Tell("b").on("2024-02-05").in("Tarn").killed(4),
          Tell("c").on("2024-02-05").in("Tarn").killed(4), Tell("x").on("2024-02-07").in("Mell").killed(2),
          Tell("y").on("2024-02-07").in("Mell").killed(2)};
}

TEST(Decisions, MergeJoinsWholeIncidents) {
  EXPECT_EQ(groups(two_incidents()), "a b c|x y");
  EXPECT_EQ(groups(two_incidents(), {decide(1, Review::Kind::kMerge, {"b", "y"})}), "a b c x y");
}

TEST(Decisions, SplitTakesAccountsOut) {
  const Merged result = merged(two_incidents(), {decide(1, Review::Kind::kSplit, {"b"})});
  EXPECT_EQ(groups(result), "a c|b|x y");
  EXPECT_TRUE(result.duplicates.empty());  // decided, no doubt any more
}

TEST(Decisions, LaterOnesOutrankEarlierOnes) {
  EXPECT_EQ(groups(two_incidents(),
                   {decide(1, Review::Kind::kSplit, {"b"}), decide(2, Review::Kind::kMerge, {"a", "b"})}),
            "a b c|x y");
  EXPECT_EQ(groups(two_incidents(), {decide(1, Review::Kind::kMerge, {"a", "x"}),
                                     decide(2, Review::Kind::kSplit, {"x", "y"})}),
            "a b c|x y");
}

TEST(Decisions, UndoLeavesNoTrace) {
  const std::string before = all_of(merged(two_incidents()));
  for (const auto kind : {Review::Kind::kMerge, Review::Kind::kSplit, Review::Kind::kRetract}) {
    EXPECT_EQ(
        all_of(merged(two_incidents(), {decide(1, kind, {"b", "y"}), decide(2, Review::Kind::kUndo, {}, 1)})),
        before);
  }
  Review set = decide(1, Review::Kind::kSet, {"a"});
  set.field = "killed";
  set.value = "7";
  EXPECT_NE(all_of(merged(two_incidents(), {set})), before);
  EXPECT_EQ(all_of(merged(two_incidents(), {set, decide(2, Review::Kind::kUndo, {}, 1)})), before);
}

TEST(Decisions, AnUndoCanBeUndone) {
  EXPECT_EQ(
      groups(two_incidents(), {decide(1, Review::Kind::kSplit, {"b"}), decide(2, Review::Kind::kUndo, {}, 1),
                               decide(3, Review::Kind::kUndo, {}, 2)}),
      "a c|b|x y");
}

TEST(Decisions, TheirOrderInTheListDoesNotMatter) {
  EXPECT_EQ(groups(two_incidents(),
                   {decide(2, Review::Kind::kMerge, {"a", "b"}), decide(1, Review::Kind::kSplit, {"b"})}),
            "a b c|x y");
}

TEST(Decisions, NewReportsGoToTheSideTheyAreLike) {
  std::vector<ToldAccount> accounts = {
      Tell("a").on("2024-02-05").in("Tarn").killed(4).victim("Ali Gul").learnt("2024-02-06"),
      Tell("b").on("2024-02-05").in("Tarn").killed(4).learnt("2024-02-06"),
      Tell("c").on("2024-02-05").in("Tarn").killed(4).victim("Ali Gul").learnt("2024-04-01")};
  EXPECT_EQ(groups(accounts), "a b c");
  EXPECT_EQ(groups(accounts, {decide(1, Review::Kind::kSplit, {"b"})}), "a c|b");
  EXPECT_EQ(groups(accounts, {decide(1, Review::Kind::kSplit, {"a"})}), "a c|b");
}

TEST(Decisions, UnknownAccountsArePassedOver) {
  EXPECT_EQ(groups(two_incidents(),
                   {decide(1, Review::Kind::kMerge, {"gone"}), decide(2, Review::Kind::kSplit, {"gone"})}),
            "a b c|x y");
}

// ---- properties, over registers made at random

std::vector<ToldAccount> random_register(uint32_t seed, size_t incidents) {
  std::mt19937 random(seed);
  const auto below = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
  static const char* const kPlaces[] = {"Tarn", "Old Tarn", "Mell", "Sorrow", "Gale"};
  static const char* const kTypes[] = {"Attack", "Suicide bomb", "Armed clash", "Peaceful protest",
                                       "Grenade"};
  static const char* const kNames[] = {"Ali Gul", "Sara Noor", "Omar Zed", "Nadia Wren", "Karim Shale"};
  std::vector<ToldAccount> out;
  size_t document = 0;
  for (size_t i = 0; i < incidents; ++i) {
    const std::string day =
        "2024-02-" + std::string(1, static_cast<char>('0' + below(2))) + std::to_string(1 + below(9));
    const char* place = kPlaces[below(5)];
    const char* type = kTypes[below(5)];
    const int64_t killed = below(12);
    const char* name = kNames[below(5)];
    for (uint32_t r = 1 + below(4); r > 0; --r) {
      const std::string id = std::to_string(seed) + "-" + std::to_string(out.size());
      Tell told(id);
      told.type(below(4) ? type : "Attack").published("2024-02-" + std::to_string(20 + below(3)));
      // Some documents tell of several incidents.
      if (below(4)) ++document;
      told.document("d" + std::to_string(document));
      if (below(4))
        told.on(day);
      else if (below(2))
        told.between("2024-02-01", "2024-02-20");
      if (below(5))
        told.in(place);
      else
        told.province("North");
      if (below(3)) told.killed(killed + below(2));
      if (below(3) == 0) told.victim(name);
      if (below(5) == 0) told.background();
      if (below(3) == 0)
        told.perpetrator(below(2) ? "Sons of the Hill" : "Tarn Front",
                         static_cast<record::Certainty>(below(6)));
      told.learnt("2024-03-0" + std::to_string(1 + below(9)));
      out.push_back(told);
    }
  }
  return out;
}

std::vector<Review> random_reviews(uint32_t seed, const std::vector<ToldAccount>& accounts) {
  std::mt19937 random(seed);
  const auto any = [&] { return accounts[random() % accounts.size()].account.id; };
  std::vector<Review> out;
  for (int64_t number = 1; number < 7; ++number) {
    switch (random() % 4) {
      case 0:
        out.push_back(decide(number, Review::Kind::kMerge, {any(), any()}));
        break;
      case 1:
        out.push_back(decide(number, Review::Kind::kSplit, {any()}));
        break;
      case 2:
        out.push_back(decide(number, Review::Kind::kUndo, {},
                             1 + static_cast<int64_t>(random() % static_cast<unsigned>(number))));
        break;
      default:
        out.push_back(decide(number, Review::Kind::kSet, {any()}));
        out.back().field = "killed";
        out.back().value = "at least 3";
    }
  }
  return out;
}

TEST(Properties, OrderOfArrivalDoesNotMatter) {
  std::mt19937 random(1);
  for (uint32_t seed = 0; seed < 10; ++seed) {
    std::vector<ToldAccount> accounts = random_register(seed, 40);
    const std::vector<Review> reviews = random_reviews(seed, accounts);
    const std::string first = all_of(merged(accounts, reviews));
    for (int order = 0; order < 20; ++order) {
      std::shuffle(accounts.begin(), accounts.end(), random);
      ASSERT_EQ(all_of(merged(accounts, reviews)), first) << "seed " << seed;
    }
  }
}

TEST(Properties, MergingWhatWasMergedChangesNothing) {
  for (uint32_t seed = 0; seed < 20; ++seed) {
    const Merged first = merged(random_register(seed, 40));
    std::vector<ToldAccount> again;
    for (const Incident& incident : first.incidents)
      again.insert(again.end(), incident.accounts.begin(), incident.accounts.end());
    ASSERT_EQ(all_of(merged(again)), all_of(first)) << "seed " << seed;
  }
}

TEST(Properties, EveryAccountStandsInOneIncident) {
  for (uint32_t seed = 0; seed < 20; ++seed) {
    const auto accounts = random_register(seed, 40);
    std::multiset<std::string> found;
    std::string last;
    for (const Incident& incident : merged(accounts, random_reviews(seed, accounts)).incidents) {
      EXPECT_LT(last, incident.id);
      last = incident.id;
      EXPECT_EQ(incident.id, incident.accounts.front().account.id);
      for (const auto& told : incident.accounts) found.insert(told.account.id);
    }
    ASSERT_EQ(found.size(), accounts.size());
    for (const auto& told : accounts) ASSERT_EQ(found.count(told.account.id), 1u);
  }
}

TEST(Properties, WhatMustNotBeLinkedIsNot) {
  for (uint32_t seed = 0; seed < 30; ++seed) {
    for (const Incident& incident : merged(random_register(seed, 60)).incidents) {
      std::set<std::string> documents;
      for (const auto& told : incident.accounts) {
        EXPECT_TRUE(documents.insert(told.report.document).second)
            << "two accounts of one document, seed " << seed;
        for (const auto& other : incident.accounts) {
          const auto &a = told.account, &b = other.account;
          const bool exact = !a.date.span.empty() && !b.date.span.empty() &&
                             a.date.range.precision == text::DatePrecision::kDay &&
                             b.date.range.precision == text::DatePrecision::kDay;
          if (exact && a.victims.empty()) {
            EXPECT_LE(std::abs((*a.date.range.earliest - *b.date.range.earliest).count()), 5)
                << "seed " << seed;
          }
        }
      }
    }
  }
}

TEST(Properties, UndoingEverythingLeavesNoTrace) {
  for (uint32_t seed = 0; seed < 10; ++seed) {
    const auto accounts = random_register(seed, 30);
    std::vector<Review> reviews = random_reviews(seed, accounts);
    std::erase_if(reviews, [](const Review& review) { return review.kind == Review::Kind::kUndo; });
    const size_t decisions = reviews.size();
    for (size_t i = 0; i < decisions; ++i) {
      reviews.push_back(decide(static_cast<int64_t>(10 + i), Review::Kind::kUndo, {}, reviews[i].number));
    }
    ASSERT_EQ(all_of(merged(accounts, reviews)), all_of(merged(accounts))) << "seed " << seed;
  }
}

}  // namespace
}  // namespace roznamcha::merge

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "record/account.h"
#include "record/generate_for_test.h"

namespace roznamcha::record {
namespace {

CountStatement killed(std::string group, int64_t low, std::optional<int64_t> high, std::string speaker = "") {
  CountStatement count;
  count.group = std::move(group);
  count.range = {low, high};
  count.qualifier = high ? Qualifier::kExactly : Qualifier::kAtLeast;
  count.speaker = std::move(speaker);
  return count;
}

CountStatement further(CountStatement count) {
  count.further = true;
  return count;
}

std::optional<Figure> dead(std::vector<CountStatement> counts, bool attackers = false) {
  Account account;
  account.counts = std::move(counts);
  return account_figure(account, Effect::kKilled, attackers);
}

using F = std::optional<Figure>;

TEST(Figure, NothingIsStatedNothingIsGiven) {
  EXPECT_EQ(dead({}), std::nullopt);
  CountStatement injured = killed("civilian", 3, 3);
  injured.effect = Effect::kInjured;
  EXPECT_EQ(dead({injured}), std::nullopt);
}

TEST(Figure, ZeroThatIsStatedIsZero) {
  EXPECT_EQ(dead({killed("unspecified", 0, 0)}), (F{{0, 0, 0}}));
}

TEST(Figure, PartsAreSummed) {
  EXPECT_EQ(dead({killed("police", 3, 3), killed("civilian", 2, 2)}), (F{{5, 5, 5}}));
  EXPECT_EQ(dead({killed("police", 3, {}), killed("civilian", 2, 2)}), (F{{5, 5, {}}}));
}

TEST(Figure, AStatedTotalWinsOverItsParts) {
  EXPECT_EQ(dead({killed("unspecified", 15, 15), killed("police", 10, 10)}), (F{{15, 15, 15}}));
  EXPECT_EQ(dead({killed("police", 10, 10), killed("civilian", 5, 5), killed("unspecified", 15, {})}),
            (F{{15, 15, {}}}));
}

TEST(Figure, AVagueTotalDoesNotWinOverGreaterParts) {
  EXPECT_EQ(dead({killed("unspecified", 2, {}), killed("police", 10, 10)}), (F{{10, 10, 10}}));
}

TEST(Figure, RepeatedStatementsCountOnce) {
  EXPECT_EQ(dead({killed("police", 10, 10), killed("police", 10, 10)}), (F{{10, 10, 10}}));
  EXPECT_EQ(dead({killed("police", 4, 4), killed("police", 10, 10)}), (F{{10, 10, 10}}));
}

TEST(Figure, WhatOthersSayWidensTheReportersNumber) {
  EXPECT_EQ(dead({killed("soldier", 5, 5), killed("soldier", 50, 50, "a spokesman of the group")}),
            (F{{5, 5, 50}}));
  EXPECT_EQ(dead({killed("soldier", 50, 50, "the group"), killed("soldier", 5, 5, "the army")}),
            (F{{5, 50, 50}}));
}

TEST(Figure, AttackersStandApart) {
  const std::vector<CountStatement> counts = {killed("police", 3, 3), killed("attacker", 2, 2)};
  EXPECT_EQ(dead(counts), (F{{3, 3, 3}}));
  EXPECT_EQ(dead(counts, true), (F{{2, 2, 2}}));
}

TEST(Figure, FurtherPeopleAreAdded) {
  EXPECT_EQ(dead({killed("unspecified", 10, 10), further(killed("unspecified", 2, 2))}), (F{{12, 12, 12}}));
  EXPECT_EQ(dead({killed("police", 3, 3), further(killed("unspecified", 2, 2))}), (F{{5, 5, 5}}));
  EXPECT_EQ(dead({further(killed("unspecified", 2, 2)), further(killed("unspecified", 2, 2))}),
            (F{{2, 2, 2}}));
}

TEST(Figure, FurtherPeopleAreInATotalThatHoldsThem) {
  EXPECT_EQ(dead({killed("unspecified", 5, 5), killed("police", 3, 3), further(killed("unspecified", 2, 2))}),
            (F{{5, 5, 5}}));
}

TEST(Figure, PeopleBesideOthersAreNoTotal) {
  CountStatement people = killed("unspecified", 4, 4), police = killed("police", 3, 3);
  people.span = {10, 21};
  police.span = {26, 41};  // "four people and three policemen"
  EXPECT_EQ(dead({people, police}), (F{{7, 7, 7}}));
}

TEST(Figure, SinglePersonsToldOfApartAreOne) {
  EXPECT_EQ(dead({killed("candidate", 1, 1), killed("politician", 1, 1)}), (F{{1, 1, 1}}));
  EXPECT_EQ(dead({killed("civilian", 5, 5), killed("teacher", 1, 1)}), (F{{5, 5, 5}}));
  CountStatement driver = killed("driver", 1, 1), guard = killed("guard", 1, 1);
  driver.span = {10, 18};
  guard.span = {23, 30};  // "a driver and a guard"
  EXPECT_EQ(dead({driver, guard}), (F{{2, 2, 2}}));
}

TEST(Figure, AnotherPersonToldOfApartIsNotAdded) {
  EXPECT_EQ(dead({killed("civilian", 3, 3), further(killed("civilian", 1, 1))}), (F{{3, 3, 3}}));
  EXPECT_EQ(dead({further(killed("civilian", 1, 1))}), (F{{1, 1, 1}}));
}

TEST(Figure, UpToIsBestAtItsHigh) {
  CountStatement count = killed("civilian", 0, 20);
  count.qualifier = Qualifier::kUpTo;
  EXPECT_EQ(dead({count}), (F{{0, 20, 20}}));
}

TEST(Figure, PeopleWhoAreNamedCount) {
  Account account;
  for (const char* name : {"Asad Baig", "Rahim Dost", "Baig"}) {
    Victim victim;
    victim.name = name;
    victim.group = "civilian";
    victim.effect = Effect::kKilled;
    account.victims.push_back(victim);
  }
  EXPECT_EQ(account_figure(account, Effect::kKilled, false), (F{{2, 2, 2}}));
  account.counts = {killed("civilian", 1, 1)};
  EXPECT_EQ(account_figure(account, Effect::kKilled, false), (F{{2, 2, 2}}));
  account.counts = {killed("civilian", 7, 7)};
  EXPECT_EQ(account_figure(account, Effect::kKilled, false), (F{{7, 7, 7}}));
  EXPECT_EQ(account_figure(account, Effect::kInjured, false), std::nullopt);
}

RC_GTEST_PROP(Figure, IsOrderedAndStatedBySomething, ()) {
  const Account account = Generator(1000).account();
  for (const Effect effect : {Effect::kKilled, Effect::kInjured, Effect::kArrested}) {
    for (const bool attackers : {false, true}) {
      const auto figure = account_figure(account, effect, attackers);
      const bool counted =
          std::any_of(account.counts.begin(), account.counts.end(), [&](const CountStatement& c) {
            return c.effect == effect && (c.group == "attacker") == attackers;
          });
      if (counted) RC_ASSERT(figure.has_value());
      if (!figure) continue;
      RC_ASSERT(0 <= figure->low);
      RC_ASSERT(figure->low <= figure->best);
      if (figure->high) RC_ASSERT(figure->best <= *figure->high);
    }
  }
}

}  // namespace
}  // namespace roznamcha::record

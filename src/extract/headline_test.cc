#include "extract/headline.h"

#include <gtest/gtest.h>

#include "extract/reader.h"
#include "pack/pack.h"

namespace roznamcha::extract {
namespace {

using record::Account;
using record::CountStatement;
using record::Effect;

const std::shared_ptr<const pack::Pack>& packs() {
  static const std::shared_ptr<const pack::Pack> all = *pack::Pack::load_embedded();
  return all;
}

CountStatement count(Effect effect, int64_t number, std::string group = "unspecified") {
  CountStatement out;
  out.effect = effect;
  out.range = {number, number};
  out.group = std::move(group);
  out.span = {0, 1};
  return out;
}

Account account(std::vector<CountStatement> counts) {
  Account out;
  out.counts = std::move(counts);
  return out;
}

/// Killed and injured of the first account after the title was read; -1 where nothing is stated.
std::pair<int64_t, int64_t> after(std::string_view title, std::vector<Account> accounts, size_t which = 0) {
  add_headline(headline_counts(title, *packs()), accounts);
  const auto best = [&](Effect effect) {
    const auto figure = record::account_figure(accounts[which], effect, false);
    return figure ? figure->best : -1;
  };
  return {best(Effect::kKilled), best(Effect::kInjured)};
}

using Pair = std::pair<int64_t, int64_t>;

TEST(Headline, SaysWhoDied) {
  EXPECT_EQ(after("Boy dies after Millbrook shooting", {account({count(Effect::kInjured, 1)})}),
            (Pair{1, -1}));
  EXPECT_EQ(after("Two dead in Millbrook blast", {account({})}), (Pair{2, -1}));
}

TEST(Headline, AFigureSumsUpWhatTheTextTellsInPieces) {
  const std::vector<Account> text = {account({count(Effect::kKilled, 1), count(Effect::kInjured, 2)})};
  EXPECT_EQ(after("3 dead, 4 injured in Millbrook shooting", text), (Pair{3, 4}));
  EXPECT_EQ(after("Man killed in Millbrook shooting", {account({count(Effect::kKilled, 5)})}), (Pair{5, -1}))
      << "one of the five";
}

TEST(Headline, CountsAttackersAmongTheDead) {
  EXPECT_EQ(after("Three dead in Millbrook attack",
                  {account({count(Effect::kKilled, 2), count(Effect::kKilled, 1, "attacker")})}),
            (Pair{2, -1}));
}

TEST(Headline, LeavesOpenWhetherTheHitLived) {
  EXPECT_EQ(after("Teen shot in Millbrook", {account({count(Effect::kKilled, 1)})}), (Pair{1, -1}));
  EXPECT_EQ(after("Teen shot in Millbrook", {account({})}), (Pair{-1, 1}));
  EXPECT_EQ(
      after("Four shot in Millbrook", {account({count(Effect::kKilled, 1), count(Effect::kInjured, 3)})}),
      (Pair{1, 3}));
  EXPECT_EQ(after("Girl killed, grandmother injured in Millbrook", {account({count(Effect::kKilled, 1)})}),
            (Pair{1, 1}));
}

TEST(Headline, SpeaksOfTheNewsNotOfWhatIsRecalled) {
  std::vector<Account> accounts = {account({count(Effect::kKilled, 9)}), account({})};
  accounts[0].background = true;
  EXPECT_EQ(after("Two dead in Millbrook blast", accounts, 0), (Pair{9, -1}));
  EXPECT_EQ(after("Two dead in Millbrook blast", accounts, 1), (Pair{2, -1}));
}

TEST(Headline, SaysNothingWithoutDeedOrAccount) {
  EXPECT_EQ(after("Millbrook council meets", {account({count(Effect::kInjured, 1)})}), (Pair{-1, 1}));
  EXPECT_EQ(after("", {account({})}), (Pair{-1, -1}));
  EXPECT_EQ(after(std::string(5000, 'x') + " two killed in blast", {account({})}), (Pair{-1, -1}));
  std::vector<Account> none;
  add_headline(headline_counts("Two dead in Millbrook blast", *packs()), none);
  EXPECT_TRUE(none.empty());
}

TEST(Headline, IsStatedWithoutASpanAndMarked) {
  const auto reader = *Reader::make(packs(), Mode::kRules);
  record::Document document;
  document.id = "a";
  document.title = "Three dead in Millbrook blast";
  document.text = "A bomb exploded at a bus stop in Millbrook on Monday, police said.";
  const record::Reading reading = reader.read(document);
  ASSERT_EQ(reading.accounts.size(), 1u);
  ASSERT_EQ(reading.accounts[0].counts.size(), 1u);
  EXPECT_TRUE(reading.accounts[0].counts[0].headline);
  EXPECT_TRUE(reading.accounts[0].counts[0].span.empty());
  EXPECT_EQ(reading.accounts[0].counts[0].range, (record::Range{3, 3}));
}

}  // namespace
}  // namespace roznamcha::extract

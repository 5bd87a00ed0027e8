#include "merge/words.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "merge/copies.h"
#include "merge/facts.h"
#include "merge/keys.h"
#include "merge/link.h"
#include "merge/told_for_test.h"

namespace roznamcha::merge {
namespace {

record::Account account_of(std::string_view text, std::string_view evidence, std::string town = "",
                           bool background = false) {
  record::Account account;
  const auto begin = static_cast<uint32_t>(text.find(evidence));
  account.evidence = {{begin, begin + static_cast<uint32_t>(evidence.size())}};
  account.background = background;
  if (!town.empty()) {
    account.place.place.name = std::move(town);
    account.place.place.precision = record::PlacePrecision::kExact;
  }
  return account;
}

bool holds(const std::vector<std::string>& words, std::string_view word) {
  return std::binary_search(words.begin(), words.end(), word);
}

constexpr std::string_view kText =
    "TARN: Gunmen shot a grocer near Mill Road. The 34-year-old was called Ali Gul. "
    "A bomb went off in Mell. The shutters of a bank were bent. "
    "Last year a mine had killed two shepherds. Nobody was ever charged with it.";

TEST(TellingWords, DetailsBelongToTheAccountThatTheyFollow) {
  const auto words = telling_words(kText, {account_of(kText, "Gunmen shot a grocer", "Tarn"),
                                           account_of(kText, "A bomb went off", "Mell")});
  EXPECT_TRUE(holds(words[0], "tarn"));
  EXPECT_TRUE(holds(words[0], "grocer"));
  EXPECT_TRUE(holds(words[0], "called"));
  EXPECT_FALSE(holds(words[0], "shutters"));
  EXPECT_TRUE(holds(words[1], "shutters"));
  EXPECT_FALSE(holds(words[1], "grocer"));
}

TEST(TellingWords, PiecesInOneTownBelongToTheFirstNewsToo) {
  const auto words = telling_words(
      kText, {account_of(kText, "Gunmen shot a grocer", "Tarn"), account_of(kText, "A bomb went off", "")});
  EXPECT_TRUE(holds(words[0], "shutters"));
  EXPECT_TRUE(holds(words[1], "shutters"));
  EXPECT_FALSE(holds(words[1], "grocer"));
}

TEST(TellingWords, OfARecalledIncidentOnlyTheEvidenceCounts) {
  const auto words =
      telling_words(kText, {account_of(kText, "Gunmen shot a grocer", "Tarn"),
                            account_of(kText, "a mine had killed two shepherds", "Tarn", true)});
  EXPECT_TRUE(holds(words[1], "shepherds"));
  EXPECT_FALSE(holds(words[1], "charged"));
  EXPECT_TRUE(holds(words[0], "charged"));
  EXPECT_FALSE(holds(words[0], "shepherds"));
}

TEST(TellingWords, NamesAndAgesComeInPairs) {
  const auto words = telling_words(kText, {account_of(kText, "Gunmen shot a grocer", "Tarn")})[0];
  for (const char* pair : {"mill road", "34 year", "ali gul"}) EXPECT_TRUE(holds(words, pair)) << pair;
  for (const char* pair : {"road the", "tarn gunmen", "a grocer", "gul a"})
    EXPECT_FALSE(holds(words, pair)) << pair;
}

RC_GTEST_PROP(TellingWords, AnyEvidenceGivesSortedWordsWithoutRepeats, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("aZ 9.-\xc3\xa9")));
  std::vector<record::Account> accounts(*rc::gen::inRange<size_t>(0, 4));
  for (auto& account : accounts) {
    account.background = *rc::gen::arbitrary<bool>();
    const auto begin = *rc::gen::inRange<uint32_t>(0, 40);
    account.evidence = {{begin, begin + *rc::gen::inRange<uint32_t>(0, 40)}};
  }
  const auto all = telling_words(text, accounts);
  RC_ASSERT(all.size() == accounts.size());
  for (const auto& words : all) {
    RC_ASSERT(std::is_sorted(words.begin(), words.end()));
    RC_ASSERT(std::adjacent_find(words.begin(), words.end()) == words.end());
  }
}

std::vector<std::string> numbered(int first, int last) {
  std::vector<std::string> words;
  for (int i = first; i < last; ++i) words.push_back("word" + std::to_string(1000 + i));
  return words;
}

std::vector<bool> independent(std::vector<record::ToldAccount> accounts) {
  mark_copies(accounts);
  std::vector<bool> out;
  for (const auto& told : accounts) out.push_back(told.report.independent);
  return out;
}

TEST(Copies, NearlyTheSameWordsAreOneVoice) {
  // The later one has another head and tail; the third was written apart.
  EXPECT_EQ(independent({Tell("a").on("2024-02-05").words(numbered(5, 105)),
                         Tell("b").on("2024-02-05").published("2024-02-05").words(numbered(0, 100)),
                         Tell("c").on("2024-02-05").words(numbered(60, 160))}),
            (std::vector<bool>{false, true, true}));
}

TEST(Copies, AFewWordsAreAlikeByChance) {
  EXPECT_EQ(independent({Tell("a").on("2024-02-05").words(numbered(0, 20)),
                         Tell("b").on("2024-02-05").words(numbered(0, 20))}),
            (std::vector<bool>{true, true}));
}

std::vector<std::string> story() {
  std::vector<std::string> words = {"ali gul", "gul khan", "mill road", "noor bakery", "old bazaar"};
  for (const auto& word : numbered(0, 40)) words.push_back(word);
  return words;
}

/// Among reports of other things, so that there are words that are not rare.
Likeness likeness(const record::ToldAccount& a, const record::ToldAccount& b, bool& candidates) {
  std::vector<record::ToldAccount> accounts = {a, b};
  for (int i = 0; i < 40; ++i) {
    accounts.push_back(
        Tell("other" + std::to_string(i)).on("2024-02-05").words(numbered(100 * i, 100 * i + 40)));
  }
  const auto facts = gather_facts(accounts);
  const auto pairs = candidate_pairs(facts);
  candidates = std::find(pairs.begin(), pairs.end(), std::pair{0u, 1u}) != pairs.end();
  return compare(facts[0], facts[1], Kinds());
}

TEST(OwnText, FindsAndJoinsWhatWasMisread) {
  bool candidates = false;
  // The day of a hearing was taken for that of the shooting, and the place was not found.
  const Likeness found = likeness(Tell("a").on("2024-02-05").in("Tarn").words(story()),
                                  Tell("b").on("2024-04-10").words(story()), candidates);
  EXPECT_TRUE(candidates);
  EXPECT_FALSE(found.impossible);
  const Likeness other =
      likeness(Tell("a").on("2024-02-05").in("Tarn").words(story()),
               Tell("b").on("2024-04-10").in("Tarn").words(numbered(7000, 7050)), candidates);
  EXPECT_TRUE(other.impossible);
}

TEST(OwnText, DoesNotCrossDocuments) {
  bool candidates = false;
  EXPECT_TRUE(likeness(Tell("a").document("d").on("2024-02-05").words(story()),
                       Tell("b").document("d").on("2024-02-05").words(story()), candidates)
                  .impossible);
  EXPECT_FALSE(candidates);
}

}  // namespace
}  // namespace roznamcha::merge

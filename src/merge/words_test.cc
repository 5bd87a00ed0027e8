#include "merge/words.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

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

TEST(TellingWords, PersonsComeWithTheirAges) {
  constexpr std::string_view kPersons =
      "Gunmen shot Ali B. Gul, 34, and Constable Sher Dil (41) in Tarn. A 19-year-old Noor Jan Bibi was "
      "hurt, "
      "and Omar Rahim, aged 50, fled. Dr. Habib Khan, 12 of whose patients had fled, and Mir Lal, 3 people "
      "said, "
      "spoke to Zar Wali.";
  const auto words = telling_words(kPersons, {account_of(kPersons, "Gunmen shot")})[0];
  for (const char* person :
       {"ali gul 34", "sher dil 41", "constable dil 41", "jan bibi 19", "noor bibi 19", "omar rahim 50"})
    EXPECT_TRUE(holds(words, person)) << person;
  for (const char* person : {"mir lal 3", "zar wali 3", "in tarn 19"})
    EXPECT_FALSE(holds(words, person)) << person;
}

TEST(TellingWords, AReportThatOnlyRecallsTellsOfItAll) {
  const auto words =
      telling_words(kText, {account_of(kText, "a mine had killed two shepherds", "Tarn", true)});
  EXPECT_TRUE(holds(words[0], "charged"));
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

TEST(Copies, TheEarlierOfOneDayIsTheOriginal) {
  const auto at = [](std::string id, std::optional<int64_t> minute) {
    record::ToldAccount told = Tell(std::move(id)).on("2024-02-05").words(numbered(0, 100));
    told.report.published_minute = minute;
    return told;
  };
  EXPECT_EQ(independent({at("a", 900), at("b", 600), at("c", {})}), (std::vector<bool>{false, true, false}));
  EXPECT_EQ(independent({at("b", {}), at("a", {})}), (std::vector<bool>{false, true}));
}

TEST(Copies, AFewWordsAreAlikeByChance) {
  EXPECT_EQ(independent({Tell("a").on("2024-02-05").words(numbered(0, 20)),
                         Tell("b").on("2024-02-05").words(numbered(0, 20))}),
            (std::vector<bool>{true, true}));
}

/// What one agency's text says in many papers, each of which adds a line of its own.
std::vector<record::ToldAccount> printed(int papers) {
  std::vector<record::ToldAccount> out;
  for (int i = 0; i < papers; ++i) {
    std::vector<std::string> words = numbered(0, 60);
    words.push_back("paper" + std::to_string(i));
    out.push_back(
        Tell("copy" + std::to_string(i)).on("2024-02-05").in("Tarn").killed(3).words(words).evidence(0, 80));
  }
  return out;
}

TEST(Voices, CopiesAreComparedByTheirHeadAlone) {
  std::vector<record::ToldAccount> accounts = printed(200);
  accounts.push_back(
      Tell("other").on("2024-02-05").in("Tarn").killed(3).words(numbered(40, 90)).evidence(0, 70));
  const auto facts = gather_facts(accounts);
  const auto heads = heads_of(facts);
  // A paper's own word may be among those that the voice is known by, here and there.
  const std::set<uint32_t> voices(heads.begin(), heads.end());
  EXPECT_LT(voices.size(), 20u);
  const Kinds kinds;
  EXPECT_LT(fair_pairs(facts, kinds).size(), 200 + voices.size() * voices.size());
  const auto clusters = cluster(facts, fair_pairs(facts, kinds), kinds);
  ASSERT_EQ(clusters.size(), 1u);
  EXPECT_EQ(clusters[0].size(), 201u);
}

TEST(Voices, AreNotSharedByOtherNumbersPlacesOrWords) {
  const auto tell = [](std::string id) {
    return Tell(std::move(id)).on("2024-02-05").words(numbered(0, 60)).evidence(0, 80);
  };
  const auto voice = [](const record::ToldAccount& told) { return gather_facts({told})[0].voice; };
  const uint64_t one = voice(tell("a").in("Tarn").killed(3));
  EXPECT_NE(one, 0u);
  EXPECT_EQ(one, voice(tell("b").in("Tarn").killed(3)));
  EXPECT_NE(one, voice(tell("b").in("Tarn").killed(4)));
  EXPECT_NE(one, voice(tell("b").in("Mell").killed(3)));
  EXPECT_NE(one, voice(tell("b").in("Tarn").killed(3).words(numbered(100, 160))));
  EXPECT_NE(one, voice(tell("b").in("Tarn").killed(3).evidence(90, 140)));
  EXPECT_EQ(voice(Tell("c").on("2024-02-05").in("Tarn").words(numbered(0, 60)).evidence(0, 20)), 0u)
      << "too short";
}

TEST(Voices, OfOneDocumentAreApart) {
  const auto tell = [](std::string id, std::string document) {
    return Tell(std::move(id))
        .document(std::move(document))
        .on("2024-02-05")
        .in("Tarn")
        .words(numbered(0, 60))
        .evidence(0, 80);
  };
  const auto facts = gather_facts({tell("a", "d"), tell("b", "d"), tell("c", "e")});
  EXPECT_EQ(facts[0].voice, 0u);
  EXPECT_EQ(facts[1].voice, 0u);
  EXPECT_NE(facts[2].voice, 0u);
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
  const auto pairs = candidate_pairs(facts, heads_of(facts));
  candidates = std::find(pairs.begin(), pairs.end(), std::pair{0u, 1u}) != pairs.end();
  return compare(facts[0], facts[1], Kinds());
}

TEST(Places, AQuarterOfATownIsInItsDistrict) {
  const auto places = [](std::string one, std::string other) {
    const auto facts = gather_facts({Tell("a").in(std::move(one)), Tell("b").in(std::move(other))});
    return compare(facts[0], facts[1], Kinds());
  };
  // "In Tarn" may mean its quarter.
  EXPECT_EQ(places("Old Tarn", "Tarn")[Sign::kSameDistrict], 1);
  EXPECT_EQ(places("Old Tarn", "Tarn")[Sign::kNearTown], 0);
  EXPECT_EQ(places("Tarn", "Tarn")[Sign::kSameTown], 1);
  EXPECT_EQ(places("Tarn", "Mell")[Sign::kSameDistrict], 0);
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

TEST(Persons, FindAndJoinAReportOfATrial) {
  const auto shot = [](std::string id) { return Tell(std::move(id)).on("2024-02-05").in("Tarn").killed(1); };
  const auto tried = [](std::string id) { return Tell(std::move(id)).on("2024-10-12").in("Tarn").killed(1); };
  bool candidates = false;
  const auto score = [&](const record::ToldAccount& a, const record::ToldAccount& b) {
    const Likeness found = likeness(a, b, candidates);
    return found.impossible ? -100 : found.score;
  };
  const double both = score(shot("a").words({"ali gul 34"}), tried("b").words({"ali gul 35"}));
  EXPECT_TRUE(candidates);
  const double mentioned = score(shot("a").words({"ali gul"}), tried("b").words({"ali gul 35"}));
  EXPECT_TRUE(candidates);
  EXPECT_GT(both, -100);
  EXPECT_GT(mentioned, -100);
  EXPECT_EQ(score(shot("a").words({"ali gul 34"}), tried("b").words({"ali gul 61"})), -100) << "a namesake";
  EXPECT_EQ(score(shot("a").words({"ali gul"}), tried("b").words({"ali gul"})), -100)
      << "he may speak for the police";
}

TEST(Persons, TieAReportToAllOfItsIncident) {
  // The day of the trial was taken for that of the shooting; only one of the first reports gives the name.
  std::vector<std::string> told = {"grocer", "mill road", "noor bakery", "ali gul 34"};
  const auto facts = gather_facts({Tell("a").on("2024-02-05").in("Tarn").killed(1).words(told),
                                   Tell("b").on("2024-02-05").in("Tarn").killed(1),
                                   Tell("c").on("2024-02-20").in("Tarn").killed(1).words(told)});
  const Kinds kinds;
  ASSERT_TRUE(compare(facts[1], facts[2], kinds).impossible);
  EXPECT_EQ(cluster(facts, fair_pairs(facts, kinds), kinds), (std::vector<std::vector<uint32_t>>{{0, 1, 2}}));
  // Never two accounts of one document.
  const auto one = gather_facts({Tell("a").on("2024-02-05").in("Tarn").killed(1).words(told),
                                 Tell("b").document("d").on("2024-02-05").in("Tarn").killed(1),
                                 Tell("c").document("d").on("2024-02-20").in("Tarn").killed(1).words(told)});
  for (const auto& members : cluster(one, fair_pairs(one, kinds), kinds)) EXPECT_LT(members.size(), 3u);
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

#include "extract/relevance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "extract/reader.h"
#include "pack/pack.h"
#include "pack/relevance_weights.h"

namespace roznamcha::extract {
namespace {

std::shared_ptr<const pack::Pack> the_pack() {
  static const std::shared_ptr<const pack::Pack> pack = [] {
    auto loaded = pack::Pack::load_embedded();
    EXPECT_TRUE(loaded) << base::to_string(loaded.error());
    return loaded ? *loaded : nullptr;
  }();
  return pack;
}

record::Reading read(const std::string& text) {
  record::Document document;
  document.text = text;
  document.published = text::parse_date("2024-02-05");
  return Reader(the_pack()).read(document);
}

struct Text {
  const char* name;
  const char* text;
};
void PrintTo(const Text& t, std::ostream* out) {
  *out << t.name;
}

class Relevant : public testing::TestWithParam<Text> {};
TEST_P(Relevant, IsSaidSo) {
  const record::Reading reading = read(GetParam().text);
  EXPECT_TRUE(reading.relevant) << reading.relevance;
}
INSTANTIATE_TEST_SUITE_P(
    Texts, Relevant,
    testing::Values(
        Text{"bombing",
             "QUETTA: Seven people were killed and 19 wounded when a bomb exploded outside the office of a "
             "candidate in Pishin "
             "on Sunday, police said.\n\nThe device had been planted on a motorcycle, the district police "
             "officer told "
             "reporters. The wounded were taken to the Civil Hospital. No group claimed responsibility for "
             "the attack."},
        Text{"shooting",
             "Unidentified gunmen shot dead a schoolteacher in Turbat on Saturday night and fled on a "
             "motorcycle."},
        Text{"raid on police",
             "DERA ISMAIL KHAN: Militants stormed a police station in the Daraban area early on Monday, "
             "killing four "
             "constables and injuring six others, officials said. The attackers escaped in the dark."},
        Text{"kidnapping",
             "Armed men abducted two engineers from a road camp near Wana on Friday. Their driver was found "
             "injured, "
             "officials said."},
        Text{"bus attack",
             "MOMBASA: Gunmen attacked a bus in Lamu county on Thursday and killed three passengers, the "
             "county commissioner "
             "said. Police have begun a search."}),
    [](const auto& test) {
      std::string name = test.param.name;
      for (char& c : name) c = c == ' ' ? '_' : c;
      return name;
    });

class NotRelevant : public testing::TestWithParam<Text> {};
TEST_P(NotRelevant, IsSaidSo) {
  const record::Reading reading = read(GetParam().text);
  EXPECT_FALSE(reading.relevant) << reading.relevance;
}
INSTANTIATE_TEST_SUITE_P(
    Texts, NotRelevant,
    testing::Values(
        Text{"sport",
             "LAHORE: The Qalandars were bowled out for 98 on Sunday in a battle of nerves as the Sultans "
             "won the final by six "
             "wickets. Their captain was out for a duck. \"We will fight back,\" the losing coach said after "
             "the defeat."},
        Text{"editorial",
             "The election must not be hostage to fear. Every campaign has its battles, and every government "
             "promises that "
             "the violence of the past will not return. We have heard these promises before. What voters "
             "need is a "
             "commission that protects them, parties that respect defeat and a press that can ask questions. "
             "Will they get "
             "it? If attacks on rallies are to be prevented, the state must act before polling day."},
        Text{"threat only",
             "The interior ministry warned on Friday that militants may attack rallies before the vote. "
             "Candidates have been "
             "told to limit their movement, and the police will deploy more officers. The ministry said that "
             "it had received "
             "threats against several parties."},
        Text{"old case",
             "An anti-terrorism court in Karachi on Monday adjourned the trial of three men who are accused "
             "of killing a trader in 2011. "
             "The defence asked for more time to study the documents. The next hearing will be held in "
             "March."},
        Text{"round-up",
             "At least 340 people were killed and more than 500 injured in attacks across the country last "
             "year, a research institute said "
             "in its annual report. The number of attacks rose by 12 percent. The institute urged the "
             "government to review "
             "its policy."},
        Text{"protest in peace",
             "Hundreds of teachers marched through Multan on Monday to demand higher pay. They chanted "
             "slogans and "
             "dispersed after talks with the deputy commissioner."},
        Text{"markets",
             "Shares tumbled on Monday as oil prices hit a record and the rupee came under fire. Analysts "
             "said that the "
             "budget had killed hopes of a recovery. The index lost 900 points."},
        Text{"nothing", ""}),
    [](const auto& test) {
      std::string name = test.param.name;
      for (char& c : name) c = c == ' ' || c == '-' ? '_' : c;
      return name;
    });

TEST(Relevance, IsAProbabilityOfAnyReading) {
  for (const char* text : {"", ".", "Killed.", "A bomb", "12 12 12"}) {
    const record::Reading reading = read(text);
    EXPECT_GE(reading.relevance, 0) << text;
    EXPECT_LE(reading.relevance, 1) << text;
  }
}

double gist_of(const std::string& text, double relevance) {
  return gist(analyse(text, *the_pack()), relevance);
}

TEST(Gist, WordsSpeakForAndAgainst) {
  const std::string plain = "Two people died near Mastung on Sunday.";
  const double alone = gist_of(plain, 0.9);
  const double crash = gist_of(plain + " Their vehicle crashed on the highway in an accident.", 0.9);
  const double murder =
      gist_of(plain + " They were stabbed in a robbery, and the murder shocked the town.", 0.9);
  EXPECT_LT(crash, alone - 0.3);
  EXPECT_GT(murder, alone);
  // Names and the like say nothing.
  EXPECT_DOUBLE_EQ(gist_of(plain + " Karim Lashari is from Kalat.", 0.9), alone);
}

TEST(Gist, GrowsWithWhatTheRulesHold) {
  const std::string text = "A bomb went off in Tank.";
  double before = gist_of(text, 1e-6);
  for (double relevance : {0.1, 0.5, 0.9, 1.0}) {
    const double here = gist_of(text, relevance);
    EXPECT_GE(here, before) << relevance;
    EXPECT_LE(here, 1);
    before = here;
  }
  // Even where they wrote no account, the words count.
  EXPECT_GT(gist_of(text, 0), gist_of("The council met in Tank.", 0));
  EXPECT_GT(gist_of("", 0), 0);
}

TEST(Gist, AWordSaidOftenCountsLittleMore) {
  std::string often;
  for (int i = 0; i < 3; ++i) often += "The accident. ";
  EXPECT_LT(gist_of(often, 0.5), gist_of("The accident.", 0.5));
  EXPECT_DOUBLE_EQ(gist_of(often + often, 0.5), gist_of(often, 0.5));
}

TEST(Gist, DecidesWhetherTheLearntReaderLooks) {
  const auto both = Reader::make(the_pack(), Mode::kBoth);
  ASSERT_TRUE(both);
  record::Document document;
  document.published = text::parse_date("2024-02-05");
  // Not worth a look: what is said of relevance is the rules' own, and accounts are doubted.
  document.text =
      "A pilot died at the age of 61 when his aircraft crashed into a lake near Sibi on Sunday. Firefighters "
      "saw smoke. Doctors said that it had been an accident.";
  const record::Reading by_rules = Reader(the_pack()).read(document), unseen = both->read(document);
  ASSERT_LT(by_rules.relevance, 0.15);
  EXPECT_EQ(unseen.relevance, by_rules.relevance);
  EXPECT_FALSE(unseen.relevant);
  EXPECT_EQ(by_rules.accounts.size(), 1u);
  EXPECT_TRUE(unseen.accounts.empty());
  // Worth one: it has a say.
  document.text = "Gunmen shot dead two traders in Sibi on Sunday, police said.";
  EXPECT_NE(both->read(document).relevance, Reader(the_pack()).read(document).relevance);
}

TEST(Relevance, SignsAreNamedOnceAndFinite) {
  const std::string text =
      "Gunmen killed two policemen in Bannu on Sunday. On Saturday a blast in Tank injured five traders. "
      "Police arrested a man.";
  const record::Reading reading = read(text);
  const Analysis a = analyse(text, *the_pack());
  const Signs signs = relevance_signs(a, find_tellings(a), reading);
  ASSERT_EQ(signs.accounts.size(), reading.accounts.size());
  ASSERT_FALSE(signs.accounts.empty());
  std::vector<std::vector<Sign>> all = signs.accounts;
  all.push_back(signs.document);
  for (const std::vector<Sign>& of : all) {
    std::set<std::string> names;
    for (const Sign& sign : of) {
      EXPECT_TRUE(names.insert(sign.name).second) << sign.name;
      EXPECT_TRUE(std::isfinite(sign.value)) << sign.name;
    }
    EXPECT_FALSE(names.empty());
  }
  // The table knows most of what such a text shows.
  const auto& weights = the_pack()->relevance_weights().all(pack::RelevanceWeights::Kind::kAccount);
  size_t known = 0;
  for (const Sign& sign : signs.accounts.front()) known += weights.count(sign.name);
  EXPECT_GE(2 * known, signs.accounts.front().size());
}

}  // namespace
}  // namespace roznamcha::extract

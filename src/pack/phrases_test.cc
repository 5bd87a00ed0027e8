#include "pack/phrases.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "text/segment.h"

namespace roznamcha::pack {
namespace {

std::vector<PhraseIndex::Match> match(const PhraseIndex& index, std::string_view sentence, uint32_t at) {
  const text::Segmented text = text::segment(sentence);
  std::vector<PhraseIndex::Match> out;
  index.match(text.tokens, at, static_cast<uint32_t>(text.tokens.size()), out);
  return out;
}

TEST(Phrases, LongestFirst) {
  PhraseIndex index;
  index.add("police", 1);
  index.add("police station", 2);
  index.add("police station house", 3);
  const auto found = match(index, "a police station house officer", 1);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].value, 3u);
  EXPECT_EQ(found[0].length, 3u);
  EXPECT_EQ(found[1].value, 2u);
  EXPECT_EQ(found[2].value, 1u);
}

TEST(Phrases, SeveralValuesInOrderOfAdding) {
  PhraseIndex index;
  index.add("front", 7);
  index.add("front", 3);
  const auto found = match(index, "front", 0);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].value, 7u);
  EXPECT_EQ(found[1].value, 3u);
}

TEST(Phrases, LimitIsKept) {
  PhraseIndex index;
  index.add("police station", 1);
  const text::Segmented text = text::segment("police station");
  std::vector<PhraseIndex::Match> out;
  index.match(text.tokens, 0, 1, out);
  EXPECT_TRUE(out.empty());
}

TEST(Phrases, CaseOfTheTextCountsForNothing) {
  PhraseIndex index;
  index.add("Shining Path", 1);
  EXPECT_EQ(match(index, "SHINING PATH", 0).size(), 1u);
  EXPECT_EQ(match(index, "shining path", 0).size(), 1u);
}

TEST(Phrases, CutAsTheSegmenterCuts) {
  PhraseIndex index;
  index.add("Jamiat Ulema-e-Islam (F)", 1);
  index.add("Lord's Resistance Army", 2);
  index.add("U.N.", 3);
  EXPECT_EQ(match(index, "the Jamiat Ulema-e-Islam (F) said", 1).size(), 1u);
  EXPECT_EQ(match(index, "the Lord’s Resistance Army said", 1).size(), 1u);
  EXPECT_EQ(match(index, "the U.N. said", 1).size(), 1u);
}

TEST(Phrases, CasedWordsNeedTheirCapitals) {
  PhraseIndex index;
  index.add_cased("IS", 1);
  index.add_cased("LeT", 2);
  index.add_cased("Contras", 3);
  EXPECT_EQ(match(index, "the IS claimed it", 1).size(), 1u);
  EXPECT_TRUE(match(index, "this is so", 1).empty());
  EXPECT_TRUE(match(index, "THIS IS SO", 1).empty());  // capitals say nothing here
  EXPECT_TRUE(match(index, "SUSPECT IS JAILED He was seen in the town.", 1).empty());
  EXPECT_EQ(match(index, "the LeT claimed it", 1).size(), 1u);
  EXPECT_TRUE(match(index, "Let us go home", 0).empty());
  EXPECT_EQ(match(index, "the Contras fled", 1).size(), 1u);
  EXPECT_TRUE(match(index, "the contras fled", 1).empty());
}

TEST(Phrases, StartsIsAFilter) {
  PhraseIndex index;
  index.add("police station", 1);
  EXPECT_TRUE(index.starts("police"));
  EXPECT_FALSE(index.starts("station"));
  EXPECT_FALSE(index.starts("bakery"));
}

TEST(Phrases, EveryPhraseIsFoundAgain) {
  rc::check("what is added is found, whole", [](const std::vector<std::vector<uint8_t>>& raw) {
    PhraseIndex index;
    std::vector<std::string> phrases;
    for (const std::vector<uint8_t>& words : raw) {
      if (words.empty()) continue;
      std::string phrase;
      for (uint8_t w : words)
        phrase += (phrase.empty() ? "" : " ") + std::string("w") + static_cast<char>('a' + w % 7);
      index.add(phrase, static_cast<uint32_t>(phrases.size()));
      phrases.push_back(phrase);
    }
    for (uint32_t i = 0; i < phrases.size(); ++i) {
      const std::vector<text::Token> tokens = phrase_tokens(phrases[i]);
      std::vector<PhraseIndex::Match> out;
      index.match(tokens, 0, static_cast<uint32_t>(tokens.size()), out);
      RC_ASSERT(std::any_of(out.begin(), out.end(), [&](const PhraseIndex::Match& m) {
        return m.value == i && m.length == tokens.size();
      }));
      RC_ASSERT(std::is_sorted(out.begin(), out.end(),
                               [](const auto& a, const auto& b) { return a.length > b.length; }));
    }
  });
}

TEST(Phrases, PlainPhrasesAreCutAsTheSegmenterCuts) {
  for (std::string_view phrase :
       {"police station", "AK-47", "M-19", "cease-fire", "1st Brigade", "MS13", "vehicle-borne bomb", "x"}) {
    const std::vector<text::Token> own = phrase_tokens(phrase);
    const std::vector<text::Token> theirs = text::segment(phrase).tokens;
    ASSERT_EQ(own.size(), theirs.size()) << phrase;
    for (size_t i = 0; i < own.size(); ++i) {
      EXPECT_EQ(own[i].lower, theirs[i].lower);
      EXPECT_EQ(own[i].letter_case, theirs[i].letter_case) << phrase;
    }
  }
}

}  // namespace
}  // namespace roznamcha::pack

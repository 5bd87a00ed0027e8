#include "pack/rules.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "pack/pack.h"

namespace roznamcha::pack {
namespace {

const Lexicon& lexicon() {
  static const std::shared_ptr<const Pack> pack = *Pack::load_embedded();
  return pack->lexicon();
}

RuleSet compile(const std::string& pattern, std::vector<base::Error>& faults) {
  const auto table = Table::parse(
      "# origin: x\n# key: id\nid\tkind\tpattern\tplus\tminus\na\tb\t" + pattern + "\tx\t\n", "rules.tsv");
  EXPECT_TRUE(table);
  return RuleSet::compile(*table, lexicon(), faults);
}

/// The words that a pattern quotes of a sentence, with '|' between matches.
std::string quoted(const std::string& pattern, std::string_view sentence) {
  std::vector<base::Error> faults;
  const RuleSet rules = compile(pattern, faults);
  for (const base::Error& fault : faults) ADD_FAILURE() << base::to_string(fault);
  const text::Segmented text = text::segment(sentence);
  std::string out;
  for (const text::Sentence& s : text.sentences) {
    for (const RuleSet::Match& m : rules.match(text, s)) {
      if (!out.empty()) out += "|";
      out += std::string(sentence.substr(text.tokens[m.first].span.begin,
                                         text.tokens[m.last - 1].span.end - text.tokens[m.first].span.begin));
    }
  }
  return out;
}

std::string wrong(const std::string& pattern) {
  std::vector<base::Error> faults;
  (void)compile(pattern, faults);
  return faults.empty() ? "" : faults[0].what;
}

TEST(Rules, WordsAndChoices) {
  EXPECT_EQ(quoted("road closed", "The ROAD closed at noon."), "ROAD closed");
  EXPECT_EQ(quoted("(road|street) closed", "The street closed."), "street closed");
  EXPECT_EQ(quoted("(main_road|street) closed", "The main road closed."), "main road closed");
  EXPECT_EQ(quoted("road closed", "The road was closed."), "");
}

TEST(Rules, BeginningsAndForms) {
  EXPECT_EQ(quoted("close* it", "They closed it."), "closed it");
  EXPECT_EQ(quoted("~close it", "They are closing it."), "closing it");
  EXPECT_EQ(quoted("~close it", "It is closer it seems."), "");
  EXPECT_EQ(quoted("~hold/held it", "They held it."), "held it");
}

TEST(Rules, AnyTokenAndGaps) {
  EXPECT_EQ(quoted("a _ b", "a x b"), "a x b");
  EXPECT_EQ(quoted("a _ b", "a b"), "");
  EXPECT_EQ(quoted("a ..2 b", "a b"), "a b");
  EXPECT_EQ(quoted("a ..2 b", "a x y b"), "a x y b");
  EXPECT_EQ(quoted("a ..2 b", "a x y z b"), "");
  EXPECT_EQ(quoted("a ..2 b", "a x b b"), "a x b");  // the fewest first
  EXPECT_EQ(quoted("a ..3 b", "a ; b"), "");
  EXPECT_EQ(quoted("a ..3 b", "Take a. Take b."), "");
  EXPECT_EQ(quoted("a ..3!(and|,) b", "a x and b"), "");
  EXPECT_EQ(quoted("a ..3!(and|,) b", "a x y b"), "a x y b");
}

TEST(Rules, OptionalParts) {
  EXPECT_EQ(quoted("a x? b", "a b"), "a b");
  EXPECT_EQ(quoted("a x? b", "a x b"), "a x b");
  EXPECT_EQ(quoted("a (x|y_z)? b", "a y z b"), "a y z b");
}

TEST(Rules, PhrasesOfTheLexicon) {
  EXPECT_EQ(quoted("killed <number> <person>", "They killed two dozen villagers there."),
            "killed two dozen villagers");
  EXPECT_EQ(quoted("killed <number> <person>", "They killed 24 police officers there."),
            "killed 24 police officers");
  EXPECT_EQ(quoted("at <target>", "He stood at a police station, at police station 4."), "at police station");
  EXPECT_EQ(quoted("with <weapon>", "He came with dynamite."), "with dynamite");
  EXPECT_EQ(quoted("by <actor>", "It was done by Sendero Luminoso."), "by Sendero Luminoso");
}

TEST(Rules, OnlyThePartInBracketsIsQuoted) {
  EXPECT_EQ(quoted("the [ road was ] closed", "Here the road was closed."), "road was");
  EXPECT_EQ(quoted("the [road] closed", "Here the road closed."), "road");
}

TEST(Rules, MatchesOfOneRuleDoNotOverlap) {
  EXPECT_EQ(quoted("a a", "a a a a a"), "a a|a a");
}

TEST(Rules, PatternsThatDoNotParse) {
  EXPECT_NE(wrong(""), "");
  EXPECT_NE(wrong("a ..0 b"), "");
  EXPECT_NE(wrong("a ..99 b"), "");
  EXPECT_NE(wrong("a ..x b"), "");
  EXPECT_NE(wrong("a ..3!(x"), "");
  EXPECT_NE(wrong("(a|b"), "");
  EXPECT_NE(wrong("()"), "");
  EXPECT_NE(wrong("[ a"), "");
  EXPECT_NE(wrong("a ]"), "");
  EXPECT_NE(wrong("[ a ] [ b ]"), "");
  EXPECT_NE(wrong("a [ ] b"), "");
  EXPECT_NE(wrong("..2 a"), "");
  EXPECT_NE(wrong("a ..2"), "");
  EXPECT_NE(wrong("<custard> a"), "");
  EXPECT_NE(wrong("Word"), "");
  EXPECT_NE(wrong("_ <number>"), "");
  EXPECT_NE(wrong("a? <number>"), "");
  EXPECT_EQ(wrong("a? b"), "");
}

TEST(Rules, NestedGapsEnd) {
  std::string sentence;
  for (int i = 0; i < 190; ++i) sentence += "a ";
  EXPECT_EQ(quoted("a ..16 a ..16 a ..16 a ..16 a ..16 a ..16 a ..16 a ..16 z", sentence), "");
}

TEST(Rules, MatchesLieInTheirSentence) {
  rc::check("whatever the text", [](const std::vector<uint8_t>& raw) {
    static const char* kWords[] = {"a", "b", "c", ".", "x", ";", "Two", "villagers"};
    std::string sentence;
    for (uint8_t r : raw) sentence += std::string(kWords[r % 8]) + " ";
    std::vector<base::Error> faults;
    const RuleSet rules = compile("a ..3 (b|c_x) x? <number>? ..2!(a) c", faults);
    RC_ASSERT(faults.empty());
    const text::Segmented text = text::segment(sentence);
    for (const text::Sentence& s : text.sentences) {
      uint32_t end = s.first;
      for (const RuleSet::Match& m : rules.match(text, s)) {
        RC_ASSERT(m.first >= end);
        RC_ASSERT(m.first < m.last);
        RC_ASSERT(m.last <= s.last);
        RC_ASSERT(text.tokens[m.first].lower == "a");
        RC_ASSERT(text.tokens[m.last - 1].lower == "c");
        end = m.last;
      }
    }
  });
}

}  // namespace
}  // namespace roznamcha::pack

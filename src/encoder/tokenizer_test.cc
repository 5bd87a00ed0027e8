#include "encoder/tokenizer.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "text/utf8.h"

namespace roznamcha::encoder {
namespace {

constexpr std::string_view kPieces[] = {
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a",   "b",    "c",  "##a",  "##b",
    "##c",   "##s",   "guard", "##ian", "guards", "the", ".",    ",",  "-",    "[",
    "]",     "#",     "1",     "##2",   "e",      "##e", "cafe", "中", "##中", "خان",
    "ᄀ",    "##ᅡ",  "##ᆨ",  "“",     "`",      "i",   "###",  "ß",  "σ",    "##σ"};

class TokenizerTest : public testing::Test {
 protected:
  /// "piece@begin-end piece@…", spans in bytes.
  std::string cut(std::string_view text) const {
    std::string out;
    for (const Piece& piece : tokenizer_.cut(text))
      out += (out.empty() ? "" : " ") + std::string(kPieces[piece.id]) + "@" +
             std::to_string(piece.span.begin) + "-" + std::to_string(piece.span.end);
    return out;
  }
  const Tokenizer tokenizer_{kPieces};
};

TEST_F(TokenizerTest, LongestPieceFirst) {
  EXPECT_EQ(cut("The guards"), "the@0-3 guards@4-10");
  EXPECT_EQ(cut("guardians"), "guard@0-5 ##ian@5-8 ##s@8-9");
  EXPECT_EQ(cut("abcab"), "a@0-1 ##b@1-2 ##c@2-3 ##a@3-4 ##b@4-5");
  EXPECT_EQ(cut("guardx the"), "[UNK]@0-6 the@7-10");
  EXPECT_EQ(cut("xguard"), "[UNK]@0-6");
}

TEST_F(TokenizerTest, NothingToCut) {
  EXPECT_EQ(cut(""), "");
  EXPECT_EQ(cut(" \t\r\n\xC2\xA0\xE3\x80\x80"), "");
  EXPECT_EQ(cut("\xCC\x81"), "");  // an accent alone
}

TEST_F(TokenizerTest, PunctuationStandsApart) {
  EXPECT_EQ(cut("a.b,c-12"), "a@0-1 .@1-2 b@2-3 ,@3-4 c@4-5 -@5-6 1@6-7 ##2@7-8");
  EXPECT_EQ(cut("“a"), "“@0-3 a@3-4");
  EXPECT_EQ(cut("`a$"), "`@0-1 a@1-2 [UNK]@2-3");  // symbols of ASCII count as punctuation
}

TEST_F(TokenizerTest, AccentsGoAndSpansStay) {
  EXPECT_EQ(cut("Café"), "cafe@0-5");
  EXPECT_EQ(cut("CAFE\xCC\x81 a"), "cafe@0-4 a@7-8");  // an accent behind the last letter lies outside
  EXPECT_EQ(cut("ca\xCC\x81"
                "fe"),
            "cafe@0-6");
  EXPECT_EQ(cut("İ"), "i@0-2");
}

TEST_F(TokenizerTest, ControlCharactersGo) {
  EXPECT_EQ(cut(std::string_view("ca\0fe", 5)), "cafe@0-5");
  EXPECT_EQ(cut("ca\xC2\xAD"
                "fe"),
            "cafe@0-6");  // soft hyphen
  EXPECT_EQ(cut("a\xE2\x80\x8B"
                "b"),
            "a@0-1 ##b@4-5");  // space of no width
  EXPECT_EQ(cut("a\xEF\xBF\xBD"
                "b"),
            "a@0-1 ##b@4-5");  // replacement character
}

TEST_F(TokenizerTest, OtherScripts) {
  EXPECT_EQ(cut("中中a"), "中@0-3 中@3-6 a@6-7");  // ideographs one by one
  EXPECT_EQ(cut("خان a"), "خان@0-6 a@7-8");
  EXPECT_EQ(cut("각"), "ᄀ@0-3 ##ᅡ@0-3 ##ᆨ@0-3");  // three letters of one syllable
  EXPECT_EQ(cut("ΣΣ"), "σ@0-2 ##σ@2-4");
}

TEST_F(TokenizerTest, SpecialPiecesStandForThemselves) {
  EXPECT_EQ(cut("a[MASK]b"), "a@0-1 [MASK]@1-7 b@7-8");
  EXPECT_EQ(cut("[mask]"), "[@0-1 [UNK]@1-5 ]@5-6");
  EXPECT_EQ(cut("[CLS"), "[@0-1 [UNK]@1-4");
  EXPECT_EQ(cut("##a"), "#@0-1 #@1-2 a@2-3");
  EXPECT_EQ(tokenizer_.first(), 2u);
  EXPECT_EQ(tokenizer_.last(), 3u);
  EXPECT_EQ(tokenizer_.unknown(), 1u);
  EXPECT_EQ(tokenizer_.id("##ian"), 13u);
  EXPECT_EQ(tokenizer_.id("guard"), 12u);
  EXPECT_EQ(tokenizer_.id("##guard"), 1u);
}

TEST_F(TokenizerTest, LongWordsAreUnknown) {
  const std::string hundred(100, 'a');
  EXPECT_EQ(tokenizer_.cut(hundred).size(), 100u);
  EXPECT_EQ(cut(hundred + "a b"), "[UNK]@0-101 b@102-103");
  std::string accented;  // 100 letters, though 200 characters
  for (int i = 0; i < 100; ++i) accented += "a\xCC\x81";
  EXPECT_EQ(tokenizer_.cut(accented).size(), 100u);
}

TEST_F(TokenizerTest, BrokenBytesAreLeftOut) {
  EXPECT_EQ(cut("a\xFF"
                "b \xC3"),
            "a@0-1 ##b@2-3");
  EXPECT_EQ(cut("\xE4\xB8 a"), "a@3-4");
  EXPECT_EQ(cut("\xED\xA0\x80"
                "a"),
            "a@3-4");  // half of a pair
  EXPECT_EQ(cut("\xF4\x90\x80\x80"
                "a"),
            "a@4-5");
}

TEST_F(TokenizerTest, TenMillionCharacters) {
  EXPECT_EQ(cut(std::string(10'000'000, 'x')), "[UNK]@0-10000000");
  std::string text;
  while (text.size() < 10'000'000) text += "guards, 中中 \xFF";
  const auto pieces = tokenizer_.cut(text);
  EXPECT_EQ(pieces.size(), text.size() / 16 * 4);
  EXPECT_EQ(pieces.back().span.end, text.size() - 2);
}

TEST_F(TokenizerTest, EmptyVocabulary) {
  const Tokenizer none({});
  EXPECT_EQ(none.cut("a b").size(), 2u);
  EXPECT_EQ(none.cut("a b")[0].id, 0u);
}

std::string any_text() {
  static const std::vector<std::string> parts = {"a", "b",         "guard", "ians", " ",   "\n",   ".",
                                                 "é", "e\xCC\x81", "中",    "각",   "خان", "\xFF", "\xC3",
                                                 "İ", "😀",         "[CLS]", "[",    "]",   "x"};
  std::string out;
  for (const std::string& part : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(parts)))
    out += part;
  return out;
}

TEST_F(TokenizerTest, SpansAreInOrderWithinTheText) {
  EXPECT_TRUE(rc::check([&] {
    const std::string text = any_text();
    uint32_t begin = 0;
    for (const Piece& piece : tokenizer_.cut(text)) {
      RC_ASSERT(begin <= piece.span.begin);
      RC_ASSERT(piece.span.begin < piece.span.end);
      RC_ASSERT(piece.span.end <= text.size());
      if (!text::first_invalid_utf8(text)) RC_ASSERT(!text::first_invalid_utf8(piece.span.of(text)));
      begin = piece.span.begin;
    }
  }));
}

TEST_F(TokenizerTest, WordsDoNotSeeOneAnother) {
  EXPECT_TRUE(rc::check([&] {
    const std::string first = any_text(), second = any_text();
    auto expected = tokenizer_.cut(first);
    const auto shift = static_cast<uint32_t>(first.size() + 1);
    for (const Piece& piece : tokenizer_.cut(second))
      expected.push_back({piece.id, {piece.span.begin + shift, piece.span.end + shift}});
    RC_ASSERT(tokenizer_.cut(first + " " + second) == expected);
  }));
}

}  // namespace
}  // namespace roznamcha::encoder

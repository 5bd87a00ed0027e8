#include "text/segment.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "text/fold.h"
#include "text/utf8.h"

namespace roznamcha::text {
namespace {

/// Sentences as text.
std::vector<std::string> sentences(std::string_view text) {
  std::vector<std::string> out;
  for (const Sentence& s : segment(text).sentences) out.emplace_back(s.span.of(text));
  return out;
}

/// Tokens with | between.
std::string tokens(std::string_view text) {
  std::string out;
  for (const Token& t : segment(text).tokens) {
    if (!out.empty()) out += '|';
    out += t.span.of(text);
  }
  return out;
}

using Strings = std::vector<std::string>;

void expect_sound(std::string_view text) {
  const Segmented s = segment(text);
  ASSERT_EQ(s.sentence_of.size(), s.tokens.size());
  uint32_t end = 0;
  for (const Token& t : s.tokens) {
    ASSERT_LT(t.span.begin, t.span.end);
    ASSERT_LE(end, t.span.begin);
    ASSERT_LE(t.span.end, text.size());
    end = t.span.end;
    ASSERT_FALSE(first_invalid_utf8(t.span.of(text)));
    ASSERT_EQ(t.lower, lower(t.span.of(text)));
  }
  uint32_t next = 0, paragraph = 0;
  for (uint32_t k = 0; k < s.sentences.size(); ++k) {
    const Sentence& sentence = s.sentences[k];
    ASSERT_EQ(sentence.first, next);
    ASSERT_LT(sentence.first, sentence.last);
    ASSERT_LE(sentence.last - sentence.first, 200u);
    ASSERT_EQ(sentence.span.begin, s.tokens[sentence.first].span.begin);
    ASSERT_EQ(sentence.span.end, s.tokens[sentence.last - 1].span.end);
    ASSERT_GE(sentence.paragraph, paragraph);
    paragraph = sentence.paragraph;
    for (uint32_t i = sentence.first; i < sentence.last; ++i) ASSERT_EQ(s.sentence_of[i], k);
    next = sentence.last;
  }
  ASSERT_EQ(next, s.tokens.size());
}

TEST(Tokens, SplitsPossessivesAndContractions) {
  EXPECT_EQ(tokens("Pakistan's army didn't and can't say who's there."),
            "Pakistan|'s|army|did|n't|and|ca|n't|say|who|'s|there|.");
  EXPECT_EQ(tokens("The officers’ car; the governor’s aide."), "The|officers|’|car|;|the|governor|’s|aide|.");
  EXPECT_EQ(tokens("KABUL'S MAYOR DIDN'T"), "KABUL|'S|MAYOR|DID|N'T");
  EXPECT_EQ(tokens("did n't, the mayor 's"), "did|n't|,|the|mayor|'s");
}

TEST(Tokens, KeepsNamesWhole) {
  EXPECT_EQ(tokens("O'Hara of Sana'a, Khyber-Pakhtunkhwa"), "O'Hara|of|Sana'a|,|Khyber-Pakhtunkhwa");
  EXPECT_EQ(tokens("AT&T and a 10-year-old with an AK-47 in NA-260"),
            "AT&T|and|a|10-year-old|with|an|AK-47|in|NA-260");
  EXPECT_EQ(tokens("Côte d’Ivoire"), "Côte|d’Ivoire");
}

TEST(Tokens, KeepsFiguresWhole) {
  EXPECT_EQ(tokens("1,000 of 2.5 million on 2024-02-05 or 5/2/2024 at 5:30"),
            "1,000|of|2.5|million|on|2024-02-05|or|5/2/2024|at|5:30");
  EXPECT_EQ(tokens("30-40 men, 10–15 women, the 2nd of the 1990s."),
            "30-40|men|,|10–15|women|,|the|2nd|of|the|1990s|.");
  EXPECT_EQ(tokens("Rs5,000, $20, 9mm, 5pm, 15%"), "Rs|5,000|,|$|20|,|9|mm|,|5|pm|,|15|%");
  const Segmented s = segment("On 5 May 2024 a 10-year-old lost 1,000.50");
  EXPECT_EQ(s.tokens[1].kind, TokenKind::kNumber);
  EXPECT_EQ(s.tokens[3].kind, TokenKind::kNumber);
  EXPECT_EQ(s.tokens[5].kind, TokenKind::kWord);
  EXPECT_EQ(s.tokens[7].kind, TokenKind::kNumber);
}

TEST(Tokens, KeepsFullStopsOfShortenings) {
  EXPECT_EQ(tokens("Mr. Khan and Gen. Rauf of the U.S. and D.I. Khan, e.g. at 5 p.m. today"),
            "Mr.|Khan|and|Gen.|Rauf|of|the|U.S.|and|D.I.|Khan|,|e.g.|at|5|p.m.|today");
  EXPECT_EQ(tokens("Gen.Rauf in a U.S.-backed raid"), "Gen.|Rauf|in|a|U.S.-backed|raid");
}

TEST(Tokens, KeepsAddresses) {
  EXPECT_EQ(tokens("See www.example.com, https://example.org/a?b=1. Write to desk@example.net."),
            "See|www.example.com|,|https://example.org/a?b=1|.|Write|to|desk@example.net|.");
  EXPECT_EQ(tokens("@reporter #Vote2024 example.com"), "@reporter|#Vote2024|example.com");
}

TEST(Tokens, KnowsCase) {
  const Segmented s = segment("Police in Dir and McBride of the TTP, A al-Badr Khyber-Pakhtunkhwa 12");
  auto at = [&](size_t i) { return s.tokens[i].letter_case; };
  EXPECT_EQ(at(0), TokenCase::kTitle);
  EXPECT_EQ(at(1), TokenCase::kLower);
  EXPECT_EQ(at(4), TokenCase::kMixed);
  EXPECT_EQ(at(7), TokenCase::kAll);
  EXPECT_EQ(at(8), TokenCase::kNone);
  EXPECT_EQ(at(9), TokenCase::kTitle);
  EXPECT_EQ(at(10), TokenCase::kMixed);
  EXPECT_EQ(at(11), TokenCase::kTitle);
  EXPECT_EQ(at(12), TokenCase::kNone);
}

TEST(Tokens, KnowsSpaces) {
  const Segmented s = segment("a,b c\nd");
  EXPECT_TRUE(s.tokens[0].space_before);
  EXPECT_FALSE(s.tokens[1].space_before);
  EXPECT_FALSE(s.tokens[2].space_before);
  EXPECT_TRUE(s.tokens[3].space_before);
  EXPECT_TRUE(s.tokens[4].space_before);
}

TEST(Sentences, EndAtFullStops) {
  EXPECT_EQ(sentences("A bomb went off. Four people died! Who did it? Nobody knows…"),
            (Strings{"A bomb went off.", "Four people died!", "Who did it?", "Nobody knows…"}));
}

TEST(Sentences, EndWhereTheSpaceIsMissing) {
  EXPECT_EQ(sentences("It was days before the elections.As voters queued, a bomb went off."),
            (Strings{"It was days before the elections.", "As voters queued, a bomb went off."}));
  EXPECT_EQ(sentences("“They fled.”The police followed."), (Strings{"“They fled.”", "The police followed."}));
  EXPECT_EQ(sentences("THEY FLED.THE POLICE FOLLOWED."), (Strings{"THEY FLED.", "THE POLICE FOLLOWED."}));
}

TEST(Sentences, DoNotEndAtShortenings) {
  for (const char* text :
       {"Mr. Lund met Lt. Gen. A. B. Rauf on Feb. 8 in D. I. Khan.",
        "Acme Inc. workers of No. 5 colony fled the U.S. embassy.", "The blast at 5 p.m. Monday hurt ten.",
        "He paid Rs. 500 vs. 600 at St. Mary, i.e. little.",
        "Prices rose 2.5 per cent, approx. three rupees.", "J. Alvarez of the U.N. Children fund came.",
        "NASHVILLE, Tenn. (WIRE) – A man fled.", "Read it on EXAMPLE.COM today."}) {
    EXPECT_EQ(sentences(text), Strings{text});
  }
}

TEST(Sentences, MayEndAtShortenings) {
  EXPECT_EQ(sentences("He left the U.S. The army followed."),
            (Strings{"He left the U.S.", "The army followed."}));
  EXPECT_EQ(sentences("It ended at 5 p.m. Police left."), (Strings{"It ended at 5 p.m.", "Police left."}));
  EXPECT_EQ(sentences("Was it he? No. He had left."), (Strings{"Was it he?", "No.", "He had left."}));
  EXPECT_EQ(sentences("The clerk fell ill. She left."), (Strings{"The clerk fell ill.", "She left."}));
}

TEST(Sentences, KeepQuotesTogether) {
  EXPECT_EQ(sentences("\"It is over,\" he said. \"Is it?\" she asked. \"Yes.\" They left."),
            (Strings{"\"It is over,\" he said.", "\"Is it?\" she asked.", "\"Yes.\"", "They left."}));
  EXPECT_EQ(sentences("“It is over.” “No.” (He left.) They stayed."),
            (Strings{"“It is over.”", "“No.”", "(He left.)", "They stayed."}));
}

TEST(Sentences, ReadCapitals) {
  const char* text =
      "LIMA, 3 MAR 91 (WIRE) -- [TEXT] THE U.S. CONSULATE WAS SHELLED AT 5 P.M. IN THE OLD TOWN. GEN. PEREZ "
      "DENIED IT. [PASSAGE OMITTED]";
  EXPECT_TRUE(segment(text).caseless);
  EXPECT_EQ(sentences(text), (Strings{"LIMA, 3 MAR 91 (WIRE) -- [TEXT]",
                                      "THE U.S. CONSULATE WAS SHELLED AT 5 P.M. IN THE OLD TOWN.",
                                      "GEN. PEREZ DENIED IT.", "[PASSAGE OMITTED]"}));
}

TEST(Sentences, KnowWhenCaseTellsNothing) {
  EXPECT_FALSE(segment("Four people died in Quetta.").caseless);
  EXPECT_TRUE(segment("four people died. police came.").caseless);
  EXPECT_FALSE(segment("12:30").caseless);
  EXPECT_FALSE(segment("").caseless);
  EXPECT_EQ(sentences("four people died. police came."), (Strings{"four people died.", "police came."}));
}

TEST(Paragraphs, AreCutAtBlankLinesAndHeadings) {
  const char* text =
      "Bomb in market kills four\nPolice said so on Monday.\n\nA second paragraph\nof two lines.";
  const Segmented s = segment(text);
  ASSERT_EQ(s.sentences.size(), 3u);
  EXPECT_EQ(s.sentences[0].span.of(text), "Bomb in market kills four");
  EXPECT_EQ(s.sentences[0].paragraph, 0u);
  EXPECT_EQ(s.sentences[1].paragraph, 1u);
  EXPECT_EQ(s.sentences[2].paragraph, 2u);
  EXPECT_EQ(s.sentences[2].span.of(text), "A second paragraph\nof two lines.");
}

TEST(Paragraphs, JoinHardWrappedLines) {
  const char* text =
      "The text is wrapped at a width of about sixty columns, and\r\n"
      "Peshawar stands at the start of a line. A new sentence goes\r\n"
      "on. Then it ends.\r\n"
      "\r\n"
      "Next.";
  EXPECT_EQ(segment(text).sentences.size(), 4u);
  EXPECT_EQ(segment(text).sentences.back().paragraph, 1u);
}

TEST(Paragraphs, AreTheLinesOfLists) {
  EXPECT_EQ(
      sentences("Dead:\n- two guards\n- one clerk\n• a child\n1. Unknown man\n2. Unknown boy."),
      (Strings{"Dead:", "- two guards", "- one clerk", "• a child", "1. Unknown man", "2. Unknown boy."}));
}

TEST(Segment, TakesAnything) {
  for (const char* text : {"",
                           " ",
                           "\n\n\n",
                           ".",
                           "...",
                           "'",
                           "’",
                           "\"",
                           "-",
                           "--",
                           "[",
                           "]",
                           "[]",
                           "[TEXT]",
                           "n't",
                           "'s",
                           "a'",
                           "1.",
                           "1.2.",
                           "U.S",
                           "A.",
                           "A.B",
                           "A..",
                           "www.",
                           "http://",
                           "@",
                           "#",
                           "@a",
                           "x@y",
                           "\xE2\x80\xA8",
                           "\xEF\xBB\xBF",
                           "a\xCC\x81",
                           "ا۔ب",
                           "。",
                           "5a.m.",
                           "\xC2\xA0",
                           "Mr.",
                           "No.",
                           "No. ",
                           "p.m.",
                           "\xF0\x9F\x98\x80!",
                           "e.g.",
                           "-a",
                           "a-",
                           "a--b",
                           "_",
                           "a_b",
                           "1-",
                           "1–2–"}) {
    expect_sound(text);
  }
}

TEST(Segment, CutsWhatHasNoEnd) {
  std::string words, letters(5000, 'x'), wide;
  for (int i = 0; i < 1000; ++i) words += i % 37 == 0 ? "word, " : "word ";
  for (int i = 0; i < 1000; ++i) wide += "\U00020000";
  for (const std::string& text : {words, letters, wide}) expect_sound(text);
  EXPECT_GT(segment(words).sentences.size(), 4u);
  EXPECT_GT(segment(letters).tokens.size(), 4u);
}

TEST(Segment, CostsLinearTime) {
  const std::string parts[] = {"a", "A.", ".",   "'", "1",       "[",   "\"",   "(",  "a-", "1.",
                               "é", "\n", "x\n", "@", "http://", "n't", " .\"", "A ", "--["};
  for (const std::string& part : parts) {
    std::string text;
    while (text.size() < 300'000) text += part;
    const auto start = std::chrono::steady_clock::now();
    const Segmented s = segment(text);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20)) << part;
    EXPECT_EQ(s.sentence_of.size(), s.tokens.size());
  }
}

}  // namespace
}  // namespace roznamcha::text

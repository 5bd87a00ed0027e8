#include "text/fold.h"

#include <gtest/gtest.h>

#include "text/utf8.h"

namespace roznamcha::text {
namespace {

TEST(Lower, KeepsDiacriticsAndMakesPunctuationPlain) {
  EXPECT_EQ(lower("QUETTA"), "quetta");
  EXPECT_EQ(lower("Bogotá"), "bogotá");
  EXPECT_EQ(lower("ÉCOLE"), "école");
  EXPECT_EQ(lower("Sana’a"), "sana'a");
  EXPECT_EQ(lower("“Dawn”"), "\"dawn\"");
  EXPECT_EQ(lower("Dar\u2010es\u2011Salaam"), "dar-es-salaam");
  EXPECT_EQ(lower("10–15"), "10–15");
  EXPECT_EQ(lower(""), "");
}

TEST(Lower, KeepsOtherScripts) {
  EXPECT_EQ(lower("КИЇВ"), "київ");
  EXPECT_EQ(lower("کوئٹہ"), "کوئٹہ");
  EXPECT_EQ(lower("İzmir"), "izmir");
}

TEST(Fold, DropsDiacritics) {
  EXPECT_EQ(fold("Bogotá"), "bogota");
  EXPECT_EQ(fold("Łódź"), "lodz");
  EXPECT_EQ(fold("Tromsø"), "tromso");
  EXPECT_EQ(fold("Diyarbakır"), "diyarbakir");
  EXPECT_EQ(fold("Groß Œuvre"), "gross oeuvre");
  EXPECT_EQ(fold("N’Djamena"), "n'djamena");
  EXPECT_EQ(fold("Bogota\u0301"), "bogota");
}

TEST(Fold, KeepsTheVowelSignsOfIndicScripts) {
  EXPECT_EQ(fold("दिल्ली"), "दिल्ली");
  EXPECT_EQ(fold("مُلتان"), "ملتان");
}

TEST(Fold, StaysValid) {
  for (const char* word : {"ａｂｃ", "ﬁre", "한국", "\U0001F600", "ǅ"}) {
    EXPECT_FALSE(first_invalid_utf8(fold(word))) << word;
    EXPECT_FALSE(first_invalid_utf8(lower(word))) << word;
  }
  EXPECT_EQ(fold("ﬁre"), "fire");
}

}  // namespace
}  // namespace roznamcha::text

#include "intake/charset.h"

#include <gtest/gtest.h>

#include "text/utf8.h"

namespace roznamcha::intake {
namespace {

using base::ErrorId;
using namespace std::string_literals;

std::string read(std::string_view bytes, std::string_view declared = "") {
  const auto text = to_utf8(bytes, declared, 0, "a.txt");
  return text ? *text : "error: " + std::string(base::name(text.error().id));
}

std::string utf16(std::string_view ascii, bool big) {
  std::string out;
  for (char c : ascii) {
    if (big) out += '\0';
    out += c;
    if (!big) out += '\0';
  }
  return out;
}

TEST(Charset, KeepsUtf8AsItIs) {
  EXPECT_EQ(read("Zw\u00f6lf Tote \u2013 \u0628\u0645"), "Zw\u00f6lf Tote \u2013 \u0628\u0645");
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(read("plain"), "plain");
}

TEST(Charset, FollowsTheByteOrderMark) {
  EXPECT_EQ(read("\xef\xbb\xbf"
                 "four dead"),
            "four dead");
  EXPECT_EQ(read("\xff\xfe" + utf16("four dead", false)), "four dead");
  EXPECT_EQ(read("\xfe\xff" + utf16("four dead", true)), "four dead");
  EXPECT_EQ(read("\xff\xfe\0\0f\0\0\0"s), "f");
  EXPECT_EQ(read("\xff\xfe"
                 "=\xd8"
                 "\x00\xde"s),
            "\U0001f600");
}

TEST(Charset, FollowsWhatIsDeclared) {
  EXPECT_EQ(read("Curitiba, S\xe3o Paulo", "iso-8859-1"), "Curitiba, S\u00e3o Paulo");
  EXPECT_EQ(read("\x93so said\x94", "ISO-8859-1"),
            "\u201cso said\u201d");  // Windows-1252 in truth, as browsers read it
  EXPECT_EQ(read("\xd0\xd2\xd0\xc0", "koi8-r"), "\u043f\u0440\u043f\u044e");
  EXPECT_EQ(read("\x1b$B;v7o\x1b(B", "iso-2022-jp"), "\u4e8b\u4ef6");
}

TEST(Charset, BelievesValidUtf8MoreThanADeclaration) {
  EXPECT_EQ(read("Z\u00fcrich", "iso-8859-1"), "Z\u00fcrich");
  EXPECT_EQ(read("plain", "utf-16"), "plain");
  EXPECT_EQ(read("plain", "no-such-charset"), "plain");
}

TEST(Charset, DetectsWhatNothingTells) {
  EXPECT_EQ(read("Les \xe9lections ont \xe9t\xe9 report\xe9"
                 "es dans la r\xe9gion, o\xf9 trois personnes ont \xe9t\xe9 bless\xe9"
                 "es."),
            "Les \u00e9lections ont \u00e9t\u00e9 report\u00e9"
            "es dans la r\u00e9gion, o\u00f9 trois personnes ont \u00e9t\u00e9 bless\u00e9"
            "es.");
}

TEST(Charset, SaysWhereUtf8Breaks) {
  const auto text = to_utf8("abc \xff def", "utf-8", 0, "a.html");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().id, ErrorId::kBadEncoding);
  EXPECT_EQ(text.error().where, "a.html:5");
  EXPECT_EQ(read("\xef\xbb\xbf"
                 "abc \xff"),
            "error: bad-encoding");
}

TEST(Charset, ForgivesAsMuchDamageAsItIsTold) {
  const std::string page = std::string(500, 'a') + "\xff" + std::string(500, 'b');
  const auto text = to_utf8(page, "utf-8", 1, "a.html");
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, std::string(500, 'a') + "\ufffd" + std::string(500, 'b'));
  EXPECT_FALSE(to_utf8(page + "\xff\xff", "utf-8", 1, "a.html"));
}

TEST(Charset, FindsDeclarations) {
  EXPECT_EQ(declared_charset("<?xml version=\"1.0\" encoding='KOI8-R'?><rss/>"), "koi8-r");
  EXPECT_EQ(declared_charset("<html><head><META CharSet = \"Big5\">"), "big5");
  EXPECT_EQ(declared_charset("<meta name=a content=b><meta http-equiv=\"Content-Type\" content=\"text/html; "
                             "charset=windows-1256\">"),
            "windows-1256");
  EXPECT_EQ(declared_charset("<meta charset="), "");
  EXPECT_EQ(declared_charset("charset=x"), "");
}

TEST(Controls, AreDroppedAndLineEndsMadeOne) {
  std::string text =
      "\xef\xbb\xbf"
      "a\r\nb\rc\n\td\0e\x1b[1m\x7f \u0085"s;
  drop_controls(text);
  EXPECT_EQ(text, "a\nb\nc\n\tde[1m \u0085");
}

TEST(Blank, IsWhatHoldsNothingToRead) {
  EXPECT_TRUE(is_blank(""));
  EXPECT_TRUE(is_blank(" \t\n\u00a0\u200b\u3000\ufeff"));
  EXPECT_FALSE(is_blank(" ."));
  EXPECT_FALSE(is_blank("\u0628"));
}

}  // namespace
}  // namespace roznamcha::intake

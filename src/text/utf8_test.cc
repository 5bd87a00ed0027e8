#include "text/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace roznamcha::text {
namespace {

TEST(FirstInvalidUtf8, AcceptsWhatIsValid) {
  for (const char* text :
       {"", "plain", "Bogotá", "کوئٹہ", "\U0001F600", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(first_invalid_utf8(text), std::nullopt) << text;
  }
}

TEST(FirstInvalidUtf8, FindsTheFirstBadByte) {
  EXPECT_EQ(first_invalid_utf8("ab\x80"), 2u);            // continuation alone
  EXPECT_EQ(first_invalid_utf8("ab\xC3"), 2u);            // cut off
  EXPECT_EQ(first_invalid_utf8("a\xE2\x82"), 1u);         // cut off
  EXPECT_EQ(first_invalid_utf8("\xC0\x80"), 0u);          // overlong
  EXPECT_EQ(first_invalid_utf8("\xC1\xBF"), 0u);          // overlong
  EXPECT_EQ(first_invalid_utf8("\xE0\x9F\xBF"), 0u);      // overlong
  EXPECT_EQ(first_invalid_utf8("\xF0\x8F\xBF\xBF"), 0u);  // overlong
  EXPECT_EQ(first_invalid_utf8("\xED\xA0\x80"), 0u);      // surrogate
  EXPECT_EQ(first_invalid_utf8("\xF4\x90\x80\x80"), 0u);  // over U+10FFFF
  EXPECT_EQ(first_invalid_utf8("\xFF"), 0u);
  EXPECT_EQ(first_invalid_utf8("á\xFE"), 2u);
}

TEST(CountCodePoints, CountsStarts) {
  EXPECT_EQ(count_code_points(""), 0u);
  EXPECT_EQ(count_code_points("Bogotá"), 6u);
  EXPECT_EQ(count_code_points("\U0001F600x"), 2u);
}

void expect_round_trip(const std::string& text) {
  const CodePointIndex index(text);
  uint32_t points = 0;
  for (uint32_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    EXPECT_EQ(index.code_points(i), points) << i;
    EXPECT_EQ(index.byte(points), i) << points;
    ++points;
  }
  EXPECT_EQ(index.byte(points), std::nullopt);
}

TEST(CodePointIndex, GoesBothWays) {
  expect_round_trip("");
  expect_round_trip("plain");
  for (size_t n : {1u, 15u, 16u, 17u, 31u, 63u, 64u, 65u, 128u, 200u}) {
    std::string narrow(n, 'x'), mixed, wide;
    for (size_t i = 0; i < n; ++i) {
      mixed += i % 3 == 0 ? "á" : i % 7 == 0 ? "\U0001F600" : "x";
      wide += "\U0001F600";
    }
    expect_round_trip(narrow);
    expect_round_trip(mixed);
    expect_round_trip(wide);
  }
}

}  // namespace
}  // namespace roznamcha::text

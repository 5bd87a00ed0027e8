#include "publish/terminal.h"

#include <gtest/gtest.h>

#include "publish/listing.h"

namespace roznamcha::publish {
namespace {

TEST(Terminal, ColumnsOfWideAndCombiningCharacters) {
  EXPECT_EQ(columns("Mach"), 4u);
  EXPECT_EQ(columns("جمرود"), 5u);
  EXPECT_EQ(columns("選挙"), 4u);
  EXPECT_EQ(columns("e\u0301"), 1u);
}

TEST(Terminal, CutAndFittedKeepTheWidth) {
  EXPECT_EQ(cut("Khyber Pakhtunkhwa", 7), "Khyber…");
  EXPECT_EQ(cut("選挙暴力", 5), "選挙…");
  EXPECT_EQ(cut("Mach", 4), "Mach");
  EXPECT_EQ(cut("Mach", 0), "Mach");
  EXPECT_EQ(fitted("10", 4, true), "  10");
  EXPECT_EQ(columns(fitted("選挙暴力", 6)), 6u);
}

TEST(Terminal, TextOfReportsCannotSteerTheTerminal) {
  EXPECT_EQ(plain("a\x1b[31mb\nc"), "a [31mb c");
  EXPECT_EQ(plain("a\u202eb"), "a b");
  EXPECT_EQ(paint({true, 80}, Ink::kQuote, "a\x1b[2Jb"), "\x1b[36ma [2Jb\x1b[0m");
  EXPECT_EQ(paint({false, 80}, Ink::kQuote, "ab"), "ab");
}

TEST(Listing, ElasticColumnsGiveWay) {
  const TextTable table{{"id", "where"}, {{"1", "a very long name of a very small place"}}, {}, {1}};
  for (const size_t width : {14u, 20u, 30u}) {
    const std::string text = to_text(table, {false, width});
    for (size_t begin = 0; begin < text.size();) {
      const size_t end = text.find('\n', begin);
      EXPECT_LE(columns(text.substr(begin, end - begin)), width);
      begin = end + 1;
    }
  }
  EXPECT_NE(to_text(table, {false, 0}).find("very small place"), std::string::npos);
}

TEST(Listing, AnEmptyRegisterSaysSo) { EXPECT_EQ(incident_table({}, {false, 80}), "0 incidents\n"); }

}  // namespace
}  // namespace roznamcha::publish

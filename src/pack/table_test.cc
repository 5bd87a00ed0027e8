#include "pack/table.h"

#include <gtest/gtest.h>

namespace roznamcha::pack {
namespace {

constexpr std::string_view kHead = "# Birds\n# origin: a test\n# key: name\nname\tcolour\n";

base::Result<Table> parse(std::string_view rows) {
  return Table::parse(std::string(kHead) + std::string(rows), "birds.tsv");
}

std::string fault(std::string_view text) {
  const auto table = Table::parse(text, "birds.tsv");
  if (table) return "none";
  EXPECT_EQ(table.error().id, base::ErrorId::kBadPack);
  return table.error().where + ": " + table.error().what;
}

TEST(Table, CellsByRowAndColumn) {
  const auto table = parse("crow\tblack\n# a comment\n\nrobin\t red \n");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->size(), 2u);
  EXPECT_EQ(table->cell(0, "name"), "crow");
  EXPECT_EQ(table->cell(1, "colour"), "red");
  EXPECT_EQ(table->cell(1, "weight"), "");
  EXPECT_TRUE(table->has("colour"));
  EXPECT_FALSE(table->has("weight"));
  EXPECT_EQ(table->line(0), 5u);
  EXPECT_EQ(table->line(1), 8u);
  EXPECT_EQ(table->origin(), "a test");
}

TEST(Table, LinesOfWindowsAndNoLastNewline) {
  const auto table =
      Table::parse("# origin: a test\r\n# key: name\r\nname\tcolour\r\ncrow\tblack", "birds.tsv");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->cell(0, "colour"), "black");
}

TEST(Table, EmptyCells) {
  const auto table = parse("crow\t\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->cell(0, "colour"), "");
}

TEST(Table, FaultsAreNamedWithTheirLine) {
  EXPECT_EQ(fault("# key: name\nname\tcolour\n"), "birds.tsv:2: no line '# origin: …' before the header");
  EXPECT_EQ(fault("# origin: x\nname\tcolour\n"), "birds.tsv:2: no line '# key: …' before the header");
  EXPECT_EQ(fault("# origin: x\n# key: weight\nname\tcolour\n"),
            "birds.tsv:3: the key 'weight' is no column");
  EXPECT_EQ(fault("# origin: x\n# key: name\nname\tname\n"), "birds.tsv:3: two columns 'name'");
  EXPECT_EQ(fault("# origin: x\n# key: name\nname\t\n"), "birds.tsv:3: a column without a name");
  EXPECT_EQ(fault(std::string(kHead) + "crow\n"), "birds.tsv:5: 1 cells where the header has 2");
  EXPECT_EQ(fault(std::string(kHead) + "crow\tblack\trare\n"), "birds.tsv:5: 3 cells where the header has 2");
  EXPECT_EQ(fault(std::string(kHead) + "crow\tblack\ncrow\tgrey\n"),
            "birds.tsv:6: the key 'crow' stands already in line 5");
  EXPECT_EQ(fault(std::string(kHead) + "crow\t\xc3\x28\n"), "birds.tsv:5: bytes that are not UTF-8");
  EXPECT_EQ(fault(""), "birds.tsv: no header line");
}

TEST(Table, KeyOfSeveralColumns) {
  const auto table =
      Table::parse("# origin: x\n# key: name,colour\nname\tcolour\ncrow\tblack\ncrow\tgrey\n", "birds.tsv");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->size(), 2u);
}

TEST(SplitList, TrimsAndLeavesOutWhatIsEmpty) {
  EXPECT_EQ(split_list(" a ; b;;c "), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(split_list(""), std::vector<std::string>{});
  EXPECT_EQ(split_list("a|b", '|'), (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace roznamcha::pack

#include "pack/relevance_weights.h"

#include <gtest/gtest.h>

namespace roznamcha::pack {
namespace {

using Kind = RelevanceWeights::Kind;

base::Result<RelevanceWeights> weights_of(const std::string& rows) {
  auto table =
      Table::parse("# origin: a test\n# key: kind,feature\nkind\tfeature\tweight\n" + rows, "relevance.tsv");
  if (!table) return table.error();
  return RelevanceWeights::from_table(*table);
}

std::string fault_of(const std::string& rows) {
  const auto weights = weights_of(rows);
  return weights ? "" : base::to_string(weights.error());
}

TEST(RelevanceWeights, AreReadByKind) {
  const auto weights = weights_of("bias\t\t-1.5\ndocument\ttallies\t-0.25\naccount\tnamed\t0.5\n"
                                  "gist\tlog odds\t1.25\nword\tgunman\t2\n");
  ASSERT_TRUE(weights);
  EXPECT_DOUBLE_EQ(weights->bias(), -1.5);
  EXPECT_DOUBLE_EQ(weights->weight(Kind::kDocument, "tallies"), -0.25);
  EXPECT_DOUBLE_EQ(weights->weight(Kind::kAccount, "named"), 0.5);
  EXPECT_DOUBLE_EQ(weights->weight(Kind::kDocument, "named"), 0);
  EXPECT_DOUBLE_EQ(weights->weight(Kind::kAccount, "unheard of"), 0);
  EXPECT_DOUBLE_EQ(weights->weight(Kind::kGist, "log odds"), 1.25);
  EXPECT_DOUBLE_EQ(weights->weight(Kind::kWord, "gunman"), 2);
  EXPECT_EQ(weights->all(Kind::kAccount).size(), 1u);
}

TEST(RelevanceWeights, SayWhatIsWrongAndWhere) {
  EXPECT_NE(fault_of("document\ttallies\t1\n").find("no bias"), std::string::npos);
  EXPECT_NE(fault_of("bias\t\t0\nwords\tx\t1\n").find("unknown kind 'words'"), std::string::npos);
  EXPECT_NE(fault_of("bias\t\t0\naccount\tnamed\tmuch\n").find("relevance.tsv:5"), std::string::npos);
  for (const char* weight : {"", "nan", "inf", "20.5", "1,5", "2x"}) {
    const std::string fault = fault_of("bias\t\t0\naccount\tnamed\t" + std::string(weight) + "\n");
    EXPECT_NE(fault.find("no number"), std::string::npos) << weight;
  }
  EXPECT_NE(fault_of("bias\t\tnan\n").find("no number"), std::string::npos);
  EXPECT_NE(fault_of("bias\t\t-21\n").find("no number"), std::string::npos);
  EXPECT_NE(fault_of("bias\t\t0\naccount\t\t1\n").find("no name"), std::string::npos);
  EXPECT_NE(fault_of("bias\tx\t0\n").find("bias"), std::string::npos);
}

}  // namespace
}  // namespace roznamcha::pack

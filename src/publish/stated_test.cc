#include "publish/stated.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace roznamcha::publish {
namespace {

std::string written(const StatedList<record::Tally>& list) {
  std::string out;
  write_stated(
      list, [](const std::string&) { return "Sixty died this week."; },
      [&](std::string_view piece) { out += piece; });
  return out;
}

StatedIn<record::Tally> sixty() {
  StatedIn<record::Tally> row;
  row.report.document = "weekly";
  row.stated.range = {60, 60};
  row.stated.span = {0, 5};
  return row;
}

TEST(Stated, ATallyTellsWhatExplainsIt) {
  StatedIn<record::Tally> row = sixty();
  row.explained = Explained{"partly explained", 9, 10, 11, 49, {"a", "b"}};
  const auto json = nlohmann::json::parse(written({row}));
  EXPECT_EQ(json["document"], "weekly");
  const nlohmann::json expected = {
      {"verdict", "partly explained"}, {"low", 9}, {"best", 10}, {"high", 11}, {"missing", 49},
      {"incidents", {"a", "b"}}};
  EXPECT_EQ(json["check"], expected);
}

TEST(Stated, WithoutARegisterThereIsNoCheck) {
  EXPECT_FALSE(nlohmann::json::parse(written({sixty()})).contains("check"));
}

}  // namespace
}  // namespace roznamcha::publish

#include "base/error.h"

#include <gtest/gtest.h>

#include <set>

namespace roznamcha::base {
namespace {

TEST(Error, EveryIdHasItsOwnName) {
  std::set<std::string_view> names;
  for (int id = 0; id <= static_cast<int>(ErrorId::kInternal); ++id)
    names.insert(name(static_cast<ErrorId>(id)));
  EXPECT_EQ(names.size(), static_cast<size_t>(ErrorId::kInternal) + 1);
  EXPECT_FALSE(names.contains(""));
}

TEST(Error, PrintsAsOneLine) {
  EXPECT_EQ(to_string({ErrorId::kBadJson, "is no JSON", "a.jsonl:3", "one document a line"}),
            "a.jsonl:3: is no JSON (one document a line) [bad-json]");
  EXPECT_EQ(to_string({ErrorId::kInternal, "failed", "", ""}), "failed [internal]");
  EXPECT_EQ(to_string({ErrorId::kNotFound, "is not there", "a\nb\x1b[31m", ""}),
            "a\\x0ab\\x1b[31m: is not there [not-found]");
}

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> value = 3;
  ASSERT_TRUE(value);
  EXPECT_EQ(*value, 3);
  const Result<int> error = Error{ErrorId::kBadDate, "is no date", "", ""};
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().id, ErrorId::kBadDate);
  Result<std::string> text = std::string("abc");
  EXPECT_EQ(text->size(), 3u);
  EXPECT_EQ(*std::move(text), "abc");
}

}  // namespace
}  // namespace roznamcha::base

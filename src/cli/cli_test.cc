#include <gtest/gtest.h>

#include "app/query.h"
#include "app/review.h"
#include "base/file.h"
#include "cli/console.h"
#include "cli/verbs.h"
#include "publish/csv.h"
#include "publish/export.h"

namespace roznamcha::cli {
namespace {

const std::string& page() {
  static const std::string text = [] {
    const auto read = base::read_file(std::string(ROZNAMCHA_SOURCE_DIR) + "/docs/cli.md", 1 << 20);
    EXPECT_TRUE(read);
    return read ? *read : "";
  }();
  return text;
}

void expect_documented(std::string_view what, std::string_view kind) {
  const bool found = page().find("`" + std::string(what)) != std::string::npos;
  EXPECT_TRUE(found) << "docs/cli.md does not tell of the " << kind << " " << what;
}

TEST(Cli, EverythingIsDocumented) {
  for (const Verb& verb : verbs()) expect_documented(verb.name, "verb");
  for (const Flag& flag : flags()) {
    if (flag.name[0] == '-') expect_documented(flag.name, "flag");
  }
  for (const auto& format : publish::export_formats()) expect_documented(format.name, "format");
  for (const auto& column : publish::csv_columns()) expect_documented(column.name, "column");
  for (const auto convention : app::conventions()) expect_documented(name(convention), "convention");
  for (const auto& field : app::settable_fields()) expect_documented(field, "field");
}

TEST(Cli, EveryFlagIsOfSomeVerbAndNoVerbIsMadeUp) {
  std::string names = " ";
  for (const Verb& verb : verbs()) names += std::string(verb.name) + " ";
  for (const Flag& flag : flags()) {
    bool any = false;
    for (const Verb& verb : verbs()) any = any || flag.of(verb.name);
    EXPECT_TRUE(any) << flag.name;
    for (size_t begin = 1; begin < flag.verbs.size();) {
      const size_t end = flag.verbs.find(' ', begin);
      const std::string verb(flag.verbs.substr(begin, end - begin));
      EXPECT_NE(names.find(" " + verb + " "), std::string::npos) << flag.name << ": " << verb;
      begin = end + 1;
    }
  }
}

TEST(Progress, RateAndTimeLeft) {
  EXPECT_EQ(progress_line({1, 0, 10, 100}, 0.1), "1 document");
  EXPECT_EQ(progress_line({1234, 3, 50, 100}, 2), "1,234 documents, 617/s, 0:02 left, 3 failed");
  EXPECT_EQ(progress_line({1000, 0, 10, 0}, 2), "1,000 documents, 500/s") << "the total is not known";
  EXPECT_EQ(progress_line({0, 1, 0, 100}, 2), "0 documents, 0/s, 1 failed");
}

}  // namespace
}  // namespace roznamcha::cli

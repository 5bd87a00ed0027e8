#include "intake/json_document.h"

#include <gtest/gtest.h>

namespace roznamcha::intake {
namespace {

using base::ErrorId;
using base::Result;
using record::Document;

Result<Document> read(std::string_view line) {
  return parse_json_document(line, "a.jsonl:3", {});
}

TEST(JsonDocument, ReadsEveryKey) {
  const auto document = read(
      R"({"id":"x1","text":"Two killed.\r\nMore soon.","title":"Blast","published":"2024-02-05T18:00:00+05:00",)"
      R"("url":"https://example.org/1","source":"The Ledger","language":"en","country":"pk","other":{"text":[1,"no"]}})");
  ASSERT_TRUE(document) << document.error().what;
  EXPECT_EQ(document->id, "x1");
  EXPECT_EQ(document->text, "Two killed.\nMore soon.");
  EXPECT_EQ(document->title, "Blast");
  EXPECT_EQ(text::to_string(*document->published), "2024-02-05");
  EXPECT_EQ(document->url, "https://example.org/1");
  EXPECT_EQ(document->source, "The Ledger");
  EXPECT_EQ(document->language, "en");
  EXPECT_EQ(document->country, "PK");
}

TEST(JsonDocument, TakesNullAndNothingForAbsent) {
  const auto document = read(R"({"id":17,"text":"a","title":null,"published":"","country":null})");
  ASSERT_TRUE(document) << document.error().what;
  EXPECT_EQ(document->id, "17");
  EXPECT_EQ(document->title, "");
  EXPECT_FALSE(document->published);
  EXPECT_EQ(read(R"({"text":"\ufeffa\u0000b\u0007"})")->text, "ab");
}

TEST(JsonDocument, NamesWhatIsWrong) {
  const struct {
    std::string line;
    ErrorId id;
  } cases[] = {
      {"", ErrorId::kBadJson},
      {"{", ErrorId::kBadJson},
      {"no json", ErrorId::kBadJson},
      {"[]", ErrorId::kBadJson},
      {"3", ErrorId::kBadJson},
      {"\"text\"", ErrorId::kBadJson},
      {R"({"text":"a"} x)", ErrorId::kBadJson},
      {R"({"text":3})", ErrorId::kBadJson},
      {R"({"text":["a"]})", ErrorId::kBadJson},
      {R"({"text":"a","title":{}})", ErrorId::kBadJson},
      {R"({"text":"\ud800"})", ErrorId::kBadJson},
      {R"({"text":"a","country":"Pakistan"})", ErrorId::kBadJson},
      {"{\"x\":" + std::string(100000, '['), ErrorId::kBadJson},
      {R"({})", ErrorId::kEmptyText},
      {R"({"text":" \n "})", ErrorId::kEmptyText},
      {R"({"text":null})", ErrorId::kEmptyText},
      {R"({"text":"a","published":"last week"})", ErrorId::kBadDate},
      {R"({"text":"a","published":"2024-02-30"})", ErrorId::kBadDate},
  };
  for (const auto& [line, id] : cases) {
    const auto document = read(line);
    ASSERT_FALSE(document) << line;
    EXPECT_EQ(document.error().id, id) << line.substr(0, 100);
    EXPECT_TRUE(document.error().where.starts_with("a.jsonl:3")) << line.substr(0, 100);
  }
}

TEST(JsonDocument, SaysAtWhichByteTheEncodingBreaks) {
  const auto document = read("{\"text\":\"ab\xff\"}");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().id, ErrorId::kBadEncoding);
  EXPECT_EQ(document.error().where, "a.jsonl:3:12");
}

TEST(JsonDocument, KeepsToTheLimitOfText) {
  Limits limits;
  limits.text = 10;
  EXPECT_TRUE(parse_json_document(R"({"text":"0123456789"})", "a:1", limits));
  EXPECT_EQ(parse_json_document(R"({"text":"0123456789a"})", "a:1", limits).error().id, ErrorId::kTooLarge);
}

}  // namespace
}  // namespace roznamcha::intake

#include "record/json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "record/generate_for_test.h"
#include "text/utf8.h"

namespace roznamcha::record {
namespace {

using Json = nlohmann::ordered_json;

Account sample() {
  Account account;
  account.id = "1";
  account.event_type = "Battles";
  account.sub_event_type = "Armed clash";
  account.date = {{text::make_date(2024, 2, 5), text::make_date(2024, 2, 5), text::DatePrecision::kDay},
                  {0, 6}};
  account.place.place.name = "Bogotá";
  account.place.place.country = "CO";
  account.place.place.precision = PlacePrecision::kExact;
  account.place.span = {10, 17};
  CountStatement count;
  count.group = "police";
  count.range = {10, {}};
  count.qualifier = Qualifier::kAtLeast;
  account.counts = {count};
  account.evidence = {{0, 6}};
  return account;
}

TEST(Json, HasTheKeysOfTheContract) {
  const Json json = to_json(sample(), byte_spans());
  for (const char* key :
       {"id", "background", "event_type", "sub_event_type", "date", "place", "counts", "killed", "injured",
        "attackers_killed", "actors", "victims", "targets", "weapons", "election", "evidence"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  EXPECT_EQ(json["date"].dump(),
            R"({"earliest":"2024-02-05","latest":"2024-02-05","precision":"day","span":[0,6]})");
  EXPECT_EQ(json["killed"].dump(), R"({"low":10,"best":10,"high":null})");
  EXPECT_EQ(json["counts"][0]["qualifier"], "at_least");
}

TEST(Json, WhatIsNotStatedIsNull) {
  const Json json = to_json(sample(), byte_spans());
  EXPECT_TRUE(json["injured"].is_null());
  EXPECT_TRUE(json["place"]["admin1"].is_null());
  EXPECT_TRUE(json["place"]["latitude"].is_null());
  EXPECT_TRUE(json["place"]["radius_km"].is_null());
  EXPECT_TRUE(json["counts"][0]["speaker"].is_null());
  EXPECT_TRUE(json["counts"][0]["high"].is_null());
  EXPECT_TRUE(json["counts"][0]["span"].is_null());
  const Json empty = to_json(Account(), byte_spans());
  EXPECT_TRUE(empty["event_type"].is_null());
  EXPECT_TRUE(empty["date"]["earliest"].is_null());
}

TEST(Json, QuotedSpansCountCodePoints) {
  const std::string text = "Añil — Bogotá burns";
  const Span span{static_cast<uint32_t>(text.find("Bogot")), static_cast<uint32_t>(text.find(" burns"))};
  const Json json = quoted_spans(text)(span);
  EXPECT_EQ(json.dump(), R"({"start":7,"end":13,"quote":"Bogotá"})");
}

RC_GTEST_PROP(Json, RoundTrip, ()) {
  const Reading reading = Generator(5000).reading();
  const std::string line = to_json(reading, byte_spans()).dump();
  const auto back = reading_from_json(Json::parse(line));
  RC_ASSERT(bool(back));
  RC_ASSERT(*back == reading);
  RC_ASSERT(to_json(*back, byte_spans()).dump() == line);
}

/// Takes one value after the other away and out of shape: each is an error, none a crash.
void expect_faults(Json& whole, Json& part) {
  if (part.is_object()) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : part.items()) keys.push_back(key);
    for (const std::string& key : keys) {
      const Json value = part[key];
      // Derived from the statements, so not read.
      if (key == "killed" || key == "injured" || key == "attackers_killed") continue;
      part[key] = Json{{"of", "another type"}};
      EXPECT_FALSE(reading_from_json(whole)) << key;
      part.erase(key);
      const auto without = reading_from_json(whole);
      if (key == "headline") {  // readings of earlier programs lack it
        EXPECT_TRUE(without);
      } else {
        ASSERT_FALSE(without) << key;
        EXPECT_EQ(without.error().id, base::ErrorId::kBadJson);
      }
      part[key] = value;
      expect_faults(whole, part[key]);
    }
  } else if (part.is_array() && !part.empty() && part[0].is_object()) {
    expect_faults(whole, part[0]);
  }
}

TEST(Json, FaultsAreErrors) {
  Reading reading;
  reading.accounts = {sample()};
  reading.accounts[0].actors.push_back({});
  reading.accounts[0].victims.push_back({});
  reading.accounts[0].targets.push_back({});
  reading.accounts[0].weapons.push_back({});
  reading.tallies.push_back({});
  reading.measures.push_back({});
  reading.warnings.push_back({});
  Json json = to_json(reading, byte_spans());
  ASSERT_TRUE(reading_from_json(json));
  expect_faults(json, json);
}

TEST(Json, WrongValuesAreErrors) {
  Reading reading;
  reading.accounts = {sample()};
  const Json good = to_json(reading, byte_spans());
  const auto with = [&](const char* pointer, const Json& value) {
    Json bad = good;
    bad[Json::json_pointer(pointer)] = value;
    return bool(reading_from_json(bad));
  };
  EXPECT_FALSE(with("/accounts/0/date/span", Json::array({6, 0})));
  EXPECT_FALSE(with("/accounts/0/date/span", Json::array({0, 6, 7})));
  EXPECT_FALSE(with("/accounts/0/date/span", Json::array({-1, 6})));
  EXPECT_FALSE(with("/accounts/0/date/span", Json::array({0, 5000000000})));
  EXPECT_FALSE(with("/accounts/0/date/earliest", "2024-02-30"));
  EXPECT_FALSE(with("/accounts/0/date/precision", "hour"));
  EXPECT_FALSE(with("/accounts/0/place/latitude", 7));
  EXPECT_FALSE(with("/accounts/0/counts/0/low", -1));
  EXPECT_FALSE(with("/accounts/0/counts/0/high", 9));
  EXPECT_FALSE(with("/accounts/0/counts/0/effect", "eaten"));
  EXPECT_FALSE(with("/relevance", nullptr));
  EXPECT_FALSE(reading_from_json(Json::array()));
}

}  // namespace
}  // namespace roznamcha::record

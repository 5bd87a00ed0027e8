#include "publish/export.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "publish/acled.h"
#include "publish/csv.h"
#include "publish/incident_page.h"
#include "publish/jsonl.h"
#include "publish/listing.h"
#include "publish/visibility.h"

namespace roznamcha::publish {
namespace {

using record::Incident;
using record::ToldAccount;

// Two documents on one incident; the second begins with letters of two bytes, so that bytes and code points differ.
const std::string kFirst = "Gunmen killed three traders and Gul Marjan in Mach on Monday, police said.";
const std::string kSecond = "مچ: four people died in Mach. The Sunrise Front was suspected.";

text::Span span_of(const std::string& text, std::string_view words) {
  const size_t at = text.find(words);
  EXPECT_NE(at, std::string::npos) << words;
  return {static_cast<uint32_t>(at), static_cast<uint32_t>(at + words.size())};
}

std::string text_of(const std::string& document) { return document == "first" ? kFirst : document == "second" ? kSecond : ""; }

ToldAccount told(const std::string& document, const std::string& id, const std::string& text, std::string_view count_words, int64_t killed) {
  ToldAccount out;
  out.report.document = document;
  out.report.account = id;
  out.report.source = document == "first" ? "=Daily" : "Wire, The";
  out.report.learnt = "2024-02-05T10:00:00.000Z";
  out.account.id = id;
  out.account.event_type = "Violence against civilians";
  out.account.sub_event_type = "Attack";
  record::CountStatement count;
  count.range = {killed, killed};
  count.span = span_of(text, count_words);
  out.account.counts.push_back(count);
  out.account.place.place.name = "Mach";
  out.account.place.place.admin2 = "Kachhi";
  out.account.place.place.admin1 = "Balochistan";
  out.account.place.place.country = "PK";
  out.account.place.place.point = geo::Point{29.86, 67.33};
  out.account.place.place.radius_km = 5;
  out.account.place.place.precision = record::PlacePrecision::kExact;
  out.account.place.span = span_of(text, "Mach");
  return out;
}

Incident incident() {
  ToldAccount first = told("first", "a1", kFirst, "three traders", 3);
  ToldAccount second = told("second", "b2", kSecond, "four people", 4);
  record::Victim victim;
  victim.text = victim.name = "Gul Marjan";
  victim.group = "trader";
  victim.span = span_of(kFirst, "Gul Marjan");
  first.account.victims.push_back(victim);
  record::ActorStatement actor;
  actor.name = "Sunrise Front";
  actor.certainty = record::Certainty::kSuspected;
  actor.span = span_of(kSecond, "Sunrise Front");
  second.account.actors.push_back(actor);

  Incident out;
  out.id = "a1";
  out.view = second.account;
  out.view.id = "a1";
  out.view.victims = first.account.victims;
  const auto day = text::make_date(2024, 2, 5);
  out.view.date.range = {day, day, text::DatePrecision::kDay};
  out.sources = {{"counts", "b2"}, {"place", "b2"}, {"actors", "b2"}, {"victims", "a1"}};
  out.killed = record::Figure{3, 4, 4};
  out.accounts = {first, second};
  out.conflicts = {{"killed", {{"3", {"first"}}, {"4", {"second"}}}, "4", "the later report"}};
  out.joins = {"same place and day"};
  out.first_known = out.last_changed = "2024-02-05T10:00:00.000Z";
  return out;
}

const pack::Pack& pack_of_the_program() {
  static const auto pack = pack::Pack::load_embedded();
  if (!pack) throw std::runtime_error(base::to_string(pack.error()));
  return **pack;
}

std::string exported(std::string_view format, const std::vector<Incident>& incidents) {
  std::string out;
  export_format(format)->write(incidents, text_of, pack_of_the_program(), [&](std::string_view piece) { out += piece; });
  return out;
}

/// Records of RFC 4180, read by rules of their own.
std::vector<std::vector<std::string>> records(const std::string& csv) {
  std::vector<std::vector<std::string>> out(1, std::vector<std::string>(1));
  bool quoted = false;
  for (size_t i = 0; i < csv.size(); ++i) {
    std::string& cell = out.back().back();
    if (quoted) {
      if (csv[i] != '"') cell += csv[i];
      else if (i + 1 < csv.size() && csv[i + 1] == '"') cell += csv[i++];
      else quoted = false;
    } else if (csv[i] == '"') {
      quoted = true;
    } else if (csv[i] == ',') {
      out.back().emplace_back();
    } else if (csv[i] == '\r') {
      EXPECT_EQ(csv.at(++i), '\n');
      out.emplace_back(1);
    } else {
      cell += csv[i];
    }
  }
  EXPECT_EQ(out.back(), std::vector<std::string>{""}) << "the last record has no line end";
  out.pop_back();
  return out;
}

TEST(Export, FormatsAreListedOnce) {
  EXPECT_EQ(export_formats().size(), 4u);
  for (const ExportFormat& format : export_formats()) {
    EXPECT_EQ(export_format(format.name), &format);
    EXPECT_FALSE(format.summary.empty());
  }
  EXPECT_EQ(export_format("xml"), nullptr);
}

TEST(Export, EveryFormatTakesAnEmptyRegister) {
  for (const ExportFormat& format : export_formats()) {
    const std::string out = exported(format.name, {});
    EXPECT_EQ(out.empty(), format.name == "jsonl") << format.name;
  }
}

TEST(Export, PrivateNamesStayOutOfPublicFormats) {
  for (const ExportFormat& format : export_formats()) {
    const bool named = exported(format.name, {incident()}).find("Gul Marjan") != std::string::npos;
    EXPECT_EQ(named, format.names_private_people) << format.name;
  }
  record::Victim candidate;
  candidate.name = "A. Candidate";
  candidate.group = "candidate";
  EXPECT_TRUE(public_name(candidate));
  record::ActorStatement suspect;
  suspect.name = "A. Person";
  suspect.kind = record::ActorKind::kIndividual;
  EXPECT_FALSE(public_name(suspect));
}

TEST(Jsonl, SpansCountCodePointsOfTheirOwnDocument) {
  const auto line = nlohmann::json::parse(incident_line(incident(), text_of));
  const auto count = line["counts"][0]["span"];
  EXPECT_EQ(count["document"], "second");
  EXPECT_EQ(count["quote"], "four people");
  EXPECT_EQ(count["start"], 4);  // "مچ: " is four code points and six bytes
  EXPECT_EQ(line["victims"][0]["span"]["document"], "first");
  EXPECT_EQ(line["victims"][0]["span"]["quote"], "Gul Marjan");
  EXPECT_EQ(line["reports"].size(), 2u);
  EXPECT_EQ(line["conflicts"][0]["values"][1]["documents"][0], "second");
  EXPECT_TRUE(line["injured"].is_null());
  EXPECT_EQ(line["killed"]["best"], 4);
  EXPECT_EQ(line["id"], "a1");
}

TEST(Jsonl, ReadLineHasTheKeysOfTheContract) {
  record::Document document;
  document.id = "x";
  document.text = kSecond;
  record::Reading reading;
  reading.times.push_back({span_of(kSecond, "four"), "DATE", "2024"});
  const auto line = nlohmann::json::parse(read_line(document, reading, true));
  for (const char* key : {"document", "relevant", "relevance", "accounts", "tallies", "measures", "warnings", "mentions"}) {
    EXPECT_TRUE(line.contains(key)) << key;
  }
  EXPECT_EQ(line["mentions"]["times"][0]["span"]["start"], 4);
  EXPECT_TRUE(line["document"]["title"].is_null());
  EXPECT_FALSE(nlohmann::json::parse(read_line(document, reading, false)).contains("mentions"));
}

TEST(Csv, QuotesAndGuardsCells) {
  const std::vector<std::string> cells = {"a,b", "say \"no\"", "two\nlines", "=1+1", "-1.5", "+x"};
  EXPECT_EQ(csv_record(cells), "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",'=1+1,-1.5,'+x\r\n");
}

TEST(Csv, EveryRecordHasEveryColumn) {
  const auto rows = records(exported("csv", {incident()}));
  ASSERT_EQ(rows.size(), 2u);
  ASSERT_EQ(rows[0].size(), csv_columns().size());
  ASSERT_EQ(rows[1].size(), csv_columns().size());
  const auto cell = [&](std::string_view column) {
    return rows[1][std::find(rows[0].begin(), rows[0].end(), column) - rows[0].begin()];
  };
  EXPECT_EQ(cell("killed_low"), "3");
  EXPECT_EQ(cell("injured_best"), "");
  EXPECT_EQ(cell("perpetrators"), "Sunrise Front (suspected)");
  EXPECT_EQ(cell("named_victims"), "");
  EXPECT_EQ(cell("sources"), "'=Daily; Wire, The");
}

TEST(Acled, ColumnsAndValues) {
  const auto rows = records(exported("acled", {incident()}));
  ASSERT_EQ(rows.size(), 2u);
  ASSERT_TRUE(std::equal(rows[0].begin(), rows[0].end(), kAcledColumns.begin(), kAcledColumns.end()));
  const auto cell = [&](std::string_view column) {
    return rows[1][std::find(rows[0].begin(), rows[0].end(), column) - rows[0].begin()];
  };
  EXPECT_EQ(cell("event_date"), "2024-02-05");
  EXPECT_EQ(cell("time_precision"), "1");
  EXPECT_EQ(cell("iso"), "586");
  EXPECT_EQ(cell("region"), "South Asia");
  EXPECT_EQ(cell("country"), "Pakistan");
  EXPECT_EQ(cell("geo_precision"), "1");
  EXPECT_EQ(cell("fatalities"), "4");
  EXPECT_EQ(cell("actor1"), "Unidentified Armed Group (Pakistan)") << "a suspicion is no fact";
  EXPECT_NE(cell("notes").find("Suspected, not established: Sunrise Front."), std::string::npos);
  EXPECT_NE(cell("notes").find("Reports disagree on killed: 3 / 4; taken: 4"), std::string::npos);
  EXPECT_EQ(cell("timestamp"), "1707127200");
}

TEST(Acled, UnknownIsEmptyAndRetractedIsLeftOut) {
  Incident unknown = incident();
  unknown.killed.reset();
  unknown.view.date.range = {};
  unknown.view.place.place = {};
  const auto rows = records(exported("acled", {unknown}));
  ASSERT_EQ(rows.size(), 2u);
  for (const std::string_view column : {"fatalities", "event_date", "time_precision", "latitude", "geo_precision", "country", "iso"}) {
    const auto at = std::find(kAcledColumns.begin(), kAcledColumns.end(), column) - kAcledColumns.begin();
    EXPECT_EQ(rows[1][at], "") << column;
  }
  unknown.status = record::Status::kRetracted;
  EXPECT_EQ(records(exported("acled", {unknown})).size(), 1u);
}

TEST(Geojson, PointsOnlyWhereThePlaceIsKnown) {
  Incident country = incident();
  country.view.place.place.precision = record::PlacePrecision::kCountry;
  const auto json = nlohmann::json::parse(exported("geojson", {incident(), country}));
  EXPECT_EQ(json["type"], "FeatureCollection");
  const auto& point = json["features"][0];
  EXPECT_EQ(point["geometry"]["coordinates"], nlohmann::json({67.33, 29.86})) << "longitude first";
  EXPECT_EQ(point["properties"]["place_precision"], "exact");
  EXPECT_TRUE(point["properties"]["injured"].is_null());
  EXPECT_TRUE(json["features"][1]["geometry"].is_null());
}

TEST(Page, ShowsEveryStatementAndItsFate) {
  const Incident one = incident();
  const std::string page = to_text({one, "ucdp", {{"a1", "c3", 0.6, "same day, no place"}}, {}}, text_of, {false, 0});
  for (const char* words : {"“three traders”", "“four people”", "→ 4, by the later report", "suspected: Sunrise Front",
                            "same place and day", "c3", "not stated", "2024-02-05T10:00:00.000Z"}) {
    EXPECT_NE(page.find(words), std::string::npos) << words << "\n" << page;
  }
  EXPECT_NE(page.find("* 4 people"), std::string::npos) << page;
  EXPECT_EQ(page.find("* 3 people"), std::string::npos) << page;
}

TEST(Listing, OneLineAnIncident) {
  const std::string table = incident_table({incident()}, {false, 0});
  EXPECT_NE(table.find("Mach, Kachhi, Balochistan, PK"), std::string::npos) << table;
  EXPECT_NE(table.find("3–4"), std::string::npos);
  EXPECT_NE(table.find("not stated"), std::string::npos);
  EXPECT_NE(table.find("1 incident\n"), std::string::npos);
}

}  // namespace
}  // namespace roznamcha::publish

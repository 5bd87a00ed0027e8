#include "http/router.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "app/review.h"
#include "http/problem.h"
#include "http/service_for_test.h"
#include "publish/export.h"

namespace roznamcha::http {
namespace {

using TestJson = nlohmann::json;

std::set<std::string> ids_of(const TestJson& incidents) {
  std::set<std::string> out;
  for (const auto& incident : incidents) out.insert(incident["id"]);
  return out;
}

/// The incident at a place.
TestJson at(Served& served, const std::string& place) {
  const TestJson found = served.json("/incidents?place=" + place)["incidents"];
  EXPECT_EQ(found.size(), 1u) << place;
  return found.empty() ? TestJson() : found[0];
}

TestJson problem_of(const Response& response) {
  EXPECT_EQ(response.header("Content-Type"), "application/problem+json");
  const TestJson json = TestJson::parse(response.content(), nullptr, false);
  EXPECT_EQ(json["status"], response.status);
  EXPECT_TRUE(json["type"].get<std::string>().starts_with("urn:roznamcha:"));
  return json;
}

// ---- what the document says

TEST(OpenApi, TellsOfEveryRouteAndOfNoOther) {
  const TestJson document = TestJson::parse(openapi());
  std::set<std::pair<std::string, std::string>> described, served;
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, unused] : methods.items())
      described.emplace(method == "get" ? "GET" : "POST", path);
  }
  for (const Route& route : routes()) served.emplace(route.method, route.path);
  EXPECT_EQ(described, served);
}

TEST(OpenApi, TellsOfEveryParameterAndFormat) {
  const TestJson document = TestJson::parse(openapi());
  for (const Route& route : routes()) {
    const TestJson& operation =
        document["paths"][std::string(route.path)][route.method == "GET" ? "get" : "post"];
    std::set<std::string> described, taken(route.parameters.begin(), route.parameters.end());
    for (const TestJson& parameter : operation.value("parameters", TestJson::array())) {
      const TestJson& named =
          parameter.contains("$ref")
              ? document.at(TestJson::json_pointer(parameter["$ref"].get<std::string>().substr(1)))
              : parameter;
      if (named["in"] == "query") described.insert(named["name"]);
    }
    EXPECT_EQ(described, taken) << route.method << " " << route.path;
    if (route.method != "GET" || route.path == "/events") continue;
    std::set<std::string> types{"application/json"}, given;
    for (const auto format : route.formats)
      types.insert(std::string(media_type(format)).substr(0, media_type(format).find(';')));
    for (const auto& [type, unused] : operation["responses"]["200"]["content"].items()) given.insert(type);
    EXPECT_EQ(given, types) << route.path;
    EXPECT_EQ(operation["responses"].contains("304"), route.tagged) << route.path;
  }
}

/// Whether JSON is as a schema has it: types, enumerations, members that must be there, and no others but
/// where the schema is `open`.
void expect_fits(const TestJson& document, const TestJson& schema, const TestJson& value,
                 const std::string& where, bool open = false) {
  if (schema.contains("$ref"))
    return expect_fits(document,
                       document.at(TestJson::json_pointer(schema["$ref"].get<std::string>().substr(1))),
                       value, where, open);
  if (schema.contains("oneOf")) {
    for (const TestJson& one : schema["oneOf"]) {
      if (value.is_null() ? one.value("type", "") == "null" : one.value("type", "") != "null")
        return value.is_null() ? void() : expect_fits(document, one, value, where);
    }
    ADD_FAILURE() << where << ": " << value.dump();
    return;
  }
  for (const TestJson& part : schema.value("allOf", TestJson::array()))
    expect_fits(document, part, value, where, true);
  if (!schema.contains("type")) return;
  const TestJson types = schema["type"].is_array() ? schema["type"] : TestJson::array({schema["type"]});
  const std::string type = value.is_null()             ? "null"
                           : value.is_object()         ? "object"
                           : value.is_array()          ? "array"
                           : value.is_boolean()        ? "boolean"
                           : value.is_string()         ? "string"
                           : value.is_number_integer() ? "integer"
                                                       : "number";
  const bool fits = std::find(types.begin(), types.end(), type) != types.end() ||
                    (type == "integer" && std::find(types.begin(), types.end(), "number") != types.end());
  EXPECT_TRUE(fits) << where << " is " << type << ", not " << types.dump();
  if (schema.contains("enum") && !value.is_null()) {
    EXPECT_NE(std::find(schema["enum"].begin(), schema["enum"].end(), value), schema["enum"].end())
        << where << ": " << value.dump();
  }
  if (value.is_array() && schema.contains("items")) {
    for (const TestJson& one : value) expect_fits(document, schema["items"], one, where + "[]");
  }
  if (!value.is_object() || !schema.contains("properties")) return;
  for (const TestJson& key : schema.value("required", TestJson::array()))
    EXPECT_TRUE(value.contains(key)) << where << "." << key;
  for (const auto& [key, member] : value.items()) {
    if (schema["properties"].contains(key)) {
      expect_fits(document, schema["properties"][key], member, where + "." + key);
    } else {
      EXPECT_TRUE(open || schema.contains("additionalProperties")) << where << " does not know " << key;
    }
  }
}

TEST(OpenApi, AnswersAreAsItsSchemasHaveThem) {
  Served served;
  const TestJson document = TestJson::parse(openapi());
  const std::string id = at(served, "Mach")["id"];
  served.post("/review/set", {{"incident", id}, {"field", "killed"}, {"value", "at least 5"}});
  for (const Route& route : routes()) {
    if (route.method != "GET" || route.path == "/events" || route.path == "/openapi.json" ||
        route.path == "/jobs/{id}")
      continue;
    std::string path(route.path);
    if (const size_t mark = path.find("{id}"); mark != std::string::npos)
      path.replace(mark, 4, path.starts_with("/reports") ? "raid-1" : id);
    if (path == "/brief") path += "?since=2024-01-01";
    const TestJson& schema = document["paths"][std::string(route.path)]["get"]["responses"]["200"]["content"]
                                     ["application/json"]["schema"];
    expect_fits(document, schema, served.json(path), path);
  }
}

// ---- every answer

TEST(Router, EveryAnswerForbidsWhatPagesMustNotDo) {
  Served served;
  for (const char* target : {"/", "/api/v1/incidents", "/api/v1/nothing", "/api/v1/incidents?x=1",
                             "/nothing.js", "/api/v1/brief?since=2024-01-01&format=html"}) {
    const Response response = served.ask(Served::getting(target));
    EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff") << target;
    const std::string policy(response.header("Content-Security-Policy"));
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << target;
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << target;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos) << target;
    EXPECT_EQ(response.header("Access-Control-Allow-Origin"), "") << target;
  }
}

TEST(Router, SaysWhatIsWrong) {
  Served served;
  EXPECT_EQ(served.get("/nothing").status, 404u);
  EXPECT_EQ(served.get("/incidents/zz").status, 404u);
  EXPECT_EQ(served.get("/incidents/").status, 404u);
  EXPECT_EQ(served.get("/reports/zz").status, 404u);
  EXPECT_EQ(served.get("/jobs/zz").status, 404u);
  EXPECT_EQ(served.get("/incidents.xyz").status, 404u);
  EXPECT_EQ(served.get("/incidents/%ff").status, 400u);
  const Response wrong_method = served.ask(Served::posting("/api/v1/incidents", "{}"));
  EXPECT_EQ(wrong_method.status, 405u);
  EXPECT_EQ(wrong_method.header("Allow"), "GET, HEAD");
  EXPECT_EQ(served.get("/incidents?place=" + std::string(9000, 'x')).status, 414u);
  EXPECT_EQ(served.get("/incidents?place=" + std::string(1001, 'x')).status, 400u);
  EXPECT_EQ(served.get("/brief").status, 400u);
  EXPECT_EQ(problem_of(served.get("/nothing"))["type"], "urn:roznamcha:unknown-id");
}

TEST(Router, NamesTheParameterThatDoesNotHold) {
  Served served;
  const std::pair<const char*, const char*> wrong[] = {
      {"since", "2024-02-30"}, {"until", "x"},
      {"min_killed", "-1"},    {"min_killed", "1e3"},
      {"election", "maybe"},   {"status", "sure"},
      {"certainty", "sure"},   {"bbox", "1,2,3"},
      {"bbox", "1,9,3,4"},     {"bbox", "nan,0,1,1"},
      {"bbox", "0,0,1,91"},    {"limit", "0"},
      {"limit", "1001"},       {"limit", "9999999999999999999999"},
      {"sort", "name"},        {"cursor", "xyz"},
      {"convention", "x"},     {"as_of", "yesterday"},
      {"background", "2"},     {"nonsense", "1"},
      {"place", "%ff"},        {"place", "%2"},
      {"place", "%00"}};
  for (const auto& [name, value] : wrong) {
    const Response response = served.get(fmt::format("/incidents?{}={}", name, value));
    EXPECT_EQ(response.status, 400u) << name << "=" << value;
    EXPECT_EQ(problem_of(response)["where"], name) << value;
  }
  EXPECT_EQ(problem_of(served.get("/incidents?place=a&place=b"))["where"], "place");
  EXPECT_EQ(problem_of(served.get("/incidents?since=2024-02-02&until=2024-02-01"))["where"], "since");
}

// ---- selections

TEST(Router, FiltersAsTheCommandLineDoes) {
  Served served;
  const auto count = [&](const std::string& query) {
    return served.json("/incidents?" + query)["total"].get<int>();
  };
  EXPECT_EQ(count(""), 3);
  EXPECT_EQ(count("place=quetta"), 1);
  EXPECT_EQ(count("place=PK"), 3);
  EXPECT_EQ(count("min_killed=3"), 1);
  EXPECT_EQ(count("actor=baloch"), 1);
  EXPECT_EQ(count("certainty=claimed"), 1);
  EXPECT_EQ(count("since=2024-01-31&until=2024-01-31"), 1);
  EXPECT_EQ(count("election=true") + count("election=false"), 3);
  EXPECT_EQ(count("background=false"), 3);
  EXPECT_EQ(count("bbox=66.5,29.5,67.5,30.5"), 2) << "Mach and Quetta";
  EXPECT_EQ(count("bbox=170,-90,-170,90"), 0) << "over the date line";
  EXPECT_EQ(count("country=PK"), 3);
  EXPECT_EQ(count("admin1=Balochistan"), 3);
  EXPECT_EQ(count("admin1=Baloch"), 0) << "the whole name";
}

TEST(Router, PagesMakeUpTheList) {
  Served served;
  for (const char* sort : {"-date", "date", "-killed", "-changed"}) {
    const TestJson all = served.json(fmt::format("/incidents?sort={}", sort));
    TestJson joined = TestJson::array();
    std::string cursor;
    do {
      const TestJson page = served.json(fmt::format("/incidents?sort={}&limit=1&cursor={}", sort, cursor));
      ASSERT_EQ(page["incidents"].size(), 1u);
      joined.push_back(page["incidents"][0]);
      cursor = page["next"].is_null() ? "" : page["next"].get<std::string>();
    } while (!cursor.empty());
    EXPECT_EQ(joined, all["incidents"]) << sort;
  }
  const TestJson killed = served.json("/incidents?sort=-killed")["incidents"];
  EXPECT_TRUE(killed.back()["killed"].is_null()) << "not stated comes last";
}

TEST(Router, UnknownIsNullAndNeverZero) {
  Served served;
  EXPECT_TRUE(at(served, "Turbat")["killed"].is_null());
  EXPECT_EQ(at(served, "Turbat")["injured"]["best"], 1);
  for (const TestJson& point : served.json("/incidents/map")["points"]) EXPECT_NE(point[5], 0);
  EXPECT_TRUE(served.json("/timeline?since=2024-02-02")["buckets"][0]["killed"].is_null());
}

TEST(Router, TimelineAndAreasAddUpToTheSelection) {
  Served served;
  for (const char* by : {"day", "week", "month"}) {
    const TestJson timeline = served.json(fmt::format("/timeline?by={}", by));
    int incidents = timeline["undated"];
    for (const TestJson& bucket : timeline["buckets"]) incidents += bucket["incidents"].get<int>();
    EXPECT_EQ(incidents, 3) << by;
  }
  const TestJson areas = served.json("/areas");
  ASSERT_EQ(areas["areas"].size(), 1u);
  EXPECT_EQ(areas["areas"][0]["name"], "PK");
  EXPECT_EQ(areas["areas"][0]["incidents"], 3);
  const TestJson& province = areas["areas"][0]["children"][0];
  EXPECT_EQ(province["kind"], "admin1");
  for (const TestJson& district : province["children"]) {
    std::string query;
    for (const auto& [key, value] : district["filter"].items())
      query += fmt::format("{}={}&", key, value.get<std::string>());
    std::replace(query.begin(), query.end(), ' ', '+');
    EXPECT_EQ(served.json("/incidents?" + query)["total"], district["incidents"]) << query;
  }
}

TEST(Router, AsOfShowsWhatWasKnown) {
  Served served;
  served.now = "2024-02-06T06:00:00.000Z";
  served.post("/review/set", {{"incident", at(served, "Mach")["id"]}, {"field", "killed"}, {"value", "6"}});
  EXPECT_EQ(at(served, "Mach&as_of=2024-02-05")["killed"]["best"], 4);
  EXPECT_EQ(at(served, "Mach")["killed"]["best"], 6);
  EXPECT_EQ(served.json("/incidents?as_of=2024-02-04")["total"], 0);
  const TestJson history =
      served.json("/incidents/" + at(served, "Mach")["id"].get<std::string>())["history"];
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0]["field"], "killed");
  EXPECT_EQ(history[0]["at"], served.now);
}

TEST(Router, IncidentShowsWhereEveryValueComesFrom) {
  Served served;
  const TestJson incident = served.json("/incidents/" + at(served, "Mach")["id"].get<std::string>());
  int killed = 0, chosen = 0;
  for (const TestJson& statement : incident["statements"]) {
    if (statement["field"] != "killed") continue;
    ++killed;
    chosen += statement["chosen"].get<bool>() ? 1 : 0;
    const TestJson report = served.json("/reports/" + statement["report"]["document"].get<std::string>());
    const auto text = report["document"]["text"].get<std::string>();  // ASCII: code points are bytes
    const size_t begin = statement["span"]["start"], end = statement["span"]["end"];
    EXPECT_EQ(text.substr(begin, end - begin), statement["span"]["quote"]);
  }
  EXPECT_EQ(killed, 2);
  EXPECT_EQ(chosen, 1);
  EXPECT_EQ(incident["conflicts"][0]["field"], "killed");
  for (const TestJson& account : incident["reports"]) {
    const std::string id = account["id"];
    EXPECT_EQ(served.json("/incidents/" + id)["id"], incident["id"]) << "any account names it";
    EXPECT_EQ(served.json("/reports/" + account["document"].get<std::string>())["incidents"][id],
              incident["id"]);
  }
}

// ---- formats

TEST(Router, ListsAreAlsoOtherFormatsBySuffixAndAccept) {
  Served served;
  for (const Route& route : routes()) {
    if (route.formats.empty() || route.path == "/brief") continue;
    for (const auto format : route.formats) {
      const Response by_suffix = served.get(fmt::format("{}.{}", route.path, format));
      EXPECT_EQ(by_suffix.status, 200u) << route.path << format;
      EXPECT_EQ(by_suffix.header("Content-Type"), media_type(format));
      if (format == "acled") continue;  // its type is that of csv
      Request request = Served::getting("/api/v1" + std::string(route.path));
      request.headers.emplace_back("accept",
                                   fmt::format("application/xml, {};q=0.9, */*;q=0.1", media_type(format)));
      EXPECT_EQ(served.ask(request).content(), by_suffix.content()) << route.path << format;
    }
    EXPECT_EQ(served.get(std::string(route.path) + ".json").content(),
              served.get(std::string(route.path)).content());
  }
  Request request = Served::getting("/api/v1/incidents");
  request.headers.emplace_back("accept", "image/png");
  EXPECT_EQ(served.ask(request).status, 406u);
}

TEST(Router, ExportsAreThoseOfTheCommandLine) {
  Served served;
  auto source = app::Register::open(served.path(), app::Access::kRead);
  ASSERT_TRUE(source);
  const auto answer = app::query(*source, {}, *packs());
  ASSERT_TRUE(answer);
  for (const auto& format : publish::export_formats()) {
    std::string written;
    format.write(answer->incidents, answer->text_of, *packs(),
                 [&](std::string_view piece) { written += piece; });
    EXPECT_EQ(served.get(fmt::format("/incidents.{}", format.name)).content(), written) << format.name;
  }
}

// ---- tags

TEST(Router, AnswersThatDidNotChangeAreNotSentAgain) {
  Served served;
  served.get("/incidents");  // brings what is derived from the log up to date
  for (const Route& route : routes()) {
    if (!route.tagged) continue;
    std::string path(route.path);
    if (const size_t mark = path.find("{id}"); mark != std::string::npos)
      path.replace(mark, 4,
                   path.starts_with("/reports") ? "raid-1" : at(served, "Mach")["id"].get<std::string>());
    if (path == "/brief") path += "?since=2024-01-01";
    const Response first = served.get(path);
    ASSERT_EQ(first.status, 200u) << path;
    Request again = Served::getting("/api/v1" + path);
    again.headers.emplace_back("if-none-match", first.header("ETag"));
    const Response second = served.ask(again);
    EXPECT_EQ(second.status, 304u) << path;
    EXPECT_TRUE(second.content().empty());
    EXPECT_EQ(second.header("ETag"), first.header("ETag"));
  }
  const std::string before(served.get("/incidents").header("ETag"));
  EXPECT_NE(served.get("/incidents?limit=1").header("ETag"), before);
  EXPECT_NE(served.get("/incidents.csv").header("ETag"), before);
  served.post("/review/retract", {{"incident", at(served, "Turbat")["id"]}});
  EXPECT_NE(served.get("/incidents").header("ETag"), before);
}

// ---- writing

TEST(Router, DecisionsHoldAndCanBeTakenBack) {
  Served served;
  const std::string mach = at(served, "Mach")["id"], quetta = at(served, "Quetta")["id"];
  const auto decide = [&](const std::string& path, const TestJson& body) {
    const Response response = served.post(path, body);
    EXPECT_EQ(response.status, 200u) << response.content();
    return TestJson::parse(response.content())["number"].get<int>();
  };
  const int merged =
      decide("/review/merge", {{"ids", {mach, quetta}}, {"by", "A. Clerk"}, {"reason", "a trial"}});
  EXPECT_EQ(served.json("/incidents")["total"], 2);
  EXPECT_EQ(served.json("/decisions")["decisions"][0]["by"], "A. Clerk");
  decide("/review/undo", {{"number", merged}});
  EXPECT_EQ(served.json("/incidents")["total"], 3);
  EXPECT_EQ(served.json("/decisions")["decisions"][1]["undone_by"], merged + 1);

  const TestJson reports = served.json("/incidents/" + mach)["reports"];
  decide("/review/split", {{"incident", mach}, {"accounts", {reports[0]["id"]}}});
  EXPECT_EQ(served.json("/incidents")["total"], 4);

  decide("/review/set", {{"incident", quetta}, {"field", "killed"}, {"value", "7"}});
  EXPECT_EQ(at(served, "Quetta")["killed"]["best"], 7);
  decide("/review/retract", {{"incident", quetta}, {"reason", "a hoax"}});
  EXPECT_EQ(at(served, "Quetta")["status"], "retracted");
  EXPECT_EQ(served.json("/incidents?retracted=false")["total"], 3);
  EXPECT_EQ(served.json("/decisions")["total"], 5);
}

TEST(Router, DecisionsThatCannotBeAreRefused) {
  Served served;
  const std::string mach = at(served, "Mach")["id"];
  const auto status = [&](const std::string& path, const std::string& body) {
    return served.ask(Served::posting("/api/v1/review/" + path, body)).status;
  };
  EXPECT_EQ(status("set", R"({"incident":"zz","field":"killed","value":"1"})"), 404u);
  EXPECT_EQ(status("set", fmt::format(R"({{"incident":"{}","field":"colour","value":"1"}})", mach)), 400u);
  EXPECT_EQ(status("set", fmt::format(R"({{"incident":"{}","field":"killed","value":"some"}})", mach)), 400u);
  EXPECT_EQ(status("set", fmt::format(R"({{"incident":"{}","field":"killed","value":4}})", mach)), 400u)
      << "a number is no text";
  EXPECT_EQ(status("merge", fmt::format(R"({{"ids":["{}"]}})", mach)), 400u);
  EXPECT_EQ(status("apart", fmt::format(R"({{"ids":["{0}","{0}"]}})", mach)), 400u);
  EXPECT_EQ(status("undo", R"({"number":77})"), 404u);
  EXPECT_EQ(status("undo", R"({"number":1.5})"), 400u);
  EXPECT_EQ(status("later", R"({"id":"duplicate:a:b"})"), 404u);
  EXPECT_EQ(status("retract", "[]"), 400u);
  EXPECT_EQ(status("retract", "{"), 400u);
  EXPECT_EQ(status("retract", std::string(60'000, '[')), 400u);
  EXPECT_EQ(status("retract", fmt::format(R"({{"incident":"{}","because":"x"}})", mach)), 400u)
      << "a member that it does not take";
  EXPECT_EQ(served.json("/decisions")["total"], 0);
}

TEST(Router, ItemsOfTheQueueCanBePutOff) {
  Served served;
  const TestJson first = served.json("/review")["items"];
  ASSERT_GE(first.size(), 1u);
  EXPECT_EQ(served.post("/review/later", {{"id", first[0]["id"]}}).status, 200u);
  const TestJson after = served.json("/review")["items"];
  EXPECT_EQ(after.back()["id"], first[0]["id"]);
  EXPECT_EQ(after.back()["later"], true);
}

TEST(Router, ReportsArePostedInEveryType) {
  Served served(false);
  const auto post = [&](const std::string& type, const std::string& body, const std::string& query = "") {
    const Response response = served.ask(Served::posting("/api/v1/reports" + query, body, type));
    EXPECT_EQ(response.status, 200u) << response.content();
    return TestJson::parse(response.content(), nullptr, false);
  };
  const std::string text = "Gunmen shot dead two shopkeepers in Hub on Monday, police said.";
  EXPECT_EQ(post("text/plain; charset=utf-8", text, "?name=hub&published=2024-01-30&country=pk")["ids"][0],
            "hub");
  EXPECT_EQ(post("text/plain", text, "?name=hub&published=2024-01-30&country=pk")["known"], 1);
  EXPECT_EQ(post("application/json",
                 TestJson{{"id", "one"}, {"text", "A guard was killed in Pasni."}}.dump(2))["added"],
            1)
      << "on several lines";
  EXPECT_EQ(post("application/x-ndjson",
                 "{\"id\":\"two\",\"text\":\"Two men were killed in Gwadar.\"}\n{\"id\":3}\n")["failed"]
                .size(),
            1u);
  EXPECT_EQ(post("text/html",
                 "<html><body><article><p>" + text +
                     " Nobody has been arrested so far, the officials told reporters in the town.</p><p>" +
                     text + "</p></article></body></html>")["added"],
            1);
  EXPECT_EQ(served.ask(Served::posting("/api/v1/reports", text, "image/png")).status, 415u);
  EXPECT_EQ(served.ask(Served::posting("/api/v1/reports", "[1, 2", "application/json")).status, 400u);
  EXPECT_EQ(served.ask(Served::posting("/api/v1/reports?country=PAK", text, "text/plain")).status, 400u);
  EXPECT_EQ(served.ask(Served::posting("/api/v1/reports?name=..%2Fx", text, "text/plain")).status, 400u);
}

TEST(Router, LongWorkIsAJob) {
  Served served(false);
  const Response started = served.ask(Served::posting("/api/v1/reports?job=1", kReports));
  ASSERT_EQ(started.status, 202u);
  const std::string job = TestJson::parse(started.content())["job"];
  EXPECT_EQ(started.header("Location"), "/api/v1/jobs/" + job);
  TestJson state = TestJson::object();
  for (int i = 0; i < 600 && state.value("state", "") != "done"; ++i) {
    ::usleep(100'000);
    state = served.json("/jobs/" + job);
  }
  EXPECT_EQ(state["added"], 5);
  EXPECT_EQ(served.json("/incidents")["total"], 3);
}

// ---- who may

TEST(Router, PagesOfOtherOriginsCannotWriteOrRead) {
  Served served;
  const std::string body = R"({"number":1})";
  const auto status = [&](auto change) {
    Request request = Served::posting("/api/v1/review/undo", body);
    change(request.headers);
    return served.ask(request).status;
  };
  EXPECT_EQ(status([](Headers&) {}), 404u) << "allowed; there is no decision 1";
  EXPECT_EQ(status([](Headers& h) {
              std::erase_if(h, [](const auto& one) { return one.first == "x-roznamcha"; });
            }),
            403u);
  EXPECT_EQ(status([](Headers& h) { h.emplace_back("origin", "https://elsewhere.example"); }), 403u);
  EXPECT_EQ(status([](Headers& h) { h.emplace_back("origin", "null"); }), 403u);
  EXPECT_EQ(status([](Headers& h) { h.emplace_back("origin", "http://127.0.0.1:8080"); }), 404u);
  EXPECT_EQ(status([](Headers& h) { h.emplace_back("sec-fetch-site", "cross-site"); }), 403u);
  EXPECT_EQ(status([](Headers& h) { h.back().second = "text/plain"; }), 415u);
  for (const char* host :
       {"", "elsewhere.example", "127.0.0.1.elsewhere.example", "127.0.0.1x:80", "[::2]:80", "128.0.0.1"}) {
    Request request = Served::getting("/api/v1/incidents");
    request.headers = {{"host", host}};
    EXPECT_EQ(served.ask(request).status, 403u) << host;
  }
  for (const char* host : {"localhost", "LOCALHOST:1", "127.0.0.1:8080", "127.9.9.9", "[::1]:80"}) {
    Request request = Served::getting("/api/v1/incidents");
    request.headers = {{"host", host}};
    EXPECT_EQ(served.ask(request).status, 200u) << host;
  }
}

TEST(Router, TokensSayWhoMayReadAndWrite) {
  const auto tokens = Tokens::parse(
      "# of the desk\nread  guest  0123456789abcdef\nwrite clerk\tfedcba9876543210 # hers\n", "tokens");
  ASSERT_TRUE(tokens);
  Served served(true, &*tokens, false);
  const auto ask = [&](Request request, const char* token) {
    if (token) request.headers.emplace_back("authorization", fmt::format("Bearer {}", token));
    return served.ask(request);
  };
  const Request reading = Served::getting("/api/v1/incidents?place=Mach");
  EXPECT_EQ(ask(reading, nullptr).status, 401u);
  EXPECT_EQ(ask(reading, "0123456789abcdeX").status, 401u);
  EXPECT_EQ(ask(reading, "").status, 401u);
  const Response seen = ask(reading, "0123456789abcdef");
  EXPECT_EQ(seen.status, 200u);
  Request unchanged = reading;
  unchanged.headers.emplace_back("if-none-match", seen.header("ETag"));
  EXPECT_EQ(ask(unchanged, nullptr).status, 401u) << "a tag is no token";
  const std::string id = TestJson::parse(seen.content())["incidents"][0]["id"];
  const Request writing =
      Served::posting("/api/v1/review/retract", TestJson{{"incident", id}, {"by", "somebody else"}}.dump());
  EXPECT_EQ(ask(writing, "0123456789abcdef").status, 403u);
  EXPECT_EQ(ask(writing, "fedcba9876543210").status, 200u);
  const TestJson decisions =
      TestJson::parse(ask(Served::getting("/api/v1/decisions"), "fedcba9876543210").content());
  EXPECT_EQ(decisions["decisions"][0]["by"], "clerk") << "whose token it is";
  EXPECT_EQ(ask(Served::getting("/"), nullptr).status, 200u) << "pages hold nothing";
}

TEST(Tokens, FilesThatDoNotHold) {
  for (const char* text :
       {"", "# nothing\n", "read guest short\n", "admin guest 0123456789abcdef\n", "read 0123456789abcdef\n",
        "read a 0123456789abcdef\nwrite b 0123456789abcdef\n"}) {
    const auto tokens = Tokens::parse(text, "tokens");
    ASSERT_FALSE(tokens) << text;
    EXPECT_EQ(tokens.error().id, base::ErrorId::kBadArgument);
  }
}

TEST(Router, AReadOnlyRegisterIsNotWritten) {
  Served full;
  const auto desk = app::Desk::open(full.path(), packs(), {app::Access::kRead});
  ASSERT_TRUE(desk);
  Desktop desktop(**desk, 1);
  Router router(desktop.service(nullptr, nullptr, true));
  EXPECT_EQ(router.answer(Served::posting("/api/v1/review/undo", R"({"number":1})")).status, 403u);
  EXPECT_EQ(TestJson::parse(router.answer(Served::getting("/api/v1/meta")).content())["writable"], false);
}

// ---- hostile texts

TEST(Router, NoTextOfAReportBecomesMarkup) {
  Served served;
  const Response html = served.get("/brief?since=2024-01-01&format=html");
  EXPECT_EQ(html.status, 200u);
  EXPECT_EQ(html.content().find("<script"), std::string_view::npos);
  EXPECT_EQ(html.content().find("<b>"), std::string_view::npos);
  EXPECT_NE(html.content().find("&lt;script&gt;"), std::string_view::npos);
  EXPECT_EQ(served.json("/reports/grenade-1")["document"]["title"],
            "<script>alert(1)</script> \u202e & \"quotes\"");
  EXPECT_NE(served.get("/brief?since=2024-01-01&format=markdown").content().find("\\<script\\>"),
            std::string_view::npos);
}

// ---- the same answers

struct Selected {
  std::string text;  // of the address
  app::Query query;
};

rc::Gen<Selected> any_selection() {
  return rc::gen::exec([] {
    Selected out;
    const auto add = [&](const std::string& name, const std::string& value) {
      out.text += (out.text.empty() ? "" : "&") + name + "=" + value;
    };
    const auto maybe = [] { return *rc::gen::inRange(0, 3) == 0; };
    if (maybe()) {
      const auto day = text::make_date(2024, 1, 28) + std::chrono::days(*rc::gen::inRange(0, 8));
      add("since", text::to_string(day));
      out.query.since = day;
    }
    if (maybe()) {
      const auto day = text::make_date(2024, 2, 1) + std::chrono::days(*rc::gen::inRange(0, 5));
      if (!out.query.since || *out.query.since <= day) {
        add("until", text::to_string(day));
        out.query.until = day;
      }
    }
    if (maybe()) {
      out.query.place = *rc::gen::element<std::string>("mach", "Quetta", "PK", "Balochistan", "nowhere");
      add("place", out.query.place);
    }
    if (maybe()) {
      out.query.type = *rc::gen::element<std::string>("Attack", "explos", "clash", "grenade");
      add("type", out.query.type);
    }
    if (maybe()) {
      out.query.min_killed = *rc::gen::inRange<int64_t>(0, 6);
      add("min_killed", std::to_string(*out.query.min_killed));
    }
    if (maybe()) {
      out.query.election = true;
      add("election", "true");
    }
    if (maybe()) {
      out.query.actor = *rc::gen::element<std::string>("Baloch", "police");
      add("actor", out.query.actor);
    }
    out.query.convention = *rc::gen::elementOf(app::conventions());
    add("convention", std::string(merge::name(out.query.convention)));
    return out;
  });
}

RC_GTEST_PROP(Router, GivesTheFiguresOfTheCommandLine, ()) {
  static Served served;
  static auto source = app::Register::open(served.path(), app::Access::kRead);
  const Selected selected = *any_selection();
  const auto answer = app::query(*source, selected.query, *packs());
  RC_ASSERT(static_cast<bool>(answer));
  const TestJson list = served.json("/incidents?" + selected.text);
  RC_ASSERT(list["total"] == answer->incidents.size());
  std::map<std::string, const record::Incident*> by_id;
  for (const auto& incident : answer->incidents) by_id[incident.id] = &incident;
  RC_ASSERT(ids_of(list["incidents"]).size() == by_id.size());
  int64_t killed = 0;
  for (const TestJson& row : list["incidents"]) {
    RC_ASSERT(by_id.contains(row["id"]));
    const record::Incident& incident = *by_id[row["id"]];
    RC_ASSERT(row["killed"].is_null() == !incident.killed);
    if (incident.killed) RC_ASSERT(row["killed"]["best"] == incident.killed->best);
    RC_ASSERT(row["reports"] == incident.accounts.size());
    killed += incident.killed ? incident.killed->best : 0;
  }
  int64_t by_day = 0, buckets = 0;
  const TestJson timeline = served.json("/timeline?" + selected.text);
  for (const TestJson& bucket : timeline["buckets"]) {
    buckets += bucket["incidents"].get<int64_t>();
    if (!bucket["killed"].is_null()) by_day += bucket["killed"]["best"].get<int64_t>();
  }
  RC_ASSERT(by_day == killed);
  RC_ASSERT(buckets + timeline["undated"].get<int64_t>() == static_cast<int64_t>(by_id.size()));
  std::string csv;
  publish::export_format("csv")->write(answer->incidents, answer->text_of, *packs(),
                                       [&](std::string_view piece) { csv += piece; });
  RC_ASSERT(served.get("/incidents.csv?" + selected.text).content() == csv);
}

// ---- malformed requests

TEST(Router, AHundredThousandMalformedRequestsGetAnAnswer) {
  Served served;
  std::mt19937_64 engine(20240208);
  const auto below = [&](size_t bound) { return engine() % bound; };
  std::vector<std::string> words = {"%",
                                    "%0",
                                    "%zz",
                                    "%ff",
                                    "%00",
                                    "..",
                                    "/",
                                    "//",
                                    "?",
                                    "&",
                                    "=",
                                    "+",
                                    "#",
                                    "\x01",
                                    "\xf0\x9f",
                                    "{id}",
                                    "-1",
                                    "0",
                                    "99999999999999999999",
                                    "nan",
                                    "true",
                                    "2024-02-30",
                                    "2024-02-05T99",
                                    "null",
                                    "'",
                                    "\"",
                                    "<script>",
                                    "{",
                                    "[",
                                    "}",
                                    std::string(300, 'a'),
                                    "csv",
                                    ".json",
                                    ".",
                                    "raid-1",
                                    "ucdp",
                                    "-date"};
  for (const Route& route : routes()) {
    words.emplace_back(route.path);
    for (const auto name : route.parameters) words.emplace_back(name);
  }
  for (int i = 0; i < 100'000; ++i) {
    const Route& route = routes()[below(routes().size())];
    Request request = Served::getting("/api/v1" + std::string(route.path));
    request.method = below(8) == 0 ? std::string(words[below(words.size())]) : std::string(route.method);
    for (size_t edits = 1 + below(4); edits > 0; --edits) {
      const std::string& word = words[below(words.size())];
      switch (below(4)) {
        case 0:
          request.target += (request.target.find('?') == std::string::npos ? "?" : "&") + word + "=" +
                            words[below(words.size())];
          break;
        case 1:
          request.target.insert(below(request.target.size() + 1), word);
          break;
        case 2:
          request.target.erase(below(request.target.size() + 1), below(8));
          break;
        case 3:
          request.headers.emplace_back(below(2) ? "accept" : "if-none-match", word);
          break;
      }
    }
    if (request.method == "POST") {
      request.headers.emplace_back("x-roznamcha", "1");
      request.headers.emplace_back("content-type", below(2) ? "application/json" : "text/plain");
      for (size_t parts = below(6); parts > 0; --parts) request.body += words[below(words.size())];
    }
    const Response response = served.ask(request);
    ASSERT_TRUE(response.status >= 200 && response.status < 500)
        << request.method << " " << request.target << " " << response.status;
    ASSERT_NE(reason(response.status), "") << response.status;
    ASSERT_TRUE(response.status < 400 || TestJson::accept(response.content())) << response.content();
  }
}

}  // namespace
}  // namespace roznamcha::http

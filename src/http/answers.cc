// The routes of the API.
#include "http/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "app/brief.h"
#include "app/version.h"
#include "base/digest.h"
#include "http/problem.h"
#include "pack/gazetteer.h"
#include "pack/pack.h"
#include "pack/time_words.h"
#include "publish/brief.h"
#include "publish/csv.h"
#include "publish/export.h"
#include "publish/json.h"
#include "publish/stated.h"
#include "record/json.h"

namespace roznamcha::http {
namespace {

using publish::or_null;

/// A table as CSV or JSON Lines.
Response table(std::string_view format, const Names& columns, const Json& rows) {
  Response out;
  out.headers.emplace_back("Content-Type", std::string(media_type(format)));
  if (format == "jsonl") {
    for (const Json& row : rows) out.body += publish::dump(row) + "\n";
    return out;
  }
  out.body = publish::csv_record(std::vector<std::string>(columns.begin(), columns.end()));
  for (const Json& row : rows) {
    std::vector<std::string> cells;
    for (const std::string_view column : columns) {
      const Json* cell = &row;
      for (std::string_view path = column; cell && !path.empty();) {
        const std::string_view key = path.substr(0, path.find('.'));
        path.remove_prefix(std::min(key.size() + 1, path.size()));
        const auto found = cell->is_object() ? cell->find(std::string(key)) : cell->end();
        cell = cell->is_object() && found != cell->end() ? &*found : nullptr;
      }
      std::string text;
      if (cell && cell->is_string()) {
        text = cell->get<std::string>();
      } else if (cell && cell->is_array()) {
        for (const Json& part : *cell)
          text += (text.empty() ? "" : "; ") + (part.is_string() ? part.get<std::string>() : part.dump());
      } else if (cell && !cell->is_null()) {
        text = cell->dump();
      }
      cells.push_back(std::move(text));
    }
    out.body += publish::csv_record(cells);
  }
  return out;
}

// ---- incidents

Response export_incidents(Call& call, const app::Query& query, std::optional<app::Sort> sort) {
  const app::Paging paging = paging_of(call.parameters);
  const auto asked = sort ? call.service.desk.query(query, *sort, paging) : call.service.desk.query(query);
  if (!asked) return problem(asked.error());
  Response out;
  out.headers.emplace_back("Content-Type", std::string(media_type(call.format)));
  if (!asked->next.empty()) out.headers.emplace_back("X-Next-Cursor", asked->next);
  publish::export_format(call.format)
      ->write(asked->answer.incidents, asked->answer.text_of, call.service.desk.pack(),
              [&](std::string_view piece) { out.body += piece; });
  return out;
}

Response list_incidents(Call& call) {
  const app::Query query = selection_of(call.parameters);
  const app::Paging paging = paging_of(call.parameters);
  static constexpr std::array<std::string_view, 4> kSorts = {"-date", "date", "-killed", "-changed"};
  const auto choice = call.parameters.choice("sort", kSorts);
  const auto sort = static_cast<app::Sort>(choice.value_or(0));
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  if (call.format != "json") {
    const bool paged = !call.parameters.text("limit").empty() || !paging.cursor.empty();
    return export_incidents(call, query, paged ? std::optional(sort) : std::nullopt);
  }
  const auto page = call.service.desk.rows(query, sort, paging.cursor, paging.limit);
  if (!page) return problem(page.error());
  Json json{{"incidents", Json::array()}, {"next", or_null(page->next)}};
  for (const app::Summary& incident : page->incidents) json["incidents"].push_back(summary(incident));
  std::optional<app::Total> total;
  if (paging.cursor.empty()) {
    const auto counted = call.service.desk.total(query);
    if (!counted) return problem(counted.error());
    total = *counted;
  }
  add_total(json, total);
  add_view(json, query);
  return json_response(json);
}

Response map_incidents(Call& call) {
  constexpr int64_t kMost = 100'000, kDefault = 20'000;
  const app::Query query = selection_of(call.parameters);
  const int64_t most = call.parameters.number("points", 1, kMost).value_or(kDefault);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto map = call.service.desk.points(query, static_cast<size_t>(most));
  if (!map) return problem(map.error());
  Json json{{"columns", {"id", "lat", "lon", "radius_km", "precision", "killed", "type", "election"}},
            {"points", Json::array()}};
  for (const app::MapPoint& point : map->points) {
    json["points"].push_back({point.id, point.point.latitude, point.point.longitude, point.radius_km,
                              record::name(point.precision), point.killed ? Json(*point.killed) : Json(),
                              point.sub_event_type, point.election});
  }
  json["cut"] = map->cut;
  add_view(json, query);
  return json_response(json);
}

Response show_incident(Call& call) {
  const app::Query query = view_of(call.parameters);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto shown = call.service.desk.show(call.id, query);
  if (!shown) return problem(shown.error());
  return json_response(whole(shown->whole, query));
}

Response timeline(Call& call) {
  const app::Query query = selection_of(call.parameters);
  static constexpr std::array<std::string_view, 3> kSteps = {"day", "week", "month"};
  const size_t step = call.parameters.choice("by", kSteps).value_or(0);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto counts = call.service.desk.counts(query, static_cast<app::Step>(step));
  if (!counts) return problem(counts.error());
  Json json{{"by", kSteps[step]}, {"buckets", Json::array()}};
  uint64_t dated = 0;
  for (const app::Bucket& bucket : counts->days) {
    dated += bucket.count.incidents;
    json["buckets"].push_back({{"start", text::to_string(bucket.start)},
                               {"incidents", bucket.count.incidents},
                               {"killed", sum(bucket.count.killed)},
                               {"injured", sum(bucket.count.injured)}});
  }
  json["undated"] = counts->all.incidents - dated;
  json["total"] = counts->all.incidents;
  add_view(json, query);
  static const Names kColumns = {"start",       "incidents",   "killed.low",   "killed.best",
                                 "killed.high", "injured.low", "injured.best", "injured.high"};
  return rows_or_json(call, kColumns, std::move(json), "buckets");
}

Response areas(Call& call) {
  const app::Query query = selection_of(call.parameters);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto counts = call.service.desk.counts(query, app::Step::kMonth);
  if (!counts) return problem(counts.error());
  Json json{{"areas", Json::array()}, {"total", counts->all.incidents}, {"killed", sum(counts->all.killed)}};
  for (const app::AreaCount& area : counts->areas) {
    Json* level = &json["areas"];
    Json filter;
    std::string_view kind;
    std::string own;
    // Outer areas come before those within them, each the last of its level so far.
    for (const auto& [key, name] : {std::pair<std::string_view, const std::string&>{"country", area.country},
                                    {"admin1", area.admin1},
                                    {"admin2", area.admin2},
                                    {"constituency", area.constituency}}) {
      if (name.empty()) break;
      filter[std::string(key)] = name;
      const bool inside = !level->empty() && level->back()["kind"] == key && level->back()["name"] == name;
      kind = key;
      own = name;
      if (!inside) break;
      level = &level->back()["children"];
    }
    level->push_back({{"kind", kind},
                      {"name", own},
                      {"filter", std::move(filter)},
                      {"incidents", area.count.incidents},
                      {"killed", sum(area.count.killed)},
                      {"children", Json::array()}});
  }
  add_view(json, query);
  return json_response(json);
}

// ---- what documents state

template <typename Stated>
Response list_stated(Call& call, const std::string& name, const Names& columns) {
  app::Query query = view_of(call.parameters);
  query.since = call.parameters.day("since");
  query.until = call.parameters.day("until");
  query.place = call.parameters.text("place");
  const app::Paging paging = paging_of(call.parameters);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto shown = call.service.desk.stated<Stated>(query, paging);
  if (!shown) return problem(shown.error());
  const app::StatedPage<Stated>& page = shown->page;
  Json json{{name, Json::array()}, {"next", or_null(page.next)}};
  add_total(json, page.total);
  std::string document, text;
  for (size_t i = 0; i < page.rows.size(); ++i) {
    const auto& told = page.rows[i];
    if (told.report.document != document) {
      document = told.report.document;
      text = page.text_of(document);
    }
    Json row = record::to_json(told.stated, record::quoted_spans(text));
    row["report"] = told_by(told.report);
    if (!shown->checks.empty()) {
      const app::TallyCheck& check = shown->checks[i];
      row["check"] = {{"verdict", app::name(check.verdict)},
                      {"low", check.low},
                      {"best", check.best},
                      {"high", check.high},
                      {"missing", check.missing},
                      {"incidents", check.incidents}};
    }
    json[name].push_back(std::move(row));
  }
  add_view(json, query);
  return rows_or_json(call, columns, std::move(json), name);
}

Response list_tallies(Call& call) {
  static const Names kColumns = {"effect",
                                 "low",
                                 "high",
                                 "period.earliest",
                                 "period.latest",
                                 "place.name",
                                 "place.admin1",
                                 "place.country",
                                 "check.verdict",
                                 "check.low",
                                 "check.best",
                                 "check.high",
                                 "check.missing",
                                 "span.quote",
                                 "report.document",
                                 "report.source",
                                 "report.published"};
  return list_stated<record::Tally>(call, "tallies", kColumns);
}

Response list_measures(Call& call) {
  static const Names kColumns = {"kind",          "status",          "by",
                                 "place.name",    "place.admin2",    "place.admin1",
                                 "place.country", "span.quote",      "report.document",
                                 "report.source", "report.published"};
  return list_stated<record::Measure>(call, "measures", kColumns);
}

Response list_warnings(Call& call) {
  static const Names kColumns = {
      "kind",          "by",         "place.name",      "place.admin2",  "place.admin1",
      "place.country", "span.quote", "report.document", "report.source", "report.published"};
  return list_stated<record::Warning>(call, "warnings", kColumns);
}

// ---- the brief

/// The style of the briefing as a source of a Content-Security-Policy.
std::string style_digest() {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = base::sha256(publish::brief_style());
  std::string out = "sha256-";
  uint32_t held = 0;
  int bits = 0;
  for (size_t i = 0; i < hex.size(); ++i) {
    held = held << 4 | static_cast<uint32_t>(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
    for (bits += 4; bits >= 6; bits -= 6) out += kDigits[held >> (bits - 6) & 63];
  }
  return out + kDigits[held << (6 - bits) & 63] + "=";  // 32 bytes are 43 digits
}

Response brief(Call& call) {
  app::BriefQuery query;
  const app::Query view = view_of(call.parameters);
  query.as_of = view.as_of;
  query.convention = view.convention;
  const auto since = call.parameters.day("since");
  query.until = call.parameters.day("until");
  query.place = call.parameters.text("place");
  static constexpr std::array<std::string_view, 4> kFormats = {"json", "text", "markdown", "html"};
  const auto choice = call.parameters.choice("format", kFormats);
  if (!since && !call.parameters.wrong())
    call.parameters.blame("since", "is not given", "the first day of the period");
  if (since && query.until && *since > *query.until) call.parameters.blame("since", "lies after until", "");
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  query.since = *since;
  const auto brief = call.service.desk.brief(query);
  if (!brief) return problem(brief.error());
  const std::string_view format = choice ? kFormats[*choice] : call.format;
  if (format == "json") return json_response(Json::parse(publish::to_json(*brief)));
  Response out;
  out.headers.emplace_back("Content-Type", std::string(media_type(format)));
  if (format == "text") out.body = publish::to_text(*brief, {false, 0});
  if (format == "markdown") out.body = publish::to_markdown(*brief);
  if (format == "html") {
    out.body = publish::to_html(*brief);
    out.headers.emplace_back(
        "Content-Security-Policy",
        fmt::format(
            "default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            style_digest()));
  }
  return out;
}

// ---- the rest

Response list_sources(Call& call) {
  Json json{{"sources", Json::array()}};
  if (call.service.live) {
    for (const app::SourceHealth& source : call.service.live->sources()) {
      json["sources"].push_back({{"name", source.name},
                                 {"kind", app::name(source.kind)},
                                 {"last_attempt", or_null(source.last_attempt)},
                                 {"last_success", or_null(source.last_success)},
                                 {"next_attempt", or_null(source.next_attempt)},
                                 {"documents", source.documents},
                                 {"incidents", source.incidents},
                                 {"failures", source.failures},
                                 {"last_error", or_null(source.last_error)}});
    }
  }
  return json_response(json);
}

Response events(Call& call) {
  Response out;
  out.headers = {
      {"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
  out.events = true;
  const std::string_view last = call.request.header("last-event-id");
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), number);
  if (!last.empty() && error == std::errc() && end == last.data() + last.size()) out.last_event = number;
  return out;
}

Json types_of(const pack::Pack& pack) {
  std::map<std::string, std::vector<std::string>> types;
  const std::string_view table = pack.bytes("taxonomy.tsv");
  for (size_t at = 0, row = 0; at < table.size();) {
    const std::string_view line = table.substr(at, table.find('\n', at) - at);
    at += line.size() + 1;
    if (line.empty() || line[0] == '#' || row++ == 0) continue;
    const size_t tab = line.find('\t');
    const std::string_view rest = line.substr(std::min(tab + 1, line.size()));
    types[std::string(rest.substr(0, rest.find('\t')))].emplace_back(line.substr(0, tab));
  }
  Json out = Json::array();
  for (const auto& [type, subs] : types) out.push_back({{"event_type", type}, {"sub_event_types", subs}});
  return out;
}

/// Days of national votes by country code.
Json election_days(const pack::Pack& pack) {
  Json out = Json::array();
  const pack::Gazetteer& gazetteer = pack.gazetteer();
  for (const pack::TimeWord& word : pack.time_words().words()) {
    if (word.kind != pack::TimeKind::kVote) continue;
    const auto match = gazetteer.find(word.phrase);
    std::string country;
    for (uint32_t i = 0; i < match.count && country.empty(); ++i) {
      const auto place = gazetteer.candidate(match, i).place;
      if (gazetteer.feature(place) == pack::Feature::kCountry) country = gazetteer.country_code(place);
    }
    if (country.empty()) continue;
    for (size_t at = 0; at < word.code.size();
         at = word.code.find_first_not_of(' ', std::min(word.code.find(' ', at), word.code.size()))) {
      const std::string day = word.code.substr(at, 10);
      if (text::parse_date(day)) out.push_back({{"country", country}, {"day", day}});
      if (word.code.find(' ', at) == std::string::npos) break;
    }
  }
  return out;
}

Response meta(Call& call) {
  constexpr size_t kMostNames = 200;
  const app::Query query = view_of(call.parameters);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto about = call.service.desk.about(query, kMostNames);
  if (!about) return problem(about.error());
  const auto named = [](const std::vector<app::Named>& list) {
    Json out = Json::array();
    for (const app::Named& one : list) out.push_back({{"name", one.name}, {"incidents", one.incidents}});
    return out;
  };
  Json actors = named(about->actors);
  for (size_t i = 0; i < about->actors.size(); ++i) actors[i]["id"] = or_null(about->actors[i].id);
  const auto names = [](const auto& list) {
    Json out = Json::array();
    for (const auto& one : list) out.push_back(std::string_view(one));
    return out;
  };
  Json conventions = Json::array(), formats = Json::array();
  for (const auto convention : app::conventions()) conventions.push_back(merge::name(convention));
  for (const auto& format : publish::export_formats()) formats.push_back(format.name);
  const std::string& path = call.service.desk.path();
  static const Json kTypes = types_of(call.service.desk.pack()),
                    kDays = election_days(call.service.desk.pack());
  Json json{{"version", app::kVersion},
            {"register", path.substr(path.rfind('/') + 1)},
            {"documents", about->documents},
            {"incidents", about->incidents},
            {"first_day", or_null(about->first_day)},
            {"last_day", or_null(about->last_day)},
            {"first_known", or_null(about->first_known)},
            {"last_changed", or_null(about->last_changed)},
            {"conventions", std::move(conventions)},
            {"default_convention", merge::name(app::Query().convention)},
            {"types", kTypes},
            {"actors", std::move(actors)},
            {"targets", named(about->targets)},
            {"sources", named(about->sources)},
            {"statuses", {"unverified", "corroborated", "verified", "disputed", "retracted"}},
            {"certainties", {"claimed", "stated", "suspected", "alleged", "denied", "unknown"}},
            {"settable_fields", names(app::settable_fields())},
            {"export_formats", std::move(formats)},
            {"election_days", kDays},
            {"writable", call.service.desk.writable()},
            {"token_required", call.service.tokens != nullptr},
            {"languages", {"en", "ur"}}};
  return json_response(json);
}

Response show_openapi(Call&) {
  Response out;
  out.headers.emplace_back("Content-Type", "application/json");
  out.fixed = openapi();
  return out;
}

Names with(Names names, const Names& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

}  // namespace

Response json_response(const Json& json, unsigned status) {
  Response out;
  out.status = status;
  out.headers.emplace_back("Content-Type", "application/json");
  out.body = publish::dump(json) + "\n";
  return out;
}

void add_view(Json& json, const app::Query& query) {
  json["as_of"] = query.as_of ? Json(*query.as_of) : Json();
  json["convention"] = merge::name(query.convention);
}

void add_total(Json& json, const std::optional<app::Total>& total) {
  json["total"] = total ? Json(total->incidents) : Json();
  if (total) json["total_exact"] = total->exact;
}

app::Paging paging_of(Parameters& parameters) {
  return {static_cast<size_t>(parameters.number("limit", 1, 1000).value_or(100)), parameters.text("cursor")};
}

Response rows_or_json(const Call& call, const Names& columns, Json json, std::string_view list) {
  return call.format == "json" ? json_response(json) : table(call.format, columns, json[std::string(list)]);
}

std::string_view media_type(std::string_view format) {
  if (format == "json") return "application/json";
  if (format == "jsonl") return "application/x-ndjson";
  if (format == "text") return "text/plain; charset=utf-8";
  if (format == "markdown") return "text/markdown; charset=utf-8";
  if (format == "html") return "text/html; charset=utf-8";
  const publish::ExportFormat* known = publish::export_format(format);
  return known ? known->media_type : "";
}

const std::vector<Route>& routes() {
  static const Names kView = {"as_of", "convention"}, kPaging = {"limit", "cursor"}, kRows = {"csv", "jsonl"};
  static const Names kSelection = with(
      kView, {"since", "until", "place", "type", "actor", "target", "min_killed", "election", "status",
              "certainty", "country", "admin1", "admin2", "constituency", "bbox", "background", "retracted"});
  static const Names kStated = with(with(kView, {"since", "until", "place"}), kPaging);
  static const Names kExports = [] {
    Names names;
    for (const auto& format : publish::export_formats()) names.push_back(format.name);
    return names;
  }();
  static const std::vector<Route> all = {
      {"GET", "/incidents", with(with(kSelection, kPaging), {"sort"}), kExports, true, list_incidents},
      {"GET", "/incidents/map", with(kSelection, {"points"}), {}, true, map_incidents},
      {"GET", "/incidents/{id}", kView, {}, true, show_incident},
      {"GET", "/timeline", with(kSelection, {"by"}), kRows, true, timeline},
      {"GET", "/areas", kSelection, {}, true, areas},
      {"GET", "/reports", with({"as_of", "since", "until", "source", "q"}, kPaging), kRows, true,
       list_reports},
      {"POST",
       "/reports",
       {"job", "name", "published", "publisher", "country", "language"},
       {},
       false,
       add_reports},
      {"GET", "/reports/{id}", kView, {}, true, show_report},
      {"GET", "/jobs/{id}", {}, {}, false, show_job},
      {"GET", "/tallies", kStated, kRows, true, list_tallies},
      {"GET", "/measures", kStated, kRows, true, list_measures},
      {"GET", "/warnings", kStated, kRows, true, list_warnings},
      {"GET", "/review", with(with(kView, {"kind", "place"}), kPaging), {}, true, review_queue},
      {"POST", "/review/merge", {}, {}, false, decide_merge},
      {"POST", "/review/apart", {}, {}, false, decide_apart},
      {"POST", "/review/split", {}, {}, false, decide_split},
      {"POST", "/review/set", {}, {}, false, decide_set},
      {"POST", "/review/retract", {}, {}, false, decide_retract},
      {"POST", "/review/undo", {}, {}, false, decide_undo},
      {"POST", "/review/later", {}, {}, false, put_off},
      {"GET", "/decisions", with({"as_of"}, kPaging), kRows, true, list_decisions},
      {"GET",
       "/brief",
       with({"since", "until", "place", "format"}, kView),
       {"text", "markdown", "html"},
       true,
       brief},
      {"GET", "/sources", {}, {}, false, list_sources},
      {"GET", "/events", {}, {}, false, events},
      {"GET", "/meta", kView, {}, true, meta},
      {"GET", "/openapi.json", {}, {}, true, show_openapi},
  };
  return all;
}

}  // namespace roznamcha::http

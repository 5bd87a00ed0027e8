// The routes of the API.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "app/brief.h"
#include "app/version.h"
#include "base/digest.h"
#include "http/incident_json.h"
#include "http/problem.h"
#include "http/router.h"
#include "pack/gazetteer.h"
#include "pack/pack.h"
#include "pack/time_words.h"
#include "publish/brief.h"
#include "publish/csv.h"
#include "publish/export.h"
#include "publish/json.h"
#include "publish/stated.h"
#include "publish/visibility.h"
#include "record/json.h"

namespace roznamcha::http {
namespace {

using base::Error;
using base::ErrorId;
using publish::or_null;
using Names = std::vector<std::string_view>;

Response json_response(const Json& json, unsigned status = 200) {
  Response out;
  out.status = status;
  out.headers.emplace_back("Content-Type", "application/json");
  out.body = publish::dump(json) + "\n";
  return out;
}

/// `as_of` and `convention` of an answer.
void add_view(Json& json, const app::Query& query) {
  json["as_of"] = query.as_of ? Json(*query.as_of) : Json();
  json["convention"] = merge::name(query.convention);
}

app::Paging paging_of(Parameters& parameters) {
  return {static_cast<size_t>(parameters.number("limit", 1, 1000).value_or(100)), parameters.text("cursor")};
}

// ---- rows in other formats

/// A table as CSV or JSON Lines. Objects are flat; lists are joined.
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

Response rows_or_json(const Call& call, const Names& columns, Json json, std::string_view list) {
  return call.format == "json" ? json_response(json) : table(call.format, columns, json[std::string(list)]);
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
  Json json{{"incidents", Json::array()}, {"next", or_null(page->next)}, {"total", nullptr}};
  for (const app::Summary& incident : page->incidents) json["incidents"].push_back(summary(incident));
  if (paging.cursor.empty()) {
    const auto total = call.service.desk.total(query);
    if (!total) return problem(total.error());
    json["total"] = total->incidents;
    json["total_exact"] = total->exact;
  }
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

// ---- reports

Response list_reports(Call& call) {
  app::ReportQuery query;
  query.as_of = call.parameters.moment("as_of");
  query.since = call.parameters.day("since");
  query.until = call.parameters.day("until");
  query.source = call.parameters.text("source");
  query.words = call.parameters.text("q");
  const app::Paging paging = paging_of(call.parameters);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto page = call.service.desk.reports(query, paging.cursor, paging.limit);
  if (!page) return problem(page.error());
  Json json{{"reports", Json::array()}, {"next", or_null(page->next)}, {"total", nullptr}};
  for (const app::ReportRow& row : page->reports) {
    json["reports"].push_back({{"id", row.report.document},
                               {"title", title(row.report.title)},
                               {"source", or_null(row.report.source)},
                               {"url", or_null(row.report.url)},
                               {"published", or_null(row.report.published)},
                               {"learnt", or_null(row.report.learnt)},
                               {"accounts", row.accounts},
                               {"relevant", row.relevant}});
  }
  json["as_of"] = query.as_of ? Json(*query.as_of) : Json();
  static const Names kColumns = {"id",        "title",  "source",   "url",
                                 "published", "learnt", "accounts", "relevant"};
  return rows_or_json(call, kColumns, std::move(json), "reports");
}

Response show_report(Call& call) {
  const app::Query query = view_of(call.parameters);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto report = call.service.desk.report(call.id, query.as_of);
  if (!report) return problem(report.error());
  return json_response(whole(*report));
}

/// Bytes as one line of JSON Lines for each document: an object, or those of a list. Only the outermost
/// brackets and commas are looked at; whether each line holds a document is for the reader to say.
base::Result<std::string> json_lines(std::string_view body) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!body.empty() && blank(body.front())) body.remove_prefix(1);
  while (!body.empty() && blank(body.back())) body.remove_suffix(1);
  const Error bad{ErrorId::kBadJson, "is neither a document nor a list of documents", "body", ""};
  if (body.size() < 2) return bad;
  const bool list = body.front() == '[' && body.back() == ']';
  if (!list && (body.front() != '{' || body.back() != '}')) return bad;
  if (list) body = body.substr(1, body.size() - 2);
  std::string out;
  out.reserve(body.size() + 1);
  int64_t depth = 0;
  bool text = false, escaped = false;
  for (const char c : body) {
    if (text) {
      text = escaped || c != '"';
      escaped = !escaped && c == '\\';
    } else if (c == '"') {
      text = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth < 0) return bad;
    } else if (c == ',' && depth == 0) {
      if (!list) return bad;
      out += '\n';
      continue;
    }
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  if (depth != 0 || text) return bad;
  return out + '\n';
}

Json failures(const std::vector<Error>& errors) {
  Json out = Json::array();
  for (const Error& error : errors) {
    out.push_back(
        {{"where", error.where},
         {"message", error.advice.empty() ? error.what : fmt::format("{} ({})", error.what, error.advice)},
         {"id", base::name(error.id)}});
  }
  return out;
}

std::string bare_type(const Request& request) {
  const std::string_view type = request.header("content-type");
  std::string out(type.substr(0, type.find(';')));
  while (!out.empty() && out.back() == ' ') out.pop_back();
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
  });
  return out;
}

Response add_reports(Call& call) {
  static constexpr std::array<std::string_view, 2> kJob = {"0", "1"};
  static const std::map<std::string, std::string_view> kEndings = {
      {"application/json", ".jsonl"}, {"application/x-ndjson", ".jsonl"}, {"text/plain", ".txt"},
      {"text/html", ".html"},         {"application/rss+xml", ".xml"},    {"application/atom+xml", ".xml"}};
  const bool as_job = call.parameters.choice("job", kJob).value_or(0) == 1;
  app::Inputs inputs;
  inputs.options.published = call.parameters.day("published");
  inputs.options.source = call.parameters.text("publisher");
  inputs.options.country = call.parameters.text("country");
  for (char& c : inputs.options.country) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  const std::string& country = inputs.options.country;
  if (!country.empty() &&
      (country.size() != 2 || country[0] < 'A' || country[0] > 'Z' || country[1] < 'A' || country[1] > 'Z'))
    call.parameters.blame("country", "is no country code", "two letters, as in PK");
  if (std::string language = call.parameters.text("language"); !language.empty())
    inputs.options.language = std::move(language);
  std::string name = call.parameters.text("name");
  if (name.size() > 200 || name.find('/') != std::string::npos)
    call.parameters.blame("name", "is no file's name", "");
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto ending = kEndings.find(bare_type(call.request));
  if (ending == kEndings.end()) {
    return problem(415, {ErrorId::kBadArgument, "no documents are taken of this type", "Content-Type",
                         "application/json, application/x-ndjson, text/plain, text/html, application/rss+xml "
                         "or application/atom+xml"});
  }
  std::string bytes = call.request.body;
  if (ending->first == "application/json") {
    auto lines = json_lines(bytes);
    if (!lines) return problem(lines.error());
    bytes = *std::move(lines);
  }
  if (name.empty()) name = "posted-" + base::short_digest(bytes, 10);
  inputs.memory = app::Inputs::Bytes{std::move(bytes), name + std::string(ending->second)};
  if (as_job) {
    const auto job = call.service.jobs.add(std::move(inputs));
    if (!job) {
      Response out =
          problem(429, {ErrorId::kRegisterBusy, "too many jobs wait", "", "try again in a minute"});
      out.headers.emplace_back("Retry-After", "60");
      return out;
    }
    Response out = json_response({{"job", *job}}, 202);
    out.headers.emplace_back("Location", fmt::format("{}/jobs/{}", kBase, *job));
    return out;
  }
  std::vector<Error> failed;
  std::vector<std::string> ids;
  const auto on_failure = [&](const Error& error) {
    if (failed.size() < kMostFailures) failed.push_back(error);
  };
  const auto counts = call.service.desk.add(inputs, on_failure, {}, nullptr, &ids);
  if (!counts) return problem(counts.error());
  return json_response({{"added", counts->added},
                        {"versions", counts->versions},
                        {"known", counts->known},
                        {"failed", failures(failed)},
                        {"ids", ids}});
}

Response show_job(Call& call) {
  const auto job = call.service.jobs.find(call.id);
  if (!job)
    return problem(
        {ErrorId::kUnknownId, fmt::format("there is no job '{}'", call.id), "", "it may be long done"});
  return json_response(job_json(*job));
}

// ---- what documents state

template <typename Stated>
using Pager = base::Result<app::Listed<size_t>> (app::Desk::*)(const app::Query&, const app::Paging&);

template <typename Stated>
Response list_stated(Call& call, Pager<Stated> pager, const std::vector<app::Told<Stated>> app::Answer::*list,
                     std::string_view name, const Names& columns) {
  app::Query query = view_of(call.parameters);
  query.since = call.parameters.day("since");
  query.until = call.parameters.day("until");
  query.place = call.parameters.text("place");
  const app::Paging paging = paging_of(call.parameters);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto page = (call.service.desk.*pager)(query, paging);
  if (!page) return problem(page.error());
  const app::Answer& all = page->of->all;
  Json json{{std::string(name), Json::array()}, {"next", or_null(page->next)}, {"total", page->total}};
  std::string document, text;
  for (const size_t index : page->rows) {
    const auto& told = (all.*list)[index];
    if (told.report.document != document) {
      document = told.report.document;
      text = all.text_of(document);
    }
    Json row = record::to_json(told.stated, record::quoted_spans(text));
    row["report"] = told_by(told.report);
    if constexpr (std::is_same_v<Stated, record::Tally>) {
      const app::TallyCheck& check = all.tally_checks[index];
      row["check"] = {{"verdict", app::name(check.verdict)},
                      {"low", check.low},
                      {"best", check.best},
                      {"high", check.high},
                      {"missing", check.missing},
                      {"incidents", check.incidents}};
    }
    json[std::string(name)].push_back(std::move(row));
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
  return list_stated<record::Tally>(call, &app::Desk::tallies, &app::Answer::tallies, "tallies", kColumns);
}

Response list_measures(Call& call) {
  static const Names kColumns = {"kind",          "status",          "by",
                                 "place.name",    "place.admin2",    "place.admin1",
                                 "place.country", "span.quote",      "report.document",
                                 "report.source", "report.published"};
  return list_stated<record::Measure>(call, &app::Desk::measures, &app::Answer::measures, "measures",
                                      kColumns);
}

Response list_warnings(Call& call) {
  static const Names kColumns = {
      "kind",          "by",         "place.name",      "place.admin2",  "place.admin1",
      "place.country", "span.quote", "report.document", "report.source", "report.published"};
  return list_stated<record::Warning>(call, &app::Desk::warnings, &app::Answer::warnings, "warnings",
                                      kColumns);
}

// ---- review

Response review_queue(Call& call) {
  app::Query query = view_of(call.parameters);
  query.place = call.parameters.text("place");
  static constexpr std::array<std::string_view, 2> kKinds = {"duplicate", "dispute"};
  std::optional<app::ReviewItem::Kind> kind;
  if (const auto choice = call.parameters.choice("kind", kKinds))
    kind = static_cast<app::ReviewItem::Kind>(*choice);
  const app::Paging paging = paging_of(call.parameters);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto page = call.service.desk.review(query, kind, paging);
  if (!page) return problem(page.error());
  Json json{{"items", Json::array()}, {"next", or_null(page->next)}, {"total", page->total}};
  for (const app::ReviewItem& item : page->rows) {
    json["items"].push_back({{"id", item.id},
                             {"kind", app::name(item.kind)},
                             {"worth", item.worth},
                             {"score", item.pair ? Json(item.pair->score) : Json()},
                             {"reason", item.pair ? item.pair->reason : item.conflict->rule},
                             {"first", summary(item.first_incident)},
                             {"second", item.second_incident ? summary(*item.second_incident) : Json()},
                             {"field", item.conflict ? Json(item.conflict->field) : Json()},
                             {"conflict", item.conflict ? conflict(*item.conflict) : Json()},
                             {"agreeing", item.agreeing},
                             {"differing", item.differing},
                             {"later", item.later}});
  }
  add_view(json, query);
  return json_response(json);
}

Response list_decisions(Call& call) {
  const app::Query query = view_of(call.parameters);
  const app::Paging paging = paging_of(call.parameters);
  if (call.parameters.wrong()) return problem(*call.parameters.wrong());
  const auto page = call.service.desk.decisions(query.as_of, paging.cursor, paging.limit);
  if (!page) return problem(page.error());
  Json json{{"decisions", Json::array()}, {"next", or_null(page->next)}, {"total", page->total}};
  for (const app::Decision& one : page->decisions) json["decisions"].push_back(decision(one));
  static const Names kColumns = {"number", "at",       "kind",      "by",     "field",    "value",
                                 "reason", "accounts", "incidents", "undoes", "undone_by"};
  return rows_or_json(call, kColumns, std::move(json), "decisions");
}

/// The body of a decision, whose members are read one by one; the first that does not hold is noted.
class Body {
 public:
  explicit Body(const Call& call) {
    const std::string& text = call.request.body;
    if (depth_of(text) <= kDeepest) json_ = Json::parse(text, nullptr, false);
    if (!json_.is_object()) blame("body", "is no JSON object");
    reason_.by = call.who;
    if (std::string by = optional("by"); !by.empty() && call.who.empty()) reason_.by = std::move(by);
    reason_.text = optional("reason");
  }

  std::string text(const char* name) {
    known_.push_back(name);
    const auto found = json_.is_object() ? json_.find(name) : json_.end();
    if (!json_.is_object() || found == json_.end() || !found->is_string()) {
      blame(name, "is no text");
      return "";
    }
    return found->get<std::string>();
  }

  std::vector<std::string> texts(const char* name) {
    known_.push_back(name);
    std::vector<std::string> out;
    const auto found = json_.is_object() ? json_.find(name) : json_.end();
    const bool list = json_.is_object() && found != json_.end() && found->is_array();
    if (list) {
      for (const Json& one : *found) {
        if (one.is_string()) out.push_back(one.get<std::string>());
      }
    }
    if (!list || out.size() != found->size()) blame(name, "is no list of texts");
    return out;
  }

  int64_t number(const char* name) {
    known_.push_back(name);
    const auto found = json_.is_object() ? json_.find(name) : json_.end();
    if (json_.is_object() && found != json_.end() && found->is_number_integer()) return found->get<int64_t>();
    blame(name, "is no whole number");
    return 0;
  }

  const app::Reason& reason() const { return reason_; }

  /// After all members were read: what does not hold, a member that nobody asked for included.
  base::Status wrong() {
    if (json_.is_object()) {
      for (const auto& [key, unused] : json_.items()) {
        if (std::find(known_.begin(), known_.end(), key) == known_.end())
          blame(key, "is no member of this body");
      }
    }
    return wrong_;
  }

 private:
  static constexpr size_t kDeepest = 8;

  static size_t depth_of(std::string_view json) {
    size_t depth = 0, deepest = 0;
    bool text = false, escaped = false;
    for (const char c : json) {
      if (text) {
        text = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else if (c == '"') {
        text = true;
      } else if (c == '{' || c == '[') {
        deepest = std::max(deepest, ++depth);
      } else if ((c == '}' || c == ']') && depth > 0) {
        --depth;
      }
    }
    return deepest;
  }

  std::string optional(const char* name) {
    known_.push_back(name);
    const auto found = json_.is_object() ? json_.find(name) : json_.end();
    if (!json_.is_object() || found == json_.end() || found->is_null()) return "";
    if (!found->is_string()) {
      blame(name, "is no text");
      return "";
    }
    return found->get<std::string>();
  }

  void blame(std::string where, std::string what) {
    if (!wrong_) wrong_ = Error{ErrorId::kBadArgument, std::move(what), std::move(where), ""};
  }

  Json json_;
  app::Reason reason_;
  std::vector<std::string> known_;
  base::Status wrong_;
};

Response decided(const base::Result<int64_t>& number) {
  return number ? json_response({{"number", *number}}) : problem(number.error());
}

Response decide_merge(Call& call) {
  Body body(call);
  const auto ids = body.texts("ids");
  if (const auto wrong = body.wrong()) return problem(*wrong);
  return decided(call.service.desk.merge(ids, body.reason()));
}

Response decide_apart(Call& call) {
  Body body(call);
  const auto ids = body.texts("ids");
  if (const auto wrong = body.wrong()) return problem(*wrong);
  if (ids.size() != 2) return problem({ErrorId::kBadArgument, "holds two incidents", "ids", ""});
  return decided(call.service.desk.apart(ids[0], ids[1], body.reason()));
}

Response decide_split(Call& call) {
  Body body(call);
  const auto incident = body.text("incident");
  const auto accounts = body.texts("accounts");
  if (const auto wrong = body.wrong()) return problem(*wrong);
  return decided(call.service.desk.split(incident, accounts, body.reason()));
}

Response decide_set(Call& call) {
  Body body(call);
  const auto incident = body.text("incident"), field = body.text("field"), value = body.text("value");
  if (const auto wrong = body.wrong()) return problem(*wrong);
  return decided(call.service.desk.set(incident, field, value, body.reason()));
}

Response decide_retract(Call& call) {
  Body body(call);
  const auto incident = body.text("incident");
  if (const auto wrong = body.wrong()) return problem(*wrong);
  return decided(call.service.desk.retract(incident, body.reason()));
}

Response decide_undo(Call& call) {
  Body body(call);
  const int64_t number = body.number("number");
  if (const auto wrong = body.wrong()) return problem(*wrong);
  return decided(call.service.desk.undo(number, body.reason()));
}

Response put_off(Call& call) {
  Body body(call);
  const auto id = body.text("id");
  if (const auto wrong = body.wrong()) return problem(*wrong);
  if (const auto failed = call.service.desk.put_off(id)) return problem(*failed);
  return json_response({{"number", nullptr}});
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
  const auto brief = app::brief(call.service.desk, query);
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

Json job_json(const Job& job) {
  return {{"id", job.id},
          {"state", name(job.state)},
          {"documents", job.progress.documents},
          {"bytes_done", job.progress.bytes_done},
          {"bytes_total", job.progress.bytes_total},
          {"added", job.counts.added},
          {"versions", job.counts.versions},
          {"known", job.counts.known},
          {"failed", failures(job.failed)},
          {"error", job.error ? Json(base::to_string(*job.error)) : Json()}};
}

}  // namespace roznamcha::http

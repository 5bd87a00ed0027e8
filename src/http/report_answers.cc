// Answers about reports: lists of them, one whole, and what is posted.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/digest.h"
#include "http/answers.h"
#include "http/problem.h"
#include "publish/json.h"

namespace roznamcha::http {
namespace {

using base::Error;
using base::ErrorId;
using publish::or_null;

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

}  // namespace

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

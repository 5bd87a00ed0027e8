#include "publish/jsonl.h"

#include <algorithm>

#include "publish/json.h"
#include "publish/quotes.h"
#include "record/json.h"
#include "text/utf8.h"

namespace roznamcha::publish {
namespace {

using record::Account;
using record::Incident;
using record::ToldAccount;
using text::Span;

template <typename Item>
bool any_at(const std::vector<Item>& items, Span span) {
  return std::any_of(items.begin(), items.end(), [&](const Item& item) { return item.span == span; });
}

/// Whether a field of an account quotes these words.
bool quotes(const Account& account, std::string_view field, Span span) {
  if (field == "date") return account.date.span == span;
  if (field == "place") return account.place.span == span;
  if (field == "counts") return any_at(account.counts, span);
  if (field == "actors") return any_at(account.actors, span);
  if (field == "victims") return any_at(account.victims, span);
  if (field == "targets") return any_at(account.targets, span);
  if (field == "weapons") return any_at(account.weapons, span);
  if (field == "election") return account.election.span == span;
  return std::find(account.evidence.begin(), account.evidence.end(), span) != account.evidence.end();
}

/// The view as an account, its spans replaced one by one, since each may count in another document.
Json view_json(const Incident& incident, const TextOf& text_of) {
  const Account& view = incident.view;
  Json json = record::to_json(view, record::byte_spans());
  Quotes quotes(text_of);
  const auto quote = [&](std::string_view field, Span span) -> Json {
    const ToldAccount* source = span.empty() ? nullptr : source_of(incident, field, span);
    return source ? quotes(source->report.document, span) : Json();
  };
  json["date"]["span"] = quote("date", view.date.span);
  json["place"]["span"] = quote("place", view.place.span);
  const auto each = [&](const char* field, const auto& items) {
    for (size_t i = 0; i < items.size(); ++i) json[field][i]["span"] = quote(field, items[i].span);
  };
  each("counts", view.counts);
  each("actors", view.actors);
  each("victims", view.victims);
  each("targets", view.targets);
  each("weapons", view.weapons);
  if (json["election"].contains("span")) json["election"]["span"] = quote("election", view.election.span);
  for (size_t i = 0; i < view.evidence.size(); ++i) json["evidence"][i] = quote("evidence", view.evidence[i]);
  return json;
}

Json place_mention(const record::PlaceMention& mention, const record::SpanWriter& spans) {
  Json json{{"span", spans(mention.span)}, {"name", mention.place.name}};
  json["latitude"] = mention.place.point ? Json(mention.place.point->latitude) : Json();
  json["longitude"] = mention.place.point ? Json(mention.place.point->longitude) : Json();
  json["country"] = or_null(mention.place.country);
  json["feature"] = or_null(mention.feature);
  if (mention.geonameid != 0) json["geonameid"] = mention.geonameid;
  return json;
}

}  // namespace

const ToldAccount* source_of(const Incident& incident, std::string_view field, Span span) {
  for (const auto& [named, account] : incident.sources) {
    if (named != field) continue;
    for (const ToldAccount& told : incident.accounts) {
      if (told.account.id == account && quotes(told.account, field, span)) return &told;
    }
  }
  for (const ToldAccount& told : incident.accounts) {
    if (quotes(told.account, field, span)) return &told;
  }
  return nullptr;
}

bool is_chosen(const Incident& incident, std::string_view field, const ToldAccount& told, Span span) {
  // What a headline states has no words in the text.
  if (span.empty() && field != "counts") return false;
  return quotes(incident.view, field, span) && source_of(incident, field, span) == &told;
}

std::string read_line(const record::Document& document, const record::Reading& reading, bool mentions) {
  const record::SpanWriter spans = record::quoted_spans(document.text);
  Json line;
  const auto published = reading.published ? reading.published : document.published;
  line["document"] = {{"id", document.id},
                      {"title", or_null(document.title)},
                      {"published", or_null(published)},
                      {"published_inferred", reading.published_inferred},
                      {"language", or_null(document.language)},
                      {"country", or_null(document.country)},
                      {"source", or_null(document.source)},
                      {"url", or_null(document.url)},
                      {"text_sha256", document.sha256}};
  line.update(record::to_json(reading, spans));
  if (mentions) {
    Json places = Json::array(), times = Json::array();
    for (const auto& mention : reading.places) places.push_back(place_mention(mention, spans));
    for (const auto& mention : reading.times) {
      times.push_back({{"span", spans(mention.span)}, {"type", mention.type}, {"value", mention.value}});
    }
    line["mentions"] = {{"places", std::move(places)}, {"times", std::move(times)}};
  }
  return dump(line);
}

std::string incident_line(const Incident& incident, const TextOf& text_of) {
  Json line{{"id", incident.id}, {"status", name(incident.status)}};
  Json view = view_json(incident, text_of);
  view.erase("id");
  view["killed"] = or_null(incident.killed);
  view["injured"] = or_null(incident.injured);
  view["attackers_killed"] = or_null(incident.attackers_killed);
  line.update(view);

  Json& reports = line["reports"] = Json::array();
  for (const ToldAccount& told : incident.accounts) {
    const record::Report& report = told.report;
    reports.push_back({{"document", report.document},
                       {"account", report.account},
                       {"id", told.account.id},
                       {"title", or_null(report.title)},
                       {"source", or_null(report.source)},
                       {"url", or_null(report.url)},
                       {"published", or_null(report.published)},
                       {"learnt", or_null(report.learnt)},
                       {"independent", report.independent}});
  }
  Json& conflicts = line["conflicts"] = Json::array();
  for (const record::Conflict& conflict : incident.conflicts) {
    Json values = Json::array();
    for (const auto& value : conflict.values)
      values.push_back({{"value", value.value}, {"documents", value.documents}});
    conflicts.push_back({{"field", conflict.field},
                         {"values", std::move(values)},
                         {"chosen", conflict.chosen},
                         {"rule", conflict.rule}});
  }
  line["joins"] = incident.joins;
  line["first_known"] = or_null(incident.first_known);
  line["last_changed"] = or_null(incident.last_changed);
  return dump(line);
}

void write_jsonl(const std::vector<Incident>& incidents, const TextOf& text_of, const pack::Pack&,
                 const Sink& sink) {
  for (const Incident& incident : incidents) sink(incident_line(incident, text_of) + "\n");
}

}  // namespace roznamcha::publish

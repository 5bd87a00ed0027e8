#include "http/incident_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "app/summary.h"
#include "publish/changes.h"
#include "publish/json.h"
#include "publish/jsonl.h"
#include "publish/quotes.h"
#include "publish/terminal.h"
#include "publish/visibility.h"
#include "publish/words.h"
#include "record/json.h"

namespace roznamcha::http {
namespace {

using publish::or_null;
using record::Incident;
using record::ToldAccount;
using text::Span;

Json or_null(const std::optional<int64_t>& number) {
  return number ? Json(*number) : Json();
}

Json date_json(const text::DateRange& range) {
  return {{"earliest", or_null(range.earliest)},
          {"latest", or_null(range.latest)},
          {"precision", text::name(range.precision)}};
}

Json place_json(const record::Place& place) {
  return {{"name", or_null(place.name)},
          {"admin2", or_null(place.admin2)},
          {"admin1", or_null(place.admin1)},
          {"country", or_null(place.country)},
          {"constituency", or_null(place.constituency)},
          {"lat", place.point ? Json(place.point->latitude) : Json()},
          {"lon", place.point ? Json(place.point->longitude) : Json()},
          {"radius_km", place.radius_km > 0 ? Json(place.radius_km) : Json()},
          {"precision", record::name(place.precision)}};
}

Json election_json(const record::ElectionLink& election) {
  return {{"related", election.related}, {"target", election.target}};
}

/// Different values in their order.
class Different {
 public:
  void add(const std::string& value) {
    if (!value.empty() && std::find(values_.begin(), values_.end(), value) == values_.end())
      values_.push_back(value);
  }
  Json json() const { return values_; }

 private:
  std::vector<std::string> values_;
};

/// What the view of a summary and of a whole incident have in common.
Json summary_of_view(const std::string& id, const record::Account& view) {
  Json actors = Json::array();
  for (const record::ActorStatement& actor : view.actors) {
    if (!publish::public_name(actor)) continue;
    actors.push_back({{"name", actor.name},
                      {"id", or_null(actor.id)},
                      {"role", record::name(actor.role)},
                      {"certainty", record::name(actor.certainty)},
                      {"speaker", or_null(actor.speaker)}});
  }
  Different targets, weapons;
  for (const auto& target : view.targets) targets.add(target.target_class);
  for (const auto& weapon : view.weapons) weapons.add(weapon.weapon_class);
  return {{"id", id},
          {"date", date_json(view.date.range)},
          {"place", place_json(view.place.place)},
          {"event_type", view.event_type},
          {"sub_event_type", view.sub_event_type},
          {"killed", nullptr},
          {"injured", nullptr},
          {"attackers_killed", nullptr},
          {"actors", std::move(actors)},
          {"targets", targets.json()},
          {"weapons", weapons.json()},
          {"victim_groups", Json::array()},
          {"election", election_json(view.election)}};
}

Json report_json(const record::Report& report) {
  return {{"document", report.document},
          {"title", title(report.title)},
          {"source", or_null(report.source)},
          {"published", or_null(report.published)}};
}

/// All statements of an incident, field by field, each with its words.
class Statements {
 public:
  Statements(const Incident& incident, const app::TextOf& text_of) : incident_(incident), quotes_(text_of) {}

  Json json() {
    for (const ToldAccount& told : incident_.accounts) {
      const record::Account& account = told.account;
      add(told, "date", "date", publish::in_words(account.date.range), account.date.span,
          account.date.range.known(), {});
      add(told, "place", "place", publish::in_words(account.place.place), account.place.span,
          account.place.place.known(), {});
      add_type(told);
      for (const auto& count : account.counts) {
        Json more{{"low", count.range.low},
                  {"high", or_null(count.range.high)},
                  {"qualifier", record::name(count.qualifier)},
                  {"group", count.group},
                  {"speaker", or_null(count.speaker)},
                  {"headline", count.headline}};
        add(told, record::name(count.effect), "counts", fmt::format("{} {}", publish::in_words(count), publish::group_in_words(count.group)),
            count.span, true, std::move(more));
      }
      for (const auto& actor : account.actors) {
        Json more{{"certainty", record::name(actor.certainty)},
                  {"kind", record::name(actor.kind)},
                  {"role", record::name(actor.role)},
                  {"speaker", or_null(actor.speaker)}};
        add(told, "actor", "actors", publish::in_words(actor), actor.span, true, std::move(more));
      }
      for (const auto& victim : account.victims) {
        const std::string who = victim.name.empty() ? victim.text : victim.name;
        add(told, "victim", "victims", fmt::format("{} ({})", who, publish::spaced(victim.group)),
            victim.span, true, {{"group", victim.group}});
      }
      for (const auto& target : account.targets)
        add(told, "target", "targets", publish::spaced(target.target_class), target.span, true, {});
      for (const auto& weapon : account.weapons)
        add(told, "weapon", "weapons", publish::spaced(weapon.weapon_class), weapon.span, true, {});
      if (account.election.related) {
        const std::string what =
            account.election.target == "none" ? "related" : publish::spaced(account.election.target);
        add(told, "election", "election", what, account.election.span, true, {});
      }
    }
    return std::move(out_);
  }

 private:
  void add_type(const ToldAccount& told) {
    const record::Account& account = told.account;
    if (account.event_type.empty()) return;
    const Span evidence = account.evidence.empty() ? Span{} : account.evidence.front();
    add(told, "type", "type", account.sub_event_type.empty() ? account.event_type : account.sub_event_type,
        evidence, true, {});
    out_.back()["chosen"] = account.event_type == incident_.view.event_type &&
                            account.sub_event_type == incident_.view.sub_event_type;
  }

  void add(const ToldAccount& told, std::string_view field, std::string_view source_field, std::string value,
           Span span, bool stated, Json more) {
    if (!stated) return;
    Json json{{"field", field}, {"value", std::move(value)}};
    if (!more.is_null()) json.update(more);
    if (!json.contains("speaker")) json["speaker"] = nullptr;
    json["account"] = told.account.id;
    json["report"] = report_json(told.report);
    json["span"] = quotes_(told.report.document, span);
    json["chosen"] = publish::is_chosen(incident_, source_field, told, span);
    json["rule"] = rule_of(field);
    out_.push_back(std::move(json));
  }

  Json rule_of(std::string_view field) const {
    for (const record::Conflict& conflict : incident_.conflicts) {
      if (conflict.field == field) return conflict.rule;
    }
    return nullptr;
  }

  const Incident& incident_;
  publish::Quotes quotes_;
  Json out_ = Json::array();
};

/// The report that a copy is most alike; null if there is none.
const ToldAccount* original_of(const Incident& incident, const ToldAccount& copy) {
  const ToldAccount* best = nullptr;
  size_t most = 0;
  for (const ToldAccount& told : incident.accounts) {
    if (!told.report.independent || told.report.document == copy.report.document) continue;
    std::vector<std::string> shared;
    std::set_intersection(told.words.begin(), told.words.end(), copy.words.begin(), copy.words.end(),
                          std::back_inserter(shared));
    if (!best || shared.size() > most) {
      best = &told;
      most = shared.size();
    }
  }
  return best;
}

Json documents(const Incident& incident) {
  std::vector<const ToldAccount*> reports;
  for (const ToldAccount& told : incident.accounts) reports.push_back(&told);
  std::stable_sort(reports.begin(), reports.end(), [](const ToldAccount* a, const ToldAccount* b) {
    return std::tie(a->report.published, a->report.learnt) < std::tie(b->report.published, b->report.learnt);
  });
  std::set<std::string_view> seen;
  Json out = Json::array();
  for (const ToldAccount* told : reports) {
    const record::Report& report = told->report;
    if (!seen.insert(report.document).second) continue;
    const ToldAccount* original = report.independent ? nullptr : original_of(incident, *told);
    out.push_back({{"id", report.document},
                   {"title", title(report.title)},
                   {"source", or_null(report.source)},
                   {"url", or_null(report.url)},
                   {"published", or_null(report.published)},
                   {"learnt", or_null(report.learnt)},
                   {"independent", report.independent},
                   {"copies_of", original ? Json(original->report.document) : Json()}});
  }
  return out;
}

Json history_json(const std::vector<app::Stage>& stages) {
  Json out = Json::array();
  for (size_t i = 1; i < stages.size(); ++i) {
    for (const publish::FieldChange& change :
         publish::changes(publish::state_of(stages[i - 1].summary.view, stages[i - 1].summary),
                          publish::state_of(stages[i].summary.view, stages[i].summary))) {
      out.push_back(
          {{"at", stages[i].since}, {"field", change.field}, {"from", change.from}, {"to", change.to}});
    }
  }
  return out;
}

}  // namespace

Json title(const std::string& whole) {
  constexpr size_t kMostColumns = 300;
  return or_null(publish::cut(whole, kMostColumns));
}

Json sum(const record::Figure& figure) {
  if (figure.high.value_or(figure.best) == 0) return nullptr;
  return {{"low", figure.low}, {"best", figure.best}, {"high", figure.high.value_or(figure.best)}};
}

Json conflict(const record::Conflict& conflict) {
  Json values = Json::array();
  for (const auto& value : conflict.values)
    values.push_back({{"value", value.value}, {"documents", value.documents}});
  return {{"field", conflict.field},
          {"values", std::move(values)},
          {"chosen", conflict.chosen},
          {"rule", conflict.rule}};
}

Json told_by(const record::Report& report) {
  Json json = report_json(report);
  json["url"] = or_null(report.url);
  return json;
}

Json summary(const app::Summary& incident) {
  Json json = summary_of_view(incident.id, incident.view);
  json["killed"] = or_null(incident.killed);
  json["injured"] = or_null(incident.injured);
  json["attackers_killed"] = or_null(incident.attackers_killed);
  json["victim_groups"] = incident.victim_groups;
  json["status"] = record::name(incident.status);
  json["background"] = incident.view.background;
  json["reports"] = incident.reports;
  json["independent"] = incident.independent;
  json["conflicts"] = incident.conflicts;
  json["duplicates"] = incident.duplicates;
  json["first_known"] = incident.first_known;
  json["last_changed"] = incident.last_changed;
  return json;
}

Json summary(const Incident& incident, uint32_t duplicates) {
  app::Summary short_form = app::summary_of(incident);
  short_form.duplicates = duplicates;
  return summary(short_form);
}

Json whole(const app::Whole& parts, const app::Query& query) {
  const Incident& incident = parts.answer.incidents.front();
  Json json = Json::parse(publish::incident_line(incident, parts.answer.text_of));
  for (Json& report : json["reports"]) {
    if (report["title"].is_string()) report["title"] = title(report["title"].get<std::string>());
  }
  json["summary"] = summary(incident, static_cast<uint32_t>(parts.similar.size()));
  json["statements"] = Statements(incident, parts.answer.text_of).json();
  Json& duplicates = json["duplicates"] = Json::array();
  for (size_t i = 0; i < parts.similar.size(); ++i) {
    const record::PossibleDuplicate& pair = parts.answer.duplicates[i];
    duplicates.push_back({{"id", parts.similar[i].id},
                          {"score", pair.score},
                          {"reason", pair.reason},
                          {"incident", summary(parts.similar[i])}});
  }
  json["history"] = history_json(parts.history);
  Json& decisions = json["decisions"] = Json::array();
  for (const app::Decision& one : parts.decisions) decisions.push_back(decision(one));
  json["documents"] = documents(incident);
  json["as_of"] = or_null(query.as_of.value_or(""));
  json["convention"] = merge::name(query.convention);
  return json;
}

Json whole(const app::ReportWhole& report) {
  const record::Document& document = report.document;
  Json json = Json::parse(publish::read_line(document, report.reading, false));
  json["document"]["text"] = document.text;
  json["document"]["learnt"] = or_null(report.learnt);
  json["document"]["relevant"] = report.reading.relevant;
  json["document"]["relevance"] = report.reading.relevance;
  Json& incidents = json["incidents"] = Json::object();
  for (size_t i = 0; i < report.reading.accounts.size(); ++i) {
    if (!report.incidents[i].empty()) incidents[report.reading.accounts[i].id] = report.incidents[i];
  }
  return json;
}

Json decision(const app::Decision& decision) {
  const record::Review& review = decision.review;
  return {{"number", review.number},
          {"kind", record::name(review.kind)},
          {"accounts", review.accounts},
          {"incidents", decision.incidents},
          {"field", or_null(review.field)},
          {"value", review.kind == record::Review::Kind::kSet ? Json(review.value) : Json()},
          {"reason", or_null(review.reason)},
          {"by", or_null(review.by)},
          {"at", review.learnt},
          {"undoes", review.undoes != 0 ? Json(review.undoes) : Json()},
          {"undone_by", or_null(decision.undone_by)},
          {"adrift", decision.adrift}};
}

}  // namespace roznamcha::http

#include "app/summary.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "record/json.h"

namespace roznamcha::app {
namespace {

using Json = nlohmann::ordered_json;
using record::Figure;

Json written(const std::optional<Figure>& figure) {
  if (!figure) return nullptr;
  Json out = Json::array({figure->low, figure->best});
  if (figure->high) out.push_back(*figure->high);
  return out;
}

std::optional<Figure> figure_of(const Json& json) {
  if (!json.is_array() || json.size() < 2) return std::nullopt;
  Figure figure{json[0].get<int64_t>(), json[1].get<int64_t>(), std::nullopt};
  if (json.size() > 2) figure.high = json[2].get<int64_t>();
  return figure;
}

}  // namespace

Summary summary_of(const record::Incident& incident) {
  Summary out;
  out.id = incident.id;
  out.status = incident.status;
  out.view = incident.view;
  std::set<std::string> groups;
  for (const record::Victim& victim : out.view.victims) groups.insert(victim.group);
  for (const record::CountStatement& count : out.view.counts) {
    if (count.group != "attacker") groups.insert(count.group);
  }
  groups.erase("");
  groups.erase("unspecified");
  out.victim_groups.assign(groups.begin(), groups.end());
  record::Account& view = out.view;
  view.evidence.clear();
  view.victims.clear();
  view.counts.clear();
  view.date.span = view.place.span = view.election.span = {};
  for (auto& actor : view.actors) actor.span = {};
  for (auto& target : view.targets) target.span = {};
  for (auto& weapon : view.weapons) {
    weapon.span = {};
    weapon.text.clear();
  }
  out.killed = incident.killed;
  out.injured = incident.injured;
  out.attackers_killed = incident.attackers_killed;
  for (const record::Conflict& conflict : incident.conflicts) out.conflicts.push_back(conflict.field);
  out.reports = static_cast<uint32_t>(incident.accounts.size());
  for (const record::ToldAccount& told : incident.accounts) out.independent += told.report.independent;
  out.first_known = incident.first_known;
  out.last_changed = incident.last_changed;
  return out;
}

std::string to_bytes(const Summary& summary) {
  record::Reading view;
  view.accounts = {summary.view};
  const Json json = {{"id", summary.id},
                     {"status", record::name(summary.status)},
                     {"view", record::to_json(view, record::byte_spans())},
                     {"killed", written(summary.killed)},
                     {"injured", written(summary.injured)},
                     {"attackers_killed", written(summary.attackers_killed)},
                     {"groups", summary.victim_groups},
                     {"conflicts", summary.conflicts},
                     {"reports", summary.reports},
                     {"independent", summary.independent},
                     {"first", summary.first_known},
                     {"changed", summary.last_changed}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Summary> summary_from_bytes(std::string_view bytes) {
  const Json json = Json::parse(bytes, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  try {
    Summary out;
    out.id = json.at("id").get<std::string>();
    const auto status = record::status(json.at("status").get<std::string>());
    auto view = record::reading_from_json(json.at("view"));
    if (!status || !view || view->accounts.size() != 1) return std::nullopt;
    out.status = *status;
    out.view = std::move(view->accounts[0]);
    out.killed = figure_of(json.at("killed"));
    out.injured = figure_of(json.at("injured"));
    out.attackers_killed = figure_of(json.at("attackers_killed"));
    out.victim_groups = json.at("groups").get<std::vector<std::string>>();
    out.conflicts = json.at("conflicts").get<std::vector<std::string>>();
    out.reports = json.at("reports").get<uint32_t>();
    out.independent = json.at("independent").get<uint32_t>();
    out.first_known = json.at("first").get<std::string>();
    out.last_changed = json.at("changed").get<std::string>();
    return out;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace roznamcha::app

// Reports that people coded, without texts, through linking and reconciliation.
//
//   train_claims reconcile|link CLAIMS
//
// CLAIMS: JSON Lines in the form of `roznamcha read`, each with "incident", what the coders filed it under,
// with one number a count ("best"). `reconcile` takes the coders' incidents and prints the
// maverick-representative view of each; `link` finds the incidents itself. One line an incident: {"id",
// "date", "killed", "injured", "reports"}.
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "app/packs.h"
#include "merge/merge.h"
#include "merge/reconcile.h"
#include "pack/gazetteer.h"

namespace {

using namespace roznamcha;
using Json = nlohmann::ordered_json;

std::string text_of(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

/// As the reader of texts would have it.
double radius_of(const record::Place& place, const pack::Gazetteer& gazetteer) {
  const auto match = gazetteer.find(place.name);
  for (uint32_t i = 0; i < match.count; ++i) {
    const auto id = gazetteer.candidate(match, i).place;
    if (gazetteer.country_code(id) == place.country) return gazetteer.radius_km(id);
  }
  return 0;
}

record::ToldAccount told_of(const Json& line, const Json& coded, size_t number,
                            const pack::Gazetteer& gazetteer) {
  record::ToldAccount told;
  const Json& document = line.at("document");
  told.report.document = text_of(document, "id");
  told.report.title = text_of(document, "title");
  told.report.source = text_of(document, "source");
  told.report.published = text::parse_date(text_of(document, "published"));
  told.report.account = std::to_string(number + 1);
  record::Account& account = told.account;
  account.id = told.report.document + "/" + told.report.account;
  const Json& date = coded.at("date");
  account.date.range.earliest = text::parse_date(text_of(date, "earliest"));
  account.date.range.latest = text::parse_date(text_of(date, "latest"));
  account.date.span = {0, 1};  // coders state their days
  if (const Json& place = coded.at("place"); place.is_object()) {
    record::Place& where = account.place.place;
    where.name = text_of(place, "name");
    where.country = text_of(place, "country");
    where.precision =
        record::place_precision(text_of(place, "precision")).value_or(record::PlacePrecision::kUnknown);
    if (place.contains("latitude") && place["latitude"].is_number())
      where.point = geo::Point{place["latitude"].get<double>(), place["longitude"].get<double>()};
    where.radius_km = radius_of(where, gazetteer);
    // The spot in the town, where coders name one; its point is the town's.
    if (const std::string spot = text_of(place, "location"); !where.name.empty() && !spot.empty())
      where.name = spot;
  }
  for (const auto& [key, effect] :
       {std::pair("killed", record::Effect::kKilled), std::pair("injured", record::Effect::kInjured)}) {
    const Json& figure = coded.at(key);
    if (!figure.is_object() || !figure.contains("best") || !figure["best"].is_number_integer()) continue;
    record::CountStatement count;
    count.effect = effect;
    count.range = {figure["best"].get<int64_t>(), figure["best"].get<int64_t>()};
    account.counts.push_back(count);
  }
  for (const Json& coded_actor : coded.at("actors")) {
    record::ActorStatement actor;
    actor.role =
        text_of(coded_actor, "role") == "responder" ? record::Role::kResponder : record::Role::kPerpetrator;
    actor.name = text_of(coded_actor, "name");
    account.actors.push_back(std::move(actor));
  }
  for (const Json& target : coded.at("targets"))
    account.targets.push_back({"", text_of(target, "class"), {}});
  return told;
}

Json figure_of(const std::optional<record::Figure>& figure) {
  if (!figure) return nullptr;
  return {{"low", figure->low},
          {"best", figure->best},
          {"high", figure->high ? Json(*figure->high) : Json(nullptr)}};
}

void print(const record::Incident& incident, const std::string& id) {
  Json reports = Json::array();
  for (const auto& told : incident.accounts) {
    const std::string document = told.account.id.substr(0, told.account.id.find('/'));
    reports.push_back({{"document", document}, {"account", told.report.account}});
  }
  const auto& range = incident.view.date.range;
  const auto day = [](const std::optional<text::Date>& date) {
    return date ? Json(text::to_string(*date)) : Json(nullptr);
  };
  const Json line = {{"id", id},
                     {"date", {{"earliest", day(range.earliest)}, {"latest", day(range.latest)}}},
                     {"killed", figure_of(incident.killed)},
                     {"injured", figure_of(incident.injured)},
                     {"reports", reports}};
  std::printf("%s\n", line.dump().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc == 3 ? argv[1] : "";
  const auto pack = app::load_packs();
  if ((mode != "reconcile" && mode != "link") || !pack) {
    std::fputs("usage: train_claims reconcile|link CLAIMS\n", stderr);
    return 2;
  }
  std::map<std::string, std::vector<record::ToldAccount>> by_incident;
  std::vector<record::ToldAccount> all;
  std::ifstream in(argv[2]);
  for (std::string text; std::getline(in, text);) {
    const Json line = Json::parse(text);
    const Json& accounts = line.at("accounts");
    for (size_t i = 0; i < accounts.size(); ++i) {
      all.push_back(told_of(line, accounts[i], i, (*pack)->gazetteer()));
      by_incident[text_of(line, "incident")].push_back(all.back());
      record::Report& report = all.back().report;
      report.document = report.title + "/" + report.source + "/" + text_of(line.at("document"), "published");
    }
  }
  const auto convention = merge::Convention::kMaverickRepresentative;
  const merge::Kinds kinds = merge::Kinds::of(**pack);
  if (mode == "reconcile") {
    for (auto& [id, accounts] : by_incident)
      print(merge::reconcile(std::move(accounts), convention, kinds, {}, nullptr), id);
  } else {
    for (const auto& incident : merge::merge(std::move(all), {}, convention, **pack).incidents)
      print(incident, incident.id);
  }
  return 0;
}

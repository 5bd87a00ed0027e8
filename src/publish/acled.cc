#include "publish/acled.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>

#include <fmt/format.h>

#include "pack/gazetteer.h"
#include "pack/lexicon.h"
#include "pack/table.h"
#include "publish/csv.h"
#include "publish/visibility.h"
#include "publish/words.h"

namespace roznamcha::publish {
namespace {

using record::ActorStatement;
using record::Certainty;
using record::Incident;
using record::PlacePrecision;

constexpr std::string_view kRegionsFile = "regions.tsv";

struct Region {
  std::string numeric;
  std::string name;
};

std::map<std::string, Region> regions_by_country(const pack::Pack& pack) {
  std::map<std::string, Region> out;
  const auto table = pack::Table::parse(pack.bytes(kRegionsFile), kRegionsFile);
  if (!table) return out;
  for (size_t row = 0; row < table->size(); ++row) {
    out.emplace(table->cell(row, "code"), Region{std::string(table->cell(row, "numeric")), std::string(table->cell(row, "region"))});
  }
  return out;
}

std::string country_name(const std::string& code, const pack::Pack& pack) {
  const auto id = pack.gazetteer().country_by_code(code);
  return id == pack::Gazetteer::kNone ? code : std::string(pack.gazetteer().name(id));
}

/// One side of an incident.
struct Side {
  std::string actor;
  std::string others;
  std::string inter;
};

/// ACLED's kind of an organisation, seen from the country of the incident.
std::string inter_of(const ActorStatement& actor, const std::string& country, const pack::Lexicon& lexicon) {
  const auto known = std::find_if(lexicon.actors.begin(), lexicon.actors.end(), [&](const auto& a) { return a.id == actor.id; });
  if (actor.id.empty() || known == lexicon.actors.end()) return "Political Militias";
  const std::string& kind = known->kind;
  if (kind == "state_force" || kind == "government") {
    const bool foreign = !known->country.empty() && !country.empty() && known->country.find(country) == std::string::npos;
    return foreign ? "External/Other Forces" : "State Forces";
  }
  if (kind == "armed_group") return "Rebel Groups";
  if (kind == "communal") return "Identity Militias";
  if (kind == "international") return "External/Other Forces";
  return "Political Militias";
}

bool may_stand_as_actor(const ActorStatement& actor, record::Role role) {
  return actor.role == role && public_name(actor) &&
         (actor.certainty == Certainty::kClaimed || actor.certainty == Certainty::kStated);
}

Side named_side(const Incident& incident, record::Role role, const pack::Lexicon& lexicon) {
  Side side;
  for (const ActorStatement& actor : incident.view.actors) {
    if (!may_stand_as_actor(actor, role)) continue;
    if (side.actor.empty()) {
      side.actor = actor.name;
      side.inter = inter_of(actor, incident.view.place.place.country, lexicon);
    } else if (actor.name != side.actor && side.others.find(actor.name) == std::string::npos) {
      side.others += (side.others.empty() ? "" : "; ") + actor.name;
    }
  }
  return side;
}

Side first_side(const Incident& incident, const std::string& country, const pack::Lexicon& lexicon) {
  const std::string where = country.empty() ? "" : fmt::format(" ({})", country);
  const std::string& type = incident.view.event_type;
  if (type == "Protests") return {"Protesters" + where, "", "Protesters"};
  if (type == "Riots") return {"Rioters" + where, "", "Rioters"};
  Side side = named_side(incident, record::Role::kPerpetrator, lexicon);
  if (side.actor.empty() && type != "Strategic developments") {
    side = {"Unidentified Armed Group" + where, "", "Political Militias"};
  }
  return side;
}

Side second_side(const Incident& incident, const std::string& country, const pack::Lexicon& lexicon) {
  const std::string of = country.empty() ? "" : " of " + country;
  const auto hit = [&](std::initializer_list<std::string_view> groups) {
    const auto in = [&](const auto& item) { return std::find(groups.begin(), groups.end(), item.group) != groups.end(); };
    return std::any_of(incident.view.victims.begin(), incident.view.victims.end(), in) ||
           std::any_of(incident.view.counts.begin(), incident.view.counts.end(), in);
  };
  if (hit({"police"})) return {"Police Forces" + of, "", "State Forces"};
  if (hit({"soldier", "security_force"})) return {"Military Forces" + of, "", "State Forces"};
  if (incident.view.event_type == "Battles") return named_side(incident, record::Role::kResponder, lexicon);
  std::string who;
  for (const record::Victim& victim : incident.view.victims) {
    const std::string group = spaced(victim.group);
    if (victim.group == "attacker" || victim.group == "unspecified" || victim.group == "civilian") continue;
    if (who.find(group) == std::string::npos) who += (who.empty() ? "" : "; ") + group;
  }
  const bool people = std::any_of(incident.view.victims.begin(), incident.view.victims.end(),
                                  [](const auto& v) { return v.group != "attacker"; }) ||
                      incident.killed || incident.injured;
  return people ? Side{country.empty() ? "Civilians" : fmt::format("Civilians ({})", country), who, "Civilians"} : Side{};
}

std::string interaction(const Side& first, const Side& second) {
  if (first.inter.empty()) return second.inter.empty() ? "" : second.inter + " only";
  return second.inter.empty() ? first.inter + " only" : first.inter + "-" + second.inter;
}

std::string time_precision(const text::DateRange& range) {
  if (!range.earliest || !range.latest) return "3";
  const auto days = (*range.latest - *range.earliest).count();
  return days == 0 ? "1" : days <= 7 ? "2" : "3";
}

std::string geo_precision(PlacePrecision precision) {
  switch (precision) {
    case PlacePrecision::kExact:
      return "1";
    case PlacePrecision::kNear:
    case PlacePrecision::kAdmin2:
      return "2";
    case PlacePrecision::kAdmin1:
    case PlacePrecision::kCountry:
      return "3";
    case PlacePrecision::kUnknown:
      break;
  }
  return "";
}

std::string fatalities(const Incident& incident) {
  if (!incident.killed && !incident.attackers_killed) return "";
  return std::to_string((incident.killed ? incident.killed->best : 0) +
                        (incident.attackers_killed ? incident.attackers_killed->best : 0));
}

std::string tags(const record::ElectionLink& election) {
  if (!election.related) return "";
  const bool polls = election.target == "polling_place" || election.target == "voters" || election.target == "material" ||
                     election.target == "election_staff";
  return polls ? "Poll-related violence" : "Election-related violence";
}

std::string actor_sentence(const ActorStatement& actor) {
  switch (actor.certainty) {
    case Certainty::kClaimed:
      return fmt::format("{} claimed responsibility.", actor.name);
    case Certainty::kStated:
      return fmt::format("Named in reports: {}.", actor.name);
    case Certainty::kSuspected:
      return fmt::format("Suspected, not established: {}.", actor.name);
    case Certainty::kAlleged:
      return fmt::format("Accused, not established: {}.", actor.name);
    case Certainty::kDenied:
      return fmt::format("{} denied responsibility.", actor.name);
    case Certainty::kUnknown:
      break;
  }
  return fmt::format("{} is named; how sure this is, reports do not say.", actor.name);
}

std::string notes(const Incident& incident) {
  const record::Account& view = incident.view;
  std::string out = fmt::format("Reported: {}, {}; place: {}.", view.sub_event_type.empty() ? view.event_type : view.sub_event_type,
                                in_words(view.date.range), in_words(view.place.place));
  out += fmt::format(" Killed: {}; injured: {}.", in_words(incident.killed), in_words(incident.injured));
  if (incident.attackers_killed) out += fmt::format(" Attackers killed: {}.", in_words(incident.attackers_killed));
  std::vector<std::string> said;
  for (const ActorStatement& actor : view.actors) {
    if (actor.role != record::Role::kPerpetrator || !public_name(actor)) continue;
    std::string sentence = actor_sentence(actor);
    if (std::find(said.begin(), said.end(), sentence) == said.end()) said.push_back(std::move(sentence));
  }
  for (const std::string& sentence : said) out += " " + sentence;
  for (const record::Conflict& conflict : incident.conflicts) {
    // Other fields may hold names of private people.
    if (conflict.field != "killed" && conflict.field != "injured" && conflict.field != "attackers_killed") continue;
    std::vector<std::string> values;
    for (const auto& value : conflict.values) values.push_back(value.value);
    out += fmt::format(" Reports disagree on {}: {}; taken: {} ({}).", spaced(conflict.field), fmt::join(values, " / "),
                       conflict.chosen, conflict.rule);
  }
  out += fmt::format(" {} report{}, status {}; read by a machine, not independently verified.", incident.accounts.size(),
                     incident.accounts.size() == 1 ? "" : "s", name(incident.status));
  return out;
}

std::string sources(const Incident& incident) {
  std::vector<std::string> names;
  for (const auto& told : incident.accounts) {
    if (!told.report.source.empty()) names.push_back(told.report.source);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return fmt::format("{}", fmt::join(names, "; "));
}

/// Seconds since 1970 of "2024-02-05T18:00:00.000Z".
std::string unix_seconds(const std::string& moment) {
  const auto date = text::parse_date(moment);
  if (!date || moment.size() < 19) return "";
  const auto two = [&](size_t at) {
    int value = 0;
    std::from_chars(moment.data() + at, moment.data() + at + 2, value);
    return value;
  };
  const auto seconds = std::chrono::seconds(date->time_since_epoch()).count() + two(11) * 3600 + two(14) * 60 + two(17);
  return std::to_string(seconds);
}

std::vector<std::string> row(const Incident& incident, const std::map<std::string, Region>& regions, const pack::Pack& pack) {
  const record::Account& view = incident.view;
  const record::Place& place = view.place.place;
  const auto& range = view.date.range;
  const auto first_day = range.earliest ? range.earliest : range.latest;
  const auto region = regions.find(place.country);
  const std::string country = place.country.empty() ? "" : country_name(place.country, pack);
  const pack::EventType* type = pack.lexicon().type_of(view.sub_event_type);
  const Side first = first_side(incident, country, pack.lexicon());
  const Side second = second_side(incident, country, pack.lexicon());
  const bool civilians = second.inter == "Civilians" && view.event_type != "Strategic developments";
  const bool has_point = place.point && place.precision != PlacePrecision::kCountry;
  const std::string day = first_day ? text::to_string(*first_day) : "";
  return {incident.id,
          day,
          day.substr(0, 4),
          day.empty() ? "" : time_precision(range),
          type ? type->disorder_type : "",
          view.event_type,
          view.sub_event_type,
          first.actor,
          first.others,
          first.inter,
          second.actor,
          second.others,
          second.inter,
          interaction(first, second),
          civilians ? "Civilian targeting" : "",
          region == regions.end() ? "" : region->second.numeric,
          region == regions.end() ? "" : region->second.name,
          country,
          place.admin1,
          place.admin2,
          "",
          place.name,
          has_point ? fmt::format("{:.4f}", place.point->latitude) : "",
          has_point ? fmt::format("{:.4f}", place.point->longitude) : "",
          geo_precision(place.precision),
          sources(incident),
          "",
          notes(incident),
          fatalities(incident),
          tags(view.election),
          unix_seconds(incident.last_changed)};
}

}  // namespace

void write_acled(const std::vector<Incident>& incidents, const TextOf&, const pack::Pack& pack, const Sink& sink) {
  const auto regions = regions_by_country(pack);
  const std::vector<std::string> header(kAcledColumns.begin(), kAcledColumns.end());
  sink(csv_record(header));
  for (const Incident& incident : incidents) {
    if (incident.status == record::Status::kRetracted) continue;
    const std::vector<std::string> cells = row(incident, regions, pack);
    sink(csv_record(cells));
  }
}

}  // namespace roznamcha::publish

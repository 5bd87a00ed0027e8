#include "publish/geojson.h"

#include <cmath>

#include "publish/json.h"
#include "publish/visibility.h"
#include "publish/words.h"

namespace roznamcha::publish {
namespace {

/// Four decimals, about ten metres: no gazetteer knows more.
double rounded(double degrees) { return std::round(degrees * 1e4) / 1e4; }

Json geometry(const record::Place& place) {
  const bool nowhere = !place.point || place.precision == record::PlacePrecision::kCountry ||
                       place.precision == record::PlacePrecision::kUnknown;
  if (nowhere) return nullptr;
  return Json{{"type", "Point"}, {"coordinates", {rounded(place.point->longitude), rounded(place.point->latitude)}}};
}

Json feature(const record::Incident& incident) {
  const record::Account& view = incident.view;
  const record::Place& place = view.place.place;
  const auto& range = view.date.range;
  Json properties{{"status", name(incident.status)},
                  {"event_type", or_null(view.event_type)},
                  {"sub_event_type", or_null(view.sub_event_type)},
                  {"background", view.background},
                  {"date_earliest", or_null(range.earliest)},
                  {"date_latest", or_null(range.latest)},
                  {"date_precision", name(range.precision)},
                  {"place", in_words(place)},
                  {"country", or_null(place.country)},
                  {"place_precision", name(place.precision)},
                  {"radius_km", place.point ? Json(std::round(place.radius_km)) : Json()},
                  {"killed", or_null(incident.killed)},
                  {"injured", or_null(incident.injured)},
                  {"attackers_killed", or_null(incident.attackers_killed)},
                  {"election_related", view.election.related},
                  {"election_target", view.election.target}};
  Json& perpetrators = properties["perpetrators"] = Json::array();
  for (const record::ActorStatement& actor : view.actors) {
    if (actor.role != record::Role::kPerpetrator || !public_name(actor)) continue;
    perpetrators.push_back({{"name", actor.name}, {"id", or_null(actor.id)}, {"certainty", name(actor.certainty)}});
  }
  properties["reports"] = incident.accounts.size();
  properties["last_changed"] = or_null(incident.last_changed);
  return Json{{"type", "Feature"}, {"id", incident.id}, {"geometry", geometry(place)}, {"properties", std::move(properties)}};
}

}  // namespace

void write_geojson(const std::vector<record::Incident>& incidents, const TextOf&, const pack::Pack&, const Sink& sink) {
  sink("{\"type\":\"FeatureCollection\",\"features\":[");
  for (size_t i = 0; i < incidents.size(); ++i) {
    sink(i == 0 ? "\n" : ",\n");
    sink(dump(feature(incidents[i])));
  }
  sink("\n]}\n");
}

}  // namespace roznamcha::publish

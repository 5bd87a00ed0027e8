#include "app/filter.h"

#include <algorithm>

#include "pack/gazetteer.h"
#include "text/fold.h"

namespace roznamcha::app {
namespace {

using record::Incident;

bool in_window(const Window& window, const std::optional<geo::Point>& point) {
  if (!point || point->latitude < window.south || point->latitude > window.north) return false;
  const bool east_of = point->longitude >= window.west, west_of = point->longitude <= window.east;
  return window.west <= window.east ? east_of && west_of : east_of || west_of;
}

}  // namespace

std::unordered_set<std::string> countries_of(const std::string& name, const pack::Pack& pack) {
  std::unordered_set<std::string> codes;
  if (name.size() == 2) {
    std::string code = text::fold(name);
    for (char& c : code) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    codes.insert(code);
  }
  const pack::Gazetteer& gazetteer = pack.gazetteer();
  const auto match = gazetteer.find(name);
  for (uint32_t i = 0; i < match.count; ++i) {
    const auto place = gazetteer.candidate(match, i).place;
    if (gazetteer.feature(place) == pack::Feature::kCountry) codes.emplace(gazetteer.country_code(place));
  }
  return codes;
}

std::vector<std::string> seats_of(const record::Place& place) {
  const std::string& list = place.constituency;
  std::vector<std::string> out;
  for (size_t begin = 0; begin <= list.size();) {
    const size_t end = std::min(list.find(';', begin), list.size());
    std::string seat = list.substr(begin, end - begin);
    seat.erase(0, seat.find_first_not_of(' '));
    if (!seat.empty()) out.push_back(std::move(seat));
    begin = end + 1;
  }
  return out;
}

PlaceFilter::PlaceFilter(const std::string& name, const pack::Pack& pack) : part_(name) {
  if (!name.empty()) countries_ = countries_of(name, pack);
}

bool PlaceFilter::passes(const record::Place& place) const {
  return part_.any() || countries_.contains(place.country) || part_.in(place.name) ||
         part_.in(place.admin2) || part_.in(place.admin1) || part_.in(place.constituency);
}

Filter::Filter(const Query& query, const pack::Pack& pack)
    : query_(query),
      place_(query.place, pack),
      type_(query.type),
      actor_(query.actor),
      target_(query.target) {}

bool Filter::passes(const Incident& incident) const {
  const record::Account& view = incident.view;
  if (query_.election && !view.election.related) return false;
  if (query_.election_is && *query_.election_is != view.election.related) return false;
  if (query_.background && *query_.background != view.background) return false;
  if (!query_.retracted && incident.status == record::Status::kRetracted) return false;
  if (query_.status && *query_.status != incident.status) return false;
  if (query_.min_killed && *query_.min_killed > 0 &&
      (!incident.killed || incident.killed->best < *query_.min_killed))
    return false;
  if (query_.window && !in_window(*query_.window, view.place.place.point)) return false;
  return in_time(view.date.range) && of_type(view) && with_actor(view) && sure_enough(view) && hit(view) &&
         place_.passes(view.place.place) && in_area(view.place.place);
}

bool Filter::in_time(const text::DateRange& range) const {
  if (!query_.since && !query_.until) return true;
  if (!range.known()) return false;
  const bool late_enough = !query_.since || !range.latest || *range.latest >= *query_.since;
  const bool early_enough = !query_.until || !range.earliest || *range.earliest <= *query_.until;
  return late_enough && early_enough;
}

bool Filter::in_area(const record::Place& place) const {
  const auto is = [](const std::string& wanted, const std::string& name) {
    return wanted.empty() || wanted == name;
  };
  if (!is(query_.country, place.country) || !is(query_.admin1, place.admin1) ||
      !is(query_.admin2, place.admin2))
    return false;
  if (query_.constituency.empty()) return true;
  const auto seats = seats_of(place);
  return std::find(seats.begin(), seats.end(), query_.constituency) != seats.end();
}

bool Filter::of_type(const record::Account& view) const {
  return type_.any() || type_.in(view.event_type) || type_.in(view.sub_event_type);
}

bool Filter::with_actor(const record::Account& view) const {
  return actor_.any() ||
         std::any_of(view.actors.begin(), view.actors.end(), [&](const record::ActorStatement& actor) {
           return actor.certainty != record::Certainty::kDenied &&
                  (actor_.is(actor.id) || actor_.in(actor.name));
         });
}

bool Filter::sure_enough(const record::Account& view) const {
  return !query_.certainty ||
         std::any_of(view.actors.begin(), view.actors.end(), [&](const record::ActorStatement& actor) {
           return actor.role == record::Role::kPerpetrator && actor.certainty == *query_.certainty;
         });
}

bool Filter::hit(const record::Account& view) const {
  return target_.any() ||
         std::any_of(view.targets.begin(), view.targets.end(), [&](const record::Target& target) {
           return target_.in(target.target_class) || target_.in(target.text);
         });
}

}  // namespace roznamcha::app

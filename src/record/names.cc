#include <array>
#include <cstddef>

#include "record/incident.h"
#include "record/place.h"

namespace roznamcha::record {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 6> kEffects = {"killed",   "injured", "abducted",
                                                      "arrested", "missing", "displaced"};
constexpr std::array<std::string_view, 6> kQualifiers = {"exactly", "at_least", "more_than",
                                                         "about",   "up_to",    "several"};
constexpr std::array<std::string_view, 2> kRoles = {"perpetrator", "responder"};
constexpr std::array<std::string_view, 2> kActorKinds = {"organization", "individual"};
constexpr std::array<std::string_view, 6> kCertainties = {"claimed", "stated", "suspected",
                                                          "alleged", "denied", "unknown"};
constexpr std::array<std::string_view, 4> kMeasureStatuses = {"in_force", "announced", "urged", "lifted"};
constexpr std::array<std::string_view, 6> kPlacePrecisions = {"exact",  "near",    "admin2",
                                                              "admin1", "country", "unknown"};
constexpr std::array<std::string_view, 5> kStatuses = {"unverified", "corroborated", "verified", "disputed",
                                                       "retracted"};
constexpr std::array<std::string_view, 5> kReviews = {"merge", "split", "set", "retract", "undo"};

template <typename Enum, size_t N>
std::optional<Enum> look_up(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return {};
}

}  // namespace

std::string_view name(Effect effect) {
  return kEffects[static_cast<size_t>(effect)];
}
std::string_view name(Qualifier qualifier) {
  return kQualifiers[static_cast<size_t>(qualifier)];
}
std::string_view name(Role role) {
  return kRoles[static_cast<size_t>(role)];
}
std::string_view name(ActorKind kind) {
  return kActorKinds[static_cast<size_t>(kind)];
}
std::string_view name(Certainty certainty) {
  return kCertainties[static_cast<size_t>(certainty)];
}
std::string_view name(MeasureStatus status) {
  return kMeasureStatuses[static_cast<size_t>(status)];
}
std::string_view name(PlacePrecision precision) {
  return kPlacePrecisions[static_cast<size_t>(precision)];
}
std::string_view name(Status status) {
  return kStatuses[static_cast<size_t>(status)];
}
std::string_view name(Review::Kind kind) {
  return kReviews[static_cast<size_t>(kind)];
}

std::optional<Effect> effect(std::string_view name) {
  return look_up<Effect>(kEffects, name);
}
std::optional<Qualifier> qualifier(std::string_view name) {
  return look_up<Qualifier>(kQualifiers, name);
}
std::optional<Role> role(std::string_view name) {
  return look_up<Role>(kRoles, name);
}
std::optional<ActorKind> actor_kind(std::string_view name) {
  return look_up<ActorKind>(kActorKinds, name);
}
std::optional<Certainty> certainty(std::string_view name) {
  return look_up<Certainty>(kCertainties, name);
}
std::optional<MeasureStatus> measure_status(std::string_view name) {
  return look_up<MeasureStatus>(kMeasureStatuses, name);
}
std::optional<PlacePrecision> place_precision(std::string_view name) {
  return look_up<PlacePrecision>(kPlacePrecisions, name);
}
std::optional<Status> status(std::string_view name) {
  return look_up<Status>(kStatuses, name);
}
std::optional<Review::Kind> review_kind(std::string_view name) {
  return look_up<Review::Kind>(kReviews, name);
}

}  // namespace roznamcha::record

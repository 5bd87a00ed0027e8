// What of an incident is held otherwise than before.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/incident.h"

namespace roznamcha::publish {

/// The fields of an incident that people follow.
struct FieldState {
  const record::Account* view = nullptr;
  record::Status status = record::Status::kUnverified;
  std::optional<record::Figure> killed, injured, attackers_killed;
};
/// Of a record::Incident, or of anything that has its members.
template <typename Held>
FieldState state_of(const record::Account& view, const Held& held) {
  return {&view, held.status, held.killed, held.injured, held.attackers_killed};
}

struct FieldChange {
  std::string_view field;  // "killed", "place", "perpetrator" …
  std::string from, to;    // in words
};

/// Both values of each field that differs in words. Persons who hold no office are not named.
std::vector<FieldChange> changes(const FieldState& before, const FieldState& after);

}  // namespace roznamcha::publish

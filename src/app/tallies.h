// Totals that reports tell of many incidents, held against the incidents of the register.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/incident.h"

namespace roznamcha::app {

/// What the register knows of a tally's effect in its period and place.
struct TallyCheck {
  enum class Verdict : uint8_t {
    kExplained,  // the register's incidents may hold as many as the tally says, or more
    kPartly,     // they hold some of them
    kUnknown,    // the register knows of none
    kUndated,    // the tally has no period to look into
  };
  Verdict verdict = Verdict::kUndated;
  int64_t low = 0;   // sum over the incidents that lie wholly in the period, by their low figures
  int64_t best = 0;  // sum over all of `incidents`
  int64_t high = 0;  // the same by their high figures, attackers counted in
  std::vector<std::string> incidents;  // ids; those with a figure that may lie in period and place
  int64_t missing = 0;                 // at least so many does the tally tell of that the register has not
};
std::string_view name(TallyCheck::Verdict);

/// What of an incident counts towards a tally.
struct Counted {
  std::string id;
  record::Status status = record::Status::kUnverified;
  text::DateRange days;
  record::Place place;
  std::optional<record::Figure> figure;     // of the tally's effect
  std::optional<record::Figure> attackers;  // killed
};
Counted counted(const record::Incident& incident, record::Effect effect);

/// Retracted incidents do not count. A tally without a place is held against all incidents.
TallyCheck check(const record::Tally& tally, const std::vector<Counted>& incidents);

}  // namespace roznamcha::app

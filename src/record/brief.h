// What a period brought: the parts of a briefing, before they are put into words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/incident.h"

namespace roznamcha::record {

/// An incident as it was held before a period and at its end.
struct Development {
  std::optional<Incident> before;  // nothing: it became known in the period
  Incident after;
  std::vector<Report> reports;    // of the period
  std::vector<Review> decisions;  // of the period
};

template <typename Stated>
struct Notice {
  Report report;
  Stated stated;
};

struct Brief {
  text::Date since;
  std::optional<text::Date> until;
  std::string place;  // as asked for, "" for all
  std::string as_of;  // "" for now
  std::string convention;
  std::vector<Development> developments;  // by the day on which they can have happened first, then by id
  std::vector<Notice<Tally>> tallies;
  std::vector<Notice<Measure>> measures;
  std::vector<Notice<Warning>> warnings;
};

}  // namespace roznamcha::record

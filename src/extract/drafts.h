// Which tellings of a document tell of one incident.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "extract/learnt.h"
#include "extract/places.h"
#include "extract/roles.h"
#include "extract/times.h"

namespace roznamcha::extract {

/// What the stages before have found in one document.
struct Findings {
  const Analysis& a;
  const std::vector<PlaceFound>& places;
  const std::vector<TimeFound>& times;
  const std::vector<Telling>& tellings;
  std::optional<text::Date> published;
  std::vector<HeadlinePlace> headline;
  const Sight* sight = nullptr;  // what the learnt reader saw; null if none looked
  bool alone = false;            // the tellings are the learnt reader's, no rules'
};

/// An account before it is written: the tellings of one incident, in text order.
struct Draft {
  std::vector<uint32_t> tellings;  // indices, ascending
  bool background = false;
  bool serial = false;  // many incidents told in one breath: a tally, no incident

  uint32_t first_token(const Findings& f) const { return f.tellings[tellings.front()].token; }
};

/// Joins the tellings that are real into drafts, in text order. Tellings of one sentence are joined by its
/// grammar; those of different sentences when nothing speaks against it (another day, place, kind, victim)
/// and something for it.
std::vector<Draft> join_tellings(const Findings& f);

/// Tokens of a draft's tellings, ascending.
std::vector<uint32_t> anchors(const Findings& f, const Draft& draft);

}  // namespace roznamcha::extract

// The verbs that ask a register: `list`, `export`, `show`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/register.h"
#include "app/tallies.h"
#include "merge/convention.h"
#include "pack/pack.h"
#include "record/incident.h"
#include "text/date.h"

namespace roznamcha::app {

using merge::Convention;
using merge::convention;   // by name; nothing if there is none
using merge::conventions;  // all

/// Which incidents. What is empty lets all pass.
struct Query {
  std::optional<std::string> as_of;  // by parse_moment
  Convention convention = Convention::kUcdp;
  std::optional<text::Date> since;  // incidents that may have happened on this day or later
  std::optional<text::Date> until;  // … on this day or earlier; an incident without any date passes neither
  std::string place;  // part of the name, admin2, admin1 or constituency, or a country's name or code; case
                      // and accents do not count
  std::string type;   // part of event_type or sub_event_type
  std::string actor;  // id, or part of the name, of any actor who is not denied
  std::optional<int64_t>
      min_killed;         // victims, by the convention's best; "not stated" does not pass 1 or more
  bool election = false;  // only those related to an election
  bool retracted = true;  // those that a person retracted too
};

/// A tally, measure or warning with its report.
template <typename Stated>
struct Told {
  record::Report report;  // `account` is empty
  Stated stated;
};

struct Answer {
  std::vector<record::Incident> incidents;            // sorted by id
  std::vector<record::PossibleDuplicate> duplicates;  // both incidents pass the query
  std::vector<Told<record::Tally>> tallies;           // of all documents, by document and place in it
  std::vector<TallyCheck> tally_checks;               // of each tally against all incidents; by query() alone
  std::vector<Told<record::Measure>> measures;
  std::vector<Told<record::Warning>> warnings;
  std::vector<record::Review> reviews;  // all decisions
  std::vector<int64_t> adrift;          // decisions whose accounts are gone
  uint64_t documents = 0;               // in force at that moment
  TextOf text_of;                       // valid as long as the Register
};

/// The accounts of a snapshot as merge takes them, each document's in the order of its reading; they are
/// moved out of the snapshot. Errors: those of Register::open.
base::Result<std::vector<record::ToldAccount>> told_accounts(Register& source, ledger::Snapshot& snapshot);

/// Errors: those of Register::open; kRegisterCorrupt can come late.
base::Result<Answer> query(Register& source, const Query& query, const pack::Pack& pack);

/// Index of the incident that is named by its id, by the id of any of its accounts, or by the beginning of
/// one that fits no other incident. Errors: kUnknownId.
base::Result<size_t> find_incident(const std::vector<record::Incident>& incidents, std::string_view id);

/// One incident, named as for find_incident(); of `query` only as_of and convention count. The answer holds
/// that incident, the duplicates that name it, the decisions about it, and what else its documents state.
/// Errors: kUnknownId.
base::Result<Answer> show(Register& source, std::string_view id, const Query& query, const pack::Pack& pack);

}  // namespace roznamcha::app

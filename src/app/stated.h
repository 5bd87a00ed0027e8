// What documents state besides accounts: totals, what authorities did, threats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/query.h"
#include "app/register.h"
#include "app/tallies.h"
#include "pack/pack.h"
#include "record/incident.h"

namespace roznamcha::app {

/// A tally, measure or warning with its report.
template <typename Stated>
struct Told {
  record::Report report;  // `account` is empty
  Stated stated;
};

template <typename Stated>
struct StatedPage {
  std::vector<Told<Stated>> rows;
  std::string next;            // as Rows::next
  std::optional<Total> total;  // of all pages; on the first one alone
  TextOf text_of;              // valid as long as the Register
};

struct StatedQuery {
  std::optional<std::string> as_of;
  std::optional<text::Date> since, until;  // of publication
  bool undated = false;  // of reports without a day of publication, too, where days bound it
  std::string place;     // as Query::place
};

/// What documents state, by the day on which each was published, latest first, those without one last; of one
/// day by document and place in it. `Stated` is record::Tally, Measure or Warning.
/// Errors: those of Register::open; kRegisterBusy too where the tables cannot be brought up to date;
/// kBadArgument, where "cursor".
template <typename Stated>
base::Result<StatedPage<Stated>> stated(Register& source, const StatedQuery& query, std::string_view cursor,
                                        size_t limit, const pack::Pack& pack);

/// Each tally held against all incidents. Of `query` as_of and convention count.
base::Result<std::vector<TallyCheck>> checks(Register& source,
                                             const std::vector<Told<record::Tally>>& tallies,
                                             const Query& query, const pack::Pack& pack);

// The same from the log alone, which takes time with everything that the register holds; all rows.
template <typename Stated>
base::Result<StatedPage<Stated>> stated_log(Register& source, const StatedQuery& query,
                                            const pack::Pack& pack);
base::Result<std::vector<TallyCheck>> checks_log(Register& source,
                                                 const std::vector<Told<record::Tally>>& tallies,
                                                 const Query& query, const pack::Pack& pack);

}  // namespace roznamcha::app

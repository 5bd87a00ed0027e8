// The verb `brief`: what a period brought.
#pragma once

#include <optional>
#include <string>

#include "app/query.h"
#include "app/register.h"
#include "pack/pack.h"
#include "record/brief.h"

namespace roznamcha::app {

struct BriefQuery {
  text::Date since{};
  std::optional<text::Date> until;
  std::string place;  // as Query::place
  std::optional<std::string> as_of;
  Convention convention = Convention::kUcdp;
};

/// The day for which a report counts: the day on which the register learnt it if that was within a week of
/// its publication, else the day of publication (an archive that was read later), else the day on which it
/// was learnt.
text::Date day_of(const record::Report& report);

/// What became known, changed or was decided in the period, both days included. An incident that reports
/// merely recall is none that the period brought. Errors: those of stated().
base::Result<record::Brief> brief(Register& source, const BriefQuery& query, const pack::Pack& pack);

/// The same from the log alone, which takes time with everything that the register holds. Both give the same.
base::Result<record::Brief> brief_log(Register& source, const BriefQuery& query, const pack::Pack& pack);

}  // namespace roznamcha::app

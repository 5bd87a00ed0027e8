// The verbs by which a person decides: `merge`, `split`, `set`, `retract`, `undo`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/register.h"
#include "merge/reconcile.h"
#include "pack/pack.h"

namespace roznamcha::app {

/// Who decides and why. Both may be empty.
struct Reason {
  std::string by;
  std::string text;
};

using merge::settable_fields;  // what `set` takes; help, docs and tests loop over them

// Incidents and accounts are named by ids or their unique beginnings, as for show(). All give the decision's
// number, by which it can be undone. Errors: kUnknownId (none, or several, begin so), kBadArgument, and those
// of the register.

/// These incidents (two at least) are one.
base::Result<int64_t> merge(Register& target, const std::vector<std::string>& ids, const Reason& reason,
                            const pack::Pack& pack);

/// These accounts tell of another incident than the rest of `incident`; among each other, of one.
base::Result<int64_t> split(Register& target, std::string_view incident,
                            const std::vector<std::string>& accounts, const Reason& reason,
                            const pack::Pack& pack);

/// These two incidents are not the same: the first is no other that is known now.
base::Result<int64_t> apart(Register& target, std::string_view first, std::string_view second,
                            const Reason& reason, const pack::Pack& pack);

/// A field of an incident has this value (merge/reconcile.h has the forms). Errors: kBadArgument, with what
/// would do as advice.
base::Result<int64_t> set(Register& target, std::string_view incident, std::string_view field,
                          std::string_view value, const Reason& reason, const pack::Pack& pack);

/// There was no such incident.
base::Result<int64_t> retract(Register& target, std::string_view incident, const Reason& reason,
                              const pack::Pack& pack);

/// Takes a decision back. One that is an undo itself can be taken back too.
base::Result<int64_t> undo(Register& target, int64_t number, const Reason& reason);

}  // namespace roznamcha::app

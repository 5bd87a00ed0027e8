// The tables of a register that are derived from its log (ledger/schema.h): they hold what stands now and
// what stood before, so that a question needs not read everything, and adding a report touches only what it
// concerns.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "ledger/ledger.h"
#include "merge/common_words.h"
#include "merge/kinds.h"
#include "pack/pack.h"
#include "record/incident.h"

namespace roznamcha::app {

/// What linking knows, and by what its results are marked.
struct Knowledge {
  explicit Knowledge(const pack::Pack& all);
  const pack::Pack& pack;  // must outlive it
  merge::Kinds kinds;
  merge::CommonWords common;
  std::string mark;  // another one: derived tables are made anew
};

/// Of what holds now.
constexpr int64_t kNow = INT64_MAX;
/// Of unknown days, which come last in either order: the last day and the first.
constexpr int64_t kNoDay = INT32_MIN, kNever = INT32_MAX;
constexpr int64_t kDayMs = 86'400'000;  // in milliseconds
/// Incidents whose days lie further apart are looked for by themselves.
constexpr int64_t kWideDays = 31;

/// A moment as the ledger writes it, in milliseconds since 1970, and back; 0 if it is none.
int64_t milliseconds(std::string_view moment);
std::string moment_of(int64_t milliseconds);

class Sql;

/// An account of a version of an incident.
struct Member {
  int64_t account = 0;
  std::string id;
  bool independent = true;
};
/// All accounts of a version, the incident's own first.
std::vector<Member> members_of(Sql& sql, int64_t version);

/// What of a document in force linking and views need to know.
record::Report report_of(const ledger::Held& held, std::string account);

/// Brings the tables of one register up to date. Incremental: the result is the same as of one merge of
/// everything (merge/merge.h), in whatever order and portions it was learnt; for each moment of the log too.
class Derived {
 public:
  Derived(ledger::Ledger& ledger, std::shared_ptr<const Knowledge> knowledge);
  ~Derived();

  /// Whether the tables hold all of the log, by this knowledge.
  base::Result<bool> current();
  /// Takes in what the log has and the tables have not. Each portion is a transaction; within
  /// Ledger::atomically all of it belongs to that. The ledger must be writable.
  base::Status catch_up();

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace roznamcha::app

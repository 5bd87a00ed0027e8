// What the desk asks of a register that stays open: selections, pages of them, and the decisions of people.
// For many threads.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/add.h"
#include "app/query.h"
#include "app/review.h"
#include "ledger/ledger.h"
#include "pack/pack.h"
#include "record/incident.h"

namespace roznamcha::app {

/// One state of the register at a moment by a convention. Immutable; shared by threads.
class Standing {
 public:
  /// Differs whenever what can be asked may differ.
  std::string version;
  std::optional<std::string> as_of;
  Convention convention = Convention::kUcdp;
  Answer all;                           // unfiltered; `text_of` may be called by any thread
  std::vector<ledger::Held> documents;  // sorted by id
  std::map<std::string, uint32_t, std::less<>> incident_of;  // account → index into all.incidents
  std::vector<uint32_t> pairs;                               // possible duplicates of each incident

  /// By its id, the id of any of its accounts, or a unique beginning. Errors: kUnknownId.
  base::Result<const record::Incident*> incident(std::string_view id) const;
  /// Null if there is none.
  const ledger::Held* document(std::string_view id) const;
  size_t index_of(const record::Incident& one) const {
    return static_cast<size_t>(&one - all.incidents.data());
  }
};
using StandingPtr = std::shared_ptr<const Standing>;

/// `duplicates`: incidents that may be the same one.
Summary summary_of(const record::Incident& incident, uint32_t duplicates);

/// Some rows of a list. They live as long as `of`.
template <typename Row>
struct Listed {
  StandingPtr of;
  std::vector<Row> rows;
  std::string next;    // cursor of the page after it; "" if there is none
  uint64_t total = 0;  // of all pages
};

struct Paging {
  size_t limit = 100;
  std::string cursor;  // `next` of the page before
};

/// Something that a person should decide.
struct ReviewItem {
  enum class Kind : uint8_t { kDuplicate, kDispute };
  std::string id;
  Kind kind = Kind::kDuplicate;
  double worth = 0;  // people killed at stake, by how much it is in doubt
  const record::Incident* first = nullptr;
  const record::Incident* second = nullptr;           // of a duplicate
  const record::PossibleDuplicate* pair = nullptr;    // of a duplicate
  const record::Conflict* conflict = nullptr;         // of a dispute
  std::vector<std::string_view> agreeing, differing;  // fields of a duplicate's two incidents
  bool later = false;                                 // was put off
};
std::string_view name(ReviewItem::Kind kind);

/// What is new or different between two states.
struct Difference {
  std::vector<std::string> fresh, changed, gone;  // incidents
  std::vector<std::string> reports;               // new ones, and new versions
  std::vector<int64_t> decisions;
};
Difference difference(const Standing& before, const Standing& after);

struct DeskOptions {
  Access access = Access::kWrite;  // kRead: nothing can be decided or added
  base::Clock clock = base::system_clock();
};

/// An open register for many threads. States are kept, so that a register that has not changed is not worked
/// out again.
class Desk {
 public:
  /// Errors: those of Register::open.
  static base::Result<std::unique_ptr<Desk>> open(const std::string& path,
                                                  std::shared_ptr<const pack::Pack> pack,
                                                  DeskOptions options = {});
  ~Desk();

  const std::string& path() const;
  const pack::Pack& pack() const;
  bool writable() const;
  /// Of the register as it is now, cheap: differs from an earlier one if anything was added or decided since,
  /// by whomever.
  std::string version() const;

  /// What stands now, or stood at a moment (by parse_moment). Errors: kRegisterCorrupt and the like.
  base::Result<StandingPtr> standing(const std::optional<std::string>& as_of, Convention convention);

  // As the functions of app/query.h.
  base::Result<Rows> rows(const Query& query, Sort sort, std::string_view cursor, size_t limit);
  base::Result<Points> points(const Query& query, size_t limit);
  base::Result<Counts> counts(const Query& query, Step step);
  base::Result<Reports> reports(const ReportQuery& query, std::string_view cursor, size_t limit);
  base::Result<ReportWhole> report(std::string_view id, const std::optional<std::string>& as_of);
  base::Result<std::vector<Stage>> history(std::string_view id, const Query& query);

  // What documents state, by publication day of the report, latest first; `since` and `until` are of
  // publication. Rows are indices into `of->all.tallies` and so on. Errors: those of standing();
  // kBadArgument, where "cursor".
  base::Result<Listed<size_t>> tallies(const Query& query, const Paging& paging);
  base::Result<Listed<size_t>> measures(const Query& query, const Paging& paging);
  base::Result<Listed<size_t>> warnings(const Query& query, const Paging& paging);
  /// What a person should decide, worth most first.
  base::Result<Listed<ReviewItem>> review(const Query& query, std::optional<ReviewItem::Kind> kind,
                                          const Paging& paging);

  // Decisions, as in app/review.h. Each gives its number.
  base::Result<int64_t> merge(const std::vector<std::string>& ids, const Reason& reason);
  base::Result<int64_t> split(std::string_view incident, const std::vector<std::string>& accounts,
                              const Reason& reason);
  base::Result<int64_t> set(std::string_view incident, std::string_view field, std::string_view value,
                            const Reason& reason);
  base::Result<int64_t> retract(std::string_view incident, const Reason& reason);
  base::Result<int64_t> undo(int64_t number, const Reason& reason);
  /// The first incident is not the second, nor any other that is known now.
  base::Result<int64_t> apart(std::string_view first, std::string_view second, const Reason& reason);
  /// Puts an item of the queue at its end, until the program ends. Errors: kUnknownId.
  base::Status put_off(std::string_view item);

  /// As app::add(). Several may run at a time. `ids`, if given, takes the ids of the documents that were
  /// read.
  base::Result<AddedCounts> add(const Inputs& inputs, const OnFailure& on_failure = {},
                                const OnProgress& on_progress = {}, AddedCounts* so_far = nullptr,
                                std::vector<std::string>* ids = nullptr);

  /// What accounts of one incident were taken for with these decisions, undone ones and undos included.
  record::Incident reconciled(std::vector<record::ToldAccount> accounts,
                              const std::vector<record::Review>& reviews, Convention convention) const;
  /// All incidents that pass, whole, sorted by id, as app::query() gives them.
  base::Result<std::vector<record::Incident>> incidents(const Query& query, TextOf& text_of);

 private:
  struct State;
  explicit Desk(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace roznamcha::app

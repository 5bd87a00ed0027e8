// What the desk asks of a register that stays open: selections, pages of them, and the decisions of people.
// For many threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/add.h"
#include "app/brief.h"
#include "app/query.h"
#include "app/questions.h"
#include "app/review.h"
#include "app/stated.h"
#include "pack/pack.h"
#include "record/incident.h"

namespace roznamcha::app {

/// Some rows of a list.
template <typename Row>
struct Listed {
  std::vector<Row> rows;
  std::string next;    // cursor of the page after it; "" if there is none
  uint64_t total = 0;  // of all pages
};

struct Paging {
  size_t limit = 100;
  std::string cursor;  // `next` of the page before
};

struct DeskOptions {
  Access access = Access::kWrite;  // kRead: nothing can be decided or added
  base::Clock clock = base::system_clock();
};

/// An open register for many threads. Each question is answered by a register of its own, taken from those
/// that are open already.
class Desk {
  struct State;

 public:
  /// A register that the holder has to itself for a while.
  class Lease {
   public:
    Lease(State* state, std::unique_ptr<Register> source);
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&& other) = delete;
    ~Lease();
    Register& operator*() const { return *source_; }

   private:
    State* state_;
    std::unique_ptr<Register> source_;
  };

  /// Errors: those of Register::open.
  static base::Result<std::unique_ptr<Desk>> open(const std::string& path,
                                                  std::shared_ptr<const pack::Pack> pack,
                                                  DeskOptions options = {});
  ~Desk();

  const std::string& path() const;
  const pack::Pack& pack() const;
  const base::Clock& clock() const;
  bool writable() const;
  /// Differs whenever what can be asked may differ. Errors: those of Register::open.
  base::Result<std::string> state();

  // As the functions of app/query.h. Errors: theirs.
  base::Result<Rows> rows(const Query& query, Sort sort, std::string_view cursor, size_t limit);
  base::Result<Points> points(const Query& query, size_t limit);
  base::Result<Counts> counts(const Query& query, Step step);
  base::Result<Total> total(const Query& query);
  base::Result<About> about(const Query& query, size_t most);
  base::Result<Reports> reports(const ReportQuery& query, std::string_view cursor, size_t limit);
  base::Result<ReportWhole> report(std::string_view id, const std::optional<std::string>& as_of);
  base::Result<std::vector<Summary>> changed_since(const std::string& moment, size_t limit);

  /// An answer with the register that its texts are read from.
  struct Asked {
    Lease lease;
    Answer answer;
    std::string next;  // of a page: cursor of the one after it
  };
  base::Result<Asked> query(const Query& query);
  /// A page as rows() gives it, whole. The answer holds its incidents alone.
  base::Result<Asked> query(const Query& query, Sort sort, const Paging& paging);
  struct Shown {
    Lease lease;
    Whole whole;
  };
  base::Result<Shown> show(std::string_view id, const Query& query);
  base::Result<Decisions> decisions(const std::optional<std::string>& as_of, std::string_view cursor,
                                    size_t limit);

  /// As app::stated() and app::checks().
  template <typename Stated>
  struct StatedShown {
    Lease lease;
    StatedPage<Stated> page;
    std::vector<TallyCheck> checks;  // of tallies
  };
  template <typename Stated>
  base::Result<StatedShown<Stated>> stated(const Query& query, const Paging& paging);
  base::Result<record::Brief> brief(const BriefQuery& query);
  /// What a person should decide, worth most first.
  base::Result<Listed<ReviewItem>> review(const Query& query, std::optional<ReviewItem::Kind> kind,
                                          const Paging& paging);

  base::Result<Followed> follow();
  base::Result<News> news(Followed& followed);

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

 private:
  explicit Desk(std::unique_ptr<State> state);
  base::Result<Lease> lease();
  std::unique_ptr<State> state_;
};

}  // namespace roznamcha::app

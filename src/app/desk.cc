#include "app/desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "app/cursor.h"
#include "intake/intake.h"

namespace roznamcha::app {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;

constexpr size_t kMostPutOff = 10'000;

}  // namespace

// ---- the desk

struct Desk::State {
  std::string path;
  std::shared_ptr<const pack::Pack> pack;
  DeskOptions options;
  std::mutex lending;
  std::vector<std::unique_ptr<Register>> idle;  // open and lent to nobody

  std::mutex deciding;

  std::mutex putting_off;
  std::set<std::string, std::less<>> put_off;

  Result<Lease> lease() {
    {
      const std::lock_guard lock(lending);
      if (!idle.empty()) {
        auto source = std::move(idle.back());
        idle.pop_back();
        return Lease(this, std::move(source));
      }
    }
    auto source = Register::open(path, Access::kRead, options.clock);
    if (!source) return source.error();
    return Lease(this, std::make_unique<Register>(*std::move(source)));
  }

  /// Asks a register that is not in use. Between a report or a decision and the tables that follow from it
  /// the register is busy for a moment: that is waited for, and not the asker's to see.
  template <typename Ask>
  auto ask(Ask question) -> decltype(question(std::declval<Register&>())) {
    const auto source = lease();
    if (!source) return source.error();
    return ask(**source, question);
  }
  template <typename Ask>
  auto ask(Register& source, Ask question) -> decltype(question(source)) {
    using namespace std::chrono_literals;
    const auto patience = std::chrono::steady_clock::now() + 5s;
    while (true) {
      auto answer = question(source);
      if (answer || answer.error().id != base::ErrorId::kRegisterBusy ||
          std::chrono::steady_clock::now() >= patience)
        return answer;
      std::this_thread::sleep_for(10ms);
    }
  }

  /// Runs a decision, one at a time.
  template <typename Decide>
  Result<int64_t> decide(Decide decide_on) {
    const std::lock_guard lock(deciding);
    auto target = Register::open(path, Access::kWrite, options.clock);
    if (!target) return target.error();
    return decide_on(*target);
  }
};

Desk::Lease::Lease(State* state, std::unique_ptr<Register> source)
    : state_(state), source_(std::move(source)) {}
Desk::Lease::~Lease() {
  if (!source_) return;
  const std::lock_guard lock(state_->lending);
  state_->idle.push_back(std::move(source_));
}

Desk::Desk(std::unique_ptr<State> state) : state_(std::move(state)) {}
Desk::~Desk() = default;

Result<std::unique_ptr<Desk>> Desk::open(const std::string& path, std::shared_ptr<const pack::Pack> pack,
                                         DeskOptions options) {
  auto source = Register::open(path, options.access, options.clock);
  if (!source) return source.error();
  // What an older program or other packs have left behind is worked up now rather than with the first
  // question.
  const auto fresh = source->refresh(*pack);
  if (!fresh) return fresh.error();
  auto state = std::make_unique<State>();
  state->path = path;
  state->pack = std::move(pack);
  state->options = std::move(options);
  return std::unique_ptr<Desk>(new Desk(std::move(state)));
}

const std::string& Desk::path() const {
  return state_->path;
}
const pack::Pack& Desk::pack() const {
  return *state_->pack;
}
const base::Clock& Desk::clock() const {
  return state_->options.clock;
}
bool Desk::writable() const {
  return state_->options.access != Access::kRead;
}

Result<Desk::Lease> Desk::lease() {
  return state_->lease();
}

Result<std::string> Desk::state() {
  auto state = state_->ask([&](Register& source) { return state_of(source, pack()); });
  if (!state) return state;
  const std::lock_guard lock(state_->putting_off);
  return fmt::format("{}-{}", *state, state_->put_off.size());
}

Result<Rows> Desk::rows(const Query& query, Sort sort, std::string_view cursor, size_t limit) {
  return state_->ask([&](Register& source) { return app::rows(source, query, sort, cursor, limit, pack()); });
}
Result<Points> Desk::points(const Query& query, size_t limit) {
  return state_->ask([&](Register& source) { return app::points(source, query, limit, pack()); });
}
Result<Counts> Desk::counts(const Query& query, Step step) {
  return state_->ask([&](Register& source) { return app::counts(source, query, step, pack()); });
}
Result<Total> Desk::total(const Query& query) {
  return state_->ask([&](Register& source) { return app::total(source, query, pack()); });
}
Result<About> Desk::about(const Query& query, size_t most) {
  return state_->ask([&](Register& source) { return app::about(source, query, most, pack()); });
}
Result<Reports> Desk::reports(const ReportQuery& query, std::string_view cursor, size_t limit) {
  return state_->ask([&](Register& source) { return app::reports(source, query, cursor, limit, pack()); });
}
Result<ReportWhole> Desk::report(std::string_view id, const std::optional<std::string>& as_of) {
  return state_->ask([&](Register& source) { return app::report(source, id, as_of, pack()); });
}
Result<std::vector<Summary>> Desk::changed_since(const std::string& moment, size_t limit) {
  return state_->ask([&](Register& source) { return app::changed_since(source, moment, {}, limit, pack()); });
}

Result<Desk::Asked> Desk::query(const Query& query) {
  auto source = lease();
  if (!source) return source.error();
  auto answer = app::query(**source, query, pack());
  if (!answer) return answer.error();
  return Asked{*std::move(source), *std::move(answer), ""};
}

Result<Desk::Asked> Desk::query(const Query& query, Sort sort, const Paging& paging) {
  auto source = lease();
  if (!source) return source.error();
  auto page = app::page(**source, query, sort, paging.cursor, paging.limit, pack());
  if (!page) return page.error();
  return Asked{*std::move(source), std::move(page->answer), std::move(page->next)};
}

Result<Desk::Shown> Desk::show(std::string_view id, const Query& query) {
  auto source = lease();
  if (!source) return source.error();
  auto whole = app::whole(**source, id, query, pack());
  if (!whole) return whole.error();
  return Shown{*std::move(source), *std::move(whole)};
}

Result<Decisions> Desk::decisions(const std::optional<std::string>& as_of, std::string_view cursor,
                                  size_t limit) {
  return state_->ask([&](Register& source) { return app::decisions(source, as_of, cursor, limit, pack()); });
}

template <typename Stated>
Result<Desk::StatedShown<Stated>> Desk::stated(const Query& query, const Paging& paging) {
  auto source = lease();
  if (!source) return source.error();
  const StatedQuery asked{query.as_of, query.since, query.until, false, query.place};
  auto page = state_->ask(**source, [&](Register& from) {
    return app::stated<Stated>(from, asked, paging.cursor, paging.limit, pack());
  });
  if (!page) return page.error();
  std::vector<TallyCheck> checks;
  if constexpr (std::is_same_v<Stated, record::Tally>) {
    auto made =
        state_->ask(**source, [&](Register& from) { return app::checks(from, page->rows, query, pack()); });
    if (!made) return made.error();
    checks = *std::move(made);
  }
  return StatedShown<Stated>{*std::move(source), *std::move(page), std::move(checks)};
}
template Result<Desk::StatedShown<record::Tally>> Desk::stated(const Query&, const Paging&);
template Result<Desk::StatedShown<record::Measure>> Desk::stated(const Query&, const Paging&);
template Result<Desk::StatedShown<record::Warning>> Desk::stated(const Query&, const Paging&);

Result<record::Brief> Desk::brief(const BriefQuery& query) {
  return state_->ask([&](Register& source) { return app::brief(source, query, pack()); });
}

Result<Listed<ReviewItem>> Desk::review(const Query& query, std::optional<ReviewItem::Kind> kind,
                                        const Paging& paging) {
  return state_->ask([&](Register& source) -> Result<Listed<ReviewItem>> {
    auto questions = app::questions(source, query, kind, pack());
    if (!questions) return questions.error();
    std::set<std::string, std::less<>> put_off;
    {
      const std::lock_guard lock(state_->putting_off);
      put_off = state_->put_off;
    }
    const auto after = key_behind(paging.cursor);
    if (!after) return after.error();
    // What was put off comes last, of the rest what is worth most first.
    std::vector<std::pair<RowKey, const Question*>> rows;
    for (const Question& one : *questions) {
      RowKey key{put_off.contains(one.id), -static_cast<int64_t>(one.worth * 1000), one.id};
      if (!*after || **after < key) rows.emplace_back(std::move(key), &one);
    }
    const size_t size = std::min(paging.limit, rows.size());
    std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(size), rows.end());
    std::vector<Question> page;
    for (size_t i = 0; i < size; ++i) page.push_back(*rows[i].second);
    auto items = app::review_items(source, page, query, pack());
    if (!items) return items.error();
    for (ReviewItem& item : *items) item.later = put_off.contains(item.id);
    const bool more = size > 0 && size < rows.size();
    return Listed<ReviewItem>{*std::move(items), more ? cursor_of(rows[size - 1].first) : "",
                              questions->size()};
  });
}

Result<Followed> Desk::follow() {
  return state_->ask([&](Register& source) { return app::follow(source, pack()); });
}

Result<News> Desk::news(Followed& followed) {
  return state_->ask([&](Register& source) { return app::news(source, followed, pack()); });
}

Result<int64_t> Desk::merge(const std::vector<std::string>& ids, const Reason& reason) {
  return state_->decide([&](Register& to) { return app::merge(to, ids, reason, pack()); });
}
Result<int64_t> Desk::split(std::string_view incident, const std::vector<std::string>& accounts,
                            const Reason& reason) {
  return state_->decide([&](Register& to) { return app::split(to, incident, accounts, reason, pack()); });
}
Result<int64_t> Desk::set(std::string_view incident, std::string_view field, std::string_view value,
                          const Reason& reason) {
  return state_->decide([&](Register& to) { return app::set(to, incident, field, value, reason, pack()); });
}
Result<int64_t> Desk::retract(std::string_view incident, const Reason& reason) {
  return state_->decide([&](Register& to) { return app::retract(to, incident, reason, pack()); });
}
Result<int64_t> Desk::undo(int64_t number, const Reason& reason) {
  return state_->decide([&](Register& to) { return app::undo(to, number, reason); });
}

Result<int64_t> Desk::apart(std::string_view first, std::string_view second, const Reason& reason) {
  return state_->decide([&](Register& to) { return app::apart(to, first, second, reason, pack()); });
}

base::Status Desk::put_off(std::string_view item) {
  const auto items = state_->ask([&](Register& source) { return questions(source, {}, {}, pack()); });
  if (!items) return items.error();
  if (std::none_of(items->begin(), items->end(), [&](const Question& one) { return one.id == item; })) {
    return Error{ErrorId::kUnknownId, fmt::format("the queue has no item '{}'", item), "id",
                 "take one of /review"};
  }
  const std::lock_guard lock(state_->putting_off);
  if (state_->put_off.size() < kMostPutOff) state_->put_off.emplace(item);
  return {};
}

Result<AddedCounts> Desk::add(const Inputs& inputs, const OnFailure& on_failure,
                              const OnProgress& on_progress, AddedCounts* so_far,
                              std::vector<std::string>* ids) {
  auto target = Register::open(path(), Access::kWrite, state_->options.clock);
  if (!target) return target.error();
  auto counts = app::add(*target, inputs, state_->pack, on_failure, on_progress, {}, so_far);
  if (counts && ids && inputs.memory) {
    intake::Intake again =
        intake::Intake::of_bytes(inputs.memory->bytes, inputs.memory->name, inputs.options);
    while (auto document = again.next()) {
      if (*document) ids->push_back((*document)->id);
    }
  }
  return counts;
}

}  // namespace roznamcha::app

#include "app/desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>
#include <unordered_set>

#include "app/filter.h"
#include "app/summary.h"
#include "geo/point.h"
#include "intake/intake.h"
#include "merge/decisions.h"
#include "merge/kinds.h"
#include "merge/reconcile.h"
#include "pack/gazetteer.h"
#include "text/fold.h"

namespace roznamcha::app {
namespace {

using base::Error;
using base::ErrorId;
using base::Result;
using record::Incident;
using text::Date;

constexpr size_t kStatesKept = 3;  // each holds the whole register
constexpr size_t kMostPutOff = 10'000;

// ---- order and pages

int64_t days(Date date) {
  return date.time_since_epoch().count();
}

/// Where a row stands in its list; rows without a value come last.
using Key = std::tuple<bool, int64_t, std::string_view>;

Key key_of(std::optional<int64_t> value, bool descending, std::string_view id) {
  if (!value) return {true, 0, id};
  return {false, descending ? -*value : *value, id};
}

Key key_of(std::optional<Date> day, bool descending, std::string_view id) {
  return key_of(day ? std::optional(days(*day)) : std::nullopt, descending, id);
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64(std::string_view bytes) {
  std::string out;
  uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += kBase64[held >> (bits - 6) & 63];
  }
  if (bits > 0) out += kBase64[held << (6 - bits) & 63];
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string out;
  uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    const size_t value = kBase64.find(c);
    if (value == std::string_view::npos) return {};
    held = held << 6 | static_cast<uint32_t>(value);
    bits += 6;
    if (bits >= 8) out += static_cast<char>(held >> (bits -= 8) & 255);
  }
  return out;
}

/// A cursor holds the key of the last row of the page before, so that a page begins rightly even if rows came
/// or went meanwhile.
std::string cursor_of(std::string_view order, const Key& key) {
  return base64(
      fmt::format("{}/{}/{}/{}", order, std::get<0>(key) ? 1 : 0, std::get<1>(key), std::get<2>(key)));
}

Error bad_cursor() {
  return {ErrorId::kBadArgument, "is no cursor of this list", "cursor", "take `next` of the page before"};
}

struct Cursor {
  bool unknown = false;
  int64_t value = 0;
  std::string id;
  Key key() const { return {unknown, value, id}; }
};

std::optional<Cursor> parse_cursor(std::string_view order, std::string_view text) {
  const auto plain = from_base64(text);
  if (!plain || !plain->starts_with(fmt::format("{}/", order))) return {};
  const std::string_view rest = std::string_view(*plain).substr(order.size() + 1);
  if (rest.size() < 4 || (rest[0] != '0' && rest[0] != '1') || rest[1] != '/') return {};
  Cursor out;
  out.unknown = rest[0] == '1';
  const char* const end = rest.data() + rest.size();
  const auto [after, error] = std::from_chars(rest.data() + 2, end, out.value);
  if (error != std::errc() || after == end || *after != '/') return {};
  out.id.assign(after + 1, end);
  return out;
}

/// Cuts a page out of all rows. `key` gives the key of a row, unique in the list.
template <typename Row, typename KeyOf>
Result<Listed<Row>> cut(StandingPtr of, std::vector<Row> rows, std::string_view order, const Paging& paging,
                        KeyOf key) {
  Listed<Row> page;
  page.of = std::move(of);
  page.total = rows.size();
  const auto before = [&](const Row& a, const Row& b) { return key(a) < key(b); };
  if (!paging.cursor.empty()) {
    const auto cursor = parse_cursor(order, paging.cursor);
    if (!cursor) return bad_cursor();
    std::erase_if(rows, [&](const Row& row) { return !(cursor->key() < key(row)); });
  }
  const size_t size = static_cast<size_t>(std::min<uint64_t>(paging.limit, rows.size()));
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(size), rows.end(), before);
  const bool more = size < rows.size();
  rows.resize(size);
  if (more && size > 0) page.next = cursor_of(order, key(rows.back()));
  page.rows = std::move(rows);
  return page;
}

}  // namespace

// ---- the desk

struct Desk::State {
  std::string path;
  std::shared_ptr<const pack::Pack> pack;
  DeskOptions options;
  merge::Kinds kinds;
  std::mutex lending;
  std::vector<std::unique_ptr<Register>> idle;  // open and lent to nobody

  std::mutex deciding;

  // States that are kept, the one asked for last first; a state is worked out by one thread while the others
  // wait.
  struct Kept {
    std::optional<std::string> as_of;
    Convention convention;
    StandingPtr standing;  // null at first
    bool working = false;
    uint64_t begun = 0;  // when the work on `standing` began
  };
  std::mutex mutex;
  std::condition_variable done;
  std::list<std::shared_ptr<Kept>> kept;
  uint64_t clock = 0;

  std::mutex putting_off;
  std::set<std::string, std::less<>> put_off;

  std::shared_ptr<Kept> slot(const std::optional<std::string>& as_of, Convention convention) {
    const auto found = std::find_if(kept.begin(), kept.end(), [&](const auto& one) {
      return one->as_of == as_of && one->convention == convention;
    });
    if (found != kept.end()) {
      kept.splice(kept.begin(), kept, found);
    } else {
      kept.push_front(std::make_shared<Kept>(Kept{as_of, convention, nullptr, false, 0}));
      if (kept.size() > kStatesKept) kept.pop_back();
    }
    return kept.front();
  }

  Result<StandingPtr> work_out(const std::optional<std::string>& as_of, Convention convention,
                               std::string version) const {
    auto source = Register::open(path, Access::kRead, options.clock);
    if (!source) return source.error();
    struct Texts {
      std::mutex mutex;
      Register source;
    };
    auto texts = std::shared_ptr<Texts>(new Texts{{}, *std::move(source)});
    auto standing = std::make_shared<Standing>();
    standing->state = std::move(version);
    Query query;
    query.as_of = as_of;
    query.convention = convention;
    auto answer = app::query(texts->source, query, *pack);
    if (!answer) return answer.error();
    standing->all = *std::move(answer);
    standing->all.text_of = [texts, text_of = standing->all.text_of](const std::string& document) {
      const std::lock_guard lock(texts->mutex);
      return text_of(document);
    };
    const auto& incidents = standing->all.incidents;
    for (uint32_t i = 0; i < incidents.size(); ++i) {
      for (const record::ToldAccount& told : incidents[i].accounts)
        standing->incident_of.emplace(told.account.id, i);
    }
    standing->pairs.resize(incidents.size());
    for (const record::PossibleDuplicate& pair : standing->all.duplicates) {
      for (const std::string& id : {pair.first, pair.second}) {
        if (const auto found = standing->incident_of.find(id); found != standing->incident_of.end())
          ++standing->pairs[found->second];
      }
    }
    return StandingPtr(std::move(standing));
  }

  /// `state` was asked for before.
  Result<StandingPtr> standing(const std::optional<std::string>& as_of, Convention convention,
                               std::string state) {
    std::unique_lock lock(mutex);
    const std::shared_ptr<Kept> mine = slot(as_of, convention);
    const uint64_t asked = ++clock;
    while (true) {
      // What was begun after the question was asked holds all that was acknowledged before it, even if more
      // has come since.
      if (mine->standing && (mine->standing->state == state || mine->begun > asked)) return mine->standing;
      if (!mine->working) {
        mine->working = true;
        const uint64_t begun = ++clock;
        lock.unlock();
        auto fresh = work_out(as_of, convention, std::move(state));
        lock.lock();
        mine->working = false;
        done.notify_all();
        if (!fresh) return fresh.error();
        mine->standing = *fresh;
        mine->begun = begun;
        return *fresh;
      }
      done.wait(lock);
    }
  }

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
    using namespace std::chrono_literals;
    const auto source = lease();
    if (!source) return source.error();
    const auto patience = std::chrono::steady_clock::now() + 5s;
    while (true) {
      auto answer = question(**source);
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

  /// Pages of what documents state.
  template <typename Stated>
  Result<Listed<size_t>> stated(Result<StandingPtr> of, const std::vector<Told<Stated>> Answer::*list,
                                const Query& query, const Paging& paging) const {
    if (!of) return of.error();
    const auto& all = (*of)->all.*list;
    const PlaceFilter place(query.place, *pack);
    std::vector<size_t> rows;
    for (size_t i = 0; i < all.size(); ++i) {
      const auto& published = all[i].report.published;
      if ((query.since || query.until) && !published) continue;
      if ((query.since && *published < *query.since) || (query.until && *published > *query.until)) continue;
      if (place.passes(all[i].stated.place.place)) rows.push_back(i);
    }
    // The place in the list, with leading zeros, so that it compares as a number.
    std::vector<std::string> ids(all.size());
    for (const size_t i : rows) ids[i] = fmt::format("{:09}", i);
    return cut(*of, std::move(rows), "published", paging,
               [&](size_t i) { return key_of(all[i].report.published, true, ids[i]); });
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
  state->kinds = merge::Kinds::of(*pack);
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

Result<StandingPtr> Desk::standing(const std::optional<std::string>& as_of, Convention convention) {
  auto now = state_->ask([&](Register& source) { return state_of(source, pack()); });
  if (!now) return now.error();
  return state_->standing(as_of, convention, *std::move(now));
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

Result<Listed<size_t>> Desk::tallies(const Query& query, const Paging& paging) {
  return state_->stated(standing(query.as_of, query.convention), &Answer::tallies, query, paging);
}
Result<Listed<size_t>> Desk::measures(const Query& query, const Paging& paging) {
  return state_->stated(standing(query.as_of, query.convention), &Answer::measures, query, paging);
}
Result<Listed<size_t>> Desk::warnings(const Query& query, const Paging& paging) {
  return state_->stated(standing(query.as_of, query.convention), &Answer::warnings, query, paging);
}

Result<Listed<ReviewItem>> Desk::review(const Query& query, std::optional<ReviewItem::Kind> kind,
                                        const Paging& paging) {
  return state_->ask([&](Register& source) -> Result<Listed<ReviewItem>> {
    auto questions = app::questions(source, query, kind, pack());
    if (!questions) return questions.error();
    const auto put_off = [&](const Question& one) {
      const std::lock_guard lock(state_->putting_off);
      return state_->put_off.contains(one.id);
    };
    auto page = cut(StandingPtr(), *std::move(questions), "worth", paging, [&](const Question& one) {
      return Key{put_off(one), -static_cast<int64_t>(one.worth * 1000), one.id};
    });
    if (!page) return page.error();
    auto items = app::review_items(source, page->rows, query, pack());
    if (!items) return items.error();
    for (ReviewItem& item : *items) item.later = put_off(item);
    return Listed<ReviewItem>{nullptr, *std::move(items), std::move(page->next), page->total};
  });
}

Result<Followed> Desk::follow() {
  return state_->ask([&](Register& source) { return app::follow(source, pack()); });
}

Result<News> Desk::news(Followed& followed) {
  return state_->ask([&](Register& source) { return app::news(source, followed, pack()); });
}

Incident Desk::reconciled(std::vector<record::ToldAccount> accounts,
                          const std::vector<record::Review>& reviews, Convention convention) const {
  std::vector<const record::Review*> standing = merge::standing(reviews);
  std::erase_if(standing, [](const record::Review* review) {
    return review->kind != record::Review::Kind::kSet && review->kind != record::Review::Kind::kRetract;
  });
  return merge::reconcile(std::move(accounts), convention, state_->kinds, standing, state_->pack.get());
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

#include "app/desk.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <condition_variable>
#include <list>
#include <mutex>
#include <set>
#include <tuple>
#include <unordered_set>

#include "app/derived.h"
#include "app/filter.h"
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

constexpr size_t kStatesKept = 6;  // each holds the whole register
constexpr size_t kMostPutOff = 10'000;

// ---- selections

/// Names are compared whatever their case and accents; '_' counts as a space.
std::string folded(std::string_view text) {
  std::string out = text::fold(text);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

std::vector<const Incident*> chosen(const Standing& standing, const Query& query, const pack::Pack& pack) {
  const Filter filter(query, pack, folded);
  std::vector<const Incident*> out;
  for (const Incident& incident : standing.all.incidents) {
    if (filter.passes(incident)) out.push_back(&incident);
  }
  return out;
}

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

Key key_of(const Incident& incident, Sort sort) {
  const text::DateRange& range = incident.view.date.range;
  switch (sort) {
    case Sort::kNewest:
      return key_of(range.latest ? range.latest : range.earliest, true, incident.id);
    case Sort::kOldest:
      return key_of(range.earliest ? range.earliest : range.latest, false, incident.id);
    case Sort::kKilled:
      return key_of(incident.killed ? std::optional(incident.killed->best) : std::nullopt, true, incident.id);
    case Sort::kChanged:
      if (const int64_t changed = milliseconds(incident.last_changed); changed != 0)
        return key_of(std::optional(changed), true, incident.id);
      break;
  }
  return {true, 0, incident.id};
}

std::string_view word(Sort sort) {
  constexpr std::string_view kWords[] = {"newest", "oldest", "killed", "changed"};
  return kWords[static_cast<size_t>(sort)];
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

// ---- documents

std::optional<Date> published(const ledger::Held& held) {
  return held.reading.published ? held.reading.published : held.document.published;
}

record::Report report_of(const ledger::Held& held) {
  const record::Document& document = held.document;
  return {document.id, "", document.title, document.source, document.url, published(held), held.learnt, true};
}

// ---- review

bool overlap(const text::DateRange& a, const text::DateRange& b) {
  return !(a.latest && b.earliest && *a.latest < *b.earliest) &&
         !(b.latest && a.earliest && *b.latest < *a.earliest);
}

bool overlap(const record::Figure& a, const record::Figure& b) {
  return (!a.high || b.low <= *a.high) && (!b.high || a.low <= *b.high);
}

/// Whether two places may be one; nothing if one of them is not known.
std::optional<bool> same_place(const record::Place& a, const record::Place& b) {
  if (!a.known() || !b.known()) return {};
  if (a.country != b.country) return false;
  if (a.point && b.point) return geo::distance_km(*a.point, *b.point) <= a.radius_km + b.radius_km + 1;
  return (a.admin1.empty() || b.admin1.empty() || a.admin1 == b.admin1) &&
         (a.admin2.empty() || b.admin2.empty() || a.admin2 == b.admin2);
}

template <typename List, typename Get>
std::set<std::string> values(const List& list, Get get) {
  std::set<std::string> out;
  for (const auto& one : list) {
    if (std::string value = get(one); !value.empty()) out.insert(std::move(value));
  }
  return out;
}

std::optional<bool> share(const std::set<std::string>& a, const std::set<std::string>& b) {
  if (a.empty() || b.empty()) return {};
  return std::any_of(a.begin(), a.end(), [&](const std::string& value) { return b.contains(value); });
}

std::string suspect(const record::ActorStatement& actor) {
  if (actor.role != record::Role::kPerpetrator || actor.certainty == record::Certainty::kDenied) return "";
  return actor.id.empty() ? text::fold(actor.name) : actor.id;
}

void compare(const Incident& a, const Incident& b, ReviewItem& item) {
  const auto sort = [&](std::string_view field, std::optional<bool> agrees) {
    if (agrees) (*agrees ? item.agreeing : item.differing).push_back(field);
  };
  const auto figure = [](const auto& x, const auto& y) {
    return x && y ? std::optional(overlap(*x, *y)) : std::nullopt;
  };
  const record::Account &first = a.view, &second = b.view;
  const bool dated = first.date.range.known() && second.date.range.known();
  sort("date", dated ? std::optional(overlap(first.date.range, second.date.range)) : std::nullopt);
  sort("place", same_place(first.place.place, second.place.place));
  sort("type", first.event_type.empty() || second.event_type.empty()
                   ? std::nullopt
                   : std::optional(first.sub_event_type == second.sub_event_type));
  sort("killed", figure(a.killed, b.killed));
  sort("injured", figure(a.injured, b.injured));
  sort("perpetrator", share(values(first.actors, suspect), values(second.actors, suspect)));
  const auto target = [](const auto& t) { return t.target_class; };
  sort("target", share(values(first.targets, target), values(second.targets, target)));
  const auto weapon = [](const auto& w) { return w.weapon_class; };
  sort("weapon", share(values(first.weapons, weapon), values(second.weapons, weapon)));
}

/// People of whom one would be counted twice, or once too few, if the machine is wrong.
int64_t stake(const Incident& first, const Incident& second) {
  const auto best = [](const std::optional<record::Figure>& figure) { return figure ? figure->best : 0; };
  return std::min(best(first.killed), best(second.killed));
}

std::vector<ReviewItem> queue_of(const Standing& standing) {
  std::vector<ReviewItem> out;
  for (const record::PossibleDuplicate& pair : standing.all.duplicates) {
    const auto first = standing.incident_of.find(pair.first), second = standing.incident_of.find(pair.second);
    if (first == standing.incident_of.end() || second == standing.incident_of.end()) continue;
    ReviewItem item;
    item.kind = ReviewItem::Kind::kDuplicate;
    item.id = fmt::format("duplicate:{}:{}", pair.first, pair.second);
    item.first = &standing.all.incidents[first->second];
    item.second = &standing.all.incidents[second->second];
    item.pair = &pair;
    const double doubt = 4 * pair.score * (1 - pair.score);
    item.worth = (1 + static_cast<double>(stake(*item.first, *item.second))) * std::clamp(doubt, 0.1, 1.0);
    out.push_back(std::move(item));
  }
  for (const Incident& incident : standing.all.incidents) {
    if (incident.status == record::Status::kRetracted) continue;
    for (const record::Conflict& conflict : incident.conflicts) {
      ReviewItem item;
      item.kind = ReviewItem::Kind::kDispute;
      item.id = fmt::format("dispute:{}:{}", incident.id, conflict.field);
      item.first = &incident;
      item.conflict = &conflict;
      const auto& figure = conflict.field == "injured" ? incident.injured : incident.killed;
      const bool counts = conflict.field == "killed" || conflict.field == "injured";
      const int64_t width = counts && figure ? figure->high.value_or(figure->best) - figure->low : 0;
      item.worth = (1 + static_cast<double>(width)) * (conflict.field == "injured" ? 0.25 : 0.5);
      out.push_back(std::move(item));
    }
  }
  return out;
}

// ---- sums

void add_to(record::Figure& sum, const std::optional<record::Figure>& figure) {
  if (!figure) return;
  sum.low += figure->low;
  sum.best += figure->best;
  sum.high = sum.high.value_or(0) + figure->high.value_or(figure->best);
}

void add_to(Count& count, const Incident& incident) {
  ++count.incidents;
  add_to(count.killed, incident.killed);
  add_to(count.injured, incident.injured);
}

Date bucket_of(Date date, Step step) {
  const std::chrono::year_month_day day(date);
  if (step == Step::kMonth) return std::chrono::sys_days(day.year() / day.month() / 1);
  if (step == Step::kDay) return date;
  return date - (std::chrono::weekday(date) - std::chrono::Monday);
}

}  // namespace

std::string_view name(ReviewItem::Kind kind) {
  return kind == ReviewItem::Kind::kDuplicate ? "duplicate" : "dispute";
}

Summary summary_of(const Incident& incident, uint32_t duplicates) {
  Summary out;
  out.id = incident.id;
  out.status = incident.status;
  out.view = incident.view;
  out.killed = incident.killed;
  out.injured = incident.injured;
  out.attackers_killed = incident.attackers_killed;
  std::set<std::string> groups;
  for (const auto& victim : incident.view.victims) groups.insert(victim.group);
  for (const auto& count : incident.view.counts) groups.insert(count.group);
  groups.erase("");
  groups.erase("attacker");
  groups.erase("unspecified");
  out.victim_groups.assign(groups.begin(), groups.end());
  for (const auto& conflict : incident.conflicts) out.conflicts.push_back(conflict.field);
  out.reports = static_cast<uint32_t>(incident.accounts.size());
  for (const auto& told : incident.accounts) out.independent += told.report.independent ? 1 : 0;
  out.duplicates = duplicates;
  out.first_known = incident.first_known;
  out.last_changed = incident.last_changed;
  return out;
}

base::Result<const Incident*> Standing::incident(std::string_view id) const {
  if (const auto found = incident_of.find(id); found != incident_of.end())
    return &all.incidents[found->second];
  const auto index = find_incident(all.incidents, id);
  if (!index) return index.error();
  return &all.incidents[*index];
}

const ledger::Held* Standing::document(std::string_view id) const {
  const auto found = std::lower_bound(
      documents.begin(), documents.end(), id,
      [](const ledger::Held& held, std::string_view wanted) { return held.document.id < wanted; });
  return found != documents.end() && found->document.id == id ? &*found : nullptr;
}

Difference difference(const Standing& before, const Standing& after) {
  Difference out;
  const auto last = [](const Incident& i) { return std::tie(i.last_changed, i.status, i.killed, i.injured); };
  const auto by_id = [](const Incident& incident, const std::string& id) { return incident.id < id; };
  const auto find = [&](const Standing& in, const std::string& id) -> const Incident* {
    const auto& all = in.all.incidents;
    const auto found = std::lower_bound(all.begin(), all.end(), id, by_id);
    return found != all.end() && found->id == id ? &*found : nullptr;
  };
  for (const Incident& incident : after.all.incidents) {
    const Incident* old = find(before, incident.id);
    if (!old) {
      out.fresh.push_back(incident.id);
    } else if (last(*old) != last(incident) || old->accounts.size() != incident.accounts.size() ||
               old->view != incident.view) {
      out.changed.push_back(incident.id);
    }
  }
  for (const Incident& incident : before.all.incidents) {
    if (!find(after, incident.id)) out.gone.push_back(incident.id);
  }
  for (const ledger::Held& held : after.documents) {
    const ledger::Held* old = before.document(held.document.id);
    if (!old || old->number != held.number) out.reports.push_back(held.document.id);
  }
  const int64_t seen = before.all.reviews.empty() ? 0 : before.all.reviews.back().number;
  for (const record::Review& review : after.all.reviews) {
    if (review.number > seen) out.decisions.push_back(review.number);
  }
  return out;
}

// ---- the desk

struct Desk::State {
  std::string path;
  std::shared_ptr<const pack::Pack> pack;
  DeskOptions options;
  merge::Kinds kinds;
  std::atomic<uint64_t> written{0};  // calls that wrote

  std::mutex deciding;
  std::optional<Register> writer;  // under `deciding`; opened for the first decision

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

  /// What the register's files look like. The log grows with each transaction, and its time changes.
  std::string version() const {
    std::string out = fmt::format("{:x}", written.load());
    for (const char* tail : {"", "-wal"}) {
      struct stat status {};
      if (::stat((path + tail).c_str(), &status) != 0) continue;
      out += fmt::format(".{:x}.{:x}.{:x}", status.st_ino, status.st_size,
                         status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec);
    }
    return out;
  }

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
    standing->version = std::move(version);
    standing->as_of = as_of;
    standing->convention = convention;
    Query query;
    query.as_of = as_of;
    query.convention = convention;
    auto answer = app::query(texts->source, query, *pack);
    if (!answer) return answer.error();
    auto snapshot = texts->source.ledger().snapshot(as_of);
    if (!snapshot) return snapshot.error();
    standing->all = *std::move(answer);
    standing->documents = std::move(snapshot->documents);
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

  Result<StandingPtr> standing(const std::optional<std::string>& as_of, Convention convention) {
    std::unique_lock lock(mutex);
    const std::shared_ptr<Kept> mine = slot(as_of, convention);
    const uint64_t asked = ++clock;
    while (true) {
      std::string now = version();
      // What was begun after the question was asked holds all that was acknowledged before it, even if more
      // has come since.
      if (mine->standing && (mine->standing->version == now || mine->begun > asked)) return mine->standing;
      if (!mine->working) {
        mine->working = true;
        const uint64_t begun = ++clock;
        lock.unlock();
        auto fresh = work_out(as_of, convention, std::move(now));
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

  /// Runs a decision.
  template <typename Decide>
  Result<int64_t> decide(Decide decide_on) {
    const std::lock_guard lock(deciding);
    if (!writer) {
      auto opened = Register::open(path, Access::kWrite, options.clock);
      if (!opened) return opened.error();
      writer = *std::move(opened);
    }
    auto number = decide_on(*writer);
    if (number) ++written;
    return number;
  }

  /// Pages of what documents state.
  template <typename Stated>
  Result<Listed<size_t>> stated(Result<StandingPtr> of, const std::vector<Told<Stated>> Answer::*list,
                                const Query& query, const Paging& paging) const {
    if (!of) return of.error();
    const auto& all = (*of)->all.*list;
    const PlaceFilter place(query.place, *pack, folded);
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

Desk::Desk(std::unique_ptr<State> state) : state_(std::move(state)) {}
Desk::~Desk() = default;

Result<std::unique_ptr<Desk>> Desk::open(const std::string& path, std::shared_ptr<const pack::Pack> pack,
                                         DeskOptions options) {
  auto source = Register::open(path, options.access, options.clock);
  if (!source) return source.error();
  auto state = std::make_unique<State>();
  state->path = path;
  state->kinds = merge::Kinds::of(*pack);
  state->pack = std::move(pack);
  if (options.access != Access::kRead) state->writer = *std::move(source);
  state->options = std::move(options);
  return std::unique_ptr<Desk>(new Desk(std::move(state)));
}

const std::string& Desk::path() const {
  return state_->path;
}
const pack::Pack& Desk::pack() const {
  return *state_->pack;
}
bool Desk::writable() const {
  return state_->options.access != Access::kRead;
}
std::string Desk::version() const {
  // The order of the queue is a part of what can be asked.
  const std::lock_guard lock(state_->putting_off);
  return fmt::format("{}.{:x}", state_->version(), state_->put_off.size());
}

Result<StandingPtr> Desk::standing(const std::optional<std::string>& as_of, Convention convention) {
  return state_->standing(as_of, convention);
}

Result<Rows> Desk::rows(const Query& query, Sort sort, std::string_view cursor, size_t limit) {
  auto of = standing(query.as_of, query.convention);
  if (!of) return of.error();
  auto cut_out = cut(*of, chosen(**of, query, pack()), word(sort), {limit, std::string(cursor)},
                     [sort](const Incident* incident) { return key_of(*incident, sort); });
  if (!cut_out) return cut_out.error();
  Rows page;
  page.next = cut_out->next;
  for (const Incident* incident : cut_out->rows)
    page.incidents.push_back(summary_of(*incident, (*of)->pairs[(*of)->index_of(*incident)]));
  return page;
}

Result<Points> Desk::points(const Query& query, size_t limit) {
  auto of = standing(query.as_of, query.convention);
  if (!of) return of.error();
  auto all = chosen(**of, query, pack());
  std::erase_if(all, [](const Incident* incident) { return !incident->view.place.place.point; });
  auto rows = cut(*of, std::move(all), word(Sort::kNewest), {limit, ""},
                  [](const Incident* incident) { return key_of(*incident, Sort::kNewest); });
  if (!rows) return rows.error();
  Points out;
  out.cut = !rows->next.empty();
  for (const Incident* incident : rows->rows) {
    const record::Place& place = incident->view.place.place;
    out.points.push_back({incident->id, *place.point, static_cast<float>(place.radius_km), place.precision,
                          incident->killed ? std::optional(incident->killed->best) : std::nullopt,
                          incident->view.sub_event_type, incident->view.election.related});
  }
  return out;
}

Result<Counts> Desk::counts(const Query& query, Step step) {
  auto of = standing(query.as_of, query.convention);
  if (!of) return of.error();
  Counts out;
  std::map<Date, Count> days;
  std::map<std::array<std::string, 4>, Count> areas;
  for (const Incident* incident : chosen(**of, query, pack())) {
    add_to(out.all, *incident);
    const text::DateRange& range = incident->view.date.range;
    if (const auto first = range.earliest ? range.earliest : range.latest)
      add_to(days[bucket_of(*first, step)], *incident);
    const record::Place& place = incident->view.place.place;
    if (place.country.empty()) continue;
    std::array<std::string, 4> area{place.country, "", "", ""};
    add_to(areas[area], *incident);
    if (place.admin1.empty()) continue;
    area[1] = place.admin1;
    add_to(areas[area], *incident);
    if (place.admin2.empty()) continue;
    area[2] = place.admin2;
    add_to(areas[area], *incident);
    for (const std::string& seat : seats_of(place)) {
      area[3] = seat;
      add_to(areas[area], *incident);
    }
  }
  for (const auto& [start, count] : days) out.days.push_back({start, count});
  for (const auto& [area, count] : areas) out.areas.push_back({area[0], area[1], area[2], area[3], count});
  return out;
}

Result<Reports> Desk::reports(const ReportQuery& query, std::string_view cursor, size_t limit) {
  auto of = standing(query.as_of, Convention::kUcdp);
  if (!of) return of.error();
  const Part publisher(query.source, folded), title(query.words, folded);
  std::vector<const ledger::Held*> rows;
  for (const ledger::Held& held : (*of)->documents) {
    const auto day = published(held);
    if ((query.since || query.until) && !day) continue;
    if ((query.since && *day < *query.since) || (query.until && *day > *query.until)) continue;
    if ((publisher.any() || publisher.in(held.document.source)) &&
        (title.any() || title.in(held.document.title)))
      rows.push_back(&held);
  }
  auto page =
      cut(*of, std::move(rows), "reports", {limit, std::string(cursor)},
          [&](const ledger::Held* held) { return key_of(published(*held), true, held->document.id); });
  if (!page) return page.error();
  Reports out;
  out.next = page->next;
  for (const ledger::Held* held : page->rows)
    out.reports.push_back(
        {report_of(*held), static_cast<uint32_t>(held->reading.accounts.size()), held->reading.relevant});
  return out;
}

Result<ReportWhole> Desk::report(std::string_view id, const std::optional<std::string>& as_of) {
  auto of = standing(as_of, Convention::kUcdp);
  if (!of) return of.error();
  const ledger::Held* held = (*of)->document(id);
  if (!held)
    return Error{ErrorId::kUnknownId, fmt::format("the register has no report '{}'", id), "",
                 "'/reports' lists them"};
  ReportWhole out{held->document, held->reading, held->learnt, {}};
  out.document.text = (*of)->all.text_of(out.document.id);
  for (const record::Account& account : out.reading.accounts) {
    const auto found = (*of)->incident_of.find(account.id);
    out.incidents.push_back(found == (*of)->incident_of.end() ? "" : (*of)->all.incidents[found->second].id);
  }
  return out;
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
  auto of = standing(query.as_of, query.convention);
  if (!of) return of.error();
  std::vector<ReviewItem> items = queue_of(**of);
  const PlaceFilter place(query.place, pack(), folded);
  std::erase_if(items, [&](const ReviewItem& item) {
    return (kind && *kind != item.kind) || !(place.passes(item.first->view.place.place) ||
                                             (item.second && place.passes(item.second->view.place.place)));
  });
  {
    const std::lock_guard lock(state_->putting_off);
    for (ReviewItem& item : items) item.later = state_->put_off.contains(item.id);
  }
  auto page = cut(*of, std::move(items), "worth", paging, [](const ReviewItem& item) {
    return Key{item.later, -static_cast<int64_t>(item.worth * 1000), item.id};
  });
  if (!page) return page;
  for (ReviewItem& item : page->rows) {
    if (item.second) compare(*item.first, *item.second, item);
  }
  return page;
}

Result<std::vector<Stage>> Desk::history(std::string_view id, const Query& query) {
  const auto of = standing(query.as_of, query.convention);
  if (!of) return of.error();
  const auto named = (*of)->incident(id);
  if (!named) return named.error();
  const Standing& standing = **of;
  const Incident& incident = **named;
  const uint32_t pairs = standing.pairs[standing.index_of(incident)];
  std::set<std::string_view> mine;
  std::set<std::string> moments;
  for (const record::ToldAccount& told : incident.accounts) {
    mine.insert(told.account.id);
    moments.insert(told.report.learnt);
  }
  std::vector<record::Review> reviews;  // that touch it, and what takes those back
  std::set<int64_t> numbers;
  for (const record::Review& review : standing.all.reviews) {
    const bool names = std::any_of(review.accounts.begin(), review.accounts.end(),
                                   [&](const auto& account) { return mine.contains(account); });
    if (!names && !numbers.contains(review.undoes)) continue;
    numbers.insert(review.number);
    reviews.push_back(review);
    moments.insert(review.learnt);
  }
  std::vector<Stage> out;
  for (const std::string& moment : moments) {
    if (moment == *moments.rbegin()) {
      out.push_back({moment, summary_of(incident, pairs)});
      break;
    }
    std::vector<record::ToldAccount> known;
    for (const record::ToldAccount& told : incident.accounts) {
      if (told.report.learnt <= moment) known.push_back(told);
    }
    if (known.empty()) continue;
    std::vector<record::Review> made;
    std::copy_if(reviews.begin(), reviews.end(), std::back_inserter(made),
                 [&](const auto& r) { return r.learnt <= moment; });
    out.push_back({moment, summary_of(reconciled(std::move(known), made, standing.convention), 0)});
    out.back().summary.id = incident.id;
  }
  return out;
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
  const auto of = standing({}, Convention::kUcdp);
  if (!of) return of.error();
  const auto one = (*of)->incident(first), other = (*of)->incident(second);
  if (!one) return one.error();
  if (!other) return other.error();
  if (*one == *other) {
    return Error{ErrorId::kBadArgument, "the ids name one incident", "ids", "name two, or split it"};
  }
  record::Review review;
  review.kind = record::Review::Kind::kSplit;
  review.by = reason.by;
  review.reason = reason.text;
  for (const record::ToldAccount& told : (*one)->accounts) review.accounts.push_back(told.account.id);
  return state_->decide([&](Register& to) { return to.ledger().decide(review); });
}

base::Status Desk::put_off(std::string_view item) {
  const auto of = standing({}, Convention::kUcdp);
  if (!of) return of.error();
  const auto items = queue_of(**of);
  if (std::none_of(items.begin(), items.end(), [&](const ReviewItem& one) { return one.id == item; })) {
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
  ++state_->written;
  if (counts && ids && inputs.memory) {
    intake::Intake again =
        intake::Intake::of_bytes(inputs.memory->bytes, inputs.memory->name, inputs.options);
    while (auto document = again.next()) {
      if (*document) ids->push_back((*document)->id);
    }
  }
  return counts;
}

Result<std::vector<Incident>> Desk::incidents(const Query& query, TextOf& text_of) {
  const auto of = standing(query.as_of, query.convention);
  if (!of) return of.error();
  std::vector<Incident> out;
  for (const Incident* incident : chosen(**of, query, pack())) out.push_back(*incident);
  text_of = [held = *of](const std::string& document) { return held->all.text_of(document); };
  return out;
}

}  // namespace roznamcha::app

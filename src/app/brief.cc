#include "app/brief.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "app/derived.h"
#include "app/filter.h"
#include "app/lookup.h"
#include "app/stated.h"
#include "merge/decisions.h"
#include "merge/reconcile.h"

namespace roznamcha::app {
namespace {

using record::Incident;
using record::Review;
using record::ToldAccount;
using text::Date;

constexpr std::chrono::days kFresh{7};

Date learnt_on(const std::string& moment) {
  return text::parse_date(moment).value_or(Date{});
}

class Period {
 public:
  explicit Period(const BriefQuery& query) : since_(query.since), until_(query.until) {}
  bool begins_after(Date day) const { return day < since_; }
  bool ends_before(Date day) const { return until_ && day > *until_; }
  bool holds(Date day) const { return !begins_after(day) && !ends_before(day); }
  Date since() const { return since_; }
  /// The last day, or one after all that there are.
  Date until() const { return until_.value_or(Date(std::chrono::days(kNever))); }

 private:
  Date since_;
  std::optional<Date> until_;
};

/// Decisions that name one of these accounts, and what takes them back.
std::vector<Review> about(const Incident& incident, const std::vector<Review>& reviews) {
  std::set<std::string_view> mine;
  for (const ToldAccount& told : incident.accounts) mine.insert(told.account.id);
  std::set<int64_t> numbers;
  std::vector<Review> out;
  for (const Review& review : reviews) {
    const bool names = std::any_of(review.accounts.begin(), review.accounts.end(),
                                   [&](const auto& id) { return mine.contains(id); });
    if (!names && !numbers.contains(review.undoes)) continue;
    numbers.insert(review.number);
    out.push_back(review);
  }
  return out;
}

/// What accounts of one incident were taken for with these decisions.
Incident reconciled(std::vector<ToldAccount> accounts, const std::vector<Review>& reviews,
                    Convention convention, const Knowledge& knowledge) {
  std::vector<const Review*> standing = merge::standing(reviews);
  std::erase_if(standing, [](const Review* review) {
    return review->kind != Review::Kind::kSet && review->kind != Review::Kind::kRetract;
  });
  return merge::reconcile(std::move(accounts), convention, knowledge.kinds, standing, &knowledge.pack);
}

/// Nothing if the period did not touch the incident.
std::optional<record::Development> development(Incident incident, const std::vector<Review>& reviews,
                                               const Period& period, Convention convention,
                                               const Knowledge& knowledge) {
  record::Development out;
  std::vector<ToldAccount> before, until_end;
  for (const ToldAccount& told : incident.accounts) {
    const Date day = day_of(told.report);
    if (period.holds(day)) out.reports.push_back(told.report);
    if (period.begins_after(day)) before.push_back(told);
    if (!period.ends_before(day)) until_end.push_back(told);
  }
  const std::vector<Review> all = about(incident, reviews);
  std::vector<Review> earlier, by_end;
  for (const Review& review : all) {
    const Date day = learnt_on(review.learnt);
    if (period.holds(day)) out.decisions.push_back(review);
    if (period.begins_after(day)) earlier.push_back(review);
    if (!period.ends_before(day)) by_end.push_back(review);
  }
  if ((out.reports.empty() && out.decisions.empty()) || until_end.empty()) return {};
  const bool whole = until_end.size() == incident.accounts.size() && by_end.size() == all.size();
  const std::string id = incident.id;
  if (!before.empty()) {
    out.before = reconciled(std::move(before), earlier, convention, knowledge);
    out.before->id = id;
  }
  out.after = whole ? std::move(incident) : reconciled(std::move(until_end), by_end, convention, knowledge);
  out.after.id = id;
  if (!out.before && (out.after.view.background || out.after.status == record::Status::kRetracted)) return {};
  return out;
}

/// Versions of incidents of which the period brought a report or a decision, some others among them.
std::set<int64_t> touched(Lookup& lookup, const BriefQuery& query, const Period& period) {
  const int64_t since = number_of(period.since()), until = number_of(period.until());
  std::set<int64_t> out;
  const auto add = [&](const ledger::Query& row) { out.insert(row.integer(0)); };
  const std::string versions =
      " CROSS JOIN accounts a ON a.document = h.document CROSS JOIN membership m ON m.account = a.number "
      "CROSS JOIN versions v ON v.number = m.version WHERE" +
      lookup.in_force("h") + " AND" + lookup.in_force("v");
  // A report counts for the day of its publication or for one of the week after it, on which it was learnt …
  lookup.sql().each("SELECT m.version FROM held h INDEXED BY held_by_day" + versions +
                        " AND h.published BETWEEN ? AND ? AND (h.published >= ? OR a.learnt >= ?)",
                    add, since - kFresh.count(), until, since, since * kDayMs);
  // … and without a day of publication for that on which it was learnt.
  lookup.sql().each("SELECT m.version FROM held h INDEXED BY held_by_day" + versions +
                        " AND h.published = ? AND a.learnt BETWEEN ? AND ?",
                    add, kNoDay, since * kDayMs, (until + 1) * kDayMs);

  // Decisions, each with those that it takes back.
  std::set<int64_t> numbers;
  lookup.sql().each(
      "WITH RECURSIVE about(number, undoes) AS (SELECT number, undoes FROM reviews WHERE learnt >= ? AND "
      "learnt < ? AND learnt <= ? UNION SELECT r.number, r.undoes FROM about a JOIN reviews r ON r.number = "
      "a.undoes) SELECT number FROM about WHERE undoes IS NULL",
      [&](const ledger::Query& row) { numbers.insert(row.integer(0)); }, text::to_string(period.since()),
      query.until ? text::to_string(*query.until + std::chrono::days(1)) : "~", query.as_of.value_or("~"));
  for (const Review& review : lookup.reviews_with_undos(numbers)) {
    for (const std::string& account : review.accounts) {
      if (const auto version = lookup.version_of(account)) out.insert(*version);
    }
  }
  return out;
}

enum class From : uint8_t { kTables, kLog };

/// What documents state that the period brought.
template <typename Stated>
base::Status add(Register& source, const BriefQuery& asked, const pack::Pack& pack, From from,
                 std::vector<record::Notice<Stated>>& out) {
  const Period period(asked);
  const StatedQuery query{asked.as_of, asked.since - kFresh, asked.until, true, asked.place};
  auto page = from == From::kTables ? stated<Stated>(source, query, "", SIZE_MAX, pack)
                                    : stated_log<Stated>(source, query, pack);
  if (!page) return page.error();
  for (auto& row : page->rows) {
    if (period.holds(day_of(row.report))) out.push_back({std::move(row.report), std::move(row.stated)});
  }
  return {};
}

/// The brief with these developments.
base::Result<record::Brief> brief_of(Register& source, const BriefQuery& asked, const pack::Pack& pack,
                                     From from, std::vector<record::Development> developments) {
  record::Brief out;
  out.since = asked.since;
  out.until = asked.until;
  out.place = asked.place;
  out.as_of = asked.as_of.value_or("");
  out.convention = merge::name(asked.convention);
  out.developments = std::move(developments);
  const auto key = [](const record::Development& one) {
    const auto& earliest = one.after.view.date.range.earliest;
    return std::tuple(!earliest, earliest.value_or(Date{}), std::string_view(one.after.id));
  };
  std::sort(out.developments.begin(), out.developments.end(),
            [&](const auto& a, const auto& b) { return key(a) < key(b); });
  if (auto failed = add(source, asked, pack, from, out.tallies)) return *failed;
  if (auto failed = add(source, asked, pack, from, out.measures)) return *failed;
  if (auto failed = add(source, asked, pack, from, out.warnings)) return *failed;
  return out;
}

}  // namespace

Date day_of(const record::Report& report) {
  const auto learnt = text::parse_date(report.learnt);
  if (!report.published) return learnt.value_or(Date{});
  const bool soon = learnt && *learnt >= *report.published && *learnt - *report.published <= kFresh;
  return soon ? *learnt : *report.published;
}

base::Result<record::Brief> brief(Register& source, const BriefQuery& query, const pack::Pack& pack) {
  const Period period(query);
  const PlaceFilter place(query.place, pack);
  std::vector<record::Development> developments;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) {
    for (const int64_t version : touched(lookup, query, period)) {
      Incident incident = lookup.incident(version, query.convention);
      if (lookup.sql().failed() || !place.passes(incident.view.place.place)) continue;
      if (auto found = development(std::move(incident), lookup.reviews_near(version), period,
                                   query.convention, source.knowledge(pack)))
        developments.push_back(*std::move(found));
    }
    return lookup.sql().failed();
  });
  if (failed) return *failed;
  return brief_of(source, query, pack, From::kTables, std::move(developments));
}

base::Result<record::Brief> brief_log(Register& source, const BriefQuery& query, const pack::Pack& pack) {
  const Period period(query);
  Query all;
  all.as_of = query.as_of;
  all.convention = query.convention;
  all.place = query.place;
  auto answer = query_log(source, all, pack);
  if (!answer) return answer.error();
  std::vector<record::Development> developments;
  for (Incident& incident : answer->incidents) {
    if (auto found = development(std::move(incident), answer->reviews, period, query.convention,
                                 source.knowledge(pack)))
      developments.push_back(*std::move(found));
  }
  return brief_of(source, query, pack, From::kLog, std::move(developments));
}

}  // namespace roznamcha::app

#include "app/brief.h"

#include <algorithm>
#include <set>
#include <tuple>

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

/// Nothing if the period did not touch the incident.
std::optional<record::Development> development(const Desk& desk, Incident incident,
                                               const std::vector<Review>& reviews, const Period& period,
                                               Convention convention) {
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
    out.before = desk.reconciled(std::move(before), earlier, convention);
    out.before->id = id;
  }
  out.after = whole ? std::move(incident) : desk.reconciled(std::move(until_end), by_end, convention);
  out.after.id = id;
  if (!out.before && (out.after.view.background || out.after.status == record::Status::kRetracted)) return {};
  return out;
}

template <typename Stated>
std::vector<record::Notice<Stated>> notices(const Listed<size_t>& rows, const std::vector<Told<Stated>>& all,
                                            const Period& period) {
  std::vector<record::Notice<Stated>> out;
  for (const size_t row : rows.rows) {
    if (period.holds(day_of(all[row].report))) out.push_back({all[row].report, all[row].stated});
  }
  return out;
}

}  // namespace

Date day_of(const record::Report& report) {
  const auto learnt = text::parse_date(report.learnt);
  if (!report.published) return learnt.value_or(Date{});
  const bool soon = learnt && *learnt >= *report.published && *learnt - *report.published <= kFresh;
  return soon ? *learnt : *report.published;
}

base::Result<record::Brief> brief(Desk& desk, const BriefQuery& asked) {
  const Period period(asked);
  Query query;
  query.as_of = asked.as_of;
  query.convention = asked.convention;
  query.place = asked.place;
  auto of = desk.query(query);
  if (!of) return of.error();
  record::Brief out;
  out.since = asked.since;
  out.until = asked.until;
  out.place = asked.place;
  out.as_of = asked.as_of.value_or("");
  out.convention = merge::name(asked.convention);

  for (Incident& incident : of->answer.incidents) {
    if (auto found = development(desk, std::move(incident), of->answer.reviews, period, asked.convention))
      out.developments.push_back(*std::move(found));
  }
  const auto key = [](const record::Development& one) {
    const auto& earliest = one.after.view.date.range.earliest;
    return std::tuple(!earliest, earliest.value_or(Date{}), std::string_view(one.after.id));
  };
  std::sort(out.developments.begin(), out.developments.end(),
            [&](const auto& a, const auto& b) { return key(a) < key(b); });

  const Paging everything{SIZE_MAX, ""};
  const auto tallies = desk.tallies(query, everything), measures = desk.measures(query, everything),
             warnings = desk.warnings(query, everything);
  for (const auto* rows : {&tallies, &measures, &warnings}) {
    if (!*rows) return rows->error();
  }
  out.tallies = notices(*tallies, tallies->of->all.tallies, period);
  out.measures = notices(*measures, measures->of->all.measures, period);
  out.warnings = notices(*warnings, warnings->of->all.warnings, period);
  return out;
}

}  // namespace roznamcha::app

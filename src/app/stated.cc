#include "app/stated.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "app/cursor.h"
#include "app/derived.h"
#include "app/filter.h"
#include "app/lookup.h"
#include "app/summary.h"

namespace roznamcha::app {
namespace {

using base::Error;
using base::ErrorId;
using Found = ledger::Query;

template <typename Stated>
struct Kind;
template <>
struct Kind<record::Tally> {
  static constexpr int kNumber = 0;  // in the table
  static constexpr auto kList = &record::Reading::tallies;
};
template <>
struct Kind<record::Measure> {
  static constexpr int kNumber = 1;
  static constexpr auto kList = &record::Reading::measures;
};
template <>
struct Kind<record::Warning> {
  static constexpr int kNumber = 2;
  static constexpr auto kList = &record::Reading::warnings;
};

/// Holds tallies against incidents, each of which is read once.
class Checks {
 public:
  Checks(Lookup& lookup, Convention convention, const pack::Pack& pack)
      : lookup_(lookup), convention_(convention), pack_(pack) {}

  TallyCheck check(const record::Tally& tally) {
    std::vector<Counted> incidents;
    if (tally.period.known()) {
      for (const int64_t version : near(tally)) {
        const auto [at, fresh] = counted_.try_emplace({version, tally.effect});
        if (fresh) at->second = of(version, tally.effect);
        incidents.push_back(at->second);
      }
    }
    return app::check(tally, incidents);
  }

 private:
  /// Those that may lie in the period and in the place, some others among them.
  std::vector<int64_t> near(const record::Tally& tally) {
    using record::PlacePrecision;
    const record::Place& place = tally.place.place;
    Query query;
    query.convention = convention_;
    query.since = tally.period.earliest;
    query.until = tally.period.latest;
    query.retracted = false;
    if (place.known()) {
      query.country = place.country;
      if (place.precision != PlacePrecision::kCountry) {
        query.admin1 = place.admin1;
        if (place.precision != PlacePrecision::kAdmin1) query.admin2 = place.admin2;
      }
    }
    return versions(lookup_, query, pack_);
  }

  Counted of(int64_t version, record::Effect effect) {
    if (effect != record::Effect::kKilled && effect != record::Effect::kInjured)
      return counted(lookup_.incident(version, convention_), effect);
    std::optional<Summary> summary;
    lookup_.sql().each(
        "SELECT s.summary FROM views v JOIN summaries s ON s.view = v.number WHERE v.version = ? AND (v.conventions & ?) != 0",
        [&](const Found& row) { summary = summary_from_bytes(row.bytes(0)); }, version,
        int64_t{1} << static_cast<int>(convention_));
    if (!summary) {
      lookup_.sql().fail(
          {ErrorId::kRegisterCorrupt, fmt::format("the view of version {} is damaged", version), "", ""});
      return {};
    }
    return {summary->id,
            summary->status,
            summary->view.date.range,
            summary->view.place.place,
            effect == record::Effect::kKilled ? summary->killed : summary->injured,
            summary->attackers_killed};
  }

  Lookup& lookup_;
  Convention convention_;
  const pack::Pack& pack_;
  std::map<std::pair<int64_t, record::Effect>, Counted> counted_;
};

/// Whether places that come again and again pass.
class Passing {
 public:
  Passing(const std::string& place, const pack::Pack& pack) : any_(place.empty()), filter_(place, pack) {}
  /// Of a row with country, name, admin2, admin1 and constituency from `column` on.
  bool row(const Found& row, int column) {
    if (any_) return true;
    record::Place place;
    std::string key;
    for (std::string* part :
         {&place.country, &place.name, &place.admin2, &place.admin1, &place.constituency}) {
      *part = row.text(column++);
      key += *part + '\n';
    }
    const auto [at, fresh] = known_.try_emplace(std::move(key), false);
    if (fresh) at->second = filter_.passes(place);
    return at->second;
  }

 private:
  bool any_;
  PlaceFilter filter_;
  std::unordered_map<std::string, bool> known_;
};

template <typename Stated>
base::Status stated_from(Lookup& lookup, Register& source, const StatedQuery& query,
                         const std::optional<RowKey>& after, size_t limit, const pack::Pack& pack,
                         StatedPage<Stated>& out) {
  Clause clause;
  clause.add(
      "SELECT h.published, h.id, s.nth, h.document, h.reading, s.country, s.name, s.admin2, s.admin1, "
      "s.constituency FROM held h INDEXED BY held_stating CROSS JOIN stated s ON s.reading = h.reading "
      "WHERE h.states > 0 AND s.kind = ?",
      int64_t{Kind<Stated>::kNumber});
  clause.add(" AND" + lookup.in_force("h"));
  if (query.since || query.until) {
    clause.add(" AND (h.published BETWEEN ?", query.since ? number_of(*query.since) : kNoDay + 1);
    clause.add(" AND ?", query.until ? number_of(*query.until) : kNever);
    clause.add(query.undated ? " OR h.published = ?)" : " AND h.published != ?)", kNoDay);
  }
  if (after) {
    const auto& [published, nth, document] = *after;
    clause.add(" AND h.published <= ?", published);
    clause.add(" AND (h.published < ?", published);
    clause.add(" OR h.id > ?", document);
    clause.add(" OR h.id = ?", document);
    clause.add(" AND s.nth > ?)", nth);
  }
  clause.add(" ORDER BY h.published DESC, h.id, s.nth");
  struct Row {
    RowKey key;  // day of publication, place in the report, report
    int64_t document, reading;
  };
  std::vector<Row> rows;
  Passing passing(query.place, pack);
  uint64_t found = 0;
  lookup.sql().each_of(clause.sql, clause.values, [&](const Found& row) {
    if (!passing.row(row, 5)) return true;
    ++found;
    if (rows.size() < limit) {
      rows.push_back(
          {{row.integer(0), row.integer(2), std::string(row.text(1))}, row.integer(3), row.integer(4)});
      return true;
    }
    if (out.next.empty()) out.next = cursor_of(rows.back().key);
    return !after && found <= kMostCounted;  // the first page goes on and counts
  });
  if (!after) out.total = Total{std::min(found, kMostCounted), found <= kMostCounted};
  ledger::Held held;
  int64_t reading = 0;
  for (const Row& row : rows) {
    if (row.reading != reading) held = lookup.sql().take(source.ledger().held(row.document, row.reading));
    if (lookup.sql().failed()) return lookup.sql().failed();
    reading = row.reading;
    held.document.id = std::get<2>(row.key);
    const auto& list = held.reading.*Kind<Stated>::kList;
    const auto nth = static_cast<size_t>(std::get<1>(row.key));
    if (nth >= list.size())
      return Error{ErrorId::kRegisterCorrupt,
                   fmt::format("what report {} states is damaged", held.document.id), source.path(),
                   "restore it from a copy"};
    out.rows.push_back({report_of(held, ""), list[nth]});
  }
  out.text_of = texts_at(source, pack, query.as_of);
  return lookup.sql().failed();
}

}  // namespace

template <typename Stated>
base::Result<StatedPage<Stated>> stated(Register& source, const StatedQuery& query, std::string_view cursor,
                                        size_t limit, const pack::Pack& pack) {
  const auto after = key_behind(cursor);
  if (!after) return after.error();
  StatedPage<Stated> out;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) {
    return stated_from(lookup, source, query, *after, limit, pack, out);
  });
  if (failed) return *failed;
  return out;
}

base::Result<std::vector<TallyCheck>> checks(Register& source,
                                             const std::vector<Told<record::Tally>>& tallies,
                                             const Query& query, const pack::Pack& pack) {
  std::vector<TallyCheck> out;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) {
    Checks checks(lookup, query.convention, pack);
    for (const auto& tally : tallies) out.push_back(checks.check(tally.stated));
    return lookup.sql().failed();
  });
  if (failed) return *failed;
  return out;
}

template <typename Stated>
base::Result<StatedPage<Stated>> stated_log(Register& source, const StatedQuery& query,
                                            const pack::Pack& pack) {
  const auto snapshot = source.ledger().snapshot(query.as_of);
  if (!snapshot) return snapshot.error();
  const PlaceFilter place(query.place, pack);
  StatedPage<Stated> out;
  for (const ledger::Held& held : snapshot->documents) {
    const record::Report report = report_of(held, "");
    const auto& day = report.published;
    const bool passes = day ? !(query.since && *day < *query.since) && !(query.until && *day > *query.until)
                            : query.undated || !(query.since || query.until);
    if (!passes) continue;
    for (const Stated& one : held.reading.*Kind<Stated>::kList) {
      if (place.passes(one.place.place)) out.rows.push_back({report, one});
    }
  }
  std::stable_sort(out.rows.begin(), out.rows.end(), [](const auto& a, const auto& b) {
    return a.report.published > b.report.published;  // nothing is less than any day
  });
  out.total = Total{out.rows.size(), true};
  out.text_of = texts_of(source, *snapshot);
  return out;
}

base::Result<std::vector<TallyCheck>> checks_log(Register& source,
                                                 const std::vector<Told<record::Tally>>& tallies,
                                                 const Query& query, const pack::Pack& pack) {
  Query all;
  all.as_of = query.as_of;
  all.convention = query.convention;
  const auto answer = query_log(source, all, pack);
  if (!answer) return answer.error();
  std::vector<TallyCheck> out;
  for (const auto& tally : tallies) {
    std::vector<Counted> incidents;
    for (const record::Incident& incident : answer->incidents)
      incidents.push_back(counted(incident, tally.stated.effect));
    out.push_back(check(tally.stated, incidents));
  }
  return out;
}

template base::Result<StatedPage<record::Tally>> stated(Register&, const StatedQuery&, std::string_view,
                                                        size_t, const pack::Pack&);
template base::Result<StatedPage<record::Tally>> stated_log(Register&, const StatedQuery&, const pack::Pack&);
template base::Result<StatedPage<record::Measure>> stated(Register&, const StatedQuery&, std::string_view,
                                                          size_t, const pack::Pack&);
template base::Result<StatedPage<record::Measure>> stated_log(Register&, const StatedQuery&,
                                                              const pack::Pack&);
template base::Result<StatedPage<record::Warning>> stated(Register&, const StatedQuery&, std::string_view,
                                                          size_t, const pack::Pack&);
template base::Result<StatedPage<record::Warning>> stated_log(Register&, const StatedQuery&,
                                                              const pack::Pack&);

}  // namespace roznamcha::app

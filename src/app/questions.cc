#include "app/questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "app/filter.h"
#include "app/lookup.h"
#include "geo/point.h"
#include "merge/link.h"
#include "text/fold.h"

namespace roznamcha::app {
namespace {

using Found = ledger::Query;

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

void compare(const Summary& a, const Summary& b, ReviewItem& item) {
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

using PlaceClause = std::function<Clause(std::string_view alias)>;

/// Doubts with the views of both incidents.
void add_duplicates(Lookup& lookup, const Query& query, const PlaceClause& place,
                    std::vector<Question>& out) {
  const int64_t convention = int64_t{1} << static_cast<int>(query.convention);
  Clause clause;
  clause.add(
      "SELECT d.first_incident, d.second_incident, d.score, min(max(v.killed, 0), max(w.killed, 0)) FROM "
      "doubts d CROSS JOIN versions a ON a.incident = d.first_incident CROSS JOIN views v ON v.version = "
      "a.number CROSS JOIN versions b ON b.incident = d.second_incident CROSS JOIN views w ON w.version = "
      "b.number WHERE");
  for (const char* table : {"d", "a", "b"}) clause.add(fmt::format("{} AND", lookup.in_force(table)));
  clause.add(" (v.conventions & ?) != 0", convention);
  clause.add(" AND (w.conventions & ?) != 0", convention);
  clause.add(" AND (");
  clause.add(place("v"));
  clause.add(" OR ");
  clause.add(place("w"));
  clause.add(")");
  lookup.sql().each_of(clause.sql, clause.values, [&](const Found& row) {
    Question& one = out.emplace_back();
    one.first = row.text(0);
    one.second = row.text(1);
    one.id = fmt::format("duplicate:{}:{}", one.first, one.second);
    const double probability = merge::probability(row.real(2)), doubt = 4 * probability * (1 - probability);
    // People of whom one would be counted twice, or once too few, if the machine is wrong.
    one.worth = (1 + static_cast<double>(row.integer(3))) * std::clamp(doubt, 0.1, 1.0);
  });
}

void add_disputes(Lookup& lookup, const Query& query, const PlaceClause& place, std::vector<Question>& out) {
  Clause clause;
  clause.add(
      "SELECT v.incident, d.field, v.killed_low, v.killed_high, v.injured_low, v.injured_high FROM disputes "
      "d "
      "CROSS JOIN views v ON v.number = d.view WHERE");
  clause.add(lookup.in_force("v"));
  clause.add(" AND (v.conventions & ?) != 0", int64_t{1} << static_cast<int>(query.convention));
  clause.add(" AND v.status != ?", static_cast<int64_t>(record::Status::kRetracted));
  clause.add(" AND ");
  clause.add(place("v"));
  lookup.sql().each_of(clause.sql, clause.values, [&](const Found& row) {
    Question& one = out.emplace_back();
    one.kind = Question::Kind::kDispute;
    one.first = row.text(0);
    one.field = row.text(1);
    one.id = fmt::format("dispute:{}:{}", one.first, one.field);
    const int column = one.field == "killed" ? 2 : one.field == "injured" ? 4 : 0;
    const int64_t width = column != 0 ? row.integer(column + 1) - row.integer(column) : 0;
    one.worth = (1 + static_cast<double>(width)) * (one.field == "injured" ? 0.25 : 0.5);
  });
}

}  // namespace

std::string_view name(Question::Kind kind) {
  return kind == Question::Kind::kDuplicate ? "duplicate" : "dispute";
}

base::Result<std::vector<Question>> questions(Register& source, const Query& query,
                                              std::optional<Question::Kind> kind, const pack::Pack& pack) {
  std::vector<Question> out;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    const auto place = [&](std::string_view alias) { return in_place(query.place, alias, pack); };
    if (kind != Question::Kind::kDispute) add_duplicates(lookup, query, place, out);
    if (kind != Question::Kind::kDuplicate) add_disputes(lookup, query, place, out);
    return {};
  });
  if (failed) return *failed;
  return out;
}

base::Result<std::vector<ReviewItem>> review_items(Register& source, const std::vector<Question>& questions,
                                                   const Query& query, const pack::Pack& pack) {
  std::vector<ReviewItem> out;
  const base::Status failed = ask_tables(source, pack, query.as_of, [&](Lookup& lookup) -> base::Status {
    for (const Question& question : questions) {
      ReviewItem item{question, {}, {}, {}, {}, {}, {}, false};
      auto first = lookup.summary(question.first, query.convention);
      if (!first) continue;
      item.first_incident = *std::move(first);
      if (question.kind == Question::Kind::kDuplicate) {
        item.second_incident = lookup.summary(question.second, query.convention);
        for (record::PossibleDuplicate& pair : lookup.duplicates(question.first)) {
          if (pair.first == question.first && pair.second == question.second) item.pair = std::move(pair);
        }
        if (!item.second_incident || !item.pair) continue;
        compare(item.first_incident, *item.second_incident, item);
      } else {
        const auto version = lookup.version_of(question.first);
        if (!version) continue;
        record::Incident incident = lookup.incident(*version, query.convention);
        for (record::Conflict& conflict : incident.conflicts) {
          if (conflict.field == question.field) item.conflict = std::move(conflict);
        }
        if (!item.conflict) continue;
      }
      out.push_back(std::move(item));
    }
    return {};
  });
  if (failed) return *failed;
  return out;
}

}  // namespace roznamcha::app

#include "publish/csv.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include <fmt/format.h>

#include "publish/visibility.h"

namespace roznamcha::publish {
namespace {

bool is_number(std::string_view text) {
  double value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool looks_like_formula(std::string_view cell) {
  return !cell.empty() && std::string_view("=+-@\t\r").find(cell[0]) != std::string_view::npos && !is_number(cell);
}

/// Different values in order of their first appearance.
class List {
 public:
  void add(std::string value) {
    if (!value.empty() && std::find(values_.begin(), values_.end(), value) == values_.end()) values_.push_back(std::move(value));
  }
  std::string joined() const { return fmt::format("{}", fmt::join(values_, "; ")); }

 private:
  std::vector<std::string> values_;
};

template <typename Range, typename Get>
std::string list(const Range& range, Get get) {
  List out;
  for (const auto& item : range) out.add(std::string(get(item)));
  return out.joined();
}

std::string day(const std::optional<text::Date>& date) { return date ? text::to_string(*date) : ""; }
std::string yes_no(bool value) { return value ? "yes" : "no"; }

std::string low(const std::optional<record::Figure>& f) { return f ? std::to_string(f->low) : ""; }
std::string best(const std::optional<record::Figure>& f) { return f ? std::to_string(f->best) : ""; }
std::string high(const std::optional<record::Figure>& f) { return f && f->high ? std::to_string(*f->high) : ""; }

std::string actors(const record::Incident& incident, record::Role role, std::string (*get)(const record::ActorStatement&)) {
  List out;
  for (const record::ActorStatement& actor : incident.view.actors) {
    if (actor.role == role && public_name(actor)) out.add(get(actor));
  }
  return out.joined();
}

struct Column {
  CsvColumn head;
  std::string (*cell)(const record::Incident&);
};

using I = const record::Incident&;
using record::ActorStatement;
using record::Role;

const Column kColumns[] = {
    {{"id", "of the incident in the register"}, [](I i) { return i.id; }},
    {{"status", "unverified, corroborated, verified, disputed or retracted"}, [](I i) { return std::string(name(i.status)); }},
    {{"event_type", "ACLED's name"}, [](I i) { return i.view.event_type; }},
    {{"sub_event_type", "ACLED's name"}, [](I i) { return i.view.sub_event_type; }},
    {{"background", "yes: only recalled in reports on something else"}, [](I i) { return yes_no(i.view.background); }},
    {{"date_earliest", "first day on which it can have happened; empty: not known"},
     [](I i) { return day(i.view.date.range.earliest); }},
    {{"date_latest", "last such day"}, [](I i) { return day(i.view.date.range.latest); }},
    {{"date_precision", "day, week, month, year or unknown"}, [](I i) { return std::string(name(i.view.date.range.precision)); }},
    {{"place", "smallest place that is known"}, [](I i) { return i.view.place.place.name; }},
    {{"admin2", "district or county"}, [](I i) { return i.view.place.place.admin2; }},
    {{"admin1", "province or state"}, [](I i) { return i.view.place.place.admin1; }},
    {{"country", "ISO 3166-1 alpha-2"}, [](I i) { return i.view.place.place.country; }},
    {{"constituency", "seats of the national assembly"}, [](I i) { return i.view.place.place.constituency; }},
    {{"latitude", "of the place, or of the middle of the unit"},
     [](I i) { return i.view.place.place.point ? fmt::format("{:.4f}", i.view.place.place.point->latitude) : ""; }},
    {{"longitude", ""}, [](I i) { return i.view.place.place.point ? fmt::format("{:.4f}", i.view.place.place.point->longitude) : ""; }},
    {{"radius_km", "the place lies within this distance of the point"},
     [](I i) { return i.view.place.place.point ? fmt::format("{:.0f}", i.view.place.place.radius_km) : ""; }},
    {{"place_precision", "exact, near, admin2, admin1, country or unknown"},
     [](I i) { return std::string(name(i.view.place.place.precision)); }},
    {{"killed_low", "victims, attackers left out; all three empty: no figure is stated"}, [](I i) { return low(i.killed); }},
    {{"killed_best", "by the convention of the export"}, [](I i) { return best(i.killed); }},
    {{"killed_high", "empty while killed_low is given: no upper end is known"}, [](I i) { return high(i.killed); }},
    {{"injured_low", "as for killed"}, [](I i) { return low(i.injured); }},
    {{"injured_best", ""}, [](I i) { return best(i.injured); }},
    {{"injured_high", ""}, [](I i) { return high(i.injured); }},
    {{"attackers_killed_low", "as for killed, of the attackers of this incident"}, [](I i) { return low(i.attackers_killed); }},
    {{"attackers_killed_best", ""}, [](I i) { return best(i.attackers_killed); }},
    {{"attackers_killed_high", ""}, [](I i) { return high(i.attackers_killed); }},
    {{"perpetrators", "organisations that reports name, each with how sure: name (suspected)"},
     [](I i) {
       return actors(i, Role::kPerpetrator,
                     [](const ActorStatement& a) { return fmt::format("{} ({})", a.name, name(a.certainty)); });
     }},
    {{"perpetrator_ids", "their keys in the actor base"},
     [](I i) { return actors(i, Role::kPerpetrator, [](const ActorStatement& a) { return a.id; }); }},
    {{"responders", "organisations that answered"},
     [](I i) { return actors(i, Role::kResponder, [](const ActorStatement& a) { return a.name; }); }},
    {{"victim_groups", "who was hit"}, [](I i) { return list(i.view.victims, [](const auto& v) { return v.group; }); }},
    {{"named_victims", "candidates and holders of an office only"},
     [](I i) { return list(i.view.victims, [](const auto& v) { return public_name(v) ? v.name : ""; }); }},
    {{"targets", "classes of things and institutions that were hit"},
     [](I i) { return list(i.view.targets, [](const auto& t) { return t.target_class; }); }},
    {{"weapons", "classes of weapons"}, [](I i) { return list(i.view.weapons, [](const auto& w) { return w.weapon_class; }); }},
    {{"election_related", "yes or no"}, [](I i) { return yes_no(i.view.election.related); }},
    {{"election_target", "candidate, party_office, rally, polling_place, election_staff, voters, material or none"},
     [](I i) { return i.view.election.target; }},
    {{"reports", "accounts that tell of it"}, [](I i) { return std::to_string(i.accounts.size()); }},
    {{"independent_reports", "of them no copies of another"},
     [](I i) {
       return std::to_string(std::count_if(i.accounts.begin(), i.accounts.end(), [](const auto& a) { return a.report.independent; }));
     }},
    {{"sources", "publishers"}, [](I i) { return list(i.accounts, [](const auto& a) { return a.report.source; }); }},
    {{"documents", "ids of the reports"}, [](I i) { return list(i.accounts, [](const auto& a) { return a.report.document; }); }},
    {{"conflicts", "fields on which reports disagree"}, [](I i) { return list(i.conflicts, [](const auto& c) { return c.field; }); }},
    {{"first_known", "when the register learnt of it, RFC 3339, UTC"}, [](I i) { return i.first_known; }},
    {{"last_changed", "when it last changed"}, [](I i) { return i.last_changed; }},
};

}  // namespace

std::string csv_record(std::span<const std::string> cells) {
  std::string out;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    const std::string cell = (looks_like_formula(cells[i]) ? "'" : "") + cells[i];
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      out += cell;
      continue;
    }
    out += '"';
    for (const char c : cell) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  return out + "\r\n";
}

std::span<const CsvColumn> csv_columns() {
  static const std::vector<CsvColumn> columns = [] {
    std::vector<CsvColumn> out;
    for (const Column& column : kColumns) out.push_back(column.head);
    return out;
  }();
  return columns;
}

void write_csv(const std::vector<record::Incident>& incidents, const TextOf&, const pack::Pack&, const Sink& sink) {
  std::vector<std::string> cells;
  for (const CsvColumn& column : csv_columns()) cells.emplace_back(column.name);
  sink(csv_record(cells));
  for (const record::Incident& incident : incidents) {
    for (size_t i = 0; i < cells.size(); ++i) cells[i] = kColumns[i].cell(incident);
    sink(csv_record(cells));
  }
}

}  // namespace roznamcha::publish

#include "publish/incident_page.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "publish/jsonl.h"
#include "publish/words.h"

namespace roznamcha::publish {
namespace {

using record::Incident;
using record::ToldAccount;
using text::Span;

constexpr size_t kLabel = 18;
constexpr size_t kMostValue = 52;
constexpr size_t kMostDocument = 24;

class Writer {
 public:
  Writer(const Incident& incident, const TextOf& text_of, const Look& look) : incident_(incident), text_of_(text_of), look_(look) {}

  void section(std::string_view title) { out_ += '\n' + paint(look_, Ink::kStrong, title) + '\n'; }
  void field(std::string_view label, const std::string& value) { out_ += "  " + fitted(label, kLabel) + plain(value) + '\n'; }
  void text(const std::string& line) { out_ += "  " + plain(line) + '\n'; }
  void heading(const std::string& line) { out_ += paint(look_, Ink::kStrong, line) + '\n'; }

  /// Statements of one field, the chosen ones marked with '*'. They are written by end_of_statements().
  template <typename Items, typename Value>
  void statements(std::string_view label, std::string_view field_name, Items items_of, Value value_of) {
    bool first = true;
    for (const ToldAccount& told : incident_.accounts) {
      const std::string& text = text_of(told.report.document);
      for (const auto& item : items_of(told.account)) {
        rows_.push_back({std::string(first ? label : ""), is_chosen(incident_, field_name, told, item.span), plain(value_of(item)),
                         plain(told.report.document), item.span.empty() ? "" : "“" + plain(item.span.of(text)) + "”"});
        first = false;
      }
    }
  }

  void end_of_statements() {
    size_t value_width = 0, document_width = 0;
    for (const Row& row : rows_) {
      value_width = std::max(value_width, std::min(kMostValue, columns(row.value)));
      document_width = std::max(document_width, std::min(kMostDocument, columns(row.document)));
    }
    for (const Row& row : rows_) {
      out_ += "  " + fitted(row.label, kLabel) + (row.chosen ? "* " : "  ") + fitted(row.value, value_width) + "  " +
              paint(look_, Ink::kFaint, fitted(row.document, document_width));
      if (!row.quote.empty()) out_ += "  " + paint(look_, Ink::kQuote, row.quote);
      while (out_.back() == ' ') out_.pop_back();
      out_ += '\n';
    }
    rows_.clear();
  }

  std::string take() { return std::move(out_); }

 private:
  struct Row {
    std::string label;
    bool chosen;
    std::string value, document, quote;
  };

  const std::string& text_of(const std::string& document) {
    auto found = texts_.find(document);
    if (found == texts_.end()) found = texts_.emplace(document, text_of_(document)).first;
    return found->second;
  }

  const Incident& incident_;
  const TextOf& text_of_;
  const Look& look_;
  std::map<std::string, std::string> texts_;
  std::vector<Row> rows_;
  std::string out_;
};

template <typename Item>
std::vector<Item> only(Item item) { return {std::move(item)}; }

std::string with_speaker(std::string value, const std::string& speaker) {
  return speaker.empty() ? value : fmt::format("{}, says {}", value, speaker);
}

std::string day_of(const std::optional<text::Date>& date) { return date ? text::to_string(*date) : "date not known"; }

void write_head(Writer& out, const IncidentPage& page) {
  const Incident& incident = page.incident;
  const record::Account& view = incident.view;
  out.heading(fmt::format("Incident {}", incident.id));
  out.field("status", std::string(name(incident.status)) + (view.background ? ", only recalled by reports on something else" : ""));
  out.field("what", view.sub_event_type.empty() ? view.event_type : fmt::format("{} / {}", view.event_type, view.sub_event_type));
  out.field("date", fmt::format("{} ({})", in_words(view.date.range), name(view.date.range.precision)));
  const record::Place& place = view.place.place;
  out.field("place", fmt::format("{} ({}){}", in_words(place), name(place.precision),
                                 place.constituency.empty() ? "" : ", " + place.constituency));
  const auto figure = [&](std::string_view label, const std::optional<record::Figure>& value) {
    const bool one = !value || (value->high && value->low == *value->high);
    out.field(label, one ? in_words(value) : fmt::format("{}, best {}", in_words(value), value->best));
  };
  figure("killed", incident.killed);
  figure("injured", incident.injured);
  if (incident.attackers_killed) figure("attackers killed", incident.attackers_killed);
  for (const auto& actor : view.actors) out.field(name(actor.role), in_words(actor));
  if (view.election.related) out.field("election", view.election.target == "none" ? "related" : spaced(view.election.target));
  out.field("convention", std::string(page.convention));
}

void write_statements(Writer& out) {
  using A = const record::Account&;
  out.section("What is stated (* stands in the fields above)");
  out.statements("date", "date", [](A a) { return only(a.date); },
                 [](const auto& d) { return fmt::format("{} ({})", in_words(d.range), name(d.range.precision)); });
  out.statements("place", "place", [](A a) { return only(a.place); },
                 [](const auto& p) { return fmt::format("{} ({})", in_words(p.place), name(p.place.precision)); });
  for (const auto effect : {record::Effect::kKilled, record::Effect::kInjured, record::Effect::kAbducted, record::Effect::kArrested,
                            record::Effect::kMissing, record::Effect::kDisplaced}) {
    out.statements(name(effect), "counts",
                   [effect](A a) {
                     std::vector<record::CountStatement> counts;
                     std::copy_if(a.counts.begin(), a.counts.end(), std::back_inserter(counts),
                                  [effect](const auto& c) { return c.effect == effect; });
                     return counts;
                   },
                   [](const auto& c) {
                     return with_speaker(fmt::format("{} {}{}", in_words(c), group_in_words(c.group),
                                                     c.headline ? ", says the headline" : ""),
                                         c.speaker);
                   });
  }
  out.statements("actor", "actors", [](A a) -> const auto& { return a.actors; },
                 [](const auto& a) { return with_speaker(fmt::format("{}: {}", name(a.role), in_words(a)), a.speaker); });
  out.statements("victim", "victims", [](A a) -> const auto& { return a.victims; },
                 [](const auto& v) { return fmt::format("{} ({})", v.name.empty() ? v.text : v.name, spaced(v.group)); });
  out.statements("target", "targets", [](A a) -> const auto& { return a.targets; }, [](const auto& t) { return spaced(t.target_class); });
  out.statements("weapon", "weapons", [](A a) -> const auto& { return a.weapons; }, [](const auto& w) { return spaced(w.weapon_class); });
  out.end_of_statements();
}

void write_conflicts(Writer& out, const Incident& incident) {
  if (incident.conflicts.empty()) return;
  out.section("Where reports disagree");
  for (const record::Conflict& conflict : incident.conflicts) {
    for (size_t i = 0; i < conflict.values.size(); ++i) {
      const auto& value = conflict.values[i];
      out.field(i == 0 ? spaced(conflict.field) : "", fmt::format("{}  [{}]", value.value, fmt::join(value.documents, ", ")));
    }
    out.field("", fmt::format("→ {}, by {}", conflict.chosen, conflict.rule));
  }
}

void write_reports(Writer& out, const Incident& incident) {
  out.section("Reports");
  for (const ToldAccount& told : incident.accounts) {
    const record::Report& report = told.report;
    out.text(fmt::format("{}  [{}]  {}{}{}{}", told.account.id, report.document, day_of(report.published),
                         report.source.empty() ? "" : ", " + report.source, report.title.empty() ? "" : ", " + report.title,
                         report.independent ? "" : " (copy of another report)"));
  }
  if (!incident.joins.empty()) out.section("Why they are held for one incident");
  for (const std::string& join : incident.joins) out.text(join);
}

void write_history(Writer& out, const IncidentPage& page) {
  if (!page.duplicates.empty()) out.section("It may be one with");
  for (const auto& pair : page.duplicates) {
    out.text(fmt::format("{}  score {:.2f}  {}", pair.first == page.incident.id ? pair.second : pair.first, pair.score, pair.reason));
  }
  out.section("History");
  out.field("first known", page.incident.first_known);
  out.field("last changed", page.incident.last_changed);
  for (const record::Review& review : page.reviews) {
    std::string line = fmt::format("{} {}", name(review.kind), fmt::join(review.accounts, " "));
    if (!review.field.empty()) line += fmt::format(" {} = {}", review.field, review.value);
    if (review.undoes != 0) line += fmt::format(" decision {}", review.undoes);
    if (!review.by.empty()) line += ", by " + review.by;
    if (!review.reason.empty()) line += ": " + review.reason;
    out.field(fmt::format("decision {}", review.number), fmt::format("{}  {}", review.learnt, line));
  }
}

}  // namespace

std::string to_text(const IncidentPage& page, const TextOf& text_of, const Look& look) {
  Writer out(page.incident, text_of, look);
  write_head(out, page);
  write_statements(out);
  write_conflicts(out, page.incident);
  write_reports(out, page.incident);
  write_history(out, page);
  return out.take();
}

}  // namespace roznamcha::publish

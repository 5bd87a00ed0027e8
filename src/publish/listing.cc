#include "publish/listing.h"

#include <algorithm>

#include <fmt/format.h>

#include "publish/words.h"

namespace roznamcha::publish {
namespace {

constexpr size_t kLeastElastic = 10;
constexpr std::string_view kGap = "  ";

std::string date_cell(const record::Account& view) {
  const auto& range = view.date.range;
  if (range.earliest && range.latest && *range.earliest != *range.latest) {
    // A whole month or year reads better by its name.
    const std::string first = text::to_string(*range.earliest), last = text::to_string(*range.latest);
    if (range.precision == text::DatePrecision::kYear && first.substr(0, 4) == last.substr(0, 4)) return first.substr(0, 4);
    if (range.precision == text::DatePrecision::kMonth && first.substr(0, 7) == last.substr(0, 7)) return first.substr(0, 7);
    return first + "/" + (first.substr(0, 8) == last.substr(0, 8) ? last.substr(8) : last.substr(first.substr(0, 5) == last.substr(0, 5) ? 5 : 0));
  }
  return in_words(range);
}

bool contains(const std::vector<size_t>& columns, size_t column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

}  // namespace

std::string to_text(const TextTable& table, const Look& look) {
  std::vector<size_t> widths;
  for (const std::string& cell : table.head) widths.push_back(columns(cell));
  for (const auto& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  }
  size_t whole = kGap.size() * (widths.size() - 1);
  for (const size_t width : widths) whole += width;
  while (look.width > 0 && whole > look.width) {
    // The widest elastic column gives way first.
    size_t widest = widths.size();
    for (const size_t i : table.elastic) {
      if (widths[i] > kLeastElastic && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == widths.size()) break;
    --widths[widest];
    --whole;
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string out;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out += kGap;
      out += fitted(cells[i], widths[i], contains(table.right, i));
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
  };
  std::string out = paint(look, Ink::kStrong, line(table.head)) + '\n';
  for (const auto& row : table.rows) out += line(row) + '\n';
  return out;
}

std::string incident_table(const std::vector<record::Incident>& incidents, const Look& look) {
  TextTable table{{"id", "date", "what", "where", "killed", "injured", "reports", "status"}, {}, {6}, {2, 3}};
  std::vector<const record::Incident*> by_day;
  for (const record::Incident& incident : incidents) by_day.push_back(&incident);
  const auto day = [](const record::Incident* i) {
    const auto& range = i->view.date.range;
    return range.earliest ? *range.earliest : range.latest.value_or(text::Date::max());
  };
  std::stable_sort(by_day.begin(), by_day.end(), [&](const auto* a, const auto* b) { return day(a) < day(b); });
  for (const record::Incident* one : by_day) {
    const record::Incident& incident = *one;
    const record::Account& view = incident.view;
    const std::string what = view.sub_event_type.empty() ? view.event_type : view.sub_event_type;
    table.rows.push_back({incident.id, date_cell(view), plain(view.election.related ? what + " (election)" : what),
                          plain(in_words(view.place.place)), in_words(incident.killed), in_words(incident.injured),
                          std::to_string(incident.accounts.size()),
                          std::string(name(incident.status)) + (view.background ? ", recalled" : "")});
  }
  std::string out = incidents.empty() ? "" : to_text(table, look);
  return out + paint(look, Ink::kFaint, fmt::format("{} incident{}", incidents.size(), incidents.size() == 1 ? "" : "s")) + '\n';
}

std::string duplicate_table(const std::vector<record::PossibleDuplicate>& duplicates, const Look& look) {
  if (duplicates.empty()) return "";
  TextTable table{{"first", "second", "score", "why they may be one incident"}, {}, {2}, {3}};
  for (const auto& pair : duplicates) {
    table.rows.push_back({pair.first, pair.second, fmt::format("{:.2f}", pair.score), plain(pair.reason)});
  }
  return to_text(table, look);
}

}  // namespace roznamcha::publish

#include "pack/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "text/utf8.h"

namespace roznamcha::pack {
namespace {

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t' || s.front() == '\r')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) s.remove_suffix(1);
  return s;
}

std::vector<std::string_view> cut(std::string_view s, char separator) {
  std::vector<std::string_view> parts;
  for (size_t begin = 0;;) {
    const size_t end = s.find(separator, begin);
    parts.push_back(trimmed(s.substr(begin, end == std::string_view::npos ? end : end - begin)));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

/// The value of a "# name: value" line; nothing if it is another line.
bool directive(std::string_view line, std::string_view name, std::string_view& value) {
  line = trimmed(line.substr(1));
  if (line.substr(0, name.size()) != name) return false;
  line = trimmed(line.substr(name.size()));
  if (line.empty() || line[0] != ':') return false;
  value = trimmed(line.substr(1));
  return true;
}

base::Error bad(std::string_view file, uint32_t line, std::string what) {
  std::string where(file);
  if (line) where += fmt::format(":{}", line);
  return {base::ErrorId::kBadPack, std::move(what), std::move(where), ""};
}

}  // namespace

base::Result<Table> Table::parse(std::string_view text, std::string_view file) {
  Table table;
  table.file_ = file;
  std::vector<size_t> key_columns;
  std::vector<std::string> key_names;
  std::unordered_map<std::string, uint32_t> seen;
  uint32_t number = 0;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) end = text.size();
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (text::first_invalid_utf8(line)) return bad(file, number, "bytes that are not UTF-8");
    if (trimmed(line).empty()) continue;
    if (line[0] == '#') {
      std::string_view value;
      if (table.columns_.empty() && directive(line, "origin", value)) table.origin_ = value;
      if (table.columns_.empty() && directive(line, "key", value)) key_names = split_list(value, ',');
      continue;
    }
    const std::vector<std::string_view> cells = cut(line, '\t');
    if (table.columns_.empty()) {
      if (table.origin_.empty()) return bad(file, number, "no line '# origin: …' before the header");
      if (key_names.empty()) return bad(file, number, "no line '# key: …' before the header");
      for (std::string_view cell : cells) {
        if (cell.empty()) return bad(file, number, "a column without a name");
        if (table.has(cell)) return bad(file, number, fmt::format("two columns '{}'", cell));
        table.columns_.emplace_back(cell);
      }
      for (const std::string& name : key_names) {
        const auto at = std::find(table.columns_.begin(), table.columns_.end(), name);
        if (at == table.columns_.end())
          return bad(file, number, fmt::format("the key '{}' is no column", name));
        key_columns.push_back(static_cast<size_t>(at - table.columns_.begin()));
      }
      continue;
    }
    if (cells.size() != table.columns_.size()) {
      return bad(file, number,
                 fmt::format("{} cells where the header has {}", cells.size(), table.columns_.size()));
    }
    std::string key;
    for (size_t column : key_columns) key.append(cells[column]).append(1, '\t');
    const auto [at, fresh] = seen.emplace(std::move(key), number);
    if (!fresh) {
      std::string shown = at->first.substr(0, at->first.size() - 1);
      std::replace(shown.begin(), shown.end(), '\t', ',');
      return bad(file, number, fmt::format("the key '{}' stands already in line {}", shown, at->second));
    }
    for (std::string_view cell : cells) table.cells_.emplace_back(cell);
    table.lines_.push_back(number);
  }
  if (table.columns_.empty()) return bad(file, 0, "no header line");
  return table;
}

std::string_view Table::cell(size_t row, std::string_view column) const {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i] == column) return cells_[row * columns_.size() + i];
  }
  return {};
}

bool Table::has(std::string_view column) const {
  return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
}

std::optional<double> number(std::string_view cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size()) return {};
  return value;
}

std::vector<std::string> split_list(std::string_view cell, char separator) {
  std::vector<std::string> parts;
  for (std::string_view part : cut(cell, separator)) {
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

}  // namespace roznamcha::pack

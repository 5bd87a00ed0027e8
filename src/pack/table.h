// A pack file: tab-separated values with a header line and comment lines that name key and origin.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace roznamcha::pack {

/// A parsed TSV file. Lines that start with '#' are comments; "# key: a,b" names the columns that identify a
/// row and
/// "# origin: …" is required. Cells are trimmed; an empty cell is "".
class Table {
 public:
  /// Reads a table. Errors (kBadPack, with file:line): no header, no origin, no key, a row of another width,
  /// a repeated key, bytes that are no UTF-8. `file` is only named in errors. Copies what it needs.
  static base::Result<Table> parse(std::string_view text, std::string_view file);

  size_t size() const { return lines_.size(); }
  /// Cell of a row; "" if the table has no such column.
  std::string_view cell(size_t row, std::string_view column) const;
  bool has(std::string_view column) const;
  uint32_t line(size_t row) const { return lines_[row]; }  // in the file, from 1
  const std::string& file() const { return file_; }
  const std::vector<std::string>& columns() const { return columns_; }
  const std::string& origin() const { return origin_; }

 private:
  std::string file_;
  std::string origin_;
  std::vector<std::string> columns_;
  std::vector<std::string> cells_;  // row-major
  std::vector<uint32_t> lines_;
};

/// The number that a cell is, all of it; nothing if it is none.
std::optional<double> number(std::string_view cell);

/// Parts of a cell between `separator`s, trimmed, empty ones left out.
std::vector<std::string> split_list(std::string_view cell, char separator = ';');

}  // namespace roznamcha::pack

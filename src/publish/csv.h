// Comma-separated values by RFC 4180.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "publish/export.h"

namespace roznamcha::publish {

/// Cells of one record with its CR LF. A cell that a spreadsheet would run as a formula (it begins with = + - @ and is no
/// number) gets an apostrophe before it.
std::string csv_record(std::span<const std::string> cells);

/// A column of the format `csv`.
struct CsvColumn {
  std::string_view name;
  std::string_view meaning;
};
std::span<const CsvColumn> csv_columns();

/// A header and a record an incident.
void write_csv(const std::vector<record::Incident>&, const TextOf&, const pack::Pack&, const Sink&);

}  // namespace roznamcha::publish

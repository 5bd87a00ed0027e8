// The register as a table.
#pragma once

#include <string>
#include <vector>

#include "publish/terminal.h"
#include "record/incident.h"

namespace roznamcha::publish {

/// A heading and a line an incident, by the day on which it can have happened first (unknown last), cut to the width of the terminal;
/// then a line that counts them. What is not stated is said to be so.
std::string incident_table(const std::vector<record::Incident>& incidents, const Look& look);
/// Pairs that may be one incident, with score and reason; "" if there are none.
std::string duplicate_table(const std::vector<record::PossibleDuplicate>& duplicates, const Look& look);

/// Any table: cells left-aligned but for columns named in `right`; the columns in `elastic` give way where the width is short.
struct TextTable {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
  std::vector<size_t> right;
  std::vector<size_t> elastic;
};
std::string to_text(const TextTable& table, const Look& look);

}  // namespace roznamcha::publish

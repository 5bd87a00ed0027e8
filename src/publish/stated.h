// Tallies, measures and warnings of the register, each with the report that states it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "publish/export.h"
#include "publish/terminal.h"
#include "record/incident.h"

namespace roznamcha::publish {

/// What the register's incidents explain of a tally.
struct Explained {
  std::string verdict;
  int64_t low = 0, best = 0, high = 0;  // sums over the incidents
  int64_t missing = 0;                  // at least so many are in none of them
  std::vector<std::string> incidents;   // ids
};

template <typename Stated>
struct StatedIn {
  record::Report report;
  Stated stated;
  std::optional<Explained> explained = {};  // of a tally that was held against a register
};
template <typename Stated>
using StatedList = std::vector<StatedIn<Stated>>;

/// A table with the words that state each; a line that counts them.
std::string stated_table(const StatedList<record::Tally>& list, const TextOf& text_of, const Look& look);
std::string stated_table(const StatedList<record::Measure>& list, const TextOf& text_of, const Look& look);
std::string stated_table(const StatedList<record::Warning>& list, const TextOf& text_of, const Look& look);

/// JSON Lines: the object of the output contract, and the document that states it; of a tally, as "check",
/// what explains it.
void write_stated(const StatedList<record::Tally>& list, const TextOf& text_of, const Sink& sink);
void write_stated(const StatedList<record::Measure>& list, const TextOf& text_of, const Sink& sink);
void write_stated(const StatedList<record::Warning>& list, const TextOf& text_of, const Sink& sink);

/// {"first", "second", "score", "reason"}
std::string duplicate_line(const record::PossibleDuplicate& pair);

}  // namespace roznamcha::publish

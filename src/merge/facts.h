// What of an account can be held against another account, in numbers that are quick to compare.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/point.h"
#include "merge/kinds.h"
#include "record/incident.h"

namespace roznamcha::merge {

/// A word or name of the register as a number; 0 is none.
using Term = uint32_t;

struct Weighted {
  Term term = 0;
  float weight = 0;
};

struct Facts {
  // Days since 1970. The window is where the incident lies at the widest: the stated range, or some days
  // before publication.
  enum class Dating : uint8_t { kNone, kPublication, kRange, kDay } dating = Dating::kNone;
  int32_t from = 0;
  int32_t to = 0;
  std::optional<int32_t> published;

  Term country = 0, admin1 = 0, admin2 = 0, town = 0;
  record::PlacePrecision precision = record::PlacePrecision::kUnknown;
  std::optional<geo::Point> point;
  double radius_km = 0;
  float busy = 0;  // days (log2) near this one on which the register knows of anything in the town

  std::string_view sub_event_type;
  std::array<std::optional<record::Figure>, 3> figures;  // killed, injured, attackers killed

  // Each sorted, without repeats.
  std::vector<Term> victims;       // full names
  std::vector<Term> victim_parts;  // single words of them
  std::vector<Term> suspects;      // persons said to have done it
  std::vector<Term> weapons;       // classes
  std::vector<Term> targets;       // classes
  // Organizations that are said to have done it (not those that are only denied): 1 if rare in this register,
  // 0 if they are said to do most of what it tells.
  std::vector<Weighted> organizations;
  std::vector<Weighted> words;  // single ones of the telling, by how rare they are; length 1
  std::vector<Weighted>
      phrases;  // pairs of words that name or number; weight: how rare, 1 for a single account's
  std::vector<Weighted> title;  // the same of the headline

  Term election_target = 0;
  Term document = 0, source = 0, url = 0, headline = 0;
  bool background = false;
  bool aside = false;     // may be no more than a piece of the first news of its document
  bool wordless = false;  // its text was left out
};

/// The facts of each account, in its order. How much a word weighs depends on all accounts together. The
/// accounts must outlive the facts.
std::vector<Facts> gather_facts(const std::vector<record::ToldAccount>& accounts);

/// Publisher by which a report is known: its name, else the host of its address, else "".
std::string publisher(const record::Report& report);

/// Shorter words say nothing.
constexpr size_t kShortestWord = 3;  // bytes

/// Folded words of a text: letters and digits, nothing else.
std::vector<std::string> folded_words(std::string_view text);

}  // namespace roznamcha::merge

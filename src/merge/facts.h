// What of an account can be held against another account, in numbers that are quick to compare.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/point.h"
#include "merge/common_words.h"
#include "record/incident.h"

namespace roznamcha::merge {

/// A word or name as a number, the same in every register: a digest of it. 0 is none.
using Term = uint32_t;
/// The term of a text as it is written; 0 of "".
Term term_of(std::string_view text);

/// A word, or a pair of words, by how rare it is in news (CommonWords::rarity).
struct Word {
  Term term = 0;
  uint8_t rarity = 0;
};

/// Somebody whose age is told.
struct Person {
  Term name = 0;  // of two words, as a phrase is
  uint8_t age = 0;
  auto operator<=>(const Person&) const = default;
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

  std::string sub_event_type;
  std::array<std::optional<record::Figure>, 3> figures;  // killed, injured, attackers killed

  // Each sorted, without repeats.
  std::vector<Term> victims;        // full names
  std::vector<Term> victim_parts;   // single words of them
  std::vector<Term> suspects;       // persons said to have done it
  std::vector<Term> weapons;        // classes
  std::vector<Term> targets;        // classes
  std::vector<Term> organizations;  // said to have done it (not those that are only denied)
  // Sorted by term, without repeats.
  std::vector<Word> words;    // of the telling, single ones; without those of the place's names
  std::vector<Word> phrases;  // pairs of words that name or number
  std::vector<Person> persons;
  std::vector<Word> title;  // of the headline, as `words`
  float words_length = 0;   // root of the sum of squared rarities
  float title_length = 0;

  Term election_target = 0;
  Term document = 0, source = 0, url = 0, headline = 0;
  bool background = false;
  bool aside = false;     // may be no more than a piece of the first news of its document
  bool wordless = false;  // its text was left out
  /// What near-copies of one text have in common; 0 if it is not known for one. All accounts of a voice are
  /// of one incident, and the first of them by `order` speaks for all (heads_of in keys.h).
  uint64_t voice = 0;
  uint64_t order = 0;  // by which accounts that are alike otherwise are put in order; from the account's id
};

/// The facts of each account, in its order. They depend on the account and the others of its document alone,
/// all of which are to be given together, so that what is learnt later changes none.
std::vector<Facts> gather_facts(const std::vector<record::ToldAccount>& accounts,
                                const CommonWords& common = {});

/// Facts as bytes, for keeping, and back. Nothing if the bytes are none.
std::string to_bytes(const Facts& facts);
std::optional<Facts> facts_from_bytes(std::string_view bytes);

/// Publisher by which a report is known: its name, else the host of its address, else "".
std::string publisher(const record::Report& report);

/// Shorter words say nothing.
constexpr size_t kShortestWord = 3;  // bytes

/// Folded words of a text: letters and digits, nothing else.
std::vector<std::string> folded_words(std::string_view text);

}  // namespace roznamcha::merge

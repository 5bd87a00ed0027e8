// Words that name times: months, weekdays, units, feasts, and what points from one time to another.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "pack/phrases.h"
#include "pack/table.h"
#include "text/date.h"

namespace roznamcha::pack {

/// What a word of time does. The order is that of the names in packs/en/times.tsv.
enum class TimeKind : uint8_t {
  kMonth,      // number 1..12; code "short" if a full stop may follow
  kWeekday,    // number 1..7, Monday first; code as of months
  kPart,       // part of the day; code after the T of TIMEX3: MO, MI, AF, EV, NI, DT, or a clock time
  kSeason,     // code SP, SU, FA, WI
  kUnit,       // code Y, M, W, D, H, MIN, S, DE, CE, Q, WE (weekend); number: units of it; `plural`
  kNumber,     // number; 0: vague
  kOrdinal,    // number 1..31
  kEra,        // number -1 before Christ, 1 after
  kDay,        // number of days from today; code: part of the day
  kReference,  // code PAST_REF, PRESENT_REF, FUTURE_REF
  kEvery,      // code: how often, "P1D"; "*" if the next word says ("every")
  kDirection,  // number -1, 0, 1; code "now" from the day of speaking, "then" from the day told of, "last",
               // "that", "such"
  kShift,      // number -1, 1; code "now", "then", "of" (needs what follows: "two days before the vote")
  kPosition,   // early, late, end of: part of a longer time; code H1, H2 of halves
  kApprox,     // about, nearly, more than
  kFiller,     // full, consecutive: may stand between number and unit
  kFeast,      // code: rules of the day, see TimeWords::feasts
  kFuture,     // sets its clause in the future: will, scheduled
  kOccasion,   // a thing that has its own date: election, hearing, anniversary
  kAside,      // verbs whose date is not that of violence: born, sentenced, appeared
  kBound,      // since, until: no date of what happened
  kMovement,   // named after its date: "August 21 Movement", "Black September"; code: whether the word stands
               // before or after it
  kIssue,      // marks a day of publication: published, posted
  kVoting,     // election, poll: words beside the day of a vote
  kVote,       // a country; code: days of its national votes
  kHijri,      // month of the Islamic calendar; number 1..12
};
constexpr size_t kTimeKinds = 26;
std::string_view name(TimeKind kind);
std::optional<TimeKind> time_kind(std::string_view name);

/// A row of packs/en/times.tsv.
struct TimeWord {
  std::string phrase;
  TimeKind kind = TimeKind::kMonth;
  int number = 0;
  std::string code;
  bool plural = false;
  bool capital = false;  // counts only where the text writes it with a capital ("May", "Fall")
  bool alone = false;    // and not beside a name, of which it is part ("Muhammad Ramzan", "Eid Gul")
};

/// The words of time of one language. Immutable; one serves all threads.
class TimeWords {
 public:
  /// Reads the table `phrase`, `kind`, `number`, `code`, `flags`. Errors (kBadPack, with file:line): a
  /// missing column, a kind, number, code or flag that is not one of those above.
  static base::Result<TimeWords> from_table(const Table& table);

  TimeWords() = default;

  /// The row of a single lower-case word that is of this kind; null if there is none.
  const TimeWord* find(std::string_view lower, TimeKind kind) const;
  /// The rows of one word.
  static constexpr uint32_t kStartsPhrase = 1u << 31;
  struct Rows {
    uint32_t kinds = 0;  // bits of TimeKind; kStartsPhrase if a phrase of several words begins so
    std::array<uint16_t, 3> rows{};
    uint8_t count = 0;
  };
  /// All rows of a single lower-case word; null if there is none.
  const Rows* rows(std::string_view lower) const;
  const TimeWord& word(uint32_t row) const { return words_[row]; }
  const std::vector<TimeWord>& words() const { return words_; }
  /// Phrases of several words; values are rows.
  const PhraseIndex& phrases() const { return phrases_; }

  /// The days of a feast in a year, ascending, by its rules, which have a space between: "12-25" a day of the
  /// year, "easter+1", "11:4:4" the fourth Thursday of November ("5:-1:1" the last Monday of May), "h:10-1" a
  /// day of the Islamic year (tabular: as the moon is seen, a day off at times; twice in some years of ours).
  /// None if the rule is "?" (a feast whose day is not computed) or does not parse.
  static std::vector<text::Date> feasts(std::string_view rules, int year);
  /// The last such day up to `date`, and the first from it on.
  static std::optional<text::Date> feast_until(std::string_view rules, text::Date date);
  static std::optional<text::Date> feast_from(std::string_view rules, text::Date date);
  static bool valid_feast(std::string_view rules);
  /// A day of the tabular Islamic calendar.
  static text::Date islamic_day(int year, int month, int day);

 private:
  std::vector<TimeWord> words_;
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  std::unordered_map<std::string, Rows, Hash, std::equal_to<>> by_word_;
  PhraseIndex phrases_;
};

}  // namespace roznamcha::pack

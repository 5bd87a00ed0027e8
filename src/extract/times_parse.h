// How a text words its times: the phrases, before it is decided which days they mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/analysis.h"
#include "pack/time_words.h"

namespace roznamcha::extract {

/// How much of the calendar a time takes, from fine to coarse.
enum class Grain : uint8_t {
  kNone,
  kHour,
  kDay,
  kWeekend,
  kWeek,
  kMonth,
  kQuarter,
  kSeason,
  kYear,
  kDecade,
  kCentury
};

/// A stretch of the calendar; what is 0 or empty is not said. Years before Christ are negative.
struct CalendarPart {
  int year = 0, month = 0, day = 0, weekday = 0, quarter = 0;  // of our calendar
  Grain grain = Grain::kNone;  // of what is said: kDecade and kCentury with the first year, BC too, in `year`
  std::string_view season;     // SP, SU, FA, WI
  std::string_view part;       // part of the day: MO, NI …
  std::string clock;           // "03:00"
  std::string rule;            // of a feast or a day of the Islamic calendar, see pack::TimeWords::feasts

  bool empty() const { return grain == Grain::kNone; }
};

struct TimePhrase {
  enum class Form : uint8_t {
    kCalendar,   // "5 February", "Monday night", "the summer of 2010"
    kDeictic,    // "today", "yesterday morning": `count` days from today
    kDirected,   // "last week", "that month", "the next day": `way`, `anchor`, and a unit, or a calendar part
    kShifted,    // "two days ago", "a year later": `way`, `anchor`, `count`, a unit; "after" a calendar part
                 // too
    kSpan,       // "three weeks"; with a way: "the past three weeks"
    kEvery,      // `code`
    kReference,  // `code`
  } form = Form::kCalendar;
  uint32_t first = 0, last = 0;  // tokens
  text::Span span;
  CalendarPart calendar;
  CalendarPart from, until;  // ends of a range named in one breath: "3-5 March", "between 3 and 5 March"
  int way = 0;               // -1 back, 0 the same, 1 forth
  std::string_view anchor;   // codes of kDirection and kShift
  std::string_view code;
  std::string_view unit;    // codes of kUnit
  std::string amount;       // as TIMEX3 writes it: "3", "X", "1.5"
  int count = 0;            // 0: vague
  bool positioned = false;  // "early", "the end of"
  bool masthead = false;    // the report's own: its dateline, byline, "Updated: …"
};

/// Whether "before" or "ahead of" stands right before a token of a sentence that begins with token `begin`.
bool leads_up_to(const Analysis& a, uint32_t begin, uint32_t token);

/// All times of a text, in text order, without overlap. Linear time.
std::vector<TimePhrase> parse_times(const Analysis& a);

}  // namespace roznamcha::extract

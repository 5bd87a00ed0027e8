#include "extract/times.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "extract/times_parse.h"

namespace roznamcha::extract {
namespace {

using pack::TimeKind;
using std::chrono::days;
using text::Date;
using text::DatePrecision;
using text::DateRange;
using text::make_date;
using Form = TimePhrase::Form;

/// A day or a coarser stretch on a time line; 0: not known.
struct Told {
  int year = 0, month = 0, day = 0;
  bool known() const { return year != 0; }
};

Told told(Date d) {
  const std::chrono::year_month_day ymd(d);
  return {static_cast<int>(ymd.year()), static_cast<int>(unsigned(ymd.month())),
          static_cast<int>(unsigned(ymd.day()))};
}
Date day_of(const Told& t) {
  return make_date(t.year, static_cast<unsigned>(std::max(1, t.month)),
                   static_cast<unsigned>(std::max(1, t.day)));
}
int weekday_of(Date d) {
  return static_cast<int>(std::chrono::weekday(d).iso_encoding());
}

Told shifted_months(Told t, int months) {
  const int sum = t.year * 12 + t.month - 1 + months;
  t.year = sum >= 0 ? sum / 12 : -((11 - sum) / 12);
  t.month = sum - t.year * 12 + 1;
  t.day = 0;
  return t;
}

int shifted_year(int year, int by) {
  int y = year + by;
  if (year < 0 && y >= 0) ++y;  // there is no year 0
  if (year > 0 && y <= 0) --y;
  return y;
}

std::string year_value(int year) {
  if (!year) return "XXXX";
  return year < 0 ? fmt::format("BC{:04}", -year) : fmt::format("{:04}", year);
}

/// ISO 8601 week of a day: "2024-W05".
std::string week_value(Date d) {
  const Date thursday = d + days(4 - weekday_of(d));
  const Told t = told(thursday);
  const auto number = (thursday - make_date(t.year, 1, 1)).count() / 7 + 1;
  return fmt::format("{:04}-W{:02}", t.year, number);
}

int season_month(std::string_view season) {
  return season == "SP" ? 3 : season == "SU" ? 6 : season == "FA" ? 9 : 12;
}

DatePrecision precision(Date from, Date to) {
  const auto length = (to - from).count() + 1;
  return length == 1    ? DatePrecision::kDay
         : length <= 10 ? DatePrecision::kWeek
         : length <= 92 ? DatePrecision::kMonth
                        : DatePrecision::kYear;
}

DateRange range_of(Date from, Date to) {
  return {from, to, precision(from, to)};
}

// How far a month without a year may lie behind or ahead of the one told last before the tale is in another
// year.
constexpr int kBackInYear = -6;
constexpr int kAheadInYear = 9;

constexpr days kAtHand{7};  // so near a feast is spoken of as the one meant

constexpr uint32_t kNowhere = UINT32_MAX - 4;  // no sentence, and none near one

class Resolver {
 public:
  Resolver(const Analysis& a, std::optional<Date> published, std::optional<int> minute)
      : a_(a), words_(a.pack->time_words()), published_(published), minute_(minute) {
    phrases_ = parse_times(a);
    narrative_ = is_narrative();
    if (published_) now_ = told(*published_);
    if (!narrative_ && published_) told_ = now_;
  }

  std::vector<TimeFound> run() {
    std::vector<TimeFound> out;
    out.reserve(phrases_.size());
    for (size_t i = 0; i < phrases_.size(); ++i) {
      index_ = i;
      sentence_ = a_.sentence_of(phrases_[i].first);
      out.push_back(resolve(phrases_[i]));
    }
    return out;
  }

 private:
  /// Whether the text tells history, on a time line of its own, rather than news, which count from the day of
  /// publication.
  bool is_narrative() const {
    int past = 0, years = 0, deictic = 0;
    bool opens = false;  // with a year long past
    const int now = published_ ? static_cast<int>(std::chrono::year_month_day(*published_).year()) : 0;
    for (const TimePhrase& p : phrases_) {
      const CalendarPart& c = p.calendar;
      if (p.form == Form::kCalendar && c.year) {
        ++years;
        if (!now || now - c.year >= 2) ++past, opens |= &p == &phrases_[0];
      }
      if (p.form == Form::kDeictic || (p.form == Form::kCalendar && c.weekday && !c.year && !c.day))
        ++deictic;
      if (p.form == Form::kDirected && p.anchor == "last" && p.way < 0) ++deictic;
    }
    if (opens && past >= 2 && past == years && !deictic) return true;
    if (published_) return past >= 3 && past * 10 >= years * 6 && past > 2 * deictic;
    return years >= 3 && years > 2 * deictic;
  }

  /// From what day "ago", "last week" and the like are counted.
  const Told& speaking() const { return narrative_ ? told_ : now_; }

  bool recent() const { return !narrative_ && published_.has_value(); }

  /// Whether the words around set the clause in the future.
  bool future(const TimePhrase& p) const {
    const text::Sentence& s = a_.sentence(sentence_);
    const uint32_t from = p.first > s.first + 8 ? p.first - 8 : s.first;
    for (uint32_t i = p.first; i-- > from;) {
      const std::string& w = a_.lower(i);
      if (words_.find(w, TimeKind::kFuture)) return true;
      if (w == "," || w == ";" || w == "who" || w == "after" || w == "when" || w == "since" || w == "said")
        break;
    }
    const uint32_t to = std::min(s.last, p.last + 5);
    for (uint32_t i = p.last; i < to; ++i) {
      const std::string& w = a_.lower(i);
      if (w == "ahead" || w == "before") break;  // on Monday, ahead of the vote
      if (words_.find(w, TimeKind::kFuture)) return true;
      if (w == "," || w == ";" || w == "and" || w == "after" || w == "when" || w == "said") break;
    }
    return false;
  }

  /// Whether it is the day of a vote, a hearing and the like: "the July 9 elections", "the polls on 9 July".
  bool occasion(const TimePhrase& p) const {
    const text::Sentence& s = a_.sentence(sentence_);
    for (uint32_t i = p.last; i < std::min(s.last, p.last + 3); ++i) {
      if (words_.find(a_.lower(i), TimeKind::kOccasion)) return true;
      if (a_.seg.tokens[i].kind != text::TokenKind::kWord) break;
    }
    for (uint32_t i = p.first, n = 0; i > s.first && n < 3; ++n) {
      if (a_.seg.tokens[--i].kind != text::TokenKind::kWord) break;
      if (words_.find(a_.lower(i), TimeKind::kOccasion)) return true;
    }
    return false;
  }

  // --- filling in what a calendar part leaves out
  // -----------------------------------------------------------------

  void complete(const TimePhrase& p, CalendarPart& c, bool& deictic) {
    if (!c.rule.empty() && !c.month) return complete_feast(p, c, deictic);
    if (c.year || c.grain == Grain::kNone) return;
    if (c.month) {
      complete_month(p, c, deictic);
    } else if (c.weekday) {
      complete_weekday(p, c, deictic);
    } else if (!c.season.empty() || c.quarter) {
      const Told& base = narrative_ ? told_ : now_;
      if (!base.known()) return;
      const int month = c.quarter ? c.quarter * 3 - 2 : season_month(c.season);
      c.year = base.year;
      if (narrative_) {
        if (c.season == "WI" && base.month && base.month <= 3) return;
        if (base.month && month - base.month <= -7) c.year = shifted_year(c.year, 1);
      } else if (month > base.month && !future(p)) {
        c.year = base.year - 1;
      }
    } else if (!c.part.empty() || !c.clock.empty()) {
      beside(c);
    }
  }

  /// A clock time or a part of the day belongs to the day named beside it.
  void beside(CalendarPart& c) {
    if (index_ + 1 < phrases_.size()) {
      const TimePhrase& next = phrases_[index_ + 1];
      const bool near = next.first >= phrases_[index_].last && next.first - phrases_[index_].last <= 3 &&
                        a_.sentence_of(next.first) == sentence_;
      if (near && (next.form == Form::kDeictic ||
                   (next.form == Form::kCalendar &&
                    (next.calendar.day || next.calendar.weekday || !next.calendar.rule.empty())))) {
        Told day;
        if (next.form == Form::kDeictic) {
          if (!narrative_ && published_) day = told(*published_ + days(next.count));
        } else {
          CalendarPart other = next.calendar;
          bool ignored = false;
          const size_t index = index_;
          ++index_;
          complete(next, other, ignored);
          index_ = index;
          day = {other.year, other.month, other.day};
        }
        if (day.year && day.day) {
          c.year = day.year, c.month = day.month, c.day = day.day;
          return;
        }
      }
    }
    const bool same_sentence = told_sentence_ == sentence_ && told_.day;
    const bool next_sentence = told_.day && (!c.clock.empty()) && told_sentence_ + 2 >= sentence_;
    if (same_sentence || next_sentence || (!narrative_ && !c.clock.empty() && told_.day)) {
      c.year = told_.year, c.month = told_.month, c.day = told_.day;
      if (told_sentence_ == kNowhere && to_come(c.clock)) set_day(c, day_of(told_) - days(1));
    }
  }

  /// Whether a clock time was still to come when the report came out, an hour of summer time aside.
  bool to_come(std::string_view clock) const {
    if (!minute_ || clock.size() != 5) return false;
    const auto digit = [&](size_t i) { return clock[i] - '0'; };
    return 60 * (10 * digit(0) + digit(1)) + 10 * digit(3) + digit(4) > *minute_ + 60;
  }

  /// The day of a feast: of the year that is said or that the tale has come to; in news the last one, the one
  /// that is at hand ("at a Halloween party"), or the one to which the words lead up.
  void complete_feast(const TimePhrase& p, CalendarPart& c, bool& deictic) {
    if (c.year || narrative_) {
      if (!c.year) c.year = told_.year;
      const std::vector<Date> all = pack::TimeWords::feasts(c.rule, c.year);
      if (!all.empty()) set_day(c, all.front());
    } else if (published_) {
      deictic = true;
      c.year = now_.year;
      const bool ahead = (p.form == Form::kShifted && p.way < 0) || leads_up_to(a_, a_.sentence(sentence_).first, p.first);
      const auto day = future(p) ? pack::TimeWords::feast_from(c.rule, *published_)
                       : ahead   ? nearest_feast(c.rule, *published_)
                                 : pack::TimeWords::feast_until(c.rule, *published_ + kAtHand);
      if (day) set_day(c, *day);
    }
  }

  static std::optional<Date> nearest_feast(std::string_view rule, Date day) {
    const auto before = pack::TimeWords::feast_until(rule, day),
               after = pack::TimeWords::feast_from(rule, day);
    if (!before || !after) return before ? before : after;
    return day - *before < *after - day ? before : after;
  }

  /// Whether it goes by the moon as it is seen, so that our day is not sure.
  static bool by_moon(const CalendarPart& c) { return c.rule.starts_with("h:"); }

  void complete_month(const TimePhrase& p, CalendarPart& c, bool& deictic) {
    if (narrative_) {
      c.year = year_on_line(c.month);
      return;
    }
    // An explicit year before it in the sentence ("In 2009 … in July") holds on.
    if (year_sentence_ == sentence_ && told_.year && told_.year != now_.year) {
      c.year = told_.year;
      return;
    }
    if (!published_) return;
    deictic = true;
    c.year = now_.year;
    const Date now = *published_;
    const Date earliest =
        make_date(c.year, static_cast<unsigned>(c.month), static_cast<unsigned>(std::max(1, c.day)));
    if (earliest <= now) {
      // "in January" of a report of December, with "will": the next one
      if (now - earliest > days(120) && future(p)) ++c.year;
      return;
    }
    const auto ahead = earliest - now;
    const bool future_told = future(p) || occasion(p) || (p.form == Form::kShifted && p.way < 0);
    if (c.day && ahead <= days(1)) return;
    if (future_told && ahead < days(c.day ? 300 : 330)) return;
    --c.year;
  }

  /// The year of a month that stands without one in a tale: the tale goes on from the month told last, unless
  /// a year has been named since and the step to it is not just ahead.
  int year_on_line(int month) const {
    const auto after = [&](const Told& t) {
      if (!t.month) return t.year;
      const int ahead = month - t.month;
      return ahead <= kBackInYear    ? shifted_year(t.year, 1)
             : ahead >= kAheadInYear ? shifted_year(t.year, -1)
                                     : t.year;
    };
    if (!line_.known() || told_.month || told_sentence_ == sentence_) return after(told_);
    const int year = after(line_);
    const int step = (year - line_.year) * 12 + month - line_.month;
    if (step >= 0 && step <= 1) return year;
    return told_.year;
  }

  void complete_weekday(const TimePhrase& p, CalendarPart& c, bool& deictic) {
    if (narrative_ || !published_) {
      if (told_.day && narrative_) {  // the next such day on the time line
        const Date base = day_of(told_);
        set_day(c, base + days((c.weekday - weekday_of(base) + 7) % 7));
      }
      return;
    }
    deictic = true;
    const Date now = *published_;
    const int back = (weekday_of(now) - c.weekday + 7) % 7;
    if (future(p))
      set_day(c, now + days(7 - back));
    else
      set_day(c, now - days(back));
  }

  static void set_day(CalendarPart& c, Date d) {
    const Told t = told(d);
    c.year = t.year, c.month = t.month, c.day = t.day;
  }

  // --- values and days
  // --------------------------------------------------------------------------------------------

  std::string value(const CalendarPart& c) const {
    if (c.grain == Grain::kDecade)
      return c.year < 0 ? fmt::format("BC{:03}", -c.year / 10) : fmt::format("{:03}", c.year / 10);
    if (c.grain == Grain::kCentury)
      return c.year < 0 ? fmt::format("BC{:02}", (-c.year - 1) / 100) : fmt::format("{:02}", c.year / 100);
    if (c.weekday && !c.day && c.month == 0) {
      std::string v = fmt::format("XXXX-WXX-{}", c.weekday);
      if (!c.part.empty()) v += "T", v += c.part;
      return v;
    }
    std::string v = year_value(c.year);
    if (!c.rule.empty() && !c.month) {  // of a year or a rule that is not known
      const std::vector<Date> any = pack::TimeWords::feasts(c.rule, 2001);
      if (!any.empty() && c.rule.find_first_of(":e ") == std::string::npos)
        v += text::to_string(any.front()).substr(4);
      else
        v += "-XX-XX";
    } else if (by_moon(c) && c.grain == Grain::kMonth) {
      return v + "-XX";  // it is no month of ours
    } else if (!c.season.empty()) {
      v += "-";
      v += c.season;
      return v;
    } else if (c.quarter) {
      return v + fmt::format("-Q{}", c.quarter);
    } else if (c.month) {
      v += fmt::format("-{:02}", c.month);
      if (c.day)
        v += fmt::format("-{:02}", c.day);
      else if (!c.part.empty() || !c.clock.empty())
        v += "-XX";
    } else if (!c.part.empty() || !c.clock.empty()) {
      v += "-XX-XX";
    }
    if (!c.clock.empty())
      v += "T" + c.clock;
    else if (!c.part.empty())
      v += "T", v += c.part;
    return v;
  }

  static DateRange days_of(const CalendarPart& c) {
    if (c.year <= 0) return {};
    if (!c.rule.empty() && !c.month) return {};
    if (by_moon(c)) {
      const Date first = day_of({c.year, c.month, c.day});
      return range_of(first - days(1), first + days(c.grain == Grain::kMonth ? 30 : 1));
    }
    if (c.grain == Grain::kDecade)
      return {make_date(c.year, 1, 1), make_date(c.year + 9, 12, 31), DatePrecision::kYear};
    if (c.grain == Grain::kCentury)
      return {make_date(c.year + 1, 1, 1), make_date(c.year + 100, 12, 31), DatePrecision::kYear};
    if (!c.season.empty()) {
      const int month = season_month(c.season);
      Told end = shifted_months({c.year, month, 0}, 2);
      return range_of(make_date(c.year, static_cast<unsigned>(month), 1),
                      make_date(end.year, static_cast<unsigned>(end.month), 31));
    }
    if (c.quarter) {
      return range_of(make_date(c.year, static_cast<unsigned>(c.quarter * 3 - 2), 1),
                      make_date(c.year, static_cast<unsigned>(c.quarter * 3), 31));
    }
    if (c.month && c.day) {
      const Date d = make_date(c.year, static_cast<unsigned>(c.month), static_cast<unsigned>(c.day));
      return range_of(d, d);
    }
    if (c.month)
      return range_of(make_date(c.year, static_cast<unsigned>(c.month), 1),
                      make_date(c.year, static_cast<unsigned>(c.month), 31));
    if (c.grain != Grain::kYear) return {};
    return {make_date(c.year, 1, 1), make_date(c.year, 12, 31), DatePrecision::kYear};
  }

  // --- phrases
  // ----------------------------------------------------------------------------------------------------

  TimeFound resolve(const TimePhrase& p) {
    TimeFound out;
    out.first = p.first, out.last = p.last, out.span = p.span, out.masthead = p.masthead;
    switch (p.form) {
      case Form::kCalendar:
        calendar(p, out);
        break;
      case Form::kDeictic:
        deictic(p, out);
        break;
      case Form::kDirected:
        directed(p, out);
        break;
      case Form::kShifted:
        shifted(p, out);
        break;
      case Form::kSpan:
        span(p, out);
        break;
      case Form::kEvery:
        every(p, out);
        break;
      case Form::kReference:
        out.type = "DATE", out.value = p.code;
        break;
    }
    return out;
  }

  /// The time line goes on from what has just been told.
  void tell(const CalendarPart& c, bool explicit_year) {
    if (!c.year || c.grain == Grain::kCentury) return;
    if (!narrative_ && published_) {  // what lies ahead, a vote say, is not where the story stands
      const DateRange range = days_of(c);
      if (range.earliest && *range.earliest > *published_ + days(1)) return;
    }
    told_ = {c.year, c.month, c.day};
    if (!c.season.empty()) told_.month = c.season == "WI" ? 0 : season_month(c.season) + 1;
    told_sentence_ = sentence_;
    const text::Sentence& s = a_.sentence(sentence_);
    const bool heading = s.last - s.first <= 8 && phrases_[index_].first == s.first;
    if (told_.month || heading) line_ = told_;
    if (explicit_year) year_sentence_ = sentence_;
  }

  void put(const CalendarPart& c, TimeFound& out) {
    out.type = c.part.empty() && c.clock.empty() ? "DATE" : "TIME";
    out.value = value(c);
    out.range = days_of(c);
  }

  void calendar(const TimePhrase& p, TimeFound& out) {
    CalendarPart c = p.calendar;
    const bool explicit_year = c.year != 0;
    bool deictic = false;
    complete(p, c, deictic);
    put(c, out);
    if (!p.code.empty()) half(p.code, c.year, out);
    out.recent = deictic;
    if (!p.until.empty() || !p.from.empty()) {
      CalendarPart other = p.until.empty() ? p.from : p.until;
      if (!other.year) other.year = c.year;
      if (!other.month) other.month = c.month;
      const DateRange more = days_of(other);
      if (more.known() && out.range.known()) {
        out.range = range_of(std::min(*out.range.earliest, *more.earliest),
                             std::max(*out.range.latest, *more.latest));
      }
    }
    // Years in brackets and in titles of decades do not carry the story on, days and months do.
    if (!p.masthead && (c.grain != Grain::kDecade || narrative_)) tell(c, explicit_year);
  }

  /// "the first half of 2008".
  static void half(std::string_view code, int year, TimeFound& out) {
    out.value += "-";
    out.value += code;
    if (out.range.known()) {
      out.range = code == "H1" ? range_of(make_date(year, 1, 1), make_date(year, 6, 30))
                               : range_of(make_date(year, 7, 1), make_date(year, 12, 31));
    }
  }

  void deictic(const TimePhrase& p, TimeFound& out) {
    CalendarPart c = p.calendar;
    out.recent = recent();
    if (!recent()) {
      out.type = c.part.empty() ? "DATE" : "TIME";
      if (p.count == 0 && c.part.empty()) {
        out.value = "PRESENT_REF";
      } else if (told_.day && narrative_) {
        set_day(c, day_of(told_) + days(p.count));
        out.value = value(c);
      } else {
        out.value = c.part.empty() ? "XXXX-XX-XX" : fmt::format("XXXX-XX-XXT{}", c.part);
      }
      return;
    }
    set_day(c, *published_ + days(p.count));
    put(c, out);
    if (a_.lower(p.last - 1) == "overnight") out.range = range_of(*published_ - days(1), *published_);
    tell(c, false);
  }

  void directed(const TimePhrase& p, TimeFound& out) {
    const bool now = p.anchor == "now" || p.anchor == "last";
    const Told base = now ? speaking() : told_;
    out.recent = now && recent();
    out.type = "DATE";
    CalendarPart c = p.calendar;
    if (p.unit.empty()) {
      directed_calendar(p, base, c, out);
      return;
    }
    const bool nothing_told = !narrative_ && !now && p.unit == "D" && told_sentence_ == kNowhere;
    if (!base.known() || nothing_told) {
      out.value = p.unit == "Y"   ? "XXXX"
                  : p.unit == "M" ? "XXXX-XX"
                  : p.unit == "W" ? "XXXX-WXX"
                                  : "XXXX-XX-XX";
      if (!c.part.empty()) out.value += "T", out.value += c.part, out.type = "TIME";
      return;
    }
    if (p.anchor == "of" && !narrative_) {  // "the day before the vote": not a day that the text gives
      out.value = "XXXX-XX-XX";
      return;
    }
    move(base, p.unit, p.way * std::max(1, p.count), c, out);
  }

  /// The unit of the calendar that lies `by` units away from the one that holds `base`.
  void move(const Told& base, std::string_view unit, int by, CalendarPart& c, TimeFound& out) {
    c.year = base.year;
    if (unit == "Y") {
      c.year = shifted_year(base.year, by), c.grain = Grain::kYear;
    } else if (unit == "DE") {
      c.year = base.year / 10 * 10 + by * 10, c.grain = Grain::kDecade;
    } else if (unit == "CE") {
      c.grain = Grain::kCentury;
      c.year = base.year < 0 ? base.year / 100 * 100 - 1 + by * 100 : base.year / 100 * 100 + by * 100;
    } else if (unit == "Q") {
      const Told t = shifted_months({base.year, std::max(1, base.month), 0}, 3 * by);
      c.year = t.year, c.quarter = (t.month + 2) / 3, c.grain = Grain::kQuarter;
    } else if (unit == "M") {
      c.grain = Grain::kMonth;
      if (base.month) {
        const Told t = shifted_months(base, by);
        c.year = t.year, c.month = t.month;
      } else {
        out.value = year_value(base.year) + "-XX";
        return;
      }
    } else if (base.day && base.year > 0) {
      const Date d = day_of(base);
      if (unit == "D") {
        set_day(c, d + days(by));
        c.grain = c.part.empty() ? Grain::kDay : Grain::kHour;
      } else {
        const Date monday = d + days(1 - weekday_of(d) + 7 * by);
        const bool weekend = unit == "WE";
        out.value = week_value(monday) + (weekend ? "-WE" : "");
        out.range =
            weekend ? range_of(monday + days(5), monday + days(6)) : range_of(monday, monday + days(6));
        out.range.precision = weekend ? out.range.precision : DatePrecision::kWeek;
        if (recent() && by == 0 && *out.range.latest > *published_)
          out.range.latest = std::max(*published_, *out.range.earliest);
        // The time line stands in the middle of that week.
        CalendarPart at;
        set_day(at, d + days(7 * by));
        tell(at, false);
        return;
      }
    } else {
      out.value = year_value(base.year);
      if (unit == "W" || unit == "WE") {
        out.value += "-WXX";
      } else {
        out.value += base.month ? fmt::format("-{:02}-XX", base.month) : "-XX-XX";
        if (!c.part.empty()) out.value += "T", out.value += c.part, out.type = "TIME";
      }
      return;
    }
    put(c, out);
    if (out.recent && by == 0 && out.range.latest && published_ && *out.range.latest > *published_)
      out.range.latest = *published_;
    tell(c, false);
  }

  void directed_calendar(const TimePhrase& p, const Told& base, CalendarPart& c, TimeFound& out) {
    const bool explicit_year = c.year != 0;
    if (base.known() && !explicit_year) {
      if (!c.part.empty() && !c.weekday && c.rule.empty() && !c.month) {
        if (base.day && base.year > 0) {
          set_day(c, day_of(base) + days(p.way));
        } else {
          c.year = base.year, c.month = base.month;
        }
      } else if (c.weekday) {
        if (base.day && base.year > 0) {
          const Date d = day_of(base);
          const int back = (weekday_of(d) - c.weekday + 7) % 7;
          if (p.way < 0)
            set_day(c, d - days(back ? back : 7));
          else if (p.way > 0)
            set_day(c, d + days(7 - back));
          else
            set_day(c, p.anchor == "now" && future(p) ? d + days((7 - back) % 7) : d - days(back));
        }
      } else if (!c.rule.empty()) {
        std::optional<Date> day;
        if (base.day && base.year > 0) {
          const Date d = day_of(base);
          day = p.way < 0 ? pack::TimeWords::feast_until(c.rule, d - days(c.grain == Grain::kMonth ? 30 : 1))
                : p.way > 0 ? pack::TimeWords::feast_from(c.rule, d + days(1))
                            : nearest_feast(c.rule, d);
        }
        if (day)
          set_day(c, *day);
        else
          c.year = base.year;
      } else if (c.month || !c.season.empty()) {
        const int month = c.month ? c.month : season_month(c.season);
        c.year = base.year;
        const int here = base.month ? base.month : 6;
        if (p.way < 0 && month >= here) c.year = shifted_year(c.year, -1);
        if (p.way > 0 && month <= here) c.year = shifted_year(c.year, 1);
        if (p.way == 0 && c.season == "WI" && here <= 2 && base.month && !narrative_)
          c.year = shifted_year(c.year, -1);
      }
    }
    put(c, out);
    tell(c, explicit_year);
  }

  void shifted(const TimePhrase& p, TimeFound& out) {
    out.type = "DATE";
    Told base = p.anchor == "now" ? speaking() : told_;
    out.recent = p.anchor == "now" && recent();
    if (p.anchor == "of") {
      if (!p.calendar.empty()) {
        CalendarPart c = p.calendar;
        bool ignored = false;
        complete(p, c, ignored);
        base = {c.year, c.month, c.day};
      } else if (!narrative_) {
        span(p, out);
        return;
      }
    }
    if (p.count == 0 || !base.known()) {
      out.value = p.way < 0 ? "PAST_REF" : "FUTURE_REF";
      if (out.recent && p.way < 0) vague_past(p.unit, out);
      return;
    }
    CalendarPart c;
    if (p.unit == "H" || p.unit == "MIN" || p.unit == "S") {
      out.type = "TIME";
      c.year = base.year, c.month = base.month, c.day = base.day, c.grain = Grain::kHour;
      out.value = value(c) + "TXX";
      out.range = days_of(c);
      if (out.recent && p.way < 0 && base.day)
        out.range = range_of(day_of(base) - days(p.count / 24 + 1), day_of(base));
      return;
    }
    move(base, p.unit, p.way * p.count, c, out);
    if (p.unit == "W" && out.range.known() &&
        base.day) {  // "three weeks ago" counts from the day, not from Monday
      const Date d = day_of(base) + days(7 * p.way * p.count);
      out.range = {d - days(3), d + days(3), DatePrecision::kWeek};
    }
  }

  /// "a few days ago".
  void vague_past(std::string_view unit, TimeFound& out) const {
    const Date now = *published_;
    if (unit == "D")
      out.range = {now - days(7), now - days(1), DatePrecision::kWeek};
    else if (unit == "W")
      out.range = {now - days(60), now - days(10), DatePrecision::kMonth};
    else if (unit == "M")
      out.range = {now - days(365), now - days(45), DatePrecision::kYear};
    else if (unit == "H" || unit == "MIN")
      out.range = {now, now, DatePrecision::kDay};
  }

  void span(const TimePhrase& p, TimeFound& out) {
    out.type = "DURATION";
    const bool short_unit = p.unit == "H" || p.unit == "MIN" || p.unit == "S";
    const std::string_view letter = p.unit == "MIN" ? std::string_view("M") : p.unit;
    out.value = fmt::format("P{}{}{}", short_unit ? "T" : "", p.amount, letter);
    if (p.way < 0 && p.count && recent() && (!short_unit || p.unit == "H") && p.anchor != "then" &&
        p.anchor != "of") {
      const Date now = *published_;
      const int length = p.unit == "D"   ? 1
                         : p.unit == "W" ? 7
                         : p.unit == "M" ? 30
                         : p.unit == "Y" ? 365
                         : p.unit == "Q" ? 91
                                         : 3650;
      // "the past 48 hours" began two days ago
      const Date from =
          now - days(p.unit == "H" ? std::min((p.count + 23) / 24, 100) : length * std::min(p.count, 100));
      out.range = {from, now, p.unit == "W" && p.count == 1 ? DatePrecision::kWeek : precision(from, now)};
      out.recent = true;
    } else if (p.way < 0 && !p.count && recent() && p.unit == "H" && p.anchor == "last") {
      vague_past(p.unit, out);  // "the past few hours"
      out.recent = true;
    } else if (!p.way && p.count > 1 && p.count <= 31 && p.unit == "D" && recent() && of_violence(p.last)) {
      out.range = range_of(*published_ - days(p.count - 1), *published_);
      out.recent = true;
    }
  }

  /// "(three days) of fierce clashes": they go on to the day of the news.
  bool of_violence(uint32_t i) const {
    constexpr uint32_t kAdjectives = 2;
    const uint32_t last = a_.sentence(sentence_).last;
    if (i >= last || a_.lower(i) != "of") return false;
    for (uint32_t k = i + 1; k < std::min(last, i + 2 + kAdjectives); ++k) {
      if (a_.lexicon->trigger_forms.contains(a_.lower(k))) return true;
    }
    return false;
  }

  void every(const TimePhrase& p, TimeFound& out) const {
    out.type = "SET";
    const CalendarPart& c = p.calendar;
    if (!p.code.empty())
      out.value = p.code;
    else if (!p.unit.empty()) {
      const bool short_unit = p.unit == "H" || p.unit == "MIN" || p.unit == "S";
      out.value = fmt::format("P{}{}{}", short_unit ? "T" : "", p.amount, p.unit == "MIN" ? "M" : p.unit);
    } else if (c.weekday)
      out.value = fmt::format("XXXX-WXX-{}", c.weekday);
    else if (!c.season.empty())
      out.value = fmt::format("XXXX-{}", c.season);
    else
      out.value = fmt::format("XXXX-XX-XXT{}", c.part);
  }

  const Analysis& a_;
  const pack::TimeWords& words_;
  std::optional<Date> published_;
  std::optional<int> minute_;
  bool narrative_ = false;
  std::vector<TimePhrase> phrases_;
  size_t index_ = 0;
  uint32_t sentence_ = 0;
  Told now_, told_;
  Told line_;  // the month or day that the tale has come to
  uint32_t told_sentence_ = kNowhere, year_sentence_ = UINT32_MAX;
};

}  // namespace

std::vector<TimeFound> find_times(const Analysis& a, std::optional<text::Date> published,
                                  std::optional<int> minute) {
  return Resolver(a, published, minute).run();
}

}  // namespace roznamcha::extract

// The day of publication, where the text itself gives it away.
#include <algorithm>

#include "extract/times.h"
#include "extract/times_parse.h"
#include "pack/zones.h"

namespace roznamcha::extract {
namespace {

using pack::TimeKind;
using std::chrono::days;
using text::Date;
using text::make_date;
using Form = TimePhrase::Form;

bool whole_day(const CalendarPart& c) {
  return c.year > 0 && c.month && c.day;
}

Date day_of(const CalendarPart& c) {
  return make_date(c.year, static_cast<unsigned>(c.month), static_cast<unsigned>(c.day));
}

class Story {
 public:
  explicit Story(const Analysis& a) : a_(a), words_(a.pack->time_words()), phrases_(parse_times(a)) {}

  std::optional<Date> stated() const {
    for (const TimePhrase& p : phrases_) {
      if (p.form != Form::kCalendar || !p.calendar.month || !p.calendar.day) continue;
      if (!p.masthead && !opens(p)) continue;
      if (whole_day(p.calendar)) return day_of(p.calendar);
      if (const auto year = year_for(p)) {
        return make_date(*year, static_cast<unsigned>(p.calendar.month),
                         static_cast<unsigned>(p.calendar.day));
      }
    }
    return {};
  }

  std::optional<Date> inferred() const {
    if (const auto day = before_vote()) return day;
    return newest_told();
  }

 private:
  bool is(uint32_t i, TimeKind kind) const { return words_.find(a_.lower(i), kind) != nullptr; }

  /// "date 2024-02-02", or just the day, as the first words of the text.
  bool opens(const TimePhrase& p) const {
    if (p.first > 2 || !whole_day(p.calendar)) return false;
    if (p.first == 0) return a_.lower(0)[0] >= '0' && a_.lower(0)[0] <= '9' && p.last == 1;
    return is(0, TimeKind::kIssue);
  }

  /// The year of a dateline without one: of a date elsewhere in the text that must lie near it.
  std::optional<int> year_for(const TimePhrase& dateline) const {
    std::optional<int> best;
    for (const TimePhrase& p : phrases_) {
      const CalendarPart& c = p.calendar;
      if (p.form != Form::kCalendar || c.year <= 0 || !c.month) continue;
      const Date near =
          make_date(c.year, static_cast<unsigned>(c.month), static_cast<unsigned>(std::max(1, c.day)));
      for (int year = c.year - 1; year <= c.year + 1; ++year) {
        const Date d = make_date(year, static_cast<unsigned>(dateline.calendar.month),
                                 static_cast<unsigned>(dateline.calendar.day));
        const bool holds = ahead(p) ? near >= d && near - d <= days(270) : d >= near && d - near <= days(62);
        if (holds && (!best || year > *best)) best = year;
      }
    }
    return best;
  }

  /// Whether a time lies ahead of the story by what the words around say.
  bool ahead(const TimePhrase& p) const {
    const text::Sentence& s = a_.sentence(a_.sentence_of(p.first));
    const uint32_t from = p.first > s.first + 8 ? p.first - 8 : s.first, to = std::min(s.last, p.last + 4);
    for (uint32_t i = from; i < to; ++i) {
      if (is(i, TimeKind::kFuture)) return true;
    }
    return false;
  }

  /// "the Feb. 8 elections": the day of a national vote that the pack knows fixes the year; "on Monday" then
  /// is one of the last days before.
  std::optional<Date> before_vote() const {
    const TimePhrase* vote = nullptr;
    std::optional<Date> day;
    for (const TimePhrase& p : phrases_) {
      if (p.form != Form::kCalendar || !p.calendar.month || !p.calendar.day) continue;
      if (!beside_vote(p)) continue;
      day = vote_day(p.calendar);
      if (day) {
        vote = &p;
        break;
      }
    }
    if (!vote) return {};
    // The newest day told as news before it.
    std::optional<Date> best;
    for (const TimePhrase& p : phrases_) {
      const CalendarPart& c = p.calendar;
      if (p.form == Form::kCalendar && c.weekday && !c.month && !ahead_by_verb(p)) {
        const int vote_weekday = static_cast<int>(std::chrono::weekday(*day).iso_encoding());
        const int back = (vote_weekday - c.weekday + 7) % 7;
        const Date d = *day - days(back ? back : 7);
        if (!best || d > *best) best = d;
      } else if (p.form == Form::kShifted && p.anchor == "of" && p.way < 0 && p.count && p.unit == "D" &&
                 p.count < 60) {
        if (!best) best = *day - days(p.count);
      } else if (whole_day(c) && &p != vote && p.form == Form::kCalendar) {
        const Date d = day_of(c);
        if (d <= *day && *day - d < days(90) && (!best || d > *best)) best = d;
      } else if (p.form == Form::kCalendar && c.month && c.day && !c.year && &p != vote && !ahead(p)) {
        Date d = make_date(static_cast<int>(std::chrono::year_month_day(*day).year()),
                           static_cast<unsigned>(c.month), static_cast<unsigned>(c.day));
        if (d <= *day && *day - d < days(60) && (!best || d > *best)) best = d;
      }
    }
    return best;
  }

  bool ahead_by_verb(const TimePhrase& p) const {
    const text::Sentence& s = a_.sentence(a_.sentence_of(p.first));
    for (uint32_t i = p.first > s.first + 6 ? p.first - 6 : s.first; i < p.first; ++i) {
      const std::string& w = a_.lower(i);
      if (w == "will" || w == "'ll" || w == "would" || w == "scheduled" || w == "next") return true;
    }
    return false;
  }

  bool beside_vote(const TimePhrase& p) const {
    const text::Sentence& s = a_.sentence(a_.sentence_of(p.first));
    const uint32_t from = p.first > s.first + 6 ? p.first - 6 : s.first, to = std::min(s.last, p.last + 5);
    for (uint32_t i = from; i < to; ++i) {
      if (is(i, TimeKind::kVoting)) return true;
    }
    return false;
  }

  /// The vote on that day and month in a country that the text names, the newest one; a year that is said
  /// must agree.
  std::optional<Date> vote_day(const CalendarPart& c) const {
    std::optional<Date> best;
    for (uint32_t i = 0; i < a_.seg.tokens.size(); ++i) {
      const pack::TimeWord* country = words_.find(a_.lower(i), TimeKind::kVote);
      if (!country) continue;
      for (const std::string& text : pack::split_list(country->code, ' ')) {
        const auto d = text::parse_date(text);
        const std::chrono::year_month_day ymd(*d);
        if (unsigned(ymd.month()) != static_cast<unsigned>(c.month) ||
            unsigned(ymd.day()) != static_cast<unsigned>(c.day))
          continue;
        if (c.year && static_cast<int>(ymd.year()) != c.year) continue;
        if (!best || *d > *best) best = d;
      }
    }
    return best;
  }

  /// The newest whole date that is told as past, if the story opens with it or with days of the week that
  /// count from it.
  std::optional<Date> newest_told() const {
    std::optional<Date> best;
    uint32_t at = 0;
    int years = 0;
    for (const TimePhrase& p : phrases_) {
      if (p.form != Form::kCalendar || p.calendar.year <= 0) continue;
      ++years;
      if (!whole_day(p.calendar) || ahead(p) || beside_vote(p)) continue;
      const Date d = day_of(p.calendar);
      if (!best || d > *best) best = d, at = a_.sentence_of(p.first);
    }
    if (!best) return {};
    const bool lead = at < 6;
    if (!lead) return {};
    return best;
  }

  const Analysis& a_;
  const pack::TimeWords& words_;
  std::vector<TimePhrase> phrases_;
};

}  // namespace

std::optional<text::Date> stated_publication(const Analysis& a) {
  return Story(a).stated();
}

Moment moment_there(const Analysis& a, const record::Document& document, std::optional<text::Date> published,
                    const std::vector<PlaceFound>& places) {
  if (document.published && !document.published_given) {  // else what the text states was taken already
    if (const auto stated = stated_publication(a); stated && published && *stated < *published)
      return {stated, {}};
  }
  if (!document.published_minute || published != document.published) return {published, {}};
  const PlaceFound* main = nullptr;
  for (const PlaceFound& p : places) {
    const bool told_of = document.country.empty() || p.place.country == document.country;
    if (told_of && (!main || p.prominence > main->prominence)) main = &p;
  }
  const pack::Zones& zones = a.pack->zones();
  const auto ahead =
      main ? zones.minutes(main->place.country, main->place.admin1) : zones.minutes(document.country, "");
  if (!ahead) return {published, {}};
  const auto there = Date() + std::chrono::minutes(*document.published_minute + *ahead);
  const Date day = std::chrono::floor<days>(there);
  return {day, static_cast<int>((there - day).count())};
}

std::optional<text::Date> inferred_publication(const Analysis& a) {
  return Story(a).inferred();
}

}  // namespace roznamcha::extract

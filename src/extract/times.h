// Which times a text names, their TIMEX3 values, and when an incident happened.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "extract/analysis.h"
#include "extract/places.h"
#include "record/account.h"
#include "record/document.h"

namespace roznamcha::extract {

/// A time expression of the text.
struct TimeFound {
  uint32_t first = 0, last = 0;  // tokens
  text::Span span;        // its words; less than its tokens where one token names two times ("1939-1945")
  std::string type;       // DATE, TIME, DURATION, SET
  std::string value;      // TIMEX3, resolved against the publication date or the story's own time line
  text::DateRange range;  // of DATE and TIME: the days meant; of "the past week": its days too; else unknown
  bool recent = false;    // meant relative to the news itself ("on Monday", "last week", "today")
  bool masthead = false;  // the report's own date: of its dateline, its byline, "Updated: …"
};

/// The day on which the text came out, if the text itself says so: a leading "date 2024-02-02", a dateline, a
/// byline.
std::optional<text::Date> stated_publication(const Analysis& a);

/// The moment from which a report counts its times.
struct Moment {
  std::optional<text::Date> day;
  std::optional<int> minute;  // of that day, in standard time
};

/// From when "today" and "on Monday" are counted of a report that came out on `published`: the day that its
/// own byline says, if that is earlier; else, where the report says the hour, the day and hour that it was
/// then at the places that it is about; else `published`.
Moment moment_there(const Analysis& a, const record::Document& document, std::optional<text::Date> published,
                    const std::vector<PlaceFound>& places);

/// The likely day of publication of a text that does not say it, from the newest events that it tells as
/// news; nothing if there is no hold.
std::optional<text::Date> inferred_publication(const Analysis& a);

/// Every time expression, in text order, without overlap. Without `published` relative ones have values as
/// far as the text's own time line gives them. `minute`: of that day, at which it came out; an hour that was
/// then to come is that of the day before.
std::vector<TimeFound> find_times(const Analysis& a, std::optional<text::Date> published,
                                  std::optional<int> minute = {});

/// When an incident happened that is told by the words `anchors` (tokens, ascending, at least one): the
/// expression that the grammar ties to them, else one of the same or a neighbouring sentence that can hold
/// it. Never the report's own date, that of an election or hearing, or of a birth or sentence. Where somebody
/// only spoke of the incident on a day, it was no later: a range that is open to the past. If nothing is
/// said: the day of publication for a dispatch that opens with the incident and counts no time from the news
/// at all, else a range that ends with that day and is open to the past. `background`: told as an older
/// incident; then the publication date implies nothing.
record::DateStatement date_of(const Analysis& a, const std::vector<TimeFound>& times,
                              std::span<const uint32_t> anchors, std::optional<text::Date> published,
                              bool background);

}  // namespace roznamcha::extract

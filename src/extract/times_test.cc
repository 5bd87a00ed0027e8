#include "extract/times.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "pack/pack.h"

namespace roznamcha::extract {
namespace {

using text::Date;

const pack::Pack& the_pack() {
  static const auto pack = pack::Pack::load_embedded();
  EXPECT_TRUE(pack) << base::to_string(pack.error());
  return **pack;
}

std::optional<Date> day(std::string_view text) {
  return text.empty() ? std::nullopt : text::parse_date(text);
}

std::string show(const std::optional<Date>& d) {
  return d ? text::to_string(*d) : "none";
}

std::string show(const text::DateRange& r) {
  return show(r.earliest) + ".." + show(r.latest);
}

/// "words = value" of every time of a text.
std::vector<std::string> times_in(std::string_view text, std::string_view published = "") {
  const Analysis a = analyse(text, the_pack());
  std::vector<std::string> out;
  for (const TimeFound& t : find_times(a, day(published)))
    out.push_back(std::string(t.span.of(text)) + " = " + t.value);
  return out;
}

struct Wording {
  const char* text;
  const char* words;
  const char* value;
};

// Read as news of Wednesday, 14 June 2017.
class NewsTime : public testing::TestWithParam<Wording> {};

TEST_P(NewsTime, HasItsValue) {
  const Wording& w = GetParam();
  const auto found = times_in(w.text, "2017-06-14");
  const std::string expected = std::string(w.words) + " = " + w.value;
  EXPECT_NE(std::find(found.begin(), found.end(), expected), found.end())
      << w.text << "\n  expected: " << expected << "\n  found: " << testing::PrintToString(found);
}

INSTANTIATE_TEST_SUITE_P(
    Dates, NewsTime,
    testing::Values(
        Wording{"It began on 5 February 2011.", "5 February 2011", "2011-02-05"},
        Wording{"It began on February 5, 2011, in Lome.", "February 5, 2011", "2011-02-05"},
        Wording{"It began on the 5th of February, 2011.", "the 5th of February, 2011", "2011-02-05"},
        Wording{"Signed 2011-02-05 in Lome.", "2011-02-05", "2011-02-05"},
        Wording{"Signed on 2/5/2011 in Lome.", "2/5/2011", "2011-02-05"},
        Wording{"Signed on 25/2/2011 in Lome.", "25/2/2011", "2011-02-25"},
        Wording{"Signed on 5.2.2011 in Lome.", "5.2.2011", "2011-02-05"},
        Wording{"A clash on Feb. 5 left two dead.", "Feb. 5", "2017-02-05"},
        Wording{"A clash on Nov. 5 left two dead.", "Nov. 5", "2016-11-05"},
        Wording{"In May 2009 the bridge fell.", "May 2009", "2009-05"},
        Wording{"He was held in December.", "December", "2016-12"},
        Wording{"The siege of 1649 was long.", "1649", "1649"},
        Wording{"It was built in the 1920s.", "the 1920s", "192"},
        Wording{"It was built in the 19th century.", "the 19th century", "18"},
        Wording{"It was taken in 490 BC by sea.", "490 BC", "BC0490"},
        Wording{"The temple fell in the 4th century BC.", "the 4th century BC", "BC03"},
        Wording{"It was built in the summer of 2010.", "the summer of 2010", "2010-SU"},
        Wording{"Sales fell in the third quarter of 2010.", "the third quarter of 2010", "2010-Q3"},
        Wording{"Prices rose in the first half of 2008.", "the first half of 2008", "2008-H1"},
        Wording{"By the end of September 2010 all was quiet.", "the end of September 2010", "2010-09"},
        Wording{"They met in mid-March 2010.", "mid-March 2010", "2010-03"},
        Wording{"It rained on Christmas Day 2012.", "Christmas Day 2012", "2012-12-25"}));

INSTANTIATE_TEST_SUITE_P(
    RelativeToTheNews, NewsTime,
    testing::Values(
        Wording{"Two men were hurt on Monday.", "Monday", "2017-06-12"},
        Wording{"Two men were hurt on Wednesday.", "Wednesday", "2017-06-14"},
        Wording{"Two men were hurt on Thursday.", "Thursday", "2017-06-08"},
        Wording{"The court will sit on Thursday.", "Thursday", "2017-06-15"},
        Wording{"Two men were hurt Monday night.", "Monday night", "2017-06-12TNI"},
        Wording{"Early on Monday, a mob came.", "Early on Monday", "2017-06-12"},
        Wording{"A mob came last Wednesday.", "last Wednesday", "2017-06-07"},
        Wording{"They leave next Monday.", "next Monday", "2017-06-19"},
        Wording{"A mob came today.", "today", "2017-06-14"},
        Wording{"A mob came yesterday.", "yesterday", "2017-06-13"},
        Wording{"A mob came yesterday morning.", "yesterday morning", "2017-06-13TMO"},
        Wording{"They leave tomorrow.", "tomorrow", "2017-06-15"},
        Wording{"A mob came last night.", "last night", "2017-06-13TNI"},
        Wording{"A mob came this morning.", "this morning", "2017-06-14TMO"},
        Wording{"A mob came last week.", "last week", "2017-W23"},
        Wording{"A mob came last month.", "last month", "2017-05"},
        Wording{"A mob came last year.", "last year", "2016"},
        Wording{"A mob came last December.", "last December", "2016-12"},
        Wording{"They return next year.", "next year", "2018"},
        Wording{"A mob came two days ago.", "two days ago", "2017-06-12"},
        Wording{"A mob came three months ago.", "three months ago", "2017-03"},
        Wording{"A mob came a year ago.", "a year ago", "2016"},
        Wording{"It closed a few weeks ago.", "a few weeks ago", "PAST_REF"},
        Wording{"It closed the night before last.", "the night before last", "2017-06-12TNI"},
        Wording{"The strike lasted over the past week.", "the past week", "P1W"},
        Wording{"It is quiet now.", "now", "PRESENT_REF"},
        Wording{"A man was hurt at 9:30 p.m. on Monday.", "9:30 p.m.", "2017-06-12T21:30"},
        Wording{"A man was hurt on Friday. The next day his shop burned.", "The next day", "2017-06-10"},
        Wording{"A man was hurt on Friday. His shop burned the same day.", "the same day", "2017-06-09"},
        Wording{"A man was hurt on Friday. A day earlier his shop burned.", "A day earlier", "2017-06-08"}));

// Of the tabular calendar: 1 Ramazan 1438 is 27 May 2017.
INSTANTIATE_TEST_SUITE_P(
    ByTheMoon, NewsTime,
    testing::Values(
        Wording{"Two men were hurt on 10 Muharram.", "10 Muharram", "2016-10-12"},
        Wording{"Two men were hurt on Muharram 10.", "Muharram 10", "2016-10-12"},
        Wording{"Two men were hurt on the 10th of Muharram.", "the 10th of Muharram", "2016-10-12"},
        Wording{"Two men were hurt on Ashura.", "Ashura", "2016-10-12"},
        Wording{"Two men were hurt on Chehlum.", "Chehlum", "2016-11-21"},
        Wording{"A procession of 12 Rabi-ul-Awwal was stoned.", "12 Rabi-ul-Awwal", "2016-12-12"},
        Wording{"A procession of 12 Rabi ul Awwal was stoned.", "12 Rabi ul Awwal", "2016-12-12"},
        Wording{"They prayed on the 27th of Ramazan.", "the 27th of Ramazan", "2016-07-03"},
        Wording{"They will pray on the 27th of Ramazan.", "the 27th of Ramazan", "2017-06-22"},
        Wording{"They prayed on the first day of Ramadan.", "the first day of Ramadan", "2017-05-27"},
        Wording{"A shop burned on 10 Muharram, 1430.", "10 Muharram, 1430", "2009-01-07"},
        Wording{"A shop burned in Ramadan 2016.", "Ramadan 2016", "2016-XX"},
        Wording{"A shop burned during Ramazan.", "Ramazan", "2017-XX"},
        Wording{"A shop burned last Ramazan.", "last Ramazan", "2016-XX"},
        Wording{"A mob came on Eid.", "Eid", "2016-09-13"},
        Wording{"A mob came on Eid-ul-Fitr.", "Eid-ul-Fitr", "2016-07-07"},
        Wording{"A mob came just before Eid-ul-Fitr.", "Eid-ul-Fitr", "2017-06-26"},
        Wording{"A mob came on Good Friday.", "Good Friday", "2017-04-14"},
        Wording{"A mob came on Easter Sunday.", "Easter Sunday", "2017-04-16"},
        Wording{"A mob came two days before Easter.", "two days before Easter", "2017-04-14"},
        Wording{"A mob came on Father's Day.", "Father's Day", "2017-06-18"},
        Wording{"A mob came last Christmas.", "last Christmas", "2016-12-25"},
        Wording{"A bomb is feared this Christmas.", "this Christmas", "2016-12-25"}));

INSTANTIATE_TEST_SUITE_P(Lengths, NewsTime,
                         testing::Values(Wording{"The siege lasted three days.", "three days", "P3D"},
                                         Wording{"The siege lasted nearly two months.", "nearly two months",
                                                 "P2M"},
                                         Wording{"The talks took 24 hours.", "24 hours", "PT24H"},
                                         Wording{"A ten-day march began.", "ten-day", "P10D"},
                                         Wording{"He was nineteen years old.", "nineteen years old", "P19Y"},
                                         Wording{"The siege lasted several weeks.", "several weeks", "PXW"},
                                         Wording{"They pray every day.", "every day", "P1D"},
                                         Wording{"They march every Friday.", "every Friday", "XXXX-WXX-5"},
                                         Wording{"They meet weekly.", "weekly", "P1W"}));

TEST(Times, WhatIsNoTimeIsLeftAlone) {
  for (const char* text : {"Police may search the house.", "They march on the capital.", "Flight 2010 left.",
                           "They paid 2000 dollars.", "A second man was held.",
                           "The August 21 Movement claimed it.", "Three quarters of the town burned.",
                           "Police held Muhammad Ramzan and Rajab Ali.", "The shop of Safar Khan burned."}) {
    EXPECT_TRUE(times_in(text, "2017-06-14").empty())
        << text << testing::PrintToString(times_in(text, "2017-06-14"));
  }
}

TEST(Times, NumbersOfHousesAreNoYears) {
  for (const char* text :
       {"Officers found the man at 1101 W. Larkin in Halden.", "She was shot near 2014 Market Street.",
        "Shots were fired in the 1900 block of Elm Avenue."})
    EXPECT_EQ(times_in(text, "2017-06-14"), std::vector<std::string>{}) << text;
  EXPECT_EQ(times_in("He was held after the 2014 Market Street bombing.", "2017-06-14"),
            std::vector<std::string>{"2014 = 2014"});
}

TEST(Times, TwoTimesOfOneToken) {
  EXPECT_EQ(times_in("The war (1911-1913) ended.", "2017-06-14"),
            (std::vector<std::string>{"1911 = 1911", "1913 = 1913"}));
  EXPECT_EQ(times_in("They fought on 3-5 March 2010.", "2017-06-14"),
            (std::vector<std::string>{"3 = 2010-03-03", "5 March 2010 = 2010-03-05"}));
}

TEST(Times, RangesHoldAllTheirDays) {
  for (const char* text : {"They fought between 3 and 5 March 2010.", "They fought on 3-5 March 2010.",
                           "They fought on March 3-5, 2010."}) {
    const Analysis a = analyse(text, the_pack());
    const auto found = find_times(a, {});
    ASSERT_EQ(found.size(), 2u) << text;
    for (const TimeFound& t : found) EXPECT_EQ(show(t.range), "2010-03-03..2010-03-05") << text;
  }
}

TEST(Times, WeeksAndMonthsHaveTheirDays) {
  const auto range = [](std::string_view text) {
    const Analysis a = analyse(text, the_pack());
    const auto found = find_times(a, day("2017-06-14"));
    return found.empty() ? std::string("no time")
                         : show(found[0].range) + " " + std::string(name(found[0].range.precision));
  };
  EXPECT_EQ(range("A mob came last week."), "2017-06-05..2017-06-11 week");
  EXPECT_EQ(range("A mob came in February 2012."), "2012-02-01..2012-02-29 month");
  EXPECT_EQ(range("A mob came last year."), "2016-01-01..2016-12-31 year");
  EXPECT_EQ(range("A mob came earlier this month."), "2017-06-01..2017-06-14 month");
  EXPECT_EQ(range("A mob came in the past week."), "2017-06-07..2017-06-14 week");
  EXPECT_EQ(range("They pray every day."), "none..none unknown");
}

TEST(Times, AVoteAheadIsAhead) {
  const auto found = times_in("Parties gear up for the July 9 elections.", "2017-06-14");
  EXPECT_EQ(found, (std::vector<std::string>{"July 9 = 2017-07-09"}));
}

TEST(Times, WhatLiesAheadIsNotWhereTheStoryStands) {
  const auto found = times_in(
      "Violence grows before the polls on 9th July. A candidate was shot; another fell on the same day.",
      "2017-06-14");
  EXPECT_EQ(found, (std::vector<std::string>{"9th July = 2017-07-09", "the same day = XXXX-XX-XX"}));
}

TEST(Times, HistoryGoesOnFromTheDateToldLast) {
  const auto found = times_in(
      "On 12 October 1841 the rebels took the fort. The next day they marched north. On October 20 a second "
      "column followed. In November the "
      "governor fled. In February a truce was signed. Two years later, in 1844, the fort was razed. That "
      "year the harvest failed.",
      "2017-06-14");
  EXPECT_EQ(found,
            (std::vector<std::string>{"12 October 1841 = 1841-10-12", "The next day = 1841-10-13",
                                      "October 20 = 1841-10-20", "November = 1841-11", "February = 1842-02",
                                      "Two years later = 1844", "1844 = 1844", "That year = 1844"}));
}

TEST(Times, WithoutAPublicationDateTheYearStaysOpen) {
  EXPECT_EQ(times_in("A man was hurt on Monday."), (std::vector<std::string>{"Monday = XXXX-WXX-1"}));
  EXPECT_EQ(times_in("A man was hurt on 5 June."), (std::vector<std::string>{"5 June = XXXX-06-05"}));
}

TEST(Times, TextInCapitals) {
  EXPECT_EQ(times_in("BOGOTA, 4 FEB 90 (AFP) -- TWO MEN WERE HURT YESTERDAY. MORE ATTACKS MAY FOLLOW.",
                     "1990-02-04"),
            (std::vector<std::string>{"4 FEB 90 = 1990-02-04", "YESTERDAY = 1990-02-03"}));
}

TEST(Times, AnyWordsGiveSpansInOrder) {
  const std::vector<std::string> words = {
      "the",     "last",      "next",   "two",     "3",     "5",     "2010", "1939-1945", "March",
      "Monday",  "night",     "days",   "week",    "ago",   "later", "of",   "and",       "to",
      "between", "May",       "early",  "in",      "BC",    "9:30",  "pm",   ",",         ".",
      "every",   "fall",      "before", "3-5",     "that",  "same",  "'90s", "é",         "-",
      "–",       "Christmas", "490",    "century", "first", "half",  "a",    "few"};
  rc::check("spans lie in the text, in order, without overlap", [&] {
    const auto picks = *rc::gen::container<std::vector<size_t>>(rc::gen::inRange<size_t>(0, words.size()));
    std::string text;
    for (size_t i : picks) text += words[i] + " ";
    const Analysis a = analyse(text, the_pack());
    uint32_t end = 0;
    for (const TimeFound& t : find_times(a, *rc::gen::arbitrary<bool>() ? day("2017-06-14") : std::nullopt)) {
      RC_ASSERT(t.span.begin >= end);
      RC_ASSERT(t.span.end > t.span.begin);
      RC_ASSERT(t.span.end <= text.size());
      RC_ASSERT(t.first < t.last);
      RC_ASSERT(!t.value.empty());
      if (t.range.earliest && t.range.latest) RC_ASSERT(*t.range.earliest <= *t.range.latest);
      end = t.span.end;
    }
  });
}

// --- the day of publication
// -----------------------------------------------------------------------------------------

std::string stated(std::string_view text) {
  return show(stated_publication(analyse(text, the_pack())));
}
std::string inferred(std::string_view text) {
  return show(inferred_publication(analyse(text, the_pack())));
}

TEST(Publication, IsStated) {
  EXPECT_EQ(stated("date 2021-09-14 Two men were hurt in a clash."), "2021-09-14");
  EXPECT_EQ(stated("LIMA, 7 MAR 88 (EFE) -- TWO MEN WERE HURT."), "1988-03-07");
  EXPECT_EQ(stated("Published on 3 May 2016\n\nTwo men were hurt on Monday in Kisumu."), "2016-05-03");
  EXPECT_EQ(stated("Posted: May 3, 2016 5:02 PM\n\nTwo men were hurt on Monday in Kisumu."), "2016-05-03");
  EXPECT_EQ(stated("By Ada Writer | May 3, 2016\n\nTwo men were hurt on Monday in Kisumu."), "2016-05-03");
  EXPECT_EQ(stated("Two men were hurt. (Published Tuesday, May 3, 2016)"), "2016-05-03");
}

TEST(Publication, ADatelineWithoutAYearNeedsOneNearBy) {
  EXPECT_EQ(stated("KISUMU, May 3: Two men were hurt. In April 2016 three died."), "2016-05-03");
  EXPECT_EQ(stated("KISUMU, May 3: Two men were hurt on Monday."), "none");
  EXPECT_EQ(stated("KISUMU, May 3: Two men were hurt. The district saw riots in 2007."), "none");
}

TEST(Publication, DatesOfOtherThingsAreNotIt) {
  EXPECT_EQ(stated("A letter dated 3 May 2016 was found in his house."), "none");
  EXPECT_EQ(stated("Update: On May 3, 2016, the charges were dropped."), "none");
  EXPECT_EQ(stated("On 3 May 2016 two men were hurt in Kisumu."), "none");
  EXPECT_EQ(stated("He was born on 3 May 1980 in Kisumu."), "none");
  EXPECT_EQ(stated(""), "none");
}

TEST(Publication, IsInferredFromTheNewestNews) {
  EXPECT_EQ(inferred("On 3 May 2016, a crowd burned two shops in Kisumu. Police arrested ten people."),
            "2016-05-03");
  EXPECT_EQ(inferred("Two men were hurt in Kisumu. Nobody was held."), "none");
  EXPECT_EQ(inferred("Two men were hurt on Monday in Kisumu."), "none");
}

TEST(Publication, IsInferredFromAVoteAhead) {
  // 8 August 2017 was a Tuesday.
  EXPECT_EQ(inferred("Kenya gears up for the Aug. 8 elections. Early on Saturday, a mob burned a party "
                     "office in Kisumu."),
            "2017-08-05");
  EXPECT_EQ(inferred("Kenya gears up for the Aug. 8 elections. Campaigns have been quiet."), "none");
  EXPECT_EQ(inferred("Utopia gears up for the Aug. 8 elections. Early on Saturday, a mob burned an office."),
            "none");
}

/// The day of the places of a text that came out at that moment in UTC.
std::string day_at(std::string_view text, const char* published, int hour, const char* country = "") {
  record::Document document;
  document.text = text;
  document.country = country;
  document.published = day(published);
  document.published_minute =
      std::chrono::duration_cast<std::chrono::minutes>(document.published->time_since_epoch()).count() +
      60 * hour;
  const Analysis a = analyse(document.text, the_pack());
  return show(moment_there(a, document, document.published, find_places(a, document)).day);
}

TEST(MomentThere, IsThatOfThePlaces) {
  EXPECT_EQ(day_at("Two men were hurt today in Quetta.", "2017-06-14", 21), "2017-06-15");
  EXPECT_EQ(day_at("Two men were hurt today in Quetta.", "2017-06-14", 18), "2017-06-14");
  EXPECT_EQ(day_at("Two men were hurt today in Los Angeles, California.", "2017-06-14", 3), "2017-06-13");
  EXPECT_EQ(day_at("Two men were hurt today in Honolulu, Hawaii.", "2017-06-14", 9), "2017-06-13");
  EXPECT_EQ(day_at("Two men were hurt today in New York.", "2017-06-14", 9), "2017-06-14");
}

TEST(MomentThere, IsOfTheCountryThatIsGiven) {
  EXPECT_EQ(day_at("Two men were hurt today.", "2017-06-14", 21, "PK"), "2017-06-15");
  EXPECT_EQ(day_at("Two men were hurt today.", "2017-06-14", 21), "2017-06-14");
}

TEST(MomentThere, WithoutAnHourIsTheDayOfPublication) {
  const Analysis a = analyse("Two men were hurt today in Quetta.", the_pack());
  record::Document document;
  document.text = a.text;
  document.published = day("2017-06-14");
  EXPECT_EQ(show(moment_there(a, document, document.published, find_places(a, document)).day), "2017-06-14");
  // The hour is that of another day than the one that the text says.
  document.published_minute = 0;
  EXPECT_EQ(show(moment_there(a, document, day("2017-06-10"), find_places(a, document)).day), "2017-06-10");
}

TEST(MomentThere, IsThatOfAnEarlierByline) {
  EXPECT_EQ(day_at("Posted: June 10, 2017 5:02 PM\n\nTwo men were hurt today in Quetta.", "2017-06-14", 21),
            "2017-06-10");
  EXPECT_EQ(day_at("Updated: June 20, 2017 5:02 PM\n\nTwo men were hurt today in Quetta.", "2017-06-14", 12),
            "2017-06-14");
}

TEST(MomentThere, AnHourThatWasToComeIsOfTheDayBefore) {
  const auto told = [](std::string_view text, std::optional<int> minute) {
    const Analysis a = analyse(text, the_pack());
    return find_times(a, day("2017-06-14"), minute).front().value;
  };
  constexpr int kSix = 6 * 60;
  EXPECT_EQ(told("Two men were hurt at 9 p.m. in Quetta.", kSix), "2017-06-13T21:00");
  EXPECT_EQ(told("Two men were hurt at 5 a.m. in Quetta.", kSix), "2017-06-14T05:00");
  EXPECT_EQ(told("Two men were hurt at 9 p.m. in Quetta.", std::nullopt), "2017-06-14T21:00");
  EXPECT_EQ(told("Two men were hurt at 9 p.m. on Monday in Quetta.", kSix), "2017-06-12T21:00");
}

// --- when it happened
// -----------------------------------------------------------------------------------------------

/// The date of the incident told by a word of the text (its first occurrence).
std::string date_in(std::string_view text, std::string_view word, std::string_view published,
                    bool background = false) {
  const Analysis a = analyse(text, the_pack());
  const auto at = static_cast<uint32_t>(text.find(word));
  std::vector<uint32_t> anchors;
  for (uint32_t i = 0; i < a.seg.tokens.size(); ++i) {
    if (a.seg.tokens[i].span.begin == at) anchors.push_back(i);
  }
  EXPECT_EQ(anchors.size(), 1u) << word;
  return show(date_of(a, find_times(a, day(published)), anchors, day(published), background).range);
}

TEST(DateOf, TheTimeOfItsOwnClause) {
  EXPECT_EQ(date_in("Gunmen killed two traders in Gusau on Monday.", "killed", "2017-06-14"),
            "2017-06-12..2017-06-12");
  EXPECT_EQ(date_in("Gunmen killed two traders last week.", "killed", "2017-06-14"),
            "2017-06-05..2017-06-11");
  EXPECT_EQ(date_in("In December, gunmen killed two traders.", "killed", "2017-06-14"),
            "2016-12-01..2016-12-31");
  EXPECT_EQ(date_in("Gunmen killed two traders last year.", "killed", "2017-06-14"),
            "2016-01-01..2016-12-31");
}

TEST(DateOf, NotTheTimeOfAnotherThing) {
  EXPECT_EQ(
      date_in("Gunmen killed two traders on Monday ahead of the July 9 elections.", "killed", "2017-06-14"),
      "2017-06-12..2017-06-12");
  EXPECT_EQ(date_in("Gunmen killed a trader on Monday who was born on 5 May 1980.", "killed", "2017-06-14"),
            "2017-06-12..2017-06-12");
  EXPECT_EQ(date_in("Gunmen killed two traders on Monday, police said Tuesday.", "killed", "2017-06-14"),
            "2017-06-12..2017-06-12");
  EXPECT_EQ(
      date_in("Gunmen killed two traders on Monday. A hearing is set for June 20.", "killed", "2017-06-14"),
      "2017-06-12..2017-06-12");
}

TEST(DateOf, WhatLastsSinceThenIsNotThen) {
  EXPECT_EQ(date_in("Attacks have risen since the rebels took the capital in August 2014.", "Attacks",
                    "2017-06-14", true),
            "none..none");
}

TEST(DateOf, TheTimeOfTheSentenceBeside) {
  EXPECT_EQ(date_in("Gunmen killed two traders in Gusau. The attack happened late on Sunday.", "killed",
                    "2017-06-14"),
            "2017-06-11..2017-06-11");
}

TEST(DateOf, WhenSomebodySpokeOfItOnlyBoundsIt) {
  EXPECT_EQ(
      date_in("Officials on Tuesday condemned the murder of a trader, and last night the market stayed shut.",
              "murder", "2017-06-14"),
      "none..2017-06-13");
}

TEST(DateOf, WhatTheReportImplies) {
  EXPECT_EQ(date_in("Gunmen killed two traders in Gusau.", "killed", "2017-06-14"), "2017-06-14..2017-06-14");
  EXPECT_EQ(date_in("Gunmen killed two traders in Gusau.", "killed", "2017-06-14", true), "none..none");
  EXPECT_EQ(date_in("Gunmen killed two traders in Gusau.", "killed", ""), "none..none");
}

TEST(DateOf, TheReportsOwnDateIsNotTheIncidents) {
  EXPECT_EQ(date_in("LIMA, 14 JUN 17 (EFE) -- REBELS KILLED TWO TRADERS YESTERDAY.", "KILLED", "2017-06-14"),
            "2017-06-13..2017-06-13");
}

TEST(DateOf, ADayByTheMoonIsADayOffAtMost) {
  EXPECT_EQ(date_in("Gunmen killed two traders on 10 Muharram.", "killed", "2016-10-20"),
            "2016-10-11..2016-10-13");
  EXPECT_EQ(date_in("Gunmen killed two traders on 10 Muharram.", "killed", "2016-10-12"),
            "2016-10-11..2016-10-12");
  EXPECT_EQ(date_in("Gunmen killed two traders on 10 Muharram (October 11).", "killed", "2016-10-20"),
            "2016-10-11..2016-10-11");
  EXPECT_EQ(date_in("Gunmen killed two traders in Muharram 2016.", "killed", "2016-12-20"),
            "2016-10-02..2016-11-02");
}

TEST(DateOf, WhenTheyWereShotRatherThanWhenTheyDied) {
  const char* text = "A trader died on Tuesday in a hospital. He was shot on Sunday night in Gusau.";
  const Analysis a = analyse(text, the_pack());
  std::vector<uint32_t> anchors;
  for (uint32_t i = 0; i < a.seg.tokens.size(); ++i) {
    if (a.lower(i) == "died" || a.lower(i) == "shot") anchors.push_back(i);
  }
  ASSERT_EQ(anchors.size(), 2u);
  const auto published = day("2017-06-14");
  EXPECT_EQ(show(date_of(a, find_times(a, published), anchors, published, false).range),
            "2017-06-11..2017-06-11");
  EXPECT_EQ(date_in("A trader died on Tuesday in a hospital.", "died", "2017-06-14"),
            "2017-06-13..2017-06-13");
}

TEST(DateOf, ThePastFewHoursAreTodayAndADecadeIsNoDate) {
  EXPECT_EQ(date_in("Gunmen killed two traders in the past few hours.", "killed", "2017-06-14"),
            "2017-06-14..2017-06-14");
  EXPECT_EQ(date_in("Gunmen have killed two traders in the past decade.", "killed", "2017-06-14", true),
            "none..none");
}

TEST(DateOf, DaysOfFightingEndWithTheNews) {
  EXPECT_EQ(date_in("Three days of fierce clashes have killed 30 rebels, officials said Tuesday.", "killed",
                    "2017-06-14"),
            "2017-06-12..2017-06-14");
  EXPECT_EQ(date_in("After three days of talks gunmen killed two traders on Monday.", "killed", "2017-06-14"),
            "2017-06-12..2017-06-12");
}

TEST(DateOf, WhatLiesAheadIsNotThen) {
  EXPECT_EQ(date_in("Gunmen killed two traders ahead of Easter, police said.", "killed", "2017-04-12"),
            "none..2017-04-12");
  EXPECT_EQ(date_in("Gunmen killed two traders on Monday, days before Easter.", "killed", "2017-04-12"),
            "2017-04-10..2017-04-10");
}

TEST(DateOf, AFinerTimeInsideACoarseOne) {
  EXPECT_EQ(date_in("Gunmen killed two traders last week. The June 7 killings shook the town.", "killed",
                    "2017-06-14"),
            "2017-06-07..2017-06-07");
}

}  // namespace
}  // namespace roznamcha::extract

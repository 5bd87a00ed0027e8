#include "extract/notices.h"

#include <gtest/gtest.h>

#include "pack/pack.h"

namespace roznamcha::extract {
namespace {

const text::Date kPublished = text::make_date(2031, 5, 20);

class Notices : public testing::Test {
 protected:
  void read(std::string_view text) {
    static const std::shared_ptr<const pack::Pack> pack = *pack::Pack::load_embedded();
    a_ = analyse(text, *pack);
  }
  uint32_t token(std::string_view lower) const {
    for (uint32_t i = 0; i < a_.seg.tokens.size(); ++i) {
      if (a_.lower(i) == lower) return i;
    }
    ADD_FAILURE() << "no token " << lower;
    return 0;
  }
  /// Says that a word of the text names a place.
  void place(std::string_view word, PlaceFound::Use use = PlaceFound::Use::kScene) {
    PlaceFound found;
    found.first = token(word);
    found.last = found.first + 1;
    found.place.name = a_.quote(a_.span(found.first, found.last));
    found.use = use;
    places_.push_back(found);
  }
  /// Says that a word of the text names a day.
  void day(std::string_view word, text::Date date) {
    TimeFound found;
    found.first = token(word);
    found.last = found.first + 1;
    found.type = "DATE";
    found.range = {date, date, text::DatePrecision::kDay};
    times_.push_back(found);
  }
  std::vector<record::Tally> tallies() const { return find_tallies(a_, places_, times_, kPublished); }
  std::vector<record::Measure> measures() const { return find_measures(a_, places_, times_, kPublished); }
  std::vector<record::Warning> warnings() const { return find_warnings(a_, places_, times_, kPublished); }
  std::string quote(text::Span span) const { return std::string(a_.quote(span)); }

  Analysis a_;
  std::vector<PlaceFound> places_;
  std::vector<TimeFound> times_;
};

// ---- tallies

TEST_F(Notices, TotalOfAStretchOfTime) {
  read("The unrest has claimed more than two dozen lives in Barkur over the past two weeks.");
  place("barkur");
  const auto found = tallies();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].effect, record::Effect::kKilled);
  EXPECT_GE(found[0].range.low, 24);
  EXPECT_EQ(found[0].range.high, std::nullopt);
  EXPECT_EQ(found[0].period.earliest, text::make_date(2031, 5, 6));
  EXPECT_EQ(found[0].period.latest, kPublished);
  EXPECT_EQ(found[0].place.place.name, "Barkur");
  EXPECT_EQ(quote(found[0].span), "claimed more than two dozen lives in Barkur over the past two weeks");
}

TEST_F(Notices, TotalOfSeveralIncidents) {
  read("Some 63 people were killed and 140 wounded in 12 attacks since January.");
  day("january", text::make_date(2031, 1, 1));
  times_[0].range = {text::make_date(2031, 1, 1), text::make_date(2031, 1, 31), text::DatePrecision::kMonth};
  const auto found = tallies();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].range, (record::Range{63, 63}));
  EXPECT_EQ(found[1].effect, record::Effect::kInjured);
  EXPECT_EQ(found[1].range, (record::Range{140, 140}));
  EXPECT_EQ(found[0].period.earliest, text::make_date(2031, 1, 1));
  EXPECT_EQ(found[0].period.latest, kPublished);
}

TEST_F(Notices, TotalOfThisYear) {
  read("The killing brought the number of murders in the city this year to 34.");
  const auto found = tallies();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].range, (record::Range{34, 34}));
  EXPECT_EQ(found[0].period.earliest, text::make_date(2031, 1, 1));
}

TEST_F(Notices, APeriodWithoutNumberHasNoBegin) {
  read("The raids wounded over a dozen villagers in recent days.");
  const auto found = tallies();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].period.earliest, std::nullopt);
  EXPECT_EQ(found[0].period.latest, kPublished);
}

TEST_F(Notices, TotalsWithTheirPartsOrAnUpperBound) {
  read("At least 567 villagers, including 120 children, have been killed since 2029.");
  EXPECT_EQ(tallies().size(), 1u);
  read("As many as 567 persons were killed in the province since 2029.");
  EXPECT_EQ(tallies().size(), 1u);
}

TEST_F(Notices, OneIncidentIsNoTally) {
  read("At least 40 people were killed in the attack, the third in the past week.");
  EXPECT_TRUE(tallies().empty());
  read("Six people were killed in the blast.");
  EXPECT_TRUE(tallies().empty());
  read("A bomb killed three people in the past week.");
  EXPECT_TRUE(tallies().empty());
  read("Nine people were killed by a suicide bomber in the past week.");
  EXPECT_TRUE(tallies().empty());
  read("Bombs killed three people in the past week.");
  EXPECT_EQ(tallies().size(), 1u);
}

TEST_F(Notices, OneDayIsNoTally) {
  read("Gunmen killed 14 villagers on Friday, after months of violence.");
  day("friday", text::make_date(2031, 5, 16));
  EXPECT_TRUE(tallies().empty());
}

TEST_F(Notices, AJointTollOfTwoDistrictsIsATally) {
  read("The two blasts in Tarn and Mell on Monday killed 14 people in all.");
  const auto in = [&](std::string_view word, std::string district) {
    place(word);
    places_.back().place.country = "XA";
    places_.back().place.admin1 = "North";
    places_.back().place.admin2 = std::move(district);
  };
  in("tarn", "Tarn");
  in("mell", "Mell");
  day("monday", text::make_date(2031, 5, 12));
  const auto found = tallies();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].range.low, 14);
  EXPECT_EQ(found[0].period.earliest, text::make_date(2031, 5, 12));
  EXPECT_EQ(found[0].place.place.name, "North");
  EXPECT_EQ(found[0].place.place.precision, record::PlacePrecision::kAdmin1);
  places_.back().place.admin2 = "Tarn";
  EXPECT_TRUE(tallies().empty()) << "two spots of one district may be one incident";
}

TEST_F(Notices, OneOrTwoAreNoTally) {
  read("Two teachers were killed in the past month.");
  EXPECT_TRUE(tallies().empty());
}

// ---- measures

TEST_F(Notices, MeasureWithItsDoerAndPlace) {
  read("The interior ministry imposed a curfew in Barkur, a spokesman told reporters in Sandel.");
  place("barkur");
  place("sandel", PlaceFound::Use::kSpeaker);
  const auto found = measures();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, "curfew");
  EXPECT_EQ(found[0].status, record::MeasureStatus::kInForce);
  EXPECT_EQ(found[0].by, "interior ministry");
  EXPECT_EQ(found[0].place.place.name, "Barkur");
  EXPECT_EQ(quote(found[0].span), "The interior ministry imposed a curfew in Barkur");
}

TEST_F(Notices, StatusOfAMeasure) {
  const auto status = [&](std::string_view text) {
    read(text);
    const auto found = measures();
    EXPECT_FALSE(found.empty()) << text;
    return found.empty() ? record::MeasureStatus::kInForce : found[0].status;
  };
  EXPECT_EQ(status("Mobile phone services were suspended in four districts."),
            record::MeasureStatus::kInForce);
  EXPECT_EQ(status("Mobile phone services will be suspended on polling day."),
            record::MeasureStatus::kAnnounced);
  EXPECT_EQ(status("The cabinet decided to ban public gatherings."), record::MeasureStatus::kAnnounced);
  EXPECT_EQ(status("The party urged the government to tighten security at rallies."),
            record::MeasureStatus::kUrged);
  EXPECT_EQ(status("Security must be tightened at once, he said."), record::MeasureStatus::kUrged);
  EXPECT_EQ(status("The curfew was lifted on Thursday."), record::MeasureStatus::kLifted);
  EXPECT_EQ(status("The authorities restored mobile services in the valley."),
            record::MeasureStatus::kLifted);
}

TEST_F(Notices, WhatIsDeniedIsNoMeasure) {
  read("No curfew was imposed. Mobile services were not suspended.");
  EXPECT_TRUE(measures().empty());
}

TEST_F(Notices, OneMeasureToldTwiceInAClause) {
  read("The deputy commissioner imposed Section 144, banning all public gatherings.");
  ASSERT_EQ(measures().size(), 1u);
  EXPECT_EQ(measures()[0].kind, "gathering_ban");
}

TEST_F(Notices, SeveralMeasuresInASentence) {
  read("All roads into the town have been closed and a search operation has started to arrest the culprits.");
  const auto found = measures();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].kind, "road_closure");
  EXPECT_EQ(found[1].kind, "search_operation");
}

TEST_F(Notices, CondemningIsNoMeasure) {
  read("The prime minister strongly condemned the attack and prayed for the victims.");
  EXPECT_TRUE(measures().empty());
}

// ---- warnings

TEST_F(Notices, Advisory) {
  read(
      "A government advisory warned candidates to stay indoors, saying bombers may target rallies in "
      "Barkur.");
  place("barkur");
  const auto found = warnings();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, "advisory");
  EXPECT_EQ(found[0].by, "government");
  EXPECT_EQ(found[0].place.place.name, "Barkur");
}

TEST_F(Notices, ThreatOfAnArmedGroup) {
  read("The Taliban threatened to kill anyone who votes.");
  const auto found = warnings();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, "attack_threat");
  EXPECT_EQ(found[0].by, "Taliban");
}

TEST_F(Notices, LeafletsAgainstAnElection) {
  read("Gunmen distributed leaflets telling villagers not to vote or face death.");
  const auto found = warnings();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, "threat_letter");
}

TEST_F(Notices, WhatWasDoneIsNoWarning) {
  read("Gunmen killed a candidate in the village. The bomb threat was a hoax.");
  EXPECT_TRUE(warnings().empty());
}

TEST_F(Notices, NothingInAnEmptyText) {
  read("");
  EXPECT_TRUE(tallies().empty() && measures().empty() && warnings().empty());
}

}  // namespace
}  // namespace roznamcha::extract

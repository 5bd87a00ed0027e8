// What a learnt reader saw and what the rules wrote, joined: with sights made by hand.
#include "extract/seen.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "extract/accounts.h"
#include "extract/places.h"
#include "extract/roles.h"
#include "extract/times.h"
#include "pack/pack.h"

namespace roznamcha::extract {
namespace {

const pack::Pack& packs() {
  static const auto pack = pack::Pack::load_embedded();
  return **pack;
}

/// A text with what a learnt reader is said to have seen in it.
class Read {
 public:
  explicit Read(std::string text) : text_(std::move(text)), a_(analyse(text_, packs())) {
    sight_.looked = true;
    sight_.relevance = 0.9;
    for (const text::Token& token : a_.seg.tokens) sight_.pieces.push_back(token.span);
    sight_.roles.assign(sight_.pieces.size() * kSpanRoles, 0);
    sight_.kinds.assign(sight_.pieces.size() * kDeeds, 0);
  }

  /// Every span is tied to every other one by accounts(tie).
  Read& see(SpanRole role, std::string_view words, Deed deed = Deed::kArmedAttack) {
    const size_t at = text_.find(words);
    EXPECT_NE(at, std::string::npos) << words;
    SeenSpan span;
    span.role = role;
    span.span = {static_cast<uint32_t>(at), static_cast<uint32_t>(at + words.size())};
    span.sure = 0.95f;
    span.named = 1;
    span.deeds[static_cast<size_t>(deed)] = 1;
    span.certainty = record::Certainty::kSuspected;
    for (size_t i = 0; i < sight_.pieces.size(); ++i) {
      if (!sight_.pieces[i].overlaps(span.span)) continue;
      sight_.roles[i * kSpanRoles + static_cast<size_t>(role)] = 0.95f;
      sight_.kinds[i * kDeeds + static_cast<size_t>(deed)] = 1;
    }
    sight_.spans.push_back(span);
    return *this;
  }

  /// Words with some share of a role, too little for a span.
  Read& half_see(SpanRole role, std::string_view words, float share) {
    const size_t at = text_.find(words);
    EXPECT_NE(at, std::string::npos) << words;
    const text::Span span{static_cast<uint32_t>(at), static_cast<uint32_t>(at + words.size())};
    for (size_t i = 0; i < sight_.pieces.size(); ++i) {
      if (sight_.pieces[i].overlaps(span)) sight_.roles[i * kSpanRoles + static_cast<size_t>(role)] = share;
    }
    return *this;
  }

  std::vector<record::Account> accounts(float tie = 2) {
    std::sort(sight_.spans.begin(), sight_.spans.end(),
              [](const SeenSpan& x, const SeenSpan& y) { return x.span < y.span; });
    sight_.pairs.assign(sight_.spans.size() * sight_.spans.size(), tie);
    record::Document document;
    document.text = text_;
    const auto places = find_places(a_, document);
    const auto times = find_times(a_, {});
    const auto tellings = with_seen(find_tellings(a_), seen_tellings(a_, sight_));
    return write_accounts({a_, places, times, tellings, {}, {}, &sight_, false}).accounts;
  }

 private:
  std::string text_;
  Analysis a_;
  Sight sight_;
};

std::vector<std::string> organizations(const record::Account& account) {
  std::vector<std::string> out;
  for (const auto& who : account.actors) {
    if (who.kind == record::ActorKind::kOrganization) out.push_back(who.name);
  }
  return out;
}

std::vector<std::string> individuals(const record::Account& account) {
  std::vector<std::string> out;
  for (const auto& who : account.actors) {
    if (who.kind == record::ActorKind::kIndividual) out.push_back(who.name);
  }
  return out;
}

TEST(Seen, ADeedThatIsNotSeenIsNone) {
  const std::string text =
      "Gunmen attacked a polling station in Kalat on Monday. A bomb exploded in a market in Quetta on "
      "Tuesday.";
  EXPECT_EQ(
      Read(text).see(SpanRole::kAnchor, "attacked").see(SpanRole::kAnchor, "exploded").accounts().size(), 2u);
  const auto accounts = Read(text).see(SpanRole::kAnchor, "exploded", Deed::kBombing).accounts();
  ASSERT_EQ(accounts.size(), 1u);
  EXPECT_EQ(accounts[0].place.place.name, "Quetta");
}

TEST(Seen, ADoubtfulDeedIsLessSure) {
  const std::string text = "Gunmen killed two guards of a polling station in Kalat on Monday, police said.";
  const auto sure = Read(text).see(SpanRole::kAnchor, "killed").accounts();
  const auto doubtful = Read(text).half_see(SpanRole::kAnchor, "killed", 0.25f).accounts();
  ASSERT_EQ(sure.size(), 1u);
  ASSERT_EQ(doubtful.size(), 1u);
  EXPECT_LT(doubtful[0].confidence, sure[0].confidence);
}

TEST(Seen, AnOrganisationKeepsTheCertaintyThatWasSeen) {
  const auto accounts =
      Read("Gunmen attacked a polling station in Kalat. The raid bore the marks of the Red Dawn Brigade.")
          .see(SpanRole::kAnchor, "attacked")
          .see(SpanRole::kPerpOrg, "Red Dawn Brigade")
          .accounts();
  ASSERT_EQ(accounts.size(), 1u);
  EXPECT_EQ(organizations(accounts[0]), std::vector<std::string>{"Red Dawn Brigade"});
  EXPECT_EQ(accounts[0].actors.back().certainty, record::Certainty::kSuspected);
}

TEST(Seen, WhoDeniesIsNotAccused) {
  const auto accounts =
      Read("Gunmen attacked a polling station in Kalat. The TTP denied involvement in the attack.")
          .see(SpanRole::kAnchor, "attacked")
          .see(SpanRole::kPerpOrg, "TTP")
          .accounts();
  ASSERT_EQ(accounts.size(), 1u);
  EXPECT_TRUE(organizations(accounts[0]).empty());
}

TEST(Seen, WhatIsTiedToNothingIsNotTaken) {
  const auto accounts = Read(
                            "Gunmen attacked a polling station in Kalat. Elsewhere a bomb exploded in a "
                            "market in Quetta.\n\nThe talks "
                            "with the Red Dawn Brigade go on.")
                            .see(SpanRole::kAnchor, "attacked")
                            .see(SpanRole::kAnchor, "exploded", Deed::kBombing)
                            .see(SpanRole::kPerpOrg, "Red Dawn Brigade")
                            .accounts(-3);
  ASSERT_EQ(accounts.size(), 2u);
  for (const auto& account : accounts) EXPECT_TRUE(organizations(account).empty());
}

TEST(Seen, PeopleOfALandAreNoOrganisation) {
  const auto accounts = Read("Peruvian gunmen attacked a polling station in Puno.")
                            .see(SpanRole::kAnchor, "attacked")
                            .see(SpanRole::kPerpOrg, "Peruvian")
                            .accounts();
  ASSERT_EQ(accounts.size(), 1u);
  EXPECT_TRUE(organizations(accounts[0]).empty());
}

TEST(Seen, WhoWasHitDidItNot) {
  const auto accounts = Read(
                            "Gunmen attacked the Dawn Herald offices in Kalat on Monday. The Dawn Herald "
                            "has been threatened before.")
                            .see(SpanRole::kAnchor, "attacked")
                            .see(SpanRole::kTarget, "Dawn Herald offices")
                            .see(SpanRole::kPerpOrg, "Dawn Herald")
                            .accounts();
  ASSERT_EQ(accounts.size(), 1u);
  EXPECT_TRUE(organizations(accounts[0]).empty());
}

TEST(Seen, AShortFormInBracketsIsTheSameOrganisation) {
  const auto accounts = Read("The Red Dawn Brigade [BAR] attacked a polling station in Kalat on Monday.")
                            .see(SpanRole::kAnchor, "attacked")
                            .see(SpanRole::kPerpOrg, "Red Dawn Brigade")
                            .see(SpanRole::kPerpOrg, "BAR")
                            .accounts();
  ASSERT_EQ(accounts.size(), 1u);
  EXPECT_EQ(organizations(accounts[0]), std::vector<std::string>{"Red Dawn Brigade"});
}

TEST(Seen, ThoseWhoAreNotNamedAreToldOnce) {
  const auto accounts =
      Read("Gunmen attacked a polling station in Kalat. The attackers then attacked its guards and fled.")
          .see(SpanRole::kAnchor, "attacked")
          .see(SpanRole::kPerpInd, "Gunmen")
          .see(SpanRole::kPerpInd, "attackers")
          .accounts();
  ASSERT_FALSE(accounts.empty());
  EXPECT_EQ(individuals(accounts[0]).size(), 1u);
}

TEST(Seen, AThingIsToldOnceAndWithoutHowMany) {
  const auto accounts = Read("A blast on Tuesday destroyed several offices in Sibi.")
                            .see(SpanRole::kAnchor, "blast", Deed::kBombing)
                            .see(SpanRole::kTarget, "several offices", Deed::kBombing)
                            .accounts();
  ASSERT_EQ(accounts.size(), 1u);
  ASSERT_EQ(accounts[0].targets.size(), 1u);
  EXPECT_EQ(accounts[0].targets[0].text, "offices");
}

TEST(Seen, ANamedVictimThatIsNotSeenGoes) {
  const std::string text = "Gunmen killed Karim Lashari in Kalat on Monday.";
  const auto with =
      Read(text).see(SpanRole::kAnchor, "killed").see(SpanRole::kVictim, "Karim Lashari").accounts();
  ASSERT_EQ(with.size(), 1u);
  ASSERT_EQ(with[0].victims.size(), 1u);
  EXPECT_EQ(with[0].victims[0].name, "Karim Lashari");
  const auto possessive = Read("Karim Lashari's killing in Kalat on Monday was condemned.")
                              .see(SpanRole::kAnchor, "killing")
                              .see(SpanRole::kVictim, "Karim Lashari's")
                              .accounts();
  ASSERT_EQ(possessive.size(), 1u);
  ASSERT_EQ(possessive[0].victims.size(), 1u);
  EXPECT_EQ(possessive[0].victims[0].name, "Karim Lashari");
  const auto without = Read(text).see(SpanRole::kAnchor, "killed").accounts();
  ASSERT_EQ(without.size(), 1u);
  EXPECT_TRUE(without[0].victims.empty());
}

TEST(Seen, AnotherWordForADeedIsATellingToo) {
  const auto accounts = Read("The convoy was waylaid near Sibi on Tuesday and two of its trucks were lost.")
                            .see(SpanRole::kAnchor, "waylaid")
                            .see(SpanRole::kTarget, "convoy")
                            .accounts();
  ASSERT_EQ(accounts.size(), 1u);
  EXPECT_EQ(accounts[0].sub_event_type, "Attack");
  ASSERT_EQ(accounts[0].targets.size(), 1u);
  EXPECT_EQ(accounts[0].targets[0].text, "convoy");
}

TEST(Seen, AKindThatIsSureSettlesADoubtfulType) {
  const std::string text = "Militants attacked a convoy near Sibi on Tuesday.";
  const auto attack = Read(text).see(SpanRole::kAnchor, "attacked").accounts();
  ASSERT_EQ(attack.size(), 1u);
  const auto bombing = Read(text).see(SpanRole::kAnchor, "attacked", Deed::kBombing).accounts();
  ASSERT_EQ(bombing.size(), 1u);
  EXPECT_NE(attack[0].sub_event_type, bombing[0].sub_event_type);
  EXPECT_EQ(bombing[0].sub_event_type, "Remote explosive/landmine/IED");
}

}  // namespace
}  // namespace roznamcha::extract

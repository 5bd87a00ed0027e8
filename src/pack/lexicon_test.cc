#include "pack/lexicon.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "pack/pack.h"
#include "text/segment.h"

namespace roznamcha::pack {
namespace {

using Forms = std::vector<std::string>;

TEST(Forms, RegularVerbs) {
  EXPECT_EQ(verb_forms("kill", {}), (Forms{"kill", "kills", "killed", "killing"}));
  EXPECT_EQ(verb_forms("gun", {}), (Forms{"gun", "guns", "gunned", "gunning"}));
  EXPECT_EQ(verb_forms("die", {}), (Forms{"die", "dies", "died", "dying"}));
  EXPECT_EQ(verb_forms("ambush", {}), (Forms{"ambush", "ambushes", "ambushed", "ambushing"}));
  EXPECT_EQ(verb_forms("injure", {}), (Forms{"injure", "injures", "injured", "injuring"}));
  EXPECT_EQ(verb_forms("bury", {}), (Forms{"bury", "buries", "buried", "burying"}));
  EXPECT_EQ(verb_forms("destroy", {}), (Forms{"destroy", "destroys", "destroyed", "destroying"}));
  EXPECT_EQ(verb_forms("raid", {}), (Forms{"raid", "raids", "raided", "raiding"}));
  EXPECT_EQ(verb_forms("flee", {"fled", "fleeing"}), (Forms{"flee", "flees", "fled", "fleeing"}));
}

TEST(Forms, IrregularVerbs) {
  EXPECT_EQ(verb_forms("shoot", {"shot"}), (Forms{"shoot", "shoots", "shot", "shooting"}));
  EXPECT_EQ(verb_forms("set", {"set", "setting"}), (Forms{"set", "sets", "setting"}));
  EXPECT_EQ(verb_forms("martyred", {"="}), (Forms{"martyred"}));
}

TEST(Forms, Nouns) {
  EXPECT_EQ(noun_forms("rebel", {}), (Forms{"rebel", "rebels"}));
  EXPECT_EQ(noun_forms("policeman", {}), (Forms{"policeman", "policemen"}));
  EXPECT_EQ(noun_forms("german", {}), (Forms{"german", "germans"}));
  EXPECT_EQ(noun_forms("member of parliament", {}), (Forms{"member of parliament", "members of parliament"}));
  EXPECT_EQ(noun_forms("party", {}), (Forms{"party", "parties"}));
  EXPECT_EQ(noun_forms("convoy", {}), (Forms{"convoy", "convoys"}));
  EXPECT_EQ(noun_forms("schoolchild", {}), (Forms{"schoolchild", "schoolchildren"}));
  EXPECT_EQ(noun_forms("police", {"="}), (Forms{"police"}));
}

const Lexicon& lexicon() {
  static const std::shared_ptr<const Pack> pack = *Pack::load_embedded();
  return pack->lexicon();
}

template <typename Row>
const Row* find(const PhraseIndex& index, const std::vector<Row>& rows, std::string_view phrase) {
  const std::vector<text::Token> tokens = phrase_tokens(phrase);
  std::vector<PhraseIndex::Match> out;
  index.match(tokens, 0, static_cast<uint32_t>(tokens.size()), out);
  return !out.empty() && out[0].length == tokens.size() ? &rows[out[0].value] : nullptr;
}

TEST(Lexicon, TriggersByEveryForm) {
  for (std::string_view word : {"killed", "kills", "attack", "attacks", "shot", "gunned", "bombing",
                                "kidnapped", "exploded", "dynamited"}) {
    EXPECT_TRUE(lexicon().trigger_forms.count(std::string(word))) << word;
  }
  EXPECT_FALSE(lexicon().trigger_forms.count("bakery"));
}

TEST(Lexicon, SlotsOfATrigger) {
  const auto rows = lexicon().trigger_forms.at("killed");
  const Trigger& kill = lexicon().triggers[rows[0]];
  EXPECT_TRUE(kill.verb);
  EXPECT_EQ(kill.slot("subj"), Slot::kCause);
  EXPECT_EQ(kill.slot("obj"), Slot::kPatient);
  EXPECT_EQ(kill.slot("by"), Slot::kCause);
  EXPECT_EQ(kill.slot("elsewhere"), std::nullopt);
  EXPECT_EQ(kill.effect, record::Effect::kKilled);
}

TEST(Lexicon, PeopleWithTheirGroup) {
  const auto group = [](std::string_view phrase) -> std::string {
    const PersonNoun* noun = find(lexicon().people_index, lexicon().people, phrase);
    return noun ? noun->group : "";
  };
  EXPECT_EQ(group("policemen"), "police");
  EXPECT_EQ(group("gunman"), "attacker");
  EXPECT_EQ(group("peasants"), "farmer");
  EXPECT_EQ(group("judge"), "judge");
  EXPECT_EQ(group("mayor"), "politician");
  EXPECT_EQ(group("bakery"), "");
  EXPECT_TRUE(find(lexicon().people_index, lexicon().people, "gunmen")->plural);
  EXPECT_TRUE(find(lexicon().people_index, lexicon().people, "gunmen")->perpetrator);
  EXPECT_FALSE(find(lexicon().people_index, lexicon().people, "teacher")->perpetrator);
}

TEST(Lexicon, TargetsAndWeaponsWithTheirClass) {
  EXPECT_EQ(find(lexicon().target_index, lexicon().targets, "police stations")->target_class,
            "police_station");
  EXPECT_TRUE(find(lexicon().target_index, lexicon().targets, "polling station"));
  EXPECT_EQ(find(lexicon().weapon_index, lexicon().weapons, "assault rifles")->weapon_class, "firearm");
  EXPECT_TRUE(find(lexicon().weapon_index, lexicon().weapons, "dynamite"));
}

TEST(Lexicon, NamesOfActorsAreFoundWithoutTheirMarks) {
  EXPECT_EQ(find(lexicon().actor_index, lexicon().actors, "Lashkar e Jhangvi")->id, "pk-lej");
  EXPECT_EQ(find(lexicon().actor_index, lexicon().actors, "MQM P"),
            nullptr);  // a short form needs its hyphen
}

TEST(Lexicon, LikeliestActorByCountryAndYear) {
  Lexicon own;
  own.actors.resize(3);
  own.actors[0].country = "PE";
  own.actors[1].country = "CN;TW";
  own.actors[2].country = "CO";
  own.actors[2].to_year = 1995;
  const std::vector<PhraseIndex::Match> matches = {{0, 3}, {1, 3}, {2, 3}, {1, 2}};
  EXPECT_EQ(own.likeliest_actor(matches, {}, {}), 0u);
  EXPECT_EQ(own.likeliest_actor(matches, {"TW"}, {}), 1u);
  EXPECT_EQ(own.likeliest_actor(matches, {"CO"}, 1990), 2u);
  EXPECT_EQ(own.likeliest_actor(matches, {"CO"}, 2020), 2u);
  EXPECT_EQ(own.likeliest_actor({{2, 2}, {0, 2}}, {}, 2020), 0u);
}

TEST(Lexicon, TypesOfTheTaxonomy) {
  ASSERT_TRUE(lexicon().type_of("Suicide bomb"));
  EXPECT_EQ(lexicon().type_of("Suicide bomb")->event_type, "Explosions/Remote violence");
  EXPECT_EQ(lexicon().type_of("Snowball fight"), nullptr);
}

TEST(Lexicon, NamesOfKindsReadBack) {
  for (Kind k : {Kind::kAttack, Kind::kThreat, Kind::kOther}) EXPECT_EQ(kind(name(k)), k);
  EXPECT_EQ(kind("custard"), std::nullopt);
}

TEST(Lexicon, AMissingTableIsAFault) {
  std::vector<base::Error> faults;
  (void)build_lexicon({}, faults);
  EXPECT_EQ(faults.size(), lexicon_files().size());
}

}  // namespace
}  // namespace roznamcha::pack

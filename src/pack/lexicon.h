// The words by which English reports tell of violence: what happened, to whom, with what, who is said to have
// done it. Each struct is a row of the table that its comment names; every look-up is by lower-case token.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "pack/phrases.h"
#include "pack/table.h"
#include "record/account.h"

namespace roznamcha::pack {

/// What a trigger tells of. The order is that of the names in packs/kinds.tsv.
enum class Kind : uint8_t {
  kAttack,  // armed or unspecified attack, raid, ambush, assault
  kShooting,
  kBombing,  // explosion, blast, grenade, mine
  kKilling,  // killing without the means: murder, assassination, massacre, beheading
  kDeath,    // a death without an agent: die, dead, body, toll
  kInjury,
  kAbduction,
  kArson,
  kDestruction,  // vandalism, looting, ransacking, sabotage
  kRobbery,
  kClash,  // two armed sides, or two crowds
  kAirstrike,
  kShelling,
  kBeating,  // stabbing, beating, stoning, sexual violence
  kHijacking,
  kArrest,
  kProtest,
  kRiot,
  kDisarmed,  // bomb defused, weapons seized, attack foiled
  kThreat,
  kOperation,  // raid or operation by the state
  kOther,
};
std::string_view name(Kind kind);
std::optional<Kind> kind(std::string_view name);

/// What a phrase in some grammatical position is to the incident.
enum class Slot : uint8_t {
  kCause,    // who or what did it: a person or group, a weapon, or an incident ("the attack killed …")
  kPatient,  // whom or what it hit
  kWeapon,
  kPlace,
  kIncident,  // the words for the incident itself ("carried out an attack")
  kNumber,    // a bare figure ("the toll rose to 18")
  kOpponent,  // the other side of a clash
};

/// packs/en/triggers.tsv. `lemma` is a word, or a verb with what belongs to it: "gun prt:down", "open
/// obj:fire", "set on:fire", "lose obj:life".
struct Trigger {
  std::string lemma;  // head word
  bool verb = false;
  Kind kind = Kind::kAttack;
  std::string sub_event_type;            // name in taxonomy.tsv, "" if the rest of the sentence decides
  std::optional<record::Effect> effect;  // on the patient
  std::string weapon_class;              // implied ("shoot" → firearm), "" if none
  // What stands where: relation → slot. Keys: "subj", "obj", "agent" (by-phrase of a passive or noun),
  // "poss", "compound", or a preposition. A passive subject is the "obj".
  std::vector<std::pair<std::string, Slot>> slots;
  // Words that must depend on the head for the row to apply: ("prt","down"), ("obj","fire|shots"),
  // ("on","fire").
  std::vector<std::pair<std::string, std::string>> with;
  // strong: tells of an incident by itself; weak: only with a patient, weapon or perpetrator of violence
  // (hit, strike, fire, target, storm); support: carries another's noun ("carry out an attack"), never an
  // incident alone.
  enum class Strength : uint8_t { kStrong, kWeak, kSupport } strength = Strength::kStrong;

  std::optional<Slot> slot(std::string_view relation) const;
  /// Whether it tells how many there were by now, not what happened: "the toll rose to 18".
  bool recounts() const;
};

/// packs/en/people.tsv: nouns for people.
struct PersonNoun {
  std::string phrase;        // singular
  std::string group;         // key of packs/groups.tsv
  bool plural = false;       // this form
  bool perpetrator = false;  // names a doer by itself: gunman, militant, bomber, attacker, rebel
  bool collective = false;   // family, crowd, convoy of people: no number by itself
  std::string weapon_class;  // that the noun implies ("suicide bomber"), "" if none
};

/// packs/en/targets.tsv: nouns for things and institutions that are hit.
struct TargetNoun {
  std::string phrase;
  std::string
      target_class;  // police_station, military, government, party_office, polling_place, school, vehicle, …
  std::string election_target;  // value of ElectionLink::target, "" if none by itself
};

/// packs/en/weapons.tsv.
struct WeaponNoun {
  std::string phrase;
  std::string weapon_class;  // firearm, explosive, suicide_bomb, grenade, mine, rocket, artillery, aircraft,
                             // blade, fire, …
  std::string sub_event_type;  // that its use implies, "" if none
};

/// packs/actors.tsv.
struct Actor {
  std::string id;
  std::string name;
  std::string
      kind;  // armed_group, party, state_force, government, militia, communal, international, criminal
  std::string country;  // ISO 3166-1 alpha-2, several with ';'
  std::vector<std::string> aliases;
  std::optional<int> from_year;
  std::optional<int> to_year;

  bool can_attack() const { return kind != "party" && kind != "government" && kind != "international"; }
};

/// packs/en/numbers.tsv: words for numbers. Words that make numbers together ("twenty-three", "two hundred")
/// are combined in code.
struct NumberWord {
  std::string phrase;
  int64_t low = 0;
  std::optional<int64_t> high;
  record::Qualifier qualifier = record::Qualifier::kExactly;
  // value: 3, twenty; multiplier: hundred, dozen, score; vague: several, many, a few, scores of, dozens;
  // unit: "percent", "years old", which make of the number before them none of people
  enum class Role : uint8_t { kValue, kMultiplier, kVague, kUnit } role = Role::kValue;
};

/// packs/en/qualifiers.tsv: "at least", "more than", "up to", "nearly" …
struct QualifierPhrase {
  std::string phrase;
  record::Qualifier qualifier = record::Qualifier::kExactly;
};

/// packs/en/attribution.tsv: words that say who is held to have done it, and how surely.
struct AttributionPhrase {
  std::string
      phrase;  // lemma form of a verb or noun phrase: "claim responsibility", "blame", "suspect", "deny"
  record::Certainty certainty = record::Certainty::kStated;
  // Where the actor stands: "subj" (the TTP claimed …), "obj" (police blamed the TTP), "on"/"to"/"of" …,
  // several with '|'
  std::string actor_at;
};

/// packs/en/cues.tsv: words that change what a clause says.
struct Cue {
  std::string phrase;
  enum class Kind : uint8_t {
    kNegation,    // not, no, never, without, failed to
    kModal,       // may, could, might, would, plan to, threaten to, if, in case of
    kGeneric,     // usually, often, always, wave of, spate of, surge in, rise in
    kPast,        // history: decades ago, colonial, during the war of …
    kBackground,  // recalled: last year, in the past, previously, earlier attack, anniversary
    kFigurative,  // sport, finance, rhetoric: election battle, shot down the bill, price war, box office bomb
    kJudicial,    // court stories: was sentenced for, on trial for, convicted, acquitted
    kSpeech,      // verbs of saying: said, told, according to
    kFiction,     // film, novel, game, exercise, drill
    kTally,  // makes a number a total: in the past week, since January, so far this year, across the province
    kNature,  // what harms with nobody behind it: flood, flu, heart attack, road crash
    kSport,   // words of play: wicket, innings, goalkeeper, half-time
  } kind = Kind::kNegation;
};

/// packs/taxonomy.tsv.
struct EventType {
  std::string sub_event_type;
  std::string event_type;
  std::string disorder_type;
};

/// packs/election_words.tsv (per language): words that tie an incident to an election.
struct ElectionWord {
  std::string phrase;
  std::string
      target;  // value of ElectionLink::target, or "none" for words that only relate (poll, campaign, voters)
};

/// packs/en/measures.tsv, warnings.tsv, tallies.tsv: token patterns with an id, a kind, sentences that must
/// match and must not. See pack/rules.h.

/// packs/en/grammar.tsv: what a word does in phrases and clauses. A word may do several; the order is that of kGrammarNames.
enum class Grammar : uint8_t {
  kPartitive,  // counts or bundles what follows its "of": the meaning stands behind
  kMember,  // a partitive whose own meaning stays: "members of the ELN"
  kDeterminer,  // before a phrase, no part of its words
  kDefinite,  // the, this, his
  kIndefinite,  // a, an
  kAnother,  // one more than those told of
  kNobody,  // no, none
  kPronoun,  // stands for somebody or something
  kPluralPronoun,  // they, them
  kOnePerson,  // he, her
  kReflexive,  // himself
  kRelative,  // who, which
  kBelonging,  // "guerrillas of the ELN", "a worker from the ANP"
  kMeans,  // what stands behind it may be the weapon
  kModal,  // may, will
  kCondition,  // if, whether
  kContrast,  // while, whereas
  kOutside,  // the incident behind it is another one: "since the raid"
  kAftermath,  // after, following
  kAchieved,  // what it governs came to pass: "managed to kill"
  kScene,  // a noun that an incident may stand before: "bomb site"
  kGroup,  // stands for a group named before
  kOtherGroup,  // before such a noun: nobody, or somebody else
  kFormer,  // before a title or trade that somebody no longer has
};

/// All words of one language.
class Lexicon {
 public:
  std::vector<Trigger> triggers;
  std::vector<PersonNoun> people;
  std::vector<TargetNoun> targets;
  std::vector<WeaponNoun> weapons;
  std::vector<Actor> actors;
  std::vector<NumberWord> numbers;
  std::vector<QualifierPhrase> qualifiers;
  std::vector<AttributionPhrase> attributions;
  std::vector<Cue> cues;
  std::vector<EventType> taxonomy;
  std::vector<ElectionWord> election_words;
  std::vector<std::string> groups;  // keys of packs/groups.tsv

  // Triggers by every inflected form of their head word, lower case.
  std::unordered_map<std::string, std::vector<uint32_t>> trigger_forms;
  PhraseIndex people_index;  // all forms, singular and plural; value = index in `people`
  PhraseIndex target_index;
  PhraseIndex weapon_index;
  PhraseIndex actor_index;  // names and aliases; value = index in `actors`
  PhraseIndex number_index;
  PhraseIndex qualifier_index;
  PhraseIndex attribution_index;  // all inflected forms of the first word
  PhraseIndex cue_index;
  PhraseIndex election_index;

  /// Whether a word (lower case) does that in phrases and clauses.
  bool is(const std::string& word, Grammar role) const {
    const auto found = grammar.find(word);
    return found != grammar.end() && (found->second >> static_cast<int>(role) & 1u) != 0;
  }
  std::unordered_map<std::string, uint32_t> grammar;  // bits by Grammar

  /// Of the longest of these matches of actor_index (at least one) the actor that is active in one of
  /// `countries` (ISO 3166-1 alpha-2) and in `year`, so far as they tell; else the one that stands first in
  /// the table. A row of `actors`.
  uint32_t likeliest_actor(const std::vector<PhraseIndex::Match>& matches,
                           const std::vector<std::string>& countries, std::optional<int> year) const;

  /// event_type and disorder_type of a sub-type; null if it is not in the taxonomy.
  const EventType* type_of(std::string_view sub_event_type) const;
};

/// Tables by their path below packs/ ("actors.tsv", "en/triggers.tsv").
using Tables = std::map<std::string, Table>;

/// The paths of all tables that a lexicon is made of.
const std::vector<std::string>& lexicon_files();

/// Reads the lexicon's tables. Whatever is wrong is added to `faults` (missing tables too) and left out.
Lexicon build_lexicon(const Tables& tables, std::vector<base::Error>& faults);

/// Inflected forms of an English word: verb → base, -s, -ed, -ing; noun → singular, plural. `irregular` holds
/// forms that replace the regular ones ("shoot": "shot"); "=" means that the word has only the form given. Of
/// a noun phrase the last word is inflected, or the one before "of". Lower case.
std::vector<std::string> verb_forms(std::string_view lemma, const std::vector<std::string>& irregular);
std::vector<std::string> noun_forms(std::string_view lemma, const std::vector<std::string>& irregular);

}  // namespace roznamcha::pack

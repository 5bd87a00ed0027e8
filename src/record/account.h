// What one document states: accounts of incidents, tallies, measures, warnings. Every value with its words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/place.h"
#include "text/date.h"
#include "text/span.h"

namespace roznamcha::record {

using text::Span;

enum class Effect : uint8_t { kKilled, kInjured, kAbducted, kArrested, kMissing, kDisplaced };
enum class Qualifier : uint8_t { kExactly, kAtLeast, kMoreThan, kAbout, kUpTo, kSeveral };
enum class Role : uint8_t { kPerpetrator, kResponder };
enum class ActorKind : uint8_t { kOrganization, kIndividual };
/// Who says that this actor did it. Suspicion is never fact: kStated is the reporter's own voice, the rest are others'.
enum class Certainty : uint8_t { kClaimed, kStated, kSuspected, kAlleged, kDenied, kUnknown };
enum class MeasureStatus : uint8_t { kInForce, kAnnounced, kUrged, kLifted };

// The names are those of OUTPUT.md ("killed", "at_least", "perpetrator", "in_force" …). The readers give nothing for
// a name that is not in the list.
std::string_view name(Effect);
std::string_view name(Qualifier);
std::string_view name(Role);
std::string_view name(ActorKind);
std::string_view name(Certainty);
std::string_view name(MeasureStatus);
std::optional<Effect> effect(std::string_view name);
std::optional<Qualifier> qualifier(std::string_view name);
std::optional<Role> role(std::string_view name);
std::optional<ActorKind> actor_kind(std::string_view name);
std::optional<Certainty> certainty(std::string_view name);
std::optional<MeasureStatus> measure_status(std::string_view name);

/// A number of people: low ≤ high. No high: open upwards ("at least 15"). "Several" is low 2 without high.
struct Range {
  int64_t low = 0;
  std::optional<int64_t> high;
  friend bool operator==(const Range&, const Range&) = default;
};

/// Low, best and high of a figure by some convention. Absent high: no upper end is known.
struct Figure {
  int64_t low = 0;
  int64_t best = 0;
  std::optional<int64_t> high;
  friend bool operator==(const Figure&, const Figure&) = default;
};

struct DateStatement {
  text::DateRange range;
  Span span;  // empty: taken from the publication date or the context, said by no words of its own
  friend bool operator==(const DateStatement&, const DateStatement&) = default;
};

struct PlaceStatement {
  Place place;
  Span span;
  friend bool operator==(const PlaceStatement&, const PlaceStatement&) = default;
};

struct CountStatement {
  Effect effect = Effect::kKilled;
  std::string group = "unspecified";  // key of packs/groups.tsv; "attacker" is never a victim
  Range range;
  Qualifier qualifier = Qualifier::kExactly;
  std::string speaker;  // in whose mouth the number is put; "" for the reporter's own
  bool further = false;  // on top of the others: "two more", "three others"
  bool headline = false;  // stated by the report's title, which sums up; it has no span
  Span span;
  friend bool operator==(const CountStatement&, const CountStatement&) = default;
};

struct ActorStatement {
  Role role = Role::kPerpetrator;
  ActorKind kind = ActorKind::kOrganization;
  std::string name;  // as the actor base writes it, else as the text does
  std::string id;    // key of packs/actors.tsv, "" if not in the base
  Certainty certainty = Certainty::kStated;
  std::string speaker;
  Span span;
  friend bool operator==(const ActorStatement&, const ActorStatement&) = default;
};

struct Victim {
  std::string text;   // the words
  std::string name;   // of a person who is named, else ""
  std::string group;  // key of packs/groups.tsv
  std::optional<Effect> effect;  // what happened to them, if that is said
  Span span;
  friend bool operator==(const Victim&, const Victim&) = default;
};

struct Target {
  std::string text;
  std::string target_class;  // key of packs/targets.tsv's classes
  Span span;
  friend bool operator==(const Target&, const Target&) = default;
};

struct Weapon {
  std::string weapon_class;  // key of packs/weapons.tsv's classes
  std::string text;
  Span span;
  friend bool operator==(const Weapon&, const Weapon&) = default;
};

struct ElectionLink {
  bool related = false;
  std::string target = "none";  // candidate, party_office, rally, polling_place, election_staff, voters, material, none
  Span span;
  friend bool operator==(const ElectionLink&, const ElectionLink&) = default;
};

/// One document's telling of one incident.
struct Account {
  std::string id;           // "1", "2" … in its document; in a register unique, made from document and words
  bool background = false;  // an older incident recalled, not the news itself
  std::string event_type;   // ACLED's names, from packs/taxonomy.tsv
  std::string sub_event_type;
  DateStatement date;
  PlaceStatement place;
  std::vector<CountStatement> counts;
  std::vector<ActorStatement> actors;
  std::vector<Victim> victims;
  std::vector<Target> targets;
  std::vector<Weapon> weapons;
  ElectionLink election;
  std::vector<Span> evidence;  // the clauses that tell of it, in text order
  double confidence = 1;       // 0..1, that there is such an incident
  friend bool operator==(const Account&, const Account&) = default;
};

/// A total told of many incidents. Never an incident; held against the register.
struct Tally {
  Effect effect = Effect::kKilled;
  Range range;
  text::DateRange period;
  PlaceStatement place;
  Span span;
  friend bool operator==(const Tally&, const Tally&) = default;
};

/// What authorities did or will do.
struct Measure {
  std::string kind;  // key of packs/en/measures.tsv
  MeasureStatus status = MeasureStatus::kInForce;
  std::string by;
  PlaceStatement place;
  Span span;
  friend bool operator==(const Measure&, const Measure&) = default;
};

/// A threat or an advisory.
struct Warning {
  std::string kind;
  std::string by;
  PlaceStatement place;
  Span span;
  friend bool operator==(const Warning&, const Warning&) = default;
};

struct PlaceMention {
  Span span;
  Place place;
  std::string feature;  // country, admin1, admin2, town, …
  int64_t geonameid = 0;
  friend bool operator==(const PlaceMention&, const PlaceMention&) = default;
};

struct TimeMention {
  Span span;
  std::string type;   // DATE, TIME, DURATION, SET
  std::string value;  // TIMEX3
  friend bool operator==(const TimeMention&, const TimeMention&) = default;
};

/// All that one document states.
struct Reading {
  std::optional<text::Date> published;  // the day against which the text was read
  bool published_inferred = false;      // read off the story rather than stated by the document
  bool relevant = false;
  double relevance = 0;  // 0..1
  std::vector<Account> accounts;
  std::vector<Tally> tallies;
  std::vector<Measure> measures;
  std::vector<Warning> warnings;
  std::vector<PlaceMention> places;  // every place and time named, for --mentions
  std::vector<TimeMention> times;
  friend bool operator==(const Reading&, const Reading&) = default;
};

/// low/best/high of one account's own statements on `effect`, attackers left out (or alone, if `attackers`): parts of
/// different groups are summed, a stated total wins over its parts, repeated statements count once, single persons who are
/// told of apart from each other are held for one, victims who are named one by one count at least as many as there are different
/// names. Nothing if none is stated.
std::optional<Figure> account_figure(const Account& account, Effect effect, bool attackers);

}  // namespace roznamcha::record

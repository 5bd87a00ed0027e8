#include "extract/drafts.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include "text/fold.h"

namespace roznamcha::extract {
namespace {

using pack::Cue;
using pack::Kind;
using pack::Trigger;

// What speaks for and against one incident, in points; a unit joins the draft with most points, at least
// kJoin.
constexpr int kJoin = 2;
constexpr int kSamePerson = 5;
constexpr int kSameDay = 2, kOtherDay = -7;
constexpr int kSamePlace = 2, kOtherPlace = -6;
constexpr int kSameThing = 2;  // a target, weapon or doer in the same words
constexpr int kSameKind = 1, kOtherKind = -5;
constexpr int kOtherKindSeen = -2;  // to the learnt reader
constexpr int kDefinite = 3;        // "the attack"
constexpr int kAnother = -6;        // "another attack", "in a separate incident"
constexpr int kOtherPerson = -3;    // both name whom they killed, no name in common
constexpr int kNewPerson = -4;      // "X escaped a grenade attack": a new incident with a new victim
constexpr int kOtherNumber = -5, kPartNumber = -1;  // another toll; of those already told of, perhaps
constexpr int kSameSentence = 1, kNextSentence = 2, kSameParagraph = 1;
constexpr int kOnlyEffect = 2;  // "three people were killed": says what came of something told before
constexpr int kOtherTime = -6;  // news beside what is recalled

constexpr float kSureFamily = 0.98f;  // share from which on the learnt reader's kind counts

constexpr double kNearKm = 6;  // towns of different names that may be told as one place

constexpr int kRecalledDays = 30;  // older than this against the day of publication is no news

/// Kinds that cannot be one act. Those that say nothing of the act (a killing, an attack) go with all.
enum class Family : uint8_t {
  kAny,
  kExplosive,
  kGun,
  kAbduction,
  kFire,
  kHand,
  kRobbery,
  kCrowd,
  kPrevented
};

Family family(Kind kind) {
  switch (kind) {
    case Kind::kBombing:
    case Kind::kShelling:
    case Kind::kAirstrike:
      return Family::kExplosive;
    case Kind::kShooting:
      return Family::kGun;
    case Kind::kAbduction:
    case Kind::kHijacking:
      return Family::kAbduction;
    case Kind::kArson:
      return Family::kFire;
    case Kind::kBeating:
      return Family::kHand;
    case Kind::kRobbery:
      return Family::kRobbery;
    case Kind::kRiot:
      return Family::kCrowd;
    case Kind::kDisarmed:
      return Family::kPrevented;
    default:
      return Family::kAny;
  }
}

Family family(Deed deed) {
  switch (deed) {
    case Deed::kArmedAttack:
      return Family::kGun;
    case Deed::kBombing:
      return Family::kExplosive;
    case Deed::kKidnapping:
      return Family::kAbduction;
    case Deed::kArson:
      return Family::kFire;
    case Deed::kRobbery:
      return Family::kRobbery;
    default:
      return Family::kAny;
  }
}

/// What one sentence says of one incident.
struct Unit {
  std::vector<uint32_t> tellings;
  uint32_t sentence = 0, paragraph = 0;
  text::DateRange date;          // stated in the sentence itself
  record::Place place;           // the same
  std::set<Family> families;     // by the words
  std::set<Family> kinds;        // by the words or the learnt reader
  std::set<std::string> names;   // last names of the victims, folded
  std::set<std::string> things;  // targets, weapons, doers by their head words
  std::optional<int64_t> killed;
  bool definite = false, indefinite = false, another = false, background = false, serial = false,
       effect_only = true;
  bool recount = false;  // "police raised the toll to six on Thursday": its day is that of the count
  bool strong = false;
};

/// Last word of a name, folded.
std::string last_name(const std::string& name) {
  const size_t blank = name.find_last_of(' ');
  return text::fold(blank == std::string::npos ? name : name.substr(blank + 1));
}

template <typename Thing>
bool shares(const std::set<Thing>& a, const std::set<Thing>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Thing& x) { return b.count(x) > 0; });
}

class Joiner {
 public:
  explicit Joiner(const Findings& f) : f_(f) {}

  std::vector<Draft> join() {
    make_units();
    for (Unit& unit : units_) place(unit);
    std::vector<Draft> out;
    for (const Group& g : groups_) {
      Draft draft;
      draft.tellings = g.all.tellings;
      std::sort(draft.tellings.begin(), draft.tellings.end());
      draft.background = g.all.background;
      draft.serial = g.all.serial;
      out.push_back(std::move(draft));
    }
    std::sort(out.begin(), out.end(),
              [](const Draft& x, const Draft& y) { return x.tellings.front() < y.tellings.front(); });
    return out;
  }

 private:
  struct Group {
    Unit all;  // of its units together
    uint32_t last_sentence = 0, last_paragraph = 0;
  };

  void make_units() {
    const auto& tellings = f_.tellings;
    std::vector<uint32_t> parent(tellings.size());
    std::iota(parent.begin(), parent.end(), 0);
    auto find = [&](uint32_t i) {
      while (parent[i] != i) i = parent[i] = parent[parent[i]];
      return i;
    };
    // "Carried out" tells of something only if what was carried out does.
    auto counts = [&](const Telling& t) {
      return usable(t) && (t.trigger->strength != Trigger::Strength::kSupport ||
                           std::any_of(t.same.begin(), t.same.end(),
                                       [&](uint32_t other) { return usable(tellings[other]); }));
    };
    for (uint32_t i = 0; i < tellings.size(); ++i) {
      if (!counts(tellings[i])) continue;
      for (uint32_t other : tellings[i].same) {
        if (counts(tellings[other])) parent[find(i)] = find(other);
      }
    }
    std::vector<int32_t> unit_of(tellings.size(), -1);
    for (uint32_t i = 0; i < tellings.size(); ++i) {
      if (!counts(tellings[i])) continue;
      const uint32_t root = find(i);
      if (unit_of[root] < 0) {
        unit_of[root] = static_cast<int32_t>(units_.size());
        units_.emplace_back();
      }
      units_[unit_of[root]].tellings.push_back(i);
    }
    for (Unit& unit : units_) describe(unit);
    gather_effects();
    std::erase_if(units_, [&](const Unit& u) { return !u.strong && empty(u); });
  }

  /// What only says what came of something belongs to what the same sentence told before it, unless both have
  /// a toll.
  void gather_effects() {
    for (size_t i = 1; i < units_.size();) {
      Unit &before = units_[i - 1], &u = units_[i];
      const bool joined =
          u.effect_only && !u.another && !before.effect_only && u.sentence == before.sentence &&
          u.serial == before.serial && !(u.killed && before.killed) && u.names.empty() &&
          !(u.place.known() && before.place.known() && places_agree(u.place, before.place) < 0);
      if (!joined) {
        ++i;
        continue;
      }
      Unit both;
      both.tellings = std::move(before.tellings);
      both.tellings.insert(both.tellings.end(), u.tellings.begin(), u.tellings.end());
      std::sort(both.tellings.begin(), both.tellings.end());
      describe(both);
      before = std::move(both);
      units_.erase(units_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  /// Words that tell of nobody and nothing ("the violence").
  bool empty(const Unit& u) const {
    return std::all_of(u.tellings.begin(), u.tellings.end(), [&](uint32_t i) {
      const Telling& t = f_.tellings[i];
      return t.victims.empty() && t.targets.empty() && t.causes.empty() && t.weapons.empty() &&
             t.figures.empty() && t.kind != Kind::kOther;
    });
  }

  /// What authorities do, and what crowds do in peace, is no incident of violence by itself.
  static bool usable(const Telling& t) {
    if (t.kind == Kind::kThreat || t.kind == Kind::kArrest || t.kind == Kind::kOperation ||
        t.kind == Kind::kProtest)
      return false;
    return t.real();
  }

  void describe(Unit& u) {
    const Analysis& a = f_.a;
    u.sentence = f_.tellings[u.tellings.front()].sentence;
    u.paragraph = a.sentence(u.sentence).paragraph;
    std::vector<uint32_t> tokens;
    for (uint32_t i : u.tellings) {
      const Telling& t = f_.tellings[i];
      tokens.push_back(t.token);
      if (t.trigger->strength != Trigger::Strength::kSupport) {
        if (family(t.kind) != Family::kAny) u.families.insert(family(t.kind));
        if (const Family seen = family_of(t); seen != Family::kAny) u.kinds.insert(seen);
      }
      u.strong = u.strong || t.trigger->strength == Trigger::Strength::kStrong;
      const bool says_act = t.nominal && !t.trigger->effect;
      u.definite =
          u.definite || (says_act && t.definite && t.trigger->strength == Trigger::Strength::kStrong);
      u.indefinite = u.indefinite || (says_act && t.indefinite);
      u.another = u.another || (t.nominal && t.another && !t.trigger->effect);
      if (!t.trigger->effect) u.effect_only = false;
      u.recount = u.recount || (t.definite && t.trigger->recounts());
      for (const NounPhrase& v : t.victims) {
        if (!v.name.empty()) u.names.insert(last_name(v.name));
        if (t.trigger->effect == record::Effect::kKilled && !v.perpetrator) {
          if (v.number && !v.another)
            u.killed = std::max(u.killed.value_or(0), v.number->range.low);
          else if (!v.plural && v.listed && !u.killed)
            u.killed = 1;
        }
      }
      for (const auto* list : {&t.targets, &t.causes}) {
        for (const NounPhrase& np : *list) u.things.insert(a.lower(np.head));
      }
    }
    std::sort(tokens.begin(), tokens.end());
    if (!u.recount) {
      const record::DateStatement date = date_of(a, f_.times, tokens, f_.published, true);
      if (within_sentence(date.span, u.sentence)) u.date = date.range;
      const record::PlaceStatement where = place_of(a, f_.places, tokens);
      if (within_sentence(where.span, u.sentence) && !brought_there(a, f_.places, tokens, where.span))
        u.place = where.place;
    }
    for (const Found& cue : a.cues) {
      if (a.sentence_of(cue.first) != u.sentence) continue;
      const Cue::Kind kind = a.lexicon->cues[cue.row].kind;
      const bool counted = std::any_of(u.tellings.begin(), u.tellings.end(), [&](uint32_t i) {
        return f_.tellings[i].trigger->effect.has_value();
      });
      if (kind == Cue::Kind::kTally && counted && !done_by_one(u) &&
          !(u.date.known() && u.date.precision == text::DatePrecision::kDay))
        u.serial = true;
    }
    if (f_.published && u.date.latest && *u.date.latest < *f_.published - std::chrono::days{kRecalledDays})
      u.background = true;
  }

  /// By the word, or by what the learnt reader holds the incident to be.
  Family family_of(const Telling& t) const {
    const Family told = family(t.kind);
    if (told != Family::kAny || !f_.sight || !f_.sight->looked) return told;
    const auto deeds = f_.sight->deeds_of(f_.a.seg.tokens[t.token].span);
    if (!deeds) return told;
    const auto best = std::max_element(deeds->begin(), deeds->end());
    return *best < kSureFamily ? told : family(static_cast<Deed>(best - deeds->begin()));
  }

  /// Whether it is one act by its words: "an ambush", "a bomb killed", "by a suicide bomber".
  bool done_by_one(const Unit& u) const {
    const auto one = [](const NounPhrase& np) {
      return np.indefinite && !np.plural && (np.kind == PhraseClass::kWeapon || np.perpetrator);
    };
    return u.indefinite || std::any_of(u.tellings.begin(), u.tellings.end(), [&](uint32_t i) {
             const Telling& t = f_.tellings[i];
             return std::any_of(t.causes.begin(), t.causes.end(), one) ||
                    std::any_of(t.weapons.begin(), t.weapons.end(), one);
           });
  }

  bool within_sentence(text::Span span, uint32_t sentence) const {
    return !span.empty() && f_.a.sentence(sentence).span.contains(span);
  }

  // ---- joining

  void place(Unit& u) {
    int best = kJoin - 1;
    Group* chosen = nullptr;
    for (Group& g : groups_) {
      const int points = score(u, g);
      if (points > best || (points == best && chosen)) {  // the later one of equals
        best = points;
        chosen = &g;
      }
    }
    if (!chosen) {
      groups_.push_back({u, u.sentence, u.paragraph});
      return;
    }
    absorb(*chosen, u);
  }

  int score(const Unit& u, const Group& g) const {
    const Unit& o = g.all;
    int points = 0;
    if (u.serial != o.serial) return -100;
    if (shares(u.names, o.names))
      points += kSamePerson;
    else if (!u.names.empty() && !o.names.empty() && u.sentence != g.last_sentence && !u.definite)
      points += kOtherPerson;
    if (u.indefinite && !u.names.empty() && !shares(u.names, o.names)) points += kNewPerson;
    if (u.date.known() && o.date.known()) {
      points += overlap(u.date, o.date) ? kSameDay : kOtherDay;
    } else if (u.background && !o.background) {
      points += kOtherTime;
    } else if (o.background && !u.background && u.sentence > g.last_sentence + 1) {
      points += kOtherTime;
    }
    if (u.place.known() && o.place.known()) {
      const int same = places_agree(u.place, o.place);
      points += same > 0 ? kSamePlace : same < 0 ? kOtherPlace : 0;
    }
    if (shares(u.things, o.things)) points += kSameThing;
    if (!u.families.empty() && !o.families.empty())
      points += shares(u.families, o.families) ? kSameKind : kOtherKind;
    else if (u.sentence > g.last_sentence + 1 && !u.kinds.empty() && !o.kinds.empty() &&
             !shares(u.kinds, o.kinds))
      points += kOtherKindSeen;
    if (u.another) points += kAnother;
    if (u.definite) points += kDefinite;
    if (u.effect_only && !u.another) points += kOnlyEffect;
    if (u.recount) {
      points += kDefinite;
    } else if (u.killed && o.killed && *u.killed != *o.killed && std::max(*u.killed, *o.killed) > 2) {
      points += u.effect_only ? kPartNumber : kOtherNumber;
    }
    if (u.sentence == g.last_sentence)
      points += kSameSentence;
    else if (u.sentence == g.last_sentence + 1)
      points += kNextSentence;
    if (u.paragraph == g.last_paragraph) points += kSameParagraph;
    return points;
  }

  static bool overlap(const text::DateRange& a, const text::DateRange& b) {
    if (a.latest && b.earliest && *a.latest < *b.earliest) return false;
    if (b.latest && a.earliest && *b.latest < *a.earliest) return false;
    return true;
  }

  /// 1: one holds the other or they are near; -1: apart; 0: cannot be said.
  static int places_agree(const record::Place& a, const record::Place& b) {
    if (a.country != b.country && !a.country.empty() && !b.country.empty()) return -1;
    if (a.name == b.name && !a.name.empty()) return 1;
    using record::PlacePrecision;
    const bool wide = a.precision >= PlacePrecision::kAdmin1 || b.precision >= PlacePrecision::kAdmin1;
    if (wide) {
      if (!a.admin1.empty() && !b.admin1.empty()) return a.admin1 == b.admin1 ? 0 : -1;
      return 0;
    }
    if (!a.admin2.empty() && !b.admin2.empty() &&
        (a.precision == PlacePrecision::kAdmin2 || b.precision == PlacePrecision::kAdmin2)) {
      return a.admin2 == b.admin2 ? 1 : -1;
    }
    if (a.name.ends_with(", " + b.name) || b.name.ends_with(", " + a.name)) return 1;  // a part of the town
    if (!a.point || !b.point) return 0;
    return geo::distance_km(*a.point, *b.point) <= kNearKm + std::min(a.radius_km, b.radius_km) ? 0 : -1;
  }

  void absorb(Group& g, const Unit& u) {
    Unit& o = g.all;
    o.tellings.insert(o.tellings.end(), u.tellings.begin(), u.tellings.end());
    if (!o.date.known() || (u.date.known() && u.date.precision < o.date.precision)) o.date = u.date;
    if (!o.place.known() || (u.place.known() && u.place.precision < o.place.precision)) o.place = u.place;
    o.families.insert(u.families.begin(), u.families.end());
    o.kinds.insert(u.kinds.begin(), u.kinds.end());
    o.names.insert(u.names.begin(), u.names.end());
    o.things.insert(u.things.begin(), u.things.end());
    if (u.killed) o.killed = std::max(o.killed.value_or(0), *u.killed);
    o.background = o.background && (u.background || !u.date.known());
    o.strong = o.strong || u.strong;
    o.effect_only = o.effect_only && u.effect_only;
    g.last_sentence = std::max(g.last_sentence, u.sentence);
    g.last_paragraph = std::max(g.last_paragraph, u.paragraph);
  }

  const Findings& f_;
  std::vector<Unit> units_;
  std::vector<Group> groups_;
};

}  // namespace

std::vector<Draft> join_tellings(const Findings& f) {
  return Joiner(f).join();
}

std::vector<uint32_t> anchors(const Findings& f, const Draft& draft) {
  std::vector<uint32_t> out;
  for (uint32_t i : draft.tellings) out.push_back(f.tellings[i].token);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace roznamcha::extract

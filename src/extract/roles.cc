#include "extract/roles.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>

#include "extract/attribution.h"

namespace roznamcha::extract {
namespace {

using pack::Cue;
using pack::Grammar;
using pack::Kind;
using pack::Slot;
using pack::Trigger;
using text::Relation;
using text::Tag;

/// Whether a cue says that what stands in it is no violence of people.
bool figurative(Cue::Kind kind) {
  return kind == Cue::Kind::kFigurative || kind == Cue::Kind::kFiction || kind == Cue::Kind::kNature ||
         kind == Cue::Kind::kSport;
}

bool listed(std::string_view word, std::string_view alternatives) {
  while (!alternatives.empty()) {
    const size_t bar = alternatives.find('|');
    if (alternatives.substr(0, bar) == word) return true;
    if (bar == std::string_view::npos) break;
    alternatives.remove_prefix(bar + 1);
  }
  return false;
}

class RoleReader {
 public:
  explicit RoleReader(const Analysis& a) : a_(a) {}

  std::vector<Telling> read() {
    for (uint32_t s = 0; s < a_.seg.sentences.size(); ++s) {
      if (!a_.parsed[s]) continue;
      const text::Sentence& sentence = a_.sentence(s);
      numbers_ = find_numbers(a_.seg, sentence.first, sentence.last, *a_.lexicon);
      const size_t begin = tellings_.size();
      for (uint32_t t = sentence.first; t < sentence.last; ++t) {
        if (const Trigger* trigger = trigger_at(t)) {
          Telling telling;
          telling.token = t;
          telling.sentence = s;
          telling.trigger = trigger;
          telling.kind = trigger->kind;
          telling.nominal = !trigger->verb;
          at_[t] = static_cast<uint32_t>(tellings_.size());
          tellings_.push_back(std::move(telling));
        }
      }
      for (size_t i = begin; i < tellings_.size(); ++i) fill(static_cast<uint32_t>(i));
      for (size_t i = begin; i < tellings_.size(); ++i) tie(static_cast<uint32_t>(i));
      for (size_t i = begin; i < tellings_.size(); ++i) modality(tellings_[i]);
    }
    set_nature_apart();
    set_sport_apart();
    return std::move(tellings_);
  }

 private:
  /// Floods and fevers kill with nobody behind them. What only says what came of something is theirs where
  /// the sentence names one and no deed, and in the whole text if it tells of no deed at all.
  void set_nature_apart() {
    const auto effect = [](const Telling& t) {
      return t.kind == Kind::kDeath || t.kind == Kind::kKilling || t.kind == Kind::kInjury;
    };
    const auto deed = [&](const Telling& t) {
      return !effect(t) && t.real() && t.trigger->strength != Trigger::Strength::kSupport;
    };
    const auto by_nature = [&](const Found& cue) {
      return a_.lexicon->cues[cue.row].kind == Cue::Kind::kNature;
    };
    if (std::none_of(a_.cues.begin(), a_.cues.end(), by_nature)) return;
    const bool all = std::none_of(tellings_.begin(), tellings_.end(), deed);
    std::set<uint32_t> natural, told;  // sentences
    for (const Found& cue : a_.cues) {
      if (by_nature(cue)) natural.insert(a_.sentence_of(cue.first));
    }
    for (const Telling& t : tellings_) {
      if (deed(t)) told.insert(t.sentence);
    }
    for (Telling& t : tellings_) {
      if (effect(t) && t.causes.empty() && t.weapons.empty() && !told.count(t.sentence) &&
          (all || natural.count(t.sentence)))
        t.figurative = true;
    }
  }

  /// In a report of a game sides attack, hit and rout one another: in its sentences with words of play that
  /// name no gunmen, no weapon and nobody killed.
  void set_sport_apart() {
    std::set<uint32_t> play, grave;  // sentences
    uint32_t words = 0;
    for (const Found& cue : a_.cues) {
      if (a_.lexicon->cues[cue.row].kind != Cue::Kind::kSport) continue;
      play.insert(a_.sentence_of(cue.first));
      ++words;
    }
    constexpr uint32_t kReport = 2;  // one such word may name whom or what an attack hit
    if (words < kReport) return;
    for (const Telling& t : tellings_) {
      const bool armed =
          !t.weapons.empty() ||
          std::any_of(t.causes.begin(), t.causes.end(), [](const NounPhrase& np) { return np.perpetrator; });
      if (armed || (t.real() && t.trigger->effect == record::Effect::kKilled)) grave.insert(t.sentence);
    }
    for (Telling& t : tellings_) {
      if (play.count(t.sentence) && !grave.count(t.sentence)) t.figurative = true;
    }
  }

  // ---- which row of the trigger table applies to a token

  const Trigger* trigger_at(uint32_t t) const {
    const auto rows = a_.lexicon->trigger_forms.find(a_.lower(t));
    if (rows == a_.lexicon->trigger_forms.end()) return nullptr;
    // "the bombing", "a shooting": a gerund that is used as a noun.
    const Tag tag = a_.words[t].tag;
    const Relation relation = a_.words[t].relation;
    bool noun = tag == Tag::kNoun || tag == Tag::kNounPlural || tag == Tag::kPropn || tag == Tag::kAdj ||
                tag == Tag::kNum;
    bool verb = a_.verbal(t);
    if (tag == Tag::kVerbGerund &&
        (a_.child(t, Relation::kDet) >= 0 || a_.child(t, Relation::kAmod) >= 0 ||
         a_.child(t, Relation::kCompound) >= 0 || a_.child(t, Relation::kPoss) >= 0 ||
         relation == Relation::kCompound || relation == Relation::kPobj)) {
      noun = true;
    }
    if (tag == Tag::kAdj &&
        (relation == Relation::kAmod || relation == Relation::kConj || relation == Relation::kAttr))
      verb = true;
    if (relation == Relation::kCompound && noun && !verb) {
      // "attack helicopter", "bomb disposal squad", "murder trial": a name of something else, unless the head
      // is a trigger itself
      const int32_t head = a_.words[t].head;
      if (head >= 0 && !a_.lexicon->trigger_forms.count(a_.lower(head)) && !a_.is(head, Grammar::kScene))
        return nullptr;
      if (head >= 0 && a_.lexicon->trigger_forms.count(a_.lower(head))) return nullptr;  // the head tells it
    }
    const Trigger* best = nullptr;
    size_t best_with = 0;
    for (uint32_t row : rows->second) {
      const Trigger& trigger = a_.lexicon->triggers[row];
      if (trigger.verb ? !verb : !noun) continue;
      if (!with_holds(trigger, t)) continue;
      if (!best || trigger.with.size() > best_with) {
        best = &trigger;
        best_with = trigger.with.size();
      }
    }
    return best;
  }

  bool with_holds(const Trigger& trigger, uint32_t t) const {
    for (const auto& [relation, words] : trigger.with) {
      bool found = false;
      for (auto [it, end] = a_.children(t); it != end && !found; ++it) {
        const Relation r = a_.words[*it].relation;
        const std::string& w = a_.lower(*it);
        if (relation == "prt") {
          found = (r == Relation::kPrt || r == Relation::kAdvmod || r == Relation::kPrep ||
                   r == Relation::kDep) &&
                  listed(w, words);
        } else if (relation == "obj") {
          found = (r == Relation::kDobj || r == Relation::kNsubjPass || r == Relation::kAttr ||
                   r == Relation::kPobj || r == Relation::kDep) &&
                  listed(w, words);
          if (!found && r == Relation::kDobj) {
            for (uint32_t other : coordinated(a_, *it)) found = found || listed(a_.lower(other), words);
          }
        } else if (relation == "acomp" || relation == "oprd") {
          found = listed(w, words);
        } else if (relation == "compound") {
          found =
              (r == Relation::kCompound || r == Relation::kAmod || r == Relation::kDep) && listed(w, words);
        } else if (relation == "subj") {
          found = (r == Relation::kNsubj || r == Relation::kNsubjPass) && listed(w, words);
        } else if ((r == Relation::kPrep || r == Relation::kAgent) && w == relation) {
          const int32_t object = a_.child(*it, Relation::kPobj);
          found = object >= 0 && listed(a_.lower(object), words);
        }
      }
      if (!found && (relation == "prt" || relation == "acomp" ||
                     relation == "oprd")) {  // the parser may hang it elsewhere: adjacency decides
        found = t + 1 < a_.seg.tokens.size() && listed(a_.lower(t + 1), words);
      }
      if (!found && relation == "obj" && a_.words[t].tag == Tag::kVerbParticiple) {  // "15 lives lost"
        const int32_t head = a_.words[t].head;
        found = (head >= 0 && listed(a_.lower(static_cast<uint32_t>(head)), words)) ||
                (t > 0 && listed(a_.lower(t - 1), words));
      }
      if (!found && relation == "obj") {
        for (uint32_t k = t + 1; k < std::min<uint32_t>(t + 4, a_.sentence(a_.sentence_of(t)).last) && !found;
             ++k)
          found = listed(a_.lower(k), words);
      }
      if (!found) return false;
    }
    return true;
  }

  // ---- slots

  void fill(uint32_t index) {
    Telling& t = tellings_[index];
    const NounPhrase own = t.nominal ? noun_phrase(a_, t.token, numbers_) : NounPhrase{};
    if (t.nominal) {
      t.definite = own.definite;
      t.indefinite = own.indefinite;
      t.plural = a_.words[t.token].tag == Tag::kNounPlural;
      t.another = own.another;
      t.negated = own.negated;
      fill_noun(t, own);
    } else {
      fill_verb(t);
    }
  }

  void fill_noun(Telling& t, const NounPhrase& own) {
    const Relation relation = a_.words[t.token].relation;
    const int32_t head = a_.words[t.token].head;
    if (t.trigger->effect) {
      // "12 dead", "three injured": the word counts its own victims. "two people dead", "left four dead": the
      // subject does.
      const bool counts_people =
          t.kind != Kind::kShooting && t.kind != Kind::kBeating && !t.trigger->slot("bearer");
      if (counts_people && own.number && own.first < t.token && !year(*own.number)) {
        NounPhrase people = own;
        people.kind = PhraseClass::kPeople;
        if (people.group.empty()) people.group = "unspecified";
        people.plural = own.number->range.low != 1;
        t.victims.push_back(people);
        return;
      }
      if (a_.words[t.token].tag == Tag::kAdj || relation == Relation::kDep || relation == Relation::kAmod) {
        int32_t subject = a_.child(t.token, Relation::kNsubj);
        if (subject < 0 && relation == Relation::kAmod && head >= 0) subject = head;
        if (subject < 0 && head >= 0 && a_.verbal(head)) {
          subject = a_.child(head, Relation::kDobj);
          if (subject < 0) subject = subject_of(head);
        }
        if (subject < 0 && head >= 0 && relation == Relation::kDep) subject = a_.nominal(head) ? head : -1;
        if (subject >= 0 && !did(head, subject)) assign(t, Slot::kPatient, subject);
        return;
      }
    }
    if (const auto slot = t.trigger->slot("bearer")) {
      if (const int32_t bearer = bearer_of(t); bearer >= 0) assign(t, *slot, bearer);
    }
    for (auto [it, end] = a_.children(t.token); it != end; ++it) {
      const Relation r = a_.words[*it].relation;
      if (r == Relation::kPoss) {
        if (auto slot = t.trigger->slot("poss")) assign(t, *slot, *it);
      } else if (r == Relation::kCompound || r == Relation::kAmod) {
        if (auto slot = t.trigger->slot("compound")) compound(t, *slot, *it);
      } else if (r == Relation::kPrep || r == Relation::kAgent) {
        preposition(t, *it);
      } else if (r == Relation::kAcl || r == Relation::kRelcl) {
        // "an attack claimed by", "carried out by": a verb that is no trigger itself, its by-phrase is the
        // doer
        if (!at_.count(*it)) {
          for (auto [p, stop] = a_.children(*it); p != stop; ++p) {
            if ((a_.words[*p].relation == Relation::kAgent || a_.lower(*p) == "by")) {
              const int32_t object = a_.child(*p, Relation::kPobj);
              if (object >= 0 && a_.words[*it].tag == Tag::kVerbParticiple) assign(t, Slot::kCause, object);
            } else if (a_.words[*p].relation == Relation::kPrep) {
              preposition(t, *p);
            }
          }
        }
      }
    }
  }

  /// Who has a wound: "a man with a gunshot wound", "found a man with …", "was found with …", "suffered …".
  int32_t bearer_of(const Telling& t) const {
    int32_t over = a_.words[t.token].head;
    if (over < 0) return -1;
    if (a_.words[t.token].relation == Relation::kDobj) {
      const auto has = at_.find(over);
      return has != at_.end() && tellings_[has->second].trigger->slot("subj") == Slot::kPatient
                 ? subject_of(over)
                 : -1;
    }
    if (a_.words[t.token].relation != Relation::kPobj || a_.lower(over) != "with") return -1;
    // "Taken to a hospital with a gunshot wound": people, or whom the verb is about.
    for (int steps = 0; steps < 4; ++steps) {
      over = a_.words[over].head;
      if (over < 0 || people_at(over)) return over;
      if (!a_.verbal(over)) continue;
      const int32_t object = a_.child(over, Relation::kDobj);
      return people_at(object) ? object : subject_of(over);
    }
    return -1;
  }

  /// Whether a verb has a phrase for its doer: "gunmen shot dead, on Monday, a teacher".
  bool did(int32_t verb, int32_t subject) const {
    const auto found = at_.find(verb);
    if (found == at_.end()) return false;
    const auto& causes = tellings_[found->second].causes;
    return std::any_of(causes.begin(), causes.end(), [&](const NounPhrase& np) {
      return np.perpetrator && np.syntactic == static_cast<uint32_t>(subject);
    });
  }

  /// "police station attack", "TTP attack", "bomb attack": what stands before the noun says by its class what
  /// it is.
  void compound(Telling& t, Slot slot, uint32_t token) {
    const NounPhrase np = noun_phrase(a_, token, numbers_);
    if (np.kind == PhraseClass::kWeapon) {
      t.weapons.push_back(np);
    } else if (np.kind == PhraseClass::kActor || np.actor || (np.perpetrator && np.plural)) {
      place_cause(t, np);
    } else if (np.perpetrator) {
      // "a terrorist attack" says what kind of attack it was, not that one man did it
    } else if (np.kind == PhraseClass::kTarget || np.kind == PhraseClass::kPeople) {
      if (slot == Slot::kPatient || slot == Slot::kCause) place_patient(t, np);
    }
  }

  void fill_verb(Telling& t) {
    const uint32_t v = t.token;
    int32_t subject = -1, object = -1, agent = -1;
    bool passive = false;
    for (auto [it, end] = a_.children(v); it != end; ++it) {
      switch (a_.words[*it].relation) {
        case Relation::kNsubj:
          subject = *it;
          break;
        case Relation::kNsubjPass:
          object = *it;
          passive = true;
          break;
        case Relation::kDobj:
          if (object < 0) object = *it;
          break;
        case Relation::kAttr:
          if (object < 0) object = *it;
          break;
        case Relation::kAppos:  // an object behind other words: "shot dead, on Monday, a teacher"
          if ((object < 0 || !a_.nominal(object)) && people_at(*it)) object = *it;
          break;
        case Relation::kAuxPass:
          passive = true;
          break;
        case Relation::kAgent:
          agent = a_.child(*it, Relation::kPobj);
          break;
        default:
          break;
      }
    }
    if (passive && object < 0 && subject >= 0) std::swap(subject, object);
    // "Woman killed, 3 others wounded": what stands behind a comma and has a word of its own is no object.
    const bool comma = v + 1 < a_.sentence(t.sentence).last && a_.lower(v + 1) == ",";
    const bool cut = comma && object > static_cast<int32_t>(v) && has_own_telling(object);
    if (cut) object = -1;
    const Relation relation = a_.words[v].relation;
    const int32_t head = a_.words[v].head;
    const Tag tag = a_.words[v].tag;
    if (tag == Tag::kVerbParticiple && agent < 0) {
      for (auto [it, end] = a_.children(v); it != end; ++it) {
        if (a_.lower(*it) == "by" && a_.words[*it].relation == Relation::kPrep)
          agent = a_.child(*it, Relation::kPobj);
      }
      if (agent >= 0) passive = true;
    }
    if (tag == Tag::kAdj && relation == Relation::kAttr && head >= 0) {  // "three soldiers were martyred"
      const int32_t whom = subject_of(head);
      if (whom >= 0) assign(t, t.trigger->slot("obj").value_or(Slot::kPatient), static_cast<uint32_t>(whom));
      t.passive = true;
      return;
    }
    if (relation == Relation::kAmod && head >= 0) {  // "the slain candidate"
      assign(t, t.trigger->slot("obj").value_or(Slot::kPatient), head);
      t.definite = true;
      return;
    }
    if (subject < 0 && object < 0 && (relation == Relation::kAcl || relation == Relation::kRelcl) &&
        head >= 0) {
      if (tag == Tag::kVerbParticiple || tag == Tag::kVerbPast) {
        object = head;
        passive = true;
      } else {
        subject = head;
      }
    } else if (subject < 0 && !passive && relation == Relation::kAcl && head >= 0 &&
               tag == Tag::kVerbGerund) {
      subject = head;
    }
    // A participle without an object of its own and with a shared passive: "were killed and wounded", "12
    // killed in blast".
    int32_t shared = -1;
    const bool after_passive = relation == Relation::kConj && head >= 0 && a_.verbal(head) &&
                               (a_.child(head, Relation::kAuxPass) >= 0 ||
                                a_.child(head, Relation::kNsubjPass) >= 0 ||
                                a_.words[head].relation == Relation::kAcl);
    if (subject < 0 && object < 0 && head >= 0) {
      if (relation == Relation::kConj && a_.verbal(head)) {
        // "Was killed and two women, 28 and 31, were wounded": with an auxiliary of its own it has a subject.
        const int32_t own = a_.child(v, Relation::kAuxPass) >= 0 ? people_before(v) : -1;
        if (own > head) {
          object = own;
          passive = true;
        } else if (tag == Tag::kVerbParticiple && after_passive) {
          object = a_.child(head, Relation::kNsubjPass);
          if (object < 0 && a_.words[head].relation == Relation::kAcl) object = a_.words[head].head;
          passive = true;
        } else {
          shared = subject_of(head);
        }
      } else if ((relation == Relation::kAdvcl || relation == Relation::kXcomp ||
                  relation == Relation::kPcomp || relation == Relation::kCcomp ||
                  relation == Relation::kDep) &&
                 tag != Tag::kVerbParticiple) {
        shared = relation == Relation::kPcomp ? governor_subject(head) : subject_of(head);
      } else if (tag == Tag::kVerbParticiple &&
                 (relation == Relation::kAdvcl || relation == Relation::kPcomp ||
                  relation == Relation::kXcomp)) {
        object = relation == Relation::kPcomp ? governor_subject(head) : subject_of(head);
        // "The death of a man found shot" is easily parsed as if somebody else found.
        if (relation == Relation::kXcomp && a_.child(head, Relation::kNsubj) < 0 &&
            a_.child(head, Relation::kNsubjPass) < 0 &&
            head > static_cast<int32_t>(a_.sentence(t.sentence).first) && people_at(head - 1))
          object = head - 1;
        passive = true;
      }
    } else if (subject < 0 && !passive && head >= 0 && a_.verbal(head) &&
               (relation == Relation::kConj || relation == Relation::kAdvcl ||
                relation == Relation::kXcomp)) {
      shared = subject_of(head);
    } else if (subject < 0 && !passive && head >= 0 && relation == Relation::kPcomp) {
      shared = governor_subject(head);
    }
    if (subject < 0) subject = shared;
    if (passive && subject < 0 && (object < 0 || misread(static_cast<uint32_t>(object)))) {
      if (const int32_t people = people_before(v); people >= 0) object = people;
    } else if (subject < 0 && object < 0 && t.trigger->slot("subj") == Slot::kPatient) {
      subject = people_before(v);
    }
    // A participle in a headline or after a number: "3 killed in blast" may be parsed as active.
    if (!passive && tag == Tag::kVerbParticiple && object < 0 && subject >= 0 &&
        a_.child(v, Relation::kAux) < 0) {
      object = subject;
      subject = -1;
      passive = true;
    }
    if (!passive && tag == Tag::kVerbPast && object < 0 && subject >= 0 && t.trigger->effect &&
        t.trigger->slot("obj") && t.trigger->slot("subj") == Slot::kCause) {
      // "Two soldiers killed in ambush", "one was hurt and a constable martyred": a past tense without an object,
      // whose subject is people with no doer's name
      const NounPhrase np = noun_phrase(a_, subject, numbers_);
      const bool corps = np.listed && !np.number && a_.lexicon->people[np.row].collective;
      if (np.kind == PhraseClass::kPeople && !np.perpetrator && !corps &&
          (after_passive || a_.child(v, Relation::kPrep) >= 0 || np.number || (comma && !np.definite && !np.indefinite))) {
        object = subject;
        subject = -1;
        passive = true;
      }
    }
    t.passive = passive;
    if (subject >= 0) {
      if (auto slot = t.trigger->slot("subj")) assign(t, *slot, subject);
    }
    if (object >= 0) {
      if (auto slot = t.trigger->slot("obj")) {
        if (*slot == Slot::kPatient && subject >= 0 &&
            a_.is(static_cast<uint32_t>(object), Grammar::kReflexive))
          hit_oneself(t, static_cast<uint32_t>(subject));
        else
          assign(t, *slot, object);
      }
      // "opened fire on", "carried out an attack on": the object's own phrases belong to the verb
      for (const auto& [relation_name, words] : t.trigger->with) {
        if (relation_name != "obj") continue;
        for (auto [it, end] = a_.children(object); it != end; ++it) {
          if (a_.words[*it].relation == Relation::kPrep) preposition(t, *it);
        }
        if (auto of = t.trigger->slot("poss")) {
          const int32_t owner = a_.child(object, Relation::kPoss);
          if (owner >= 0) assign(t, *of, owner);
        }
        // "claiming four lives": the object's number counts people
        const NounPhrase np = noun_phrase(a_, object, numbers_);
        if (np.kind == PhraseClass::kWeapon) t.weapons.push_back(np);  // "hurled a grenade"
        if (np.number && t.trigger->effect && t.kind != Kind::kInjury && t.victims.empty()) {
          NounPhrase people = np;
          people.kind = PhraseClass::kPeople;
          people.group = "unspecified";
          people.plural = np.number->range.low != 1;
          t.victims.push_back(people);
        }
      }
    }
    if (agent >= 0) {
      if (auto slot = t.trigger->slot("agent"))
        assign(t, *slot, agent);
      else if (auto as_subject = t.trigger->slot("subj"))
        assign(t, *as_subject, agent);
    }
    for (auto [it, end] = a_.children(v); it != end; ++it) {
      const Relation r = a_.words[*it].relation;
      if (r == Relation::kPrep) preposition(t, *it);
      if (r == Relation::kDative) {
        if (auto slot = t.trigger->slot("dative")) assign(t, *slot, *it);
      }
    }
  }

  void preposition(Telling& t, uint32_t prep) {
    const std::string& w = a_.lower(prep);
    const auto slot = t.trigger->slot(w);
    for (auto [it, end] = a_.children(prep); it != end; ++it) {
      if (a_.words[*it].relation != Relation::kPobj) continue;
      if (slot) {
        assign(t, *slot, *it);
      } else if (a_.is(prep, Grammar::kMeans)) {
        for (uint32_t each : coordinated(a_, *it)) {
          const NounPhrase np = noun_phrase(a_, each, numbers_);
          if (np.kind == PhraseClass::kWeapon)
            t.weapons.push_back(np);
          else if (w == "by" &&
                   (np.perpetrator || np.kind == PhraseClass::kActor || np.kind == PhraseClass::kPeople) &&
                   t.nominal)
            place_cause(t, np);
        }
      }
    }
  }

  /// "The 2022 murder".
  bool year(const NumberMention& n) const {
    return n.first + 1 == n.last && a_.lower(n.first).size() == 4 && n.range.low >= 1900 &&
           n.range.low < 2100;
  }

  /// Whether a token, if it is one, heads people.
  bool people_at(int32_t token) const {
    return token >= 0 && a_.nominal(token) && noun_phrase(a_, token, numbers_).kind == PhraseClass::kPeople;
  }

  /// Whether the subject of a passive is a word that nothing can befall, so that the parser may have taken
  /// the wrong one.
  bool misread(uint32_t object) const {
    const NounPhrase np = noun_phrase(a_, object, numbers_);
    return labels(object) || (np.kind == PhraseClass::kOther && !np.negated);
  }

  /// "KHAR: A candidate was killed": the word before a colon stands outside the sentence.
  bool labels(uint32_t token) const {
    return token + 1 < a_.sentence(a_.sentence_of(token)).last && a_.lower(token + 1) == ":";
  }

  /// The nearest people before a passive verb that no preposition holds: "In a third attack, a guard of the
  /// mill was shot" is easily parsed as if the guard were the attack.
  int32_t people_before(uint32_t verb) const {
    const uint32_t first = a_.told(a_.sentence(a_.sentence_of(verb))).first;
    for (uint32_t t = verb; t-- > first && verb - t < 40;) {
      const Relation r = a_.words[t].relation;
      if (!(a_.nominal(t) || a_.person_at[t]) || labels(t) ||
          (r != Relation::kAppos && r != Relation::kDep && r != Relation::kConj && r != Relation::kNsubj))
        continue;
      if (noun_phrase(a_, t, numbers_).kind != PhraseClass::kPeople) continue;
      // "Gul Khan, a young teacher, was shot": the name, not what is said of it.
      while ((a_.words[t].relation == Relation::kAppos || a_.words[t].relation == Relation::kConj) &&
             a_.words[t].head >= 0 && !labels(static_cast<uint32_t>(a_.words[t].head)) &&
             noun_phrase(a_, static_cast<uint32_t>(a_.words[t].head), numbers_).kind ==
                 PhraseClass::kPeople) {
        t = static_cast<uint32_t>(a_.words[t].head);
      }
      return static_cast<int32_t>(t);
    }
    return -1;
  }

  int32_t subject_of(int32_t verb) const {
    for (int steps = 0; verb >= 0 && steps < 4; ++steps) {
      for (Relation r : {Relation::kNsubj, Relation::kNsubjPass}) {
        const int32_t s = a_.child(verb, r);
        if (s >= 0) return s;
      }
      const Relation relation = a_.words[verb].relation;
      if (relation == Relation::kAcl || relation == Relation::kRelcl) return a_.words[verb].head;
      if (relation != Relation::kConj && relation != Relation::kXcomp && relation != Relation::kAdvcl)
        return -1;
      verb = a_.words[verb].head;
    }
    return -1;
  }

  /// Subject of the verb over a preposition ("after shooting", "by blowing up").
  int32_t governor_subject(int32_t prep) const {
    const int32_t verb = prep >= 0 ? a_.words[prep].head : -1;
    return verb >= 0 && a_.verbal(verb) ? subject_of(verb) : -1;
  }

  /// What a slot's token stands together with, less the speakers that the parser may have added: "killing two
  /// guards, police and doctors said".
  std::vector<uint32_t> together(const Telling& t, uint32_t token) const {
    std::vector<uint32_t> all = coordinated(a_, token);
    // "2 dead, 5 injured": what stands behind the word and has one of its own is not this one's.
    if (token < t.token)
      std::erase_if(all, [&](uint32_t each) { return each > t.token && has_own_telling(each); });
    const uint32_t end = noun_phrase(a_, all.back(), numbers_).last;
    if (all.size() < 2 || end >= a_.sentence(a_.sentence_of(token)).last || a_.cue(end) != Cue::Kind::kSpeech)
      return all;
    for (size_t i = all.size(); i-- > 1;) {
      const uint32_t first = noun_phrase(a_, all[i], numbers_).first;
      if (first > 0 && a_.lower(first - 1) == ",") {
        all.resize(i);
        break;
      }
    }
    return all;
  }

  /// Whether a noun is a word of the trigger table ("two hurt") or is modified by one.
  bool has_own_telling(uint32_t noun) const {
    if (at_.count(noun)) return true;
    const auto [it, end] = a_.children(noun);
    return std::any_of(it, end, [&](uint32_t child) {
      const Relation r = a_.words[child].relation;
      return child > noun && at_.count(child) &&
             (r == Relation::kAcl || r == Relation::kRelcl || r == Relation::kAmod || r == Relation::kDep);
    });
  }

  /// "Boy, 8, dies": an age stands for whom it is of; other words for themselves.
  uint32_t aged(uint32_t token) const {
    const text::Sentence& s = a_.sentence(a_.sentence_of(token));
    if (a_.words[token].tag != Tag::kNum || token < s.first + 2 || a_.lower(token - 1) != ",") return token;
    const bool counts = std::any_of(numbers_.begin(), numbers_.end(), [&](const NumberMention& n) {
      return n.first <= token && token < n.last;
    });
    return counts ? token : token - 2;
  }

  /// People whom a headline lists before a phrase without articles: "Man, 2 children shot".
  void take_listed_before(Telling& t, NounPhrase np) {
    const uint32_t begin = a_.sentence(a_.sentence_of(np.head)).first;
    for (int steps = 0; steps < 4 && np.first >= begin + 2 && a_.lower(np.first - 1) == ","; ++steps) {
      // "Six people, two injured": the two are among the six.
      if (np.kind != PhraseClass::kPeople || !np.name.empty() || a_.words[np.head].tag == Tag::kNum) return;
      NounPhrase before = noun_phrase(a_, np.first - 2, numbers_);
      if (before.kind != PhraseClass::kPeople || !before.name.empty() || before.definite ||
          before.indefinite || before.last != np.first - 1)
        return;
      const bool opens = before.first == begin || a_.lower(before.first - 1) == ":";
      if (!opens && a_.lower(before.first - 1) != ",") return;
      const bool known = std::any_of(t.victims.begin(), t.victims.end(),
                                     [&](const NounPhrase& v) { return v.head == before.head; });
      if (!known) t.victims.push_back(before);
      np = std::move(before);
    }
  }

  void assign(Telling& t, Slot slot, uint32_t token) {
    for (uint32_t each : together(t, token)) {
      uint32_t meant = aged(each);
      // A relative pronoun stands for what the clause hangs on.
      if (a_.is(each, Grammar::kRelative)) {
        int32_t verb = a_.words[each].head;
        for (int k = 0; k < 4 && verb >= 0; ++k) {
          if (a_.words[verb].relation == Relation::kRelcl || a_.words[verb].relation == Relation::kAcl) {
            if (a_.words[verb].head >= 0) meant = a_.words[verb].head;
            break;
          }
          verb = a_.words[verb].head;
        }
      }
      // "A teacher shot on Monday dies": the clause stands for whom it tells of.
      if (const auto clause = at_.find(meant); clause != at_.end() && slot == Slot::kPatient) {
        const Telling& other = tellings_[clause->second];
        if (!other.nominal && !other.victims.empty() && other.token < t.token) {
          t.victims.insert(t.victims.end(), other.victims.begin(), other.victims.end());
          continue;
        }
      }
      NounPhrase np = noun_phrase(a_, meant, numbers_);
      if (np.negated) {
        if (slot == Slot::kPatient && t.trigger->effect) t.negated = true;
        continue;
      }
      switch (slot) {
        case Slot::kCause:
          place_cause(t, np);
          break;
        case Slot::kPatient:
          place_patient(t, np);
          if (t.trigger->effect && !np.indefinite && !np.definite) take_listed_before(t, np);
          break;
        case Slot::kWeapon:
          if (np.kind == PhraseClass::kIncident)
            join(t, np.head);
          else if (np.kind == PhraseClass::kPeople || np.kind == PhraseClass::kActor)
            place_cause(t, np);
          else if (np.kind == PhraseClass::kWeapon)
            t.weapons.push_back(np);
          break;
        case Slot::kPlace:
          if (np.kind == PhraseClass::kTarget) t.targets.push_back(np);
          break;
        case Slot::kIncident:
          join(t, np.head);
          break;
        case Slot::kNumber:
          if (np.number) t.figures.push_back(*np.number);
          break;
        case Slot::kOpponent:
          t.opponents.push_back(np);
          break;
      }
    }
  }

  void place_cause(Telling& t, const NounPhrase& np) {
    switch (np.kind) {
      case PhraseClass::kWeapon:
        t.weapons.push_back(np);
        break;
      case PhraseClass::kIncident:
        join(t, np.head);
        break;
      case PhraseClass::kPeople:
      case PhraseClass::kActor:
        t.causes.push_back(np);
        break;
      case PhraseClass::kTarget: {
        // Institutions can act ("the army", "the government").
        const std::string& target_class =
            np.listed ? a_.lexicon->targets[np.row].target_class : std::string();
        if (np.actor || target_class == "military" || target_class == "government") t.causes.push_back(np);
        break;
      }
      default:
        break;
    }
  }

  void place_patient(Telling& t, const NounPhrase& np) {
    switch (np.kind) {
      case PhraseClass::kPeople:
        t.victims.push_back(np);
        break;
      case PhraseClass::kIncident:
        join(t, np.head);
        break;
      case PhraseClass::kPronoun:
        if (t.trigger->effect && a_.is(np.head, Grammar::kOnePerson)) t.victims.push_back(np);
        break;
      case PhraseClass::kWeapon:
        break;
      case PhraseClass::kActor:
      case PhraseClass::kTarget:
      case PhraseClass::kPlace:
        t.targets.push_back(np);
        break;
      case PhraseClass::kOther:
        if (np.number && t.trigger->effect && np.number->range.low < 5000 &&
            (np.number->range.low == 1 || !singular(np.head)))  // but "500 Elm Street"
          t.victims.push_back(np);
        break;
    }
  }

  bool singular(uint32_t noun) const {
    const Tag tag = a_.words[noun].tag;
    return (tag == Tag::kNoun || tag == Tag::kPropn) && !a_.lower(noun).ends_with('s');
  }

  /// "The boy shot himself."
  void hit_oneself(Telling& t, uint32_t subject) {
    const size_t before = t.victims.size();
    assign(t, Slot::kPatient, subject);
    for (size_t i = before; i < t.victims.size(); ++i) t.victims[i].oneself = true;
  }

  void join(Telling& t, uint32_t token) {
    const auto found = at_.find(token);
    if (found != at_.end() && &tellings_[found->second] != &t) t.same.push_back(found->second);
  }

  // ---- which tellings of a sentence are one incident by grammar

  void tie(uint32_t index) {
    Telling& t = tellings_[index];
    // Climb: a participle clause, a relative clause on another telling's phrase, "in the attack", "by
    // shooting".
    uint32_t at = t.token;
    for (int steps = 0; steps < 5; ++steps) {
      const int32_t up = a_.words[at].head;
      if (up < 0) return;
      const Relation r = a_.words[at].relation;
      if (r == Relation::kConj) {
        const bool own_subject =
            !t.nominal && (a_.child(at, Relation::kNsubj) >= 0 || a_.child(at, Relation::kNsubjPass) >= 0);
        if (own_subject) {
          // "a bomb went off and three people died" is one; "A was shot in X and B was killed in Y" is
          // decided later by what they say
          const auto other = at_.find(up);
          if (other != at_.end() && t.trigger->effect && tellings_[other->second].victims.empty())
            t.same.push_back(other->second);
          return;
        }
        if (t.nominal && at == t.token) return;  // "a murder and a bombing" are two
      } else if (r == Relation::kPobj && a_.words[up].relation == Relation::kPrep &&
                 a_.is(static_cast<uint32_t>(up), Grammar::kOutside)) {
        // "injured after a shooting": the injury is of the shooting; "curfew after the bombing" has no other
        // telling above
        const int32_t verb = a_.words[up].head;
        const auto other = verb >= 0 ? at_.find(verb) : at_.end();
        if (other != at_.end() && a_.is(static_cast<uint32_t>(up), Grammar::kAftermath) &&
            tellings_[other->second].trigger->effect && tellings_[other->second].trigger->verb) {
          t.same.push_back(other->second);
        }
        return;
      } else if (r == Relation::kCcomp && at == t.token) {
        return;
      } else if (r == Relation::kAdvcl && contrasts(at)) {
        return;  // "A was shot in one town, while B was killed in another"
      }
      const auto other = at_.find(up);
      if (other != at_.end()) {
        t.same.push_back(other->second);
        return;
      }
      at = static_cast<uint32_t>(up);
      if (r == Relation::kCcomp) return;
    }
  }

  /// "While", "whereas" with a subject of its own.
  bool contrasts(uint32_t verb) const {
    if (a_.child(verb, Relation::kNsubj) < 0 && a_.child(verb, Relation::kNsubjPass) < 0) return false;
    const int32_t mark = a_.child(verb, Relation::kMark);
    return mark >= 0 && a_.is(static_cast<uint32_t>(mark), Grammar::kContrast);
  }

  // ---- what is said about its reality

  bool present_be(uint32_t verb) const {
    const auto [it, end] = a_.children(verb);
    return std::any_of(it, end, [&](uint32_t child) {
      return a_.lower(child) == "are" || a_.lower(child) == "is" || a_.lower(child) == "'re";
    });
  }

  bool perfect(uint32_t verb) const {
    const auto [it, end] = a_.children(verb);
    return std::any_of(it, end,
                       [&](uint32_t child) { return a_.lower(child) == "have" || a_.lower(child) == "has"; });
  }

  bool dated_since(uint32_t clause) const {
    const int32_t mark = a_.child(clause, Relation::kMark);
    return mark >= 0 && a_.lower(mark) == "since";
  }

  bool infinitive(uint32_t verb) const {
    const auto [it, end] = a_.children(verb);
    return std::any_of(it, end, [&](uint32_t child) { return a_.lower(child) == "to"; });
  }

  void take_cue(Telling& t, uint32_t token) const {
    const auto kind = a_.cue(token);
    if (!kind) return;
    switch (*kind) {
      case Cue::Kind::kNegation:
        t.negated = true;
        break;
      case Cue::Kind::kModal:
        t.modal = true;
        break;
      case Cue::Kind::kGeneric:
        t.generic = true;
        break;
      case Cue::Kind::kJudicial:
        t.judicial = true;
        break;
      default:
        t.figurative = t.figurative || figurative(*kind);
        break;
    }
  }

  void modality(Telling& t) const {
    // The word itself may be part of a figurative phrase ("election battle").
    if (const auto kind = a_.cue(t.token)) {
      if (figurative(*kind)) t.figurative = true;
      if (kind == Cue::Kind::kGeneric) t.generic = true;
      if (kind == Cue::Kind::kModal) t.modal = true;
    }
    uint32_t at = t.token;
    bool first_verb = !t.nominal;
    for (int steps = 0; steps < 6; ++steps) {
      for (auto [it, end] = a_.children(at); it != end; ++it) {
        const Relation r = a_.words[*it].relation;
        const std::string& w = a_.lower(*it);
        if (r == Relation::kNeg && (steps == 0 || first_verb || t.nominal)) t.negated = true;
        if (r == Relation::kAux || r == Relation::kMark || r == Relation::kAdvmod || r == Relation::kAmod ||
            r == Relation::kDet || r == Relation::kNeg) {
          if (a_.cue_at[*it] && (steps == 0 || r != Relation::kAmod)) take_cue(t, *it);
        }
        if (r == Relation::kAux && a_.is(*it, Grammar::kModal)) t.modal = true;
        if (r == Relation::kMark && a_.is(*it, Grammar::kCondition)) t.modal = true;
        // "Since the rebels took the town" dates something else; "have been killed since" counts many;
        // "are being attacked" tells of a habit.
        if (r == Relation::kMark && w == "since" && steps == 0) t.generic = true;
        if (r == Relation::kAdvcl && steps == 0 && perfect(at) && dated_since(*it)) t.generic = true;
        if (r == Relation::kAuxPass && w == "being" && steps == 0 && present_be(at)) t.generic = true;
      }
      const int32_t up = a_.words[at].head;
      if (up < 0) break;
      const Relation r = a_.words[at].relation;
      // A clause of its own that only stands beside another ("… to regain control and 15 lives lost").
      if (r == Relation::kConj && !t.nominal &&
          (a_.child(at, Relation::kNsubj) >= 0 || a_.child(at, Relation::kNsubjPass) >= 0))
        break;
      if (r == Relation::kConj && steps > 0) {
        at = static_cast<uint32_t>(up);
        continue;
      }
      // An infinitive: what it hangs on says whether it came to pass.
      if (a_.words[at].tag == Tag::kVerbBase && infinitive(at)) {
        if (!a_.is(static_cast<uint32_t>(up), Grammar::kAchieved)) t.modal = true;
      }
      // Relative clauses and appositives are told as facts whatever stands over them.
      if (r == Relation::kRelcl || r == Relation::kAppos) {
        if (a_.cue(static_cast<uint32_t>(up)) == Cue::Kind::kFiction)
          t.figurative = true;  // "a drill in which gunmen …"
        break;
      }
      if (r == Relation::kAcl && t.token == at && a_.words[at].tag != Tag::kVerbBase) break;
      // An adverbial clause is a fact of its own, except under a purpose ("to kill").
      if (r == Relation::kAdvcl && a_.child(at, Relation::kNsubj) >= 0) break;
      if (a_.cue_at[up] && !(r == Relation::kNsubj || r == Relation::kNsubjPass)) {
        if (a_.cue(up) == Cue::Kind::kSpeech) {
          if (denies(a_, static_cast<uint32_t>(up))) t.denied = true;
          break;  // what is over a verb of saying speaks of the saying
        }
        take_cue(t, up);
      }
      at = static_cast<uint32_t>(up);
      first_verb = false;
    }
    // "They kidnap and kill": the present tells of habits, but for headlines.
    const Tag tag = a_.words[t.token].tag;
    if (!t.nominal && t.sentence > 0 && (tag == Tag::kVerbThird || tag == Tag::kVerbBase) &&
        a_.child(t.token, Relation::kAux) < 0 && a_.words[t.token].relation != Relation::kXcomp &&
        a_.words[t.token].relation != Relation::kCcomp) {
      t.generic = true;
    }
    if (t.nominal && t.plural && !t.trigger->effect) {
      const NounPhrase own = noun_phrase(a_, t.token, numbers_);
      if (!own.number && t.victims.empty()) t.generic = true;
    }
  }

  const Analysis& a_;
  std::vector<NumberMention> numbers_;
  std::vector<Telling> tellings_;
  std::unordered_map<uint32_t, uint32_t> at_;
};

}  // namespace

std::vector<Telling> find_tellings(const Analysis& a) {
  return RoleReader(a).read();
}

}  // namespace roznamcha::extract

#include "extract/accounts.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>

#include "extract/seen.h"
#include "extract/things.h"
#include "text/fold.h"

namespace roznamcha::extract {
namespace {

using pack::Kind;
using pack::Trigger;
using record::Account;
using record::Certainty;
using record::CountStatement;
using record::Effect;
using record::Qualifier;

constexpr double kProminent = 1;  // of places that news may be about though only its background names them
// The learnt reader's share from which on it overrules the words about a kind of deed, and under which it
// holds the words to be mistaken.
constexpr float kSureKind = 0.6f, kNotKind = 0.2f;
constexpr double kTellsOfOne = 0.5;       // relevance to the learnt reader from which on there is an incident
constexpr double kLeastConfidence = 0.6;  // what is less sure than this is left out rather than guessed

bool armed(const pack::Actor& actor) {
  return actor.kind == "armed_group" || actor.kind == "militia" || actor.kind == "criminal" ||
         actor.kind == "communal";
}

bool force_group(std::string_view group) {
  return group == "police" || group == "soldier" || group == "security_force";
}

/// Certainty that stands in the phrase itself: "suspected militants", "unidentified gunmen".
std::optional<Certainty> certainty_in(const Analysis& a, const NounPhrase& np) {
  std::vector<pack::PhraseIndex::Match> matches;
  const uint32_t begin = std::min(np.first, np.syntactic);
  const uint32_t start = begin > a.sentence(a.sentence_of(np.head)).first ? begin - 1 : begin;
  for (uint32_t t = start; t < np.head; ++t) {
    matches.clear();
    a.lexicon->attribution_index.match(a.seg.tokens, t, np.last, matches);
    for (const auto& m : matches) {
      const pack::AttributionPhrase& phrase = a.lexicon->attributions[m.value];
      if (phrase.actor_at == "compound") return phrase.certainty;
    }
  }
  return {};
}

class AccountWriter {
 public:
  explicit AccountWriter(const Findings& f) : f_(f), a_(f.a), attributions_(find_attributions(f.a)) {}

  Told write() {
    drafts_ = join_tellings(f_);
    const std::vector<Draft>& drafts = drafts_;
    for (size_t i = 0; i < drafts.size(); ++i) {
      for (uint32_t t : drafts[i].tellings) draft_at_[f_.tellings[t].token] = i;
    }
    seen_ = spans_of_drafts(f_, drafts_);
    Told out;
    std::vector<std::pair<size_t, Account>> written;
    const auto write_all = [&] {
      for (size_t i = 0; i < drafts.size(); ++i) {
        if (drafts[i].serial) continue;
        if (auto account = write(drafts[i], seen_[i])) written.emplace_back(i, std::move(*account));
      }
    };
    write_all();
    // The learnt reader cannot hold that a report tells of an incident and doubt every word of it.
    if (written.empty() && f_.sight && f_.sight->relevance >= kTellsOfOne) {
      doubt_ = false;
      write_all();
    }
    for (const Draft& draft : drafts) {
      if (draft.serial) tally(draft, out.tallies);
    }
    attribute(written);
    for (auto& [draft, account] : written) {
      add_seen_organizations(f_, seen_[draft], attributions_, account);
      settle_doers(f_, account);
    }
    mark_background(written);
    for (auto& [draft, account] : written) out.accounts.push_back(std::move(account));
    return out;
  }

 private:
  struct Person {
    text::Span span;
    uint32_t sentence = 0;
    bool known = false;    // spoken of as known: "the boy", "he"
    bool pronoun = false;  // "he"
  };

  // ---- one account

  std::optional<Account> write(const Draft& draft, const std::vector<uint32_t>& seen) {
    Account account;
    bool strong = false, weak_with_victim = false, act = false;
    persons_.clear();
    others_hit_ = std::any_of(draft.tellings.begin(), draft.tellings.end(), [&](uint32_t i) {
      const auto& victims = f_.tellings[i].victims;
      return std::any_of(victims.begin(), victims.end(), [](const NounPhrase& np) { return !np.oneself; });
    });
    for (uint32_t i : draft.tellings) {
      const Telling& t = f_.tellings[i];
      strong = strong || t.trigger->strength == Trigger::Strength::kStrong;
      weak_with_victim =
          weak_with_victim || (t.trigger->strength == Trigger::Strength::kWeak &&
                               (!t.victims.empty() || !t.targets.empty() || !t.weapons.empty()));
      act = act || t.kind != Kind::kOther;
      take_counts(t, account);
      take_victims(t, account);
      take_targets(t, account);
      take_weapons(t, account);
      take_doers(t, account);
      account.evidence.push_back(clause_of(t));
    }
    drop_unseen(f_, account);
    add_seen(f_, seen, account);
    settle_hit(account);
    settle_dead(account);
    settle_attackers(account);
    take_implied_weapons(draft, account);
    if (!act || !(strong || weak_with_victim)) return {};
    merge_evidence(account);
    const std::vector<uint32_t> tokens = anchors(f_, draft);
    account.background = draft.background;
    account.date = date_of(a_, not_of_others(f_.times, draft), tokens, f_.published, draft.background);
    account.place = place_of(a_, not_of_others(f_.places, draft), tokens,
                             draft.background ? std::span<const HeadlinePlace>() : f_.headline);
    if (!account.place.place.known() && !draft.background)
      account.place = place_of(a_, prominent(f_.places), tokens);
    if (!account.place.place.known() && !draft.background) account.place = town_of_outlet(f_.headline);
    account.election = election(draft, account);
    type(draft, account);
    account.confidence = confidence(draft, account, strong);
    if (account.confidence < kLeastConfidence || !says_something(draft, account)) return {};
    return account;
  }

  /// The places that the document is about.
  static std::vector<PlaceFound> prominent(const std::vector<PlaceFound>& places) {
    std::vector<PlaceFound> out;
    std::copy_if(places.begin(), places.end(), std::back_inserter(out),
                 [](const PlaceFound& p) { return p.prominence >= kProminent; });
    return out;
  }

  /// The places or times that may be this draft's: news does not take those of sentences that only recall
  /// something older, nor the other way round. A time that opens a sentence ("Yesterday, gunmen …") is that
  /// of what the sentence tells.
  template <typename Mention>
  std::vector<Mention> not_of_others(const std::vector<Mention>& all, const Draft& draft) const {
    std::vector<Mention> out;
    for (const Mention& m : all) {
      bool others = false, own = false;
      const text::Sentence& s = a_.sentence(a_.sentence_of(m.first));
      const bool opens = std::is_same_v<Mention, TimeFound> && m.first <= s.first + 1;
      for (auto it = draft_at_.lower_bound(s.first); it != draft_at_.end() && it->first < s.last; ++it) {
        const Draft& there = drafts_[it->second];
        if (&there == &draft || (there.background == draft.background && !opens))
          own = true;
        else
          others = true;
      }
      if (own || !others) out.push_back(m);
    }
    return out;
  }

  /// Words that tell of it: the telling with all that hangs on it, within its sentence.
  text::Span clause_of(const Telling& t) const {
    const auto [first, last] = a_.subtree(t.token);
    return a_.span(first, last);
  }

  static void merge_evidence(Account& account) {
    auto& e = account.evidence;
    std::sort(e.begin(), e.end());
    std::vector<text::Span> out;
    for (text::Span s : e) {
      if (!out.empty() && s.begin <= out.back().end)
        out.back().end = std::max(out.back().end, s.end);
      else
        out.push_back(s);
    }
    e = std::move(out);
  }

  bool says_something(const Draft& draft, const Account& account) const {
    bool plural_only = true, seen_only = true;
    for (uint32_t i : draft.tellings) {
      const Telling& t = f_.tellings[i];
      if (!(t.nominal && t.plural)) plural_only = false;
      if (!t.seen) seen_only = false;
    }
    const bool detail = !account.counts.empty() || !account.victims.empty() || !account.targets.empty() ||
                        !account.actors.empty();
    auto told_here = [&](text::Span span) {
      return !span.empty() && std::any_of(draft.tellings.begin(), draft.tellings.end(), [&](uint32_t i) {
        return a_.sentence(f_.tellings[i].sentence).span.contains(span);
      });
    };
    const bool anchored = told_here(account.date.span) || told_here(account.place.span);
    if (plural_only && !anchored) return false;
    return detail || (anchored && !plural_only && !seen_only);
  }

  // ---- numbers

  bool is_attacker(const NounPhrase& np) const {
    if (np.perpetrator) return true;
    if (np.actor && armed(a_.lexicon->actors[*np.actor]) && np.kind != PhraseClass::kTarget) return true;
    return false;
  }

  std::string group_of(const NounPhrase& np) const {
    if (is_attacker(np)) return "attacker";
    return np.group.empty() ? "unspecified" : np.group;
  }

  void take_counts(const Telling& t, Account& account) {
    if (!t.trigger->effect) return;
    const std::string speaker = speaker_of(a_, t.token);
    std::vector<CountStatement> here;
    for (const NounPhrase& np : t.victims) {
      if (np.oneself && others_hit_) continue;  // the doer's own end
      CountStatement c;
      c.effect = *t.trigger->effect;
      c.group = group_of(np);
      c.speaker = speaker;
      c.further = np.another;
      c.span = a_.span(std::min(np.first, np.syntactic), np.last);
      if (np.number) {
        c.range = np.number->range;
        c.qualifier = np.number->qualifier;
        c.span = c.span.joined(a_.span(np.number->first, np.number->last));
      } else if (np.listed && np.kind == PhraseClass::kPeople && a_.lexicon->people[np.row].collective &&
                 np.name.empty()) {
        continue;
      } else if (np.plural) {
        c.range = {2, {}};
        c.qualifier = Qualifier::kSeveral;
      } else {
        c.range = {1, 1};
        const bool pronoun = np.kind == PhraseClass::kPronoun;
        persons_.push_back({c.span, t.sentence, np.definite || pronoun, pronoun});
      }
      if (c.range.high && *c.range.high == 0) continue;
      // coordinated phrases of one group are one statement
      auto same = std::find_if(here.begin(), here.end(), [&](const CountStatement& o) {
        return o.group == c.group && o.further == c.further;
      });
      if (same == here.end()) {
        here.push_back(std::move(c));
        continue;
      }
      same->range.low += c.range.low;
      if (same->range.high && c.range.high)
        *same->range.high += *c.range.high;
      else
        same->range.high.reset();
      if (c.qualifier != Qualifier::kExactly) same->qualifier = c.qualifier;
      same->span = same->span.joined(c.span);
    }
    for (const NumberMention& n : t.figures) {
      CountStatement c;
      c.effect = *t.trigger->effect;
      c.range = n.range;
      c.qualifier = n.qualifier;
      c.speaker = speaker;
      c.span = a_.span(n.first, n.last);
      here.push_back(std::move(c));
    }
    if (only_hit(t)) {
      for (CountStatement& c : here) hit_.push_back(std::move(c));
      return;
    }
    for (CountStatement& c : here) {
      const bool known =
          std::any_of(account.counts.begin(), account.counts.end(), [&](const CountStatement& o) {
            return o.effect == c.effect && o.range == c.range && o.group == c.group &&
                   o.qualifier == c.qualifier && o.further == c.further;
          });
      if (!known) account.counts.push_back(std::move(c));
    }
  }

  /// "Shot", "stabbed" leave open whether the victim lived.
  static bool only_hit(const Telling& t) {
    return t.trigger->effect == Effect::kInjured && t.kind != Kind::kInjury;
  }

  /// Those who were shot or stabbed and are not told to be dead were injured, if the injured that are counted
  /// anyway are fewer.
  void settle_hit(Account& account) {
    std::vector<CountStatement> hit = std::move(hit_);
    hit_.clear();
    std::erase_if(hit, [](const CountStatement& c) { return c.group == "attacker"; });
    const auto killed = record::account_figure(account, Effect::kKilled, false);
    const auto injured = record::account_figure(account, Effect::kInjured, false);
    // "Four were shot; one died and three others were wounded": the others are among the four.
    if (injured) std::erase_if(hit, [](const CountStatement& c) { return c.further; });
    if (hit.empty()) return;
    Account only;
    only.counts = hit;
    const auto all = record::account_figure(only, Effect::kInjured, false);
    const int64_t left = all->low - (killed ? killed->low : 0);
    if (left <= (injured ? injured->best : 0)) return;
    CountStatement c = hit.front();
    for (const CountStatement& other : hit) {
      if (other.range.low > c.range.low) c = other;
    }
    c.range.low = left;
    if (c.range.high) c.range.high = std::max(left, *c.range.high - (killed ? killed->low : 0));
    account.counts.push_back(std::move(c));
  }

  /// Who was hurt and died is one of the dead: the same words for both, or one person of each of whom one is
  /// spoken of as known ("a man was shot … he died").
  void settle_dead(Account& account) const {
    const auto killed = record::account_figure(account, Effect::kKilled, false);
    const auto injured = record::account_figure(account, Effect::kInjured, false);
    if (!killed || !injured) return;
    const auto single = [](const CountStatement& c) { return c.range == record::Range{1, 1} && !c.further; };
    const auto known = [&](const CountStatement& c, Effect effect) -> const Person* {
      if (c.effect != effect || !single(c) || c.group == "attacker") return nullptr;
      const auto found =
          std::find_if(persons_.begin(), persons_.end(), [&](const Person& p) { return p.span == c.span; });
      return found == persons_.end() ? nullptr : &*found;
    };
    bool one = false, he = false;
    for (const CountStatement& c : account.counts) {
      const Person* hurt = known(c, Effect::kInjured);
      for (const CountStatement& d : account.counts) {
        const Person* dead = known(d, Effect::kKilled);
        // "The candidate was killed and his guard was wounded" tells of two, "a man was shot and rushed to
        // hospital, where he died" of one.
        if (!hurt || !dead) continue;
        if (hurt->sentence == dead->sentence ? dead->pronoun && hurt->span.end <= dead->span.begin
                                             : hurt->known || dead->known) {
          one = true;
          he = he || dead->pronoun;
        }
      }
    }
    one = one && killed->best == 1 && injured->best == 1;
    std::vector<std::string> dead;
    for (const CountStatement& c : account.counts) {
      if (c.effect == Effect::kKilled && single(c)) dead.push_back(text::fold(std::string(a_.quote(c.span))));
    }
    for (const record::Victim& v : account.victims) {
      if (v.effect == Effect::kKilled && !v.name.empty()) dead.push_back(text::fold(v.name));
    }
    std::erase_if(account.counts, [&](const CountStatement& c) {
      if (c.effect != Effect::kInjured || !single(c)) return false;
      const std::string words = text::fold(std::string(a_.quote(c.span)));
      if (!one && std::none_of(dead.begin(), dead.end(), [&](const std::string& other) {
            return other == words || holds_words(words, other) || holds_words(other, words);
          }))
        return false;
      for (record::Victim& v : account.victims) {
        if (one && he && v.span.overlaps(c.span)) v.effect = Effect::kKilled;
      }
      return true;
    });
  }

  /// A bare number that is also that of attackers counts them again ("the killing of four").
  void settle_attackers(Account& account) const {
    const std::vector<CountStatement> counts = account.counts;
    std::erase_if(account.counts, [&](const CountStatement& c) {
      if (c.group != "unspecified" || !is_number(c.span)) return false;
      return std::any_of(counts.begin(), counts.end(), [&](const CountStatement& o) {
        return o.group == "attacker" && o.effect == c.effect && o.range == c.range;
      });
    });
  }

  /// Whether a span is one token that is a number.
  bool is_number(text::Span span) const {
    const auto token = std::lower_bound(a_.seg.tokens.begin(), a_.seg.tokens.end(), span.begin,
                                        [](const text::Token& t, uint32_t at) { return t.span.begin < at; });
    return token != a_.seg.tokens.end() && token->span == span &&
           a_.words[static_cast<size_t>(token - a_.seg.tokens.begin())].tag == text::Tag::kNum;
  }

  // ---- people, things, weapons

  void take_victims(const Telling& t, Account& account) {
    for (const NounPhrase& np : t.victims) {
      if (np.kind == PhraseClass::kPronoun || (np.oneself && others_hit_) ||
          (is_attacker(np) && np.name.empty()))
        continue;
      record::Victim v;
      v.span = a_.span(np.first, np.last);
      v.text = std::string(a_.quote(v.span));
      v.name = np.name;
      v.group = group_of(np);
      if (!only_hit(t)) v.effect = t.trigger->effect;
      if (v.group == "attacker") continue;
      tell_victim(account.victims, std::move(v));
    }
  }

  text::Span thing(const NounPhrase& np) const {
    return a_.span(first_of_thing(a_, np.first, np.head), np.last);
  }

  void take_targets(const Telling& t, Account& account) {
    for (const NounPhrase& np : t.targets) {
      if (np.kind == PhraseClass::kPlace) continue;
      record::Target target;
      target.span = thing(np);
      target.text = std::string(a_.quote(target.span));
      if (np.kind == PhraseClass::kTarget && np.listed)
        target.target_class = a_.lexicon->targets[np.row].target_class;
      else if (np.kind == PhraseClass::kActor)
        target.target_class = actor_class(np);
      if (target.target_class.empty()) target.target_class = "other";
      tell(account.targets, std::move(target));
    }
  }

  std::string actor_class(const NounPhrase& np) const {
    if (!np.listed) return "other";
    const std::string& kind = a_.lexicon->actors[np.row].kind;
    if (kind == "party") return "party_office";
    if (kind == "state_force") return "military";
    if (kind == "government") return "government";
    return "other";
  }

  void take_weapons(const Telling& t, Account& account) {
    for (const NounPhrase& np : t.weapons) {
      record::Weapon w;
      w.span = thing(np);
      w.text = std::string(a_.quote(w.span));
      w.weapon_class = np.listed ? a_.lexicon->weapons[np.row].weapon_class : "other";
      tell(account.weapons, std::move(w));
    }
  }

  /// Weapons that only the verb or the doer tells ("was shot", "a suicide bomber") have no words of their
  /// own; named only where no other is, but for the suicide bomber's own.
  void take_implied_weapons(const Draft& draft, Account& account) const {
    auto add = [&](const std::string& implied) {
      const bool known = std::any_of(account.weapons.begin(), account.weapons.end(),
                                     [&](const auto& w) { return w.weapon_class == implied; });
      if (implied.empty() || known) return;
      record::Weapon w;
      w.weapon_class = implied;
      account.weapons.push_back(std::move(w));
    };
    const bool named = !account.weapons.empty();
    for (uint32_t i : draft.tellings) {
      const Telling& t = f_.tellings[i];
      for (const NounPhrase& np : t.causes) {
        if (np.kind == PhraseClass::kPeople && np.listed &&
            (!named || a_.lexicon->people[np.row].weapon_class == "suicide_bomb")) {
          add(a_.lexicon->people[np.row].weapon_class);
        }
      }
      if (!named) add(t.trigger->weapon_class);
    }
  }

  void take_doers(const Telling& t, Account& account) {
    for (const auto* list : {&t.causes, &t.opponents}) {
      for (const NounPhrase& np : *list) {
        const bool opponent = list == &t.opponents;
        if (opponent && !is_attacker(np)) continue;
        add_doer(t, np, account);
      }
    }
  }

  void add_doer(const Telling& t, const NounPhrase& np, Account& account) {
    if (np.kind != PhraseClass::kPeople && np.kind != PhraseClass::kActor &&
        np.kind != PhraseClass::kTarget && !np.actor)
      return;
    Certainty certainty = Certainty::kStated;
    const std::string speaker = speaker_of(a_, t.token);
    if (!speaker.empty()) certainty = Certainty::kAlleged;
    if (auto said = certainty_in(a_, np)) certainty = *said;
    if (t.denied) certainty = Certainty::kDenied;
    if (np.kind == PhraseClass::kPeople) {
      record::ActorStatement who;
      who.kind = record::ActorKind::kIndividual;
      who.span = a_.span(np.first, end_of_members(np));
      who.name = std::string(a_.quote(who.span));
      who.certainty = certainty;
      who.speaker = speaker;
      who.role =
          force_group(np.group) && all_attackers(t) ? record::Role::kResponder : record::Role::kPerpetrator;
      add_actor(account, std::move(who));
    }
    if (np.actor || np.kind == PhraseClass::kActor || np.kind == PhraseClass::kTarget) {
      record::ActorStatement who;
      who.kind = record::ActorKind::kOrganization;
      if (np.actor) {
        const pack::Actor& actor = a_.lexicon->actors[*np.actor];
        if (actor.kind == "party" && np.kind != PhraseClass::kActor) return;
        who.id = actor.id;
        who.name = actor.name;
        who.span = actor_span(np);
      } else {
        who.span = a_.span(np.first, np.last);
        who.name = np.name.empty() ? std::string(a_.quote(who.span)) : np.name;
      }
      who.certainty = certainty;
      who.speaker = speaker;
      if (all_attackers(t)) who.role = record::Role::kResponder;
      add_actor(account, std::move(who));
    }
  }

  /// Where a phrase for people ends with whom they are of: "three members of the front".
  uint32_t end_of_members(const NounPhrase& np) const {
    constexpr uint32_t kLongest = 8;  // tokens
    if (!a_.is(np.head, pack::Grammar::kMember)) return np.last;
    for (auto [it, end] = a_.children(np.head); it != end; ++it) {
      const int32_t whose = a_.words[*it].relation == text::Relation::kPrep && a_.lower(*it) == "of"
                                ? a_.child(*it, text::Relation::kPobj)
                                : -1;
      if (whose < 0) continue;
      uint32_t last = static_cast<uint32_t>(whose) + 1;
      while (last < a_.sentence(a_.sentence_of(np.head)).last && last < np.last + kLongest &&
             a_.words[last].name != text::NameKind::kNone && !a_.words[last].name_begins)
        ++last;
      return last <= np.last + kLongest ? last : np.last;
    }
    return np.last;
  }

  /// The words that name the actor inside a phrase ("TTP" of "TTP militants").
  text::Span actor_span(const NounPhrase& np) const {
    for (const Found& found : a_.actors) {
      if (found.row == *np.actor && a_.sentence_of(found.first) == a_.sentence_of(np.head) &&
          found.last > np.first && found.first < np.last + 12) {
        return a_.span(found.first, found.last);
      }
    }
    return a_.span(np.first, np.last);
  }

  /// Whether those hit were attackers: then who did it responded.
  bool all_attackers(const Telling& t) const {
    return !t.victims.empty() && std::all_of(t.victims.begin(), t.victims.end(),
                                             [&](const NounPhrase& v) { return is_attacker(v); });
  }

  static void add_actor(Account& account, record::ActorStatement who) {
    for (record::ActorStatement& o : account.actors) {
      if (o.kind == who.kind && o.role == who.role && o.certainty == who.certainty &&
          (!who.id.empty() ? o.id == who.id : text::fold(o.name) == text::fold(who.name))) {
        return;
      }
    }
    account.actors.push_back(std::move(who));
  }

  // ---- attribution over sentences

  void attribute(std::vector<std::pair<size_t, Account>>& written) {
    if (written.empty()) return;
    for (const Attribution& at : attributions_) {
      const Found& mention = a_.actors[at.actor];
      const pack::Actor& actor = a_.lexicon->actors[mention.row];
      if (!armed(actor) && at.certainty != Certainty::kClaimed && at.certainty != Certainty::kDenied &&
          actor.kind != "state_force")
        continue;
      if (actor.kind == "party" && at.certainty != Certainty::kDenied) continue;
      Account* account = account_near(written, at.token);
      if (!account) continue;
      record::ActorStatement who;
      who.kind = record::ActorKind::kOrganization;
      who.id = actor.id;
      who.name = actor.name;
      who.certainty = at.certainty;
      who.span = a_.span(mention.first, mention.last);
      if (at.certainty == Certainty::kDenied) {
        // a denial stands beside a suspicion only; who was never named denies nothing here
        const bool named = std::any_of(account->actors.begin(), account->actors.end(),
                                       [&](const auto& o) { return o.id == actor.id; });
        if (!named) continue;
        who.speaker = actor.name;
      }
      if (at.certainty == Certainty::kClaimed) who.speaker = actor.name;
      // A plain statement of the same actor gives way to how surely it is really said.
      std::erase_if(account->actors, [&](const record::ActorStatement& o) {
        return o.id == who.id && !o.id.empty() && o.certainty == Certainty::kStated &&
               at.certainty != Certainty::kDenied && o.span == who.span;
      });
      add_actor(*account, std::move(who));
    }
  }

  Account* account_near(std::vector<std::pair<size_t, Account>>& written, uint32_t token) {
    auto of_draft = [&](size_t draft) -> Account* {
      for (auto& [d, account] : written) {
        if (d == draft) return &account;
      }
      return nullptr;
    };
    const uint32_t sentence = a_.sentence_of(token);
    Account* best = nullptr;
    uint32_t distance = UINT32_MAX;
    for (const auto& [at, draft] : draft_at_) {
      const uint32_t s = a_.sentence_of(at);
      if (s > sentence || sentence - s > 3) continue;
      const uint32_t d = (sentence - s) * 1000 + (at > token ? at - token : token - at);
      if (d < distance) {
        if (Account* account = of_draft(draft)) {
          distance = d;
          best = account;
        }
      }
    }
    return best ? best : &written.front().second;
  }

  // ---- type, election, background

  void type(const Draft& draft, Account& account) const {
    // The most telling kind wins: what was done with what, before what came of it.
    std::map<std::string, int> votes;
    std::map<Kind, int> kinds;
    for (uint32_t i : draft.tellings) {
      const Telling& t = f_.tellings[i];
      ++kinds[t.kind];
      if (!t.trigger->sub_event_type.empty() && t.kind != Kind::kOther) ++votes[t.trigger->sub_event_type];
    }
    auto has = [&](Kind k) { return kinds.count(k) > 0; };
    auto weapon = [&](std::string_view c) {
      return std::any_of(account.weapons.begin(), account.weapons.end(),
                         [&](const record::Weapon& w) { return w.weapon_class == c; });
    };
    std::string sub;
    if (has(Kind::kAbduction) || has(Kind::kHijacking))
      sub = "Abduction/forced disappearance";
    else if (weapon("suicide_bomb"))
      sub = "Suicide bomb";
    else if (has(Kind::kAirstrike))
      sub = "Air/drone strike";
    else if ((has(Kind::kBombing) || has(Kind::kShelling)) && weapon("grenade"))
      sub = "Grenade";
    else if (has(Kind::kShelling))
      sub = "Shelling/artillery/missile attack";
    else if (has(Kind::kBombing))
      sub = "Remote explosive/landmine/IED";
    else if (has(Kind::kDisarmed) && kinds.size() == 1)
      sub = "Disrupted weapons use";
    else if (has(Kind::kClash))
      sub = "Armed clash";
    else if (has(Kind::kRiot))
      sub = "Violent demonstration";
    else if (!votes.empty())
      sub = std::max_element(votes.begin(), votes.end(), [](auto& x, auto& y) {
              return x.second < y.second;
            })->first;
    else if ((has(Kind::kArson) || has(Kind::kDestruction) || has(Kind::kRobbery)) && !has(Kind::kKilling) &&
             !has(Kind::kShooting))
      sub = "Looting/property destruction";
    else if (has(Kind::kAttack) || has(Kind::kShooting) || has(Kind::kKilling) || has(Kind::kBeating)) {
      sub = weapon("explosive") || weapon("mine") ? "Remote explosive/landmine/IED"
            : weapon("grenade")                   ? "Grenade"
            : weapon("drone")                     ? "Air/drone strike"
                                                  : "Attack";
      if (sub != "Attack" && has(Kind::kShooting)) sub = "Attack";
    } else {
      sub = "Attack";
    }
    if (const auto deeds = extract::deeds_of(f_, draft)) {
      const auto share = [&](Deed deed) { return (*deeds)[static_cast<size_t>(deed)]; };
      const bool explosive = sub == "Remote explosive/landmine/IED" || sub == "Grenade";
      if (share(Deed::kKidnapping) >= kSureKind && (sub == "Attack" || sub == "Disrupted weapons use") &&
          !weapon("explosive") && !weapon("grenade"))
        sub = "Abduction/forced disappearance";
      else if (share(Deed::kBombing) >= kSureKind && (sub == "Attack" || sub == "Armed clash") &&
               !has(Kind::kShooting) && !has(Kind::kArson))
        sub = "Remote explosive/landmine/IED";
      else if (share(Deed::kArmedAttack) >= kSureKind && share(Deed::kBombing) < kNotKind && explosive)
        sub = "Attack";
    }
    const bool hit = std::any_of(account.counts.begin(), account.counts.end(), [](const record::CountStatement& c) {
      return (c.effect == record::Effect::kKilled || c.effect == record::Effect::kInjured) && c.group != "attacker";
    });
    if (sub == "Looting/property destruction" && hit) sub = "Attack";  // a train burnt with its passengers
    if (sub == "Attack") {
      const bool forces =
          std::any_of(account.victims.begin(), account.victims.end(),
                      [](const record::Victim& v) { return force_group(v.group); }) ||
          std::any_of(account.targets.begin(), account.targets.end(), [](const record::Target& t) {
            return t.target_class == "police_station" || t.target_class == "military" ||
                   t.target_class == "security_post";
          });
      const bool civilians = std::any_of(
          account.victims.begin(), account.victims.end(),
          [](const record::Victim& v) { return !force_group(v.group) && v.group != "unspecified"; });
      if (forces && !civilians) sub = "Armed clash";
    }
    account.sub_event_type = sub;
    if (const pack::EventType* type = a_.lexicon->type_of(sub)) account.event_type = type->event_type;
  }

  record::ElectionLink election(const Draft& draft, const Account& account) const {
    record::ElectionLink link;
    auto take = [&](const std::string& target, text::Span span) {
      if (target.empty()) return;
      if (link.target == "none" && target != "none") {
        link.target = target;
        link.span = span;
      } else if (!link.related) {
        link.span = span;
      }
      link.related = true;
    };
    for (const record::Victim& v : account.victims) {
      if (v.group == "candidate") take("candidate", v.span);
      if (v.group == "election_staff") take("election_staff", v.span);
      if (v.group == "voter") take("voters", v.span);
    }
    for (uint32_t i : draft.tellings) {
      for (const NounPhrase& np : f_.tellings[i].targets) {
        if (np.kind == PhraseClass::kTarget && np.listed)
          take(a_.lexicon->targets[np.row].election_target, a_.span(np.first, np.last));
      }
    }
    for (uint32_t i : draft.tellings) {
      const uint32_t sentence = f_.tellings[i].sentence;
      for (const Found& found : a_.election) {
        if (a_.sentence_of(found.first) != sentence) continue;
        const std::string& target = a_.lexicon->election_words[found.row].target;
        take(target == "none" ? "none" : target, a_.span(found.first, found.last));
      }
    }
    return link;
  }

  void mark_background(std::vector<std::pair<size_t, Account>>& written) const {
    std::optional<text::Date> newest;
    for (const auto& [draft, account] : written) {
      if (account.date.range.latest && !account.date.span.empty()) {
        newest = std::max(newest.value_or(*account.date.range.latest), *account.date.range.latest);
      }
    }
    for (auto& [draft, account] : written) {
      const auto& latest = account.date.range.latest;
      if (!latest) continue;
      if (f_.published && *latest < *f_.published - std::chrono::days{30}) account.background = true;
      if (newest && *latest < *newest - std::chrono::days{14} && &account != &written.front().second)
        account.background = true;
    }
  }

  // ---- how sure

  double confidence(const Draft& draft, const Account& account, bool strong) const {
    double points = strong ? 0.2 : -1.2;
    bool verb = false, judicial = false;
    for (uint32_t i : draft.tellings) {
      verb = verb || !f_.tellings[i].nominal;
      judicial = judicial || f_.tellings[i].judicial;
    }
    if (verb) points += 0.5;
    if (judicial) points -= 0.7;
    if (!account.counts.empty()) points += 0.8;
    if (!account.targets.empty()) points += 0.4;
    if (!account.actors.empty()) points += 0.4;
    if (!account.date.span.empty()) points += 0.5;
    if (!account.place.span.empty()) points += 0.4;
    if (const auto share = share_of_deed(f_, draft); share && doubt_) {
      // Only doubt counts: from even odds and one more on, the learnt reader has none.
      constexpr double kWeight = 0.7, kSure = 1, kMost = -4;
      points += kWeight * std::clamp(std::log(*share / (1 - *share)) - kSure, kMost, 0.0);
    }
    points += 0.2 * std::min<double>(4, static_cast<double>(draft.tellings.size()) - 1);
    return 1 / (1 + std::exp(-points));
  }

  // ---- tallies

  void tally(const Draft& draft, std::vector<record::Tally>& out) {
    Account account;
    std::vector<uint32_t> tokens = anchors(f_, draft);
    for (uint32_t i : draft.tellings) take_counts(f_.tellings[i], account);
    const record::PlaceStatement where = place_of(a_, f_.places, tokens);
    const record::DateStatement when = date_of(a_, f_.times, tokens, f_.published, true);
    for (const CountStatement& c : account.counts) {
      record::Tally tally;
      tally.effect = c.effect;
      tally.range = c.range;
      tally.period = when.range;
      tally.place = where;
      tally.span = c.span;
      for (uint32_t i : draft.tellings) {
        const Telling& t = f_.tellings[i];
        if (t.trigger->effect == c.effect && a_.sentence(t.sentence).span.contains(c.span))
          tally.span = tally.span.joined(clause_of(t));
      }
      out.push_back(std::move(tally));
    }
  }

  const Findings& f_;
  const Analysis& a_;
  std::vector<Attribution> attributions_;
  std::vector<Draft> drafts_;
  std::vector<std::vector<uint32_t>> seen_;  // by draft, indices of spans that the learnt reader saw
  std::map<uint32_t, size_t> draft_at_;      // by token of each telling
  bool doubt_ = true;                        // whether the learnt reader's doubt of a draft counts
  // Of the account being written:
  std::vector<CountStatement> hit_;  // people of whom it is open whether they lived
  std::vector<Person> persons_;      // of whom one word told what befell them
  bool others_hit_ = false;          // somebody was hit beside those who hit themselves
};

}  // namespace

Told write_accounts(const Findings& f) {
  return AccountWriter(f).write();
}

}  // namespace roznamcha::extract

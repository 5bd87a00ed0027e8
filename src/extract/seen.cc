#include "extract/seen.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>

#include "extract/attribution.h"
#include "extract/things.h"
#include "text/fold.h"

namespace roznamcha::extract {
namespace {

using pack::Grammar;
using pack::Trigger;

// What a draft's share of a deed is if another word of its sentence names one.
constexpr float kElsewhere = 0.5f;
// Below so much of a share words name no doer, no thing hit, no weapon, no victim.
constexpr float kNoDoer = 0.3f, kNoTarget = 0.2f, kNoWeapon = 0.2f, kNoVictim = 0.4f;
// Victims are called by their words from here on.
constexpr float kNamed = 0.7f;
// Log odds from which on doers are those of an incident though another is nearer.
constexpr float kSharedDoer = 1.5f;

/// A run of tokens.
struct Run {
  uint32_t first = 0, last = 0;
};

/// The tokens of a span without the articles and prepositions that it begins with; nothing if none is left.
std::optional<Run> tokens_of(const Analysis& a, text::Span span) {
  const auto& tokens = a.seg.tokens;
  const auto begin = std::partition_point(tokens.begin(), tokens.end(),
                                          [&](const text::Token& t) { return t.span.end <= span.begin; });
  const auto end = std::partition_point(begin, tokens.end(),
                                        [&](const text::Token& t) { return t.span.begin < span.end; });
  Run run{static_cast<uint32_t>(begin - tokens.begin()), static_cast<uint32_t>(end - tokens.begin())};
  const auto empty = [&](uint32_t t) {
    return a.is(t, Grammar::kDeterminer) || a.words[t].tag == text::Tag::kAdp ||
           a.words[t].tag == text::Tag::kPunct;
  };
  while (run.first < run.last && empty(run.first)) ++run.first;
  while (run.first < run.last && (a.words[run.last - 1].tag == text::Tag::kPunct ||
                                  a.words[run.last - 1].relation == text::Relation::kCase))
    --run.last;
  if (run.first == run.last) return {};
  return run;
}

/// The word that carries the meaning: the last before anything that only qualifies it.
uint32_t head_of(const Analysis& a, Run run) {
  for (uint32_t t = run.first + 1; t < run.last; ++t) {
    if (a.words[t].tag == text::Tag::kAdp || a.lower(t) == ",") return t - 1;
  }
  return run.last - 1;
}

/// The row of the lexicon's phrase that covers a token; null if none does.
template <typename Row>
const Row* row_at(const std::vector<Found>& found, const std::vector<uint32_t>& at,
                  const std::vector<Row>& rows, uint32_t token) {
  return at[token] ? &rows[found[at[token] - 1].row] : nullptr;
}

/// Adds what the lexicon has of a thing that is not told yet.
template <typename Thing, typename Row>
void add_thing(std::vector<Thing>& things, text::Span span, const std::string& text, std::string Thing::*kind,
               const Row* row, std::string Row::*kind_of_row) {
  Thing thing;
  thing.span = span;
  thing.text = text;
  thing.*kind = row ? row->*kind_of_row : "other";
  tell(things, std::move(thing));
}

/// Whether one is the short form of the other: "ELN" of "Ejército de Liberación Nacional".
bool short_form(std::string_view name, std::string_view letters) {
  std::string initials;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool capital = name[i] >= 'A' && name[i] <= 'Z';
    if (capital && (i == 0 || name[i - 1] == ' ' || name[i - 1] == '-')) initials += name[i];
  }
  return initials.size() > 1 && initials == letters;
}

/// Whether one name stands in brackets right behind the other: "Workers' Front [WF]".
bool says_again(std::string_view text, text::Span name, text::Span again) {
  if (name.end > again.begin) std::swap(name, again);
  if (name.end > again.begin) return false;
  const std::string_view between = text.substr(name.end, again.begin - name.end);
  return between.find_first_of("[(") != std::string_view::npos &&
         between.find_first_not_of("\" [(") == std::string_view::npos;
}

void add_doer(const Findings& f, const SeenSpan& span, Run run, uint32_t head, record::Account& account) {
  const Analysis& a = f.a;
  record::ActorStatement who;
  who.kind =
      span.role == SpanRole::kPerpOrg ? record::ActorKind::kOrganization : record::ActorKind::kIndividual;
  who.span = a.span(run.first, run.last);
  who.name = std::string(a.quote(who.span));
  who.certainty = span.certainty == record::Certainty::kUnknown ? record::Certainty::kStated : span.certainty;
  who.speaker = speaker_of(a, head);
  if (who.certainty == record::Certainty::kStated && !who.speaker.empty())
    who.certainty = record::Certainty::kAlleged;
  if (who.kind == record::ActorKind::kOrganization) {
    const pack::Actor* actor = row_at(a.actors, a.actor_at, a.lexicon->actors, head);
    if (actor) {
      if (actor->kind == "party") return;
      who.id = actor->id;
      who.name = actor->name;
    } else if (!a.nominal(head) || a.words[head].name == text::NameKind::kPlace ||
               std::any_of(f.places.begin(), f.places.end(),
                           [&](const PlaceFound& p) { return p.first <= head && head < p.last; }) ||
               std::any_of(account.actors.begin(), account.actors.end(),
                           [&](const record::ActorStatement& o) { return o.span.overlaps(who.span); })) {
      return;  // "Peruvian", "Colombia", "Baloch militants": of a land or a people, no organisation
    }
  }
  const std::string folded = text::fold(who.name);
  // "The Daily Herald's offices": who was hit did it not.
  const bool hit = std::any_of(account.targets.begin(), account.targets.end(), [&](const record::Target& t) {
    return holds_words(text::fold(t.text), folded);
  });
  if (hit && who.kind == record::ActorKind::kOrganization) return;
  const bool known =
      std::any_of(account.actors.begin(), account.actors.end(), [&](const record::ActorStatement& o) {
        const std::string other = text::fold(o.name);
        return o.kind == who.kind &&
               ((!o.span.empty() && (o.span.overlaps(who.span) || says_again(a.text, o.span, who.span))) ||
                (!who.id.empty() && o.id == who.id) || holds_words(other, folded) ||
                short_form(o.name, who.name) || short_form(who.name, o.name));
      });
  if (!known) account.actors.push_back(std::move(who));
}

std::string_view lemma_of(Deed deed) {
  switch (deed) {
    case Deed::kBombing:
      return "bombing";
    case Deed::kKidnapping:
      return "kidnapping";
    case Deed::kArson:
      return "arson";
    case Deed::kRobbery:
      return "robbery";
    case Deed::kClash:
      return "clash";
    default:
      return "attack";
  }
}

/// The row of the trigger table that stands for a kind of deed.
const Trigger* trigger_for(const pack::Lexicon& lexicon, Deed deed) {
  const auto rows = lexicon.trigger_forms.find(std::string(lemma_of(deed)));
  if (rows == lexicon.trigger_forms.end()) return nullptr;
  for (uint32_t row : rows->second) {
    const Trigger& trigger = lexicon.triggers[row];
    if (!trigger.verb && trigger.with.empty()) return &trigger;
  }
  return nullptr;
}

}  // namespace

std::vector<uint32_t> bytes_to_look_at(const Analysis& a, const std::vector<Telling>& tellings) {
  std::vector<uint32_t> all, real;
  for (const Telling& t : tellings) {
    if (t.trigger->strength == Trigger::Strength::kSupport) continue;
    all.push_back(a.seg.tokens[t.token].span.begin);
    if (t.real()) real.push_back(all.back());
  }
  return real.empty() ? all : real;
}

std::vector<Telling> seen_tellings(const Analysis& a, const Sight& sight) {
  std::vector<Telling> out;
  for (const SeenSpan& span : sight.spans) {
    if (span.role != SpanRole::kAnchor || span.not_actual >= 0.5f) continue;
    const auto run = tokens_of(a, span.span);
    if (!run) continue;
    Telling t;
    t.token = run->last - 1;
    t.sentence = a.sentence_of(t.token);
    if (t.sentence >= a.parsed.size() || !a.parsed[t.sentence]) continue;
    const auto deed = std::max_element(span.deeds.begin(), span.deeds.end()) - span.deeds.begin();
    t.trigger = trigger_for(*a.lexicon, static_cast<Deed>(deed));
    if (!t.trigger) continue;
    t.kind = t.trigger->kind;
    t.nominal = a.nominal(t.token);
    out.push_back(std::move(t));
  }
  return out;
}

std::vector<Telling> with_seen(std::vector<Telling> tellings, std::vector<Telling> seen) {
  std::erase_if(seen, [&](const Telling& one) {
    return std::any_of(tellings.begin(), tellings.end(),
                       [&](const Telling& t) { return t.token == one.token; });
  });
  const size_t known = tellings.size();
  std::move(seen.begin(), seen.end(), std::back_inserter(tellings));
  std::vector<uint32_t> order(tellings.size()), place(tellings.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t x, uint32_t y) { return tellings[x].token < tellings[y].token; });
  for (uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  std::vector<Telling> out;
  for (uint32_t i : order) {
    for (uint32_t& other : tellings[i].same) other = place[other];
    tellings[i].seen = i >= known;
    out.push_back(std::move(tellings[i]));
  }
  return out;
}

std::vector<std::vector<uint32_t>> spans_of_drafts(const Findings& f, const std::vector<Draft>& drafts) {
  std::vector<std::vector<uint32_t>> out(drafts.size());
  if (!f.sight || !f.sight->looked) return out;
  const Sight& sight = *f.sight;
  const Analysis& a = f.a;
  // The spans that lie on the drafts' own words.
  std::vector<std::vector<uint32_t>> anchors_of(drafts.size());
  for (size_t d = 0; d < drafts.size(); ++d) {
    for (uint32_t i : drafts[d].tellings) {
      const text::Span word = a.seg.tokens[f.tellings[i].token].span;
      for (uint32_t s = 0; s < sight.spans.size(); ++s) {
        if (sight.spans[s].role == SpanRole::kAnchor && sight.spans[s].span.overlaps(word))
          anchors_of[d].push_back(s);
      }
    }
  }
  for (uint32_t s = 0; s < sight.spans.size(); ++s) {
    const SeenSpan& span = sight.spans[s];
    if (span.role == SpanRole::kAnchor || span.role >= SpanRole::kTally) continue;
    const auto run = tokens_of(a, span.span);
    if (!run) continue;
    const uint32_t sentence = a.sentence_of(run->first);
    constexpr float kNone = -std::numeric_limits<float>::infinity();
    std::vector<float> ties(drafts.size(), kNone);
    for (size_t d = 0; d < drafts.size(); ++d) {
      for (uint32_t anchor : anchors_of[d]) ties[d] = std::max(ties[d], sight.together(s, anchor));
      const bool here = std::any_of(drafts[d].tellings.begin(), drafts[d].tellings.end(),
                                    [&](uint32_t i) { return f.tellings[i].sentence == sentence; });
      if (ties[d] == kNone && here) ties[d] = 0;
      if (here) ties[d] += 1;  // the grammar's own evidence
    }
    const auto most = std::max_element(ties.begin(), ties.end());
    if (most == ties.end() || (*most < 0 && drafts.size() > 1)) continue;
    const bool doer = span.role == SpanRole::kPerpInd || span.role == SpanRole::kPerpOrg;
    for (size_t d = 0; d < drafts.size(); ++d) {
      // Some do several things, but each thing befalls one.
      if (ties.begin() + static_cast<std::ptrdiff_t>(d) == most || (doer && ties[d] >= kSharedDoer))
        out[d].push_back(s);
    }
  }
  return out;
}

std::optional<float> share_of_deed(const Findings& f, const Draft& draft) {
  if (!f.sight || !f.sight->looked) return {};
  const Analysis& a = f.a;
  std::optional<float> most;
  for (uint32_t i : draft.tellings) {
    const auto share = f.sight->share(SpanRole::kAnchor, a.seg.tokens[f.tellings[i].token].span);
    if (!share) return {};
    most = std::max(most.value_or(0), *share);
    // Another word of the sentence may name the deed to the learnt reader.
    const text::Span sentence = a.sentence(f.tellings[i].sentence).span;
    for (const SeenSpan& s : f.sight->spans) {
      if (s.role == SpanRole::kAnchor && sentence.contains(s.span)) most = std::max(*most, kElsewhere);
    }
  }
  return most;
}

std::optional<std::array<float, kDeeds>> deeds_of(const Findings& f, const Draft& draft) {
  if (!f.sight || !f.sight->looked) return {};
  std::optional<std::array<float, kDeeds>> sum;
  float words = 0;
  for (uint32_t i : draft.tellings) {
    if (f.tellings[i].trigger->strength == Trigger::Strength::kSupport) continue;
    const auto here = f.sight->deeds_of(f.a.seg.tokens[f.tellings[i].token].span);
    if (!here) continue;
    if (!sum) sum.emplace();
    for (size_t k = 0; k < kDeeds; ++k) (*sum)[k] += (*here)[k];
    ++words;
  }
  if (sum) {
    for (float& share : *sum) share /= words;
  }
  return sum;
}

void drop_unseen(const Findings& f, record::Account& account) {
  if (!f.sight || !f.sight->looked) return;
  const auto under = [&](text::Span span, SpanRole role, float least) {
    const auto share = span.empty() ? std::nullopt : f.sight->share(role, span);
    return share && *share < least;
  };
  std::erase_if(account.actors, [&](const record::ActorStatement& who) {
    return who.kind == record::ActorKind::kIndividual && under(who.span, SpanRole::kPerpInd, kNoDoer);
  });
  std::erase_if(account.victims, [&](const record::Victim& victim) {
    return !victim.name.empty() && under(victim.span, SpanRole::kVictim, kNoVictim);
  });
  std::erase_if(account.weapons, [&](const record::Weapon& weapon) {
    return under(weapon.span, SpanRole::kWeapon, kNoWeapon);
  });
  std::erase_if(account.targets, [&](const record::Target& target) {
    return under(target.span, SpanRole::kTarget, kNoTarget);
  });
}

void add_seen(const Findings& f, const std::vector<uint32_t>& spans, record::Account& account) {
  const Analysis& a = f.a;
  const pack::Lexicon& lexicon = *a.lexicon;
  for (uint32_t s : spans) {
    const SeenSpan& span = f.sight->spans[s];
    // Of the dead the rules know more.
    if (span.role == SpanRole::kKilled && !f.alone) continue;
    const auto run = tokens_of(a, span.span);
    if (!run) continue;
    // "On 6 February two grenades …": a number of the calendar is nobody.
    const bool time = std::any_of(f.times.begin(), f.times.end(), [&](const TimeFound& t) {
      return t.first <= run->first && run->last <= t.last;
    });
    if (time) continue;
    const uint32_t head = head_of(a, *run);
    const bool thing = span.role == SpanRole::kTarget || span.role == SpanRole::kWeapon;
    const text::Span at = a.span(thing ? first_of_thing(a, run->first, head) : run->first, run->last);
    const std::string text(a.quote(at));
    switch (span.role) {
      case SpanRole::kVictim: {
        record::Victim victim;
        victim.span = at;
        victim.text = text;
        if (span.named >= kNamed) victim.name = text;
        const auto* person = row_at(a.people, a.person_at, lexicon.people, head);
        victim.group = person ? person->group : "unspecified";
        if (victim.group != "attacker") tell_victim(account.victims, std::move(victim));
        break;
      }
      case SpanRole::kTarget:
        add_thing(account.targets, at, text, &record::Target::target_class,
                  row_at(a.targets, a.target_at, lexicon.targets, head), &pack::TargetNoun::target_class);
        break;
      case SpanRole::kWeapon:
        add_thing(account.weapons, at, text, &record::Weapon::weapon_class,
                  row_at(a.weapons, a.weapon_at, lexicon.weapons, head), &pack::WeaponNoun::weapon_class);
        break;
      case SpanRole::kPerpInd:
        add_doer(f, span, *run, head, account);
        break;
      case SpanRole::kKilled:
      case SpanRole::kInjured: {
        const record::Effect effect =
            span.role == SpanRole::kKilled ? record::Effect::kKilled : record::Effect::kInjured;
        const bool attackers = span.attacker >= 0.5f;
        if (record::account_figure(account, effect, attackers)) break;
        const text::Sentence& sentence = a.sentence(a.sentence_of(run->first));
        for (const NumberMention& n : find_numbers(a.seg, sentence.first, sentence.last, lexicon)) {
          if (n.last <= run->first || n.first >= run->last) continue;
          record::CountStatement count;
          count.effect = effect;
          count.group = attackers ? "attacker" : "unspecified";
          count.range = n.range;
          count.qualifier = n.qualifier;
          count.span = a.span(n.first, n.last);
          account.counts.push_back(std::move(count));
          break;
        }
        break;
      }
      default:
        break;
    }
  }
}

void add_seen_organizations(const Findings& f, const std::vector<uint32_t>& spans,
                            const std::vector<Attribution>& attributions, record::Account& account) {
  const bool claimed = std::any_of(account.actors.begin(), account.actors.end(), [](const auto& who) {
    return who.kind == record::ActorKind::kOrganization && who.certainty == record::Certainty::kClaimed;
  });
  if (claimed) return;
  for (uint32_t s : spans) {
    const SeenSpan& span = f.sight->spans[s];
    const auto run = span.role == SpanRole::kPerpOrg ? tokens_of(f.a, span.span) : std::nullopt;
    if (!run) continue;
    const uint32_t head = head_of(f.a, *run);
    const bool denies = std::any_of(attributions.begin(), attributions.end(), [&](const Attribution& at) {
      return at.certainty == record::Certainty::kDenied && f.a.actor_at[head] == at.actor + 1;
    });
    if (!denies) add_doer(f, span, *run, head, account);
  }
}

void settle_doers(const Findings& f, record::Account& account) {
  const auto unnamed = [&](const record::ActorStatement& who) {
    if (who.kind != record::ActorKind::kIndividual || who.role != record::Role::kPerpetrator ||
        who.certainty == record::Certainty::kDenied || who.span.empty())
      return false;
    const auto run = tokens_of(f.a, who.span);
    if (!run) return false;
    for (uint32_t t = run->first; t < run->last; ++t) {
      if (f.a.words[t].name == text::NameKind::kPerson) return false;
    }
    return true;
  };
  const auto share = [&](const record::ActorStatement& who) {
    return f.sight && f.sight->looked ? f.sight->share(SpanRole::kPerpInd, who.span).value_or(0) : 0;
  };
  const record::ActorStatement* best = nullptr;
  for (const record::ActorStatement& who : account.actors) {
    if (unnamed(who) && (!best || share(who) > share(*best))) best = &who;
  }
  if (!best) return;
  const text::Span kept = best->span;
  std::erase_if(account.actors,
                [&](const record::ActorStatement& who) { return unnamed(who) && who.span != kept; });
}

}  // namespace roznamcha::extract

#include "extract/noun_phrase.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "pack/time_words.h"

namespace roznamcha::extract {
namespace {

using pack::Grammar;
using text::NameKind;
using text::Relation;
using text::Tag;

bool part_of_phrase(Relation r) {
  return r == Relation::kAmod || r == Relation::kCompound || r == Relation::kNummod ||
         r == Relation::kQuantmod || r == Relation::kPoss || r == Relation::kDet ||
         r == Relation::kNpadvmod || r == Relation::kAdvmod || r == Relation::kCase || r == Relation::kNeg ||
         r == Relation::kDep;
}

/// First token of the words before `head` that belong to its phrase.
uint32_t left_edge(const Analysis& a, uint32_t head) {
  uint32_t first = head;
  const uint32_t begin = a.sentence(a.sentence_of(head)).first;
  while (first > begin) {
    const uint32_t t = first - 1;
    // Climb from t to head; every step must be a modifier.
    uint32_t at = t;
    bool inside = false;
    for (int steps = 0; steps < 6; ++steps) {
      const int32_t up = a.words[at].head;
      if (up < 0) break;
      const Relation r = a.words[at].relation;
      if (!part_of_phrase(r) &&
          !(r == Relation::kPunct && at == t &&
            (a.lower(t) == "-" || a.lower(t) == "\"" || a.lower(t) == "“" || a.lower(t) == "”")))
        break;
      if (static_cast<uint32_t>(up) == head) {
        inside = true;
        break;
      }
      at = static_cast<uint32_t>(up);
    }
    // "On 6 February two grenades": the day belongs to the sentence.
    const bool month = a.words[t].tag == Tag::kPropn && a.pack->time_words().find(a.lower(t), pack::TimeKind::kMonth);
    if (!inside || month) break;
    first = t;
  }
  return first;
}

/// The lexicon phrase that ends at the head, or covers it.
const Found* covering(const std::vector<Found>& found, const std::vector<uint32_t>& at, uint32_t token) {
  return at[token] ? &found[at[token] - 1] : nullptr;
}

/// First and last+1 token of the name that a token belongs to.
std::pair<uint32_t, uint32_t> name_around(const Analysis& a, uint32_t token) {
  const text::Sentence& s = a.sentence(a.sentence_of(token));
  const NameKind kind = a.words[token].name;
  uint32_t first = token, last = token + 1;
  while (first > s.first && !a.words[first].name_begins && a.words[first - 1].name == kind) --first;
  while (last < s.last && a.words[last].name == kind && !a.words[last].name_begins &&
         a.words[last].relation != Relation::kCase)
    ++last;
  return {first, last};
}

uint32_t name_length(const Analysis& a, uint32_t token) {
  const auto [first, last] = name_around(a, token);
  return last - first;
}

std::string words_of(const Analysis& a, uint32_t first, uint32_t last) {
  return std::string(a.quote(a.span(first, last)));
}

/// The actor that the words behind a noun name: "guerrillas of the ELN", "a worker from the ANP".
std::optional<uint32_t> actor_behind(const Analysis& a, uint32_t head) {
  for (auto [it, end] = a.children(head); it != end; ++it) {
    if (a.words[*it].relation != Relation::kPrep || !a.is(*it, Grammar::kBelonging)) continue;
    const int32_t object = a.child(*it, Relation::kPobj);
    if (object < 0) continue;
    const auto [first, last] = a.subtree(static_cast<uint32_t>(object));
    for (uint32_t t = first; t < std::min(last, first + 8); ++t) {
      if (a.actor_at[t]) return a.actors[a.actor_at[t] - 1].row;
    }
  }
  return {};
}

/// What a title or trade makes of those who bear it: who was a soldier or policeman once is none now, and the
/// deputy of a party serves no sheriff. `first`, `head`: of the phrase.
void settle_group(const Analysis& a, uint32_t first, uint32_t head, std::string& group) {
  if (group != "soldier" && group != "police" && group != "security_force") return;
  for (uint32_t t = first; t < head; ++t) {
    if (a.is(t, Grammar::kFormer)) group = "civilian";
  }
  const auto party = [&](uint32_t actor) { return a.lexicon->actors[actor].kind == "party"; };
  bool member = false;
  for (uint32_t t = first; t < head; ++t)
    member = member || (a.actor_at[t] && party(a.actors[a.actor_at[t] - 1].row));
  if (const auto behind = actor_behind(a, head)) member = member || party(*behind);
  if (member) group = "politician";
}

/// Whether people of that group who belong to a party are its workers, as far as a count cares.
bool serves_party(std::string_view group) {
  return group == "unspecified" || group == "civilian" || group == "worker" || group == "activist" ||
         group == "politician" || group == "elder";
}

/// "His cousin Sajid Marri": the name stands behind the noun.
void take_apposed_name(const Analysis& a, NounPhrase& np) {
  for (auto [it, end] = a.children(np.head); it != end; ++it) {
    if (a.words[*it].relation != Relation::kAppos || a.words[*it].name != NameKind::kPerson) continue;
    const auto [first, last] = name_around(a, *it);
    np.name = words_of(a, first, last);
    return;
  }
}

/// The group of people whom only their age names: "a 14-year-old", "three 20-year-olds"; nothing for other
/// words.
std::optional<std::string_view> aged(std::string_view word) {
  constexpr std::string_view kAge = "-year-old";
  constexpr int kAdult = 18;
  if (word.ends_with("s")) word.remove_suffix(1);
  if (!word.ends_with(kAge)) return {};
  int years = 0;
  for (char c : word.substr(0, word.size() - kAge.size())) {
    if (c < '0' || c > '9' || years > kAdult) return "unspecified";
    years = 10 * years + (c - '0');
  }
  return years < kAdult ? "child" : "unspecified";
}

bool is_pronoun(const Analysis& a, uint32_t t) {
  return a.words[t].tag == Tag::kPron && a.is(t, Grammar::kPronoun);
}

}  // namespace

std::vector<uint32_t> coordinated(const Analysis& a, uint32_t token) {
  std::vector<uint32_t> out{token};
  for (size_t i = 0; i < out.size() && out.size() < 32; ++i) {
    for (auto [it, end] = a.children(out[i]); it != end; ++it) {
      if (a.words[*it].relation == Relation::kConj && (a.nominal(*it) || !a.verbal(*it))) out.push_back(*it);
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

NounPhrase noun_phrase(const Analysis& a, uint32_t token, const std::vector<NumberMention>& numbers) {
  NounPhrase np;
  np.syntactic = token;
  np.head = token;
  const pack::Lexicon& lex = *a.lexicon;
  // "a group of 30 militants", "dozens of people", "members of the TTP": the meaning is behind "of". A member
  // is a member, though: only the organisation is taken from behind.
  // Of whatever a number stands behind, it counts the people: "a family of three".
  for (int depth = 0; depth < 2; ++depth) {
    int32_t inner = -1;
    for (auto [it, end] = a.children(np.head); it != end; ++it) {
      if (a.words[*it].relation == Relation::kPrep && a.lower(*it) == "of")
        inner = a.child(*it, Relation::kPobj);
    }
    if (inner < 0 || is_pronoun(a, static_cast<uint32_t>(inner))) break;
    const bool numbered = a.words[inner].tag == Tag::kNum && a.person_at[np.head];
    const bool partitive = a.is(np.head, Grammar::kPartitive) || a.words[np.head].tag == Tag::kNum;
    if (!numbered && (!partitive || a.is(np.head, Grammar::kMember))) break;
    np.head = static_cast<uint32_t>(inner);
  }
  np.first = left_edge(a, np.head);
  np.last = np.head + 1;
  const uint32_t end_of_sentence = a.sentence(a.sentence_of(np.head)).last;
  // A name may go on behind its head.
  while (np.last < end_of_sentence && a.words[np.last].name != NameKind::kNone &&
         !a.words[np.last].name_begins && a.words[np.last].name == a.words[np.head].name &&
         a.words[np.last].relation != Relation::kCase) {  // "Aslam Khan's"
    ++np.last;
  }
  uint32_t full_first = np.first;
  if (np.syntactic != np.head) full_first = std::min(full_first, left_edge(a, np.syntactic));
  for (uint32_t i = full_first; i < np.last; ++i) {
    if (a.is(i, Grammar::kDefinite)) np.definite = true;
    if (a.is(i, Grammar::kIndefinite)) np.indefinite = true;
    if (a.is(i, Grammar::kAnother)) np.another = true;
    if (a.is(i, Grammar::kNobody)) np.negated = true;
  }
  while (np.first < np.head && a.is(np.first, Grammar::kDeterminer)) ++np.first;
  np.plural = a.words[np.head].tag == Tag::kNounPlural;

  for (const NumberMention& n : numbers) {
    if (n.first >= full_first && n.last <= np.last) {
      // The number must count the head, not stand in a name ("Route 40") or an age.
      const uint32_t by = n.number_first;
      const Relation r = a.words[by].relation;
      if (r == Relation::kCompound && by + 1 != np.head && by != full_first) continue;
      if (by > np.head) continue;
      np.number = n;
    }
  }
  if (!np.number && a.words[np.head].tag == Tag::kNum) {
    for (const NumberMention& n : numbers) {
      if (n.first <= np.head && np.head < n.last) {
        np.number = n;
        np.first = std::min(np.first, n.first);
      }
    }
  }

  const Found* actor = covering(a.actors, a.actor_at, np.head);
  // An actor anywhere in the phrase: "Taliban militants", "members of the FMLN".
  for (uint32_t i = np.first; i < np.last && !np.actor; ++i) {
    if (a.actor_at[i]) np.actor = a.actors[a.actor_at[i] - 1].row;
  }
  const Found* person = covering(a.people, a.person_at, np.head);
  const Found* target = covering(a.targets, a.target_at, np.head);
  const Found* weapon = covering(a.weapons, a.weapon_at, np.head);
  auto size = [](const Found* f) -> uint32_t { return f ? f->last - f->first : 0; };
  // The phrase ends with the head, or goes on behind it: "office of the governor".
  auto ends = [&](const Found* f) {
    return f && (f->last == np.head + 1 || (f->last > np.head + 1 && a.lower(np.head + 1) == "of"));
  };
  if (!ends(person)) person = nullptr;
  if (!ends(target)) target = nullptr;
  if (!ends(weapon)) weapon = nullptr;

  // At the beginning of a sentence a capital makes no name of a word for people ("Teen shot in …").
  const bool common =
      person && np.head == a.sentence(a.sentence_of(np.head)).first && name_length(a, np.head) == 1;
  if (a.words[np.head].name == NameKind::kPerson && !common &&
      !(actor && size(actor) >= name_length(a, np.head))) {
    np.kind = PhraseClass::kPeople;
    uint32_t first = np.head;
    while (first > np.first && a.words[first].name == NameKind::kPerson && !a.words[first].name_begins)
      --first;
    if (a.words[first].name != NameKind::kPerson) ++first;
    np.name = words_of(a, first, np.last);
    // A title or rank before the name tells the group: "Constable Ali Khan", "candidate X"; an appositive
    // too.
    np.group = "unspecified";
    for (uint32_t i = np.first; i < first; ++i) {
      if (a.person_at[i]) np.group = lex.people[a.people[a.person_at[i] - 1].row].group;
    }
    settle_group(a, np.first, np.head, np.group);
    for (auto [it, stop] = a.children(np.syntactic); it != stop; ++it) {
      if (a.words[*it].relation == Relation::kAppos && a.person_at[*it] && np.group == "unspecified") {
        np.group = lex.people[a.people[a.person_at[*it] - 1].row].group;
      }
    }
    return np;
  }
  if (actor) {
    np.kind = PhraseClass::kActor;
    np.row = actor->row;
    np.actor = actor->row;
    np.listed = true;
    np.name = words_of(a, actor->first, actor->last);
    np.first = actor->first;
    np.last = actor->last;  // a short form in parentheses is no part of the name
    return np;
  }
  if (person && size(person) >= size(target)) {
    np.kind = PhraseClass::kPeople;
    np.row = person->row;
    np.listed = true;
    np.group = lex.people[person->row].group;
    np.perpetrator = lex.people[person->row].perpetrator;
    np.plural = lex.people[person->row].plural || np.plural;
    // "A suspected rebel commander"
    for (uint32_t i = np.first; i < person->first && np.group == "unspecified" && !np.perpetrator; ++i)
      np.perpetrator = a.person_at[i] && lex.people[a.people[a.person_at[i] - 1].row].perpetrator;
    np.first = std::min(np.first, person->first);
    if (!np.actor) np.actor = actor_behind(a, np.head);
    take_apposed_name(a, np);
    settle_group(a, np.first, np.head, np.group);
    if (np.actor && !np.perpetrator && lex.actors[*np.actor].kind == "party" && serves_party(np.group))
      np.group = "party_worker";
    return np;
  }
  if (target && size(target) >= size(weapon)) {
    np.kind = PhraseClass::kTarget;
    np.row = target->row;
    np.listed = true;
    np.first = std::min(np.first, target->first);
    np.last = std::max(np.last, target->last);
    return np;
  }
  if (weapon) {
    np.kind = PhraseClass::kWeapon;
    np.row = weapon->row;
    np.listed = true;
    np.first = std::min(np.first, weapon->first);
    return np;
  }
  if (lex.trigger_forms.count(a.lower(np.head)) && !is_pronoun(a, np.head)) {
    for (uint32_t row : lex.trigger_forms.at(a.lower(np.head))) {
      if (!lex.triggers[row].verb) np.kind = PhraseClass::kIncident;
    }
    if (np.kind == PhraseClass::kIncident) return np;
  }
  if (is_pronoun(a, np.head)) {
    np.kind = PhraseClass::kPronoun;
    np.plural = a.is(np.head, Grammar::kPluralPronoun);
    return np;
  }
  switch (a.words[np.head].name) {
    case NameKind::kPlace:
      np.kind = PhraseClass::kPlace;
      return np;
    case NameKind::kFacility:
      np.kind = PhraseClass::kTarget;
      np.name = words_of(a, np.first, np.last);
      return np;
    case NameKind::kOrganization:
      np.kind = PhraseClass::kActor;
      np.name = words_of(a, np.first, np.last);
      return np;
    default:
      break;
  }
  if (np.number && a.words[np.head].tag == Tag::kNum) {  // "killing three": people, unsaid
    np.kind = PhraseClass::kPeople;
    np.group = "unspecified";
    np.plural = np.number->range.low != 1;
    return np;
  }
  if (const auto group = aged(a.lower(np.head))) {
    np.kind = PhraseClass::kPeople;
    np.group = *group;
    np.plural = a.lower(np.head).ends_with("s");
    return np;
  }
  if (a.lower(np.head) == "one" || a.lower(np.head) == "others") {
    np.kind = PhraseClass::kPeople;
    np.group = "unspecified";
  }
  return np;
}

}  // namespace roznamcha::extract

#include "pack/lexicon.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <unordered_set>

#include "text/fold.h"

namespace roznamcha::pack {
namespace {

constexpr std::array<std::string_view, 22> kKindNames = {
    "attack",      "shooting", "bombing",  "killing",   "death",     "injury",  "abduction", "arson",
    "destruction", "robbery",  "clash",    "airstrike", "shelling",  "beating", "hijacking", "arrest",
    "protest",     "riot",     "disarmed", "threat",    "operation", "other"};
constexpr std::array<std::string_view, 7> kSlotNames = {"cause",    "patient", "weapon",  "place",
                                                        "incident", "number",  "opponent"};
constexpr std::array<std::string_view, 6> kWithRelations = {"prt",  "obj",      "acomp",
                                                            "oprd", "compound", "subj"};
constexpr std::array<std::string_view, 9> kSlotRelations = {
    "subj", "obj", "agent", "poss", "compound", "dative", "involving", "targeting", "bearer"};
constexpr std::array<std::string_view, 36> kPrepositions = {
    "about",  "across", "after",   "against", "along", "amid",   "among",   "at",     "before",
    "behind", "beside", "between", "by",      "down",  "during", "for",     "from",   "in",
    "inside", "into",   "near",    "of",      "off",   "on",     "outside", "over",   "through",
    "to",     "toward", "towards", "under",   "up",    "upon",   "with",    "within", "without"};
constexpr std::array<std::string_view, 3> kStrengthNames = {"strong", "weak", "support"};
constexpr std::array<std::string_view, 4> kNumberRoles = {"value", "multiplier", "vague", "unit"};
constexpr std::array<std::string_view, 12> kCueNames = {"negation",   "modal",      "generic",  "past",
                                                        "background", "figurative", "judicial", "speech",
                                                        "fiction",    "tally",      "nature",   "sport"};
constexpr std::array<std::string_view, 8> kActorKinds = {
    "armed_group", "party", "state_force", "government", "militia", "communal", "international", "criminal"};
constexpr std::array<std::string_view, 24> kGrammarNames = {
    "partitive", "member",   "determiner",     "definite",   "indefinite",  "another",
    "nobody",    "pronoun",  "plural_pronoun", "one_person", "reflexive",   "relative",
    "belonging", "means",    "modal",          "condition",  "contrast",    "outside",
    "aftermath", "achieved", "scene",          "group",      "other_group", "former"};
constexpr std::array<std::string_view, 8> kElectionTargets = {
    "candidate", "party_office", "rally", "polling_place", "election_staff", "voters", "material", "none"};

template <size_t N>
std::optional<size_t> position(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == name) return i;
  }
  return {};
}

bool preposition(std::string_view word) {
  return position(kPrepositions, word).has_value();
}

bool vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}
bool ends(std::string_view s, std::string_view tail) {
  return s.size() >= tail.size() && s.substr(s.size() - tail.size()) == tail;
}

std::string with_s(const std::string& w) {
  const char last = w.back();
  if (last == 'y' && w.size() > 1 && !vowel(w[w.size() - 2])) return w.substr(0, w.size() - 1) + "ies";
  if (last == 's' || last == 'x' || last == 'z' || ends(w, "ch") || ends(w, "sh")) return w + "es";
  return w + "s";
}

/// "gun" → "gunn": one vowel between consonants in a word of one syllable.
bool doubles(const std::string& w) {
  if (w.size() < 3) return false;
  const char last = w.back();
  if (vowel(last) || last == 'w' || last == 'x' || last == 'y' || last == 'h') return false;
  if (!vowel(w[w.size() - 2]) || vowel(w[w.size() - 3])) return false;
  return std::count_if(w.begin(), w.end(), vowel) == 1;
}

std::string stem_before(const std::string& w) {
  return doubles(w) ? w + w.back() : w;
}

void add_form(std::vector<std::string>& out, std::string form) {
  if (!form.empty() && std::find(out.begin(), out.end(), form) == out.end()) out.push_back(std::move(form));
}

std::string lowered(std::string_view s) {
  return text::lower(s);
}

/// "Lashkar-e-Taiba" → "Lashkar e Taiba", "NSCN (K)" → "NSCN K": many papers print names so. Short forms
/// ("M-19") stay.
std::string without_marks(std::string_view name) {
  std::string out;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool letters = i > 0 && i + 1 < name.size() &&
                         std::isalpha(static_cast<unsigned char>(name[i - 1])) &&
                         std::isalpha(static_cast<unsigned char>(name[i + 1]));
    if (name[i] == '-' && letters && name.size() > 8)
      out += ' ';
    else if (name[i] != '(' && name[i] != ')')
      out += name[i];
  }
  return out;
}

class Builder {
 public:
  Builder(const Tables& tables, std::vector<base::Error>& faults) : tables_(tables), faults_(faults) {}

  Lexicon build() {
    kinds();
    taxonomy();
    groups();
    weapons();
    people();
    targets();
    triggers();
    actors();
    numbers();
    qualifiers();
    attributions();
    cues();
    election_words();
    grammar();
    return std::move(lexicon_);
  }

 private:
  void fault(const Table& table, size_t row, std::string what) {
    faults_.push_back(
        {base::ErrorId::kBadPack, std::move(what), fmt::format("{}:{}", table.file(), table.line(row)), ""});
  }

  /// The table, or null with a fault if it is missing or lacks one of the columns.
  const Table* table(std::string_view path, std::initializer_list<std::string_view> columns) {
    const auto found = tables_.find(std::string(path));
    if (found == tables_.end()) {
      faults_.push_back({base::ErrorId::kBadPack, "this table is missing", std::string(path), ""});
      return nullptr;
    }
    for (std::string_view column : columns) {
      if (!found->second.has(column)) {
        faults_.push_back(
            {base::ErrorId::kBadPack, fmt::format("no column '{}'", column), std::string(path), ""});
        return nullptr;
      }
    }
    return &found->second;
  }

  template <size_t N>
  std::optional<size_t> choice(const Table& t, size_t row, std::string_view column,
                               const std::array<std::string_view, N>& names) {
    const auto found = position(names, t.cell(row, column));
    if (!found)
      fault(t, row,
            fmt::format("{} '{}' is none of {}", column, t.cell(row, column), fmt::join(names, ", ")));
    return found;
  }

  std::optional<bool> flag(const Table& t, size_t row, std::string_view column) {
    const std::string_view cell = t.cell(row, column);
    if (cell.empty() || cell == "no") return false;
    if (cell == "yes") return true;
    fault(t, row, fmt::format("{} '{}' is neither yes nor no", column, cell));
    return {};
  }

  std::optional<int64_t> integer(const Table& t, size_t row, std::string_view column) {
    const std::string_view cell = t.cell(row, column);
    int64_t value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size()) {
      fault(t, row, fmt::format("{} '{}' is no whole number", column, cell));
      return {};
    }
    return value;
  }

  bool known_sub_type(const Table& t, size_t row, std::string_view name) {
    if (name.empty() || lexicon_.type_of(name)) return true;
    fault(t, row, fmt::format("sub_event_type '{}' is not in taxonomy.tsv", name));
    return false;
  }

  bool known_group(const Table& t, size_t row, std::string_view name) {
    if (std::find(lexicon_.groups.begin(), lexicon_.groups.end(), name) != lexicon_.groups.end()) return true;
    fault(t, row, fmt::format("group '{}' is not in groups.tsv", name));
    return false;
  }

  bool class_name(const Table& t, size_t row, std::string_view name) {
    const bool good = !name.empty() && std::all_of(name.begin(), name.end(),
                                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    if (!good) fault(t, row, fmt::format("class '{}' is not a name in small letters", name));
    return good;
  }

  std::vector<std::string> forms_of(const Table& t, size_t row, std::string_view column,
                                    std::string_view phrase) {
    std::vector<std::string> irregular = split_list(lowered(t.cell(row, column)));
    return noun_forms(lowered(phrase), irregular);
  }

  void kinds() {
    const Table* t = table("kinds.tsv", {"kind"});
    if (!t) return;
    if (t->size() != kKindNames.size()) {
      faults_.push_back({base::ErrorId::kBadPack,
                         fmt::format("{} kinds where the program knows {}", t->size(), kKindNames.size()),
                         t->file(), ""});
    }
    for (size_t i = 0; i < t->size() && i < kKindNames.size(); ++i) {
      if (t->cell(i, "kind") != kKindNames[i])
        fault(*t, i, fmt::format("kind '{}' stands where '{}' must", t->cell(i, "kind"), kKindNames[i]));
    }
  }

  void taxonomy() {
    const Table* t = table("taxonomy.tsv", {"sub_event_type", "event_type", "disorder_type"});
    if (!t) return;
    for (size_t i = 0; i < t->size(); ++i) {
      EventType type{std::string(t->cell(i, "sub_event_type")), std::string(t->cell(i, "event_type")),
                     std::string(t->cell(i, "disorder_type"))};
      if (type.sub_event_type.empty() || type.event_type.empty() || type.disorder_type.empty()) {
        fault(*t, i, "an empty cell");
        continue;
      }
      lexicon_.taxonomy.push_back(std::move(type));
    }
  }

  void groups() {
    const Table* t = table("groups.tsv", {"group"});
    if (!t) return;
    for (size_t i = 0; i < t->size(); ++i) {
      if (class_name(*t, i, t->cell(i, "group"))) lexicon_.groups.emplace_back(t->cell(i, "group"));
    }
    for (std::string_view needed : {"civilian", "police", "soldier", "attacker", "unspecified"}) {
      if (std::find(lexicon_.groups.begin(), lexicon_.groups.end(), needed) == lexicon_.groups.end()) {
        faults_.push_back(
            {base::ErrorId::kBadPack, fmt::format("the group '{}' is missing", needed), t->file(), ""});
      }
    }
  }

  void weapons() {
    const Table* t = table("en/weapons.tsv", {"phrase", "plural", "class", "sub_event_type"});
    if (!t) return;
    for (size_t i = 0; i < t->size(); ++i) {
      WeaponNoun noun{lowered(t->cell(i, "phrase")), std::string(t->cell(i, "class")),
                      std::string(t->cell(i, "sub_event_type"))};
      if (!class_name(*t, i, noun.weapon_class) || !known_sub_type(*t, i, noun.sub_event_type)) continue;
      weapon_classes_.insert(noun.weapon_class);
      for (const std::string& form : forms_of(*t, i, "plural", noun.phrase)) {
        lexicon_.weapon_index.add(form, static_cast<uint32_t>(lexicon_.weapons.size()));
      }
      lexicon_.weapons.push_back(std::move(noun));
    }
  }

  void people() {
    const Table* t =
        table("en/people.tsv", {"phrase", "plural", "group", "perpetrator", "collective", "weapon"});
    if (!t) return;
    for (size_t i = 0; i < t->size(); ++i) {
      PersonNoun noun;
      noun.phrase = lowered(t->cell(i, "phrase"));
      noun.group = t->cell(i, "group");
      const auto perpetrator = flag(*t, i, "perpetrator"), collective = flag(*t, i, "collective");
      if (!known_group(*t, i, noun.group) || !perpetrator || !collective) continue;
      noun.perpetrator = *perpetrator;
      noun.collective = *collective;
      noun.weapon_class = t->cell(i, "weapon");
      const std::vector<std::string> forms = forms_of(*t, i, "plural", noun.phrase);
      const uint32_t singular = static_cast<uint32_t>(lexicon_.people.size());
      lexicon_.people.push_back(noun);
      if (forms.size() > 1) {
        noun.plural = true;
        lexicon_.people.push_back(noun);
      }
      for (size_t f = 0; f < forms.size(); ++f) lexicon_.people_index.add(forms[f], singular + (f > 0));
    }
  }

  void targets() {
    const Table* t = table("en/targets.tsv", {"phrase", "plural", "class", "election_target"});
    if (!t) return;
    for (size_t i = 0; i < t->size(); ++i) {
      TargetNoun noun{lowered(t->cell(i, "phrase")), std::string(t->cell(i, "class")),
                      std::string(t->cell(i, "election_target"))};
      if (!class_name(*t, i, noun.target_class)) continue;
      if (!noun.election_target.empty() && !choice(*t, i, "election_target", kElectionTargets)) continue;
      for (const std::string& form : forms_of(*t, i, "plural", noun.phrase)) {
        lexicon_.target_index.add(form, static_cast<uint32_t>(lexicon_.targets.size()));
      }
      lexicon_.targets.push_back(std::move(noun));
    }
  }

  void triggers() {
    const Table* t = table("en/triggers.tsv", {"lemma", "pos", "forms", "kind", "sub_event_type", "effect",
                                               "weapon", "slots", "strength"});
    if (!t) return;
    static constexpr std::array<std::string_view, 2> kPos = {"noun", "verb"};
    for (size_t i = 0; i < t->size(); ++i) {
      Trigger trigger;
      const auto pos = choice(*t, i, "pos", kPos);
      const auto kind_at = choice(*t, i, "kind", kKindNames);
      const auto strength = choice(*t, i, "strength", kStrengthNames);
      bool good = pos && kind_at && strength;
      const std::vector<std::string> words = split_list(lowered(t->cell(i, "lemma")), ' ');
      if (words.empty()) {
        fault(*t, i, "no lemma");
        continue;
      }
      trigger.lemma = words[0];
      for (size_t w = 1; w < words.size(); ++w) {
        const size_t colon = words[w].find(':');
        if (colon == std::string::npos || colon == 0 || colon + 1 == words[w].size()) {
          fault(*t, i, fmt::format("'{}' is not relation:word", words[w]));
          good = false;
          continue;
        }
        trigger.with.emplace_back(words[w].substr(0, colon), words[w].substr(colon + 1));
        if (!position(kWithRelations, trigger.with.back().first) && !preposition(trigger.with.back().first)) {
          fault(*t, i,
                fmt::format("relation '{}' is none of {} and no preposition", trigger.with.back().first,
                            fmt::join(kWithRelations, ", ")));
          good = false;
        }
      }
      trigger.sub_event_type = t->cell(i, "sub_event_type");
      good = known_sub_type(*t, i, trigger.sub_event_type) && good;
      if (const std::string_view cell = t->cell(i, "effect"); !cell.empty()) {
        trigger.effect = record::effect(cell);
        if (!trigger.effect) {
          fault(*t, i, fmt::format("effect '{}' is unknown", cell));
          good = false;
        }
      }
      trigger.weapon_class = t->cell(i, "weapon");
      if (!trigger.weapon_class.empty() && !weapon_classes_.count(trigger.weapon_class)) {
        fault(*t, i, fmt::format("weapon '{}' is no class of en/weapons.tsv", trigger.weapon_class));
        good = false;
      }
      for (const std::string& part : split_list(t->cell(i, "slots"))) {
        const size_t equals = part.find('=');
        const auto slot = equals == std::string::npos
                              ? std::nullopt
                              : position(kSlotNames, std::string_view(part).substr(equals + 1));
        if (!slot || equals == 0) {
          fault(*t, i,
                fmt::format("slot '{}' is not relation=cause|patient|weapon|place|incident|number|opponent",
                            part));
          good = false;
          continue;
        }
        if (const std::string relation = part.substr(0, equals);
            !position(kSlotRelations, relation) && !preposition(relation)) {
          fault(*t, i,
                fmt::format("slot '{}' stands at none of {} and at no preposition", part,
                            fmt::join(kSlotRelations, ", ")));
          good = false;
        }
        if (trigger.slot(part.substr(0, equals)) && part.substr(0, equals) != "by") {
          fault(*t, i, fmt::format("two slots for '{}'", part.substr(0, equals)));
          good = false;
        }
        trigger.slots.emplace_back(part.substr(0, equals), static_cast<Slot>(*slot));
      }
      if (!good) continue;
      trigger.verb = *pos == 1;
      trigger.kind = static_cast<Kind>(*kind_at);
      trigger.strength = static_cast<Trigger::Strength>(*strength);
      const std::vector<std::string> irregular = split_list(lowered(t->cell(i, "forms")));
      const std::vector<std::string> forms =
          trigger.verb ? verb_forms(trigger.lemma, irregular) : noun_forms(trigger.lemma, irregular);
      for (const std::string& form : forms) {
        lexicon_.trigger_forms[form].push_back(static_cast<uint32_t>(lexicon_.triggers.size()));
      }
      lexicon_.triggers.push_back(std::move(trigger));
    }
  }

  std::optional<int> year(const Table& t, size_t row, std::string_view column, bool& good) {
    if (t.cell(row, column).empty()) return {};
    const auto value = integer(t, row, column);
    if (!value) {
      good = false;
      return {};
    }
    if (*value < 1500 || *value > 2100) {
      fault(t, row, fmt::format("{} {} is no year", column, *value));
      good = false;
    }
    return static_cast<int>(*value);
  }

  void actors() {
    const Table* t = table("actors.tsv", {"id", "name", "kind", "country", "aliases", "from", "to"});
    if (!t) return;
    for (size_t i = 0; i < t->size(); ++i) {
      Actor actor;
      bool good = choice(*t, i, "kind", kActorKinds).has_value();
      actor.id = t->cell(i, "id");
      actor.kind = t->cell(i, "kind");
      actor.country = t->cell(i, "country");
      for (const std::string& country : split_list(actor.country)) {
        if (country.size() != 2 || country[0] < 'A' || country[0] > 'Z' || country[1] < 'A' ||
            country[1] > 'Z') {
          fault(*t, i, fmt::format("country '{}' is no ISO 3166-1 alpha-2 code", country));
          good = false;
        }
      }
      actor.from_year = year(*t, i, "from", good);
      actor.to_year = year(*t, i, "to", good);
      if (actor.from_year && actor.to_year && *actor.from_year > *actor.to_year) {
        fault(*t, i, "it ends before it begins");
        good = false;
      }
      std::string_view name = t->cell(i, "name");
      if (actor.id.empty() || name.empty() || name == "=") {
        fault(*t, i, "an actor needs an id and a name");
        good = false;
      }
      if (!good) continue;
      const uint32_t row = static_cast<uint32_t>(lexicon_.actors.size());
      // A leading '=' asks for the capitals: the word is another in small letters.
      auto add = [&](std::string_view phrase) {
        const bool cased = phrase[0] == '=';
        if (cased) phrase.remove_prefix(1);
        if (cased) {
          lexicon_.actor_index.add_cased(phrase, row);
        } else {
          lexicon_.actor_index.add(phrase, row);
          if (const std::string bare = without_marks(phrase); bare != phrase)
            lexicon_.actor_index.add(bare, row);
        }
        return std::string(phrase);
      };
      actor.name = add(name);
      std::unordered_set<std::string> own{lowered(actor.name)};
      for (const std::string& alias : split_list(t->cell(i, "aliases"))) {
        if (alias == "=") continue;
        const std::string bare = alias[0] == '=' ? alias.substr(1) : alias;
        if (!own.insert(lowered(bare)).second) {
          fault(*t, i, fmt::format("the alias '{}' is given twice", alias));
          continue;
        }
        actor.aliases.push_back(add(alias));
      }
      lexicon_.actors.push_back(std::move(actor));
    }
  }

  void numbers() {
    const Table* t = table("en/numbers.tsv", {"phrase", "low", "high", "qualifier", "role"});
    if (!t) return;
    for (size_t i = 0; i < t->size(); ++i) {
      NumberWord word;
      word.phrase = lowered(t->cell(i, "phrase"));
      const auto low = integer(*t, i, "low");
      const auto role = choice(*t, i, "role", kNumberRoles);
      const auto qualifier = record::qualifier(t->cell(i, "qualifier"));
      if (!qualifier) fault(*t, i, fmt::format("qualifier '{}' is unknown", t->cell(i, "qualifier")));
      if (!low || !role || !qualifier) continue;
      if (!t->cell(i, "high").empty()) {
        word.high = integer(*t, i, "high");
        if (!word.high) continue;
      }
      if (*low < 0 || (word.high && *word.high < *low)) {
        fault(*t, i, "low must be 0 or more and not above high");
        continue;
      }
      word.low = *low;
      word.role = static_cast<NumberWord::Role>(*role);
      word.qualifier = *qualifier;
      lexicon_.number_index.add(word.phrase, static_cast<uint32_t>(lexicon_.numbers.size()));
      lexicon_.numbers.push_back(std::move(word));
    }
  }

  void qualifiers() {
    const Table* t = table("en/qualifiers.tsv", {"phrase", "qualifier"});
    if (!t) return;
    for (size_t i = 0; i < t->size(); ++i) {
      const auto qualifier = record::qualifier(t->cell(i, "qualifier"));
      if (!qualifier) {
        fault(*t, i, fmt::format("qualifier '{}' is unknown", t->cell(i, "qualifier")));
        continue;
      }
      lexicon_.qualifier_index.add(lowered(t->cell(i, "phrase")),
                                   static_cast<uint32_t>(lexicon_.qualifiers.size()));
      lexicon_.qualifiers.push_back({lowered(t->cell(i, "phrase")), *qualifier});
    }
  }

  /// Adds all forms of a phrase whose first word is inflected as a verb.
  void add_verb_phrase(PhraseIndex& index, const std::string& phrase,
                       const std::vector<std::string>& irregular, uint32_t value) {
    const size_t blank = phrase.find(' ');
    const std::string rest = blank == std::string::npos ? "" : phrase.substr(blank);
    for (const std::string& form : verb_forms(phrase.substr(0, blank), irregular))
      index.add(form + rest, value);
  }

  void attributions() {
    const Table* t = table("en/attribution.tsv", {"phrase", "pos", "forms", "certainty", "actor_at"});
    if (!t) return;
    static constexpr std::array<std::string_view, 3> kPos = {"verb", "noun", "fixed"};
    for (size_t i = 0; i < t->size(); ++i) {
      const auto pos = choice(*t, i, "pos", kPos);
      const auto certainty = record::certainty(t->cell(i, "certainty"));
      if (!certainty) fault(*t, i, fmt::format("certainty '{}' is unknown", t->cell(i, "certainty")));
      if (!pos || !certainty) continue;
      AttributionPhrase phrase{lowered(t->cell(i, "phrase")), *certainty,
                               std::string(t->cell(i, "actor_at"))};
      const uint32_t row = static_cast<uint32_t>(lexicon_.attributions.size());
      const std::vector<std::string> irregular = split_list(lowered(t->cell(i, "forms")));
      if (*pos == 0) add_verb_phrase(lexicon_.attribution_index, phrase.phrase, irregular, row);
      if (*pos == 1)
        for (const std::string& form : noun_forms(phrase.phrase, irregular))
          lexicon_.attribution_index.add(form, row);
      if (*pos == 2) lexicon_.attribution_index.add(phrase.phrase, row);
      lexicon_.attributions.push_back(std::move(phrase));
    }
  }

  void cues() {
    const Table* t = table("en/cues.tsv", {"phrase", "kind", "forms"});
    if (!t) return;
    for (size_t i = 0; i < t->size(); ++i) {
      const auto kind_at = choice(*t, i, "kind", kCueNames);
      if (!kind_at) continue;
      std::string phrase = lowered(t->cell(i, "phrase"));
      const uint32_t row = static_cast<uint32_t>(lexicon_.cues.size());
      if (phrase.size() > 1 && phrase[0] == '~') {  // a verb in all its forms
        phrase.erase(0, 1);
        add_verb_phrase(lexicon_.cue_index, phrase, split_list(lowered(t->cell(i, "forms"))), row);
      } else {
        lexicon_.cue_index.add(phrase, row);
      }
      lexicon_.cues.push_back({phrase, static_cast<Cue::Kind>(*kind_at)});
    }
  }

  void election_words() {
    const Table* t = table("en/election_words.tsv", {"phrase", "plural", "target"});
    if (!t) return;
    for (size_t i = 0; i < t->size(); ++i) {
      if (!choice(*t, i, "target", kElectionTargets)) continue;
      const std::string phrase = lowered(t->cell(i, "phrase"));
      for (const std::string& form : forms_of(*t, i, "plural", phrase)) {
        lexicon_.election_index.add(form, static_cast<uint32_t>(lexicon_.election_words.size()));
      }
      lexicon_.election_words.push_back({phrase, std::string(t->cell(i, "target"))});
    }
  }

  void grammar() {
    const Table* t = table("en/grammar.tsv", {"word", "role"});
    if (!t) return;
    for (size_t i = 0; i < t->size(); ++i) {
      const auto role = position(kGrammarNames, t->cell(i, "role"));
      if (!role) {
        fault(*t, i, fmt::format("'{}' is no role of a word", t->cell(i, "role")));
        continue;
      }
      lexicon_.grammar[lowered(t->cell(i, "word"))] |= uint32_t{1} << *role;
    }
  }

  const Tables& tables_;
  std::vector<base::Error>& faults_;
  Lexicon lexicon_;
  std::unordered_set<std::string> weapon_classes_;
};

}  // namespace

std::string_view name(Kind kind) {
  return kKindNames[static_cast<size_t>(kind)];
}

std::optional<Kind> kind(std::string_view name) {
  const auto found = position(kKindNames, name);
  if (!found) return {};
  return static_cast<Kind>(*found);
}

std::optional<Slot> Trigger::slot(std::string_view relation) const {
  for (const auto& [key, value] : slots) {
    if (key == relation) return value;
  }
  // The by-phrase of a noun hangs on it as a preposition.
  if (relation == "by" && !slots.empty()) return slot("agent");
  return {};
}

bool Trigger::recounts() const {
  return std::any_of(slots.begin(), slots.end(), [](const auto& s) { return s.second == Slot::kNumber; });
}

const EventType* Lexicon::type_of(std::string_view sub_event_type) const {
  for (const EventType& type : taxonomy) {
    if (type.sub_event_type == sub_event_type) return &type;
  }
  return nullptr;
}

uint32_t Lexicon::likeliest_actor(const std::vector<PhraseIndex::Match>& matches,
                                  const std::vector<std::string>& countries, std::optional<int> year) const {
  const auto worth = [&](const Actor& actor) {
    const std::vector<std::string> theirs = split_list(actor.country);
    const bool here = std::any_of(theirs.begin(), theirs.end(), [&](const std::string& c) {
      return std::find(countries.begin(), countries.end(), c) != countries.end();
    });
    const bool then =
        !year || (actor.from_year.value_or(*year) <= *year && *year <= actor.to_year.value_or(*year));
    return 2 * here + then;
  };
  uint32_t best = matches.front().value;
  for (const PhraseIndex::Match& m : matches) {
    if (m.length != matches.front().length) break;
    if (worth(actors[m.value]) > worth(actors[best])) best = m.value;
  }
  return best;
}

const std::vector<std::string>& lexicon_files() {
  static const std::vector<std::string> files = {
      "taxonomy.tsv",          "groups.tsv",        "kinds.tsv",          "actors.tsv",
      "en/triggers.tsv",       "en/people.tsv",     "en/targets.tsv",     "en/weapons.tsv",
      "en/numbers.tsv",        "en/qualifiers.tsv", "en/attribution.tsv", "en/cues.tsv",
      "en/election_words.tsv", "en/grammar.tsv"};
  return files;
}

Lexicon build_lexicon(const Tables& tables, std::vector<base::Error>& faults) {
  return Builder(tables, faults).build();
}

std::vector<std::string> verb_forms(std::string_view lemma, const std::vector<std::string>& irregular) {
  const std::string w(lemma);
  std::vector<std::string> out{w};
  if (w.empty() || (irregular.size() == 1 && irregular[0] == "=")) return out;
  add_form(out, w == "go" || w == "do" || w == "undergo" ? w + "es" : with_s(w));
  bool gerund = false, past = false;
  for (const std::string& form : irregular) {
    if (form.size() > 4 && ends(form, "ing"))
      gerund = true;
    else
      past = true;
    add_form(out, form);
  }
  const bool silent_e = ends(w, "e") && !ends(w, "ee") && !ends(w, "oe") && !ends(w, "ye");
  const bool y = w.size() > 1 && ends(w, "y") && !vowel(w[w.size() - 2]);
  if (!past) {
    add_form(out, ends(w, "e") ? w + "d" : y ? w.substr(0, w.size() - 1) + "ied" : stem_before(w) + "ed");
  }
  if (!gerund) {
    add_form(out, ends(w, "ie") ? w.substr(0, w.size() - 2) + "ying"
                  : silent_e    ? w.substr(0, w.size() - 1) + "ing"
                                : stem_before(w) + "ing");
  }
  return out;
}

std::vector<std::string> noun_forms(std::string_view lemma, const std::vector<std::string>& irregular) {
  const std::string w(lemma);
  std::vector<std::string> out{w};
  if (w.empty() || (irregular.size() == 1 && irregular[0] == "=")) return out;
  if (!irregular.empty()) {
    for (const std::string& form : irregular) add_form(out, form);
    return out;
  }
  // "member of parliament" → "members of parliament"
  std::string tail, head = w;
  if (const size_t of = w.find(" of "); of != std::string::npos) {
    tail = w.substr(of);
    head = w.substr(0, of);
  }
  static const std::array<std::string_view, 6> kNoMen = {"german", "human",   "shaman",
                                                         "roman",  "ottoman", "talisman"};
  const size_t blank = head.find_last_of(" -");
  const std::string before = blank == std::string::npos ? "" : head.substr(0, blank + 1);
  const std::string last = blank == std::string::npos ? head : head.substr(blank + 1);
  if (ends(last, "man") && !position(kNoMen, last)) {
    add_form(out, before + last.substr(0, last.size() - 2) + "en" + tail);
  } else if (last == "child" || last == "schoolchild" || last == "grandchild") {
    add_form(out, before + last + "ren" + tail);
  } else if (last == "wife" || last == "knife" || last == "housewife" || last == "midwife") {
    add_form(out, before + last.substr(0, last.size() - 2) + "ves" + tail);
  } else if (last == "thief") {
    add_form(out, before + "thieves" + tail);
  } else if (!last.empty()) {
    add_form(out, before + with_s(last) + tail);
  }
  return out;
}

}  // namespace roznamcha::pack

#include "merge/facts.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <unordered_map>
#include <utility>

#include "merge/copies.h"
#include "merge/digest.h"
#include "merge/words.h"
#include "text/fold.h"

namespace roznamcha::merge {
namespace {

using record::ToldAccount;

constexpr int32_t kReportedWithin = 14;  // days after which news of an undated incident is no longer printed
constexpr int32_t kOpenFor = 31;         // days that a range with one end is taken to last
constexpr int32_t kLongestRange = 62;
constexpr size_t kShortestHeadline = 4;  // words
constexpr size_t kMostPersons = 32;
constexpr uint8_t kRareName = 96;    // two common words, as "united states", name nobody
constexpr size_t kOrderDigits = 10;  // of an account's id; what is longer parts ids that would be alike

int32_t days(text::Date date) {
  return static_cast<int32_t>(date.time_since_epoch().count());
}

Term folded(std::string_view text) {
  return text.empty() ? 0 : term_of(text::fold(text));
}

void sort_unique(std::vector<Term>& terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  if (!terms.empty() && terms.front() == 0) terms.erase(terms.begin());
}

void set_dates(const ToldAccount& told, Facts& facts) {
  const text::DateRange& range = told.account.date.range;
  if (told.report.published) facts.published = days(*told.report.published);
  if (range.known()) {
    const bool day = range.earliest && range.latest && *range.earliest == *range.latest;
    facts.dating = day ? Facts::Dating::kDay : Facts::Dating::kRange;
    // A day that no words of its own state was taken from the day of publication: it may be some days off.
    if (day && told.account.date.span.empty()) facts.dating = Facts::Dating::kPublication;
    if (range.earliest) facts.from = days(*range.earliest);
    if (range.latest) facts.to = days(*range.latest);
    if (!range.latest) facts.to = facts.from + kOpenFor;
    if (!range.earliest) facts.from = facts.to - kOpenFor;
    if (facts.to < facts.from) std::swap(facts.from, facts.to);
    facts.from = std::max(facts.from, facts.to - kLongestRange);
    return;
  }
  if (!facts.published) return;
  facts.dating = Facts::Dating::kPublication;
  facts.from = *facts.published - kReportedWithin;
  facts.to = *facts.published;
}

void set_place(const record::Place& place, Facts& facts) {
  facts.precision = place.precision;
  if (!place.known()) return;
  facts.country = term_of(place.country);
  facts.admin1 = folded(place.admin1);
  facts.admin2 = folded(place.admin2);
  facts.radius_km = place.radius_km;
  if (place.precision == record::PlacePrecision::kExact || place.precision == record::PlacePrecision::kNear) {
    facts.town = folded(place.name);
  }
  if (place.precision <= record::PlacePrecision::kAdmin2) facts.point = place.point;
}

/// Two words or more, none of which begins with a small letter or a digit: "Ali Gul", not "two gunmen".
bool is_full_name(std::string_view text) {
  size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    if (c == ' ') {
      inside = false;
      continue;
    }
    if (!inside && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) return false;
    words += !inside;
    inside = true;
  }
  return words >= 2;
}

/// Gathers words with their rarity.
class Words {
 public:
  explicit Words(const CommonWords& common) : common_(common) {}
  void add(std::string_view word) { list_.push_back({term_of(word), common_.rarity(word)}); }
  size_t size() const { return list_.size(); }
  /// Those that say something, sorted, less those of `without`.
  std::vector<Word> take(const std::vector<Term>& without) {
    std::erase_if(list_, [&](const Word& word) {
      return word.rarity == 0 || std::find(without.begin(), without.end(), word.term) != without.end();
    });
    std::sort(list_.begin(), list_.end(), [](const Word& a, const Word& b) { return a.term < b.term; });
    list_.erase(std::unique(list_.begin(), list_.end(),
                            [](const Word& a, const Word& b) { return a.term == b.term; }),
                list_.end());
    return std::move(list_);
  }

 private:
  const CommonWords& common_;
  std::vector<Word> list_;
};

float length_of(const std::vector<Word>& words) {
  float square = 0;
  for (const Word& word : words) square += static_cast<float>(word.rarity) * static_cast<float>(word.rarity);
  return std::sqrt(square);
}

/// Words of the names of the account's place, and pairs of them: that they agree is told by the place itself.
std::vector<Term> place_words(const record::Place& place) {
  std::vector<Term> out;
  for (const std::string* name : {&place.name, &place.admin2, &place.admin1}) {
    std::string before;
    for (const std::string& word : folded_words(*name)) {
      out.push_back(term_of(word));
      if (!before.empty()) out.push_back(term_of(before + ' ' + word));
      before = word;
    }
  }
  return out;
}

/// What a report tells of first is what it is about. What follows may be a piece of it that was not known for
/// one, unless it happened in another town, or there is no text and people filed it.
void set_aside(const std::vector<ToldAccount>& accounts, std::vector<Facts>& all) {
  std::unordered_map<Term, size_t> first;
  const auto earlier = [&](size_t a, size_t b) {
    const std::string &x = accounts[a].report.account, &y = accounts[b].report.account;
    return x.size() != y.size() ? x.size() < y.size() : x < y;  // numbers
  };
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].background) continue;
    const auto [at, fresh] = first.emplace(all[i].document, i);
    if (!fresh && earlier(i, at->second)) at->second = i;
  }
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].background || all[i].wordless) continue;
    const Facts& news = all[first.at(all[i].document)];
    const auto differ = [](Term a, Term b) { return a && b && a != b; };
    all[i].aside = &news != &all[i] && !differ(news.country, all[i].country) &&
                   !differ(news.admin1, all[i].admin1) && !differ(news.town, all[i].town);
  }
}

/// The least of the words' digests of one kind: texts that share most words mostly share it.
uint64_t least(const std::vector<Word>& words, uint64_t kind) {
  uint64_t out = UINT64_MAX;
  for (const Word& word : words) out = std::min(out, mix(word.term, kind));
  return out;
}

/// See Facts::voice. Copies have other heads and tails; what they say is the same, in the same print.
uint64_t voice_of(const record::Account& account, const Facts& facts) {
  const std::string print = print_of(account);
  if (print.empty() || facts.words.size() < kFewestWords) return 0;
  uint64_t voice = digest(print);
  const auto add = [&](auto value) { voice = mix(voice, static_cast<uint64_t>(value)); };
  for (const int32_t day : {facts.from, facts.to}) add(day);
  add(facts.dating);
  for (const Term term : {facts.country, facts.admin1, facts.admin2, facts.town}) add(term);
  add(digest(facts.sub_event_type));
  for (const auto& figure : facts.figures) {
    add(figure ? figure->low : -1);
    add(figure ? figure->best : -1);
    add(figure ? figure->high.value_or(-1) : -1);
  }
  for (const auto* list : {&facts.victims, &facts.suspects, &facts.organizations}) {
    add(list->size());
    for (const Term term : *list) add(term);
  }
  add(facts.background);
  for (const uint64_t kind : {1, 2}) add(least(facts.words, kind));
  return std::max<uint64_t>(1, voice);
}

/// What a document tells twice in the same words is told of two incidents.
void part_voices(std::vector<Facts>& all) {
  std::map<std::pair<Term, uint64_t>, size_t> told;
  for (const Facts& facts : all) ++told[{facts.document, facts.voice}];
  for (Facts& facts : all) {
    if (told.at({facts.document, facts.voice}) > 1) facts.voice = 0;
  }
}

/// Writes numbers of seven bits a byte, the least first.
class Writer {
 public:
  void number(uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_ += static_cast<char>(value | 0x80);
    out_ += static_cast<char>(value);
  }
  void integer(int64_t value) {
    number(static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63));
  }
  void term(Term value) { raw(&value, sizeof value); }
  void real(double value) { raw(&value, sizeof value); }
  void text(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  void terms(const std::vector<Term>& list) {
    number(list.size());
    for (const Term one : list) term(one);
  }
  void words(const std::vector<Word>& list) {
    number(list.size());
    for (const Word& one : list) {
      term(one.term);
      out_ += static_cast<char>(one.rarity);
    }
  }
  std::string take() { return std::move(out_); }

 private:
  void raw(const void* value, size_t size) { out_.append(static_cast<const char*>(value), size); }
  std::string out_;
};

/// Reads what Writer wrote. After a fault everything is 0 and good() is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  bool good() const { return good_; }
  bool ended() const { return bytes_.empty(); }
  uint64_t number() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    good_ = false;
    return 0;
  }
  int64_t integer() {
    const uint64_t value = number();
    return static_cast<int64_t>(value >> 1 ^ (~(value & 1) + 1));
  }
  Term term() { return raw<Term>(); }
  double real() { return raw<double>(); }
  std::string text() {
    const size_t size = count(1);
    return size == 0 ? std::string() : std::string(take(size));
  }
  std::vector<Term> terms() {
    std::vector<Term> list(count(sizeof(Term)));
    for (Term& one : list) one = term();
    return list;
  }
  std::vector<Word> words() {
    std::vector<Word> list(count(sizeof(Term) + 1));
    for (Word& one : list) {
      one.term = term();
      one.rarity = static_cast<uint8_t>(take(1)[0]);
    }
    return list;
  }
  std::vector<Person> persons() {
    std::vector<Person> list(count(sizeof(Term) + 1));
    for (Person& one : list) {
      one.name = term();
      one.age = static_cast<uint8_t>(number());
    }
    return list;
  }

 private:
  std::string_view take(size_t size) {
    static constexpr char kZeros[sizeof(double)] = {};
    if (size > bytes_.size()) {
      good_ = false;
      bytes_ = {};
      return {kZeros, std::min(size, sizeof kZeros)};
    }
    const std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }
  /// A number of things of `size` bytes each, of which as many must follow.
  size_t count(size_t size) {
    const uint64_t value = number();
    if (value <= bytes_.size() / size) return static_cast<size_t>(value);
    good_ = false;
    return 0;
  }
  template <typename T>
  T raw() {
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }

  std::string_view bytes_;
  bool good_ = true;
};

constexpr uint64_t kFormat = 3;
enum Flag : uint64_t { kBackground = 1, kAside = 2, kWordless = 4, kPublished = 8, kPoint = 16 };

}  // namespace

std::string to_bytes(const Facts& f) {
  Writer out;
  out.number(kFormat);
  uint64_t flags = 0;
  if (f.background) flags |= kBackground;
  if (f.aside) flags |= kAside;
  if (f.wordless) flags |= kWordless;
  if (f.published) flags |= kPublished;
  if (f.point) flags |= kPoint;
  out.number(flags);
  out.number(static_cast<uint64_t>(f.dating));
  out.integer(f.from);
  out.integer(f.to);
  if (f.published) out.integer(*f.published);
  for (const Term term : {f.country, f.admin1, f.admin2, f.town}) out.term(term);
  out.number(static_cast<uint64_t>(f.precision));
  if (f.point) {
    out.real(f.point->latitude);
    out.real(f.point->longitude);
  }
  out.real(f.radius_km);
  out.text(f.sub_event_type);
  for (const auto& figure : f.figures) {
    out.number(figure ? figure->high ? 2 : 1 : 0);
    if (!figure) continue;
    out.integer(figure->low);
    out.integer(figure->best);
    if (figure->high) out.integer(*figure->high);
  }
  for (const auto* list :
       {&f.victims, &f.victim_parts, &f.suspects, &f.weapons, &f.targets, &f.organizations})
    out.terms(*list);
  for (const auto* list : {&f.words, &f.phrases, &f.title}) out.words(*list);
  out.number(f.persons.size());
  for (const Person& person : f.persons) {
    out.term(person.name);
    out.number(person.age);
  }
  for (const Term term : {f.election_target, f.document, f.source, f.url, f.headline}) out.term(term);
  out.number(f.voice);
  out.number(f.order);
  return out.take();
}

std::optional<Facts> facts_from_bytes(std::string_view bytes) {
  Reader in(bytes);
  if (in.number() != kFormat) return std::nullopt;
  Facts f;
  const uint64_t flags = in.number();
  f.background = flags & kBackground;
  f.aside = flags & kAside;
  f.wordless = flags & kWordless;
  const uint64_t dating = in.number();
  if (dating > static_cast<uint64_t>(Facts::Dating::kDay)) return std::nullopt;
  f.dating = static_cast<Facts::Dating>(dating);
  f.from = static_cast<int32_t>(in.integer());
  f.to = static_cast<int32_t>(in.integer());
  if (flags & kPublished) f.published = static_cast<int32_t>(in.integer());
  for (Term* term : {&f.country, &f.admin1, &f.admin2, &f.town}) *term = in.term();
  const uint64_t precision = in.number();
  if (precision > static_cast<uint64_t>(record::PlacePrecision::kUnknown)) return std::nullopt;
  f.precision = static_cast<record::PlacePrecision>(precision);
  if (flags & kPoint) {
    f.point.emplace();
    f.point->latitude = in.real();
    f.point->longitude = in.real();
  }
  f.radius_km = in.real();
  f.sub_event_type = in.text();
  for (auto& figure : f.figures) {
    const uint64_t parts = in.number();
    if (parts == 0) continue;
    figure.emplace();
    figure->low = in.integer();
    figure->best = in.integer();
    if (parts == 2) figure->high = in.integer();
  }
  for (auto* list : {&f.victims, &f.victim_parts, &f.suspects, &f.weapons, &f.targets, &f.organizations})
    *list = in.terms();
  for (auto* list : {&f.words, &f.phrases, &f.title}) *list = in.words();
  f.persons = in.persons();
  for (Term* term : {&f.election_target, &f.document, &f.source, &f.url, &f.headline}) *term = in.term();
  f.voice = in.number();
  f.order = in.number();
  if (!in.good() || !in.ended()) return std::nullopt;
  f.words_length = length_of(f.words);
  f.title_length = length_of(f.title);
  return f;
}

std::vector<std::string> folded_words(std::string_view text) {
  const std::string folded = text::fold(text);
  std::vector<std::string> out;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) out.push_back(std::move(word));
    word.clear();
  };
  for (const char c : folded) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      word += c;
    else
      flush();
  }
  flush();
  return out;
}

std::string publisher(const record::Report& report) {
  if (!report.source.empty()) return text::fold(report.source);
  const size_t scheme = report.url.find("://");
  if (scheme == std::string::npos) return "";
  std::string host = report.url.substr(scheme + 3);
  host = text::lower(host.substr(0, host.find_first_of("/?#:")));
  return host.starts_with("www.") ? host.substr(4) : host;
}

Term term_of(std::string_view text) {
  if (text.empty()) return 0;
  return std::max<Term>(1, static_cast<Term>(digest(text)));
}

std::vector<Facts> gather_facts(const std::vector<ToldAccount>& accounts, const CommonWords& common) {
  std::vector<Facts> all(accounts.size());
  for (size_t i = 0; i < accounts.size(); ++i) {
    const ToldAccount& told = accounts[i];
    const record::Account& account = told.account;
    Facts& facts = all[i];
    Words words(common), phrases(common), title(common);
    set_dates(told, facts);
    set_place(account.place.place, facts);
    facts.sub_event_type = account.sub_event_type;
    facts.figures = {record::account_figure(account, record::Effect::kKilled, false),
                     record::account_figure(account, record::Effect::kInjured, false),
                     record::account_figure(account, record::Effect::kKilled, true)};
    const auto add_words = [](std::string_view text, Words& out) {
      for (const std::string& word : folded_words(text)) {
        if (word.size() >= kShortestWord) out.add(word);
      }
    };
    for (const record::Victim& victim : account.victims) {
      const std::vector<std::string> parts = folded_words(victim.name);
      // One word alone is shared by too many people to be a name.
      if (parts.size() >= 2) {
        std::string name;
        for (const std::string& part : parts) {
          name += part + " ";
          if (part.size() >= kShortestWord) facts.victim_parts.push_back(term_of(part));
        }
        facts.victims.push_back(term_of(name));
      }
      add_words(victim.text, words);
    }
    for (const record::ActorStatement& actor : account.actors) {
      if (actor.role != record::Role::kPerpetrator || actor.certainty == record::Certainty::kDenied) continue;
      if (actor.kind == record::ActorKind::kOrganization) {
        facts.organizations.push_back(actor.id.empty() ? folded(actor.name) : term_of(actor.id));
      } else if (is_full_name(actor.name)) {
        facts.suspects.push_back(folded(actor.name));
      }
    }
    for (const record::Target& target : account.targets) {
      facts.targets.push_back(term_of(target.target_class));
      add_words(target.text, words);
    }
    for (const record::Weapon& weapon : account.weapons)
      facts.weapons.push_back(term_of(weapon.weapon_class));
    std::vector<std::string> told_words = told.words;
    if (!account.background) add_telling_words(told.report.title, told_words);
    for (const std::string& word : told_words) {
      const size_t space = word.find(' '), last = word.rfind(' ');
      if (space == last)
        (space == std::string::npos ? words : phrases).add(word);
      else if (const std::string name = word.substr(0, last); common.rarity(name) >= kRareName)
        facts.persons.push_back({term_of(name), static_cast<uint8_t>(std::atoi(word.c_str() + last))});
    }
    add_words(told.report.title, title);
    if (title.size() >= kShortestHeadline) facts.headline = folded(told.report.title);
    for (auto* list : {&facts.victims, &facts.victim_parts, &facts.suspects, &facts.weapons, &facts.targets,
                       &facts.organizations}) {
      sort_unique(*list);
    }
    const std::vector<Term> place = place_words(account.place.place);
    facts.words = words.take(place);
    facts.title = title.take(place);
    facts.phrases = phrases.take(place);
    std::erase_if(facts.persons, [&](const Person& person) {
      return std::find(place.begin(), place.end(), person.name) != place.end();
    });
    std::sort(facts.persons.begin(), facts.persons.end());
    facts.persons.erase(std::unique(facts.persons.begin(), facts.persons.end()), facts.persons.end());
    facts.persons.resize(std::min(facts.persons.size(), kMostPersons));
    facts.words_length = length_of(facts.words);
    facts.title_length = length_of(facts.title);
    if (account.election.related && account.election.target != "none") {
      facts.election_target = term_of(account.election.target);
    }
    facts.document = term_of(told.report.document);
    facts.source = term_of(publisher(told.report));
    facts.url = term_of(told.report.url);
    facts.background = account.background;
    facts.wordless = told.words.empty();
    facts.voice = voice_of(account, facts);
    facts.order = digest(std::string_view(account.id).substr(0, kOrderDigits));
  }
  set_aside(accounts, all);
  part_voices(all);
  return all;
}

}  // namespace roznamcha::merge

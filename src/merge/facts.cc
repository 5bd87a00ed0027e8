#include "merge/facts.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "merge/words.h"
#include "text/fold.h"

namespace roznamcha::merge {
namespace {

using record::ToldAccount;

constexpr int32_t kReportedWithin = 14;  // days after which news of an undated incident is no longer printed
constexpr int32_t kOpenFor = 31;         // days that a range with one end is taken to last
constexpr int32_t kLongestRange = 62;
constexpr int32_t kBusyDays = 30;
// A small register knows little about how rare a word is: take it for one of at least this many accounts.
constexpr double kLeastAccounts = 30;
constexpr double kRareShare = 0.05;

int32_t days(text::Date date) {
  return static_cast<int32_t>(date.time_since_epoch().count());
}

/// Terms by their text.
class Terms {
 public:
  Term of(std::string_view text) {
    if (text.empty()) return 0;
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return found->second;
    return numbers_.emplace(text, static_cast<Term>(numbers_.size() + 1)).first->second;
  }
  Term folded(std::string_view text) { return text.empty() ? 0 : of(text::fold(text)); }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, Term, Hash, std::equal_to<>> numbers_;
};

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

void set_place(const record::Place& place, Terms& terms, Facts& facts) {
  facts.precision = place.precision;
  if (!place.known()) return;
  facts.country = terms.of(place.country);
  facts.admin1 = terms.folded(place.admin1);
  facts.admin2 = terms.folded(place.admin2);
  facts.radius_km = place.radius_km;
  if (place.precision == record::PlacePrecision::kExact || place.precision == record::PlacePrecision::kNear) {
    facts.town = terms.folded(place.name);
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

/// Words with how often each stands in how many accounts.
class WordWeights {
 public:
  void count(std::vector<Term>& words) {
    sort_unique(words);
    for (const Term word : words) {
      if (counts_.size() <= word) counts_.resize(word + 1);
      ++counts_[word];
    }
  }
  std::vector<Weighted> weigh(const std::vector<Term>& words, size_t accounts) const {
    const double all = std::max<double>(kLeastAccounts, static_cast<double>(accounts));
    std::vector<Weighted> out;
    double square = 0;
    for (const Term word : words) {
      const double weight = std::log(all / (1.0 + counts_[word]));
      if (weight <= 0) continue;
      out.push_back({word, static_cast<float>(weight)});
      square += weight * weight;
    }
    const float length = square > 0 ? static_cast<float>(std::sqrt(square)) : 1.0f;
    for (Weighted& word : out) word.weight /= length;
    return out;
  }
  /// 1 for what stands in one account, 0 for what stands in all.
  std::vector<Weighted> rarity_of_phrases(const std::vector<Term>& terms, size_t accounts) const {
    const double all = std::max<double>(kLeastAccounts, static_cast<double>(accounts));
    std::vector<Weighted> out;
    for (const Term term : terms) {
      out.push_back({term, static_cast<float>(1 - std::log(counts_[term]) / std::log(all))});
    }
    return out;
  }
  /// 1 for what stands in kRareShare of the accounts or less, 0 for what stands in all.
  std::vector<Weighted> rarity(const std::vector<Term>& terms, size_t accounts) const {
    const double all = std::max<double>(kLeastAccounts, static_cast<double>(accounts));
    std::vector<Weighted> out;
    for (const Term term : terms) {
      out.push_back(
          {term, static_cast<float>(std::min(1.0, std::log(counts_[term] / all) / std::log(kRareShare)))});
    }
    return out;
  }

 private:
  std::vector<uint32_t> counts_;
};

/// In a town where something happens every day, the same day says little.
void set_busy(std::vector<Facts>& all) {
  std::unordered_map<uint64_t, std::vector<int32_t>> days_of;
  const auto key = [](const Facts& facts) { return uint64_t{facts.admin1} << 32 | facts.town; };
  for (const Facts& facts : all) {
    if (facts.town && facts.dating == Facts::Dating::kDay) days_of[key(facts)].push_back(facts.from);
  }
  for (auto& [town, days] : days_of) {
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
  }
  for (Facts& facts : all) {
    const auto found = days_of.find(key(facts));
    if (!facts.town || found == days_of.end()) continue;
    const auto& days = found->second;
    const auto near = std::upper_bound(days.begin(), days.end(), facts.to + kBusyDays) -
                      std::lower_bound(days.begin(), days.end(), facts.from - kBusyDays);
    facts.busy = near > 1 ? std::log2(static_cast<float>(near)) : 0;
  }
}

/// What a report tells of first is what it is about. What follows may be a piece of it that was not known for
/// one, unless it happened in another town.
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
    if (all[i].background) continue;
    const Facts& news = all[first.at(all[i].document)];
    const auto differ = [](Term a, Term b) { return a && b && a != b; };
    all[i].aside = &news != &all[i] && !differ(news.country, all[i].country) &&
                   !differ(news.admin1, all[i].admin1) && !differ(news.town, all[i].town);
  }
}

}  // namespace

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

std::vector<Facts> gather_facts(const std::vector<ToldAccount>& accounts) {
  std::vector<Facts> all(accounts.size());
  std::vector<std::vector<Term>> words(accounts.size()), phrases(accounts.size()), titles(accounts.size()),
      organizations(accounts.size());
  Terms terms;
  WordWeights word_weights, phrase_weights, title_weights, organization_weights;
  for (size_t i = 0; i < accounts.size(); ++i) {
    const ToldAccount& told = accounts[i];
    const record::Account& account = told.account;
    Facts& facts = all[i];
    set_dates(told, facts);
    set_place(account.place.place, terms, facts);
    facts.sub_event_type = account.sub_event_type;
    facts.figures = {record::account_figure(account, record::Effect::kKilled, false),
                     record::account_figure(account, record::Effect::kInjured, false),
                     record::account_figure(account, record::Effect::kKilled, true)};
    const auto add_words = [&](std::string_view text, std::vector<Term>& out) {
      for (const std::string& word : folded_words(text)) {
        if (word.size() >= kShortestWord) out.push_back(terms.of(word));
      }
    };
    for (const record::Victim& victim : account.victims) {
      const std::vector<std::string> parts = folded_words(victim.name);
      // One word alone is shared by too many people to be a name.
      if (parts.size() >= 2) {
        std::string name;
        for (const std::string& part : parts) {
          name += part + " ";
          if (part.size() >= kShortestWord) facts.victim_parts.push_back(terms.of(part));
        }
        facts.victims.push_back(terms.of("victim " + name));
      }
      add_words(victim.text, words[i]);
    }
    for (const record::ActorStatement& actor : account.actors) {
      if (actor.role != record::Role::kPerpetrator || actor.certainty == record::Certainty::kDenied) continue;
      if (actor.kind == record::ActorKind::kOrganization) {
        organizations[i].push_back(actor.id.empty() ? terms.folded(actor.name) : terms.of(actor.id));
      } else if (is_full_name(actor.name)) {
        facts.suspects.push_back(terms.folded(actor.name));
      }
    }
    for (const record::Target& target : account.targets) {
      facts.targets.push_back(terms.of(target.target_class));
      add_words(target.text, words[i]);
    }
    for (const record::Weapon& weapon : account.weapons)
      facts.weapons.push_back(terms.of(weapon.weapon_class));
    std::vector<std::string> told_words = told.words;
    if (!account.background) add_telling_words(told.report.title, told_words);
    for (const std::string& word : told_words) {
      (word.find(' ') == std::string::npos ? words : phrases)[i].push_back(terms.of(word));
    }
    add_words(told.report.title, titles[i]);
    for (auto* list :
         {&facts.victims, &facts.victim_parts, &facts.suspects, &facts.weapons, &facts.targets}) {
      sort_unique(*list);
    }
    if (account.election.related && account.election.target != "none") {
      facts.election_target = terms.of(account.election.target);
    }
    facts.document = terms.of("document " + told.report.document);
    facts.source = terms.of(publisher(told.report));
    facts.url = terms.of(told.report.url);
    if (titles[i].size() >= 4) facts.headline = terms.folded(told.report.title);
    facts.background = account.background;
    facts.wordless = told.words.empty();
    word_weights.count(words[i]);
    phrase_weights.count(phrases[i]);
    title_weights.count(titles[i]);
    organization_weights.count(organizations[i]);
  }
  for (size_t i = 0; i < accounts.size(); ++i) {
    all[i].words = word_weights.weigh(words[i], accounts.size());
    all[i].phrases = phrase_weights.rarity_of_phrases(phrases[i], accounts.size());
    all[i].title = title_weights.weigh(titles[i], accounts.size());
    all[i].organizations = organization_weights.rarity(organizations[i], accounts.size());
  }
  set_busy(all);
  set_aside(accounts, all);
  return all;
}

}  // namespace roznamcha::merge

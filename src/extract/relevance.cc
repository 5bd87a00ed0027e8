#include "extract/relevance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "pack/relevance_weights.h"

namespace roznamcha::extract {
namespace {

using pack::Kind;
using record::Account;
using text::Tag;

bool force(std::string_view group) {
  return group == "police" || group == "soldier" || group == "security_force" || group == "militia";
}

bool military(std::string_view target_class) {
  return target_class == "military" || target_class == "military_vehicle" ||
         target_class == "police_station" || target_class == "police_vehicle" ||
         target_class == "security_post";
}

/// What forces and crowds do, and what only might happen, beside violence itself.
bool violent(Kind kind) {
  return kind != Kind::kThreat && kind != Kind::kArrest && kind != Kind::kProtest &&
         kind != Kind::kOperation && kind != Kind::kDisarmed && kind != Kind::kClash && kind != Kind::kOther;
}

class SignFinder {
 public:
  SignFinder(const Analysis& a, const std::vector<Telling>& tellings, const record::Reading& reading)
      : a_(a), tellings_(tellings), reading_(reading) {}

  Signs find() {
    Signs out;
    for (const Account& account : reading_.accounts) out.accounts.push_back(of_account(account));
    add_any(out.accounts);
    add_document();
    add_tellings();
    out.document = std::move(out_);
    return out;
  }

 private:
  void add(std::string name, double value) {
    if (value != 0) out_.push_back({std::move(name), value});
  }

  // ---- accounts

  /// What one account shows, by name.
  std::vector<Sign> of_account(const Account& account) const {
    std::vector<Sign> out;
    auto sign = [&](std::string name, double value) {
      if (value != 0) out.push_back({std::move(name), value});
    };
    bool civil = false, forces = false, named = false;
    for (const record::Victim& v : account.victims) {
      named = named || !v.name.empty();
      (force(v.group) ? forces : civil) = true;
      if (v.group != "unspecified" && !force(v.group)) sign("people of a known group", 1);
    }
    for (const record::CountStatement& c : account.counts) {
      if (c.group == "attacker") {
        sign("attackers " + std::string(record::name(c.effect)), 1);
        continue;
      }
      (force(c.group) ? forces : civil) = true;
      sign((force(c.group) ? "forces " : "people ") + std::string(record::name(c.effect)), 1);
      if (c.qualifier == record::Qualifier::kSeveral) sign("several people", 1);
    }
    bool civil_thing = false, military_thing = false;
    for (const record::Target& t : account.targets) {
      if (military(t.target_class))
        military_thing = true;
      else if (t.target_class != "other")
        civil_thing = true;
      else
        sign("other thing", 1);
    }
    sign("named", named);
    sign("people", civil);
    sign("forces only", forces && !civil);
    sign("thing", civil_thing);
    sign("forces' thing", military_thing);
    sign("nothing hit", !civil && !forces && !civil_thing && !military_thing);
    for (const record::Weapon& w : account.weapons) sign(w.text.empty() ? "weapon implied" : "weapon", 1);
    for (const record::ActorStatement& who : account.actors) {
      const bool doer = who.role == record::Role::kPerpetrator;
      sign(!doer                                          ? "responder"
           : who.kind == record::ActorKind::kOrganization ? "organization did it"
                                                          : "someone did it",
           1);
    }
    sign("type " + account.sub_event_type, 1);
    sign("battle", account.event_type == "Battles");
    sign("day", !account.date.span.empty() && account.date.range.precision == text::DatePrecision::kDay);
    sign("date", !account.date.span.empty());
    if (!account.date.span.empty() && account.date.range.latest && reading_.published) {
      const auto age = (*reading_.published - *account.date.range.latest).count();
      sign("of these days", age >= 0 && age <= 4);
      sign("of these weeks", age > 4 && age <= 31);
      sign("older", age > 31);
      sign("to come", age < 0);
    }
    const bool town = account.place.place.precision <= record::PlacePrecision::kNear;
    sign("town", town && !account.place.span.empty());
    sign("date and place", !account.date.span.empty() && town && !account.place.span.empty());
    sign("confidence", account.confidence);
    if (!account.evidence.empty()) {
      const double at = account.evidence.front().begin;
      sign("lead", at < 300);
      sign("late", at / std::max<double>(1, static_cast<double>(a_.text.size())));
      double told = 0;
      for (text::Span s : account.evidence) told += s.size();
      sign("share", told / std::max<double>(300, static_cast<double>(a_.text.size())));
      sign("told often", std::min<double>(5, static_cast<double>(account.evidence.size()) - 1) / 5);
    }
    sign("background", account.background);
    manner(account, out);
    // A sign counts once.
    std::stable_sort(out.begin(), out.end(), [](const Sign& x, const Sign& y) { return x.name < y.name; });
    out.erase(
        std::unique(out.begin(), out.end(), [](const Sign& x, const Sign& y) { return x.name == y.name; }),
        out.end());
    return out;
  }

  /// How the tellings of an account are put.
  void manner(const Account& account, std::vector<Sign>& out) const {
    int verbs = 0, nouns = 0, judicial = 0, definite = 0, root = 0, past = 0, said = 0, plural = 0;
    for (const Telling& t : tellings_) {
      if (!told_by(a_.seg.tokens[t.token].span, account)) continue;
      (t.nominal ? nouns : verbs) += 1;
      judicial += t.judicial;
      definite += t.nominal && t.definite;
      plural += t.nominal && t.plural;
      root += a_.word(t.token).relation == text::Relation::kRoot;
      past += past_tense(t.token);
      said += a_.word(t.token).relation == text::Relation::kCcomp;
    }
    const double all = std::max(1, verbs + nouns);
    auto sign = [&](std::string name, double value) {
      if (value != 0) out.push_back({std::move(name), value});
    };
    sign("told by nouns only", verbs == 0);
    sign("told in court", judicial / all);
    sign("told as known", definite / all);
    sign("told in the plural", plural / all);
    sign("told in the main clause", root > 0);
    sign("told in the past tense", past > 0);
    sign("told as said", said / all);
  }

  static bool told_by(const text::Span word, const Account& account) {
    return std::any_of(account.evidence.begin(), account.evidence.end(),
                       [&](text::Span s) { return s.contains(word); });
  }

  /// "Killed", "was killed", not "has been killed".
  bool past_tense(uint32_t token) const {
    if (a_.word(token).tag == Tag::kVerbPast) return true;
    if (a_.word(token).tag != Tag::kVerbParticiple) return false;
    bool was = false;
    for (auto [it, end] = a_.children(token); it != end; ++it) {
      if (a_.lower(*it) == "was" || a_.lower(*it) == "were") was = true;
    }
    return was;
  }

  void add_any(const std::vector<std::vector<Sign>>& accounts) {
    std::set<std::string> seen;
    double news = 0, background = 0, told = 0, sure = 0;
    std::set<std::string> places;
    std::vector<text::Span> evidence;
    for (size_t i = 0; i < reading_.accounts.size(); ++i) {
      const Account& account = reading_.accounts[i];
      if (account.background) {
        ++background;
        continue;
      }
      ++news;
      sure = std::max(sure, account.confidence);
      if (account.place.place.known()) places.insert(account.place.place.name);
      for (text::Span s : account.evidence) told += s.size();
      for (const Sign& s : accounts[i]) {
        if (s.value == 1) seen.insert(s.name);
      }
    }
    for (const std::string& name : seen) add("any " + name, 1);
    add("news", std::log1p(news));
    add("background", std::log1p(background));
    add("no news", news == 0);
    add("background only", news == 0 && background > 0);
    add("places", std::log1p(static_cast<double>(places.size())));
    add("share of news", std::min(1.0, told / std::max<double>(300, static_cast<double>(a_.text.size()))));
    double none = 1;
    for (const Account& account : reading_.accounts)
      none *= 1 - account.confidence * (account.background ? 0.5 : 1);
    add("some account is one", 1 - none);
  }

  // ---- the document

  void add_document() {
    const double tokens = std::max<double>(20, static_cast<double>(a_.seg.tokens.size()));
    add("tallies", std::log1p(static_cast<double>(reading_.tallies.size())));
    add("measures", std::log1p(static_cast<double>(reading_.measures.size())));
    add("warnings", std::log1p(static_cast<double>(reading_.warnings.size())));
    double past = 0, present = 0, base = 0, questions = 0, quoted = 0, numbers = 0, names = 0, adjectives = 0,
           pronouns = 0;
    bool inside = false;
    for (size_t i = 0; i < a_.seg.tokens.size(); ++i) {
      const Tag tag = a_.words[i].tag;
      past += tag == Tag::kVerbPast;
      present += tag == Tag::kVerbThird;
      base += tag == Tag::kVerbBase;
      numbers += tag == Tag::kNum;
      names += tag == Tag::kPropn;
      adjectives += tag == Tag::kAdj || tag == Tag::kAdv;
      pronouns += tag == Tag::kPron;
      const std::string& word = a_.seg.tokens[i].lower;
      questions += word == "?";
      if (word == "\"" || word == "``" || word == "''" || word == "“" || word == "”")
        inside = word == "“" || word == "``" || (word == "\"" && !inside);
      quoted += inside;
    }
    add("past tense", 10 * past / tokens);
    add("present tense", 10 * present / tokens);
    add("base form", 10 * base / tokens);
    add("numbers", 10 * numbers / tokens);
    add("names", names / tokens);
    add("adjectives", 10 * adjectives / tokens);
    add("pronouns", 10 * pronouns / tokens);
    add("quoted", quoted / tokens);
    add("questions", std::log1p(questions));
  }

  bool in_tally(const Telling& t) const {
    const text::Span word = a_.seg.tokens[t.token].span;
    return std::any_of(reading_.tallies.begin(), reading_.tallies.end(),
                       [&](const record::Tally& tally) { return tally.span.contains(word); });
  }

  void add_tellings() {
    double all = 0, modal = 0, negated = 0, generic = 0, figurative = 0, judicial = 0, plural = 0, real = 0;
    std::set<Kind> beside;
    for (const Telling& t : tellings_) {
      if (t.trigger->strength == pack::Trigger::Strength::kSupport || in_tally(t)) continue;
      ++all;
      modal += t.modal;
      negated += t.negated;
      generic += t.generic;
      figurative += t.figurative;
      judicial += t.judicial;
      plural += t.nominal && t.plural;
      real += t.real();
      if (!violent(t.kind)) beside.insert(t.kind);
    }
    for (Kind kind : beside) add("tells of " + std::string(pack::name(kind)), 1);
    add("tellings", std::log1p(all));
    if (all > 0) {
      add("modal", modal / all);
      add("negated", negated / all);
      add("generic", generic / all);
      add("figurative", figurative / all);
      add("judicial", judicial / all);
      add("plural", plural / all);
      add("real", real / all);
    }
    add("tellings of the length", all / std::max<double>(30, static_cast<double>(a_.seg.tokens.size())) * 10);
  }

  const Analysis& a_;
  const std::vector<Telling>& tellings_;
  const record::Reading& reading_;
  std::vector<Sign> out_;
};

double probability(double log_odds) {
  return 1 / (1 + std::exp(-log_odds));
}

}  // namespace

Signs relevance_signs(const Analysis& a, const std::vector<Telling>& tellings,
                      const record::Reading& reading) {
  return SignFinder(a, tellings, reading).find();
}

double relevance(const Analysis& a, const std::vector<Telling>& tellings, const record::Reading& reading) {
  using pack::RelevanceWeights;
  if (reading.accounts.empty()) return 0;
  const RelevanceWeights& weights = a.pack->relevance_weights();
  const auto sum = [&](RelevanceWeights::Kind kind, const std::vector<Sign>& signs) {
    double points = 0;
    for (const Sign& sign : signs) points += sign.value * weights.weight(kind, sign.name);
    return points;
  };
  const Signs signs = relevance_signs(a, tellings, reading);
  double points = weights.bias() + sum(RelevanceWeights::Kind::kDocument, signs.document);
  double best = -std::numeric_limits<double>::infinity();
  for (const std::vector<Sign>& account : signs.accounts)
    best = std::max(best, sum(RelevanceWeights::Kind::kAccount, account));
  points += best;
  return probability(points);
}

double gist(const Analysis& a, double relevance) {
  using Kind = pack::RelevanceWeights::Kind;
  constexpr double kSurest = 5;  // log odds
  constexpr double kOften = 3;   // a word said more often says no more
  const pack::RelevanceWeights& weights = a.pack->relevance_weights();
  double points = weights.weight(Kind::kGist, "bias");
  points += relevance > 0 ? weights.weight(Kind::kGist, "log odds") *
                                std::clamp(std::log(relevance / (1 - relevance)), -kSurest, kSurest)
                          : weights.weight(Kind::kGist, "no account");
  const auto& words = weights.all(Kind::kWord);
  std::map<std::string_view, std::pair<double, int>> said;
  for (const text::Token& token : a.seg.tokens) {
    if (const auto word = words.find(token.lower); word != words.end()) {
      auto& [weight, times] = said[word->first];
      weight = word->second;
      ++times;
    }
  }
  for (const auto& [word, of] : said)
    points += of.first * std::min(1.0, std::log1p(of.second) / std::log1p(kOften));
  return probability(points);
}

}  // namespace roznamcha::extract

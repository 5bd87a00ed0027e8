#include "merge/link.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <iterator>
#include <map>
#include <queue>
#include <tuple>

#include "merge/keys.h"
#include "record/account.h"

namespace roznamcha::merge {
namespace {

using record::Figure;
using record::PlacePrecision;

// Log odds per unit of each sign, in the order of Sign, fitted by logistic regression on the training part of
// a corpus that is filed by incident (train/linking/fit.py, which also writes them here). Since that corpus
// knows one country and one kind of incident, some weights are held and some have bounds (HELD, AT_MOST,
// AT_LEAST there). How sure of itself the result is: docs/linking.md.
constexpr std::array<float, kSigns> kWeights = {
    /* kAlways */ -4.78f,
    /* kSameDay */ 2.00f,
    /* kDayApart */ -0.50f,
    /* kTwoDaysApart */ -1.50f,
    /* kDaysApart */ -2.50f,
    /* kRangesMeet */ 1.28f,
    /* kWideRangesMeet */ 0.50f,
    /* kRangesApart */ -0.30f,
    /* kLongApart */ -1.00f,
    /* kUndated */ 0.00f,
    /* kPublishedTogether */ 0.50f,
    /* kPublishedApart */ -0.55f,
    /* kSameTown */ 2.50f,
    /* kNearTown */ 0.87f,
    /* kOtherTown */ -1.00f,
    /* kSameDistrict */ 1.30f,
    /* kSameProvince */ 1.53f,
    /* kFarApart */ -2.50f,
    /* kVeryFar */ -1.50f,
    /* kOtherCountry */ -4.00f,
    /* kLargePlace */ -0.33f,
    /* kPlaceUnknown */ 0.00f,
    /* kSameKind */ 0.00f,
    /* kOtherKind */ -2.50f,
    /* kKilledEqual */ 0.80f,
    /* kKilledMany */ 0.60f,
    /* kKilledDiffer */ -0.20f,
    /* kInjuredEqual */ 0.33f,
    /* kInjuredDiffer */ -0.10f,
    /* kVictimNamed */ 2.00f,
    /* kVictimNameShared */ 1.00f,
    /* kVictimsDiffer */ -1.17f,
    /* kSuspectNamed */ 2.00f,
    /* kPersonNamed */ 3.80f,
    /* kPersonMentioned */ 4.00f,
    /* kSameDoer */ 0.70f,
    /* kOtherDoer */ -0.50f,
    /* kSameTarget */ 1.17f,
    /* kOtherTarget */ -0.10f,
    /* kSameWeapon */ 0.00f,
    /* kOtherWeapon */ -0.20f,
    /* kSameElectionTarget */ 0.50f,
    /* kWords */ 2.53f,
    /* kManyWords */ 4.56f,
    /* kPhrases */ 2.34f,
    /* kRarePhrases */ 0.00f,
    /* kOwnText */ 0.00f,
    /* kWordless */ 1.58f,
    /* kSameSource */ -4.00f,
    /* kTitle */ 1.43f,
    /* kSameHeadline */ 0.50f,
    /* kSameAddress */ 4.00f,
    /* kRecalled */ 0.47f,
    /* kAside */ -2.00f,
    /* kConflicts */ -0.50f,
};

constexpr double kImpossible = -50;
constexpr int32_t kMostDaysApart = 5;
constexpr int32_t kMostRangeDaysApart = 15;
// Tellings that share so many of their words, and so many names and numbers, may tell of one incident even
// where one of them was misread.
constexpr float kOwnWords = 0.12f;
constexpr float kOwnPhrases = 1.5;
constexpr float kRarePhrase = 0.7f;
constexpr int kMostYearsApart = 2;
constexpr double kNearKm = 15;
constexpr double kFarKm = 60;
constexpr double kOtherPlaceKm = 150;
// Of larger clusters a sample of this many accounts is compared.
constexpr size_t kSample = 16;

bool meet(const std::vector<Term>& a, const std::vector<Term>& b) {
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) return true;
    a[i] < b[j] ? ++i : ++j;
  }
  return false;
}

/// Cosine of two lists of words.
float cosine(const std::vector<Word>& a, float length_a, const std::vector<Word>& b, float length_b) {
  uint32_t sum = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].term == b[j].term)
      sum += uint32_t{a[i++].rarity} * b[j++].rarity;
    else if (a[i].term < b[j].term)
      ++i;
    else
      ++j;
  }
  return sum == 0 ? 0 : static_cast<float>(sum) / (length_a * length_b);
}

/// Days between two windows; 0 if they meet.
int32_t days_between(const Facts& a, const Facts& b) {
  return std::max({0, b.from - a.to, a.from - b.to});
}

class Comparison {
 public:
  Comparison(const Facts& a, const Facts& b, const Kinds& kinds) : a_(a), b_(b), kinds_(kinds) {}

  Likeness run() {
    set(Sign::kAlways);
    texts();
    names();
    dates();
    places();
    kind();
    counts();
    parts();
    conflicts();
    for (size_t i = 0; i < kSigns; ++i)
      out_.score += static_cast<double>(out_.signs[i]) * static_cast<double>(kWeights[i]);
    if (a_.document == b_.document) out_.never = true;
    out_.impossible = out_.never || (out_.apart && !named_);
    return out_;
  }

 private:
  void set(Sign sign, float value = 1) { out_.signs[static_cast<size_t>(sign)] = value; }

  void texts() {
    const float words = cosine(a_.words, a_.words_length, b_.words, b_.words_length);
    float phrases = 0, rare = 0;
    for (size_t i = 0, j = 0; i < a_.phrases.size() && j < b_.phrases.size();) {
      if (a_.phrases[i].term == b_.phrases[j].term) {
        const float weight = static_cast<float>(a_.phrases[i].rarity) / CommonWords::kRarest;
        phrases += weight * weight;
        rare += weight >= kRarePhrase;
        ++i, ++j;
      } else {
        a_.phrases[i].term < b_.phrases[j].term ? ++i : ++j;
      }
    }
    set(Sign::kWords, words);
    set(Sign::kManyWords, std::sqrt(words));
    set(Sign::kPhrases, std::log2(1 + phrases));
    set(Sign::kRarePhrases, std::log2(1 + rare));
    if (a_.wordless || b_.wordless) set(Sign::kWordless);
    // Who codes what one source reported files each incident once.
    if (a_.wordless && b_.wordless && a_.source && a_.source == b_.source) set(Sign::kSameSource);
    if (words >= kOwnWords && phrases >= kOwnPhrases) {
      set(Sign::kOwnText);
      named_ = true;
    }
  }

  void names() {
    if (meet(a_.victims, b_.victims)) {
      set(Sign::kVictimNamed);
      named_ = true;
    } else if (meet(a_.victim_parts, b_.victim_parts)) {
      set(Sign::kVictimNameShared);
    } else if (!a_.victims.empty() && !b_.victims.empty()) {
      set(Sign::kVictimsDiffer);
    }
    if (meet(a_.suspects, b_.suspects)) {
      set(Sign::kSuspectNamed);
      named_ = true;
    }
    if (same_person()) {
      set(Sign::kPersonNamed);
      named_ = true;
    } else if (mentions(a_, b_) || mentions(b_, a_)) {
      set(Sign::kPersonMentioned);
      named_ = true;
    }
    if (a_.url && a_.url == b_.url) {
      set(Sign::kSameAddress);
      named_ = true;
    }
  }

  /// Of one name and, a year of trial aside, one age.
  bool same_person() const {
    return std::any_of(a_.persons.begin(), a_.persons.end(), [&](const Person& a) {
      return std::any_of(b_.persons.begin(), b_.persons.end(), [&](const Person& b) {
        return a.name == b.name && std::abs(a.age - b.age) <= kMostYearsApart;
      });
    });
  }

  /// Whether somebody is named that another report, which tells no ages, names too.
  static bool mentions(const Facts& a, const Facts& b) {
    return std::any_of(a.persons.begin(), a.persons.end(), [&](const Person& person) {
      const auto at = std::lower_bound(b.phrases.begin(), b.phrases.end(), person.name,
                                       [](const Word& word, Term name) { return word.term < name; });
      return at != b.phrases.end() && at->term == person.name;
    });
  }

  void dates() {
    using Dating = Facts::Dating;
    const int32_t apart = days_between(a_, b_);
    if (a_.dating == Dating::kNone || b_.dating == Dating::kNone) {
      set(Sign::kUndated);
    } else if (a_.dating == Dating::kDay && b_.dating == Dating::kDay) {
      set(apart == 0   ? Sign::kSameDay
          : apart == 1 ? Sign::kDayApart
          : apart == 2 ? Sign::kTwoDaysApart
                       : Sign::kDaysApart);
      if (apart > kMostDaysApart) {
        set(Sign::kLongApart);
        out_.apart = true;
      }
    } else if (apart == 0) {
      const int32_t width = std::max(a_.to - a_.from, b_.to - b_.from);
      set(width <= 9 ? Sign::kRangesMeet : Sign::kWideRangesMeet);
    } else {
      set(Sign::kRangesApart, std::log2(1.0f + static_cast<float>(apart)));
      if (apart > kMostRangeDaysApart) {
        set(Sign::kLongApart);
        out_.apart = true;
      }
    }
    if (a_.published && b_.published && !a_.background && !b_.background) {
      const int32_t days = std::abs(*a_.published - *b_.published);
      if (days <= 2)
        set(Sign::kPublishedTogether);
      else
        set(Sign::kPublishedApart, std::min(5.0f, std::log2(static_cast<float>(days) / 2)));
    }
    if (a_.background != b_.background)
      set(Sign::kRecalled);
    else if (a_.aside || b_.aside)
      set(Sign::kAside);
  }

  void places() {
    if (a_.country && b_.country && a_.country != b_.country) {
      set(Sign::kOtherCountry);
      if (out_[Sign::kOwnText] == 0) out_.never = true;
      return;
    }
    if (a_.precision == PlacePrecision::kUnknown || b_.precision == PlacePrecision::kUnknown) {
      set(Sign::kPlaceUnknown);
      return;
    }
    const bool same_admin1 = a_.admin1 && a_.admin1 == b_.admin1;
    const bool other_admin1 = a_.admin1 && b_.admin1 && a_.admin1 != b_.admin1;
    const bool same_admin2 = same_admin1 && a_.admin2 && a_.admin2 == b_.admin2;
    double km = -1;
    if (a_.point && b_.point) km = std::max(0.0, geo::distance_km(*a_.point, *b_.point));
    if (a_.town && b_.town) {
      const bool same_name = a_.town == b_.town && !other_admin1;
      // "In Tarn" may mean all of the district that bears its seat's name, or a quarter of the town.
      const bool seat = same_admin2 && (a_.town == a_.admin2 || b_.town == b_.admin2);
      // Two towns of one name may lie far from each other even in one province.
      if (same_name && km <= kFarKm)
        set(Sign::kSameTown);
      else if (seat)
        set(Sign::kSameDistrict);
      else if (km >= 0 && km <= kNearKm)
        set(Sign::kNearTown);
      else if (km > kFarKm || other_admin1)
        set(Sign::kFarApart);
      else
        set(Sign::kOtherTown);
    } else if (other_admin1) {
      set(Sign::kFarApart);
    } else if (same_admin2) {
      set(Sign::kSameDistrict);
    } else if (same_admin1) {
      const bool other_district = a_.admin2 && b_.admin2;
      if (other_district)
        set(km >= 0 && km <= kNearKm ? Sign::kNearTown : Sign::kFarApart);
      else
        set(Sign::kSameProvince);
    }
    if (out_[Sign::kSameTown] > 0 || out_[Sign::kNearTown] > 0)
      set(Sign::kLargePlace, std::log2(1 + static_cast<float>(std::min(a_.radius_km, b_.radius_km))));
    if (km > kOtherPlaceKm) {
      set(Sign::kVeryFar);
      out_.apart = true;
    }
  }

  void kind() {
    if (a_.sub_event_type.empty() || b_.sub_event_type.empty()) return;
    if (a_.sub_event_type == b_.sub_event_type)
      set(Sign::kSameKind);
    else if (!kinds_.compatible(a_.sub_event_type, b_.sub_event_type))
      set(Sign::kOtherKind);
  }

  /// 0 if each range holds the other's best, else how many times larger one is than the other (log2).
  static float apart(const Figure& a, const Figure& b) {
    const auto holds = [](const Figure& f, int64_t n) { return f.low <= n && (!f.high || n <= *f.high); };
    if (holds(a, b.best) || holds(b, a.best)) return 0;
    const auto size = [](int64_t n) { return static_cast<float>(n) + 0.5f; };
    return std::abs(std::log2(size(a.best) / size(b.best)));
  }

  void counts() {
    if (a_.figures[0] && b_.figures[0]) {
      const float ratio = apart(*a_.figures[0], *b_.figures[0]);
      if (ratio == 0) {
        const int64_t least = std::min(a_.figures[0]->best, b_.figures[0]->best);
        // That both tell of nobody killed says little.
        if (least > 0) set(Sign::kKilledEqual);
        // That both say 1 is nothing; that both say 17 is much.
        if (least > 1 && a_.figures[0]->best == b_.figures[0]->best)
          set(Sign::kKilledMany, std::min(4.0f, std::log2(static_cast<float>(least))));
      } else {
        set(Sign::kKilledDiffer, ratio);
      }
    }
    if (a_.figures[1] && b_.figures[1]) {
      const float ratio = apart(*a_.figures[1], *b_.figures[1]);
      if (ratio == 0) {
        const int64_t least = std::min(a_.figures[1]->best, b_.figures[1]->best);
        set(Sign::kInjuredEqual, std::min(4.0f, std::log2(static_cast<float>(least) + 1)));
      } else {
        set(Sign::kInjuredDiffer, ratio);
      }
    }
  }

  void either(const std::vector<Term>& a, const std::vector<Term>& b, Sign same, Sign other) {
    if (a.empty() || b.empty()) return;
    set(meet(a, b) ? same : other);
  }

  void doers() {
    const auto &a = a_.organizations, &b = b_.organizations;
    if (a.empty() || b.empty()) return;
    set(meet(a, b) ? Sign::kSameDoer : Sign::kOtherDoer);
  }

  void parts() {
    doers();
    either(a_.targets, b_.targets, Sign::kSameTarget, Sign::kOtherTarget);
    either(a_.weapons, b_.weapons, Sign::kSameWeapon, Sign::kOtherWeapon);
    if (a_.election_target && a_.election_target == b_.election_target) set(Sign::kSameElectionTarget);
    set(Sign::kTitle, cosine(a_.title, a_.title_length, b_.title, b_.title_length));
    if (a_.headline && a_.headline == b_.headline) set(Sign::kSameHeadline);
  }

  /// One value may have been misread; that several were is less likely than that the texts are only alike.
  void conflicts() {
    const auto any = [&](std::initializer_list<Sign> signs) {
      return std::any_of(signs.begin(), signs.end(), [&](Sign sign) { return out_[sign] > 0; });
    };
    const int count = any({Sign::kDayApart, Sign::kTwoDaysApart, Sign::kDaysApart, Sign::kRangesApart}) +
                      any({Sign::kOtherTown, Sign::kFarApart, Sign::kOtherCountry}) +
                      any({Sign::kKilledDiffer}) + any({Sign::kVictimsDiffer}) + any({Sign::kOtherKind});
    if (count > 1) set(Sign::kConflicts, static_cast<float>(count - 1));
  }

  const Facts& a_;
  const Facts& b_;
  const Kinds& kinds_;
  Likeness out_;
  bool named_ = false;  // a name or address that hardly anything else has: dates and places may err then
};

double clipped(const Likeness& likeness) {
  if (likeness.impossible) return kImpossible;
  return std::clamp(likeness.score, -kMostOfAPair, kMostOfAPair);
}

/// Evenly spread members of a large cluster.
std::vector<uint32_t> sample(const std::vector<uint32_t>& members) {
  if (members.size() <= kSample) return members;
  std::vector<uint32_t> out;
  for (size_t i = 0; i < kSample; ++i) out.push_back(members[i * members.size() / kSample]);
  return out;
}

/// What speaks for and against two sets of accounts being one.
struct Bond {
  double sum = 0;  // of the log odds of all pairs
  double pairs = 0;
  double personal = kImpossible;  // the likeliest of the pairs that name one person
  bool late = false;              // one of those is apart
  bool apart = false;             // another pair is, and impossible so
  bool never = false;

  void add(const Bond& other) {
    sum += other.sum;
    pairs += other.pairs;
    personal = std::max(personal, other.personal);
    late |= other.late;
    apart |= other.apart;
    never |= other.never;
  }
  /// By a person it is known what incident a later report is of whose day and place are those of a trial;
  /// that these are not those of the other reports says nothing more then.
  double score() const {
    if (never) return kImpossible;
    if (personal >= kJoin) return std::max(sum / pairs, personal);
    return apart ? kImpossible : sum / pairs;
  }
};

Bond bond_of(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b, const std::vector<Facts>& facts,
             const Kinds& kinds) {
  Bond bond;
  for (const uint32_t i : a) {
    for (const uint32_t j : b) {
      const Likeness likeness = compare(facts[i], facts[j], kinds);
      bond.sum += std::clamp(likeness.score, -kMostOfAPair, kMostOfAPair);
      ++bond.pairs;
      const bool person = likeness[Sign::kPersonNamed] > 0 || likeness[Sign::kPersonMentioned] > 0;
      if (person) bond.personal = std::max(bond.personal, clipped(likeness));
      bond.late |= person && likeness.apart;
      bond.apart |= likeness.impossible;
      bond.never |= likeness.never;
      if (bond.never) return bond;
    }
  }
  return bond;
}

/// Clusters of voices joined pair by pair.
class Clustering {
 public:
  Clustering(const std::vector<Facts>& facts, const Kinds& kinds)
      : facts_(facts), kinds_(kinds), heads_(heads_of(facts)) {
    clusters_.resize(facts.size());
    for (uint32_t i = 0; i < facts.size(); ++i) {
      Cluster& voice = clusters_[heads_[i]];
      voice.members = {heads_[i]};
      voice.documents.push_back(facts[i].document);
    }
    for (Cluster& voice : clusters_) std::sort(voice.documents.begin(), voice.documents.end());
  }

  std::vector<std::vector<uint32_t>> run(const std::vector<FairPair>& pairs) {
    for (const FairPair& pair : pairs) {
      const bool copies = heads_[pair.first] == heads_[pair.second];
      if (pair.score >= kJoin && !copies &&
          !meet(clusters_[pair.first].documents, clusters_[pair.second].documents))
        connect(pair.first, pair.second, bond_of({pair.first}, {pair.second}, facts_, kinds_));
    }
    join();
    std::vector<uint32_t> cluster_of(facts_.size());
    for (uint32_t c = 0; c < clusters_.size(); ++c) {
      for (const uint32_t head : clusters_[c].members) cluster_of[head] = c;
    }
    // In the order of their first accounts.
    constexpr size_t kNone = SIZE_MAX;
    std::vector<size_t> place(clusters_.size(), kNone);
    std::vector<std::vector<uint32_t>> out;
    for (uint32_t i = 0; i < facts_.size(); ++i) {
      size_t& at = place[cluster_of[heads_[i]]];
      if (at == kNone) {
        at = out.size();
        out.emplace_back();
      }
      out[at].push_back(i);
    }
    return out;
  }

 private:
  struct Cluster {
    std::vector<uint32_t> members;  // heads of its voices, sorted; empty once it was joined to another
    std::vector<Term> documents;    // of all copies too; sorted
    std::map<uint32_t, Bond> near;  // other clusters with a pair that reaches kJoin
    uint32_t version = 0;
  };
  struct Step {
    bool late;
    double score;
    uint32_t a, b, version_a, version_b;
    // The likeliest on top, late ones after all others; of equals the least numbers.
    bool operator<(const Step& other) const {
      return std::tie(other.late, score, other.a, other.b) < std::tie(late, other.score, a, b);
    }
  };

  void connect(uint32_t a, uint32_t b, Bond bond) {
    if (a > b) std::swap(a, b);
    clusters_[a].near[b] = bond;
    clusters_[b].near[a] = bond;
    const double score = bond.score();
    if (score >= kJoin) steps_.push({bond.late, score, a, b, clusters_[a].version, clusters_[b].version});
  }

  void join() {
    while (!steps_.empty()) {
      const Step step = steps_.top();
      steps_.pop();
      if (clusters_[step.a].version != step.version_a || clusters_[step.b].version != step.version_b)
        continue;
      absorb(step.a, step.b);
    }
  }

  /// The bond of two clusters, the one that is known or else made now.
  Bond bond(const Cluster& a, const Cluster& b, uint32_t number_of_b) const {
    const auto known = a.near.find(number_of_b);
    if (known != a.near.end()) return known->second;
    const auto size = [](const Cluster& one) { return static_cast<double>(one.members.size()); };
    Bond made = bond_of(sample(a.members), sample(b.members), facts_, kinds_);
    made.sum *= size(a) * size(b) / made.pairs;
    made.pairs = size(a) * size(b);
    return made;
  }

  /// Joins b to a (a < b: the cluster keeps its least member's number).
  void absorb(uint32_t a, uint32_t b) {
    const Cluster first = std::move(clusters_[a]), second = std::move(clusters_[b]);
    Cluster& whole = clusters_[a] = Cluster();
    clusters_[b] = Cluster();
    whole.version = first.version + 1;
    clusters_[b].version = second.version + 1;
    std::merge(first.members.begin(), first.members.end(), second.members.begin(), second.members.end(),
               std::back_inserter(whole.members));
    std::merge(first.documents.begin(), first.documents.end(), second.documents.begin(),
               second.documents.end(), std::back_inserter(whole.documents));

    std::vector<uint32_t> neighbours;
    for (const Cluster* part : {&first, &second}) {
      for (const auto& [other, bond] : part->near) neighbours.push_back(other);
    }
    std::sort(neighbours.begin(), neighbours.end());
    neighbours.erase(std::unique(neighbours.begin(), neighbours.end()), neighbours.end());
    for (const uint32_t other : neighbours) {
      if (other == a || other == b) continue;
      Cluster& neighbour = clusters_[other];
      neighbour.near.erase(a);
      neighbour.near.erase(b);
      if (meet(whole.documents, neighbour.documents)) continue;
      Bond both = bond(first, neighbour, other);
      both.add(bond(second, neighbour, other));
      if (!both.never) connect(a, other, both);
    }
  }

  const std::vector<Facts>& facts_;
  const Kinds& kinds_;
  const std::vector<uint32_t> heads_;
  std::vector<Cluster> clusters_;
  std::priority_queue<Step> steps_;
};

std::string count_words(const Figure& figure) {
  if (!figure.high) return fmt::format("at least {}", figure.low);
  return figure.low == *figure.high ? std::to_string(figure.low)
                                    : fmt::format("{} to {}", figure.low, *figure.high);
}

}  // namespace

Likeness compare(const Facts& a, const Facts& b, const Kinds& kinds) {
  return Comparison(a, b, kinds).run();
}

double probability(double score) {
  return 1 / (1 + std::exp(-score));
}

std::string reason(const Likeness& likeness, const record::ToldAccount& a, const record::ToldAccount& b) {
  std::vector<std::string> parts;
  const auto& date = a.account.date.range;
  const auto& place = a.account.place.place;
  const auto add = [&](Sign sign, std::string text) {
    if (likeness[sign] > 0) parts.push_back(std::move(text));
  };
  if (date.earliest) add(Sign::kSameDay, "same day " + text::to_string(*date.earliest));
  add(Sign::kDayApart, "a day apart");
  add(Sign::kTwoDaysApart, "two days apart");
  add(Sign::kDaysApart, "days apart");
  add(Sign::kRangesMeet, "dates that agree");
  add(Sign::kWideRangesMeet, "dates that do not contradict each other");
  add(Sign::kRangesApart, "dates that do not meet");
  add(Sign::kOtherCountry, "other countries");
  add(Sign::kUndated, "no date to hold against each other");
  add(Sign::kSameTown, fmt::format("same place ({})", place.name));
  add(Sign::kNearTown,
      fmt::format("places close to each other ({}, {})", place.name, b.account.place.place.name));
  add(Sign::kOtherTown, fmt::format("other places ({}, {})", place.name, b.account.place.place.name));
  add(Sign::kSameDistrict, fmt::format("same district ({})", place.admin2));
  add(Sign::kSameProvince, fmt::format("same province ({})", place.admin1));
  add(Sign::kFarApart, fmt::format("places far apart ({}, {})", place.name, b.account.place.place.name));
  add(Sign::kVictimNamed, "the same victim named");
  add(Sign::kVictimNameShared, "victims of one name");
  add(Sign::kSuspectNamed, "the same suspect named");
  add(Sign::kPersonNamed, "the same person of one age named");
  add(Sign::kPersonMentioned, "the same person named");
  const auto killed = record::account_figure(a.account, record::Effect::kKilled, false);
  const auto injured = record::account_figure(a.account, record::Effect::kInjured, false);
  if (killed) add(Sign::kKilledEqual, count_words(*killed) + " killed");
  if (killed) add(Sign::kKilledDiffer, "other numbers killed");
  if (injured) add(Sign::kInjuredEqual, count_words(*injured) + " injured");
  add(Sign::kSameKind, a.account.sub_event_type);
  add(Sign::kOtherKind, fmt::format("{} against {}", a.account.sub_event_type, b.account.sub_event_type));
  add(Sign::kSameDoer, "same perpetrator");
  add(Sign::kOtherDoer, "other perpetrators");
  add(Sign::kSameTarget, "same kind of target");
  add(Sign::kSameElectionTarget, "same election target");
  if (likeness[Sign::kWords] >= 0.2f) parts.push_back("like words");
  if (likeness[Sign::kRarePhrases] > 0) parts.push_back("rare names or numbers in common");
  if (likeness[Sign::kTitle] >= 0.3f) parts.push_back("like headlines");
  add(Sign::kSameSource, "rows of one source");
  add(Sign::kSameAddress, "same address");
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<FairPair> fair_pairs(const std::vector<Facts>& facts, const Kinds& kinds) {
  const std::vector<uint32_t> heads = heads_of(facts);
  std::vector<FairPair> out;
  for (uint32_t i = 0; i < facts.size(); ++i) {
    if (heads[i] != i) out.push_back({std::min(i, heads[i]), std::max(i, heads[i]), kMostOfAPair});
  }
  for (const auto& [a, b] : candidate_pairs(facts, heads)) {
    const Likeness likeness = compare(facts[a], facts[b], kinds);
    if (!likeness.impossible && likeness.score >= kDoubt) out.push_back({a, b, clipped(likeness)});
  }
  std::sort(out.begin(), out.end(), [](const FairPair& a, const FairPair& b) {
    return std::tie(a.first, a.second) < std::tie(b.first, b.second);
  });
  return out;
}

std::vector<std::vector<uint32_t>> cluster(const std::vector<Facts>& facts,
                                           const std::vector<FairPair>& pairs, const Kinds& kinds) {
  return Clustering(facts, kinds).run(pairs);
}

std::pair<uint32_t, uint32_t> likeliest(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b,
                                        const std::vector<Facts>& facts, const Kinds& kinds) {
  std::pair<uint32_t, uint32_t> best{a[0], b[0]};
  double score = kImpossible;
  for (const uint32_t i : sample(a)) {
    for (const uint32_t j : sample(b)) {
      const double s = clipped(compare(facts[i], facts[j], kinds));
      if (s > score) {
        score = s;
        best = {i, j};
      }
    }
  }
  return best;
}

double likeness_of(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b,
                   const std::vector<Facts>& facts, const Kinds& kinds) {
  return bond_of(sample(a), sample(b), facts, kinds).score();
}

}  // namespace roznamcha::merge

#include "merge/keys.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>

#include "merge/digest.h"

namespace roznamcha::merge {
namespace {

enum Thing : uint64_t {
  kCell,
  kTown,
  kDistrict,
  kProvince,
  kCountry,
  kName,
  kHeadline,
  kAddress,
  kWord,
  kPhrase,
  kFigures,
  kVoice,
  kThings
};

/// How far a kind of key reaches in time, in days.
struct Reach {
  int32_t slack;    // by so much the times of two accounts may miss each other; even
  int32_t stretch;  // length of the stretches
  bool coarse;      // finds only where one of two knows no more of the place
  bool rare;        // finds nothing where it is not rare
};
constexpr Reach kReaches[kThings] = {
    /* kCell */ {4, 8, false, false},
    /* kTown */ {4, 8, false, false},
    /* kDistrict */ {4, 8, true, false},
    /* kProvince */ {2, 4, true, false},
    /* kCountry */ {0, 2, true, false},
    /* kName */ {800, 800, false, false},
    /* kHeadline */ {6, 28, false, false},
    /* kAddress */ {800, 800, false, false},
    /* kWord */ {28, 56, false, true},
    /* kPhrase */ {800, 800, false, true},
    /* kFigures */ {4, 8, true, true},
    /* kVoice */ {0, 1, false, true},
};

// Two points at most half a cell apart share a cell, for an account lies in every cell that is within a
// quarter.
constexpr double kCellDegrees = 0.5;
constexpr size_t kWordKeys = 16;
constexpr size_t kTitleKeys = 6;
constexpr size_t kPhraseKeys = 16;
constexpr size_t kPersonKeys = 8;
// Words that every hundredth report has, or every thousandth, find too much.
constexpr uint8_t kRareWord = 80;
constexpr uint8_t kRarePhrase = 96;
constexpr uint8_t kRareInTitle = 48;
// The thing's kind lies in the lowest bits of the key, so that a block's rule is known by its key.
constexpr uint64_t kKindBits = 4;

int64_t hash_of(Thing kind, uint64_t thing) {
  return static_cast<int64_t>(mix(thing, kind) << kKindBits | kind);
}

int32_t floor_div(int32_t a, int32_t b) {
  return a / b - (a % b < 0);
}

class Keys {
 public:
  explicit Keys(const Facts& facts) : facts_(facts) {}

  std::vector<std::pair<Key, Entry>> run() {
    place();
    for (const Term name : facts_.victims) add(kName, name);
    for (const Term name : facts_.suspects) add(kName, name);
    if (facts_.headline) add(kHeadline, facts_.headline);
    if (facts_.url) add(kAddress, facts_.url);
    // Where it was misread when it happened, reports still come out one after the other.
    const bool news = facts_.published && !facts_.background;
    const auto add_words = [&](const std::vector<Word>& words, uint8_t rare, size_t most) {
      for (const Term word : rarest(words, rare, most)) {
        if (news)
          add(kWord, word, *facts_.published, *facts_.published);
        else
          add(kWord, word);
      }
    };
    add_words(facts_.words, kRareWord, kWordKeys);
    add_words(facts_.title, kRareInTitle, kTitleKeys);
    figures();
    for (const Term phrase : rarest(facts_.phrases, kRarePhrase, kPhraseKeys)) add(kPhrase, phrase);
    for (size_t i = 0; i < std::min(facts_.persons.size(), kPersonKeys); ++i)
      add(kPhrase, facts_.persons[i].name);
    std::sort(keys_.begin(), keys_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    keys_.erase(std::unique(keys_.begin(), keys_.end(),
                            [](const auto& a, const auto& b) { return a.first == b.first; }),
                keys_.end());
    return std::move(keys_);
  }

 private:
  void add(Thing kind, uint64_t thing, bool coarse = false) {
    add(kind, thing, facts_.from, facts_.to, coarse);
  }

  void add(Thing kind, uint64_t thing, int32_t from, int32_t to, bool coarse = false) {
    const Reach& reach = kReaches[kind];
    const int64_t hash = hash_of(kind, thing);
    const Entry entry{from, to, facts_.order, 0, coarse};
    const int32_t first = floor_div(from - reach.slack / 2, reach.stretch),
                  last = floor_div(to + reach.slack / 2, reach.stretch);
    // Days rather than numbers of stretches: what lies at one time lies together, whatever its kind.
    for (int32_t i = first; i <= last; ++i) keys_.push_back({{int64_t{i} * reach.stretch, hash}, entry});
  }

  void place() {
    if (facts_.dating == Facts::Dating::kNone) return;
    const Facts& f = facts_;
    if (f.town && f.point) {
      const auto cell = [](double degrees) {
        return static_cast<int64_t>(std::floor(degrees / kCellDegrees));
      };
      constexpr double kEdge = kCellDegrees / 4;
      for (int64_t y = cell(f.point->latitude - kEdge); y <= cell(f.point->latitude + kEdge); ++y) {
        for (int64_t x = cell(f.point->longitude - kEdge); x <= cell(f.point->longitude + kEdge); ++x) {
          add(kCell, mix(static_cast<uint64_t>(y), static_cast<uint64_t>(x)));
        }
      }
    } else if (f.town) {
      add(kTown, mix(f.country, f.town));
    }
    // A district's seat stands for all of it where both have one name.
    if (f.admin2) add(kDistrict, mix(f.country, mix(f.admin1, f.admin2)), !f.town || f.town == f.admin2);
    if (f.admin1) add(kProvince, mix(f.country, f.admin1), f.precision >= record::PlacePrecision::kAdmin1);
    if (f.country) add(kCountry, f.country, !f.admin1 && !f.town);
  }

  /// Reports of one day that tell of as many people hurt, where one does not say where.
  void figures() {
    if (!facts_.published || facts_.background) return;
    const auto best = [&](size_t which) {
      return facts_.figures[which] ? static_cast<uint64_t>(facts_.figures[which]->best) : 0;
    };
    if (best(0) + best(1) == 0) return;
    add(kFigures, mix(best(0), best(1)), *facts_.published, *facts_.published, !facts_.admin1);
  }

  /// The rarest words; of equally rare ones those with the least terms, which is as good as by lot, so that
  /// two lists that have much in common have some of these in common (a bottom-k sketch).
  static std::vector<Term> rarest(const std::vector<Word>& words, uint8_t rare, size_t most) {
    std::vector<Word> found;
    for (const Word& word : words) {
      if (word.rarity >= rare) found.push_back(word);
    }
    const auto rarer = [](const Word& a, const Word& b) {
      return std::tie(b.rarity, a.term) < std::tie(a.rarity, b.term);
    };
    const size_t count = std::min(most, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(), rarer);
    std::vector<Term> out;
    for (size_t i = 0; i < count; ++i) out.push_back(found[i].term);
    return out;
  }

  const Facts& facts_;
  std::vector<std::pair<Key, Entry>> keys_;
};

const Reach& reach_of(const Key& key) {
  return kReaches[std::min<uint64_t>(static_cast<uint64_t>(key.thing) & ((1 << kKindBits) - 1), kThings - 1)];
}

}  // namespace

std::vector<uint32_t> heads_of(const std::vector<Facts>& facts) {
  std::unordered_map<uint64_t, uint32_t> first;
  for (uint32_t i = 0; i < facts.size(); ++i) {
    if (facts[i].voice == 0) continue;
    const auto [at, fresh] = first.emplace(facts[i].voice, i);
    if (!fresh && facts[i].order < facts[at->second].order) at->second = i;
  }
  std::vector<uint32_t> heads(facts.size());
  for (uint32_t i = 0; i < facts.size(); ++i) heads[i] = facts[i].voice ? first.at(facts[i].voice) : i;
  return heads;
}

std::pair<Key, Entry> voice_key(const Facts& facts) {
  return {{facts.from, hash_of(kVoice, facts.voice)}, {facts.from, facts.to, facts.order, 0, false}};
}

std::vector<std::pair<Key, Entry>> keys_of(const Facts& facts) {
  return Keys(facts).run();
}

bool meet(const Key& key, const Entry& a, const Entry& b) {
  const Reach& reach = reach_of(key);
  return a.from <= b.to + reach.slack && b.from <= a.to + reach.slack &&
         (!reach.coarse || a.coarse || b.coarse);
}

void pairs_of(const Key& key, const std::vector<Entry>& block,
              std::vector<std::pair<uint32_t, uint32_t>>& out) {
  const Reach& reach = reach_of(key);
  if (reach.rare && block.size() > kMostRare) return;
  for (uint32_t i = 0; i < block.size(); ++i) {
    for (uint32_t j = i + 1;
         j < block.size() && j - i <= kMostNear && block[j].from <= block[i].to + reach.slack; ++j) {
      if (meet(key, block[i], block[j])) out.emplace_back(i, j);
    }
  }
}

bool is_pair(const Key& key, const std::vector<Entry>& block, const Entry& a, const Entry& b) {
  if ((reach_of(key).rare && block.size() > kMostRare) || !meet(key, a, b)) return false;
  const auto place = [&](const Entry& entry) {
    auto at = std::lower_bound(block.begin(), block.end(), entry);
    while (at != block.end() && at->account != entry.account) ++at;
    return at - block.begin();
  };
  return static_cast<size_t>(std::abs(place(a) - place(b))) <= kMostNear;
}

void changes_of(const Key& key, const std::vector<Entry>& after, const std::vector<uint32_t>& added,
                const std::vector<Entry>& removed, Changes& out) {
  const size_t size_before = after.size() - added.size() + removed.size();
  const bool rare = reach_of(key).rare;
  const bool silent_before = rare && size_before > kMostRare, silent_after = rare && after.size() > kMostRare;
  if (silent_before && silent_after) return;

  // Each entry that stays or came, with its rank then and now.
  struct Ranked {
    const Entry* entry;
    size_t before, after;
    bool fresh;
  };
  std::vector<Ranked> now;
  std::vector<const Entry*> gone;
  for (const Entry& entry : removed) gone.push_back(&entry);
  std::sort(gone.begin(), gone.end(), [](const Entry* a, const Entry* b) { return *a < *b; });
  size_t before = 0, passed = 0;
  for (const Entry& entry : after) {
    for (; passed < gone.size() && *gone[passed] < entry; ++passed) ++before;
    const bool fresh = std::find(added.begin(), added.end(), entry.account) != added.end();
    now.push_back({&entry, before, now.size(), fresh});
    before += !fresh;
  }
  const auto weigh = [&](const Ranked& a, const Ranked& b) {
    const bool old = !a.fresh && !b.fresh;
    const bool near_before = old && !silent_before && b.before - a.before <= kMostNear,
               near_after = !silent_after && b.after - a.after <= kMostNear;
    if (near_before == near_after || !meet(key, *a.entry, *b.entry)) return;
    (near_after ? out.came : out.went).push_back(std::minmax(a.entry->account, b.entry->account));
  };
  if (silent_before != silent_after) {
    for (size_t i = 0; i < now.size(); ++i) {
      for (size_t j = i + 1; j < now.size() && j <= i + kMostNear + added.size(); ++j) weigh(now[i], now[j]);
    }
    return;
  }
  for (size_t i = 0; i < now.size(); ++i) {
    if (!now[i].fresh) continue;
    for (size_t j = i + 1; j < now.size() && j <= i + kMostNear; ++j) weigh(now[i], now[j]);
    for (size_t j = i; j-- > 0 && i - j <= kMostNear;) {
      if (!now[j].fresh) weigh(now[j], now[i]);
    }
  }
  // Between two that were there before, something changes only if they are about kMostNear apart.
  const size_t change = added.size() + removed.size();
  const size_t edge = kMostNear > change ? kMostNear - change : 1;
  for (size_t i = 0; i + edge < now.size(); ++i) {
    if (now[i].fresh) continue;
    for (size_t j = i + edge; j < now.size() && j <= i + kMostNear + change; ++j) {
      if (!now[j].fresh) weigh(now[i], now[j]);
    }
  }
}

std::vector<std::pair<uint32_t, uint32_t>> candidate_pairs(const std::vector<Facts>& facts,
                                                           const std::vector<uint32_t>& heads) {
  std::vector<std::pair<Key, Entry>> all;
  for (uint32_t i = 0; i < facts.size(); ++i) {
    if (heads[i] != i) continue;
    for (auto [key, entry] : keys_of(facts[i])) {
      entry.account = i;
      all.emplace_back(key, entry);
    }
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second) < std::tie(b.first, b.second);
  });
  std::vector<std::pair<uint32_t, uint32_t>> found, positions;
  std::vector<Entry> block;
  for (size_t begin = 0; begin < all.size();) {
    block.clear();
    size_t end = begin;
    for (; end < all.size() && all[end].first == all[begin].first; ++end) block.push_back(all[end].second);
    positions.clear();
    pairs_of(all[begin].first, block, positions);
    for (const auto& [i, j] : positions) {
      const uint32_t a = block[i].account, b = block[j].account;
      if (facts[a].document != facts[b].document) found.push_back(std::minmax(a, b));
    }
    begin = end;
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace roznamcha::merge

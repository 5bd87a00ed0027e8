#include <algorithm>
#include <cmath>
#include <tuple>

#include "merge/link.h"

namespace roznamcha::merge {
namespace {

// Days by which the windows of two accounts may miss each other.
constexpr int32_t kSlack = 3;
constexpr int32_t kAnyTime = 400;
constexpr int32_t kEver = 1 << 28;
constexpr double kCellDegrees = 0.5;
// A word that stands in more accounts than this finds no candidates.
constexpr uint32_t kRareWord = 40;
constexpr uint32_t kRarePhrase = 80;
constexpr size_t kWordsPerAccount = 20;
constexpr size_t kPhrasesPerAccount = 30;
// Days between reports that are found by their words.
constexpr int32_t kPublishedSlack = 14;

/// One thing by which an account can be found.
struct Entry {
  uint64_t key = 0;
  int32_t from = 0;
  int32_t to = 0;
  uint32_t account = 0;
  bool coarse = false;
};

uint64_t mix(uint64_t a, uint64_t b) {
  uint64_t h = a * 0x9e3779b97f4a7c15ULL ^ (b + 0x7f4a7c15ULL + (a << 6) + (a >> 2));
  h ^= h >> 31;
  h *= 0xbf58476d1ce4e5b9ULL;
  return h ^ (h >> 29);
}

class Finder {
 public:
  explicit Finder(const std::vector<Facts>& facts) : facts_(facts) {}

  std::vector<std::pair<uint32_t, uint32_t>> run() {
    by_place();
    by_coarse_place();
    by_names();
    by_words();
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  void add(uint64_t kind, uint64_t key, uint32_t account, bool coarse = false) {
    const Facts& f = facts_[account];
    const bool dated = f.dating != Facts::Dating::kNone;
    entries_.push_back({mix(key, kind), dated ? f.from : -kEver, dated ? f.to : kEver, account, coarse});
  }

  /// Pairs those entries of one key whose windows meet, the soonest first, at most `most` for one account.
  /// `one_coarse`: only pairs of which one at least is coarse.
  void pair_up(int32_t slack, size_t most, bool one_coarse = false) {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      return std::tie(a.key, a.from, a.to, a.account) < std::tie(b.key, b.from, b.to, b.account);
    });
    for (size_t begin = 0; begin < entries_.size();) {
      size_t end = begin;
      while (end < entries_.size() && entries_[end].key == entries_[begin].key) ++end;
      coarse_.clear();
      for (size_t i = begin; i < end; ++i) {
        if (entries_[i].coarse) coarse_.push_back(static_cast<uint32_t>(i));
      }
      for (size_t i = begin; i < end; ++i) {
        const Entry& a = entries_[i];
        size_t pairs = 0;
        const auto meet = [&](const Entry& b) {
          if (b.from > a.to + slack || pairs == most) return false;
          if (a.account != b.account && facts_[a.account].document != facts_[b.account].document) {
            found_.push_back(std::minmax(a.account, b.account));
            ++pairs;
          }
          return true;
        };
        if (one_coarse && !a.coarse) {
          for (auto at = std::upper_bound(coarse_.begin(), coarse_.end(), i);
               at != coarse_.end() && meet(entries_[*at]); ++at) {
          }
        } else {
          for (size_t j = i + 1; j < end && meet(entries_[j]); ++j) {
          }
        }
      }
      begin = end;
    }
    entries_.clear();
    // Found again and again by several keys: keep the list short.
    if (found_.size() > compact_at_) {
      std::sort(found_.begin(), found_.end());
      found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
      compact_at_ = std::max<size_t>(compact_at_, 2 * found_.size());
    }
  }

  void by_place() {
    for (uint32_t i = 0; i < facts_.size(); ++i) {
      const Facts& f = facts_[i];
      if (f.dating != Facts::Dating::kNone && f.town) add(1, mix(f.country, f.town), i);
    }
    pair_up(kSlack, 200);
    // Two points less than half a cell apart share a cell of one of four grids, each shifted by half a cell.
    for (int grid = 0; grid < 4; ++grid) {
      for (uint32_t i = 0; i < facts_.size(); ++i) {
        const Facts& f = facts_[i];
        if (f.dating == Facts::Dating::kNone || !f.town || !f.point) continue;
        const auto cell = [&](double degrees, bool shifted) {
          return static_cast<uint64_t>(
              static_cast<int64_t>(std::floor(degrees / kCellDegrees + (shifted ? 0.5 : 0))));
        };
        add(2,
            mix(cell(f.point->latitude, grid & 1),
                mix(cell(f.point->longitude, grid & 2), static_cast<uint64_t>(grid))),
            i);
      }
      pair_up(1, 60);
    }
    for (uint32_t i = 0; i < facts_.size(); ++i) {
      const Facts& f = facts_[i];
      if (f.dating != Facts::Dating::kNone && f.admin2)
        add(3, mix(f.country, mix(f.admin1, f.admin2)), i, !f.town);
    }
    pair_up(kSlack, 100, true);
  }

  /// Accounts of which only the province or the country is known, with all that happened there about then.
  void by_coarse_place() {
    for (uint32_t i = 0; i < facts_.size(); ++i) {
      const Facts& f = facts_[i];
      if (f.dating != Facts::Dating::kNone && f.admin1) {
        add(4, mix(f.country, f.admin1), i, f.precision >= record::PlacePrecision::kAdmin1);
      }
    }
    pair_up(1, 60, true);
    for (uint32_t i = 0; i < facts_.size(); ++i) {
      const Facts& f = facts_[i];
      if (f.dating != Facts::Dating::kNone && f.country) add(5, f.country, i, !f.admin1 && !f.town);
    }
    pair_up(0, 40, true);
  }

  void by_names() {
    for (uint32_t i = 0; i < facts_.size(); ++i) {
      for (const Term name : facts_[i].victims) add(6, name, i);
      for (const Term name : facts_[i].suspects) add(6, name, i);
    }
    pair_up(kAnyTime, 50);
    for (uint32_t i = 0; i < facts_.size(); ++i) {
      if (facts_[i].headline) add(7, facts_[i].headline, i);
    }
    pair_up(kSlack, 50);
    for (uint32_t i = 0; i < facts_.size(); ++i) {
      if (facts_[i].url) add(8, facts_[i].url, i);
    }
    pair_up(kAnyTime, 20);
  }

  void by_words() {
    std::vector<uint32_t> counts;
    const auto count = [&](const std::vector<Weighted>& words) {
      for (const Weighted& word : words) {
        if (counts.size() <= word.term) counts.resize(word.term + 1);
        ++counts[word.term];
      }
    };
    for (const Facts& f : facts_) {
      count(f.words);
      count(f.phrases);
    }
    // What stands in one account alone finds nothing and is passed over: the rarest of those that are shared
    // are wanted.
    const auto find_by = [&](const std::vector<Weighted>& words, uint32_t rare, size_t most,
                             uint32_t account) {
      rarest_.clear();
      for (const Weighted& word : words) {
        if (counts[word.term] >= 2 && counts[word.term] <= rare) rarest_.push_back(word);
      }
      std::sort(rarest_.begin(), rarest_.end(), [&](const Weighted& a, const Weighted& b) {
        return std::tie(counts[a.term], a.term) < std::tie(counts[b.term], b.term);
      });
      // Where it was misread when it happened, reports still come out one after the other.
      const Facts& f = facts_[account];
      for (size_t k = 0; k < std::min(most, rarest_.size()); ++k) {
        if (f.published && !f.background)
          entries_.push_back({mix(rarest_[k].term, 9), *f.published, *f.published, account, false});
        else
          add(9, rarest_[k].term, account);
      }
    };
    for (uint32_t i = 0; i < facts_.size(); ++i) find_by(facts_[i].words, kRareWord, kWordsPerAccount, i);
    pair_up(kPublishedSlack, 20);
    for (uint32_t i = 0; i < facts_.size(); ++i)
      find_by(facts_[i].phrases, kRarePhrase, kPhrasesPerAccount, i);
    pair_up(kAnyTime, 20);
  }

  const std::vector<Facts>& facts_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> coarse_;
  std::vector<Weighted> rarest_;
  std::vector<std::pair<uint32_t, uint32_t>> found_;
  size_t compact_at_ = 4'000'000;
};

}  // namespace

std::vector<std::pair<uint32_t, uint32_t>> candidate_pairs(const std::vector<Facts>& facts) {
  return Finder(facts).run();
}

}  // namespace roznamcha::merge

#include "merge/keys.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace roznamcha::merge {
namespace {

using Pairs = std::set<std::pair<uint32_t, uint32_t>>;

Pairs pairs(const Key& key, std::vector<Entry> block) {
  std::sort(block.begin(), block.end());
  std::vector<std::pair<uint32_t, uint32_t>> positions;
  pairs_of(key, block, positions);
  Pairs out;
  for (const auto& [i, j] : positions) out.insert(std::minmax(block[i].account, block[j].account));
  return out;
}

Pairs minus(const Pairs& a, const Pairs& b) {
  Pairs out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
  return out;
}

RC_GTEST_PROP(Keys, ChangesAreTheDifferenceOfAllPairs, (uint32_t seed)) {
  std::mt19937 random(seed);
  const auto below = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
  for (int64_t kind = 0; kind < 11; ++kind) {
    const Key key{0, kind};
    const size_t old = 150 + below(120), fresh = below(40);
    std::vector<Entry> before, after, removed;
    std::vector<uint32_t> added;
    for (uint32_t i = 0; i < old + fresh; ++i) {
      const auto from = static_cast<int32_t>(below(6));
      const Entry entry{from, from + static_cast<int32_t>(below(3)), random(), i, below(3) == 0};
      if (i >= old) {
        after.push_back(entry);
        added.push_back(i);
        continue;
      }
      before.push_back(entry);
      if (below(10) == 0)
        removed.push_back(entry);
      else
        after.push_back(entry);
    }
    std::sort(after.begin(), after.end());
    Changes changes;
    changes_of(key, after, added, removed, changes);
    const Pairs then = pairs(key, before), now = pairs(key, after);
    Pairs went = minus(then, now);
    for (const Entry& entry : removed)
      std::erase_if(went,
                    [&](const auto& p) { return p.first == entry.account || p.second == entry.account; });
    RC_ASSERT(Pairs(changes.came.begin(), changes.came.end()) == minus(now, then));
    RC_ASSERT(Pairs(changes.went.begin(), changes.went.end()) == went);
    for (int i = 0; i < 100; ++i) {
      const Entry &a = after[below(static_cast<uint32_t>(after.size()))],
                  &b = after[below(static_cast<uint32_t>(after.size()))];
      if (a.account == b.account) continue;
      RC_ASSERT(is_pair(key, after, a, b) == now.contains(std::minmax(a.account, b.account)));
    }
  }
}

TEST(Facts, SurviveAsBytes) {
  Facts facts;
  facts.dating = Facts::Dating::kRange;
  facts.from = -40;
  facts.to = 19'000;
  facts.published = 19'001;
  facts.country = term_of("PK");
  facts.town = term_of("tarn");
  facts.point = geo::Point{-3.5, 70.25};
  facts.sub_event_type = "Attack";
  facts.figures[0] = record::Figure{3, 4, std::nullopt};
  facts.figures[1] = record::Figure{-1, 0, 7};
  facts.victims = {term_of("ali gul ")};
  facts.words = {{1, 3}, {7, 140}};
  facts.words_length = 140.03214f;
  facts.aside = true;
  facts.order = UINT64_MAX;
  const std::string bytes = to_bytes(facts);
  const auto back = facts_from_bytes(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(to_bytes(*back), bytes);
  EXPECT_EQ(back->from, -40);
  EXPECT_EQ(back->figures[1]->high, 7);
  EXPECT_FALSE(back->figures[0]->high);
  EXPECT_NEAR(back->words_length, 140.03, 0.01);
  for (size_t i = 0; i < bytes.size(); ++i) EXPECT_FALSE(facts_from_bytes(bytes.substr(0, i))) << i;
  EXPECT_FALSE(facts_from_bytes(bytes + "x"));
}

}  // namespace
}  // namespace roznamcha::merge

#include "merge/decisions.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "merge/link.h"

namespace roznamcha::merge {
namespace {

using record::Review;

class Table {
 public:
  Table(std::vector<std::vector<uint32_t>> clusters, const std::vector<record::ToldAccount>& accounts,
        const std::vector<Facts>& facts, const Kinds& kinds)
      : accounts_(accounts),
        facts_(facts),
        kinds_(kinds),
        clusters_(std::move(clusters)),
        cluster_of_(accounts.size()) {
    for (uint32_t c = 0; c < clusters_.size(); ++c) {
      for (const uint32_t account : clusters_[c]) cluster_of_[account] = c;
    }
    for (uint32_t i = 0; i < accounts.size(); ++i) numbers_.emplace(accounts[i].account.id, i);
  }

  void merge(const Review& review) {
    const std::vector<uint32_t> named = members(review);
    if (named.empty()) return;
    uint32_t into = cluster_of_[named[0]];
    for (const uint32_t account : named) into = std::min(into, cluster_of_[account]);
    for (const uint32_t account : named) {
      const uint32_t from = cluster_of_[account];
      if (from == into) continue;
      for (const uint32_t moved : clusters_[from]) cluster_of_[moved] = into;
      clusters_[into].insert(clusters_[into].end(), clusters_[from].begin(), clusters_[from].end());
      clusters_[from].clear();
    }
    std::sort(clusters_[into].begin(), clusters_[into].end());
  }

  void split(const Review& review) {
    const std::vector<uint32_t> named = members(review);
    if (named.empty()) return;
    std::vector<uint32_t> out = named, rest, late;
    std::vector<uint32_t> touched;
    for (const uint32_t account : named) touched.push_back(cluster_of_[account]);
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    std::vector<uint32_t> free;
    for (const uint32_t cluster : touched) {
      rest.clear();
      late.clear();
      for (const uint32_t account : clusters_[cluster]) {
        if (std::binary_search(named.begin(), named.end(), account)) continue;
        // Two moments of one form compare as text; an account without one was there from the start.
        const bool after = !review.learnt.empty() && accounts_[account].report.learnt > review.learnt;
        (after ? late : rest).push_back(account);
      }
      const std::vector<uint32_t> known = rest;
      for (const uint32_t account : late) {
        const bool stays = !known.empty() && likeness_of({account}, known, facts_, kinds_) >=
                                                 likeness_of({account}, named, facts_, kinds_);
        (stays ? rest : free).push_back(account);
      }
      std::sort(rest.begin(), rest.end());
      clusters_[cluster] = rest;
    }
    out.insert(out.end(), free.begin(), free.end());
    std::sort(out.begin(), out.end());
    const auto number = static_cast<uint32_t>(clusters_.size());
    for (const uint32_t account : out) cluster_of_[account] = number;
    clusters_.push_back(std::move(out));
  }

  Decided result(const std::vector<const Review*>& decisions) {
    Decided decided;
    std::vector<uint32_t> order;
    for (uint32_t c = 0; c < clusters_.size(); ++c) {
      if (!clusters_[c].empty()) order.push_back(c);
    }
    std::sort(order.begin(), order.end(),
              [&](uint32_t a, uint32_t b) { return clusters_[a][0] < clusters_[b][0]; });
    std::vector<std::vector<const Review*>> on(clusters_.size());
    for (const Review* review : decisions) {
      for (const uint32_t account : members(*review)) {
        auto& list = on[cluster_of_[account]];
        if (list.empty() || list.back() != review) list.push_back(review);
      }
    }
    for (const uint32_t c : order) {
      decided.clusters.push_back(std::move(clusters_[c]));
      decided.by_cluster.push_back(std::move(on[c]));
    }
    return decided;
  }

 private:
  std::vector<uint32_t> members(const Review& review) const {
    std::vector<uint32_t> out;
    for (const std::string& id : review.accounts) {
      const auto found = numbers_.find(id);
      if (found != numbers_.end()) out.push_back(found->second);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  const std::vector<record::ToldAccount>& accounts_;
  const std::vector<Facts>& facts_;
  const Kinds& kinds_;
  std::vector<std::vector<uint32_t>> clusters_;
  std::vector<uint32_t> cluster_of_;
  std::unordered_map<std::string, uint32_t> numbers_;
};

}  // namespace

std::vector<const Review*> standing(const std::vector<Review>& reviews) {
  std::vector<const Review*> ordered;
  for (const Review& review : reviews) ordered.push_back(&review);
  std::sort(ordered.begin(), ordered.end(),
            [](const Review* a, const Review* b) { return a->number < b->number; });
  // From the last backwards: an undo that is itself taken back takes nothing back.
  std::unordered_set<int64_t> undone;
  std::vector<const Review*> out;
  for (auto at = ordered.rbegin(); at != ordered.rend(); ++at) {
    if (undone.contains((*at)->number)) continue;
    if ((*at)->kind == Review::Kind::kUndo)
      undone.insert((*at)->undoes);
    else
      out.push_back(*at);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

Decided decide(std::vector<std::vector<uint32_t>> clusters, const std::vector<const Review*>& decisions,
               const std::vector<record::ToldAccount>& accounts, const std::vector<Facts>& facts,
               const Kinds& kinds) {
  Table table(std::move(clusters), accounts, facts, kinds);
  for (const Review* review : decisions) {
    if (review->kind == Review::Kind::kMerge) table.merge(*review);
    if (review->kind == Review::Kind::kSplit) table.split(*review);
  }
  return table.result(decisions);
}

bool held_apart(std::string_view first, std::string_view first_learnt, std::string_view second,
                std::string_view second_learnt, const std::vector<const Review*>& decisions) {
  return std::any_of(decisions.begin(), decisions.end(), [&](const Review* review) {
    if (review->kind != Review::Kind::kSplit) return false;
    const auto names = [&](std::string_view id) {
      return std::find(review->accounts.begin(), review->accounts.end(), id) != review->accounts.end();
    };
    const bool one = names(first), other = names(second);
    if (one == other) return false;
    return review->learnt.empty() || (one ? second_learnt : first_learnt) <= review->learnt;
  });
}

}  // namespace roznamcha::merge

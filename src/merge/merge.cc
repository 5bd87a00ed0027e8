#include "merge/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <set>

#include "merge/decisions.h"
#include "merge/facts.h"
#include "merge/kinds.h"
#include "merge/link.h"
#include "merge/reconcile.h"

namespace roznamcha::merge {
namespace {

using record::Review;
using record::ToldAccount;

// Of large incidents each account is held against this many others for its reason.
constexpr size_t kMostReasons = 32;

}  // namespace

std::vector<std::string> joins(const std::vector<ToldAccount>& accounts, const std::vector<Facts>& facts,
                               const Kinds& kinds, const std::vector<const Review*>& decisions) {
  std::vector<std::string> out;
  for (const Review* decision : decisions) {
    if (decision->kind != Review::Kind::kMerge && decision->kind != Review::Kind::kSplit) continue;
    out.push_back(fmt::format("{} by {} (decision {}){}",
                              decision->kind == Review::Kind::kMerge ? "merged" : "split",
                              decision->by.empty() ? "a person" : decision->by, decision->number,
                              decision->reason.empty() ? "" : ": " + decision->reason));
  }
  for (size_t i = 1; i < accounts.size(); ++i) {
    Likeness best;
    size_t with = 0;
    for (size_t j = 0; j < std::min(i, kMostReasons); ++j) {
      const Likeness likeness = compare(facts[j], facts[i], kinds);
      if (j > 0 && likeness.score <= best.score) continue;
      best = likeness;
      with = j;
    }
    out.push_back(fmt::format("{} with {}: {} ({:.2f})", accounts[i].account.id, accounts[with].account.id,
                              reason(best, accounts[with], accounts[i]), probability(best.score)));
  }
  return out;
}

Merged merge(std::vector<ToldAccount> accounts, const std::vector<Review>& reviews, Convention convention,
             const pack::Pack& pack) {
  return merge(std::move(accounts), reviews, convention, Kinds::of(pack), &pack, CommonWords::of(pack));
}

Merged merge(std::vector<ToldAccount> accounts, const std::vector<Review>& reviews, Convention convention,
             const Kinds& kinds, const pack::Pack* pack, const CommonWords& common) {
  std::sort(accounts.begin(), accounts.end(),
            [](const ToldAccount& a, const ToldAccount& b) { return a.account.id < b.account.id; });
  assert(std::adjacent_find(accounts.begin(), accounts.end(), [](const ToldAccount& a, const ToldAccount& b) {
           return a.account.id == b.account.id;
         }) == accounts.end());
  const std::vector<Facts> facts = gather_facts(accounts, common);
  const std::vector<FairPair> pairs = fair_pairs(facts, kinds);
  const std::vector<const Review*> decisions = standing(reviews);
  const Decided decided = decide(cluster(facts, pairs, kinds), decisions, accounts, facts, kinds);
  const auto& clusters = decided.clusters;

  std::vector<uint32_t> incident_of(accounts.size());
  for (uint32_t c = 0; c < clusters.size(); ++c) {
    for (const uint32_t account : clusters[c]) incident_of[account] = c;
  }
  std::set<std::pair<uint32_t, uint32_t>> near;  // incidents that a fair pair lies between
  for (const FairPair& pair : pairs) {
    const uint32_t a = incident_of[pair.first], b = incident_of[pair.second];
    if (a != b) near.insert(std::minmax(a, b));
  }
  Merged merged;
  for (const auto& [a, b] : near) {
    const double score = likeness_of(clusters[a], clusters[b], facts, kinds);
    if (score < kDoubt) continue;
    const auto [i, j] = likeliest(clusters[a], clusters[b], facts, kinds);
    const ToldAccount &one = accounts[i], &other = accounts[j];
    if (held_apart(one.account.id, one.report.learnt, other.account.id, other.report.learnt, decisions))
      continue;
    merged.duplicates.push_back({accounts[clusters[a][0]].account.id, accounts[clusters[b][0]].account.id,
                                 probability(score), reason(compare(facts[i], facts[j], kinds), one, other)});
  }
  const auto by_score = [](const record::PossibleDuplicate& a, const record::PossibleDuplicate& b) {
    return std::tie(b.score, a.first, a.second) < std::tie(a.score, b.first, b.second);
  };
  std::sort(merged.duplicates.begin(), merged.duplicates.end(), by_score);

  for (size_t c = 0; c < clusters.size(); ++c) {
    std::vector<ToldAccount> members;
    std::vector<Facts> of_members;
    for (const uint32_t account : clusters[c]) {
      members.push_back(std::move(accounts[account]));
      of_members.push_back(facts[account]);
    }
    std::vector<std::string> why = joins(members, of_members, kinds, decided.by_cluster[c]);
    merged.incidents.push_back(reconcile(std::move(members), convention, kinds, decided.by_cluster[c], pack));
    merged.incidents.back().joins = std::move(why);
  }
  return merged;
}

}  // namespace roznamcha::merge

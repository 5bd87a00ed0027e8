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

/// For every account but the first, the earlier one that it is likest to, and why; and what people decided.
std::vector<std::string> joins(const std::vector<uint32_t>& members, const std::vector<ToldAccount>& accounts,
                               const std::vector<Facts>& facts, const Kinds& kinds,
                               const std::vector<const Review*>& decisions) {
  std::vector<std::string> out;
  for (const Review* decision : decisions) {
    if (decision->kind != Review::Kind::kMerge && decision->kind != Review::Kind::kSplit) continue;
    out.push_back(fmt::format("{} by {} (decision {}){}",
                              decision->kind == Review::Kind::kMerge ? "merged" : "split",
                              decision->by.empty() ? "a person" : decision->by, decision->number,
                              decision->reason.empty() ? "" : ": " + decision->reason));
  }
  for (size_t i = 1; i < members.size(); ++i) {
    Likeness best;
    uint32_t with = members[0];
    for (size_t j = 0; j < std::min(i, kMostReasons); ++j) {
      const Likeness likeness = compare(facts[members[j]], facts[members[i]], kinds);
      if (j > 0 && likeness.score <= best.score) continue;
      best = likeness;
      with = members[j];
    }
    out.push_back(fmt::format("{} with {}: {} ({:.2f})", accounts[members[i]].account.id,
                              accounts[with].account.id, reason(best, accounts[with], accounts[members[i]]),
                              probability(best.score)));
  }
  return out;
}

}  // namespace

Merged merge(std::vector<ToldAccount> accounts, const std::vector<Review>& reviews, Convention convention,
             const pack::Pack& pack) {
  return merge(std::move(accounts), reviews, convention, Kinds::of(pack), &pack);
}

Merged merge(std::vector<ToldAccount> accounts, const std::vector<Review>& reviews, Convention convention,
             const Kinds& kinds, const pack::Pack* pack) {
  std::sort(accounts.begin(), accounts.end(),
            [](const ToldAccount& a, const ToldAccount& b) { return a.account.id < b.account.id; });
  assert(std::adjacent_find(accounts.begin(), accounts.end(), [](const ToldAccount& a, const ToldAccount& b) {
           return a.account.id == b.account.id;
         }) == accounts.end());
  const std::vector<Facts> facts = gather_facts(accounts);
  Links links = link(facts, kinds);
  const std::vector<const Review*> decisions = standing(reviews);
  const Decided decided = decide(std::move(links.clusters), decisions, accounts, facts, kinds);

  std::vector<uint32_t> incident_of(accounts.size());
  for (uint32_t c = 0; c < decided.clusters.size(); ++c) {
    for (const uint32_t account : decided.clusters[c]) incident_of[account] = c;
  }
  std::vector<std::vector<std::string>> reasons;
  Merged merged;
  for (const Links::Doubt& doubt : links.doubts) {
    const uint32_t a = incident_of[doubt.first], b = incident_of[doubt.second];
    if (a == b || decided.apart.contains(std::minmax(doubt.first, doubt.second))) continue;
    const auto [first, second] = std::minmax(a, b);
    merged.duplicates.push_back({accounts[decided.clusters[first][0]].account.id,
                                 accounts[decided.clusters[second][0]].account.id, probability(doubt.score),
                                 reason(compare(facts[doubt.first], facts[doubt.second], kinds),
                                        accounts[doubt.first], accounts[doubt.second])});
  }
  const auto by_score = [](const record::PossibleDuplicate& a, const record::PossibleDuplicate& b) {
    return std::tie(b.score, a.first, a.second) < std::tie(a.score, b.first, b.second);
  };
  std::sort(merged.duplicates.begin(), merged.duplicates.end(), by_score);

  for (size_t c = 0; c < decided.clusters.size(); ++c) {
    reasons.push_back(joins(decided.clusters[c], accounts, facts, kinds, decided.by_cluster[c]));
  }
  // The facts look into the accounts, which move from here on.
  for (size_t c = 0; c < decided.clusters.size(); ++c) {
    std::vector<ToldAccount> members;
    for (const uint32_t account : decided.clusters[c]) members.push_back(std::move(accounts[account]));
    merged.incidents.push_back(reconcile(std::move(members), convention, kinds, decided.by_cluster[c], pack));
    merged.incidents.back().joins = std::move(reasons[c]);
  }
  return merged;
}

}  // namespace roznamcha::merge

// Which accounts tell of the same incident.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "merge/facts.h"
#include "merge/kinds.h"

namespace roznamcha::merge {

/// What two accounts have in common and what parts them; each is weighed by a number in link.cc.
enum class Sign : uint8_t {
  kAlways,
  kSameDay,
  kDayApart,
  kTwoDaysApart,
  kDaysApart,
  kRangesMeet,
  kWideRangesMeet,
  kRangesApart,
  kLongApart,
  kUndated,
  kPublishedTogether,
  kPublishedApart,
  kSameTown,
  kNearTown,
  kOtherTown,
  kSameDistrict,
  kSameProvince,
  kFarApart,
  kVeryFar,
  kOtherCountry,
  kLargePlace,
  kPlaceUnknown,
  kSameKind,
  kOtherKind,
  kKilledEqual,
  kKilledMany,
  kKilledDiffer,
  kInjuredEqual,
  kInjuredDiffer,
  kVictimNamed,
  kVictimNameShared,
  kVictimsDiffer,
  kSuspectNamed,
  kPersonNamed,
  kPersonMentioned,
  kSameDoer,
  kOtherDoer,
  kSameTarget,
  kOtherTarget,
  kSameWeapon,
  kOtherWeapon,
  kSameElectionTarget,
  kWords,
  kManyWords,
  kPhrases,
  kRarePhrases,
  kOwnText,
  kWordless,
  kSameSource,
  kTitle,
  kSameHeadline,
  kSameAddress,
  kRecalled,
  kAside,
  kConflicts,
  kCount,
};
constexpr size_t kSigns = static_cast<size_t>(Sign::kCount);

/// How surely two accounts tell of one incident.
struct Likeness {
  std::array<float, kSigns> signs{};
  double score = 0;    // log odds
  bool apart = false;  // days or places too far from each other
  bool never = false;  // of one document, or of two countries
  bool impossible =
      false;  // must not be linked: never, or apart with no name or address or telling that is alike

  float operator[](Sign sign) const { return signs[static_cast<size_t>(sign)]; }
};
Likeness compare(const Facts& a, const Facts& b, const Kinds& kinds);

/// Log odds as a number from 0 to 1.
double probability(double score);

/// In words, what speaks for a link: "same day 2024-02-05, same town (Tank), both 10 killed".
std::string reason(const Likeness& likeness, const record::ToldAccount& a, const record::ToldAccount& b);

/// Clusters are joined from here on, and listed for a person from there on; log odds.
constexpr double kJoin = 0.8;
constexpr double kDoubt = -0.5;

/// Two accounts that may tell of one incident, first < second.
struct FairPair {
  uint32_t first = 0;
  uint32_t second = 0;
  double score = 0;  // log odds, at most ±kMostOfAPair
};
/// One pair says at most so much for or against the clusters that it lies in.
constexpr double kMostOfAPair = 8;

/// The candidates (keys.h) whose log odds reach kDoubt, and each copy with the head of its voice; sorted.
std::vector<FairPair> fair_pairs(const std::vector<Facts>& facts, const Kinds& kinds);

/// Joins the likeliest clusters first as long as a pair of theirs reaches kJoin, their average over all pairs
/// does too, and no pair of them is impossible. Accounts of one voice are one. So what hangs together by
/// pairs that reach kJoin can be clustered by itself. Indices ascending; sorted by their first. `facts` in
/// the order of the accounts' ids and `pairs` sorted give a fixed result.
std::vector<std::vector<uint32_t>> cluster(const std::vector<Facts>& facts,
                                           const std::vector<FairPair>& pairs, const Kinds& kinds);

/// The likeliest pair of accounts of two sets, one of each (of a sample of large ones), which are not empty.
std::pair<uint32_t, uint32_t> likeliest(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b,
                                        const std::vector<Facts>& facts, const Kinds& kinds);

/// Average log odds over the pairs of two sets of accounts (over a sample of large ones); very low if any
/// pair is impossible.
double likeness_of(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b,
                   const std::vector<Facts>& facts, const Kinds& kinds);

}  // namespace roznamcha::merge

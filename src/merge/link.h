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
  kBusyPlace,
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
  kTitle,
  kSameHeadline,
  kSameAddress,
  kRecalled,
  kAside,
  kCount,
};
constexpr size_t kSigns = static_cast<size_t>(Sign::kCount);

/// How surely two accounts tell of one incident.
struct Likeness {
  std::array<float, kSigns> signs{};
  double score = 0;         // log odds
  bool impossible = false;  // must not be linked, whatever else agrees

  float operator[](Sign sign) const { return signs[static_cast<size_t>(sign)]; }
};
Likeness compare(const Facts& a, const Facts& b, const Kinds& kinds);

/// Log odds as a number from 0 to 1.
double probability(double score);

/// In words, what speaks for a link: "same day 2024-02-05, same town (Tank), both 10 killed".
std::string reason(const Likeness& likeness, const record::ToldAccount& a, const record::ToldAccount& b);

/// Pairs of accounts that may be linked, first < second, sorted. Found by what they share (place and time,
/// names, rare words, …), so that their number grows with the accounts and not with its square.
std::vector<std::pair<uint32_t, uint32_t>> candidate_pairs(const std::vector<Facts>& facts);

struct Links {
  std::vector<std::vector<uint32_t>> clusters;  // indices of accounts, ascending; sorted by their first
  struct Doubt {
    uint32_t first = 0;  // accounts of two clusters, the likeliest pair of them
    uint32_t second = 0;
    double score = 0;  // log odds of the clusters
  };
  std::vector<Doubt> doubts;  // clusters that may be one
};

/// Joins the likeliest clusters first as long as they are likely enough on average over all pairs and no pair
/// of them is impossible. `facts` in a fixed order gives a fixed result.
Links link(const std::vector<Facts>& facts, const Kinds& kinds);

/// Average log odds over the pairs of two sets of accounts (over a sample of large ones); very low if any
/// pair is impossible.
double likeness_of(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b,
                   const std::vector<Facts>& facts, const Kinds& kinds);

}  // namespace roznamcha::merge

// How common words are in news of violence.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "pack/pack.h"

namespace roznamcha::merge {

/// packs/en/common_words.tsv. How much it says that two reports share a word must not depend on what else a
/// register holds, or everything would change with each report that is added.
class CommonWords {
 public:
  /// Steps of rarity that divide a word's share of reports by e.
  static constexpr double kStepsPerE = 16;

  /// Reads the table. Errors (kBadPack): what a pack table may have wrong, a share out of [1, 10000].
  static base::Result<CommonWords> parse(std::string_view tsv);
  /// That of a pack; without words if the pack has no such table.
  static CommonWords of(const pack::Pack& pack);

  /// How rare a word, or a pair of words with a space between, is: 0 if all reports have it, to kRarest for
  /// one that the table does not know.
  uint8_t rarity(std::string_view words) const;
  static constexpr uint8_t kRarest = 140;  // one report of some 6,300

 private:
  std::unordered_map<uint64_t, uint8_t> rarities_;  // by digest
};

}  // namespace roznamcha::merge

#include "merge/common_words.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "merge/digest.h"
#include "pack/table.h"

namespace roznamcha::merge {
namespace {

constexpr std::string_view kFile = "en/common_words.tsv";
constexpr int kAll = 10'000;
// Steps by which a pair that the table does not know is rarer than its words.
constexpr int kPairBonus = 24;

}  // namespace

base::Result<CommonWords> CommonWords::parse(std::string_view tsv) {
  const auto table = pack::Table::parse(tsv, kFile);
  if (!table) return table.error();
  CommonWords common;
  for (size_t row = 0; row < table->size(); ++row) {
    const std::string_view cell = table->cell(row, "share");
    int share = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), share);
    if (error != std::errc() || end != cell.data() + cell.size() || share < 1 || share > kAll) {
      return base::Error{base::ErrorId::kBadPack, "'share' is no number from 1 to 10000",
                         std::string(kFile) + ":" + std::to_string(table->line(row)), ""};
    }
    const double steps = kStepsPerE * std::log(static_cast<double>(kAll) / share);
    common.rarities_.emplace(digest(table->cell(row, "words")),
                             static_cast<uint8_t>(std::min<double>(kRarest, std::round(steps))));
  }
  return common;
}

CommonWords CommonWords::of(const pack::Pack& pack) {
  auto common = parse(pack.bytes(kFile));
  return common ? std::move(*common) : CommonWords();
}

uint8_t CommonWords::rarity(std::string_view words) const {
  const auto found = rarities_.find(digest(words));
  if (found != rarities_.end()) return found->second;
  const size_t space = words.find(' ');
  if (space == std::string_view::npos) return kRarest;
  // Two common words often stand side by side by chance: "officer said".
  const int both = rarity(words.substr(0, space)) + rarity(words.substr(space + 1));
  return static_cast<uint8_t>(std::clamp(both / 2 + kPairBonus, kRarest / 2, int{kRarest}));
}

}  // namespace roznamcha::merge

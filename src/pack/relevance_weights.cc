#include "pack/relevance_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace roznamcha::pack {
namespace {

constexpr double kLargest = 20;
constexpr std::array<std::string_view, 4> kNames = {"document", "account", "gist", "word"};

}  // namespace

base::Result<RelevanceWeights> RelevanceWeights::from_table(const Table& table) {
  const auto bad = [&](size_t row, std::string what) {
    return base::Error{base::ErrorId::kBadPack, std::move(what),
                       fmt::format("{}:{}", table.file(), table.line(row)), ""};
  };
  for (std::string_view column : {"kind", "feature", "weight"}) {
    if (!table.has(column))
      return base::Error{base::ErrorId::kBadPack, fmt::format("no column '{}'", column), table.file(), ""};
  }
  RelevanceWeights out;
  bool biased = false;
  for (size_t row = 0; row < table.size(); ++row) {
    const std::string_view kind = table.cell(row, "kind"), feature = table.cell(row, "feature");
    const auto weight = number(table.cell(row, "weight"));
    if (!weight || !(std::abs(*weight) <= kLargest))
      return bad(row, fmt::format("'{}' is no number from -{} to {}", table.cell(row, "weight"), kLargest,
                                  kLargest));
    if (kind == "bias") {
      if (!feature.empty()) return bad(row, "the bias has a feature");
      out.bias_ = *weight;
      biased = true;
      continue;
    }
    if (feature.empty()) return bad(row, "the sign has no name");
    const auto at = std::find(kNames.begin(), kNames.end(), kind);
    if (at == kNames.end()) return bad(row, fmt::format("unknown kind '{}'", kind));
    out.weights_[static_cast<size_t>(at - kNames.begin())].emplace(feature, *weight);
  }
  if (!biased) return base::Error{base::ErrorId::kBadPack, "no bias", table.file(), ""};
  return out;
}

double RelevanceWeights::weight(Kind kind, std::string_view feature) const {
  const Weights& weights = all(kind);
  const auto at = weights.find(feature);
  return at == weights.end() ? 0 : at->second;
}

}  // namespace roznamcha::pack

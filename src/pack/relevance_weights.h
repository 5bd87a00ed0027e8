// What speaks for and against a document's telling of an incident, and how strongly.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "pack/table.h"

namespace roznamcha::pack {

/// Weights of a logistic model, in logits. Immutable; one serves all threads.
class RelevanceWeights {
 public:
  static constexpr std::string_view kFile = "en/relevance.tsv";

  /// What a row weighs: a sign that the extractor sees in the document or in one of its accounts, what these
  /// say together ("log odds", "no account", "bias") beside the words, or a word (extract/relevance.h).
  enum class Kind : uint8_t { kDocument, kAccount, kGist, kWord };

  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  using Weights = std::unordered_map<std::string, double, Hash, std::equal_to<>>;

  /// Reads the table `kind`, `feature`, `weight`; kinds: bias (one row, no feature), document, account, gist,
  /// word. Errors (kBadPack, with file:line): a missing column, another kind, a sign without a name, a weight
  /// that is no number in -20..20, no bias.
  static base::Result<RelevanceWeights> from_table(const Table& table);

  double bias() const { return bias_; }
  /// 0 if the table does not have it.
  double weight(Kind kind, std::string_view feature) const;
  const Weights& all(Kind kind) const { return weights_[static_cast<size_t>(kind)]; }

 private:
  double bias_ = 0;
  std::array<Weights, 4> weights_;
};

}  // namespace roznamcha::pack

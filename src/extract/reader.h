// From a document to what it states.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "pack/pack.h"
#include "record/account.h"
#include "record/document.h"

namespace roznamcha::extract {

class LearntReader;

/// By what a document is read.
enum class Mode : uint8_t {
  kRules,   // the tables of the packs alone
  kLearnt,  // the model tells what happened to whom; when and where it was, rules say
  kBoth,    // each where it is stronger
};
std::string_view name(Mode mode);  // "rules", "learnt", "both"
std::optional<Mode> mode(std::string_view name);
const std::vector<Mode>& modes();

/// Reads documents by packs and rules. A pure function of document and pack: no clock, no database, no
/// network. One Reader serves all threads.
class Reader {
 public:
  /// By rules alone.
  explicit Reader(std::shared_ptr<const pack::Pack> pack);
  /// Where the pack carries no model, it reads by rules. Errors: kBadModel, kModelNewer.
  static base::Result<Reader> make(std::shared_ptr<const pack::Pack> pack, Mode mode);

  /// By what it really reads.
  Mode mode() const { return learnt_ ? mode_ : Mode::kRules; }

  /// What `document` states. If the document carries no publication date, one is inferred from the text where
  /// it can be. Never fails; a text that tells of nothing gives an empty Reading. Linear time in the text up
  /// to the documented limit of 4,000 sentences; what is beyond is not read. Accounts get ids "1", "2" … in
  /// text order of this document; the register makes them its own.
  record::Reading read(const record::Document& document) const;

 private:
  std::shared_ptr<const pack::Pack> pack_;
  std::shared_ptr<const LearntReader> learnt_;  // null: rules alone
  Mode mode_ = Mode::kRules;
};

}  // namespace roznamcha::extract

// From a document to what it states.
#pragma once

#include <memory>

#include "pack/pack.h"
#include "record/account.h"
#include "record/document.h"

namespace roznamcha::extract {

/// Reads documents by packs and rules. A pure function of document and pack: no clock, no database, no network.
/// One Reader serves all threads.
class Reader {
 public:
  explicit Reader(std::shared_ptr<const pack::Pack> pack);

  /// What `document` states. If the document carries no publication date, one is inferred from the text where it can be.
  /// Never fails; a text that tells of nothing gives an empty Reading. Linear time in the text up to the documented
  /// limit of 4,000 sentences; what is beyond is not read. Accounts get ids "1", "2" … in text order of this document;
  /// the register makes them its own.
  record::Reading read(const record::Document& document) const;

 private:
  std::shared_ptr<const pack::Pack> pack_;
};

}  // namespace roznamcha::extract

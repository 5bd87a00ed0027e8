// From the tellings of one incident to the account of it.
#pragma once

#include <vector>

#include "extract/attribution.h"
#include "extract/drafts.h"
#include "record/account.h"

namespace roznamcha::extract {

struct Told {
  std::vector<record::Account> accounts;  // in text order, ids unset
  std::vector<record::Tally> tallies;     // what was told of many incidents in one breath
};

/// Writes the accounts of a document. Drafts that say nothing but that something happened are left out.
Told write_accounts(const Findings& f);

}  // namespace roznamcha::extract

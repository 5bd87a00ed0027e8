// The verbs `pack check` and `pack list`, and the packs that every other verb works with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "ledger/ledger.h"
#include "pack/pack.h"

namespace roznamcha::app {

/// The packs of a folder, or the built-in ones if "", and places of the user's own from the files `layers`.
/// Errors: kBadPack.
base::Result<std::shared_ptr<const pack::Pack>> load_packs(const std::string& folder = "",
                                                           const std::vector<std::string>& layers = {});

/// Everything that is wrong with them; empty: all well.
std::vector<base::Error> check_packs(const std::string& folder = "");

/// Their files.
base::Result<std::vector<pack::PackFile>> list_packs(const std::string& folder = "");

/// What a reading by this program with these packs is marked with.
ledger::Origin origin_of(const pack::Pack& pack);

}  // namespace roznamcha::app

// The words by which two tellings may be known for one where neither names nor numbers do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/account.h"

namespace roznamcha::merge {

/// Folded words of what `text` says in evidence of `account`, without repeats, sorted; for
/// ToldAccount::words. At most kMostTellingWords, the first ones.
std::vector<std::string> telling_words(std::string_view text, const record::Account& account);
constexpr size_t kMostTellingWords = 400;

}  // namespace roznamcha::merge

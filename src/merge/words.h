// The words by which two tellings may be known for one where neither names nor numbers do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/account.h"

namespace roznamcha::merge {

/// Of each account of a document the folded words of what `text` says of it, without repeats, sorted; for
/// ToldAccount::words. An account's text goes from its evidence to the next account's, so that the details
/// that follow count for it, the first news' own also over other accounts of the same town; of an older
/// incident that is recalled only the evidence counts, unless the report tells of no news. Besides single words
/// there are pairs of them that name somebody or something or say how many: "mill road", "34 year", and
/// persons with their ages: "ali gul 34". At most kMostTellingWords of an account, the first ones, without
/// the persons.
std::vector<std::vector<std::string>> telling_words(std::string_view text,
                                                    const std::vector<record::Account>& accounts);
constexpr size_t kMostTellingWords = 600;

/// Words and pairs of words of a text, in its order, with repeats, until `out` holds kMostTellingWords.
void add_telling_words(std::string_view text, std::vector<std::string>& out);

}  // namespace roznamcha::merge

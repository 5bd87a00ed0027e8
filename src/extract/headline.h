// What a report's title says of the dead and the injured. It sums up what the text tells in pieces.
#pragma once

#include <string_view>
#include <vector>

#include "pack/pack.h"
#include "record/account.h"

namespace roznamcha::extract {

/// Adds the numbers that a title states of one incident to the first of `accounts` (those of its document, in
/// text order) that is news: where the text has none, and where it has another and the title gives a figure.
/// Who was hit and is dead by the title is no longer counted as injured. A title that tells of several
/// incidents says nothing.
void add_headline(std::string_view title, const pack::Pack& pack, std::vector<record::Account>& accounts);

}  // namespace roznamcha::extract

// Numbers in words and figures, with what is said about their exactness: "at least 15", "over three dozen",
// "8-10".
#pragma once

#include <cstdint>
#include <vector>

#include "pack/lexicon.h"
#include "record/account.h"
#include "text/segment.h"

namespace roznamcha::extract {

struct NumberMention {
  uint32_t first = 0, last = 0;  // tokens, the qualifier included
  uint32_t number_first = 0;     // first token of the number itself
  record::Range range;
  record::Qualifier qualifier = record::Qualifier::kExactly;
};

/// All numbers of tokens [first, last), in text order, not overlapping. Years, ordinals, clock times, sums of
/// money, percentages and decimals are none.
std::vector<NumberMention> find_numbers(const text::Segmented& text, uint32_t first, uint32_t last,
                                        const pack::Lexicon& lexicon);

}  // namespace roznamcha::extract

// Things that were hit or used: which words name them, and each told once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extract/analysis.h"
#include "record/account.h"
#include "text/fold.h"

namespace roznamcha::extract {

/// Whether `words` stand in `phrase` as a run of whole words.
bool holds_words(std::string_view phrase, std::string_view words);

/// The first token of [first, head] that is neither an article nor says how many or which others there are:
/// "homes" of "several other homes".
uint32_t first_of_thing(const Analysis& a, uint32_t first, uint32_t head);

/// Adds a person to those whom one incident hit, unless told of already: by the same words, or by a part of the
/// same name. The longer name stays; what one mention leaves open the other says.
void tell_victim(std::vector<record::Victim>& victims, record::Victim one);

/// Adds a mention to those of one incident, unless it is told of already; the longer of two names of one
/// thing stays.
template <typename Mention>
void tell(std::vector<Mention>& list, Mention one) {
  const std::string key = text::fold(one.text);
  for (Mention& other : list) {
    const std::string known = text::fold(other.text);
    if (holds_words(known, key) || (!one.span.empty() && other.span.overlaps(one.span))) return;
    if (!holds_words(key, known)) continue;
    other = std::move(one);
    return;
  }
  list.push_back(std::move(one));
}

}  // namespace roznamcha::extract

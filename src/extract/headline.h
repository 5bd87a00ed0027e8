// What a report's title says of the dead and the injured. It sums up what the text tells in pieces.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pack/pack.h"
#include "record/account.h"

namespace roznamcha::extract {

/// What a title states of one incident; nothing of what it does not state.
struct HeadlineCounts {
  struct Said {
    record::Figure figure;
    std::string group;
    bool numbered = false;  // by a number, not by "a man" or "several"
  };
  std::optional<Said> dead, hurt;
};

/// A title that tells of several incidents says nothing, nor does one of more than 400 bytes.
HeadlineCounts headline_counts(std::string_view title, const pack::Pack& pack);

/// Adds what a title states to the first of `accounts` (those of its document, in text order) that is news:
/// where the text has no number, and where it has another and the title gives a figure. Who was hit and is
/// dead by the title is no longer counted as injured.
void add_headline(const HeadlineCounts& headline, std::vector<record::Account>& accounts);

}  // namespace roznamcha::extract

#include "merge/words.h"

#include <algorithm>

#include "merge/facts.h"

namespace roznamcha::merge {

std::vector<std::string> telling_words(std::string_view text, const record::Account& account) {
  std::vector<std::string> out;
  for (const text::Span span : account.evidence) {
    if (span.end > text.size()) continue;
    for (std::string& word : folded_words(span.of(text))) {
      if (word.size() >= kShortestWord && out.size() < kMostTellingWords) out.push_back(std::move(word));
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace roznamcha::merge

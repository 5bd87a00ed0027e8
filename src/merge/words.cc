#include "merge/words.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>

#include "merge/facts.h"

namespace roznamcha::merge {
namespace {

constexpr size_t kNobody = SIZE_MAX;

/// A stretch of text that tells of one account.
struct Stretch {
  uint32_t begin = 0, end = 0;
  size_t account = 0;
};

/// In text order, without overlaps.
std::vector<Stretch> stretches(std::string_view text, const std::vector<record::Account>& accounts) {
  std::vector<Stretch> evidence;
  for (size_t i = 0; i < accounts.size(); ++i) {
    for (const text::Span span : accounts[i].evidence) {
      if (span.begin < span.end && span.end <= text.size()) evidence.push_back({span.begin, span.end, i});
    }
  }
  std::sort(evidence.begin(), evidence.end(), [](const Stretch& a, const Stretch& b) {
    return std::tie(a.begin, a.end, a.account) < std::tie(b.begin, b.end, b.account);
  });
  // What stands before all evidence (a headline, a dateline) belongs to the first news.
  size_t news = kNobody;
  for (const Stretch& one : evidence) {
    if (news == kNobody && !accounts[one.account].background) news = one.account;
  }
  std::vector<Stretch> out;
  uint32_t at = 0;
  const auto give = [&](uint32_t until, size_t account) {
    if (account != kNobody && until > at) out.push_back({at, until, account});
    at = std::max(at, until);
  };
  for (const Stretch& one : evidence) {
    give(one.begin, news);
    give(one.end, one.account);
    if (!accounts[one.account].background) news = one.account;
  }
  give(static_cast<uint32_t>(text.size()), news);
  return out;
}

bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Whether the places may be one: not if both are known to be in a town, or a district, and these differ.
bool one_place(const record::Place& a, const record::Place& b) {
  const auto differ = [](const std::string& x, const std::string& y) {
    return !x.empty() && !y.empty() && x != y;
  };
  const auto town = [](const record::Place& place) {
    return place.precision <= record::PlacePrecision::kNear ? place.name : std::string();
  };
  return !differ(a.country, b.country) && !differ(a.admin1, b.admin1) && !differ(town(a), town(b));
}

}  // namespace

void add_telling_words(std::string_view text, std::vector<std::string>& out) {
  enum class Look { kPlain, kName, kNumber };
  Look before = Look::kPlain;
  std::string word_before;
  for (size_t at = 0; at < text.size() && out.size() < kMostTellingWords;) {
    if (!in_word(text[at])) {
      // A name goes on over a space or a hyphen, not over a full stop or a comma.
      if (text[at] != ' ' && text[at] != '-') word_before.clear();
      ++at;
      continue;
    }
    const size_t begin = at;
    while (at < text.size() && in_word(text[at])) ++at;
    const char first = text[begin];
    const Look look = first >= '0' && first <= '9'   ? Look::kNumber
                      : first >= 'A' && first <= 'Z' ? Look::kName
                                                     : Look::kPlain;
    for (std::string& word : folded_words(text.substr(begin, at - begin))) {
      const bool named = before == Look::kName && look == Look::kName;
      if (!word_before.empty() && (named || (before == Look::kNumber && look != Look::kNumber))) out.push_back(word_before + ' ' + word);
      if (word.size() >= kShortestWord) out.push_back(word);
      word_before = std::move(word);
    }
    before = look;
  }
}

std::vector<std::vector<std::string>> telling_words(std::string_view text,
                                                    const std::vector<record::Account>& accounts) {
  std::vector<std::vector<std::string>> out(accounts.size());
  size_t first = 0;
  while (first < accounts.size() && accounts[first].background) ++first;
  for (const Stretch& one : stretches(text, accounts)) {
    const std::string_view told = text.substr(one.begin, one.end - one.begin);
    add_telling_words(told, out[one.account]);
    // One incident is often told of in pieces that were not known for one.
    if (first < accounts.size() && one.account != first && !accounts[one.account].background &&
        one_place(accounts[first].place.place, accounts[one.account].place.place))
      add_telling_words(told, out[first]);
  }
  for (auto& words : out) {
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
  }
  return out;
}

}  // namespace roznamcha::merge

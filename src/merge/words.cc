#include "merge/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>

#include "merge/facts.h"

namespace roznamcha::merge {
namespace {

constexpr size_t kNobody = SIZE_MAX;
constexpr size_t kLongestName = 6;   // words
constexpr size_t kMostPersons = 64;  // of a stretch of text

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
  // A report of a trial tells of nothing else than what it recalls.
  if (news == kNobody && !evidence.empty()) news = evidence.front().account;
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

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_name(std::string_view word) {
  return word[0] >= 'A' && word[0] <= 'Z';
}

/// Of "Ali B. Gul Jr." the words "ali" and "gul".
std::vector<std::string> name_words(const std::vector<std::string_view>& run) {
  static constexpr std::string_view kSuffixes[] = {"jr", "sr", "ii", "iii", "iv"};
  std::vector<std::string> out;
  for (const std::string_view word : run) {
    if (word.size() == 1) continue;
    for (std::string& folded : folded_words(word)) {
      if (std::find(std::begin(kSuffixes), std::end(kSuffixes), folded) == std::end(kSuffixes))
        out.push_back(std::move(folded));
    }
  }
  return out;
}

/// Persons with their ages, as "ali gul 34": "Ali Gul, 34," "Ali B. Gul (34)", "the 34-year-old Ali Gul".
/// News gives the ages of those who suffered or are accused, hardly ever those of who speaks for a hospital.
void add_persons(std::string_view text, std::vector<std::string>& out) {
  std::vector<std::string_view> words;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    while (at < text.size() && in_word(text[at])) ++at;
    if (at > begin)
      words.push_back(text.substr(begin, at - begin));
    else
      ++at;
  }
  const auto gap = [&](size_t i) {  // between a word and the next
    const char* end = words[i].data() + words[i].size();
    return std::string_view(end, static_cast<size_t>(words[i + 1].data() - end));
  };
  const auto goes_on = [&](size_t i) {  // a name, after the word
    return gap(i) == " " || gap(i) == "-" || (gap(i) == ". " && words[i].size() == 1);
  };
  const auto add = [&](const std::vector<std::string_view>& run, std::string_view age) {
    const auto name = name_words(run);
    if (name.size() < 2) return;
    const std::string& last = name.back();
    out.push_back(fmt::format("{} {} {}", name[name.size() - 2], last, age));
    // With or without the name between; more words than that are a title.
    if (name.size() == 3) out.push_back(fmt::format("{} {} {}", name[0], last, age));
  };
  const size_t most = out.size() + kMostPersons;
  for (size_t i = 0; i < words.size() && out.size() < most; ++i) {
    if (words[i].size() > 2 || !std::all_of(words[i].begin(), words[i].end(), is_digit)) continue;
    if (i + 3 < words.size() && words[i + 1].starts_with("year") && words[i + 2].starts_with("old") &&
        is_name(words[i + 3]) && gap(i + 2) == " ") {
      std::vector<std::string_view> run{words[i + 3]};
      for (size_t j = i + 3;
           j + 1 < words.size() && goes_on(j) && is_name(words[j + 1]) && run.size() < kLongestName; ++j)
        run.push_back(words[j + 1]);
      add(run, words[i]);
    }
    size_t last = i;  // of the name before, past it by one
    if (last > 1 && (words[i - 1] == "aged" || words[i - 1] == "age")) --last;
    if (last == 0 || (gap(last - 1) != ", " && gap(last - 1) != " (" && gap(last - 1) != "., ")) continue;
    const size_t after = static_cast<size_t>(words[i].data() + words[i].size() - text.data());
    const std::string_view rest = text.substr(after);
    if (!rest.empty() && !rest.starts_with(" of ") &&
        std::string_view(",.;)-").find(rest[0]) == std::string_view::npos)
      continue;
    std::vector<std::string_view> run;
    for (size_t j = last;
         j-- > 0 && is_name(words[j]) && (j + 1 == last || goes_on(j)) && run.size() < kLongestName;)
      run.insert(run.begin(), words[j]);
    add(run, words[i]);
  }
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
      if (!word_before.empty() && (named || (before == Look::kNumber && look != Look::kNumber)))
        out.push_back(word_before + ' ' + word);
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
    add_persons(told, out[one.account]);
    // One incident is often told of in pieces that were not known for one.
    if (first < accounts.size() && one.account != first && !accounts[one.account].background &&
        one_place(accounts[first].place.place, accounts[one.account].place.place)) {
      add_telling_words(told, out[first]);
      add_persons(told, out[first]);
    }
  }
  for (auto& words : out) {
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
  }
  return out;
}

}  // namespace roznamcha::merge

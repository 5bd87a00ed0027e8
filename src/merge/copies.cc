#include "merge/copies.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <tuple>

#include "merge/facts.h"

namespace roznamcha::merge {
namespace {

using record::Account;
using record::ToldAccount;

// Shorter tellings than this are alike by chance.
constexpr uint32_t kShortestCopy = 40;   // bytes
constexpr size_t kShortestHeadline = 4;  // words
// Of two reports of one incident that were written apart hardly any share half of their words; of those that
// share this much, nearly all are one agency's text with another head or tail (docs/linking.md).
constexpr double kCopiedShare = 0.6;
constexpr size_t kMostOriginals = 64;  // of one incident, that others are held against

std::string numbers_of(const Account& account) {
  std::string numbers;
  for (const auto effect : {record::Effect::kKilled, record::Effect::kInjured}) {
    const auto figure = record::account_figure(account, effect, false);
    numbers += figure ? fmt::format("{},{},{};", figure->low, figure->best, figure->high.value_or(-1)) : ";";
  }
  return numbers;
}

/// Words that both have, of those that either has; sorted, without repeats.
double shared_words(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  if (a.size() < kFewestWords || b.size() < kFewestWords) return 0;
  size_t both = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const int order = a[i].compare(b[j]);
    both += order == 0;
    i += order <= 0;
    j += order >= 0;
  }
  return static_cast<double>(both) / static_cast<double>(a.size() + b.size() - both);
}

}  // namespace

std::string print_of(const Account& account) {
  uint32_t told = 0;
  std::string print;
  for (const text::Span& span : account.evidence) {
    told += span.size();
    print += fmt::format("{}+{} ", span.begin - account.evidence.front().begin, span.size());
  }
  if (told < kShortestCopy) return "";
  for (const auto& victim : account.victims) print += "|" + victim.text;
  for (const auto& target : account.targets) print += "|" + target.text;
  for (const auto& weapon : account.weapons) print += "|" + weapon.text;
  for (const auto& actor : account.actors) print += "|" + actor.name;
  return print;
}

void mark_copies(std::vector<ToldAccount>& accounts) {
  std::vector<size_t> order(accounts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const auto& x = accounts[a];
    const auto& y = accounts[b];
    // What is not known comes last, so that a copy is not taken for what it was copied from.
    const auto key = [](const ToldAccount& told) {
      constexpr auto kLast = std::numeric_limits<int64_t>::max();
      const auto& day = told.report.published;
      return std::tuple<int64_t, int64_t, const std::string&>(day ? day->time_since_epoch().count() : kLast,
                                                              told.report.published_minute.value_or(kLast),
                                                              told.account.id);
    };
    return key(x) < key(y);
  });
  std::set<std::string> seen;
  std::vector<const std::vector<std::string>*> originals;
  for (const size_t i : order) {
    ToldAccount& told = accounts[i];
    std::vector<std::string> prints;
    if (std::string print = print_of(told.account); !print.empty()) prints.push_back("words " + print);
    const std::string numbers = numbers_of(told.account);
    if (!told.report.url.empty()) prints.push_back("address " + told.report.url + " " + numbers);
    if (const auto words = folded_words(told.report.title); words.size() >= kShortestHeadline) {
      prints.push_back(fmt::format("headline {} {}", fmt::join(words, " "), numbers));
    }
    told.report.independent = true;
    for (std::string& print : prints) {
      if (!seen.insert(std::move(print)).second) told.report.independent = false;
    }
    const auto copied = [&](const auto* original) {
      return shared_words(*original, told.words) >= kCopiedShare;
    };
    if (std::any_of(originals.begin(), originals.end(), copied))
      told.report.independent = false;
    else if (originals.size() < kMostOriginals)
      originals.push_back(&told.words);
  }
}

}  // namespace roznamcha::merge

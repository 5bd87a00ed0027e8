#include "merge/copies.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include "merge/facts.h"

namespace roznamcha::merge {
namespace {

using record::Account;
using record::ToldAccount;

// Shorter tellings than this are alike by chance.
constexpr uint32_t kShortestCopy = 40;   // bytes
constexpr size_t kShortestHeadline = 4;  // words

/// Lengths and distances of the words that tell of the incident, with what they say. Two texts differ in it
/// unless one is a copy, wherever the copy begins. "" if too little is told.
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

std::string numbers_of(const Account& account) {
  std::string numbers;
  for (const auto effect : {record::Effect::kKilled, record::Effect::kInjured}) {
    const auto figure = record::account_figure(account, effect, false);
    numbers += figure ? fmt::format("{},{},{};", figure->low, figure->best, figure->high.value_or(-1)) : ";";
  }
  return numbers;
}

}  // namespace

void mark_copies(std::vector<ToldAccount>& accounts) {
  std::vector<size_t> order(accounts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const auto& x = accounts[a];
    const auto& y = accounts[b];
    if (x.report.published != y.report.published) {
      if (!x.report.published || !y.report.published) return x.report.published.has_value();
      return *x.report.published < *y.report.published;
    }
    return x.account.id < y.account.id;
  });
  std::set<std::string> seen;
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
  }
}

}  // namespace roznamcha::merge

#include "extract/headline.h"

#include <algorithm>
#include <optional>
#include <string>

#include "extract/accounts.h"
#include "extract/analysis.h"
#include "extract/numbers.h"
#include "extract/roles.h"

namespace roznamcha::extract {
namespace {

using record::Account;
using record::CountStatement;
using record::Effect;
using record::Figure;

constexpr size_t kLongestTitle = 400;  // bytes; what is longer is a text

using Said = HeadlineCounts::Said;

std::optional<Said> said(const Analysis& a, const std::vector<NumberMention>& numbers, const Account& account,
                         Effect effect) {
  const auto figure = record::account_figure(account, effect, false);
  if (!figure) return {};
  Said out{*figure, "unspecified", false};
  for (const CountStatement& count : account.counts) {
    if (count.effect != effect || count.group == "attacker") continue;
    out.group = count.range.low == figure->best ? count.group : "unspecified";
    out.numbered =
        out.numbered || std::any_of(numbers.begin(), numbers.end(), [&](const NumberMention& n) {
          return n.qualifier != record::Qualifier::kSeveral && count.span.contains(a.span(n.first, n.last));
        });
  }
  return out;
}

int64_t best(const std::optional<Figure>& figure) {
  return figure ? figure->best : 0;
}

void state(Account& account, Effect effect, const Said& said) {
  CountStatement count;
  count.effect = effect;
  count.group = said.group;
  count.range = {said.figure.low, said.figure.high};
  if (!said.figure.high) count.qualifier = record::Qualifier::kAtLeast;
  count.headline = true;
  account.counts.push_back(std::move(count));
}

}  // namespace

HeadlineCounts headline_counts(std::string_view title, const pack::Pack& pack) {
  if (title.empty() || title.size() > kLongestTitle) return {};
  const std::string text = std::string(title) + ".";
  const Analysis a = analyse(text, pack);
  const std::vector<PlaceFound> places;
  const std::vector<TimeFound> times;
  const std::vector<Telling> tellings = find_tellings(a);
  const std::vector<Account> told = write_accounts({a, places, times, tellings, {}, {}}).accounts;
  if (told.size() != 1) return {};
  const std::vector<NumberMention> numbers =
      find_numbers(a.seg, 0, static_cast<uint32_t>(a.seg.tokens.size()), *a.lexicon);
  return {said(a, numbers, told[0], Effect::kKilled), said(a, numbers, told[0], Effect::kInjured)};
}

void add_headline(const HeadlineCounts& headline, std::vector<Account>& accounts) {
  const auto news =
      std::find_if(accounts.begin(), accounts.end(), [](const Account& a) { return !a.background; });
  if (news == accounts.end()) return;
  Account& account = *news;
  const auto& [dead, hurt] = headline;
  const auto killed = record::account_figure(account, Effect::kKilled, false);
  const auto injured = record::account_figure(account, Effect::kInjured, false);
  if (dead) {
    // Titles count attackers among the dead.
    const int64_t all = best(killed) + best(record::account_figure(account, Effect::kKilled, true));
    if (all != dead->figure.best && (!killed || dead->numbered)) {
      if (!killed && !hurt && best(injured) <= dead->figure.best)
        std::erase_if(account.counts, [](const CountStatement& c) {
          return c.effect == Effect::kInjured && c.group != "attacker";
        });
      state(account, Effect::kKilled, *dead);
    }
  }
  // "Teen shot" leaves open whether it lived, "four shot" how many of them.
  if (hurt && hurt->figure.best != best(injured) &&
      (hurt->numbered ? dead || hurt->figure.best > best(killed) : !injured && (dead || !killed))) {
    if (!dead && hurt->figure.best == best(injured) + best(killed)) return;
    state(account, Effect::kInjured, *hurt);
  }
}

}  // namespace roznamcha::extract

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

/// What a title says of one effect.
struct Said {
  Figure figure;
  std::string group;
  bool numbered = false;  // by a number, not by "a man" or "several"
};

class Headline {
 public:
  Headline(std::string_view title, const pack::Pack& pack)
      : text_(std::string(title) + "."), a_(analyse(text_, pack)) {
    const std::vector<PlaceFound> places;
    const std::vector<TimeFound> times;
    const std::vector<Telling> tellings = find_tellings(a_);
    std::vector<Account> told = write_accounts({a_, places, times, tellings, {}, {}}).accounts;
    if (told.size() == 1) account_ = std::move(told.front());
  }

  std::optional<Said> said(Effect effect) const {
    if (!account_) return {};
    const auto figure = record::account_figure(*account_, effect, false);
    if (!figure) return {};
    Said out{*figure, "unspecified", false};
    const std::vector<NumberMention> numbers =
        find_numbers(a_.seg, 0, static_cast<uint32_t>(a_.seg.tokens.size()), *a_.lexicon);
    for (const CountStatement& count : account_->counts) {
      if (count.effect != effect || count.group == "attacker") continue;
      out.group = count.range.low == figure->best ? count.group : "unspecified";
      out.numbered = out.numbered || std::any_of(numbers.begin(), numbers.end(), [&](const NumberMention& n) {
                       return n.qualifier != record::Qualifier::kSeveral &&
                              count.span.contains(a_.span(n.first, n.last));
                     });
    }
    return out;
  }

 private:
  std::string text_;  // before what looks into it
  Analysis a_;
  std::optional<Account> account_;
};

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

void add_headline(std::string_view title, const pack::Pack& pack, std::vector<Account>& accounts) {
  const auto news =
      std::find_if(accounts.begin(), accounts.end(), [](const Account& a) { return !a.background; });
  if (news == accounts.end() || title.empty() || title.size() > kLongestTitle) return;
  Account& account = *news;
  const Headline headline(title, pack);
  const auto dead = headline.said(Effect::kKilled), hurt = headline.said(Effect::kInjured);
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
    Said left = *hurt;
    if (!dead && left.figure.best == best(injured) + best(killed)) return;
    state(account, Effect::kInjured, left);
  }
}

}  // namespace roznamcha::extract

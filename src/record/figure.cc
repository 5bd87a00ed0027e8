#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "record/account.h"
#include "text/fold.h"

namespace roznamcha::record {
namespace {

/// The number that a statement puts first: "at least 15" → 15, "8 to 10" → 8, "up to 20" → 20.
int64_t best(const CountStatement& count) {
  return count.qualifier == Qualifier::kUpTo ? count.range.high.value_or(count.range.low) : count.range.low;
}

Figure figure_of(const CountStatement& count) {
  return {count.range.low, best(count), count.range.high};
}

Figure sum(const Figure& a, const Figure& b) {
  return {a.low + b.low, a.best + b.best,
          a.high && b.high ? std::optional<int64_t>(*a.high + *b.high) : std::nullopt};
}

/// One group as one speaker counts it: the greatest number, since the smaller ones are parts of it or older.
Figure greatest(const std::vector<const CountStatement*>& counts) {
  return figure_of(**std::max_element(
      counts.begin(), counts.end(),
      [](const CountStatement* a, const CountStatement* b) { return best(*a) < best(*b); }));
}

/// One group as all speakers count it. The reporter's own voice is the best, else who is heard first; the
/// others widen low and high.
Figure of_group(const std::vector<const CountStatement*>& counts) {
  std::map<std::string, std::vector<const CountStatement*>> by_speaker;
  for (const CountStatement* count : counts) by_speaker[count->speaker].push_back(count);
  const std::string& first = by_speaker.contains("") ? by_speaker.begin()->first : counts.front()->speaker;
  Figure figure = greatest(by_speaker.at(first));
  for (const auto& [speaker, said] : by_speaker) {
    const Figure other = greatest(said);
    figure.low = std::min(figure.low, other.low);
    figure.high = figure.high && other.high ? std::optional<int64_t>(std::max(*figure.high, *other.high))
                                            : std::nullopt;
  }
  return figure;
}

/// "Two people and a policeman": phrases with no more than a comma, "and" and an article between them.
bool coordinated(const CountStatement& a, const CountStatement& b) {
  constexpr uint32_t kJoint = 9;  // bytes of " and his "
  if (a.span.empty() || b.span.empty() || a.span.overlaps(b.span)) return false;
  const uint32_t gap = a.span.begin < b.span.begin ? b.span.begin - a.span.end : a.span.begin - b.span.end;
  return gap <= kJoint;
}

std::set<std::string> words(const std::string& name) {
  std::set<std::string> out;
  std::string word;
  for (char c : text::fold(name) + " ") {
    if (c == ' ') {
      if (!word.empty()) out.insert(std::move(word));
      word.clear();
    } else {
      word += c;
    }
  }
  return out;
}

/// Different people among those who are named; "Khan" is "Imran Khan" again.
int64_t named_people(const Account& account, Effect effect, bool attackers) {
  std::vector<std::set<std::string>> people;
  for (const Victim& victim : account.victims) {
    if (victim.name.empty() || victim.effect != effect || (victim.group == "attacker") != attackers) continue;
    std::set<std::string> name = words(victim.name);
    const auto same = std::find_if(people.begin(), people.end(), [&](const std::set<std::string>& known) {
      return std::includes(known.begin(), known.end(), name.begin(), name.end()) ||
             std::includes(name.begin(), name.end(), known.begin(), known.end());
    });
    if (same == people.end()) {
      people.push_back(std::move(name));
    } else if (same->size() < name.size()) {
      *same = std::move(name);
    }
  }
  return static_cast<int64_t>(people.size());
}

/// The groups that are counted, by group.
using Groups = std::map<std::string, std::vector<const CountStatement*>>;

/// Whether a group is one person told of by no phrase that stands beside another group's.
bool single(const Groups& groups, const std::string& group, const Figure& figure) {
  if (figure.best > 1) return false;
  for (const auto& [other, counts] : groups) {
    if (other == group) continue;
    for (const CountStatement* a : counts) {
      for (const CountStatement* b : groups.at(group)) {
        if (coordinated(*a, *b)) return false;
      }
    }
  }
  return true;
}

/// All groups together. One person who is told of alone is most often told of again by another word ("the
/// teacher", "a student's father") or one of a group that is counted too, so single persons together count as
/// one, and as nothing beside groups.
std::optional<Figure> sum_of(const Groups& groups) {
  std::optional<Figure> sum_of_groups, one;
  for (const auto& [group, counts] : groups) {
    const Figure figure = of_group(counts);
    std::optional<Figure>& into = single(groups, group, figure) ? one : sum_of_groups;
    if (!into) {
      into = figure;
    } else if (&into == &one) {
      if (figure.best > one->best) one = figure;
    } else {
      into = sum(*into, figure);
    }
  }
  return sum_of_groups ? sum_of_groups : one;
}

}  // namespace

std::optional<Figure> account_figure(const Account& account, Effect effect, bool attackers) {
  std::vector<const CountStatement*> plain, further, totals;  // totals: of people of whom no more is said
  for (const CountStatement& count : account.counts) {
    if (count.effect != effect || (count.group == "attacker") != attackers) continue;
    if (count.headline) return figure_of(count);
    (count.further ? further : plain).push_back(&count);
  }
  Groups groups;
  for (const CountStatement* count : plain) {
    // "Two people and three policemen": the first is no total but a part.
    const bool total = count->group == "unspecified" &&
                       std::none_of(plain.begin(), plain.end(), [&](const CountStatement* other) {
                         return other->group != "unspecified" && coordinated(*count, *other);
                       });
    if (total) {
      totals.push_back(count);
    } else {
      groups[count->group].push_back(count);
    }
  }
  const std::optional<Figure> parts = sum_of(groups);

  std::optional<Figure> more;
  for (size_t i = 0; i < further.size(); ++i) {
    const CountStatement& count = *further[i];
    const bool repeated = std::any_of(further.begin(), further.begin() + static_cast<std::ptrdiff_t>(i),
                                      [&](const CountStatement* other) {
                                        return other->group == count.group && other->range == count.range;
                                      });
    // "Another man" far from the others is one of them again as often as not.
    const bool vague = !plain.empty() && best(count) < 2 &&
                       std::none_of(plain.begin(), plain.end(),
                                    [&](const CountStatement* other) { return coordinated(count, *other); });
    if (!repeated && !vague) more = more ? sum(*more, figure_of(count)) : figure_of(count);
  }

  std::optional<Figure> figure;
  if (!totals.empty()) {
    const Figure total = of_group(totals);
    const int64_t rest = parts ? parts->best + (more ? more->best : 0) : 0;
    if (total.best >= rest) {
      // With parts, what is "further" to them is in the total ("five died: three officers and two others").
      figure = parts || !more ? total : sum(total, *more);
    }
  }
  if (!figure && parts) figure = more ? sum(*parts, *more) : *parts;
  if (!figure && more) figure = more;

  if (const int64_t named = named_people(account, effect, attackers); named > 0) {
    if (!figure) {
      figure = Figure{named, named, named};
    } else if (figure->best < named) {
      figure->low = std::max(figure->low, named);
      figure->best = named;
      if (figure->high) figure->high = std::max(*figure->high, named);
    }
  }
  return figure;
}

}  // namespace roznamcha::record

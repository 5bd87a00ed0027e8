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

Figure figure_of(const CountStatement& count) { return {count.range.low, best(count), count.range.high}; }

Figure sum(const Figure& a, const Figure& b) {
  return {a.low + b.low, a.best + b.best, a.high && b.high ? std::optional<int64_t>(*a.high + *b.high) : std::nullopt};
}

/// One group as one speaker counts it: the greatest number, since the smaller ones are parts of it or older.
Figure greatest(const std::vector<const CountStatement*>& counts) {
  return figure_of(**std::max_element(counts.begin(), counts.end(),
                                      [](const CountStatement* a, const CountStatement* b) { return best(*a) < best(*b); }));
}

/// One group as all speakers count it. The reporter's own voice is the best, else who is heard first; the others widen
/// low and high.
Figure of_group(const std::vector<const CountStatement*>& counts) {
  std::map<std::string, std::vector<const CountStatement*>> by_speaker;
  for (const CountStatement* count : counts) by_speaker[count->speaker].push_back(count);
  const std::string& first = by_speaker.contains("") ? by_speaker.begin()->first : counts.front()->speaker;
  Figure figure = greatest(by_speaker.at(first));
  for (const auto& [speaker, said] : by_speaker) {
    const Figure other = greatest(said);
    figure.low = std::min(figure.low, other.low);
    figure.high = figure.high && other.high ? std::optional<int64_t>(std::max(*figure.high, *other.high)) : std::nullopt;
  }
  return figure;
}

/// "Two people and three policemen": phrases with no more than a comma and "and" between them.
bool coordinated(const CountStatement& a, const CountStatement& b) {
  constexpr uint32_t kJoint = 6;  // bytes of ", and "
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

}  // namespace

std::optional<Figure> account_figure(const Account& account, Effect effect, bool attackers) {
  std::map<std::string, std::vector<const CountStatement*>> groups;  // those that are parts of a whole
  std::vector<const CountStatement*> totals;                         // of people of whom no more is said
  std::vector<const CountStatement*> further;
  for (const CountStatement& count : account.counts) {
    if (count.effect != effect || (count.group == "attacker") != attackers) continue;
    if (count.further) {
      const bool repeated = std::any_of(further.begin(), further.end(), [&](const CountStatement* other) {
        return other->group == count.group && other->range == count.range;
      });
      if (!repeated) further.push_back(&count);
    } else if (count.group == "unspecified") {
      totals.push_back(&count);
    } else {
      groups[count.group].push_back(&count);
    }
  }
  // "Two people and three policemen": the first is no total but a part.
  std::erase_if(totals, [&](const CountStatement* total) {
    const bool part = std::any_of(account.counts.begin(), account.counts.end(), [&](const CountStatement& other) {
      return other.effect == effect && other.group != "unspecified" && (other.group == "attacker") == attackers && !other.further &&
             coordinated(*total, other);
    });
    if (part) groups["unspecified"].push_back(total);
    return part;
  });

  std::optional<Figure> parts;
  for (const auto& [group, counts] : groups) {
    const Figure figure = of_group(counts);
    parts = parts ? sum(*parts, figure) : figure;
  }
  std::optional<Figure> more;
  for (const CountStatement* count : further) more = more ? sum(*more, figure_of(*count)) : figure_of(*count);

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

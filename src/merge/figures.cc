#include <algorithm>
#include <cassert>
#include <map>

#include "merge/reconcile.h"

namespace roznamcha::merge {
namespace {

using record::Figure;
using Voices = std::vector<const Said*>;

bool maverick(Convention convention) {
  return convention == Convention::kMaverickConservative || convention == Convention::kMaverickInformative ||
         convention == Convention::kMaverickRepresentative;
}

bool later(const Said& a, const Said& b) {
  return b.published ? a.published && *a.published > *b.published : a.published.has_value();
}

bool supports(const Said& said, int64_t number) {
  return said.figure.low <= number && (!said.figure.high || number <= *said.figure.high);
}

Voices heard(const std::vector<Said>& said) {
  Voices voices;
  for (const Said& one : said) {
    if (!one.independent) continue;
    const bool corrected =
        !one.publisher.empty() && std::any_of(said.begin(), said.end(), [&](const Said& other) {
          return other.independent && other.publisher == one.publisher && later(other, one);
        });
    if (!corrected) voices.push_back(&one);
  }
  const bool others =
      std::any_of(voices.begin(), voices.end(), [](const Said* one) { return !one->partisan; });
  if (others) std::erase_if(voices, [](const Said* one) { return one->partisan; });
  return voices;
}

size_t support(const Voices& voices, int64_t number) {
  return static_cast<size_t>(
      std::count_if(voices.begin(), voices.end(), [&](const Said* one) { return supports(*one, number); }));
}

/// Of those voices the one whose best has most support; of equals the latest, then the greatest number.
const Said* most_supported(const Voices& voices) {
  return *std::max_element(voices.begin(), voices.end(), [&](const Said* a, const Said* b) {
    const size_t x = support(voices, a->figure.best), y = support(voices, b->figure.best);
    if (x != y) return x < y;
    if (later(*a, *b) || later(*b, *a)) return later(*b, *a);
    return a->figure.best < b->figure.best;
  });
}

const Said* most_recent(const Voices& voices) {
  const Said* latest = *std::max_element(voices.begin(), voices.end(),
                                         [](const Said* a, const Said* b) { return later(*b, *a); });
  Voices last;
  for (const Said* one : voices) {
    if (!later(*latest, *one)) last.push_back(one);
  }
  return most_supported(last);
}

int64_t most_frequent(const Voices& voices) {
  std::map<int64_t, size_t> counts;
  for (const Said* one : voices) ++counts[one->figure.best];
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

int64_t best(const Voices& voices, Convention convention) {
  const auto by_best = [](const Said* a, const Said* b) { return a->figure.best < b->figure.best; };
  switch (convention) {
    case Convention::kUcdp:
      return most_supported(voices)->figure.best;
    case Convention::kGtdMajority: {
      const int64_t number = most_supported(voices)->figure.best;
      return 2 * support(voices, number) > voices.size() ? number : most_recent(voices)->figure.best;
    }
    case Convention::kGtdRecent:
      return most_recent(voices)->figure.best;
    case Convention::kMaverickRepresentative:
      return most_frequent(voices);
    case Convention::kMaverickInformative:
      return (*std::max_element(voices.begin(), voices.end(), by_best))->figure.best;
    case Convention::kAcled:
    case Convention::kMaverickConservative:
      break;
  }
  return (*std::min_element(voices.begin(), voices.end(), by_best))->figure.best;
}

}  // namespace

std::optional<Figure> reconcile_figure(const std::vector<Said>& said, Convention convention) {
  Voices voices;
  if (maverick(convention)) {
    for (const Said& one : said) voices.push_back(&one);
  } else {
    voices = heard(said);
  }
  if (voices.empty()) return std::nullopt;
  Figure figure = voices.front()->figure;
  int64_t open = -1, closed = -1;
  for (const Said* one : voices) {
    figure.low = std::min(figure.low, one->figure.low);
    if (one->figure.high)
      closed = std::max(closed, *one->figure.high);
    else
      open = std::max(open, one->figure.best);
  }
  figure.best = best(voices, convention);
  figure.high = closed >= open ? std::optional<int64_t>(std::max(closed, figure.best)) : std::nullopt;
  assert(figure.low <= figure.best && (!figure.high || figure.best <= *figure.high));
  return figure;
}

size_t spokesman(const std::vector<Said>& said, const Figure& figure) {
  assert(!said.empty());
  size_t found = 0;
  const auto better = [&](const Said& a, const Said& b) {
    const bool x = a.figure.best == figure.best, y = b.figure.best == figure.best;
    if (x != y) return x;
    if (a.independent != b.independent) return a.independent;
    return later(a, b);
  };
  for (size_t i = 1; i < said.size(); ++i) {
    if (better(said[i], said[found])) found = i;
  }
  return found;
}

}  // namespace roznamcha::merge

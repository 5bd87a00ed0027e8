#include "extract/notices.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include "extract/numbers.h"
#include "pack/rules.h"
#include "pack/time_words.h"

namespace roznamcha::extract {
namespace {

using pack::RuleSet;

constexpr uint32_t kDenialReach = 3;  // tokens between "no" and what it denies
constexpr uint32_t kStatusReach = 6;  // tokens between "decided to" and the measure
constexpr uint32_t kJoinReach = 8;    // tokens between two wordings of one measure
constexpr uint32_t kTallyReach = 25;  // tokens between a figure and what makes it a total
constexpr uint32_t kSubjectReach =
    4;  // tokens before a figure's verb that are its subject: "a suicide bomber"

/// Matches of one rule set in one sentence, parted by what they are for.
struct Matches {
  std::vector<RuleSet::Match> main, by, status, denial;
};

Matches matches_of(const Analysis& a, const RuleSet& rules, const text::Sentence& sentence) {
  Matches out;
  for (const RuleSet::Match& m : rules.match(a.seg, sentence)) {
    const std::string& kind = rules.rules()[m.rule].kind;
    (kind == "by"       ? out.by
     : kind == "status" ? out.status
     : kind == "denial" ? out.denial
                        : out.main)
        .push_back(m);
  }
  return out;
}

uint32_t gap(const RuleSet::Match& x, const RuleSet::Match& y) {
  if (x.last <= y.first) return y.first - x.last;
  if (y.last <= x.first) return x.first - y.last;
  return 0;
}

bool inside(uint32_t token, const RuleSet::Match& m) {
  return m.first <= token && token < m.last;
}

/// Whether words that stand before `m` or in it reach it.
bool reaches(const RuleSet::Match& words, const RuleSet::Match& m, uint32_t reach) {
  if (words.first > m.first) return words.first < m.last;
  return words.last > m.first || m.first - words.last <= reach;
}

bool denied(const Matches& matches, const RuleSet::Match& m) {
  return std::any_of(matches.denial.begin(), matches.denial.end(), [&](const RuleSet::Match& d) {
    return d.first != m.first &&
           reaches(d, m, kDenialReach);  // "not to canvass" is worded with its own "not"
  });
}

bool breaks_clause(const std::string& word) {
  return word == "," || word == ";" || word == ":" || word == "\"" || word == "--" || word == "-" ||
         word == "(" || word == ")";
}

/// The words around a match up to the next mark on either side.
text::Span clause(const Analysis& a, const RuleSet::Match& m) {
  const text::Sentence& s = a.sentence(a.sentence_of(m.first));
  uint32_t first = m.first, last = m.last;
  while (first > s.first && !breaks_clause(a.lower(first - 1))) --first;
  while (last < s.last && !breaks_clause(a.lower(last))) ++last;
  if (last > m.last && last == s.last && a.seg.tokens[last - 1].kind == text::TokenKind::kPunctuation) --last;
  return a.span(first, last);
}

/// The scene nearest to the words, in their sentence.
record::PlaceStatement nearest_place(const Analysis& a, const std::vector<PlaceFound>& places,
                                     const RuleSet::Match& m) {
  const text::Sentence& s = a.sentence(a.sentence_of(m.first));
  const PlaceFound* best = nullptr;
  uint32_t distance = 0;
  for (const PlaceFound& p : places) {
    if (p.use != PlaceFound::Use::kScene || p.first < s.first || p.last > s.last) continue;
    const uint32_t d = gap({0, p.first, p.last}, m);
    if (!best || d < distance) {
      best = &p;
      distance = d;
    }
  }
  if (!best) return {};
  return {best->place, a.span(best->first, best->last)};
}

/// The words for who did it: the nearest that begin before the match or with it, else the first after a "by"
/// behind it.
std::string by_whom(const Analysis& a, const Matches& matches, const RuleSet::Match& m) {
  const text::Sentence& s = a.sentence(a.sentence_of(m.first));
  std::vector<RuleSet::Match> whose = matches.by;
  std::vector<pack::PhraseIndex::Match> found;
  for (uint32_t i = s.first; i < s.last; ++i) {
    found.clear();
    a.lexicon->actor_index.match(a.seg.tokens, i, s.last, found);
    if (!found.empty()) whose.push_back({0, i, i + found[0].length});
  }
  const RuleSet::Match* best = nullptr;
  for (const RuleSet::Match& who : whose) {
    if (who.first <= m.first &&
        (!best || best->last < who.last || (best->last == who.last && who.first < best->first)))
      best = &who;
  }
  if (!best) {
    for (const RuleSet::Match& who : whose) {
      if (who.first < m.last || who.first == 0) continue;
      const std::string& before = a.lower(who.first - 1);
      const bool after_by =
          before == "by" || (before == "the" && who.first > 1 && a.lower(who.first - 2) == "by");
      if (after_by && (!best || who.first < best->first)) best = &who;
    }
  }
  if (!best) return "";
  // Names that belong to it: "Punjab government".
  uint32_t first = best->first;
  while (first > s.first && !a.seg.caseless && a.seg.tokens[first - 1].kind == text::TokenKind::kWord &&
         (a.seg.tokens[first - 1].letter_case == text::TokenCase::kTitle ||
          a.seg.tokens[first - 1].letter_case == text::TokenCase::kAll) &&
         a.lower(first - 1) != "the" && a.lower(first - 1) != "a" && a.lower(first - 1) != "an") {
    --first;
  }
  return std::string(a.quote(a.span(first, best->last)));
}

record::MeasureStatus status_of(const RuleSet& rules, const Matches& matches, const RuleSet::Match& m) {
  using record::MeasureStatus;
  // The later in this list, the more it decides.
  static constexpr MeasureStatus kOrder[] = {MeasureStatus::kInForce, MeasureStatus::kAnnounced,
                                             MeasureStatus::kUrged, MeasureStatus::kLifted};
  auto rank = [](MeasureStatus s) {
    return std::find(std::begin(kOrder), std::end(kOrder), s) - std::begin(kOrder);
  };
  MeasureStatus status =
      record::measure_status(rules.rules()[m.rule].status).value_or(MeasureStatus::kInForce);
  for (const RuleSet::Match& words : matches.status) {
    if (!reaches(words, m, kStatusReach)) continue;
    const auto said = record::measure_status(rules.rules()[words.rule].status);
    if (said && rank(*said) > rank(status)) status = *said;
  }
  return status;
}

// ---- tallies

/// Whether the words name one incident ("the attack", "an explosion").
bool names_one_incident(const Analysis& a, uint32_t first, uint32_t last) {
  for (uint32_t i = first; i < last; ++i) {
    const std::string& word = a.lower(i);
    if (word != "a" && word != "an" && word != "the" && word != "this" && word != "that" &&
        word != "another" && word != "one")
      continue;
    for (uint32_t k = i + 1; k < std::min(last, i + 4); ++k) {
      const auto rows = a.lexicon->trigger_forms.find(a.lower(k));
      if (rows == a.lexicon->trigger_forms.end()) continue;
      for (uint32_t row : rows->second) {
        const pack::Trigger& t = a.lexicon->triggers[row];
        if (!t.verb && t.lemma == a.lower(k) && t.strength == pack::Trigger::Strength::kStrong &&
            t.kind != pack::Kind::kDeath && t.kind != pack::Kind::kInjury) {
          return true;
        }
      }
    }
  }
  return false;
}

/// Whether the words name what one incident was done by ("a bomb", "a suicide bomber").
bool done_by_one(const Analysis& a, uint32_t first, uint32_t last) {
  for (uint32_t i = first; i < last; ++i) {
    if (a.lower(i) != "a" && a.lower(i) != "an") continue;
    for (uint32_t k = i + 1; k < std::min(last, i + 3); ++k) {
      if (a.weapon_at[k]) return true;
      if (!a.person_at[k]) continue;
      const pack::PersonNoun& person = a.lexicon->people[a.people[a.person_at[k] - 1].row];
      if (person.perpetrator && !person.collective) return true;
    }
  }
  return false;
}

bool one_day(const TimeFound& time) {
  return time.type == "TIME" ||
         (time.type == "DATE" && time.range.known() && time.range.precision == text::DatePrecision::kDay);
}

/// Whether the words give a day, other than in [except_first, except_last).
bool names_a_day(const std::vector<TimeFound>& times, uint32_t first, uint32_t last,
                 const RuleSet::Match& except) {
  return std::any_of(times.begin(), times.end(), [&](const TimeFound& t) {
    return t.first >= first && t.last <= last && !t.masthead && one_day(t) && !inside(t.first, except) &&
           !inside(t.last - 1, except);
  });
}

/// The day of a sentence that is nearest to the words.
text::DateRange nearest_day(const std::vector<TimeFound>& times, const text::Sentence& s,
                            const RuleSet::Match& m) {
  const TimeFound* best = nullptr;
  for (const TimeFound& t : times) {
    if (t.first < s.first || t.last > s.last || t.masthead || !one_day(t)) continue;
    if (!best || gap({0, t.first, t.last}, m) < gap({0, best->first, best->last}, m)) best = &t;
  }
  return best ? best->range : text::DateRange();
}

text::Date back(text::Date day, int64_t count, std::string_view unit) {
  using namespace std::chrono;
  const int n = static_cast<int>(std::min<int64_t>(count, 1000));
  if (unit == "D") return day - days(n);
  if (unit == "W") return day - days(7 * n);
  const year_month_day ymd(day);
  const year_month then = year_month(ymd.year(), ymd.month()) - (unit == "M" ? months(n) : months(12 * n));
  return text::make_date(static_cast<int>(then.year()), static_cast<unsigned>(then.month()),
                         static_cast<unsigned>(ymd.day()));
}

/// The stretch of time that the words of a cue mean.
text::DateRange period_of(const Analysis& a, const RuleSet::Match& cue, const std::vector<TimeFound>& times,
                          std::optional<text::Date> published) {
  text::DateRange range;
  const bool since = a.lower(cue.first) == "since";
  for (const TimeFound& t : times) {
    if (t.last <= cue.first || t.first >= cue.last || !t.range.known()) continue;
    range = t.range;
    if (since || (published && range.latest && *range.latest > *published)) range.latest = published;
    return range;
  }
  if (!published) return range;
  int64_t count = 1;
  bool counted = true;
  for (const NumberMention& n : find_numbers(a.seg, cue.first, cue.last, *a.lexicon)) {
    count = n.range.low;
    counted = n.range.high.has_value();
  }
  for (uint32_t i = cue.first; i < cue.last; ++i) {
    const std::string& word = a.lower(i);
    if (word == "recent" || word == "few" || word == "several" || word == "some") counted = false;
    const pack::TimeWord* unit = a.pack->time_words().find(word, pack::TimeKind::kUnit);
    if (!unit) continue;
    const bool current = i > cue.first && (a.lower(i - 1) == "this" || a.lower(i - 1) == "current");
    range.latest = published;
    const std::string code =
        unit->code == "D" || unit->code == "W" || unit->code == "M" || unit->code == "Y" ? unit->code : "";
    range.precision = code == "D"   ? text::DatePrecision::kDay
                      : code == "W" ? text::DatePrecision::kWeek
                      : code == "M" ? text::DatePrecision::kMonth
                                    : text::DatePrecision::kYear;
    if (code.empty() || !counted) {
      range.precision = text::DatePrecision::kUnknown;
    } else if (current && (code == "Y" || code == "M")) {
      const std::chrono::year_month_day ymd(*published);
      range.earliest = text::make_date(static_cast<int>(ymd.year()),
                                       code == "Y" ? 1 : static_cast<unsigned>(ymd.month()), 1);
    } else {
      range.earliest = back(*published, count, code);
    }
    return range;
  }
  return range;
}

/// What holds all scenes of a sentence that lie in several districts; nothing if they do not.
std::optional<record::PlaceStatement> common_area(const Analysis& a, const std::vector<PlaceFound>& places,
                                                  const text::Sentence& s) {
  std::optional<record::PlaceStatement> all;
  bool several = false;
  for (const PlaceFound& p : places) {
    if (p.use != PlaceFound::Use::kScene || p.first < s.first || p.last > s.last || p.place.admin2.empty())
      continue;
    const text::Span span = a.span(p.first, p.last);
    if (!all) {
      all = {p.place, span};
      continue;
    }
    record::Place& area = all->place;
    if (p.place.country != area.country) return {};
    several |= p.place.admin2 != area.admin2 || p.place.admin1 != area.admin1;
    all->span = all->span.joined(span);
    if (p.place.admin1 != area.admin1) area.admin1.clear();
  }
  if (!several) return {};
  const std::string country = all->place.country, admin1 = all->place.admin1;
  all->place = {};
  all->place.country = country;
  all->place.name = all->place.admin1 = admin1;
  all->place.precision = admin1.empty() ? record::PlacePrecision::kCountry : record::PlacePrecision::kAdmin1;
  return all;
}

/// Whether a figure is one that totals are told in ("as many as 40" too); one or two are told as incidents.
bool many(const record::Range& range) {
  return range.low >= 3 || (range.low == 2 && !range.high) || (range.low == 0 && range.high.value_or(0) >= 3);
}

/// The figure of a match: its first number, or the one at which it ends ("brought the number … to 34").
const NumberMention* figure(const std::vector<NumberMention>& numbers, const RuleSet::Match& m) {
  const NumberMention* first = nullptr;
  for (const NumberMention& n : numbers) {
    if (!inside(n.number_first, m)) continue;
    if (n.last == m.last) return &n;
    if (!first) first = &n;
  }
  return first;
}

}  // namespace

std::vector<record::Tally> find_tallies(const Analysis& a, const std::vector<PlaceFound>& places,
                                        const std::vector<TimeFound>& times,
                                        std::optional<text::Date> published) {
  const RuleSet& rules = a.pack->tally_rules();
  std::vector<record::Tally> out;
  for (const text::Sentence& sentence : a.seg.sentences) {
    std::vector<RuleSet::Match> cues, figures;
    const auto area = common_area(a, places, sentence);
    for (const RuleSet::Match& m : rules.match(a.seg, sentence)) {
      const std::string& kind = rules.rules()[m.rule].kind;
      const bool cue = kind == "period" || kind == "incidents" || (kind == "joint" && area);
      if (cue || kind != "joint") (cue ? cues : figures).push_back(m);
    }
    if (cues.empty()) continue;
    std::stable_partition(cues.begin(), cues.end(),
                          [&](const RuleSet::Match& cue) { return rules.rules()[cue.rule].kind != "joint"; });
    const std::vector<NumberMention> numbers = find_numbers(a.seg, sentence.first, sentence.last, *a.lexicon);
    std::vector<uint32_t> told;  // first tokens of the numbers that are tallies already
    for (const RuleSet::Match& m : figures) {
      const NumberMention* number = figure(numbers, m);
      if (!number || !many(number->range)) continue;
      if (std::find(told.begin(), told.end(), number->number_first) != told.end()) continue;
      RuleSet::Match all{m.rule, std::min(m.first, number->first), m.last};
      bool total = false, joint = false;
      for (const RuleSet::Match& cue : cues) {
        const uint32_t first = std::min(m.first, cue.first), last = std::max(m.last, cue.last);
        const std::string& kind = rules.rules()[cue.rule].kind;
        const bool several = kind == "incidents", at_once = kind == "joint";
        const uint32_t back = std::min(first, kSubjectReach);
        if (at_once && total) continue;  // a total already; those come first
        if (inside(number->number_first, cue) || gap(m, cue) > kTallyReach ||
            names_one_incident(a, first, last) ||
            done_by_one(a, std::max(sentence.first, first - back), last) ||
            (!at_once &&
             names_a_day(times, several ? sentence.first : first, several ? sentence.last : last, cue))) {
          continue;
        }
        total = true;
        joint = at_once;
        all.first = std::min(all.first, first);
        all.last = std::max(all.last, last);
      }
      if (!total) continue;
      told.push_back(number->number_first);
      record::Tally tally;
      tally.effect = *record::effect(rules.rules()[m.rule].kind);
      tally.range = number->range;
      for (const RuleSet::Match& cue : cues) {
        if (rules.rules()[cue.rule].kind != "period" || tally.period.known()) continue;
        tally.period = period_of(a, cue, times, published);
      }
      tally.place = joint ? *area : nearest_place(a, places, all);
      if (joint && !tally.period.known()) tally.period = nearest_day(times, sentence, all);
      tally.span = a.span(all.first, all.last);
      out.push_back(std::move(tally));
    }
  }
  std::sort(out.begin(), out.end(),
            [](const record::Tally& x, const record::Tally& y) { return x.span < y.span; });
  return out;
}

std::vector<record::Measure> find_measures(const Analysis& a, const std::vector<PlaceFound>& places,
                                           const std::vector<TimeFound>&, std::optional<text::Date>) {
  const RuleSet& rules = a.pack->measure_rules();
  std::vector<record::Measure> out;
  for (const text::Sentence& sentence : a.seg.sentences) {
    const Matches matches = matches_of(a, rules, sentence);
    // Several wordings of one kind near to each other are one measure; a match within another's words adds
    // nothing.
    std::vector<RuleSet::Match> kept;
    std::vector<RuleSet::Match> main = matches.main;
    std::stable_sort(main.begin(), main.end(), [](const auto& x, const auto& y) {
      return x.first != y.first ? x.first < y.first : x.last > y.last;
    });
    for (const RuleSet::Match& m : main) {
      if (denied(matches, m)) continue;
      bool new_one = true;
      for (RuleSet::Match& k : kept) {
        const bool same = rules.rules()[k.rule].kind == rules.rules()[m.rule].kind;
        if (same && gap(k, m) <= kJoinReach) {
          k.last = std::max(k.last, m.last);
          new_one = false;
        } else if (m.first >= k.first && m.last <= k.last) {
          new_one = false;
        }
        if (!new_one) break;
      }
      if (new_one) kept.push_back(m);
    }
    for (const RuleSet::Match& m : kept) {
      record::Measure measure;
      measure.kind = rules.rules()[m.rule].kind;
      measure.status = status_of(rules, matches, m);
      measure.by = by_whom(a, matches, m);
      measure.place = nearest_place(a, places, m);
      measure.span = clause(a, m);
      out.push_back(std::move(measure));
    }
  }
  return out;
}

std::vector<record::Warning> find_warnings(const Analysis& a, const std::vector<PlaceFound>& places,
                                           const std::vector<TimeFound>&, std::optional<text::Date>) {
  const RuleSet& rules = a.pack->warning_rules();
  std::vector<record::Warning> out;
  for (const text::Sentence& sentence : a.seg.sentences) {
    const Matches matches = matches_of(a, rules, sentence);
    std::optional<RuleSet::Match> all;
    for (const RuleSet::Match& m : matches.main) {
      if (denied(matches, m)) continue;
      if (!all) {
        all = m;
      } else {
        all->rule = std::min(all->rule, m.rule);
        all->first = std::min(all->first, m.first);
        all->last = std::max(all->last, m.last);
      }
    }
    if (!all) continue;
    record::Warning warning;
    warning.kind = rules.rules()[all->rule].kind;
    warning.by = by_whom(a, matches, *all);
    warning.place = nearest_place(a, places, *all);
    warning.span = clause(a, *all);
    out.push_back(std::move(warning));
  }
  return out;
}

}  // namespace roznamcha::extract

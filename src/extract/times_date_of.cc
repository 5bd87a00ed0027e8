// When an incident happened: which of the text's times its words belong to.
#include <algorithm>

#include "extract/times.h"
#include "extract/times_parse.h"
#include "pack/time_words.h"

namespace roznamcha::extract {
namespace {

using pack::Kind;
using pack::TimeKind;
using std::chrono::days;
using text::Date;
using text::DatePrecision;
using text::Relation;

// Costs of taking a time for that of the incident, chosen on training texts; their order is what matters.
constexpr double kFarthest = 75;       // no hold
constexpr double kAside = 28;          // said, not done, then
constexpr double kOutcome = 5;         // died, not shot, then
constexpr double kOtherSentence = 20;  // it stands in another sentence …
constexpr double kPerSentence = 5;     // … so far away
constexpr double kFiner = 25;  // by so much worse a finer time may stand than the coarse one that holds it
constexpr double kOld = 25;    // it stands in another sentence and is no news
constexpr uint32_t kLead = 2;  // sentences that open a text
constexpr uint32_t kNeighbours = 1;      // so many sentences away it may stand …
constexpr uint32_t kLeadNeighbours = 8;  // … from the incident that a text opens with

bool is_word(std::string_view s, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), s) != words.end();
}

class Dating {
 public:
  Dating(const Analysis& a, std::span<const uint32_t> anchors, std::optional<Date> published, bool background)
      : a_(a), words_(a.pack->time_words()), published_(published), background_(background) {
    for (uint32_t anchor : anchors) {
      if (!of_response(anchor)) anchors_.push_back(anchor);
    }
    if (anchors_.empty()) anchors_.assign(anchors.begin(), anchors.end());
  }

  record::DateStatement choose(const std::vector<TimeFound>& times) const {
    std::vector<Candidate> all;
    for (const TimeFound& t : times) {
      if (!t.range.known() || t.type == "SET" || t.masthead || longer_than_a_year(t)) continue;
      const Candidate c = weigh(t);
      if (c.cost < kFarthest) all.push_back(c);
    }
    const Candidate* best = nullptr;
    for (const Candidate& c : all) {
      if (!best || c.cost < best->cost) best = &c;
    }
    record::DateStatement out;
    if (best && !best->aside) {
      best = finer(all, *best);
      out.range = best->time->range;
      out.span = best->time->span;
      if (published_ && best->time->recent && *out.range.latest > *published_ &&
          *out.range.earliest <= *published_) {
        out.range.latest = published_;
      }
      return out;
    }
    if (background_) return out;
    if (best) {  // the day on which somebody spoke of it: it was no later
      out.range.latest = best->time->range.latest;
      if (published_ && *out.range.latest > *published_) out.range.latest = published_;
      out.span = best->time->span;
    } else if (dispatch(times)) {
      out.range = {published_, published_, DatePrecision::kDay};
    } else {
      out.range.latest = published_;
    }
    return out;
  }

 private:
  struct Candidate {
    const TimeFound* time = nullptr;
    double cost = kFarthest;
    bool aside = false;  // the time of what somebody said or did about it
  };

  bool is(uint32_t i, TimeKind kind) const { return words_.find(a_.lower(i), kind) != nullptr; }

  /// Whether the text is a dispatch that opens with the incident and counts no time from the news at all:
  /// then the day of the report is the day it speaks of.
  bool dispatch(const std::vector<TimeFound>& times) const {
    if (!published_ || a_.sentence_of(anchors_.front()) > kLead) return false;
    return std::none_of(times.begin(), times.end(),
                        [](const TimeFound& t) { return t.recent && !t.masthead; });
  }

  /// Whether all that a word can tell of is so.
  template <typename Says>
  bool only(uint32_t token, const Says& says) const {
    const auto rows = a_.lexicon->trigger_forms.find(a_.lower(token));
    return rows != a_.lexicon->trigger_forms.end() &&
           std::all_of(rows->second.begin(), rows->second.end(),
                       [&](uint32_t row) { return says(a_.lexicon->triggers[row]); });
  }

  /// Whether a word tells of nothing but things of these kinds, which follow an incident: an arrest, a death.
  bool told_by(uint32_t token, std::initializer_list<Kind> kinds) const {
    return only(token, [&](const pack::Trigger& t) {
      return std::find(kinds.begin(), kinds.end(), t.kind) != kinds.end();
    });
  }

  /// Whether a word tells only of what followed: an arrest, a threat, a later count ("the toll rose"), or hangs on
  /// such a count: "the toll was raised to six, among them a woman shot".
  bool of_response(uint32_t anchor) const {
    const auto recount = [&](uint32_t token) {
      return only(token, [](const pack::Trigger& t) { return t.recounts(); });
    };
    if (told_by(anchor, {Kind::kArrest, Kind::kThreat}) || recount(anchor)) return true;
    int32_t i = a_.word(anchor).head;
    for (int n = 0; n < 8 && i >= 0; ++n, i = a_.word(static_cast<uint32_t>(i)).head) {
      if (recount(static_cast<uint32_t>(i))) return true;
    }
    return false;
  }

  /// "the past decade": no date of one incident.
  static bool longer_than_a_year(const TimeFound& t) {
    return *t.range.latest - *t.range.earliest > days(366);
  }

  /// A time inside a coarser one, that can be meant as well ("last week … the Dec. 15 death").
  const Candidate* finer(const std::vector<Candidate>& all, const Candidate& best) const {
    const Candidate* out = &best;
    if (best.time->range.precision == DatePrecision::kDay) return out;
    for (const Candidate& c : all) {
      if (c.aside || c.time->range.precision >= best.time->range.precision) continue;
      const bool inside = *c.time->range.earliest >= *best.time->range.earliest &&
                          *c.time->range.latest <= *best.time->range.latest;
      if (inside && c.cost < best.cost + kFiner && (out == &best || c.cost < out->cost)) out = &c;
    }
    return out;
  }

  /// How little a time can be that of the incident; kFarthest and more: not at all.
  Candidate weigh(const TimeFound& t) const {
    Candidate c;
    c.time = &t;
    if (published_ && *t.range.earliest > *published_ + days(t.recent ? 0 : 1)) return c;
    const uint32_t sentence = a_.sentence_of(t.first);
    const text::Sentence& s = a_.sentence(sentence);
    if (bound(t, s) || of_occasion(t, s) || of_thing(t, s)) return c;
    double cost = nearness(t, sentence);
    if (cost >= kFarthest) return c;
    c.aside = aside(t, s);
    if (c.aside) cost += kAside;
    switch (t.range.precision) {
      case DatePrecision::kDay:
        break;
      case DatePrecision::kWeek:
        cost += 3;
        break;
      case DatePrecision::kMonth:
        cost += 6;
        break;
      default:
        cost += 9;
        break;
    }
    const bool elsewhere = cost >= kOtherSentence;
    if (elsewhere && published_ && *t.range.latest < *published_ - days(45)) cost += kOld;
    if (t.type == "DURATION") cost += 15;
    if (t.type == "TIME" && !t.recent && is_clock(t)) cost += 2;
    c.cost = cost;
    return c;
  }

  bool is_clock(const TimeFound& t) const { return t.value.find(':') != std::string::npos; }

  /// "since Monday", "until 5 May", "ahead of Easter"; "since the start of the unrest in March 2011".
  bool bound(const TimeFound& t, const text::Sentence& s) const {
    uint32_t i = t.first;
    while (i > s.first && is_word(a_.lower(i - 1), {"the", "early", "late", "about", "around"})) --i;
    if (i > s.first && is(i - 1, TimeKind::kBound)) return true;
    if (t.type == "DATE" && leads_up_to(a_, s.first, i)) return true;
    for (int n = 0; n < 12 && i > s.first; ++n) {
      --i;
      if (a_.lower(i) == "since") return true;
      if (anchor(i) || a_.lower(i) == "," || a_.lower(i) == ";") return false;
    }
    return false;
  }

  /// "the Feb. 8 elections", "Monday's hearing", "the hearing on Monday", "elections are due on 8 February".
  bool of_occasion(const TimeFound& t, const text::Sentence& s) const {
    uint32_t i = t.last;
    for (int n = 0; n < 4 && i < s.last; ++n, ++i) {
      if (anchor(i)) return false;
      if (is(i, TimeKind::kOccasion)) return true;
      const text::Token& token = a_.seg.tokens[i];
      if (token.kind != text::TokenKind::kWord && token.lower != "'s") break;
      if (is_word(token.lower, {"in",   "at",  "on",   "when", "after", "and",     "as",     "the",
                                "a",    "an",  "by",   "near", "while", "before",  "during", "for",
                                "with", "was", "were", "of",   "to",    "outside", "inside"})) {
        break;
      }
    }
    i = t.first;
    for (int n = 0; n < 4 && i > s.first; ++n) {
      --i;
      if (anchor(i)) return false;
      if (is(i, TimeKind::kOccasion)) return true;
      if (!is_word(a_.lower(i), {"on", "for", "scheduled", "due", "set", "of", "held", "in", "planned", "are",
                                 "is", "be", "to", "the", "slated"}))
        break;
    }
    return false;
  }

  /// "a 1981 Chevrolet", "the 2008 law".
  bool of_thing(const TimeFound& t, const text::Sentence& s) const {
    if (t.range.precision != DatePrecision::kYear || t.last - t.first != 1 || t.last >= s.last ||
        t.first == s.first)
      return false;
    if (!is_word(a_.lower(t.first - 1), {"a", "an", "the", "his", "her", "their", "its"})) return false;
    for (uint32_t i = t.last; i < std::min(s.last, t.last + 4); ++i) {
      if (anchor(i)) return false;
      if (!a_.nominal(i) && a_.word(i).tag != text::Tag::kAdj) break;
    }
    return true;
  }

  bool anchor(uint32_t token) const { return std::binary_search(anchors_.begin(), anchors_.end(), token); }

  double nearness(const TimeFound& t, uint32_t sentence) const {
    double best = kFarthest;
    uint32_t nearest = UINT32_MAX;
    for (uint32_t anchor : anchors_) {
      const uint32_t other = a_.sentence_of(anchor);
      if (other == sentence) {
        const double outcome = told_by(anchor, {Kind::kDeath, Kind::kInjury}) ? kOutcome : 0;
        best = std::min(best, outcome + (a_.parsed[sentence] ? tied(t, anchor) : beside(t, anchor)));
      } else {
        nearest = std::min(nearest, other > sentence ? other - sentence : sentence - other);
      }
    }
    const uint32_t first = a_.sentence_of(anchors_.front());
    if (best >= kFarthest && nearest <= (first <= kLead ? kLeadNeighbours : kNeighbours)) {
      best = kOtherSentence + kPerSentence * nearest + (sentence < first ? 2 : 0);
      if (background_) best += 12;
    }
    return best;
  }

  /// Without grammar: words between, and the borders of clauses.
  double beside(const TimeFound& t, uint32_t anchor) const {
    const uint32_t from = anchor < t.first ? anchor + 1 : t.last, to = anchor < t.first ? t.first : anchor;
    double c = 8;
    for (uint32_t i = from; i < to; ++i) {
      const std::string& w = a_.lower(i);
      c += 0.2;
      if (w == "," || w == ";" ||
          is_word(w, {"who", "which", "that", "when", "after", "before", "while", "but"}))
        c += 2;
    }
    return std::min(c, 24.0);
  }

  /// The word of a time by which the sentence holds it.
  uint32_t head_of(const TimeFound& t) const {
    for (uint32_t i = t.last; i-- > t.first;) {
      const int32_t head = a_.word(i).head;
      if (head < static_cast<int32_t>(t.first) || head >= static_cast<int32_t>(t.last)) {
        if (a_.word(i).relation != Relation::kPunct) return i;
      }
    }
    return t.last - 1;
  }

  /// The verb whose clause holds a token.
  int32_t clause(uint32_t token) const {
    int32_t i = static_cast<int32_t>(token);
    for (int n = 0; n < 40 && i >= 0; ++n) {
      if (a_.verbal(static_cast<uint32_t>(i)) &&
          a_.word(static_cast<uint32_t>(i)).relation != Relation::kAux &&
          a_.word(static_cast<uint32_t>(i)).relation != Relation::kAuxPass) {
        return i;
      }
      i = a_.word(static_cast<uint32_t>(i)).head;
    }
    return -1;
  }

  /// By the grammar of the sentence.
  double tied(const TimeFound& t, uint32_t anchor) const {
    const uint32_t head = head_of(t);
    int32_t governor = a_.word(head).head;
    if (governor >= 0 && a_.word(head).relation == Relation::kPobj)
      governor = a_.word(static_cast<uint32_t>(governor)).head;
    const double words = 0.05 * (anchor < t.first ? t.first - anchor : anchor - t.first);
    if (governor == static_cast<int32_t>(anchor)) return words;
    if (a_.word(anchor).head == static_cast<int32_t>(head)) return 1 + words;
    const int32_t here = governor < 0 ? -1 : clause(static_cast<uint32_t>(governor));
    int32_t there = clause(anchor);
    if (here >= 0 && here == there) return 3 + words;
    // The time belongs to a clause above the incident's ("on Monday, officials said gunmen killed …"), or
    // below it.
    for (int up = 1; there >= 0 && up <= 4; ++up) {
      const int32_t head_above = a_.word(static_cast<uint32_t>(there)).head;
      if (head_above < 0) break;
      there = clause(static_cast<uint32_t>(head_above));
      if (there == here && here >= 0) return 6 + 2 * up + words;
    }
    return std::min(14 + words, 24.0);
  }

  /// Whether it is when somebody said something, was born, was sentenced.
  bool aside(const TimeFound& t, const text::Sentence& s) const {
    const int32_t governor = a_.parsed[a_.sentence_of(t.first)] ? clause(head_of(t)) : -1;
    if (governor >= 0)
      return !anchor(static_cast<uint32_t>(governor)) && !set_off(t, static_cast<uint32_t>(governor), s) &&
             is(static_cast<uint32_t>(governor), TimeKind::kAside);
    for (uint32_t i = t.first, n = 0; i > s.first && n < 6; ++n) {
      --i;
      if (anchor(i)) return false;
      if (is(i, TimeKind::kAside)) return true;
      if (a_.lower(i) == "," || a_.lower(i) == ";") break;
    }
    return false;
  }

  /// "Opened fire at a booth set up in a school, on Thursday": a comma parts the time from the participle.
  bool set_off(const TimeFound& t, uint32_t participle, const text::Sentence& s) const {
    if (a_.word(participle).relation != Relation::kAcl || participle > t.first) return false;
    const uint32_t i = t.first > s.first && a_.word(t.first - 1).relation == Relation::kPrep ? t.first - 1 : t.first;
    return i > s.first && a_.lower(i - 1) == ",";
  }

  const Analysis& a_;
  const pack::TimeWords& words_;
  std::vector<uint32_t> anchors_;
  std::optional<Date> published_;
  bool background_;
};

}  // namespace

record::DateStatement date_of(const Analysis& a, const std::vector<TimeFound>& times,
                              std::span<const uint32_t> anchors, std::optional<text::Date> published,
                              bool background) {
  return Dating(a, anchors, published, background).choose(times);
}

}  // namespace roznamcha::extract

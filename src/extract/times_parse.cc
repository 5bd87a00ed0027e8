#include "extract/times_parse.h"

#include <algorithm>
#include <charconv>

namespace roznamcha::extract {
namespace {

using pack::TimeKind;
using pack::TimeWord;
using text::TokenCase;
using Form = TimePhrase::Form;

constexpr uint32_t bit(TimeKind kind) {
  return 1u << static_cast<uint32_t>(kind);
}

/// Kinds with which a time can begin.
constexpr uint32_t kStarters =
    bit(TimeKind::kMonth) | bit(TimeKind::kWeekday) | bit(TimeKind::kPart) | bit(TimeKind::kSeason) |
    bit(TimeKind::kUnit) | bit(TimeKind::kNumber) | bit(TimeKind::kOrdinal) | bit(TimeKind::kDay) |
    bit(TimeKind::kReference) | bit(TimeKind::kEvery) | bit(TimeKind::kDirection) | bit(TimeKind::kPosition) |
    bit(TimeKind::kApprox) | bit(TimeKind::kFeast) | bit(TimeKind::kHijri) | pack::TimeWords::kStartsPhrase;

constexpr uint32_t kHeaderSentences = 12;  // where a line with the date of publication is looked for
constexpr uint32_t kDatelineTokens = 16;   // a dateline's date stands among the first words
constexpr uint32_t kShortLine = 16;        // tokens of a line that is nothing but a byline

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool all_digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), is_digit);
}

int number_of(std::string_view s) {
  int value = 0;
  std::from_chars(s.data(), s.data() + s.size(), value);
  return value;
}

bool real_day(int year, int month, int day) {
  constexpr int kLengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= kLengths[month - 1];
}

/// "90" beside a month is 1990, "24" is 2024; the years that newspapers write with two figures.
int full_year(int year) {
  return year >= 100 ? year : year < 50 ? 2000 + year : 1900 + year;
}

bool is_word(std::string_view s, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), s) != words.end();
}

struct Hit {
  const TimeWord* word = nullptr;
  uint32_t length = 0;
  explicit operator bool() const { return word != nullptr; }
};

class Parser {
 public:
  explicit Parser(const Analysis& a) : a_(a), words_(a.pack->time_words()) {
    const size_t n = a.seg.tokens.size();
    rows_.resize(n);
    limit_ = static_cast<uint32_t>(n);
    for (size_t i = 0; i < n; ++i) {
      rows_[i] = words_.rows(a.seg.tokens[i].lower);
      if (has(i, TimeKind::kEra) && at(i, TimeKind::kEra).word && at(i, TimeKind::kEra).word->number < 0)
        before_christ_ = true;
    }
  }

  std::vector<TimePhrase> run() {
    for (const text::Sentence& s : a_.seg.sentences) {
      limit_ = s.last;
      begin_ = s.first;
      for (uint32_t i = s.first; i < s.last;) {
        if (!may_start(i) || !parse(i)) {
          ++i;
          continue;
        }
        i = out_.back().last;
      }
    }
    find_masthead();
    return std::move(out_);
  }

 private:
  // --- the report's own dates
  // -------------------------------------------------------------------------------------

  void find_masthead() {
    for (size_t i = 0; i < out_.size(); ++i) {
      TimePhrase& p = out_[i];
      if (p.form != Form::kCalendar) continue;
      const uint32_t sentence = a_.sentence_of(p.first);
      const text::Sentence& s = a_.sentence(sentence);
      begin_ = s.first, limit_ = s.last;
      if (i > 0 && out_[i - 1].masthead && joined(out_[i - 1].last, p.first)) {
        p.masthead = true;  // "Updated: March 3, 5:02 PM"
        continue;
      }
      if (p.calendar.grain != Grain::kDay && p.calendar.grain != Grain::kHour) continue;
      p.masthead = marked(p) ||
                   (sentence < kHeaderSentences && (byline(p, sentence) || (sentence <= 2 && dateline(p))));
    }
  }

  /// Whether only punctuation lies between.
  bool joined(uint32_t from, uint32_t to) const {
    if (to < from || to - from > 3) return false;
    for (uint32_t i = from; i < to; ++i) {
      if (a_.seg.tokens[i].kind == text::TokenKind::kWord && !is_word(lower(i), {"at", "on"})) return false;
    }
    return true;
  }

  /// "Published on", "Posted:", "Updated" close before, at the start of their line or bracket: "posted on a
  /// wall on March 3" and "a letter dated March 3" are something else, and so is "Update: On March 3, the
  /// charges were dropped".
  bool marked(const TimePhrase& p) const {
    if (p.first > begin_ + 1 && is(p.first - 1, {"on"}) && is(p.first - 2, {":"})) return false;
    const uint32_t from = p.first > begin_ + 4 ? p.first - 4 : begin_;
    for (uint32_t i = from; i < p.first; ++i) {
      if (has(i, TimeKind::kIssue) && (i == begin_ || a_.seg.tokens[i - 1].kind != text::TokenKind::kWord ||
                                       has(i - 1, TimeKind::kIssue))) {
        return true;
      }
    }
    return false;
  }

  /// A short line that is no sentence: "By A. Writer | March 3, 2015 5:02 PM".
  bool byline(const TimePhrase& p, uint32_t sentence) const {
    if (limit_ - begin_ > kShortLine || !p.calendar.month || limit_ - p.last > 6) return false;
    const bool line_ends =
        sentence + 1 == a_.seg.sentences.size() ||
        a_.sentence(sentence + 1).paragraph != a_.sentence(sentence).paragraph ||
        a_.text.substr(a_.sentence(sentence).span.end, 2).find('\n') != std::string_view::npos;
    if (!line_ends || is_word(lower(limit_ - 1), {".", "?", "!"})) return false;
    if (p.first != begin_ && lower(begin_) != "by" &&
        a_.seg.tokens[p.first - 1].kind == text::TokenKind::kWord)
      return false;
    for (uint32_t i = begin_; i < limit_; ++i) {
      if (a_.words[i].tag != text::Tag::kOther && a_.verbal(i)) return false;
    }
    return true;
  }

  /// "SAN SALVADOR, 4 FEB 90 (AFP) --", "QUETTA, Feb 2:": names before, a bracket, dash or colon behind.
  bool dateline(const TimePhrase& p) const {
    if (p.first - begin_ > kDatelineTokens || !p.calendar.day || !p.calendar.month) return false;
    bool comma = false;
    for (uint32_t i = begin_; i < p.first; ++i) {
      const text::Token& t = a_.seg.tokens[i];
      if (t.lower == ",") comma = true;
      if (t.kind == text::TokenKind::kWord && t.letter_case == TokenCase::kLower && !a_.seg.caseless)
        return false;
    }
    if (p.first != begin_ && !comma && !is_word(lower(p.first - 1), {")", "(", "-", "--", "|"})) return false;
    if (p.last >= limit_) return p.first != begin_;
    return is_word(lower(p.last), {"(", "--", ":", "-", "–", "—", "[", ")"});
  }

  // --- words
  // ------------------------------------------------------------------------------------------------------

  const std::string& lower(uint32_t i) const { return a_.seg.tokens[i].lower; }
  bool is(uint32_t i, std::initializer_list<std::string_view> words) const {
    return i < limit_ && is_word(lower(i), words);
  }
  bool has(size_t i, TimeKind kind) const { return rows_[i] && rows_[i]->kinds & bit(kind); }
  bool capital(uint32_t i) const { return a_.seg.caseless || extract::capital(a_.seg.tokens[i]); }

  /// The longest phrase of a kind at a token, several words before one.
  Hit at(size_t i, TimeKind kind) {
    if (i >= limit_ || !rows_[i]) return {};
    const uint32_t token = static_cast<uint32_t>(i);
    if (rows_[i]->kinds & pack::TimeWords::kStartsPhrase) {
      if (matched_ != token || matched_limit_ != limit_) {
        matches_.clear();
        words_.phrases().match(a_.seg.tokens, token, limit_, matches_);
        matched_ = token;
        matched_limit_ = limit_;
      }
      for (const auto& m : matches_) {
        const TimeWord& w = words_.word(m.value);
        if (w.kind == kind && counts(w, token, m.length)) return {&w, m.length};
      }
    }
    if (!has(i, kind)) return {};
    for (uint8_t k = 0; k < rows_[i]->count; ++k) {
      const TimeWord& w = words_.word(rows_[i]->rows[k]);
      if (w.kind == kind && counts(w, token, 1)) return {&w, 1};
    }
    return {};
  }

  /// Whether the text writes a word as it must be written to count.
  bool counts(const TimeWord& w, uint32_t i, uint32_t length) const {
    if (w.capital && !capital(i)) return false;
    const auto named = [&](uint32_t k) {
      return a_.seg.caseless || (a_.seg.tokens[k].letter_case == TokenCase::kTitle && !rows_[k]);
    };
    return !w.alone || !((i > begin_ + 1 && named(i - 1)) || (i + length < limit_ && named(i + length)));
  }

  bool may_start(uint32_t i) const {
    if (rows_[i] && rows_[i]->kinds & kStarters) return true;
    const std::string& w = lower(i);
    return is_digit(w[0]) || ((w[0] == '\'' || w[0] == 'q') && w.size() > 1 && is_digit(w[1])) ||
           w.find('-') != std::string::npos || w == "the";
  }

  // --- numbers
  // ----------------------------------------------------------------------------------------------------

  struct Quantity {
    std::string amount;
    int count = 0;
    uint32_t length = 0;
  };

  static Quantity quantity(int n, uint32_t length) { return {n ? std::to_string(n) : "X", n, length}; }

  Quantity number_at(uint32_t i) {
    if (i >= limit_) return {};
    const std::string& w = lower(i);
    if (is_digit(w[0])) {
      std::string digits;
      bool decimal = false;
      for (char c : w) {
        if (is_digit(c))
          digits += c;
        else if (c == '.' && !decimal)
          digits += c, decimal = true;
        else if (c != ',')
          return {};
      }
      if (digits.size() > 7 || digits.back() == '.') return {};
      if (!decimal) {
        Quantity q = quantity(number_of(digits), 1);
        if (i + 1 < limit_ && is(i + 1, {"1/2", "½"})) q.amount += ".5", q.length = 2;
        return q;
      }
      return {digits, std::max(1, number_of(digits)), 1};
    }
    if (w == "half" && (is(i + 1, {"a", "an"}))) return {"0.5", 1, 2};
    const Hit hit = at(i, TimeKind::kNumber);
    if (!hit) return {};
    Quantity q = quantity(hit.word->number, hit.length);
    uint32_t k = i + q.length;
    if (is(k, {"hundred"}) && q.count > 0 && q.count < 100) q = quantity(q.count * 100, q.length + 1);
    k = i + q.length;
    if (is(k, {"and"}) && is(k + 1, {"a"}) && is(k + 2, {"half"}) && q.count)
      q.amount += ".5", q.length += 3;
    else if (is(k, {"and"}) && is(k + 1, {"one-half"}) && q.count)
      q.amount += ".5", q.length += 2;
    else if (is(k, {"or"}) && number_word(k + 1))
      q = quantity(0, q.length + 2);  // "two or three": some
    return q;
  }

  bool number_word(uint32_t i) {
    return i < limit_ && (all_digits(lower(i)) || bool(at(i, TimeKind::kNumber)));
  }

  // --- years, days, months
  // ----------------------------------------------------------------------------------------

  /// Whether nouns in the plural follow, so that a bare number before them counts things.
  bool counts_things(uint32_t next) const {
    if (next >= limit_) return false;
    const text::Word& w = a_.words[next];
    if (w.tag == text::Tag::kNounPlural) return true;
    if (w.tag == text::Tag::kAdj && next + 1 < limit_ && a_.words[next + 1].tag == text::Tag::kNounPlural)
      return true;
    return is_word(lower(next),
                   {"people",  "men",    "women",  "km",  "miles", "troops",   "percent",  "%",
                    "pm",      "gmt",    "hours",  "hrs", "feet",  "soldiers", "children", "persons",
                    "dollars", "meters", "metres", "kg",  "tons",  "or"});
  }

  /// "1101 W. Paterson", "2014 Market Street", "the 1900 block of": a number of a house; not "the 2014 Market
  /// Street bombing" and not "in 2014".
  bool numbers_a_house(uint32_t i) const {
    constexpr uint32_t kLongestName = 3;
    if (i + 1 >= limit_) return false;
    if (is_word(lower(i + 1), {"block", "blocks"})) return true;
    if (a_.seg.caseless || !capital(i + 1)) return false;
    if (i > begin_ && is_word(lower(i - 1), {"the", "in", "since", "of", "'s", "during", "until"}))
      return false;
    if (is_word(lower(i + 1), {"n", "s", "e", "w", "n.", "s.", "e.", "w.", "ne", "nw", "se", "sw"}))
      return true;
    for (uint32_t k = i + 2; k < std::min(limit_, i + 2 + kLongestName) && capital(k); ++k) {
      if (is_word(lower(k), {"street", "st",   "st.",   "avenue",  "ave",    "ave.",      "road",
                             "rd",     "rd.",  "drive", "dr",      "dr.",    "boulevard", "blvd",
                             "blvd.",  "lane", "ln",    "ln.",     "court",  "ct",        "ct.",
                             "place",  "pl",   "pl.",   "terrace", "circle", "parkway",   "highway"}))
        return true;
    }
    return false;
  }

  static bool abbreviated(const TimeWord& w) { return w.code == "short"; }

  static int year_token(std::string_view w) {
    if (w.size() == 4 && all_digits(w)) {
      const int y = number_of(w);
      return y >= 1000 && y <= 2199 ? y : 0;
    }
    return 0;
  }

  /// A year that stands by itself: its length in tokens with the era, 0 if the number is none.
  uint32_t bare_year(uint32_t i, int& year) {
    const std::string& w = lower(i);
    if (!all_digits(w) || w.size() > 4) return 0;
    if (const Hit era = i + 1 < limit_ ? at(i + 1, TimeKind::kEra) : Hit{}) {
      year = number_of(w) * era.word->number;
      return year ? 2 : 0;
    }
    const std::string_view before = i > begin_ ? std::string_view(lower(i - 1)) : std::string_view();
    if (before_christ_ && w.size() == 3) {  // "in 490" of a text that counts before Christ
      const bool goes_on = !out_.empty() && out_.back().last + 1 == i && out_.back().calendar.year < 0 &&
                           is_word(before, {"and", "-", "–", "or", "to"});
      const bool told =
          is_word(before, {"in",    "since",  "by",    "until",   "till",       "from", "between", "during",
                           "after", "before", "circa", "through", "throughout", "(",    "late",    "early",
                           "mid",   "for",    "ca.",   "ca",      "but",        "-",    "–",       "["});
      if (!(goes_on || told) || noun_follows(i + 1)) return 0;
      year = -number_of(w);
      return 1;
    }
    year = year_token(w);
    if (!year) return 0;
    const bool modern = year >= 1900 && year <= 2100;
    const bool surely = is_word(before, {"in", "since", "(", "during"}) && year >= 1900;
    if (i + 1 < limit_ && counts_things(i + 1) && !surely) return 0;
    if (numbers_a_house(i)) return 0;
    if (is_word(before,
                {"$", "rs", "rs.", "no.", "no", "#", "£", "€", "flight", "highway", "route", "room", "us$"}))
      return 0;
    if (is_word(before, {"in",     "of",    "since",  "by",      "until",      "from",  "between", "(",
                         "during", "after", "before", "circa",   "late",       "early", "ca.",     "to",
                         "and",    "-",     "–",      "through", "throughout", "around"})) {
      return 1;
    }
    if (modern && is_word(before, {"till", "about", "mid", "for", "ca", "or", "year", "years", "than", "but",
                                   "that", "\"", "[", "/", ",", "into"})) {
      return 1;
    }
    if (i == begin_ && (i + 1 == limit_ || is(i + 1, {":", ")", "-", "–", ","}))) return 1;  // a heading
    if (year >= 1500 && i + 1 == limit_ && before == ",") return 1;
    if (!modern) return 0;
    if (is(i + 1, {"'s"}) || (i == begin_ && i + 1 < limit_)) return 1;
    // "the 2018 elections", "Ukraine's 2014 revolution"; not "killed 2000 in"
    if (is_word(before, {"the", "'s", "'", "its", "his", "their", "a", "this"}))
      return noun_follows(i + 1) || is(i + 1, {"\"", "'"}) ? 1 : 0;
    const bool ends = i + 1 == limit_ || is(i + 1, {".", ",", ")", ";", ":"});
    return ends && i > begin_ && a_.nominal(i - 1) ? 1 : 0;
  }

  bool noun_follows(uint32_t i) const {
    if (i >= limit_) return false;
    const text::Token& t = a_.seg.tokens[i];
    if (t.kind != text::TokenKind::kWord) return false;
    if (a_.words[i].tag == text::Tag::kOther) {  // without tags: a word that is no common function word
      return !is_word(t.lower, {"and",   "or",    "in",   "on",    "at",     "to",    "from", "by",    "when",
                                "while", "was",   "were", "is",    "had",    "has",   "have", "the",   "a",
                                "an",    "but",   "with", "after", "before", "until", "as",   "for",   "that",
                                "which", "he",    "she",  "it",    "they",   "of",    "who",  "where", "did",
                                "would", "could", "also", "be",    "been"});
    }
    return a_.nominal(i) || a_.words[i].tag == text::Tag::kAdj;
  }

  /// The day number of "5", "5th", "fifth" at a token, 0 if none.
  int day_number(uint32_t i, bool words_too = true) {
    if (i >= limit_) return 0;
    const std::string& w = lower(i);
    if (w.size() <= 2 && all_digits(w)) {
      const int d = number_of(w);
      return d <= 31 ? d : 0;
    }
    if (!is_digit(w[0]) && !words_too) return 0;
    const Hit hit = at(i, TimeKind::kOrdinal);
    return hit && hit.length == 1 ? hit.word->number : 0;
  }

  /// "3-5" → 3, 5.
  static bool day_range(std::string_view w, int& from, int& to) {
    size_t dash = w.find('-');
    if (dash == std::string_view::npos) dash = w.find('/');
    if (dash == std::string_view::npos || dash == 0 || dash > 2) return false;
    const std::string_view x = w.substr(0, dash), y = w.substr(dash + 1);
    if (!all_digits(x) || !all_digits(y) || y.size() > 2) return false;
    from = number_of(x), to = number_of(y);
    return from >= 1 && to <= 31 && from < to;
  }

  /// A month's name; one that is also another word, or part of a name, only where it must be the month.
  Hit month_at(uint32_t i) {
    const Hit hit = at(i, TimeKind::kMonth);
    if (!hit || hit.length != 1) return hit;
    const std::string& w = lower(i);
    if (!is_word(w, {"may", "march", "mar", "august", "jan", "dec", "sep", "jun"})) return hit;
    const bool by_number = (i > begin_ && day_number(i - 1) > 0) || day_number(i + 1, false) > 0 ||
                           (i + 1 < limit_ && (year_token(lower(i + 1)) || is(i + 1, {"of", ","})));
    const bool by_preposition =
        i > begin_ &&
        is(i - 1, {"in",       "of",        "since", "by",     "until",   "till", "from",      "to",
                   "between",  "during",    "late",  "early",  "mid",     "last", "next",      "this",
                   "previous", "following", "after", "before", "through", "for",  "and",       "(",
                   ",",        "on",        "or",    "-",      "–",       "that", "throughout"});
    if (w == "may") {  // in a text without case, or at the start of a sentence, also the verb
      if (by_number && !is(i + 1, {"of", ","})) return hit;
      const bool verb = a_.words[i].tag == text::Tag::kAux ||
                        (a_.seg.caseless && is(i - 1, {"and", ",", "that", "or", "to"}));
      return by_preposition && !verb ? hit : Hit{};
    }
    if (by_number) return hit;
    if (w != "march" && w != "august") return by_preposition ? hit : Hit{};
    if (is(i + 1, {"on", "to", "towards"})) return {};  // they march on the capital
    if (by_preposition) return hit;
    const bool name =
        i > begin_ && (is(i - 1, {"the"}) || a_.seg.tokens[i - 1].letter_case == TokenCase::kTitle);
    return a_.seg.caseless || name ? Hit{} : hit;
  }

  /// A year after a month or day, with comma or "of"; moves `i` behind it.
  void year_after(uint32_t& i, CalendarPart& c, bool month_only) {
    uint32_t k = i;
    if (is(k, {",", "of", "in"})) ++k;
    if (k >= limit_) return;
    const std::string& w = lower(k);
    if (const int y = year_token(w)) {
      if (is(i, {"in"}) && !month_only) return;
      c.year = y;
      i = k + 1;
      if (i < limit_ && at(i, TimeKind::kEra)) c.year *= at(i, TimeKind::kEra).word->number, ++i;
      return;
    }
    if (all_digits(w) && w.size() <= 3 && k + 1 < limit_ && at(k + 1, TimeKind::kEra)) {
      c.year = number_of(w) * at(k + 1, TimeKind::kEra).word->number;
      i = k + 2;
      return;
    }
    const bool apostrophe = w.size() == 3 && w[0] == '\'' && is_digit(w[1]) && is_digit(w[2]);
    if (apostrophe) {
      c.year = full_year(number_of(std::string_view(w).substr(1)));
      i = k + 1;
      return;
    }
    // "4 FEB 90"
    if (k == i && !month_only && w.size() == 2 && all_digits(w) &&
        (number_of(w) >= 32 || !counts_things(k + 1))) {
      c.year = full_year(number_of(w));
      i = k + 1;
    }
  }

  /// A part of the calendar without words before it; its end in `end`. `until` is set for ranges in one
  /// token.
  bool core(uint32_t i, CalendarPart& c, CalendarPart& until, uint32_t& end) {
    if (i >= limit_) return false;
    return figures(i, c, end) || weekday(i, c, until, end) || day_month(i, c, until, end) ||
           month_day(i, c, until, end) || hijri(i, c, end) || ordinal_unit(i, c, end) || season(i, c, end) ||
           feast(i, c, end) || clock(i, c, end) || decade(i, c, end) || year(i, c, until, end);
  }

  /// "2024-02-05", "2/5/2024", "5.2.2024", "2024-02".
  bool figures(uint32_t i, CalendarPart& c, uint32_t& end) const {
    const std::string& w = lower(i);
    if (!is_digit(w[0]) || w.size() < 6 || w.size() > 25) return false;
    if (const auto iso = text::parse_date(w)) {
      const std::chrono::year_month_day d(*iso);
      c.year = static_cast<int>(d.year()), c.month = static_cast<int>(unsigned(d.month())),
      c.day = static_cast<int>(unsigned(d.day()));
      c.grain = Grain::kDay;
      if (w.size() >= 16 && (w[10] == 't' || w[10] == ' ')) c.clock = w.substr(11, 5), c.grain = Grain::kHour;
      end = i + 1;
      return true;
    }
    int parts[3] = {0, 0, 0};
    size_t n = 0, begin = 0;
    char separator = 0;
    size_t lengths[3] = {0, 0, 0};
    for (size_t k = 0; k <= w.size(); ++k) {
      if (k < w.size() && is_digit(w[k])) continue;
      if (k == begin || n == 3) return false;
      if (k < w.size()) {
        if (w[k] != '/' && w[k] != '-' && w[k] != '.') return false;
        if (separator && w[k] != separator) return false;
        separator = w[k];
      }
      lengths[n] = k - begin;
      parts[n++] = number_of(std::string_view(w).substr(begin, k - begin));
      begin = k + 1;
    }
    if (n != 3 || lengths[0] > 4 || lengths[1] > 2 || lengths[2] > 4 || lengths[2] == 3) return false;
    if (lengths[0] == 4) {
      if (!real_day(parts[0], parts[1], parts[2])) return false;
      c.year = parts[0], c.month = parts[1], c.day = parts[2];
    } else {
      if (lengths[0] > 2 || (lengths[2] != 4 && (separator != '/' || lengths[2] != 2))) return false;
      c.year = full_year(parts[2]);
      // Month first as in the USA, unless that is no date or full stops say that it is not.
      const bool day_first = separator == '.' || !real_day(c.year, parts[0], parts[1]);
      c.month = parts[day_first ? 1 : 0], c.day = parts[day_first ? 0 : 1];
      if (!real_day(c.year, c.month, c.day)) return false;
    }
    c.grain = Grain::kDay;
    end = i + 1;
    return true;
  }

  /// "Monday", "Monday night", "Monday, February 5, 2024".
  bool weekday(uint32_t i, CalendarPart& c, CalendarPart& until, uint32_t& end) {
    const Hit hit = at(i, TimeKind::kWeekday);
    if (!hit || hit.word->plural) return false;
    c.weekday = hit.word->number;
    c.grain = Grain::kDay;
    end = i + hit.length;
    uint32_t k = end;
    if (is(k, {"."}) && abbreviated(*hit.word)) ++k;
    if (is(k, {","})) ++k;
    if (k > end && is(k, {"the"})) ++k;
    CalendarPart date, to;
    uint32_t date_end = 0;
    if (k < limit_ &&
        (figures(k, date, date_end) || day_month(k, date, to, date_end) ||
         month_day(k, date, to, date_end)) &&
        date.day) {
      date.weekday = c.weekday;
      c = date, until = to, end = date_end;
    }
    part_after(end, c);
    return true;
  }

  /// "night" after a day; moves `end` behind it.
  void part_after(uint32_t& end, CalendarPart& c) {
    uint32_t k = end;
    if (is(k, {"early", "late", "mid"})) ++k;
    Hit hit = at(k, TimeKind::kPart);
    if (!hit && is(k, {"at"}) && at(k + 1, TimeKind::kPart) &&
        at(k + 1, TimeKind::kPart).word->code != "MO") {
      hit = at(k + 1, TimeKind::kPart);
      ++k;
    }
    if (!hit) return;
    // "on Monday night raids": the part still belongs to the day
    c.part = hit.word->code;
    c.grain = Grain::kHour;
    end = k + hit.length;
  }

  /// "5 February", "5th of February, 2024", "3-5 March".
  bool day_month(uint32_t i, CalendarPart& c, CalendarPart& until, uint32_t& end) {
    int from = 0, to = 0;
    uint32_t k = i;
    if (day_range(lower(i), from, to)) {
      ++k;
    } else if ((from = day_number(i)) > 0) {
      ++k;
      if (is(k, {"-", "–"}) && day_number(k + 1, false) > from) to = day_number(k + 1, false), k += 2;
    } else if (lower(i).size() >= 6 && is_digit(lower(i)[0])) {
      return joined_day_month(i, c, end);
    } else {
      return false;
    }
    if (is(k, {"of"}))
      ++k;
    else if (is(k, {"day", "night"}) && is(k + 1, {"of"}))
      k += 2;
    Hit hit = k < limit_ ? at(k, TimeKind::kMonth) : Hit{};
    if (!hit) {
      const Hit moon = k < limit_ ? at(k, TimeKind::kHijri) : Hit{};
      if (!moon || from > 30 || to > from + 1) return false;
      of_hijri(*moon.word, from, k + moon.length, c, end);
      return true;
    }
    k += hit.length;
    if (is(k, {"."}) && abbreviated(*hit.word)) ++k;
    c.day = from, c.month = hit.word->number, c.grain = Grain::kDay;
    year_after(k, c, false);
    if (to) until = c, until.day = to;
    end = k;
    if (!to) part_after(end, c);
    return true;
  }

  /// "5-feb-2024", "5-february".
  bool joined_day_month(uint32_t i, CalendarPart& c, uint32_t& end) const {
    const std::string_view w = lower(i);
    const size_t dash = w.find('-');
    if (dash == 0 || dash > 2 || dash == std::string_view::npos) return false;
    const std::string_view day = w.substr(0, dash);
    std::string_view rest = w.substr(dash + 1), year;
    if (const size_t next = rest.find('-'); next != std::string_view::npos)
      year = rest.substr(next + 1), rest = rest.substr(0, next);
    const TimeWord* month = words_.find(rest, TimeKind::kMonth);
    if (!month || !all_digits(day) || number_of(day) < 1 || number_of(day) > 31) return false;
    if (!year.empty() && (!all_digits(year) || year.size() > 4)) return false;
    c.day = number_of(day), c.month = month->number, c.grain = Grain::kDay;
    if (!year.empty()) c.year = full_year(number_of(year));
    end = i + 1;
    return true;
  }

  /// "February 5, 2024", "Feb. 5", "February 3-5", "February 2024", "February of that year", "February".
  bool month_day(uint32_t i, CalendarPart& c, CalendarPart& until, uint32_t& end) {
    const Hit hit = month_at(i);
    if (!hit) return joined_months(i, c, until, end);
    c.month = hit.word->number, c.grain = Grain::kMonth;
    uint32_t k = i + hit.length;
    if (is(k, {"."}) && abbreviated(*hit.word) && (k + 1 < limit_ && (is_digit(lower(k + 1)[0])))) ++k;
    uint32_t d = k;
    if (is(d, {"the"})) ++d;
    int from = 0, to = 0;
    if (d < limit_ && day_range(lower(d), from, to)) {
      c.day = from, c.grain = Grain::kDay;
      k = d + 1;
      year_after(k, c, false);
      until = c, until.day = to;
      end = k;
      return true;
    }
    const int day = d < limit_ ? day_number(d, d == k) : 0;
    if (day && !(!is_digit(lower(d)[0]) && noun_follows(d + 1))) {
      c.day = day, c.grain = Grain::kDay;
      k = d + 1;
      if (is(k, {"-", "–"}) && day_number(k + 1, false) > day && !month_follows(k + 2)) {
        const int last = day_number(k + 1, false);
        k += 2;
        year_after(k, c, false);
        until = c, until.day = last;
        end = k;
        return true;
      }
      year_after(k, c, false);
      end = k;
      part_after(end, c);
      return true;
    }
    year_after(k, c, true);
    end = k;
    if (!c.year) of_that_year(end);
    return true;
  }

  /// "Muharram 10", "Ramazan": the months of the Islamic calendar, which are also names of people.
  bool hijri(uint32_t i, CalendarPart& c, uint32_t& end) {
    const Hit hit = at(i, TimeKind::kHijri);
    if (!hit) return false;
    const uint32_t next = i + hit.length;
    if (const int day = next < limit_ ? day_number(next, false) : 0;
        day && day <= 30 && !counts_things(next + 1)) {
      of_hijri(*hit.word, day, next + 1, c, end);
      return true;
    }
    const bool told =
        i > begin_ &&
        (is(i - 1, {"in", "during", "throughout", "this", "last", "next", "since", "until", "previous"}) ||
         (i > begin_ + 1 && is(i - 1, {"of"}) &&
          is(i - 2, {"month", "start", "beginning", "middle", "end", "rest"})));
    if (!told) return false;
    of_hijri(*hit.word, 0, next, c, end);
    return true;
  }

  /// A day of a month of the Islamic calendar, or the month (day 0), with the year behind: theirs or ours.
  void of_hijri(const TimeWord& month, int day, uint32_t next, CalendarPart& c, uint32_t& end) {
    c.rule = "h:" + std::to_string(month.number) + "-" + std::to_string(std::max(1, day));
    c.grain = day ? Grain::kDay : Grain::kMonth;
    end = next;
    if (is(next, {","})) ++next;
    if (const int year = next < limit_ ? year_token(lower(next)) : 0) {
      end = next + 1;
      if (year > 1300 && year < 1500) {
        const std::chrono::year_month_day d(
            pack::TimeWords::islamic_day(year, month.number, std::max(1, day)));
        c.year = static_cast<int>(d.year()), c.month = static_cast<int>(unsigned(d.month())),
        c.day = static_cast<int>(unsigned(d.day()));
        if (is(end, {"ah", "a.h.", "hijri"})) ++end;
      } else {
        c.year = year;
      }
    }
    if (day) part_after(end, c);
  }

  bool month_follows(uint32_t i) { return i < limit_ && bool(at(i, TimeKind::kMonth)); }

  /// "July-August" (1944).
  bool joined_months(uint32_t i, CalendarPart& c, CalendarPart& until, uint32_t& end) {
    const std::string_view w = lower(i);
    const size_t dash = w.find_first_of("-/");
    if (dash == std::string_view::npos || dash < 3) return false;
    const TimeWord* from = words_.find(w.substr(0, dash), TimeKind::kMonth);
    const TimeWord* to = words_.find(w.substr(dash + 1), TimeKind::kMonth);
    if (!from || !to) return false;
    c.month = from->number, c.grain = Grain::kMonth;
    uint32_t k = i + 1;
    year_after(k, c, true);
    until = c;
    until.month = to->number;
    end = k;
    return true;
  }

  /// "of that year" behind a month or day: the time line knows the year.
  void of_that_year(uint32_t& end) {
    if (!is(end, {"of"})) return;
    uint32_t k = end + 1;
    if (is(k, {"the"})) ++k;
    if (is(k, {"that", "same", "this"})) {
      ++k;
      if (is(k, {"same"})) ++k;
      if (is(k, {"year"})) end = k + 1;
    }
  }

  /// "third quarter of 2010", "21st century", "4th century BC".
  bool ordinal_unit(uint32_t i, CalendarPart& c, uint32_t& end) {
    const std::string& w = lower(i);
    if (w.size() == 2 && w[0] == 'q' && w[1] >= '1' && w[1] <= '4') {
      c.quarter = w[1] - '0', c.grain = Grain::kQuarter;
      end = i + 1;
      year_after(end, c, true);
      return true;
    }
    const Hit ordinal = at(i, TimeKind::kOrdinal);
    std::string_view unit;
    int number = 0;
    uint32_t k = i;
    if (ordinal) {
      number = ordinal.word->number;
      k = i + ordinal.length;
      if (k < limit_) unit = lower(k);
    } else if (const size_t dash = w.find('-'); dash != std::string::npos && w.ends_with("-century")) {
      const TimeWord* o = words_.find(std::string_view(w).substr(0, w.size() - 8), TimeKind::kOrdinal);
      if (!o) return false;
      number = o->number, unit = "century";
    } else {
      return false;
    }
    if (unit == "century") {
      c.grain = Grain::kCentury;
      c.year = (number - 1) * 100;
      end = k + 1;
      if (end < limit_ && at(end, TimeKind::kEra)) {
        if (at(end, TimeKind::kEra).word->number < 0)
          c.year = -c.year - 1;  // marks BC; the writer drops the last figures
        ++end;
      }
      return true;
    }
    if (unit == "quarter" && number <= 4 && (k + 1 == limit_ || is(k + 1, {"of", ",", ".", "and", "in"}))) {
      c.quarter = number, c.grain = Grain::kQuarter;
      end = k + 1;
      year_after(end, c, true);
      return true;
    }
    return false;
  }

  bool season(uint32_t i, CalendarPart& c, uint32_t& end) {
    const Hit hit = at(i, TimeKind::kSeason);
    if (!hit) return false;
    if (is_word(lower(i), {"fall", "spring"})) {  // also verbs and other nouns
      const bool told = i > begin_ && is(i - 1, {"the", "this", "last", "next", "early", "late", "in", "of",
                                                 "that", "mid", "until", "by", "and", "following", "previous",
                                                 "since", "every", "each", "same"});
      const bool dated =
          i + 1 < limit_ &&
          (year_token(lower(i + 1)) || (is(i + 1, {"of"}) && i + 2 < limit_ && is_digit(lower(i + 2)[0])));
      if (!dated && (!told || is(i + 1, {"of"}))) return false;
      if (!dated && lower(i) == "fall" && i > begin_ && is(i - 1, {"the", "in", "of", "and", "by"}) &&
          !capital(i))
        return false;
    }
    c.season = hit.word->code, c.grain = Grain::kSeason;
    end = i + hit.length;
    year_after(end, c, true);
    if (!c.year) of_that_year(end);
    return true;
  }

  bool feast(uint32_t i, CalendarPart& c, uint32_t& end) {
    const Hit hit = at(i, TimeKind::kFeast);
    if (!hit || !capital(i)) return false;
    c.rule = hit.word->code, c.grain = Grain::kDay;
    end = i + hit.length;
    year_after(end, c, true);
    part_after(end, c);
    return true;
  }

  /// "3:00 a.m.", "5 pm", "17:30", "1500 GMT", "0300 hours", "3 o'clock".
  bool clock(uint32_t i, CalendarPart& c, uint32_t& end) {
    std::string_view w = lower(i);
    if (!is_digit(w[0]) || w.size() > 11) return false;
    int half = 0;  // 1 before noon, 2 after
    for (std::string_view tail : {"am", "a.m.", "a.m", "pm", "p.m.", "p.m"}) {
      if (w.size() > tail.size() && w.ends_with(tail)) {
        half = tail[0] == 'a' ? 1 : 2;
        w.remove_suffix(tail.size());
        break;
      }
    }
    int hour = -1, minute = 0;
    bool colon = false;
    const size_t cut = w.find_first_of(":.");
    if (cut != std::string_view::npos && cut <= 2 && cut > 0) {
      const std::string_view h = w.substr(0, cut), m = w.substr(cut + 1, 2);
      if (!all_digits(h) || !all_digits(m) || m.size() != 2) return false;
      if (w.size() > cut + 3 && w[cut + 3] != ':') return false;
      hour = number_of(h), minute = number_of(m);
      colon = w[cut] == ':';
    } else if (all_digits(w) && w.size() <= 2) {
      hour = number_of(w);
    } else if (all_digits(w) && w.size() == 4) {
      hour = number_of(w.substr(0, 2)), minute = number_of(w.substr(2));
    } else {
      return false;
    }
    if (hour > 24 || minute > 59) return false;
    end = i + 1;
    const bool four = all_digits(w) && w.size() == 4;
    if (!half && !four) {
      if (is(end, {"am", "a.m.", "a.m"}))
        half = 1, ++end;
      else if (is(end, {"pm", "p.m.", "p.m"}))
        half = 2, ++end;
      else if (is(end, {"a", "p"}) && is(end + 1, {".m", ".m.", "."}))
        return false;
      else if (is(end, {"o'clock"}))
        half = 3, ++end;
      else if (is(end, {"o"}) && is(end + 1, {"'clock"}))
        half = 3, end += 2;
    }
    const bool at_clock =
        four && i > begin_ &&
        (is(i - 1, {"at"}) || (i > begin_ + 1 && is(i - 2, {"at"}) && has(i - 1, TimeKind::kApprox)));
    const bool zone =
        is(end, {"gmt", "utc", "ist", "pst", "pkt", "est", "edt", "cst", "cdt", "bst", "hours", "hrs", "h"});
    if (four && !zone && (!at_clock || numbers_a_house(i))) return false;
    if (!four && !half &&
        !(colon && w.size() <= 5 &&
          (zone || (i > begin_ && is(i - 1, {"at", "by", "around", "about", "from", "until", "till", "before",
                                             "after", "between", "and", "to"}))))) {
      return false;
    }
    if (four && is(end, {"hours", "hrs", "h"}) &&
        !(i > begin_ && is(i - 1, {"at", "by", "around", "about", "from", "until", "after", "before",
                                   "between", "approximately"}))) {
      return false;
    }
    if (zone) ++end;
    if (half && hour > 12) half = 0;
    if (half == 2 && hour < 12) hour += 12;
    if (half == 1 && hour == 12) hour = 0;
    char text[8];
    text[0] = static_cast<char>('0' + hour / 10), text[1] = static_cast<char>('0' + hour % 10), text[2] = ':';
    text[3] = static_cast<char>('0' + minute / 10), text[4] = static_cast<char>('0' + minute % 10);
    c.clock.assign(text, 5);
    c.grain = Grain::kHour;
    return true;
  }

  /// "1920s", "'90s", "the 470s BC".
  bool decade(uint32_t i, CalendarPart& c, uint32_t& end) {
    std::string_view w = lower(i);
    bool two = false;
    if (w.size() >= 4 && w[0] == '\'') w.remove_prefix(1), two = true;
    if (w.ends_with("'s"))
      w.remove_suffix(2);
    else if (w.ends_with("s"))
      w.remove_suffix(1);
    else
      return false;
    if (!all_digits(w) || w.size() > 4 || w.size() < 2 || w.back() != '0') return false;
    int y = number_of(w);
    end = i + 1;
    if (end < limit_ && at(end, TimeKind::kEra) && at(end, TimeKind::kEra).word->number < 0) {
      c.year = -y;
      ++end;
    } else if (w.size() == 4 && y >= 1000 && y < 2200) {
      c.year = y;
    } else if (w.size() == 3 && before_christ_) {
      c.year = -y;
    } else if (two && w.size() == 2) {
      c.year = 1900 + y;
    } else {
      return false;
    }
    c.grain = w.size() == 4 && y % 100 == 0 && y < 2000 ? Grain::kCentury : Grain::kDecade;
    return true;
  }

  bool year(uint32_t i, CalendarPart& c, CalendarPart& until, uint32_t& end) {
    int y = 0;
    if (const uint32_t length = bare_year(i, y)) {
      c.year = y, c.grain = Grain::kYear;
      end = i + length;
      return true;
    }
    // "1939-1945", "1957-60", "1939/40"; "499-493 BC"
    const std::string_view w = lower(i);
    const size_t cut = w.find_first_of("-/");
    if (cut == std::string_view::npos || cut < 1 || cut > 4) return false;
    const std::string_view x = w.substr(0, cut), z = w.substr(cut + 1);
    if (!all_digits(x) || !all_digits(z) || z.size() > 4) return false;
    int from = year_token(x), to = 0;
    if (i + 1 < limit_ && at(i + 1, TimeKind::kEra) && at(i + 1, TimeKind::kEra).word->number < 0) {
      from = -number_of(x), to = -number_of(z);
      end = i + 2;
    } else {
      if (!from) return false;
      to = z.size() == 4 ? year_token(z) : z.size() == 2 ? from / 100 * 100 + number_of(z) : 0;
      end = i + 1;
    }
    if (!to || from > to) return false;
    c.year = from, c.grain = Grain::kYear;
    until = c;
    until.year = to;
    return true;
  }

  // --- phrases
  // ----------------------------------------------------------------------------------------------------

  bool parse(uint32_t i) {
    TimePhrase best;
    const auto consider = [&](TimePhrase p) {
      if (p.last > best.last || best.last == 0) best = std::move(p);
    };
    if (auto p = quantity_phrase(i)) consider(std::move(*p));
    if (auto p = directed(i)) consider(std::move(*p));
    if (auto p = calendar(i)) consider(std::move(*p));
    if (auto p = plain_word(i)) consider(std::move(*p));
    if (auto p = following_number(i)) consider(std::move(*p));
    if (best.last == 0) return false;
    best.first = i;
    if (named_after(best)) return false;
    put(std::move(best));
    return true;
  }

  /// Two times that one token holds ("1939-1945", "3-5 March") become two, each with the days of the whole.
  void put(TimePhrase p) {
    p.span = a_.span(p.first, p.last);
    if (p.form != Form::kCalendar || p.until.empty()) {
      out_.push_back(std::move(p));
      return;
    }
    uint32_t token = p.first;
    size_t cut = std::string::npos;
    for (; token < p.last; ++token) {
      const std::string& w = lower(token);
      cut = w.find_first_of("-/–");
      if (cut != std::string::npos && cut > 0 && cut + 1 < w.size()) break;
      if (w == "-" || w == "–") break;
      cut = std::string::npos;
    }
    if (token == p.last) {
      out_.push_back(std::move(p));
      return;
    }
    TimePhrase second = p;
    const text::Span whole = a_.seg.tokens[token].span;
    if (cut != std::string::npos && lower(token).size() > 1) {
      // Counted from the ends, as a typographic dash is longer in the text than in `lower`.
      p.span.end = whole.begin + static_cast<uint32_t>(cut);
      second.span.begin = whole.end - static_cast<uint32_t>(lower(token).size() - cut - 1);
    } else {
      p.span.end = a_.seg.tokens[token - 1].span.end;
      second.span.begin = a_.seg.tokens[token + 1].span.begin;
    }
    second.calendar = p.until;
    second.until = {};
    second.from = p.calendar;
    out_.push_back(std::move(p));
    out_.push_back(std::move(second));
  }

  /// "August 21 Movement", "Black September": a name, no time.
  bool named_after(const TimePhrase& p) {
    if (p.form != Form::kCalendar) return false;
    if (p.last < limit_) {
      const Hit after = at(p.last, TimeKind::kMovement);
      if (after && after.word->code == "after" && capital(p.last) && !a_.seg.caseless) return true;
      if (after && after.word->code == "after" && a_.seg.caseless && p.calendar.day && !p.calendar.year)
        return true;
    }
    if (p.first > begin_) {
      const Hit before = at(p.first - 1, TimeKind::kMovement);
      if (before && before.word->code == "before" && capital(p.first - 1)) return true;
    }
    return false;
  }

  /// "about", "more than", "nearly": moves `i` behind them.
  uint32_t skip_approx(uint32_t i) {
    for (int k = 0; k < 2 && i < limit_; ++k) {
      const Hit hit = at(i, TimeKind::kApprox);
      if (!hit) break;
      i += hit.length;
    }
    return i;
  }

  uint32_t skip_position(uint32_t i) {
    const Hit hit = at(i, TimeKind::kPosition);
    return hit ? i + hit.length : i;
  }

  /// A calendar part with what may stand before it: "the end of September 1940", "early on Monday", "the
  /// night of 5 May".
  std::optional<TimePhrase> calendar(uint32_t i) {
    TimePhrase p;
    uint32_t k = i;
    bool article = false, positioned = false;
    std::string_view part, half;
    if (is(k, {"the", "a"})) ++k, article = true;
    for (int round = 0; round < 2; ++round) {
      if (const Hit hit = at(k, TimeKind::kPosition); hit && !hit.word->code.empty()) half = hit.word->code;
      const uint32_t after = skip_position(k);
      if (after != k) positioned = true, k = after;
      if (is(k, {"of", "in", "on"}) && positioned) ++k;
      if (is(k, {"the"}) && positioned) ++k;
      // "morning of", "night of", "morning hours of"
      const Hit hit = k < limit_ ? at(k, TimeKind::kPart) : Hit{};
      if (!hit) break;
      uint32_t of = k + hit.length;
      if (is(of, {"hours"})) ++of;
      const bool weekday_follows = of < limit_ && at(of, TimeKind::kWeekday);
      if (!is(of, {"of", "on"}) && !weekday_follows) break;
      part = hit.word->code;
      k = weekday_follows ? of : of + 1;
      if (is(k, {"the"})) ++k;
    }
    if (k == i || !positioned) {
      const uint32_t after = skip_approx(k);
      if (after != k && after < limit_ && (all_digits(lower(after)) && lower(after).size() >= 3)) k = after;
    }
    uint32_t end = 0;
    CalendarPart c;
    if (!prefixed(k, c, end) && !core(k, c, p.until, end)) {
      // "the night of 3-4 May" is above; "the night", "early morning" are plain parts
      return {};
    }
    if (article && k == i + 1 && !positioned && part.empty()) {
      // "the" belongs to seasons, decades, centuries, ordinals; not to "the March", "the 2018 elections"
      if (c.grain == Grain::kYear || c.grain == Grain::kMonth ||
          (c.grain == Grain::kDay && c.rule.empty() && !at(k, TimeKind::kOrdinal)))
        return {};
    }
    if (!part.empty()) {
      if (c.grain != Grain::kDay && c.grain != Grain::kMonth) return {};
      if (!c.day && !c.weekday && c.rule.empty()) {  // "the night of 3" with the month behind "and"
        return {};
      }
      c.part = part, c.grain = Grain::kHour;
    }
    p.form = Form::kCalendar;
    if (c.grain == Grain::kYear) p.code = half;
    p.calendar = std::move(c);
    p.positioned = positioned;
    p.last = end;
    between(i, p);
    return p;
  }

  /// "mid-September", "late-1990s".
  bool prefixed(uint32_t i, CalendarPart& c, uint32_t& end) {
    if (i >= limit_) return false;
    const std::string_view w = lower(i);
    std::string_view rest;
    for (std::string_view head : {"mid-", "early-", "late-", "pre-", "post-"}) {
      if (w.starts_with(head)) rest = w.substr(head.size());
    }
    if (rest.empty()) return false;
    end = i + 1;
    if (const TimeWord* m = words_.find(rest, TimeKind::kMonth)) {
      c.month = m->number, c.grain = Grain::kMonth;
      year_after(end, c, true);
      return true;
    }
    if (const TimeWord* s = words_.find(rest, TimeKind::kSeason)) {
      c.season = s->code, c.grain = Grain::kSeason;
      year_after(end, c, true);
      return true;
    }
    if (const TimeWord* s = words_.find(rest, TimeKind::kWeekday); s && !s->plural) {
      c.weekday = s->number, c.grain = Grain::kDay;
      return true;
    }
    if (const int y = year_token(rest)) {
      c.year = y, c.grain = Grain::kYear;
      return true;
    }
    if (rest.size() == 5 && rest.ends_with("0s") && all_digits(rest.substr(0, 4))) {
      c.year = number_of(rest.substr(0, 4)), c.grain = Grain::kDecade;
      return true;
    }
    return false;
  }

  /// "between 3 and 5 March", "from 3 March to 5 March": both ends know the range.
  void between(uint32_t i, TimePhrase& p) {
    if (out_.empty() || p.calendar.grain != Grain::kDay || !p.until.empty()) return;
    TimePhrase& before = out_.back();
    if (before.form != Form::kCalendar || before.calendar.grain != Grain::kDay || before.first == begin_ ||
        before.last + 1 != i)
      return;
    const bool and_range = is(before.first - 1, {"between"}) && is(i - 1, {"and"});
    const bool to_range = is(before.first - 1, {"from"}) && is(i - 1, {"to", "until", "till", "through"});
    if (!and_range && !to_range) return;
    if (!before.calendar.year) before.calendar.year = p.calendar.year;
    if (before.calendar.weekday || p.calendar.weekday || !before.calendar.rule.empty()) return;
    if (!before.calendar.month) before.calendar.month = p.calendar.month;
    before.until = p.calendar;
    p.from = before.calendar;
  }

  /// A bare number that shares the month of a date beside it: "3 and 5 March", "March 3 and 5", "the night of
  /// 3 and 4 May".
  std::optional<TimePhrase> following_number(uint32_t i) {
    uint32_t k = i;
    std::string_view part;
    if (is(k, {"the"}) && k + 2 < limit_ && at(k + 1, TimeKind::kPart) && is(k + 2, {"of"})) {
      part = at(k + 1, TimeKind::kPart).word->code;
      k += 3;
    }
    const int day = day_number(k, false);
    if (!day) return {};
    const auto joins = [&](uint32_t t) {
      return is(t, {"and", "to", "-", "–", "or", ",", "&", "until", "through"});
    };
    if (!out_.empty() && i > begin_ && out_.back().last + 1 == i && out_.back().form == Form::kCalendar &&
        joins(i - 1)) {
      const TimePhrase& before = out_.back();
      const bool month_first = before.calendar.day && before.calendar.month && before.calendar.rule.empty() &&
                               bool(at(before.first, TimeKind::kMonth));
      if (month_first && day > before.calendar.day && !counts_things(i + 1) && !is(i - 1, {","}) &&
          (i + 1 == limit_ || !noun_follows(i + 1) || a_.words[i + 1].tag == text::Tag::kOther)) {
        TimePhrase p;
        p.calendar.day = day, p.calendar.month = before.calendar.month,
        p.calendar.year = before.calendar.year;
        p.calendar.grain = Grain::kDay;
        p.last = i + 1;
        uint32_t end = p.last;
        CalendarPart dated = p.calendar;
        if (!dated.year) year_after(end, dated, false);
        if (dated.year && !p.calendar.year && year_token(lower(end - 1))) {
          p.calendar = dated, p.last = end;
          out_.back().calendar.year = dated.year;
        }
        if (begin_ < out_.back().first && ((is(out_.back().first - 1, {"between"}) && is(i - 1, {"and"})) ||
                                           is(i - 1, {"to", "-", "–", "through"}))) {
          out_.back().until = p.calendar;
          p.from = out_.back().calendar;
        }
        return p;
      }
    }
    if (k + 2 >= limit_ || !joins(k + 1)) return {};
    uint32_t n = k + 2;
    if (is(n, {"the"})) ++n;
    CalendarPart c, until;
    uint32_t end = 0;
    if (!day_month(n, c, until, end) || (!c.day)) return {};
    TimePhrase p;
    p.calendar = c;
    p.calendar.day = day;
    p.calendar.part = part;
    p.calendar.grain = part.empty() ? Grain::kDay : Grain::kHour;
    if (i > begin_ && part.empty() && (is(i - 1, {"between", "from"}) || is(k + 1, {"to", "-", "–"})) &&
        day < c.day)
      p.until = c;
    p.last = k + 1;
    return p;
  }

  /// "last week", "the next day", "that month", "this Monday", "the past two months", "the same day", "the
  /// day before".
  std::optional<TimePhrase> directed(uint32_t i) {
    TimePhrase p;
    uint32_t k = i;
    bool article = false, positioned = false;
    if (is(k, {"the"})) ++k, article = true;
    // "early the next morning", "later that month", "the end of that year", "later in the year"
    const uint32_t after = skip_position(k);
    if (after != k) {
      positioned = true;
      k = after;
      if (is(k, {"of", "in", "on"})) ++k;
      if (is(k, {"the"})) ++k, article = true;
    }
    const uint32_t start = k;
    if (auto day = day_beside(k, article)) {
      day->positioned = positioned;
      return day;
    }
    const Hit direction = k < limit_ ? at(k, TimeKind::kDirection) : Hit{};
    if (!direction && article && !positioned && i > begin_ && is(i - 1, {"over", "at", "during"}) &&
        is(k, {"weekend"})) {
      p.form = Form::kDirected;
      p.way = -1, p.anchor = "last", p.unit = at(k, TimeKind::kUnit) ? "WE" : "";
      p.last = k + 1;
      return p;
    }
    if (!direction) {
      if (!positioned || !article) return {};
      // "the end of the year", "later in the summer"
      const Hit unit = k < limit_ ? at(k, TimeKind::kUnit) : Hit{};
      if (!unit || unit.word->plural || is_word(unit.word->code, {"S", "MIN", "H"})) return {};
      p.form = Form::kDirected;
      p.way = 0, p.anchor = "that", p.unit = unit.word->code, p.positioned = true;
      p.last = k + unit.length;
      return p;
    }
    k += direction.length;
    p.way = direction.word->number, p.anchor = direction.word->code;
    if (article && p.anchor == "last" && p.way > 0)
      p.anchor = "then";  // "the next day" goes on from the story
    if (is(k, {"very", "same", "past"})) ++k;
    if (is(k, {"early", "late"})) ++k;
    if (p.anchor == "such") {
      const Hit unit = k < limit_ ? at(k, TimeKind::kUnit) : Hit{};
      if (!unit || !unit.word->plural || (lower(start) == "these" && unit.word->code != "D")) return {};
      p.form = Form::kReference;
      p.code = lower(start) == "these" ? "PRESENT_REF" : "PAST_REF";
      p.last = k + unit.length;
      return p;
    }
    // "the past two months", "the next few days", "the last days"
    Quantity q = number_at(k);
    uint32_t u = k + q.length;
    bool filler = false;
    while (u < limit_ && u < k + q.length + 2 && at(u, TimeKind::kFiller))
      u += at(u, TimeKind::kFiller).length, filler = true;
    if (const Hit unit = u < limit_ ? at(u, TimeKind::kUnit) : Hit{}) {
      const std::string_view code = unit.word->code;
      if (q.length || unit.word->plural) {
        if (!unit.word->plural && q.count != 1) return {};
        if (p.anchor == "that" && (!q.length || code == "S")) return {};
        p.form = Form::kSpan;
        p.amount = q.length ? q.amount : "X", p.count = q.length ? q.count : 0;
        scale(p, *unit.word);
        p.last = u + unit.length;
        return p;
      }
      if (is_word(code, {"S", "MIN", "H"})) return {};
      if (lower(start) == "past" && !article && i == start) return {};
      p.form = Form::kDirected;
      p.unit = code, p.positioned = positioned;
      p.count = unit.word->number;
      p.last = u + unit.length;
      // "the past decade", "the past year" run up to now
      if (lower(start) == "past" || (lower(start) == "next" && is_word(code, {"DE", "CE"}))) {
        p.form = Form::kSpan;
        p.amount = "1", p.count = 1;
        scale(p, *unit.word);
      }
      if (p.form == Form::kDirected && is_word(code, {"D"})) {
        uint32_t end = p.last;
        CalendarPart c;
        part_after(end, c);
        if (!c.part.empty()) p.calendar.part = c.part, p.last = end;
      }
      return p;
    }
    if (q.length || filler) return {};
    CalendarPart c, until;
    uint32_t end = 0;
    if (const Hit part = k < limit_ ? at(k, TimeKind::kPart) : Hit{}) {
      c.part = part.word->code, c.grain = Grain::kHour;
      end = k + part.length;
    } else if (k < limit_ && (weekday(k, c, until, end) || season(k, c, end))) {
      if (c.day) return {};
    } else if (const Hit month = k < limit_ ? at(k, TimeKind::kMonth) : Hit{}) {
      if (lower(k) == "may" && !capital(k)) return {};
      if (month.word->phrase == "march" && lower(start) == "that") return {};
      c.month = month.word->number, c.grain = Grain::kMonth;
      end = k + month.length;
      if (const int day = end < limit_ ? day_number(end, false) : 0)
        c.day = day, c.grain = Grain::kDay, ++end;
      year_after(end, c, true);
    } else if (k < limit_ && (hijri(k, c, end) || feast(k, c, end))) {
    } else {
      return {};
    }
    if (p.anchor == "that" && lower(start) == "that" && c.grain == Grain::kSeason && lower(k) == "fall")
      return {};
    p.form = Form::kDirected;
    p.calendar = std::move(c);
    p.positioned = positioned;
    p.last = end;
    return p;
  }

  /// "the day before", "the day after", "the day following", "the week before".
  std::optional<TimePhrase> day_beside(uint32_t k, bool article) {
    if (!article || k + 1 >= limit_) return {};
    const Hit unit = at(k, TimeKind::kUnit);
    if (!unit || unit.word->plural || is_word(unit.word->code, {"S", "MIN", "H"})) return {};
    const uint32_t next = k + unit.length;
    int way = 0;
    if (is(next, {"before", "earlier", "previous"})) way = -1;
    if (is(next, {"after", "following", "later"})) way = 1;
    if (!way) return {};
    TimePhrase p;
    p.form = Form::kDirected;
    p.way = way, p.anchor = "then", p.unit = unit.word->code, p.count = unit.word->number;
    p.last = next + 1;
    CalendarPart c, until;
    uint32_t end = 0;
    if (is(next, {"before", "after"})) {
      if (next + 1 < limit_ && core(next + 1, c, until, end) &&
          c.grain == Grain::kDay) {  // "the day after Christmas"
        p.form = Form::kShifted;
        p.anchor = "of", p.amount = "1", p.count = 1, p.calendar = c;
        p.last = end;
      } else if (noun_follows(next + 1) ||
                 is(next + 1, {"the", "his", "her", "their", "its", "a", "an", "that"})) {
        p.anchor = "of";  // "the day before the vote": the day of something that the text may date
        p.last = next;
      }
    }
    return p;
  }

  /// Length of a unit in one code: "fortnight" is two weeks.
  static void scale(TimePhrase& p, const TimeWord& unit) {
    p.unit = unit.code;
    if (unit.number > 1 && p.count) p.count *= unit.number, p.amount = std::to_string(p.count);
  }

  /// "three weeks", "almost two decades earlier", "a year after 1925", "ten-day", "nineteen years old",
  /// "days".
  std::optional<TimePhrase> quantity_phrase(uint32_t i) {
    if (auto p = hyphened(i)) return p;
    uint32_t k = skip_approx(i);
    bool article = false;
    if (k == i && is(k, {"the"})) ++k, article = true;
    if (article) k = skip_approx(k);
    bool ordinal = false;
    if (article && (at(k, TimeKind::kOrdinal) || is(k, {"final"}))) {  // "the first two years"
      ordinal = true;
      k += 1;
    }
    Quantity q = number_at(k);
    const uint32_t number_at_token = k;
    uint32_t u = k + q.length;
    for (int n = 0; n < 2 && u < limit_; ++n) {
      const Hit filler = at(u, TimeKind::kFiller);
      if (!filler) break;
      u += filler.length;
    }
    if (u >= limit_) return {};
    Hit unit = at(u, TimeKind::kUnit);
    if (!unit) return {};
    if (unit.word->code == "Q" || (unit.word->code == "WE" && !(q.length && unit.word->plural))) return {};
    if (!q.length) {
      if (!unit.word->plural) return {};
      if (article && !ordinal && u == k) {
        if (unit.word->code == "S" || unit.word->code == "MIN" || unit.word->code == "H") return {};
      }
      if (u != k && !article) u = k, unit = at(k, TimeKind::kUnit);
      if (!unit) return {};
    } else if (!unit.word->plural && !(q.count == 1 || q.amount == "0.5" || q.amount[0] == '0')) {
      if (!is_digit(lower(number_at_token)[0]) && !at(number_at_token, TimeKind::kNumber)) return {};
      if (q.count == 0) return {};
    }
    if (unit.word->code == "S" && !unit.word->plural && q.length && !is_word(lower(number_at_token), {"one"}))
      return {};  // "a second man"
    if (article && !ordinal && q.length && is(number_at_token, {"one", "a", "an"})) return {};
    TimePhrase p;
    p.form = Form::kSpan;
    p.amount = q.length ? q.amount : "X";
    p.count = q.length ? q.count : 0;
    scale(p, *unit.word);
    uint32_t end = u + unit.length;
    if (is(end, {"'", "'s"}) && is(end + 1, {"time"})) end += 2;
    if (is(end, {"old"})) {
      p.last = end + 1;
      return p;
    }
    if (is(end, {"of"}) && is(end + 1, {"age"})) {
      p.last = end + 2;
      return p;
    }
    if (is(end, {"long"})) ++end;
    p.last = end;
    if (end < limit_) {
      if (const Hit shift = at(end, TimeKind::kShift)) {
        if (shift.word->code != "of") {
          p.form = Form::kShifted;
          p.way = shift.word->number, p.anchor = shift.word->code;
          p.last = end + shift.length;
          return p;
        }
        CalendarPart c, until;
        uint32_t date_end = 0;
        uint32_t next = end + shift.length;
        const bool dated_thing = is(next, {"the"});  // "three days before the 8 February elections"
        if (dated_thing) ++next;
        if (next < limit_ && core(next, c, until, date_end) &&
            (c.year || c.day || c.month || !c.rule.empty())) {
          p.form = Form::kShifted;
          p.way = shift.word->number, p.anchor = "of";
          p.calendar = c;
          p.last = dated_thing ? end : date_end;
          return p;
        }
        const bool clause = next < limit_ && !is(next, {".", ",", ";", ")"});
        p.form = Form::kShifted;
        p.way = shift.word->number;
        p.anchor = clause ? "of" : "then";
        if (!clause)
          p.last = next;
        else if (!q.length && !p.count)
          p.form = Form::kSpan;
        return p;
      }
    }
    return p;
  }

  /// "ten-day", "28-day", "3-year-old", "two-year-long", "eight-hour".
  std::optional<TimePhrase> hyphened(uint32_t i) {
    uint32_t k = skip_approx(i);
    if (k >= limit_) return {};
    if (is(k, {"a", "an", "the"})) return {};
    const std::string_view w = lower(k);
    const size_t dash = w.rfind('-');
    if (dash == std::string_view::npos) return {};
    std::string_view head = w, tail;
    if (w.ends_with("-old") || w.ends_with("-long") || w.ends_with("-olds")) head = w.substr(0, dash);
    const size_t cut = head.rfind('-');
    if (cut == std::string_view::npos || cut == 0) {
      const TimeWord* unit = w.ends_with("-long") ? words_.find(head, TimeKind::kUnit) : nullptr;
      if (!unit) return {};
      TimePhrase p;
      p.form = Form::kSpan;
      p.amount = "1", p.count = 1;
      scale(p, *unit);
      p.last = k + 1;
      return p;
    }
    tail = head.substr(cut + 1);
    head = head.substr(0, cut);
    const TimeWord* unit = words_.find(tail, TimeKind::kUnit);
    if (!unit || unit->code == "Q") return {};
    TimePhrase p;
    p.form = Form::kSpan;
    if (all_digits(head) && head.size() <= 4) {
      p.count = number_of(head);
    } else if (const TimeWord* n = words_.find(head, TimeKind::kNumber)) {
      p.count = n->number;
      if (!p.count) return {};
    } else if (head == "multi") {
      p.count = 0;
    } else {
      return {};
    }
    p.amount = p.count ? std::to_string(p.count) : "X";
    scale(p, *unit);
    p.last = k + 1;
    if (is(p.last, {"long"})) ++p.last;
    return p;
  }

  /// "today", "now", "every Monday", "daily", "night".
  std::optional<TimePhrase> plain_word(uint32_t i) {
    TimePhrase p;
    uint32_t k = skip_position(i);
    if (k != i && !at(k, TimeKind::kDay) && !at(k, TimeKind::kPart)) k = i;
    p.positioned = k != i;
    if (k >= limit_) return {};
    if (const Hit day = at(k, TimeKind::kDay)) {
      p.form = Form::kDeictic;
      p.count = day.word->number;
      p.calendar.part = day.word->code;
      p.last = k + day.length;
      part_after(p.last, p.calendar);
      return p;
    }
    if (const Hit every = at(i, TimeKind::kEvery)) {
      p.form = Form::kEvery;
      if (every.word->code != "*") {
        p.code = every.word->code;
        p.last = i + every.length;
        return p;
      }
      uint32_t u = i + every.length;
      const Quantity q = number_at(u);
      u += q.length;
      if (u < limit_ && is(u, {"other", "single", "few"})) ++u;
      if (const Hit unit = u < limit_ ? at(u, TimeKind::kUnit) : Hit{}) {
        p.unit = unit.word->code, p.amount = q.length ? q.amount : "1";
        p.last = u + unit.length;
        return p;
      }
      if (const Hit w = u < limit_ ? at(u, TimeKind::kWeekday) : Hit{}) {
        p.calendar.weekday = w.word->number;
        p.last = u + w.length;
        return p;
      }
      if (const Hit w = u < limit_ ? at(u, TimeKind::kPart) : Hit{}) {
        p.calendar.part = w.word->code;
        p.last = u + w.length;
        return p;
      }
      if (const Hit w = u < limit_ ? at(u, TimeKind::kSeason) : Hit{};
          w && lower(u) != "fall" && lower(u) != "spring") {
        p.calendar.season = w.word->code;
        p.last = u + w.length;
        return p;
      }
      return {};
    }
    if (const Hit plural = at(i, TimeKind::kWeekday); plural && plural.word->plural) {
      p.form = Form::kEvery;
      p.calendar.weekday = plural.word->number;
      p.last = i + plural.length;
      return p;
    }
    if (const Hit reference = at(i, TimeKind::kReference)) {
      // "the future of …", "the present government" are no times of their own, but "now" is
      p.form = Form::kReference;
      p.code = reference.word->code;
      p.last = i + reference.length;
      return p;
    }
    uint32_t part_at = i;
    if (is(part_at, {"the"})) ++part_at;
    part_at = skip_position(part_at);
    if (const Hit part = part_at < limit_ ? at(part_at, TimeKind::kPart) : Hit{}) {
      p.form = Form::kCalendar;
      p.calendar.part = part.word->code;
      p.calendar.grain = Grain::kHour;
      p.last = part_at + part.length;
      if (is(p.last, {"hours"})) ++p.last;
      return p;
    }
    return {};
  }

  const Analysis& a_;
  const pack::TimeWords& words_;
  std::vector<const pack::TimeWords::Rows*> rows_;
  std::vector<pack::PhraseIndex::Match> matches_;
  uint32_t matched_ = UINT32_MAX, matched_limit_ = 0;
  uint32_t begin_ = 0, limit_ = 0;
  bool before_christ_ = false;
  std::vector<TimePhrase> out_;
};

}  // namespace

bool leads_up_to(const Analysis& a, uint32_t begin, uint32_t token) {
  if (token <= begin) return false;
  const std::string& before = a.lower(token - 1);
  return before == "before" || (token > begin + 1 && before == "of" && a.lower(token - 2) == "ahead");
}

std::vector<TimePhrase> parse_times(const Analysis& a) {
  return Parser(a).run();
}

}  // namespace roznamcha::extract

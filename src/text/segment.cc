#include "text/segment.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

#include "text/fold.h"

namespace roznamcha::text {
namespace {

constexpr uint32_t kLongestToken = 256;     // bytes; garbage without white space is cut here
constexpr uint32_t kLongestSentence = 200;  // tokens

enum class Kind : uint8_t { kSpace, kUpper, kLower, kLetter, kDigit, kMark, kPunctuation, kSymbol };

bool letter(Kind k) {
  return k == Kind::kUpper || k == Kind::kLower || k == Kind::kLetter || k == Kind::kMark;
}
bool alphanumeric(Kind k) {
  return letter(k) || k == Kind::kDigit;
}

constexpr std::array<Kind, 128> ascii_kinds() {
  std::array<Kind, 128> kinds{};
  for (size_t c = 0; c < 128; ++c) {
    if (c <= ' ' || c == 127) {
      kinds[c] = Kind::kSpace;
    } else if (c >= '0' && c <= '9') {
      kinds[c] = Kind::kDigit;
    } else if (c >= 'A' && c <= 'Z') {
      kinds[c] = Kind::kUpper;
    } else if (c >= 'a' && c <= 'z') {
      kinds[c] = Kind::kLower;
    } else {
      kinds[c] = Kind::kSymbol;
    }
  }
  for (char c : {'!', '"', '\'', '(', ')', ',', '-', '.', '/', ':', ';', '?', '[', ']', '`', '{', '}'}) {
    kinds[static_cast<size_t>(c)] = Kind::kPunctuation;
  }
  return kinds;
}
constexpr std::array<Kind, 128> kAscii = ascii_kinds();

Kind wide_kind(UChar32 c) {
  if (c == 0xFEFF || c == 0x200B || u_isUWhiteSpace(c) || u_iscntrl(c)) return Kind::kSpace;
  switch (u_charType(c)) {
    case U_UPPERCASE_LETTER:
    case U_TITLECASE_LETTER:
      return Kind::kUpper;
    case U_LOWERCASE_LETTER:
      return Kind::kLower;
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
      return Kind::kLetter;
    case U_DECIMAL_DIGIT_NUMBER:
      return Kind::kDigit;
    case U_NON_SPACING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
      return Kind::kMark;  // joiners stand inside words of many scripts
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_CONNECTOR_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
      return Kind::kPunctuation;
    default:
      return Kind::kSymbol;
  }
}

/// One code point of the text: what it is and how many bytes it takes (0 at the end).
struct Point {
  UChar32 c = 0;
  Kind kind = Kind::kSpace;
  uint32_t size = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Point at(uint32_t i) const {
    if (i >= text_.size()) return {};
    const auto byte = static_cast<unsigned char>(text_[i]);
    if (byte < 0x80) return {byte, kAscii[byte], 1};
    const std::string_view rest = text_.substr(i, 4);
    int32_t used = 0;
    UChar32 c;
    U8_NEXT(rest.data(), used, static_cast<int32_t>(rest.size()), c);
    if (c < 0) return {0xFFFD, Kind::kSymbol, static_cast<uint32_t>(used)};
    return {c, wide_kind(c), static_cast<uint32_t>(used)};
  }
  uint32_t size() const { return static_cast<uint32_t>(text_.size()); }
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

bool newline(UChar32 c) {
  return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x85;
}
bool apostrophe(UChar32 c) {
  return c == '\'' || c == 0x2019 || c == 0x02BC;
}
bool dash(UChar32 c) {
  return c == '-' || c == 0x2010 || c == 0x2011;
}
bool number_separator(UChar32 c) {
  return c == '.' || c == ',' || c == ':' || c == '/' || dash(c) || c == 0x2013 || c == 0x066B || c == 0x066C;
}
bool bullet(UChar32 c) {
  return c == 0x2022 || c == 0x25CF || c == 0x25AA || c == 0x25E6 || c == 0x2023 || c == 0x00B7 || c == '*';
}

template <size_t N>
bool among(std::string_view word, const std::array<std::string_view, N>& sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

// A full stop after these is part of the word. Sorted, without the full stop.
// What stands before a name or a figure, and never ends a sentence:
constexpr std::array<std::string_view, 52> kTitles = {
    "adm",  "asst", "brig", "capt", "cdr",  "cmdr", "col",   "cols", "cpl", "cpt",  "det",  "dr",  "drs",
    "engr", "fr",   "gen",  "gov",  "hon",  "insp", "lt",    "lts",  "maj", "md",   "mr",   "mrs", "ms",
    "msgr", "mt",   "ofc",  "ph",   "pres", "prof", "profs", "pvt",  "rep", "reps", "rev",  "sen", "sens",
    "sgt",  "sgts", "shri", "smt",  "spc",  "sr",   "ssgt",  "st",   "ste", "supt", "surg", "v",   "vs"};
// What may end one:
constexpr std::array<std::string_view, 48> kShortenings = {
    "al",   "apr", "aug", "ave",    "blvd", "bros", "co",   "corp",  "dec",  "dept", "dist", "est",
    "etc",  "feb", "ft",  "govt",   "hr",   "hrs",  "hwy",  "inc",   "jan",  "jr",   "jul",  "jun",
    "km",   "kms", "ltd", "messrs", "min",  "mins", "nov",  "oct",   "orig", "pkwy", "pt",   "pty",
    "pvts", "rd",  "rds", "sep",    "sept", "sq",   "thur", "thurs", "tue",  "tues", "univ", "viz"};
// What is a shortening only before a figure, and a word else ("No. 5", "the fig."):
constexpr std::array<std::string_view, 20> kFigureMarks = {"app",  "art", "arts", "c",   "ch",   "ex", "fig",
                                                           "figs", "lot", "mar",  "no",  "nos",  "op", "p",
                                                           "para", "pp",  "rs",   "sec", "sect", "vol"};
// Parts of countries, when a comma stands before ("Nashville, Tenn.").
constexpr std::array<std::string_view, 35> kRegions = {
    "ala",  "ariz", "ark", "calif", "colo", "conn", "del",  "fla",  "ga",   "ill",  "ind", "kan",
    "kans", "ky",   "la",  "mass",  "md",   "mich", "minn", "miss", "mo",   "mont", "neb", "nev",
    "okla", "ore",  "pa",  "penn",  "tenn", "tex",  "va",   "vt",   "wash", "wis",  "wyo"};
// Words with which a sentence is likely to start, after a shortening or initial that could end the one
// before.
constexpr std::array<std::string_view, 66> kOpeners = {
    "a",         "after",       "all",     "also",   "although",  "an",    "and",     "another",   "as",
    "at",        "authorities", "because", "before", "both",      "but",   "by",      "during",    "earlier",
    "for",       "from",        "he",      "her",    "his",       "how",   "however", "i",         "if",
    "in",        "it",          "its",     "last",   "meanwhile", "most",  "no",      "officials", "on",
    "one",       "our",         "police",  "she",    "since",     "so",    "some",    "that",      "the",
    "their",     "then",        "there",   "these",  "they",      "this",  "those",   "though",    "to",
    "two",       "under",       "we",      "what",   "when",      "where", "while",   "who",       "with",
    "witnesses", "yet",         "you"};

constexpr std::array<std::string_view, 24> kConnectives = {
    "after", "and", "as", "at",    "because", "before", "but",   "by",   "during", "for",   "from", "if",
    "in",    "of",  "on", "since", "that",    "to",     "under", "when", "where",  "while", "who",  "with"};

// What follows a clock time inside a sentence.
constexpr std::array<std::string_view, 31> kClockWords = {
    "april",     "august", "bst",      "cdt",     "cst",     "december", "edt",      "est",
    "february",  "friday", "gmt",      "ist",     "january", "july",     "june",     "march",
    "may",       "monday", "november", "october", "pdt",     "pkt",      "pst",      "saturday",
    "september", "sunday", "thursday", "tuesday", "utc",     "wat",      "wednesday"};
// Ends of addresses, so that "dawn.com" is one word and "elections.as" is not.
constexpr std::array<std::string_view, 14> kDomains = {"co",  "com",  "edu", "gov", "in", "info", "io",
                                                       "net", "news", "org", "pk",  "tv", "uk",   "us"};
// Units and clock halves that are written to a figure ("9mm", "5pm").
constexpr std::array<std::string_view, 11> kUnits = {"am",  "cm", "ft", "hrs", "kg", "km",
                                                     "kms", "lb", "mm", "mph", "pm"};
// Money written to a figure ("Rs5,000").
constexpr std::array<std::string_view, 10> kMoney = {"eur", "gbp", "inr", "kes", "ksh",
                                                     "n",   "ngn", "pkr", "rs",  "usd"};

enum class Stop : uint8_t {
  kNone,        // the token ends no sentence
  kFull,        // . ! ? …
  kEllipsis,    // ...
  kInitial,     // "J."
  kAcronym,     // "U.S."
  kShortening,  // "Inc."
  kClock,       // "p.m."
};

/// What the sentence cutter wants to know of a token and the caller of `segment` does not.
struct Note {
  Stop stop = Stop::kNone;
  UChar32 c = 0;  // of punctuation: the code point
};

class Segmenter {
 public:
  explicit Segmenter(std::string_view text) : read_(text) {}

  Segmented run() {
    out_.caseless = caseless();
    out_.tokens.reserve(read_.size() / 5 + 8);
    notes_.reserve(read_.size() / 5 + 8);
    uint32_t i = 0;
    while (i < read_.size()) i = block(i);
    out_.sentence_of.resize(out_.tokens.size());
    for (uint32_t s = 0; s < out_.sentences.size(); ++s) {
      std::fill(out_.sentence_of.begin() + out_.sentences[s].first,
                out_.sentence_of.begin() + out_.sentences[s].last, s);
    }
    return std::move(out_);
  }

 private:
  // ---- paragraphs ----

  struct Line {
    uint32_t begin = 0, end = 0;  // without white space around
    uint32_t length = 0;          // code points
  };

  bool caseless() const {
    size_t lower = 0, upper = 0;
    for (char c : read_.text()) {
      lower += c >= 'a' && c <= 'z';
      upper += c >= 'A' && c <= 'Z';
    }
    if (lower + upper == 0) return false;
    return lower * 20 < upper || upper * 400 < lower;
  }

  /// The lines up to the next blank one, cut into paragraphs. Returns where the next block begins.
  uint32_t block(uint32_t i) {
    lines_.clear();
    while (i < read_.size()) {
      Line line;
      bool any = false;
      while (i < read_.size()) {
        const Point p = read_.at(i);
        i += p.size;
        if (newline(p.c)) {
          if (p.c == '\r' && read_.at(i).c == '\n') ++i;
          break;
        }
        if (p.kind != Kind::kSpace) {
          if (!any) line.begin = i - p.size;
          any = true;
          line.end = i;
        }
        line.length += any;
      }
      if (!any) {
        if (lines_.empty()) continue;
        break;
      }
      lines_.push_back(line);
    }
    uint32_t longest = 0;
    for (const Line& line : lines_) longest = std::max(longest, line.length);
    for (size_t first = 0; first < lines_.size();) {
      size_t last = first + 1;
      while (last < lines_.size() && goes_on(lines_[last - 1], lines_[last], longest)) ++last;
      paragraph(lines_[first].begin, lines_[last - 1].end);
      first = last;
    }
    return i;
  }

  /// Whether `next` continues the paragraph: the text was broken to a width, rather than by meaning.
  bool goes_on(const Line& line, const Line& next, uint32_t longest) const {
    const Point first = read_.at(next.begin);
    if (bullet(first.c)) return false;
    if ((dash(first.c) || first.c == 0x2013 || first.c == 0x2014) &&
        read_.at(next.begin + first.size).kind == Kind::kSpace)
      return false;
    const char last = read_.text()[line.end - 1];
    const bool ended = last == '.' || last == '!' || last == '?' || last == ':' || last == '"';
    if (!ended && first.kind == Kind::kLower && !out_.caseless) return true;
    const bool wrapped = longest >= 40 && longest <= 120 && lines_.size() >= 3;
    return wrapped && line.length * 10 >= longest * 7;
  }

  void paragraph(uint32_t begin, uint32_t end) {
    const auto first = static_cast<uint32_t>(out_.tokens.size());
    for (uint32_t i = begin; i < end;) {
      const Point p = read_.at(i);
      if (p.kind == Kind::kSpace) {
        i += p.size;
      } else {
        i = token(i, p);
      }
    }
    sentences(first, static_cast<uint32_t>(out_.tokens.size()));
    ++paragraph_;
  }

  // ---- tokens ----

  uint32_t token(uint32_t i, Point p) {
    if (alphanumeric(p.kind)) return word(i, p);
    const Point next = read_.at(i + p.size);
    if ((p.c == '@' || p.c == '#') && letter(next.kind)) return tag(i);
    if (apostrophe(p.c)) {
      if (const uint32_t end = clitic(i, p.size)) return add(i, end, TokenKind::kWord);
    }
    uint32_t end = i + p.size;
    const bool repeats = p.c == '.' || p.c == '-' || p.c == '*' || p.c == '=' || p.c == '_' || p.c == '!' ||
                         p.c == '?' || p.c == '`' || p.c == '\'' || p.c == '~' || p.c == '#' || p.c == '+';
    if (repeats) {
      while (end < i + kLongestToken && read_.at(end).c == p.c) ++end;
      if (p.c == '!' || p.c == '?') {
        while (end < i + kLongestToken && (read_.at(end).c == '!' || read_.at(end).c == '?')) ++end;
      }
    }
    Note note{Stop::kNone, p.c};
    if (p.c == '.') note.stop = end == i + 1 ? Stop::kFull : Stop::kEllipsis;
    if (p.c == '!' || p.c == '?' || p.c == 0x06D4 || p.c == 0x061F || p.c == 0x0964 || p.c == 0x3002)
      note.stop = Stop::kFull;
    if (p.c == 0x2026) note.stop = Stop::kEllipsis;
    return add(i, end, p.kind == Kind::kPunctuation ? TokenKind::kPunctuation : TokenKind::kSymbol, note);
  }

  /// End of "'s", "'re" … at the apostrophe; 0 if it is none.
  uint32_t clitic(uint32_t i, uint32_t apostrophe_size) const {
    const std::string_view rest = read_.text().substr(i + apostrophe_size, 3);
    auto low = [&](size_t k) { return k < rest.size() ? static_cast<char>(rest[k] | 0x20) : '\0'; };
    uint32_t length = 0;
    if ((low(0) == 'r' && low(1) == 'e') || (low(0) == 'v' && low(1) == 'e') ||
        (low(0) == 'l' && low(1) == 'l')) {
      length = 2;
    } else if (low(0) == 's' || low(0) == 'd' || low(0) == 'm') {
      length = 1;
    }
    if (length == 0) return 0;
    const uint32_t end = i + apostrophe_size + length;
    return alphanumeric(read_.at(end).kind) ? 0 : end;
  }

  uint32_t tag(uint32_t i) {
    uint32_t end = i + 1;
    while (end < i + kLongestToken) {
      const Point p = read_.at(end);
      if (!alphanumeric(p.kind) && p.c != '_') break;
      end += p.size;
    }
    return add(i, end, TokenKind::kWord);
  }

  /// A web or mail address: up to white space, without the punctuation at its end.
  uint32_t address(uint32_t i) {
    uint32_t end = i;
    while (end < i + kLongestToken) {
      const Point p = read_.at(end);
      if (p.kind == Kind::kSpace || p.c == '<' || p.c == '>' || p.c == '"' || p.c == 0x201D || p.c == 0x2019)
        break;
      end += p.size;
    }
    const std::string_view text = read_.text();
    while (end > i + 1 && std::strchr(".,;:!?)]}'", text[end - 1])) --end;
    return add(i, end, TokenKind::kWord);
  }

  std::string_view lowered(uint32_t begin, uint32_t end) {
    const size_t n = std::min<size_t>(end - begin, buffer_.size());
    for (size_t k = 0; k < n; ++k) {
      const char c = read_.text()[begin + k];
      buffer_[k] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return {buffer_.data(), n};
  }

  /// A word or number that starts with a letter or digit.
  uint32_t word(uint32_t i, Point p) {
    const std::string_view text = read_.text();
    if (p.c == 'h' || p.c == 'w' || p.c == 'H' || p.c == 'W') {
      const std::string_view start = lowered(i, static_cast<uint32_t>(std::min<size_t>(i + 8, text.size())));
      if (start.starts_with("http://") || start.starts_with("https://") || start.starts_with("www."))
        return address(i);
    }
    if (letter(p.kind)) {
      if (const uint32_t end = acronym(i, p)) return end;
    }
    bool figures = p.kind == Kind::kDigit;  // only digits and separators so far
    bool plain = true;                      // no hyphen, apostrophe or digit in it so far
    uint32_t end = i + p.size, points = 1;
    uint32_t run = i;  // where the letters or digits that we are in start
    Kind before = p.kind;
    const uint32_t limit = i + kLongestToken;
    while (end < limit) {
      Point q = read_.at(end);
      if (letter(q.kind)) {
        if (before == Kind::kDigit) {
          if (figures && q.kind != Kind::kMark) {
            if (const uint32_t unit = unit_end(end)) return number(i, end, unit);
          }
          run = end;
        }
        if (q.kind != Kind::kMark) figures = false;
        // letters of ASCII are the bulk of all texts
        const auto byte = [&](uint32_t at) { return static_cast<unsigned char>(text[at]); };
        do {
          end += q.size;
          ++points;
          while (end < limit && end < text.size() && byte(end) < 0x80 && letter(kAscii[byte(end)]))
            ++end, ++points;
          q = read_.at(end);
        } while (end < limit && letter(q.kind));
        before = Kind::kLetter;
        continue;
      }
      if (q.kind == Kind::kDigit) {
        if (letter(before) && run == i && plain && !figures && among(lowered(i, end), kMoney)) break;
        if (letter(before)) run = end;
        plain = false;
        before = Kind::kDigit;
        end += q.size;
        ++points;
        continue;
      }
      const Point r = read_.at(end + q.size);
      if (before == Kind::kDigit && r.kind == Kind::kDigit && number_separator(q.c)) {
        before = q.kind;
        end += q.size;
        run = end;
      } else if (alphanumeric(r.kind) && (dash(q.c) || q.c == '_')) {
        if (figures && letter(r.kind) && q.c == 0x2013) break;
        plain = false;
        before = q.kind;
        end += q.size;
        run = end;
      } else if (apostrophe(q.c) && letter(r.kind) && letter(before)) {
        if (clitic(end, q.size)) break;
        const char last = text[end - 1];
        if ((last == 'n' || last == 'N') && (r.c == 't' || r.c == 'T') &&
            !alphanumeric(read_.at(end + q.size + 1).kind)) {
          // "did" "n't"; but the clitic that stands alone already stays whole
          const uint32_t after = end + q.size + 1;
          if (end - i == 1) return add(i, after, TokenKind::kWord);
          add(i, end - 1, TokenKind::kWord);
          return add(end - 1, after, TokenKind::kWord);
        }
        plain = false;
        before = q.kind;
        end += q.size;
        run = end;
      } else if (q.c == '&' && before != Kind::kDigit && r.kind == Kind::kUpper && points <= 3 && plain) {
        plain = false;
        before = q.kind;
        end += q.size;
        run = end;
      } else if (q.c == '@' && alphanumeric(r.kind)) {
        return address(i);
      } else if (q.c == '.' && letter(before)) {
        return full_stop(i, end, points, plain);
      } else {
        break;
      }
    }
    return add(i, end, figures ? TokenKind::kNumber : TokenKind::kWord);
  }

  /// End of the unit at `i`, 0 if the letters there are none.
  uint32_t unit_end(uint32_t i) {
    if (read_.text().substr(i, 4).size() == 4 && (lowered(i, i + 4) == "a.m." || lowered(i, i + 4) == "p.m."))
      return i;
    uint32_t end = i;
    while (end < i + 4 && letter(read_.at(end).kind)) end += read_.at(end).size;
    const Point after = read_.at(end);
    if (alphanumeric(after.kind) || dash(after.c)) return 0;
    return among(lowered(i, end), kUnits) ? i : 0;
  }

  uint32_t number(uint32_t i, uint32_t end, uint32_t next) {
    add(i, end, TokenKind::kNumber);
    return next;
  }

  /// "U.S.", "D.I.", "a.m.", "U.S.-backed", and initials; 0 if there is none at `i`. Returns the end of what
  /// was added.
  uint32_t acronym(uint32_t i, Point p) {
    uint32_t end = i;
    int letters = 0;
    Point q = p;
    while (letter(q.kind) && read_.at(end + q.size).c == '.' && end < i + kLongestToken) {
      ++letters;
      end += q.size + 1;
      q = read_.at(end);
      if (q.c == '.') return 0;  // an ellipsis
    }
    if (letters == 0) return 0;
    if (letters >= 2 && letter(q.kind) && !letter(read_.at(end + q.size).kind) &&
        read_.at(end + q.size).kind != Kind::kDigit && !apostrophe(read_.at(end + q.size).c)) {
      end += q.size;  // "U.S" without its last stop
      return add(i, end, TokenKind::kWord, {Stop::kNone, 0});
    }
    if (letters == 1 && p.kind == Kind::kLower && !out_.caseless) return 0;
    if (letters >= 2 && dash(q.c) && letter(read_.at(end + q.size).kind)) {
      ++end;
      while (end < i + kLongestToken) {
        const Point r = read_.at(end);
        if (!alphanumeric(r.kind) && !(dash(r.c) && alphanumeric(read_.at(end + r.size).kind))) break;
        end += r.size;
      }
      return add(i, end, TokenKind::kWord);
    }
    Note note{letters == 1 ? Stop::kInitial : Stop::kAcronym, 0};
    if (letters == 2 && end - i == 4) {
      const std::string_view word = lowered(i, end);
      if (word == "a.m." || word == "p.m.") note.stop = Stop::kClock;
      if (word == "e.g." || word == "i.e.") note.stop = Stop::kNone;
    }
    return add(i, end, TokenKind::kWord, note);
  }

  /// A word with a full stop behind it: shortening, address, or the end of a sentence.
  uint32_t full_stop(uint32_t i, uint32_t end, uint32_t points, bool plain) {
    const Point next = read_.at(end + 1);
    if (plain && points <= 6) {
      const std::string_view bare = lowered(i, end);
      if (among(bare, kTitles))
        return next.c == '.' ? add(i, end, TokenKind::kWord) : add(i, end + 1, TokenKind::kWord);
      const bool behind_comma = !out_.tokens.empty() && out_.tokens.back().lower == ",";
      if (next.c != '.' && (among(bare, kShortenings) || (behind_comma && among(bare, kRegions))))
        return add(i, end + 1, TokenKind::kWord, {Stop::kShortening, 0});
      if (among(bare, kFigureMarks)) {
        uint32_t after = end + 1;
        while (read_.at(after).kind == Kind::kSpace && read_.at(after).size && after < end + 4)
          after += read_.at(after).size;
        if (read_.at(after).kind == Kind::kDigit) return add(i, end + 1, TokenKind::kWord);
      }
    }
    if (letter(next.kind)) {
      uint32_t tail = end + 1;
      while (tail < end + 8 && letter(read_.at(tail).kind)) tail += read_.at(tail).size;
      const std::string_view domain = lowered(end + 1, tail);
      const bool capitals = next.kind == Kind::kUpper;
      const bool known =
          capitals ? domain == "com" || domain == "org" || domain == "net" : among(domain, kDomains);
      // ".Com" would be the start of a sentence
      const bool same_case = !capitals || kind_before(end) == Kind::kUpper;
      if (known && same_case && !letter(read_.at(tail).kind)) return address(i);
    }
    return add(i, end, TokenKind::kWord);
  }

  /// Of ASCII only.
  Kind kind_before(uint32_t end) const {
    const auto byte = static_cast<unsigned char>(read_.text()[end - 1]);
    return byte < 0x80 ? kAscii[byte] : Kind::kLetter;
  }

  uint32_t add(uint32_t begin, uint32_t end, TokenKind kind, Note note = {}) {
    assert(begin < end);
    Token& token = out_.tokens.emplace_back();
    token.span = {begin, end};
    token.kind = kind;
    token.space_before = begin == 0 || begin != last_end_;
    last_end_ = end;
    const std::string_view word = token.span.of(read_.text());
    fill(token, word);
    notes_.push_back(note);
    return end;
  }

  /// Case and lower-case form.
  void fill(Token& token, std::string_view word) const {
    unsigned upper = 0, lower = 0, inner = 0;  // inner: capitals elsewhere than at the start of a part
    bool first_upper = false, start = true, wide = false;
    token.lower.resize(word.size());
    for (size_t k = 0; k < word.size(); ++k) {
      const auto c = static_cast<unsigned char>(word[k]);
      if (c >= 'a' && c <= 'z') {
        ++lower;
        start = false;
        token.lower[k] = static_cast<char>(c);
      } else if (c >= 'A' && c <= 'Z') {
        ++upper;
        if (start) {
          first_upper |= upper + lower == 1;
        } else {
          ++inner;
        }
        start = false;
        token.lower[k] = static_cast<char>(c + 32);
      } else {
        start = true;
        token.lower[k] = static_cast<char>(c);
        if (c >= 0x80) {
          wide = true;
          break;
        }
      }
    }
    if (wide) {
      upper = lower = inner = 0;
      first_upper = false;
      start = true;
      const Reader letters(word);
      for (uint32_t k = 0; k < word.size();) {
        const Point p = letters.at(k);
        k += p.size;
        if (p.kind == Kind::kUpper) {
          ++upper;
          first_upper |= upper + lower == 1;
          inner += !start;
        } else if (p.kind == Kind::kLower) {
          ++lower;
        }
        start = !letter(p.kind);
      }
      token.lower = text::lower(word);
    }
    if (upper + lower == 0) return;
    if (upper == 0) {
      token.letter_case = TokenCase::kLower;
    } else if (lower == 0) {
      token.letter_case = upper == 1 ? TokenCase::kTitle : TokenCase::kAll;
    } else {
      token.letter_case = first_upper && inner == 0 ? TokenCase::kTitle : TokenCase::kMixed;
    }
  }

  // ---- sentences ----

  bool closes(uint32_t t, bool quote_open) const {
    const Token& token = out_.tokens[t];
    switch (notes_[t].c) {
      case ')':
      case ']':
      case '}':
      case 0x201D:
      case 0x00BB:
        return true;
      case '"':
        return !token.space_before || quote_open;
      case '\'':
      case 0x2019:
        return !token.space_before || token.span.size() == 2;
      default:
        return false;
    }
  }

  /// Whether a sentence ends before token `next`, given what stands at the end of the one before.
  bool starts_sentence(uint32_t next, Stop stop) const {
    const Token& token = out_.tokens[next];
    const bool opens = token.kind == TokenKind::kPunctuation;
    // behind an opening quote or bracket the word decides
    uint32_t at = next;
    if (opens) {
      switch (notes_[next].c) {
        case '"':
        case '\'':
        case '`':
        case 0x201C:
        case 0x2018:
        case 0x00AB:
        case '(':
        case '[':
        case '{':
          break;
        case '-':
        case 0x2013:
        case 0x2014:
        case 0x2022:
        case '.':
        case 0x2026:
          return stop == Stop::kFull;
        default:
          return false;
      }
      if (at + 1 < out_.tokens.size()) ++at;
    }
    const Token& word = out_.tokens[at];
    const bool capital = out_.caseless ||
                         (word.letter_case != TokenCase::kLower && word.letter_case != TokenCase::kNone) ||
                         (word.letter_case == TokenCase::kNone && word.kind != TokenKind::kNumber);
    // where capitals say nothing, a preposition rather goes on: "AT 5 P.M. IN BOGOTA"
    if (out_.caseless && stop != Stop::kFull && among(word.lower, kConnectives)) return false;
    switch (stop) {
      case Stop::kNone:
        return false;
      case Stop::kFull:
        return capital || word.kind == TokenKind::kNumber || word.letter_case == TokenCase::kMixed;
      case Stop::kEllipsis:
        return capital && word.kind == TokenKind::kWord && word.lower != "i" && !out_.caseless;
      case Stop::kClock:
        if (out_.caseless) return among(word.lower, kOpeners);
        return capital && word.kind == TokenKind::kWord && !opens && !among(word.lower, kClockWords);
      case Stop::kInitial:
      case Stop::kAcronym:
      case Stop::kShortening:
        return capital && among(word.lower, kOpeners) && word.lower.size() > 1;
    }
    return false;
  }

  void sentences(uint32_t first, uint32_t last) {
    const auto& tokens = out_.tokens;
    uint32_t start = first;
    bool quote_open = false;
    for (uint32_t t = first; t < last;) {
      if (notes_[t].c == '"') quote_open = !quote_open;
      Stop stop = notes_[t].stop;
      uint32_t end = t + 1;
      if (notes_[t].c == ']' && omission(start, t)) {
        sentence(start, end);
        start = t = end;
        continue;
      }
      if (stop == Stop::kNone) {
        ++t;
        continue;
      }
      // "1." at the start of a line numbers it
      const bool numbers_line = stop == Stop::kFull && t == first + 1 &&
                                tokens[first].kind == TokenKind::kNumber && tokens[first].span.size() <= 3;
      if (numbers_line) {
        ++t;
        continue;
      }
      bool closed = false;
      while (end < last && closes(end, quote_open)) {
        if (notes_[end].c == '"') quote_open = !quote_open;
        closed = true;
        ++end;
      }
      if (end < last) {
        if (closed && stop != Stop::kFull && stop != Stop::kEllipsis) stop = Stop::kShortening;
        const bool spaced = tokens[end].space_before;
        const bool cut =
            starts_sentence(end, stop) &&
            (spaced || (tokens[end].kind == TokenKind::kWord && stop == Stop::kFull) || opens(end));
        if (cut) {
          sentence(start, end);
          start = end;
        }
      }
      t = end;
    }
    if (start < last) sentence(start, last);
  }

  bool opens(uint32_t t) const {
    const UChar32 c = notes_[t].c;
    return c == 0x201C || c == 0x2018 || c == '(' || c == '[';
  }

  /// Whether tokens up to the ] at `t` are an editor's "[TEXT]" or "[EXCERPTS]" behind a dateline or alone.
  bool omission(uint32_t start, uint32_t t) const {
    uint32_t open = t;
    while (open > start && t - open < 5 && notes_[open].c != '[') --open;
    if (notes_[open].c != '[' || open + 1 == t) return false;
    for (uint32_t k = open + 1; k < t; ++k) {
      if (out_.tokens[k].letter_case != TokenCase::kAll) return false;
    }
    if (out_.tokens[t - 1].lower == "indistinct") return false;
    return open == start || out_.tokens[open - 1].lower == "--" || notes_[open - 1].c == ']' ||
           notes_[open - 1].c == 0x2014;
  }

  void sentence(uint32_t first, uint32_t last) {
    while (last - first > kLongestSentence) {
      uint32_t cut = first + kLongestSentence;
      for (uint32_t k = cut; k > first + kLongestSentence / 2; --k) {
        const UChar32 c = notes_[k - 1].c;
        if (c == ',' || c == ';' || c == ':' || c == '-' || c == 0x2014) {
          cut = k;
          break;
        }
      }
      push(first, cut);
      first = cut;
    }
    push(first, last);
  }

  void push(uint32_t first, uint32_t last) {
    out_.sentences.push_back(
        {{out_.tokens[first].span.begin, out_.tokens[last - 1].span.end}, first, last, paragraph_});
  }

  Reader read_;
  Segmented out_;
  std::vector<Note> notes_;  // by token
  std::vector<Line> lines_;
  std::array<char, 64> buffer_{};
  uint32_t paragraph_ = 0;
  uint32_t last_end_ = 0;
};

}  // namespace

Segmented segment(std::string_view text) {
  return Segmenter(text).run();
}

}  // namespace roznamcha::text

#include "pack/time_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace roznamcha::pack {
namespace {

using text::Date;
using text::make_date;

constexpr std::array<std::string_view, kTimeKinds> kNames = {
    "month",     "weekday", "part",      "season",   "unit",     "number", "ordinal", "era",   "day",
    "reference", "every",   "direction", "shift",    "position", "approx", "filler",  "feast", "future",
    "occasion",  "aside",   "bound",     "movement", "issue",    "voting", "vote",    "hijri"};

std::optional<int> integer(std::string_view s) {
  int value = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (error != std::errc() || end != s.data() + s.size()) return {};
  return value;
}

base::Error bad(const Table& table, size_t row, std::string what) {
  return {base::ErrorId::kBadPack, std::move(what), fmt::format("{}:{}", table.file(), table.line(row)), ""};
}

bool one_of(std::string_view code, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// What is wrong with a row, "" if nothing.
std::string fault(const TimeWord& w, bool has_number) {
  const auto between = [&](int low, int high) {
    return has_number && w.number >= low && w.number <= high
               ? std::string()
               : fmt::format("number is not in {}..{}", low, high);
  };
  const auto coded = [&](std::initializer_list<std::string_view> codes) {
    return one_of(w.code, codes) ? std::string() : fmt::format("unknown code '{}'", w.code);
  };
  switch (w.kind) {
    case TimeKind::kMonth:
      return coded({"", "short"}).empty() ? between(1, 12) : coded({"", "short"});
    case TimeKind::kWeekday:
      return coded({"", "short"}).empty() ? between(1, 7) : coded({"", "short"});
    case TimeKind::kPosition:
      return coded({"", "H1", "H2"});
    case TimeKind::kPart:
      return coded({"MO", "MI", "AF", "EV", "NI", "DT", "12:00", "24:00"});
    case TimeKind::kSeason:
      return coded({"SP", "SU", "FA", "WI"});
    case TimeKind::kUnit: {
      const std::string wrong = coded({"Y", "M", "W", "D", "H", "MIN", "S", "DE", "CE", "Q", "WE"});
      return wrong.empty() ? between(1, 100) : wrong;
    }
    case TimeKind::kNumber:
      return between(0, 1000000);
    case TimeKind::kOrdinal:
      return between(1, 31);
    case TimeKind::kEra:
      return has_number && (w.number == 1 || w.number == -1) ? "" : "number is not -1 or 1";
    case TimeKind::kDay: {
      const std::string wrong = coded({"", "MO", "AF", "EV", "NI"});
      return wrong.empty() ? between(-7, 7) : wrong;
    }
    case TimeKind::kReference:
      return coded({"PAST_REF", "PRESENT_REF", "FUTURE_REF"});
    case TimeKind::kEvery:
      return w.code.empty() ? "no code" : "";
    case TimeKind::kDirection: {
      const std::string wrong = coded({"now", "then", "last", "that", "such"});
      return wrong.empty() ? between(-1, 1) : wrong;
    }
    case TimeKind::kShift: {
      const std::string wrong = coded({"now", "then", "of"});
      return wrong.empty() ? between(-1, 1) : wrong;
    }
    case TimeKind::kHijri:
      return between(1, 12);
    case TimeKind::kFeast:
      return TimeWords::valid_feast(w.code) ? "" : fmt::format("'{}' is no rule for a feast", w.code);
    case TimeKind::kMovement:
      return coded({"before", "after"});
    case TimeKind::kVote:
      for (const std::string& day : split_list(w.code, ' ')) {
        if (!text::parse_date(day)) return fmt::format("'{}' is no day", day);
      }
      return w.code.empty() ? "no days" : "";
    default:
      return "";
  }
}

/// Sunday of Easter by the Gregorian rule (Meeus/Jones/Butcher).
Date easter(int year) {
  const int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25,
            g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  return make_date(year, static_cast<unsigned>((h + l - 7 * m + 114) / 31),
                   static_cast<unsigned>((h + l - 7 * m + 114) % 31 + 1));
}

int year_of(Date d) {
  return static_cast<int>(std::chrono::year_month_day(d).year());
}

/// Adds the days of one rule in a year.
void add_feasts(std::string_view rule, int year, std::vector<Date>& out) {
  if (rule.starts_with("easter")) {
    const auto shift = integer(rule.substr(rule.size() > 6 && rule[6] == '+' ? 7 : 6));
    if (shift && year >= 326) out.push_back(easter(year) + std::chrono::days(*shift));
    return;
  }
  const bool hijri = rule.starts_with("h:");
  if (hijri) rule.remove_prefix(2);
  if (const size_t dash = rule.find('-');
      dash != std::string_view::npos && rule.find(':') == std::string_view::npos) {
    const auto month = integer(rule.substr(0, dash)), day = integer(rule.substr(dash + 1));
    if (!month || !day || *month < 1 || *month > 12 || *day < 1 || *day > 31) return;
    if (!hijri) {
      out.push_back(make_date(year, static_cast<unsigned>(*month), static_cast<unsigned>(*day)));
      return;
    }
    if (year < 623) return;
    // The Islamic year that begins in `year` or the one before; its days fall about 11 days earlier each year
    // of ours.
    const int about = (year - 622) * 33 / 32;
    for (int h = about - 1; h <= about + 2; ++h) {
      if (const Date d = TimeWords::islamic_day(h, *month, *day); year_of(d) == year) out.push_back(d);
    }
    return;
  }
  const size_t first = rule.find(':'),
               second = first == std::string_view::npos ? first : rule.find(':', first + 1);
  if (second == std::string_view::npos) return;
  const auto month = integer(rule.substr(0, first)),
             nth = integer(rule.substr(first + 1, second - first - 1)),
             weekday = integer(rule.substr(second + 1));
  if (!month || !nth || !weekday || *month < 1 || *month > 12 || *nth < -1 || *nth > 5 || *nth == 0 ||
      *weekday < 1 || *weekday > 7) {
    return;
  }
  const auto iso = [](Date d) { return static_cast<int>(std::chrono::weekday(d).iso_encoding()); };
  if (*nth < 0) {
    const Date last = make_date(year, static_cast<unsigned>(*month), 31);
    out.push_back(last - std::chrono::days((iso(last) - *weekday + 7) % 7));
  } else {
    const Date start = make_date(year, static_cast<unsigned>(*month), 1);
    out.push_back(start + std::chrono::days((*weekday - iso(start) + 7) % 7 + 7 * (*nth - 1)));
  }
}

}  // namespace

std::string_view name(TimeKind kind) {
  return kNames[static_cast<size_t>(kind)];
}

std::optional<TimeKind> time_kind(std::string_view name) {
  const auto at = std::find(kNames.begin(), kNames.end(), name);
  if (at == kNames.end()) return {};
  return static_cast<TimeKind>(at - kNames.begin());
}

base::Result<TimeWords> TimeWords::from_table(const Table& table) {
  for (std::string_view column : {"phrase", "kind", "number", "code", "flags"}) {
    if (!table.has(column))
      return base::Error{base::ErrorId::kBadPack, fmt::format("no column '{}'", column), table.file(), ""};
  }
  TimeWords out;
  for (size_t row = 0; row < table.size(); ++row) {
    TimeWord w;
    w.phrase = table.cell(row, "phrase");
    if (w.phrase.empty()) return bad(table, row, "no phrase");
    const auto kind = time_kind(table.cell(row, "kind"));
    if (!kind) return bad(table, row, fmt::format("unknown kind '{}'", table.cell(row, "kind")));
    w.kind = *kind;
    const std::string_view number = table.cell(row, "number");
    if (!number.empty()) {
      const auto value = integer(number);
      if (!value) return bad(table, row, fmt::format("'{}' is no number", number));
      w.number = *value;
    }
    w.code = table.cell(row, "code");
    for (const std::string& flag : split_list(table.cell(row, "flags"))) {
      if (flag == "plural")
        w.plural = true;
      else if (flag == "capital")
        w.capital = true;
      else if (flag == "alone")
        w.alone = true;
      else
        return bad(table, row, fmt::format("unknown flag '{}'", flag));
    }
    if (std::string what = fault(w, !number.empty()); !what.empty()) return bad(table, row, std::move(what));

    const auto index = static_cast<uint32_t>(out.words_.size());
    const std::vector<text::Token> tokens = phrase_tokens(w.phrase);
    if (tokens.size() == 1) {
      Rows& rows = out.by_word_[tokens[0].lower];
      if (rows.count == rows.rows.size())
        return bad(table, row, fmt::format("'{}' has more than three meanings", w.phrase));
      rows.kinds |= 1u << static_cast<uint32_t>(w.kind);
      rows.rows[rows.count++] = static_cast<uint16_t>(index);
    } else {
      out.phrases_.add(w.phrase, index);
      if (!tokens.empty()) out.by_word_[tokens[0].lower].kinds |= kStartsPhrase;
    }
    out.words_.push_back(std::move(w));
  }
  return out;
}

const TimeWords::Rows* TimeWords::rows(std::string_view lower) const {
  const auto at = by_word_.find(lower);
  return at == by_word_.end() ? nullptr : &at->second;
}

const TimeWord* TimeWords::find(std::string_view lower, TimeKind kind) const {
  const Rows* found = rows(lower);
  if (!found || !(found->kinds >> static_cast<uint32_t>(kind) & 1)) return nullptr;
  for (uint8_t i = 0; i < found->count; ++i) {
    if (words_[found->rows[i]].kind == kind) return &words_[found->rows[i]];
  }
  return nullptr;
}

std::vector<Date> TimeWords::feasts(std::string_view rules, int year) {
  std::vector<Date> out;
  for (const std::string& rule : split_list(rules, ' ')) add_feasts(rule, year, out);
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<Date> TimeWords::feast_until(std::string_view rules, Date date) {
  for (int year : {year_of(date), year_of(date) - 1}) {
    const std::vector<Date> all = feasts(rules, year);
    const auto after = std::upper_bound(all.begin(), all.end(), date);
    if (after != all.begin()) return *(after - 1);
  }
  return {};
}

std::optional<Date> TimeWords::feast_from(std::string_view rules, Date date) {
  for (int year : {year_of(date), year_of(date) + 1}) {
    const std::vector<Date> all = feasts(rules, year);
    const auto from = std::lower_bound(all.begin(), all.end(), date);
    if (from != all.end()) return *from;
  }
  return {};
}

bool TimeWords::valid_feast(std::string_view rules) {
  const std::vector<std::string> all = split_list(rules, ' ');
  return !all.empty() && std::all_of(all.begin(), all.end(), [](const std::string& rule) {
    return rule == "?" || !feasts(rule, 2023).empty() || !feasts(rule, 2024).empty();
  });
}

Date TimeWords::islamic_day(int year, int month, int day) {
  constexpr int64_t kEpoch =
      -492148;  // days from 1970-01-01 to 1 Muharram of year 1: civil, 16 July 622 Julian
  const int64_t days =
      int64_t{354} * (year - 1) + (3 + 11 * int64_t{year}) / 30 + (59 * (month - 1) + 1) / 2 + day - 1;
  return Date(std::chrono::days(kEpoch + days));
}

}  // namespace roznamcha::pack

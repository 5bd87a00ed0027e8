#include "intake/web_date.h"

#include <array>
#include <string>
#include <vector>

namespace roznamcha::intake {
namespace {

constexpr size_t kMostBytes = 100;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// 1 to 12 for an English month, written out or cut to at least three letters; else 0.
unsigned month_of(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  if (word.size() < 3) return 0;
  std::string lower(word);
  for (char& c : lower) c = static_cast<char>(c | 0x20);
  for (unsigned i = 0; i < 12; ++i) {
    if (kMonths[i].starts_with(lower)) return i + 1;
  }
  return lower == "sept" ? 9 : 0;
}

std::optional<text::Date> day_of(unsigned year, unsigned month, unsigned day) {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                            std::chrono::day(day)};
  if (year < 1000 || year > 9999 || !date.ok()) return {};
  return text::Date(date);
}

}  // namespace

std::optional<int64_t> parse_web_minute(std::string_view text) {
  const auto day = parse_web_date(text);
  text = text.substr(0, kMostBytes);
  const auto number = [&](size_t at) -> std::optional<int> {  // of two digits
    if (at + 2 > text.size() || !is_digit(text[at]) || !is_digit(text[at + 1])) return {};
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
  };
  const size_t colon = text.find(':');
  if (!day || colon == std::string_view::npos || colon < 2) return {};
  const auto hour = number(colon - 2), minute = number(colon + 1);
  if (!hour || !minute || *hour > 24 || *minute > 59) return {};
  // Past seconds and their parts.
  size_t at = colon + 3;
  while (at < text.size() && (is_digit(text[at]) || text[at] == ':' || text[at] == '.' || text[at] == ' '))
    ++at;
  int zone = 0;
  const std::string_view rest = text.substr(at);
  if (rest.starts_with('+') || rest.starts_with('-')) {
    const auto hours = number(at + 1),
               minutes = number(at + 3 + (at + 3 < text.size() && text[at + 3] == ':'));
    if (!hours || *hours > 14) return {};
    zone = (*hours * 60 + minutes.value_or(0)) * (rest[0] == '+' ? 1 : -1);
  } else if (!rest.starts_with('Z') && !rest.starts_with("GMT") && !rest.starts_with("UTC")) {
    return {};
  }
  return (day->time_since_epoch().count() * int64_t{24} + *hour) * 60 + *minute - zone;
}

std::optional<text::Date> parse_web_date(std::string_view text) {
  text = text.substr(0, kMostBytes);
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin);
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  if (const auto date = text::parse_date(text)) return date;

  // Runs of digits and of letters; what stands between them counts only as a separator.
  struct Part {
    std::string_view text;
    unsigned number = 0;  // of digits
    unsigned month = 0;   // of letters
  };
  std::vector<Part> parts;
  for (size_t i = 0; i < text.size();) {
    const bool digit = is_digit(text[i]);
    size_t end = i + 1;
    if (digit || is_letter(text[i])) {
      while (end < text.size() && (digit ? is_digit(text[end]) : is_letter(text[end]))) ++end;
      Part part{text.substr(i, end - i)};
      if (digit && part.text.size() <= 8)
        part.number = static_cast<unsigned>(std::stoul(std::string(part.text)));
      if (!digit) part.month = month_of(part.text);
      const bool ordinal = part.text == "st" || part.text == "nd" || part.text == "rd" || part.text == "th";
      if (!ordinal) parts.push_back(part);
    }
    i = end;
  }
  if (parts.empty()) return {};

  const Part& first = parts[0];
  if (first.text.size() == 8 && first.number > 0)
    return day_of(first.number / 10000, first.number / 100 % 100, first.number % 100);
  if (first.text.size() == 4 && first.number > 0 && parts.size() >= 3 && parts[1].number > 0) {
    return day_of(first.number, parts[1].number, parts[2].number);
  }
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].month == 0) continue;
    const auto day_at = [&](size_t at) {
      return at < parts.size() && parts[at].text.size() <= 2 ? parts[at].number : 0;
    };
    const auto year_at = [&](size_t at) {
      return at < parts.size() && parts[at].text.size() == 4 ? parts[at].number : 0;
    };
    if (i > 0 && day_at(i - 1) > 0 && year_at(i + 1) > 0)
      return day_of(year_at(i + 1), parts[i].month, day_at(i - 1));
    if (day_at(i + 1) > 0 && year_at(i + 2) > 0) return day_of(year_at(i + 2), parts[i].month, day_at(i + 1));
  }
  return {};
}

}  // namespace roznamcha::intake

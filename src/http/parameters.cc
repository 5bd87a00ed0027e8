#include "http/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "app/register.h"
#include "record/incident.h"
#include "text/utf8.h"

namespace roznamcha::http {
namespace {

using base::Error;
using base::ErrorId;

constexpr size_t kMostParameters = 64;
constexpr size_t kMostBytes = 1000;  // of a value

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<double> degrees(std::string_view text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

template <typename Value>
std::vector<std::string_view> names(std::initializer_list<Value> values) {
  std::vector<std::string_view> out;
  for (const Value value : values) out.push_back(record::name(value));
  return out;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 2 < text.size() ? hex(text[i + 1]) : -1,
                low = i + 2 < text.size() ? hex(text[i + 2]) : -1;
      if (high < 0 || low < 0) return {};
      out += static_cast<char>(high << 4 | low);
      i += 2;
    } else {
      out += plus && text[i] == '+' ? ' ' : text[i];
    }
  }
  if (text::first_invalid_utf8(out) || out.find('\0') != std::string::npos) return {};
  return out;
}

base::Result<Parameters> Parameters::parse(std::string_view query, std::span<const std::string_view> known) {
  Parameters out;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty()) continue;
    const size_t equals = pair.find('=');
    auto name = percent_decoded(pair.substr(0, equals), true);
    auto value =
        equals == std::string_view::npos ? std::string() : percent_decoded(pair.substr(equals + 1), true);
    if (!name || name->size() > kMostBytes)
      return Error{ErrorId::kBadArgument, "the name of a parameter is no text", "", ""};
    if (std::find(known.begin(), known.end(), *name) == known.end()) {
      return Error{ErrorId::kBadArgument, "is no parameter of this address", *name,
                   fmt::format("it takes {}", fmt::join(known, ", "))};
    }
    if (!value) return Error{ErrorId::kBadArgument, "is no UTF-8 in percent-encoding", *name, ""};
    if (value->size() > kMostBytes) {
      return Error{ErrorId::kBadArgument, fmt::format("is longer than {} bytes", kMostBytes), *name, ""};
    }
    if (out.find(*name)) return Error{ErrorId::kBadArgument, "is given twice", *name, ""};
    if (out.given_.size() == kMostParameters)
      return Error{ErrorId::kBadArgument, "too many parameters", *name, ""};
    out.given_.emplace_back(*std::move(name), *std::move(value));
  }
  return out;
}

const std::string* Parameters::find(std::string_view name) const {
  for (const auto& [key, value] : given_) {
    if (key == name) return &value;
  }
  return nullptr;
}

void Parameters::blame(std::string_view name, std::string what, std::string advice) {
  if (!wrong_) wrong_ = Error{ErrorId::kBadArgument, std::move(what), std::string(name), std::move(advice)};
}

std::string Parameters::text(std::string_view name) {
  const std::string* value = find(name);
  return value ? *value : "";
}

std::optional<text::Date> Parameters::day(std::string_view name) {
  const std::string* value = find(name);
  if (!value || value->empty()) return {};
  auto date = value->size() == 10 ? text::parse_date(*value) : std::nullopt;
  if (!date) blame(name, fmt::format("'{}' is no day", *value), "as in 2024-02-05");
  return date;
}

std::optional<std::string> Parameters::moment(std::string_view name) {
  const std::string* value = find(name);
  if (!value || value->empty()) return {};
  auto moment = app::parse_moment(*value);
  if (moment) return *std::move(moment);
  blame(name, moment.error().what, moment.error().advice);
  return {};
}

std::optional<bool> Parameters::flag(std::string_view name) {
  const std::string* value = find(name);
  if (!value || value->empty()) return {};
  if (*value == "true" || *value == "1") return true;
  if (*value == "false" || *value == "0") return false;
  blame(name, fmt::format("'{}' is neither true nor false", *value), "");
  return {};
}

std::optional<int64_t> Parameters::number(std::string_view name, int64_t low, int64_t high) {
  const std::string* text = find(name);
  if (!text || text->empty()) return {};
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error == std::errc() && end == text->data() + text->size() && value >= low && value <= high)
    return value;
  blame(name, fmt::format("'{}' is no number from {} to {}", *text, low, high), "");
  return {};
}

std::optional<size_t> Parameters::choice(std::string_view name, std::span<const std::string_view> choices) {
  const std::string* value = find(name);
  if (!value || value->empty()) return {};
  const auto found = std::find(choices.begin(), choices.end(), *value);
  if (found != choices.end()) return static_cast<size_t>(found - choices.begin());
  blame(name, fmt::format("'{}' is none of {}", *value, fmt::join(choices, ", ")), "");
  return {};
}

std::optional<app::Window> Parameters::window(std::string_view name) {
  const std::string* text = find(name);
  if (!text || text->empty()) return {};
  std::vector<double> numbers;
  std::string_view rest = *text;
  for (bool more = true; more && numbers.size() < 5;) {
    const std::string_view part = rest.substr(0, rest.find(','));
    more = part.size() < rest.size();
    rest.remove_prefix(part.size() + (more ? 1 : 0));
    const auto value = degrees(part);
    if (!value) break;
    numbers.push_back(*value);
    if (!more && numbers.size() == 4) {
      const app::Window window{numbers[1], numbers[0], numbers[3], numbers[2]};
      const bool on_globe = std::abs(window.west) <= 180 && std::abs(window.east) <= 180 &&
                            std::abs(window.south) <= 90 && std::abs(window.north) <= 90;
      if (on_globe && window.south <= window.north) return window;
    }
  }
  blame(name, fmt::format("'{}' is no window", *text), "west,south,east,north in degrees, as in 60,23,78,38");
  return {};
}

app::Query view_of(Parameters& parameters) {
  app::Query query;
  query.as_of = parameters.moment("as_of");
  std::vector<std::string_view> conventions;
  for (const auto convention : app::conventions()) conventions.push_back(merge::name(convention));
  if (const auto index = parameters.choice("convention", conventions))
    query.convention = app::conventions()[*index];
  return query;
}

app::Query selection_of(Parameters& parameters) {
  using record::Certainty;
  using record::Status;
  app::Query query = view_of(parameters);
  query.since = parameters.day("since");
  query.until = parameters.day("until");
  if (query.since && query.until && *query.since > *query.until)
    parameters.blame("since", "lies after until", "");
  query.place = parameters.text("place");
  query.type = parameters.text("type");
  query.actor = parameters.text("actor");
  query.target = parameters.text("target");
  query.min_killed = parameters.number("min_killed", 0, 1'000'000'000);
  query.election_is = parameters.flag("election");
  query.background = parameters.flag("background");
  query.retracted = parameters.flag("retracted").value_or(true);
  static const auto kStatuses = names(
      {Status::kUnverified, Status::kCorroborated, Status::kVerified, Status::kDisputed, Status::kRetracted});
  if (const auto index = parameters.choice("status", kStatuses))
    query.status = record::status(kStatuses[*index]);
  static const auto kCertainties = names({Certainty::kClaimed, Certainty::kStated, Certainty::kSuspected,
                                          Certainty::kAlleged, Certainty::kDenied, Certainty::kUnknown});
  if (const auto index = parameters.choice("certainty", kCertainties))
    query.certainty = record::certainty(kCertainties[*index]);
  query.window = parameters.window("bbox");
  query.country = parameters.text("country");
  query.admin1 = parameters.text("admin1");
  query.admin2 = parameters.text("admin2");
  query.constituency = parameters.text("constituency");
  return query;
}

}  // namespace roznamcha::http

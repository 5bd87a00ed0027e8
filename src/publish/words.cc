#include "publish/words.h"

#include <array>

#include <fmt/format.h>

namespace roznamcha::publish {
namespace {

std::string span_of_numbers(int64_t low, std::optional<int64_t> high) {
  if (!high) return fmt::format("at least {}", low);
  return low == *high ? fmt::format("{}", low) : fmt::format("{}–{}", low, *high);
}

}  // namespace

std::string in_words(const record::CountStatement& count) {
  const auto& [low, high] = count.range;
  switch (count.qualifier) {
    case record::Qualifier::kExactly:
      return span_of_numbers(low, high);
    case record::Qualifier::kAtLeast:
      return fmt::format("at least {}", low);
    case record::Qualifier::kMoreThan:
      return fmt::format("more than {}", low);
    case record::Qualifier::kAbout:
      return low == high.value_or(low) ? fmt::format("about {}", low) : fmt::format("about {}–{}", low, *high);
    case record::Qualifier::kUpTo:
      return fmt::format("up to {}", high.value_or(low));
    case record::Qualifier::kSeveral:
      return high ? fmt::format("several ({}–{})", low, *high) : "several";
  }
  return {};
}

std::string in_words(const std::optional<record::Figure>& figure) {
  return figure ? span_of_numbers(figure->low, figure->high) : "not stated";
}

std::string in_words(const text::DateRange& range) {
  if (range.earliest && range.latest) {
    return *range.earliest == *range.latest
               ? text::to_string(*range.earliest)
               : fmt::format("{} to {}", text::to_string(*range.earliest), text::to_string(*range.latest));
  }
  if (range.earliest) return fmt::format("since {}", text::to_string(*range.earliest));
  if (range.latest) return fmt::format("until {}", text::to_string(*range.latest));
  return "not known";
}

std::string in_words(const record::Place& place) {
  std::string out;
  std::string_view last;
  for (const std::string_view part : {std::string_view(place.name), std::string_view(place.admin2),
                                      std::string_view(place.admin1), std::string_view(place.country)}) {
    if (part.empty() || part == last) continue;
    if (!out.empty()) out += ", ";
    out += part;
    last = part;
  }
  return out.empty() ? "not known" : out;
}

std::string in_words(const record::ActorStatement& actor) {
  const std::string name = actor.name.empty() ? "unnamed" : actor.name;
  switch (actor.certainty) {
    case record::Certainty::kClaimed:
      return fmt::format("claimed by {}", name);
    case record::Certainty::kStated:
      return name;
    case record::Certainty::kSuspected:
      return fmt::format("suspected: {}", name);
    case record::Certainty::kAlleged:
      return fmt::format("accused: {}", name);
    case record::Certainty::kDenied:
      return fmt::format("denied by {}", name);
    case record::Certainty::kUnknown:
      return fmt::format("{}, how sure is not known", name);
  }
  return {};
}

std::string group_in_words(std::string_view group) {
  return group == "unspecified" ? "people" : spaced(group);
}

std::string spaced(std::string_view key) {
  std::string out(key);
  for (char& c : out) {
    if (c == '_') c = ' ';
  }
  return out;
}

}  // namespace roznamcha::publish

// Records of any content, for property tests.
#pragma once

#include <rapidcheck.h>

#include <optional>
#include <string>
#include <vector>

#include "record/account.h"

namespace roznamcha::record {

/// Makes whatever structs can hold and texts can state: spans lie within `size` bytes, numbers are not
/// negative.
class Generator {
 private:
  static int64_t number(int64_t low, int64_t end) { return *rc::gen::inRange<int64_t>(low, end); }
  static bool flag() { return *rc::gen::arbitrary<bool>(); }
  static double share() { return static_cast<double>(number(0, 1'000'001)) / 1e6; }

  template <typename Make>
  static auto maybe(Make make) -> std::optional<decltype(make())> {
    if (flag()) return make();
    return {};
  }

  template <typename Make>
  static auto list(Make make) {
    std::vector<decltype(make())> out;
    for (int64_t left = number(0, 4); left > 0; --left) out.push_back(make());
    return out;
  }

  template <typename Enum>
  static Enum pick(Enum last) {
    return static_cast<Enum>(number(0, static_cast<int64_t>(last) + 1));
  }

  static std::string word() {
    static const std::vector<std::string> kWords = {
        "", "Quetta", "a \"quoted\" word", "line\nend", "Bogotá", "کوئٹہ", "\\", "null", "0"};
    return kWords[static_cast<size_t>(number(0, static_cast<int64_t>(kWords.size())))];
  }

  Span span() const {
    const auto begin = static_cast<uint32_t>(number(0, size_)),
               end = static_cast<uint32_t>(number(begin, size_ + 1));
    return begin == end ? Span{} : Span{begin, end};
  }

  static Range range() {
    const int64_t low = number(0, 1000);
    return {low, maybe([&] { return number(low, low + 100); })};
  }

  static text::Date date() { return text::Date(std::chrono::days(number(-100'000, 100'000))); }

  static text::DateRange dates() {
    return {maybe([] { return date(); }), maybe([] { return date(); }), pick(text::DatePrecision::kUnknown)};
  }

  PlaceStatement place() const {
    Place out;
    out.name = word();
    out.admin2 = word();
    out.admin1 = word();
    out.country = word();
    out.constituency = word();
    if (flag())
      out.point = geo::Point{static_cast<double>(number(-90'000, 90'001)) / 1e3,
                             static_cast<double>(number(-180'000, 180'001)) / 1e3};
    out.radius_km = static_cast<double>(number(0, 5000)) / 10;
    out.precision = pick(PlacePrecision::kUnknown);
    return {out, span()};
  }

  uint32_t size_;

 public:
  explicit Generator(uint32_t size) : size_(size) {}

  Reading reading() {
    Reading out;
    out.published = maybe([&] { return date(); });
    out.published_inferred = flag();
    out.relevant = flag();
    out.relevance = share();
    out.accounts = list([&] { return account(); });
    out.tallies = list([&] { return Tally{pick(Effect::kDisplaced), range(), dates(), place(), span()}; });
    out.measures = list([&] {
      return Measure{word(), pick(MeasureStatus::kLifted), word(), place(), span()};
    });
    out.warnings = list([&] { return Warning{word(), word(), place(), span()}; });
    return out;
  }

  Account account() {
    Account out;
    out.id = word();
    out.background = flag();
    out.event_type = word();
    out.sub_event_type = word();
    out.date = {dates(), span()};
    out.place = place();
    out.counts = list([&] {
      return CountStatement{pick(Effect::kDisplaced),
                            flag() ? "attacker" : "group_" + word(),
                            range(),
                            pick(Qualifier::kSeveral),
                            word(),
                            flag(),
                            flag(),
                            span()};
    });
    out.actors = list([&] {
      return ActorStatement{pick(Role::kResponder),
                            pick(ActorKind::kIndividual),
                            word(),
                            word(),
                            pick(Certainty::kUnknown),
                            word(),
                            span()};
    });
    out.victims = list([&] {
      return Victim{word(), word(), word(), maybe([&] { return pick(Effect::kDisplaced); }), span()};
    });
    out.targets = list([&] { return Target{word(), word(), span()}; });
    out.weapons = list([&] { return Weapon{word(), word(), span()}; });
    out.election = {flag(), word(), span()};
    out.evidence = list([&] {
      Span found;
      while (found.empty()) found = span();
      return found;
    });
    out.confidence = share();
    return out;
  }
};

}  // namespace roznamcha::record

// Merging registers made at random: as many incidents a day as a country in conflict has, one to six reports
// each.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "merge/merge.h"

namespace roznamcha::merge {
namespace {

std::vector<record::ToldAccount> made_register(size_t accounts) {
  constexpr uint32_t kTowns = 2000, kIncidentsADay = 25;
  std::mt19937 random(7);
  const auto below = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
  const auto name = [&](uint32_t n) {
    return std::string(1, static_cast<char>('A' + n % 26)) + "name" + std::to_string(n);
  };
  static const char* const kTypes[] = {"Attack", "Suicide bomb", "Armed clash", "Grenade",
                                       "Peaceful protest"};
  std::vector<record::ToldAccount> out;
  for (uint32_t incident = 0; out.size() < accounts; ++incident) {
    const text::Date day = text::make_date(2020, 1, 1) + std::chrono::days(incident / kIncidentsADay);
    // Some towns see much more than others.
    const uint32_t town = below(kTowns) * below(kTowns) / kTowns;
    const int64_t killed = below(6);
    const std::string victim = name(below(5000)) + " " + name(below(5000));
    for (uint32_t report = 1 + below(6); report > 0 && out.size() < accounts; --report) {
      record::ToldAccount told;
      record::Account& account = told.account;
      account.id = std::to_string(out.size());
      told.report.document = "d" + account.id;
      told.report.source = "paper " + std::to_string(below(40));
      told.report.published = day + std::chrono::days(below(3));
      account.sub_event_type = below(3) ? kTypes[town % 5] : "Attack";
      const int off = below(10) == 0;
      account.date.range = {day + std::chrono::days(off), day + std::chrono::days(off),
                            text::DatePrecision::kDay};
      account.date.span = {10, 20};
      record::Place& place = account.place.place;
      place.country = "PK";
      place.admin1 = name(town % 4);
      place.precision = record::PlacePrecision::kAdmin1;
      if (below(8)) {
        place.admin2 = name(town % 120);
        place.name = name(town);
        place.point = geo::Point{24 + 0.3 * (town % 40), 62 + 0.3 * (town / 40)};
        place.precision = record::PlacePrecision::kExact;
      }
      if (below(2))
        account.counts.push_back({record::Effect::kKilled,
                                  "civilian",
                                  {killed, killed},
                                  record::Qualifier::kExactly,
                                  "",
                                  false,
                                  false,
                                  {30, 40}});
      if (below(4) == 0)
        account.victims.push_back({victim, victim, "civilian", record::Effect::kKilled, {50, 60}});
      if (below(3) == 0) {
        account.actors.push_back({record::Role::kPerpetrator,
                                  record::ActorKind::kOrganization,
                                  name(below(8)),
                                  "",
                                  record::Certainty::kSuspected,
                                  "",
                                  {70, 80}});
      }
      for (int word = 0; word < 30; ++word)
        told.words.push_back("word" +
                             std::to_string(below(200) * below(200) + (word < 4 ? incident * 50000 : 0)));
      out.push_back(std::move(told));
    }
  }
  return out;
}

void merging(benchmark::State& state) {
  const auto accounts = made_register(static_cast<size_t>(state.range(0)));
  const Kinds kinds;
  size_t incidents = 0;
  for (auto _ : state) incidents = merge(accounts, {}, Convention::kUcdp, kinds, nullptr).incidents.size();
  state.counters["incidents"] = static_cast<double>(incidents);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(merging)->Arg(1000)->Arg(10000)->Arg(100000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace roznamcha::merge

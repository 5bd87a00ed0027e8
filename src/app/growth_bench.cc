// What a register costs as it grows: time to add a report with linking, memory, size on disk, and how long a
// window of the map, a page of the list, one incident and a look back take.
//
//   bench_app [--incidents 1000,10000] [--folder DIR] [--batch 64] [--asks 200] [--copies 200]
//             [--reuse 1]
//
// The register is made, not read: readings come from a model, so that only the log, the linking and the
// questions are measured. The model: 25 incidents a day, however many there are in all, so that a register of
// 10,000 spans 400 days and one of 1,000,000 spans 110 years. An incident has one to eight reports (each
// further one half as likely as the one before), which come out within four days, in that order. All but the
// last 10,000 reports are added as an archive is, in portions of 4,096; the last ones in batches, day by day,
// as a program that runs all the time would add them, and these are what is timed: by the wall and by the
// processor, which on a machine that is shared differ. The clock of the register is that of the story. It
// happened in one of 2,000 towns of 120 districts of 4 provinces, the frequency of a town falling with its
// rank; one report in eight knows the district alone, one in fifteen tells of another day. A victim is named
// in a quarter of the reports, of 5,000 times 5,000 names; perpetrators are one of eight. The text of a
// report has four sentences: what happened, and 40 words by lot, of which 25 come from the 2,000 words of the
// incident's kind by frequency, 8 are the incident's own, 7 the report's own.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "app/packs.h"
#include "app/query.h"
#include "app/register.h"
#include "base/digest.h"

namespace {

using namespace roznamcha;
using SteadyClock = std::chrono::steady_clock;

constexpr int kIncidentsADay = 25;

class Model {
 public:
  Model(uint32_t seed, const pack::Pack& pack) : random_(seed) {
    // word <tab> share; the commonest first
    std::istringstream table{std::string(pack.bytes("en/common_words.tsv"))};
    for (std::string line; std::getline(table, line);) {
      const size_t tab = line.find('\t');
      if (line.starts_with('#') || tab == std::string::npos || line.find(' ') < tab) continue;
      common_.push_back(line.substr(0, tab));
    }
  }

  uint32_t below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }
  text::Date first_day() const { return text::make_date(1920, 1, 1); }

  /// The reports of one more incident, by days after it.
  void incident(std::multimap<text::Date, ledger::Entry>& out) {
    const uint32_t number = incidents_++;
    const text::Date day = first_day() + std::chrono::days(number / kIncidentsADay);
    const uint32_t town = below(2000) * below(2000) / 2000;
    const uint32_t killed = below(6);
    const std::string victim = name(below(5000)) + " " + name(below(5000));
    uint32_t after = 0;
    for (int report = 0; report < 8; ++report) {
      if (report > 0 && below(2)) break;
      after = std::min<uint32_t>(4, after + below(3) / 2);
      out.emplace(day + std::chrono::days(after), entry(number, day, after, town, killed, victim));
    }
  }

  static std::string name(uint32_t n) {
    static const char* const kParts[] = {"ba", "ro", "ki", "men", "sha", "tul", "gar", "zai", "wal", "dor"};
    std::string out;
    for (uint32_t k = 0; k < 4; ++k, n /= 10) out += kParts[n % 10];
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
  }

 private:
  ledger::Entry entry(uint32_t number, text::Date day, uint32_t after, uint32_t town, uint32_t killed,
                      const std::string& victim) {
    static const char* const kTypes[] = {"Attack", "Suicide bomb", "Armed clash", "Grenade",
                                         "Abduction/forced disappearance"};
    ledger::Entry out;
    record::Document& document = out.document;
    const std::string where = name(town);
    const bool named = below(4) == 0, district = below(8) == 0;
    const text::Date told = day + std::chrono::days(below(15) == 0);
    const std::string clause = fmt::format("Gunmen killed {} people in {} on {}{}.", killed, where,
                                           text::to_string(told), named ? ", " + victim + " among them" : "");
    document.text = clause;
    for (int word = 0; word < 40; ++word) {
      if (word % 13 == 0) document.text += word ? ". So" : " So";
      document.text +=
          word < 25   ? " " + common_[std::min<size_t>(common_.size() - 1, below(2000) * below(2000) / 2000)]
          : word < 33 ? fmt::format(" story{}x{}", number, word)
                      : fmt::format(" own{}x{}", documents_, word);
    }
    document.text += ".";
    document.id = fmt::format("r{}", documents_);
    document.source = fmt::format("Paper {}", below(40));
    document.url = fmt::format("https://paper.example/{}", documents_++);
    document.title = fmt::format("{} hit as {} die", where, killed);
    document.language = "en";
    document.published = day + std::chrono::days(after);
    document.sha256 = base::sha256(document.text);
    record::Account account;
    account.id = "1";
    const auto end = static_cast<uint32_t>(clause.size());
    account.event_type = "Violence";
    account.sub_event_type = below(3) ? kTypes[number % 5] : "Attack";
    account.date = {{told, told, text::DatePrecision::kDay}, {0, end}};
    record::Place& place = account.place.place;
    place.country = "PK";
    place.admin1 = name(9000 + town % 4);
    place.admin2 = name(8000 + town % 120);
    place.point = geo::Point{24 + 0.3 * (town % 40), 61 + 0.3 * (town / 40)};
    place.radius_km = 3;
    place.precision = district ? record::PlacePrecision::kAdmin2 : record::PlacePrecision::kExact;
    place.name = district ? place.admin2 : where;
    account.place.span = {0, end};
    record::CountStatement count;
    count.group = "civilian";
    count.range = {killed, killed};
    count.span = {0, end};
    account.counts = {count};
    if (named) account.victims.push_back({victim, victim, "civilian", record::Effect::kKilled, {0, end}});
    if (below(3) == 0) {
      account.actors.push_back({record::Role::kPerpetrator,
                                record::ActorKind::kOrganization,
                                name(7000 + town % 8),
                                "",
                                record::Certainty::kSuspected,
                                "",
                                {0, end}});
    }
    account.evidence = {{0, end}};
    out.reading.published = document.published;
    out.reading.relevant = true;
    out.reading.accounts = {account};
    return out;
  }

  std::mt19937 random_;
  std::vector<std::string> common_;
  uint32_t incidents_ = 0;
  uint32_t documents_ = 0;
};

/// Of this process, user's and system's.
double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double seconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

int64_t resident_kib() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("VmRSS:")) return std::atoll(line.c_str() + 6);
  }
  return 0;
}

struct Times {
  std::vector<double> ms;
  double at(double share) {
    std::sort(ms.begin(), ms.end());
    return ms.empty()
               ? 0
               : ms[std::min(ms.size() - 1, static_cast<size_t>(share * static_cast<double>(ms.size())))];
  }
};

struct Measured {
  double report_ms = 0;     // of the last reports, by the wall
  double processor_ms = 0;  // the same by the processor
  std::map<std::string, Times> asks;
};

template <typename Ask>
void time(Times& times, Ask ask) {
  const auto start = SteadyClock::now();
  if (!ask()) std::abort();
  times.ms.push_back(1000 * seconds_since(start));
}

constexpr size_t kPortion = 4096;      // of an archive
constexpr uint32_t kMostTimed = 5000;  // incidents whose reports are timed

/// Adds reports in batches; ends the program where it fails.
class Adding {
 public:
  Adding(app::Register& reg, const pack::Pack& pack)
      : register_(reg), pack_(pack), origin_(app::origin_of(pack)) {}

  void run(std::span<const ledger::Entry> entries, size_t batch) {
    for (size_t i = 0; i < entries.size(); i += batch) {
      const auto part = entries.subspan(i, std::min(batch, entries.size() - i));
      const auto failed = app::log_and_link(register_, pack_, [&]() -> base::Status {
        const auto added = register_.ledger().append(part, origin_);
        return added ? base::Status() : base::Status(added.error());
      });
      if (!failed) continue;
      std::fprintf(stderr, "%s\n", base::to_string(*failed).c_str());
      std::abort();
    }
  }

 private:
  app::Register& register_;
  const pack::Pack& pack_;
  const ledger::Origin origin_;
};

Measured run(uint32_t incidents, const std::string& folder, size_t batch, int asks, bool reuse) {
  const auto pack = *app::load_packs();
  const std::string path = fmt::format("{}/growth-{}.db", folder, incidents);
  for (const char* tail : {"", "-wal", "-shm"}) {
    if (!reuse) std::filesystem::remove(path + tail);
  }
  std::string now;
  auto opened = app::Register::open(path, app::Access::kCreate, [&] { return now; });
  if (!opened) std::abort();
  app::Register& reg = *opened;
  Adding adding(reg, *pack);
  uint64_t known = 0;  // added by a run that was stopped
  if (auto count = reg.ledger().database().query("SELECT count(*) FROM documents"); count && count->next())
    known = static_cast<uint64_t>(count->integer(0));

  Model model(7, *pack);
  Measured out;
  std::multimap<text::Date, ledger::Entry> waiting;
  std::vector<ledger::Entry> portion;
  uint64_t reports = 0, timed = 0;
  double wall = 0, processor = 0;
  const uint32_t archive = incidents - std::min(kMostTimed, incidents / 2);
  const auto start = SteadyClock::now();
  for (uint32_t made = 0; made < incidents || !waiting.empty();) {
    for (int i = 0; i < kIncidentsADay && made < incidents; ++i, ++made) model.incident(waiting);
    const text::Date day = waiting.begin()->first;
    while (!waiting.empty() && waiting.begin()->first == day) {
      if (reports++ >= known) portion.push_back(std::move(waiting.begin()->second));
      waiting.erase(waiting.begin());
    }
    const bool is_timed = made > archive;
    if (portion.empty() || (!is_timed && portion.size() < kPortion && made + kIncidentsADay <= archive))
      continue;
    now = text::to_string(day) + "T20:00:00.000Z";
    const auto begun = SteadyClock::now();
    const double processor_begun = processor_seconds();
    adding.run(portion, is_timed ? batch : kPortion);
    if (is_timed) {
      wall += seconds_since(begun);
      processor += processor_seconds() - processor_begun;
      timed += portion.size();
    }
    portion.clear();
  }
  const double took = seconds_since(start);
  out.report_ms = 1000 * wall / static_cast<double>(timed);
  out.processor_ms = 1000 * processor / static_cast<double>(timed);
  std::printf(
      "%u incidents, %llu reports: the last %llu took %.2f ms each (%.0f a second), %.2f ms of the "
      "processor; "
      "the archive %.0f s; %.0f MiB resident, %.2f KiB on disk a report\n",
      incidents, static_cast<unsigned long long>(reports), static_cast<unsigned long long>(timed),
      out.report_ms, 1000 / out.report_ms, out.processor_ms, took - wall,
      static_cast<double>(resident_kib()) / 1024,
      static_cast<double>(std::filesystem::file_size(path)) / 1024 / static_cast<double>(reports));
  std::fflush(stdout);

  const auto days = static_cast<uint32_t>(incidents / kIncidentsADay);
  std::vector<std::string> ids;
  for (int i = 0; i < asks; ++i) {
    app::Query query;
    const text::Date from = model.first_day() + std::chrono::days(model.below(days));
    query.since = from;
    query.until = from + std::chrono::days(30);
    const double south = 24 + model.below(8), west = 61 + model.below(10);
    query.window = app::Window{south, west, south + 4, west + 5};
    time(out.asks["map, a month in a window"],
         [&] { return static_cast<bool>(app::points(reg, query, 2000, *pack)); });
    query.window.reset();
    query.since.reset();
    query.until.reset();
    std::string cursor;
    time(out.asks["list, the first page"],
         [&] { return static_cast<bool>(app::rows(reg, query, app::Sort::kNewest, "", 100, *pack)); });
    query.until = from;
    query.min_killed = 3;
    query.admin1 = Model::name(9000 + model.below(4));
    time(out.asks["list, of a province, 3 killed, until a day"], [&] {
      const auto page = app::rows(reg, query, app::Sort::kNewest, "", 100, *pack);
      if (page && !page->incidents.empty()) ids.push_back(page->incidents[0].id);
      return static_cast<bool>(page);
    });
    if (!ids.empty())
      time(out.asks["one incident"],
           [&] { return static_cast<bool>(app::show(reg, ids.back(), {}, *pack)); });
    app::Query then;
    then.as_of = text::to_string(from) + "T23:00:00.000Z";
    time(out.asks["as of a day, the first page"],
         [&] { return static_cast<bool>(app::rows(reg, then, app::Sort::kNewest, "", 100, *pack)); });
  }
  for (auto& [name, times] : out.asks) {
    std::printf("  %-45s p50 %7.2f ms  p99 %7.2f ms\n", name.c_str(), times.at(.5), times.at(.99));
  }
  std::fflush(stdout);
  return out;
}

/// Near-copies of one report, as when a hundred papers print one dispatch: time each as they grow many.
void run_copies(uint32_t copies, const std::string& folder) {
  const auto pack = *app::load_packs();
  const std::string path = folder + "/growth-copies.db";
  for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path + tail);
  auto opened = app::Register::open(path, app::Access::kCreate, [] { return "2024-02-05T20:00:00.000Z"; });
  if (!opened) std::abort();
  Adding adding(*opened, *pack);
  Model model(7, *pack);
  std::multimap<text::Date, ledger::Entry> made;
  model.incident(made);
  const ledger::Entry dispatch = made.begin()->second;
  const uint32_t step = std::max<uint32_t>(1, copies / 5);
  std::vector<ledger::Entry> today;
  for (uint32_t i = 0; i < copies; ++i) {
    ledger::Entry copy = dispatch;
    copy.document.text += fmt::format(" Printed by paper{}.", i);
    copy.document.id = fmt::format("copy{}", i);
    copy.document.source = fmt::format("Paper {}", i);
    copy.document.url = fmt::format("https://paper{}.example/1", i);
    copy.document.sha256 = base::sha256(copy.document.text);
    today.push_back(std::move(copy));
    if (today.size() < step) continue;
    const double begun = processor_seconds();
    adding.run(today, 8);
    std::printf("  near-copy %u: %.2f ms of the processor\n", i + 1,
                1000 * (processor_seconds() - begun) / static_cast<double>(today.size()));
    std::fflush(stdout);
    today.clear();
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<uint32_t> sizes = {1'000, 10'000};
  std::string folder = std::filesystem::temp_directory_path();
  size_t batch = 64;
  int asks = 200;
  uint32_t copies = 200;
  bool reuse = false;  // go on with the registers of a run that was stopped
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i], value = argv[i + 1];
    if (flag == "--folder") folder = value;
    if (flag == "--batch") batch = static_cast<size_t>(std::max(1, std::atoi(value.c_str())));
    if (flag == "--copies") copies = static_cast<uint32_t>(std::strtoul(value.c_str(), nullptr, 10));
    if (flag == "--reuse") reuse = value == "1";
    if (flag == "--asks") asks = std::max(1, std::atoi(value.c_str()));
    if (flag == "--incidents") {
      sizes.clear();
      for (size_t at = 0; at < value.size();) {
        const size_t comma = std::min(value.find(',', at), value.size());
        sizes.push_back(
            static_cast<uint32_t>(std::strtoul(value.substr(at, comma - at).c_str(), nullptr, 10)));
        at = comma + 1;
      }
    }
  }
  run_copies(copies, folder);
  std::optional<Measured> first;
  for (const uint32_t size : sizes) {
    if (size < 1000) continue;
    Measured measured = run(size, folder, batch, asks, reuse);
    if (!first) {
      first = std::move(measured);
      continue;
    }
    std::printf("  to the first: adding × %.2f, of the processor × %.2f",
                measured.report_ms / first->report_ms, measured.processor_ms / first->processor_ms);
    for (auto& [name, times] : measured.asks)
      std::printf(", %s × %.2f", name.c_str(), times.at(.99) / first->asks[name].at(.99));
    std::printf("\n");
  }
  return 0;
}

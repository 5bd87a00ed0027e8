// How fast documents are read, stage by stage, beside a yardstick: ICU's word boundaries over the same texts, in the same run.
//
//   build-bench/bench_read [FILE…]      any files that the program reads; without any, the sample corpus
//
// Prints how fast the whole reader reads by rules and by both rules and model on one core, how long it takes to start (packs and
// model loaded) and the most memory it held; then, for each stage of the rules, microseconds a document, its share, and the
// ratio to the yardstick. Each figure is the median of five rounds over all documents, for the whole reader of three over at
// most 300.
#include <sys/resource.h>
#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "extract/accounts.h"
#include "extract/analysis.h"
#include "extract/notices.h"
#include "extract/places.h"
#include "extract/reader.h"
#include "extract/roles.h"
#include "extract/times.h"
#include "intake/intake.h"
#include "pack/pack.h"

namespace {

using namespace roznamcha;

constexpr int kRounds = 5;
constexpr int kWholeRounds = 3;
constexpr size_t kWholeDocuments = 300;
constexpr size_t kLeast = 1000;  // a smaller corpus is read again until so many documents are read

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

/// Seconds of the processor for one pass over all documents: what else runs on the machine counts for little.
double pass(const std::vector<record::Document>& documents, const std::function<void(size_t)>& work) {
  const std::clock_t start = std::clock();
  for (size_t i = 0; i < documents.size(); ++i) work(i);
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double timed(const std::vector<record::Document>& documents, const std::function<void(size_t)>& work) {
  std::vector<double> all;
  for (int round = 0; round < kRounds; ++round) all.push_back(pass(documents, work));
  return median(all);
}

double mebibytes_held() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

/// The whole reader, by rules and by both, by turns.
void whole_reader(const std::vector<record::Document>& documents, const extract::Reader& rules, const extract::Reader& learnt,
                  double start) {
  const std::vector<record::Document> some(documents.begin(),
                                           documents.begin() + static_cast<std::ptrdiff_t>(std::min(documents.size(), kWholeDocuments)));
  std::vector<double> by_rules, by_both;
  size_t relevant = 0;
  for (int round = 0; round < kWholeRounds; ++round) {
    by_rules.push_back(pass(some, [&](size_t i) { static_cast<void>(rules.read(some[i])); }));
    by_both.push_back(pass(some, [&](size_t i) { relevant += learnt.read(some[i]).relevant; }));
  }
  const auto n = static_cast<double>(some.size());
  fmt::print("whole reader on one core, {} documents, {:.0f} % of them found relevant\n", some.size(),
             100. * static_cast<double>(relevant) / kWholeRounds / n);
  fmt::print("  by rules {:.0f} documents/s, by {} {:.1f} documents/s; start {:.0f} ms; most memory held {:.0f} MiB\n\n",
             n / median(by_rules), extract::name(learnt.mode()), n / median(by_both), 1e3 * start, mebibytes_held());
}

size_t icu_words(icu::BreakIterator& words, const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  UText* view = utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &status);
  words.setText(view, status);
  size_t count = 0;
  while (words.next() != icu::BreakIterator::DONE) ++count;
  utext_close(view);
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> paths(argv + 1, argv + argc);
  if (paths.empty()) paths = {ROZNAMCHA_SOURCE_DIR "/tests/sample/reports"};
  const std::clock_t begin = std::clock();
  const auto pack = pack::Pack::load_embedded();
  if (!pack) {
    fmt::print(stderr, "{}\n", to_string(pack.error()));
    return 1;
  }
  const auto learnt = extract::Reader::make(*pack, extract::Mode::kBoth);
  if (!learnt) {
    fmt::print(stderr, "{}\n", to_string(learnt.error()));
    return 1;
  }
  const double start = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  std::vector<record::Document> documents;
  intake::Intake in(paths);
  while (auto next = in.next()) {
    if (*next) documents.push_back(std::move(**next));
  }
  if (documents.empty()) {
    fmt::print(stderr, "no documents\n");
    return 1;
  }
  const extract::Reader reader(*pack);
  whole_reader(documents, reader, *learnt, start);

  for (size_t i = 0; documents.size() < kLeast; ++i) documents.push_back(documents[i]);
  size_t bytes = 0;
  for (const record::Document& d : documents) bytes += d.text.size();

  // What later stages start from is made beforehand, so that each is timed alone.
  const size_t n = documents.size();
  std::vector<extract::Analysis> analyses(n);
  std::vector<std::vector<extract::PlaceFound>> places(n);
  std::vector<std::vector<extract::TimeFound>> times(n);
  std::vector<std::vector<extract::Telling>> tellings(n);
  for (size_t i = 0; i < n; ++i) {
    analyses[i] = extract::analyse(documents[i].text, **pack);
    places[i] = extract::find_places(analyses[i], documents[i]);
    times[i] = extract::find_times(analyses[i], documents[i].published);
    tellings[i] = extract::find_tellings(analyses[i]);
  }
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> words(icu::BreakIterator::createWordInstance(icu::Locale::getEnglish(), status));
  size_t sink = 0;
  const double yardstick = timed(documents, [&](size_t i) { sink += icu_words(*words, documents[i].text); });

  const double segment = timed(documents, [&](size_t i) { sink += text::segment(documents[i].text).tokens.size(); });
  const double tag = timed(documents, [&](size_t i) { sink += (*pack)->syntax() ? (*pack)->syntax()->tag(analyses[i].seg).size() : 0; });
  const double analyse = timed(documents, [&](size_t i) { sink += extract::analyse(documents[i].text, **pack).words.size(); });
  const double place = timed(documents, [&](size_t i) { sink += extract::find_places(analyses[i], documents[i]).size(); });
  const double time = timed(documents, [&](size_t i) { sink += extract::find_times(analyses[i], documents[i].published).size(); });
  const double role = timed(documents, [&](size_t i) { sink += extract::find_tellings(analyses[i]).size(); });
  const double account = timed(documents, [&](size_t i) {
    sink += extract::write_accounts({analyses[i], places[i], times[i], tellings[i], documents[i].published, {}, nullptr, false}).accounts.size();
  });
  const double notice = timed(documents, [&](size_t i) {
    sink += extract::find_tallies(analyses[i], places[i], times[i], documents[i].published).size();
    sink += extract::find_measures(analyses[i], places[i], times[i], documents[i].published).size();
    sink += extract::find_warnings(analyses[i], places[i], times[i], documents[i].published).size();
  });
  const double whole = timed(documents, [&](size_t i) { sink += reader.read(documents[i]).accounts.size(); });

  fmt::print("{} documents, {:.1f} MB, {:.0f} bytes each; medians of {} rounds on one core\n\n", n, static_cast<double>(bytes) / 1e6,
             static_cast<double>(bytes) / static_cast<double>(n), kRounds);
  fmt::print("{:<34}{:>12}{:>9}{:>14}\n", "stage", "µs/document", "share", "× yardstick");
  auto row = [&](const char* stage, double seconds) {
    fmt::print("{:<34}{:>12.1f}{:>8.0f}%{:>14.1f}\n", stage, seconds / static_cast<double>(n) * 1e6, 100 * seconds / whole, seconds / yardstick);
  };
  row("yardstick: ICU word boundaries", yardstick);
  row("segment", segment);
  row("tag", tag);
  row("parse, look up words", analyse - segment - tag);
  row("places", place);
  row("times", time);
  row("roles", role);
  row("accounts", account);
  row("tallies, measures, warnings", notice);
  row("whole reader by rules", whole);
  fmt::print("\nwhole reader by rules: {:.0f} documents/s, {:.2f} MB/s\n", static_cast<double>(n) / whole, static_cast<double>(bytes) / whole / 1e6);
  return sink == 0 ? 1 : 0;
}

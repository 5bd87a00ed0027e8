// Folders and documents for tests of the register.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/digest.h"
#include "ledger/ledger.h"

namespace roznamcha::ledger {

/// A folder that goes away with it; in memory where there is such a place, since a register waits for the
/// disk at every step.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    const bool memory = ::access("/dev/shm", W_OK) == 0;
    const std::filesystem::path parent = memory ? "/dev/shm" : std::filesystem::temp_directory_path();
    std::string pattern = (parent / "roznamcha-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// A report of its own on one of a few invented incidents, with an account whose spans are right. Reports of
/// different numbers differ in text; those whose numbers leave the same rest by `incidents` tell of the same
/// one.
inline Entry synthetic(int number, int incidents = 1'000'000) {
  static const std::vector<std::string> kTowns = {"Nadirabad", "Kotli Sher",   "Dera Jamal", "Zarghun Khel",
                                                  "Mirwah",    "Shahpur Bela", "Tor Ghundai"};
  const int which = number % incidents;
  const std::string& town = kTowns[static_cast<size_t>(which) % kTowns.size()];
  const int day = 1 + which % 28, dead = 1 + which % 9;
  const std::string date = fmt::format("2024-01-{:02}", day);

  Entry entry;
  record::Document& document = entry.document;
  const std::string clause =
      fmt::format("Gunmen killed {} policemen at a checkpost in {} on {}", dead, town, date);
  document.text = fmt::format("Report {} of the bureau. {}. Officials gave no more details.", number, clause);
  document.id = fmt::format("report-{}", number);
  document.source = fmt::format("Paper {}", number % 5);
  document.url = fmt::format("https://paper-{}.example/{}", number % 5, number);
  document.language = "en";
  document.title = fmt::format("Police hit in {}", town);
  document.published = text::make_date(2024, 1, static_cast<unsigned>(day));
  document.sha256 = base::sha256(document.text);

  const auto span = [&](const std::string& words) {
    const size_t at = document.text.find(words);
    return text::Span{static_cast<uint32_t>(at), static_cast<uint32_t>(at + words.size())};
  };
  record::Account account;
  account.id = "1";
  account.event_type = "Battles";
  account.sub_event_type = "Armed clash";
  account.date = {{document.published, document.published, text::DatePrecision::kDay}, span(date)};
  account.place.place.name = town;
  account.place.place.country = "PK";
  account.place.place.point = geo::Point{29.0 + which % 7, 66.0 + which % 7};
  account.place.place.precision = record::PlacePrecision::kExact;
  account.place.span = span(town);
  record::CountStatement count;
  count.group = "police";
  count.range = {dead, dead};
  count.span = span(fmt::format("{} policemen", dead));
  account.counts = {count};
  account.evidence = {span(clause)};
  entry.reading.published = document.published;
  entry.reading.relevant = true;
  entry.reading.relevance = 0.9;
  entry.reading.accounts = {account};
  return entry;
}

}  // namespace roznamcha::ledger

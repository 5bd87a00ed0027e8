#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <set>

#include "app/add.h"
#include "app/packs.h"
#include "app/query.h"
#include "app/read.h"
#include "app/review.h"
#include "app/version.h"
#include "ledger/synthetic_for_test.h"
#include "merge/merge.h"

namespace roznamcha::app {
namespace {

using base::ErrorId;
using ledger::Entry;
using ledger::synthetic;
using ledger::TemporaryFolder;
using ledger::write_bytes;
using record::Incident;

const std::shared_ptr<const pack::Pack>& packs() {
  static const auto kPacks = [] {
    auto loaded = load_packs();
    if (!loaded) std::abort();
    return *loaded;
  }();
  return kPacks;
}

const ledger::Origin& origin() {
  static const ledger::Origin kOrigin = origin_of(*packs());
  return kOrigin;
}

/// A register of synthetic documents. Documents whose numbers leave the same rest by 10 tell of the same
/// incident.
class AppTest : public testing::Test {
 protected:
  Register open(Access access = Access::kCreate) {
    auto opened = Register::open(folder_ / "register.db", access, [this] { return now_; });
    if (!opened) ADD_FAILURE() << to_string(opened.error());
    return *std::move(opened);
  }

  void append(int from, int to, int incidents = 10) {
    std::vector<Entry> entries;
    for (int i = from; i < to; ++i) entries.push_back(synthetic(i, incidents));
    ASSERT_TRUE(register_.ledger().append(entries, origin()));
  }

  std::vector<Incident> incidents(const Query& asked = {}) {
    auto answer = query(register_, asked, *packs());
    if (!answer) {
      ADD_FAILURE() << to_string(answer.error());
      return {};
    }
    return answer->incidents;
  }

  const Incident& holder_of(const std::vector<Incident>& incidents, std::string_view document) {
    for (const Incident& incident : incidents) {
      for (const record::ToldAccount& told : incident.accounts) {
        if (told.report.document == document) return incident;
      }
    }
    ADD_FAILURE() << "no incident of " << document;
    return incidents.front();
  }

  std::string file(const std::string& name, const std::string& text) {
    write_bytes(folder_ / name, text);
    return folder_ / name;
  }

  TemporaryFolder folder_;
  std::string now_ = "2024-02-01T10:00:00.000Z";
  Register register_ = open();
};

// ---- read and add

constexpr const char* kLines =
    R"({"id":"a","text":"Gunmen killed three policemen in Quetta on Monday.","published":"2024-02-06"})"
    "\n"
    R"({"id":"b","text":"A bomb killed two people in Karachi on Sunday.","published":"2024-02-06"})"
    "\n{broken\n"
    R"({"id":"c","text":"The council opened a library.","published":"2024-02-06"})"
    "\n";

TEST_F(AppTest, ReadsInTheOrderOfTheInputsWhateverTheThreads) {
  std::string lines;
  for (int i = 0; i < 60; ++i) {
    lines +=
        fmt::format(
            R"({{"id":"{}","text":"Gunmen killed {} policemen in Quetta on Monday.","published":"2024-02-06"}})",
            i, 2 + i) +
        "\n";
    if (i % 20 == 7) lines += "{broken\n";
  }
  Inputs inputs;
  inputs.paths = {file("lines.jsonl", lines)};
  const auto run = [&](unsigned threads) {
    inputs.threads = threads;
    std::vector<std::pair<std::string, record::Reading>> out;
    const Progress end = read(inputs, packs(), [&](base::Result<ReadDocument> document) {
      out.emplace_back(document ? document->document.id : to_string(document.error()),
                       document ? document->reading : record::Reading());
      return true;
    });
    EXPECT_EQ(end.documents, 60u);
    EXPECT_EQ(end.failed, 3u);
    EXPECT_EQ(end.bytes_done, end.bytes_total);
    return out;
  };
  const auto one = run(1);
  ASSERT_EQ(one.size(), 63u);
  EXPECT_EQ(one[5].first, "5");
  EXPECT_EQ(run(4), one);
}

TEST_F(AppTest, ReadingEndsWhenToldTo) {
  Inputs inputs;
  inputs.paths = {file("lines.jsonl", kLines)};
  for (const unsigned threads : {1u, 3u}) {
    inputs.threads = threads;
    int seen = 0;
    read(inputs, packs(), [&](base::Result<ReadDocument>) { return ++seen < 2; });
    EXPECT_EQ(seen, 2);
  }
}

TEST_F(AppTest, AddCountsWhatIsNewKnownAndFailed) {
  Inputs inputs;
  inputs.paths = {file("lines.jsonl", kLines), folder_ / "missing.txt"};
  std::vector<ErrorId> failures;
  uint64_t progressed = 0;
  const auto on_failure = [&](const base::Error& error) { failures.push_back(error.id); };
  AddOptions small;
  small.batch = 2;
  auto counts = add(
      register_, inputs, packs(), on_failure, [&](const Progress& p) { progressed = p.documents; }, small);
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->added, 3u);
  EXPECT_EQ(counts->known, 0u);
  EXPECT_EQ(counts->failed, 2u);
  EXPECT_EQ(failures, (std::vector{ErrorId::kBadJson, ErrorId::kNotFound}));
  EXPECT_EQ(progressed, 3u);

  inputs.paths.pop_back();
  counts = add(register_, inputs, packs());
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->added, 0u);
  EXPECT_EQ(counts->known, 3u);
}

TEST_F(AppTest, AddGivesTheErrorOfTheRegister) {
  Register reader = open(Access::kRead);
  Inputs inputs;
  inputs.paths = {file("lines.jsonl", kLines)};
  AddedCounts so_far;
  const auto counts = add(reader, inputs, packs(), {}, {}, {}, &so_far);
  EXPECT_FALSE(counts);
  EXPECT_EQ(so_far.added, 0u);
}

TEST_F(AppTest, RereadReadsOnlyWhatOthersHaveRead) {
  Inputs inputs;
  inputs.paths = {file("lines.jsonl", kLines)};
  ASSERT_TRUE(add(register_, inputs, packs()));
  auto count = reread(register_, packs());
  ASSERT_TRUE(count);
  EXPECT_EQ(*count, 0u);
  const auto before = incidents();
  const auto numbers = register_.ledger().read_otherwise({"0.0.1", ""});
  ASSERT_TRUE(numbers);
  for (const int64_t number : *numbers) {
    const ledger::Reread nothing{number, *register_.ledger().document(number), {}};
    ASSERT_FALSE(register_.ledger().reread(std::span(&nothing, 1), {"0.0.1", ""}));
  }
  EXPECT_TRUE(incidents().empty());
  count = reread(register_, packs());
  ASSERT_TRUE(count);
  EXPECT_EQ(*count, 3u);
  EXPECT_EQ(incidents().size(), before.size());
}

// ---- query and show

/// All that an answer holds, as far as people see it.
std::string told(const std::vector<Incident>& incidents) {
  std::string out;
  for (const Incident& incident : incidents) {
    out += fmt::format("{} {} {} {} {}\n", incident.id, name(incident.status), incident.first_known,
                       incident.view.place.place.name, incident.killed ? incident.killed->best : -1);
    for (const record::ToldAccount& account : incident.accounts) {
      out += fmt::format("  {} {} {}\n", account.account.id, account.report.document,
                         account.report.independent);
    }
    for (const record::Conflict& conflict : incident.conflicts) {
      out += fmt::format("  {} {} {}\n", conflict.field, conflict.chosen, conflict.rule);
      for (const auto& value : conflict.values)
        out += fmt::format("    {} {}\n", value.value, fmt::join(value.documents, " "));
    }
    for (const std::string& join : incident.joins) out += "  " + join + "\n";
  }
  return out;
}

TEST_F(AppTest, AnyOrderOfDocumentsGivesTheSameRegister) {
  std::vector<Entry> entries;
  for (int i = 0; i < 100; ++i) entries.push_back(synthetic(i, 30));
  std::mt19937 random(3);
  std::string expected;
  for (int round = 0; round < 200; ++round) {
    auto shuffled =
        Register::open(folder_ / fmt::format("{}.db", round), Access::kCreate, base::fixed_clock(now_));
    ASSERT_TRUE(shuffled);
    for (size_t at = 0; at < entries.size();) {
      const size_t size = std::min(entries.size() - at, size_t{1} + random() % 60);
      ASSERT_TRUE(shuffled->ledger().append(std::span(entries).subspan(at, size), origin()));
      at += size;
    }
    const auto answer = query(*shuffled, {}, *packs());
    ASSERT_TRUE(answer);
    if (round == 0) expected = told(answer->incidents);
    ASSERT_EQ(told(answer->incidents), expected) << "in round " << round;
    std::shuffle(entries.begin(), entries.end(), random);
  }
  EXPECT_FALSE(expected.empty());
}

TEST_F(AppTest, FiltersLetPassWhatIsAskedFor) {
  append(0, 10);
  const auto places = [&](auto change) {
    Query asked;
    change(asked);
    std::multiset<std::string> out;
    for (const Incident& incident : incidents(asked)) out.insert(incident.view.place.place.name);
    return out;
  };
  const size_t all = incidents().size();
  ASSERT_EQ(all, 10u);
  EXPECT_EQ(places([](Query& q) { q.place = "kotli"; }).count("Kotli Sher"), 2u);
  EXPECT_EQ(places([](Query& q) { q.place = "kotli"; }).size(), 2u);
  EXPECT_EQ(places([](Query& q) { q.place = "PK"; }).size(), all);
  EXPECT_EQ(places([](Query& q) { q.place = "IN"; }).size(), 0u);
  EXPECT_EQ(places([](Query& q) { q.type = "battles"; }).size(), all);
  EXPECT_EQ(places([](Query& q) { q.type = "protest"; }).size(), 0u);
  EXPECT_EQ(places([](Query& q) { q.min_killed = 9; }).size(), 1u);
  EXPECT_EQ(places([](Query& q) { q.min_killed = 0; }).size(), all);
  EXPECT_EQ(places([](Query& q) { q.election = true; }).size(), 0u);
  EXPECT_EQ(places([](Query& q) { q.actor = "anybody"; }).size(), 0u);
  EXPECT_EQ(places([](Query& q) { q.since = text::make_date(2024, 1, 10); }).size(), 1u);
  EXPECT_EQ(places([](Query& q) { q.until = text::make_date(2024, 1, 9); }).size(), 9u);
}

TEST_F(AppTest, AsOfShowsWhatWasKnownThen) {
  append(0, 5);
  now_ = "2024-02-03T10:00:00.000Z";
  append(5, 10);
  Query asked;
  asked.as_of = *parse_moment("2024-02-02");
  EXPECT_EQ(incidents(asked).size(), 5u);
  EXPECT_EQ(incidents().size(), 10u);
}

TEST_F(AppTest, AnIncidentIsFoundByAnyOfItsIds) {
  append(0, 20);
  const auto all = incidents();
  const Incident& wanted = holder_of(all, "report-13");
  EXPECT_EQ(wanted.accounts.size(), 2u);
  for (const record::ToldAccount& account : wanted.accounts) {
    for (const std::string& id : {account.account.id, account.account.id.substr(0, 8)}) {
      const auto answer = show(register_, id, {}, *packs());
      ASSERT_TRUE(answer) << id;
      ASSERT_EQ(answer->incidents.size(), 1u);
      EXPECT_EQ(answer->incidents[0].id, wanted.id);
      EXPECT_NE(answer->text_of("report-13").find("Report 13 "), std::string::npos);
    }
  }
  for (const char* unknown : {"", "zz", "report-13"}) {
    const auto answer = show(register_, unknown, {}, *packs());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().id, ErrorId::kUnknownId);
  }
}

TEST_F(AppTest, AnIdThatBeginsSeveralIsUnknown) {
  append(0, 40, 40);
  std::set<char> seen;
  for (const Incident& incident : incidents()) {
    if (seen.insert(incident.id[0]).second) continue;
    const auto answer = show(register_, incident.id.substr(0, 1), {}, *packs());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().id, ErrorId::kUnknownId);
    return;
  }
  FAIL() << "no two ids begin alike";
}

// ---- decisions

const Reason kReason{"desk", "seen on site"};

TEST_F(AppTest, MergeJoinsAndUndoParts) {
  append(0, 10);
  const auto before = incidents();
  const auto number = merge(register_, {before[0].id, before[1].id}, kReason, *packs());
  ASSERT_TRUE(number) << to_string(number.error());
  EXPECT_EQ(incidents().size(), before.size() - 1);
  const auto shown = show(register_, before[1].id, {}, *packs());
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->incidents[0].accounts.size(), 2u);
  ASSERT_EQ(shown->reviews.size(), 1u);
  EXPECT_EQ(shown->reviews[0].by, "desk");

  const auto undone = undo(register_, *number, kReason);
  ASSERT_TRUE(undone);
  EXPECT_EQ(told(incidents()), told(before));
  ASSERT_TRUE(undo(register_, *undone, kReason));
  EXPECT_EQ(incidents().size(), before.size() - 1);
  EXPECT_EQ(show(register_, before[1].id, {}, *packs())->reviews.size(), 3u);
}

TEST_F(AppTest, SplitPartsAccounts) {
  append(0, 30);
  const auto before = incidents();
  const Incident& incident = holder_of(before, "report-4");
  ASSERT_EQ(incident.accounts.size(), 3u);
  const std::string leaving = incident.accounts[1].account.id;
  const auto number = split(register_, incident.id, {leaving}, kReason, *packs());
  ASSERT_TRUE(number) << to_string(number.error());
  const auto after = incidents();
  EXPECT_EQ(after.size(), before.size() + 1);
  EXPECT_EQ(after[*find_incident(after, leaving)].accounts.size(), 1u);
  EXPECT_EQ(after[*find_incident(after, incident.accounts[0].account.id)].accounts.size(), 2u);
  ASSERT_TRUE(undo(register_, *number, kReason));
  EXPECT_EQ(told(incidents()), told(before));
}

TEST_F(AppTest, SetAndRetractStandOverTheReports) {
  append(0, 10);
  const std::string id = incidents()[0].id;
  ASSERT_TRUE(set(register_, id, "killed", "12", kReason, *packs()));
  auto now = incidents();
  EXPECT_EQ(now[*find_incident(now, id)].killed->best, 12);
  const auto retracted = retract(register_, id, kReason, *packs());
  ASSERT_TRUE(retracted);
  now = incidents();
  EXPECT_EQ(now[*find_incident(now, id)].status, record::Status::kRetracted);
  Query without;
  without.retracted = false;
  EXPECT_EQ(incidents(without).size(), now.size() - 1);
  ASSERT_TRUE(undo(register_, *retracted, kReason));
  now = incidents();
  EXPECT_NE(now[*find_incident(now, id)].status, record::Status::kRetracted);
}

TEST_F(AppTest, ADecisionSurvivesAnotherReading) {
  append(0, 10);
  const std::string id = incidents()[0].id;
  ASSERT_TRUE(set(register_, id, "killed", "12", kReason, *packs()));
  const auto snapshot = register_.ledger().snapshot();
  ASSERT_TRUE(snapshot);
  for (const ledger::Held& held : snapshot->documents) {
    if (held.reading.accounts.empty() || held.reading.accounts[0].id != id) continue;
    record::Reading newer = held.reading;
    newer.accounts[0].evidence[0].begin += 7;  // "Gunmen " is no evidence any more
    const ledger::Reread again{held.number, *register_.ledger().document(held.number), newer};
    ASSERT_FALSE(register_.ledger().reread(std::span(&again, 1), {"9", ""}));
  }
  const auto now = incidents();
  EXPECT_FALSE(find_incident(now, id));
  EXPECT_EQ(std::count_if(now.begin(), now.end(),
                          [](const Incident& i) { return i.killed && i.killed->best == 12; }),
            1);
}

TEST_F(AppTest, DecisionsThatMakeNoSenseAreErrors) {
  append(0, 10);
  const auto all = incidents();
  const std::string id = all[0].id;
  EXPECT_EQ(merge(register_, {id}, kReason, *packs()).error().id, ErrorId::kBadArgument);
  EXPECT_EQ(merge(register_, {id, id}, kReason, *packs()).error().id, ErrorId::kBadArgument);
  EXPECT_EQ(merge(register_, {id, "nothing"}, kReason, *packs()).error().id, ErrorId::kUnknownId);
  EXPECT_EQ(split(register_, id, {id}, kReason, *packs()).error().id, ErrorId::kBadArgument);
  EXPECT_EQ(split(register_, id, {all[1].id}, kReason, *packs()).error().id, ErrorId::kUnknownId);
  EXPECT_EQ(set(register_, id, "colour", "red", kReason, *packs()).error().id, ErrorId::kBadArgument);
  EXPECT_EQ(set(register_, id, "killed", "many", kReason, *packs()).error().id, ErrorId::kBadArgument);
  EXPECT_EQ(set(register_, "nothing", "killed", "1", kReason, *packs()).error().id, ErrorId::kUnknownId);
  EXPECT_EQ(retract(register_, "nothing", kReason, *packs()).error().id, ErrorId::kUnknownId);
  EXPECT_EQ(undo(register_, 1, kReason).error().id, ErrorId::kUnknownId);
  EXPECT_EQ(undo(register_, 0, kReason).error().id, ErrorId::kUnknownId);
  EXPECT_TRUE(query(register_, {}, *packs())->reviews.empty());
}

// ---- moments and version

TEST(Moment, IsInUtcWithMilliseconds) {
  const auto moment = [](std::string_view text) {
    const auto parsed = parse_moment(text);
    return parsed ? *parsed : std::string(name(parsed.error().id));
  };
  EXPECT_EQ(moment("2024-01-31"), "2024-01-31T23:59:59.999Z");
  EXPECT_EQ(moment("2024-01-31T18:00:00Z"), "2024-01-31T18:00:00.000Z");
  EXPECT_EQ(moment("2024-01-31T18:00"), "2024-01-31T18:00:00.000Z");
  EXPECT_EQ(moment("2024-01-31 18:00:30.5"), "2024-01-31T18:00:30.500Z");
  EXPECT_EQ(moment("2024-01-31T18:00:00+05:00"), "2024-01-31T13:00:00.000Z");
  EXPECT_EQ(moment("2024-01-31T22:30:00-0230"), "2024-02-01T01:00:00.000Z");
  EXPECT_EQ(moment("2024-03-01T00:30:00+05:00"), "2024-02-29T19:30:00.000Z");
  EXPECT_EQ(moment("2024-01-31T18:00:00.1234567Z"), "2024-01-31T18:00:00.123Z");
  for (const char* bad :
       {"", "yesterday", "2024-02-30", "2024-01-31T", "2024-01-31T25:00", "2024-01-31T18",
        "2024-01-31T18:00:00.", "2024-01-31T18:00+5", "2024-01-31T18:00:00Zulu", "2024-01-31x18:00"}) {
    EXPECT_EQ(moment(bad), "bad-date") << bad;
  }
}

TEST(Version, IsTheOneOfTheBuild) {
  const std::string cmake = ledger::bytes_of(ROZNAMCHA_SOURCE_DIR "/CMakeLists.txt");
  EXPECT_NE(cmake.find(fmt::format("project(roznamcha VERSION {} ", kVersion)), std::string::npos);
}

TEST(Packs, AFolderThatIsNoneIsAnError) {
  EXPECT_FALSE(load_packs("/nonexistent"));
  EXPECT_FALSE(check_packs("/nonexistent").empty());
  EXPECT_FALSE(list_packs()->empty());
}

}  // namespace
}  // namespace roznamcha::app

#include "ledger/ledger.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <barrier>
#include <filesystem>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include "ledger/synthetic_for_test.h"
#include "record/generate_for_test.h"

namespace roznamcha::ledger {
namespace {

using base::ErrorId;
using record::Review;

const Origin kOrigin{"0.1.0", "packs"};

/// A register in a folder of its own, with a clock that the test sets.
class LedgerTest : public testing::Test {
 protected:
  Ledger open(Access access = Access::kCreate) {
    auto ledger = Ledger::open(path_, options(access));
    if (!ledger) ADD_FAILURE() << to_string(ledger.error());
    return *std::move(ledger);
  }

  Options options(Access access) {
    Options options;
    options.access = access;
    options.clock = [this] { return now_; };
    options.busy_ms = 30;
    return options;
  }

  base::ErrorId error_of_opening(Access access = Access::kWrite) {
    const auto ledger = Ledger::open(path_, options(access));
    return ledger ? ErrorId::kInternal : ledger.error().id;
  }

  void sql(const std::string& statement) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &db), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(db, statement.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db);
    sqlite3_close(db);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "register.db";
  std::string now_ = "2024-02-01T10:00:00.000Z";
};

std::vector<Added> append(Ledger& ledger, std::vector<Entry> entries, const Origin& origin = kOrigin) {
  auto added = ledger.append(entries, origin);
  if (!added) ADD_FAILURE() << to_string(added.error());
  return added ? *added : std::vector<Added>();
}

Snapshot snapshot(Ledger& ledger, const std::optional<std::string>& as_of = {}) {
  auto taken = ledger.snapshot(as_of);
  if (!taken) ADD_FAILURE() << to_string(taken.error());
  return taken ? *std::move(taken) : Snapshot();
}

std::string only_account(const Snapshot& snapshot) {
  return snapshot.documents.at(0).reading.accounts.at(0).id;
}

Review review(Review::Kind kind, std::vector<std::string> accounts) {
  Review out;
  out.kind = kind;
  out.accounts = std::move(accounts);
  return out;
}

// ---- round trip

/// Whether SQLite holds a lock on the file, asked by a handle that is no part of it.
bool locked(int handle) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = 0x40000002;  // the bytes of SQLite's shared locks
  lock.l_len = 510;
  return ::fcntl(handle, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

TEST_F(LedgerTest, OpeningItInAnotherThreadLeavesItsLocksAlone) {
  open();
  const int handle = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(handle, 0);
  EXPECT_FALSE(locked(handle));
  for (int round = 0; round < 300; ++round) {
    std::optional<Ledger> ledgers[3];
    std::barrier together(3);
    std::vector<std::thread> threads;
    for (auto& ledger : ledgers) {
      threads.emplace_back([&] {
        together.arrive_and_wait();
        auto opened = Ledger::open(path_, options(Access::kWrite));
        if (opened) ledger = *std::move(opened);
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& ledger : ledgers) ASSERT_TRUE(ledger);
    ASSERT_TRUE(locked(handle)) << "in round " << round;
  }
  ::close(handle);
}

TEST_F(LedgerTest, GivesBackWhatWasAppended) {
  const Entry entry = synthetic(7);
  {
    Ledger ledger = open();
    EXPECT_EQ(append(ledger, {entry}), std::vector{Added::kNew});
  }
  Ledger ledger = open(Access::kRead);
  Snapshot found = snapshot(ledger);
  ASSERT_EQ(found.documents.size(), 1u);
  Held& held = found.documents[0];
  EXPECT_EQ(held.learnt, now_);
  EXPECT_EQ(held.origin, kOrigin);
  const auto text = ledger.text(held.number);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, entry.document.text);
  held.document.text = *text;
  EXPECT_EQ(held.document, entry.document);
  EXPECT_EQ(held.reading.accounts.at(0).id.size(), 10u);
  held.reading.accounts[0].id = entry.reading.accounts[0].id;
  EXPECT_EQ(held.reading, entry.reading);
}

TEST_F(LedgerTest, LeavesNoOtherFileBehind) {
  {
    Ledger ledger = open();
    append(ledger, {synthetic(1)});
  }
  open(Access::kRead);
  int files = 0;
  for ([[maybe_unused]] const auto& file :
       std::filesystem::directory_iterator(std::filesystem::path(path_).parent_path()))
    ++files;
  EXPECT_EQ(files, 1);
}

RC_GTEST_FIXTURE_PROP(LedgerTest, AnyReadingRoundTrips, ()) {
  TemporaryFolder folder;
  Options options;
  options.access = Access::kCreate;
  auto ledger = Ledger::open(folder / "r.db", options);
  RC_ASSERT(bool(ledger));
  Entry entry;
  entry.document.text = std::string(200, 'x');
  entry.document.published_given = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) entry.document.published = text::make_date(2024, 2, 5);
  if (entry.document.published && *rc::gen::arbitrary<bool>())
    entry.document.published_minute = *rc::gen::arbitrary<int32_t>();
  entry.reading = record::Generator(200).reading();
  RC_ASSERT(bool(ledger->append(std::span(&entry, 1), kOrigin)));
  auto found = ledger->snapshot();
  RC_ASSERT(bool(found));
  RC_ASSERT(found->documents.at(0).document.published == entry.document.published);
  RC_ASSERT(found->documents.at(0).document.published_minute == entry.document.published_minute);
  record::Reading& reading = found->documents.at(0).reading;
  std::set<std::string> ids;
  for (size_t i = 0; i < reading.accounts.size(); ++i) {
    RC_ASSERT(ids.insert(reading.accounts[i].id).second);
    reading.accounts[i].id = entry.reading.accounts[i].id;
  }
  RC_ASSERT(reading == entry.reading);
}

// ---- the same document

TEST_F(LedgerTest, TheSameDocumentTwiceChangesNothing) {
  Ledger ledger = open();
  const Entry entry = synthetic(1);
  EXPECT_EQ(append(ledger, {entry, entry}), (std::vector{Added::kNew, Added::kKnown}));
  now_ = "2024-02-02T10:00:00.000Z";
  EXPECT_EQ(append(ledger, {entry}), std::vector{Added::kKnown});
  const auto known = ledger.knows(entry.document);
  ASSERT_TRUE(known);
  EXPECT_TRUE(*known);
  const Snapshot found = snapshot(ledger);
  ASSERT_EQ(found.documents.size(), 1u);
  EXPECT_EQ(found.documents[0].learnt, "2024-02-01T10:00:00.000Z");
}

TEST_F(LedgerTest, ARenamedFileIsTheSameDocument) {
  Ledger ledger = open();
  Entry entry = synthetic(1);
  entry.document.url.clear();
  append(ledger, {entry});
  entry.document.id = "copy-of-report-1";
  EXPECT_EQ(append(ledger, {entry}), std::vector{Added::kKnown});
}

TEST_F(LedgerTest, TheSameTextElsewhereIsAnotherDocument) {
  Ledger ledger = open();
  Entry entry = synthetic(1);
  append(ledger, {entry});
  entry.document.url = "https://agency.example/1";
  EXPECT_EQ(append(ledger, {entry}), std::vector{Added::kNew});
  const Snapshot found = snapshot(ledger);
  ASSERT_EQ(found.documents.size(), 2u);
  EXPECT_NE(found.documents[0].document.id, found.documents[1].document.id);
  EXPECT_NE(found.documents[0].reading.accounts[0].id, found.documents[1].reading.accounts[0].id);
}

TEST_F(LedgerTest, AnotherTextAtTheSameAddressIsANewVersion) {
  Ledger ledger = open();
  const Entry first = synthetic(1);
  append(ledger, {first});
  Entry second = synthetic(2);
  second.document.url = first.document.url;
  now_ = "2024-02-02T10:00:00.000Z";
  EXPECT_EQ(append(ledger, {second}), std::vector{Added::kVersion});
  Snapshot found = snapshot(ledger);
  ASSERT_EQ(found.documents.size(), 1u);
  EXPECT_EQ(found.documents[0].document.sha256, base::sha256(second.document.text));
  found = snapshot(ledger, "2024-02-02T09:59:59.999Z");
  ASSERT_EQ(found.documents.size(), 1u);
  EXPECT_EQ(found.documents[0].document.sha256, base::sha256(first.document.text));
}

TEST_F(LedgerTest, OfTwoVersionsTheLaterPublishedIsInForce) {
  Ledger ledger = open();
  Entry older = synthetic(1), newer = synthetic(2);
  newer.document.url = older.document.url;
  append(ledger, {newer});
  EXPECT_EQ(append(ledger, {older}), std::vector{Added::kVersion});
  EXPECT_EQ(snapshot(ledger).documents.at(0).document.sha256, base::sha256(newer.document.text));
}

TEST_F(LedgerTest, ALaterDateForTheSameTextCorrectsIt) {
  Ledger ledger = open();
  Entry entry = synthetic(9);
  append(ledger, {entry});
  entry.document.published = text::make_date(2023, 12, 31);
  EXPECT_EQ(append(ledger, {entry}), std::vector{Added::kVersion});
  const Snapshot found = snapshot(ledger);
  ASSERT_EQ(found.documents.size(), 1u);
  EXPECT_EQ(found.documents[0].document.published, text::make_date(2023, 12, 31));
}

// ---- moments

TEST_F(LedgerTest, CanBeAskedAsOfAMoment) {
  Ledger ledger = open();
  append(ledger, {synthetic(1)});
  now_ = "2024-02-02T10:00:00.000Z";
  append(ledger, {synthetic(2)});
  now_ = "2024-02-03T10:00:00.000Z";
  ASSERT_TRUE(
      ledger.decide(review(Review::Kind::kRetract, {snapshot(ledger).documents[0].reading.accounts[0].id})));
  EXPECT_EQ(snapshot(ledger, "2024-02-01T09:00:00.000Z").documents.size(), 0u);
  EXPECT_EQ(snapshot(ledger, "2024-02-01T10:00:00.000Z").documents.size(), 1u);
  EXPECT_EQ(snapshot(ledger, "2024-02-02T10:00:00.000Z").documents.size(), 2u);
  EXPECT_EQ(snapshot(ledger, "2024-02-02T10:00:00.000Z").reviews.size(), 0u);
  EXPECT_EQ(snapshot(ledger).reviews.size(), 1u);
}

TEST_F(LedgerTest, AReadingIsNewestAsOfTheMoment) {
  Ledger ledger = open();
  Entry entry = synthetic(1);
  append(ledger, {entry});
  const Origin newer{"0.2.0", "packs"};
  auto numbers = ledger.read_otherwise(newer);
  ASSERT_TRUE(numbers);
  ASSERT_EQ(numbers->size(), 1u);
  auto document = ledger.document(numbers->at(0));
  ASSERT_TRUE(document);
  EXPECT_EQ(*document, entry.document);
  entry.reading.accounts[0].background = true;
  now_ = "2024-02-05T10:00:00.000Z";
  const Reread again{numbers->at(0), *document, entry.reading};
  ASSERT_FALSE(ledger.reread(std::span(&again, 1), newer));
  EXPECT_TRUE(ledger.read_otherwise(newer)->empty());
  EXPECT_TRUE(snapshot(ledger).documents[0].reading.accounts[0].background);
  EXPECT_FALSE(snapshot(ledger, "2024-02-04T10:00:00.000Z").documents[0].reading.accounts[0].background);
}

// ---- decisions

TEST_F(LedgerTest, DecisionsRoundTrip) {
  Ledger ledger = open();
  append(ledger, {synthetic(1), synthetic(2)});
  const Snapshot before = snapshot(ledger);
  Review given = review(Review::Kind::kSet, {before.documents[0].reading.accounts[0].id,
                                             before.documents[1].reading.accounts[0].id});
  given.field = "killed";
  given.value = "4";
  given.reason = "the hospital's list";
  given.by = "desk";
  const auto number = ledger.decide(given);
  ASSERT_TRUE(number);
  Review undo = review(Review::Kind::kUndo, {});
  undo.undoes = *number;
  ASSERT_TRUE(ledger.decide(undo));
  const Snapshot after = snapshot(ledger);
  ASSERT_EQ(after.reviews.size(), 2u);
  const Review& found = after.reviews[0];
  EXPECT_EQ(found.number, *number);
  EXPECT_EQ(found.kind, given.kind);
  EXPECT_EQ(found.accounts, given.accounts);
  EXPECT_EQ(found.field, given.field);
  EXPECT_EQ(found.value, given.value);
  EXPECT_EQ(found.reason, given.reason);
  EXPECT_EQ(found.by, given.by);
  EXPECT_EQ(found.learnt, now_);
  EXPECT_EQ(after.reviews[1].undoes, *number);
  EXPECT_TRUE(after.adrift.empty());
}

TEST_F(LedgerTest, DecisionsOnWhatIsNotThereAreErrors) {
  Ledger ledger = open();
  append(ledger, {synthetic(1)});
  const auto unknown = ledger.decide(review(Review::Kind::kRetract, {"0123456789"}));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().id, ErrorId::kUnknownId);
  Review undo = review(Review::Kind::kUndo, {});
  undo.undoes = 1;
  EXPECT_EQ(ledger.decide(undo).error().id, ErrorId::kUnknownId);
  EXPECT_TRUE(snapshot(ledger).reviews.empty());
}

/// A document of two clauses, read as two accounts, with a decision on the second.
class RereadTest : public LedgerTest {
 protected:
  RereadTest() {
    entry_.document.text =
        "Gunmen shot a guard in Mirwah on Monday. A bomb hit a van near Shahpur Bela, killing two.";
    entry_.document.url = "https://paper.example/two";
    entry_.reading.accounts = {account({0, 39}), account({41, 89})};
    append(ledger_, {entry_});
    decided_ = snapshot(ledger_).documents[0].reading.accounts[1].id;
    EXPECT_TRUE(ledger_.decide(review(Review::Kind::kRetract, {decided_})));
  }

  static record::Account account(text::Span evidence) {
    record::Account out;
    out.evidence = {evidence};
    return out;
  }

  void read_again(std::vector<record::Account> accounts) {
    record::Reading reading;
    reading.accounts = std::move(accounts);
    const int64_t number = snapshot(ledger_).documents[0].number;
    auto document = ledger_.document(number);
    ASSERT_TRUE(document);
    const Reread again{number, *document, reading};
    ASSERT_FALSE(ledger_.reread(std::span(&again, 1), {"0.2.0", "packs"}));
  }

  /// Index of the account that the decision is on now; -1 if there is none.
  int decided() {
    const Snapshot found = snapshot(ledger_);
    const auto& accounts = found.documents.at(0).reading.accounts;
    const auto& ids = found.reviews.at(0).accounts;
    EXPECT_EQ(ids.empty(), found.adrift == std::vector<int64_t>{1});
    for (size_t i = 0; i < accounts.size(); ++i) {
      if (ids == std::vector{accounts[i].id}) return static_cast<int>(i);
    }
    return -1;
  }

  Ledger ledger_ = open();
  Entry entry_;
  std::string decided_;
};

TEST_F(RereadTest, TheSameWordsKeepTheirId) {
  read_again({account({0, 39}), account({41, 89})});
  EXPECT_EQ(decided(), 1);
  EXPECT_EQ(snapshot(ledger_).documents[0].reading.accounts[1].id, decided_);
}

TEST_F(RereadTest, ADecisionFindsTheAccountOfTheGreatestOverlap) {
  read_again({account({0, 45}), account({41, 47}), account({43, 75})});
  EXPECT_EQ(decided(), 2);
  EXPECT_NE(snapshot(ledger_).documents[0].reading.accounts[2].id, decided_);
}

TEST_F(RereadTest, ADecisionOnWhatIsNoLongerReadIsAdrift) {
  read_again({account({0, 39})});
  EXPECT_EQ(decided(), -1);
  read_again({account({0, 39}), account({41, 89})});
  EXPECT_EQ(decided(), 1);
}

TEST_F(RereadTest, ADecisionFollowsItsWordsIntoANewVersion) {
  Entry newer;
  newer.document.url = entry_.document.url;
  newer.document.text =
      "Update. A bomb hit a van near Shahpur Bela, killing three. A guard was shot in Mirwah on Monday.";
  newer.reading.accounts = {account({8, 57}), account({59, 95})};
  EXPECT_EQ(append(ledger_, {newer}), std::vector{Added::kVersion});
  EXPECT_EQ(decided(), 0);
}

TEST_F(RereadTest, TwoAccountsThatBecomeOneAreNamedOnce) {
  const Snapshot before = snapshot(ledger_);
  ASSERT_TRUE(ledger_.decide(review(Review::Kind::kMerge, {before.documents[0].reading.accounts[0].id,
                                                           before.documents[0].reading.accounts[1].id})));
  read_again({account({0, 89})});
  const Snapshot after = snapshot(ledger_);
  EXPECT_EQ(after.reviews.at(1).accounts, std::vector{only_account(after)});
}

// ---- ids

TEST_F(LedgerTest, AccountsOnTheSameWordsHaveDifferentIds) {
  Ledger ledger = open();
  Entry entry = synthetic(1);
  entry.reading.accounts = {entry.reading.accounts[0], entry.reading.accounts[0]};
  append(ledger, {entry});
  const Snapshot found = snapshot(ledger);
  EXPECT_NE(found.documents[0].reading.accounts[0].id, found.documents[0].reading.accounts[1].id);
}

TEST_F(LedgerTest, DocumentsOfTheSameIdAreToldApart) {
  Ledger ledger = open();
  Entry first = synthetic(1), second = synthetic(2);
  second.document.id = first.document.id;
  append(ledger, {first, second});
  const Snapshot found = snapshot(ledger);
  EXPECT_NE(found.documents[0].document.id, found.documents[1].document.id);
  EXPECT_TRUE(found.documents[0].document.id.starts_with("report-1#"));
}

/// What a register says, without where in the log it stands.
std::vector<std::pair<record::Document, record::Reading>> said(const Snapshot& snapshot) {
  std::vector<std::pair<record::Document, record::Reading>> out;
  for (const Held& held : snapshot.documents) out.emplace_back(held.document, held.reading);
  return out;
}

TEST_F(LedgerTest, AnyOrderOfDocumentsGivesTheSameRegister) {
  std::vector<Entry> entries;
  for (int i = 0; i < 100; ++i) entries.push_back(synthetic(i));
  // Some that collide: the same id, the same text elsewhere, versions of one address.
  entries[10].document.id = entries[20].document.id;
  entries[30].document.text = entries[31].document.text;
  entries[30].reading = entries[31].reading;
  entries[40].document.url = entries[41].document.url;
  std::mt19937 random(1);
  std::vector<std::pair<record::Document, record::Reading>> expected;
  for (int round = 0; round < 200; ++round) {
    path_ = folder_ / fmt::format("{}.db", round);
    Ledger ledger = open();
    for (size_t at = 0; at < entries.size();) {
      const size_t size = std::min(entries.size() - at, size_t{1} + random() % 60);
      ASSERT_TRUE(ledger.append(std::span(entries).subspan(at, size), kOrigin));
      at += size;
    }
    const auto found = said(snapshot(ledger));
    if (round == 0) expected = found;
    ASSERT_EQ(found.size(), 99u);
    ASSERT_EQ(found, expected) << "in round " << round;
    std::shuffle(entries.begin(), entries.end(), random);
  }
}

// ---- what can go wrong

TEST_F(LedgerTest, AMissingRegisterIsNotMade) {
  EXPECT_EQ(error_of_opening(Access::kRead), ErrorId::kRegisterMissing);
  EXPECT_EQ(error_of_opening(Access::kWrite), ErrorId::kRegisterMissing);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(LedgerTest, AFolderIsNoRegister) {
  std::filesystem::create_directory(path_);
  EXPECT_EQ(error_of_opening(Access::kCreate), ErrorId::kUnreadable);
}

TEST_F(LedgerTest, NoFolderNoRegister) {
  path_ = folder_ / "none/register.db";
  EXPECT_EQ(error_of_opening(Access::kCreate), ErrorId::kUnreadable);
}

TEST_F(LedgerTest, ForeignFilesAreNeverTouched) {
  std::string empty_database;
  sql("CREATE TABLE notes(text)");
  const std::string database = bytes_of(path_);
  for (const std::string& bytes :
       {std::string(), std::string("A letter, not a register."), std::string(5000, '\0'), database}) {
    write_bytes(path_, bytes);
    for (const Access access : {Access::kRead, Access::kWrite, Access::kCreate})
      EXPECT_EQ(error_of_opening(access), ErrorId::kRegisterCorrupt);
    EXPECT_EQ(bytes_of(path_), bytes);
  }
}

TEST_F(LedgerTest, ARegisterCutShortIsNeverTouched) {
  {
    Ledger ledger = open();
    for (int i = 0; i < 200; ++i) append(ledger, {synthetic(i)});
  }
  std::string bytes = bytes_of(path_);
  bytes.resize(bytes.size() / 2);
  write_bytes(path_, bytes);
  EXPECT_EQ(error_of_opening(), ErrorId::kRegisterCorrupt);
  EXPECT_EQ(bytes_of(path_), bytes);
}

TEST_F(LedgerTest, DamagedPagesAreNoticed) {
  {
    Ledger ledger = open();
    for (int i = 0; i < 200; ++i) append(ledger, {synthetic(i)});
  }
  std::string bytes = bytes_of(path_);
  std::fill(bytes.begin() + 4096, bytes.end(), '\xff');
  write_bytes(path_, bytes);
  auto ledger = Ledger::open(path_, options(Access::kRead));
  if (ledger) {
    const auto taken = ledger->snapshot();
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().id, ErrorId::kRegisterCorrupt);
  } else {
    EXPECT_EQ(ledger.error().id, ErrorId::kRegisterCorrupt);
  }
}

TEST_F(LedgerTest, DamagedValuesAreNoticed) {
  const auto broken = [&](const std::string& statement) {
    std::filesystem::remove(path_);
    {
      Ledger ledger = open();
      append(ledger, {synthetic(1)});
      EXPECT_TRUE(ledger.decide(review(Review::Kind::kRetract, {only_account(snapshot(ledger))})));
    }
    sql(statement);
    auto ledger = Ledger::open(path_, options(Access::kRead));
    if (!ledger) return ledger.error().id;
    const auto taken = ledger->snapshot();
    if (!taken) return taken.error().id;
    const auto text = ledger->text(1);
    return text ? ErrorId::kInternal : text.error().id;
  };
  EXPECT_EQ(broken("UPDATE readings SET reading = '{'"), ErrorId::kRegisterCorrupt);
  EXPECT_EQ(broken("UPDATE readings SET reading = '{}'"), ErrorId::kRegisterCorrupt);
  EXPECT_EQ(broken("UPDATE documents SET published = 'May'"), ErrorId::kRegisterCorrupt);
  EXPECT_EQ(broken("UPDATE documents SET text = 'other'"), ErrorId::kRegisterCorrupt);
  EXPECT_EQ(broken("UPDATE reviews SET kind = 'guess'"), ErrorId::kRegisterCorrupt);
  EXPECT_EQ(broken("UPDATE reviews SET accounts = '[1]'"), ErrorId::kRegisterCorrupt);
  EXPECT_EQ(broken("DROP TABLE reviews"), ErrorId::kRegisterCorrupt);
  EXPECT_EQ(broken("PRAGMA user_version = 0"), ErrorId::kRegisterCorrupt);
}

TEST_F(LedgerTest, ANewerRegisterIsNeverTouched) {
  { Ledger ledger = open(); }
  sql("PRAGMA user_version = 99");
  const std::string bytes = bytes_of(path_);
  for (const Access access : {Access::kRead, Access::kWrite, Access::kCreate})
    EXPECT_EQ(error_of_opening(access), ErrorId::kRegisterNewer);
  EXPECT_EQ(bytes_of(path_), bytes);
}

TEST_F(LedgerTest, ALockedRegisterIsBusyAndStaysWhole) {
  Ledger ledger = open();
  append(ledger, {synthetic(1)});
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const Entry entry = synthetic(2);
  const auto added = ledger.append(std::span(&entry, 1), kOrigin);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().id, ErrorId::kRegisterBusy);
  EXPECT_FALSE(added.error().advice.empty());
  // Reading goes on.
  EXPECT_EQ(snapshot(ledger).documents.size(), 1u);
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  EXPECT_EQ(append(ledger, {entry}), std::vector{Added::kNew});
}

TEST_F(LedgerTest, OneReadsWhileAnotherWrites) {
  Ledger writer = open();
  append(writer, {synthetic(1)});
  Ledger reader = open(Access::kRead);
  for (int i = 2; i < 20; ++i) {
    append(writer, {synthetic(i)});
    EXPECT_EQ(snapshot(reader).documents.size(), static_cast<size_t>(i));
  }
}

TEST_F(LedgerTest, AReaderCannotWrite) {
  { Ledger ledger = open(); }
  Ledger reader = open(Access::kRead);
  const Entry entry = synthetic(1);
  EXPECT_FALSE(reader.append(std::span(&entry, 1), kOrigin));
}

TEST_F(LedgerTest, AFullDiskLosesNothingThatWasAcknowledged) {
  { Ledger ledger = open(); }
  Options small = options(Access::kWrite);
  small.most_pages = 90;
  size_t acknowledged = 0;
  {
    auto ledger = Ledger::open(path_, small);
    ASSERT_TRUE(ledger);
    for (int i = 0; i < 1000; i += 10) {
      std::vector<Entry> batch;
      for (int j = i; j < i + 10; ++j) batch.push_back(synthetic(j));
      const auto added = ledger->append(batch, kOrigin);
      if (!added) {
        EXPECT_EQ(added.error().id, ErrorId::kRegisterFull);
        EXPECT_FALSE(added.error().advice.empty());
        break;
      }
      acknowledged += 10;
    }
    EXPECT_EQ(snapshot(*ledger).documents.size(), acknowledged);
  }
  ASSERT_GT(acknowledged, 0u);
  ASSERT_LT(acknowledged, 1000u);
  Ledger ledger = open();
  EXPECT_EQ(snapshot(ledger).documents.size(), acknowledged);
  append(ledger, {synthetic(5000)});
  EXPECT_EQ(snapshot(ledger).documents.size(), acknowledged + 1);
}

TEST_F(LedgerTest, TwoWhoMakeItShareIt) {
  Ledger first = open();
  Ledger second = open();
  append(first, {synthetic(1)});
  append(second, {synthetic(2)});
  EXPECT_EQ(snapshot(first).documents.size(), 2u);
}

}  // namespace
}  // namespace roznamcha::ledger

// The program is killed at any moment of `append`: what was acknowledged is in the register, and the register
// opens.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <set>
#include <thread>

#include "ledger/ledger.h"
#include "ledger/synthetic_for_test.h"

namespace roznamcha::ledger {
namespace {

constexpr int kRegisters = 10;
constexpr int kKillsEach = 20;  // the first ones while the register is made
constexpr int kBatch = 3;
const Origin kOrigin{"0.1.0", "packs"};

base::Result<Ledger> open_or_make(const std::string& path) {
  Options options;
  options.access = Access::kCreate;
  return Ledger::open(path, std::move(options));
}

/// Appends documents from `first` on for ever and writes the number of each that is acknowledged to `pipe`.
[[noreturn]] void append_until_killed(const std::string& path, int first, int pipe) {
  auto ledger = open_or_make(path);
  if (!ledger) _exit(2);
  for (int number = first;; number += kBatch) {
    std::vector<Entry> batch;
    for (int i = 0; i < kBatch; ++i) batch.push_back(synthetic(number + i));
    if (!ledger->append(batch, kOrigin)) _exit(3);
    const int last = number + kBatch;
    if (::write(pipe, &last, sizeof last) != sizeof last) _exit(4);
  }
}

/// Kills one that appends to a register time and again. Gives the number of documents that were acknowledged.
void kill_often(const std::string& path, std::mt19937& random, size_t& count) {
  std::set<std::string> acknowledged;
  int next = 0;
  for (int kill_number = 0; kill_number < kKillsEach; ++kill_number) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(pipe[0]);
      append_until_killed(path, next, pipe[1]);
    }
    ::close(pipe[1]);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 10'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
    int last = next;
    for (int end; ::read(pipe[0], &end, sizeof end) == sizeof end;) last = end;
    ::close(pipe[0]);
    for (int i = next; i < last; ++i) acknowledged.insert(fmt::format("report-{}", i));
    // What was written but not acknowledged may be there, as a whole batch.
    next = last + kBatch;

    auto ledger = open_or_make(path);
    ASSERT_TRUE(ledger) << to_string(ledger.error());
    const auto snapshot = ledger->snapshot();
    ASSERT_TRUE(snapshot) << to_string(snapshot.error());
    ASSERT_EQ(snapshot->documents.size() % kBatch, 0u);
    std::set<std::string> found;
    for (const Held& held : snapshot->documents) {
      found.insert(held.document.id);
      ASSERT_EQ(held.reading.accounts.size(), 1u);
    }
    ASSERT_TRUE(std::includes(found.begin(), found.end(), acknowledged.begin(), acknowledged.end()))
        << "after kill " << kill_number;
    ASSERT_LE(found.size(), acknowledged.size() + static_cast<size_t>(kBatch * (kill_number + 1)));
  }
  count += acknowledged.size();

  auto ledger = open_or_make(path);
  ASSERT_TRUE(ledger);
  const auto snapshot = ledger->snapshot();
  ASSERT_TRUE(snapshot);
  for (const Held& held : snapshot->documents) EXPECT_TRUE(ledger->text(held.number)) << held.document.id;
}

TEST(Crash, NoAcknowledgedDocumentIsLost) {
  TemporaryFolder folder;
  std::mt19937 random(7);
  size_t acknowledged = 0;
  for (int i = 0; i < kRegisters && !HasFatalFailure(); ++i)
    kill_often(folder / fmt::format("{}.db", i), random, acknowledged);
  EXPECT_GT(acknowledged, 0u);
}

}  // namespace
}  // namespace roznamcha::ledger

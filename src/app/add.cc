#include "app/add.h"

#include <chrono>
#include <vector>

#include "app/packs.h"
#include "app/pipeline.h"
#include "extract/reader.h"

namespace roznamcha::app {
namespace {

using ledger::Added;
using ledger::Entry;
using SteadyClock = std::chrono::steady_clock;

/// Gathers documents and appends them batch by batch.
class Adding {
 public:
  Adding(Register& target, const pack::Pack& pack, const AddOptions& options, AddedCounts& counts)
      : target_(target), pack_(pack), origin_(origin_of(pack)), options_(options), counts_(counts) {}

  /// False once the register has failed.
  bool wanted(const record::Document& document) {
    if (failed_) return false;
    const auto known = target_.ledger().knows(document);
    if (!known) failed_ = known.error();
    return known && !*known;
  }

  bool take(Passed passed) {
    if (!failed_ && !passed.read) ++counts_.known;
    if (!failed_ && passed.read) {
      batch_.push_back({std::move(passed.document), std::move(passed.reading)});
      const std::chrono::duration<double> age = SteadyClock::now() - begun_;
      if (batch_.size() >= options_.batch || age.count() >= options_.batch_seconds) append();
    }
    return !failed_;
  }

  base::Status end() {
    if (!failed_) append();
    return failed_;
  }

 private:
  void append() {
    if (!batch_.empty()) {
      std::vector<Added> added;
      failed_ = log_and_link(target_, pack_, [&]() -> base::Status {
        auto appended = target_.ledger().append(batch_, origin_);
        if (!appended) return appended.error();
        added = *std::move(appended);
        return {};
      });
      if (failed_) return;
      for (const Added one : added) {
        ++(one == Added::kNew ? counts_.added : one == Added::kVersion ? counts_.versions : counts_.known);
      }
      batch_.clear();
    }
    begun_ = SteadyClock::now();
  }

  Register& target_;
  const pack::Pack& pack_;
  const ledger::Origin origin_;
  const AddOptions options_;
  AddedCounts& counts_;
  std::vector<Entry> batch_;
  SteadyClock::time_point begun_ = SteadyClock::now();
  base::Status failed_;
};

}  // namespace

base::Result<AddedCounts> add(Register& target, const Inputs& inputs, std::shared_ptr<const pack::Pack> pack,
                              const OnFailure& on_failure, const OnProgress& on_progress, AddOptions options,
                              AddedCounts* so_far) {
  AddedCounts own;
  AddedCounts& counts = so_far ? *so_far : own;
  const std::shared_ptr<const pack::Pack> kept = pack;  // the reader takes its own
  Adding adding(target, *kept, options, counts);
  const auto on_passed = [&](base::Result<Passed> passed) {
    if (passed) return adding.take(*std::move(passed));
    ++counts.failed;
    if (on_failure) on_failure(passed.error());
    return true;
  };
  run_inputs(
      inputs, std::move(pack), [&](const record::Document& document) { return adding.wanted(document); },
      on_passed, on_progress);
  if (const base::Status failed = adding.end()) return *failed;
  return counts;
}

base::Result<uint64_t> reread(Register& target, std::shared_ptr<const pack::Pack> pack,
                              const OnProgress& on_progress, extract::Mode mode) {
  ledger::Ledger& ledger = target.ledger();
  const ledger::Origin origin = origin_of(*pack);
  const auto reader = extract::Reader::make(pack, mode);
  if (!reader) return reader.error();
  const auto numbers = ledger.read_otherwise(origin);
  if (!numbers) return numbers.error();
  Progress progress;
  std::vector<ledger::Reread> batch;
  for (const int64_t number : *numbers) {
    auto document = ledger.document(number);
    if (!document) return document.error();
    record::Reading reading = reader->read(*document);
    batch.push_back({number, *std::move(document), std::move(reading)});
    if (batch.size() < AddOptions().batch && number != numbers->back()) continue;
    const base::Status failed = log_and_link(target, *pack, [&] { return ledger.reread(batch, origin); });
    if (failed) return *failed;
    progress.documents += batch.size();
    batch.clear();
    if (on_progress) on_progress(progress);
  }
  return progress.documents;
}

}  // namespace roznamcha::app

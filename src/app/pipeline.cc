#include "app/pipeline.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/digest.h"
#include "extract/reader.h"

namespace roznamcha::app {
namespace {

void read(const extract::Reader& reader, Passed& passed) {
  passed.reading = reader.read(passed.document);
  passed.read = true;
}

/// A document on its way.
struct Job {
  base::Result<Passed> passed;
  bool done = false;
};

/// Threads that read. Jobs belong to the caller and must live until they are done.
class Readers {
 public:
  Readers(const extract::Reader& reader, unsigned threads) : reader_(reader) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }

  ~Readers() {
    {
      const std::lock_guard lock(mutex_);
      jobs_.clear();
      ended_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  void give(Job& job) {
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(&job);
    }
    changed_.notify_all();
  }

  void wait_for(const Job& job) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return job.done; });
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return ended_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      Job& job = *jobs_.front();
      jobs_.pop_front();
      lock.unlock();
      read(reader_, *job.passed);
      lock.lock();
      job.done = true;
      changed_.notify_all();
    }
  }

  const extract::Reader& reader_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job*> jobs_;
  bool ended_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

Progress run_inputs(const Inputs& inputs, std::shared_ptr<const pack::Pack> pack, const Wanted& wanted,
                    const OnPassed& on_passed, const OnProgress& on_progress) {
  constexpr size_t kAheadPerThread = 4;  // documents that wait for each thread, so that none stands still
  auto made = extract::Reader::make(std::move(pack), inputs.reader);
  if (!made) {
    on_passed(made.error());
    return {};
  }
  const extract::Reader& reader = *made;
  intake::Intake intake =
      inputs.memory ? intake::Intake::of_bytes(inputs.memory->bytes, inputs.memory->name, inputs.options)
                    : intake::Intake(inputs.paths, inputs.options);
  const unsigned threads =
      inputs.threads > 0 ? inputs.threads : std::max(1u, std::thread::hardware_concurrency());
  const size_t ahead = threads > 1 ? threads * kAheadPerThread : 1;

  Progress progress;
  std::deque<std::unique_ptr<Job>> jobs;  // in the order of the inputs; outlives the readers
  std::optional<Readers> readers;
  if (threads > 1) readers.emplace(reader, threads);
  bool more = true;
  while (true) {
    if (inputs.stop && *inputs.stop) more = false;
    while (more && jobs.size() < ahead) {
      auto next = intake.next();
      if (!next) {
        more = false;
        break;
      }
      if (!*next) {
        jobs.push_back(std::make_unique<Job>(Job{next->error(), true}));
        continue;
      }
      record::Document document = **std::move(next);
      if (document.sha256.empty()) document.sha256 = base::sha256(document.text);
      const bool wants = !wanted || wanted(document);
      jobs.push_back(std::make_unique<Job>(Job{Passed{std::move(document), {}, false}, !wants}));
      if (!wants) continue;
      Job& job = *jobs.back();
      if (readers) {
        readers->give(job);
      } else {
        read(reader, *job.passed);
        job.done = true;
      }
    }
    if (jobs.empty()) break;
    if (readers) readers->wait_for(*jobs.front());
    const std::unique_ptr<Job> job = std::move(jobs.front());
    jobs.pop_front();
    ++(job->passed ? progress.documents : progress.failed);
    const intake::Intake::Progress bytes = intake.progress();
    progress.bytes_done = bytes.done;
    progress.bytes_total = bytes.total;
    if (!on_passed(std::move(job->passed))) break;
    if (on_progress) on_progress(progress);
  }
  readers.reset();
  return progress;
}

}  // namespace roznamcha::app

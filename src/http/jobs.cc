#include "http/jobs.h"

#include <charconv>
#include <chrono>

namespace roznamcha::http {
namespace {

std::optional<uint64_t> number_of(const std::string& id) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc() || end != id.data() + id.size()) return {};
  return number;
}

}  // namespace

std::string_view name(Job::State state) {
  constexpr std::string_view kNames[] = {"waiting", "running", "done", "failed"};
  return kNames[static_cast<size_t>(state)];
}

Jobs::Jobs(app::Desk& desk, std::function<void(const Job&)> on_change)
    : desk_(desk), on_change_(std::move(on_change)), thread_([this] { work(); }) {}

Jobs::~Jobs() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::optional<std::string> Jobs::add(app::Inputs inputs) {
  std::string id;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMostWaiting) return {};
    id = std::to_string(next_);
    Job job;
    job.id = id;
    jobs_.emplace(next_++, std::move(job));
    if (jobs_.size() > kMostKept) jobs_.erase(jobs_.begin());
    waiting_.push_back({id, std::move(inputs)});
  }
  changed_.notify_all();
  return id;
}

std::optional<Job> Jobs::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto number = number_of(id);
  const auto found = number ? jobs_.find(*number) : jobs_.end();
  if (found == jobs_.end()) return {};
  return found->second;
}

void Jobs::change(const Job& job) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = jobs_.find(*number_of(job.id)); found != jobs_.end()) found->second = job;
  }
  on_change_(job);
}

void Jobs::work() {
  while (true) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ || !waiting_.empty(); });
    if (ended_) return;
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    run(std::move(next));
  }
}

void Jobs::run(Waiting waiting) {
  constexpr auto kBetween = std::chrono::milliseconds(100);
  Job job;
  job.id = waiting.id;
  job.state = Job::State::kRunning;
  change(job);
  waiting.inputs.stop = &ended_;
  auto shown = std::chrono::steady_clock::now();
  const auto on_progress = [&](const app::Progress& progress) {
    job.progress = progress;
    const auto now = std::chrono::steady_clock::now();
    if (now - shown < kBetween) return;
    shown = now;
    change(job);
  };
  const auto on_failure = [&](const base::Error& error) {
    if (job.failed.size() < kMostFailures) job.failed.push_back(error);
  };
  const auto added = desk_.add(waiting.inputs, on_failure, on_progress, &job.counts);
  job.state = added ? Job::State::kDone : Job::State::kFailed;
  if (!added) job.error = added.error();
  change(job);
}

}  // namespace roznamcha::http

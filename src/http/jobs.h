// Work that takes longer than a request, one after the other in one thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/desk.h"
#include "base/error.h"

namespace roznamcha::http {

/// How far adding is.
struct Job {
  enum class State : uint8_t { kWaiting, kRunning, kDone, kFailed };
  std::string id;
  State state = State::kWaiting;
  app::Progress progress;
  app::AddedCounts counts;
  std::vector<base::Error> failed;  // the first 100 inputs that could not be read
  base::Status error;               // of the register
};
std::string_view name(Job::State state);

class Jobs {
 public:
  /// `on_change` is called in the thread of the jobs, at most ten times a second for one job and at its end.
  Jobs(app::Desk& desk, std::function<void(const Job&)> on_change);
  /// Ends what runs after the documents that are being read; what was acknowledged stays.
  ~Jobs();

  /// Queues documents. Nothing if too many jobs wait.
  std::optional<std::string> add(app::Inputs inputs);
  std::optional<Job> find(const std::string& id) const;

 private:
  static constexpr size_t kMostWaiting = 16;
  static constexpr size_t kMostKept = 100;
  struct Waiting {
    std::string id;
    app::Inputs inputs;
  };
  void work();
  void run(Waiting waiting);
  void change(const Job& job);

  app::Desk& desk_;
  std::function<void(const Job&)> on_change_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::map<uint64_t, Job> jobs_;
  uint64_t next_ = 1;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

constexpr size_t kMostFailures = 100;  // that are told of one job or request

}  // namespace roznamcha::http

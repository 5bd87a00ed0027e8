// How many requests one address may make.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace roznamcha::http {

/// Each address may make `rate` requests a second on average, and twice as many at once. For many threads.
class Rate {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit Rate(double rate) : rate_(rate) {}  // 0: as many as it likes

  /// Counts a request; false if it is one too many.
  bool admits(const std::string& address, Time now);

 private:
  static constexpr size_t kMostAddresses = 10'000;
  struct Bucket {
    double left;
    Time since;
  };
  const double rate_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace roznamcha::http

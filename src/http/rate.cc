#include "http/rate.h"

#include <algorithm>

namespace roznamcha::http {

bool Rate::admits(const std::string& address, Time now) {
  if (rate_ <= 0) return true;
  const std::lock_guard lock(mutex_);
  const double most = std::max(1.0, 2 * rate_);
  const auto filled = [&](const Bucket& bucket) {
    return std::min(most, bucket.left + rate_ * std::chrono::duration<double>(now - bucket.since).count());
  };
  if (buckets_.size() >= kMostAddresses)
    std::erase_if(buckets_, [&](const auto& one) { return filled(one.second) >= most; });
  if (buckets_.size() >= kMostAddresses && !buckets_.contains(address)) return false;
  Bucket& bucket = buckets_.try_emplace(address, Bucket{most, now}).first->second;
  bucket.left = filled(bucket);
  bucket.since = now;
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

}  // namespace roznamcha::http

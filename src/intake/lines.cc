#include "intake/lines.h"

#include <algorithm>

namespace roznamcha::intake {
namespace {
constexpr size_t kChunk = 1 << 16;
}

using base::Result;

LineReader::LineReader(std::unique_ptr<base::ByteStream> stream, std::string head, uint64_t limit)
    : stream_(std::move(stream)), buffer_(std::move(head)), limit_(limit) {}

Result<bool> LineReader::fill() {
  if (at_ < buffer_.size()) return true;
  buffer_.resize(kChunk);
  at_ = 0;
  const Result<size_t> got = stream_->read(buffer_.data(), kChunk);
  buffer_.resize(got ? *got : 0);
  if (!got) return got.error();
  return !buffer_.empty();
}

Result<LineReader::Got> LineReader::next(std::string& line) {
  line.clear();
  ++number_;
  bool too_long = false, any = false;
  while (true) {
    const Result<bool> more = fill();
    if (!more) return more.error();
    if (!*more) return too_long ? Got::kTooLong : any ? Got::kLine : Got::kEnd;
    any = true;
    const size_t end = std::min(buffer_.find('\n', at_), buffer_.size());
    too_long = too_long || line.size() + (end - at_) > limit_;
    if (too_long) {
      std::string().swap(line);
    } else {
      line.append(buffer_, at_, end - at_);
    }
    at_ = end;
    if (end == buffer_.size()) continue;
    ++at_;
    return too_long ? Got::kTooLong : Got::kLine;
  }
}

Result<uint64_t> LineReader::take(uint64_t size, uint64_t keep, std::string& into) {
  into.clear();
  uint64_t taken = 0;
  while (taken < size) {
    const Result<bool> more = fill();
    if (!more) return more.error();
    if (!*more) break;
    const uint64_t part = std::min<uint64_t>(size - taken, buffer_.size() - at_);
    if (into.size() < keep) into.append(buffer_, at_, std::min<uint64_t>(part, keep - into.size()));
    at_ += static_cast<size_t>(part);
    taken += part;
  }
  return taken;
}

}  // namespace roznamcha::intake

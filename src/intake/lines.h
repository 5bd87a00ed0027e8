// Lines and blocks of a stream of any length.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/stream.h"

namespace roznamcha::intake {

/// Holds no more of a stream in memory than one chunk and what it was asked for.
class LineReader {
 public:
  /// `head`: what has been read of the stream already. `limit`: longest line in bytes.
  LineReader(std::unique_ptr<base::ByteStream> stream, std::string head, uint64_t limit);

  enum class Got { kLine, kTooLong, kEnd };
  /// The next line without its end ("\n"). A line that is too long is passed over. Errors: those of the
  /// stream.
  base::Result<Got> next(std::string& line);
  /// Makes `into` the next `size` bytes, or the first `keep` of them; the others are passed over. Gives how
  /// many there were: less than `size` at the end of the stream only.
  base::Result<uint64_t> take(uint64_t size, uint64_t keep, std::string& into);

  uint64_t number() const { return number_; }  // of the last line, from 1
  uint64_t taken() const { return stream_->taken(); }

 private:
  /// Whether there is anything to read in buffer_ or behind it.
  base::Result<bool> fill();

  std::unique_ptr<base::ByteStream> stream_;
  std::string buffer_;
  size_t at_ = 0;
  uint64_t limit_;
  uint64_t number_ = 0;
};

}  // namespace roznamcha::intake

// Bytes that come one chunk after the other: files of any size, packed or not.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"

namespace roznamcha::base {

class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// Up to `size` (> 0) more bytes into `into`; 0 at the end. Errors: kUnreadable. Nothing may be read after
  /// an error.
  virtual Result<size_t> read(char* into, size_t size) = 0;
  /// Bytes taken so far from where they are stored, packed ones if packed.
  virtual uint64_t taken() const = 0;
};

/// A file, or standard input if `path` is "-". Errors: kNotFound, kUnreadable (a folder too).
Result<std::unique_ptr<ByteStream>> open_stream(const std::string& path);

std::unique_ptr<ByteStream> memory_stream(std::string bytes);

/// Unpacks what begins as gzip or zstd data does (several members or frames too), and passes on all else
/// unchanged. Errors of the first read are `stream`'s; damaged packing is a kUnreadable where it is met.
/// `name` is named in errors.
std::unique_ptr<ByteStream> unpacked(std::unique_ptr<ByteStream> stream, std::string name);

}  // namespace roznamcha::base

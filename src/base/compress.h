// zstd and gzip.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace roznamcha::base {

constexpr uint64_t kMostDecompressed = uint64_t{1} << 30;

/// Whether bytes start as a zstd frame does.
inline bool is_zstd(std::string_view bytes) { return bytes.starts_with("\x28\xB5\x2F\xFD"); }
/// Whole contents of one zstd stream. Errors: kUnreadable (no zstd, damaged), kTooLarge (over `limit` bytes).
Result<std::string> decompress_zstd(std::string_view bytes, uint64_t limit = kMostDecompressed);
/// The same for gzip, several members allowed.
Result<std::string> decompress_gzip(std::string_view bytes, uint64_t limit = kMostDecompressed);

}  // namespace roznamcha::base

// Fingerprints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace roznamcha::base {

/// SHA-256, lower-case hex, 64 characters.
std::string sha256(std::string_view bytes);

/// First `digits` (≤ 64) of the SHA-256, for ids that people read.
std::string short_digest(std::string_view bytes, size_t digits);

}  // namespace roznamcha::base

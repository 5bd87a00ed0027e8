// Short digests that are the same in every program and register.
#pragma once

#include <cstdint>
#include <string_view>

namespace roznamcha::merge {

/// Of two numbers.
constexpr uint64_t mix(uint64_t a, uint64_t b) {
  uint64_t h = a * 0x9e3779b97f4a7c15ULL ^ (b + 0x7f4a7c15ULL + (a << 6) + (a >> 2));
  h ^= h >> 31;
  h *= 0xbf58476d1ce4e5b9ULL;
  return h ^ (h >> 29);
}

/// Of bytes (FNV-1a, mixed).
constexpr uint64_t digest(std::string_view bytes) {
  uint64_t h = 0xcbf29ce484222325ULL;
  for (const char c : bytes) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix(h, bytes.size());
}

}  // namespace roznamcha::merge

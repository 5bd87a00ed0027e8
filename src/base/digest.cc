#include "base/digest.h"

#include <openssl/evp.h>

#include <cassert>

namespace roznamcha::base {

std::string sha256(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  [[maybe_unused]] const int ok =
      EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  assert(ok == 1 && size == 32);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[digest[i] >> 4];
    hex += "0123456789abcdef"[digest[i] & 15];
  }
  return hex;
}

std::string short_digest(std::string_view bytes, size_t digits) {
  return sha256(bytes).substr(0, digits);
}

}  // namespace roznamcha::base

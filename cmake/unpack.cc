// Unpacks a zstd file: unpack FROM TO. Used while building, so that the program need not do it at every start.
#include <cstdio>

#include "base/compress.h"
#include "base/file.h"

int main(int argc, char** argv) {
  using namespace roznamcha;
  constexpr uint64_t kMost = uint64_t{256} << 20;
  if (argc != 3) return 2;
  const auto packed = base::read_file(argv[1], kMost);
  if (!packed) return std::fputs("unpack: cannot read\n", stderr), 1;
  const auto plain = base::decompress_zstd(*packed, kMost);
  if (!plain) return std::fputs("unpack: is no zstd file\n", stderr), 1;
  std::FILE* const out = std::fopen(argv[2], "wb");
  const bool written = out && std::fwrite(plain->data(), 1, plain->size(), out) == plain->size();
  return (out && std::fclose(out) == 0 && written) ? 0 : 1;
}

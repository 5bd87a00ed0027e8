#include <cassert>

#include "base/stream.h"

// Whatever the bytes: they end or give an error, and what is not packed comes out unchanged.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha::base;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const bool packed = bytes.starts_with("\x1f\x8b") || bytes.starts_with("\x28\xb5\x2f\xfd");
  const auto stream = unpacked(memory_stream(bytes), "input");
  char chunk[997];
  std::string out;
  while (true) {
    const Result<size_t> got = stream->read(chunk, sizeof chunk);
    if (!got) {
      assert(packed && got.error().id == ErrorId::kUnreadable);
      return 0;
    }
    if (*got == 0) break;
    if (!packed) out.append(chunk, *got);
    if (stream->taken() > size) __builtin_trap();
  }
  assert(packed || out == bytes);
  return 0;
}

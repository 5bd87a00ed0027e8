#include <array>
#include <cassert>
#include <cstdint>

#include "intake/intake.h"
#include "text/utf8.h"

// Any bytes as a file of any format: at least one document or error, every document whole. The first byte
// picks the name.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha;
  static constexpr std::array<const char*, 6> kNames = {"a",      "a.txt", "a.jsonl",
                                                        "a.html", "a.xml", "a.jsonl.gz"};
  if (size == 0) return 0;
  intake::Options options;
  options.limits = {.text = 1 << 12, .line = 1 << 13, .file = 1 << 14};
  auto intake = intake::Intake::of_bytes(std::string(reinterpret_cast<const char*>(data) + 1, size - 1),
                                         kNames[data[0] % kNames.size()], options);
  size_t count = 0;
  for (; const auto got = intake.next(); ++count) {
    if (!*got) continue;
    assert(!(*got)->text.empty() && (*got)->text.size() <= options.limits.text &&
           !text::first_invalid_utf8((*got)->text));
    assert(!(*got)->id.empty() && (*got)->sha256.size() == 64);
  }
  assert(count > 0);
  return 0;
}

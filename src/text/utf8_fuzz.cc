#include <cassert>
#include <cstdint>
#include <string_view>

#include "text/utf8.h"

// Any bytes: what comes before the first bad byte is valid, and its offsets go both ways.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha::text;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  text = text.substr(0, first_invalid_utf8(text).value_or(text.size()));
  assert(!first_invalid_utf8(text));
  const CodePointIndex index(text);
  uint32_t points = 0;
  for (uint32_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    assert(index.code_points(i) == points);
    assert(index.byte(points) == i);
    ++points;
  }
  assert(points == count_code_points(text) + 1 && !index.byte(points));
  return 0;
}

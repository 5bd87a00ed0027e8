#include <cassert>
#include <cstdint>

#include "intake/charset.h"
#include "text/utf8.h"

// Bytes in any charset, declared by the bytes themselves: valid UTF-8 or an error.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto text = intake::to_utf8(bytes, intake::declared_charset(bytes), 5, "input");
  if (!text) return 0;
  assert(!text::first_invalid_utf8(*text));
  intake::drop_controls(*text);
  assert(!text::first_invalid_utf8(*text));
  intake::is_blank(*text);
  return 0;
}

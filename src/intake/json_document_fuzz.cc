#include <cassert>
#include <cstdint>

#include "intake/json_document.h"
#include "text/utf8.h"

// Any bytes as one line of JSON Lines: a document with valid text, or an error.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const auto document = intake::parse_json_document(line, "input:1", {});
  if (!document) return 0;
  assert(!document->text.empty());
  assert(!text::first_invalid_utf8(document->text));
  return 0;
}

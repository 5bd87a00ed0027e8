#include <cassert>
#include <cstdint>

#include "intake/charset.h"
#include "intake/feed.h"
#include "text/utf8.h"

// Any UTF-8 as a feed: valid documents and errors, never nothing at all.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha;
  std::string xml(reinterpret_cast<const char*>(data), size);
  xml.resize(text::first_invalid_utf8(xml).value_or(xml.size()));
  intake::drop_controls(xml);
  const auto entries = intake::read_feed(xml, "input");
  assert(!entries.empty());
  for (const auto& entry : entries) {
    if (!entry) continue;
    assert(!text::first_invalid_utf8(entry->text) && !text::first_invalid_utf8(entry->id) &&
           !text::first_invalid_utf8(entry->title));
    assert(entry->text.size() <= 4 * xml.size());  // nothing is expanded
  }
  return 0;
}

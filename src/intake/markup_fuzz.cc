#include <cassert>
#include <cstdint>

#include "intake/charset.h"
#include "intake/markup.h"
#include "text/utf8.h"

// Any UTF-8 as a page and as a piece of HTML: valid text or an error.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha;
  std::string html(reinterpret_cast<const char*>(data), size);
  html.resize(text::first_invalid_utf8(html).value_or(html.size()));
  intake::drop_controls(html);
  assert(!text::first_invalid_utf8(intake::text_of_fragment(html)));
  const auto page = intake::read_page(html, "input");
  if (!page) return 0;
  assert(!page->text.empty());
  for (const std::string& part : {page->text, page->title, page->url, page->source, page->language})
    assert(!text::first_invalid_utf8(part));
  return 0;
}

#include <cassert>
#include <cstdint>
#include <string>

#include "text/fold.h"
#include "text/segment.h"
#include "text/utf8.h"

// Any UTF-8: tokens in order on code point boundaries, every one in a sentence.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha::text;
  std::string text(reinterpret_cast<const char*>(data), size);
  text.resize(first_invalid_utf8(text).value_or(text.size()));
  const Segmented cut = segment(text);
  uint32_t end = 0;
  for (const Token& token : cut.tokens) {
    assert(end <= token.span.begin && token.span.begin < token.span.end && token.span.end <= text.size());
    assert(!first_invalid_utf8(token.span.of(text)));
    assert(!first_invalid_utf8(fold(token.span.of(text))));
    assert(token.lower == lower(token.span.of(text)));
    end = token.span.end;
  }
  uint32_t next = 0;
  for (const Sentence& sentence : cut.sentences) {
    assert(sentence.first == next && sentence.first < sentence.last && sentence.last - sentence.first <= 200);
    next = sentence.last;
  }
  assert(next == cut.tokens.size() && cut.sentence_of.size() == cut.tokens.size());
  return 0;
}

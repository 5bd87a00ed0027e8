#include <cassert>
#include <cstdint>
#include <string>

#include "extract/reader.h"
#include "pack/pack.h"
#include "text/utf8.h"

// Any text, by rules and model together and by the model alone, which looks at texts that rules hold not
// worth it: readings whose spans lie in the text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha;
  static const auto pack = pack::Pack::load_embedded();
  static const auto both = extract::Reader::make(*pack, extract::Mode::kBoth),
                    learnt = extract::Reader::make(*pack, extract::Mode::kLearnt);
  record::Document document;
  document.text.assign(reinterpret_cast<const char*>(data), size);
  if (text::first_invalid_utf8(document.text)) return 0;  // intake hands on nothing else
  const auto inside = [&](text::Span span) {
    assert(span.begin <= span.end && span.end <= document.text.size());
  };
  for (const auto* reader : {&both, &learnt}) {
    const record::Reading reading = (*reader)->read(document);
    assert(reading.relevance >= 0 && reading.relevance <= 1);
    for (const record::Account& account : reading.accounts) {
      inside(account.date.span);
      inside(account.place.span);
      for (const auto& one : account.actors) inside(one.span);
      for (const auto& one : account.victims) inside(one.span);
      for (const auto& one : account.targets) inside(one.span);
      for (const auto& one : account.weapons) inside(one.span);
      for (const auto& one : account.counts) inside(one.span);
      for (text::Span span : account.evidence) inside(span);
    }
    for (const auto& one : reading.tallies) inside(one.span);
  }
  return 0;
}

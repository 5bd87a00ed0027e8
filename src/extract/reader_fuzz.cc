#include <cassert>
#include <cstdint>
#include <string>

#include "extract/reader.h"
#include "pack/pack.h"
#include "text/utf8.h"

// Any text, by rules and model: a reading whose spans lie in the text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha;
  static const auto reader = extract::Reader::make(*pack::Pack::load_embedded(), extract::Mode::kBoth);
  record::Document document;
  document.text.assign(reinterpret_cast<const char*>(data), size);
  if (text::first_invalid_utf8(document.text)) return 0;  // intake hands on nothing else
  const record::Reading reading = reader->read(document);
  const auto inside = [&](text::Span span) {
    assert(span.begin <= span.end && span.end <= document.text.size());
  };
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
  return 0;
}

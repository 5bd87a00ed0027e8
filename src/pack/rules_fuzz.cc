// The first line is taken for a pattern, the rest for a text.
#include <algorithm>
#include <string>

#include "pack/rules.h"
#include "text/segment.h"
#include "text/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  if (text::first_invalid_utf8(all)) return 0;
  const size_t cut = std::min(all.find('\n'), all.size());
  std::string pattern(all.substr(0, cut));
  std::replace(pattern.begin(), pattern.end(), '\t', ' ');
  const auto table = pack::Table::parse(
      "# origin: x\n# key: id\nid\tkind\tpattern\tplus\tminus\na\tb\t" + pattern + "\tx\t\n", "fuzz.tsv");
  if (!table || table->size() != 1) return 0;
  static const pack::Lexicon lexicon;
  std::vector<base::Error> faults;
  const pack::RuleSet rules = pack::RuleSet::compile(*table, lexicon, faults);
  const text::Segmented text = text::segment(all.substr(cut));
  for (const text::Sentence& sentence : text.sentences) {
    for (const auto& m : rules.match(text, sentence)) {
      if (m.first >= m.last || m.first < sentence.first || m.last > sentence.last) __builtin_trap();
    }
  }
  return 0;
}

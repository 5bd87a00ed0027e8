#include <cassert>
#include <cstdint>
#include <string>

#include "text/syntax.h"

// Any bytes as a model: an error, or a model that reads a text and leaves a tree.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha::text;
  const auto model = SyntaxModel::load({reinterpret_cast<const char*>(data), size});
  if (!model) return 0;
  static const Segmented text =
      segment("Two guards were killed by gunmen near Dir on Monday, police said. They FLED.");
  std::vector<Word> words = model->tag(text);
  for (const Sentence& sentence : text.sentences) {
    model->parse(text, sentence, words);
    for (uint32_t i = sentence.first; i < sentence.last; ++i) {
      assert(words[i].head == -1 || (words[i].head >= static_cast<int32_t>(sentence.first) &&
                                     words[i].head < static_cast<int32_t>(sentence.last)));
    }
  }
  return 0;
}

#include <cassert>
#include <cstdint>
#include <string>

#include "encoder/encoder.h"
#include "encoder/model_for_test.h"
#include "encoder/tokenizer.h"

// Files with a checksum that holds, whatever they hold: an error, or a model that runs.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roznamcha::encoder;
  std::string content(reinterpret_cast<const char*>(data), size);
  if (size >= 24) {  // past the first checks, which are about the file as a whole
    const uint64_t whole = size + 32;
    content.replace(0, 8, "RZNMODEL");
    content.replace(16, 8, reinterpret_cast<const char*>(&whole), 8);
  }
  const std::string bytes = ModelFile::sealed(content);
  const auto model = Model::load(std::as_bytes(std::span(bytes)), "");
  if (!model) return 0;
  for (const auto& [name, tensor] : (*model)->tensors()) assert(!to_floats(tensor).empty());
  const Tokenizer tokenizer((*model)->vocabulary());
  assert(tokenizer.first() < (*model)->vocabulary().size());
  auto encoder = Encoder::make(*model);
  if (!encoder) return 0;
  const std::vector<uint32_t> ids((*model)->config().positions > 1 ? 2 : 1, tokenizer.first());
  assert(encoder->encode(Window{ids}).size() == ids.size() * (*model)->config().width);
  return 0;
}

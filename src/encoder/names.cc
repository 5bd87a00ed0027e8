#include "encoder/names.h"

#include <fmt/format.h>

namespace roznamcha::encoder {

std::string layer_name(uint32_t layer, std::string_view part) {
  return fmt::format("encoder.layer.{}.{}", layer, part);
}

std::vector<Expected> expected_tensors(const Config& config, uint32_t pieces) {
  const uint32_t width = config.width, inner = config.inner;
  std::vector<Expected> out;
  auto table = [&](std::string name, uint32_t rows) {
    out.push_back({"embeddings." + name + "_embeddings.weight", {rows, width}, Use::kTable});
  };
  auto linear = [&](const std::string& name, uint32_t to, uint32_t from) {
    out.push_back({name + ".weight", {to, from}, Use::kMatrix});
    out.push_back({name + ".bias", {to}, Use::kVector});
  };
  auto norm = [&](const std::string& name) {
    out.push_back({name + ".weight", {width}, Use::kVector});
    out.push_back({name + ".bias", {width}, Use::kVector});
  };
  table("word", pieces);
  table("position", config.positions);
  table("token_type", config.types);
  norm("embeddings.LayerNorm");
  for (uint32_t layer = 0; layer < config.layers; ++layer) {
    for (const char* part : {"query", "key", "value"})
      linear(layer_name(layer, fmt::format("attention.self.{}", part)), width, width);
    linear(layer_name(layer, "attention.output.dense"), width, width);
    norm(layer_name(layer, "attention.output.LayerNorm"));
    linear(layer_name(layer, "intermediate.dense"), inner, width);
    linear(layer_name(layer, "output.dense"), width, inner);
    norm(layer_name(layer, "output.LayerNorm"));
  }
  return out;
}

}  // namespace roznamcha::encoder

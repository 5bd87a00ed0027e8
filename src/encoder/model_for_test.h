// Model files that tests and benchmarks make up: any shape, random weights, the same in every run.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "encoder/names.h"

namespace roznamcha::encoder {

/// A file that grows tensor by tensor.
class ModelFile {
 public:
  ModelFile(const Config& config, const std::vector<std::string>& pieces) : config_(config) {
    std::string text;
    for (const std::string& piece : pieces) text += piece + "\n";
    const size_t at = block(text);
    vocabulary_ = fmt::format(R"({{"at":{},"bytes":{},"pieces":{}}})", at, text.size(), pieces.size());
  }

  void floats(const std::string& name, const std::vector<uint32_t>& shape, const std::vector<float>& values) {
    describe(name, "f32", shape,
             block({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)}));
  }

  void halves(const std::string& name, const std::vector<uint32_t>& shape,
              const std::vector<uint16_t>& values) {
    describe(name, "f16", shape, block({reinterpret_cast<const char*>(values.data()), values.size() * 2}));
  }

  void integers(const std::string& name, uint32_t rows, uint32_t columns, const std::vector<int8_t>& values,
                const std::vector<float>& scales, bool panels) {
    std::string bytes(reinterpret_cast<const char*>(values.data()), values.size());
    if (panels) {
      const size_t fours = (columns + kGroup - 1) / kGroup, tall = (rows + kPanel - 1) / kPanel * kPanel;
      bytes.assign(tall * fours * kGroup, '\0');
      for (size_t row = 0; row < rows; ++row)
        for (size_t column = 0; column < columns; ++column)
          bytes[((row / kPanel * fours + column / kGroup) * kPanel + row % kPanel) * kGroup +
                column % kGroup] = static_cast<char>(values[row * columns + column]);
    }
    const size_t at = block(bytes);
    const size_t scales_at =
        block({reinterpret_cast<const char*>(scales.data()), scales.size() * sizeof(float)});
    describe(name, panels ? "i8-panels" : "i8", {rows, columns}, at,
             fmt::format(R"(,"scales":{})", scales_at));
  }

  /// A tensor of which the header says no matter what.
  void described(const std::string& name, std::string_view text) {
    tensors_ += fmt::format(R"({}"{}":{})", tensors_.empty() ? "" : ",", name, text);
  }

  ModelFile with(const Config& config) const {
    ModelFile out = *this;
    out.config_ = config;
    return out;
  }

  std::string bytes(std::string_view heads = "null", uint32_t version = 1) const {
    return around(fmt::format(R"({{"config":{},"heads":{},"vocabulary":{},"tensors":{{{}}}}})", config(),
                              heads, vocabulary_, tensors_),
                  version);
  }

  /// The file with a header of one's own.
  std::string around(std::string header, uint32_t version = 1) const {
    std::string out = "RZNMODEL";
    auto number = [&](auto value) { out.append(reinterpret_cast<const char*>(&value), sizeof value); };
    const size_t begin = (24 + header.size() + 63) / 64 * 64;
    number(version);
    number(static_cast<uint32_t>(header.size()));
    number(static_cast<uint64_t>(begin + data_.size() + 32));
    out += header;
    out.resize(begin);
    out += data_;
    return sealed(out);
  }

  /// What a file holds, with its checksum behind it.
  static std::string sealed(std::string content) {
    const std::string digest = base::sha256(content);
    for (size_t i = 0; i < digest.size(); i += 2)
      content += static_cast<char>(std::stoi(digest.substr(i, 2), nullptr, 16));
    return content;
  }

 private:
  std::string config() const {
    return fmt::format(
        R"({{"num_hidden_layers":{},"hidden_size":{},"num_attention_heads":{},"intermediate_size":{},)"
        R"("max_position_embeddings":{},"type_vocab_size":{},"layer_norm_eps":{}}})",
        config_.layers, config_.width, config_.heads, config_.inner, config_.positions, config_.types,
        config_.epsilon);
  }
  size_t block(std::string_view bytes) {
    data_.resize((data_.size() + 63) / 64 * 64);
    const size_t at = data_.size();
    data_ += bytes;
    return at;
  }
  void describe(const std::string& name, std::string_view dtype, const std::vector<uint32_t>& shape,
                size_t at, const std::string& more = "") {
    described(name, fmt::format(R"({{"dtype":"{}","shape":[{}],"at":{}{}}})", dtype, fmt::join(shape, ","),
                                at, more));
  }

  Config config_;
  std::string vocabulary_, tensors_, data_;
};

/// The special pieces, then "w5", "##w6" ….
inline std::vector<std::string> made_pieces(uint32_t count) {
  std::vector<std::string> out = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  while (out.size() < count) out.push_back((out.size() % 2 ? "w" : "##w") + std::to_string(out.size()));
  return out;
}

/// All that the encoder needs, at random; matrices int8, or else floats. Both have the same values.
inline ModelFile made_model(const Config& config, uint32_t pieces, bool int8, uint32_t seed = 1) {
  std::mt19937 random(seed);
  ModelFile out(config, made_pieces(pieces));
  for (const Expected& expected : expected_tensors(config, pieces)) {
    const uint32_t rows = expected.shape.front(), columns = expected.shape.size() > 1 ? expected.shape[1] : 1;
    std::vector<int8_t> integers(size_t{rows} * columns);
    for (int8_t& value : integers) value = static_cast<int8_t>(static_cast<int>(random() % 255) - 127);
    std::vector<float> scales(rows), floats(integers.size());
    const float size = expected.use == Use::kMatrix ? 2 / std::sqrt(static_cast<float>(columns)) : .5f;
    for (float& scale : scales) scale = size * (1 + static_cast<float>(random() % 100) / 100) / 127;
    for (size_t i = 0; i < floats.size(); ++i)
      floats[i] = static_cast<float>(integers[i]) * scales[i / columns];
    const bool norm = expected.name.ends_with("LayerNorm.weight");
    if (norm)
      for (float& value : floats) value += 1;
    if (int8 && expected.use != Use::kVector) {
      out.integers(expected.name, rows, columns, integers, scales, expected.use == Use::kMatrix);
    } else {
      out.floats(expected.name, expected.shape, floats);
    }
  }
  return out;
}

}  // namespace roznamcha::encoder

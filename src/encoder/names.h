// The encoder's tensors by the names that BERT's checkpoints use.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "encoder/model.h"

namespace roznamcha::encoder {

constexpr uint32_t kPanel = 16;  // rows of a panel of weights: lanes of a block of sums
constexpr uint32_t kGroup = 4;   // columns that one instruction multiplies

enum class Use { kTable, kMatrix, kVector };

struct Expected {
  std::string name;
  std::vector<uint32_t> shape;
  Use use;
};

/// A tensor of layer `layer`: layer_name(2, "output.dense.weight").
std::string layer_name(uint32_t layer, std::string_view part);

/// What a model of this shape must hold.
std::vector<Expected> expected_tensors(const Config& config, uint32_t pieces);

}  // namespace roznamcha::encoder

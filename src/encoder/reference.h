// The same encoder in plain float arithmetic, written to be read: what the integer one is held against.
#pragma once

#include <vector>

#include "encoder/encoder.h"

namespace roznamcha::encoder {

/// Last hidden states of one window, `width` numbers a piece. Slow. `model` may have any dtypes.
std::vector<float> reference(const Model& model, const Window& window);

}  // namespace roznamcha::encoder

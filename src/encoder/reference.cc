#include "encoder/reference.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>

#include "encoder/names.h"

namespace roznamcha::encoder {
namespace {

using Rows = std::vector<float>;  // a matrix, row-major

/// x·Wᵀ + b
Rows linear(const Model& model, const std::string& name, const Rows& x) {
  const Tensor& weight = *model.tensor(name + ".weight");
  const Rows w = to_floats(weight), b = to_floats(*model.tensor(name + ".bias"));
  const size_t in = weight.columns(), out = weight.rows(), rows = x.size() / in;
  Rows y(rows * out);
  for (size_t row = 0; row < rows; ++row) {
    for (size_t o = 0; o < out; ++o) {
      float sum = b[o];
      for (size_t i = 0; i < in; ++i) sum += x[row * in + i] * w[o * in + i];
      y[row * out + o] = sum;
    }
  }
  return y;
}

/// Each row to mean 0 and variance 1, then scaled and moved as learnt.
void normalise(const Model& model, const std::string& name, Rows& x) {
  const Rows scale = to_floats(*model.tensor(name + ".weight")),
             move = to_floats(*model.tensor(name + ".bias"));
  const size_t width = scale.size();
  for (auto row = x.begin(); row != x.end(); row += static_cast<ptrdiff_t>(width)) {
    double mean = 0, variance = 0;
    for (size_t i = 0; i < width; ++i) mean += row[static_cast<ptrdiff_t>(i)];
    mean /= static_cast<double>(width);
    for (size_t i = 0; i < width; ++i) variance += std::pow(row[static_cast<ptrdiff_t>(i)] - mean, 2);
    variance /= static_cast<double>(width);
    for (size_t i = 0; i < width; ++i) {
      float& value = row[static_cast<ptrdiff_t>(i)];
      value = static_cast<float>((value - mean) / std::sqrt(variance + model.config().epsilon)) * scale[i] +
              move[i];
    }
  }
}

void add(Rows& x, const Rows& y) {
  for (size_t i = 0; i < x.size(); ++i) x[i] += y[i];
}

Rows embedded(const Model& model, const Window& window) {
  const Rows words = to_floats(*model.tensor("embeddings.word_embeddings.weight")),
             positions = to_floats(*model.tensor("embeddings.position_embeddings.weight")),
             types = to_floats(*model.tensor("embeddings.token_type_embeddings.weight"));
  const size_t width = model.config().width;
  Rows x(window.ids.size() * width);
  for (size_t token = 0; token < window.ids.size(); ++token)
    for (size_t i = 0; i < width; ++i)
      x[token * width + i] = words[window.ids[token] * width + i] + positions[token * width + i] +
                             types[window.type * width + i];
  normalise(model, "embeddings.LayerNorm", x);
  return x;
}

/// Each piece's mixture of all pieces' values, weighted by how well its query meets their keys; by head.
Rows attention(const Config& config, const Rows& queries, const Rows& keys, const Rows& values) {
  const size_t width = config.width, size = width / config.heads, tokens = queries.size() / width;
  Rows mixed(queries.size()), weights(tokens);
  for (size_t head = 0; head < width; head += size) {
    for (size_t to = 0; to < tokens; ++to) {
      for (size_t from = 0; from < tokens; ++from) {
        float dot = 0;
        for (size_t i = head; i < head + size; ++i) dot += queries[to * width + i] * keys[from * width + i];
        weights[from] = dot / std::sqrt(static_cast<float>(size));
      }
      const float most = *std::max_element(weights.begin(), weights.end());
      float sum = 0;
      for (float& weight : weights) sum += weight = std::exp(weight - most);
      for (size_t from = 0; from < tokens; ++from)
        for (size_t i = head; i < head + size; ++i)
          mixed[to * width + i] += weights[from] / sum * values[from * width + i];
    }
  }
  return mixed;
}

}  // namespace

std::vector<float> reference(const Model& model, const Window& window) {
  assert(!window.ids.empty() && window.ids.size() <= model.config().positions &&
         window.type < model.config().types);
  Rows x = embedded(model, window);
  for (uint32_t layer = 0; layer < model.config().layers; ++layer) {
    auto part = [&](const char* name) { return layer_name(layer, name); };
    const Rows mixed = attention(model.config(), linear(model, part("attention.self.query"), x),
                                 linear(model, part("attention.self.key"), x),
                                 linear(model, part("attention.self.value"), x));
    add(x, linear(model, part("attention.output.dense"), mixed));
    normalise(model, part("attention.output.LayerNorm"), x);
    Rows inner = linear(model, part("intermediate.dense"), x);
    for (float& value : inner) value = value / 2 * (1 + std::erf(value / std::sqrt(2.f)));
    add(x, linear(model, part("output.dense"), inner));
    normalise(model, part("output.LayerNorm"), x);
  }
  return x;
}

}  // namespace roznamcha::encoder

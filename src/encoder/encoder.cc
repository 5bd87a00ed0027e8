#include "encoder/encoder.h"

#include <fmt/format.h>
#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>

#include "encoder/kernels.h"
#include "encoder/names.h"

namespace roznamcha::encoder {
namespace {

using base::Error;
using base::ErrorId;

// Pieces that go through a layer together: enough for the weights to be worth fetching, few enough for the
// states to stay in the cache.
constexpr size_t kTogether = 256, kInnerTogether = 64;

constexpr size_t rounded_up(size_t n, size_t to) {
  return (n + to - 1) / to * to;
}

/// Scratch on lines of the cache.
template <typename T>
class Room {
 public:
  explicit Room(size_t size) : at_(static_cast<T*>(::operator new(size * sizeof(T), kLine))) {}
  T* get() const { return at_.get(); }

 private:
  static constexpr std::align_val_t kLine{64};
  struct Free {
    void operator()(T* at) const { ::operator delete(at, kLine); }
  };
  std::unique_ptr<T, Free> at_;
};

#if defined(__x86_64__)
/// Tiles take 8 KiB of a thread's state, so the kernel gives them to a process that asks.
bool tiles_allowed() {
  static const bool allowed = [] {
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    constexpr unsigned kTiles = 1u << 24, kInt8 = 1u << 25;
    if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) || !(edx & kTiles) || !(edx & kInt8)) return false;
    constexpr long kAskPermission = 0x1023, kTileData = 18;
    return syscall(SYS_arch_prctl, kAskPermission, kTileData) == 0;
  }();
  return allowed;
}
#endif

bool has(Isa isa) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  switch (isa) {
    case Isa::kScalar:
      return true;
    case Isa::kAvx2:
      return __builtin_cpu_supports("avx2");
    case Isa::kAvxVnni: {
      unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
      return __builtin_cpu_supports("avx2") && __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) &&
             (eax >> 4 & 1);
    }
    case Isa::kAvx512Vnni:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512vnni");
    case Isa::kAmx:
      return has(Isa::kAvx512Vnni) && tiles_allowed();
  }
#endif
  return isa == Isa::kScalar;
}

const Kernels& kernels(Isa isa) {
#if defined(__x86_64__)
  switch (isa) {
    case Isa::kScalar:
      break;
    case Isa::kAvx2:
      return kAvx2Kernels;
    case Isa::kAvxVnni:
      return kAvxVnniKernels;
    case Isa::kAvx512Vnni:
      return kAvx512VnniKernels;
    case Isa::kAmx:
      return kAmxKernels;
  }
#endif
  return kScalarKernels;
}

constexpr std::array kIsas = {Isa::kScalar, Isa::kAvx2, Isa::kAvxVnni, Isa::kAvx512Vnni, Isa::kAmx};

base::Result<Isa> chosen(const Options& options) {
  const std::vector<Isa> there = isas();
  if (options.isa) {
    if (has(*options.isa)) return *options.isa;
    return Error{ErrorId::kBadArgument, fmt::format("this processor has no {}", name(*options.isa)), "", ""};
  }
  const char* const wanted = std::getenv("ROZNAMCHA_ISA");
  if (!wanted || !*wanted) return there.back();
  std::string names;
  for (Isa isa : there) {
    if (name(isa) == wanted) return isa;
    names += (names.empty() ? "" : ", ") + std::string(name(isa));
  }
  return Error{ErrorId::kBadArgument, fmt::format("\"{}\" is no instruction set of this processor", wanted),
               "ROZNAMCHA_ISA", "one of " + names};
}

/// Any instruction set gives the same bits: the fastest.
const Kernels& fastest() {
  static const Kernels& found = kernels(isas().back());
  return found;
}

/// To whole panels, with zeros.
std::vector<float> padded(std::vector<float> values) {
  values.resize(rounded_up(values.size(), kPanel));
  return values;
}
std::vector<float> padded(std::span<const float> values) {
  return padded(std::vector<float>(values.begin(), values.end()));
}

const int8_t* integers(const Tensor& tensor) {
  return reinterpret_cast<const int8_t*>(tensor.data.data());
}

Panels panels(const Tensor& weight, const std::vector<float>& scales, const std::vector<float>& bias) {
  return {integers(weight), weight.sums.data(), scales.data(),
          bias.data(),      weight.sums.size(), rounded_up(weight.columns(), kGroup) / kGroup};
}

/// A layer of the network with int8 weights.
struct Dense {
  Dense(const Model& model, const std::string& part)
      : weight(*model.tensor(part + ".weight")),
        scales(padded(weight.scales)),
        bias(padded(to_floats(*model.tensor(part + ".bias")))) {}
  Panels panels() const { return encoder::panels(weight, scales, bias); }

  const Tensor& weight;
  std::vector<float> scales, bias;
};

struct Norm {
  Norm(const Model& model, const std::string& part)
      : scale(to_floats(*model.tensor(part + ".weight"))), move(to_floats(*model.tensor(part + ".bias"))) {}
  std::vector<float> scale, move;
};

struct Layer {
  Layer(const Model& model, uint32_t number)
      : query(model, layer_name(number, "attention.self.query")),
        key(model, layer_name(number, "attention.self.key")),
        value(model, layer_name(number, "attention.self.value")),
        mixed(model, layer_name(number, "attention.output.dense")),
        attention_norm(model, layer_name(number, "attention.output.LayerNorm")),
        inner(model, layer_name(number, "intermediate.dense")),
        outer(model, layer_name(number, "output.dense")),
        norm(model, layer_name(number, "output.LayerNorm")) {}
  Dense query, key, value, mixed;
  Norm attention_norm;
  Dense inner, outer;
  Norm norm;
};

Looked look_up(const Tensor& table, uint32_t row) {
  return {integers(table) + size_t{row} * table.columns(), table.scales[row]};
}

}  // namespace

std::string_view name(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      return "scalar";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kAvxVnni:
      return "avx-vnni";
    case Isa::kAvx512Vnni:
      return "avx512-vnni";
    case Isa::kAmx:
      return "amx";
  }
  return "";
}

std::vector<Isa> isas() {
  std::vector<Isa> out;
  std::copy_if(kIsas.begin(), kIsas.end(), std::back_inserter(out), has);
  return out;
}

size_t attention_room(size_t tokens, size_t size) {
  const size_t padded = rounded_up(tokens, kLanes);
  return size / 2 * padded + size * ((tokens + 1) / 2) + padded + kQueriesTogether * padded +
         kQueriesTogether * padded / 2 + kQueriesTogether * size / 2;
}

struct Encoder::Weights {
  explicit Weights(const Model& model)
      : words(*model.tensor("embeddings.word_embeddings.weight")),
        positions(*model.tensor("embeddings.position_embeddings.weight")),
        types(*model.tensor("embeddings.token_type_embeddings.weight")),
        norm(model, "embeddings.LayerNorm") {
    for (uint32_t number = 0; number < model.config().layers; ++number) layers.emplace_back(model, number);
  }
  const Tensor &words, &positions, &types;
  Norm norm;
  std::vector<Layer> layers;
};

/// Room for one batch.
struct Encoder::Scratch {
  Scratch(const Config& config, size_t code_bytes)
      : tokens(rounded_up(kTogether + config.positions, kLanes)),
        states(tokens * config.width),
        projected(tokens * 3 * config.width),
        mixed(tokens * config.width),
        added(tokens * config.width),
        inner(kInnerTogether * config.inner),
        codes(std::max(tokens * config.width, kInnerTogether * config.inner) * code_bytes),
        scales(tokens),
        attention(attention_room(config.positions, config.width / config.heads)) {}
  size_t tokens;
  Room<float> states, projected, mixed, added, inner;
  Room<uint8_t> codes;
  Room<float> scales;
  Room<int32_t> attention;
};

Encoder::Encoder(std::shared_ptr<const Model> model, Isa isa)
    : model_(std::move(model)),
      isa_(isa),
      weights_(std::make_unique<Weights>(*model_)),
      scratch_(std::make_unique<Scratch>(model_->config(), kernels(isa).code_bytes)) {}
Encoder::~Encoder() = default;
Encoder::Encoder(Encoder&&) noexcept = default;
Encoder& Encoder::operator=(Encoder&&) noexcept = default;

base::Result<Encoder> Encoder::make(std::shared_ptr<const Model> model, Options options) {
  const auto pieces = static_cast<uint32_t>(model->vocabulary().size());
  for (const Expected& expected : expected_tensors(model->config(), pieces)) {
    const Dtype dtype = model->tensor(expected.name)->dtype;
    if (expected.use != Use::kVector && dtype != Dtype::kI8 && dtype != Dtype::kI8Panels)
      return Error{ErrorId::kBadModel, fmt::format("\"{}\" is not int8", expected.name), "",
                   "write the model with all its matrices quantised"};
  }
  const auto isa = chosen(options);
  if (!isa) return isa.error();
  return Encoder(std::move(model), *isa);
}

std::span<const float> Encoder::encode(std::span<const Window> windows) {
  const Config& config = model_->config();
  const size_t width = config.width;
  size_t tokens = 0;
  for (const Window& window : windows) tokens += window.ids.size();
  states_.resize(tokens * width);
  float* to = states_.data();
  while (!windows.empty()) {
    size_t count = 0, together = 0;
    while (count < windows.size() && together < kTogether) together += windows[count++].ids.size();
    run(windows.first(count));
    std::memcpy(to, scratch_->states.get(), together * width * sizeof(float));
    to += together * width;
    windows = windows.subspan(count);
  }
  return states_;
}

void Encoder::run(std::span<const Window> windows) {
  const Config& config = model_->config();
  const Kernels& k = kernels(isa_);
  const size_t width = config.width, inner = config.inner, size = width / config.heads;
  float* const states = scratch_->states.get();

  size_t tokens = 0;
  for (const Window& window : windows) {
    assert(!window.ids.empty() && window.ids.size() <= config.positions && window.type < config.types);
    for (uint32_t position = 0; position < window.ids.size(); ++position, ++tokens) {
      assert(window.ids[position] < weights_->words.rows());
      k.add(look_up(weights_->words, window.ids[position]), look_up(weights_->positions, position),
            look_up(weights_->types, window.type), width, states + tokens * width);
    }
  }
  k.normalise(states, nullptr, tokens, width, weights_->norm.scale.data(), weights_->norm.move.data(),
              config.epsilon);

  float *const projected = scratch_->projected.get(), *const mixed = scratch_->mixed.get(),
               *const added = scratch_->added.get(), *const between = scratch_->inner.get();
  const Codes codes{scratch_->codes.get(), scratch_->scales.get(), width};
  const Codes inner_codes{scratch_->codes.get(), scratch_->scales.get(), inner};
  for (const Layer& layer : weights_->layers) {
    k.to_codes(states, tokens, width, codes);
    const size_t apart = tokens * size;  // of heads: a head's numbers lie together
    float *const queries = projected, *const keys = queries + tokens * width,
                 *const values = keys + tokens * width;
    k.multiply(layer.query.panels(), codes, tokens, {queries, size, size, apart});
    k.multiply(layer.key.panels(), codes, tokens, {keys, size, size, apart});
    k.multiply(layer.value.panels(), codes, tokens, {values, size, size, apart});
    size_t first = 0;
    for (const Window& window : windows) {
      for (size_t head = 0; head < config.heads; ++head) {
        const size_t at = head * apart + first * size;
        k.attend({queries + at, keys + at, values + at, mixed + first * width + head * size, width,
                  window.ids.size(), size, scratch_->attention.get()});
      }
      first += window.ids.size();
    }
    k.to_codes(mixed, tokens, width, codes);
    k.multiply(layer.mixed.panels(), codes, tokens, {added, width, width, 0});
    k.normalise(states, added, tokens, width, layer.attention_norm.scale.data(),
                layer.attention_norm.move.data(), config.epsilon);
    for (size_t begin = 0; begin < tokens; begin += kInnerTogether) {
      const size_t some = std::min(kInnerTogether, tokens - begin);
      float* const here = states + begin * width;
      k.to_codes(here, some, width, codes);
      k.multiply(layer.inner.panels(), codes, some, {between, inner, inner, 0});
      k.gelu(between, some * inner);
      k.to_codes(between, some, inner, inner_codes);
      k.multiply(layer.outer.panels(), inner_codes, some, {added, width, width, 0});
      k.normalise(here, added, some, width, layer.norm.scale.data(), layer.norm.move.data(), config.epsilon);
    }
  }
}

base::Result<Linear> Linear::make(std::shared_ptr<const Model> model, std::string_view weight,
                                  std::string_view bias, Options options) {
  const Tensor* const found = model->tensor(weight);
  const Tensor* const added = bias.empty() ? nullptr : model->tensor(bias);
  auto bad = [](std::string what) { return Error{ErrorId::kBadModel, std::move(what), "", ""}; };
  if (!found || (!bias.empty() && !added))
    return bad(fmt::format("lacks the tensor \"{}\"", found ? bias : weight));
  const uint32_t in = found->columns(), out = found->rows();
  if (found->shape.size() != 2 || found->dtype == Dtype::kI8 || (added && added->shape != std::vector{out}))
    return bad(fmt::format("has the head \"{}\" in another shape or type than it should have", weight));
  const auto isa = chosen(options);
  if (!isa) return isa.error();
  Linear linear;
  linear.kernels_ = &kernels(*isa);
  linear.in_ = in;
  linear.out_ = out;
  linear.weight_ = found;
  linear.bias_ = padded(added ? to_floats(*added) : std::vector<float>(out));
  if (found->dtype == Dtype::kI8Panels) {
    linear.scales_ = padded(found->scales);
  } else {
    const std::vector<float> rows = to_floats(*found);
    linear.floats_.resize(linear.bias_.size() * in);
    for (size_t o = 0; o < out; ++o)
      for (size_t i = 0; i < in; ++i)
        linear.floats_[(o / kLanes * in + i) * kLanes + o % kLanes] = rows[o * in + i];
  }
  linear.model_ = std::move(model);
  return linear;
}

std::vector<float> Linear::apply(std::span<const float> x) const {
  assert(x.size() % in_ == 0);
  constexpr size_t kSome = 64;
  const size_t rows = x.size() / in_, wide = bias_.size(), columns = rounded_up(in_, kLanes);
  const bool whole = floats_.empty();  // int8
  std::vector<float> out(rows * out_);
  const Room<float> y(kSome * wide), padded_x(kSome * columns), scales(kSome);
  const Room<uint8_t> codes(kSome * columns * kernels_->code_bytes);
  for (size_t begin = 0; begin < rows; begin += kSome) {
    const size_t some = std::min(kSome, rows - begin);
    const float* const from = x.data() + begin * in_;
    if (whole) {
      for (size_t row = 0; row < some; ++row) {
        float* const to = padded_x.get() + row * columns;
        std::fill(std::copy_n(from + row * in_, in_, to), to + columns, 0.f);
      }
      const Codes coded{codes.get(), scales.get(), columns};
      kernels_->to_codes(padded_x.get(), some, columns, coded);
      kernels_->multiply(panels(*weight_, scales_, bias_), coded, some, {y.get(), wide, wide, 0});
    } else {
      kernels_->multiply_floats(floats_.data(), bias_.data(), from, some, in_, wide / kLanes, y.get());
    }
    for (size_t row = 0; row < some; ++row)
      std::copy_n(y.get() + row * wide, out_, out.data() + (begin + row) * out_);
  }
  return out;
}

void gelu(std::span<float> values) {
  std::vector<float> wide(rounded_up(values.size(), kLanes));
  std::copy(values.begin(), values.end(), wide.begin());
  fastest().gelu(wide.data(), wide.size());
  std::copy_n(wide.begin(), values.size(), values.begin());
}

void softmax(std::span<float> values) {
  assert(!values.empty());
  std::vector<float> wide(rounded_up(values.size(), kLanes), -1e30f);
  std::copy(values.begin(), values.end(), wide.begin());
  const float total = fastest().exponents(wide.data(), wide.size());
  for (size_t i = 0; i < values.size(); ++i) values[i] = wide[i] / total;
}

float sigmoid(float value) {
  std::array<float, 2> both{value, 0};
  softmax(both);
  return both[0];
}

}  // namespace roznamcha::encoder

// Hidden states of windows of word pieces: BERT with integer weights. The same bits on every instruction set,
// however windows are packed and however many threads run: sums of products are exact integers, all else goes
// in blocks of sixteen lanes whose order is fixed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "encoder/model.h"

namespace roznamcha::encoder {

struct Kernels;

/// Instruction sets, slowest first.
enum class Isa { kScalar, kAvx2, kAvxVnni, kAvx512Vnni, kAmx };
std::string_view name(Isa isa);  // "scalar", "avx2", "avx-vnni", "avx512-vnni", "amx"
/// Those that this program and this processor have, slowest first; never empty.
std::vector<Isa> isas();

struct Options {
  /// Nothing: what the environment variable ROZNAMCHA_ISA names, else the fastest there is.
  std::optional<Isa> isa;
};

/// The pieces of one pass: [CLS] … [SEP] by custom; nothing is added.
struct Window {
  std::span<const uint32_t> ids;  // 1 to Config::positions, each below the size of the vocabulary
  uint32_t type = 0;              // below Config::types: BERT's token type, for all of the window
};

/// One worker's encoder: the model is shared, the scratch is its own, so each thread has one.
class Encoder {
 public:
  /// Errors: kBadModel (its matrices are not all int8), kBadArgument (no such instruction set here).
  static base::Result<Encoder> make(std::shared_ptr<const Model> model, Options options = {});
  ~Encoder();
  Encoder(Encoder&&) noexcept;
  Encoder& operator=(Encoder&&) noexcept;

  /// Last hidden states of all pieces, `width` numbers each, windows one behind the other; valid until the
  /// next call. Any number of windows; scratch does not grow with it, the answer does.
  std::span<const float> encode(std::span<const Window> windows);
  std::span<const float> encode(const Window& window) { return encode(std::span(&window, 1)); }

  const Model& model() const { return *model_; }
  Isa isa() const { return isa_; }

 private:
  struct Weights;
  struct Scratch;
  Encoder(std::shared_ptr<const Model> model, Isa isa);
  void run(std::span<const Window> windows);

  std::shared_ptr<const Model> model_;
  Isa isa_;
  std::unique_ptr<const Weights> weights_;
  std::unique_ptr<Scratch> scratch_;
  std::vector<float> states_;
};

/// A head's layer, y = x·Wᵀ + b, on a matrix of any dtype but kI8. Immutable: one for all threads.
class Linear {
 public:
  /// `weight` [out, in] and `bias` [out] are names of tensors; bias "" for none. Errors: kBadModel (missing,
  /// or of another shape), kBadArgument (no such instruction set here).
  static base::Result<Linear> make(std::shared_ptr<const Model> model, std::string_view weight,
                                   std::string_view bias, Options options = {});

  /// `x` holds any number of rows of `in` numbers; gives as many rows of `out` numbers.
  std::vector<float> apply(std::span<const float> x) const;

  uint32_t in() const { return in_; }
  uint32_t out() const { return out_; }

 private:
  Linear() = default;

  std::shared_ptr<const Model> model_;
  const Kernels* kernels_ = nullptr;
  const Tensor* weight_ = nullptr;
  uint32_t in_ = 0, out_ = 0;
  std::vector<float> floats_;         // weights in panels of 16 outputs, unless they are int8
  std::vector<float> scales_, bias_;  // by output, padded to whole panels
};

/// What heads need besides, with the same bits everywhere (the C library's exp has not).
void gelu(std::span<float> values);     // x/2·(1 + erf(x/√2)), to 2e-6
void softmax(std::span<float> values);  // not empty
float sigmoid(float value);

}  // namespace roznamcha::encoder

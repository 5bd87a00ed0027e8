// The model file: configuration, word pieces and weights of an encoder and its heads. docs/model-format.md
// has the layout; train/reader/model_file.py writes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace roznamcha::encoder {

constexpr uint64_t kMostModelBytes = uint64_t{1} << 30;
constexpr uint32_t kMostHeaderBytes = 16u << 20;
constexpr uint32_t kMostPieces = 1u << 20;
constexpr uint32_t kMostTensors = 4096;

/// The shape of a BERT encoder.
struct Config {
  uint32_t layers = 0;     // 1 to 64
  uint32_t width = 0;      // of a hidden state; a multiple of 16, at most 4,096
  uint32_t heads = 0;      // divides width into a multiple of 16, at most 256
  uint32_t inner = 0;      // width between the two matrices of a layer; a multiple of 16, at most 16,384
  uint32_t positions = 0;  // most pieces of a window; at most 8,192
  uint32_t types = 0;      // kinds of windows (BERT's token types); at most 4,096
  float epsilon = 0;       // of layer normalisation
};

enum class Dtype : uint8_t {
  kF32,       // row-major
  kF16,       // row-major
  kI8,        // row-major, one scale a row
  kI8Panels,  // the same in panels of 16 rows and fours of columns, padded with zeros
};

/// A view into the bytes of its model.
struct Tensor {
  Dtype dtype = Dtype::kF32;
  std::vector<uint32_t> shape;      // one or two dimensions, none 0
  std::span<const std::byte> data;  // aligned to 64
  std::span<const float> scales;    // kI8, kI8Panels: one a row, finite and not negative
  std::vector<int32_t> sums;        // kI8Panels: of the integers of each row, padded rows too
  uint32_t rows() const { return shape.front(); }
  uint32_t columns() const { return shape.size() == 1 ? 1 : shape.back(); }
};

/// All numbers of a tensor, row-major.
std::vector<float> to_floats(const Tensor& tensor);

/// An encoder as it lies in the file. Immutable: one for all threads.
class Model {
 public:
  /// Maps the file, so that programs that use it share one copy. Errors: kNotFound, kUnreadable, and those of
  /// load.
  static base::Result<std::shared_ptr<const Model>> open(const std::string& path);

  /// `bytes` must outlive the model (they are copied only if they are not aligned to 64); `where` names them
  /// in errors. Errors: kBadModel (no model file, damaged, or of a shape that this program does not run),
  /// kModelNewer, kTooLarge.
  static base::Result<std::shared_ptr<const Model>> load(std::span<const std::byte> bytes, std::string where);

  ~Model() {
    if (release_) release_();
  }
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  const Config& config() const { return config_; }
  /// What the trainer said of the heads, JSON text; "null" if nothing.
  const std::string& heads() const { return heads_; }
  /// Pieces by id; the views live as long as the model.
  std::span<const std::string_view> vocabulary() const { return vocabulary_; }
  /// Nothing if there is none of this name. Names are those of the file.
  const Tensor* tensor(std::string_view name) const;
  const std::map<std::string, Tensor, std::less<>>& tensors() const { return tensors_; }
  /// The SHA-256 that the file ends with, lower-case hex: names this model in what was read with it.
  const std::string& digest() const { return digest_; }

 private:
  Model() = default;
  base::Status read(std::span<const std::byte> bytes, const std::string& where);

  Config config_;
  std::string heads_, digest_;
  std::vector<std::string_view> vocabulary_;
  std::map<std::string, Tensor, std::less<>> tensors_;
  std::function<void()> release_;  // gives the bytes back, if they are ours
};

}  // namespace roznamcha::encoder

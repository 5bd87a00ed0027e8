#include "encoder/model.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/digest.h"
#include "encoder/names.h"

namespace roznamcha::encoder {
namespace {

using base::Error;
using base::ErrorId;
using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "model files are read where they lie");

constexpr std::string_view kMagic = "RZNMODEL";
constexpr uint32_t kVersion = 1;
constexpr size_t kPreamble = 24, kAlign = 64, kDigest = 32;
constexpr uint64_t kMostNumbers = uint64_t{1} << 30;

constexpr uint64_t rounded_up(uint64_t n, uint64_t to) {
  return (n + to - 1) / to * to;
}

template <typename T>
T number_at(std::span<const std::byte> bytes, size_t at) {
  T out;
  std::memcpy(&out, bytes.data() + at, sizeof out);
  return out;
}

std::string_view characters(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string hex(std::span<const std::byte> bytes) {
  std::string out;
  for (std::byte b : bytes) fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned>(b));
  return out;
}

/// The whole number of that name, if it lies within the bounds.
std::optional<uint64_t> whole(const json& object, const char* key, uint64_t least, uint64_t most) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  const auto value = found->get<uint64_t>();
  if (value < least || value > most) return std::nullopt;
  return value;
}

std::optional<Config> config_of(const json& object) {
  const auto layers = whole(object, "num_hidden_layers", 1, 64);
  const auto width = whole(object, "hidden_size", 16, 4096);
  const auto heads = whole(object, "num_attention_heads", 1, 256);
  const auto inner = whole(object, "intermediate_size", 16, 16384);
  const auto positions = whole(object, "max_position_embeddings", 1, 8192);
  const auto types = whole(object, "type_vocab_size", 1, 4096);
  const auto epsilon = object.find("layer_norm_eps");
  if (!layers || !width || !heads || !inner || !positions || !types || *width % 16 || *inner % 16 ||
      *width % (*heads * 16) || epsilon == object.end() || !epsilon->is_number())
    return std::nullopt;
  const auto small = epsilon->get<float>();
  if (!(small > 0 && small <= 1)) return std::nullopt;
  auto narrow = [](const std::optional<uint64_t>& n) { return static_cast<uint32_t>(*n); };
  return Config{narrow(layers),    narrow(width), narrow(heads), narrow(inner),
                narrow(positions), narrow(types), small};
}

std::optional<Dtype> dtype_of(const json& object) {
  const auto found = object.find("dtype");
  if (found == object.end()) return std::nullopt;
  if (*found == "f32") return Dtype::kF32;
  if (*found == "f16") return Dtype::kF16;
  if (*found == "i8") return Dtype::kI8;
  if (*found == "i8-panels") return Dtype::kI8Panels;
  return std::nullopt;
}

uint64_t bytes_of(Dtype dtype, uint64_t rows, uint64_t columns) {
  switch (dtype) {
    case Dtype::kF32:
      return rows * columns * 4;
    case Dtype::kF16:
      return rows * columns * 2;
    case Dtype::kI8:
      return rows * columns;
    case Dtype::kI8Panels:
      return rounded_up(rows, kPanel) * rounded_up(columns, kGroup);
  }
  return 0;
}

/// Block [at, at + size) of the data, where `key` says at; aligned.
std::optional<std::span<const std::byte>> block(const json& object, const char* key, uint64_t size,
                                                std::span<const std::byte> data) {
  const auto at = whole(object, key, 0, data.size());
  if (!at || *at % kAlign || size > data.size() - *at) return std::nullopt;
  return data.subspan(*at, size);
}

std::span<const float> floats(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)};
}

bool all_finite(std::span<const float> values) {
  for (float value : values)
    if (!std::isfinite(value)) return false;
  return true;
}

float from_half(uint16_t half) {
  const uint32_t sign = half >> 15, exponent = half >> 10 & 31, fraction = half & 1023;
  if (exponent == 0) return std::ldexp(static_cast<float>(fraction), -24) * (sign ? -1.f : 1.f);
  // 31, which stands for infinity and no number, becomes a large number.
  return std::bit_cast<float>(sign << 31 | (exponent + 112) << 23 | fraction << 13);
}

std::optional<Tensor> tensor_of(const json& object, std::span<const std::byte> data) {
  if (!object.is_object()) return std::nullopt;
  const auto dtype = dtype_of(object);
  if (!dtype) return std::nullopt;
  const auto shape = object.find("shape");
  if (shape == object.end() || !shape->is_array() || shape->empty() || shape->size() > 2) return std::nullopt;
  Tensor out;
  out.dtype = *dtype;
  for (const json& side : *shape) {
    if (!side.is_number_unsigned()) return std::nullopt;
    const auto value = side.get<uint64_t>();
    if (value == 0 || value > kMostNumbers) return std::nullopt;
    out.shape.push_back(static_cast<uint32_t>(value));
  }
  const uint64_t rows = out.rows(), columns = out.columns();
  if (rows * columns > kMostNumbers) return std::nullopt;
  const auto found = block(object, "at", bytes_of(*dtype, rows, columns), data);
  if (!found) return std::nullopt;
  out.data = *found;
  if (*dtype == Dtype::kF32 && !all_finite(floats(out.data))) return std::nullopt;
  if (*dtype != Dtype::kI8 && *dtype != Dtype::kI8Panels) return out;
  const auto scales = block(object, "scales", rows * sizeof(float), data);
  // Sums of products of up to 65,536 columns stay within 32 bits.
  if (!scales || !all_finite(floats(*scales)) || out.shape.size() != 2 || columns > 65536)
    return std::nullopt;
  out.scales = floats(*scales);
  for (float scale : out.scales)
    if (scale < 0) return std::nullopt;
  if (*dtype == Dtype::kI8Panels) {
    out.sums.resize(rounded_up(rows, kPanel));
    const auto* value = reinterpret_cast<const int8_t*>(out.data.data());
    for (size_t panel = 0; panel < out.sums.size(); panel += kPanel)
      for (uint64_t four = 0; four < rounded_up(columns, kGroup) / kGroup; ++four)
        for (size_t row = 0; row < kPanel; ++row, value += kGroup)
          out.sums[panel + row] += value[0] + value[1] + value[2] + value[3];
  }
  return out;
}

}  // namespace

std::vector<float> to_floats(const Tensor& tensor) {
  const size_t rows = tensor.rows(), columns = tensor.columns();
  std::vector<float> out(rows * columns);
  const auto* bytes = tensor.data.data();
  const size_t fours = rounded_up(columns, kGroup) / kGroup;
  for (size_t row = 0; row < rows; ++row) {
    for (size_t column = 0; column < columns; ++column) {
      const size_t i = row * columns + column;
      switch (tensor.dtype) {
        case Dtype::kF32:
          out[i] = number_at<float>(tensor.data, i * 4);
          break;
        case Dtype::kF16:
          out[i] = from_half(number_at<uint16_t>(tensor.data, i * 2));
          break;
        case Dtype::kI8:
          out[i] = static_cast<float>(static_cast<int8_t>(bytes[i])) * tensor.scales[row];
          break;
        case Dtype::kI8Panels:
          out[i] = static_cast<float>(static_cast<int8_t>(
                       bytes[((row / kPanel * fours + column / kGroup) * kPanel + row % kPanel) * kGroup +
                             column % kGroup])) *
                   tensor.scales[row];
          break;
      }
    }
  }
  return out;
}

base::Result<std::shared_ptr<const Model>> Model::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Error{ErrorId::kNotFound, "is not there", path, ""};
    return Error{ErrorId::kUnreadable, std::strerror(errno), path, ""};
  }
  struct stat status {};
  const bool regular = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode);
  const auto size = regular ? static_cast<uint64_t>(status.st_size) : 0;
  void* const at = size > 0 && size <= kMostModelBytes
                       ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0)
                       : MAP_FAILED;
  ::close(file);
  if (!regular) return Error{ErrorId::kUnreadable, "is no file", path, ""};
  if (at == MAP_FAILED && size > 0 && size <= kMostModelBytes)
    return Error{ErrorId::kUnreadable, "cannot be mapped", path, ""};
  std::shared_ptr<Model> model(new Model);
  std::span<const std::byte> bytes;
  if (at != MAP_FAILED) {
    bytes = {static_cast<const std::byte*>(at), size};
    model->release_ = [at, size] { ::munmap(at, size); };
  }
  if (size > kMostModelBytes)
    return Error{ErrorId::kTooLarge, fmt::format("is over {} MiB", kMostModelBytes >> 20), path, ""};
  if (auto error = model->read(bytes, path)) return *error;
  return std::shared_ptr<const Model>(std::move(model));
}

base::Result<std::shared_ptr<const Model>> Model::load(std::span<const std::byte> bytes, std::string where) {
  if (bytes.size() > kMostModelBytes)
    return Error{ErrorId::kTooLarge, fmt::format("is over {} MiB", kMostModelBytes >> 20), where, ""};
  std::shared_ptr<Model> model(new Model);
  if (!bytes.empty() && reinterpret_cast<uintptr_t>(bytes.data()) % kAlign) {
    auto* const copy = static_cast<std::byte*>(std::aligned_alloc(kAlign, rounded_up(bytes.size(), kAlign)));
    if (!copy) return Error{ErrorId::kUnreadable, "no memory for the model", where, ""};
    std::memcpy(copy, bytes.data(), bytes.size());
    bytes = {copy, bytes.size()};
    model->release_ = [copy] { std::free(copy); };
  }
  if (auto error = model->read(bytes, where)) return *error;
  return std::shared_ptr<const Model>(std::move(model));
}

base::Status Model::read(std::span<const std::byte> bytes, const std::string& where) {
  auto bad = [&](std::string what) {
    return Error{ErrorId::kBadModel, std::move(what), where,
                 "get the file again, or make it with `make train`"};
  };
  if (bytes.size() < kPreamble + kDigest || !characters(bytes).starts_with(kMagic))
    return bad("is no model file");
  const auto version = number_at<uint32_t>(bytes, 8);
  if (version > kVersion)
    return Error{
        ErrorId::kModelNewer,
        fmt::format("is a model file of version {}; this program reads version {}", version, kVersion), where,
        "use a newer version of the program"};
  const auto header_bytes = number_at<uint32_t>(bytes, 12);
  if (version != kVersion || number_at<uint64_t>(bytes, 16) != bytes.size())
    return bad("is cut short or has bytes too many");
  const auto content = bytes.first(bytes.size() - kDigest);
  digest_ = hex(bytes.last(kDigest));
  if (base::sha256(characters(content)) != digest_) return bad("is damaged: its checksum does not hold");
  const uint64_t data_begins = rounded_up(uint64_t{kPreamble} + header_bytes, kAlign);
  if (header_bytes > kMostHeaderBytes || data_begins > content.size())
    return bad("has a header that is too long");
  const json header =
      json::parse(characters(content.subspan(kPreamble, header_bytes)), nullptr, /*allow_exceptions=*/false);
  if (!header.is_object() || !header.contains("config") || !header.contains("vocabulary") ||
      !header.contains("tensors") || !header["tensors"].is_object() || !header["config"].is_object() ||
      !header["vocabulary"].is_object())
    return bad("has no header that can be read");
  const auto data = content.subspan(data_begins);

  const auto config = config_of(header["config"]);
  if (!config) return bad("describes an encoder that this program does not run");
  config_ = *config;
  heads_ = header.contains("heads") ? header["heads"].dump() : "null";

  const json& pieces = header["vocabulary"];
  const auto count = whole(pieces, "pieces", 1, kMostPieces);
  const auto size = whole(pieces, "bytes", 2, data.size());
  const auto text = count && size ? block(pieces, "at", *size, data) : std::nullopt;
  if (!text) return bad("has no vocabulary");
  for (std::string_view rest = characters(*text); !rest.empty();) {
    const size_t end = rest.find('\n');
    if (end == 0 || end == std::string_view::npos || vocabulary_.size() == *count)
      return bad("has a vocabulary that does not hold");
    vocabulary_.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  if (vocabulary_.size() != *count) return bad("has a vocabulary that does not hold");

  if (header["tensors"].size() > kMostTensors) return bad(fmt::format("has over {} tensors", kMostTensors));
  uint64_t held = 0;
  for (const auto& [key, described] : header["tensors"].items()) {
    auto tensor = tensor_of(described, data);
    if (!tensor) return bad(fmt::format("has a tensor that does not hold, \"{}\"", key));
    held += tensor->data.size();
    if (held > data.size())
      return bad("has tensors that overlap");  // reading them is bounded by the file's size
    tensors_.emplace(key, std::move(*tensor));
  }
  for (const Expected& expected : expected_tensors(config_, static_cast<uint32_t>(*count))) {
    const Tensor* const found = tensor(expected.name);
    if (!found) return bad(fmt::format("lacks the tensor \"{}\"", expected.name));
    const bool fits = expected.use == Use::kVector
                          ? found->dtype == Dtype::kF32 || found->dtype == Dtype::kF16
                      : expected.use == Use::kTable ? found->dtype != Dtype::kI8Panels
                                                    : found->dtype != Dtype::kI8;
    if (found->shape != expected.shape || !fits)
      return bad(
          fmt::format("has the tensor \"{}\" in another shape or type than it should have", expected.name));
  }
  return std::nullopt;
}

const Tensor* Model::tensor(std::string_view name) const {
  const auto found = tensors_.find(name);
  return found == tensors_.end() ? nullptr : &found->second;
}

}  // namespace roznamcha::encoder

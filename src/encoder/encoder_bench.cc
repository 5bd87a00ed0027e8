// Pieces a second on one core: an encoder of 6 × 384 with random weights, by each instruction set; and, where
// it is at hand, against the same encoder with its products and softmax by oneDNN (int8 but for attention,
// which is f32), its primitives made beforehand for the one shape.
#include <benchmark/benchmark.h>
#if defined(ROZNAMCHA_ONEDNN)
#include <dnnl.hpp>
#endif
#include <time.h>

#include <cmath>

#include "encoder/encoder.h"
#include "encoder/kernels.h"
#include "encoder/model_for_test.h"

namespace roznamcha::encoder {
namespace {

constexpr Config kShape{6, 384, 12, 1536, 512, 2, 1e-12f};
constexpr uint32_t kPieces = 30522;

struct Texts {
  Texts(size_t count, size_t size) : ids(count * size) {
    std::mt19937 random(3);
    for (uint32_t& id : ids) id = static_cast<uint32_t>(random() % kPieces);
    for (size_t i = 0; i < count; ++i) windows.push_back({std::span(ids).subspan(i * size, size)});
  }
  std::vector<uint32_t> ids;
  std::vector<Window> windows;
};

std::shared_ptr<const Model> model() {
  static const std::string bytes = made_model(kShape, kPieces, true).bytes();
  static const auto loaded = *Model::load(std::as_bytes(std::span(bytes)), "");
  return loaded;
}

void encoding(benchmark::State& state, Isa isa) {
  auto encoder = *Encoder::make(model(), {isa});
  const Texts texts(static_cast<size_t>(state.range(0)), static_cast<size_t>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(encoder.encode(texts.windows).data());
  state.counters["pieces/s"] = benchmark::Counter(
      static_cast<double>(state.iterations() * state.range(0) * state.range(1)), benchmark::Counter::kIsRate);
}

void all(benchmark::internal::Benchmark* of) {
  of->Args({32, 25})->Args({4, 256})->Args({2, 510})->Unit(benchmark::kMillisecond);
}

#if defined(ROZNAMCHA_ONEDNN)
extern "C" void omp_set_num_threads(int);

double seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

const Kernels& best() {
  switch (isas().back()) {
    case Isa::kAvx512Vnni:
      return kAvx512VnniKernels;
    default:
      return kScalarKernels;  // its codes are bytes, as oneDNN needs them
  }
}

/// (sum - 128·w)·scale + bias, compiled for what the machine has.
__attribute__((target_clones("avx512f", "avx2", "default"))) void to_results(
    const int32_t* sums, const float* scales, const Panels& weights, size_t rows, size_t stride, float* y) {
  for (size_t row = 0; row < rows; ++row)
    for (size_t o = 0; o < weights.rows; ++o)
      y[row * stride + o] = static_cast<float>(sums[row * weights.rows + o] - 128 * weights.sums[o]) *
                                (scales[row] * weights.scales[o]) +
                            weights.bias[o];
}

/// A matrix of the model as oneDNN multiplies it.
class Product {
 public:
  Product(const dnnl::engine& engine, const std::string& part, size_t rows)
      : weight_(*model()->tensor(part + ".weight")), bias_(to_floats(*model()->tensor(part + ".bias"))) {
    using dnnl::memory;
    const memory::dim m = static_cast<memory::dim>(rows), k = weight_.columns(), n = weight_.rows();
    const memory::desc any({k, n}, memory::data_type::s8, memory::format_tag::any);
    const dnnl::matmul::primitive_desc made(
        dnnl::matmul::desc({{m, k}, memory::data_type::u8, memory::format_tag::ab}, any,
                           {{m, n}, memory::data_type::s32, memory::format_tag::ab}),
        engine);
    const std::vector<float> floats = to_floats(weight_);
    std::vector<int8_t> integers(floats.size());
    for (size_t i = 0; i < floats.size(); ++i)
      integers[i] = static_cast<int8_t>(std::lrint(floats[i] / weight_.scales[i / weight_.columns()]));
    memory plain({{k, n}, memory::data_type::s8, memory::format_tag::ba}, engine, integers.data());
    weights_ = memory(made.weights_desc(), engine);
    dnnl::stream stream(engine);
    dnnl::reorder(plain, weights_).execute(stream, plain, weights_);
    stream.wait();
    x_ = memory(made.src_desc(), engine, nullptr);
    sums_ = memory(made.dst_desc(), engine);
    multiply_ = dnnl::matmul(made);
  }
  void run(dnnl::stream& stream, Codes x, size_t rows, float* y, size_t stride) {
    x_.set_data_handle(x.codes);
    multiply_.execute(stream, {{DNNL_ARG_SRC, x_}, {DNNL_ARG_WEIGHTS, weights_}, {DNNL_ARG_DST, sums_}});
    stream.wait();
    to_results(static_cast<const int32_t*>(sums_.get_data_handle()), x.scales,
               {nullptr, weight_.sums.data(), weight_.scales.data(), bias_.data(), weight_.rows(), 0}, rows,
               stride, y);
  }

 private:
  const Tensor& weight_;
  std::vector<float> bias_;
  dnnl::memory weights_, x_, sums_;
  dnnl::matmul multiply_;
};

/// The encoder by oneDNN, for so many windows of one size.
class Yardstick {
 public:
  Yardstick(size_t count, size_t size) : count_(count), size_(size), tokens_(count * size) {
    using dnnl::memory;
    omp_set_num_threads(1);
    const size_t width = kShape.width;
    for (uint32_t number = 0; number < kShape.layers; ++number)
      for (const char* part : {"attention.self.query", "attention.self.key", "attention.self.value",
                               "attention.output.dense", "intermediate.dense", "output.dense"})
        products_.emplace_back(engine_, layer_name(number, part), tokens_);
    for (auto& [name, room] : std::initializer_list<std::pair<int, std::vector<float>*>>{
             {1, &states_}, {3, &projected_}, {1, &mixed_}, {1, &added_}, {4, &inner_}})
      room->resize(tokens_ * width * static_cast<size_t>(name));
    codes_.resize(tokens_ * kShape.inner);
    scales_.resize(tokens_);
    const memory::dim b = static_cast<memory::dim>(count), h = kShape.heads,
                      n = static_cast<memory::dim>(size), d = kShape.width / kShape.heads, w = kShape.width;
    const auto f32 = memory::data_type::f32;
    const memory::desc rows({b, h, n, d}, f32, memory::dims{n * 3 * w, d, 3 * w, 1}),
        columns({b, h, d, n}, f32, memory::dims{n * 3 * w, d, 1, 3 * w}),
        weights({b, h, n, n}, f32, memory::format_tag::abcd),
        out({b, h, n, d}, f32, memory::dims{n * w, d, w, 1});
    dnnl::primitive_attr scaled;
    scaled.set_output_scales(0, {1 / std::sqrt(static_cast<float>(d))});
    score_ = dnnl::matmul(dnnl::matmul::primitive_desc({rows, columns, weights}, scaled, engine_));
    mix_ = dnnl::matmul(dnnl::matmul::primitive_desc({weights, rows, out}, engine_));
    softmax_ = dnnl::softmax_forward(
        dnnl::softmax_forward::primitive_desc({dnnl::prop_kind::forward_inference, weights, 3}, engine_));
    queries_ = memory(rows, engine_, projected_.data());
    keys_ = memory(columns, engine_, projected_.data() + width);
    values_ = memory(rows, engine_, projected_.data() + 2 * width);
    weights_ = memory(weights, engine_);
    out_ = memory(out, engine_, mixed_.data());
  }

  const std::vector<float>& encode(std::span<const Window> windows) {
    const Kernels& k = best();
    const size_t width = kShape.width;
    auto floats = [](const std::string& name) {
      return reinterpret_cast<const float*>(model()->tensor(name)->data.data());
    };
    auto normalise = [&](const std::string& part, const float* added) {
      k.normalise(states_.data(), added, tokens_, width, floats(part + ".weight"), floats(part + ".bias"),
                  kShape.epsilon);
    };
    auto row = [](const char* table, uint32_t number) {
      const Tensor& tensor = *model()->tensor(table);
      return Looked{reinterpret_cast<const int8_t*>(tensor.data.data()) + size_t{number} * kShape.width,
                    tensor.scales[number]};
    };
    for (size_t i = 0; i < count_; ++i)
      for (uint32_t position = 0; position < size_; ++position)
        k.add(row("embeddings.word_embeddings.weight", windows[i].ids[position]),
              row("embeddings.position_embeddings.weight", position),
              row("embeddings.token_type_embeddings.weight", 0), width,
              states_.data() + (i * size_ + position) * width);
    normalise("embeddings.LayerNorm", nullptr);
    const Codes codes{codes_.data(), scales_.data(), width},
        inner{codes_.data(), scales_.data(), kShape.inner};
    for (uint32_t number = 0; number < kShape.layers; ++number) {
      Product* const product = &products_[number * 6];
      k.to_codes(states_.data(), tokens_, width, codes);
      for (size_t part = 0; part < 3; ++part)
        product[part].run(stream_, codes, tokens_, projected_.data() + part * width, 3 * width);
      score_.execute(stream_,
                     {{DNNL_ARG_SRC, queries_}, {DNNL_ARG_WEIGHTS, keys_}, {DNNL_ARG_DST, weights_}});
      softmax_.execute(stream_, {{DNNL_ARG_SRC, weights_}, {DNNL_ARG_DST, weights_}});
      mix_.execute(stream_, {{DNNL_ARG_SRC, weights_}, {DNNL_ARG_WEIGHTS, values_}, {DNNL_ARG_DST, out_}});
      stream_.wait();
      k.to_codes(mixed_.data(), tokens_, width, codes);
      product[3].run(stream_, codes, tokens_, added_.data(), width);
      normalise(layer_name(number, "attention.output.LayerNorm"), added_.data());
      k.to_codes(states_.data(), tokens_, width, codes);
      product[4].run(stream_, codes, tokens_, inner_.data(), kShape.inner);
      k.gelu(inner_.data(), inner_.size());
      k.to_codes(inner_.data(), tokens_, kShape.inner, inner);
      product[5].run(stream_, inner, tokens_, added_.data(), width);
      normalise(layer_name(number, "output.LayerNorm"), added_.data());
    }
    return states_;
  }

 private:
  size_t count_, size_, tokens_;
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  std::vector<Product> products_;
  std::vector<float> states_, projected_, mixed_, added_, inner_, scales_;
  std::vector<uint8_t> codes_;
  dnnl::matmul score_, mix_;
  dnnl::softmax_forward softmax_;
  dnnl::memory queries_, keys_, values_, weights_, out_;
};

/// Both by turns on the same texts; `ratio` is pieces a second over oneDNN's.
void against_onednn(benchmark::State& state) {
  auto encoder = *Encoder::make(model());
  const Texts texts(static_cast<size_t>(state.range(0)), static_cast<size_t>(state.range(1)));
  Yardstick yardstick(static_cast<size_t>(state.range(0)), static_cast<size_t>(state.range(1)));
  double ours = 0, theirs = 0, dot = 0, aa = 0, bb = 0;
  for (auto _ : state) {
    const double begin = seconds();
    const auto a = encoder.encode(texts.windows);
    const double middle = seconds();
    const auto& b = yardstick.encode(texts.windows);
    theirs += seconds() - middle;
    ours += middle - begin;
    for (size_t i = 0; i < a.size(); ++i)
      dot += double{a[i]} * b[i], aa += double{a[i]} * a[i], bb += double{b[i]} * b[i];
  }
  const auto pieces = static_cast<double>(state.iterations() * state.range(0) * state.range(1));
  state.counters["ours"] = pieces / ours;
  state.counters["oneDNN"] = pieces / theirs;
  state.counters["ratio"] = theirs / ours;
  state.counters["cosine"] = dot / std::sqrt(aa * bb);
}
#endif

const bool registered = [] {
  for (Isa isa : isas())
    all(benchmark::RegisterBenchmark(("encoding/" + std::string(name(isa))).c_str(), encoding, isa));
#if defined(ROZNAMCHA_ONEDNN)
  all(benchmark::RegisterBenchmark("against_onednn", against_onednn));
#endif
  return true;
}();

}  // namespace
}  // namespace roznamcha::encoder

#include "encoder/encoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "encoder/kernels.h"
#include "encoder/model_for_test.h"
#include "encoder/reference.h"

namespace roznamcha::encoder {
namespace {

// Odd on purpose: panels and blocks that do not come out even.
constexpr Config kShapes[] = {
    {2, 64, 2, 112, 300, 3, 1e-12f}, {1, 48, 3, 80, 70, 1, 1e-5f}, {3, 128, 2, 256, 40, 2, 1e-12f}};
constexpr uint32_t kPieces = 50;

std::shared_ptr<const Model> made(const Config& config, bool int8 = true, const char* extra = "") {
  ModelFile file = made_model(config, kPieces, int8);
  if (*extra) file.floats(extra, {2}, {1, 2});
  static std::vector<std::unique_ptr<std::string>> kept;  // models look into their bytes
  kept.push_back(std::make_unique<std::string>(file.bytes()));
  const auto model = Model::load(std::as_bytes(std::span(*kept.back())), "made.model");
  EXPECT_TRUE(model) << base::to_string(model.error());
  return *model;
}

std::vector<uint32_t> ids(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<uint32_t> out(count);
  for (uint32_t& id : out) id = static_cast<uint32_t>(random() % kPieces);
  return out;
}

std::vector<float> states(Encoder& encoder, const Window& window) {
  const auto out = encoder.encode(window);
  return {out.begin(), out.end()};
}

bool same_bits(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

TEST(Encoder, NearTheReference) {
  for (const Config& config : kShapes) {
    const auto model = made(config);
    auto encoder = *Encoder::make(model);
    for (uint32_t size : {1u, 2u, 7u, 16u, 33u, config.positions}) {
      const auto window_ids = ids(size, size);
      const Window window{window_ids, size % config.types};
      const auto exact = reference(*model, window);
      const auto found = states(encoder, window);
      ASSERT_EQ(found.size(), exact.size());
      for (size_t token = 0; token < size; ++token) {
        double dot = 0, aa = 0, bb = 0;
        for (size_t i = token * config.width; i < (token + 1) * config.width; ++i) {
          dot += double{exact[i]} * found[i];
          aa += double{exact[i]} * exact[i];
          bb += double{found[i]} * found[i];
        }
        EXPECT_GT(dot / std::sqrt(aa * bb), .999) << size << " pieces, piece " << token;
      }
    }
  }
}

TEST(Encoder, ReferenceTakesEveryType) {
  const auto window_ids = ids(20, 1);
  const auto of_floats = reference(*made(kShapes[0], false), {window_ids}),
             of_integers = reference(*made(kShapes[0], true), {window_ids});
  EXPECT_TRUE(same_bits(of_floats, of_integers));  // both files hold the same values
}

TEST(Encoder, SameBitsOnEveryInstructionSet) {
  for (const Config& config : kShapes) {
    const auto model = made(config);
    auto plain = *Encoder::make(model, {Isa::kScalar});
    for (Isa isa : isas()) {
      auto encoder = *Encoder::make(model, {isa});
      EXPECT_EQ(encoder.isa(), isa);
      for (uint32_t size = 1; size <= config.positions; size += size < 40 ? 1 : 23) {
        const auto window_ids = ids(size, size);
        EXPECT_TRUE(same_bits(states(plain, {window_ids}), states(encoder, {window_ids})))
            << name(isa) << " " << size;
      }
    }
  }
}

TEST(Encoder, SameBitsHoweverPacked) {
  const Config& config = kShapes[0];
  auto encoder = *Encoder::make(made(config));
  std::vector<std::vector<uint32_t>> all;
  std::vector<Window> windows;
  for (uint32_t i = 0; i < 40; ++i) all.push_back(ids(1 + i * 37 % config.positions, i));
  for (uint32_t i = 0; i < 40; ++i) windows.push_back({all[i], i % config.types});
  std::vector<float> one_by_one;
  for (const Window& window : windows) {
    const auto one = states(encoder, window);
    one_by_one.insert(one_by_one.end(), one.begin(), one.end());
  }
  EXPECT_TRUE(same_bits(encoder.encode(windows), one_by_one));
  std::reverse(windows.begin(), windows.end());
  const auto reversed = encoder.encode(windows);
  const size_t last = windows.back().ids.size() * config.width;
  EXPECT_TRUE(same_bits(reversed.last(last), std::span(one_by_one).first(last)));
  EXPECT_TRUE(encoder.encode(std::span<const Window>()).empty());
}

TEST(Encoder, SameBitsOnEveryThread) {
  const auto model = made(kShapes[0]);
  const auto window_ids = ids(100, 5);
  auto alone = *Encoder::make(model);
  const auto expected = states(alone, {window_ids});
  std::vector<std::vector<float>> found(4);
  std::vector<std::thread> threads;
  for (auto& one : found)
    threads.emplace_back([&] {
      auto encoder = *Encoder::make(model);
      for (int i = 0; i < 5; ++i) one = states(encoder, {window_ids});
    });
  for (auto& thread : threads) thread.join();
  for (const auto& one : found) EXPECT_TRUE(same_bits(one, expected));
}

TEST(Encoder, PositionsTypesAndNeighboursMatter) {
  auto encoder = *Encoder::make(made(kShapes[0]));
  const std::vector<uint32_t> one{7, 7, 9}, other{7, 7, 8};
  const auto first = states(encoder, {one}), second = states(encoder, {other}),
             third = states(encoder, {one, 1});
  const size_t width = kShapes[0].width;
  const std::span<const float> all(first);
  EXPECT_FALSE(same_bits(all.subspan(0, width), all.subspan(width, width)));
  EXPECT_FALSE(same_bits(all.subspan(0, width), std::span<const float>(second).subspan(0, width)));
  EXPECT_FALSE(same_bits(first, third));
}

TEST(Encoder, NeedsIntegers) {
  const auto encoder = Encoder::make(made(kShapes[0], false));
  ASSERT_FALSE(encoder);
  EXPECT_EQ(encoder.error().id, base::ErrorId::kBadModel);
}

TEST(Encoder, InstructionSetByEnvironment) {
  const auto model = made(kShapes[1]);
  ::setenv("ROZNAMCHA_ISA", "scalar", 1);
  EXPECT_EQ((*Encoder::make(model)).isa(), Isa::kScalar);
  EXPECT_EQ((*Encoder::make(model, {isas().back()})).isa(), isas().back());
  ::setenv("ROZNAMCHA_ISA", "abacus", 1);
  const auto none = Encoder::make(model);
  ::unsetenv("ROZNAMCHA_ISA");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().id, base::ErrorId::kBadArgument);
  EXPECT_EQ((*Encoder::make(model)).isa(), isas().back());
}

/// y = x·Wᵀ + b in double.
std::vector<double> product(const std::vector<float>& x, const std::vector<float>& w,
                            const std::vector<float>& b) {
  const size_t out = b.size(), in = w.size() / out;
  std::vector<double> y;
  for (size_t row = 0; row < x.size() / in; ++row)
    for (size_t o = 0; o < out; ++o) {
      double sum = b[o];
      for (size_t i = 0; i < in; ++i) sum += double{x[row * in + i]} * w[o * in + i];
      y.push_back(sum);
    }
  return y;
}

TEST(Linear, FloatAndInt8HeadsOfAnyShape) {
  for (uint32_t in : {1u, 5u, 64u, 131u}) {
    for (uint32_t out : {1u, 3u, 16u, 37u}) {
      std::mt19937 random(in * 100 + out);
      auto number = [&] { return static_cast<float>(static_cast<int>(random() % 2001) - 1000) / 1000; };
      std::vector<float> w(size_t{in} * out), b(out), x(size_t{70} * in), scales(out);
      std::vector<int8_t> integers(w.size());
      for (float& value : scales) value = .5f + number() / 4;
      for (size_t i = 0; i < w.size(); ++i) {
        integers[i] = static_cast<int8_t>(static_cast<int>(random() % 255) - 127);
        w[i] = static_cast<float>(integers[i]) * scales[i / in];
      }
      for (float& value : b) value = number();
      for (float& value : x) value = number();
      ModelFile file = made_model(kShapes[1], kPieces, true);
      file.floats("f.weight", {out, in}, w);
      file.integers("i.weight", out, in, integers, scales, true);
      file.floats("bias", {out}, b);
      const std::string bytes = file.bytes();
      const auto model = *Model::load(std::as_bytes(std::span(bytes)), "");
      const auto expected = product(x, w, b);
      for (const char* weight : {"f.weight", "i.weight"}) {
        const bool exact = *weight == 'f';
        std::vector<float> first;
        for (Isa isa : isas()) {
          const auto linear = Linear::make(model, weight, "bias", {isa});
          ASSERT_TRUE(linear) << base::to_string(linear.error());
          EXPECT_EQ(linear->in(), in);
          EXPECT_EQ(linear->out(), out);
          const auto y = linear->apply(x);
          ASSERT_EQ(y.size(), expected.size());
          // An integer's error is half a step for each of `in` numbers of up to 100, mostly cancelling.
          const double margin = exact ? 1e-3 : 100. / 254 * std::sqrt(in) * 3;
          for (size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(y[i], expected[i], margin);
          if (first.empty()) first = y;
          EXPECT_TRUE(same_bits(y, first)) << name(isa);
        }
      }
    }
  }
}

TEST(Linear, NamesWhatIsMissingOrWrong) {
  const auto model = made(kShapes[0], true, "vector");
  for (const auto& [weight, bias] : std::initializer_list<std::pair<const char*, const char*>>{
           {"none", ""},
           {"encoder.layer.0.output.dense.weight", "none"},
           {"vector", ""},
           {"encoder.layer.0.output.dense.weight", "vector"},
           {"embeddings.word_embeddings.weight", ""}}) {
    const auto linear = Linear::make(model, weight, bias);
    ASSERT_FALSE(linear) << weight;
    EXPECT_EQ(linear.error().id, base::ErrorId::kBadModel);
  }
  const auto plain = Linear::make(model, "encoder.layer.0.output.dense.weight", "");
  ASSERT_TRUE(plain);
  EXPECT_TRUE(plain->apply({}).empty());
}

TEST(Activations, NearWhatTheyStandFor) {
  std::vector<float> values;
  for (float x = -30; x <= 30; x += .01f) values.push_back(x);
  auto curved = values;
  gelu(curved);
  for (size_t i = 0; i < values.size(); ++i) {
    const double x = values[i];
    EXPECT_NEAR(curved[i], x / 2 * std::erfc(-x / std::sqrt(2.)), 2e-6 * std::max(1., std::abs(x) / 5)) << x;
    EXPECT_NEAR(sigmoid(values[i]), 1 / (1 + std::exp(-x)), 1e-6) << x;
  }
  std::vector<float> weights{1, 2, 3, -1000, 3};
  softmax(weights);
  const double total = std::exp(-2.) + std::exp(-1.) + 2;
  EXPECT_NEAR(weights[0], std::exp(-2.) / total, 1e-6);
  EXPECT_NEAR(weights[2], 1 / total, 1e-6);
  EXPECT_NEAR(weights[3], 0, 1e-30);
  EXPECT_EQ(weights[2], weights[4]);
  for (float x : {-1e30f, 1e30f, 0.f}) {
    const float p = sigmoid(x);
    EXPECT_NEAR(p, x < 0 ? 0 : x > 0 ? 1 : .5, 1e-6);
  }
}

}  // namespace
}  // namespace roznamcha::encoder

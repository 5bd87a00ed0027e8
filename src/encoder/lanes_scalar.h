// Sixteen lanes in plain C++.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace roznamcha::encoder {
namespace {

struct F {
  float v[16];
};
struct I {
  int32_t v[16];
};

template <typename To, typename From, typename Operation>
inline To each(const From& a, Operation operation) {
  To out;
  for (int i = 0; i < 16; ++i) out.v[i] = operation(a.v[i]);
  return out;
}
template <typename L, typename Operation>
inline L each(const L& a, const L& b, Operation operation) {
  L out;
  for (int i = 0; i < 16; ++i) out.v[i] = operation(a.v[i], b.v[i]);
  return out;
}
inline int32_t wrapped(uint32_t value) {
  return static_cast<int32_t>(value);
}

inline F broadcast(float x) {
  F out;
  for (float& value : out.v) value = x;
  return out;
}
inline I broadcast(int32_t x) {
  I out;
  for (int32_t& value : out.v) value = x;
  return out;
}
inline F load(const float* p) {
  F out;
  std::memcpy(out.v, p, sizeof out.v);
  return out;
}
inline I load(const int32_t* p) {
  I out;
  std::memcpy(out.v, p, sizeof out.v);
  return out;
}
inline I load_bytes(const int8_t* p) {
  I out;
  for (int i = 0; i < 16; ++i) out.v[i] = p[i];
  return out;
}
inline void store(float* p, F x) {
  std::memcpy(p, x.v, sizeof x.v);
}
inline void store(int32_t* p, I x) {
  std::memcpy(p, x.v, sizeof x.v);
}
inline void store_words(int16_t* p, I x) {
  for (int i = 0; i < 16; ++i) p[i] = static_cast<int16_t>(x.v[i]);
}

inline F operator+(F a, F b) {
  return each(a, b, [](float x, float y) { return x + y; });
}
inline F operator-(F a, F b) {
  return each(a, b, [](float x, float y) { return x - y; });
}
inline F operator*(F a, F b) {
  return each(a, b, [](float x, float y) { return x * y; });
}
inline F operator/(F a, F b) {
  return each(a, b, [](float x, float y) { return x / y; });
}
inline F most(F a, F b) {
  return each(a, b, [](float x, float y) { return x > y ? x : y; });
}
inline F least(F a, F b) {
  return each(a, b, [](float x, float y) { return x < y ? x : y; });
}
inline I operator+(I a, I b) {
  return each(a, b, [](int32_t x, int32_t y) {
    return wrapped(static_cast<uint32_t>(x) + static_cast<uint32_t>(y));
  });
}
inline I operator-(I a, I b) {
  return each(a, b, [](int32_t x, int32_t y) {
    return wrapped(static_cast<uint32_t>(x) - static_cast<uint32_t>(y));
  });
}
inline I operator&(I a, I b) {
  return each(a, b, [](int32_t x, int32_t y) { return x & y; });
}
inline I operator|(I a, I b) {
  return each(a, b, [](int32_t x, int32_t y) { return x | y; });
}
template <int kBits>
inline I shifted(I a) {
  return each<I>(a, [](int32_t x) { return wrapped(static_cast<uint32_t>(x) << kBits); });
}
/// To the nearest whole number, of two the even one; for numbers below 2^22.
inline I rounded(F x) {
  return each<I>(x, [](float v) { return static_cast<int32_t>(v + 12582912.f - 12582912.f); });
}
inline F to_float(I a) {
  return each<F>(a, [](int32_t x) { return static_cast<float>(x); });
}
inline F as_float(I a) {
  F out;
  std::memcpy(out.v, a.v, sizeof out.v);
  return out;
}
inline I as_integer(F a) {
  I out;
  std::memcpy(out.v, a.v, sizeof out.v);
  return out;
}
inline float sum(F x) {
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; ++i) x.v[i] = x.v[i] + x.v[i + half];
  return x.v[0];
}
inline float most(F x) {
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; ++i) x.v[i] = x.v[i] > x.v[i + half] ? x.v[i] : x.v[i + half];
  return x.v[0];
}

/// acc[row][block] = Σ of the products of a row's pairs of 16-bit integers with the block's; rows are
/// `row_stride` integers apart, the blocks' pairs `pair_stride` words.
template <int kRows, int kBlocks>
inline void add_pairs(const int16_t* rows, size_t row_stride, const int32_t* blocks, size_t pair_stride,
                      size_t pairs, I (&acc)[kRows][kBlocks]) {
  for (int row = 0; row < kRows; ++row) {
    for (int block = 0; block < kBlocks; ++block) {
      const int16_t* const pair = rows + static_cast<size_t>(row) * row_stride;
      const int32_t* words = blocks + block * 16;
      I sum = broadcast(0);
      for (size_t i = 0; i < pairs; ++i, words += pair_stride)
        for (int lane = 0; lane < 16; ++lane)
          sum.v[lane] +=
              pair[2 * i] * static_cast<int16_t>(words[lane]) + pair[2 * i + 1] * (words[lane] >> 16);
      acc[row][block] = sum;
    }
  }
}

constexpr size_t kCodeBytes = 1;
inline void store_codes(uint8_t* p, I x) {
  for (int i = 0; i < 16; ++i) p[i] = static_cast<uint8_t>(x.v[i]);
}

constexpr int kRowsAtOnce = 2, kPanelsAtOnce = 1, kQueriesAtOnce = 4, kBlocksAtOnce = 1, kExponentsAtOnce = 1;

/// Sums of products of kRows rows of codes (`stride` bytes apart) with kPanels panels of weights.
template <int kRows, int kPanels>
inline void dot(const int8_t* weights, size_t fours, const uint8_t* codes, size_t stride,
                I (&acc)[kRows][kPanels]) {
  for (int row = 0; row < kRows; ++row) {
    for (int panel = 0; panel < kPanels; ++panel) {
      const int8_t* w = weights + static_cast<size_t>(panel) * fours * 64;
      const uint8_t* code = codes + static_cast<size_t>(row) * stride;
      I out = broadcast(0);
      for (size_t four = 0; four < fours; ++four, w += 64, code += 4)
        for (int i = 0; i < 16; ++i)
          out.v[i] +=
              w[4 * i] * code[0] + w[4 * i + 1] * code[1] + w[4 * i + 2] * code[2] + w[4 * i + 3] * code[3];
      acc[row][panel] = out;
    }
  }
}

}  // namespace
}  // namespace roznamcha::encoder

// Sixteen lanes as one register of 512 bits.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace roznamcha::encoder {
namespace {

struct F {
  __m512 v;
};
struct I {
  __m512i v;
};

inline F broadcast(float x) {
  return {_mm512_set1_ps(x)};
}
inline I broadcast(int32_t x) {
  return {_mm512_set1_epi32(x)};
}
inline F load(const float* p) {
  return {_mm512_loadu_ps(p)};
}
inline I load(const int32_t* p) {
  return {_mm512_loadu_si512(p)};
}
inline I load_bytes(const int8_t* p) {
  return {_mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
}
inline void store(float* p, F x) {
  _mm512_storeu_ps(p, x.v);
}
inline void store(int32_t* p, I x) {
  _mm512_storeu_si512(p, x.v);
}
inline void store_words(int16_t* p, I x) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvtepi32_epi16(x.v));
}

inline F operator+(F a, F b) {
  return {_mm512_add_ps(a.v, b.v)};
}
inline F operator-(F a, F b) {
  return {_mm512_sub_ps(a.v, b.v)};
}
inline F operator*(F a, F b) {
  return {_mm512_mul_ps(a.v, b.v)};
}
inline F operator/(F a, F b) {
  return {_mm512_div_ps(a.v, b.v)};
}
inline F most(F a, F b) {
  return {_mm512_max_ps(a.v, b.v)};
}
inline F least(F a, F b) {
  return {_mm512_min_ps(a.v, b.v)};
}
inline I operator+(I a, I b) {
  return {_mm512_add_epi32(a.v, b.v)};
}
inline I operator-(I a, I b) {
  return {_mm512_sub_epi32(a.v, b.v)};
}
inline I operator&(I a, I b) {
  return {_mm512_and_si512(a.v, b.v)};
}
inline I operator|(I a, I b) {
  return {_mm512_or_si512(a.v, b.v)};
}
template <int kBits>
inline I shifted(I a) {
  return {_mm512_slli_epi32(a.v, kBits)};
}
/// To the nearest whole number, of two the even one.
inline I rounded(F x) {
  return {_mm512_cvtps_epi32(x.v)};
}
inline F to_float(I a) {
  return {_mm512_cvtepi32_ps(a.v)};
}
inline F as_float(I a) {
  return {_mm512_castsi512_ps(a.v)};
}
inline I as_integer(F a) {
  return {_mm512_castps_si512(a.v)};
}
inline __m256 low_half(F x) {
  return _mm512_castps512_ps256(x.v);
}
inline __m256 high_half(F x) {
  return _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(x.v), 1));
}
inline float sum(F x) {
  const __m256 eight = _mm256_add_ps(low_half(x), high_half(x));
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}
inline float most(F x) {
  const __m256 eight = _mm256_max_ps(low_half(x), high_half(x));
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

// Not by the intrinsics: around those GCC 12 carries the sums through memory.
inline void add_pairs(__m512i& sums, __m512i a, __m512i b) {
  __asm__("vpdpwssd %2, %1, %0" : "+v"(sums) : "v"(a), "v"(b));
}
inline void add_fours(__m512i& sums, __m512i codes, __m512i weights) {
  __asm__("vpdpbusd %2, %1, %0" : "+v"(sums) : "v"(codes), "v"(weights));
}

/// acc[row][block] = Σ of the products of a row's pairs of 16-bit integers with the block's; rows are
/// `row_stride` integers apart, the blocks' pairs `pair_stride` words.
template <int kRows, int kBlocks>
inline void add_pairs(const int16_t* rows, size_t row_stride, const int32_t* blocks, size_t pair_stride,
                      size_t pairs, I (&acc)[kRows][kBlocks]) {
  __m512i sums[kRows][kBlocks];  // not acc itself, which compilers would keep in memory
  for (auto& row : sums)
    for (__m512i& block : row) block = _mm512_setzero_si512();
  for (size_t pair = 0; pair < pairs; ++pair, blocks += pair_stride) {
    __m512i words[kBlocks];
    for (int block = 0; block < kBlocks; ++block) words[block] = _mm512_loadu_si512(blocks + block * 16);
    for (int row = 0; row < kRows; ++row) {
      int32_t word;
      __builtin_memcpy(&word, rows + static_cast<size_t>(row) * row_stride + pair * 2, sizeof word);
      const __m512i all = _mm512_set1_epi32(word);
      for (int block = 0; block < kBlocks; ++block) add_pairs(sums[row][block], all, words[block]);
    }
  }
  for (int row = 0; row < kRows; ++row)
    for (int block = 0; block < kBlocks; ++block) acc[row][block].v = sums[row][block];
}

constexpr size_t kCodeBytes = 1;
inline void store_codes(uint8_t* p, I x) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtepi32_epi8(x.v));
}

constexpr int kRowsAtOnce = 8, kPanelsAtOnce = 2, kQueriesAtOnce = 8, kBlocksAtOnce = 2, kExponentsAtOnce = 2;

/// Sums of products of kRows rows of codes (`stride` bytes apart) with kPanels panels of weights.
template <int kRows, int kPanels>
inline void dot(const int8_t* weights, size_t fours, const uint8_t* codes, size_t stride,
                I (&acc)[kRows][kPanels]) {
  __m512i sums[kRows][kPanels];  // not acc itself, which compilers would keep in memory
  for (auto& row : sums)
    for (__m512i& panel : row) panel = _mm512_setzero_si512();
  for (size_t four = 0; four < fours; ++four) {
    __m512i w[kPanels];
    for (int panel = 0; panel < kPanels; ++panel)
      w[panel] = _mm512_load_si512(weights + (static_cast<size_t>(panel) * fours + four) * 64);
    for (int row = 0; row < kRows; ++row) {
      int32_t code;
      __builtin_memcpy(&code, codes + static_cast<size_t>(row) * stride + four * 4, 4);
      const __m512i all = _mm512_set1_epi32(code);
      for (int panel = 0; panel < kPanels; ++panel) add_fours(sums[row][panel], all, w[panel]);
    }
  }
  for (int row = 0; row < kRows; ++row)
    for (int panel = 0; panel < kPanels; ++panel) acc[row][panel].v = sums[row][panel];
}

}  // namespace
}  // namespace roznamcha::encoder

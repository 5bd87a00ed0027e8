// Sixteen lanes as two halves of 256 bits. With ROZNAMCHA_AVX_VNNI sums of products take AVX-VNNI's
// instructions, else AVX2's on codes widened to 16 bits, for its products of bytes saturate.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace roznamcha::encoder {
namespace {

struct F {
  __m256 low, high;
};
struct I {
  __m256i low, high;
};

inline F broadcast(float x) {
  return {_mm256_set1_ps(x), _mm256_set1_ps(x)};
}
inline I broadcast(int32_t x) {
  return {_mm256_set1_epi32(x), _mm256_set1_epi32(x)};
}
inline F load(const float* p) {
  return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)};
}
inline __m256i load_half(const void* p) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}
inline I load(const int32_t* p) {
  return {load_half(p), load_half(p + 8)};
}
inline I load_bytes(const int8_t* p) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  return {_mm256_cvtepi8_epi32(bytes), _mm256_cvtepi8_epi32(_mm_srli_si128(bytes, 8))};
}
inline void store(float* p, F x) {
  _mm256_storeu_ps(p, x.low);
  _mm256_storeu_ps(p + 8, x.high);
}
inline void store(int32_t* p, I x) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), x.low);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p + 8), x.high);
}
/// The low 16 bits of each lane; what lies above them must be the sign or zeros.
inline __m256i words(I x) {
  const __m256i mask = _mm256_set1_epi32(0xFFFF);
  const __m256i mixed = _mm256_packus_epi32(_mm256_and_si256(x.low, mask), _mm256_and_si256(x.high, mask));
  return _mm256_permute4x64_epi64(mixed, 0xD8);
}
inline void store_words(int16_t* p, I x) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), words(x));
}

inline F operator+(F a, F b) {
  return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)};
}
inline F operator-(F a, F b) {
  return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)};
}
inline F operator*(F a, F b) {
  return {_mm256_mul_ps(a.low, b.low), _mm256_mul_ps(a.high, b.high)};
}
inline F operator/(F a, F b) {
  return {_mm256_div_ps(a.low, b.low), _mm256_div_ps(a.high, b.high)};
}
inline F most(F a, F b) {
  return {_mm256_max_ps(a.low, b.low), _mm256_max_ps(a.high, b.high)};
}
inline F least(F a, F b) {
  return {_mm256_min_ps(a.low, b.low), _mm256_min_ps(a.high, b.high)};
}
inline I operator+(I a, I b) {
  return {_mm256_add_epi32(a.low, b.low), _mm256_add_epi32(a.high, b.high)};
}
inline I operator-(I a, I b) {
  return {_mm256_sub_epi32(a.low, b.low), _mm256_sub_epi32(a.high, b.high)};
}
inline I operator&(I a, I b) {
  return {_mm256_and_si256(a.low, b.low), _mm256_and_si256(a.high, b.high)};
}
inline I operator|(I a, I b) {
  return {_mm256_or_si256(a.low, b.low), _mm256_or_si256(a.high, b.high)};
}
template <int kBits>
inline I shifted(I a) {
  return {_mm256_slli_epi32(a.low, kBits), _mm256_slli_epi32(a.high, kBits)};
}
/// To the nearest whole number, of two the even one.
inline I rounded(F x) {
  return {_mm256_cvtps_epi32(x.low), _mm256_cvtps_epi32(x.high)};
}
inline F to_float(I a) {
  return {_mm256_cvtepi32_ps(a.low), _mm256_cvtepi32_ps(a.high)};
}
inline F as_float(I a) {
  return {_mm256_castsi256_ps(a.low), _mm256_castsi256_ps(a.high)};
}
inline I as_integer(F a) {
  return {_mm256_castps_si256(a.low), _mm256_castps_si256(a.high)};
}
inline float sum(F x) {
  const __m256 eight = _mm256_add_ps(x.low, x.high);
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}
inline float most(F x) {
  const __m256 eight = _mm256_max_ps(x.low, x.high);
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

inline __m256i add_pair(__m256i sums, __m256i a, __m256i b) {
#if defined(ROZNAMCHA_AVX_VNNI)
  return _mm256_dpwssd_avx_epi32(sums, a, b);
#else
  return _mm256_add_epi32(sums, _mm256_madd_epi16(a, b));
#endif
}
/// acc[row][block] = Σ of the products of a row's pairs of 16-bit integers with the block's; rows are
/// `row_stride` integers apart, the blocks' pairs `pair_stride` words.
template <int kRows, int kBlocks>
inline void add_pairs(const int16_t* rows, size_t row_stride, const int32_t* blocks, size_t pair_stride,
                      size_t pairs, I (&acc)[kRows][kBlocks]) {
  static_assert(kBlocks == 1);
  __m256i low[kRows], high[kRows];  // not acc itself, which compilers would keep in memory
  for (int row = 0; row < kRows; ++row) low[row] = high[row] = _mm256_setzero_si256();
  for (size_t pair = 0; pair < pairs; ++pair, blocks += pair_stride) {
    const __m256i words_low = load_half(blocks), words_high = load_half(blocks + 8);
    for (int row = 0; row < kRows; ++row) {
      int32_t word;
      __builtin_memcpy(&word, rows + static_cast<size_t>(row) * row_stride + pair * 2, sizeof word);
      const __m256i all = _mm256_set1_epi32(word);
      low[row] = add_pair(low[row], all, words_low);
      high[row] = add_pair(high[row], all, words_high);
    }
  }
  for (int row = 0; row < kRows; ++row) acc[row][0] = {low[row], high[row]};
}

constexpr int kQueriesAtOnce = 6, kBlocksAtOnce = 1, kExponentsAtOnce = 1;

#if defined(ROZNAMCHA_AVX_VNNI)
constexpr size_t kCodeBytes = 1;
inline void store_codes(uint8_t* p, I x) {
  const __m256i wide = _mm256_and_si256(words(x), _mm256_set1_epi16(0xFF));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p),
                   _mm_packus_epi16(_mm256_castsi256_si128(wide), _mm256_extracti128_si256(wide, 1)));
}

constexpr int kRowsAtOnce = 6, kPanelsAtOnce = 1;

/// Sums of products of kRows rows of codes (`stride` bytes apart) with a panel of weights.
template <int kRows, int kPanels>
inline void dot(const int8_t* weights, size_t fours, const uint8_t* codes, size_t stride,
                I (&acc)[kRows][kPanels]) {
  static_assert(kPanels == 1);
  __m256i low[kRows], high[kRows];
  for (int row = 0; row < kRows; ++row) low[row] = high[row] = _mm256_setzero_si256();
  for (size_t four = 0; four < fours; ++four) {
    const __m256i w_low = load_half(weights + four * 64), w_high = load_half(weights + four * 64 + 32);
    for (int row = 0; row < kRows; ++row) {
      int32_t code;
      __builtin_memcpy(&code, codes + static_cast<size_t>(row) * stride + four * 4, 4);
      const __m256i all = _mm256_set1_epi32(code);
      low[row] = _mm256_dpbusd_avx_epi32(low[row], all, w_low);
      high[row] = _mm256_dpbusd_avx_epi32(high[row], all, w_high);
    }
  }
  for (int row = 0; row < kRows; ++row) acc[row][0] = {low[row], high[row]};
}
#else
constexpr size_t kCodeBytes = 2;
inline void store_codes(uint8_t* p, I x) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm256_and_si256(words(x), _mm256_set1_epi16(0xFF)));
}

constexpr int kRowsAtOnce = 3, kPanelsAtOnce = 1;

/// Sums of products of kRows rows of codes (`stride` bytes apart) with a panel of weights.
template <int kRows, int kPanels>
inline void dot(const int8_t* weights, size_t fours, const uint8_t* codes, size_t stride,
                I (&acc)[kRows][kPanels]) {
  static_assert(kPanels == 1);
  __m256i quarters[kRows][4];  // of the panel: four outputs, each as two sums
  for (auto& row : quarters)
    for (__m256i& quarter : row) quarter = _mm256_setzero_si256();
  for (size_t four = 0; four < fours; ++four) {
    __m256i all[kRows];
    for (int row = 0; row < kRows; ++row) {
      int64_t code;
      __builtin_memcpy(&code, codes + static_cast<size_t>(row) * stride + four * 8, 8);
      all[row] = _mm256_set1_epi64x(code);
    }
    for (int quarter = 0; quarter < 4; ++quarter) {
      const int8_t* const at = weights + four * 64 + static_cast<size_t>(quarter) * 16;
      const __m256i w = _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
      for (int row = 0; row < kRows; ++row)
        quarters[row][quarter] = _mm256_add_epi32(quarters[row][quarter], _mm256_madd_epi16(all[row], w));
    }
  }
  for (int row = 0; row < kRows; ++row)
    acc[row][0] = {_mm256_permute4x64_epi64(_mm256_hadd_epi32(quarters[row][0], quarters[row][1]), 0xD8),
                   _mm256_permute4x64_epi64(_mm256_hadd_epi32(quarters[row][2], quarters[row][3]), 0xD8)};
}
#endif

}  // namespace
}  // namespace roznamcha::encoder

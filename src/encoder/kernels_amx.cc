// AVX-512 VNNI's kernels, with products of int8 matrices in tiles.
#if defined(__x86_64__)

#define ROZNAMCHA_LANES "encoder/lanes_avx512.h"
#include "encoder/kernels_body.h"

namespace roznamcha::encoder {
namespace {

constexpr size_t kTileBytes = 64;  // of a row: columns of codes, or four columns of sixteen outputs
constexpr size_t kTileFours = kTileBytes / 4;

struct alignas(64) TileShapes {
  uint8_t palette = 1, start = 0, none[14] = {};
  uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

void store_sums(const int32_t (&sums)[kLanes][kLanes], const Panels& weights, size_t panel,
                const float* row_scales, size_t first, size_t rows, Place y) {
  const size_t at = panel * kLanes;
  const F scales = load(weights.scales + at), bias = load(weights.bias + at);
  const I offset = shifted<7>(load(weights.sums + at));
  float* to = y.at + at / y.width * y.jump + at % y.width + first * y.stride;
  for (size_t row = 0; row < rows && row < kLanes; ++row, to += y.stride)
    store(to, to_float(load(sums[row]) - offset) * (broadcast(row_scales[first + row]) * scales) + bias);
}

/// A panel of weights lies as a tile wants it. Two panels by thirty-two rows at a time: tiles 0 to 3 are
/// their sums, 4 and 5 the rows, 6 and 7 the panels. A tile may hold rows beyond the last, whose sums go
/// nowhere.
void multiply_tiles(const Panels& weights, Codes x, size_t rows, Place y) {
  if (weights.fours % kTileFours) return multiply(weights, x, rows, y);
  static const TileShapes kShapes;
  _tile_loadconfig(&kShapes);
  alignas(64) int32_t sums[4][kLanes][kLanes];
  const size_t panels = weights.rows / kLanes, panel_bytes = weights.fours * 64;
  for (size_t panel = 0; panel < panels; panel += 2) {
    const int8_t* const values = weights.values + panel * panel_bytes;
    const bool two_panels = panel + 1 < panels;
    for (size_t first = 0; first < rows; first += 2 * kLanes) {
      const uint8_t* const codes = x.codes + first * x.stride;
      const bool two_rows = first + kLanes < rows;
      _tile_zero(0);
      _tile_zero(1);
      _tile_zero(2);
      _tile_zero(3);
      for (size_t four = 0; four < weights.fours; four += kTileFours) {
        _tile_loadd(4, codes + four * 4, x.stride);
        _tile_loadd(6, values + four * 64, 64);
        _tile_dpbusd(0, 4, 6);
        if (two_panels) {
          _tile_loadd(7, values + panel_bytes + four * 64, 64);
          _tile_dpbusd(1, 4, 7);
        }
        if (two_rows) {
          _tile_loadd(5, codes + kLanes * x.stride + four * 4, x.stride);
          _tile_dpbusd(2, 5, 6);
          if (two_panels) _tile_dpbusd(3, 5, 7);
        }
      }
      _tile_stored(0, sums[0], 64);
      _tile_stored(1, sums[1], 64);
      _tile_stored(2, sums[2], 64);
      _tile_stored(3, sums[3], 64);
      for (size_t i = 0; i < 4; ++i) {
        const size_t from = first + i / 2 * kLanes;
        if (from < rows && (two_panels || i % 2 == 0))
          store_sums(sums[i], weights, panel + i % 2, x.scales, from, rows - from, y);
      }
    }
  }
  _tile_release();
}

}  // namespace

const Kernels kAmxKernels = {kOwn.code_bytes, kOwn.to_codes, multiply_tiles, kOwn.multiply_floats,
                             kOwn.normalise,  kOwn.add,      kOwn.gelu,      kOwn.exponents,
                             kOwn.attend};

}  // namespace roznamcha::encoder

#endif

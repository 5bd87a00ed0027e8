// What an encoder spends its time in, once for each instruction set. All give the same bits.
//
// Integers are exact, so their sums may go in any order. Floats go in blocks of sixteen lanes: lane i of a
// sum takes the values i, i + 16, …, and the lanes are then added i + (i + 8), i + (i + 4), i + (i + 2), i +
// (i + 1). No multiplication is fused with an addition.
//
// Only plain declarations here: an inline function of external linkage could be taken by the linker from a
// file that was compiled for instructions that this processor lacks.
#pragma once

#include <cstddef>
#include <cstdint>

namespace roznamcha::encoder {

constexpr size_t kLanes = 16;
constexpr size_t kQueriesTogether = 8;  // at most, in one attention

/// An int8 matrix in panels, and what turns its sums into results; rows are counted with the padding.
struct Panels {
  const int8_t* values;
  const int32_t* sums;
  const float* scales;
  const float* bias;
  size_t rows;   // a multiple of 16
  size_t fours;  // of columns
};

/// Rows of floats as integers: value = (code - 128) * scale of the row. How a code is stored is the kernels'
/// affair; they may read (not use) as many rows as make the number a multiple of 16.
struct Codes {
  uint8_t* codes;
  float* scales;
  size_t stride;  // codes from row to row
};

/// A row of a table as it lies in the file.
struct Looked {
  const int8_t* values;
  float scale;
};

/// Where results go: `width` numbers (a multiple of 16) of a row lie together, those of the next row `stride`
/// further; the row's next `width` numbers lie `jump` further.
struct Place {
  float* at;
  size_t stride;
  size_t width;
  size_t jump;
};

/// One head's part of one window.
struct Attention {
  const float* queries;  // by piece, `size` numbers each; so keys and values
  const float* keys;
  const float* values;
  float* out;  // by piece, `stride` apart
  size_t stride;
  size_t tokens;
  size_t size;    // numbers of a head, a multiple of 16
  int32_t* room;  // attention_room(tokens, size) words
};

struct Kernels {
  size_t code_bytes;  // of one code
  /// `columns` is a multiple of 16.
  void (*to_codes)(const float* x, size_t rows, size_t columns, Codes to);
  /// y[r][o] = Σ x[r][c]·w[o][c] + bias[o], for all rows of the panels.
  void (*multiply)(const Panels& weights, Codes x, size_t rows, Place y);
  /// The same in floats; weights lie as [panel of 16 outputs][column][output].
  void (*multiply_floats)(const float* weights, const float* bias, const float* x, size_t rows,
                          size_t columns, size_t panels, float* y);
  /// x = (x + y) to mean 0 and variance 1, · scale + move, row by row; y may be null.
  void (*normalise)(float* x, const float* y, size_t rows, size_t width, const float* scale,
                    const float* move, float epsilon);
  /// out = a + b + c.
  void (*add)(Looked a, Looked b, Looked c, size_t width, float* out);
  /// x/2·(1 + erf(x/√2)) in place; `count` is a multiple of 16.
  void (*gelu)(float* x, size_t count);
  /// exp(x - most) in place; `count` is a multiple of 16. Gives the sum.
  float (*exponents)(float* x, size_t count);
  void (*attend)(const Attention& attention);
};

size_t attention_room(size_t tokens, size_t size);

extern const Kernels kScalarKernels;
#if defined(__x86_64__)
extern const Kernels kAvx2Kernels, kAvxVnniKernels, kAvx512VnniKernels, kAmxKernels;
#endif

}  // namespace roznamcha::encoder

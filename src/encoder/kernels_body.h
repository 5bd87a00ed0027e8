// The kernels over sixteen lanes; included once for each instruction set, with ROZNAMCHA_LANES
// naming one of lanes_*.h.
#pragma once

#include "encoder/kernels.h"
#include ROZNAMCHA_LANES

namespace roznamcha::encoder {
namespace {

/// Added to a number below 2^22, it leaves the number rounded to the nearest whole one in the low bits.
constexpr float kRounder = 12582912.f;

inline F absolute(F x) {
  return as_float(as_integer(x) & broadcast(int32_t{0x7FFFFFFF}));
}
inline float most_of(const float* x, size_t count) {
  F found = broadcast(0.f);
  for (size_t i = 0; i < count; i += kLanes) found = most(absolute(load(x + i)), found);
  return most(found);
}

/// Calls step<rows>(first) for `count` rows, as many at once as may be.
template <int kMost, typename Step>
inline void in_steps(size_t count, size_t first, Step&& step) {
  if constexpr (kMost > 0) {
    for (; count >= kMost; count -= kMost, first += kMost) step.template operator()<kMost>(first);
    in_steps<kMost - 1>(count, first, step);
  }
}

/// e^x for x from -87 to 88, to 2e-7 of it.
inline F exponent(F x) {
  x = most(x, broadcast(-87.f));
  const F shifted_n = x * broadcast(1.44269504f) + broadcast(kRounder);
  const F n = shifted_n - broadcast(kRounder);
  const F r = (x - n * broadcast(0.693359375f)) + n * broadcast(2.12194440e-4f);
  F p = broadcast(1.9875691500e-4f);
  p = p * r + broadcast(1.3981999507e-3f);
  p = p * r + broadcast(8.3334519073e-3f);
  p = p * r + broadcast(4.1665795894e-2f);
  p = p * r + broadcast(1.6666665459e-1f);
  p = p * r + broadcast(5.0000001201e-1f);
  const F y = (p * (r * r) + r) + broadcast(1.f);
  return as_float(as_integer(y) + shifted<23>(as_integer(shifted_n)));
}

void to_codes(const float* x, size_t rows, size_t columns, Codes to) {
  for (size_t row = 0; row < rows; ++row, x += columns) {
    const float top = most_of(x, columns);
    to.scales[row] = top / 127.f;
    const F factor = broadcast(top > 0 ? 127.f / top : 0.f);
    uint8_t* const codes = to.codes + row * to.stride * kCodeBytes;
    for (size_t i = 0; i < columns; i += kLanes)
      store_codes(codes + i * kCodeBytes, rounded(load(x + i) * factor) + broadcast(int32_t{128}));
  }
}

template <int kPanels>
void multiply_panels(const Panels& weights, size_t panel, Codes x, size_t rows, Place y) {
  const int8_t* const values = weights.values + panel * weights.fours * 64;
  F scales[kPanels], bias[kPanels];
  float* to[kPanels];
  I offset[kPanels];  // codes count from 128
  for (size_t p = 0; p < kPanels; ++p) {
    const size_t at = (panel + p) * kLanes;
    scales[p] = load(weights.scales + at);
    bias[p] = load(weights.bias + at);
    offset[p] = shifted<7>(load(weights.sums + at));
    to[p] = y.at + at / y.width * y.jump + at % y.width;
  }
  const size_t bytes = x.stride * kCodeBytes;
  in_steps<kRowsAtOnce>(rows, 0, [&]<int kRows>(size_t first) {
    I acc[kRows][kPanels];
    dot<kRows, kPanels>(values, weights.fours, x.codes + first * bytes, bytes, acc);
    for (size_t row = 0; row < kRows; ++row) {
      const F scale = broadcast(x.scales[first + row]);
      for (size_t p = 0; p < kPanels; ++p)
        store(to[p] + (first + row) * y.stride,
              to_float(acc[row][p] - offset[p]) * (scale * scales[p]) + bias[p]);
    }
  });
}

void multiply(const Panels& weights, Codes x, size_t rows, Place y) {
  in_steps<kPanelsAtOnce>(weights.rows / kLanes, 0, [&]<int kPanels>(size_t panel) {
    multiply_panels<kPanels>(weights, panel, x, rows, y);
  });
}

void multiply_floats(const float* weights, const float* bias, const float* x, size_t rows, size_t columns,
                     size_t panels, float* y) {
  for (size_t panel = 0; panel < panels; ++panel, weights += columns * kLanes) {
    in_steps<4>(rows, 0, [&]<int kRows>(size_t first) {
      F acc[kRows];
      for (F& sums : acc) sums = load(bias + panel * kLanes);
      for (size_t column = 0; column < columns; ++column) {
        const F w = load(weights + column * kLanes);
        for (size_t row = 0; row < kRows; ++row)
          acc[row] = acc[row] + broadcast(x[(first + row) * columns + column]) * w;
      }
      for (size_t row = 0; row < kRows; ++row) store(y + ((first + row) * panels + panel) * kLanes, acc[row]);
    });
  }
}

void normalise(float* x, const float* y, size_t rows, size_t width, const float* scale, const float* move,
               float epsilon) {
  for (size_t row = 0; row < rows; ++row, x += width) {
    F total = broadcast(0.f), squares = broadcast(0.f);
    for (size_t i = 0; i < width; i += kLanes) {
      F value = load(x + i);
      if (y) {
        value = value + load(y + row * width + i);
        store(x + i, value);
      }
      total = total + value;
    }
    const F mean = broadcast(sum(total) / static_cast<float>(width));
    for (size_t i = 0; i < width; i += kLanes) {
      const F off = load(x + i) - mean;
      squares = squares + off * off;
    }
    const F factor = broadcast(1.f / __builtin_sqrtf(sum(squares) / static_cast<float>(width) + epsilon));
    for (size_t i = 0; i < width; i += kLanes)
      store(x + i, (load(x + i) - mean) * factor * load(scale + i) + load(move + i));
  }
}

void add(Looked a, Looked b, Looked c, size_t width, float* out) {
  auto row = [](Looked looked, size_t i) {
    return to_float(load_bytes(looked.values + i)) * broadcast(looked.scale);
  };
  for (size_t i = 0; i < width; i += kLanes) store(out + i, (row(a, i) + row(b, i)) + row(c, i));
}

/// erf(x/√2)/2 as x·P(x²)/Q(x²), fitted so that the greatest error for |x| ≤ 5.5 is least: 2e-7. Beyond, it
/// is ±.5.
void gelu(float* x, size_t count) {
  for (size_t i = 0; i < count; i += kLanes) {
    const F value = load(x + i);
    const F near = least(most(value, broadcast(-5.5f)), broadcast(5.5f)), square = near * near;
    F p = broadcast(-1.6845666e-8f);
    p = p * square + broadcast(5.920917829e-6f);
    p = p * square + broadcast(4.692237708e-4f);
    p = p * square + broadcast(6.515261717e-3f);
    p = p * square + broadcast(6.598503143e-2f);
    p = p * square + broadcast(3.98943007e-1f);
    F q = broadcast(1.560002856e-4f);
    q = q * square + broadcast(3.621801967e-3f);
    q = q * square + broadcast(4.66814895e-2f);
    q = q * square + broadcast(3.320687413e-1f);
    q = q * square + broadcast(1.f);
    store(x + i, value * (broadcast(.5f) + near * p / q));
  }
}

/// e^(x - the row's greatest) in place of rows that are `stride` apart, and the sum of each row; `count` is a
/// multiple of 16. Several rows at once, since a row's sum waits for each of its numbers.
template <int kRows>
inline void exponents(float* x, size_t stride, size_t count, float (&sums)[kRows]) {
  F tops[kRows], totals[kRows];
  for (size_t row = 0; row < kRows; ++row) tops[row] = load(x + row * stride);
  for (size_t i = kLanes; i < count; i += kLanes)
    for (size_t row = 0; row < kRows; ++row) tops[row] = most(load(x + row * stride + i), tops[row]);
  for (size_t row = 0; row < kRows; ++row) {
    tops[row] = broadcast(most(tops[row]));
    totals[row] = broadcast(0.f);
  }
  for (size_t i = 0; i < count; i += kLanes) {
    for (size_t row = 0; row < kRows; ++row) {
      const F value = exponent(load(x + row * stride + i) - tops[row]);
      store(x + row * stride + i, value);
      totals[row] = totals[row] + value;
    }
  }
  for (size_t row = 0; row < kRows; ++row) sums[row] = sum(totals[row]);
}

float exponents(float* x, size_t count) {
  float total[1];
  exponents<1>(x, 0, count, total);
  return total[0];
}

/// Numbers of a head of one piece as 16-bit integers up to ±limit; gives the scale.
inline float to_words(const float* x, size_t size, float limit, int16_t* words) {
  const float top = most_of(x, size);
  const F factor = broadcast(top > 0 ? limit / top : 0.f);
  for (size_t i = 0; i < size; i += kLanes) store_words(words + i, rounded(load(x + i) * factor));
  return top / limit;
}

/// Queries, keys, values and weights as 16-bit integers, two to a word, so that sums of products are exact.
class Attending {
 public:
  explicit Attending(const Attention& of) : of_(of), padded_((of.tokens + kLanes - 1) / kLanes * kLanes) {
    // The greatest whole number for which sums of `size` products stay within 32 bits.
    limit_ =
        static_cast<float>(static_cast<int32_t>(__builtin_sqrt(2147483647. / static_cast<double>(of.size))));
    keys_ = of.room;
    values_ = keys_ + of.size / 2 * padded_;
    scales_ = reinterpret_cast<float*>(values_ + of.size * ((of.tokens + 1) / 2));
    scores_ = scales_ + padded_;
    weights_ = reinterpret_cast<int16_t*>(scores_ + kQueriesTogether * padded_);
    queries_ = weights_ + kQueriesTogether * padded_;
  }

  void run() {
    take_keys();
    take_values();
    in_steps<kQueriesAtOnce>(of_.tokens, 0, [&]<int kQueries>(size_t first) { answer<kQueries>(first); });
  }

 private:
  /// keys_[pair of numbers][piece]
  void take_keys() {
    for (size_t token = 0; token < padded_; ++token) {
      int32_t* const words = reinterpret_cast<int32_t*>(queries_);
      if (token < of_.tokens) {
        scales_[token] = to_words(of_.keys + token * of_.size, of_.size, limit_, queries_);
      } else {
        scales_[token] = 0;
      }
      for (size_t pair = 0; pair < of_.size / 2; ++pair)
        keys_[pair * padded_ + token] = token < of_.tokens ? words[pair] : 0;
    }
  }

  /// values_[pair of pieces][number]
  void take_values() {
    float top = 0;
    for (size_t token = 0; token < of_.tokens; ++token) {
      const float here = most_of(of_.values + token * of_.size, of_.size);
      top = here > top ? here : top;
    }
    value_scale_ = top / 32767.f;
    const F factor = broadcast(top > 0 ? 32767.f / top : 0.f);
    int32_t* to = values_;
    for (size_t token = 0; token < of_.tokens; token += 2) {
      const float* const even = of_.values + token * of_.size;
      const float* const odd = token + 1 < of_.tokens ? even + of_.size : nullptr;
      for (size_t i = 0; i < of_.size; i += kLanes, to += kLanes) {
        const I high = odd ? shifted<16>(rounded(load(odd + i) * factor)) : broadcast(int32_t{0});
        store(to, (rounded(load(even + i) * factor) & broadcast(int32_t{0xFFFF})) | high);
      }
    }
  }

  template <int kQueries>
  void answer(size_t first) {
    float scales[kQueries], factors[kQueries];
    for (size_t q = 0; q < kQueries; ++q)
      scales[q] = to_words(of_.queries + (first + q) * of_.size, of_.size, limit_, queries_ + q * of_.size) /
                  __builtin_sqrtf(static_cast<float>(of_.size));
    in_steps<kBlocksAtOnce>(padded_ / kLanes, 0, [&]<int kBlocks>(size_t block) {
      const int32_t* const keys = keys_ + block * kLanes;
      I acc[kQueries][kBlocks];
      add_pairs<kQueries, kBlocks>(queries_, of_.size, keys, padded_, of_.size / 2, acc);
      for (size_t b = 0; b < kBlocks; ++b) {
        const F key_scales = load(scales_ + (block + b) * kLanes);
        for (size_t q = 0; q < kQueries; ++q)
          store(scores_ + q * padded_ + (block + b) * kLanes,
                to_float(acc[q][b]) * (broadcast(scales[q]) * key_scales));
      }
    });
    in_steps<kExponentsAtOnce>(kQueries, 0, [&]<int kRows>(size_t q) {
      weigh<kRows>(scores_ + q * padded_, weights_ + q * padded_, factors + q);
    });
    in_steps<kBlocksAtOnce>(of_.size / kLanes, 0, [&]<int kBlocks>(size_t block) {
      I acc[kQueries][kBlocks];
      add_pairs<kQueries, kBlocks>(weights_, padded_, values_ + block * kLanes, of_.size,
                                   (of_.tokens + 1) / 2, acc);
      for (size_t q = 0; q < kQueries; ++q)
        for (size_t b = 0; b < kBlocks; ++b)
          store(of_.out + (first + q) * of_.stride + (block + b) * kLanes,
                to_float(acc[q][b]) * broadcast(factors[q]));
    });
  }

  /// Rows of scores to rows of weights that add up to 32,767 but for rounding; and what turns sums of
  /// products with them into the answer.
  template <int kRows>
  void weigh(float* scores, int16_t* weights, float* factors) const {
    for (size_t row = 0; row < kRows; ++row)
      for (size_t token = of_.tokens; token < padded_; ++token) scores[row * padded_ + token] = -1e30f;
    float sums[kRows];
    exponents(scores, padded_, padded_, sums);
    for (size_t row = 0; row < kRows; ++row) {
      const F factor = broadcast(32767.f / sums[row]);
      I total = broadcast(int32_t{0});
      for (size_t token = row * padded_; token < (row + 1) * padded_; token += kLanes) {
        const I weight = rounded(load(scores + token) * factor);
        store_words(weights + token, weight);
        total = total + weight;
      }
      factors[row] = value_scale_ / sum(to_float(total));  // whole numbers below 2^24: exact
    }
  }

  const Attention& of_;
  size_t padded_;  // pieces, in whole blocks of lanes
  float limit_ = 0, value_scale_ = 0;
  int32_t* keys_;
  int32_t* values_;
  float* scales_;  // of keys
  float* scores_;
  int16_t* weights_;
  int16_t* queries_;
};

void attend(const Attention& attention) {
  Attending(attention).run();
}

constexpr Kernels kOwn{kCodeBytes, to_codes, multiply,  multiply_floats, normalise,
                       add,        gelu,     exponents, attend};

}  // namespace
}  // namespace roznamcha::encoder

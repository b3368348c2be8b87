// SPDX-License-Identifier: Apache-2.0
#include "network_products.h"

#include <cstring>

#include "ws/base/half.h"

namespace ws {
namespace {

typedef float lanes4 __attribute__((vector_size(16)));  // as both compilers read it
typedef float lanes8 __attribute__((vector_size(32)));

/// `Rows` x 2 vectors of sums held in registers.
template <int Rows, typename Lanes>
[[gnu::always_inline]] inline void block(uint64_t inner, const float* left,
                                         const matrix_view& steps, const float* right,
                                         uint64_t right_step, float* to, uint64_t to_step) {
  constexpr int width = sizeof(Lanes) / sizeof(float);
  Lanes low[Rows] = {}, high[Rows] = {};
  for (uint64_t k = 0; k < inner; ++k) {
    Lanes first, second;
    std::memcpy(&first, right + k * right_step, sizeof first);
    std::memcpy(&second, right + k * right_step + width, sizeof second);
#pragma GCC unroll 4
    for (int r = 0; r < Rows; ++r) {
      const float a = left[static_cast<uint64_t>(r) * steps.row_step + k * steps.column_step];
      low[r] += a * first;
      high[r] += a * second;
    }
  }
#pragma GCC unroll 4
  for (int r = 0; r < Rows; ++r) {
    float* row = to + static_cast<uint64_t>(r) * to_step;
    std::memcpy(row, &low[r], sizeof low[r]);
    std::memcpy(row + width, &high[r], sizeof high[r]);
  }
}

/// What no vector fits: one column.
template <int Rows>
[[gnu::always_inline]] inline void column(uint64_t inner, const float* left,
                                          const matrix_view& steps, const float* right,
                                          uint64_t right_step, float* to, uint64_t to_step) {
  float sum[Rows] = {};
  for (uint64_t k = 0; k < inner; ++k)
#pragma GCC unroll 4
    for (int r = 0; r < Rows; ++r)
      sum[r] += left[static_cast<uint64_t>(r) * steps.row_step + k * steps.column_step] *
                right[k * right_step];
  for (int r = 0; r < Rows; ++r) to[static_cast<uint64_t>(r) * to_step] = sum[r];
}

template <int Rows, typename Lanes>
[[gnu::always_inline]] inline void strip(uint64_t columns, uint64_t inner, const float* left,
                                         const matrix_view& steps, const float* right,
                                         uint64_t right_step, float* to, uint64_t to_step) {
  constexpr uint64_t width = 2 * sizeof(Lanes) / sizeof(float);
  uint64_t c = 0;
  for (; c + width <= columns; c += width)
    block<Rows, Lanes>(inner, left, steps, right + c, right_step, to + c, to_step);
  for (; c < columns; ++c) column<Rows>(inner, left, steps, right + c, right_step, to + c, to_step);
}

template <typename Lanes>
[[gnu::always_inline]] inline void product(uint64_t rows, uint64_t columns, uint64_t inner,
                                           const matrix_view& left, const float* right,
                                           uint64_t right_step, float* to, uint64_t to_step) {
  uint64_t r = 0;
  for (; r + 4 <= rows; r += 4)
    strip<4, Lanes>(columns, inner, left.first + r * left.row_step, left, right, right_step,
                    to + r * to_step, to_step);
  for (; r < rows; ++r)
    strip<1, Lanes>(columns, inner, left.first + r * left.row_step, left, right, right_step,
                    to + r * to_step, to_step);
}

#if defined(__x86_64__)
// The same additions in the same order, eight at a time.
[[gnu::target("avx2")]] void product_avx2(uint64_t rows, uint64_t columns, uint64_t inner,
                                          const matrix_view& left, const float* right,
                                          uint64_t right_step, float* to, uint64_t to_step) {
  product<lanes8>(rows, columns, inner, left, right, right_step, to, to_step);
}
const bool has_avx2 = __builtin_cpu_supports("avx2");
#endif

}  // namespace

void multiply(uint64_t rows, uint64_t columns, uint64_t inner, const matrix_view& left,
              const float* right, uint64_t right_step, float* to, uint64_t to_step) {
#if defined(__x86_64__)
  if (has_avx2) return product_avx2(rows, columns, inner, left, right, right_step, to, to_step);
#endif
  product<lanes4>(rows, columns, inner, left, right, right_step, to, to_step);
}

void transpose(uint64_t rows, uint64_t columns, const float* from, uint64_t from_step, float* to) {
  for (uint64_t r = 0; r < rows; ++r)
    for (uint64_t c = 0; c < columns; ++c) to[c * rows + r] = from[r * from_step + c];
}

void round_to_half(const float* from, uint64_t count, float* to) {
  for (uint64_t i = 0; i < count; ++i) to[i] = rounded_to_half(from[i]);
}

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

// How weights and gradients stand in 32-bit words on every wire between MemoryX and the wafer.
//
// Dense weights: two IEEE f16 a word, the earlier in bits 15:0; the last half word of an odd count
// is zero. Sparse weights: per row and segment of at most 65,536 columns a header word with the
// number of weights that follow, then a word each: value in bits 15:0, column within the segment in
// bits 31:16. Gradients: one f32 a word for the kept weights only, without index. The order is
// always output feature (row), then input feature (column).
namespace ws {

inline constexpr uint64_t wire_segment_columns = 65'536;

/// The columns that each row keeps, ascending, the same number in every row. Without columns: all.
struct row_mask {
  uint64_t columns = 0;  ///< of the whole row
  uint64_t kept_per_row = 0;
  std::vector<uint32_t> kept;  ///< rows x kept_per_row; empty: every column is kept

  bool dense() const { return kept.empty(); }
  const uint32_t* row(uint64_t r) const { return kept.data() + r * kept_per_row; }
};

/// Keeps everything.
row_mask full_mask(uint64_t columns);

/// A random choice of `kept_per_row` columns for each row, fixed by seed and tensor number.
row_mask make_mask(uint64_t rows, uint64_t columns, uint64_t kept_per_row, uint64_t seed,
                   uint64_t tensor_number);

/// 32-bit words of `rows` rows in either form.
uint64_t dense_weight_words(uint64_t rows, uint64_t columns);
uint64_t sparse_weight_words(uint64_t rows, uint64_t columns, uint64_t kept_per_row);

/// Rows [row_begin, row_end) of a tensor as words. `master` is the whole tensor, rows x columns in
/// f32, rounded to f16 here; weights that the mask does not keep are zero or absent.
std::vector<uint32_t> encode_weights(const float* master, uint64_t row_begin, uint64_t row_end,
                                     const row_mask& mask, bool sparse);

/// The way back: writes rows [row_begin, row_end) of `weights` (the whole tensor) as f32, zeros
/// where nothing was sent. Throws std::invalid_argument when the words are not what such rows look
/// like.
void decode_weights(const std::vector<uint32_t>& words, uint64_t row_begin, uint64_t row_end,
                    uint64_t columns, bool sparse, float* weights);

/// Gradients of the kept weights of rows [row_begin, row_end); `gradients` is the whole tensor.
std::vector<float> pack_kept(const float* gradients, uint64_t row_begin, uint64_t row_end,
                             const row_mask& mask);

/// Adds nothing, overwrites: rows [row_begin, row_end) of `gradients`, zeros where the mask keeps
/// none.
void unpack_kept(const std::vector<float>& packed, uint64_t row_begin, uint64_t row_end,
                 const row_mask& mask, float* gradients);

}  // namespace ws

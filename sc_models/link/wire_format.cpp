// SPDX-License-Identifier: Apache-2.0
#include "ws/link/wire_format.h"

#include <algorithm>
#include <stdexcept>

#include "ws/base/half.h"
#include "ws/base/random.h"

namespace ws {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

void decode_dense(const std::vector<uint32_t>& words, uint64_t count, float* to) {
  require(words.size() == (count + 1) / 2, "dense weights: number of words does not fit the rows");
  for (uint64_t i = 0; i < count; ++i)
    to[i] = from_half(static_cast<uint16_t>(words[i / 2] >> (i % 2 * 16)));
}

}  // namespace

row_mask full_mask(uint64_t columns) { return {columns, columns, {}}; }

row_mask make_mask(uint64_t rows, uint64_t columns, uint64_t kept_per_row, uint64_t seed,
                   uint64_t tensor_number) {
  if (kept_per_row >= columns) return full_mask(columns);
  row_mask mask{columns, kept_per_row, {}};
  mask.kept.reserve(rows * kept_per_row);
  const random_stream random(seed, random_purpose::mask, tensor_number);
  // Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2 S): exactly the wanted
  // number, ascending, one random number a column. 32 random bits do, as columns are fewer.
  for (uint64_t r = 0; r < rows; ++r) {
    uint64_t left = kept_per_row;
    for (uint64_t c = 0; c < columns; ++c) {
      const uint64_t draw = ((random.bits(r * columns + c) >> 32) * (columns - c)) >> 32;
      if (draw >= left) continue;
      mask.kept.push_back(static_cast<uint32_t>(c));
      --left;
    }
  }
  return mask;
}

uint64_t dense_weight_words(uint64_t rows, uint64_t columns) { return (rows * columns + 1) / 2; }

uint64_t sparse_weight_words(uint64_t rows, uint64_t columns, uint64_t kept_per_row) {
  return rows * ((columns + wire_segment_columns - 1) / wire_segment_columns + kept_per_row);
}

std::vector<uint32_t> encode_weights(const float* master, uint64_t row_begin, uint64_t row_end,
                                     const row_mask& mask, bool sparse) {
  const uint64_t columns = mask.columns, rows = row_end - row_begin;
  std::vector<uint32_t> words;
  if (!sparse) {
    words.assign(dense_weight_words(rows, columns), 0);
    const auto put = [&](uint64_t row, uint64_t column) {
      const uint64_t at = (row - row_begin) * columns + column;
      words[at / 2] |= static_cast<uint32_t>(to_half(master[row * columns + column]))
                       << (at % 2 * 16);
    };
    for (uint64_t r = row_begin; r < row_end; ++r)
      for (uint64_t i = 0; i < mask.kept_per_row; ++i) put(r, mask.dense() ? i : mask.row(r)[i]);
    return words;
  }
  words.reserve(sparse_weight_words(rows, columns, mask.kept_per_row));
  for (uint64_t r = row_begin; r < row_end; ++r) {
    uint64_t i = 0;
    for (uint64_t begin = 0; begin < columns; begin += wire_segment_columns) {
      const size_t header = words.size();
      words.push_back(0);
      for (; i < mask.kept_per_row; ++i) {
        const uint64_t column = mask.dense() ? i : mask.row(r)[i];
        if (column >= begin + wire_segment_columns) break;
        words.push_back(static_cast<uint32_t>(column - begin) << 16 |
                        to_half(master[r * columns + column]));
      }
      words[header] = static_cast<uint32_t>(words.size() - header - 1);
    }
  }
  return words;
}

void decode_weights(const std::vector<uint32_t>& words, uint64_t row_begin, uint64_t row_end,
                    uint64_t columns, bool sparse, float* weights) {
  if (!sparse)
    return decode_dense(words, (row_end - row_begin) * columns, weights + row_begin * columns);
  std::fill(weights + row_begin * columns, weights + row_end * columns, 0.0f);
  size_t at = 0;
  for (uint64_t r = row_begin; r < row_end; ++r)
    for (uint64_t begin = 0; begin < columns; begin += wire_segment_columns) {
      require(at < words.size(), "sparse weights: a segment's header is missing");
      const uint64_t count = words[at++];
      require(count <= words.size() - at, "sparse weights: a header counts more than there is");
      for (uint64_t i = 0; i < count; ++i, ++at) {
        const uint64_t column = begin + (words[at] >> 16);
        require(column < columns, "sparse weights: an index lies beyond the row");
        weights[r * columns + column] = from_half(static_cast<uint16_t>(words[at]));
      }
    }
  require(at == words.size(), "sparse weights: words are left over");
}

std::vector<float> pack_kept(const float* gradients, uint64_t row_begin, uint64_t row_end,
                             const row_mask& mask) {
  if (mask.dense())
    return {gradients + row_begin * mask.columns, gradients + row_end * mask.columns};
  std::vector<float> packed;
  packed.reserve((row_end - row_begin) * mask.kept_per_row);
  for (uint64_t r = row_begin; r < row_end; ++r)
    for (uint64_t i = 0; i < mask.kept_per_row; ++i)
      packed.push_back(gradients[r * mask.columns + mask.row(r)[i]]);
  return packed;
}

void unpack_kept(const std::vector<float>& packed, uint64_t row_begin, uint64_t row_end,
                 const row_mask& mask, float* gradients) {
  const uint64_t kept = mask.kept_per_row;
  require(packed.size() == (row_end - row_begin) * kept,
          "gradients: number of words does not fit the rows");
  std::fill(gradients + row_begin * mask.columns, gradients + row_end * mask.columns, 0.0f);
  for (uint64_t r = row_begin; r < row_end; ++r)
    for (uint64_t i = 0; i < kept; ++i)
      gradients[r * mask.columns + (mask.dense() ? i : mask.row(r)[i])] =
          packed[(r - row_begin) * kept + i];
}

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "ws/workload/plan.h"

namespace ws {
namespace {

constexpr uint64_t segment_columns = 65'536;  // what a 16-bit index reaches

uint64_t segments(const tensor& t) { return (t.columns + segment_columns - 1) / segment_columns; }

}  // namespace

uint64_t kept_per_row(const tensor& t, double sparsity) {
  if (!t.sparsifiable || sparsity <= 0) return t.columns;
  const double kept = std::round((1 - sparsity) * static_cast<double>(t.columns));
  return std::clamp<uint64_t>(static_cast<uint64_t>(std::max(kept, 1.0)), 1, t.columns);
}

bool streams_sparse(const tensor& t, double sparsity) {
  // By row, which decides it for every number of rows: an odd row's half word never tips it.
  return 2 * (segments(t) + kept_per_row(t, sparsity)) < t.columns;
}

uint64_t weight_words(const tensor& t, uint64_t row_begin, uint64_t row_end, double sparsity) {
  const uint64_t rows = row_end - row_begin;
  if (streams_sparse(t, sparsity)) return rows * (segments(t) + kept_per_row(t, sparsity));
  const uint64_t weights = rows * t.columns;
  return weights / 2 + weights % 2;
}

uint64_t tile_count(const tensor& t, double sparsity, double tile_bytes) {
  const double row_bytes = 4.0 * static_cast<double>(kept_per_row(t, sparsity));
  const double rows = std::max(1.0, std::floor(tile_bytes / row_bytes));
  if (rows >= static_cast<double>(t.rows)) return 1;
  const auto most = static_cast<uint64_t>(rows);
  return (t.rows + most - 1) / most;
}

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "ws/kernels/gemm.h"
#include "ws/report/summary.h"
#include "ws/wafer/grid.h"

namespace ws {

/// What is to be told of a matrix product on a grid of tiles. docs/kernels.md says what each figure
/// means.
struct gemm_report {
  explicit gemm_report(const kernels::gemm_mapping& m) : mapping(m) {}

  const kernels::gemm_mapping& mapping;
  std::string twin = "cpp";
  double sparsity = 0;
  uint64_t seed = 0, threads = 1;
  uint64_t nonzeros = 0;
  uint64_t weight_wavelets = 0;  ///< into the grid
  uint64_t cycles = 0;
  tile_counts counts;       ///< of all tiles
  size_t memory_bytes = 0;  ///< of the simulator, for the tiles' SRAMs
  double max_error = 0;     ///< against the product in f64
  double step_seconds = 0;  ///< that stepping took

  uint64_t tiles() const;
  uint64_t multiply_adds() const;  ///< of numbers, padding not counted
  /// Of the most that all tiles could do in these cycles.
  double utilization() const;
  double joules() const;
  double tile_cycles_per_second() const;
};

std::string gemm_summary(const gemm_report& report, const text_style& style = {});
std::string gemm_json(const gemm_report& report);

/// Throws simulation_error, which names the first number that differs, unless a result is the
/// expected one to the bit.
void check_gemm(const kernels::gemm_shape& shape, const std::vector<uint16_t>& result,
                const std::vector<uint16_t>& expected);

/// Bytes that the tiles' SRAMs take in the simulator.
size_t memory_of(const grid& tiles);

}  // namespace ws

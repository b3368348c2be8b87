// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "ws/kernels/gemm.h"
#include "ws/wafer/grid.h"

namespace ws {

/// North of a grid: sends each column its weights, as fast as credits come.
class weight_edge final : public grid_edge {
 public:
  /// `data` outlives it.
  weight_edge(const kernels::gemm_mapping& mapping, const kernels::gemm_data& data);
  /// What it is connected to: the north of each column that has features.
  std::vector<tile_side> sides() const;

  void drive(int x, int y, unsigned side, const router_out& now, router_in& in) override;
  /// Whether all weights have been sent.
  bool ended() const;
  uint64_t sent() const;  ///< wavelets, those that end an output included

 private:
  struct column {
    kernels::gemm_stream stream;
    unsigned credits = 0;
    uint64_t sent = 0;
  };
  std::vector<column> m_columns;
};

/// Puts the activations into the tiles that have a share of them, zeros where a tile has fewer.
void put_activations(grid& tiles, const isa::program_image& image,
                     const kernels::gemm_mapping& mapping, const kernels::gemm_data& data);

/// What the tiles hold as their results, tokens x outputs.
std::vector<uint16_t> gemm_result(const grid& tiles, const isa::program_image& image,
                                  const kernels::gemm_mapping& mapping);

}  // namespace ws

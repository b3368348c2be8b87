// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ws/isa/program.h"

// A matrix product on a grid of tiles, the activations in the tiles and the weights streamed by:
// result (tokens x outputs) = activations (tokens x inputs) x weights (outputs x inputs)
// transposed. docs/kernels.md has the picture.
namespace ws::kernels {

struct gemm_shape {
  uint64_t tokens = 1, inputs = 1, outputs = 1;
};

/// What is asked for; 0 columns or buffers: to be chosen.
struct gemm_request {
  gemm_shape shape;
  uint64_t width = 1, height = 1;  ///< of the grid
  bool half = false;               ///< sums in f16, else f16 products in f32 sums
  uint64_t columns = 0, buffers = 0;
  double sparsity = 0;  ///< share of weights that are zero: the choice of columns goes by it
};

/// Which tile has what. So many columns share out features and outputs, in blocks; each group of
/// columns and each row has tokens of its own.
struct gemm_mapping {
  gemm_shape shape;
  int width = 1, height = 1;
  bool half = false;
  int columns = 1, groups = 1;
  int features = 1, outputs = 1;  ///< of a tile, at most
  int share = 1;                  ///< tokens of a tile, at most
  int tokens = 2;                 ///< the same with padding: even
  int buffers = 2;                ///< outputs under way in a tile

  /// SRAM that a tile needs, code included.
  uint64_t words() const;
  /// Cycles between two weights of a tile that do not wait (docs/timing.md).
  int cycles_per_weight() const;
  /// Elements in a step: multiply-adds a cycle at most.
  int lanes() const { return half ? 4 : 2; }
  /// The column, in its group, that holds a feature, or an output as the next layer's feature.
  int column_of_feature(uint64_t k) const { return static_cast<int>(k / features); }
  int column_of_output(uint64_t j) const { return static_cast<int>(j / outputs); }
  /// First token of the tiles of a group and row.
  uint64_t first_token(int group, int row) const {
    return (static_cast<uint64_t>(group) * height + row) * share;
  }
};

/// Throws input_error if it does not fit, and says what would.
gemm_mapping map_gemm(const gemm_request& asked);

/// kernels/gemm.wsa for the whole grid. Its arrays are "activations" (features x tokens) and
/// "result" (outputs x tokens), f16.
isa::program_image gemm_program(const gemm_mapping& mapping);

/// The matrices as f16 bits, row by row.
struct gemm_data {
  std::vector<uint16_t> activations;  ///< tokens x inputs
  std::vector<uint16_t> weights;      ///< outputs x inputs

  uint64_t nonzeros() const;
};

/// Random numbers: activations of variance 1, and weights that make results of variance 1, each of
/// them zero with probability `sparsity`.
gemm_data random_gemm(const gemm_shape& shape, double sparsity, uint64_t seed);

/// What comes down a column: the weights of its features that are not zero, and a control wavelet
/// behind those of each output.
class gemm_stream {
 public:
  struct wavelet {
    uint32_t data = 0;
    bool ctrl = false;
  };

  /// `data` outlives it. Columns count within their group.
  gemm_stream(const gemm_mapping& mapping, const gemm_data& data, int column);
  bool ended() const { return m_round == static_cast<uint64_t>(m_mapping.outputs); }
  wavelet next();

 private:
  uint64_t output() const;
  uint64_t columns_in_round() const;
  void end_output();

  gemm_mapping m_mapping;
  const gemm_data* m_data;
  uint64_t m_first, m_behind;  // its features
  uint64_t m_round = 0, m_turn = 0, m_feature;
};

/// The result to the bit, tokens x outputs: each sum in the order in which the tiles add.
std::vector<uint16_t> gemm_expected(const gemm_mapping& mapping, const gemm_data& data);

/// The largest distance of a result from the product in f64 of the same matrices; infinite or NaN
/// if an element is.
double gemm_error(const gemm_shape& shape, const gemm_data& data,
                  const std::vector<uint16_t>& result);

}  // namespace ws::kernels

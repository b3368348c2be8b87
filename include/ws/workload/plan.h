// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ws/config/cluster_config.h"
#include "ws/workload/model.h"

namespace ws {

enum class pass_kind : uint8_t { forward, recompute, backward };
const char* to_string(pass_kind pass);

/// A vector (bias, gain) whose words travel with a matrix next to it instead of alone: behind those
/// of the matrix, in the order in which riders stand in plan::riders.
struct rider {
  int tensor = -1;
  uint64_t weight_words = 0, gradient_words = 0;
};

/// One op in one pass over one micro-batch (of one tile of its rows): what a wafer does between two
/// turns of the stream. The same on every system.
struct plan_item {
  pass_kind pass = pass_kind::forward;
  bool first_gradient = false;  ///< of this tensor tile in this step
  bool last_gradient = false;   ///< after it the tile may be updated
  unsigned micro_batch = 0;
  int op = 0;                           ///< index into model::ops
  int tensor = -1;                      ///< index into model::tensors; -1: nothing is streamed
  uint64_t row_begin = 0, row_end = 0;  ///< the tile's rows of the tensor
  uint64_t weight_words = 0;            ///< 32-bit words down, over all planes, riders' included
  uint64_t gradient_words = 0;          ///< f32 words up, over all planes: backward, and the loss
  bool weights_ride = false;            ///< came with an earlier item
  bool gradient_rides = false;          ///< leaves with a later item
  uint32_t first_weight_rider = 0, weight_riders = 0;      ///< in plan::riders
  uint32_t first_gradient_rider = 0, gradient_riders = 0;  ///< in plan::riders
  uint64_t weight_params = 0;                              ///< parameters of the tile
  double weight_macs = 0;        ///< triggered by non-zero weights, micro-batch of one system
  double dense_macs = 0;         ///< not triggered by weights (attention)
  uint64_t spill_out_bytes = 0;  ///< activations leaving while it is at work, one system
  uint64_t spill_in_bytes = 0;   ///< activations that it needs back, one system
  uint64_t sample_bytes = 0;     ///< input samples that must be there before it
};

/// How a step runs. Computed for one CS-2; never depends on how many there are.
struct plan {
  std::vector<plan_item> items;  ///< in streaming order
  std::vector<rider> riders;
  uint64_t sequences_per_system = 0;
  uint64_t micro_batch_sequences = 0;
  unsigned micro_batches = 0;
  activation_policy policy = activation_policy::resident;
  unsigned checkpoint_blocks = 0;  ///< recompute: blocks between two checkpoints
  double activation_bytes = 0;     ///< on the wafer at the fullest moment
  double sram_bytes = 0;           ///< what the usable PEs hold
  uint64_t tiles = 1;              ///< largest number of tiles of any tensor
  std::vector<std::string> hints;  ///< what about it the user may want to change
};

/// Largest number of sequences whose one-layer working set fits the usable PEs' SRAM; 0: none does.
uint64_t largest_micro_batch(const model& m, const wafer_config& wafer);

/// Non-zero weights of one row of a matrix: the same in every row.
uint64_t kept_per_row(const tensor& t, double sparsity);

/// 32-bit words on the wire for rows [begin, end) of a tensor: the shorter of dense (two f16 a
/// word) and sparse (a header a segment of 65,536 columns and a word a non-zero weight).
uint64_t weight_words(const tensor& t, uint64_t row_begin, uint64_t row_end, double sparsity);
bool streams_sparse(const tensor& t, double sparsity);

/// Bytes on the wafer at the fullest moment of a micro-batch under a policy (`automatic` counts as
/// `spill`, which needs least): activations and the f32 gradient that is being made.
double activation_bytes(const model& m, const wafer_config& wafer, activation_policy policy,
                        uint64_t sequences);

/// What the usable PEs hold.
double usable_sram_bytes(const wafer_config& wafer);

/// Into how many parts a tensor's rows are cut, as evenly as possible, so that the f32 gradient of
/// a part is at most `tile_bytes` (a row is never cut).
uint64_t tile_count(const tensor& t, double sparsity, double tile_bytes);

/// Throws input_error (with the numbers) when the batch does not split or nothing fits.
plan make_plan(const model& m, const cluster_config& config);

}  // namespace ws

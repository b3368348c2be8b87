// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace ws {

enum class precision { mixed, f16 };
enum class optimizer_kind { sgd, momentum, adam, adamw };
enum class update_mode { after_global_norm, eager };
enum class activation_policy { automatic, resident, recompute, spill };
/// As the cluster file names them, in the order of the values.
inline constexpr std::array activation_policy_names{"auto", "resident", "recompute", "spill"};
inline const char* to_string(activation_policy policy) {
  return activation_policy_names[static_cast<size_t>(policy)];
}

/// What is trained with which arithmetic: a section of the cluster file.
struct training_config {
  optimizer_kind optimizer = optimizer_kind::adamw;
  double learning_rate = 1e-3;
  double momentum = 0.9;
  double beta1 = 0.9, beta2 = 0.95;
  double epsilon = 1e-8;
  double weight_decay = 0;
  double max_gradient_norm = 1.0;  ///< 0: no clipping
  double loss_scale = 1024;        ///< a power of two
  update_mode update = update_mode::after_global_norm;
  ws::precision precision = ws::precision::mixed;
  uint64_t batch_sequences = 0;        ///< global; 0: one largest micro-batch per system
  uint64_t micro_batch_sequences = 0;  ///< per system; 0: the largest that fits
  double sparsity = 0;                 ///< share of zeros in every weight matrix
  activation_policy activations = activation_policy::automatic;
  uint64_t seed = 1;
};

}  // namespace ws

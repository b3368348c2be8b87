// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "ws/activations/activation_server.h"
#include "ws/link/wire_format.h"
#include "ws/memoryx/optimizer.h"
#include "ws/memoryx/weight_store.h"
#include "ws/wafer/network.h"
#include "ws/wafer/wafer_values.h"

namespace ws {

/// The numbers of a whole training run: master weights for MemoryX, a network for each wafer,
/// samples for the activation servers. The modules move them; here is what they mean.
class training_values : public weight_store {
 public:
  /// Throws input_error when the model cannot run with values or its data set cannot be read.
  training_values(const cluster_config& config, std::shared_ptr<const model> m,
                  std::shared_ptr<const plan> p);

  std::unique_ptr<wafer_values> make_wafer(uint64_t system);
  sample_source samples_of(uint64_t system);

  std::vector<uint32_t> weight_words(const plan_item& item) override;
  void add_gradient(const plan_item& item, uint64_t first,
                    const std::vector<uint32_t>& words) override;
  void all_gradients(uint32_t step) override;
  void update(uint32_t step, int tensor) override;

  const std::vector<double>& losses() const { return m_losses; }
  /// Share of the test data that the present weights get right; -1 without test data.
  double test_accuracy() const;

 private:
  friend class wafer_numbers;
  bool sparse(int tensor) const;
  std::vector<uint32_t> words_of(int tensor, uint64_t row_begin, uint64_t row_end) const;

  const cluster_config m_config;
  std::shared_ptr<const model> m_model;
  std::shared_ptr<const plan> m_plan;
  std::unique_ptr<dataset> m_data;
  std::vector<row_mask> m_masks;
  std::vector<optimizer> m_weights;
  std::vector<std::vector<float>> m_gradients;  // of the kept weights, row by row
  float m_scale = 1;                            // clip factor / loss scale of this step
  std::vector<double> m_losses;
  double m_loss = 0;  // of the step that runs
  // The batch of the newest step, as drawn for all systems.
  uint64_t m_batch_step = UINT64_MAX;
  sample_batch m_batch;
};

}  // namespace ws

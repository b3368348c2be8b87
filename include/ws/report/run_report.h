// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/cluster/result.h"
#include "ws/config/cluster_config.h"
#include "ws/workload/plan.h"

namespace ws {

/// What a report tells about: the question (cluster, model, plan) and the answer. A view; the parts
/// outlive it.
struct run_report {
  const cluster_config& config;
  const model& network;
  const plan& schedule;
  const run_result& result;

  double tokens_per_s() const { return rate(static_cast<double>(result.tokens)); }
  double samples_per_s() const { return rate(static_cast<double>(result.samples)); }
  /// Arithmetic the model asks for, without what recomputation adds.
  double model_flops_per_s() const {
    return rate(static_cast<double>(result.tokens) *
                (network.forward_flops_per_token() + network.backward_flops_per_token()));
  }
  double joules_per_token() const {
    return result.tokens > 0 ? result.energy_j / static_cast<double>(result.tokens) : 0;
  }
  double transactions_per_s() const {
    return result.wall_s > 0 ? static_cast<double>(result.transactions) / result.wall_s : 0;
  }

 private:
  // An interrupted run may not have finished a step.
  double rate(double amount) const {
    return result.step_time_s > 0 ? amount / result.step_time_s : 0;
  }
};

}  // namespace ws

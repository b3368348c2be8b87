// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/report/run_report.h"

namespace ws::testing_report {

/// A run that never happened, with a different value in every field.
struct sample_run {
  cluster_config config;
  model network;
  plan schedule;
  run_result result;
  run_report report() const { return {config, network, schedule, result}; }
};

inline utilization sample_shares(double pe) {
  utilization u;
  u.pe = pe;
  u.io_down = 0.051;
  u.io_up = 0.034;
  u.swarmx_down = {0.05, 0.052};
  u.swarmx_up = {0.033, 0.035};
  u.dram = 0.21;
  u.flash = 0.0001;
  u.optimizer = 0.07;
  u.network = 0.06;
  return u;
}

inline sample_run make_sample_run() {
  sample_run s;
  s.config.name = "andromeda";
  s.config.systems = 16;
  s.network.name = "gpt3-175b";
  s.network.family = "gpt2";
  s.network.blocks = 96;
  s.network.hidden = 12288;
  s.network.heads = 96;
  s.network.sequence_length = 2048;
  s.network.tensors = {{"wte", 50257, 12288, false},
                       {"h.0.mlp", 49152, 12288, true},
                       {"h.1.mlp", 49152, 12288, true},
                       {"ln_f", 1, 12288, false}};
  for (int i = 0; i < 4; ++i) {
    op o;
    o.tensor = i;
    o.block = i == 1 || i == 2 ? i - 1 : -1;
    o.forward_macs_per_token = 1e9;
    o.backward_macs_per_token = 2e9;
    s.network.ops.push_back(o);
  }
  s.network.ignored_keys = {"architectures"};
  s.schedule.items.resize(400);
  s.schedule.sequences_per_system = 35;
  s.schedule.micro_batch_sequences = 35;
  s.schedule.micro_batches = 1;
  s.schedule.policy = activation_policy::recompute;
  s.schedule.checkpoint_blocks = 10;
  s.schedule.activation_bytes = 31.2e9;
  s.schedule.sram_bytes = 35.08e9;

  run_result& r = s.result;
  r.steps = 2;
  r.step_time_s = 20;
  r.forward = {6, sample_shares(0.99), "PEs"};
  r.backward = {13, sample_shares(0.98), "PEs"};
  r.cross_iteration = {1, sample_shares(0), "latency"};
  r.forward_s = 6, r.backward_s = 13, r.cross_iteration_s = 1;
  r.matrix_s = 17, r.dense_s = 1.5;
  r.tokens = 1'146'880, r.samples = 560;
  r.speedup = 15.9, r.efficiency = 0.99375, r.single_system_step_s = 19.875;
  r.step_busy = sample_shares(0.94);
  r.pe_vendor_peak = 0.33;
  r.bottleneck = "PEs";
  r.energy_j = 7e6, r.systems_j = 6.5e6, r.memoryx_j = 2e5, r.swarmx_j = 2.5e5;
  r.activation_servers_j = 5e4, r.matrix_j = 2e6;
  r.weights_down_bytes = 16'000'000'000'000, r.gradients_up_bytes = 11'000'000'000'000;
  r.flash_read_bytes = 3, r.flash_write_bytes = 4, r.dram_bytes = 5'000'000'000;
  r.samples_bytes = 6'000'000;
  r.transactions = 1'234'567, r.wall_s = 0.5, r.peak_rss_bytes = 61'000'000;
  r.swarmx_switches = 60, r.swarmx_levels = 2;
  r.statistics = {{"cluster.memoryx0", "bytes_sent", "B", "weights sent", 77}};
  return s;
}

}  // namespace ws::testing_report

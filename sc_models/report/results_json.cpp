// SPDX-License-Identifier: Apache-2.0
#include "ws/report/results_json.h"

#include <nlohmann/json.hpp>

#include "ws/config/load.h"
#include "ws/report/page.h"

namespace ws {
namespace {

using json = nlohmann::ordered_json;

json to_json(const utilization& u) {
  return {{"pe", u.pe},
          {"io_down", u.io_down},
          {"io_up", u.io_up},
          {"swarmx_down", u.swarmx_down},
          {"swarmx_up", u.swarmx_up},
          {"dram", u.dram},
          {"flash", u.flash},
          {"optimizer", u.optimizer},
          {"network", u.network}};
}

json to_json(const phase_result& phase) {
  return {{"time_s", phase.time_s},
          {"bottleneck", phase.bottleneck},
          {"utilization", to_json(phase.busy)}};
}

json to_json(const model& m) {
  return {{"name", m.name},
          {"family", m.family},
          {"parameters", m.parameters()},
          {"blocks", m.blocks},
          {"hidden", m.hidden},
          {"sequence_length", m.sequence_length},
          {"forward_flops_per_token", m.forward_flops_per_token()},
          {"backward_flops_per_token", m.backward_flops_per_token()},
          {"ignored_keys", m.ignored_keys}};
}

json to_json(const plan& p) {
  return {{"policy", to_string(p.policy)},
          {"sequences_per_system", p.sequences_per_system},
          {"micro_batch_sequences", p.micro_batch_sequences},
          {"micro_batches", p.micro_batches},
          {"checkpoint_blocks", p.checkpoint_blocks},
          {"activation_bytes", p.activation_bytes},
          {"sram_bytes", p.sram_bytes},
          {"tiles", p.tiles},
          {"items", p.items.size()},
          {"hints", p.hints}};
}

json energy(const run_report& report) {
  const run_result& r = report.result;
  return {{"total_j", r.energy_j},
          {"per_token_j", report.joules_per_token()},
          {"systems_j", r.systems_j},
          {"matrix_j", r.matrix_j},
          {"memoryx_j", r.memoryx_j},
          {"swarmx_j", r.swarmx_j},
          {"activation_servers_j", r.activation_servers_j}};
}

json bytes(const run_result& r) {
  return {{"weights_down", r.weights_down_bytes},
          {"sparse_headers", r.sparse_header_bytes},
          {"gradients_up", r.gradients_up_bytes},
          {"activations_out", r.activations_out_bytes},
          {"activations_in", r.activations_in_bytes},
          {"samples", r.samples_bytes},
          {"dram", r.dram_bytes},
          {"flash_read", r.flash_read_bytes},
          {"flash_write", r.flash_write_bytes}};
}

// Null when one system was not simulated: no figure is better than a zero.
json scaling(const run_result& r) {
  const bool known = r.single_system_step_s > 0;
  const auto known_only = [&](double value) { return known ? json(value) : json(nullptr); };
  return {{"speedup", known_only(r.speedup)},
          {"efficiency", known_only(r.efficiency)},
          {"single_system_step_s", known_only(r.single_system_step_s)}};
}

json training(const run_result& r) {
  json out = {{"losses", r.losses}};
  if (r.test_accuracy >= 0) out["test_accuracy"] = r.test_accuracy;
  return out;
}

json statistics(const run_result& r) {
  json out = json::array();
  for (const statistic& s : r.statistics) {
    out.push_back({{"path", s.path},
                   {"name", s.name},
                   {"value", s.large > 0 ? json(s.large) : json(s.value)},
                   {"unit", s.unit},
                   {"meaning", s.meaning}});
  }
  return out;
}

// Figures of a step that was finished; without one they are null.
json step_figures(const run_report& report) {
  const run_result& r = report.result;
  json out;
  out["step"] = {{"time_s", r.step_time_s},
                 {"forward_s", r.forward_s},
                 {"backward_s", r.backward_s},
                 {"cross_iteration_s", r.cross_iteration_s},
                 {"input_starvation_s", r.input_starvation_s},
                 {"matrix_s", r.matrix_s},
                 {"dense_s", r.dense_s}};
  out["tokens"] = r.tokens;
  out["samples"] = r.samples;
  out["tokens_per_s"] = report.tokens_per_s();
  out["samples_per_s"] = report.samples_per_s();
  out["tokens_per_s_per_system"] =
      report.tokens_per_s() / static_cast<double>(report.config.systems);
  out["model_flops_per_s"] = report.model_flops_per_s();
  out["scaling"] = scaling(r);
  out["utilization"] = to_json(r.step_busy);
  out["utilization"]["pe_vendor_peak"] = r.pe_vendor_peak;
  out["bottleneck"] = r.bottleneck;
  out["phases"] = {{"forward", to_json(r.forward)},
                   {"backward", to_json(r.backward)},
                   {"cross_iteration", to_json(r.cross_iteration)}};
  out["energy"] = energy(report);
  out["bytes"] = bytes(r);
  if (r.steps == 0)
    for (json& value : out) value = nullptr;
  return out;
}

// Which keys tell of what, when a run did not come to its end.
json partial(const run_result& r, const json& of_a_step) {
  json out = {{"reason", r.failure.empty() ? "interrupted" : "failed"},
              {"message", r.failure},
              {"steps_asked", r.steps_asked},
              {"last_complete_step", json::array()},
              {"whole_run", {"wall_s", "training", "simulator", "statistics"}}};
  for (const auto& [key, value] : of_a_step.items()) out["last_complete_step"].push_back(key);
  return out;
}

}  // namespace

std::string results_json(const run_report& report) {
  const run_result& r = report.result;
  json out;
  out["schema_version"] = results_schema_version;
  out["complete"] = r.complete;
  out["version"] = WS_VERSION;
  out["config"] = json::parse(to_json(report.config));
  out["seed"] = report.config.training.seed;
  out["wall_s"] = r.wall_s;
  out["steps"] = r.steps;
  const json of_a_step = step_figures(report);
  out.update(of_a_step);
  if (!r.complete) out["partial"] = partial(r, of_a_step);
  out["model"] = to_json(report.network);
  out["plan"] = to_json(report.schedule);
  if (!r.losses.empty()) out["training"] = training(r);
  out["simulator"] = {{"transactions", r.transactions},
                      {"transactions_per_s", report.transactions_per_s()},
                      {"peak_rss_bytes", r.peak_rss_bytes},
                      {"swarmx_switches", r.swarmx_switches},
                      {"swarmx_levels", r.swarmx_levels}};
  out["statistics"] = statistics(r);
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace ws

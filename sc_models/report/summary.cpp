// SPDX-License-Identifier: Apache-2.0
#include "ws/report/summary.h"

#include <fmt/format.h>

#include <cmath>

#include "ws/report/figure.h"
#include "ws/report/page.h"

namespace ws {
namespace {

std::string count_of(uint64_t n, const std::string& one, const std::string& many) {
  return grouped(n) + " " + (n == 1 ? one : many);
}

// A rate for people: all digits of a large one, four of a small one.
std::string number(double value) {
  if (value >= 1000) return grouped(static_cast<uint64_t>(std::llround(value)));
  return fmt::format("{:.4g}", value);
}

void add_head(page& out, const run_report& report) {
  const run_result& r = report.result;
  out.title(fmt::format("{} on {}", report.network.name, report.config.name));
  out.line(fmt::format("{} parameters, {} CS-2, {} of {} a step",
                       grouped(report.network.parameters()), report.config.systems,
                       count_of(report.schedule.sequences_per_system * report.config.systems,
                                "sequence", "sequences"),
                       count_of(report.network.sequence_length, "token", "tokens")));
  if (!r.complete) {
    out.line(out.bold(fmt::format("INCOMPLETE: {} after {}",
                                  r.failure.empty() ? "interrupted" : "failed",
                                  count_of(r.steps, "step", "steps"))));
    out.line(r.steps > 0 ? fmt::format("Figures are of step {}, the last complete one.", r.steps)
                         : "No step was finished: there are no figures of a step.");
  }
}

void add_phase(page& out, const std::string& name, const phase_result& phase, double step_s) {
  const double share = step_s > 0 ? phase.time_s / step_s : 0;
  out.row(name,
          fmt::format("{:>9}  {} {:>7}  bound by {}", figure(phase.time_s, "s"), out.bar(share, 24),
                      percent(share), phase.bottleneck),
          1);
}

void add_step(page& out, const run_report& report) {
  const run_result& r = report.result;
  out.heading("Step");
  out.row("time", fmt::format("{:>9}  bound by {}", figure(r.step_time_s, "s"), r.bottleneck));
  add_phase(out, "forward", r.forward, r.step_time_s);
  add_phase(out, "backward", r.backward, r.step_time_s);
  add_phase(out, "cross-iteration", r.cross_iteration, r.step_time_s);
  out.row("wafer compute", fmt::format("{:>9}  matrix work, {} other work", figure(r.matrix_s, "s"),
                                       figure(r.dense_s, "s")));
  if (r.input_starvation_s > 0) {
    out.row("waiting for samples", fmt::format("{:>9}", figure(r.input_starvation_s, "s")));
  }
  const auto systems = static_cast<double>(report.config.systems);
  out.row("throughput", fmt::format("{:>9} tokens/s, {} sequences/s", number(report.tokens_per_s()),
                                    number(report.samples_per_s())));
  out.row("per system", fmt::format("{:>9} tokens/s, {} of model arithmetic",
                                    number(report.tokens_per_s() / systems),
                                    figure(report.model_flops_per_s() / systems, "FLOP/s")));
  if (r.single_system_step_s > 0) {
    out.row("against one system",
            fmt::format("{:>8.2f}x as fast, efficiency {:.4f} (its step: {})", r.speedup,
                        r.efficiency, figure(r.single_system_step_s, "s")));
  }
}

struct share_row {
  std::string name;
  double step, forward, backward, cross;
};

std::vector<share_row> shares(const run_result& r) {
  std::vector<share_row> rows;
  const utilization* const parts[] = {&r.step_busy, &r.forward.busy, &r.backward.busy,
                                      &r.cross_iteration.busy};
  const auto scalar = [&](const char* name, double utilization::*share) {
    rows.push_back({name, parts[0]->*share, parts[1]->*share, parts[2]->*share, parts[3]->*share});
  };
  const auto levels = [&](const char* name, std::vector<double> utilization::*list) {
    const auto at = [&](int part, size_t level) {
      const std::vector<double>& values = parts[part]->*list;
      return level < values.size() ? values[level] : 0;
    };
    const size_t count = (parts[0]->*list).size();
    for (size_t i = 0; i < count; ++i) {
      const std::string where = i == 0 ? " (root)" : i + 1 == count ? " (leaves)" : "";
      rows.push_back(
          {fmt::format("{} {}{}", name, i, where), at(0, i), at(1, i), at(2, i), at(3, i)});
    }
  };
  scalar("PEs", &utilization::pe);
  scalar("wafer I/O down", &utilization::io_down);
  scalar("wafer I/O up", &utilization::io_up);
  levels("SwarmX down", &utilization::swarmx_down);
  levels("SwarmX up", &utilization::swarmx_up);
  scalar("MemoryX DRAM", &utilization::dram);
  scalar("MemoryX flash", &utilization::flash);
  scalar("MemoryX optimizer", &utilization::optimizer);
  scalar("MemoryX network", &utilization::network);
  return rows;
}

void add_utilization(page& out, const run_report& report) {
  const run_result& r = report.result;
  out.heading("In use", fmt::format("{:>9}{:>26}{:>10}{:>17}", "step", "forward", "backward",
                                    "cross-iteration"));
  for (const share_row& s : shares(r)) {
    out.row(s.name, fmt::format("{:>9}  {} {:>9}{:>10}{:>17}", percent(s.step), out.bar(s.step, 14),
                                percent(s.forward), percent(s.backward), percent(s.cross)));
    if (s.name != "PEs") continue;
    out.row("of vendor's peak",
            fmt::format("{:>9}  {}", percent(r.pe_vendor_peak), out.bar(r.pe_vendor_peak, 14)), 1);
  }
}

void add_bytes(page& out, const run_report& report) {
  const run_result& r = report.result;
  out.heading("Bytes a step", fmt::format("{:>9}{:>14}", "all", "per system"));
  const auto systems = static_cast<double>(report.config.systems);
  const auto wire = [&](const std::string& name, uint64_t bytes, int depth = 0) {
    const auto all = static_cast<double>(bytes);
    out.row(name, fmt::format("{:>9}{:>14}", figure(all, "B"), figure(all / systems, "B")), depth);
  };
  const auto store = [&](const std::string& name, uint64_t bytes) {
    out.row(name, fmt::format("{:>9}", figure(static_cast<double>(bytes), "B")));
  };
  wire("weights down", r.weights_down_bytes);
  if (r.sparse_header_bytes > 0) wire("segment headers", r.sparse_header_bytes, 1);
  wire("gradients up", r.gradients_up_bytes);
  if (r.activations_out_bytes + r.activations_in_bytes > 0) {
    wire("activations out", r.activations_out_bytes);
    wire("activations back", r.activations_in_bytes);
  }
  wire("samples in", r.samples_bytes);
  store("MemoryX DRAM", r.dram_bytes);
  store("flash read", r.flash_read_bytes);
  store("flash written", r.flash_write_bytes);
}

void add_energy(page& out, const run_report& report) {
  const run_result& r = report.result;
  out.heading("Energy a step");
  out.row("total", fmt::format("{:>9}  {} per token, {} on average", figure(r.energy_j, "J"),
                               figure(report.joules_per_token(), "J"),
                               figure(r.step_time_s > 0 ? r.energy_j / r.step_time_s : 0, "W")));
  const auto part = [&](const std::string& name, double joules, int depth) {
    const double share = r.energy_j > 0 ? joules / r.energy_j : 0;
    out.row(name,
            fmt::format("{:>9}  {} {:>7}", figure(joules, "J"), out.bar(share, 24), percent(share)),
            depth);
  };
  part("CS-2 systems", r.systems_j, 1);
  part("matrix work", r.matrix_j, 2);
  part("MemoryX", r.memoryx_j, 1);
  part("SwarmX", r.swarmx_j, 1);
  part("activation servers", r.activation_servers_j, 1);
}

void add_training(page& out, const run_report& report) {
  const run_result& r = report.result;
  if (r.losses.empty()) return;
  out.heading("Training");
  out.row("loss", fmt::format("{:.4f} -> {:.4f} in {}", r.losses.front(), r.losses.back(),
                              count_of(r.losses.size(), "step", "steps")));
  out.row("", out.sparkline(r.losses, 60));
  if (r.test_accuracy >= 0)
    out.row("test accuracy", fmt::format("{:.2f} %", r.test_accuracy * 100));
}

void add_simulator(page& out, const run_report& report) {
  const run_result& r = report.result;
  out.heading("Simulator");
  out.row("run", fmt::format("{}{} in {}, peak memory {}", count_of(r.steps, "step", "steps"),
                             r.complete ? "" : " and a part of one", duration_text(r.wall_s),
                             figure(static_cast<double>(r.peak_rss_bytes), "B")));
  out.row("transactions", fmt::format("{} ({} per second)", grouped(r.transactions),
                                      number(report.transactions_per_s())));
  if (r.swarmx_switches > 0) {
    out.row("SwarmX", fmt::format("{} in {}", count_of(r.swarmx_switches, "switch", "switches"),
                                  count_of(r.swarmx_levels, "level", "levels")));
  }
}

}  // namespace

std::string summary(const run_report& report, const text_style& style) {
  page out(style);
  add_head(out, report);
  if (report.result.steps > 0) {
    add_step(out, report);
    add_utilization(out, report);
    add_bytes(out, report);
    add_energy(out, report);
  }
  out.heading("Plan");
  add_plan(out, report.schedule);
  add_training(out, report);
  add_simulator(out, report);
  return out.text();
}

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#include "ws/report/gemm_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/report/page.h"
#include "ws/wafer/energy.h"

namespace ws {

uint64_t gemm_report::tiles() const {
  return static_cast<uint64_t>(mapping.width) * static_cast<uint64_t>(mapping.height);
}

uint64_t gemm_report::multiply_adds() const { return nonzeros * mapping.shape.tokens; }

double gemm_report::utilization() const {
  const double most = static_cast<double>(cycles) * static_cast<double>(tiles()) * mapping.lanes();
  return static_cast<double>(multiply_adds()) / most;
}

double gemm_report::joules() const { return energy::joules(cycles * tiles(), counts.stalls[0]); }

double gemm_report::tile_cycles_per_second() const {
  return static_cast<double>(cycles * tiles()) / step_seconds;
}

std::string gemm_summary(const gemm_report& r, const text_style& style) {
  const kernels::gemm_mapping& m = r.mapping;
  page out(style);
  out.title(fmt::format("gemm of {} tokens, {} inputs, {} outputs on {} x {} tiles", m.shape.tokens,
                        m.shape.inputs, m.shape.outputs, m.width, m.height));
  out.row("mapping", fmt::format("{} columns of {} features, {} groups, {} rows", m.columns,
                                 m.features, m.groups, m.height));
  out.row("a tile", fmt::format("{} tokens, {} outputs, {} under way, {} words of SRAM", m.tokens,
                                m.outputs, m.buffers, m.words()));
  out.row("weights",
          fmt::format("{} not zero of {}", r.nonzeros, m.shape.inputs * m.shape.outputs));
  out.row("cycles", fmt::format("{}", r.cycles));
  out.row("utilization",
          fmt::format("{:.2f} % of {} multiply-adds a cycle", 100 * r.utilization(), m.lanes()));
  out.row("energy", fmt::format("{:.4g} J, inferred from a system's power", r.joules()));
  out.row("largest error",
          fmt::format("{:.3g}; to the bit what this order of additions makes", r.max_error));
  out.row("simulation", fmt::format("{:.3g} tile cycles a second, {} bytes of SRAM a tile",
                                    r.tile_cycles_per_second(), r.memory_bytes / r.tiles()));
  return out.text();
}

std::string gemm_json(const gemm_report& r) {
  const kernels::gemm_mapping& m = r.mapping;
  nlohmann::ordered_json out;
  out["kernel"] = "gemm";
  out["grid"] = {m.width, m.height};
  out["shape"] = {{"m", m.shape.tokens}, {"k", m.shape.inputs}, {"n", m.shape.outputs}};
  out["precision"] = m.half ? "f16" : "mixed";
  out["sparsity"] = r.sparsity;
  out["seed"] = r.seed;
  out["twin"] = r.twin;
  out["threads"] = r.threads;
  out["mapping"] = {{"columns", m.columns},   {"groups", m.groups},   {"rows", m.height},
                    {"features", m.features}, {"outputs", m.outputs}, {"tokens", m.tokens},
                    {"buffers", m.buffers},   {"words", m.words()}};
  out["nonzeros"] = r.nonzeros;
  out["multiply_adds"] = r.multiply_adds();
  out["cycles"] = r.cycles;
  out["utilization"] = r.utilization();
  out["peak_multiply_adds"] = m.lanes();
  out["energy_j"] = r.joules();
  out["max_error"] = r.max_error;
  out["weight_wavelets"] = r.weight_wavelets;
  uint64_t sent = 0, passed = 0;
  for (size_t c = 0; c < router_colors; ++c) sent += r.counts.sent[c], passed += r.counts.passed[c];
  out["ring_wavelets"] = sent;
  out["link_wavelets"] = passed;
  out["issued"] = r.counts.stalls[0];
  out["tasks"] = r.counts.tasks;
  out["bank_conflicts"] = r.counts.bank_conflicts;
  out["sram_bytes_per_tile"] = r.memory_bytes / r.tiles();
  out["step_seconds"] = r.step_seconds;
  out["tile_cycles_per_s"] = r.tile_cycles_per_second();
  return out.dump(2) + "\n";
}

void check_gemm(const kernels::gemm_shape& shape, const std::vector<uint16_t>& result,
                const std::vector<uint16_t>& expected) {
  size_t wrong = 0, first = 0;
  for (size_t i = result.size(); i-- > 0;)
    if (result[i] != expected[i]) ++wrong, first = i;
  if (wrong == 0) return;
  throw simulation_error(say(msg::gemm_wrong, first / shape.outputs, first % shape.outputs,
                             result[first], expected[first], wrong, result.size()));
}

size_t memory_of(const grid& tiles) {
  size_t bytes = 0;
  for (int y = 0; y < tiles.height(); ++y)
    for (int x = 0; x < tiles.width(); ++x)
      if (const pe_state* pe = tiles.at(x, y).pe()) bytes += pe->sram().heap();
  return bytes;
}

}  // namespace ws

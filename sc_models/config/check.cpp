// SPDX-License-Identifier: Apache-2.0
#include "check.h"

#include <fmt/format.h>

#include <map>

#include "ws/base/messages.h"
#include "ws/config/quantity.h"

namespace ws {
namespace {

std::string bytes(double value) { return format_number(value, quantity::data); }

void check_overrides(const cluster_config& config, config_reader& reader) {
  std::map<uint64_t, size_t> first;
  for (size_t i = 0; i < config.overrides.size(); ++i) {
    const uint64_t system = config.overrides[i].system;
    const std::string path = fmt::format("overrides[{}].system", i);
    if (system >= config.systems)
      reader.conflict({path, "systems"}, say(msg::override_beyond, i, system, config.systems - 1));
    const auto [other, is_new] = first.emplace(system, i);
    if (!is_new) reader.conflict({path}, say(msg::override_twice, i, system, other->second));
  }
}

void check_buffers(const cluster_config& config, config_reader& reader) {
  const double burst = config.simulation.burst_bytes;
  const std::vector<std::pair<const char*, double>> buffers = {
      {"cs2.ingress_buffer", config.cs2.ingress_buffer_bytes},
      {"cs2.egress_buffer", config.cs2.egress_buffer_bytes},
      {"swarmx.buffer", config.swarmx.buffer_bytes},
      {"memoryx.staging", config.memoryx.staging_bytes}};
  for (const auto& [path, size] : buffers) {
    if (size < burst)
      reader.conflict({path, "simulation.burst"},
                      say(msg::below_burst, path, bytes(size), bytes(burst)));
  }
  if (config.simulation.mtu_bytes > burst)
    reader.conflict({"simulation.mtu", "simulation.burst"},
                    say(msg::mtu_above_burst, bytes(config.simulation.mtu_bytes), bytes(burst)));
}

/// MemoryX keeps an f32 weight, the summed f32 gradient and the f16 copy that is streamed; an
/// optimizer with moments adds one f32 each.
void check_state(const cluster_config& config, config_reader& reader) {
  int least = 4 + 4 + 2;
  const char* name = "sgd";
  const char* moments = "";
  switch (config.training.optimizer) {
    case optimizer_kind::sgd:
      break;
    case optimizer_kind::momentum:
      least += 4, name = "momentum", moments = ", f32 momentum";
      break;
    case optimizer_kind::adam:
      least += 8, name = "adam", moments = ", two f32 moments";
      break;
    case optimizer_kind::adamw:
      least += 8, name = "adamw", moments = ", two f32 moments";
      break;
  }
  const double given = config.memoryx.bytes_per_parameter;
  if (given < least)
    reader.conflict({"memoryx.bytes_per_parameter", "training.optimizer"},
                    say(msg::state_too_small, given, name, least, moments));
}

void check_wafer(const cluster_config& config, config_reader& reader) {
  const wafer_config& wafer = config.cs2.wafer;
  const uint64_t usable = wafer.pe_columns * wafer.pe_rows;  // in range, so below 1e8
  if (usable > wafer.pes_total)
    reader.conflict(
        {"cs2.wafer.pe_columns", "cs2.wafer.pe_rows", "cs2.wafer.pes_total"},
        say(msg::too_many_pes, wafer.pe_columns, wafer.pe_rows, usable, wafer.pes_total));
  if (wafer.idle_w > wafer.peak_w)
    reader.conflict(
        {"cs2.wafer.idle_power", "cs2.wafer.peak_power"},
        say(msg::above_other, "cs2.wafer.idle_power", format_number(wafer.idle_w, quantity::power),
            "cs2.wafer.peak_power", format_number(wafer.peak_w, quantity::power)));
}

}  // namespace

void check_cluster(const cluster_config& config, config_reader& reader) {
  check_overrides(config, reader);
  check_buffers(config, reader);
  check_state(config, reader);
  check_wafer(config, reader);
  if (config.memoryx.staging_bytes > config.memoryx.dram_bytes)
    reader.conflict({"memoryx.staging", "memoryx.dram"},
                    say(msg::above_other, "memoryx.staging", bytes(config.memoryx.staging_bytes),
                        "memoryx.dram", bytes(config.memoryx.dram_bytes)));
}

}  // namespace ws

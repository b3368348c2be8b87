// SPDX-License-Identifier: Apache-2.0
#include "fields.h"

// The one declaration of every field of a cluster. A meaning ends with its source where the default
// is published; "assumed" marks what the vendor has not told.
namespace ws {
namespace {

using table_wafer = table_of<wafer_config>;
using table_cs2 = table_of<cs2_config>;

table_wafer make_wafer() {
  table_wafer t("wafer", "The WSE-2 in every CS-2.");
  using c = wafer_config;
  t.integer("pe_columns", &c::pe_columns, 1, 10'000,
            "PEs across the rectangle that programs may use (Cerebras SDK examples: at most "
            "750 x 994)");
  t.integer("pe_rows", &c::pe_rows, 1, 10'000, "PEs down that rectangle (Cerebras SDK examples)");
  t.integer("pes_total", &c::pes_total, 1, 100'000'000,
            "PEs on the wafer, usable or not (Cerebras announcement 2021)");
  t.number("clock", "clock_hz", &c::clock_hz, quantity::frequency, 1e6, 1e10,
           "clock of the PEs (Cerebras SDK examples convert cycles at 850 MHz)");
  t.number("sram", "sram_bytes", &c::sram_bytes, quantity::data, 1e3, 1e15,
           "memory of all PEs together (Cerebras announcement 2021)");
  t.number("tile", "tile_bytes", &c::tile_bytes, quantity::data, 1e3, 1e15,
           "largest f32 gradient of one matrix pass; a larger matrix is tiled by rows (assumed)");
  t.number("activation_bytes_per_element", "activation_bytes_per_element",
           &c::activation_bytes_per_element, quantity::plain, 1, 1000,
           "bytes that one layer keeps per token and hidden element (Korthikanti et al. 2022: 34)");
  t.number("idle_power", "idle_w", &c::idle_w, quantity::power, 0, 1e6,
           "power of a whole CS-2 without work (Jacquelin et al., SC22: 16.1 kW)");
  t.number("peak_power", "peak_w", &c::peak_w, quantity::power, 0, 1e6,
           "power of a whole CS-2 with every PE at work (Jacquelin et al., SC22: 22.9 kW)");
  return t;
}

table_cs2 make_cs2() {
  table_cs2 t("cs2", "Every CS-2: its links and its wafer.");
  using c = cs2_config;
  t.integer("links", &c::links, 1, 64, "Ethernet links (Cerebras product page: 12 x 100 GbE)");
  t.number("link_rate", "link_rate_bits_per_s", &c::link_rate_bits_per_s, quantity::bit_rate, 1e6,
           1e14, "line rate of one link and direction (Cerebras product page)");
  t.number("link_efficiency", "link_efficiency", &c::link_efficiency, quantity::plain, 0.01, 1,
           "payload share of the line rate (assumed: RoCE with 4 KiB packets)");
  t.number("link_latency", "link_latency_s", &c::link_latency_s, quantity::time, 0, 1,
           "from the edge of the wafer to the far end of the cable (assumed)");
  t.number("ingress_buffer", "ingress_buffer_bytes", &c::ingress_buffer_bytes, quantity::data, 64,
           1e15, "buffer per link for what arrives (assumed)");
  t.number("egress_buffer", "egress_buffer_bytes", &c::egress_buffer_bytes, quantity::data, 64,
           1e15, "buffer per link for what leaves (assumed)");
  t.number("vendor_peak", "vendor_peak_flops", &c::vendor_peak_flops, quantity::compute, 1e6, 1e18,
           "dense f16 peak as the vendor states it (Andromeda: 120 PFLOP/s / 16); only for one "
           "utilisation figure");
  t.group("wafer", &c::wafer, wafer_table());
  return t;
}

table_of<system_override> make_override() {
  table_of<system_override> t("overrides",
                              "Systems that differ from the others; zero leaves the common value.");
  using c = system_override;
  t.integer("system", &c::system, 0, 191, "which system, counted from 0").required = true;
  t.number("link_rate", "link_rate_bits_per_s", &c::link_rate_bits_per_s, quantity::bit_rate, 1e6,
           1e14, "line rate of each of its links")
      .zero_too = true;
  t.number("link_latency", "link_latency_s", &c::link_latency_s, quantity::time, 0, 1,
           "latency of each of its links");
  t.number("clock", "clock_hz", &c::clock_hz, quantity::frequency, 1e6, 1e10, "clock of its wafer")
      .zero_too = true;
  return t;
}

table_of<cluster_config> make_cluster() {
  table_of<cluster_config> t("cluster", "The cluster file's own keys.");
  using c = cluster_config;
  t.text("name", &c::name, "name of the cluster in results");
  t.integer("systems", &c::systems, 1, 192, "CS-2 systems (Cerebras announcement 2021: up to 192)");
  t.group("cs2", &c::cs2, cs2_table());
  t.list("overrides", &c::overrides, override_table());
  t.group("swarmx", &c::swarmx, swarmx_table());
  t.group("memoryx", &c::memoryx, memoryx_table());
  t.group("activation_server", &c::activation_server, activation_server_table());
  t.group("training", &c::training, training_table());
  t.group("simulation", &c::simulation, simulation_table());
  return t;
}

}  // namespace

const table_of<wafer_config>& wafer_table() {
  static const table_wafer table = make_wafer();
  return table;
}

const table_of<cs2_config>& cs2_table() {
  static const table_cs2 table = make_cs2();
  return table;
}

const table_of<system_override>& override_table() {
  static const table_of<system_override> table = make_override();
  return table;
}

const struct_table& cluster_table() {
  static const table_of<cluster_config> table = make_cluster();
  return table;
}

std::vector<const struct_table*> all_tables() {
  return {&cluster_table(),           &cs2_table(),      &wafer_table(),
          &override_table(),          &swarmx_table(),   &memoryx_table(),
          &activation_server_table(), &training_table(), &simulation_table()};
}

}  // namespace ws

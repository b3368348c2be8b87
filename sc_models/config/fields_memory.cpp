// SPDX-License-Identifier: Apache-2.0
#include "fields.h"

// The tables of what stands around the wafers: SwarmX, MemoryX, activation servers.
namespace ws {
namespace {

table_of<swarmx_config> make_swarmx() {
  table_of<swarmx_config> t("swarmx",
                            "The tree that broadcasts weights and adds gradients; its size follows "
                            "from the systems and the radix.");
  using c = swarmx_config;
  t.choice("topology", &c::topology, {"tree", "none"},
           "tree, or none: MemoryX sends to each system in turn, for comparison");
  t.integer("radix", &c::radix, 2, 192,
            "children of one node (Cerebras glossary, SwarmX: one 1:4 or two 1:2 units)");
  t.number("link_rate", "link_rate_bits_per_s", &c::link_rate_bits_per_s, quantity::bit_rate, 1e6,
           1e14, "line rate of a port and direction (Cerebras glossary, SwarmX: 100 Gb/s)");
  t.number("link_efficiency", "link_efficiency", &c::link_efficiency, quantity::plain, 0.01, 1,
           "payload share of the line rate (assumed: RoCE with 4 KiB packets)");
  t.number("hop_latency", "hop_latency_s", &c::hop_latency_s, quantity::time, 0, 1,
           "through one node and its cable (assumed; 1 to 20 us are worth trying)");
  t.number("jitter", "jitter_s", &c::jitter_s, quantity::time, 0, 1,
           "each burst is late by a random time up to this (assumed)");
  t.number("buffer", "buffer_bytes", &c::buffer_bytes, quantity::data, 64, 1e15,
           "buffer per port and direction (assumed)");
  t.number("node_power", "node_w", &c::node_w, quantity::power, 0, 1e6,
           "power of one node (assumed: a 1U server)");
  return t;
}

table_of<memoryx_config> make_memoryx() {
  table_of<memoryx_config> t("memoryx", "The shard servers that hold the model and update it.");
  using c = memoryx_config;
  t.integer("servers", &c::servers, 1, 4096,
            "shard servers; every further size is per server (Hot Chips 2023 coverage: about 12)");
  t.number("dram", "dram_bytes", &c::dram_bytes, quantity::data, 1, 1e18,
           "DRAM (12 x 1 TB: the 12 TB MemoryX sold with the CS-2, Cerebras blog on the CS-3, "
           "2024)");
  t.number("dram_bandwidth", "dram_bytes_per_s", &c::dram_bytes_per_s, quantity::byte_rate, 1e6,
           1e15, "DRAM reads and writes together (Cerebras blog 2021: 4 TB/s over all servers)");
  t.number("flash", "flash_bytes", &c::flash_bytes, quantity::data, 0, 1e18,
           "flash behind the DRAM; capacity is the sum of both (Hot Chips 2023 coverage: up to "
           "about 500 TB)");
  t.number("flash_read_bandwidth", "flash_read_bytes_per_s", &c::flash_read_bytes_per_s,
           quantity::byte_rate, 1e6, 1e15, "reading flash (assumed)");
  t.number("flash_write_bandwidth", "flash_write_bytes_per_s", &c::flash_write_bytes_per_s,
           quantity::byte_rate, 1e6, 1e15, "writing flash (assumed)");
  t.number("flash_latency", "flash_latency_s", &c::flash_latency_s, quantity::time, 0, 1,
           "of one flash access (assumed)");
  t.number("staging", "staging_bytes", &c::staging_bytes, quantity::data, 64, 1e18,
           "DRAM set aside for weights on their way from flash (assumed)");
  t.number(
      "read_window", "read_window_bytes", &c::read_window_bytes, quantity::data, 64, 1e18,
      "weights of one link that may be asked of DRAM before the first of them are there; where "
      "flash's latency x rate plus a burst is more, that (assumed: a large burst)");
  t.number("optimizer_rate", "optimizer_flops", &c::optimizer_flops, quantity::compute, 1e6, 1e18,
           "arithmetic of the weight update (assumed)");
  t.integer("update_pieces", &c::update_pieces, 1, 65'536,
            "pieces into which a server cuts its share of a tensor's update; between two of them "
            "weights and gradients get their turn at the memory (assumed; 32 to 256 differ by less "
            "than 1 % of a step, as a test shows)");
  t.integer("update_piece_min", &c::update_piece_min, 1, 1'000'000,
            "parameters that a piece has at least (assumed)");
  t.integer("update_piece_max", &c::update_piece_max, 1'000'000, 1'000'000'000'000,
            "parameters that a piece has at most (assumed: 3 ms of the default DRAM)");
  t.number("network_rate", "network_rate_bits_per_s", &c::network_rate_bits_per_s,
           quantity::bit_rate, 1e6, 1e14, "line rate of the server's port (100 GbE)");
  t.number("network_efficiency", "network_efficiency", &c::network_efficiency, quantity::plain,
           0.01, 1, "payload share of the line rate (assumed: RoCE with 4 KiB packets)");
  t.number("norm_latency", "norm_latency_s", &c::norm_latency_s, quantity::time, 0, 1,
           "the servers agree on the global gradient norm (assumed)");
  t.number("bytes_per_parameter", "bytes_per_parameter", &c::bytes_per_parameter, quantity::plain,
           1, 1000,
           "capacity that one parameter takes with all its state (Cerebras announcement 2021: "
           "200e9 parameters in 4 TB, 120e12 in 2.4 PB)");
  t.number("server_power", "server_w", &c::server_w, quantity::power, 0, 1e6,
           "power of one server (assumed)");
  return t;
}

table_of<activation_server_config> make_activation_server() {
  table_of<activation_server_config> t(
      "activation_server",
      "One per CS-2: delivers the samples and holds activations that do not fit on the wafer.");
  using c = activation_server_config;
  t.number("memory", "memory_bytes", &c::memory_bytes, quantity::data, 1, 1e18,
           "memory for spilled activations (assumed)");
  t.number("memory_bandwidth", "memory_bytes_per_s", &c::memory_bytes_per_s, quantity::byte_rate,
           1e6, 1e15, "its reads and writes together (assumed)");
  t.number("sample_rate", "sample_rate_bytes_per_s", &c::sample_rate_bytes_per_s,
           quantity::byte_rate, 1, 1e15, "what the input pipeline produces (assumed)");
  t.number("latency", "latency_s", &c::latency_s, quantity::time, 0, 1,
           "from a request to its first byte (assumed)");
  t.number("server_power", "server_w", &c::server_w, quantity::power, 0, 1e6,
           "power of one server (assumed)");
  return t;
}

}  // namespace

const table_of<swarmx_config>& swarmx_table() {
  static const table_of<swarmx_config> table = make_swarmx();
  return table;
}

const table_of<memoryx_config>& memoryx_table() {
  static const table_of<memoryx_config> table = make_memoryx();
  return table;
}

const table_of<activation_server_config>& activation_server_table() {
  static const table_of<activation_server_config> table = make_activation_server();
  return table;
}

}  // namespace ws

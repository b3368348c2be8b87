// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ws/config/training_config.h"

// The cluster as its file describes it. Units are SI and stand in the fields' names; defaults are
// published facts of the CS-2 cluster of 2021 to 2023 or documented parameters. The one table per
// struct in sc_models/config/fields*.cpp gives each field its key, unit, range, meaning and source.
namespace ws {

enum class swarmx_topology { tree, none };
enum class transport_style { loosely_timed, approximately_timed };
enum class symmetry_mode { folded, planes, none };

struct wafer_config {
  uint64_t pe_columns = 750;     ///< usable rectangle, x
  uint64_t pe_rows = 994;        ///< usable rectangle, y
  uint64_t pes_total = 850'000;  ///< PEs on the wafer, usable or not
  double clock_hz = 850e6;
  double sram_bytes = 40e9;  ///< of all PEs together
  double tile_bytes = 5e9;   ///< largest f32 gradient of one matrix pass; larger ones are tiled
  double activation_bytes_per_element = 34;  ///< per token and hidden element of one layer
  double idle_w = 16.1e3;                    ///< system power without work
  double peak_w = 22.9e3;                    ///< system power with every PE at work
};

struct cs2_config {
  uint64_t links = 12;
  double link_rate_bits_per_s = 100e9;
  double link_efficiency = 0.95;        ///< payload share of the line rate
  double link_latency_s = 1e-6;         ///< edge of the wafer to the far end of the cable
  double ingress_buffer_bytes = 128e6;  ///< per link
  double egress_buffer_bytes = 128e6;   ///< per link
  double vendor_peak_flops = 7.5e15;    ///< the vendor's dense f16 peak, for one utilisation figure
  wafer_config wafer;
};

/// What differs on one system; zero leaves the cluster's value.
struct system_override {
  uint64_t system = 0;  ///< 0 .. systems-1
  double link_rate_bits_per_s = 0;
  double link_latency_s = 0;
  double clock_hz = 0;
};

struct swarmx_config {
  swarmx_topology topology = swarmx_topology::tree;
  uint64_t radix = 4;
  double link_rate_bits_per_s = 100e9;
  double link_efficiency = 0.95;
  double hop_latency_s = 3e-6;
  double jitter_s = 0;          ///< each burst is late by a random time up to this
  double buffer_bytes = 128e6;  ///< per port and direction
  double node_w = 400;
};

struct memoryx_config {
  uint64_t servers = 12;
  double dram_bytes = 1e12;  ///< per server, as are all below
  double dram_bytes_per_s = 333e9;
  double flash_bytes = 0;
  double flash_read_bytes_per_s = 100e9;
  double flash_write_bytes_per_s = 50e9;
  double flash_latency_s = 100e-6;
  double staging_bytes = 1e9;       ///< DRAM set aside for weights on their way from flash
  double read_window_bytes = 64e6;  ///< per link; more where flash's latency asks for it
  double optimizer_flops = 1e12;
  uint64_t update_pieces = 64;             ///< a tensor's update on one server is cut into as many
  uint64_t update_piece_min = 4'096;       ///< parameters
  uint64_t update_piece_max = 32'000'000;  ///< parameters
  double network_rate_bits_per_s = 100e9;
  double network_efficiency = 0.95;
  double norm_latency_s = 20e-6;    ///< servers agree on the global gradient norm
  double bytes_per_parameter = 20;  ///< capacity taken by one parameter, all state included
  double server_w = 800;
};

/// One activation server per CS-2: delivers samples, holds spilled activations.
struct activation_server_config {
  double memory_bytes = 8e12;
  double memory_bytes_per_s = 200e9;
  double sample_rate_bytes_per_s = 1e9;  ///< what the input pipeline produces
  double latency_s = 5e-6;
  double server_w = 800;
};

struct simulation_config {
  transport_style transport = transport_style::loosely_timed;
  symmetry_mode symmetry = symmetry_mode::folded;
  double burst_bytes = 128e6;  ///< largest transaction
  double mtu_bytes = 4096;     ///< cut-through grain
};

struct cluster_config {
  std::string name = "cs2";
  uint64_t systems = 1;
  cs2_config cs2;
  std::vector<system_override> overrides;
  swarmx_config swarmx;
  memoryx_config memoryx;
  activation_server_config activation_server;
  training_config training;
  simulation_config simulation;
};

}  // namespace ws

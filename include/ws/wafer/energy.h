// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace ws::energy {

// What tiles take, derived from a whole CS-2's power while it stood idle and while it ran a stencil
// at its fastest (Jacquelin et al. 2022: 16.1 and 22.9 kW): inferred, for nothing is published of
// an operation, a memory access or a hop. Power supplies and pumps are in it.
inline constexpr double idle_watts = 16.1e3, busy_watts = 22.9e3;
inline constexpr double clock_hertz = 850e6;       // of a CS-2 in all measured work
inline constexpr double fabric_tiles = 757 * 996;  // that programs for a CS-2 are compiled for

/// Of a tile in each cycle, whatever it does.
inline constexpr double joules_per_tile_cycle = idle_watts / fabric_tiles / clock_hertz;
/// Of a cycle in which a tile issues something, besides: memory, arithmetic and wavelets. Assumes
/// that the stencil issued in every cycle, so this is a lower bound.
inline constexpr double joules_per_issue = (busy_watts - idle_watts) / fabric_tiles / clock_hertz;

constexpr double joules(uint64_t tile_cycles, uint64_t issues) {
  return static_cast<double>(tile_cycles) * joules_per_tile_cycle +
         static_cast<double>(issues) * joules_per_issue;
}

}  // namespace ws::energy

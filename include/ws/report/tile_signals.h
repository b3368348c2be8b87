// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ws/wafer/tile_recorder.h"

namespace ws {

/// A signal of a tile in waveforms. Scope and name are those of rtl/ws_tile.sv and what is below
/// it; only the scope `watch` is none of the hardware.
struct tile_signal {
  std::string scope;  ///< "ws_tile", "ws_tile.u_pe.u_main"
  std::string name;
  unsigned width = 1;
  /// In the cycle; `in` of the instant behind the last cycle is not known.
  std::function<uint64_t(const tile_cycle&)> value;
};

/// All of them, signals of one scope next to each other.
const std::vector<tile_signal>& tile_signals();

}  // namespace ws

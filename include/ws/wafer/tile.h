// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "ws/isa/program.h"
#include "ws/wafer/pe_state.h"
#include "ws/wafer/router_state.h"
#include "ws/wafer/tile_hardware.h"
#include "ws/wafer/tile_lockstep.h"

namespace ws {

/// What a tile did since the start.
struct tile_counts {
  std::array<uint64_t, isa::code_count("stall")> stalls =
      {};  ///< cycles by code "stall"; [0]: something was issued
  uint64_t instructions = 0, steps = 0, elements = 0, tasks = 0, bank_conflicts = 0;
  std::array<uint64_t, router_colors> sent = {};    ///< wavelets from the element to the router
  std::array<uint64_t, router_colors> passed = {};  ///< over links to other tiles, copies counted
};

/// A processing element and its router: C++ twins, hardware, or both. A tile without a program has
/// no element.
class tile {
 public:
  /// Loads what the program has for this tile; `memory` holds its segments and outlives the tile.
  void load(const isa::tile_code& code, const pe_sram& memory, uint16_t x, uint16_t y);

  /// Puts hardware in the place of the C++ twins, or beside them if `compared`. Before the first
  /// step, of a tile that has an element.
  void put(std::unique_ptr<tile_hardware> hardware, bool compared);

  /// Pins of the debug port in the next step; only of a tile that has an element.
  void debug(const debug_access& access) { m_debug = access; }
  /// One clock. The links and credits of `in` (its ramp and configuration pins are the tile's own);
  /// `now` is what this tile's router showed in the cycle that ends, `next` what it will show.
  void step(router_in& in, const router_out& now, router_out& next);

  /// Whether anything may happen in the next cycle without a wavelet or credit from outside.
  bool moved() const { return m_moved; }

  // In two pieces, where there is no hardware: a router, and an element if there is one.
  router_state& router() { return m_router; }
  /// One clock of the router, with the pins of the element if it shows something in this cycle: the
  /// pins of one that is not stepped are those of its last step.
  void step_router(router_in& in, router_out& next, bool element_shows);
  /// One clock of the element; `pins` are those of its router.
  void step_element(pe_in pins);
  /// The same as `cycles` steps of the element while it is quiet (pe_state::quiet_until).
  void catch_up(uint64_t cycles);
  /// Whether the element shows its router something.
  bool shows() const {
    return m_out.to_router.valid || m_out.credit != 0 || m_out.cfg_we || m_out.cfg_re;
  }
  void count_passed(unsigned color, uint64_t wavelets) {
    if (m_counts != nullptr) m_counts->passed[color] += wavelets;
  }
  bool is_hardware() const { return m_hardware != nullptr; }
  /// Registers of the router that the element sees.
  uint32_t frozen() const;
  uint16_t word_read() const;

  /// Output pins of the element in the cycle that begins.
  const pe_out& pins() const { return m_out; }
  /// Cause of the trap that has stopped the element; 0: it runs.
  uint8_t trap_cause() const { return m_out.trap_cause; }
  tile_status status() const;
  /// Compares all registers and the memory with the hardware beside them, if there is any. Throws
  /// simulation_error.
  void compare() const;

  /// In the place of hardware: with its SRAM, and otherwise as loaded.
  const pe_state* pe() const { return m_pe.get(); }
  pe_state* pe() { return m_pe.get(); }
  const tile_counts* counts() const { return m_counts.get(); }

 private:
  void step_model(router_in& in, const router_out& now, router_out& next);
  void follow_hardware(router_out& next);
  void count();
  void count_hardware();
  void count_links(const router_out& out);

  std::unique_ptr<pe_state> m_pe;
  std::unique_ptr<tile_counts> m_counts;
  std::unique_ptr<tile_hardware> m_hardware;
  std::unique_ptr<tile_lockstep> m_lockstep;
  router_state m_router;
  pe_out m_out;
  debug_access m_debug;
  uint16_t m_x = 0, m_y = 0;
  bool m_moved = true;
};

}  // namespace ws

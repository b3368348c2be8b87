// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <memory>

#include "ws/isa/program.h"
#include "ws/wafer/pe_state.h"
#include "ws/wafer/router_pins.h"
#include "ws/wafer/tile_status.h"

namespace ws {

/// Four words that the hardware's last cycle wrote to its SRAM, each if its bit is set.
struct sram_writes {
  unsigned mask = 0;
  uint16_t address[4] = {}, value[4] = {};
};

/// The debug port in one cycle; nothing is issued meanwhile.
struct debug_access {
  bool we = false, re = false;
  uint16_t addr = 0, wdata = 0;
};

/// A tile in hardware (rtl/ws_tile.sv) as a grid steps it. In the library ws::twins.
class tile_hardware {
 public:
  virtual ~tile_hardware() = default;
  /// One clock with the links and credits of the four neighbours.
  virtual void step(const router_in& in, const debug_access& debug = {}) = 0;
  /// Output pins of the router, those inside the tile as well.
  virtual const router_out& router() const = 0;
  /// Output pins of the processing element.
  virtual const pe_out& pe() const = 0;

  // What no pin shows.
  virtual sram_writes written() const = 0;
  virtual uint16_t word(uint16_t address) const = 0;  ///< of the SRAM
  virtual uint16_t gpr(unsigned number) const = 0;
  /// Word 0 to 3 of a descriptor register, file * 16 + number as in pe_dsrs.
  virtual uint16_t dsr(unsigned number, unsigned word) const = 0;
  /// Whether something happened in the last cycle, or may happen in the next one although no pin
  /// changes: as tile::moved().
  virtual bool moved() const = 0;
  virtual pe_trap trap() const = 0;
  virtual uint64_t active() const = 0, blocked() const = 0;  ///< tasks
  /// How often an event (code "event") happened in the last cycle.
  virtual unsigned events(unsigned event) const = 0;
  virtual tile_status status() const = 0;
};

/// Makes the hardware of tile (x, y) in the state that `code` describes, with the SRAM, timestamp,
/// timer and counters of `loaded`.
using hardware_maker = std::function<std::unique_ptr<tile_hardware>(
    const isa::tile_code& code, const pe_state& loaded, uint16_t x, uint16_t y)>;

/// Of ws::twins: the Verilated tile.
std::unique_ptr<tile_hardware> make_tile_rtl(const isa::tile_code& code, const pe_state& loaded,
                                             uint16_t x, uint16_t y);

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <systemc>
#include <vector>

#include "ws/wafer/grid.h"
#include "ws/wafer/wavelet_link.h"

namespace ws {

/// What a fabric is made of besides its program.
struct fabric_config {
  /// Tiles in hardware, those of the rectangle that have a program; `compared`: in lockstep.
  struct hardware_rectangle {
    int x = 0, y = 0, width = 0, height = 0;
    bool compared = false;
  };

  unsigned threads = 1;
  std::vector<hardware_rectangle> hardware;
  hardware_maker make;  ///< of ws::twins; needed where there is hardware
};

/// A wafer as one module over a grid, of any size. Cycle by cycle the same as a mesh: so are the
/// links at its edge. While nothing moves its process does not run, if its clock is an sc_clock;
/// bound to another signal, or with hardware or an observer, it runs at each edge.
class fabric : public sc_core::sc_module, private grid_edge {
 public:
  sc_core::sc_in<bool> clock{"clock"};

  /// Loads a program; `image` outlives the module.
  fabric(const sc_core::sc_module_name& name, const isa::program_image& image,
         const fabric_config& config = {});

  /// The link of an outermost tile to the outside, made when it is first asked for, before the
  /// simulation begins. Where there is none nothing comes, and what is sent is lost.
  wavelet_port& link(int x, int y, unsigned side);
  /// The tiles in the cycle that begins. They may be changed, so a fabric at rest wakes.
  grid& tiles();
  const grid& tiles() const;
  /// Why nothing more happens of itself, if so. A trap ends nothing but its element.
  std::optional<grid::ended> ended() const;
  /// How often its process ran.
  uint64_t runs() const { return m_runs; }

 private:
  /// A module, for sockets are made in modules alone.
  struct outer_link : sc_core::sc_module {
    tile_side at;
    wavelet_port port{"link"};
    outer_link(const sc_core::sc_module_name& name, const tile_side& a) : sc_module(name), at(a) {}
  };
  void put_hardware(const fabric_config& config);
  size_t place(const tile_side& s) const;
  void start_of_simulation() override;
  void drive(int x, int y, unsigned side, const router_out& now, router_in& in) override;
  void edge();
  void show();
  void rest();
  uint64_t edges_missed() const;
  void catch_up() const;
  void report_trap();

  std::unique_ptr<grid> m_tiles;
  std::vector<std::unique_ptr<outer_link>> m_links;  // by place(): null where nobody asked
  std::vector<outer_link*> m_made;
  sc_core::sc_event m_stepped, m_comes;
  sc_core::sc_time m_period;     // zero: unknown
  sc_core::sc_time m_last_edge;  // at which it was stepped
  uint64_t m_last_cycle = 0;     // behind that
  uint64_t m_runs = 0;
  bool m_rests = false, m_reported = false;
};

}  // namespace ws

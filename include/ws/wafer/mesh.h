// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <systemc>
#include <vector>

#include "ws/isa/program.h"
#include "ws/wafer/pe.h"
#include "ws/wafer/router.h"

namespace ws {

/// What the modules of a tile are made of.
struct tile_engines {
  std::unique_ptr<pe_engine> pe;  ///< null: the tile has no element
  std::unique_ptr<router_engine> router;
};

/// A processing element and its router, joined. Its links are the router's.
class tile_module : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clock{"clock"};

  tile_module(const sc_core::sc_module_name& name, tile_engines engines, uint16_t x, uint16_t y);

  /// Both parts of a program, before the first clock.
  void load(const isa::tile_code& code);
  /// The link to a neighbour: port::west ... port::north.
  wavelet_port& link(unsigned side) { return m_router.links[side]; }
  pe* element() { return m_pe.get(); }  ///< null if the tile has none
  router& fabric() { return m_router; }

 private:
  router m_router;
  std::unique_ptr<pe> m_pe;
  sc_core::sc_signal<uint32_t> m_frozen{"frozen_colors"};
};

/// Makes the engines of tile (x, y), with those of an element if it has a program.
using engine_maker = std::function<tile_engines(int x, int y, bool program)>;

/// C++ twins everywhere.
tile_engines make_cpp_engines(int x, int y, bool program);

/// A program's rectangle of tiles, each joined with its neighbours; links at its edge are open.
/// Cycle by cycle the same as a grid, module by module.
class mesh : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clock{"clock"};

  mesh(const sc_core::sc_module_name& name, const isa::program_image& image,
       const engine_maker& make = make_cpp_engines);

  int width() const { return m_width; }
  int height() const { return m_height; }
  tile_module& at(int x, int y) { return *m_tiles[static_cast<size_t>(y) * m_width + x]; }

 private:
  int m_width, m_height;
  std::vector<std::unique_ptr<tile_module>> m_tiles;
};

}  // namespace ws

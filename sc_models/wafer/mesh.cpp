// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/mesh.h"

#include <fmt/format.h>

namespace ws {

tile_module::tile_module(const sc_core::sc_module_name& name, tile_engines engines, uint16_t x,
                         uint16_t y)
    : sc_module(name), m_router("router", std::move(engines.router)) {
  m_router.clock(clock);
  m_router.frozen(m_frozen);
  if (engines.pe == nullptr) return;
  m_pe = std::make_unique<pe>("pe", std::move(engines.pe), x, y);
  m_pe->clock(clock);
  m_pe->frozen(m_frozen);
  m_pe->ramp.bind(m_router.links[port::ramp]);
  m_pe->config.out.bind(m_router.config.in);
}

void tile_module::load(const isa::tile_code& code) {
  m_router.load(code);
  if (m_pe != nullptr) m_pe->load(code);
}

tile_engines make_cpp_engines(int, int, bool program) {
  tile_engines engines;
  if (program) engines.pe = std::make_unique<pe_cpp>();
  engines.router = std::make_unique<router_cpp>();
  return engines;
}

mesh::mesh(const sc_core::sc_module_name& name, const isa::program_image& image,
           const engine_maker& make)
    : sc_module(name), m_width(image.width), m_height(image.height) {
  for (int y = 0; y < m_height; ++y)
    for (int x = 0; x < m_width; ++x) {
      const isa::tile_code* code = image.at(x, y);
      m_tiles.push_back(std::make_unique<tile_module>(
          fmt::format("tile_{}_{}", x, y).c_str(), make(x, y, code != nullptr),
          static_cast<uint16_t>(x), static_cast<uint16_t>(y)));
      tile_module& t = *m_tiles.back();
      t.clock(clock);
      if (code != nullptr) t.load(*code);
      if (x > 0) at(x - 1, y).link(port::east).bind(t.link(port::west));
      if (y > 0) at(x, y - 1).link(port::south).bind(t.link(port::north));
    }
}

}  // namespace ws

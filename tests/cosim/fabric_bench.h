// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "cosim.h"
#include "mesh_bench.h"
#include "ws/wafer/fabric.h"

namespace ws::test {

/// With one thread, with two, with the tile at the upper left in hardware, and with the column at
/// the right in lockstep.
inline std::vector<fabric_config> chosen_fabrics(const isa::program_image& image) {
  fabric_config one, two, rtl, lockstep;
  two.threads = 2;
  rtl.hardware = {{0, 0, 1, 1, false}};
  lockstep.hardware = {{image.width - 1, 0, 1, image.height, true}};
  rtl.make = lockstep.make = make_tile_rtl;
  return {one, two, rtl, lockstep};
}

/// A mesh of modules, and fabrics of the same program.
class fabrics_beside_mesh {
 public:
  /// The first so many kinds.
  fabrics_beside_mesh(const std::string& name, isa::program_image image, sc_core::sc_clock& clock,
                      size_t kinds = 4)
      : m_beside(name, std::move(image), clock), m_clock(clock) {
    std::vector<fabric_config> configs = chosen_fabrics(m_beside.image());
    configs.resize(kinds);
    for (const fabric_config& c : configs) {
      m_all.push_back(std::make_unique<fabric>(
          sc_core::sc_gen_unique_name((name + "_fabric").c_str()), m_beside.image(), c));
      m_all.back()->clock(clock);
    }
  }

  /// Random traffic through the sockets at the edge, the same for all.
  void put_edges(uint64_t traffic, unsigned hundred = 100) {
    m_beside.put_edge(m_random.emplace_back(traffic, hundred), m_clock);
    for (const auto& f : m_all) {
      const auto link = [&](int x, int y, unsigned side) -> wavelet_port& {
        return f->link(x, y, side);
      };
      m_edges.push_back(std::make_unique<mesh_edge>(
          sc_core::sc_gen_unique_name("edge"), m_beside.modules.width(), m_beside.modules.height(),
          link, m_random.emplace_back(traffic, hundred)));
      m_edges.back()->clock(m_clock);
    }
  }

  /// Who looks at a constant fabric does not wake it.
  void compare_pins() {
    for (const auto& f : m_all) m_beside.compare_pins(std::as_const(*f).tiles());
  }
  void compare_all() {
    for (const auto& f : m_all) m_beside.compare_all(std::as_const(*f).tiles());
  }
  bool moving() const { return !m_all.front()->ended().has_value(); }
  uint64_t wavelets() const { return m_beside.wavelets; }
  const fabric& first() const { return *m_all.front(); }

 private:
  mesh_beside_grid m_beside;
  sc_core::sc_clock& m_clock;
  std::vector<std::unique_ptr<fabric>> m_all;
  std::deque<random_edge> m_random;
  std::vector<std::unique_ptr<mesh_edge>> m_edges;
};

}  // namespace ws::test

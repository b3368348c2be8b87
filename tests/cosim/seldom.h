// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/isa/assembler.h"
#include "ws/wafer/grid.h"

namespace ws::test {

/// What random programs hardly ever do, done on purpose: a row of tiles, model and hardware in
/// lockstep.
class seldom {
 public:
  explicit seldom(const hardware_maker& make) {
    m_tiles.put_hardware(0, 0, m_image.width, m_image.height, make, true);
  }
  /// Throws simulation_error at a difference.
  void run() {
    constexpr int cycles = 100;  // twice what it takes; a tile that traps does not end it
    for (int c = 0; c < cycles; ++c) m_tiles.step();
    m_tiles.compare();
  }
  const pe_state& pe(int x) const { return *m_tiles.at(x, 0).pe(); }
  uint32_t number(int x, const char* name, unsigned i) const {
    const auto at = static_cast<unsigned>(m_image.at(x, 0)->find(name)->address) + 2 * i;
    return pe(x).sram().read(at) | uint32_t{pe(x).sram().read(at + 1)} << 16;
  }

 private:
  isa::program_image m_image = isa::assemble_file(WS_SOURCE_DIR "/tests/support/seldom.wsa", {});
  grid m_tiles{m_image};
};

}  // namespace ws::test

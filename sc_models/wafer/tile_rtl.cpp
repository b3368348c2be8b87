// SPDX-License-Identifier: Apache-2.0
#include "tile_rtl.h"

#include "Vws_tile.h"
#include "Vws_tile___024root.h"

namespace ws {

std::unique_ptr<tile_hardware> make_tile_rtl(const isa::tile_code& code, const pe_state& loaded,
                                             uint16_t x, uint16_t y) {
  return std::make_unique<verilated_tile<Vws_tile>>(code, loaded, x, y, [](Vws_tile&) {});
}

}  // namespace ws

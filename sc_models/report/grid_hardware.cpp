// SPDX-License-Identifier: Apache-2.0
#include "ws/report/grid_hardware.h"

#include <cstdio>

#include "ws/base/messages.h"
#include "ws/report/outcome.h"

namespace ws {
tile_rectangle rectangle_of(const std::string& option, const std::string& text, const grid& tiles) {
  tile_rectangle r{0, 0, tiles.width(), tiles.height()};
  if (text.empty()) return r;
  int read = 0;
  const int values =
      std::sscanf(text.c_str(), "%5d,%5d,%5d,%5d%n", &r.x, &r.y, &r.width, &r.height, &read);
  const bool fits = values == 4 && text.size() == static_cast<size_t>(read) && r.x >= 0 &&
                    r.y >= 0 && r.width > 0 && r.height > 0 && r.x + r.width <= tiles.width() &&
                    r.y + r.height <= tiles.height();
  if (!fits)
    throw usage_error(say(msg::run_rectangle, option, text, tiles.width(), tiles.height()));
  return r;
}

void put_hardware(grid& tiles, const hardware_choice& choice, const hardware_maker& make) {
  if (choice.twin == "cpp" && choice.rectangle.empty()) return;
  if (!make)
    throw usage_error(say(msg::run_no_hardware, choice.twin != "cpp"
                                                    ? "--twin " + choice.twin
                                                    : "--rtl " + choice.rectangle));
  const tile_rectangle r = rectangle_of("--rtl", choice.rectangle, tiles);
  tiles.put_hardware(r.x, r.y, r.width, r.height, make, choice.twin == "lockstep");
}

}  // namespace ws

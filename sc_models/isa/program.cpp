// SPDX-License-Identifier: Apache-2.0
#include "ws/isa/program.h"

#include <tuple>

namespace ws::isa {

const symbol* tile_code::find(const std::string& name) const {
  for (const symbol& s : symbols) {
    if (s.name == name) return &s;
  }
  return nullptr;
}

const tile_code* program_image::at(int x, int y) const {
  if (x < 0 || y < 0 || x >= width || y >= height) return nullptr;
  const uint32_t code =
      code_of[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)];
  return code == no_code ? nullptr : &codes[code];
}

bool operator==(const segment& a, const segment& b) {
  return std::tie(a.address, a.is_code, a.words) == std::tie(b.address, b.is_code, b.words);
}
bool operator==(const config_write& a, const config_write& b) {
  return std::tie(a.address, a.value) == std::tie(b.address, b.value);
}
bool operator==(const symbol& a, const symbol& b) {
  return std::tie(a.name, a.address, a.type, a.count) ==
         std::tie(b.name, b.address, b.type, b.count);
}
bool operator==(const tile_code& a, const tile_code& b) {
  return std::tie(a.segments, a.config, a.symbols) == std::tie(b.segments, b.config, b.symbols);
}
bool operator==(const program_image& a, const program_image& b) {
  return std::tie(a.width, a.height, a.codes, a.code_of, a.facts) ==
         std::tie(b.width, b.height, b.codes, b.code_of, b.facts);
}

}  // namespace ws::isa

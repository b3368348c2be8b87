// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "gemm_text.h"
#include "ws/isa/assembler.h"
#include "ws/kernels/gemm.h"

namespace ws::kernels {
namespace {

std::string setting(const char* name, uint64_t value) { return fmt::format("{}={}", name, value); }

}  // namespace

/// All groups have the same tiles, and all rows but the last.
isa::program_image gemm_program(const gemm_mapping& m) {
  const int rows = std::min(m.height, 2);
  isa::assembler_options options;
  options.settings = {setting("COLUMNS", static_cast<uint64_t>(m.columns)),
                      setting("ROWS", static_cast<uint64_t>(rows)),
                      setting("INPUTS", m.shape.inputs),
                      setting("OUTPUTS", m.shape.outputs),
                      setting("TOKENS", static_cast<uint64_t>(m.tokens)),
                      setting("BUFFERS", static_cast<uint64_t>(m.buffers)),
                      setting("HALF", m.half ? 1 : 0)};
  isa::program_image image = isa::assemble(gemm_text, "kernels/gemm.wsa", options);
  const std::vector<uint32_t> pattern = image.code_of;
  image.width = m.width;
  image.height = m.height;
  image.code_of.assign(static_cast<size_t>(m.width) * static_cast<size_t>(m.height),
                       isa::program_image::no_code);
  for (int y = 0; y < m.height; ++y)
    for (int x = 0; x < m.groups * m.columns; ++x) {
      const int row = y == m.height - 1 ? rows - 1 : 0;
      image
          .code_of[static_cast<size_t>(y) * static_cast<size_t>(m.width) + static_cast<size_t>(x)] =
          pattern[static_cast<size_t>(row * m.columns + x % m.columns)];
    }
  return image;
}

}  // namespace ws::kernels

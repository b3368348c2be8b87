// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ws/isa/assembler.h"

namespace ws::test {

/// A program of the folder programs/, sized by NAME=VALUE.
inline isa::program_image program(const std::string& file, std::vector<std::string> settings = {}) {
  isa::assembler_options options;
  options.settings = std::move(settings);
  return isa::assemble_file(WS_SOURCE_DIR "/programs/" + file, options);
}

/// Small ones, for machines that must be the same.
inline std::vector<std::pair<std::string, isa::program_image>> small_programs() {
  return {{"chain", program("chain_reduce.wsa", {"P=5", "B=24"})},
          {"two_phase", program("two_phase_reduce.wsa", {"P=8", "B=8", "S=4"})},
          {"ring", program("ring_allreduce.wsa")},
          {"broadcast", program("broadcast_2d.wsa")},
          {"gemv", program("gemv.wsa")},
          {"stencil", program("stencil_5pt.wsa")},
          {"switches", program("switch_demo.wsa")},
          {"sparse", program("sparse_axpy.wsa")}};
}

}  // namespace ws::test

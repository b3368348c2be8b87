// SPDX-License-Identifier: Apache-2.0
#include "pe_twins.h"

namespace ws {

std::unique_ptr<pe_engine> make_pe(twin which) {
  if (which == twin::cpp) return std::make_unique<pe_cpp>();
  if (which == twin::rtl) return make_pe_rtl();
  return std::make_unique<pe_lockstep>(std::make_unique<pe_cpp>(), make_pe_rtl());
}

}  // namespace ws

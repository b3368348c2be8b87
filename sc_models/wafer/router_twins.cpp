// SPDX-License-Identifier: Apache-2.0
#include "router_twins.h"

namespace ws {

std::unique_ptr<router_engine> make_router(twin which) {
  if (which == twin::cpp) return std::make_unique<router_cpp>();
  if (which == twin::rtl) return make_router_rtl();
  return std::make_unique<router_lockstep>(std::make_unique<router_cpp>(), make_router_rtl());
}

}  // namespace ws

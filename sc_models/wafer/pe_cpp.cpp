// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "ws/wafer/pe_engine.h"

namespace ws {

void pe_cpp::reset() {
  pe_state fresh;
  std::swap(fresh.sram(), m_state.sram());
  m_state = std::move(fresh);
  m_out = pe_out();
}

}  // namespace ws

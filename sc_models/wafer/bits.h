// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace ws {

inline constexpr unsigned lowest_bit(uint32_t mask) {
  return static_cast<unsigned>(__builtin_ctz(mask));
}

}  // namespace ws

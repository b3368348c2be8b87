// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace ws {

/// Makes k elements of a vector instruction: d from a (src0), b (src1) and the scalar s.
void pe_compute(uint8_t opcode, unsigned k, const uint32_t (&a)[4], const uint32_t (&b)[4],
                uint32_t s, uint32_t (&d)[4]);

}  // namespace ws

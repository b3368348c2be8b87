// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace ws {

/// Makes k elements of a vector instruction: d from a (src0), b (src1) and the scalar s.
void pe_compute(uint8_t opcode, unsigned k, const uint32_t* a, const uint32_t* b, uint32_t s,
                uint32_t* d);

}  // namespace ws

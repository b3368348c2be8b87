// SPDX-License-Identifier: Apache-2.0
// What can be told of an element without a step.
#pragma once
#include "ws/isa/decode.h"
#include "ws/wafer/pe_data.h"

namespace ws {

/// What the microthreads use.
pe_usage pe_used(const pe_data& pe);

/// The instruction at an address; 0 where none can be.
uint32_t pe_load_word(const pe_data& pe, uint16_t address);

/// Whether an instruction names a descriptor register that a microthread uses.
bool pe_waits_for_dsr(const pe_data& pe, uint32_t word);

/// Kinds and values of an instruction's operands; check 3. `length`: of the operation.
bool pe_gather(const pe_data& pe, pe_operation& o, const isa::vector_instruction& v,
               uint16_t& length);
/// What depends on all operands; the index goes to those that take one from the instruction.
void pe_settle(const pe_data& pe, pe_operation& o, const isa::vector_instruction& v);

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/wafer/pe_data.h"

namespace ws {

/// Makes the next `count` elements of an operation whose operands are values or lie in memory at
/// fixed strides, all within reach, from operands as they were before the first of them.
void pe_make_elements(pe_data& pe, pe_operation& o, unsigned count);

/// Cycles from now on, with idle pins, in which nothing happens but steps of such an operation of
/// the main thread, none of them its last; 0 if there are too few to be worth it.
uint64_t pe_local_cycles(const pe_data& pe);

/// The same as that many of these cycles, but for the clocks.
pe_steps pe_run_local(pe_data& pe, uint64_t cycles);

/// Clocks and counters of so many cycles; `done`: by the operation on memory, all zero if none
/// runs.
void pe_tick_many(pe_data& pe, uint64_t cycles, const pe_steps& done);

}  // namespace ws

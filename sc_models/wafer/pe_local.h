// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/wafer/pe_data.h"

namespace ws {

/// Makes the next `count` elements of an operation whose operands are values or lie in memory at
/// fixed strides, all within reach, from operands as they were before the first of them.
void pe_make_elements(pe_data& pe, pe_operation& o, unsigned count);

/// Elements of such an operation from the next one on, up to the first that is out of reach.
unsigned pe_within_reach(const pe_operation& o);

/// Cycles from now on in which the main thread makes steps of such an operation, none of them its
/// last; 0 if there are too few to be worth it.
uint64_t pe_local_cycles(const pe_data& pe);

/// The same as that many of these cycles, if nothing else happens, but for the clocks.
pe_steps pe_run_local(pe_data& pe, uint64_t cycles);

/// Clocks and counters of so many cycles; `done`: by the operation on memory, all zero if none
/// runs.
void pe_tick_many(pe_data& pe, uint64_t cycles, const pe_steps& done);

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ws/wafer/pe_data.h"

namespace ws {

/// Of an operand on the fabric, as pe_wait::queue.
inline unsigned queue_of(const pe_operand& p) {
  return p.is == pe_operand::fabin ? p.number : pe_inputs + p.number;
}

/// Set of queues in which something is missing that the operation's next step needs.
unsigned missing_seconds(const pe_data& pe, const pe_operation& o);
inline unsigned missing(const pe_data& pe, const pe_operation& o) {
  const uint32_t there = pe.m_now.filled | (~uint32_t{pe.m_now.full} & 63u) << pe_inputs;
  const unsigned queues = o.needs() & ~there;
  return o.two && !o.closing ? queues | missing_seconds(pe, o) : queues;
}

/// Whether a step that may use two wavelets does so: each operand that would has them. One that may
/// do something is taken alone, also from behind the head.
bool takes_two(const pe_data& pe, const pe_operation& o);

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
// Which wavelets a step waits for, and whether it uses two of a queue.
// RTL twin: rtl/ws_pe_threads.sv and rtl/ws_pe_step.sv. Change both, or neither.
#include "pe_wavelets.h"

namespace ws {
namespace {

/// Whether two wavelets of the queue were there at the cycle's begin, or room for two.
bool has_second(const pe_data& pe, const pe_operand& p) {
  if (p.is == pe_operand::fabin)
    return pe.m_inputs.count(p.number) - (pe.m_now.came >> p.number & 1u) >= 2;
  const unsigned before = pe.m_outputs.count(p.number) + (pe.m_now.left >> p.number & 1u);
  return before + 2 <= pe_output_depths[p.number];
}

}  // namespace

unsigned missing_seconds(const pe_data& pe, const pe_operation& o) {
  unsigned queues = 0;
  for (const pe_operand& p : o.operands)
    if (p.has(pe_operand::waits) && !has_second(pe, p)) queues |= 1u << queue_of(p);
  return queues;
}

bool takes_two(const pe_data& pe, const pe_operation& o) {
  for (const pe_operand& p : o.operands) {
    if (!p.has(pe_operand::doubles)) continue;
    if (!has_second(pe, p)) return false;
    if (p.has(pe_operand::acts) && pe.m_inputs.second(p.number).ctrl) return false;
  }
  return true;
}

}  // namespace ws

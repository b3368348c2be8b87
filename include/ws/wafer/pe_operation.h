// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>

#include "ws/isa/parameters.h"

namespace ws {

/// One operand of a running vector instruction.
struct pe_operand {
  enum what : uint8_t { none, value, gpr, mem1d, mem4d, circular, fifo, fabin, fabout };
  enum flag : uint8_t {
    takes_index = 1,  ///< the wavelet's index is added, or the index goes into the wavelets
    saves = 2,
    in_pairs = 4,  ///< two elements a wavelet
    half = 8,      ///< the first of the two is done
    acts = 16,     ///< fabin: a control wavelet does not count as an element
    doubles = 32,  ///< a step may use two wavelets
    waits = 64,    ///< and waits for both of them
  };
  uint16_t address = 0;  ///< of the next element
  uint16_t stride = 0;   ///< words from one element to the next; fabout: added to the index
  std::array<uint16_t, 3> count = {};  ///< mem4d: counters; a value: its two halves
  uint8_t is = none;
  uint8_t dsr = 0;     ///< pe_operation::dsr_index
  uint8_t number = 0;  ///< register, extended register or queue
  uint8_t flags = 0;

  bool in_memory() const { return is >= mem1d && is <= fifo; }
  bool has_address() const { return is >= mem1d && is <= circular; }
  bool has_descriptor() const { return is >= mem1d; }
  bool has(flag f) const { return (flags & f) != 0; }
  uint32_t kept() const { return count[0] | uint32_t{count[1]} << 16; }
  void keep(uint32_t v) {
    count[0] = static_cast<uint16_t>(v);
    count[1] = static_cast<uint16_t>(v >> 16);
  }
};

/// A running vector instruction: of the main thread or a microthread.
struct pe_operation {
  std::array<pe_operand, 3> operands;  ///< dst, src0, src1
  uint16_t queues = 0;                 ///< that it uses: input queues 7:0, output queues 13:8
  uint32_t word = 0;                   ///< the instruction
  uint32_t scalar = 0;                 ///< its value
  uint16_t pc = 0;
  uint16_t index = 0;  ///< for wavelets that carry it
  uint16_t left = 0;   ///< elements still to be made
  uint16_t low = 0;    ///< half a wavelet, waiting for the other one
  uint8_t task = 0;    ///< onend, as are action and priority
  uint8_t most : 3;    ///< elements a step by width and strides
  uint8_t delay : 2;   ///< cycles before its first step
  uint8_t action : 2, priority : 2;
  bool steady : 1;  ///< nothing else limits its steps
  bool has_fifo : 1;
  bool acts : 1;      ///< a control wavelet may do something
  bool closing : 1;   ///< all that is left to do is to send what is left over
  bool complete : 1;  ///< all elements were made
  bool indexes : 1;   ///< the wavelets of a source carry the index of memory operands
  bool doubles : 1;   ///< a step may use two wavelets of a queue
  bool two : 1;       ///< and the next one may
  bool four : 1;      ///< four elements a step

  pe_operand& dst() { return operands[0]; }
  pe_operand& src0() { return operands[1]; }
  pe_operand& src1() { return operands[2]; }
  uint8_t opcode() const { return static_cast<uint8_t>(word >> 24); }
  /// Queues that its next step needs; what is left to send needs no input.
  unsigned needs() const { return closing ? queues & ~255u : queues; }
  /// Whether the next step may use two wavelets of a queue: not from the middle of one, and not if
  /// what is left fits into one. Elements of 16 bits only make four a step, two in each wavelet.
  bool next_takes_two() const {
    if (!doubles || left <= (four ? 2u : 1u)) return false;
    return ((operands[0].flags | operands[1].flags | operands[2].flags) & pe_operand::half) == 0;
  }
  bool endless() const { return left == isa::infinite_length; }
  /// Whether all operands are values or lie in memory at fixed strides.
  bool in_memory() const { return steady && queues == 0 && operands[0].is == pe_operand::mem1d; }
};

/// Descriptor registers of all files in one row: file * 16 + number.
inline constexpr unsigned pe_xdsr = 48, pe_dsrs = pe_xdsr + isa::dsr_counts[3];

/// Sets of descriptor registers and queues that operations use.
struct pe_usage {
  uint64_t dsrs = 0;
  uint16_t queues = 0;
};
pe_usage usage_of(const pe_operation& o);

}  // namespace ws

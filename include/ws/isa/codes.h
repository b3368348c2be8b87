// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string_view>

// Small numbers with a name: kinds of descriptors, causes of traps and stalls and the like.
namespace ws::isa {

struct code {
  std::string_view group, name;
  int value;
  std::string_view text;
};

// clang-format off
inline constexpr code codes[] = {
  {"file", "dest", 0, "descriptor registers d0.. that are written to"},
  {"file", "src0", 1, "descriptor registers a0.., first source; may also be written to"},
  {"file", "src1", 2, "descriptor registers b0.., second source or the only one"},
  {"file", "xdsr", 3, "extended descriptor registers x0.."},
  {"operand", "gpr", 0, "a general register, or a pair of them for 32 bits"},
  {"operand", "dsr", 1, "a descriptor register of the operand's own file"},
  {"operand", "other", 2, "source: the 4-bit number itself, sign-extended; destination: a register of the src0 file"},
  {"kind", "none", 0, "holds no descriptor; an operation on it traps"},
  {"kind", "mem1d", 1, "elements in memory, a fixed stride apart"},
  {"kind", "mem4d", 2, "elements in memory, up to four dimensions"},
  {"kind", "circular", 3, "elements in a circular buffer"},
  {"kind", "fifo", 4, "a FIFO in memory: a destination pushes, a source pops"},
  {"kind", "fabin", 5, "wavelets from an input queue"},
  {"kind", "fabout", 6, "wavelets to an output queue"},
  {"simd", "single", 0, "one element a wavelet"},
  {"simd", "simd_32", 1, "32 bits a step: a wavelet of two 16-bit elements, the first in the low half, or of one of 32 bits"},
  {"simd", "simd_64", 2, "64 bits a step: two such wavelets; waits for both"},
  {"simd", "simd_32_or_64", 3, "as simd_64 where both are there, else as simd_32"},
  {"action", "none", 0, "nothing happens at the end"},
  {"action", "activate", 1, "a task is activated"},
  {"action", "unblock", 2, "a task is unblocked"},
  {"action", "block", 3, "a task is blocked"},
  {"priority", "low", 0, "issues before a main thread of priority 0"},
  {"priority", "medium", 1, "issues before a main thread of priority 0 or 1"},
  {"priority", "high", 2, "issues before a main thread of priority 0 to 2"},
  {"thread", "main", 8, "the running task; microthreads are 0 to 7"},
  {"trap", "none", 0, "runs"},
  {"trap", "halted", 1, "the instruction halt"},
  {"trap", "illegal", 2, "an undefined opcode, or a bit set that must be zero"},
  {"trap", "operand", 3, "an operand that the instruction cannot take"},
  {"trap", "address", 4, "an access past the end of SRAM"},
  {"trap", "misaligned", 5, "a 32-bit element at an odd word address"},
  {"trap", "in_use", 6, "a queue or microthread that an operation already uses"},
  {"trap", "config", 7, "a configuration address where nothing is, or that cannot be written"},
  {"trap", "fetch", 8, "an instruction address that is odd or past the end of SRAM"},
  {"trap", "memory", 9, "a memory word with two wrong bits"},
  {"stall", "none", 0, "something was issued"},
  {"stall", "idle", 1, "no task is ready and no microthread lives"},
  {"stall", "start", 2, "a task or a vector instruction is starting"},
  {"stall", "fetch", 3, "the instruction is not there yet"},
  {"stall", "input", 4, "not enough wavelets in an input queue"},
  {"stall", "output", 5, "no room in an output queue"},
  {"stall", "fifo", 6, "a FIFO is empty or full"},
  {"stall", "bank", 7, "two reads in one bank group"},
  {"stall", "memory", 8, "a read waits for a write to the same words"},
  {"stall", "register", 9, "a register is not written yet"},
  {"stall", "dsr", 10, "a descriptor register is used by a running operation"},
  {"stall", "halted", 11, "a trap has stopped the element"},
  {"stall", "debug", 12, "the debug port is used"},
  {"event", "cycles", 0, "cycles"},
  {"event", "instructions", 1, "instructions of the main thread that ended"},
  {"event", "steps", 2, "steps of vector instructions, of any thread"},
  {"event", "elements", 3, "elements that vector instructions made"},
  {"event", "wavelets_in", 4, "wavelets taken from input queues"},
  {"event", "wavelets_out", 5, "wavelets given to output queues"},
  {"event", "tasks", 6, "tasks started"},
  {"event", "stalls", 7, "cycles without an issue while a task or a microthread lives"},
  {"event", "bank_conflicts", 8, "steps whose reads conflicted"},
  {"pop", "none", 0, "control wavelets pass unchanged"},
  {"pop", "always", 1, "the first command is taken off"},
  {"pop", "on_advance", 2, "it is taken off if it is advance"},
  {"pop", "on_advance_or_nop", 3, "it is taken off if it is advance or nop"},
  {"command", "nop", 0, "the switch stays"},
  {"command", "advance", 1, "the switch goes to its next position"},
  {"command", "reset", 2, "the switch goes to position 0"},
  {"command", "teardown", 3, "the color freezes and task 29 is activated"},
  {"direction", "west", 0, "x - 1"},
  {"direction", "east", 1, "x + 1"},
  {"direction", "south", 2, "y + 1"},
  {"direction", "north", 3, "y - 1"},
  {"direction", "ramp", 4, "to or from the processing element"},
  {"direction", "invalid", 5, "the switch has no such position"},
  {"filter", "counter", 0, "passes while the count is at most max"},
  {"filter", "sparse_counter", 1, "same; after limit1 comes limit2, then everything passes"},
  {"filter", "range", 2, "passes wavelets whose index is from limit1 to max"},
};
// clang-format on

constexpr int code_value(std::string_view group, std::string_view name) {
  for (const code& c : codes) {
    if (c.group == group && c.name == name) return c.value;
  }
  throw std::logic_error("no such code");
}

constexpr unsigned code_count(std::string_view group) {
  unsigned n = 0;
  for (const code& c : codes) n += c.group == group;
  return n;
}

/// The name of a code, for messages and traces; "?" if there is none.
constexpr std::string_view code_name(std::string_view group, int value) {
  for (const code& c : codes) {
    if (c.group == group && c.value == value) return c.name;
  }
  return "?";
}

}  // namespace ws::isa

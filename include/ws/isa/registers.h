// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string_view>

// The bit layout of descriptors, configuration registers and wavelets, and the configuration
// space: 16-bit words beside the SRAM, reached by ldcfg, stcfg and the loader.
namespace ws::isa {

/// Some bits of a register of one or more 16-bit words (lsb counts within the word; a 32-bit
/// wavelet is one word of 32 bits).
struct field {
  std::string_view group, name;
  int word, lsb, width;
  bool is_signed;
  std::string_view text;

  constexpr unsigned mask() const { return ((1u << (width - 1)) - 1) * 2 + 1; }
  constexpr unsigned get(uint32_t bits) const { return (bits >> lsb) & mask(); }
  constexpr int get_signed(uint32_t bits) const {
    const unsigned value = get(bits), sign = 1u << (width - 1);
    return static_cast<int>(value ^ sign) - static_cast<int>(sign);
  }
  constexpr uint32_t put(uint32_t bits, unsigned value) const {
    return (bits & ~(mask() << lsb)) | ((value & mask()) << lsb);
  }
};

// clang-format off
inline constexpr field fields[] = {
  {"dsr", "base", 0, 0, 16, false, "word address of the memory operand"},
  {"dsr", "extent", 1, 0, 15, false, "number of elements; 0x7fff never ends; bit 15 is ignored"},
  {"dsr", "offset", 2, 0, 16, true, "words added to base; with save, where the next operation goes on"},
  {"dsr", "kind", 3, 0, 3, false, "what the descriptor describes"},
  {"dsr", "index", 3, 3, 1, false, "wavelet_index_offset: the index offsets the memory operand, or travels with the wavelets"},
  {"dsr", "save", 3, 4, 1, false, "save_address: the advanced address stays in offset"},
  {"dsr", "xdsr", 3, 5, 3, false, "extended register of a mem4d, circular or fifo descriptor"},
  {"dsr", "stride", 3, 8, 8, true, "elements from one to the next (mem1d, circular, innermost dimension of mem4d)"},
  {"fifo", "task", 2, 0, 6, false, "task activated by each push (destination) or pop (source)"},
  {"fifo", "activate", 2, 6, 1, false, "1: that task is activated"},
  {"fabin", "queue", 0, 0, 3, false, "input queue"},
  {"fabin", "terminate", 2, 0, 1, false, "a control wavelet ends the operation"},
  {"fabin", "action", 2, 1, 2, false, "what a control wavelet does to the task"},
  {"fabin", "task", 2, 8, 6, false, "the task of the action"},
  {"fabin", "simd", 3, 5, 2, false, "16-bit elements in a wavelet, wavelets in a step"},
  {"fabout", "queue", 0, 0, 3, false, "output queue"},
  {"fabout", "color", 0, 8, 5, false, "color of the wavelets; 31 is the one bound to the queue"},
  {"fabout", "control", 2, 0, 1, false, "sends control wavelets"},
  {"fabout", "advance_switch", 2, 1, 1, false, "one more wavelet after the last element advances the switches"},
  {"fabout", "transform", 2, 2, 2, false, "control_transform: bits 31:30 of each wavelet are exchanged (xor) by it"},
  {"fabout", "simd", 3, 5, 2, false, "16-bit elements in a wavelet, wavelets in a step"},
  {"fabout", "stride", 3, 8, 8, true, "added to the index from one element to the next"},
  {"mem4d", "extent0", 0, 0, 16, false, "elements of the innermost dimension"},
  {"mem4d", "extent1", 1, 0, 16, false, "of the next"},
  {"mem4d", "extent2", 2, 0, 16, false, "of the one after it"},
  {"mem4d", "stride1", 3, 0, 4, false, "stride register of the second dimension"},
  {"mem4d", "stride2", 3, 4, 4, false, "of the third"},
  {"mem4d", "stride3", 3, 8, 4, false, "of the fourth"},
  {"ring", "begin", 0, 0, 16, false, "first word address of a circular buffer or FIFO"},
  {"ring", "length", 1, 0, 16, false, "its length in words"},
  {"ring", "head", 2, 0, 16, false, "FIFO: word offset of the oldest element"},
  {"ring", "count", 3, 0, 16, false, "FIFO: words in it"},
  {"color", "point_to_point", 0, 15, 1, false, "point-to-point mode: kept, without effect (what it does is not public)"},
  {"color", "teardown", 0, 14, 1, false, "teardown in progress: the color stands still; writing 0 sets it going"},
  {"color", "pop", 0, 12, 2, false, "control-wavelet pop mode"},
  {"color", "swap_ew", 0, 11, 1, false, "color c becomes c^1 on the east and west inputs"},
  {"color", "swap_ns", 0, 10, 1, false, "same on the north and south inputs"},
  {"color", "inputs", 0, 5, 5, false, "input mask of position 0: W, E, S, N, ramp from bit 0 up"},
  {"color", "outputs", 0, 0, 5, false, "output mask of position 0, same order"},
  {"switch", "position", 0, 13, 2, false, "current position"},
  {"switch", "ring", 0, 12, 1, false, "1: the last position is followed by position 0"},
  {"switch", "select3", 0, 11, 1, false, "position 3: 1 replaces the input, 0 the output"},
  {"switch", "direction3", 0, 8, 3, false, "position 3: direction"},
  {"switch", "select2", 0, 7, 1, false, "same for position 2"},
  {"switch", "direction2", 0, 4, 3, false, "same"},
  {"switch", "select1", 0, 3, 1, false, "same for position 1"},
  {"switch", "direction1", 0, 0, 3, false, "same"},
  {"queue", "color", 0, 0, 5, false, "color bound to the queue"},
  {"queue", "bound", 0, 15, 1, false, "1: the queue is bound"},
  {"filter", "active", 0, 15, 1, false, "the filter judges its color"},
  {"filter", "kind", 0, 13, 2, false, "kind of filter"},
  {"filter", "count_data", 0, 12, 1, false, "data wavelets count"},
  {"filter", "count_control", 0, 11, 1, false, "control wavelets count"},
  {"filter", "filter_control", 0, 10, 1, false, "counter: only control wavelets pass, at max"},
  {"filter", "color", 0, 0, 5, false, "color that it filters"},
  {"filter", "count", 1, 0, 16, false, "counter"},
  {"filter", "max", 2, 0, 16, false, "counter: largest count that passes; range: largest index"},
  {"filter", "limit1", 3, 0, 16, false, "counter: goes back to 0 here; range: smallest index"},
  {"filter", "limit2", 4, 0, 16, false, "sparse counter: second limit"},
  {"wavelet", "data", 0, 0, 16, false, "16-bit data"},
  {"wavelet", "index", 0, 16, 16, false, "16-bit index"},
  {"control", "entry", 0, 16, 6, false, "task that a control wavelet starts; 31 none"},
  {"control", "command0", 0, 22, 2, false, "first command"},
  {"control", "filter0", 0, 24, 1, false, "1: kept from the element of this router"},
  {"control", "command1", 0, 25, 2, false, "and so on: 3 bits a command"},
  {"control", "filter1", 0, 27, 1, false, ""},
  {"control", "command2", 0, 28, 2, false, ""},
  {"control", "filter2", 0, 0, 1, false, ""},
  {"control", "command3", 0, 1, 2, false, ""},
  {"control", "filter3", 0, 3, 1, false, ""},
  {"control", "command4", 0, 4, 2, false, ""},
  {"control", "filter4", 0, 6, 1, false, ""},
  {"control", "command5", 0, 7, 2, false, ""},
  {"control", "filter5", 0, 9, 1, false, ""},
  {"control", "command6", 0, 10, 2, false, ""},
  {"control", "filter6", 0, 12, 1, false, ""},
  {"control", "command7", 0, 13, 2, false, ""},
  {"control", "filter7", 0, 15, 1, false, ""},
};

/// A run of words in the configuration space.
struct config_register {
  std::string_view name;
  int address, count, words;  ///< `count` registers of `words` words each
  int reset;
  std::string_view access;    ///< of programs: "rw", "r" or "-"; the loader reads and writes all
  std::string_view text;
};

inline constexpr config_register config_registers[] = {
  {"dest_dsr", 0x7e00, 12, 4, 0, "-", "descriptor registers d0.."},
  {"src0_dsr", 0x7e40, 16, 4, 0, "-", "descriptor registers a0.."},
  {"src1_dsr", 0x7e80, 16, 4, 0, "-", "descriptor registers b0.."},
  {"xdsr", 0x7ec0, 8, 4, 0, "-", "extended descriptor registers x0.."},
  {"stride", 0x7ee0, 16, 1, 0, "-", "stride registers s0.."},
  {"gpr", 0x7f00, 16, 1, 0, "-", "general registers r0.."},
  {"trap_cause", 0x7f10, 1, 1, 0, "r", "why the element stands still; see the codes"},
  {"trap_pc", 0x7f11, 1, 1, 0, "r", "word address of the instruction"},
  {"trap_address", 0x7f12, 1, 1, 0, "r", "the offending address; the queue for in_use"},
  {"trap_thread", 0x7f13, 1, 1, 0, "r", "8: main thread, else the microthread"},
  {"corrected", 0x7f14, 1, 1, 0, "r", "memory words corrected, stops at 65535"},
  {"uncorrected", 0x7f15, 1, 1, 0, "r", "memory words with two wrong bits, stops at 65535"},
  {"tile_x", 0x7f16, 1, 1, 0, "r", "column of the element, counted from the west"},
  {"tile_y", 0x7f17, 1, 1, 0, "r", "row, counted from the north"},
  {"main_priority", 0x7f18, 1, 1, 1, "rw", "priority of the main thread, 0 to 3"},
  {"task_base", 0x7f19, 1, 1, 0, "rw", "word address where task 0 begins; an even number"},
  {"task_current", 0x7f1a, 1, 1, 64, "r", "ID of the running task; 64: none"},
  {"color", 0x7f20, 24, 1, 0, "rw", "route of a color (address: Cerebras csl-examples)"},
  {"input_queue", 0x7f38, 8, 1, 0, "rw", "color bound to an input queue"},
  {"switch", 0x7f40, 24, 1, 0x555, "rw", "switch of a color (address: Cerebras csl-examples)"},
  {"output_queue", 0x7f58, 6, 1, 0, "rw", "color bound to an output queue"},
  {"filter", 0x7f60, 4, 8, 0, "rw", "wavelet filters, words 0 to 4 of each"},
  {"task_active", 0x7f80, 4, 1, 0, "rw", "activation bits, task 0 in bit 0 of the first word"},
  {"task_blocked", 0x7f84, 4, 1, 0, "rw", "blocked tasks"},
  {"task_high", 0x7f88, 4, 1, 0, "rw", "tasks of high priority"},
  {"timestamp", 0x7f90, 3, 1, 0, "r", "cycles since reset; reading the first word keeps the others for their reading"},
  {"timestamp_run", 0x7f93, 1, 1, 1, "rw", "bit 0: the timestamp counts"},
  {"timer", 0x7f94, 2, 1, 0, "rw", "counts down to 0, low word first; 1 to 0 activates task 30"},
  {"counter_event", 0x7f98, 2, 1, 0, "rw", "event that a performance counter counts"},
  {"counter", 0x7f9a, 2, 2, 0, "rw", "performance counters of 32 bits, low word first"},
};
// clang-format on

constexpr const field& field_of(std::string_view group, std::string_view name) {
  for (const field& f : fields) {
    if (f.group == group && f.name == name) return f;
  }
  throw std::logic_error("no such field");
}

constexpr const config_register& config_of(std::string_view name) {
  for (const config_register& r : config_registers) {
    if (r.name == name) return r;
  }
  throw std::logic_error("no such configuration register");
}

}  // namespace ws::isa

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string_view>

// The numbers of the processing element, each once. What no public document tells is a parameter
// with our default like any other; its text says so.
namespace ws::isa {

struct parameter {
  std::string_view name;
  int value;
  std::string_view text;  ///< what it means; "(ours)" where no public document tells
};

// clang-format off
inline constexpr parameter parameters[] = {
  {"sram_words", 24576, "SRAM in 16-bit words: 48 KB (Cerebras SDK white paper)"},
  {"sram_banks", 8, "banks, interleaved by 16-bit word (Cerebras SDK documentation, appendix)"},
  {"read_ports", 2, "64-bit reads a cycle (Jacquelin et al. 2022)"},
  {"write_ports", 1, "64-bit writes a cycle (Jacquelin et al. 2022)"},
  {"port_words", 4, "words of a read or a write"},
  {"conflict_modulo", 4, "two reads of a step conflict if their first word addresses are equal modulo this (Cerebras SDK documentation, appendix)"},
  {"conflict_cycles", 2, "cycles of a step whose reads conflict (Cerebras SDK documentation: they are served one by one)"},
  {"stride_limit_0", 1, "elements a step at a stride of 0 words modulo 8, but not 0 (Cerebras SDK documentation, appendix)"},
  {"stride_limit_1", 2, "same at 1 modulo 8, but not 1"},
  {"stride_limit_2", 4, "same at 2 modulo 8"},
  {"stride_limit_3", 4, "same at 3 modulo 8"},
  {"stride_limit_4", 2, "same at 4 modulo 8; the public text also says 4 (ours: 2, as the banks allow)"},
  {"stride_limit_5", 4, "same at 5 modulo 8"},
  {"stride_limit_6", 4, "same at 6 modulo 8"},
  {"stride_limit_7", 2, "same at 7 modulo 8"},
  {"registers", 16, "general registers of 16 bits (Lie, Hot Chips 34)"},
  {"dest_dsrs", 12, "descriptor registers of the dest file; 44 in all (Lie, Hot Chips 34), the split is ours"},
  {"src0_dsrs", 16, "descriptor registers of the src0 file, which may also be a destination"},
  {"src1_dsrs", 16, "descriptor registers of the src1 file"},
  {"xdsrs", 8, "extended descriptor registers (ours)"},
  {"stride_registers", 16, "stride registers (ours)"},
  {"infinite_length", 0x7fff, "a descriptor's extent that never ends (Cerebras csl-examples, benchmark-libs)"},
  {"input_queues", 8, "queues from the router (Cerebras SDK documentation, appendix)"},
  {"output_queues", 6, "queues to the router (Cerebras SDK documentation, appendix)"},
  {"input_queue_depth_0", 6, "wavelets in input queue 0 (Cerebras csl-examples count wavelets, the SDK's appendix words)"},
  {"input_queue_depth_1", 6, "same, 1"},
  {"input_queue_depth_2", 4, "same, 2"},
  {"input_queue_depth_3", 4, "same, 3"},
  {"input_queue_depth_4", 2, "same, 4"},
  {"input_queue_depth_5", 2, "same, 5"},
  {"input_queue_depth_6", 2, "same, 6"},
  {"input_queue_depth_7", 2, "same, 7"},
  {"output_queue_depth_0", 2, "wavelets in output queue 0"},
  {"output_queue_depth_1", 2, "same, 1"},
  {"output_queue_depth_2", 6, "same, 2"},
  {"output_queue_depth_3", 6, "same, 3"},
  {"output_queue_depth_4", 2, "same, 4"},
  {"output_queue_depth_5", 2, "same, 5"},
  {"microthreads", 8, "asynchronous operations at once (Lie, Hot Chips 34)"},
  {"round_robin_microthreads", 1, "1: ready microthreads of one priority take turns; 0: the lowest number wins (ours)"},
  {"colors", 24, "routable colors (Cerebras SDK documentation)"},
  {"tasks", 64, "task IDs (Cerebras SDK documentation)"},
  {"teardown_task", 29, "activated when a color goes into teardown (Cerebras csl-examples)"},
  {"timer_task", 30, "activated when the timer reaches zero (Cerebras csl-examples)"},
  {"null_task", 31, "entry point of a control wavelet that starts no task (Cerebras csl-examples)"},
  {"task_slot_words", 2, "words between two tasks' first instructions (U.S. patent 11,157,806: base + 4 bytes x ID)"},
  {"filters", 4, "wavelet filters (SPADA, arXiv 2511.09447)"},
  {"vector_start", 3, "cycles from a vector instruction's issue to its first step: descriptor read, addresses, operate (ours; with vector_drain the n + 6 cycles of the published vector multiply)"},
  {"vector_drain", 2, "cycles after a synchronous operation's last step: operate, write (ours)"},
  {"task_start", 2, "cycles from the pick of a task to its first instruction: pick, fetch (ours; the real ones are not public)"},
  {"timestamp_bits", 48, "width of the timestamp counter (Cerebras SDK documentation)"},
  {"counters", 2, "performance counters (Cerebras SDK documentation)"},
  {"fetch_words", 4, "words of an instruction fetch: two instructions"},
  {"fetch_buffer", 4, "instructions fetched ahead (ours)"},
  {"fifo_elements", 1, "elements a step may push to or pop from a FIFO (ours)"},
  {"fabric_wavelets", 2, "wavelets a step may take from or give to one queue (ours)"},
  {"reset_main_priority", 1, "priority of the main thread after reset: before low microthreads only (ours)"},
  {"no_color", 31, "a color field that names no color"},
  {"advance_wavelet", 0x095F9249, "the control wavelet that advance_switch sends after the last element: first command advance, every router keeps it from its element, entry point 31"},
};
// clang-format on

/// A parameter's value by name; a wrong name does not compile where a constant is needed.
constexpr int parameter_value(std::string_view name) {
  for (const parameter& p : parameters) {
    if (p.name == name) return p.value;
  }
  throw std::logic_error("no such parameter");
}

inline constexpr int sram_words = parameter_value("sram_words");
inline constexpr int infinite_length = parameter_value("infinite_length");
inline constexpr int dsr_counts[4] = {parameter_value("dest_dsrs"), parameter_value("src0_dsrs"),
                                      parameter_value("src1_dsrs"), parameter_value("xdsrs")};

/// How many elements a step may take of a memory operand whose elements lie `stride` words apart,
/// if the operation takes `simd` at most. `unit` is the stride of neighbours: 1, or 2 for 32 bits.
constexpr int stride_width(int stride, int unit, int simd) {
  constexpr int limit[8] = {parameter_value("stride_limit_0"), parameter_value("stride_limit_1"),
                            parameter_value("stride_limit_2"), parameter_value("stride_limit_3"),
                            parameter_value("stride_limit_4"), parameter_value("stride_limit_5"),
                            parameter_value("stride_limit_6"), parameter_value("stride_limit_7")};
  if (stride == 0 || stride == unit) return simd;
  const int most = limit[static_cast<unsigned>(stride) % 8];
  return simd < most ? simd : most;
}

/// Cycles that the reads of a step take; each starts at a word address.
constexpr int read_cycles(unsigned first, unsigned second) {
  constexpr unsigned modulo = parameter_value("conflict_modulo");
  return first % modulo == second % modulo ? parameter_value("conflict_cycles") : 1;
}

}  // namespace ws::isa

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>

#include "ws/wafer/pe_operation.h"
#include "ws/wafer/pe_parts.h"
#include "ws/wafer/pe_queues.h"
#include "ws/wafer/pe_sram.h"

namespace ws {

/// Everything a processing element keeps from cycle to cycle but its output registers.
struct pe_data {
  static constexpr unsigned main_thread = 8;
  static constexpr unsigned no_task = 64;

  std::array<uint16_t, 16> m_gpr = {}, m_strides = {};
  std::array<std::array<uint16_t, 4>, pe_dsrs> m_dsr = {};
  std::array<pe_operation, 9> m_operations = {};
  pe_input_queues m_inputs;
  pe_output_queues m_outputs;
  pe_ingress m_ingress;
  pe_tasks m_tasks;
  pe_clocks m_clocks;
  pe_control m_control;
  pe_trap m_trap;
  pe_undefined m_undefined;
  uint16_t m_pc = 0, m_live = 0, m_starting = 0;  // sets of threads
  uint8_t m_task = no_task, m_wait = 0;
  pe_happened m_now;  // of one cycle
  pe_sram m_sram;

  uint32_t pair(unsigned r) const { return m_gpr[r] | uint32_t{m_gpr[r + 1]} << 16; }
};

}  // namespace ws

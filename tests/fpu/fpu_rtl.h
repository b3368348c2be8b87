// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "Vws_fpu.h"
#include "ws/base/fp.h"

namespace ws::test {

// As in rtl/ws_fp_pkg.sv.
enum class fp_kind { half, single, mixed, convert };
enum class fp_func { add, sub, mul, fma, max, neg, abs, scale };
enum class fp_convert {
  half_to_single,
  single_to_half,
  half_to_int16,
  int16_to_half,
  single_to_int16,
  int16_to_single,
  single_to_int32,
  int32_to_single
};

/// The Verilated floating point unit, asked operation by operation.
class fpu_rtl {
 public:
  fpu_rtl() { m_dut.enable_i = 1; }
  ~fpu_rtl() { m_dut.final(); }
  fpu_rtl(const fpu_rtl&) = delete;
  fpu_rtl& operator=(const fpu_rtl&) = delete;

  uint64_t operator()(fp_kind kind, int func, uint64_t a, uint64_t b, uint64_t c) {
    m_dut.kind_i = static_cast<uint8_t>(kind);
    m_dut.func_i = static_cast<uint8_t>(func);
    m_dut.a_i = a;
    m_dut.b_i = b;
    m_dut.c_i = c;
    m_dut.eval();
    return m_dut.result_o;
  }
  uint64_t operator()(fp_kind kind, fp_func func, uint64_t a, uint64_t b, uint64_t c) {
    return (*this)(kind, static_cast<int>(func), a, b, c);
  }
  uint32_t operator()(fp_convert func, uint32_t a) {
    return static_cast<uint32_t>((*this)(fp_kind::convert, static_cast<int>(func), a, 0, 0));
  }
  /// Of the operation asked last.
  fp_order order() const { return {m_dut.less_o != 0, m_dut.equal_o != 0, m_dut.unordered_o != 0}; }

 private:
  VerilatedContext m_context;
  Vws_fpu m_dut{&m_context, "ws_fpu"};
};

}  // namespace ws::test

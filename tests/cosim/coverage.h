// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "ws/isa/codes.h"
#include "ws/isa/decode.h"
#include "ws/wafer/tile.h"

namespace ws::test {

/// What random runs have reached: instructions, vector operands by kind, causes of stalls, wavelets
/// a step.
class coverage {
 public:
  /// Sources and destinations beside the kinds of descriptors (code "kind").
  enum : unsigned { reg = 7, number = 8, kinds = 9 };
  static constexpr const char* positions[] = {"dst", "src0", "src1"};

  /// After a step.
  void see(const tile& t) { see(t.pins(), *t.pe()); }
  void see(const pe_out& pins, const pe_state& pe) {
    ++m_stalls[pins.stall];
    if (pins.trap_cause != 0) ++m_traps[pins.trap_cause];
    if (!pins.ret_valid || pins.ret_pc >= pe_sram::words) return;
    const uint32_t word = pe.sram().read_pair(pins.ret_pc & ~1u);
    const isa::instruction* row = isa::row_of_opcode(static_cast<uint8_t>(word >> 24));
    if (row == nullptr) return;  // a store has changed it
    ++m_opcodes[word >> 24];
    if (!row->is_vector() || !isa::legal(word)) return;
    see_operands(pe, word);
    if (pins.ret_step && !pins.ret_pick) see_wavelets(pe, word);
  }

  uint64_t opcode(unsigned op) const { return m_opcodes[op]; }
  uint64_t stall(unsigned cause) const { return m_stalls[cause]; }
  uint64_t trap(unsigned cause) const { return m_traps[cause]; }
  uint64_t operand(unsigned op, unsigned position, unsigned kind) const {
    return m_operands[op][position][kind];
  }

  /// Steps with an operand on the fabric of that mode (code "simd") that took so many wavelets, or
  /// gave them: those with one source there at most.
  uint64_t wavelets(bool given, unsigned mode, unsigned count) const {
    return m_wavelets[given ? 1 : 0][mode][count];
  }

  static std::string kind_name(unsigned kind) {
    if (kind == reg) return "register";
    if (kind == number) return "number";
    return std::string(isa::code_name("kind", static_cast<int>(kind)));
  }
  /// Kinds that an operand can be of.
  static std::vector<unsigned> legal_kinds(unsigned position) {
    if (position == 0) return {1, 2, 3, 4, 6, reg};
    return {1, 2, 3, 4, 5, reg, number};
  }

  /// Everything legal that never happened, as "fadds src0 fifo".
  std::vector<std::string> missing() const {
    std::vector<std::string> all;
    for (unsigned op = 0; op < 256; ++op) {
      const isa::instruction* row = isa::row_of_opcode(static_cast<uint8_t>(op));
      if (row == nullptr || row->name == "halt") continue;  // that one never retires
      if (m_opcodes[op] == 0) all.emplace_back(row->name);
      if (!row->is_vector()) continue;
      const isa::elem types[] = {row->dst, row->src0, row->src1};
      for (unsigned p = 0; p < 3; ++p)
        for (const unsigned k : legal_kinds(p))
          if (types[p] != isa::elem::none && m_operands[op][p][k] == 0)
            all.push_back(std::string(row->name) + " " + positions[p] + " " + kind_name(k));
    }
    return all;
  }

 private:
  void see_wavelets(const pe_state& pe, uint32_t word) {
    const isa::vector_instruction v = isa::decode_vector(word);
    int mode[3] = {-1, -1, -1};
    const isa::vector_operand* operands[] = {&v.dst, &v.src0, &v.src1};
    for (unsigned p = 0; p < 3; ++p) {
      if (operands[p]->is != isa::vector_operand::what::dsr) continue;
      const unsigned flags = pe.dsr(16u * operands[p]->file + operands[p]->id, 3);
      if ((flags & 7u) == (p == 0 ? fabout : fabin)) mode[p] = static_cast<int>(flags >> 5 & 3u);
    }
    const pe_happened& h = pe.happened();
    if (mode[0] >= 0 && h.wavelets_out <= 2) ++m_wavelets[1][mode[0]][h.wavelets_out];
    if ((mode[1] >= 0) != (mode[2] >= 0) && h.wavelets_in <= 2)
      ++m_wavelets[0][std::max(mode[1], mode[2])][h.wavelets_in];
  }

  void see_operands(const pe_state& pe, uint32_t word) {
    const isa::vector_instruction v = isa::decode_vector(word);
    const isa::vector_operand* operands[] = {&v.dst, &v.src0, &v.src1};
    for (unsigned p = 0; p < 3; ++p) {
      const isa::vector_operand& o = *operands[p];
      using what = isa::vector_operand::what;
      if (o.is == what::none) continue;
      const unsigned kind = o.is == what::gpr      ? unsigned{reg}
                            : o.is == what::number ? unsigned{number}
                                                   : pe.dsr(16u * o.file + o.id, 3) & 7u;
      if (kind < kinds) ++m_operands[word >> 24][p][kind];
    }
  }

  std::array<std::array<std::array<uint64_t, kinds>, 3>, 256> m_operands = {};
  static constexpr unsigned fabin = isa::code_value("kind", "fabin"),
                            fabout = isa::code_value("kind", "fabout");
  std::array<std::array<std::array<uint64_t, 3>, 4>, 2> m_wavelets = {};
  std::array<uint64_t, 256> m_opcodes = {};
  std::array<uint64_t, isa::code_count("stall")> m_stalls = {};
  std::array<uint64_t, 16> m_traps = {};
};

}  // namespace ws::test

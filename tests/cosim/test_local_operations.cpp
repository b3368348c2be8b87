// SPDX-License-Identifier: Apache-2.0
// Operations on memory alone are made many steps at once where nobody looks: random ones, while
// timers ring and wavelets come in between, against stepping.
#include <fmt/format.h>

#include "pair_of_grids.h"
#include "support/seed.h"
#include "ws/isa/assembler.h"
#include "ws/isa/instruction_table.h"

namespace ws::test {
namespace {

constexpr int descriptors = 7;

class random_program {
 public:
  explicit random_program(std::mt19937_64& random) : m_random(random) {}

  /// Tile 0 sends a wavelet now and then and takes what comes; tile 1 has the operations, and a
  /// timer that ends it.
  std::string text() {
    std::string code, descriptors_text;
    for (int i = 0; i < descriptors; ++i) {
      const isa::instruction& row = instruction();
      if (m_random() % 2 == 0) code += "  mov32.async d7, r8\n";  // wavelets that leave meanwhile
      code += operation(row, i);
      // Often in one place, so that operands overlap.
      m_near = between(0x1000, 0x4000);
      for (const char* file : {"d", "a", "b"}) descriptors_text += descriptor(file, i);
    }
    return fmt::format(
        ".grid 2, 1\n"
        ".tile 0, 0\n  .route 0, RAMP -> E\n  .outqueue oq0, 0\n"
        "  .route 1, E -> RAMP\n  .inqueue iq0, 1\n  .block 1\n"
        "  .dsr b0, fabin, iq0, extent=inf\n  .dsr d1, mem1d, 0x5000, stride=0\n"
        "  .dsr d0, fabout, oq0, 0, extent=1\n  .task 8, main, active\n"
        "main:\n  mov32.async d1, b0\nmore:\n  movi r4, {0}\nagain:\n  addi r4, r4, -1\n  bnez "
        "r4, again\n  mov32 d0, r6\n"
        "  addi r5, r5, 1\n  slti r7, r5, 12\n  bnez r7, more\n  yield\n.end\n"
        ".tile 1, 0\n  .route 0, W -> RAMP\n  .inqueue iq0, 0\n  .block 0\n"
        "  .route 1, RAMP -> W\n  .outqueue oq2, 1\n  .dsr d7, fabout, oq2, 1, extent={6}\n"
        "  .counter 0, {1}\n  .counter 1, {2}\n  .task 8, main, active\n  .task 30, rings\n"
        "{3}main:\n  movi r2, {4}\n  movi r3, 0\n  stcfg32 r2, [cfg.timer]\n"
        "  movi r6, 0x3c01\n  movi r7, 0x3f80\n  movi r8, 0x4200\n  movi r9, 0x40a0\n{5}  yield\n"
        "rings:\n  ldcfg32 r10, [cfg.counter]\n  ldcfg32 r12, [cfg.counter + 2]\n  halt\n"
        "  .org 0x1000\n  .array i32, 0x900, I * 1864117 % 0x7fff * 65539 + 5\n"
        "  .org 0x3000\n  .array i32, 0x700, I * 2396745 + 5\n.end\n",
        between(5, 90), event(), event(), descriptors_text, between(100, 4000), code,
        between(1, 4));
  }

 private:
  int between(int low, int high) {
    return low + static_cast<int>(m_random() % static_cast<unsigned>(high - low + 1));
  }
  const char* event() {
    static const char* const names[] = {"cycles", "steps", "elements", "stalls", "bank_conflicts"};
    return names[m_random() % std::size(names)];
  }
  const isa::instruction& instruction() {
    for (;;) {
      const isa::instruction& row = isa::instructions[m_random() % std::size(isa::instructions)];
      if (row.is_vector()) return row;
    }
  }
  std::string source(const char* file, int i) {
    if (m_random() % 6 == 0) return m_random() % 2 == 0 ? "r6" : "r8";
    return file + std::to_string(i);
  }
  std::string operation(const isa::instruction& row, int i) {
    std::string text;
    if (m_random() % 20 == 0)  // over the end, at times
      text = fmt::format("  adddsi {}{}, offset, {}\n", m_random() % 2 == 0 ? "d" : "b", i,
                         between(500, 8000));
    text += fmt::format("  {} d{}", row.name, i);
    if (row.src0 != isa::elem::none) text += ", " + source("a", i);
    text += ", " + source("b", i);
    if (row.scalar != isa::elem::none) text += ", r8";
    return text + "\n";
  }
  /// All of it lies in the memory behind the code.
  std::string descriptor(const char* file, int i) {
    static const int strides[] = {1, 1, 1, 1, 0, 2, 3, 4, 8, -1, -2, 5};
    const int stride = strides[m_random() % std::size(strides)], extent = between(1, 700);
    const int apart = m_random() % 3 == 0 ? between(-9, 9) * 2 : between(-0x800, 0x800) * 2;
    const int odd = m_random() % 12 == 0 ? 1 : 0;  // 32-bit elements trap there
    const int reach = 2 * (extent - 1) * stride, end = static_cast<int>(pe_sram::words);
    const int at =
        std::clamp(m_near + apart, 0x1000 + std::max(0, -reach), end - 4 - std::max(0, reach)) & ~1;
    return fmt::format("  .dsr {}{}, mem1d, {}, extent={}, stride={}\n", file, i, at + odd, extent,
                       stride);
  }

  std::mt19937_64& m_random;
  int m_near = 0x2000;
};

TEST(LocalOperations, AreTheSameInOnePieceAndStepByStep) {
  WS_TRACE_SEED();
  std::mt19937_64 random(seed());
  uint64_t elements = 0, conflicts = 0, undefined = 0, traps = 0;
  for (int program = 0; program < 300; ++program) {
    const isa::program_image image = isa::assemble(random_program(random).text(), "random.wsa");
    const unsigned looks[] = {1, 13, 1'000'000};
    run_both(image, 12'000, looks[program % 3]);
    if (HasFatalFailure()) return;
    grid tiles(image);
    tiles.run(12'000);
    const tile& t = std::as_const(tiles).at(1, 0);
    elements += t.counts()->elements;
    conflicts += t.counts()->bank_conflicts;
    undefined += t.pe()->undefined().reads;
    traps += t.pe()->trap().cause != pe_code::trap("halted");
  }
  EXPECT_GT(elements, 300'000u);
  EXPECT_GT(conflicts, 10'000u);
  EXPECT_GT(undefined, 10'000u);
  EXPECT_GT(traps, 10u);
  EXPECT_LT(traps, 200u);
}

}  // namespace
}  // namespace ws::test

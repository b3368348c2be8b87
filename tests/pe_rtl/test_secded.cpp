// SPDX-License-Identifier: Apache-2.0
// Error correction of the SRAM: wrong bits in data and instructions, what is counted, what traps.
#include <gtest/gtest.h>

#include "Vws_pe_secded.h"
#include "Vws_pe_secded___024root.h"
#include "Vws_tile.h"
#include "Vws_tile_secded.h"
#include "Vws_tile_secded___024root.h"
#include "pe_bench.h"
#include "support/tile_bench.h"

namespace ws::test {
namespace {

constexpr unsigned trap_memory = 9, code_bits = 22, sram_words = 24576;
constexpr unsigned trap_pc = 0x7f11, trap_address = 0x7f12, trap_thread = 0x7f13,
                   corrected = 0x7f14, uncorrected = 0x7f15;

/// The element with error correction, and a way into its stored words.
class secded_bench : public pe_bench_of<Vws_pe_secded> {
 public:
  using pe_bench_of::pe_bench_of;
  void flip(unsigned address, unsigned bit) {
    dut().rootp->ws_pe__DOT__u_sram__DOT__words_q[address] ^= 1u << bit;
  }
  void flip_two(unsigned address, unsigned bit = 3) {
    flip(address, bit);
    flip(address, (bit + 7) % code_bits);
  }
  void expect_counts(unsigned mended, unsigned lost) {
    EXPECT_EQ(read(corrected), mended);
    EXPECT_EQ(read(uncorrected), lost);
  }
  /// Stands still because of a lost word.
  void expect_lost(unsigned pc, unsigned address, unsigned thread) {
    EXPECT_EQ(trap(), trap_memory);
    EXPECT_EQ(read(trap_pc), pc);
    EXPECT_EQ(read(trap_address), address);
    EXPECT_EQ(read(trap_thread), thread);
  }
};

template <class Dut>
void load_busy(tile_bench<Dut>& bench) {
  bench.load(*isa::assemble_file(WS_SOURCE_DIR "/tests/support/busy.wsa", {}).at(0, 0));
}

TEST(Secded, WithoutWrongBitsTheTileIsAsWithoutCorrection) {
  tile_bench<Vws_tile> plain(0);
  tile_bench<Vws_tile_secded> secded(0);
  const auto run = [](auto& bench) {
    load_busy(bench);
    bench.run(900);
    bench.read(0, 0x400);
    bench.read(0x7e00, 0x1a0);
  };
  run(plain);
  run(secded);
  ASSERT_EQ(plain.seen.size(), secded.seen.size());
  for (size_t t = 0; t < plain.seen.size(); ++t) ASSERT_EQ(plain.seen[t], secded.seen[t]) << t;
}

TEST(Secded, ATileWithOneWrongBitInEveryWordDoesTheSame) {
  tile_bench<Vws_tile> plain(0);
  load_busy(plain);
  plain.run(900);
  for (unsigned first = 0; first < code_bits; ++first) {
    tile_bench<Vws_tile_secded> secded(0);
    load_busy(secded);
    for (unsigned a = 0; a < sram_words; ++a) {
      auto& words = secded.dut().rootp->ws_tile__DOT__u_pe__DOT__u_sram__DOT__words_q;
      words[a] ^= 1u << (a + first) % code_bits;
    }
    secded.run(900);
    ASSERT_EQ(plain.seen, secded.seen) << first;
    secded.read(corrected, 2);
    EXPECT_GT(secded.seen[secded.seen.size() - 5].back(), 300u);
    EXPECT_EQ(secded.seen[secded.seen.size() - 4].back(), 0u);
  }
}

TEST(Secded, AScalarLoadMendsAnyWrongBitAndCountsIt) {
  secded_bench pe(
      "main:\n ld16 r1, [word]\n ld32 r2, [pair]\n ldds d3, [four]\n getds d3, flags, r4\n halt\n"
      ".data\nword: .word 0x1234\n .align 2\npair: .word 0x5678, 0x9abc\nfour: .word 1, 2, 3, "
      "0xf00f");
  for (unsigned bit = 0; bit < code_bits; ++bit) {
    pe.reset();
    pe.load();
    pe.flip(pe.at("word"), bit);
    pe.flip(pe.at("pair"), (bit + 5) % code_bits);
    pe.flip(pe.at("pair") + 1, (bit + 9) % code_bits);
    pe.flip(pe.at("four") + 3, (bit + 1) % code_bits);
    ASSERT_TRUE(pe.run_to_halt());
    EXPECT_EQ(pe.trap(), 1u);
    EXPECT_EQ(pe.reg(1), 0x1234u);
    EXPECT_EQ(pe.pair(2), 0x9abc5678u);
    EXPECT_EQ(pe.reg(4), 0xf00fu);
    pe.expect_counts(4, 0);
  }
}

TEST(Secded, VectorOperandsAreMendedWordByWord) {
  // 7 numbers of f16 in steps of 4 and 3: what a step does not use is not counted.
  secded_bench pe(R"(.dsr d0, mem1d, sums
.dsr a0, mem1d, left, extent=7
.dsr b0, mem1d, right, extent=7
main:
  add16 d0, a0, b0
  halt
  .data
left:  .array i16, 8, 100 + I
  .align 4, 2
right: .array i16, 8, 1000 * I
sums:  .array i16, 8, 5)");
  for (unsigned i = 0; i < 8; ++i) {
    pe.flip(pe.at("left") + i, i);
    pe.flip(pe.at("right") + i, 21 - i);
  }
  ASSERT_TRUE(pe.run_to_halt());
  pe.expect_counts(14, 0);
  for (unsigned i = 0; i < 8; ++i)
    EXPECT_EQ(pe.read(pe.at("sums") + i), i < 7 ? 100 + 1001 * i : 5) << i;
}

TEST(Secded, AStepOfTwoCyclesCountsOnce) {
  secded_bench pe(R"(.dsr d0, mem1d, 0x900
.dsr a0, mem1d, 0x800, extent=4
.dsr b0, mem1d, 0x804, extent=4
main:
  add16 d0, a0, b0
  ldcfg16 r5, [cfg.counter]
  halt)");
  pe.write(0x7f98, 8);  // bank conflicts
  pe.write(0x7f9a, 0);
  for (unsigned i = 0; i < 8; ++i) pe.write(0x800 + i, i);
  for (unsigned i = 0; i < 8; ++i) pe.flip(0x800 + i, 2 * i);
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.reg(5), 1u);
  pe.expect_counts(8, 0);
}

TEST(Secded, InstructionsAreMendedEachTimeTheyIssue) {
  secded_bench pe("main:\n movi r1, 5\nagain:\n addi r1, r1, -1\n bnez r1, again\n halt");
  const unsigned again = 0x12 + 2;  // behind the slots of tasks 0 to 8 and one instruction
  for (unsigned bit = 0; bit < code_bits; ++bit) {
    pe.reset();
    pe.load();
    pe.flip(again, bit);
    pe.flip(again + 1, (bit + 3) % code_bits);
    ASSERT_TRUE(pe.run_to_halt());
    EXPECT_EQ(pe.trap(), 1u);
    EXPECT_EQ(pe.reg(1), 0u);
    pe.expect_counts(10, 0);
  }
}

TEST(Secded, TwoWrongBitsInALoadTrapAndLoadNothing) {
  struct load {
    const char* text;
    unsigned wrong;
  };
  for (const load& l : {load{"ld16 r1, [r0 + 0]", 0x400}, load{"ld32 r2, [r0 + 0]", 0x401},
                        load{"ldds d3, [r0 + 0]", 0x403}}) {
    secded_bench pe("main:\n movi r0, 0x400\n movi r1, 77\n movi r2, 78\n " + std::string(l.text) +
                    "\n halt");
    for (unsigned i = 0; i < 4; ++i) pe.write(0x400 + i, 0xaaaa);
    pe.flip_two(l.wrong);
    ASSERT_TRUE(pe.run_to_halt());
    pe.expect_lost(0x12 + 6, l.wrong, 8);
    pe.expect_counts(0, 1);
    EXPECT_EQ(pe.reg(1), 77u) << l.text;
    EXPECT_EQ(pe.reg(2), 78u) << l.text;
    EXPECT_EQ(pe.read(0x7e0c), 0u) << l.text;
  }
}

TEST(Secded, TwoWrongBitsInAnInstructionTrapWhereverTheyAre) {
  for (unsigned a = 0; a < code_bits; ++a) {
    for (unsigned b = 0; b < a; ++b) {
      secded_bench pe("main:\n movi r1, 1\n movi r1, 2\n halt");
      const unsigned half = (a + b) % 2;
      pe.flip(0x14 + half, a);
      pe.flip(0x14 + half, b);
      ASSERT_TRUE(pe.run_to_halt());
      pe.expect_lost(0x14, 0x14 + half, 8);
      EXPECT_EQ(pe.reg(1), 1u);
      pe.expect_counts(0, 1);
    }
  }
}

TEST(Secded, AStepWithALostWordTrapsAndMakesNothing) {
  secded_bench pe(R"(.dsr d0, fifo, xdsr=x2
.dsr x2, ring, 0x900, 16
.dsr a0, mem1d, 0x800, extent=6
.dsr b0, mem1d, 0x882, extent=6
main:
  add16.async d0, a0, b0
  yield)");
  for (unsigned i = 0; i < 6; ++i) {
    pe.write(0x800 + i, i);
    pe.write(0x882 + i, 10 * i);
    pe.write(0x900 + i, 0x5555);
  }
  pe.flip_two(0x882 + 3);
  ASSERT_TRUE(pe.run_to_halt());
  pe.expect_lost(0x12, 0x885, 2);
  pe.expect_counts(0, 1);
  for (unsigned i = 0; i < 6; ++i) EXPECT_EQ(pe.read(0x900 + i), i < 3 ? 11 * i : 0x5555u) << i;
}

TEST(Secded, OfBothSourcesTheFirstIsTold) {
  secded_bench both(R"(.dsr d0, mem1d, 0x900
.dsr a0, mem1d, 0x800, extent=4
.dsr b0, mem1d, 0x882, extent=4
main:
  add16 d0, a0, b0
  halt)");
  for (const unsigned a : {0x801u, 0x802u, 0x882u}) both.flip_two(a);
  ASSERT_TRUE(both.run_to_halt());
  both.expect_lost(0x12, 0x801, 8);
  both.expect_counts(0, 3);
  EXPECT_EQ(both.read(0x900), 0u);
}

TEST(Secded, EarlierFaultsComeFirstAndNothingIsCounted) {
  secded_bench pe("main:\n movi r0, 0x5ffe\n ldds d3, [r0 + 0]\n halt");
  pe.flip_two(0x5ffe);
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.trap(), 4u);
  EXPECT_EQ(pe.read(trap_address), 0x6000u);
  pe.expect_counts(0, 0);
}

TEST(Secded, AStoreMakesAWordRightAndTheLoaderNeverTraps) {
  secded_bench pe("main:\n movi r1, 9\n st16 r1, [0x400]\n ld16 r2, [0x400]\n halt");
  pe.flip_two(0x400);
  pe.write(0x500, 0x1111);
  pe.flip(0x500, 4);
  pe.write(0x501, 0x2222);
  pe.flip_two(0x501);
  EXPECT_EQ(pe.read(0x500), 0x1111u);
  pe.read(0x501);
  pe.expect_counts(1, 1);
  ASSERT_TRUE(pe.run_to_halt());
  EXPECT_EQ(pe.trap(), 1u);
  EXPECT_EQ(pe.reg(2), 9u);
  pe.expect_counts(1, 1);
}

TEST(Secded, TheCountersStopAtTheirEnd) {
  secded_bench pe("main:\n ld32 r2, [0x400]\n ld16 r3, [0x400]\n halt");
  pe.flip(0x400, 0);
  pe.flip(0x401, 21);
  pe.write(corrected, 0xfffe);
  pe.write(uncorrected, 0xffff);
  pe.flip_two(0x402);
  pe.read(0x402);
  ASSERT_TRUE(pe.run_to_halt());
  pe.expect_counts(0xffff, 0xffff);
}

}  // namespace
}  // namespace ws::test

// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ws/base/error.h"
#include "ws/base/half.h"
#include "ws/isa/assembler.h"
#include "ws/isa/registers.h"

namespace ws::isa {
namespace {

program_image program(const std::string& text, const std::vector<std::string>& settings = {}) {
  assembler_options options;
  options.settings = settings;
  return assemble(text, "t.wsa", options);
}

/// A grid of one tile with these lines.
tile_code tile(const std::string& body) {
  return program(".grid 1, 1\n.tile 0, 0\n" + body + "\n.end\n").codes.at(0);
}

uint16_t word(const tile_code& code, unsigned address) {
  for (const segment& s : code.segments) {
    if (address >= s.address && address < s.address + s.words.size()) {
      return s.words[address - s.address];
    }
  }
  ADD_FAILURE() << "no word at " << address;
  return 0;
}

uint16_t config(const tile_code& code, std::string_view name, int index = 0) {
  for (const config_write& w : code.config) {
    if (w.address == config_of(name).address + index) return w.value;
  }
  return 0;
}

std::string faults(const std::string& text) {
  try {
    program(text);
  } catch (const input_error& e) {
    std::string all;
    for (const fault& f : e.faults()) all += to_string(f) + "\n";
    return all;
  }
  return "none";
}

int64_t number(const std::string& expression) {
  const tile_code code = tile("  .i32 " + expression);
  return static_cast<int32_t>(word(code, 0) | uint32_t{word(code, 1)} << 16);
}

TEST(Expressions, FollowTheRulesOfC) {
  EXPECT_EQ(number("1 + 2 * 3 - 4 / 3"), 6);
  EXPECT_EQ(number("(1 + 2) * 3 % 5"), 4);
  EXPECT_EQ(number("1 << 4 | 3 & ~1 ^ 8"), ((1 << 4) | ((3 & ~1) ^ 8)));
  EXPECT_EQ(number("-7 / 2"), -3);
  EXPECT_EQ(number("3 < 4 && 4 <= 4 || 1 / 0"), 1);
  EXPECT_EQ(number("0 ? 1 / 0 : 2 > 1 ? 5 : 6"), 5);
  EXPECT_EQ(number("0x10 + 0b11 + !0"), 20);
  EXPECT_EQ(number("f16(1.5)"), 0x3e00);
  EXPECT_EQ(number("f32(-2)"), static_cast<int32_t>(0xc0000000));
  EXPECT_EQ(number("log2(4095) + floor(sqrt(17)) + min(3, 2) + max(1, 2) + abs(-9)"), 28);
  EXPECT_EQ(number("hi(0x12345678) - lo(0x12340004)"), 0x1230);
  EXPECT_EQ(number("cfg.color + trap.halted + pe.sram_words"), 0x7f20 + 1 + 24576);
}

TEST(Expressions, RoundToF16Once) {
  // 1 + 2^-11 + 2^-30 lies above the middle; rounded to f32 first it would lie on it.
  EXPECT_EQ(number("f16(1.0 + 1.0 / 2048 + 1.0 / 1073741824)"), 0x3c01);
  EXPECT_EQ(number("f16(1.0 + 1.0 / 2048)"), 0x3c00);
  EXPECT_EQ(number("f16(65519.99)"), 0x7bff);
}

TEST(Tiles, HaveCodeBehindTheirTasksAndDataBehindTheCode) {
  const tile_code code = tile(
      "  .task 3, start\nstart:\n  nop\n  yield\n  .data\nlist:\n  .f32 1.0, -2.5\nhalves:\n"
      "  .f16 0.5");
  EXPECT_EQ(code.find("start")->address, 8) << "four slots of two words";
  EXPECT_EQ(word(code, 6), 8) << "a jump to it";
  EXPECT_EQ(word(code, 7), 0x5800);
  EXPECT_EQ(code.find("list")->address, 12);
  EXPECT_EQ(code.find("list")->type, elem::f32);
  EXPECT_EQ(code.find("list")->count, 2);
  EXPECT_EQ(word(code, 13), 0x3f80);
  EXPECT_EQ(word(code, code.find("halves")->address), 0x3800);
  ASSERT_EQ(code.segments.size(), 2u);
  EXPECT_TRUE(code.segments[0].is_code);
  EXPECT_FALSE(code.segments[1].is_code);
}

TEST(Tiles, LeaveArraysWithoutValueUndefined) {
  const tile_code code = tile("  .i16 7\na:\n  .array f32, 3\nb:\n  .array i16, 3, I * I");
  EXPECT_EQ(code.find("a")->address, 2) << "at an even address";
  ASSERT_EQ(code.segments.size(), 2u);
  EXPECT_EQ(code.segments[1].address, 8);
  EXPECT_EQ(code.segments[1].words, (std::vector<uint16_t>{0, 1, 4}));
}

TEST(Tiles, KnowTheirCoordinates) {
  const program_image image = program(
      ".grid 3, 2\n.tiles\n  .i16 X, Y, WIDTH, HEIGHT\n.end\n.tiles X == 2\n  .i16 9\n.end\n");
  EXPECT_EQ(word(*image.at(1, 1), 0), 1);
  EXPECT_EQ(word(*image.at(1, 1), 1), 1);
  EXPECT_EQ(word(*image.at(0, 0), 2), 3);
  EXPECT_EQ(word(*image.at(2, 1), 4), 9);
  EXPECT_EQ(image.at(3, 0), nullptr);
}

TEST(Tiles, ShareWhatIsEqual) {
  const std::string body =
      "  .set odd, X & 1\n  .if X > 0\n    .route odd, RAMP -> W\n  .endif\n"
      "  .rep i, 3\n    addi r1, r1, i + odd\n  .endrep\n  yield\n";
  const program_image image = program(".grid 700, 2\n.tiles\n" + body + ".end\n");
  EXPECT_EQ(image.codes.size(), 3u) << "the first column, odd ones, even ones";
  EXPECT_EQ(image.at(4, 0), image.at(698, 1));
  EXPECT_NE(image.at(4, 0), image.at(5, 0));
}

TEST(Tiles, MayBeEmpty) {
  const program_image image = program(".grid 2, 1\n.tile 1, 0\n  nop\n.end\n");
  EXPECT_EQ(image.at(0, 0), nullptr);
  EXPECT_NE(image.at(1, 0), nullptr);
}

TEST(Blocks, AreChosenAndRepeated) {
  const char* const text =
      ".param N, 2\n.grid 1, 1\n.if N == 1\n.tile 0, 0\n  .i16 1\n.end\n.elif N == 2\n"
      ".tile 0, 0\n  .i16 2\n.end\n.else\n.rep k, N\n.tile 0, 0\n  .i16 k + 10\n.end\n"
      ".endrep\n.endif\n";
  EXPECT_EQ(word(program(text).codes[0], 0), 2);
  EXPECT_EQ(word(program(text, {"N=1"}).codes[0], 0), 1);
  EXPECT_EQ(word(program(text, {"N=1 + 2"}).codes[0], 2), 12);
  EXPECT_EQ(program(text, {"N=3"}).facts.at("N"), "3");
}

TEST(Blocks, IncludeOtherFiles) {
  assembler_options options;
  options.read = [](const std::string& path) {
    EXPECT_EQ(path, "lib/math.wsa");
    return std::string("  addi r1, r1, 1\n");
  };
  const program_image image =
      assemble(".grid 1, 1\n.tile 0, 0\n  .include \"math.wsa\"\n.end\n", "lib/t.wsa", options);
  EXPECT_EQ(word(image.codes[0], 1), 0x3011);
}

TEST(Names, ChooseTheFormOfAnInstruction) {
  const auto first = [](const std::string& line) {
    const tile_code code = tile(line);
    return disassemble(word(code, 0) | uint32_t{word(code, 1)} << 16);
  };
  EXPECT_EQ(first("add r0, r1, 5"), "addi r0, r1, 5");
  EXPECT_EQ(first("mov r0, 5"), "movi r0, 0x5");
  EXPECT_EQ(first("ld16 r0, [0x20]"), "ld16a r0, [0x20]");
  EXPECT_EQ(first("ld16 r0, [r3 + 4 - 6]"), "ld16 r0, [r3 - 2]");
  EXPECT_EQ(first("ldds a3, [r5 + 4]"), "lddsr a3, [r5 + 4]");
  EXPECT_EQ(first("actvt r4"), "actvtr r4");
  EXPECT_EQ(first("fmovs d1, b2"), "mov32 d1, b2");
  EXPECT_EQ(first("call 0x40"), "call r15, 0x40");
  EXPECT_EQ(first("ret"), "jr r15");
  EXPECT_EQ(first("li32 r2, 1.5"), "movi r2, 0x0");
  EXPECT_EQ(first("movi r2, 1.5"), "movi r2, 0x3e00");
  EXPECT_EQ(first("setds b3, extent, r2"), "setds b3, 1, r2");
  EXPECT_EQ(first("onend unblock, 9, high"), "onend unblock, 9, high");
}

TEST(Descriptors, StandInMemoryAndInRegisters) {
  const tile_code code = tile(
      "  .dsr d2, mem1d, v, stride=-1, offset=6, save\n  .dsr a1, fabin, iq5, extent=9, "
      "terminate, activate=12\n  .dsr d3, fabout, oq4, 7, control, simd=simd_32\n"
      "  .dsr x2, ring, 100, 20\n  .dsr b1, circular, 104, extent=30, xdsr=x2\n"
      "  .dsr x3, dims, 3, 4, s1, s2\n  .sr s1, -5\n"
      "  .data\nv:\n  .array f32, 4\nd:\n  .mem1d v, index");
  const unsigned v = code.find("v")->address, d = code.find("d")->address;
  EXPECT_EQ(config(code, "dest_dsr", 8), v);
  EXPECT_EQ(config(code, "dest_dsr", 9), 4) << "the length of the array";
  EXPECT_EQ(config(code, "dest_dsr", 10), 6);
  EXPECT_EQ(config(code, "dest_dsr", 11), 0xff11);
  EXPECT_EQ(config(code, "src0_dsr", 4), 5);
  EXPECT_EQ(config(code, "src0_dsr", 5), 9);
  EXPECT_EQ(config(code, "src0_dsr", 6), 12 << 8 | 1 << 1 | 1);
  EXPECT_EQ(config(code, "src0_dsr", 7), 5);
  EXPECT_EQ(config(code, "dest_dsr", 12), 7 << 8 | 4);
  EXPECT_EQ(config(code, "dest_dsr", 13), 0x7fff);
  EXPECT_EQ(config(code, "dest_dsr", 14), 1);
  EXPECT_EQ(config(code, "dest_dsr", 15), 1 << 5 | 6);
  EXPECT_EQ(config(code, "xdsr", 9), 20);
  EXPECT_EQ(config(code, "src1_dsr", 7), 0x0100 | 2 << 5 | 3);
  EXPECT_EQ(config(code, "xdsr", 15), 1 | 2 << 4);
  EXPECT_EQ(config(code, "stride", 1), 0xfffb);
  EXPECT_EQ(word(code, d), v);
  EXPECT_EQ(word(code, d + 3), 0x0109);
}

TEST(Configuration, HasThePublishedLayout) {
  const tile_code code =
      program(
          ".grid 3, 3\n.tile 1, 1\n  .route 4, E -> RAMP, W\n  .swap 4, NS\n"
          "  .switch 4, rx=N, tx=S, ring, pop=always\n  .teardown 5\n  .inqueue iq3, 4\n"
          "  .outqueue oq1, 6\n  .filter 2, 4, range, 10, 20\n  .filter 0, 9, counter, 1, 2, 3, "
          "control\n"
          "  .block 33\n  .high 8\n  .activate 47\n  .main_priority 3\n  .counter 1, "
          "stalls\n.end\n")
          .codes[0];
  EXPECT_EQ(config(code, "color", 4), 1 << 12 | 1 << 10 | 0b00010 << 5 | 0b10001);
  EXPECT_EQ(config(code, "color", 5), 1 << 14);
  EXPECT_EQ(config(code, "switch", 4), 1 << 12 | 5 << 8 | 2 << 4 | 1 << 3 | 3);
  EXPECT_EQ(config(code, "input_queue", 3), 0x8004);
  EXPECT_EQ(config(code, "output_queue", 1), 0x8006);
  EXPECT_EQ(config(code, "filter", 16), 1 << 15 | 2 << 13 | 4);
  EXPECT_EQ(config(code, "filter", 18), 20);
  EXPECT_EQ(config(code, "filter", 19), 10);
  EXPECT_EQ(config(code, "filter", 0), 1 << 15 | 1 << 12 | 1 << 11 | 9);
  EXPECT_EQ(config(code, "filter", 3), 3);
  EXPECT_EQ(config(code, "task_blocked", 2), 2);
  EXPECT_EQ(config(code, "task_high", 0), 256);
  EXPECT_EQ(config(code, "task_active", 2), 1 << 15);
  EXPECT_EQ(config(code, "main_priority"), 3);
  EXPECT_EQ(config(code, "counter_event", 1), 7);
}

TEST(Faults, AreToldAllAtOnceAndOnlyOnce) {
  EXPECT_EQ(
      faults(".grid 4, 4\n.tiles\n  add r0\n  movi r20, 1\n  jmp nowhere\n  .i16 1, 70000, x\n"
             ".end\n"),
      "t.wsa:3:3: add: expected rd, ra, rb\n"
      "t.wsa:4:8: \"r20\": expected a register r0 to r15\n"
      "t.wsa:5:7: \"nowhere\" is not defined\n"
      "t.wsa:6:11: 70000: out of range; allowed is -32768 to 65535\n"
      "t.wsa:6:18: \"x\" is not defined; did you mean \"X\"?\n");
}

TEST(Faults, OfALaterLineDoNotMoveLabels) {
  EXPECT_EQ(
      faults(".grid 1, 1\n.tile 0, 0\na:\n  .i16 1, 2, zz\nb:\n  .f32 yy, 1\nc:\n  nop\n.end\n"),
      "t.wsa:4:14: \"zz\" is not defined\nt.wsa:6:8: \"yy\" is not defined\n");
}

}  // namespace
}  // namespace ws::isa

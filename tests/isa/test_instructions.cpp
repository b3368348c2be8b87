// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <set>

#include "ws/isa/assembler.h"
#include "ws/isa/codes.h"
#include "ws/isa/decode.h"
#include "ws/isa/generate.h"
#include "ws/isa/parameters.h"
#include "ws/isa/registers.h"
#include "ws/isa/source.h"

namespace ws::isa {
namespace {

unsigned seed() {
  const char* given = std::getenv("WS_SEED");
  const unsigned s = given ? static_cast<unsigned>(std::strtoul(given, nullptr, 0)) : 20240917u;
  testing::Test::RecordProperty("seed", static_cast<int>(s));
  return s;
}

uint32_t assembled(const std::string& line) {
  const program_image image = assemble(".grid 1, 1\n.tile 0, 0\n" + line + "\n.end\n", "t.wsa");
  const std::vector<uint16_t>& words = image.codes.at(0).segments.at(0).words;
  return words.at(0) | uint32_t{words.at(1)} << 16;
}

TEST(Instructions, HaveDifferentOpcodesAndNames) {
  std::set<std::string_view> names;
  std::set<int> opcodes;
  for (const instruction& i : instructions) {
    EXPECT_TRUE(names.insert(i.name).second) << i.name;
    EXPECT_TRUE(opcodes.insert(i.opcode).second) << i.name;
    EXPECT_NE(i.opcode, 0) << "memory that was never written must trap";
    EXPECT_FALSE(i.effect.empty()) << i.name;
  }
}

TEST(Instructions, HaveOperandsThatDoNotShareBits) {
  for (const instruction& i : instructions) {
    uint32_t used = 0xff000000u;
    if (i.is_vector()) used |= 3;
    for (const operand o : i.operands) {
      if (o == operand::none) continue;
      const uint32_t bits = put(0, row_of(o), ~0u);
      EXPECT_EQ(used & bits, 0u) << i.name << " " << row_of(o).name;
      used |= bits;
    }
  }
}

TEST(Instructions, HaveThePublishedWidths) {
  // Cerebras SDK documentation, appendix, as a list of its own; fmuls and fmacs as measured.
  const std::pair<int, std::vector<const char*>> published[] = {
      {4,
       {"add16", "sub16", "and16", "or16", "xor16", "mov16", "fabsh", "faddh", "fsubh", "fmulh",
        "fmach", "fnegh", "fscaleh"}},
      {2, {"fabss", "fadds", "faddhs", "fsubs", "fmachs", "fnegs", "fscales", "mov32"}},
      {1,
       {"sar16", "sll16", "slr16", "fmaxh", "fmaxs", "fh2s", "fs2h", "fh2xp16", "fs2xp16",
        "xp162fh", "xp162fs", "fmuls", "fmacs"}}};
  size_t vector_instructions = 0, listed = 0;
  for (const instruction& i : instructions) vector_instructions += i.is_vector();
  for (const auto& [width, names] : published) {
    for (const char* name : names) EXPECT_EQ(instruction_of(name).simd, width) << name;
    listed += names.size();
  }
  EXPECT_EQ(listed, vector_instructions);
}

// What a legal word is, told from the other end: put random operands together so that they fit.
uint32_t random_word(const instruction& row, std::mt19937& random) {
  const auto below = [&](unsigned n) { return static_cast<uint32_t>(random() % n); };
  uint32_t word = uint32_t{row.opcode} << 24;
  const bool async = row.is_vector() && below(3) == 0, indexed = row.is_vector() && below(3) == 0;
  const auto source = [&](elem e) -> uint32_t {
    if (e == elem::none) return 0;
    const uint32_t kind = below(3), id = below(16);
    return kind << 4 | (kind == 0 && words_of(e) == 2 ? id & 14 : id);
  };
  const auto dsr = [&] {
    const uint32_t file = below(4);
    return file << 4 | below(file == 0 ? 12 : file == 3 ? 8 : 16);
  };
  for (const operand o : row.operands) {
    if (o == operand::none || o == operand::scalar) continue;
    uint32_t value = static_cast<uint32_t>(random());
    const operand_row& r = row_of(o);
    if (r.pair) value &= ~1u;
    if (o == operand::target || o == operand::address) value = 2 * below(sram_words / 2);
    if (o == operand::queue) value = below(14);
    if (o == operand::priority) value = below(3);
    if (o == operand::dsr || o == operand::from) value = dsr();
    if (o == operand::src0) value = source(row.src0);
    if (o == operand::src1) value = source(row.src1);
    if (o == operand::dst) {
      const uint32_t kind = async ? 1 + below(2) : below(3);
      value = kind << 4 | below(kind == 1 ? 12 : 16);
      if (kind == 0 && words_of(row.dst) == 2) value &= ~1u;
    }
    word = put(word, r, value);
  }
  if (row.scalar != elem::none) word |= (words_of(row.scalar) == 2 ? below(8) * 2 : below(16)) << 2;
  if (row.is_vector() && row.scalar == elem::none && indexed) word |= below(16) << 2;
  return word | (async ? 2u : 0u) | (indexed ? 1u : 0u);
}

TEST(Instructions, ComeBackFromTheirText) {
  std::mt19937 random(seed());
  int words = 0;
  for (int round = 0; round < 200; ++round) {
    std::string text = ".grid 1, 1\n.tile 0, 0\n";
    std::vector<uint32_t> expected;
    for (const instruction& row : instructions) {
      expected.push_back(random_word(row, random));
      ASSERT_TRUE(legal(expected.back())) << row.name << std::hex << expected.back();
      text += disassemble(expected.back()) + "\n";
    }
    const program_image image = assemble(text + ".end\n", "t.wsa");
    const std::vector<uint16_t>& got = image.codes.at(0).segments.at(0).words;
    ASSERT_EQ(got.size(), expected.size() * 2);
    for (size_t n = 0; n < expected.size(); ++n, ++words) {
      ASSERT_EQ(got[2 * n] | uint32_t{got[2 * n + 1]} << 16, expected[n])
          << disassemble(expected[n]);
    }
  }
  EXPECT_GT(words, 20000);
}

TEST(Instructions, AreLegalExactlyIfTheirTextAssembles) {
  std::mt19937 random(seed() + 1);
  int good = 0, bad = 0;
  for (int n = 0; n < 200000; ++n) {
    const instruction& row = instructions[random() % std::size(instructions)];
    uint32_t word = random_word(row, random);
    for (unsigned flips = random() % 4; flips > 0; --flips) word ^= 1u << random() % 32;
    if (!legal(word)) {
      EXPECT_EQ(disassemble(word).substr(0, 7), ".dword ");
      ++bad;
    } else if (good++ % 50 == 0) {
      const bool odd_place =
          row_of_opcode(static_cast<uint8_t>(word >> 24))->where == unit::branch ||
          row_of_opcode(static_cast<uint8_t>(word >> 24))->where == unit::memory;
      if (!odd_place) {
        EXPECT_EQ(assembled(disassemble(word)), word) << disassemble(word);
      }
    }
  }
  EXPECT_GT(good, 50000);
  EXPECT_GT(bad, 50000);
}

TEST(Instructions, RefuseWhatTheHardwareHasNot) {
  EXPECT_FALSE(legal(0));
  EXPECT_TRUE(legal(assembled("nop")));
  EXPECT_FALSE(legal(assembled("nop") | 1));
  EXPECT_FALSE(legal(uint32_t{op("add32")} << 24 | 1u << 20)) << "an odd pair";
  EXPECT_FALSE(legal(uint32_t{op("fadds")} << 24 | 0x1cu << 18)) << "d12";
  EXPECT_FALSE(legal(uint32_t{op("mov16")} << 24 | 2u)) << "asynchronous into a register";
  EXPECT_FALSE(legal(uint32_t{op("mov16")} << 24 | 4u)) << "an index register without an index";
  EXPECT_FALSE(legal(uint32_t{op("qempty")} << 24 | 14u << 16)) << "queue 14";
  EXPECT_FALSE(legal(uint32_t{op("ldds")} << 24 | 0x38u << 18)) << "x8";
}

TEST(Instructions, TakeAVectorInstructionApart) {
  const vector_instruction v = decode_vector(assembled("fmacs.async.x a3, a4, b5, r6"));
  EXPECT_EQ(v.row->name, "fmacs");
  EXPECT_EQ(v.dst.is, vector_operand::what::dsr);
  EXPECT_EQ(v.dst.file, 1);
  EXPECT_EQ(v.dst.id, 3);
  EXPECT_EQ(v.src0.file, 1);
  EXPECT_EQ(v.src1.file, 2);
  EXPECT_EQ(v.src1.id, 5);
  EXPECT_EQ(v.scalar, 6);
  EXPECT_EQ(v.index, 8) << "after the pair";
  EXPECT_TRUE(v.is_async && v.is_indexed);
  const vector_instruction m = decode_vector(assembled("mov16.x d1, -8, r9"));
  EXPECT_EQ(m.src1.number, -8);
  EXPECT_EQ(m.index, 9);
  EXPECT_EQ(m.src0.is, vector_operand::what::none);
}

TEST(Memory, FollowsThePublishedStrideRule) {
  for (int stride = -128; stride < 128; ++stride) {
    const int rest = ((stride % 8) + 8) % 8;
    int expected = 4;
    if (stride != 0 && stride != 1) {
      if (rest == 1 || rest == 7 || rest == 4) expected = 2;
      if (rest == 0) expected = 1;
    }
    EXPECT_EQ(stride_width(stride, 1, 4), expected) << stride;
  }
  EXPECT_EQ(stride_width(2, 2, 2), 2) << "f32 side by side";
  EXPECT_EQ(stride_width(8, 2, 2), 1);
  EXPECT_EQ(read_cycles(4, 8), 2);
  EXPECT_EQ(read_cycles(4, 6), 1);
}

TEST(Registers, DoNotShareBitsOrAddresses) {
  for (const field& a : fields) {
    EXPECT_LE(a.lsb + a.width, a.group == "wavelet" || a.group == "control" ? 32 : 16) << a.name;
    for (const field& b : fields) {
      if (&a == &b || a.group != b.group || a.word != b.word) continue;
      EXPECT_EQ((a.mask() << a.lsb) & (b.mask() << b.lsb), 0u) << a.group << a.name << b.name;
    }
  }
  std::set<int> addresses;
  for (const config_register& r : config_registers) {
    for (int w = 0; w < r.count * r.words; ++w) {
      EXPECT_TRUE(addresses.insert(r.address + w).second) << r.name;
    }
  }
  EXPECT_EQ(dsr_counts[0] + dsr_counts[1] + dsr_counts[2], 44);
}

TEST(Registers, DecodeThePublishedTeardownWavelet) {
  // The word in Cerebras csl-examples, benchmark-libs: entry 31, teardown first, then nops.
  constexpr uint32_t word = 0x09DF9249;
  EXPECT_EQ(field_of("control", "entry").get(word), 31u);
  EXPECT_EQ(field_of("control", "command0").get(word), 3u);
  for (int k = 0; k < 8; ++k) {
    const std::string number = std::to_string(k);
    EXPECT_EQ(field_of("control", "filter" + number).get(word), 1u) << k;
    EXPECT_EQ(field_of("control", "command" + number).get(word), k == 0 ? 3u : 0u) << k;
  }
  const auto advance = static_cast<uint32_t>(parameter_value("advance_wavelet"));
  EXPECT_EQ(field_of("control", "command0").put(word, 1), advance);
}

TEST(Generated, FilesAreCurrent) {
  EXPECT_EQ(read_source(WS_SOURCE_DIR "/rtl/ws_isa_pkg.sv"), system_verilog_package())
      << "mend with: waferstream isa --sv > rtl/ws_isa_pkg.sv";
  const std::string page = read_source(WS_SOURCE_DIR "/docs/isa.md");
  EXPECT_EQ(page, refreshed_page(page)) << "mend with: waferstream isa --markdown docs/isa.md";
}

TEST(Generated, PageHasEveryTable) {
  const std::string page = read_source(WS_SOURCE_DIR "/docs/isa.md");
  for (const instruction& i : instructions) {
    EXPECT_NE(page.find("| `" + std::string(i.name) + "` |"), std::string::npos) << i.name;
  }
  for (const parameter& p : parameters) {
    EXPECT_NE(page.find("| `" + std::string(p.name) + "` |"), std::string::npos) << p.name;
  }
}

}  // namespace
}  // namespace ws::isa

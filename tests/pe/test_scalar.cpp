// SPDX-License-Identifier: Apache-2.0
// Every scalar instruction against arithmetic on whole numbers, and what memory, descriptor and
// configuration instructions do.
#include "pe/pe_bench.h"
#include "pe/vector_reference.h"
#include "support/seed.h"
#include "ws/isa/instruction_table.h"

namespace ws {
namespace {

using test::pe_bench;
using test::whole16;
using test::wrapped;

struct values {
  uint32_t x, a, b;     // registers: the destination's before, and the sources
  uint32_t px, pa, pb;  // the pairs that they begin
  uint32_t number;      // 15:0 of the instruction
};
using reference = std::function<uint32_t(const values&)>;

int64_t whole(uint32_t v) { return whole16(v); }

uint32_t bits_where(const values& v, uint32_t other, bool (*f)(bool, bool)) {
  uint32_t result = 0;
  for (unsigned i = 0; i < 16; ++i)
    if (f(v.a >> i & 1u, other >> i & 1u)) result += 1u << i;
  return result;
}

void add_with(std::map<std::string, reference>& all, const std::string& suffix,
              uint32_t (*other)(const values&)) {
  const auto add = [&](const std::string& name, auto f) {
    all[name + suffix] = [other, f](const values& v) { return f(v, other(v)); };
  };
  add("add", [](const values& v, uint32_t o) { return wrapped(int64_t{v.a} + o); });
  add("and", [](const values& v, uint32_t o) {
    return bits_where(v, o, [](bool p, bool q) { return p && q; });
  });
  add("or", [](const values& v, uint32_t o) {
    return bits_where(v, o, [](bool p, bool q) { return p || q; });
  });
  add("xor", [](const values& v, uint32_t o) {
    return bits_where(v, o, [](bool p, bool q) { return p != q; });
  });
  add("sll", [](const values& v, uint32_t o) { return wrapped(int64_t{v.a} << o % 16); });
  add("srl", [](const values& v, uint32_t o) { return v.a / (1u << o % 16); });
  add("sra", [](const values& v, uint32_t o) {
    const int64_t by = int64_t{1} << o % 16;
    return wrapped((whole(v.a) - (whole(v.a) % by + by) % by) / by);
  });
  add("mul", [](const values& v, uint32_t o) { return wrapped(whole(v.a) * whole(o)); });
  add("slt", [](const values& v, uint32_t o) -> uint32_t { return whole(v.a) < whole(o); });
  add("sltu", [](const values& v, uint32_t o) -> uint32_t { return v.a < o; });
  add("seq", [](const values& v, uint32_t o) -> uint32_t { return v.a == o; });
}

template <typename F>
reference comparing(const test::fp_format& f, F judge) {
  return [&f, judge](const values& v) -> uint32_t {
    const bool wide = f.exponent_bits == 8;
    const auto a = test::decoded(wide ? v.pa : v.a, f), b = test::decoded(wide ? v.pb : v.b, f);
    return !a.nan() && !b.nan() && judge(test::exact_order(a, b));
  };
}

std::map<std::string, reference> references() {
  std::map<std::string, reference> all;
  add_with(all, "", [](const values& v) { return v.b; });
  add_with(all, "i", [](const values& v) { return v.number; });
  all["sltui"] = [](const values& v) -> uint32_t { return v.a < v.number; };
  all.erase("sltuii");
  all["sub"] = [](const values& v) { return wrapped(int64_t{v.a} - v.b); };
  all["mulh"] = [](const values& v) {
    const int64_t p = whole(v.a) * whole(v.b);
    return wrapped((p - ((p % 65536) + 65536) % 65536) / 65536);
  };
  all["mulhu"] = [](const values& v) { return v.a * v.b / 65536u; };
  all["add32"] = [](const values& v) {
    return static_cast<uint32_t>((uint64_t{v.pa} + v.pb) % (uint64_t{1} << 32));
  };
  all["sub32"] = [](const values& v) {
    return static_cast<uint32_t>((uint64_t{v.pa} + (uint64_t{1} << 32) - v.pb) %
                                 (uint64_t{1} << 32));
  };
  for (const char wide : {'h', 's'}) {
    const test::fp_format& f = wide == 's' ? test::f32 : test::f16;
    all[std::string("feq") + wide] = comparing(f, [](int order) { return order == 0; });
    all[std::string("flt") + wide] = comparing(f, [](int order) { return order < 0; });
    all[std::string("fle") + wide] = comparing(f, [](int order) { return order <= 0; });
  }
  all["clz"] = [](const values& v) {
    uint32_t n = 0;
    while (n < 16 && (v.a & 0x8000u >> n) == 0) ++n;
    return n;
  };
  all["ctz"] = [](const values& v) {
    uint32_t n = 0;
    while (n < 16 && (v.a & 1u << n) == 0) ++n;
    return n;
  };
  all["popcnt"] = [](const values& v) {
    uint32_t n = 0;
    for (unsigned i = 0; i < 16; ++i) n += v.a >> i & 1u;
    return n;
  };
  all["mov"] = [](const values& v) { return v.a; };
  all["movi"] = [](const values& v) { return v.number; };
  return all;
}

TEST(Scalar, EveryArithmeticInstructionIsExact) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  const uint16_t corners[] = {0, 1, 0x7fff, 0x8000, 0xffff, 0x7c00, 0xfc00, 0x7e00, 0x3c00, 16};
  unsigned rows = 0;
  for (const isa::instruction& row : isa::instructions) {
    if (row.opcode < isa::op("add") || row.opcode > isa::op("movi")) continue;
    ++rows;
    const reference expected = references().at(std::string(row.name));
    const bool shift = row.operands[2] == isa::operand::shift;
    for (unsigned i = 0; i < 200; ++i) {
      pe_bench bench;
      uint16_t r[6];
      for (uint16_t& v : r)
        v = random() % 3 == 0 ? corners[random() % 10] : static_cast<uint16_t>(random());
      if (random() % 8 == 0) std::copy(r + 2, r + 4, r + 4);
      for (unsigned k = 0; k < 6; ++k)
        bench.pe.write(static_cast<uint16_t>(pe_bench::gprs + k), r[k]);
      const uint32_t number = shift ? random() % 16 : random() % 65536;
      const bool with_number = row.opcode >= isa::op("addi");
      uint32_t word = uint32_t{row.opcode} << 24 | 0u << 20;
      if (row.operands[1] != isa::operand::bits) word |= 2u << 16;
      word |= with_number ? number : row.operands[2] != isa::operand::none ? 4u << 12 : 0u;
      ASSERT_TRUE(isa::legal(word)) << row.name;
      bench.put(pe_bench::code, word, 2);
      bench.put(pe_bench::code + 2, 0x6f000000u, 2);
      ASSERT_EQ(bench.run(), 1u) << row.name;
      const auto two = [&](unsigned k) { return r[k] | uint32_t{r[k + 1]} << 16; };
      const uint32_t made = expected({r[0], r[2], r[4], two(0), two(2), two(4), number});
      const bool pair = row.operands[0] == isa::operand::pd;
      EXPECT_EQ(pair ? bench.pair(0) : bench.reg(0), made)
          << row.name << " " << std::hex << r[2] << " " << r[4] << " " << number;
      if (!pair) {
        EXPECT_EQ(bench.reg(1), r[1]) << row.name;
      }
    }
  }
  EXPECT_EQ(rows, references().size());
}

TEST(Scalar, BranchesAreTakenWhereTheyShould) {
  struct {
    const char* name;
    bool (*taken)(int64_t x, int64_t a);
    bool is_signed;
  } const rows[] = {{"beq", [](int64_t x, int64_t a) { return x == a; }, false},
                    {"bne", [](int64_t x, int64_t a) { return x != a; }, false},
                    {"blt", [](int64_t x, int64_t a) { return x < a; }, true},
                    {"bge", [](int64_t x, int64_t a) { return x >= a; }, true},
                    {"bltu", [](int64_t x, int64_t a) { return x < a; }, false},
                    {"bgeu", [](int64_t x, int64_t a) { return x >= a; }, false}};
  const uint32_t sample[] = {0, 1, 0x7fff, 0x8000, 0xffff};
  for (const auto& row : rows)
    for (const uint32_t x : sample)
      for (const uint32_t a : sample) {
        pe_bench bench(".task 8, main, active\nmain:\n  movi r1, " + std::to_string(x) +
                       "\n  movi r2, " + std::to_string(a) + "\n  " + row.name +
                       " r1, r2, there\n  movi r3, 1\n  halt\nthere:\n  movi r3, 2\n  halt");
        ASSERT_EQ(bench.run(), 1u);
        const bool taken = row.is_signed ? row.taken(whole(x), whole(a)) : row.taken(x, a);
        EXPECT_EQ(bench.reg(3), taken ? 2 : 1) << row.name << " " << x << " " << a;
      }
}

TEST(Scalar, CallsAndJumps) {
  pe_bench bench(
      ".task 8, main, active\nmain:\n  call sub\n  movi r5, 7\n  movi r6, other\n"
      "  callr r7, r6\n  beqz r0, last\nnever:\n  movi r5, 99\nlast:\n  bnez r5, end\n  movi r5, "
      "98\n"
      "end:\n  halt\nsub:\n  addi r1, r1, 1\n  ret\nother:\n  addi r1, r1, 10\n  jr r7");
  EXPECT_EQ(bench.run(), 1u);
  EXPECT_EQ(bench.reg(1), 11);
  EXPECT_EQ(bench.reg(5), 7);
}

TEST(Scalar, LoadsAndStoresReachTheirWords) {
  pe_bench bench(
      ".task 8, main, active\nmain:\n  movi r1, v\n  ld16 r2, [r1 + 1]\n  ld16 r3, [v]\n"
      "  ld32 r4, [r1 + 2]\n  ld32 r6, [v + 2]\n  st16 r2, [r1 + 4]\n  st16 r3, [w + 1]\n"
      "  st32 r4, [r1 + 6]\n  st32 r4, [w + 4]\n  halt\n.data\n.align 2\n"
      "v: .i16 11, 22, 33, 44\nw: .i16 0, 0, 0, 0, 0, 0");
  ASSERT_EQ(bench.run(), 1u);
  EXPECT_EQ(bench.reg(2), 22);
  EXPECT_EQ(bench.reg(3), 11);
  EXPECT_EQ(bench.pair(4), 33u | 44u << 16);
  EXPECT_EQ(bench.pair(6), 33u | 44u << 16);
  const uint16_t expected[] = {22, 11, 33, 44, 33, 44};
  for (unsigned i = 0; i < 6; ++i) EXPECT_EQ(bench.word("w", i), expected[i]) << i;
}

TEST(Scalar, DescriptorRegistersAreLoadedChangedCopiedAndStored) {
  pe_bench bench(
      ".task 8, main, active\nmain:\n  ldds d3, [v]\n  movi r1, v\n  ldds a2, [r1 + 1]\n"
      "  movi r2, 100\n  setds d3, base, r2\n  adddsi d3, extent, -2\n  addds d3, offset, r2\n"
      "  setdsi d3, flags, 0x1234\n  cpds x5, d3\n  getds x5, offset, r3\n  stds a2, [w]\n"
      "  stds x5, [r1 + 9]\n  movi r4, -3\n  setsr s7, r4\n  getsr r5, s7\n  halt\n"
      ".data\nv: .i16 1, 2, 3, 4, 5\nw: .i16 0, 0, 0, 0\nu: .i16 0, 0, 0, 0");
  ASSERT_EQ(bench.run(), 1u);
  EXPECT_EQ(bench.reg(3), 103);
  EXPECT_EQ(bench.reg(5), 0xfffd);
  const uint16_t loaded[] = {2, 3, 4, 5}, changed[] = {100, 0, 103, 0x1234};
  for (unsigned i = 0; i < 4; ++i) {
    EXPECT_EQ(bench.word("w", i), loaded[i]) << i;
    EXPECT_EQ(bench.word("u", i), changed[i]) << i;
    EXPECT_EQ(bench.pe.read(static_cast<uint16_t>(pe_bench::dest + 12 + i)), changed[i]);
  }
}

}  // namespace
}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
// Every vector instruction with every kind of operand against exact arithmetic and closed forms of
// the addresses.
#include "pe/pe_bench.h"
#include "pe/vector_reference.h"
#include "support/seed.h"
#include "ws/isa/instruction_table.h"

namespace ws {
namespace {

using test::between;
using test::pe_bench;

enum kind : unsigned { none, mem1d, mem4d, circular, fifo, fabin, fabout, gpr, number };

/// One operand of a random instruction: what it is, and its elements' addresses or values.
struct operand {
  unsigned what = none, words = 1, field = 0, reg = 0;
  bool pairs = false, indexed = false;
  std::vector<uint16_t> address;
  std::vector<uint32_t> value;
};

bool in_memory(const operand& o) { return o.what >= mem1d && o.what <= fifo; }

class random_instruction {
 public:
  random_instruction(const isa::instruction& row, std::mt19937_64& random)
      : m_row(row), m_random(random), m_count(static_cast<unsigned>(between(random, 1, 19))) {
    const unsigned sources[] = {mem1d, mem4d, circular, fifo, fabin, gpr, number};
    const unsigned targets[] = {mem1d, mem4d, circular, fifo, fabout, gpr};
    m_dst = made(0, isa::words_of(row.dst), targets[m_random() % 6]);
    if (row.src0 != isa::elem::none)
      m_src0 = made(1, isa::words_of(row.src0), sources[m_random() % 7]);
    m_src1 = made(2, isa::words_of(row.src1), sources[m_random() % 7]);
    m_sum = m_dst.what == gpr && m_src0.what == gpr && m_random() % 2 == 0;
    if (m_sum) m_src0.field = m_src0.reg = m_dst.reg;
    const bool described = !is_register(m_dst) || !is_register(m_src0) || !is_register(m_src1);
    if (!described) m_count = 1;
    if (row.scalar != isa::elem::none) m_scalar = value(row.scalar);
    if (row.scalar != isa::elem::none) bench.set_pair(10, m_scalar);
    fill(m_src0, row.src0);
    fill(m_src1, row.src1);
  }

  void run() {
    const uint32_t word = uint32_t{m_row.opcode} << 24 | m_dst.field << 18 | m_src0.field << 12 |
                          m_src1.field << 6 | (m_row.scalar != isa::elem::none ? 10u << 2 : 0u);
    ASSERT_TRUE(isa::legal(word));
    bench.put(pe_bench::code, word, 2);
    bench.put(pe_bench::code + 2, 0x6f000000u, 2);  // halt
    ASSERT_EQ(bench.run(), static_cast<unsigned>(pe_code::trap("halted")));
  }

  void expect(const test::element_reference& reference) {
    std::vector<uint32_t> made;
    uint32_t sum = m_sum ? m_src0.value[0] : 0;
    for (unsigned i = 0; i < m_count; ++i) {
      const uint32_t a = m_sum && i > 0 ? sum : m_src0.value.empty() ? 0 : m_src0.value[i];
      made.push_back(reference(a, m_src1.value[i], m_scalar));
      sum = made.back();
    }
    if (m_dst.what == gpr) {
      EXPECT_EQ(m_dst.words == 2 ? bench.pair(m_dst.reg) : bench.reg(m_dst.reg), made.back());
    } else if (m_dst.what == fabout) {
      expect_wavelets(made);
    } else {
      std::map<uint16_t, uint32_t> last;  // several elements may stand at one address
      for (unsigned i = 0; i < m_count; ++i) last[m_dst.address[i]] = made[i];
      for (const auto& [address, element] : last)
        EXPECT_EQ(bench.get(address, m_dst.words), element) << "address " << address;
    }
  }

  std::string text() const {
    static const char* const names[] = {"none",  "mem1d",  "mem4d", "circular", "fifo",
                                        "fabin", "fabout", "gpr",   "number"};
    return std::string(names[m_dst.what]) + ", " + names[m_src0.what] + ", " + names[m_src1.what] +
           ", " + std::to_string(m_count) + " elements";
  }

  pe_bench bench;

 private:
  static bool is_register(const operand& o) {
    return o.what == none || o.what == gpr || o.what == number;
  }

  uint32_t value(isa::elem e) {
    const bool wide = isa::words_of(e) == 2;
    const uint32_t corners16[] = {0, 0x8000, 0x7c00, 0xfc00, 0x7e00,
                                  1, 0x3ff,  0x400,  0x7bff, 0x3c00};
    const uint32_t corners32[] = {0,          0x80000000, 0x7f800000, 0xff800000, 0x7fc00001,
                                  0x00000001, 0x007fffff, 0x7f7fffff, 0x3f800000, 0x477fe000};
    const auto random = static_cast<uint32_t>(m_random());
    if (m_random() % 4 == 0) return wide ? corners32[random % 10] : corners16[random % 10];
    if (wide && m_random() % 2 == 0) return (random & 0x807fffffu) | (100u + random % 50) << 23;
    return wide ? random : random & 0xffffu;
  }

  uint16_t home(unsigned place) const { return static_cast<uint16_t>(0x1000 + 0x1000 * place); }

  operand made(unsigned place, int words, unsigned what) {
    operand o;
    o.what = what;
    o.words = static_cast<unsigned>(words);
    if (what == gpr) {
      o.reg = o.field = place * 2 + 2;
      return o;
    }
    if (what == number) {
      o.field = 0x20 | (m_random() % 16);
      return o;
    }
    o.field = 0x10 | place;
    const uint16_t file = place == 0   ? pe_bench::dest
                          : place == 1 ? pe_bench::src0
                                       : pe_bench::src1;
    std::array<uint16_t, 4> d = described(o, place);
    d[1] = static_cast<uint16_t>(m_count);
    bench.four(static_cast<uint16_t>(file + 4 * place), d);
    return o;
  }

  std::array<uint16_t, 4> described(operand& o, unsigned place) {
    const auto flags = [&](int stride) {
      return static_cast<uint16_t>(o.what | place << 5 | (stride & 0xff) << 8);
    };
    if (o.what == fabin) {
      o.pairs = o.words == 1 && m_random() % 2 == 0;
      bench.pe.write(static_cast<uint16_t>(0x7f38 + place),
                     static_cast<uint16_t>(0x8000 | (place + 3)));
      bench.pe.write(0x7f84, 7u << 3);  // no tasks of these colors
      return {static_cast<uint16_t>(place), 0, 0,
              static_cast<uint16_t>(fabin | (o.pairs ? 0x20 : 0))};
    }
    if (o.what == fabout) {
      o.pairs = o.words == 1 && m_random() % 2 == 0;
      return {2 | 7 << 8, 0, 0, static_cast<uint16_t>(fabout | (o.pairs ? 0x20 : 0))};
    }
    if (o.what == mem1d) {
      const int stride = static_cast<int>(between(m_random, -4, 9));
      const uint16_t offset = o.words == 2 ? 6 : 5;
      for (unsigned i = 0; i < m_count; ++i)
        o.address.push_back(
            static_cast<uint16_t>(home(place) + offset + static_cast<int>(i * o.words) * stride));
      return {home(place), 0, offset, flags(stride)};
    }
    if (o.what == mem4d) return four_dimensions(o, place, flags);
    const auto length = static_cast<unsigned>(between(m_random, 12, 30)) * 2;
    if (o.what == circular) {
      const int stride = static_cast<int>(between(m_random, -3, 3));
      const unsigned start = static_cast<unsigned>(m_random()) % (length / 2) * 2;
      bench.four(static_cast<uint16_t>(pe_bench::extended + 4 * place),
                 {home(place), static_cast<uint16_t>(length), 0, 0});
      for (int i = 0; i < static_cast<int>(m_count); ++i) {
        const int at = static_cast<int>(start) + i * stride * static_cast<int>(o.words);
        const int size = static_cast<int>(length);
        o.address.push_back(static_cast<uint16_t>(home(place) + ((at % size) + size) % size));
      }
      return {static_cast<uint16_t>(home(place) + start), 0, 0, flags(stride)};
    }
    return queue_in_memory(o, place, length + 2 * m_count, flags);
  }

  template <typename Flags>
  std::array<uint16_t, 4> four_dimensions(operand& o, unsigned place, Flags flags) {
    const int stride = static_cast<int>(between(m_random, -3, 3));
    unsigned extents[3];
    int steps[3];
    for (unsigned& e : extents) e = static_cast<unsigned>(between(m_random, 0, 4));
    for (int& s : steps) s = static_cast<int>(between(m_random, -20, 20)) * 2;
    bench.four(
        static_cast<uint16_t>(pe_bench::extended + 4 * place),
        {static_cast<uint16_t>(extents[0]), static_cast<uint16_t>(extents[1]),
         static_cast<uint16_t>(extents[2]),
         static_cast<uint16_t>((3 * place + 1) | (3 * place + 2) << 4 | (3 * place + 3) << 8)});
    for (unsigned i = 0; i < 3; ++i)
      bench.pe.write(static_cast<uint16_t>(pe_bench::strides + 3 * place + 1 + i),
                     static_cast<uint16_t>(steps[i]));
    const unsigned row = std::max(1u, extents[0]), plane = row * std::max(1u, extents[1]);
    const unsigned block = plane * std::max(1u, extents[2]);
    int at = home(place) + 0x800;
    for (unsigned i = 0; i < m_count; ++i) {
      if (i > 0)
        at += i % block == 0   ? steps[2]
              : i % plane == 0 ? steps[1]
              : i % row == 0   ? steps[0]
                               : stride * static_cast<int>(o.words);
      o.address.push_back(static_cast<uint16_t>(at));
    }
    return {static_cast<uint16_t>(home(place) + 0x800), 0, 0, flags(stride)};
  }

  template <typename Flags>
  std::array<uint16_t, 4> queue_in_memory(operand& o, unsigned place, unsigned length,
                                          Flags flags) {
    const unsigned head = static_cast<unsigned>(m_random()) % (length / 2) * 2;
    const unsigned held = place == 0 ? 2 : m_count * o.words;
    for (unsigned i = 0; i < m_count; ++i) {
      const unsigned at = head + (place == 0 ? held : 0) + i * o.words;
      o.address.push_back(static_cast<uint16_t>(home(place) + at % length));
    }
    bench.four(static_cast<uint16_t>(pe_bench::extended + 4 * place),
               {home(place), static_cast<uint16_t>(length), static_cast<uint16_t>(head),
                static_cast<uint16_t>(held)});
    return {0, 0, 0, flags(0)};
  }

  /// Gives a source its elements, and puts them where it takes them from.
  void fill(operand& o, isa::elem e) {
    if (o.what == none) return;
    if (is_register(o)) {
      const int32_t small = static_cast<int32_t>(o.field & 15) - (o.field & 8 ? 16 : 0);
      uint32_t v = static_cast<uint32_t>(small);
      if (o.what == number && o.words == 1) v &= 0xffffu;
      if (o.what == gpr) {
        v = value(e);
        bench.set_pair(o.reg, v);
      }
      o.value.assign(m_count, v);
      return;
    }
    std::map<uint16_t, uint32_t> seen;  // several elements may stand at one address
    for (unsigned i = 0; i < m_count; ++i) {
      uint32_t v = value(e);
      if (in_memory(o)) {
        v = seen.emplace(o.address[i], v).first->second;
        bench.put(o.address[i], v, o.words);
      }
      o.value.push_back(v);
    }
    if (o.what == fabin) feed(o);
  }

  void feed(const operand& o) {
    const auto color = static_cast<uint8_t>((o.field & 15) + 3);
    for (unsigned i = 0; i < m_count; ++i) {
      uint32_t data = o.value[i];
      if (o.words == 1) data |= static_cast<uint32_t>(m_random()) << 16;
      if (o.pairs && i + 1 < m_count) data = o.value[i] | o.value[i + 1] << 16;
      if (o.pairs) ++i;
      bench.feed.push_back({data, color, false, true});
    }
  }

  void expect_wavelets(const std::vector<uint32_t>& made) {
    std::vector<uint32_t> expected;
    for (unsigned i = 0; i < m_count; ++i) {
      expected.push_back(made[i]);
      if (m_dst.pairs && i + 1 < m_count) expected.back() |= made[++i] << 16;
    }
    ASSERT_EQ(bench.sent.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(bench.sent[i].data, expected[i]) << "wavelet " << i;
      EXPECT_EQ(bench.sent[i].color, 7);
    }
  }

  const isa::instruction& m_row;
  std::mt19937_64& m_random;
  unsigned m_count;
  operand m_dst, m_src0, m_src1;
  uint32_t m_scalar = 0;
  bool m_sum = false;
};

TEST(Vector, EveryInstructionWithEveryKindOfOperandIsExact) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  const auto references = test::element_references();
  unsigned rows = 0;
  for (const isa::instruction& row : isa::instructions) {
    if (!row.is_vector()) continue;
    ++rows;
    const auto reference = references.find(std::string(row.name));
    ASSERT_NE(reference, references.end()) << row.name;
    for (unsigned i = 0; i < 300 && !testing::Test::HasFailure(); ++i) {
      SCOPED_TRACE(testing::Message() << row.name << ", number " << i);
      random_instruction one(row, random);
      SCOPED_TRACE(one.text());
      one.run();
      one.expect(reference->second);
    }
  }
  EXPECT_EQ(rows, references.size());
}

}  // namespace
}  // namespace ws

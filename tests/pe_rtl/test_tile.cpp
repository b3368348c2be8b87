// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <memory>

#include "Vws_tile.h"
#include "pe_bench.h"
#include "support/tile_bench.h"
#include "ws/base/half.h"

namespace ws::test {
namespace {

/// A row of Verilated tiles, loaded with an image and connected west to east.
class tile_row {
 public:
  explicit tile_row(const isa::program_image& image) : m_image(image) {
    for (int x = 0; x < image.width; ++x) {
      m_tiles.push_back(std::make_unique<tile>());
      Vws_tile& dut = m_tiles.back()->dut;
      dut.tile_x_i = static_cast<uint16_t>(x);
      for (const int level : {1, 0, 1}) {
        dut.rst_ni = static_cast<uint8_t>(level);
        dut.eval();
      }
    }
    // A tile that is loaded alone sees quiet links; the loader's writes hold all others up as well.
    for (size_t x = 0; x < m_tiles.size(); ++x) {
      for (const auto& t : m_tiles) t->dut.dbg_re_i = 1;
      load_tile(
          m_tiles[x]->dut, *image.at(static_cast<int>(x), 0),
          [](void* p) { static_cast<tile_row*>(p)->tick(); }, this);
    }
    for (const auto& t : m_tiles) t->dut.dbg_re_i = 0;
    cycle = 0;
  }

  void tick() {
    for (size_t x = 0; x + 1 < m_tiles.size(); ++x) {
      Vws_tile &west = m_tiles[x]->dut, &east = m_tiles[x + 1]->dut;
      east.w_i = west.e_o;
      west.e_i = east.w_o;
      east.w_credit_i = west.e_credit_o;
      west.e_credit_i = east.w_credit_o;
    }
    for (const int level : {1, 0}) {
      for (const auto& t : m_tiles) {
        t->dut.clk_i = static_cast<uint8_t>(level);
        t->dut.eval();
      }
    }
    ++cycle;
  }
  bool run_to_halt(unsigned most) {
    for (unsigned i = 0; i < most; ++i) {
      bool all = true;
      for (const auto& t : m_tiles) all = all && t->dut.trap_cause_o == 1;
      if (all) return true;
      tick();
    }
    return false;
  }
  unsigned read(size_t x, unsigned address) {
    Vws_tile& dut = m_tiles[x]->dut;
    dut.dbg_re_i = 1;
    dut.dbg_addr_i = static_cast<uint16_t>(address);
    tick();
    dut.dbg_re_i = 0;
    // A word of the router takes two cycles more.
    if (address >= 0x7f20 && address < 0x7f80) {
      tick();
      tick();
    }
    return dut.dbg_rdata_o;
  }
  uint32_t read32(size_t x, unsigned address) {
    return read(x, address) | read(x, address + 1) << 16;
  }
  unsigned at(int x, const std::string& name) const {
    return m_image.at(x, 0)->find(name)->address;
  }
  uint64_t cycle = 0;

 private:
  struct tile {
    VerilatedContext context;
    Vws_tile dut{&context, "ws_tile"};
    ~tile() { dut.final(); }
  };
  isa::program_image m_image;
  std::vector<std::unique_ptr<tile>> m_tiles;
};

isa::program_image program(const std::string& name, std::vector<std::string> settings) {
  isa::assembler_options options;
  options.settings = std::move(settings);
  return isa::assemble_file(WS_SOURCE_DIR "/programs/" + name, options);
}

class ChainReduce : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(ChainReduce, AddsAllVectorsAndCostsBPlusSixForEachHop) {
  const auto [p, b] = GetParam();
  tile_row row(program("chain_reduce.wsa", {"P=" + std::to_string(p), "B=" + std::to_string(b)}));
  ASSERT_TRUE(row.run_to_halt(4000));
  for (int i = 0; i < b; ++i) {
    float sum = static_cast<float>(p - 1 + i % 32);
    for (int x = p - 2; x >= 0; --x) sum += static_cast<float>(x + i % 32);
    EXPECT_EQ(row.read32(0, row.at(0, "result") + 2 * static_cast<unsigned>(i)), bits_of(sum)) << i;
  }
  EXPECT_EQ(row.read32(0, row.at(0, "cycles")), static_cast<unsigned>(b + 6 * (p - 1) + 6));
}
INSTANTIATE_TEST_SUITE_P(Of, ChainReduce,
                         testing::Values(std::pair{2, 1}, std::pair{2, 16}, std::pair{2, 256},
                                         std::pair{4, 64}, std::pair{7, 33}));

TEST(Tile, ShowsNothingInReset) { EXPECT_TRUE(tile_bench<Vws_tile>(0).silent()); }

TEST(Tile, BeginsWithTheConfigurationWordsOfTheTable) {
  EXPECT_TRUE(tile_bench<Vws_tile>(0).as_reset());
}

TEST(Tile, WeightsThatAreNotZeroStartTheirTasks) {
  tile_row row(program("sparse_axpy.wsa", {}));
  ASSERT_TRUE(row.run_to_halt(4000));
  // y[r] = sum over every third column c of weight(c) * matrix[c][r]
  for (unsigned r = 0; r < 32; ++r) {
    uint16_t y = 0;
    for (unsigned k = 0; 3 * k < 16; ++k) {
      const float weight = 0.25f * static_cast<float>(k + 1),
                  element = 0.125f * static_cast<float>((3 * k * 32 + r) % 32);
      y = to_half(from_half(y) + weight * element);  // exact before it is rounded
    }
    EXPECT_EQ(row.read(1, row.at(1, "y") + r), y) << r;
  }
}

TEST(Tile, TheLoaderReadsTheRoutersWords) {
  tile_row row(program("chain_reduce.wsa", {"P=2", "B=1"}));
  EXPECT_EQ(row.read(1, 0x7f21), 1u << 9 | 1u);  // color 1 from the ramp to the west
  EXPECT_EQ(row.read(0, 0x7f40), 0x0555u);
}

}  // namespace
}  // namespace ws::test

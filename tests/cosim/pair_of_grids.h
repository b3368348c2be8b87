// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "ws/isa/program.h"
#include "ws/wafer/grid.h"
#include "ws/wafer/pe_engine.h"
#include "ws/wafer/router_engine.h"

namespace ws::test {

inline bool same_counts(const tile_counts* a, const tile_counts* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->stalls == b->stalls && a->instructions == b->instructions && a->steps == b->steps &&
         a->elements == b->elements && a->tasks == b->tasks &&
         a->bank_conflicts == b->bank_conflicts && a->sent == b->sent && a->passed == b->passed;
}

/// Calls `f` with each tile of one grid and of another of the same program.
template <class F>
void each_pair(const grid& a, const grid& b, F f) {
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x) {
      SCOPED_TRACE("tile (" + std::to_string(x) + ", " + std::to_string(y) + "), cycle " +
                   std::to_string(a.cycle()));
      f(x, y, a.at(x, y), b.at(x, y));
      if (testing::Test::HasFatalFailure()) return;
    }
}

inline void compare_pins(const grid& one, const grid& other) {
  each_pair(one, other, [&](int x, int y, const tile& a, const tile& b) {
    ASSERT_EQ(difference(a.pins(), b.pins()), "");
    ASSERT_EQ(difference(one.router_pins(x, y), other.router_pins(x, y)), "");
  });
}

/// All words, memories and counts.
inline void compare_all(const grid& one, const grid& other) {
  each_pair(one, other, [](int, int, const tile& a, const tile& b) {
    ASSERT_TRUE(same_counts(a.counts(), b.counts()));
    if (a.pe() == nullptr) return;
    for (unsigned address = 0x7e00; address < 0x8000; ++address) {
      if (pe_state::of_router(static_cast<uint16_t>(address))) continue;
      ASSERT_EQ(a.pe()->read(static_cast<uint16_t>(address)),
                b.pe()->read(static_cast<uint16_t>(address)))
          << "word " << address;
    }
    const pe_sram &here = a.pe()->sram(), &there = b.pe()->sram();
    for (unsigned address = 0; address < pe_sram::words; ++address) {
      ASSERT_EQ(here.read(address), there.read(address)) << "word " << address;
      ASSERT_EQ(here.defined(address), there.defined(address)) << "word " << address;
    }
    const pe_undefined &u = a.pe()->undefined(), &v = b.pe()->undefined();
    ASSERT_EQ(std::tuple(u.reads, u.address, u.pc), std::tuple(v.reads, v.address, v.pc));
  });
}

/// One grid in which tiles rest, with some threads, and one that steps all of them. Both are looked
/// at as constants: who may change a tile wakes it.
class pair_of_grids {
 public:
  explicit pair_of_grids(const isa::program_image& image, unsigned threads = 1)
      : rests(image, threads), steps(image) {
    steps.step_everything();
  }
  grid rests, steps;

  void step() {
    rests.step();
    steps.step();
    ASSERT_EQ(rests.moving(), steps.moving()) << "cycle " << rests.cycle();
  }
  void compare_pins() const { test::compare_pins(rests, steps); }
  void compare_all() const { test::compare_all(rests, steps); }
};

/// Looks at the pins every `pins` cycles, at the rest more seldom, and at the end.
inline void run_both(const isa::program_image& image, uint64_t most, unsigned pins,
                     unsigned threads = 1) {
  pair_of_grids both(image, threads);
  while (both.steps.moving() && both.steps.cycle() < most) {
    both.step();
    if (both.steps.cycle() % pins == 0) both.compare_pins();
    if (both.steps.cycle() % (97 * pins) == 0) both.compare_all();
    if (testing::Test::HasFatalFailure()) return;
  }
  both.compare_all();
}

}  // namespace ws::test

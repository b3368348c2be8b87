// SPDX-License-Identifier: Apache-2.0
// What random programs hardly ever do: model and hardware agree, and on what docs/isa.md says.
#include <gtest/gtest.h>

#include "seldom.h"
#include "ws/isa/registers.h"
#include "ws/wafer/pe_parts.h"

namespace ws::test {
namespace {

class Seldom : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NO_THROW(m_row.run()); }
  uint16_t reg(int x, unsigned number) const {
    return m_row.pe(x).read(static_cast<uint16_t>(isa::config_of("gpr").address + number));
  }
  seldom m_row{make_tile_rtl};
};

TEST_F(Seldom, HalfAWaveletIsLeftOverBeforeTheSwitchesAdvance) {
  EXPECT_EQ(m_row.number(0, "came", 0), 0x22221111u);
  EXPECT_EQ(m_row.number(0, "came", 1), 0x3333u);
  EXPECT_EQ(m_row.number(0, "came", 2), 0x2222u);
  EXPECT_EQ(reg(0, 2) >> 13, 1);  // the switch's position
  EXPECT_EQ(m_row.pe(0).trap().cause, pe_code::trap("halted"));
}

TEST_F(Seldom, ATimerFarFromItsEndIsReadWhole) {
  EXPECT_EQ(reg(1, 2), 0x5555);
  EXPECT_EQ(reg(1, 5), 0x5555);
  EXPECT_EQ(reg(1, 4), 0x7fff);  // one less than what was written two cycles before
  EXPECT_EQ(reg(1, 3), 0xaaaa);
  EXPECT_EQ(reg(1, 7), 0xaaaa);
}

TEST_F(Seldom, AJumpToAnOddAddressTrapsWhateverStandsThere) {
  const pe_trap trap = m_row.pe(2).trap();
  EXPECT_EQ(trap.cause, pe_code::trap("fetch"));
  EXPECT_EQ(trap.pc % 2, 1);
  EXPECT_EQ(trap.address, trap.pc);
}

}  // namespace
}  // namespace ws::test

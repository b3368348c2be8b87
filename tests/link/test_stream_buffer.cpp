// SPDX-License-Identifier: Apache-2.0
#include <deque>

#include "support/seed.h"
#include "ws/link/stream_buffer.h"

namespace ws {
namespace {

using test::between;

/// The promise, byte by byte: when each byte came in and went out. Byte b may enter once byte
/// b - capacity has left and its credit has returned.
class byte_by_byte {
 public:
  byte_by_byte(uint64_t capacity, uint64_t grain, time_ps round_trip)
      : m_capacity(capacity), m_grain(grain), m_round_trip(round_trip) {}

  std::optional<span> admit(uint64_t bytes, span offered) const {
    const uint64_t last = m_entered + bytes;  // bytes are numbered from 1
    if (last > m_capacity + m_left.size()) return std::nullopt;
    span in = offered;
    for (uint64_t byte = m_entered + 1; byte <= last; ++byte) {
      if (byte <= m_capacity) continue;
      const time_ps room = m_left[byte - m_capacity - 1] + m_round_trip;
      if (byte <= m_entered + m_grain) in.first = std::max(in.first, room);
      in.last = std::max(in.last, room);
    }
    return in;
  }
  void enter(uint64_t bytes) { m_entered += bytes; }
  void leave(uint64_t bytes, span times) {  // the slope must be whole picoseconds a byte
    const time_ps slope = (times.last - times.first) / static_cast<time_ps>(bytes);
    for (uint64_t b = 1; b <= bytes; ++b)
      m_left.push_back(times.first + slope * static_cast<time_ps>(b));
  }

 private:
  uint64_t m_capacity, m_grain;
  time_ps m_round_trip;
  uint64_t m_entered = 0;
  std::vector<time_ps> m_left;
};

TEST(StreamBuffer, TakesWhatFitsWhenItIsOffered) {
  stream_buffer buffer(100, 10, 50);
  EXPECT_EQ(buffer.admit(60, {5, 65}), (span{5, 65}));
  buffer.enter(60);
  EXPECT_EQ(buffer.admit(40, {70, 110}), (span{70, 110}));
  buffer.enter(40);
  EXPECT_EQ(buffer.entered(), 100u);
  EXPECT_EQ(buffer.left(), 0u);
}

TEST(StreamBuffer, DoesNotKnowWhenABurstEntersBeforeItsRoomHasATime) {
  stream_buffer buffer(100, 10, 50);
  buffer.enter(100);
  EXPECT_EQ(buffer.admit(1, {0, 0}), std::nullopt);
  buffer.leave(9, {0, 9});
  EXPECT_EQ(buffer.admit(10, {0, 0}), std::nullopt);
  EXPECT_NE(buffer.admit(9, {0, 0}), std::nullopt);
}

TEST(StreamBuffer, ACreditReturnsAfterTheRoundTripAndNotAPicosecondEarlier) {
  stream_buffer buffer(100, 10, 50);
  buffer.enter(100);
  buffer.leave(100, {1'000, 1'100});  // byte k leaves at 1000 + k
  // The first MTU has its room at 1010 + 50, the last byte at 1040 + 50.
  EXPECT_EQ(buffer.admit(40, {1'059, 1'089}), (span{1'060, 1'090}));
  EXPECT_EQ(buffer.admit(40, {1'060, 1'090}), (span{1'060, 1'090}));
  EXPECT_EQ(buffer.admit(40, {1'061, 1'091}), (span{1'061, 1'091}));
  EXPECT_EQ(buffer.admit(40, {1'061, 1'070}), (span{1'061, 1'090}));
  EXPECT_EQ(buffer.admit(5, {0, 0}), (span{1'055, 1'055})) << "a burst shorter than an MTU";
}

TEST(StreamBuffer, AgreesWithABufferSimulatedByteByByte) {
  WS_TRACE_SEED();
  auto random = test::random_numbers();
  uint64_t held_back = 0, unknown = 0, free = 0;
  for (int trial = 0; trial < 300; ++trial) {
    const auto capacity = static_cast<uint64_t>(between(random, 1, 200));
    const auto grain = static_cast<uint64_t>(between(random, 1, 40));
    const time_ps round_trip = between(random, 0, 3) * between(random, 0, 100);
    stream_buffer buffer(capacity, grain, round_trip);
    byte_by_byte reference(capacity, grain, round_trip);
    std::deque<std::pair<uint64_t, span>> inside;
    time_ps offered = 0, leaving = 0;
    for (int i = 0; i < 200; ++i) {
      const auto bytes = static_cast<uint64_t>(between(random, 1, static_cast<int64_t>(capacity)));
      offered += between(random, 0, 100);
      const span wish{offered, offered + between(random, 0, 4) * static_cast<time_ps>(bytes)};
      for (;;) {
        const auto got = buffer.admit(bytes, wish), expected = reference.admit(bytes, wish);
        ASSERT_EQ(got, expected) << "trial " << trial << " burst " << i;
        if (got) {
          (*got == wish ? free : held_back) += 1;
          buffer.enter(bytes);
          reference.enter(bytes);
          inside.push_back({bytes, *got});
          offered = got->first;
          break;
        }
        ++unknown;
        // The oldest burst leaves, some time after it came and behind the one before.
        const auto [gone, in] = inside.front();
        inside.pop_front();
        span out{std::max(leaving, in.first + between(random, 0, 50)), 0};
        out.last = out.first + between(random, 0, 6) * static_cast<time_ps>(gone);
        leaving = out.last;
        buffer.leave(gone, out);
        reference.leave(gone, out);
      }
      ASSERT_LE(buffer.entered() - buffer.left(), capacity);
    }
  }
  EXPECT_GT(held_back, 10'000u);
  EXPECT_GT(unknown, 10'000u);
  EXPECT_GT(free, 1'000u);
}

TEST(StreamBuffer, RemembersManySmallDeparturesAheadOfALargeBurst) {
  stream_buffer buffer(1'000, 1, 0);
  buffer.enter(1'000);
  for (int i = 0; i < 1'000; ++i) buffer.leave(1, {10 * i, 10 * i + 10});
  EXPECT_EQ(buffer.admit(1'000, {0, 0}), (span{10, 10'000}));
}

}  // namespace
}  // namespace ws

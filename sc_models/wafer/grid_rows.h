// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "alarm_clock.h"
#include "ws/wafer/grid_state.h"

namespace ws {

/// Steps some rows of a grid. What a wafer full of traffic spends its time with is inline. Rows
/// that are stepped side by side share nothing that changes, no cache line either.
class alignas(64) grid_rows {
 public:
  grid_rows(grid_state& all, int first, int behind)
      : m_all(all), m_first(first), m_behind(behind) {}

  /// The cycle that begins; the grid counts it.
  void step();
  /// Whether something happened in the last cycle, or may happen in the next one.
  bool moving() const { return m_moving || m_dozing != 0; }
  bool trapped() const { return m_trapped; }
  /// The next cycle in which anything is to be stepped unless other rows show something.
  uint64_t quiet_until() const { return m_live ? m_all.cycle : m_alarms.next(); }

 private:
  /// A tile in a cycle.
  struct place {
    size_t i;
    int x, y;
    uint64_t bit;    // in its word
    unsigned ports;  // through which neighbours show it something
    const tile_bits* now;
    tile_bits* next;
  };
  void wake_those_due();
  void step_word(int y, int w);
  void step_batch();
  void step_tile(const place& p);
  uint64_t pass_streams(int y, int w, const std::array<uint64_t, 4>& to, uint64_t tiles);
  void step_whole(const place& p);
  [[gnu::always_inline]] inline router_arrivals arrivals(const place& p) const;
  router_arrivals all_arrivals(const place& p) const;
  void step_outermost(const place& p);
  [[gnu::always_inline]] inline void step_router(const place& p);
  [[gnu::always_inline]] inline void step_router(const place& p, router_arrivals in);
  [[gnu::always_inline]] inline void move(const place& p, const router_arrivals& in, bool simple);
  [[gnu::noinline]] void step_full(const place& p, const router_arrivals& in, router_shown& next);
  pe_in element_pins(const place& p, const tile& t) const;
  [[gnu::noinline]] void step_element(const place& p, tile& t, const pe_in& pins);
  tile& woken(size_t i);
  [[gnu::always_inline]] static inline void show(const place& p, const router_shown& shown);
  void rest(const place& p, const tile& t);
  void set_alarm(size_t i, uint64_t until);
  void look_at(const tile& t);
  void look_at(const tile_bits& next);

  grid_state& m_all;
  alarm_clock m_alarms;
  std::vector<place> m_batch;  // tiles whose elements are stepped next
  size_t m_dozing = 0;         // elements asleep that move when they are woken
  int m_first, m_behind;
  bool m_moving = true, m_live = true, m_trapped = false;
};

}  // namespace ws

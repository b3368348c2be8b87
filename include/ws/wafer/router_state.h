// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "ws/wafer/router_pins.h"
#include "ws/wafer/state_file.h"

namespace ws {
struct router_cell;

/// One wavelet that left its input, to none or several outputs.
struct router_move {
  uint32_t data = 0;     ///< as sent
  uint8_t input = 0;     ///< port
  uint8_t color = 0;     ///< as sent; it came as color ^ 1 if `swapped`
  uint8_t outputs = 0;   ///< mask of the ports whose registers took it
  uint8_t position = 0;  ///< of the switch, by which it went
  bool ctrl = false;
  bool swapped = false;
  bool popped = false;  ///< a command was removed from its list
  bool spared = false;  ///< the route names the ramp, but NOCE or a filter withheld it
  bool stored = false;  ///< it came from a buffer
};

/// What holds a wavelet that lies in a buffer.
enum class router_stall : uint8_t { no_route, turned_away, frozen, no_credit, output_taken };
const char* name_of(router_stall);

struct router_wait {
  uint8_t input = 0;
  uint8_t color = 0;  ///< as it arrived
  uint8_t wavelets = 0;
  router_stall cause = router_stall::no_route;
};

/// Everything a router keeps from cycle to cycle but its output registers. Nothing is allocated
/// before the first configuration word, wavelet or credit; then it grows with the colors that are
/// used and with the (input, color) pairs that ever stored a wavelet.
/// RTL twin: rtl/ws_router*.sv. Change both, or neither.
class router_state {
 public:
  static constexpr uint64_t forever = std::numeric_limits<uint64_t>::max();

  router_state();
  ~router_state();
  router_state(router_state&&) noexcept;
  router_state& operator=(router_state&&) noexcept;

  /// One clock: what the input pins and this state make the output registers show in the next
  /// cycle. `moves`, if given, gets a line for each wavelet that left its input.
  void step(const router_in& in, router_out& next, std::vector<router_move>* moves = nullptr) {
    if (m_block != nullptr || wakes(in)) return busy_step(in, next, moves);
    next = router_out{};
  }

  /// The first cycle, counted from the next step, in which the outputs may change although no
  /// input pin does: 0 or `forever`.
  uint64_t quiet_until() const;
  /// The same as `cycles` steps with idle input pins, while quiet.
  void catch_up(uint64_t cycles) const;

  /// Whether the router is simple as a cell is: then the cell gets what it goes by.
  bool simplify(router_cell& cell) const;
  /// What the router did since as a cell.
  void restore(const router_cell& cell);
  /// Registers that the processing element sees: colors with a teardown, the word read last.
  uint32_t frozen() const;
  uint16_t word_read() const;

  /// A configuration word as the processing element would read it now.
  uint16_t read(uint16_t address) const;
  /// As cfg_we would; for loaders.
  void write(uint16_t address, uint16_t value);

  /// Wavelets in buffers, and what each line of them waits for.
  std::vector<router_wait> waits() const;
  unsigned stored() const;
  /// Those of a color, as it came, from an input; the oldest one first.
  std::vector<router_link> stored(unsigned input, unsigned color) const;
  unsigned credits(unsigned output, unsigned color) const;
  /// Bytes, those on the heap included.
  size_t size() const;
  void exchange(state_file& file);

 private:
  struct color_state;
  struct buffer;
  struct block;
  struct filters;
  struct head;
  struct release {
    void operator()(block*) const;
  };

  static bool wakes(const router_in& in);
  void busy_step(const router_in& in, router_out& next, std::vector<router_move>* moves);
  color_state& color(unsigned c);
  buffer& buffer_of(unsigned input, unsigned c);
  void resize(unsigned colors, unsigned buffers);
  void update_route(color_state& e, unsigned c);
  unsigned swapped(unsigned input, unsigned c) const;
  uint32_t live(unsigned input, uint32_t present) const;
  head head_of(const router_in& in, unsigned c, const uint32_t (&lives)[router_ports]) const;
  void command(color_state& e, unsigned c, head& wavelet);
  void grant(unsigned c, head& wavelet, router_out& next);
  void reorder(uint32_t granted);

  std::unique_ptr<block, release> m_block;
  std::unique_ptr<filters> m_filters;
};

}  // namespace ws

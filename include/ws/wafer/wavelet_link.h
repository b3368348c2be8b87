// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>

#include "ws/wafer/clocked_link.h"
#include "ws/wafer/router_pins.h"

// The links of routers and ramps (docs/timing.md) as clocked TLM-2.0 links. A wavelet is a write of
// four bytes; its address tells color and control bit. Its answer is its credit: a receiver has two
// entries for each color, so two transactions of a color may be under way.
namespace ws {

/// Bytes: 4 x color, and 128 for a control wavelet.
constexpr uint64_t wavelet_address(unsigned color, bool ctrl) {
  return 4 * color + (ctrl ? 128 : 0);
}

class wavelet_sender final : public clocked_sender {
 public:
  using clocked_sender::clocked_sender;
  /// Behind the edge: what the output register shows in this cycle.
  void show(const router_link& link);
  /// At the edge: the credits of the cycle that ends, one bit per color.
  uint32_t take_credits();
  /// Whether some have come that were not taken.
  bool has_credits() const { return m_one != 0; }

 private:
  void answered(const clocked_payload& trans) override;
  uint32_t m_one = 0,
           m_two = 0;  // colors with a credit, with two: the second is for the next cycle
};

class wavelet_receiver final : public clocked_receiver {
 public:
  using clocked_receiver::clocked_receiver;
  /// At the edge: what the link showed in the cycle that ends.
  router_link take();
  /// Behind the edge: credits of this cycle.
  void give(uint32_t credits);

 private:
  tlm::tlm_response_status judge(const tlm::tlm_generic_payload& trans) const override;
  bool room(const tlm::tlm_generic_payload& trans) const override;

  struct entries {
    std::array<tlm::tlm_generic_payload*, 2> taken = {};  // the older one first
    unsigned count = 0;
  };
  std::array<entries, router_colors> m_entries;
};

/// Both directions of a link, as one side of a tile has them.
struct wavelet_port {
  wavelet_sender out;
  wavelet_receiver in;

  explicit wavelet_port(const std::string& name) : out(name), in(name) {}
  /// Whatever comes notifies it, at once.
  void wakes(sc_core::sc_event& whom) {
    out.wakes(whom);
    in.wakes(whom);
  }
  void bind(wavelet_port& other) {
    out.out.bind(other.in.in);
    other.out.out.bind(in.in);
  }
};

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "ws/isa/parameters.h"
#include "ws/wafer/router_pins.h"
#include "ws/wafer/state_file.h"

namespace ws {

inline constexpr unsigned pe_inputs = isa::parameter_value("input_queues"),
                          pe_outputs = isa::parameter_value("output_queues");

/// Of queues 0 to Queues - 1, whose parameters follow `first` in the table.
template <unsigned Queues>
constexpr std::array<uint8_t, Queues> queue_depths(std::string_view first) {
  std::array<uint8_t, Queues> depths = {};
  unsigned at = 0;
  while (isa::parameters[at].name != first) ++at;
  for (unsigned q = 0; q < Queues; ++q)
    depths[q] = static_cast<uint8_t>(isa::parameters[at + q].value);
  return depths;
}

/// Where each queue begins when they lie one behind the other.
template <size_t Queues>
constexpr std::array<uint8_t, Queues> first_entries(const std::array<uint8_t, Queues>& depths) {
  std::array<uint8_t, Queues> first = {};
  for (size_t q = 1; q < Queues; ++q) first[q] = static_cast<uint8_t>(first[q - 1] + depths[q - 1]);
  return first;
}

struct wavelet {
  uint32_t data = 0;
  uint8_t color = 0;
  bool ctrl = false;
};

inline constexpr auto pe_input_depths = queue_depths<pe_inputs>("input_queue_depth_0");
inline constexpr auto pe_output_depths = queue_depths<pe_outputs>("output_queue_depth_0");

/// Several small rings of wavelets in one piece.
template <const auto& Depths>
class pe_queues {
 public:
  unsigned filled() const { return m_filled; }  ///< set of queues
  unsigned full() const { return m_full; }      ///< set of queues
  unsigned count(unsigned q) const { return m_count[q]; }
  wavelet head(unsigned q) const;
  wavelet second(unsigned q) const;                     ///< the one behind it
  wavelet tail(unsigned q, unsigned before = 0) const;  ///< so many before the last that came
  void push(unsigned q, const wavelet& w);
  void pop(unsigned q);

 private:
  static constexpr auto first = first_entries(Depths);
  static constexpr size_t queues = first.size(), entries = first.back() + Depths.back();
  wavelet entry(unsigned at) const;

  std::array<uint32_t, entries> m_data = {};
  std::array<uint8_t, entries> m_tag = {};  // color; bit 7: control
  std::array<uint8_t, queues> m_head = {}, m_count = {};
  uint8_t m_filled = 0, m_full = 0;
};
using pe_input_queues = pe_queues<pe_input_depths>;
using pe_output_queues = pe_queues<pe_output_depths>;

/// What comes from the router: two entries per color, as at a router's input, and the register in
/// front of the queues. No entries are allocated before a wavelet has to wait there.
class pe_ingress {
 public:
  /// Moves the register's wavelet into its queue and takes another one, of the entries or from the
  /// link; `queue_of` gives the queue of a color, 255 if none. Returns the credit's bit.
  uint32_t step(const router_link& link, const std::array<uint8_t, router_colors>& queue_of,
                pe_input_queues& to);
  bool empty() const { return m_queue == none && m_held == 0; }
  /// Whether nothing in it moves before a queue has room again.
  bool rests(const std::array<uint8_t, router_colors>& queue_of, const pe_input_queues& to) const;
  bool arriving() const { return m_queue != none; }
  uint8_t arrives_at() const { return m_queue; }  ///< queue; 255: none
  unsigned waiting(unsigned color) const;         ///< wavelets of a color in entries
  void exchange(state_file& file);

 private:
  struct entries {
    std::array<std::array<uint32_t, 2>, router_colors> data = {};
    std::array<std::array<bool, 2>, router_colors> ctrl = {};
    std::array<uint8_t, router_colors> head = {}, count = {};
  };
  static constexpr uint8_t none = 255;
  uint32_t take_stored(const std::array<uint8_t, router_colors>& queue_of, unsigned room);
  void store(const router_link& link);

  wavelet m_next;
  uint8_t m_queue = none;  // that m_next goes to
  uint32_t m_held = 0;     // colors with entries taken
  std::unique_ptr<entries> m_entries;
};

}  // namespace ws

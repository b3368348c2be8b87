// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <memory>

#include "ws/isa/parameters.h"
#include "ws/wafer/router_pins.h"

namespace ws {

inline constexpr unsigned pe_inputs = 8, pe_outputs = 6;

/// Several small rings of wavelets in one piece. Depth I is the parameter's of that queue.
template <unsigned Queues, unsigned Entries>
struct wavelet_queues {
  std::array<uint32_t, Entries> data = {};
  std::array<uint8_t, Entries> tag = {};  ///< color; bit 7: control
  std::array<uint8_t, Queues> head = {}, count = {};
  uint8_t filled = 0, full = 0;  ///< sets of queues
};

struct wavelet {
  uint32_t data = 0;
  uint8_t color = 0;
  bool ctrl = false;
};

class pe_input_queues {
 public:
  static constexpr std::array<uint8_t, pe_inputs> depth = {6, 6, 4, 4, 2, 2, 2, 2};
  static constexpr std::array<uint8_t, pe_inputs> first = {0, 6, 12, 16, 20, 22, 24, 26};

  unsigned filled() const { return m_queues.filled; }
  unsigned full() const { return m_queues.full; }
  unsigned count(unsigned q) const { return m_queues.count[q]; }
  wavelet head(unsigned q) const;
  void push(unsigned q, const wavelet& w);
  void pop(unsigned q);

 private:
  wavelet_queues<pe_inputs, 28> m_queues;
};

class pe_output_queues {
 public:
  static constexpr std::array<uint8_t, pe_outputs> depth = {2, 2, 6, 6, 2, 2};
  static constexpr std::array<uint8_t, pe_outputs> first = {0, 2, 4, 10, 16, 18};

  unsigned filled() const { return m_queues.filled; }
  unsigned full() const { return m_queues.full; }
  unsigned count(unsigned q) const { return m_queues.count[q]; }
  wavelet head(unsigned q) const;
  void push(unsigned q, const wavelet& w);
  void pop(unsigned q);

 private:
  wavelet_queues<pe_outputs, 20> m_queues;
};

/// What comes from the router: two entries per color, as at a router's input, and the register in
/// front of the queues. No entries are allocated before a wavelet has to wait there.
class pe_ingress {
 public:
  /// Moves the register's wavelet into its queue and takes another one, of the entries or from the
  /// link; `queue_of` gives the queue of a color, 255 if none. Returns the credit's bit.
  uint32_t step(const router_link& link, const std::array<uint8_t, router_colors>& queue_of,
                pe_input_queues& to);
  bool empty() const { return m_queue == none && m_held == 0; }
  bool arriving() const { return m_queue != none; }
  unsigned waiting(unsigned color) const;  ///< wavelets of a color in entries

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

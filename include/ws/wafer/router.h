// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <memory>
#include <systemc>

#include "ws/isa/program.h"
#include "ws/wafer/config_link.h"
#include "ws/wafer/router_engine.h"
#include "ws/wafer/wavelet_link.h"

namespace ws {

/// A tile's router as a clocked module: links to four neighbours and the ramp, and the
/// configuration port. It cannot tell which twin is inside.
class router : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clock{"clock"};
  std::deque<wavelet_port> links;  ///< by port: west, east, south, north, ramp
  config_receiver config;          ///< its debug transport reaches the configuration words
  sc_core::sc_out<uint32_t> frozen{"frozen"};

  router(const sc_core::sc_module_name& name, std::unique_ptr<router_engine> engine);

  /// The configuration words of a program that are the router's, before the first clock.
  void load(const isa::tile_code& code);
  /// What its registers show in the cycle that begins.
  const router_out& pins() const { return m_engine->out(); }
  const router_engine& engine() const { return *m_engine; }

 private:
  void edge();
  void show();
  bool debug_word(bool write, uint16_t address, uint16_t& value);

  std::unique_ptr<router_engine> m_engine;
  sc_core::sc_event m_stepped;
};

}  // namespace ws

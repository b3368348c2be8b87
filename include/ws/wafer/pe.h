// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <tlm_utils/simple_target_socket.h>

#include <memory>
#include <systemc>

#include "ws/isa/program.h"
#include "ws/wafer/config_link.h"
#include "ws/wafer/pe_engine.h"
#include "ws/wafer/wavelet_link.h"

namespace ws {

/// A processing element as a clocked module: the ramp, the port to its router's configuration, and
/// a socket for loaders and debuggers. It cannot tell which twin is inside.
class pe : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clock{"clock"};
  sc_core::sc_in<uint32_t> frozen{"frozen"};  ///< the router's
  wavelet_port ramp{"ramp"};
  config_sender config{"config"};
  /// The address space of the element in bytes, twice the word address: SRAM and configuration
  /// space, those of the router behind `config`. Words of 16 bits, at even addresses.
  ///
  /// b_transport uses the debug port: a cycle for each word, two more to read one of the router,
  /// in which the element issues nothing. transport_dbg takes no time; what the hardware inside has
  /// no way for ends it early. DMI reaches the SRAM of a C++ twin by pieces of 512 bytes, to read
  /// always, to write if each word of the piece has been written before: words that nobody has
  /// written stay known as such.
  tlm_utils::simple_target_socket_optional<pe> debug{"debug"};

  pe(const sc_core::sc_module_name& name, std::unique_ptr<pe_engine> engine, uint16_t x,
     uint16_t y);

  /// Memory and configuration of a program, before the first clock; not the words of the router.
  void load(const isa::tile_code& code);
  /// What its registers show in the cycle that begins.
  const pe_out& pins() const { return m_engine->out(); }
  const pe_engine& engine() const { return *m_engine; }

 private:
  void edge();
  void show();
  void b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay);
  void access(bool write, uint16_t address, uint16_t& value);
  unsigned transport_dbg(tlm::tlm_generic_payload& trans);
  bool debug_word(bool write, uint16_t address, uint16_t& value);
  bool router_word(bool write, uint16_t address, uint16_t& value);
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& trans, tlm::tlm_dmi& dmi);

  std::unique_ptr<pe_engine> m_engine;
  const uint16_t m_x, m_y;
  sc_core::sc_mutex m_port;  // one blocking access at a time
  pe_in m_debug;             // what it wants of the next cycle
  sc_core::sc_event m_stepped, m_accessed;
};

}  // namespace ws

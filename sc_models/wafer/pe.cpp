// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/pe.h"

#include <cstring>

#include "ws/base/report_ids.h"
#include "ws/isa/registers.h"
#include "ws/link/process.h"

namespace ws {
namespace {

constexpr unsigned config_begin = 0x7e00, config_end = 0x8000;  // words

bool exists(uint64_t word) {
  return word < pe_sram::words || (word >= config_begin && word < config_end);
}

}  // namespace

pe::pe(const sc_core::sc_module_name& name, std::unique_ptr<pe_engine> engine, uint16_t x,
       uint16_t y)
    : sc_module(name), m_engine(std::move(engine)), m_x(x), m_y(y) {
  SC_HAS_PROCESS(pe);
  SC_METHOD(edge);
  sensitive << clock.pos();
  dont_initialize();
  spawn_method("show", m_stepped, [this] { show(); });
  debug.register_b_transport(this, &pe::b_transport);
  debug.register_transport_dbg(this, &pe::transport_dbg);
  debug.register_get_direct_mem_ptr(this, &pe::get_direct_mem_ptr);
}

void pe::load(const isa::tile_code& code) {
  for (const isa::segment& s : code.segments)
    for (size_t i = 0; i < s.words.size(); ++i)
      m_engine->poke(static_cast<uint16_t>(s.address + i), s.words[i]);
  for (const isa::config_write& w : code.config)
    if (!pe_state::of_router(w.address) && !m_engine->configure(w.address, w.value))
      SC_REPORT_ERROR(id::not_loadable, name());
}

void pe::edge() {
  pe_in in = m_debug;
  if (in.dbg_we || in.dbg_re) m_accessed.notify(sc_core::SC_ZERO_TIME);
  m_debug = pe_in{};
  in.from_router = ramp.in.take();
  in.credit = ramp.out.take_credits();
  in.frozen = frozen.read();
  in.cfg_rdata = config.rdata();
  in.tile_x = m_x;
  in.tile_y = m_y;
  m_engine->step(in);
  m_stepped.notify(sc_core::SC_ZERO_TIME);
}

void pe::show() {
  const pe_out& out = m_engine->out();
  ramp.in.give(out.credit);
  ramp.out.show(out.to_router);
  if (out.cfg_we) config.write(out.cfg_addr, out.cfg_wdata);
  if (out.cfg_re) config.read(out.cfg_addr);
}

/// One word over the debug port.
void pe::access(bool write, uint16_t address, uint16_t& value) {
  m_debug.dbg_we = write;
  m_debug.dbg_re = !write;
  m_debug.dbg_addr = address;
  m_debug.dbg_wdata = write ? value : uint16_t{0};
  sc_core::wait(m_accessed);
  if (write) return;
  for (int more = pe_state::of_router(address) ? 2 : 0; more > 0; --more) {
    m_debug.dbg_re = true;  // goes on holding the element, with a word that does no harm
    sc_core::wait(m_accessed);
  }
  value = m_engine->out().dbg_rdata;
}

void pe::b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay) {
  const uint64_t first = trans.get_address();
  const unsigned length = trans.get_data_length();
  tlm::tlm_response_status status = plain_access(trans, length);
  if (first % 2 != 0 || length % 2 != 0) status = tlm::TLM_ADDRESS_ERROR_RESPONSE;
  for (unsigned i = 0; status == tlm::TLM_OK_RESPONSE && i < length; i += 2)
    if (!exists((first + i) / 2)) status = tlm::TLM_ADDRESS_ERROR_RESPONSE;
  trans.set_response_status(status);
  if (status != tlm::TLM_OK_RESPONSE) return;
  sc_core::wait(delay);
  delay = sc_core::SC_ZERO_TIME;
  m_port.lock();
  for (unsigned i = 0; i < length; i += 2) {
    unsigned char* const at = trans.get_data_ptr() + i;
    uint16_t value = 0;
    if (trans.is_write()) std::memcpy(&value, at, sizeof value);
    access(trans.is_write(), static_cast<uint16_t>((first + i) / 2), value);
    if (trans.is_read()) std::memcpy(at, &value, sizeof value);
  }
  m_port.unlock();
}

unsigned pe::transport_dbg(tlm::tlm_generic_payload& trans) {
  return debug_words(trans, [this](bool write, uint16_t address, uint16_t& value) {
    return debug_word(write, address, value);
  });
}

bool pe::debug_word(bool write, uint16_t address, uint16_t& value) {
  if (!exists(address)) return false;
  if (address < pe_sram::words) {
    if (write) m_engine->poke(address, value);
    if (!write) value = m_engine->peek(address);
    return true;
  }
  if (pe_state::of_router(address)) return router_word(write, address, value);
  if (write) return m_engine->configure(address, value);
  if (m_engine->state() == nullptr) return false;
  value = address == isa::config_of("tile_x").address   ? m_x
          : address == isa::config_of("tile_y").address ? m_y
                                                        : m_engine->state()->read(address);
  return true;
}

bool pe::router_word(bool write, uint16_t address, uint16_t& value) {
  if (!config.bound()) return false;
  tlm::tlm_generic_payload trans;
  trans.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  trans.set_address(uint64_t{2} * address);
  trans.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
  trans.set_data_length(sizeof value);
  trans.set_streaming_width(sizeof value);
  return config.out->transport_dbg(trans) == sizeof value;
}

bool pe::get_direct_mem_ptr(tlm::tlm_generic_payload& trans, tlm::tlm_dmi& dmi) {
  constexpr unsigned piece = 2 * pe_sram::chunk_words;
  const uint64_t first = trans.get_address() / piece * piece;
  pe_sram* const memory = m_engine->memory();
  if (memory == nullptr || first >= uint64_t{2} * pe_sram::words) {
    dmi.allow_none();
    return false;
  }
  const auto word = static_cast<unsigned>(first / 2);
  const bool all = memory->all_defined(word, pe_sram::chunk_words);
  dmi.set_start_address(first);
  dmi.set_end_address(first + piece - 1);
  dmi.set_granted_access(all ? tlm::tlm_dmi::DMI_ACCESS_READ_WRITE : tlm::tlm_dmi::DMI_ACCESS_READ);
  if (trans.is_write() && !all) return false;
  dmi.set_dmi_ptr(reinterpret_cast<unsigned char*>(memory->direct(word)));
  return true;
}

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/router.h"

#include "ws/base/report_ids.h"
#include "ws/link/process.h"
#include "ws/wafer/pe_state.h"

namespace ws {

router::router(const sc_core::sc_module_name& name, std::unique_ptr<router_engine> engine)
    : sc_module(name),
      config("config",
             [this](tlm::tlm_generic_payload& trans) {
               return debug_words(trans, [this](bool write, uint16_t address, uint16_t& value) {
                 return debug_word(write, address, value);
               });
             }),
      m_engine(std::move(engine)) {
  for (const char* side : {"west", "east", "south", "north", "ramp"}) links.emplace_back(side);
  SC_HAS_PROCESS(router);
  SC_METHOD(edge);
  sensitive << clock.pos();
  dont_initialize();
  spawn_method("show", m_stepped, [this] { show(); });
}

void router::load(const isa::tile_code& code) {
  for (const isa::config_write& w : code.config)
    if (pe_state::of_router(w.address) && !m_engine->configure(w.address, w.value))
      SC_REPORT_ERROR(id::not_loadable, name());
}

void router::edge() {
  router_in in;
  for (unsigned p = 0; p < router_ports; ++p) {
    in.link[p] = links[p].in.take();
    in.credit[p] = links[p].out.take_credits();
  }
  const config_receiver::access access = config.take();
  in.cfg_we = access.write;
  in.cfg_re = access.read;
  in.cfg_addr = access.address;
  in.cfg_wdata = access.wdata;
  m_engine->step(in);
  frozen.write(m_engine->out().frozen);
  m_stepped.notify(sc_core::SC_ZERO_TIME);
}

void router::show() {
  const router_out& out = m_engine->out();
  for (unsigned p = 0; p < router_ports; ++p) {
    links[p].in.give(out.credit[p]);
    links[p].out.show(out.link[p]);
  }
  config.give(out.cfg_rdata);
}

bool router::debug_word(bool write, uint16_t address, uint16_t& value) {
  if (!pe_state::of_router(address)) return false;
  if (write) return m_engine->configure(address, value);
  if (m_engine->state() == nullptr) return false;
  value = m_engine->state()->read(address);
  return true;
}

}  // namespace ws

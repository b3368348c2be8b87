// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>
#include <tlm_utils/simple_initiator_socket.h>

#include <memory>
#include <vector>

#include "ws/wafer/mesh.h"

namespace ws::test {

inline tile_engines engines_of(twin which) {
  tile_engines engines;
  engines.pe = make_pe(which);
  engines.router = make_router(which);
  return engines;
}

/// Plain transactions over any socket.
struct prober : sc_core::sc_module, tlm::tlm_mm_interface {
  tlm_utils::simple_initiator_socket<prober> out{"out"};
  std::vector<std::unique_ptr<tlm::tlm_generic_payload>> payloads;
  std::vector<tlm::tlm_phase> answers;

  explicit prober(const sc_core::sc_module_name& name) : sc_module(name) {
    out.register_nb_transport_bw(this, &prober::backward);
  }
  void free(tlm::tlm_generic_payload*) override {}

  tlm::tlm_generic_payload& made(tlm::tlm_command command, uint64_t address, void* data,
                                 unsigned bytes) {
    payloads.push_back(std::make_unique<tlm::tlm_generic_payload>(this));
    tlm::tlm_generic_payload& trans = *payloads.back();
    trans.acquire();
    trans.set_command(command);
    trans.set_address(address);
    trans.set_data_ptr(static_cast<unsigned char*>(data));
    trans.set_data_length(bytes);
    trans.set_streaming_width(bytes);
    return trans;
  }
  tlm::tlm_response_status begin(tlm::tlm_generic_payload& trans) {
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay;
    out->nb_transport_fw(trans, phase, delay);
    return trans.get_response_status();
  }
  unsigned debug(tlm::tlm_command command, unsigned word, void* data, unsigned bytes) {
    return out->transport_dbg(made(command, uint64_t{2} * word, data, bytes));
  }
  uint16_t debug_read(unsigned word) {
    uint16_t value = 0;
    EXPECT_EQ(debug(tlm::TLM_READ_COMMAND, word, &value, 2), 2u) << word;
    return value;
  }

 private:
  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload&, tlm::tlm_phase& phase, sc_core::sc_time&) {
    answers.push_back(phase);
    if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
    phase = tlm::END_RESP;
    return tlm::TLM_COMPLETED;
  }
};

}  // namespace ws::test

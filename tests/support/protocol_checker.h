// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <map>
#include <string>
#include <systemc>
#include <vector>

#include "ws/link/process.h"

namespace ws::test {

/// Sits between an initiator and a target and judges what passes by the rules of TLM-2.0's base
/// protocol (IEEE 1666-2011, 15.2): the order of the four phases, one request and one response at a
/// time, attributes that only their owner changes, references held while a transaction lives.
class protocol_checker : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<protocol_checker> in{"in"};
  tlm_utils::simple_initiator_socket<protocol_checker> out{"out"};

  struct event {
    tlm::tlm_phase_enum phase;
    uint64_t transaction;  ///< number from 0, in order of their BEGIN_REQ
    time_ps time;          ///< with the annotated delay
  };
  std::vector<event> events;
  std::vector<std::string> faults;
  uint64_t blocking_calls = 0, completed = 0, errors = 0;

  explicit protocol_checker(const sc_core::sc_module_name& name) : sc_module(name) {
    in.register_b_transport(this, &protocol_checker::b_transport);
    in.register_nb_transport_fw(this, &protocol_checker::forward);
    out.register_nb_transport_bw(this, &protocol_checker::backward);
  }
  size_t unfinished() const { return m_alive.size(); }

 private:
  using payload = tlm::tlm_generic_payload;
  struct life {
    uint64_t number;
    tlm::tlm_phase_enum phase;
    unsigned length;
  };

  void expect(bool holds, const std::string& what) {
    if (!holds) faults.push_back(fmt::format("{} ps: {}", now_ps(), what));
  }
  void check_fresh(const payload& trans) {
    expect(trans.is_write(), "a burst is not a write");
    expect(trans.get_response_status() == tlm::TLM_INCOMPLETE_RESPONSE, "status not reset");
    expect(trans.get_data_length() > 0, "no data length");
    expect(trans.get_streaming_width() >= trans.get_data_length(), "streaming width too small");
    expect(trans.get_byte_enable_ptr() == nullptr, "byte enables");
  }
  void check_answer(const payload& trans) {
    expect(trans.get_response_status() != tlm::TLM_INCOMPLETE_RESPONSE, "no response status");
    errors += trans.is_response_error();
  }

  void b_transport(payload& trans, sc_core::sc_time& delay) {
    check_fresh(trans);
    ++blocking_calls;
    out->b_transport(trans, delay);
    check_answer(trans);
  }

  tlm::tlm_sync_enum forward(payload& trans, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    if (phase == tlm::BEGIN_REQ) {
      expect(trans.has_mm() && trans.get_ref_count() > 0, "non-blocking without memory manager");
      expect(m_alive.count(&trans) == 0, "a transaction begins again before its end");
      expect(m_request == nullptr, "BEGIN_REQ before the last request's END_REQ");
      check_fresh(trans);
      m_request = &trans;
      m_alive[&trans] = {m_count++, tlm::BEGIN_REQ, trans.get_data_length()};
      note(trans, tlm::BEGIN_REQ, delay);
    } else {
      expect(phase == tlm::END_RESP, "only BEGIN_REQ and END_RESP go forward");
      end(trans, delay);
    }
    const tlm::tlm_sync_enum result = out->nb_transport_fw(trans, phase, delay);
    expect(result != tlm::TLM_UPDATED, "this target answers by itself, not in the return path");
    if (result == tlm::TLM_COMPLETED) {
      check_answer(trans);
      m_request = nullptr;
      m_alive.erase(&trans);
    }
    return result;
  }

  tlm::tlm_sync_enum backward(payload& trans, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    const auto at = m_alive.find(&trans);
    expect(at != m_alive.end(), "an answer to no transaction");
    if (at == m_alive.end()) return in->nb_transport_bw(trans, phase, delay);
    expect(trans.get_data_length() == at->second.length, "the data length changed");
    if (phase == tlm::END_REQ) {
      expect(at->second.phase == tlm::BEGIN_REQ, "END_REQ does not follow BEGIN_REQ");
      expect(m_request == &trans, "END_REQ of another request");
      m_request = nullptr;
      note(trans, tlm::END_REQ, delay);
      return in->nb_transport_bw(trans, phase, delay);
    }
    expect(phase == tlm::BEGIN_RESP, "only END_REQ and BEGIN_RESP go backward");
    expect(at->second.phase == tlm::END_REQ, "BEGIN_RESP does not follow END_REQ");
    expect(m_response == nullptr, "BEGIN_RESP before the last response's END_RESP");
    check_answer(trans);
    note(trans, tlm::BEGIN_RESP, delay);
    m_response = &trans;
    trans.acquire();  // what the initiator gives back is still looked at here
    const tlm::tlm_sync_enum result = in->nb_transport_bw(trans, phase, delay);
    if (result != tlm::TLM_ACCEPTED) {
      expect(phase == tlm::END_RESP, "the return path of BEGIN_RESP is END_RESP");
      end(trans, delay);
    }
    trans.release();
    return result;
  }

  void end(payload& trans, const sc_core::sc_time& delay) {
    expect(m_response == &trans, "END_RESP of another response");
    note(trans, tlm::END_RESP, delay);
    m_response = nullptr;
    m_alive.erase(&trans);
    ++completed;
  }
  void note(payload& trans, tlm::tlm_phase_enum phase, const sc_core::sc_time& delay) {
    life& l = m_alive[&trans];
    l.phase = phase;
    const time_ps time = now_ps() + static_cast<time_ps>(delay.value());
    events.push_back({phase, l.number, time});
  }

  std::map<const payload*, life> m_alive;
  const payload *m_request = nullptr, *m_response = nullptr;
  uint64_t m_count = 0;
};

}  // namespace ws::test

// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/clocked_link.h"

#include <algorithm>

#include "ws/base/report_ids.h"

namespace ws {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "half of a word is its low half");

clocked_sender::clocked_sender(const std::string& name) : out((name + "_out").c_str()) {
  out.bind(*this);
}

clocked_sender::~clocked_sender() {
  for (clocked_payload* trans : m_all) delete trans;
}

void clocked_sender::free(tlm::tlm_generic_payload* trans) {
  m_free.push_back(static_cast<clocked_payload*>(trans));
}

void clocked_sender::send(tlm::tlm_command command, uint64_t address, unsigned bytes,
                          uint32_t word) {
  if (!bound()) return;
  if (m_request != nullptr) SC_REPORT_ERROR(id::link_held, out.name());
  if (m_free.empty()) {
    m_all.push_back(new clocked_payload);
    m_all.back()->set_mm(this);
    m_free.push_back(m_all.back());
  }
  clocked_payload& trans = *m_free.back();
  m_free.pop_back();
  trans.acquire();
  trans.word = word;
  trans.set_command(command);
  trans.set_address(address);
  trans.set_data_ptr(reinterpret_cast<unsigned char*>(&trans.word));
  trans.set_data_length(bytes);
  trans.set_streaming_width(bytes);
  trans.set_byte_enable_ptr(nullptr);
  trans.set_dmi_allowed(false);
  trans.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  m_request = &trans;
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay;
  const tlm::tlm_sync_enum how = out->nb_transport_fw(trans, phase, delay);
  if (how == tlm::TLM_COMPLETED) return end(trans);
  if (how == tlm::TLM_ACCEPTED) return;
  m_request = nullptr;
  if (phase != tlm::BEGIN_RESP) return;
  phase = tlm::END_RESP;
  out->nb_transport_fw(trans, phase, delay);
  end(trans);
}

/// The answer is there, whatever phases it skipped.
void clocked_sender::end(tlm::tlm_generic_payload& trans) {
  if (m_request == &trans) m_request = nullptr;
  if (trans.is_response_error())
    SC_REPORT_ERROR(id::bad_response,
                    (std::string(out.name()) + ": " + trans.get_response_string()).c_str());
  answered(static_cast<clocked_payload&>(trans));
  if (m_wakes != nullptr) m_wakes->notify();
  trans.release();
}

tlm::tlm_sync_enum clocked_sender::nb_transport_bw(tlm::tlm_generic_payload& trans,
                                                   tlm::tlm_phase& phase, sc_core::sc_time&) {
  if (phase == tlm::END_REQ) {
    m_request = nullptr;
    return tlm::TLM_ACCEPTED;
  }
  end(trans);
  phase = tlm::END_RESP;
  return tlm::TLM_COMPLETED;
}

clocked_receiver::clocked_receiver(const std::string& name) : in((name + "_in").c_str()) {
  in.bind(*this);
}

bool clocked_receiver::is_blocking(const tlm::tlm_generic_payload& trans) const {
  return std::find(m_blocking.begin(), m_blocking.end(), &trans) != m_blocking.end();
}

void clocked_receiver::begin(tlm::tlm_generic_payload& trans) {
  m_request = &trans;
  if (m_wakes != nullptr) m_wakes->notify();
}

tlm::tlm_generic_payload* clocked_receiver::take_request() {
  tlm::tlm_generic_payload* const trans = m_request;
  if (trans == nullptr) return nullptr;
  m_request = nullptr;
  m_taken.notify(sc_core::SC_ZERO_TIME);
  if (is_blocking(*trans)) return trans;
  tlm::tlm_phase phase = tlm::END_REQ;
  sc_core::sc_time delay;
  in->nb_transport_bw(*trans, phase, delay);
  return trans;
}

void clocked_receiver::answer(tlm::tlm_generic_payload& trans) {
  trans.set_response_status(tlm::TLM_OK_RESPONSE);
  m_answered.notify(sc_core::SC_ZERO_TIME);
  const auto waiting = std::find(m_blocking.begin(), m_blocking.end(), &trans);
  if (waiting != m_blocking.end()) {
    m_blocking.erase(waiting);
    return;
  }
  tlm::tlm_phase phase = tlm::BEGIN_RESP;
  sc_core::sc_time delay;
  in->nb_transport_bw(trans, phase, delay);
  trans.release();
}

tlm::tlm_sync_enum clocked_receiver::nb_transport_fw(tlm::tlm_generic_payload& trans,
                                                     tlm::tlm_phase& phase, sc_core::sc_time&) {
  if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;
  tlm::tlm_response_status status = judge(trans);
  if (status == tlm::TLM_OK_RESPONSE && (m_request != nullptr || !room(trans)))
    status = tlm::TLM_GENERIC_ERROR_RESPONSE;
  if (status != tlm::TLM_OK_RESPONSE) {
    trans.set_response_status(status);
    return tlm::TLM_COMPLETED;
  }
  trans.acquire();
  begin(trans);
  return tlm::TLM_ACCEPTED;
}

void clocked_receiver::b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay) {
  sc_core::wait(delay);
  delay = sc_core::SC_ZERO_TIME;
  trans.set_response_status(judge(trans));
  if (trans.is_response_error()) return;
  while (m_request != nullptr || !room(trans)) sc_core::wait(m_taken | m_answered);
  m_blocking.push_back(&trans);
  begin(trans);
  while (is_blocking(trans)) sc_core::wait(m_answered);
}

tlm::tlm_response_status plain_access(const tlm::tlm_generic_payload& trans, unsigned bytes) {
  if (trans.is_read() == trans.is_write() || trans.get_data_ptr() == nullptr)
    return tlm::TLM_COMMAND_ERROR_RESPONSE;
  if (trans.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if (trans.get_data_length() != bytes || trans.get_streaming_width() < bytes)
    return tlm::TLM_BURST_ERROR_RESPONSE;
  return tlm::TLM_OK_RESPONSE;
}

}  // namespace ws

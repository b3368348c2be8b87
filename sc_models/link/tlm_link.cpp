// SPDX-License-Identifier: Apache-2.0
#include "ws/link/tlm_link.h"

#include <algorithm>
#include <cstdlib>

#include "ws/base/report_ids.h"

namespace ws {
namespace {

burst& content_of(tlm::tlm_generic_payload& trans) {
  burst_extension* extension = nullptr;
  trans.get_extension(extension);
  if (extension == nullptr) {
    SC_REPORT_ERROR(id::unexpected_burst, "a transaction without burst_extension");
    std::abort();  // unless told otherwise, SystemC has thrown
  }
  return extension->content;
}

}  // namespace

payload_pool& payload_pool::shared() {
  static payload_pool pool;
  return pool;
}

payload_pool::~payload_pool() {
  for (auto* trans : m_all) {
    trans->free_all_extensions();
    delete trans;
  }
}

tlm::tlm_generic_payload& payload_pool::take() {
  if (m_free.empty()) {
    auto* trans = new tlm::tlm_generic_payload(this);
    trans->set_extension(new burst_extension);
    m_all.push_back(trans);
    m_free.push_back(trans);
  }
  auto* trans = m_free.back();
  m_free.pop_back();
  trans->acquire();
  return *trans;
}

void payload_pool::free(tlm::tlm_generic_payload* trans) {
  content_of(*trans).words.reset();
  m_free.push_back(trans);
}

burst_sender::burst_sender(const std::string& name, const link_timing& timing, bool synchronised)
    : sc_object(sc_core::sc_gen_unique_name(name.c_str(), true)),
      out((name + "_socket").c_str()),
      m_timing(timing),
      m_synchronised(synchronised) {
  out.bind(*this);
  if (timing.style == protocol::approximately_timed)
    spawn_thread(name + "_wire", [this] { approximately_timed_thread(); });
}

span burst_sender::wire_times(const burst& b) const {
  span times;
  times.first = earliest(b.times.first);
  times.last = within_range(std::max(b.times.last, times.first + m_timing.time_for(b.bytes)));
  return times;
}

void burst_sender::transport(tlm::tlm_generic_payload& trans, const burst& b) {
  burst& content = content_of(trans);
  content = b;
  trans.set_write();
  trans.set_address(0);
  trans.set_data_length(static_cast<unsigned>(b.bytes));
  trans.set_streaming_width(static_cast<unsigned>(b.bytes));
  trans.set_data_ptr(
      b.words ? reinterpret_cast<unsigned char*>(const_cast<uint32_t*>(b.words->data())) : nullptr);
  trans.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  ++m_transactions;
  m_bytes += b.bytes;
}

void burst_sender::start(const burst& b) {
  m_in_flight = true;
  m_sending = b.bytes;
  if (m_timing.style == protocol::approximately_timed) {
    m_burst = b;
    m_started.notify();
    return;
  }
  if (m_synchronised) wait_until(earliest(b.times.first));
  tlm::tlm_generic_payload& trans = payload_pool::shared().take();
  transport(trans, b);
  const span wire = content_of(trans).times = wire_times(b);
  sc_core::sc_time delay = to_sc_time(wire.first + m_timing.latency - now_ps());
  out->b_transport(trans, delay);
  if (trans.is_response_error())
    SC_REPORT_ERROR(id::bad_response, trans.get_response_string().c_str());
  m_left = content_of(trans).times;
  trans.release();
}

span burst_sender::finish() {
  if (m_timing.style == protocol::approximately_timed && m_in_flight) sc_core::wait(m_done);
  m_wire->m_free_at = m_left.last;
  if (m_busy != nullptr) {
    const uint64_t of_each_link = m_sending / m_timing.width;
    const double work = static_cast<double>(of_each_link) / m_timing.bytes_per_s;
    const double spread = seconds(std::max<time_ps>(m_left.last - m_left.first, 1));
    m_busy->add(m_left, std::min(1.0, work / spread));
  }
  m_burst.words.reset();
  m_in_flight = false;
  return m_left;
}

void burst_sender::prefetch() const {
  __builtin_prefetch(&m_timing);
  __builtin_prefetch(&m_bytes);
  const char* const receiver = reinterpret_cast<const char*>(out.get_interface());
  __builtin_prefetch(receiver);
}

void burst_sender::approximately_timed_thread() {
  for (;;) {
    if (!m_in_flight) sc_core::wait(m_started);
    m_burst.times = wire_times(m_burst);
    wait_until(m_burst.times.first);
    tlm::tlm_generic_payload& trans = payload_pool::shared().take();
    transport(trans, m_burst);
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = to_sc_time(m_timing.latency);
    m_phase = true;
    m_item = m_burst.item;
    if (out->nb_transport_fw(trans, phase, delay) == tlm::TLM_ACCEPTED)
      sc_core::wait(m_accepted);
    else if (trans.is_response_error())
      SC_REPORT_ERROR(id::bad_response, trans.get_response_string().c_str());
    m_left = content_of(trans).times;
    m_phase = false;
    m_in_flight = false;
    m_done.notify();
  }
}

tlm::tlm_sync_enum burst_sender::nb_transport_bw(tlm::tlm_generic_payload& trans,
                                                 tlm::tlm_phase& phase, sc_core::sc_time&) {
  if (phase == tlm::END_REQ) {
    m_accepted.notify();
    return tlm::TLM_ACCEPTED;
  }
  if (trans.is_response_error())
    SC_REPORT_ERROR(id::bad_response, trans.get_response_string().c_str());
  phase = tlm::END_RESP;
  trans.release();
  return tlm::TLM_COMPLETED;
}

burst_receiver::burst_receiver(const std::string& name, const link_timing& timing,
                               uint64_t buffer_bytes)
    : sc_object(sc_core::sc_gen_unique_name(name.c_str(), true)),
      in((name + "_socket").c_str()),
      m_timing(timing),
      m_channel(sc_object::name(), timing.width * buffer_bytes, timing.width * timing.grain,
                2 * timing.latency) {
  in.bind(*this);
  if (timing.style == protocol::approximately_timed) {
    spawn_thread(name + "_requests", [this] { serve_requests(); });
    spawn_method(name + "_responses", m_response_event, [this] { serve_responses(); });
  }
}

void burst_receiver::accept(burst& b, span arrival) {
  const time_ps work = m_timing.time_for(b.bytes);
  const time_ps offered = arrival.first;
  for (timeline* port : m_ports) {
    const span taken = port->reserve(offered, work);
    arrival.first = std::max(arrival.first, taken.first);
    arrival.last = std::max(arrival.last, taken.last);
    port->forget_before(now_ps());
  }
  // A burst that had to wait for its first credit is not sent any faster for it.
  arrival.last = within_range(std::max(arrival.last, arrival.first + work));
  b.times = {arrival.first - m_timing.latency, arrival.last - m_timing.latency};
  burst inside = b;
  inside.times = arrival;
  m_channel.push(std::move(inside));
  m_level += b.bytes;
}

void burst_receiver::b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay) {
  burst& b = content_of(trans);
  if (b.bytes > m_channel.capacity()) {  // the sender's fault is told to the sender
    trans.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return;
  }
  m_channel.prefetch();
  for (const timeline* port : m_ports) port->prefetch();
  const span offered{b.times.first + m_timing.latency, b.times.last + m_timing.latency};
  accept(b, m_channel.wait_for_room(b.bytes, offered));
  delay = to_sc_time(b.times.last - now_ps());
  trans.set_response_status(tlm::TLM_OK_RESPONSE);
}

tlm::tlm_sync_enum burst_receiver::nb_transport_fw(tlm::tlm_generic_payload& trans,
                                                   tlm::tlm_phase& phase, sc_core::sc_time&) {
  if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;
  if (content_of(trans).bytes > m_channel.capacity()) {
    trans.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return tlm::TLM_COMPLETED;
  }
  m_request = &trans;
  m_request_event.notify();
  return tlm::TLM_ACCEPTED;
}

void burst_receiver::serve_requests() {
  for (;;) {
    while (m_request == nullptr) sc_core::wait(m_request_event);
    tlm::tlm_generic_payload& trans = *m_request;
    burst& b = content_of(trans);
    const span offered{b.times.first + m_timing.latency, b.times.last + m_timing.latency};
    const span arrival = m_channel.wait_for_room(b.bytes, offered);
    m_responses.push_back({&trans, b.bytes, never_ps});
    accept(b, arrival);
    wait_until(b.times.last);
    m_request = nullptr;
    tlm::tlm_phase phase = tlm::END_REQ;
    sc_core::sc_time delay;
    in->nb_transport_bw(trans, phase, delay);
  }
}

void burst_receiver::leave(uint64_t bytes, span times) {
  m_channel.leave(bytes, times);
  if (m_timing.style != protocol::approximately_timed) {
    m_level = m_channel.bytes_inside();
    return;
  }
  m_responses[m_leaving++].at = std::max(times.last, now_ps());
  m_response_event.notify(sc_core::SC_ZERO_TIME);
}

void burst_receiver::serve_responses() {
  // A response may not overtake the end of its own request.
  while (m_leaving > 0 && m_responses.front().at <= now_ps() &&
         m_responses.front().trans != m_request) {
    tlm::tlm_generic_payload* trans = m_responses.front().trans;
    m_level -= std::min(m_level, m_responses.front().bytes);
    m_responses.pop_front();
    --m_leaving;
    trans->set_response_status(tlm::TLM_OK_RESPONSE);
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    sc_core::sc_time delay;
    in->nb_transport_bw(*trans, phase, delay);
  }
  if (m_leaving > 0) {
    const time_ps at = std::max(m_responses.front().at, now_ps() + 1);
    m_response_event.notify(to_sc_time(at - now_ps()));
  }
}

}  // namespace ws

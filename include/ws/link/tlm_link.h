// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <systemc>
#include <tlm>
#include <vector>

#include "ws/link/burst_channel.h"
#include "ws/link/burst_payload.h"
#include "ws/link/timeline.h"

// Both ends of a link between stations. A burst is a TLM-2.0 write of `bytes` bytes; its
// description and its times travel in an extension. The data pointer is null in runs without
// values.
//
// Loosely timed: b_transport returns once the target has room; the sender's process runs ahead of
// simulated time. Approximately timed: BEGIN_REQ when the first byte leaves the sender, END_REQ
// when the last one has (the wire is free), BEGIN_RESP when the burst has left the target's buffer
// (its credit comes back). Both carry the same times.
namespace ws {

/// The sending end: a socket and the wire behind it.
class burst_sender : public sc_core::sc_object, private tlm::tlm_bw_transport_if<> {
 public:
  tlm::tlm_initiator_socket<> out;

  /// `synchronised`: the far end is shared, so loosely timed calls wait for their time, too.
  burst_sender(const std::string& name, const link_timing& timing, bool synchronised = false);

  /// Puts the burst on the wire as soon as wire and target allow; b.times: when its bytes are there
  /// to be sent. Several senders can be started before any is finished. SC_THREAD only.
  void start(const burst& b);
  /// Waits until the started burst is accepted; returns when it left this end.
  span finish();
  span send(const burst& b) {
    start(b);
    return finish();
  }
  /// When a burst that is there at `available` would begin to leave, were there room for it.
  time_ps earliest(time_ps available) const { return std::max(available, m_wire->m_free_at); }

  /// Asks for the memory that start() will use.
  void prefetch() const;

  /// Several senders on one physical wire serve it in turn.
  void share_wire_of(burst_sender& other) { m_wire = &other; }

  uint64_t transactions() const { return m_transactions; }
  uint64_t bytes() const { return m_bytes; }
  /// Counts the time the wire is at work in `busy`.
  void record(activity& busy) { m_busy = &busy; }
  const bool& phase() const { return m_phase; }    ///< a request is going on, for waveforms
  const uint64_t& item() const { return m_item; }  ///< plan item on the wire, for waveforms

 private:
  span wire_times(const burst& b) const;
  void transport(tlm::tlm_generic_payload& trans, const burst& b);
  void approximately_timed_thread();
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& trans, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  // Together what each burst needs: a large cluster's links do not fit the caches.
  const link_timing m_timing;
  burst_sender* m_wire = this;  // whose m_free_at counts
  time_ps m_free_at = 0;
  span m_left;
  activity* m_busy = nullptr;
  uint64_t m_transactions = 0, m_bytes = 0, m_sending = 0, m_item = 0;
  const bool m_synchronised;
  bool m_in_flight = false, m_phase = false;
  burst m_burst;  // the one being sent, approximately timed
  sc_core::sc_event m_started, m_accepted, m_done;
};

/// The receiving end: a socket and the buffer behind it, whose reader takes the bursts.
class burst_receiver : public sc_core::sc_object, private tlm::tlm_fw_transport_if<> {
 public:
  tlm::tlm_target_socket<> in;

  /// `timing` is that of the link that ends here.
  burst_receiver(const std::string& name, const link_timing& timing, uint64_t buffer_bytes);

  /// A physical port of the link's rate that several receivers share; a bundle has one a link.
  void share_port(timeline& port) { m_ports.push_back(&port); }

  /// Asks for the memory that get() will use.
  void prefetch() const { m_channel.prefetch(); }
  burst get() { return m_channel.get(); }
  void leave(uint64_t bytes, span times);
  uint64_t bytes() const { return m_channel.bytes_in(); }
  const burst_channel& channel() const { return m_channel; }
  const uint64_t& level() const { return m_level; }  ///< bytes inside, for waveforms

 private:
  void b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& trans, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) override { return false; }
  unsigned transport_dbg(tlm::tlm_generic_payload&) override { return 0; }
  void accept(burst& b, span arrival);
  void serve_requests();
  void serve_responses();

  const link_timing m_timing;
  burst_channel m_channel;
  std::vector<timeline*> m_ports;
  tlm::tlm_generic_payload* m_request = nullptr;  // begun, not accepted or not over yet
  struct response {
    tlm::tlm_generic_payload* trans;
    uint64_t bytes;
    time_ps at;
  };
  std::deque<response> m_responses;  // accepted, in order; `at` is known once the burst leaves
  size_t m_leaving = 0;              // how many of them have a time
  sc_core::sc_event m_request_event, m_response_event;
  uint64_t m_level = 0;
};

}  // namespace ws

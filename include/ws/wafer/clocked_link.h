// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <tlm>
#include <vector>

// Both ends of a clocked link: TLM-2.0's base protocol with at most one request per cycle.
//
// BEGIN_REQ while a cycle lasts: the sender's register shows something. END_REQ at the cycle's end,
// the clock edge: the receiver has taken it. BEGIN_RESP in any later cycle: the answer. Modules
// show in the delta cycle behind the edge and take at the edge, so no order among them matters;
// others may begin requests and answer at any time between two edges. Annotated delays are not
// looked at.
namespace ws {

/// A transaction with its data, one word at most.
struct clocked_payload : tlm::tlm_generic_payload {
  uint32_t word = 0;
};

/// The sending end. Unbound, what it sends is lost.
class clocked_sender : protected tlm::tlm_bw_transport_if<>, private tlm::tlm_mm_interface {
 public:
  tlm::tlm_initiator_socket<32, tlm::tlm_base_protocol_types, 1, sc_core::SC_ZERO_OR_MORE_BOUND>
      out;

  explicit clocked_sender(const std::string& name);
  ~clocked_sender() override;
  clocked_sender(const clocked_sender&) = delete;
  clocked_sender& operator=(const clocked_sender&) = delete;

  bool bound() const { return out.size() != 0; }
  /// Notifies at each answer, at once.
  void wakes(sc_core::sc_event& whom) { m_wakes = &whom; }
  /// Begins a request.
  void send(tlm::tlm_command command, uint64_t address, unsigned bytes, uint32_t word);

 private:
  virtual void answered(const clocked_payload& trans) = 0;
  void end(tlm::tlm_generic_payload& trans);
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& trans, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}
  void free(tlm::tlm_generic_payload* trans) override;

  std::vector<clocked_payload*> m_all, m_free;
  const tlm::tlm_generic_payload* m_request = nullptr;  // begun, and not ended yet
  sc_core::sc_event* m_wakes = nullptr;
};

/// The receiving end.
class clocked_receiver : protected tlm::tlm_fw_transport_if<> {
 public:
  tlm::tlm_target_socket<32, tlm::tlm_base_protocol_types, 1, sc_core::SC_ZERO_OR_MORE_BOUND> in;

  explicit clocked_receiver(const std::string& name);
  /// Notifies at each request, at once.
  void wakes(sc_core::sc_event& whom) { m_wakes = &whom; }

 protected:
  /// The request of the cycle that ends, if there is one.
  tlm::tlm_generic_payload* take_request();
  void answer(tlm::tlm_generic_payload& trans);

 private:
  /// A sender's fault is told to the sender.
  virtual tlm::tlm_response_status judge(const tlm::tlm_generic_payload& trans) const = 0;
  /// Whether it may be shown now; a blocking call waits for that.
  virtual bool room(const tlm::tlm_generic_payload& trans) const = 0;
  virtual unsigned debug(tlm::tlm_generic_payload&) { return 0; }

  bool is_blocking(const tlm::tlm_generic_payload& trans) const;
  void begin(tlm::tlm_generic_payload& trans);
  /// Shows the request and comes back with its answer. SC_THREAD only.
  void b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& trans, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) override { return false; }
  unsigned transport_dbg(tlm::tlm_generic_payload& trans) override { return debug(trans); }

  tlm::tlm_generic_payload* m_request = nullptr;
  std::vector<tlm::tlm_generic_payload*> m_blocking;  // calls that wait for their answers
  sc_core::sc_event m_taken, m_answered;
  sc_core::sc_event* m_wakes = nullptr;
};

/// Whether a transaction is a plain access of so many bytes in `command`'s direction.
tlm::tlm_response_status plain_access(const tlm::tlm_generic_payload& trans, unsigned bytes);

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>

#include "ws/wafer/clocked_link.h"

// The configuration port between a processing element and its router as a clocked TLM-2.0 link: an
// access of two bytes at twice the word's address. A write is answered in the cycle in which it is
// in force, a reading in the cycle in which its word shows.
namespace ws {

class config_sender final : public clocked_sender {
 public:
  using clocked_sender::clocked_sender;
  /// Behind the edge: the access of this cycle.
  void read(uint16_t address) { send(tlm::TLM_READ_COMMAND, uint64_t{2} * address, 2, 0); }
  void write(uint16_t address, uint16_t value) {
    send(tlm::TLM_WRITE_COMMAND, uint64_t{2} * address, 2, value);
  }
  /// The word that was read last.
  uint16_t rdata() const { return m_rdata; }

 private:
  void answered(const clocked_payload& trans) override {
    if (trans.is_read()) m_rdata = static_cast<uint16_t>(trans.word);
  }
  uint16_t m_rdata = 0;
};

class config_receiver final : public clocked_receiver {
 public:
  /// Serves a debug transaction; the number of bytes.
  using debug_function = std::function<unsigned(tlm::tlm_generic_payload&)>;
  config_receiver(const std::string& name, debug_function debug)
      : clocked_receiver(name), m_debug(std::move(debug)) {}

  struct access {
    bool write = false, read = false;
    uint16_t address = 0, wdata = 0;
  };
  /// At the edge: the access of the cycle that ends.
  access take();
  /// Behind the edge: the answer to the access that was taken at it, if there was one.
  void give(uint16_t rdata);

 private:
  tlm::tlm_response_status judge(const tlm::tlm_generic_payload& trans) const override;
  bool room(const tlm::tlm_generic_payload&) const override { return true; }
  unsigned debug(tlm::tlm_generic_payload& trans) override { return m_debug(trans); }

  debug_function m_debug;
  tlm::tlm_generic_payload* m_taken = nullptr;
};

/// Moves the 16-bit words of a debug transaction one by one: `word(write, address, value)` is false
/// where there is none. Returns the bytes moved; the address is in bytes.
unsigned debug_words(tlm::tlm_generic_payload& trans,
                     const std::function<bool(bool, uint16_t, uint16_t&)>& word);

}  // namespace ws

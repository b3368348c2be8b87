// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/config_link.h"

#include <cstring>

#include "ws/wafer/pe_state.h"

namespace ws {

tlm::tlm_response_status config_receiver::judge(const tlm::tlm_generic_payload& trans) const {
  const uint64_t address = trans.get_address();
  if (address % 2 != 0 || address / 2 > 0xffff ||
      !pe_state::of_router(static_cast<uint16_t>(address / 2)))
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  return plain_access(trans, 2);
}

config_receiver::access config_receiver::take() {
  access a;
  m_taken = take_request();
  if (m_taken == nullptr) return a;
  a.write = m_taken->is_write();
  a.read = m_taken->is_read();
  a.address = static_cast<uint16_t>(m_taken->get_address() / 2);
  if (a.write) std::memcpy(&a.wdata, m_taken->get_data_ptr(), sizeof a.wdata);
  return a;
}

void config_receiver::give(uint16_t rdata) {
  if (m_taken == nullptr) return;
  if (m_taken->is_read()) std::memcpy(m_taken->get_data_ptr(), &rdata, sizeof rdata);
  answer(*m_taken);
  m_taken = nullptr;
}

unsigned debug_words(tlm::tlm_generic_payload& trans,
                     const std::function<bool(bool, uint16_t, uint16_t&)>& word) {
  const uint64_t first = trans.get_address();
  const unsigned length = trans.get_data_length();
  if (first % 2 != 0 || length % 2 != 0 || trans.is_read() == trans.is_write()) return 0;
  unsigned moved = 0;
  for (; moved < length && first + moved < 0x20000; moved += 2) {
    unsigned char* const at = trans.get_data_ptr() + moved;
    uint16_t value = 0;
    if (trans.is_write()) std::memcpy(&value, at, sizeof value);
    if (!word(trans.is_write(), static_cast<uint16_t>((first + moved) / 2), value)) break;
    if (trans.is_read()) std::memcpy(at, &value, sizeof value);
  }
  return moved;
}

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/wavelet_link.h"

#include <cassert>
#include <cstring>

namespace ws {
namespace {

unsigned color_of(const tlm::tlm_generic_payload& trans) {
  return static_cast<unsigned>(trans.get_address() / 4 % 32);
}

}  // namespace

void wavelet_sender::show(const router_link& link) {
  if (link.valid)
    send(tlm::TLM_WRITE_COMMAND, wavelet_address(link.color, link.ctrl), 4, link.data);
}

uint32_t wavelet_sender::take_credits() {
  const uint32_t credits = m_one;
  m_one = m_two;
  m_two = 0;
  return credits;
}

void wavelet_sender::answered(const clocked_payload& trans) {
  const uint32_t bit = 1u << color_of(trans);
  m_two |= m_one & bit;
  m_one |= bit;
}

tlm::tlm_response_status wavelet_receiver::judge(const tlm::tlm_generic_payload& trans) const {
  if (!trans.is_write()) return tlm::TLM_COMMAND_ERROR_RESPONSE;
  const uint64_t address = trans.get_address();
  if (address >= 256 || address % 4 != 0 || color_of(trans) >= router_colors)
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  return plain_access(trans, 4);
}

bool wavelet_receiver::room(const tlm::tlm_generic_payload& trans) const {
  return m_entries[color_of(trans)].count < 2;
}

router_link wavelet_receiver::take() {
  router_link link;
  tlm::tlm_generic_payload* const trans = take_request();
  if (trans == nullptr) return link;
  link.valid = true;
  link.color = static_cast<uint8_t>(color_of(*trans));
  link.ctrl = trans->get_address() >= 128;
  std::memcpy(&link.data, trans->get_data_ptr(), sizeof link.data);
  entries& e = m_entries[link.color];
  e.taken[e.count++] = trans;
  return link;
}

void wavelet_receiver::give(uint32_t credits) {
  for (; credits != 0; credits &= credits - 1) {
    entries& e = m_entries[static_cast<unsigned>(__builtin_ctz(credits))];
    assert(e.count > 0 && "a credit for a wavelet that never came");
    tlm::tlm_generic_payload* const trans = e.taken[0];
    e.taken[0] = e.taken[1];
    --e.count;
    answer(*trans);
  }
}

}  // namespace ws

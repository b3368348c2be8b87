// SPDX-License-Identifier: Apache-2.0
// The queues between the ramp and a processing element.
#include "ws/wafer/pe_queues.h"

#include <cassert>

#include "pe_traits.h"

namespace ws {
namespace {

constexpr uint8_t control_bit = 0x80;

}  // namespace

template <const auto& Depths>
wavelet pe_queues<Depths>::entry(unsigned at) const {
  return {m_data[at], static_cast<uint8_t>(m_tag[at] & ~control_bit),
          (m_tag[at] & control_bit) != 0};
}

template <const auto& Depths>
wavelet pe_queues<Depths>::head(unsigned q) const {
  return entry(first[q] + m_head[q]);
}

template <const auto& Depths>
wavelet pe_queues<Depths>::second(unsigned q) const {
  assert(m_count[q] > 1);
  return entry(first[q] + (m_head[q] + 1u == Depths[q] ? 0u : m_head[q] + 1u));
}

template <const auto& Depths>
wavelet pe_queues<Depths>::tail(unsigned q, unsigned before) const {
  assert(m_count[q] > before);
  return entry(first[q] + (m_head[q] + m_count[q] - 1u - before) % Depths[q]);
}

template <const auto& Depths>
void pe_queues<Depths>::push(unsigned q, const wavelet& w) {
  const unsigned depth = Depths[q];
  assert(m_count[q] < depth);
  unsigned at = m_head[q] + m_count[q];
  if (at >= depth) at -= depth;
  m_data[first[q] + at] = w.data;
  m_tag[first[q] + at] = static_cast<uint8_t>(w.color | (w.ctrl ? control_bit : 0));
  m_filled |= static_cast<uint8_t>(1u << q);
  if (++m_count[q] == depth) m_full |= static_cast<uint8_t>(1u << q);
}

template <const auto& Depths>
void pe_queues<Depths>::pop(unsigned q) {
  assert(m_count[q] > 0);
  m_head[q] = static_cast<uint8_t>(m_head[q] + 1u == Depths[q] ? 0 : m_head[q] + 1u);
  m_full &= static_cast<uint8_t>(~(1u << q));
  if (--m_count[q] == 0) m_filled &= static_cast<uint8_t>(~(1u << q));
}

template class pe_queues<pe_input_depths>;
template class pe_queues<pe_output_depths>;

/// Takes the lowest stored color whose queue has room.
uint32_t pe_ingress::take_stored(const std::array<uint8_t, router_colors>& queue_of,
                                 unsigned room) {
  for (uint32_t rest = m_held; rest != 0; rest &= rest - 1) {
    const unsigned c = lowest_bit(rest), q = queue_of[c];
    if (q >= pe_inputs || (room >> q & 1u) == 0) continue;
    entries& e = *m_entries;
    const unsigned at = e.head[c];
    m_next = {e.data[c][at], static_cast<uint8_t>(c), e.ctrl[c][at]};
    m_queue = static_cast<uint8_t>(q);
    e.head[c] ^= 1u;
    if (--e.count[c] == 0) m_held &= ~(1u << c);
    return 1u << c;
  }
  return 0;
}

bool pe_ingress::rests(const std::array<uint8_t, router_colors>& queue_of,
                       const pe_input_queues& to) const {
  if (m_queue != none) return false;
  for (uint32_t rest = m_held; rest != 0; rest &= rest - 1)
    if (const unsigned q = queue_of[lowest_bit(rest)]; q < pe_inputs && (to.full() >> q & 1u) == 0)
      return false;
  return true;
}

void pe_ingress::store(const router_link& link) {
  if (m_entries == nullptr) m_entries = std::make_unique<entries>();
  entries& e = *m_entries;
  const unsigned c = link.color;
  assert(e.count[c] < 2 && "a wavelet came without credit");
  const unsigned at = (e.head[c] + e.count[c]) & 1u;
  e.data[c][at] = link.data;
  e.ctrl[c][at] = link.ctrl;
  ++e.count[c];
  m_held |= 1u << c;
}

uint32_t pe_ingress::step(const router_link& link,
                          const std::array<uint8_t, router_colors>& queue_of, pe_input_queues& to) {
  unsigned room = ~to.full() & 0xffu;
  if (m_queue != none && to.count(m_queue) + 1u == pe_input_depths[m_queue])
    room &= ~(1u << m_queue);
  if (m_queue != none) to.push(m_queue, m_next);
  m_queue = none;
  const uint32_t freed = m_held != 0 ? take_stored(queue_of, room) : 0;
  if (!link.valid) return freed;
  const unsigned q = queue_of[link.color];
  // A stored one of its color finds no room either, or another one has been taken.
  if (freed != 0 || q >= pe_inputs || (room >> q & 1u) == 0) {
    store(link);
    return freed;
  }
  m_next = {link.data, link.color, link.ctrl};
  m_queue = static_cast<uint8_t>(q);
  return 1u << link.color;
}

unsigned pe_ingress::waiting(unsigned color) const {
  return m_entries == nullptr ? 0 : m_entries->count[color];
}

void pe_ingress::exchange(state_file& file) {
  file.part(m_next);
  file.part(m_queue);
  file.part(m_held);
  bool some = m_entries != nullptr;
  file.flag(some);
  if (!some) return;
  if (m_entries == nullptr) m_entries = std::make_unique<entries>();
  file.part(*m_entries);
}

}  // namespace ws

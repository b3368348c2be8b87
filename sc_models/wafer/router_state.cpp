// SPDX-License-Identifier: Apache-2.0
// What of a router's state is not touched every cycle: allocation, configuration, questions.
#include "ws/wafer/router_state.h"

#include <algorithm>
#include <cstdlib>
#include <new>

#include "router_block.h"

namespace ws {

const char* name_of(router_stall cause) {
  switch (cause) {
    case router_stall::no_route:
      return "no route";
    case router_stall::turned_away:
      return "turned away";
    case router_stall::frozen:
      return "teardown";
    case router_stall::no_credit:
      return "no credit";
    default:
      return "output taken";
  }
}

router_state::router_state() = default;
router_state::~router_state() = default;
router_state::router_state(router_state&&) noexcept = default;
router_state& router_state::operator=(router_state&&) noexcept = default;

void router_state::release::operator()(block* b) const { std::free(b); }

/// Room for so many colors and buffers; what is there stays.
void router_state::resize(unsigned colors, unsigned buffers) {
  void* memory = std::malloc(block::bytes(colors, buffers));
  if (memory == nullptr) throw std::bad_alloc();
  block* grown = m_block != nullptr ? new (memory) block(*m_block) : new (memory) block();
  if (m_block == nullptr) grown->index.fill(color_state::none);
  grown->color_count = static_cast<uint8_t>(colors);
  grown->buffer_count = static_cast<uint8_t>(buffers);
  for (unsigned i = 0; i < buffers; ++i)
    new (grown->buffers() + i)
        buffer(m_block != nullptr && i < m_block->buffer_count ? m_block->buffers()[i] : buffer{});
  for (unsigned i = 0; i < colors; ++i)
    new (grown->colors() + i) color_state(
        m_block != nullptr && i < m_block->color_count ? m_block->colors()[i] : color_state{});
  m_block.reset(grown);
}

router_state::color_state& router_state::color(unsigned c) {
  if (m_block == nullptr) resize(0, 0);
  if (m_block->index[c] == color_state::none) {
    const unsigned count = m_block->color_count;
    resize(count + 1, m_block->buffer_count);
    block& b = *m_block;
    b.index[c] = static_cast<uint8_t>(count);
    b.known |= 1u << c;
    b.colors()[count].color = static_cast<uint8_t>(c);
    // Colors that never moved come first, by their numbers.
    unsigned at = 0;
    while (at < count && (b.served >> b.order[at] & 1u) == 0 && b.order[at] < c) ++at;
    std::copy_backward(b.order.begin() + at, b.order.begin() + count, b.order.begin() + count + 1);
    b.order[at] = static_cast<uint8_t>(c);
  }
  return m_block->colors()[m_block->index[c]];
}

router_state::buffer& router_state::buffer_of(unsigned input, unsigned c) {
  const unsigned at = m_block->index[c];
  if (m_block->colors()[at].slot[input] == color_state::none) {
    const unsigned count = m_block->buffer_count;
    resize(m_block->color_count, count + 1);
    m_block->buffers()[count].input = static_cast<uint8_t>(input);
    m_block->colors()[at].slot[input] = static_cast<uint8_t>(count);
  }
  return m_block->buffers()[m_block->colors()[at].slot[input]];
}

/// Brings the masks in force up to date with a color's words and position.
void router_state::update_route(color_state& e, unsigned c) {
  e.tx = static_cast<uint8_t>(e.tx_mask());
  const unsigned rx = e.rx_mask();
  for (unsigned p = 0; p < router_ports; ++p)
    m_block->rx[p] = (m_block->rx[p] & ~(1u << c)) | (rx >> p & 1u) << c;
}

uint16_t router_state::read(uint16_t address) const {
  const unsigned number = address & 31u, base = address & 0xffe0u;
  if (base == router_reg::filter_base) {
    if (m_filters == nullptr) return 0;
    const uint16_t* word = m_filters->all[number >> 3].word(number & 7u);
    return word != nullptr ? *word : uint16_t{0};
  }
  if (number >= router_colors) return 0;
  const bool known = m_block != nullptr && (m_block->known >> number & 1u) != 0;
  const color_state unknown;
  const color_state& e = known ? m_block->colors()[m_block->index[number]] : unknown;
  if (base == router_reg::color_base) return e.config;
  return base == router_reg::switch_base ? e.sw : uint16_t{0};
}

void router_state::write(uint16_t address, uint16_t value) {
  const unsigned c = address & 31u, base = address & 0xffe0u;
  if (base == router_reg::filter_base) {
    if (m_filters == nullptr) m_filters = std::make_unique<filters>();
    if (uint16_t* word = m_filters->all[c >> 3].word(c & 7u)) *word = value;
  } else if (base == router_reg::color_base && c < router_colors) {
    color_state& e = color(c);
    e.config = value;
    block& b = *m_block;
    b.frozen = (b.frozen & ~(1u << c)) | ((value & router_reg::teardown) != 0 ? 1u << c : 0);
    const uint16_t pair = static_cast<uint16_t>(value | read(address ^ 1u));
    const uint32_t both = 3u << (c & ~1u);
    b.swap_x = (b.swap_x & ~both) | ((pair & router_reg::swap_x) != 0 ? both : 0);
    b.swap_y = (b.swap_y & ~both) | ((pair & router_reg::swap_y) != 0 ? both : 0);
    update_route(e, c);
  } else if (base == router_reg::switch_base && c < router_colors) {
    color_state& e = color(c);
    e.sw = value & 0x7fffu;
    update_route(e, c);
  }
  if (m_block != nullptr) m_block->awake = true;
}

uint32_t router_state::frozen() const { return m_block != nullptr ? m_block->frozen : 0; }
uint16_t router_state::word_read() const {
  return m_block != nullptr ? m_block->rdata : uint16_t{0};
}

std::vector<router_link> router_state::stored(unsigned input, unsigned color) const {
  std::vector<router_link> all;
  if (m_block == nullptr || (m_block->held[input] >> color & 1u) == 0) return all;
  const block& b = *m_block;
  const buffer& from = b.buffers()[b.colors()[b.index[color]].slot[input]];
  for (unsigned i = 0; i < from.count; ++i) {
    const unsigned at = (from.head + i) & 1u;
    all.push_back({from.data[at], static_cast<uint8_t>(color), (from.ctrl >> at & 1u) != 0, true});
  }
  return all;
}

std::vector<router_wait> router_state::waits() const {
  std::vector<router_wait> all;
  if (m_block == nullptr) return all;
  const block& b = *m_block;
  for (unsigned p = 0; p < router_ports; ++p)
    for (unsigned tag = 0; tag < router_colors; ++tag) {
      if ((b.held[p] >> tag & 1u) == 0) continue;
      const unsigned c = swapped(p, tag);
      const bool known = b.index[c] != color_state::none;
      const color_state unknown;
      const color_state& e = known ? b.colors()[b.index[c]] : unknown;
      router_wait w;
      w.input = static_cast<uint8_t>(p);
      w.color = static_cast<uint8_t>(tag);
      w.wavelets = b.buffers()[b.colors()[b.index[tag]].slot[p]].count;
      if ((b.frozen >> c & 1u) != 0) {
        w.cause = router_stall::frozen;
      } else if (e.tx == 0 || e.rx_mask() == 0) {
        w.cause = router_stall::no_route;
      } else if ((b.rx[p] >> c & 1u) == 0) {
        w.cause = router_stall::turned_away;
      } else {
        w.cause = (e.tx & ~e.one) != 0 ? router_stall::no_credit : router_stall::output_taken;
      }
      all.push_back(w);
    }
  return all;
}

unsigned router_state::stored() const {
  unsigned sum = 0;
  if (m_block != nullptr)
    for (unsigned i = 0; i < m_block->buffer_count; ++i) sum += m_block->buffers()[i].count;
  return sum;
}

unsigned router_state::credits(unsigned output, unsigned c) const {
  if (m_block == nullptr || m_block->index[c] == color_state::none) return 2;
  const color_state& e = m_block->colors()[m_block->index[c]];
  return (e.one >> output & 1u) + (e.two >> output & 1u);
}

size_t router_state::size() const {
  size_t sum = sizeof(*this);
  if (m_block != nullptr) sum += block::bytes(m_block->color_count, m_block->buffer_count);
  if (m_filters != nullptr) sum += sizeof(filters);
  return sum;
}

void router_state::exchange(state_file& file) {
  uint8_t colors = 0, buffers = 0;
  bool has_block = m_block != nullptr, has_filters = m_filters != nullptr;
  if (has_block) {
    colors = m_block->color_count;
    buffers = m_block->buffer_count;
  }
  file.flag(has_block);
  file.flag(has_filters);
  file.count(colors, router_colors);
  file.count(buffers, router_colors * router_ports);
  if (has_block) {
    if (file.loads()) resize(colors, buffers);
    file.part(*m_block);
    m_block->color_count = colors;
    m_block->buffer_count = buffers;
    for (unsigned i = 0; i < buffers; ++i) file.part(m_block->buffers()[i]);
    for (unsigned i = 0; i < colors; ++i) file.part(m_block->colors()[i]);
  }
  if (!has_filters) return;
  if (m_filters == nullptr) m_filters = std::make_unique<filters>();
  file.part(m_filters->all);
}

}  // namespace ws

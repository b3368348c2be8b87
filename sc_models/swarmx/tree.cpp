// SPDX-License-Identifier: Apache-2.0
#include "ws/swarmx/tree.h"

namespace ws {
namespace {

/// CS-2s below one switch of `levels` levels when every port is used.
uint64_t power(uint64_t radix, unsigned levels) {
  uint64_t reach = 1;
  while (levels-- > 0) reach *= radix;
  return reach;
}

}  // namespace

swarmx_tree::swarmx_tree(uint64_t systems, uint64_t radix, bool folded) : m_radix(radix) {
  while (power(radix, m_levels) < systems) ++m_levels;
  if (m_levels == 0)
    m_systems.push_back({-1, 0, 1});
  else
    build(systems, m_levels, 0, 1, folded);
}

int swarmx_tree::build(uint64_t systems, unsigned levels, uint64_t first, uint64_t multiplicity,
                       bool folded) {
  const int self = static_cast<int>(m_nodes.size());
  m_nodes.push_back({m_levels - levels, multiplicity, {}});
  const uint64_t reach = power(m_radix, levels - 1);
  const uint64_t count = (systems + reach - 1) / reach;
  uint64_t previous_size = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t size = systems / count + (i < systems % count ? 1 : 0);
    if (folded && size == previous_size) {
      ++m_nodes[self].children.back().multiplicity;
    } else {
      // How many copies of this child there are decides what its own subtree stands for.
      uint64_t copies = 1;
      if (folded) {
        const uint64_t larger = systems % count;
        copies = i < larger ? larger : count - larger;
      }
      child c{-1, first, 1};
      if (levels > 1) c.node = build(size, levels - 1, first, multiplicity * copies, folded);
      else m_systems.push_back({-1, first, multiplicity * copies});
      m_nodes[self].children.push_back(c);
    }
    previous_size = size;
    first += size;
  }
  return self;
}

uint64_t swarmx_tree::switches() const {
  uint64_t sum = 0;
  for (const node& n : m_nodes) sum += n.multiplicity;
  return sum;
}

}  // namespace ws

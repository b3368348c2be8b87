// SPDX-License-Identifier: Apache-2.0
#include "ws/swarmx/tree.h"

#include <algorithm>
#include <map>

namespace ws {

/// The levels from the CS-2s (height 0) to the root, before anything is folded.
struct swarmx_tree::layout {
  std::vector<uint64_t> width;          // how many there are at each height
  std::vector<std::vector<int>> shape;  // equal numbers at one height: identical subtrees
  bool folded;

  layout(uint64_t systems, uint64_t radix, bool fold)
      : width{systems}, shape{std::vector<int>(systems, 0)}, folded(fold) {
    while (width.back() > 1) {
      width.push_back((width.back() + radix - 1) / radix);
      number_shapes();
    }
  }

  /// First child of a switch: each has the same number of them, or one more.
  uint64_t first_child(size_t height, uint64_t index) const {
    const uint64_t below = width[height - 1], here = width[height];
    return index * (below / here) + std::min(index, below % here);
  }

 private:
  void number_shapes() {
    const size_t height = width.size() - 1;
    std::map<std::vector<int>, int> known;
    shape.emplace_back();
    for (uint64_t i = 0; i < width[height]; ++i) {
      const auto below = shape[height - 1].begin();
      const std::vector<int> children(below + static_cast<ptrdiff_t>(first_child(height, i)),
                                      below + static_cast<ptrdiff_t>(first_child(height, i + 1)));
      shape[height].push_back(known.emplace(children, known.size()).first->second);
    }
  }
};

swarmx_tree::swarmx_tree(uint64_t systems, uint64_t radix, bool folded) {
  const layout plane(systems, radix, folded);
  m_levels = static_cast<unsigned>(plane.width.size() - 1);
  if (m_levels == 0)
    m_systems.push_back({-1, 0, 1});
  else
    build(plane, m_levels, 0, 1);
}

int swarmx_tree::build(const layout& plane, size_t height, uint64_t index, uint64_t multiplicity) {
  const size_t self = m_nodes.size();
  m_nodes.push_back({m_levels - static_cast<unsigned>(height), multiplicity, {}});
  const std::vector<int>& shapes = plane.shape[height - 1];
  const uint64_t end = plane.first_child(height, index + 1);
  for (uint64_t i = plane.first_child(height, index), next; i < end; i = next) {
    next = i + 1;
    while (plane.folded && next < end && shapes[next] == shapes[i]) ++next;
    child c{-1, 0, next - i};
    if (height > 1) {
      const size_t below = m_systems.size();
      c.node = build(plane, height - 1, i, multiplicity * c.multiplicity);
      c.system = m_systems[below].system;
    } else {
      c.system = i;
      m_systems.push_back({-1, i, multiplicity * c.multiplicity});
    }
    m_nodes[self].children.push_back(c);
  }
  return static_cast<int>(self);
}

uint64_t swarmx_tree::switches() const {
  uint64_t sum = 0;
  for (const node& n : m_nodes) sum += n.multiplicity;
  return sum;
}

}  // namespace ws

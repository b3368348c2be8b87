// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ws {

/// The shape of one plane of SwarmX: switches from the root to the CS-2s. All CS-2s lie equally
/// deep, each level has as few switches as the radix allows, and they share what lies below evenly.
class swarmx_tree {
 public:
  struct child {
    int node = -1;              ///< index of a switch; -1: a CS-2
    uint64_t system = 0;        ///< the (first) CS-2 below
    uint64_t multiplicity = 1;  ///< identical subtrees that this one stands for
  };
  struct node {
    unsigned level = 0;         ///< 0 is the root
    uint64_t multiplicity = 1;  ///< switches that this one stands for
    std::vector<child> children;
  };

  /// `folded`: of identical children only the first is kept, with its multiplicity.
  swarmx_tree(uint64_t systems, uint64_t radix, bool folded);

  /// Parents before children; empty for one CS-2, which needs no switch.
  const std::vector<node>& nodes() const { return m_nodes; }
  unsigned levels() const { return m_levels; }
  /// All switches of the plane, folded or not.
  uint64_t switches() const;
  /// The CS-2s that are kept, in order, and how many each stands for.
  const std::vector<child>& systems() const { return m_systems; }

 private:
  struct layout;
  int build(const layout& plane, size_t height, uint64_t index, uint64_t multiplicity);
  unsigned m_levels = 0;
  std::vector<node> m_nodes;
  std::vector<child> m_systems;
};

}  // namespace ws

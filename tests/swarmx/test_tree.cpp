// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "ws/swarmx/tree.h"

namespace ws {
namespace {

const std::vector<uint64_t> radices = {2, 3, 4, 5, 6, 7, 8, 16};

template <typename Check>
void for_every_shape(Check&& check) {
  for (const uint64_t radix : radices)
    for (uint64_t systems = 1; systems <= 192; ++systems) {
      SCOPED_TRACE(testing::Message() << systems << " systems, radix " << radix);
      check(systems, radix);
      if (testing::Test::HasFailure()) return;
    }
}

/// Smallest d with radix^d >= systems.
unsigned depth_of(uint64_t systems, uint64_t radix) {
  unsigned depth = 0;
  for (uint64_t reach = 1; reach < systems; reach *= radix) ++depth;
  return depth;
}

TEST(SwarmxTree, ReachesEverySystemOnceAtEqualDepthThroughFreePorts) {
  for_every_shape([](uint64_t systems, uint64_t radix) {
    const swarmx_tree tree(systems, radix, false);
    const unsigned depth = depth_of(systems, radix);
    ASSERT_EQ(tree.levels(), depth);
    ASSERT_EQ(tree.systems().size(), systems);
    ASSERT_EQ(tree.nodes().size(), tree.switches());
    if (systems == 1) {
      ASSERT_TRUE(tree.nodes().empty());
      return;
    }
    std::vector<uint64_t> order;  // of the CS-2s, walking down from the root
    std::set<int> visited;
    const std::function<void(int, unsigned)> walk = [&](int index, unsigned level) {
      ASSERT_TRUE(visited.insert(index).second) << "a switch has two parents";
      const swarmx_tree::node& node = tree.nodes().at(static_cast<size_t>(index));
      ASSERT_EQ(node.level, level);
      ASSERT_EQ(node.multiplicity, 1u);
      ASSERT_GE(node.children.size(), 1u);
      ASSERT_LE(node.children.size(), radix);
      for (const swarmx_tree::child& c : node.children) {
        ASSERT_EQ(c.multiplicity, 1u);
        if (c.node < 0) {
          ASSERT_EQ(level + 1, depth) << "a CS-2 lies at another depth";
          order.push_back(c.system);
        } else {
          ASSERT_GT(c.node, index) << "children come after their parents";
          ASSERT_EQ(c.system, order.size()) << "the first CS-2 below";
          walk(c.node, level + 1);
        }
      }
    };
    walk(0, 0);
    ASSERT_EQ(visited.size(), tree.nodes().size());
    ASSERT_EQ(order.size(), systems);
    for (uint64_t i = 0; i < systems; ++i) {
      ASSERT_EQ(order[i], i);
      ASSERT_EQ(tree.systems()[i].system, i);
      ASSERT_EQ(tree.systems()[i].multiplicity, 1u);
    }
  });
}

TEST(SwarmxTree, HasAsFewSwitchesAsTheRadixAllowsAndSharesEvenly) {
  for_every_shape([](uint64_t systems, uint64_t radix) {
    const swarmx_tree tree(systems, radix, false);
    uint64_t fewest = 0;
    for (uint64_t below = systems; below > 1;) fewest += below = (below + radix - 1) / radix;
    ASSERT_EQ(tree.switches(), fewest);
    std::map<unsigned, std::set<size_t>> ports;
    for (const auto& node : tree.nodes()) ports[node.level].insert(node.children.size());
    for (const auto& [level, counts] : ports)
      ASSERT_LE(*counts.rbegin() - *counts.begin(), 1u) << "level " << level;
  });
}

TEST(SwarmxTree, NeedsTheNodesOfThePublishedUnits) {
  // 12 planes of "one 1:4 or two 1:2 broadcast-reduce units" a node (Cerebras, SwarmX glossary).
  const std::map<uint64_t, uint64_t> fours = {{1, 0},    {2, 12},    {4, 12},   {8, 36},
                                              {16, 60},  {32, 132},  {48, 192}, {64, 252},
                                              {96, 396}, {128, 516}, {192, 768}};
  const std::map<uint64_t, uint64_t> pairs = {{1, 0},    {2, 6},     {4, 18},    {8, 42},
                                              {16, 90},  {32, 186},  {48, 288},  {64, 378},
                                              {96, 576}, {128, 762}, {192, 1152}};
  for (const auto& [systems, nodes] : fours)
    EXPECT_EQ(12 * swarmx_tree(systems, 4, true).switches(), nodes) << systems;
  for (const auto& [systems, nodes] : pairs)
    EXPECT_EQ(12 * swarmx_tree(systems, 2, true).switches() / 2, nodes) << systems;
}

TEST(SwarmxTree, FoldedStandsForExactlyTheUnfoldedTree) {
  size_t most = 0;
  for_every_shape([&most](uint64_t systems, uint64_t radix) {
    const swarmx_tree folded(systems, radix, true), full(systems, radix, false);
    ASSERT_EQ(folded.levels(), full.levels());
    ASSERT_EQ(folded.switches(), full.nodes().size());
    most = std::max(most, folded.nodes().size());
    uint64_t stands_for = 0, next = 0;
    for (const auto& s : folded.systems()) {
      ASSERT_GE(s.system, next) << "order";
      next = s.system + 1;
      stands_for += s.multiplicity;
    }
    ASSERT_EQ(stands_for, systems);
    if (systems == 1) return;

    // Unfolding again gives the very same tree.
    using shape = std::string;
    const std::function<shape(const swarmx_tree&, int)> draw = [&](const swarmx_tree& tree, int n) {
      if (n < 0) return shape("o");
      shape text = "(";
      for (const auto& c : tree.nodes()[static_cast<size_t>(n)].children)
        for (uint64_t copy = 0; copy < c.multiplicity; ++copy) text += draw(tree, c.node);
      return text + ")";
    };
    ASSERT_EQ(draw(folded, 0), draw(full, 0));
    // A switch stands for its siblings times those of everything above.
    const std::function<void(int, uint64_t)> count = [&](int n, uint64_t copies) {
      const auto& node = folded.nodes()[static_cast<size_t>(n)];
      ASSERT_EQ(node.multiplicity, copies);
      for (const auto& c : node.children)
        if (c.node >= 0) count(c.node, copies * c.multiplicity);
    };
    count(0, 1);
  });
  EXPECT_LE(most, 32u) << "folding must leave few switches";
}

TEST(SwarmxTree, APerfectTreeFoldsToOneSwitchALevel) {
  const swarmx_tree tree(64, 4, true);
  ASSERT_EQ(tree.nodes().size(), 3u);
  EXPECT_EQ(tree.nodes()[2].multiplicity, 16u);
  ASSERT_EQ(tree.systems().size(), 1u);
  EXPECT_EQ(tree.systems()[0].multiplicity, 64u);
}

}  // namespace
}  // namespace ws

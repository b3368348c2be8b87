// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "ws/report/figure.h"
#include "ws/report/page.h"

namespace ws {
namespace {

// Tensors in streaming order, grouped by the block that streams them first.
struct block_tensors {
  int first = -1, last = -1;  // blocks; -1: outside the blocks
  std::vector<int> tensors;
};

bool same_shapes(const model& m, const std::vector<int>& a, const std::vector<int>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    const tensor& left = m.tensors[static_cast<size_t>(a[i])];
    const tensor& right = m.tensors[static_cast<size_t>(b[i])];
    if (left.rows != right.rows || left.columns != right.columns) return false;
  }
  return true;
}

std::vector<block_tensors> grouped_tensors(const model& m, bool every_block) {
  std::vector<block_tensors> blocks;
  std::vector<bool> seen(m.tensors.size(), false);
  for (const op& o : m.ops) {
    if (o.tensor < 0 || seen[static_cast<size_t>(o.tensor)]) continue;
    seen[static_cast<size_t>(o.tensor)] = true;
    if (blocks.empty() || blocks.back().last != o.block) blocks.push_back({o.block, o.block, {}});
    blocks.back().tensors.push_back(o.tensor);
  }
  if (every_block) return blocks;
  std::vector<block_tensors> merged;
  for (block_tensors& b : blocks) {
    const bool repeats = !merged.empty() && b.first >= 0 && merged.back().last == b.first - 1 &&
                         merged.back().first >= 0 &&
                         same_shapes(m, merged.back().tensors, b.tensors);
    if (repeats) {
      merged.back().last = b.last;
    } else {
      merged.push_back(std::move(b));
    }
  }
  return merged;
}

void add_tensors(page& out, const model& m, bool every_block) {
  out.heading("Tensors in streaming order");
  out.line(
      out.faint(fmt::format("  {:<52}{:>10} x {:<10}{:>18}", "", "rows", "columns", "parameters")));
  for (const block_tensors& b : grouped_tensors(m, every_block)) {
    if (b.last > b.first) {
      out.line(fmt::format("  {} blocks of this shape ({} to {}):", b.last - b.first + 1, b.first,
                           b.last));
    }
    for (const int index : b.tensors) {
      const tensor& t = m.tensors[static_cast<size_t>(index)];
      out.line(fmt::format("  {:<52}{:>10} x {:<10}{:>18}", (b.last > b.first ? "  " : "") + t.name,
                           grouped(t.rows), grouped(t.columns), grouped(t.parameters())));
    }
  }
}

}  // namespace

std::string model_summary(const model& m, const plan& p, const cluster_config& config,
                          bool every_block, const text_style& style) {
  page out(style);
  out.title(fmt::format("{} ({})", m.name, m.family));
  add_tensors(out, m, every_block);
  out.heading("Model");
  out.row("parameters", grouped(m.parameters()));
  out.row("tensors", grouped(m.tensors.size()));
  out.row("blocks",
          fmt::format("{}, hidden size {}, {} heads", m.blocks, grouped(m.hidden), m.heads));
  out.row("sequence", fmt::format("{} tokens, {} as a sample", grouped(m.sequence_length),
                                  figure(static_cast<double>(m.sample_bytes), "B")));
  out.row("arithmetic", fmt::format("{} forward, {} backward per token",
                                    figure(m.forward_flops_per_token(), "FLOP"),
                                    figure(m.backward_flops_per_token(), "FLOP")));
  out.row("largest micro-batch", fmt::format("{} sequences on one wafer",
                                             grouped(largest_micro_batch(m, config.cs2.wafer))));
  out.list("ignored keys", m.ignored_keys);
  out.heading(fmt::format("Plan of a step on {}", config.name));
  out.row("batch", fmt::format("{} sequences on each of {} systems",
                               grouped(p.sequences_per_system), config.systems));
  add_plan(out, p);
  std::map<pass_kind, uint64_t> words;
  uint64_t gradients = 0;
  for (const plan_item& item : p.items) {
    words[item.pass] += item.weight_words;
    gradients += item.gradient_words;
  }
  for (const auto& [pass, count] : words) {
    out.row(fmt::format("weights, {}", to_string(pass)),
            figure(4.0 * static_cast<double>(count), "B"));
  }
  out.row("gradients", figure(4.0 * static_cast<double>(gradients), "B"));
  return out.text();
}

}  // namespace ws

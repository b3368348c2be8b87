// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "ws/base/error.h"
#include "ws/base/messages.h"
#include "ws/isa/parameters.h"
#include "ws/kernels/gemm.h"

namespace ws::kernels {
namespace {

constexpr uint64_t sram_words = isa::parameter_value("sram_words");
constexpr uint64_t code_words = 256;       // kernels/gemm.wsa begins its data here
constexpr uint64_t most_buffers = 16;      // more gain little: docs/kernels.md
constexpr uint64_t output_cycles = 25;     // of the tasks that end an output and send its sums
constexpr uint64_t cycles_per_hop = 8;     // of the ring: from sum to sum
constexpr uint64_t most_outputs = 0xffff;  // its counter of outputs has 16 bits

uint64_t parts(uint64_t all, uint64_t of) { return (all + of - 1) / of; }

struct layout {
  uint64_t columns, groups, features, outputs, share, tokens;
  uint64_t sum_words;  // of an output

  layout(const gemm_request& r, uint64_t columns_now)
      : columns(columns_now),
        groups(r.width / columns),
        features(parts(r.shape.inputs, columns)),
        outputs(parts(r.shape.outputs, columns)),
        share(parts(r.shape.tokens, groups * r.height)),
        tokens(share + share % 2),
        sum_words(r.half ? tokens : 2 * tokens) {}

  /// Without buffers. One word of padding brings the activations to an odd address.
  uint64_t fixed_words() const { return code_words + 1 + (features + outputs) * tokens; }
  uint64_t buffers() const {
    if (fixed_words() >= sram_words) return 0;
    return std::min(most_buffers, (sram_words - fixed_words()) / sum_words);
  }
  uint64_t words(uint64_t buffers_now) const { return fixed_words() + buffers_now * sum_words; }
};

gemm_mapping mapping_of(const gemm_request& r, const layout& l) {
  gemm_mapping m;
  m.shape = r.shape;
  m.width = static_cast<int>(r.width);
  m.height = static_cast<int>(r.height);
  m.half = r.half;
  m.columns = static_cast<int>(l.columns);
  m.groups = static_cast<int>(l.groups);
  m.features = static_cast<int>(l.features);
  m.outputs = static_cast<int>(l.outputs);
  m.share = static_cast<int>(l.share);
  m.tokens = static_cast<int>(l.tokens);
  m.buffers = static_cast<int>(r.buffers != 0 ? r.buffers : l.buffers());
  return m;
}

bool fits(const gemm_request& r, const layout& l) {
  const uint64_t least = r.buffers != 0 ? r.buffers : 2;
  return l.words(least) <= sram_words;
}

/// What an output costs a tile, roughly: enough to choose among columns.
double cost(const gemm_request& r, const layout& l) {
  const gemm_mapping m = mapping_of(r, l);
  const double weights = static_cast<double>(l.features) * (1 - r.sparsity);
  const double steps = l.columns == 1 ? 0 : static_cast<double>(l.tokens) / m.lanes();
  const double chain = static_cast<double>(cycles_per_hop * l.columns);
  return static_cast<double>(r.shape.outputs) *
             (weights * m.cycles_per_weight() + output_cycles + steps) +
         chain;
}

/// The most tokens of a group of so many columns in so many rows that fit.
uint64_t most_tokens(const gemm_request& r, uint64_t columns) {
  gemm_request one = r;
  uint64_t low = 0, high = r.shape.tokens;
  while (low < high) {
    one.shape.tokens = low + (high - low + 1) / 2;
    if (fits(one, layout(one, columns)))
      low = one.shape.tokens;
    else
      high = one.shape.tokens - 1;
  }
  return low;
}

[[noreturn]] void refuse(const gemm_request& r, uint64_t columns) {
  const layout l(r, columns);
  const uint64_t buffers = r.buffers != 0 ? r.buffers : 2;
  const uint64_t most = most_tokens(r, columns);
  const std::string way_out =
      most != 0 ? say(msg::gemm_fewer_tokens, most) : say(msg::gemm_more_columns);
  throw input_error("", say(msg::gemm_memory, columns, l.features, l.tokens, l.features * l.tokens,
                            l.outputs, l.outputs * l.tokens, buffers, buffers * l.sum_words,
                            l.words(buffers), sram_words, way_out));
}

}  // namespace

uint64_t gemm_mapping::words() const {
  const auto sums = static_cast<uint64_t>(half ? tokens : 2 * tokens);
  return code_words + 1 + static_cast<uint64_t>(features + outputs) * tokens + buffers * sums;
}

int gemm_mapping::cycles_per_weight() const {
  constexpr int pick = 1, yield = 1;
  const int steps = (tokens + lanes() - 1) / lanes();
  return pick + isa::parameter_value("task_start") + isa::parameter_value("vector_start") + steps +
         isa::parameter_value("vector_drain") + yield - 1;
}

gemm_mapping map_gemm(const gemm_request& r) {
  if (r.shape.outputs > most_outputs)
    throw input_error("", say(msg::gemm_outputs, r.shape.outputs, most_outputs));
  if (r.columns > r.width) throw input_error("", say(msg::gemm_columns, r.columns, r.width));
  uint64_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  const uint64_t from = std::max<uint64_t>(1, r.columns);
  const uint64_t to = r.columns != 0 ? from : std::max(from, r.width);
  for (uint64_t c = from; c <= to; ++c) {
    const layout l(r, c);
    if (!fits(r, l) || cost(r, l) >= least) continue;
    best = c;
    least = cost(r, l);
  }
  if (best == 0) refuse(r, to);
  return mapping_of(r, layout(r, best));
}

}  // namespace ws::kernels

// SPDX-License-Identifier: Apache-2.0
#include "ws/wafer/gemm_run.h"

#include <algorithm>

namespace ws {
namespace {

constexpr unsigned weights = 0;       // color of kernels/gemm.wsa
constexpr unsigned link_credits = 2;  // docs/timing.md

unsigned address_of(const isa::program_image& image, int x, int y, const char* name) {
  return image.at(x, y)->find(name)->address;
}

/// For each tile of the mapping: its column in the group, and the tokens that it has.
template <class Action>
void for_each_tile(const kernels::gemm_mapping& m, const Action& action) {
  for (int y = 0; y < m.height; ++y)
    for (int x = 0; x < m.groups * m.columns; ++x) {
      const uint64_t first = m.first_token(x / m.columns, y);
      const uint64_t left = first < m.shape.tokens ? m.shape.tokens - first : 0;
      action(x, y, x % m.columns, first, std::min(left, static_cast<uint64_t>(m.share)));
    }
}

}  // namespace

weight_edge::weight_edge(const kernels::gemm_mapping& m, const kernels::gemm_data& data) {
  for (int x = 0; x < m.groups * m.columns; ++x)
    m_columns.push_back({kernels::gemm_stream(m, data, x % m.columns), link_credits});
}

void weight_edge::drive(int x, int, unsigned side, const router_out& now, router_in& in) {
  column& c = m_columns[static_cast<size_t>(x)];
  c.credits += now.credit[side] >> weights & 1u;
  if (c.credits == 0 || c.stream.ended()) return;
  const kernels::gemm_stream::wavelet w = c.stream.next();
  --c.credits;
  ++c.sent;
  in.link[side] = {w.data, static_cast<uint8_t>(weights), w.ctrl, true};
}

std::vector<tile_side> weight_edge::sides() const {
  std::vector<tile_side> all;
  for (size_t x = 0; x < m_columns.size(); ++x)
    all.push_back({static_cast<int>(x), 0, port::north});
  return all;
}

bool weight_edge::ended() const {
  return std::all_of(m_columns.begin(), m_columns.end(),
                     [](const column& c) { return c.stream.ended(); });
}

uint64_t weight_edge::sent() const {
  uint64_t all = 0;
  for (const column& c : m_columns) all += c.sent;
  return all;
}

void put_activations(grid& tiles, const isa::program_image& image, const kernels::gemm_mapping& m,
                     const kernels::gemm_data& data) {
  for_each_tile(m, [&](int x, int y, int column, uint64_t first, uint64_t share) {
    pe_sram& memory = tiles.at(x, y).pe()->sram();
    unsigned address = address_of(image, x, y, "activations");
    const auto features = static_cast<uint64_t>(m.features);
    const uint64_t begin = static_cast<uint64_t>(column) * features;
    const uint64_t end = std::min(m.shape.inputs, begin + features);
    for (uint64_t k = begin; k < end; ++k)
      for (uint64_t t = 0; t < static_cast<uint64_t>(m.tokens); ++t) {
        const uint16_t value =
            t < share ? data.activations[(first + t) * m.shape.inputs + k] : uint16_t{0};
        memory.write(address++, value);
      }
  });
}

std::vector<uint16_t> gemm_result(const grid& tiles, const isa::program_image& image,
                                  const kernels::gemm_mapping& m) {
  std::vector<uint16_t> result(m.shape.tokens * m.shape.outputs);
  for_each_tile(m, [&](int x, int y, int column, uint64_t first, uint64_t share) {
    if (share == 0) return;
    const pe_sram& memory = tiles.at(x, y).pe()->sram();
    const unsigned address = address_of(image, x, y, "result");
    const auto outputs = static_cast<uint64_t>(m.outputs);
    const uint64_t begin = static_cast<uint64_t>(column) * outputs;
    const uint64_t end = std::min(m.shape.outputs, begin + outputs);
    for (uint64_t j = begin; j < end; ++j)
      for (uint64_t t = 0; t < share; ++t)
        result[(first + t) * m.shape.outputs + j] = memory.read(
            static_cast<unsigned>(address + (j - begin) * static_cast<uint64_t>(m.tokens) + t));
  });
  return result;
}

}  // namespace ws

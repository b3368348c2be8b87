// SPDX-License-Identifier: Apache-2.0
#include "ws/link/burst.h"

#include <algorithm>

namespace ws {
namespace {

uint64_t ceil_div(uint64_t a, uint64_t b) { return (a + b - 1) / b; }

}  // namespace

const char* to_string(cargo what) {
  switch (what) {
    case cargo::weights:
      return "weights";
    case cargo::gradients:
      return "gradients";
    case cargo::samples:
      return "samples";
    case cargo::activations:
      return "activations";
  }
  return "";
}

stripes::stripes(uint64_t words, uint64_t planes, uint64_t rounds)
    : m_words(words), m_planes(planes), m_stripe(ceil_div(words, planes)), m_rounds(rounds) {}

uint64_t stripes::rounds_for(uint64_t words, uint64_t planes, uint64_t burst_bytes) {
  return ceil_div(ceil_div(words, planes), std::max<uint64_t>(burst_bytes / 4, 1));
}

stripes::range stripes::words(uint64_t round, uint64_t plane) const {
  const uint64_t size = start(round + 1) - start(round);
  const uint64_t first = start(round) * m_planes + plane * size;
  return {std::min(first, m_words), std::min(first + size, m_words)};
}

words_ptr cut_words(const std::vector<uint32_t>& words, stripes::range range, uint64_t bytes) {
  if (words.empty()) return nullptr;
  auto piece = std::make_shared<std::vector<uint32_t>>(bytes / 4);
  std::copy(words.begin() + static_cast<ptrdiff_t>(range.first),
            words.begin() + static_cast<ptrdiff_t>(range.last), piece->begin());
  return piece;
}

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#include "ws/workload/traffic.h"

#include <algorithm>

namespace ws {

uint64_t work_order::rounds(const plan_item& item) const {
  return std::max(stripes::rounds_for(item.weight_words, links, burst_bytes),
                  stripes::rounds_for(item.gradient_words, links, burst_bytes));
}

stripes work_order::weights(const plan_item& item) const {
  return stripes(item.weight_words, links, item.weight_words > 0 ? rounds(item) : 0);
}

stripes work_order::gradients(const plan_item& item) const {
  return stripes(item.gradient_words, links, item.gradient_words > 0 ? rounds(item) : 0);
}

stripes work_order::bytes(uint64_t bytes) const {
  const uint64_t words = (bytes + 3) / 4;
  // The length of a TLM-2.0 transaction is a 32-bit number.
  const uint64_t per_link = std::min<uint64_t>(burst_bytes, UINT32_MAX / links);
  return stripes(words, links, stripes::rounds_for(words, links, per_link));
}

}  // namespace ws

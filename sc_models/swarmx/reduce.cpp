// SPDX-License-Identifier: Apache-2.0
#include "ws/swarmx/reduce.h"

#include <cstring>

namespace ws {

words_ptr reduce_words(const std::vector<burst>& children) {
  if (!children.front().words) return nullptr;
  const size_t count = children.front().words->size();
  std::vector<float> sum(count);
  if (count > 0) std::memcpy(sum.data(), children.front().words->data(), 4 * count);
  for (size_t c = 1; c < children.size(); ++c) {
    const uint32_t* words = children[c].words->data();
    for (size_t i = 0; i < count; ++i) {
      float value;
      std::memcpy(&value, words + i, 4);
      sum[i] += value;
    }
  }
  auto result = std::make_shared<std::vector<uint32_t>>(count);
  if (count > 0) std::memcpy(result->data(), sum.data(), 4 * count);
  return result;
}

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "ws/link/burst.h"

namespace ws {

/// The sum of the children's gradients, f32 word by word, first child first: the order is fixed by
/// the tree, so sums are equal bit for bit in every run. Empty when no child carries values.
words_ptr reduce_words(const std::vector<burst>& children);

}  // namespace ws

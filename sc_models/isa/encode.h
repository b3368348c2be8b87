// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "syntax.h"

namespace ws::isa {

/// Gives the value of an item, with a part of it counted as 0, if it lies within the bounds.
using number_source =
    std::function<int64_t(const item&, int64_t least, int64_t most, const expression* zero)>;

/// Words of 32 bits that a written instruction becomes: known without the values in it.
int instruction_count(const statement& s);

/// The instruction words. Throws bad_text.
std::vector<uint32_t> encode(const statement& s, const number_source& number);

}  // namespace ws::isa

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "syntax.h"

// Names of registers and the like as they stand in a program. Each throws bad_text if the item is
// none.
namespace ws::isa {

/// The number after a prefix, as in r12; -1 if the item is not of this form or the number too high.
int numbered(const item& i, const char* prefix, int count);

int general_register(const item& i, bool pair);   ///< r0 to r15
int stride_register(const item& i);               ///< s0 to s15
int descriptor_register(const item& i);           ///< d0.., a0.., b0.., x0..: file << 4 | number
int queue(const item& i, bool input);             ///< iq0.. or oq0..
int code_word(const item& i, const char* group);  ///< a name from the group of codes

/// The register in [ra + 5], which counts as 0 in the number; nullptr if there is none.
const expression* base_register(const item& i);

}  // namespace ws::isa

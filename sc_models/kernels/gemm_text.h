// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ws::kernels {

/// kernels/gemm.wsa, as it was when the program was built.
extern const char* const gemm_text;

}  // namespace ws::kernels

// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ws {

/// Which twin does the work: the C++ engine, the Verilated RTL, or both, compared every cycle.
enum class twin { cpp, rtl, lockstep };

inline const char* name_of(twin which) {
  return which == twin::cpp ? "cpp" : which == twin::rtl ? "rtl" : "lockstep";
}

}  // namespace ws

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

namespace ws {

/// Asks the memory for cache lines that will soon be looked at.
inline void fetch_lines(const void* from, size_t bytes) {
  constexpr size_t line = 64;
  const char* const first = static_cast<const char*>(from);
  for (size_t at = 0; at < bytes; at += line) __builtin_prefetch(first + at);
}

}  // namespace ws

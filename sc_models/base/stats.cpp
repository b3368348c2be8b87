// SPDX-License-Identifier: Apache-2.0
#include "ws/base/stats.h"

namespace ws {

const char* to_string(unit u) {
  switch (u) {
    case unit::count:
      return "1";
    case unit::bytes:
      return "B";
    case unit::picoseconds:
      return "ps";
    case unit::words:
      return "words";
    case unit::operations:
      return "operations";
  }
  return "";
}

}  // namespace ws

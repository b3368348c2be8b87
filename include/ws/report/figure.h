// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "ws/base/figure.h"

namespace ws {

/// "98.1 %", and "<0.1 %" for what is there but would read 0.0.
std::string percent(double share);

/// Time for people: "0.4 s", "12 s", "3 min 20 s", "2 h 05 min".
std::string duration_text(double s);

}  // namespace ws

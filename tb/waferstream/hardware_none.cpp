// SPDX-License-Identifier: Apache-2.0
#include "hardware.h"

namespace ws::program {

hardware_maker hardware() { return {}; }

}  // namespace ws::program

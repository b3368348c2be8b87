// SPDX-License-Identifier: Apache-2.0
#include "ws/base/time.h"

#include "ws/base/error.h"
#include "ws/base/messages.h"

namespace ws {

void refuse_time(double s) { throw simulation_error(say(msg::time_range, s)); }

}  // namespace ws

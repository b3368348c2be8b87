// SPDX-License-Identifier: Apache-2.0
#include "ws/base/time.h"

#include "ws/base/error.h"
#include "ws/base/figure.h"
#include "ws/base/messages.h"

namespace ws {

void refuse_time(double s) { throw simulation_error(say(msg::time_range, s)); }

void refuse_end(time_ps time) {
  // A sum that went beyond the integer's range came out negative.
  const double s = time < 0 ? seconds(time) + 0x1p64 * 1e-12 : seconds(time);
  throw simulation_error(say(msg::time_over, figure(s, "s")));
}

}  // namespace ws

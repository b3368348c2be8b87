// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ostream>
#include <vector>

#include "ws/cluster/result.h"

namespace ws {

/// Writes Chrome's trace-event JSON, which Perfetto opens: a process per station, a thread per
/// lane. Stretches of one lane that overlap are put side by side in further threads.
void write_timeline(std::ostream& out, const std::vector<timeline_event>& events);

}  // namespace ws

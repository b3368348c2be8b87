// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>

namespace ws::program {

/// From now on Ctrl-C (and SIGTERM) asks the simulation to stop; a second one, not right
/// after it, ends at once.
void catch_interrupts();
const std::atomic<bool>& interrupt_flag();

}  // namespace ws::program

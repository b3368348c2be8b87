// SPDX-License-Identifier: Apache-2.0
#include "interrupt.h"

#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <ctime>

#include "ws/report/outcome.h"
#include "ws/report/output_file.h"

namespace ws::program {
namespace {

std::atomic<bool> interrupted{false};  // a signal handler can reach nothing but a global
std::atomic<int64_t> first_ns{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int64_t>::is_always_lock_free);

void on_signal(int) {
  // One request may arrive twice: timeout(1) signals its child and then the child's whole group.
  constexpr int64_t same_request_ns = 300'000'000;
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const int64_t now_ns = int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  if (!interrupted.exchange(true)) {
    first_ns = now_ns;
    return;
  }
  if (now_ns - first_ns < same_request_ns) return;
  remove_temporaries();
  _exit(exit_status::interrupted);
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGINT);  // one after the other
  sigaddset(&action.sa_mask, SIGTERM);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

const std::atomic<bool>& interrupt_flag() { return interrupted; }

}  // namespace ws::program

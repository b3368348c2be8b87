#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is needed, builds, and runs all tests that take seconds; WS_SLOW=1 adds those that
# take longer (label `slow`). WS_SANITIZE=1 runs the short ones once more under AddressSanitizer and
# UndefinedBehaviorSanitizer. Arguments go on to ctest (e.g. -R config).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
jobs=${WS_JOBS:-$(nproc)}

run_preset() {
  echo "test: building preset $1"
  cmake --preset "$1" >/dev/null
  cmake --build --preset "$1" -j "$jobs"
  echo "test: running preset $1"
  ctest --preset "$1" -j "$jobs" "${@:2}"
}

scripts/setup.sh
run_preset release "$@"
if [ "${WS_SLOW:-0}" = 1 ]; then
  ctest --preset slow -j "$jobs" "$@"
fi
if [ "${WS_SANITIZE:-0}" = 1 ]; then
  # SystemC's coroutines move the stack, which this check cannot follow.
  export ASAN_OPTIONS=detect_stack_use_after_return=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
  run_preset asan "$@"
fi

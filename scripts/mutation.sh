#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Faults in the hardware of the tile, one after the other: model and hardware in lockstep must differ.
# Usage: scripts/mutation.sh [every n-th mutant; default 16, 1 tries all] [tile cycles for each]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
every=${1:-16}
cycles=${2:-1000000}
[[ $every =~ ^[1-9][0-9]*$ && $cycles =~ ^[1-9][0-9]*$ ]] || {
  echo "mutation: numbers from 1 on are allowed: how many, and tile cycles" >&2
  exit 2
}

cmake --preset release -D WS_BUILD_MUTANTS=ON >/dev/null
cmake --build --preset release --target tb_mutants test_mutants
build/release/bin/test_mutants --gtest_brief=1
build/release/bin/tb_mutants --every "$every" --cycles "$cycles" --survivors build/release/survivors.md

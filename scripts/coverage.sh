#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes docs/coverage.md anew: what random programs and traffic reach in model and hardware.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cycles=${1:-10000000}
[[ $cycles =~ ^[1-9][0-9]*$ ]] || {
  echo "coverage: a number of tile cycles from 1 on is allowed" >&2
  exit 2
}

cmake --preset release >/dev/null
cmake --build --preset release --target tb_cosim tb_router
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
build/release/bin/tb_cosim --cycles "$cycles" --grid 1,1 --coverage "$folder/tile.md"
build/release/bin/tb_router --cycles 100000 --coverage "$folder/router.md"
{
  cat <<TEXT
# Functional coverage

What random programs and traffic reach while the C++ twins and the hardware run in lockstep
($(date +%F), \`scripts/coverage.sh $cycles\`): tile cycles of \`tb_cosim --grid 1,1\`, and one router of \`tb_router\` with everything at once.
A vector instruction is counted at each step, a scalar one when it retires. \`halt\` never retires: it is the trap \`halted\`.
Steps on the fabric are counted by the wavelets that they took from one queue or gave; half a wavelet is none.
The causes \`fetch\` and \`memory\` cannot stall this element (the fetch has a port of its own, a step reads and writes
in one cycle), and the trap \`memory\` needs wrong bits: tests of the hardware with SECDED put them in.

TEXT
  cat "$folder/tile.md"
  echo
  cat "$folder/router.md"
} >docs/coverage.md
echo "coverage: docs/coverage.md is made"

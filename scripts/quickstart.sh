#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a bare Debian 12 to a result: installs what is needed, builds, and trains GPT-3 175B on
# 16 CS-2 systems, 35 sequences of 2,048 tokens on each.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh program
echo "quickstart: building (a few minutes the first time)"
cmake --preset release -DWS_BUILD_TESTS=OFF -DWS_BUILD_BENCHMARKS=OFF -DWS_BUILD_RTL=OFF \
  -B build/quickstart >/dev/null
cmake --build build/quickstart --target waferstream
run=(build/quickstart/bin/waferstream train --cluster configs/clusters/andromeda.yaml
  --model configs/models/gpt3-175b.json --batch-sequences 560 --json build/gpt3-175b.json)
printf 'quickstart: %s\n\n' "${run[*]}"
"${run[@]}"

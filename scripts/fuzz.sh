#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the fuzz targets with clang's libFuzzer and AddressSanitizer and runs each for the given
# number of seconds (60). A crash leaves its input in build/fuzz/crashes and ends with status 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-60}

cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DWS_BUILD_FUZZERS=ON \
  -DWS_BUILD_TESTS=OFF -DWS_BUILD_BENCHMARKS=OFF -DCMAKE_CXX_COMPILER=clang++-14 >/dev/null
shopt -s nullglob
targets=()
for source in fuzz/fuzz_*.cpp; do targets+=("$(basename "$source" .cpp)"); done
if [ ${#targets[@]} -eq 0 ]; then
  echo "fuzz: there is no fuzz/fuzz_*.cpp" >&2
  exit 1
fi
cmake --build build/fuzz -j "${WS_JOBS:-$(nproc)}" --target "${targets[@]}"
mkdir -p build/fuzz/crashes
for name in "${targets[@]}"; do
  corpus=build/fuzz/corpus/$name
  mkdir -p "$corpus"
  echo "fuzz: $name for $seconds s"
  if ! "build/fuzz/bin/$name" -max_total_time="$seconds" -rss_limit_mb=4096 -timeout=10 \
    -artifact_prefix="build/fuzz/crashes/$name-" "$corpus" fuzz/corpus/"${name#fuzz_}" \
    >"build/fuzz/$name.log" 2>&1; then
    tail -n 40 "build/fuzz/$name.log" >&2
    echo "fuzz: $name failed; its input is in build/fuzz/crashes" >&2
    exit 1
  fi
  grep '^Done' "build/fuzz/$name.log" || true
done
echo "fuzz: clean"

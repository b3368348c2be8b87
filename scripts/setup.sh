#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what WaferStream needs from Debian 12's own archive. Only adds packages; never removes one.
# Without an argument: everything; `program`: only what it takes to build and run the program.
set -euo pipefail

program=(
  g++ cmake ninja-build ccache pkg-config                    # build
  libsystemc-dev libboost-dev libboost-iostreams-dev         # simulation
  libboost-graph-dev nlohmann-json3-dev libyaml-cpp-dev libcli11-dev libfmt-dev zlib1g-dev
)
rest=(
  git                                                        # development
  libgtest-dev libgmock-dev libbenchmark-dev                 # tests
  verilator yosys z3 gtkwave                                 # hardware, proofs and waveforms
  python3 python3-numpy python3-pandas python3-matplotlib    # studies and reference
  python3-tqdm python3-yaml python3-jsonschema
  clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev shellcheck  # checks
)
case "${1:-all}" in
  all) packages=("${program[@]}" "${rest[@]}") ;;
  program) packages=("${program[@]}") ;;
  *)
    echo "setup: \"$1\" is not known; allowed are all (the default) and program" >&2
    exit 2
    ;;
esac

stop() {
  printf 'setup: %s\n' "$1" >&2
  exit 5
}

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$state" = "install ok installed" ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: all ${#packages[@]} packages are installed"
  exit 0
fi
command -v apt-get >/dev/null || stop "there is no apt-get; this is made for Debian 12"

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || stop "run it as root, or install sudo"
  as_root=(sudo)
fi
echo "setup: installing ${#missing[@]} of ${#packages[@]} packages (minutes): ${missing[*]}"
# In English, because the plan is read below.
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get)

"${apt[@]}" -qq update || stop "apt-get update failed (above)"
plan=$("${apt[@]}" -s install --no-install-recommends "${missing[@]}" 2>&1) || {
  printf '%s\n' "$plan" >&2
  stop "apt-get cannot install these packages (above); is this Debian 12?"
}
if removed=$(grep '^Remv ' <<<"$plan"); then
  printf '%s\n' "$removed" >&2
  stop "stopped, nothing was changed: installing would remove the packages above"
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "${apt[@]}" -qq -y --no-install-recommends --no-remove install "${missing[@]}" >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  stop "apt-get failed (above)"
fi
echo "setup: done"

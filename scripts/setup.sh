#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what WaferStream needs from Debian 12's own archive. Only adds packages; never removes one.
set -euo pipefail

packages=(
  g++ cmake ninja-build ccache pkg-config git                # build
  libsystemc-dev libboost-dev libboost-iostreams-dev         # simulation
  libboost-graph-dev nlohmann-json3-dev libyaml-cpp-dev libcli11-dev libfmt-dev zlib1g-dev
  libgtest-dev libgmock-dev libbenchmark-dev                 # tests
  verilator gtkwave                                          # hardware and waveforms
  python3 python3-numpy python3-pandas python3-matplotlib    # studies and reference
  python3-tqdm python3-yaml python3-jsonschema
  clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev shellcheck  # checks
)

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$state" = "install ok installed" ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: all ${#packages[@]} packages are installed"
  exit 0
fi
echo "setup: installing ${#missing[@]} of ${#packages[@]} packages: ${missing[*]}"

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup: run it as root, or install sudo" >&2
    exit 5
  fi
  as_root=(sudo)
fi
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)

"${apt[@]}" -qq update
plan=$("${apt[@]}" -s install --no-install-recommends "${missing[@]}") || {
  printf '%s\n' "$plan" >&2
  echo "setup: apt-get cannot install these packages; is this Debian 12?" >&2
  exit 5
}
if removed=$(grep '^Remv ' <<<"$plan"); then
  printf '%s\n' "$removed" >&2
  echo "setup: stopped, because installing would remove the packages above" >&2
  exit 5
fi
"${apt[@]}" -qq -y --no-install-recommends --no-remove install "${missing[@]}" >/dev/null
echo "setup: done"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves the properties in rtl/formal with Yosys and z3: the leaf cells from reset to some depth and
# then for ever by induction, the whole router (of two colors) for some cycles from reset.
# Usage: scripts/formal.sh [name of a proof]...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

declare -A sources=(
  [ws_router_input]="ws_router_pkg ws_router_input"
  [ws_router_credits]="ws_router_pkg ws_router_credits"
  [ws_router_arbiter]="ws_router_pkg ws_router_arbiter"
  [ws_router_routes]="ws_router_pkg ws_router_routes"
  [ws_router]="ws_router_pkg ws_router_input ws_router_credits ws_router_output ws_router_arbiter
               ws_router_filter ws_router_filters ws_router_routes ws_router"
)
# Small ones prove the same as large ones: no property depends on how many colors there are.
declare -A parameters=([ws_router_input]="-chparam Colors 2" [ws_router_credits]="-chparam Colors 1"
                       [ws_router_arbiter]="-chparam Colors 4 -chparam Ports 3"
                       [ws_router_routes]="-chparam Colors 2")
# Depth of the search from reset; steps of the induction, 0: bounded only.
declare -A depth=([ws_router_input]=12 [ws_router_credits]=12 [ws_router_arbiter]=6
                  [ws_router_routes]=6 [ws_router]=12)
declare -A steps=([ws_router_input]=2 [ws_router_credits]=2 [ws_router_arbiter]=1
                  [ws_router_routes]=2 [ws_router]=0)

smtbmc() { # smtbmc <log> <options>...: passes or shows its log
  local log=$1
  shift
  timeout 300 yosys-smtbmc -s z3 --unroll "$@" >"$log" 2>&1 || { cat "$log"; return 1; }
}

prove() {
  local name=$1 files=() begin=$SECONDS check
  # Modules take the number of colors from the package; Yosys cannot set it from outside where
  # instances of instances depend on it.
  sed 's/Colors = 24;/Colors = 2;/' rtl/ws_router_pkg.sv >"$work/ws_router_pkg.sv"
  for file in ${sources[$name]}; do files+=("rtl/$file.sv"); done
  files[0]=$work/ws_router_pkg.sv
  check="opt_clean; dffunmap; write_smt2 -wires $work/$name.smt2"
  if [ "${steps[$name]}" -eq 0 ]; then  # too wide for z3, but not for a plain SAT solver
    check="dffunmap; opt -full; techmap; opt -fast
           sat -verify -prove-asserts -set-assumes -set-init-zero -tempinduct-baseonly \
           -maxsteps ${depth[$name]} -seq 1"
  fi
  timeout 300 yosys -q -p "read_verilog -DPROVE_${name^^} -formal -sv -Irtl ${files[*]}
      hierarchy -top $name ${parameters[$name]:-}
      prep -flatten; memory_map; async2sync; $check" >"$work/$name.yosys" 2>&1 ||
    { cat "$work/$name.yosys"; return 1; }
  if [ "${steps[$name]}" -gt 0 ]; then
    smtbmc "$work/$name.bmc" -t "${depth[$name]}" "$work/$name.smt2"
    smtbmc "$work/$name.ind" -i -t "${steps[$name]}" "$work/$name.smt2"
    echo "$name: proved by induction, $((SECONDS - begin)) s"
  else
    echo "$name: holds for ${depth[$name]} cycles from reset, $((SECONDS - begin)) s"
  fi
}

names=("$@")
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(printf '%s\n' "${!sources[@]}" | sort)
for name in "${names[@]}"; do prove "$name"; done

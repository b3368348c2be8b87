#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves the properties in rtl/formal with Yosys and z3: the leaf cells from reset to some depth and
# then for ever by induction, the whole router (of two colors) and the element's way in for some
# cycles from reset. Then each proof has to fail with each fault of the list below, and what the
# covers name has to be within reach: a proof that cannot fail proves nothing.
# Usage: scripts/formal.sh [name of a proof]...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
self=scripts/formal.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

element="ws_isa_pkg ws_router_pkg ws_pe_pkg"
declare -A sources=(
  [ws_router_input]="ws_router_pkg ws_router_input"
  [ws_router_credits]="ws_router_pkg ws_router_credits"
  [ws_router_arbiter]="ws_router_pkg ws_router_arbiter"
  [ws_router_routes]="ws_router_pkg ws_router_routes"
  [ws_router]="ws_router_pkg ws_router_input ws_router_credits ws_router_output ws_router_arbiter
               ws_router_filter ws_router_filters ws_router_routes ws_router"
  [ws_pe_queue]="ws_pe_queue"
  [ws_pe_queue_of_two]="ws_pe_queue"
  [ws_pe_ingress]="$element ws_router_input ws_pe_queue ws_pe_ingress"
  [ws_pe_ingress_room]="$element ws_router_input ws_pe_queue ws_pe_ingress"
  [ws_pe_egress]="$element ws_router_credits ws_pe_queue ws_pe_egress"
  [ws_pe_issue]="$element ws_pe_issue"
  [ws_secded]="ws_secded_pkg ws_secded"
)
declare -A top=([ws_pe_ingress_room]=ws_pe_ingress [ws_pe_queue_of_two]=ws_pe_queue)
# Small ones prove the same as large ones: no property depends on how many colors there are.
declare -A parameters=([ws_router_input]="-chparam Colors 2" [ws_router_credits]="-chparam Colors 1"
                       [ws_router_arbiter]="-chparam Colors 4 -chparam Ports 3"
                       [ws_router_routes]="-chparam Colors 2"
                       [ws_pe_queue]="-chparam Depth 6 -chparam Width 4 -chparam Second 1"
                       [ws_pe_queue_of_two]="-chparam Depth 2 -chparam Width 4 -chparam Second 1")
# Depth of the search from reset; steps of the induction, 0: bounded only.
declare -A depth=([ws_router_input]=12 [ws_router_credits]=12 [ws_router_arbiter]=6
                  [ws_router_routes]=6 [ws_router]=12 [ws_pe_queue]=12 [ws_pe_queue_of_two]=12 [ws_pe_ingress]=11
                  [ws_pe_ingress_room]=4 [ws_pe_egress]=4 [ws_pe_issue]=4 [ws_secded]=1)
declare -A steps=([ws_router_input]=2 [ws_router_credits]=2 [ws_router_arbiter]=1
                  [ws_router_routes]=2 [ws_router]=0 [ws_pe_queue]=1 [ws_pe_queue_of_two]=1 [ws_pe_ingress]=0
                  [ws_pe_ingress_room]=2 [ws_pe_egress]=2 [ws_pe_issue]=2 [ws_secded]=0)

# Proof, file, what sed puts into it: with this fault the proof fails.
faults=(
  'ws_router_input ws_router_input s/two_q & ~take_i/two_q/'
  'ws_router_input ws_router_input s/head_q ^ (take_i & one_q)/head_q/'
  'ws_router_credits ws_router_credits s/one_q | credit_i;/1;/'
  'ws_router_credits ws_router_credits s/credit_i & ~spend_i/credit_i/'
  'ws_router_arbiter ws_router_arbiter s/(rivals & before_q\[c\]) == /1 || &/'
  'ws_router_arbiter ws_router_arbiter s/before_q\[c\] | ~grant_o/before_q[c]/'
  'ws_router_routes ws_router_routes s/pos = 2.d0;/pos = pos;/'
  'ws_router_routes ws_router_pkg s/alt <= 4.d4/alt <= 4'"'"'d3/'
  'ws_router ws_router s/tx\[p\] | ok\[p\]/tx[p] | ~ok[p]/'
  'ws_router ws_router s/request_i (request)/request_i (request | any)/'
  'ws_pe_queue ws_pe_queue s/if (pop_i)  read_q/if (pop_i \&\& !push_i) read_q/'
  'ws_pe_queue ws_pe_queue s/place == Last/place == Last - 1/'
  'ws_pe_queue ws_pe_queue s/read_q\[0\] ? even : odd/even/'
  'ws_pe_queue ws_pe_queue s/(write_q\[0\] || push_two_i))  entry_q/write_q[0])  entry_q/'
  'ws_pe_queue_of_two ws_pe_queue s/push_two_i ? after(after(write_q)) : //'
  'ws_pe_queue_of_two ws_pe_queue s/ - CntWidth.(pop_two)//'
  'ws_pe_ingress ws_pe_ingress s/take == .0) take = present/1) take = present/'
  'ws_pe_ingress ws_pe_ingress s/(take & held) != /1 || \&/'
  'ws_pe_ingress_room ws_pe_ingress s/to_q\[q\] ? room_for_two\[q\] : room\[q\]/room[q]/'
  'ws_pe_ingress_room ws_pe_ingress s/take & (~take + 1.b1)/take/'
  'ws_pe_egress ws_pe_egress s/some_o\[q\] && (ok & /some_o[q] \&\& (/'
  'ws_pe_egress ws_pe_egress s/last_q <= pop;/last_q <= last_q;/'
  'ws_pe_issue ws_pe_issue s/if (last_q\[7\] || after == .0) //'
  'ws_secded ws_secded_pkg s/5.d21/5'"'"'d3/'
  "ws_secded ws_secded s/: syndrome != '0;/: 1'b0;/"
  'ws_pe_issue ws_pe_issue s/top_prio >= main_prio_i/top_prio > main_prio_i/'
)

smtbmc() { timeout 300 yosys-smtbmc -s z3 --unroll "$@"; }

read_in() { # read_in <proof> <folder> <commands>: the folder's files take the place of those in rtl
  local name=$1 folder=$2 files=() file
  for file in ${sources[$name]}; do
    if [ -f "$folder/$file.sv" ]; then files+=("$folder/$file.sv"); else files+=("rtl/$file.sv"); fi
  done
  timeout 300 yosys -q -p "read_verilog -DPROVE -DPROVE_${name^^} -formal -sv -Irtl ${files[*]}
      hierarchy -top ${top[$name]:-$name} ${parameters[$name]:-}
      prep -flatten; memory_map; async2sync; $3"
}

few_colors() { # few_colors <folder>: packages of two colors, which Yosys cannot set from outside
  local package
  mkdir -p "$1"
  for package in ws_router_pkg ws_isa_pkg; do
    sed 's/ Colors = 24;/ Colors = 2;/' "rtl/$package.sv" >"$1/$package.sv"
  done
}

holds() { # holds <proof> <folder>: from reset to its depth, and by induction if it has steps
  local name=$1 folder=$2
  if [ "${steps[$name]}" -gt 0 ]; then
    read_in "$name" "$folder" "opt_clean; dffunmap; write_smt2 -wires $folder/$name.smt2" &&
      smtbmc -t "${depth[$name]}" "$folder/$name.smt2" &&
      smtbmc -i -t "${steps[$name]}" "$folder/$name.smt2"
  else  # too wide for z3, but not for a plain SAT solver
    read_in "$name" "$folder" "dffunmap; opt -full; techmap; opt -fast
        sat -verify -prove-asserts -set-assumes -set-init-zero -tempinduct-baseonly \
        -maxsteps ${depth[$name]} -seq 1"
  fi
}

prove() {
  local name=$1 begin=$SECONDS log=$work/log
  holds "$name" "$work/plain" >"$log" 2>&1 || { cat "$log"; return 1; }
  if [ "${steps[$name]}" -gt 0 ]; then
    smtbmc -c -t 16 "$work/plain/$name.smt2" >"$log" 2>&1 || { cat "$log"; return 1; }
    echo "$name: proved by induction, $((SECONDS - begin)) s"
  elif [ "${depth[$name]}" -eq 1 ]; then  # without registers one cycle is all there is
    echo "$name: proved, $((SECONDS - begin)) s"
  else
    echo "$name: holds for ${depth[$name]} cycles from reset, $((SECONDS - begin)) s"
  fi
}

fails() { # fails <proof> <file> <sed>
  local name=$1 file=$2 change=$3 begin=$SECONDS folder=$work/fault log=$work/log from
  rm -rf "$folder"
  few_colors "$folder"
  from=$folder/$file.sv
  [ -f "$from" ] || cp "rtl/$file.sv" "$from"
  cp "$from" "$work/before"
  sed -i "$change" "$from"
  if cmp -s "$from" "$work/before"; then
    echo "formal: $file.sv has nothing for $change" >&2
    return 1
  fi
  if holds "$name" "$folder" >"$log" 2>&1; then
    echo "formal: $name holds even with $change in $file.sv" >&2
    return 1
  fi
  if ! grep -qE 'Assert failed|proof did fail' "$log"; then  # no proof at all
    cat "$log"
    return 1
  fi
  echo "$name: fails with $change, $((SECONDS - begin)) s"
}

if [ $# -eq 0 ]; then  # all of them side by side, those that take longest first
  {
    printf '%s\n' ws_router ws_pe_ingress ws_pe_egress
    printf '%s\n' "${!sources[@]}" | grep -vxE 'ws_router|ws_pe_ingress|ws_pe_egress' | sort
  } | xargs -n 1 -P "${WS_JOBS:-$(nproc)}" "$self"
  exit
fi
few_colors "$work/plain"
for name in "$@"; do
  if [ -z "${sources[$name]:-}" ]; then
    echo "formal: \"$name\" is no proof; there are: $(printf '%s\n' "${!sources[@]}" | sort | xargs)" >&2
    exit 2
  fi
  prove "$name"
  for fault in "${faults[@]}"; do
    read -r proof file change <<<"$fault"
    [ "$proof" != "$name" ] || fails "$name" "$file" "$change"
  done
done

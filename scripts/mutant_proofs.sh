#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves with Yosys that faults show nowhere: those that rtl/equivalent_mutants.tsv calls proved. Each
# proof is run again with a fault in that line, or in another one, that does show, and has to fail.
# Usage: scripts/mutant_proofs.sh [number of a proof, from 0 on]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
self=scripts/mutant_proofs.sh
list=$PWD/rtl/equivalent_mutants.tsv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Module and line of the fault, how it is proved, and what sed puts into the line that shows.
#   netlist    of the whole element, without what drives nothing: it is the same
#   pair       the module beside itself with the fault has the same outputs, whatever comes in
#   registers  that, and from each cycle to the next, beginning with reset, the same registers
# rtl/formal/pair_*.svh says what of registers and operations has to be the same.
proofs=(  # those that take longest first
  "ws_pe_threads 109 registers 114s/1'b0/1'b1/"
  "ws_pe_step 234 netlist 236s/reach_trap/'0/"
  "ws_pe_step 334 pair s/next0}/next0 + 16'd1}/"
  "ws_pe_step 335 pair s/next1}/next1 + 16'd1}/"
  "ws_pe_alu 75 pair s/- \\\$signed/+ \\\$signed/"
  "ws_pe_issue 57 registers s/80/01/"
)
# What is in the modules of pairs
declare -A parts=([ws_pe_step]="ws_pe_operand ws_pe_source ws_pe_reach")
# What pairs need besides: width of the state that they compare, and of what no reset sets.
declare -A state=([ws_pe_step]=221 [ws_pe_issue]=12 [ws_pe_threads]=49)
declare -A kept=([ws_pe_threads]=2412)
# Outputs that are compared as a part of the state
declare -A within=([ws_pe_step]=op_o [ws_pe_threads]=main_why_o)

netlist() { # netlist <folder> <file>: with names that hang on nothing else
  (cd "$1" && timeout 300 yosys -q -p "read_verilog -sv $(grep '\.sv$' rtl/files.f | tr '\n' ' ')
      hierarchy -check -top ws_pe; proc; flatten; opt_clean -purge
      setattr -unset src; setattr -mod -unset src; rename -enumerate; write_rtlil $2")
}

paired() { # paired <folder> <module>: the ports that a pair needs, and what is behind them
  local name=$2 file=$1/rtl/$2.sv ports=""
  [ -n "${state[$name]:-}" ] || return 0
  ports="  input  logic [31:0] other_i,\n  output logic [${state[$name]}-1:0] state_o,\n"
  [ -z "${kept[$name]:-}" ] || ports+="  output logic [${kept[$name]}-1:0] kept_o,\n"
  sed -i "0,/^  input /s//$ports  input /" "$file"
  sed -i 's/op_i\.value\([01]\)/value\1/g; 0,/^  localparam/s//  logic [31:0] value0, value1;\n  localparam/' "$file"
  sed -i "s/^endmodule/\`include \"formal\/pair_$name.svh\"\n&/" "$file"
}

same() { # same <module> <how>: of the folders plain and faulty
  local name=$1 how=$2 side file commands="" from="" checks="sat -verify -prove trigger 0"
  for side in plain faulty; do
    paired "$work/$side" "$name"
    commands+="read_verilog -sv $([ $side = plain ] || echo -DPAIR_FAULTY) -I$work/$side/rtl"
    for file in ws_isa_pkg ws_router_pkg ws_pe_pkg ${parts[$name]:-} "$name"; do
      commands+=" $work/$side/rtl/$file.sv"
    done
    commands+="
      hierarchy -top $name; proc; memory_map; flatten; opt_clean
      $([ -z "${within[$name]:-}" ] || echo "delete -output $name/${within[$name]}")
      rename $name $side; design -stash $side
      "
  done
  if [ "$how" = registers ]; then
    [ -z "${kept[$name]:-}" ] || from="-set-at 1 gold_kept_o gate_kept_o"
    checks="sat -verify -seq 2 -prove-skip 1 -set-at 1 in_rst_ni 0 $from -prove trigger 0
      sat -verify -seq 2 -prove-skip 1 -set-at 1 trigger 0 -prove trigger 0"
  fi
  timeout 300 yosys -q -p "$commands
      design -copy-from plain plain; design -copy-from faulty faulty
      miter -equiv -make_outputs -flatten plain faulty pair; hierarchy -top pair
      async2sync; opt -full; $checks"
}

holds() { # holds <module> <how> <sed>: with this change all is as without
  local name=$1 how=$2 change=$3 side
  for side in plain faulty; do
    rm -rf "${work:?}/$side"
    mkdir "$work/$side"
    cp -r rtl "$work/$side/rtl"
  done
  sed -i "$change" "$work/faulty/rtl/$name.sv"
  if cmp -s "rtl/$name.sv" "$work/faulty/rtl/$name.sv"; then
    echo "mutant_proofs: $name.sv has nothing for $change" >&2
    return 1
  fi
  if [ "$how" = netlist ]; then
    [ -f "$work/plain.il" ] || netlist "$work/plain" "$work/plain.il" || return 1
    netlist "$work/faulty" "$work/faulty.il" || return 1
    cmp "$work/plain.il" "$work/faulty.il"
  else
    same "$name" "$how"
  fi
}

replacement() { # replacement <module> <line>: the fault in the list, as sed would make it
  awk -F '\t' -v file="rtl/$1.sv" -v line="$2" '
    function quoted(text, what) { gsub(what, "\\\\&", text); return text }
    $1 == file && $2 == line && $5 ~ /[(]proved[)]$/ {
      printf "%ss/%s/%s/", line, quoted($3, "[][/.*^$\\\\]"), quoted($4, "[/&\\\\]")
    }' "$list"
}

prove() { # prove <module> <line> <how> <fault that shows>
  local name=$1 line=$2 how=$3 shows=$4 begin=$SECONDS log=$work/log change
  change=$(replacement "$name" "$line")
  if [ -z "$change" ]; then
    echo "mutant_proofs: $list calls no fault of $name.sv:$line proved" >&2
    return 1
  fi
  [[ $shows != s/* ]] || shows=$line$shows
  holds "$name" "$how" "$change" >"$log" 2>&1 || { cat "$log"; return 1; }
  if holds "$name" "$how" "$shows" >"$log" 2>&1; then
    echo "mutant_proofs: $name.sv:$line: the proof holds even with $shows" >&2
    return 1
  fi
  if ! grep -qE 'differ: byte|proof did fail' "$log"; then  # no proof at all
    cat "$log"
    return 1
  fi
  echo "$name.sv:$line: shows nowhere, proved; the proof fails with $shows, $((SECONDS - begin)) s"
}

if [ $# -eq 0 ]; then  # all of them side by side
  called=$(grep -c '(proved)$' "$list")
  if [ "$called" -ne ${#proofs[@]} ]; then
    echo "mutant_proofs: ${#proofs[@]} proofs, but $list calls $called faults proved" >&2
    exit 1
  fi
  seq 0 $((${#proofs[@]} - 1)) | xargs -n 1 -P "${WS_JOBS:-$(nproc)}" "$self"
  exit
fi
if ! [[ $1 =~ ^[0-9]+$ && $1 -lt ${#proofs[@]} ]]; then
  echo "mutant_proofs: \"$1\" is no number of a proof; allowed are 0 to $((${#proofs[@]} - 1))" >&2
  exit 2
fi
read -r name line how shows <<<"${proofs[$1]}"
prove "$name" "$line" "$how" "$shows"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Standard cells of each hardware unit, as Yosys maps them to two- to four-input CMOS gates,
# multiplexers and flip-flops. Prints a Markdown table.
#   scripts/cell_counts.sh [module[,PARAMETER=value...] ...]    default: the units of the list below
#   scripts/cell_counts.sh --modules module[,PARAMETER=value...]
#     one table: each module inside it, mapped apart; cells of all its instances without those of
#     the modules that they hold, so that the column adds up (ws_pe: ten minutes)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

by_module=0
if [ "${1:-}" = --modules ]; then
  by_module=1
  shift
  if [ $# -ne 1 ]; then
    echo "cell_counts: --modules takes one module" >&2
    exit 2
  fi
fi
units=(ws_fp_half_lane ws_fp_single_lane ws_fp_single_fma ws_fp_convert ws_fpu)
[ $# -eq 0 ] || units=("$@")

sources=$(grep '\.sv$' rtl/files.f | tr '\n' ' ')
report=$(mktemp)
trap 'rm -f "$report"' EXIT

map_unit() { # map_unit <module,PARAMETER=value...> <options of synth>: the statistics are in $report
  local parts top set_parameters='' parameter
  IFS=, read -r -a parts <<<"$1"
  top=${parts[0]}
  for parameter in "${parts[@]:1}"; do
    set_parameters+="chparam -set ${parameter%%=*} ${parameter#*=} $top; "
  done
  yosys -q -p "read_verilog -sv $sources; $set_parameters synth $2 -top $top; abc -g cmos;
               opt_clean; tee -q -o $report stat"
}

if [ "$by_module" -eq 1 ]; then
  map_unit "${units[0]}" ""
  awk -v top="${units[0]%%,*}" '
    function base(name) { return match(name, /ws_[a-z0-9_]+/) ? substr(name, RSTART, RLENGTH) : name }
    function walk(name, times,   k, parts) {
      instances[base(name)] += times; cells[base(name)] += times * own[name]
      flops[base(name)] += times * ff[name]
      for (k in held) {
        split(k, parts, SUBSEP)
        if (parts[1] == name) walk(parts[2], times * held[k])
      }
    }
    /^=== / && $2 != "design" { module = $2; if (base(module) == top) root = module }
    /^=== design/ { exit }
    $1 ~ /^\$_/ { own[module] += $2; if ($1 ~ /DFF|DLATCH|SR_/) ff[module] += $2 }
    NF == 2 && $1 ~ /ws_/ { held[module, $1] = $2 }
    END {
      walk(root, 1)
      print "| module | instances | cells | flip-flops |\n|---|---|---|---|"
      for (name in instances) {
        sum += cells[name]; all += flops[name]
        row = sprintf("| `%s` | %d | %d | %d |", name, instances[name], cells[name], flops[name])
        print row | "sort -t\"|\" -k4 -n -r"
      }
      close("sort -t\"|\" -k4 -n -r")
      printf "| all | | %d | %d |\n", sum, all
    }' "$report"
  exit
fi

echo "| module | cells | flip-flops |"
echo "|---|---|---|"
for unit in "${units[@]}"; do
  # The hierarchy is flattened, so that constants reach everywhere, and mapped without a library.
  map_unit "$unit" -flatten
  awk -v unit="$unit" '
    /Number of cells:/ { cells = $4 }
    $1 ~ /^\$_.*(DFF|DLATCH|SR_)/ { flops += $2 }
    END { printf "| `%s` | %d | %d |\n", unit, cells, flops }' "$report"
done

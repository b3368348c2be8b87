#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Standard cells of each hardware unit, as Yosys maps them to two- to four-input CMOS gates,
# multiplexers and flip-flops. Prints a Markdown table.
#   scripts/cell_counts.sh [module[,PARAMETER=value...] ...]    default: the units of the list below
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

units=(ws_fp_half_lane ws_fp_single_lane ws_fp_single_fma ws_fp_convert ws_fpu)
[ $# -eq 0 ] || units=("$@")

sources=$(grep '\.sv$' rtl/files.f | tr '\n' ' ')
report=$(mktemp)
trap 'rm -f "$report"' EXIT

echo "| module | cells | flip-flops |"
echo "|---|---|---|"
for unit in "${units[@]}"; do
  IFS=, read -r -a parts <<<"$unit"
  top=${parts[0]}
  set_parameters=
  for parameter in "${parts[@]:1}"; do
    set_parameters+="chparam -set ${parameter%%=*} ${parameter#*=} $top; "
  done
  # The hierarchy is flattened, so that constants reach everywhere, and mapped without a library.
  yosys -q -p "read_verilog -sv $sources; $set_parameters synth -flatten -top $top; abc -g cmos;
               opt_clean; tee -q -o $report stat"
  awk -v unit="$unit" '
    /Number of cells:/ { cells = $4 }
    $1 ~ /^\$_.*(DFF|DLATCH|SR_)/ { flops += $2 }
    END { printf "| `%s` | %d | %d |\n", unit, cells, flops }' "$report"
done

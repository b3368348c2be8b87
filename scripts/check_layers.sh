#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The layering rules: who may include whom, and what may know SystemC. Prints each offending line.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
shopt -s lastpipe  # a fault found at the end of a pipe is remembered
broken=0

# What each station may include besides itself. Peers (activations,
# memoryx, swarmx, wafer) do not know each other.
declare -A allowed=(
  [base]=""
  [link]="base"
  [config]="base"
  [isa]="base"
  [kernels]="base|isa"
  [workload]="base|link|config"
  [activations]="base|link|config|workload"
  [memoryx]="base|link|config|workload"
  [swarmx]="base|link|config|workload"
  [wafer]="base|link|config|workload|isa|kernels"
  [cluster]="base|link|config|workload|isa|kernels|activations|memoryx|swarmx|wafer"
  [report]="base|link|config|workload|isa|kernels|activations|memoryx|swarmx|wafer|cluster"
)

offend() {  # offend <rule>: lines on standard input break it
  local lines
  lines=$(cat)
  [ -z "$lines" ] && return
  printf '%s\n' "$lines" "  ^ $1" >&2
  broken=1
}

sources() {  # sources <folder>...: C++ files below those that exist
  for folder in "$@"; do
    [ -d "$folder" ] && find "$folder" -name '*.h' -o -path "$folder/*" -name '*.cpp'
  done
}

includes() { xargs -r grep -nHE '^ *# *include'; }

for station in "${!allowed[@]}"; do
  sources "include/ws/$station" "sc_models/$station" | includes | grep -E '"ws/' |
    grep -vE "\"ws/($station${allowed[$station]:+|${allowed[$station]}})/" |
    offend "$station may include only: ${allowed[$station]:-nothing}"
done

for folder in include/ws/*/ sc_models/*/; do
  station=$(basename "$folder")
  [ -n "${allowed[$station]+known}" ] || echo "$folder" | offend "no such station in scripts/check_layers.sh"
done

# Headers are named by their full path, so that every include of one is found by one search. A
# header beside its sources in sc_models is theirs alone.
sources include sc_models | includes | grep '"' |
  grep -vE '"ws/[a-z_]+/[a-z0-9_]+\.h"|"V[a-z0-9_]+\.h"' |
  while IFS=: read -r file line text; do
    [[ $file == sc_models/* && -f $(dirname "$file")/$(cut -d'"' -f2 <<<"$text") ]] ||
      echo "$file:$line:$text"
  done | offend "include our headers as \"ws/<station>/<name>.h\""
sources include sc_models | includes | grep -oE '^[^:]+:[0-9]+:.*"ws/[^"]+"' |
  while IFS=: read -r file line text; do
    header=include/$(grep -oE 'ws/[^"]+' <<<"$text")
    [ -f "$header" ] || echo "$file:$line: $header"
  done | offend "no such header"

# Nothing below tb or tests; nothing there is included by the models.
sources include sc_models | includes | grep -E '"(tb|tests|support|bench)/' |
  offend "models do not include testbenches"

# Algorithms are plain classes: base, config, workload, isa and report know no SystemC, nor do engines.
{
  sources {include/ws,sc_models}/{base,config,workload,isa,kernels,report}
  sources include sc_models | grep -E '_engine\.(h|cpp)$|_cpp\.cpp$'
} | sort -u | includes | grep -E '<(systemc|tlm|sysc/|tlm_)' | offend "plain classes know no SystemC"

# Only *_rtl.h and *_rtl.cpp know Verilated hardware.
sources include sc_models | grep -vE '_rtl\.(h|cpp)$' | includes | grep -E '[<"](V[a-z0-9_]+\.h|verilated)' |
  offend "only *_rtl.h and *_rtl.cpp include Verilated headers"

# Reading files belongs to config and workload.
sources {include/ws,sc_models}/{base,link,kernels,activations,memoryx,swarmx,wafer} | includes |
  grep -E '<(fstream|filesystem)>' | offend "no file reading below cluster but in config and workload"

# One SPDX line opens every source; sizes are kept so that a file is one idea.
for file in $(sources include sc_models tb tests bench fuzz); do
  head -n 1 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
    echo "$file" | offend "must open with the SPDX line"
  limit=350
  [[ $file == include/*.h ]] && limit=120
  # Tables grow with what they list.
  case $file in
    include/ws/base/messages.h | include/ws/config/cluster_config.h) limit=400 ;;
    include/ws/isa/instruction*.h | include/ws/isa/registers.h) limit=200 ;;
  esac
  lines=$(wc -l <"$file")
  [ "$lines" -le "$limit" ] || echo "$file: $lines lines" | offend "at most $limit lines"
done

[ "$broken" -eq 0 ] && echo "check_layers: clean"
exit "$broken"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# All static checks: format, clang-tidy, shell, hardware, its page of ports, layering. `--fast` leaves out clang-tidy.
# WS_TIDY=changed (the default) looks at sources that differ from WS_TIDY_BASE, WS_TIDY=all at all.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
build=${WS_BUILD_DIR:-build/release}
jobs=${WS_JOBS:-$(nproc)}
failed=0

section() { echo "lint: $1"; }
fail() { echo "lint: $1" >&2; failed=1; }
cpp_files() {
  local folders=()
  for folder in include sc_models tb tests bench fuzz; do [ -d "$folder" ] && folders+=("$folder"); done
  find "${folders[@]}" -name '*.h' -o -name '*.cpp' | sort
}

section "format"
# shellcheck disable=SC2016  # the inner shell expands $1
badly=$(cpp_files | xargs -r -n 1 -P "$jobs" bash -c \
  'clang-format-14 --dry-run --Werror "$1" >/dev/null 2>&1 || echo "$1"' format | sort)
if [ -n "$badly" ]; then
  fail "not formatted; mend with:"
  echo "  clang-format-14 -i $(tr '\n' ' ' <<<"$badly")" >&2
fi

tidy_sources() {
  if [ "${WS_TIDY:-changed}" = all ]; then
    find sc_models tb -name '*.cpp' | sort
    return
  fi
  local base=${WS_TIDY_BASE:-}
  [ -n "$base" ] || base=$(git rev-parse -q --verify 'HEAD~1' 2>/dev/null || true)
  [ -n "$base" ] || return 0
  git diff --name-only --diff-filter=d "$base" -- 'sc_models/*.cpp' 'tb/*.cpp'
}
if [ "${1:-}" != --fast ]; then
  section "clang-tidy"
  if [ ! -f "$build/compile_commands.json" ]; then
    fail "clang-tidy needs $build/compile_commands.json: cmake --preset release"
  elif ! tidy_sources | xargs -r -n 1 -P "$jobs" timeout "${WS_TIDY_SECONDS:-120}" \
    clang-tidy-14 -p "$build" --quiet 2>/dev/null; then
    fail "clang-tidy found faults (above)"
  fi
fi

section "shell"
mapfile -t shell < <(find scripts .ci -name '*.sh' -o -path '.ci/run')
shellcheck "${shell[@]}" || fail "shellcheck found faults (above)"

section "python"
while read -r script; do
  PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -c \
    'import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])' "$script" ||
    fail "$script does not parse"
done < <(find scripts tests -name '*.py')

mapfile -t hardware < <(find rtl -name '*.sv' 2>/dev/null | sort)
if [ ${#hardware[@]} -gt 0 ]; then
  section "hardware"
  # A module is read after all packages; the modules that it holds are found by their names.
  mapfile -t waivers < <(find rtl -name '*.vlt')
  mapfile -t folders < <(find rtl -type d -printf '-I%p\n')
  mapfile -t packages < <(grep '_pkg\.sv$' rtl/files.f)
  for module in "${hardware[@]}"; do
    grep -qxF "$module" rtl/files.f || fail "$module is missing in rtl/files.f"
    [[ $module == *_pkg.sv ]] && continue
    verilator --lint-only -Wall "${folders[@]}" "${waivers[@]}" "${packages[@]}" "$module" ||
      fail "verilator found faults in $module (above)"
  done
  # What Yosys reads, proofs and cell counts can use.
  log=$(mktemp)
  yosys -q -p "read_verilog -sv $(grep '\.sv$' rtl/files.f | tr '\n' ' '); hierarchy -check -top ws_tile" \
    >"$log" 2>&1 || { cat "$log"; fail "yosys found faults (above)"; }
  rm -f "$log"
fi

section "ports"
scripts/reference_ports.py --check || fail "docs/ports.md is not current (above)"

section "layers"
scripts/check_layers.sh || failed=1

[ "$failed" -eq 0 ] && echo "lint: clean"
exit "$failed"

#!/bin/bash
# run.sh BUILD RUNS SECONDS [NAME...]: fuzzes each target, or those named, one after the other, with so
# many executions (-1: any number) and for so long (0: any time). What is found new stays in
# BUILD/corpus; what fails, too, in BUILD/failed. Says at the end how many executions there were.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
build=$(readlink -f "$1")
runs=$2
seconds=$3
shift 3
(($# > 0)) || set -- $(cd "$here/corpus" && ls)
# What was freed is held back to find uses of it, but not as much as memory is limited to below.
export ASAN_OPTIONS=quarantine_size_mb=64${ASAN_OPTIONS:+:$ASAN_OPTIONS}

# Inputs have 4 KiB at most: one that takes a second, or more than 512 MiB, is a finding. On a machine
# with much else to do a second may pass without any work: FUZZ_TIMEOUT=10.
fuzz() {
  "$build/tests/fuzz/${name}_fuzz" -runs="$runs" -max_total_time="$seconds" \
    -timeout="${FUZZ_TIMEOUT:-1}" -rss_limit_mb=512 -max_len=4096 \
    -artifact_prefix="$build/failed/$name-" -print_final_stats=1 \
    "$build/corpus/$name" "$here/corpus/$name" >"$log" 2>&1
}

# Runs a command; meanwhile a terminal shows the last line of its log.
watched() {
  [[ -t 2 && ${TERM:-} != dumb ]] || { "$@"; return; }
  "$@" &
  local child=$! line
  while sleep 0.5 && kill -0 "$child" 2>/dev/null; do
    line=$(tail -n 1 "$log" 2>/dev/null | tr -d '\r' | cut -c "1-$(($(tput cols 2>/dev/null || echo 80) - 1 - ${#name} - 2))")
    printf '\r%s: %s\033[K' "$name" "$line" >&2
  done
  printf '\r\033[K' >&2
  wait "$child"
}

mkdir -p "$build/failed"
total=0
failed=()
for name in "$@"; do
  mkdir -p "$build/corpus/$name"
  log=$build/$name.log
  is_failed=
  watched fuzz || is_failed=1
  figure() { sed -nE "s/^stat::$1: *([0-9]+).*/\1/p" "$log" | tail -1; }
  executed=$(figure number_of_executed_units)
  echo "$name: ${executed:-0} executions, $(figure average_exec_per_sec) a second," \
    "$(figure peak_rss_mb) MiB${is_failed:+, FAILED}"
  total=$((total + ${executed:-0}))
  [[ -z $is_failed ]] || { failed+=("$name"); tail -50 "$log"; }
done
echo "all: $total executions, ${#failed[@]} of $# targets failed"
((${#failed[@]} == 0)) || {
  echo "The inputs lie in $build/failed. Once mended, they belong into $here/corpus: ${failed[*]}" >&2
  exit 1
}

#!/bin/bash
# run.sh BUILD SECONDS [NAME...]: fuzzes each target, or those named, for so many seconds, one after
# the other. What is found new stays in BUILD/corpus; what fails, too, in BUILD/failed.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
build=$(readlink -f "$1")
seconds=$2
shift 2
(($# > 0)) || set -- $(cd "$here/corpus" && ls)

mkdir -p "$build/failed"
for name in "$@"; do
  mkdir -p "$build/corpus/$name"
  log=$build/$name.log
  echo "$name: $seconds s"
  # An input that takes 10 s is one that does not end; memory beyond 2 GiB is without bound.
  "$build/tests/fuzz/${name}_fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -max_len=4096 -artifact_prefix="$build/failed/$name-" -print_final_stats=1 \
    "$build/corpus/$name" "$here/corpus/$name" >"$log" 2>&1 || {
    tail -50 "$log"
    echo "$name failed; the input lies in $build/failed. Once mended, it belongs into $here/corpus/$name." >&2
    exit 1
  }
  grep -E 'number_of_executed_units|average_exec_per_sec|peak_rss_mb' "$log"
done

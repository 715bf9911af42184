#!/bin/sh
# Runs a browser test:  run.sh TEST.mjs ARGUMENT...
#
# `make deps-browser` installs what it needs. Without that it is skipped (status 77), or fails when
# TARGET_SDK_REQUIRE_BROWSER is set.
here=$(cd "$(dirname "$0")" && pwd)
modules=$here/../../../.cache/browser/node_modules

skip() {
  echo "Skipped: $1 is missing. \`make deps-browser\` installs it." >&2
  [ -n "$TARGET_SDK_REQUIRE_BROWSER" ] && exit 1
  exit 77
}

command -v node >/dev/null || skip "Node.js"
CHROMIUM=$(command -v chromium) || skip "Chromium"
[ -d "$modules/playwright-core" ] || skip "playwright-core"
export CHROMIUM NODE_PATH="$modules"
exec node "$@"

#!/bin/bash
# run.sh SUITE: what the README promises to a stranger, on a fresh Debian SUITE (bookworm, trixie).
#
# Makes a minimal system with debootstrap, adds git and make, clones the commit that is checked out
# here into it, and runs `make demo` and `make test`. Needs root. FRESH_ROOT names a folder for the
# system, which is then kept; otherwise it is a temporary one.
set -euo pipefail

suite=${1:?"which Debian? make test-fresh SUITE=bookworm"}
project=$(cd "$(dirname "$0")/../.." && pwd)
if ((EUID != 0)); then
  echo "A fresh system is made with debootstrap and chroot, which only root may do." >&2
  exit 1
fi

# Mounts and processes live in namespaces of their own: whatever happens, they end with this script.
if [[ ${FRESH_INSIDE:-} != yes ]]; then
  root=${FRESH_ROOT:-}
  if [[ -z $root ]]; then
    root=$(mktemp -d --tmpdir "fresh-$suite.XXXXXX")
    trap 'rm -rf --one-file-system "$root"' EXIT
  fi
  mkdir -p "$root"
  FRESH_INSIDE=yes FRESH_ROOT=$root unshare --mount --pid --fork --kill-child "$0" "$suite"
  exit
fi
root=$FRESH_ROOT

in_root() {
  chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb "$@"
}

# The mirror of this machine, else that of debootstrap.
mirror=$(apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' 2>/dev/null |
  awk '$1 == "Debian" && $2 == "Debian" && !found { print $3; found = 1 }' || true)
if [[ ! -e $root/etc/debian_version ]]; then
  debootstrap --variant=minbase --include=git,make,ca-certificates "$suite" "$root" ${mirror:+"$mirror"}
fi
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"

commit=$(git -c safe.directory='*' -C "$project" rev-parse --short HEAD)
git -c safe.directory='*' -C "$project" bundle create --quiet "$root/project.bundle" HEAD
rm -rf "$root/root/target-cpp-sdk"
in_root git clone --quiet /project.bundle /root/target-cpp-sdk

# run COMMAND...: in the clone; appends to the summary how it ended and how long it took.
TIMEFORMAT='%R s, %U + %S s of CPU'
summary=()
failures=0
run() {
  local outcome=passed
  local times
  echo "--- $suite: $*"
  { times=$({ time in_root make -C /root/target-cpp-sdk "$@" </dev/null >&3 2>&4; } 2>&1); } 3>&1 4>&2 || {
    outcome=FAILED
    failures=$((failures + 1))
  }
  summary+=("$suite, commit $commit: make $* $outcome; $times")
}
run demo
run test

echo "--- Debian $(<"$root/etc/debian_version"), $(in_root g++ --version | head -1)"
printf '%s\n' "${summary[@]}"
exit $((failures > 0))

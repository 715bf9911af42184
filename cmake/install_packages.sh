#!/bin/bash
# install_packages.sh PACKAGE... installs those Debian packages that are missing. Does not touch apt
# when all are there. Starts no service: some packages bring one along.
set -euo pipefail

is_installed() {
  [[ $(dpkg-query -W -f='${Status}' "$1" 2>/dev/null) == *" installed" ]]
}

missing=()
for package in "$@"; do
  is_installed "$package" || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "All Debian packages that this needs are installed."
  exit 0
fi

if ! command -v apt-get >/dev/null; then
  echo "Not a Debian system. Please install what these packages hold: ${missing[*]}" >&2
  exit 1
fi
as_root=(env DEBIAN_FRONTEND=noninteractive)
if ((EUID != 0)); then
  as_root=(sudo "${as_root[@]}")
fi
echo "Installing: ${missing[*]}"

policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
fi
apt=("${as_root[@]}" apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
"${apt[@]}" update </dev/null
"${apt[@]}" install --yes --no-install-recommends "${missing[@]}" </dev/null

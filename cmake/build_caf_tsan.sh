#!/bin/bash
# build_caf_tsan.sh PREFIX builds Debian's libcaf_core with -fsanitize=thread into PREFIX, unless it
# is there. With the system's uninstrumented library ThreadSanitizer takes every message that goes
# from one thread to another for a race.
set -euo pipefail

prefix=$(realpath -m "$1")
version=$(dpkg-query -W -f='${source:Version}' libcaf-dev)
stamp=$prefix/version
if [[ -f $stamp && $(<"$stamp") == "$version,"* ]]; then
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Sources of Debian's archive, with apt's lists in a place of our own: /etc and /var stay as they are.
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mkdir -p lists/partial parts
. /etc/os-release
mirror=$(apt-get indextargets --format '$(SITE) $(COMPONENT)' 'Created-By: Packages' "Codename: $VERSION_CODENAME" |
  awk '$2 == "main" { print $1; exit }')
echo "deb-src [signed-by=$keyring] ${mirror:?no Debian archive in the sources of apt} $VERSION_CODENAME main" >sources.list
apt=(apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts="$work/parts"
  -o Dir::State::Lists="$work/lists" -o Dir::Cache::PkgCache= -o Dir::Cache::SrcPkgCache=
  -o APT::Sandbox::User=root -o Acquire::Retries=3)
"${apt[@]}" update
origin="$version, with Debian's patches"
if ! "${apt[@]}" source --only-source "actor-framework=$version"; then
  # A mirror may lack the patches (two small fixes of sources, none of headers). apt verifies the
  # upstream sources all the same.
  origin="$version, upstream's sources without Debian's patches"
  "${apt[@]}" source --only-source --tar-only "actor-framework=$version"
  tar xf actor-framework_*.orig.tar.*
fi
cd actor-framework-*/
differences=$(cd libcaf_core && find caf -name '*.hpp' -exec cmp {} /usr/include/{} \; 2>&1)
if [[ -n $differences ]]; then
  echo "Headers differ from the installed ones: $differences" >&2
  exit 1
fi

cmake -G Ninja -B build -D CMAKE_BUILD_TYPE=None -D CMAKE_INSTALL_PREFIX="$prefix" \
  -D CMAKE_INSTALL_LIBDIR=lib -D CMAKE_UNITY_BUILD=ON -D CMAKE_UNITY_BUILD_BATCH_SIZE=10 \
  -D CMAKE_CXX_FLAGS="-fsanitize=thread -g1 -O1 -include cstdint -include limits" \
  -D CAF_NO_TOOLS=ON -D CAF_NO_EXAMPLES=ON -D CAF_NO_UNIT_TESTS=ON -D CAF_NO_IO=ON \
  -D CAF_NO_OPENSSL=ON -D CAF_NO_OPENCL=ON -D CAF_NO_PYTHON=ON >/dev/null
cmake --build build
rm -rf "$prefix"
cmake --install build >/dev/null
echo "$origin" >"$stamp"
echo "Instrumented CAF: $origin"

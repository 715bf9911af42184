#!/bin/sh
# Three back ends, two gateways and an edge on one machine: run.sh TARGETCTL BACK_END RULES_FILE [SECONDS]
#
# In the middle of it one gateway is killed, and the other one takes all calls.
targetctl=$1
back_end=$2
rules=$3
seconds=${4:-4}

folder=$(mktemp -d) || exit 1
trap 'kill $servers 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

# Starts a server in the background; its address is then in $address, its process in $!.
serve() {
  log=$folder/$1
  shift
  "$@" 2>"$log" &
  servers="$servers $!"
  for _ in $(seq 600); do
    address=$(sed -n 's,^listening on \(http://\)\{0\,1\},,p' "$log")
    [ -n "$address" ] && return
    sleep 0.1
  done
  echo "it does not start: $*" >&2
  cat "$log" >&2
  exit 1
}

servers=
serve edge "$targetctl" edge --artifact "$rules" --listen 127.0.0.1:0
edge=$address
serve one "$targetctl" gateway --listen 127.0.0.1:0 --client acmeclient \
  --organization-id 0123456789ABCDEF@AdobeOrg --server-domain "$edge" --secure=false
first=$address
first_process=$!
serve two "$targetctl" gateway --listen 127.0.0.1:0 --client acmeclient \
  --organization-id 0123456789ABCDEF@AdobeOrg --server-domain "$edge" --secure=false
second=$address
echo "gateways on $first and $second, which ask an edge on $edge"

back_ends=
for name in shop search mail; do
  "$back_end" $name "$first,$second" "$seconds" &
  back_ends="$back_ends $!"
done
sleep $((seconds / 2))
kill -9 "$first_process"
echo "the gateway on $first was killed"
status=0
for each in $back_ends; do
  wait "$each" || status=1
done
echo "the back ends ended with status $status"
exit $status

#!/bin/sh
# The shop, with a local edge that plays Target:  demo.sh TARGETCTL RULES STOREFRONT [OPTION...]
#
# Says where the shop listens; ends both on SIGINT or SIGTERM, with the exit status of the shop.
targetctl=$1
rules=$2
storefront=$3
shift 3

directory=$(mktemp -d) || exit 1
mkfifo "$directory/edge" || exit 1
"$targetctl" edge --artifact "$rules" --listen 127.0.0.1:0 --edge-host mboxedge35.tt.omtrdc.net \
  --record "$directory/record.jsonl" 2>"$directory/edge" &
edge=$!
shop=
trap 'kill "$edge" 2>/dev/null; wait "$edge" 2>/dev/null; rm -rf "$directory"' EXIT
trap '[ -z "$shop" ] && exit 1; kill -TERM "$shop" 2>/dev/null' INT TERM

exec 3<"$directory/edge"
address=
while read -r line <&3; do
  case $line in
    "listening on http://"*) address=${line#listening on http://} ; break ;;
    *) echo "$line" >&2 ;;
  esac
done
[ -n "$address" ] || exit 1

echo "A local edge on $address plays Target; what it is sent: $directory/record.jsonl"
echo "Its console, which tells why each visitor gets what: http://$address/console"
"$storefront" --target "$address" "$@" &
shop=$!
wait "$shop"
status=$?
# A signal ends `wait` early; the shop still answers the pages under way.
while kill -0 "$shop" 2>/dev/null; do
  wait "$shop"
  status=$?
done
exit "$status"

#!/bin/sh
# Runs an example against a local server:  run_example.sh EXAMPLE RULES_FILE SERVER [ARGUMENT...]
#
# The server prints "listening on HOST:PORT" when it is up; the example gets HOST:PORT and the rules
# file as its arguments. Ends with the example's exit status, and says it.
example=$1
rules=$2
shift 2

directory=$(mktemp -d) || exit 1
mkfifo "$directory/server" || exit 1
"$@" >"$directory/server" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$directory"' EXIT
trap 'exit 1' INT TERM

exec 3<"$directory/server"
address=
while read -r line <&3; do
  case $line in
    "listening on "*) address=${line#listening on } ; break ;;
  esac
done
if [ -z "$address" ]; then
  echo "the local server did not start: $*" >&2
  exit 1
fi

echo "A local server on $address plays the part of Target; it gives every call the same answer."
"$example" "$address" "$rules"
status=$?
echo "$(basename "$example") ended with status $status"
exit "$status"

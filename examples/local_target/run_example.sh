#!/bin/sh
# Runs an example against a local server:  run_example.sh EXAMPLE RULES_FILE SERVER [ARGUMENT...]
#
# The server says "listening on http://HOST:PORT" on stderr when it is up; the example gets HOST:PORT
# and the rules file as its arguments. Ends with the example's exit status, and says it.
example=$1
rules=$2
shift 2

directory=$(mktemp -d) || exit 1
mkfifo "$directory/server" || exit 1
"$@" 2>"$directory/server" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$directory"' EXIT
trap 'exit 1' INT TERM

exec 3<"$directory/server"
address=
while read -r line <&3; do
  case $line in
    "listening on http://"*) address=${line#listening on http://} ; break ;;
    *) echo "$line" >&2 ;;
  esac
done
if [ -z "$address" ]; then
  echo "the local server did not start: $*" >&2
  exit 1
fi

echo "A local edge on $address plays the part of Target; it decides with $(basename "$rules")."
"$example" "$address" "$rules"
status=$?
echo "$(basename "$example") ended with status $status"
exit "$status"

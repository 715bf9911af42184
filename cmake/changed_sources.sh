#!/bin/bash
# changed_sources.sh lists the .cpp files that differ from where this branch left the main one, with
# what is not committed yet. On the main branch itself it is the last commit that counts. A header
# stands for the source of its name.
set -euo pipefail
git=(git -c safe.directory='*')
cd "$("${git[@]}" rev-parse --show-toplevel)"

find_base() {
  local main base
  for main in origin/HEAD origin/main main; do
    base=$("${git[@]}" merge-base HEAD "$main" 2>/dev/null) || continue
    if [[ $base != "$("${git[@]}" rev-parse HEAD)" ]]; then
      echo "$base"
      return
    fi
  done
  "${git[@]}" rev-parse --verify --quiet HEAD~1 # none in a clone of one commit
}

base=$(find_base) || { echo "There is no earlier commit to compare with." >&2; exit 0; }
{
  "${git[@]}" diff --name-only --diff-filter=d "$base" -- '*.cpp' '*.hpp'
  "${git[@]}" ls-files --others --exclude-standard -- '*.cpp' '*.hpp'
} | sed 's/\.hpp$/.cpp/' | sort -u | while IFS= read -r source; do
  if [[ -e $source ]]; then
    echo "$source"
  fi
done

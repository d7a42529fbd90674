#!/usr/bin/env bash
# Programs on well-known modules (cobra, gin, beego), built with golem and with go: same output. Needs the module proxy and a go
# command; says so and passes without them. Called by tools/selftest --full. Prints FAIL lines and "N passed, N failed".
set -u
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
GOLEM=${GOLEM:-$here/../../../build/release/bin/golem}
tmp=$(mktemp -d); trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
passed=0 failed=0
ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "FAIL testdata/modules/full/$1"; }
command -v go >/dev/null || { echo "modules/full: no go command, skipped"; echo "0 passed, 0 failed"; exit 0; }
for dir in "$here"/*/; do
  name=$(basename "$dir")
  [ $# -gt 0 ] && [[ " $* " != *" $name "* ]] && continue
  cp -r "$dir" "$tmp/$name"; cd "$tmp/$name" || exit 1
  if ! timeout 300 go mod download >"$tmp/log" 2>&1; then
    echo "modules/full/$name: modules can't be fetched, skipped ($(head -n 1 "$tmp/log"))"; continue
  fi
  timeout 600 go build -o go.exe . >"$tmp/log" 2>&1 || { bad "$name: go build: $(head -n 3 "$tmp/log")"; continue; }
  # Half of the time golem has to fetch the modules itself, straight from the proxy.
  if [ "$name" = cobra ]; then export GOMODCACHE=$tmp/cache GOLEM_MODULES_GO=off; else unset GOMODCACHE GOLEM_MODULES_GO; fi
  if ! timeout 1500 "$GOLEM" build -o golem.exe . >"$tmp/log" 2>&1; then bad "$name: $(grep -v '^golem: compiling' "$tmp/log" | head -n 3)"; continue; fi
  unset GOMODCACHE GOLEM_MODULES_GO
  # One line of arguments a run; without the file one run without arguments.
  [ -f args ] || echo >args
  while IFS= read -r line; do
    # shellcheck disable=SC2086
    timeout 60 ./go.exe $line >want 2>&1 </dev/null; echo "exit $?" >>want
    # shellcheck disable=SC2086
    timeout 60 ./golem.exe $line >got 2>&1 </dev/null; echo "exit $?" >>got
    sed -i 's/go\.exe/PROGRAM/g' want; sed -i 's/golem\.exe/PROGRAM/g' got
    if cmp -s want got; then ok; else bad "$name $line: $(diff want got | head -n 5)"; fi
  done <args
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

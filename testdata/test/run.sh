#!/usr/bin/env bash
# `golem test` on the packages here against what `go test` prints (cases.txt, expected/). Stdout and the exit status are compared; of
# stderr only whether there is any. Times, measurements, tracebacks and this machine's names are normalized.
#   testdata/test/run.sh [--update] [case...]      --update: writes expected/ with go (never with golem)
set -u
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
golem=${GOLEM:-$here/../../build/release/bin/golem}
update=0
[ "${1:-}" = --update ] && { update=1; shift; }
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
cd "$here" || exit 1

normalize() {
  sed -E -e 's/\(cached\)/TIME/; s/\t[0-9]+\.[0-9]+s/\tTIME/; s/\([0-9]+\.[0-9]+s\)/(TIME)/' \
    -e 's/"Time":"[^"]*",/"Time":"T",/; s/"Elapsed":[0-9.e-]+/"Elapsed":0/; s/\\t[0-9]+\.[0-9]+s/\\tTIME/; s/\\t\(cached\)/\\tTIME/' \
    -e 's/^cpu: .*/cpu: CPU/; s/(Benchmark[^ \t]*) *\t/\1\t/; s/ *[0-9.]+ ns\/op/ N ns\/op/; s/ [0-9.]+ MB\/s/ N MB\/s/' \
    -e 's/0x[0-9a-f]+/0xN/g; s/goroutine [0-9]+/goroutine N/; s/#[0-9a-f]{6,}/#N/' |
    awk '/^goroutine N/ {skip = 1} /^(FAIL|ok)/ {skip = 0} !skip' |
    awk '/"Output":"(#|FAIL\\t.*failed)|"Action":"build/ && /"ImportPath"/ {next} {print}'
}
passed=0 failed=0
while read -r name args; do
  case $name in '' | '#'*) continue ;; esac
  [ $# -gt 0 ] && [[ " $* " != *" $name "* ]] && continue
  if [ $update = 1 ]; then cmd=(go test -vet=off); else cmd=("$golem" test); fi
  set -f
  # shellcheck disable=SC2086
  timeout 300 "${cmd[@]}" $args >"$tmp/out" 2>"$tmp/err" </dev/null; status=$?
  set +f
  {
    echo "exit $status, stderr $([ -s "$tmp/err" ] && echo some || echo none)"
    normalize <"$tmp/out"
  } >"$tmp/got"
  if [ $update = 1 ]; then cp "$tmp/got" "expected/$name.txt"; continue; fi
  if diff "expected/$name.txt" "$tmp/got" >"$tmp/diff"; then passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAIL testdata/test $name: $(head -n 6 "$tmp/diff" | tr '\n' '|')"
  fi
done <cases.txt
[ $update = 1 ] || echo "$passed passed, $failed failed"
[ $failed = 0 ]

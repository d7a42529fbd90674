#!/usr/bin/env bash
# The race detector: what a program's reports must say is in its comments "// Wanted: …"; one without them has no race.
#   run.sh    GOLEM: the compiler (default: golem on the path)
cd "$(dirname "$0")" || exit 2
golem=${GOLEM:-golem} failed=0 passed=0 tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
ok() { # name, condition's status
  if [ "$2" = 0 ]; then passed=$((passed + 1)); else echo "FAIL testdata/race: $1"; failed=$((failed + 1)); fi
}
for f in *.go; do
  if ! "$golem" build -race -o "$tmp/program" "$f" >"$tmp/out" 2>&1; then
    ok "$f: does not compile: $(head -n 1 "$tmp/out")" 1
    continue
  fi
  # One processor, as for Go's own tests of the detector: which of two accesses at the same moment is seen is chance.
  GOMAXPROCS=1 timeout 120 "$tmp/program" >"$tmp/out" 2>&1
  status=$?
  grep -q '^done$' "$tmp/out"; ok "$f: runs to its end" $?
  if grep -q '^// Wanted: ' "$f"; then
    [ $status = 66 ]; ok "$f: status 66, not $status" $?
    while read -r want; do
      grep -qF -- "$want" "$tmp/out"; ok "$f: says '$want'" $?
    done < <(sed -n 's|^// Wanted: ||p' "$f")
  else
    [ $status = 0 ] && ! grep -q 'WARNING: DATA RACE' "$tmp/out"; ok "$f: no report" $?
    timeout 120 "$tmp/program" >"$tmp/out" 2>&1 && ! grep -q 'WARNING: DATA RACE' "$tmp/out"; ok "$f: no report, all processors" $?
  fi
done
# Without the flag nothing of it is there.
"$golem" build -o "$tmp/program" counter.go && "$tmp/program" >"$tmp/out" 2>&1; ok "without -race" $?
GOMAXPROCS=1 GORACE=exitcode=3 "$golem" run -race counter.go >"$tmp/out" 2>&1; [ $? = 3 ]; ok "GORACE=exitcode=3" $?
"$golem" vm run -race counter.go >"$tmp/out" 2>&1; [ $? != 0 ] && grep -q 'race' "$tmp/out"; ok "not in the VM" $?
if [ "${FULL:-0}" = 1 ]; then # Go's own tests of it
  python3 ../../tools/race/race.py --golem "$golem" >"$tmp/go.txt"
  grep '^FAIL' "$tmp/go.txt"
  n=$(sed -n 's/^race: \([0-9]*\) passed, .*/\1/p' "$tmp/go.txt"); passed=$((passed + ${n:-0}))
  n=$(sed -n 's/^race: .* passed, \([0-9]*\) failed.*/\1/p' "$tmp/go.txt"); failed=$((failed + ${n:-1}))
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]

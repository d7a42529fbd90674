#!/usr/bin/env bash
# golem build --check-escape: programs that deceive escape analysis are found out, the others are not accused.
#   run.sh    GOLEM: the compiler (default: golem on the path)
cd "$(dirname "$0")" || exit 2
golem=${GOLEM:-golem} failed=0 passed=0 tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
ok() { # name, condition's status
  if [ "$2" = 0 ]; then passed=$((passed + 1)); else echo "FAIL testdata/checkescape: $1"; sed 's/^/  /' "$tmp/out"; failed=$((failed + 1)); fi
}
wrong() { # file, what must be said
  "$golem" build --check-escape -o "$tmp/exe" "$1.go" >"$tmp/out" 2>&1 && { "$tmp/exe" >"$tmp/out" 2>&1; [ $? = 2 ]; } && grep -q "$2" "$tmp/out" &&
    grep -q '^fatal error: a stack object outlives its frame' "$tmp/out" && ! grep -q 'not found' "$tmp/out"
  ok "$1.go" $?
}
wrong heap '^checkescape: heap object at 0x[0-9a-f]* (8 bytes), word 0, points to '
wrong variable '^checkescape: package variable at 0x[0-9a-f]*, points to '
wrong live ', the frame of main.wrong in goroutine 1$'
wrong goroutine '^checkescape: heap object .*\(the stack of a goroutine that has ended\|a frame that has returned\|the frame of\)'
"$golem" build --check-escape -o "$tmp/exe" right.go && "$tmp/exe" >"$tmp/out" 2>&1 && [ "$(cat "$tmp/out")" = "$("$golem" run right.go)" ]; ok "right.go" $?
# Without the flag nothing is looked for, unless the program is started with GODEBUG=checkescape=1.
"$golem" build -o "$tmp/exe" heap.go && "$tmp/exe" >"$tmp/out" 2>&1 && grep -q '^not found' "$tmp/out"; ok "without --check-escape" $?
GODEBUG=checkescape=1 "$tmp/exe" >"$tmp/out" 2>&1; [ $? = 2 ]; ok "GODEBUG=checkescape=1" $?
if [ "${FULL:-0}" = 1 ]; then # all of testdata/run
  for f in ../run/*.go; do
    "$golem" build --check-escape -o "$tmp/exe" "$f" >"$tmp/out" 2>&1 && { timeout 120 "$tmp/exe" >"$tmp/out" 2>&1 </dev/null; ! grep -a -q '^checkescape:' "$tmp/out"; }
    ok "$f" $?
  done
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]

#!/usr/bin/env bash
# Allocations of everyday idioms (idioms.go): never more than gc's program makes (idioms.gc), but for those named in more.txt.
#   run.sh [--update]    GOLEM: the compiler (default: golem on the path); --update asks the go command again
cd "$(dirname "$0")" || exit 2
golem=${GOLEM:-golem} tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
if [ "${1:-}" = --update ]; then go run idioms.go >idioms.gc || exit 1; fi
if ! "$golem" build -o "$tmp/exe" idioms.go >"$tmp/log" 2>&1 || ! "$tmp/exe" >"$tmp/golem" 2>"$tmp/log"; then
  echo "FAIL testdata/allocs/idioms.go: $(head -n 1 "$tmp/log")"
  echo "0 passed, 1 failed"
  exit 1
fi
awk -F': ' '
  FILENAME == ARGV[1] { if ($0 !~ /^#/ && NF > 1) known[$1] = 1; next }
  FILENAME == ARGV[2] { gc[$1] = $2; n++; next }
  { seen++
    if (!($1 in gc)) { print "FAIL " $1 ": gc does not count it"; bad++ }
    else if ($2 > gc[$1] && !($1 in known)) { print "FAIL " $1 ": " $2 " allocations, gc has " gc[$1]; bad++ }
    else if ($2 <= gc[$1] && ($1 in known)) { print "FAIL " $1 ": it is in more.txt, but no more than gc now"; bad++ }
    else good++ }
  END { if (seen != n) { print "FAIL " seen " idioms, gc has " n; bad++ }
        print good + 0 " passed, " bad + 0 " failed"; exit bad > 0 }' more.txt idioms.gc "$tmp/golem"

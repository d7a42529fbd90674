#!/usr/bin/env bash
# golem vm: limits and doors, damaged files, messages. Needs GOLEM. Prints failures, then "N passed, N failed".
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); root=$(cd "$here/../.." && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
passed=0 failed=0
# expect STATUS "text that the output must have" COMMAND…
expect() {
  local status=$1 text=$2 out rc; shift 2
  out=$(timeout 60 "$@" 2>&1 </dev/null); rc=$?
  if [ "$rc" = "$status" ] && grep -qF -- "$text" <<<"$out"; then passed=$((passed + 1)); return; fi
  failed=$((failed + 1)); echo "FAIL ${*:1}: status $rc, not $status, or no \"$text\": $(head -n 2 <<<"$out" | tr '\n' '|')"
}
mkdir "$work/box"; echo hi >"$work/box/f"; prog=$here/limits.go
expect 3 "step limit of 1000000 steps exceeded" "$GOLEM" vm run --max-steps 1000000 "$prog" loop
expect 3 "time limit of 300 ms exceeded" "$GOLEM" vm run --timeout 300ms "$prog" loop
expect 3 "memory limit of 67108864 bytes exceeded" "$GOLEM" vm run --max-memory 64MiB "$prog" alloc
expect 3 "memory limit of 67108864 bytes exceeded" "$GOLEM" vm run --max-memory 64MiB "$prog" gos
expect 2 "stack overflow" "$GOLEM" vm run --max-memory 64MiB "$prog" rec
expect 0 "3 <nil>" "$GOLEM" vm run --fs "$work/box" "$prog" file "$work/box/f"
expect 3 "/etc/passwd: it may not use this file (--fs)" "$GOLEM" vm run --fs "$work/box" "$prog" file /etc/passwd
expect 3 "it may not use this file (--fs)" "$GOLEM" vm run --fs "$work/box" "$prog" write "$work/box/g"
expect 0 "<nil>" "$GOLEM" vm run --fs "$work/box:rw" "$prog" write "$work/box/g"
expect 3 "it may not use the network (--no-net)" "$GOLEM" vm run --no-net "$prog" net
expect 2 "is not a directory" "$GOLEM" vm run --fs "$work/nowhere" "$prog" net
expect 2 "a size is expected" "$GOLEM" vm run --max-memory lots "$prog" loop
expect 2 "a duration is expected" "$GOLEM" vm run --timeout soon "$prog" loop
printf 'package main\n\nimport "unsafe"\n\nfunc main() { println(unsafe.Sizeof(1)) }\n' >"$work/unsafe.go"
expect 1 "unsafe.go:3:8: package unsafe is not allowed in a program with limits" "$GOLEM" vm run --no-net "$work/unsafe.go"
expect 0 "8" "$GOLEM" vm run "$work/unsafe.go"
# 23,000 integers, strings and pointers that live at once: more than a frame holds.
awk 'BEGIN { n = 23000; print "package main\n\nvar g = 1\n\n//go:noinline\nfunc i(k int) int { return g + k }\n\n//go:noinline\nfunc s(k int) string { return \"abcdef\"[:k%6] + \"x\" }\n\n//go:noinline\nfunc p(k int) *int { return &[]int{k}[0] }\n\nfunc main() {"
  for (k = 0; k < n; k++) printf "\ti%d, s%d, p%d := i(%d), s(%d), p(%d)\n", k, k, k, k, k, k
  print "\tg = 2\n\tt := 0\n\tfor range 2 {"; for (k = 0; k < n; k++) printf "\t\tt += i%d + len(s%d) + *p%d\n", k, k, k
  print "\t}\n\tprintln(t)\n}" }' >"$work/many.go"
expect 0 "1058160992" "$GOLEM" vm run "$work/many.go"
# Files.
expect 0 "" "$GOLEM" vm build -o "$work/x.gbc" "$prog"
expect 0 "main.main" "$GOLEM" vm dis "$work/x.gbc"
expect 1 "limits need the source" "$GOLEM" vm run --no-net "$work/x.gbc"
head -c 2000 "$work/x.gbc" >"$work/short.gbc"
expect 1 "truncated" "$GOLEM" vm run "$work/short.gbc"
cp "$work/x.gbc" "$work/flip.gbc"; printf '\xff' | dd of="$work/flip.gbc" bs=1 seek=5000 conv=notrunc 2>/dev/null
expect 1 "wrong checksum" "$GOLEM" vm run "$work/flip.gbc"
echo nothing >"$work/text.gbc"
expect 1 "not a bytecode file" "$GOLEM" vm dis "$work/text.gbc"
expect 1 "No such file" "$GOLEM" vm run "$work/none.gbc"
# The whole way, and again unchanged, and changed.
printf 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("one") }\n' >"$work/p.go"
expect 0 "one" "$GOLEM" vm run "$work/p.go"
expect 0 "one" "$GOLEM" vm run "$work/p.go"
sed -i 's/one/two/' "$work/p.go"
expect 0 "two" "$GOLEM" vm run "$work/p.go"
# std in bytecode, and a file of it.
expect 0 "two" "$GOLEM" vm run --all-bytecode "$work/p.go"
expect 0 "" "$GOLEM" vm build --all-bytecode -o "$work/all.gbc" "$work/p.go"
expect 0 "func fmt.Fprintln" "$GOLEM" vm dis "$work/all.gbc"
expect 0 "two" "$GOLEM" vm run "$work/all.gbc"
# The repl: what it prints to stdout, and that it reports.
if diff <(timeout 120 "$GOLEM" vm repl <"$here/repl.txt" 2>"$work/err") "$here/repl.out" >"$work/diff" && grep -q 'undefined: undefinedThing' "$work/err" && grep -q 'index out of range \[40\]' "$work/err"; then
  passed=$((passed + 1))
else
  failed=$((failed + 1)); echo "FAIL repl: $(head -n 4 "$work/diff" "$work/err" | tr '\n' '|')"
fi
# Damage.
count=5000; [ "${FULL:-0}" = 1 ] && count=100000
cxx="clang++-22 -O1"; command -v g++ >/dev/null && cxx="g++ -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined"
if $cxx -std=c++20 -I"$root" -o "$work/mutate" "$here/mutate.cc" "$root/compiler/bytecode/print.cc" "$root/compiler/bytecode/verify.cc" 2>"$work/log"; then
  expect 0 " refused, " "$work/mutate" "$work/x.gbc" $count
else
  failed=$((failed + 1)); echo "FAIL mutate.cc does not compile: $(head -n 1 "$work/log")"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

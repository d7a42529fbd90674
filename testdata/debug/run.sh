#!/usr/bin/env bash
# Golden tests of what gdb shows of a program built with -gcflags=-N. A line with the comment "// stop: commands" is a breakpoint, "// stop
# FUNCTION: commands" one at a function's beginning; what the commands (with ; between) print is the comment at the program's end, after
# "// Debug:"; "// Script: FILE" is given to gdb before. Also: debug information changes no code, addr2line finds every file, -w, -s and -dwarf=false leave it out.
#   run.sh [--update]    GOLEM: the compiler (default: golem on the path)
cd "$(dirname "$0")" || exit 2
golem=${GOLEM:-golem} failed=0 passed=0
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
check() { # name, whether it holds, and what is said if not
  if [ "$2" = yes ]; then passed=$((passed + 1)); else echo "FAIL testdata/debug: $1: ${3:-}"; failed=$((failed + 1)); fi
}
command -v gdb >/dev/null || { echo "FAIL testdata/debug: gdb is missing (Debian: apt-get install gdb)"; echo "0 passed, 1 failed"; exit 1; }
debug() { # source, executable
  awk -v file="$1" '
    BEGIN { print "set width 0\nset height 0\nset debuginfod enabled off\nset print thread-events off\nset breakpoint pending off" }
    /^\/\/ Debug:$/ { exit }
    match($0, /\/\/ stop( [^ ]+)?: /) {
      where = substr($0, RSTART + 8, RLENGTH - 10); commands = substr($0, RSTART + RLENGTH); name = where
      if (where == "") { where = file ":" NR; name = NR } else sub(/^ /, "", name)
      gsub(/; /, "\n", commands)
      printf "break %s\ncommands\nsilent\nprintf \"--- %s\\n\"\n%s\ncontinue\nend\n", where, name, commands
    }
    END { print "run" }' "$1" >"$tmp/gdb"
  local script; script=$(sed -n 's|^// Script: ||p' "$1")
  timeout 100 gdb -nx -q -batch ${script:+-x "$script"} -x "$tmp/gdb" "$2" 2>&1 </dev/null |
    sed -n '/^--- /,$p' | grep -v '^\[\|^Thread .* hit\|^Continuing\|^$' | sed 's/0x[0-9a-f]\{4,\}/ADDR/g; s|at /.*/|at |; s/ *$//'
}
for f in *.go; do
  "$golem" build -gcflags=-N -o "$tmp/exe" "$f" >"$tmp/log" 2>&1 || { check "$f" no "does not compile: $(head -n 1 "$tmp/log")"; continue; }
  got=$(debug "$f" "$tmp/exe")
  if [ "${1:-}" = --update ]; then
    sed -i '/^\/\/ Debug:$/,$d' "$f"
    { echo "// Debug:"; sed 's|^|// |; s| *$||' <<<"$got"; } >>"$f"
    continue
  fi
  want=$(sed -n '/^\/\/ Debug:$/,$p' "$f" | sed '1d;s|^// \{0,1\}||')
  check "$f" "$([ "$got" = "$want" ] && echo yes)" "$(diff <(echo "$want") <(echo "$got") | head -n 10)"
done
[ "${1:-}" = --update ] && exit 0

# What is loaded into memory is the same with and without; the flags themselves are in .rodata (debug.ReadBuildInfo).
for flags in -N ' '; do
  for f in *.go ../run/{closures,generic_types,defer_order,large_values,select_forms}.go; do
    for dwarf in 0 1; do
      "$golem" build -gcflags="$flags -dwarf=$dwarf" -o "$tmp/d$dwarf" "$f" >"$tmp/log" 2>&1 || cat "$tmp/log"
      for s in .text .data .gcc_except_table golem_pcln golem_types golem_ptrdata golem_itabs; do objcopy -O binary --only-section=$s "$tmp/d$dwarf" "$tmp/part" && cat "$tmp/part"; rm -f "$tmp/part"; done >"$tmp/s$dwarf" 2>/dev/null
    done
    check "same code, '$flags' $f" "$([ -s "$tmp/s0" ] && cmp -s "$tmp/s0" "$tmp/s1" && echo yes)" differs
  done
done

# Every function of Go has its file and line, in optimized and unoptimized code.
for flags in -N ' '; do
  "$golem" build -gcflags="$flags" -o "$tmp/exe" types.go
  said=$(nm "$tmp/exe" | awk '$2 ~ /[Tt]/ && $3 ~ /^(main|runtime|internal.*|sync)\./ {print $1}' | addr2line -e "$tmp/exe" 2>&1)
  check "addr2line '$flags'" "$([ "$(grep -c '/types.go:[1-9]' <<<"$said")" -ge 2 ] && ! grep -q 'DWARF error' <<<"$said" && echo yes)" "$(grep 'DWARF error' <<<"$said" | head -n 1)"
done
# Where a function's first statement begins is marked, for debuggers that do not guess it as gdb does.
"$golem" build -gcflags=-N -o "$tmp/exe" types.go
first=$(($(grep -n '^func all' types.go | cut -d: -f1) + 1))
check prologue_end "$(llvm-dwarfdump-22 --debug-line "$tmp/exe" | grep -q "  $first  .* is_stmt prologue_end" && echo yes)" "not at line $first"
sections() { readelf -SW "$tmp/exe" | grep -c '\.debug_\|\.symtab'; }
for c in "0 -ldflags=-s" "1 -ldflags=-w"; do
  "$golem" build -gcflags=-N ${c#* } -o "$tmp/exe" types.go
  check "${c#* }" "$([ "$(sections)" = "${c% *}" ] && echo yes)" "$(sections) sections of symbols and debug information"
done
"$golem" build -gcflags=all='-N -dwarf=false' -o "$tmp/exe" types.go
check "-dwarf=false" "$(readelf --debug-dump=info "$tmp/exe" | grep -q 'main\.all$' || echo yes)" "main.all is described"
echo "$passed passed, $failed failed"
[ $failed = 0 ]

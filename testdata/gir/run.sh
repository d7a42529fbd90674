#!/usr/bin/env bash
# Golden tests of lowering: the GIR of function f of each program is the comment at its end, after "// GIR:". Positions are
# left out. Without inlining, unless the program says "// Passes.". Also: the text form of the whole module is accepted back (golem's gir_test covers the operations one by one).
#   run.sh [--update]    GOLEM: the compiler (default: golem on the path)
cd "$(dirname "$0")" || exit 2
golem=${GOLEM:-golem} failed=0 passed=0
for f in *.go; do
  flags=(-gcflags=-l) # the passes have tests of their own
  grep -q '^// Passes\.' "$f" && flags=()
  got=$("$golem" build --verify --emit=gir "$f" "${flags[@]}" 2>&1 | awk '/^func "main\.f"/{p=1} p{print} /^}/{p=0}' | sed 's/ ![0-9]*//; s/ ![0-9]*$//; s/ *$//')
  if [ "${1:-}" = --update ]; then
    sed -i '/^\/\/ GIR:$/,$d' "$f"
    { echo "// GIR:"; sed 's|^|// |; s| *$||' <<<"$got"; } >>"$f"
  elif [ "$got" = "$(sed -n '/^\/\/ GIR:$/,$p' "$f" | sed '1d; s|^// \{0,1\}||')" ]; then passed=$((passed + 1))
  else
    echo "FAIL testdata/gir/$f"; diff <(sed -n '/^\/\/ GIR:$/,$p' "$f" | sed '1d;s|^// \{0,1\}||') <(echo "$got") | head -n 6; failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]

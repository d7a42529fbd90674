#!/usr/bin/env bash
# Golden tests of `golem escape`: a program's report is the comment at its end, after "// Escape:", without the file's name.
#   run.sh [--update]    GOLEM: the compiler (default: golem on the path)
cd "$(dirname "$0")" || exit 2
golem=${GOLEM:-golem} failed=0 passed=0
for f in *.go; do
  got=$("$golem" escape "$f" 2>&1 | sed "s|^[^:]*$f:||")
  if [ "${1:-}" = --update ]; then
    sed -i '/^\/\/ Escape:$/,$d' "$f"
    { echo "// Escape:"; sed 's|^|// |' <<<"$got"; } >>"$f"
  elif [ "$got" = "$(sed -n '/^\/\/ Escape:$/,$p' "$f" | sed '1d;s|^// ||')" ]; then passed=$((passed + 1))
  else
    echo "FAIL $f"; diff <(sed -n '/^\/\/ Escape:$/,$p' "$f" | sed '1d;s|^// ||') <(echo "$got"); failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]

#!/usr/bin/env bash
# The formats of `golem escape` (docs/escape.md) on flows.go: what must be in them.
#   run.sh    GOLEM: the compiler (default: golem on the path)
cd "$(dirname "$0")" || exit 2
golem=${GOLEM:-golem} failed=0 passed=0 tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
ok() { # name, condition's status
  if [ "$2" = 0 ]; then passed=$((passed + 1)); else echo "FAIL testdata/inspect: $1"; failed=$((failed + 1)); fi
}
# The whole flow, through two calls to the package variable.
"$golem" escape --why 34 flows.go >"$tmp/why"; ok "--why" $?
for word in "&x is passed to main.pass at flows.go:35" "q = n at flows.go:17" "stored in package variable" "try: "; do
  grep -qF -- "$word" "$tmp/why"; ok "--why says '$word'" $?
done
"$golem" escape --why 1 flows.go >/dev/null 2>&1; [ $? = 1 ]; ok "--why where nothing is" $?
"$golem" escape --why x:y flows.go >/dev/null 2>&1; [ $? = 1 ]; ok "--why with a wrong position" $?
"$golem" escape --json flows.go >"$tmp/old.json"; ok "--json" $?
python3 - "$tmp/old.json" <<'P'; ok "the JSON's fields" $?
import json, sys
sites = json.load(open(sys.argv[1]))["sites"]
x = [s for s in sites if s["expr"] == "x" and s["kind"] == "variable"]
assert len(x) == 1 and x[0]["placement"] == "heap" and x[0]["bytes"] == 16 and len(x[0]["path"]) >= 3, x
P
"$golem" escape --sarif - flows.go | python3 -c 'import json, sys; d = json.load(sys.stdin); assert d["version"] == "2.1.0" and d["runs"][0]["results"][0]["codeFlows"]'; ok "--sarif" $?
"$golem" escape --assert flows.go; ok "--assert" $?
"$golem" escape --diff "$tmp/old.json" --fail-on=heap flows.go >"$tmp/diff"; ok "--diff without a change" $?
# A change that moves a site to the heap.
sed 's/return n.val/global = n; return n.val/' flows.go >"$tmp/flows.go"
(cd "$tmp" && "$golem" escape --diff old.json flows.go) >"$tmp/diff"; grep -q 'main.local.*moved from the stack to the heap: stored in package variable' "$tmp/diff"; ok "--diff" $?
(cd "$tmp" && "$golem" escape --diff old.json --fail-on=heap flows.go) >/dev/null 2>&1; [ $? = 1 ]; ok "--diff --fail-on" $?
(cd "$tmp" && "$golem" escape --assert flows.go) >"$tmp/assert" 2>&1; [ $? = 1 ] && grep -q '^./flows.go:29:7: &Node{...} escapes to heap' "$tmp/assert"; ok "--assert fails" $?
"$golem" escape --fail-on=heap flows.go >/dev/null 2>&1; [ $? = 1 ]; ok "--fail-on" $?
printf '# all that is there\nmain * *\n' >"$tmp/allow"
"$golem" escape --fail-on=heap --allow "$tmp/allow" flows.go; ok "--allow" $?
echo 'main main.main' >"$tmp/bad"
"$golem" escape --fail-on=heap --allow "$tmp/bad" flows.go >"$tmp/err" 2>&1; [ $? = 1 ] && grep -q 'bad:1:1: ' "$tmp/err"; ok "a wrong allow list" $?
echo '{"version": 1, "sites": [' >"$tmp/broken.json"
"$golem" escape --diff "$tmp/broken.json" flows.go >"$tmp/err" 2>&1; [ $? = 1 ] && grep -q 'broken.json: ' "$tmp/err"; ok "a broken report" $?
# Allocations of a run.
"$golem" escape --run flows.go >"$tmp/run" 2>"$tmp/run.err"; grep -q '16 *1 .*flows.go:34:2: moved to heap: x' "$tmp/run"; ok "--run" $?
"$golem" escape --html "$tmp/page.html" flows.go && grep -q '</html>' "$tmp/page.html"; ok "--html" $?
"$golem" escape --html /dev/full flows.go >/dev/null 2>&1; [ $? = 1 ]; ok "a full disk" $?
# gc's own words: -m=2, and the optimization log without what its back end adds. The lines of -m=2 come in another order.
"$golem" escape --gc --gcflags='-m=2 -l' explain.go | grep -v '^#' | LC_ALL=C sort | diff <(LC_ALL=C sort explain.m2) - >&2; ok "-m=2" $?
"$golem" escape --gc --gcflags=-m inlined.go | grep '^\./inlined' | LC_ALL=C sort -u | diff inlined.m - >&2; ok "-m with inlining" $?
"$golem" escape --gc --gcflags='-m -l' verdicts.go | grep -v '^#' | LC_ALL=C sort -u | diff verdicts.m - >&2; ok "-m -l" $?
"$golem" escape --gcflags=-l verdicts.go | grep -q 'new(int) does not escape (gc puts it on the heap)'; ok "where golem knows better" $?
"$golem" build -gcflags="-json=0,$tmp/log" -o /dev/null explain.go && sed "s|$PWD/|DIR/|g; s|\"gc_version\":\"[^\"]*\"|\"gc_version\":\"V\"|" "$tmp/log/main/explain.json" | diff explain.json - >&2; ok "-json=0" $?
"$golem" build -gcflags="-json=0,$tmp/log2" -o /dev/null explain.go && cmp -s "$tmp/log/main/explain.json" "$tmp/log2/main/explain.json"; ok "-json=0 of what is compiled already" $?
"$golem" build -gcflags="-json=0,$tmp/calls" -o /dev/null calls.go &&
  sed -n 's/^{"range":{"start":{"line":\([0-9]*\),.*"code":"cannotInlineCall","source":"go compiler","message":"\([^"]*\)".*/\1 \2/p' "$tmp/calls/main/calls.json" | sort -n |
  diff <(sed -n 's|.*// LOG "\(.*\)"|\1|p' calls.go) - >&2; ok "calls that are not inlined, in the log" $?
"$golem" build -gcflags=-json=0,log -o /dev/null explain.go 2>"$tmp/err"; [ $? = 2 ] && grep -q 'the directory must begin with / or file://' "$tmp/err"; ok "-json with a wrong directory" $?
"$golem" build -gcflags=-json=1,/tmp/x -o /dev/null explain.go 2>"$tmp/err"; [ $? = 2 ] && grep -q 'the version must be 0' "$tmp/err"; ok "-json with a wrong version" $?
# -gcflags as gc users spell it; what no compiler has is refused.
for how in -gcflags=-m "-gcflags=-m -l" -gcflags=all=-m --gcflags=-m=2 "-gcflags=-m -lang go1.26"; do
  "$golem" build "$how" -o /dev/null explain.go 2>&1 | grep -q '^./explain.go:14:2: moved to heap: x$'; ok "$how" $?
done
"$golem" build -gcflags -m -o /dev/null explain.go 2>&1 | grep -q '^./explain.go:14:2: moved to heap: x$'; ok "-gcflags -m" $?
"$golem" build -gcflags=-mm -o /dev/null explain.go 2>"$tmp/err"; [ $? = 2 ] && grep -q 'the compiler has no flag -mm' "$tmp/err"; ok "a flag that doesn't exist" $?
"$golem" build -gcflags=-m=x -o /dev/null explain.go 2>"$tmp/err"; [ $? = 2 ] && grep -q 'invalid count "x" for -m' "$tmp/err"; ok "a wrong count" $?
if [ "${FULL:-0}" = 1 ]; then
  python3 page_test.py "$golem"; s=$?
  if [ $s != 77 ]; then ok "the page in Chromium" $s; fi
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]

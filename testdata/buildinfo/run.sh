#!/usr/bin/env bash
# Version control stamps (-buildvcs): what a program built in a git repository says of it. What is wanted is go's.
#   run.sh    GOLEM: the compiler (default: golem on the path)
golem=${GOLEM:-golem} failed=0 passed=0 tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
if ! command -v git >/dev/null; then echo "0 passed, 0 failed"; exit 0; fi
unset GOFLAGS
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE='2026-01-02T03:04:05+0000' GIT_COMMITTER_DATE='2026-01-02T03:04:05+0000'
mkdir -p "$tmp/repo/inner" && cd "$tmp/repo" && git init -q . || exit 2
printf 'module example.com/v\n\ngo 1.26\n' >go.mod
printf 'module example.com/v/inner/v3\n\ngo 1.26\n' >inner/go.mod
cat >main.go <<'G'
package main

import "runtime/debug"

func main() {
	bi, _ := debug.ReadBuildInfo()
	print(bi.Main.Version)
	for _, s := range bi.Settings {
		if len(s.Key) > 3 && s.Key[:4] == "vcs." {
			print(" ", s.Value)
		}
	}
	println()
}
G
cp main.go inner/
says() { # name, wanted, flags
  local name=$1 want=$2 got
  shift 2
  got=$("$golem" build -o "$tmp/program" "$@" 2>&1 && "$tmp/program" 2>&1)
  if [ "$got" = "$want" ]; then passed=$((passed + 1)); else echo "FAIL testdata/buildinfo: $name: '$got', not '$want'"; failed=$((failed + 1)); fi
}
says "no commit" "(devel) true" .
git add -A && git commit -qm one
rev=$(git rev-parse HEAD)
pseudo=20260102030405-${rev:0:12} state="$rev 2026-01-02T03:04:05Z false"
says "no tag" "v0.0.0-$pseudo $state" .
says "-buildvcs=false" "(devel)" -buildvcs=false .
says "a file" "" main.go
touch new
says "modified" "v0.0.0-$pseudo+dirty $rev 2026-01-02T03:04:05Z true" .
rm new
git tag v1.2.3 && git tag v1.2.3-rc.1 && git tag v2.0.0 && git tag inner/v3.4.5
says "a tag" "v1.2.3 $state" .
(cd inner && says "a module in a directory" "v3.4.5 $state" . && [ $failed = 0 ]); [ $? = 0 ] && passed=$((passed + 1)) || failed=$((failed + 1))
git commit -q --allow-empty -m two
rev=$(git rev-parse HEAD) state="$rev 2026-01-02T03:04:05Z false"
pseudo=20260102030405-${rev:0:12} state="$rev 2026-01-02T03:04:05Z false"
says "after a tag" "v1.2.4-0.$pseudo $state" .
git tag v1.3.0-rc.2 HEAD~1 && git tag v1.3.0-rc.10 HEAD~1
says "after a tag of a pre-release" "v1.3.0-rc.10.0.$pseudo $state" .
got=$("$golem" run . 2>&1)
if [ "$got" = "(devel)" ]; then passed=$((passed + 1)); else echo "FAIL testdata/buildinfo: run: $got"; failed=$((failed + 1)); fi
echo junk >.git/HEAD
says "a broken repository" $'error obtaining VCS status: exit status 128\n\tUse -buildvcs=false to disable VCS stamping.' .
echo "$passed passed, $failed failed"
[ $failed = 0 ]

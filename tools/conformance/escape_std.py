#!/usr/bin/env python3
"""Compares golem's -m with gc's over the standard library.

For each package the set of (position, verdict) of `go build -gcflags='-m -l'` and of golem is compared in the files that both compile
(golem replaces some: overlay, generic views). Prints the differences and counts lines.

  escape_std.py [PKG…] [--golem PATH] [--max PERCENT] [-v]      default: a list of packages that import little; "all": go list std
"""
import argparse, os, re, subprocess, sys, tempfile

DEFAULT = """errors bufio bytes strings strconv unicode/utf8 sort slices maps path path/filepath container/heap container/list
text/tabwriter encoding/binary encoding/hex encoding/base64 encoding/csv encoding/json io fmt context regexp regexp/syntax
text/template go/scanner go/ast compress/flate archive/tar bufio hash/fnv math/rand net/url time sync log""".split()
LINE = re.compile(r"([^\s:][^:]*\.go):(\d+):(\d+): (.*)")

def lines(text, cwd, goroot):
    found = {}
    for l in text.splitlines():
        m = LINE.match(l)
        if m:
            f = os.path.normpath(os.path.join(cwd, m.group(1)))
            found.setdefault(f, set()).add((int(m.group(2)), int(m.group(3)), re.sub(r"\.?autotmp_\d+", ".autotmp", m.group(4))))
    return found

def main():
    ap = argparse.ArgumentParser()
    here = os.path.dirname(os.path.abspath(__file__))
    ap.add_argument("packages", nargs="*")
    ap.add_argument("--golem", default=os.environ.get("GOLEM", os.path.join(here, "../../build/release/bin/golem")), type=os.path.abspath)
    ap.add_argument("--go", default="/usr/local/go/bin/go")
    ap.add_argument("--max", type=float, default=100, help="fail above this percentage of differing lines in a package")
    ap.add_argument("-v", action="store_true", help="print the lines that differ")
    args = ap.parse_args()
    goroot = subprocess.run([args.go, "env", "GOROOT"], stdout=subprocess.PIPE, text=True).stdout.strip()
    pkgs = args.packages or DEFAULT
    if pkgs == ["all"]:
        pkgs = subprocess.run([args.go, "list", "std"], stdout=subprocess.PIPE, text=True).stdout.split()
        pkgs = [p for p in pkgs if not p.startswith("vendor/") and p != "unsafe"]
    total = different = 0
    worst = 0.0
    with tempfile.TemporaryDirectory(prefix="escape-std-") as cwd:
        env = dict(os.environ, GOROOT=goroot)
        for p in pkgs:
            own = os.path.join(goroot, "src", p)
            # go replays what it said when the package was compiled; golem's inspector needs no code.
            want = lines(subprocess.run([args.go, "build", "-gcflags=-m -l", p], cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout, cwd, goroot)
            r = subprocess.run([args.golem, "escape", "--gc", "--gcflags=-m -l", p], cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            got = lines(r.stdout, cwd, goroot)
            if r.returncode != 0:
                print(f"{p}: golem failed: {r.stdout[:200]}")
                continue
            n = d = 0
            for f in sorted(want):
                if os.path.dirname(f) != own or f not in got:
                    continue
                n += len(want[f])
                missing, extra = want[f] - got[f], got[f] - want[f]
                d += len({x[:2] for x in missing | extra})
                if args.v:
                    for sign, s in (("-", missing), ("+", extra)):
                        for l, c, t in sorted(s):
                            print(f"{sign} {f}:{l}:{c}: {t}")
            total += n
            different += d
            percent = 100.0 * d / n if n else 0.0
            worst = max(worst, percent)
            print(f"{p}: {d} of {n} lines differ ({percent:.2f} %)", flush=True)
    print(f"escape --std: {different} of {total} lines differ" + (f" ({100.0 * different / total:.2f} %)" if total else ""))
    return 1 if worst > args.max else 0

if __name__ == "__main__":
    sys.exit(main())

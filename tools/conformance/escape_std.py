#!/usr/bin/env python3
"""Compares golem's -m with gc's over the standard library.

For each package the set of (position, verdict) of `go build -gcflags='-m -l'` and of golem is compared in the package's own files that both
compile (golem replaces some: overlay, generic views). Prints each package that differs, and counts lines. One run of each compiler
does all packages together.

  escape_std.py [PKG…] [--flags "-m -l"] [--golem PATH] [--max PERCENT] [-v]      default: std

--flags=-m compares with inlining, --flags=-m=2 also the explanations and the bodies of functions that can be inlined; of these bodies ("can
inline … as: …") a line of its own counts how many are the same.

With --max a package above that percentage is a failure. The last line counts: "escape-std: N passed, M failed".
"""
import argparse, collections, os, re, subprocess, sys, tempfile

LINE = re.compile(r"([^\s:][^:]*\.go):(\d+):(?:(\d+):)? (.*)")

def lines(text, cwd, goroot):
    """By package and file."""
    found, package = collections.defaultdict(lambda: collections.defaultdict(set)), None
    for l in text.splitlines():
        if l.startswith("# "):
            package = l[2:].split()[0]
            continue
        m = LINE.match(l)
        if not m or not package:
            continue
        f = os.path.normpath(os.path.join(cwd, m.group(1)))
        # Instances of other packages' functions have lines, too.
        if os.path.dirname(f) == os.path.join(goroot, "src", package):
            found[package][f].add((int(m.group(2)), int(m.group(3) or 0), re.sub(r"\.?autotmp_\d+", ".autotmp", m.group(4))))
    return found

def main():
    ap = argparse.ArgumentParser()
    here = os.path.dirname(os.path.abspath(__file__))
    ap.add_argument("packages", nargs="*", default=["std"])
    ap.add_argument("--golem", default=os.environ.get("GOLEM", os.path.join(here, "../../build/release/bin/golem")), type=os.path.abspath)
    ap.add_argument("--go", default="/usr/local/go/bin/go")
    ap.add_argument("--flags", default="-m -l", help="what both compilers get as -gcflags")
    ap.add_argument("--max", type=float, default=100, help="fail above this percentage of differing lines in a package")
    ap.add_argument("-v", action="store_true", help="print the lines that differ")
    args = ap.parse_args()
    goroot = subprocess.run([args.go, "env", "GOROOT"], stdout=subprocess.PIPE, text=True).stdout.strip()
    total = different = passed = failed = bodies = same = 0
    with tempfile.TemporaryDirectory(prefix="escape-std-") as cwd:
        env = dict(os.environ, GOROOT=goroot, CGO_ENABLED="0") # golem has neither cgo nor assembly: what both compile is compared
        run = lambda cmd: subprocess.run(cmd, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        # go replays what it said when a package was compiled; golem's inspector needs no code.
        want = lines(run([args.go, "build", "-tags=purego", f"-gcflags={args.flags}", *args.packages]).stdout, cwd, goroot)
        r = run([args.golem, "escape", "--gc", f"--gcflags={args.flags}", *args.packages])
        if r.returncode != 0:
            print(f"golem failed: {r.stdout[-300:]}")
            print("escape-std: 0 passed, 1 failed")
            return 1
        got = lines(r.stdout, cwd, goroot)
    for p in sorted(want):
        n = d = 0
        for f in sorted(want[p]):
            if f not in got[p]:
                continue
            n += len(want[p][f])
            missing, extra = want[p][f] - got[p][f], got[p][f] - want[p][f]
            printed = {x for x in want[p][f] if x[2].startswith("can inline ") and " as: " in x[2]}
            bodies, same = bodies + len(printed), same + len(printed & got[p][f])
            d += len({x[:2] for x in missing | extra})
            if args.v:
                for sign, s in (("-", missing), ("+", extra)):
                    for l, c, t in sorted(s):
                        print(f"{sign} {f}:{l}:{c}: {t}")
        total += n
        different += d
        percent = 100.0 * d / n if n else 0.0
        bad = percent > args.max
        passed, failed = passed + (not bad), failed + bad
        if d:
            print(f"{'FAIL ' if bad else ''}{p}: {d} of {n} lines differ ({percent:.2f} %)", flush=True)
    print(f"{different} of {total} lines differ" + (f" ({100.0 * different / total:.2f} %)" if total else ""))
    if bodies:
        print(f"{same} of {bodies} printed bodies are the same ({100.0 * same / bodies:.1f} %)")
    print(f"escape-std: {passed} passed, {failed} failed")
    return 1 if failed else 0

if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""The race detector on Go's own tests of it (GOROOT/src/runtime/race/testdata): 300-odd functions whose names say whether they race.

  race.py [-run RE] [-v] [--golem PATH] [--keep]

As runtime/race's race_test.go does, one process runs them all, and between a test's beginning and the next one's there has to be a report of a
race, or none. The last line counts: "race: N passed, M failed". Tests named "Failing" are those that ThreadSanitizer is known to miss.
"""
import argparse, glob, os, re, subprocess, sys, tempfile

def main():
    ap = argparse.ArgumentParser()
    here = os.path.dirname(os.path.abspath(__file__))
    ap.add_argument("-run", default="", help="only these tests")
    ap.add_argument("-v", action="store_true", help="print every test's result")
    ap.add_argument("--golem", default=os.environ.get("GOLEM", os.path.join(here, "../../build/release/bin/golem")))
    ap.add_argument("--keep", metavar="FILE", help="the whole output goes there")
    args = ap.parse_args()
    goroot = os.environ.get("GOROOT", "/usr/local/go")
    # cgo_test.go starts go build with cgo.
    files = [f for f in sorted(glob.glob(goroot + "/src/runtime/race/testdata/*_test.go")) if not f.endswith("/cgo_test.go")]
    if not files:
        print(f"race.py: no tests in {goroot}/src/runtime/race/testdata")
        print("race: 0 passed, 1 failed")
        return 1
    env = {k: v for k, v in os.environ.items() if k not in ("GOMAXPROCS", "GODEBUG", "GORACE")}
    env.update(GOMAXPROCS="1", GORACE="suppress_equal_stacks=0 suppress_equal_addresses=0")
    def run(pattern):
        """Of each test: was there a report?"""
        cmd = [args.golem, "test", "-race", "-v", "-timeout=5m"] + ([f"-run={pattern}"] if pattern else []) + files
        with tempfile.TemporaryFile("w+", errors="replace") as log:
            subprocess.run(cmd, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
            log.seek(0)
            text = log.read()
        parts = re.split(r"^=== RUN   Test(\w+)\n", text, flags=re.M)
        found = {}
        for name, body in zip(parts[1::2], parts[2::2]):
            if name.startswith(("Race", "NoRace")) and "--- SKIP:" not in body:
                found[name] = "DATA RACE" in body or "fatal error: concurrent map" in body
        return found, text
    found, text = run(args.run)
    wrong = [n for n in found if found[n] != n.startswith("Race") and "Failing" not in n]
    if wrong: # on a busy machine a report may be lost: ThreadSanitizer remembers the last accesses only
        found.update(run("^Test(" + "|".join(wrong) + ")$")[0])
    if args.keep:
        open(args.keep, "w").write(text)
    passed = failed = 0
    known = []
    for name, got in found.items():
        ok = got == name.startswith("Race")
        if not ok and "Failing" in name:
            known.append(name)
            continue
        passed, failed = passed + ok, failed + (not ok)
        if args.v or not ok:
            print(("ok   " if ok else "FAIL ") + name + ("" if ok else ": reports a race" if got else ": no report"))
    if not passed:
        print("FAIL: " + text[-2000:])
        failed += 1
    print(f"race: {passed} passed, {failed} failed" + (f" ({len(known)} known to be missed)" if known else ""))
    return 1 if failed else 0

if __name__ == "__main__":
    sys.exit(main())

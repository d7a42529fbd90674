#!/usr/bin/env python3
"""The standard library's own tests, through `golem test -short` and `go test -short`.

    tools/stdtest/stdtest.py [flags] [packages]      without packages: those of packages.txt, in its order

Says which tests and examples pass under go but not under golem, package by package, and ends with a line
"N packages, A tests pass, B fail, C skipped by list". What is in skips.txt is not run, each for the reason given there. A test that
takes the process down is reported, and the rest is run without it. go's results are kept in $GOLEMCACHE/stdtest-go.json.
"""
import argparse, json, os, re, subprocess, sys, time

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(here))
golem = os.environ.get("GOLEM", os.path.join(root, "build/release/bin/golem"))
cache = os.environ.get("GOLEMCACHE", os.path.expanduser("~/.cache/golem"))
kMaxCrashes = 12  # a package that takes more processes down than this is given up


def read_skips():
    """skips.txt: package, test (Top or Top/sub), reason."""
    skips = {}
    for line in open(os.path.join(here, "skips.txt")):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        pkg, test, reason = line.split(None, 2)
        skips.setdefault(pkg, {})[test] = reason
    return skips


def stable(test):
    """A name without the addresses that subtests named after values with pointers have."""
    return re.sub("0x[0-9a-f]{6,}", "0xADDRESS", test)


def run(cmd, limit):
    """Runs a test command with -json. Results by test name, output by test name, text outside of tests, seconds."""
    start = time.time()
    p = subprocess.run(["timeout", "-k", "10", str(limit)] + cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", text=True, errors="replace")
    results, output, other, running, total = {}, {}, [], [], None
    for line in p.stdout.splitlines():
        try:
            e = json.loads(line)
        except ValueError:
            other.append(line + "\n")
            continue
        test, action = e.get("Test"), e.get("Action")
        test = test and stable(test)
        if action in ("output", "build-output"):
            (output.setdefault(test, []) if test else other).append(e["Output"])
        elif action == "run":
            running.append(test)
        elif action in ("pass", "fail", "skip"):
            if test:
                results[test] = (action, e.get("Elapsed", 0))
                if test in running:
                    running.remove(test)
            else:
                total = e.get("Elapsed")
    return {"results": results, "output": output, "other": "".join(other), "running": running, "status": p.returncode,
            "seconds": time.time() - start, "tests_seconds": total}


def pattern(tests):
    # -skip matches level by level; only whole top-level tests and single subtests are named in the list.
    return "|".join("/".join("^%s$" % re.escape(part) for part in t.split("/")) for t in tests)


def go_results(pkg, flags, goroot):
    path = os.path.join(cache, "stdtest-go.json")
    try:
        store = json.load(open(path))
    except (OSError, ValueError):
        store = {}
    key = " ".join([pkg] + flags)
    if key not in store:
        r = run([os.path.join(goroot, "bin/go"), "test", "-json", "-vet=off", *flags, pkg], 900)
        store[key] = {"results": {t: a for t, (a, _) in r["results"].items()}, "seconds": r["seconds"], "tests_seconds": r["tests_seconds"],
                      "times": {t: e for t, (_, e) in r["results"].items()}}
        os.makedirs(cache, exist_ok=True)
        json.dump(store, open(path + ".tmp", "w"))
        os.replace(path + ".tmp", path)
    r = store[key]
    return dict(r, results={stable(t): a for t, a in r["results"].items()}, times={stable(t): e for t, e in r["times"].items()})


def first_lines(lines, n=6):
    text = [l.rstrip("\n") for l in lines if not l.startswith("=== ") and l.strip()]
    return text[:n]


def test_package(pkg, skips, flags, goroot, limit, verbose):
    go = go_results(pkg, flags, goroot)
    skipped = dict(skips.get(pkg, {}))
    crashed, results, output, seconds, tests_seconds, why = {}, {}, {}, 0, None, ""
    while True:
        names = list(skipped) + list(crashed)
        skip = ["-skip=" + pattern(names)] if names else []
        r = run([golem, "test", "-json", *flags, *skip, pkg], limit)
        results.update(r["results"])
        output.update(r["output"])
        seconds = seconds or r["seconds"]
        tests_seconds = r["tests_seconds"] or tests_seconds
        text = "".join("".join(v) for v in r["output"].values()) + r["other"]
        tops = [t for t in r["running"] if "/" not in t]
        # A panic in a test ends the process, but its report says "fail".
        tops += [t for t, (a, _) in r["results"].items() if a == "fail" and "/" not in t and "repanicked]" in "".join(r["output"].get(t, []))]
        if r["status"] == 0 or not (tops or r["status"] == 124 or not r["results"]):
            break
        # The process ended in the middle of a test: without that one, again.
        if not tops or len(crashed) >= kMaxCrashes:
            why = "%s: %s" % ("time limit" if r["status"] == 124 else "gave up", " | ".join(first_lines((r["other"] or text).splitlines(), 8)))
            break
        # Several may be open (parallel tests): the one whose output has the panic, else the last.
        guilty = tops[-1]
        for t in tops:
            if re.search(r"^(panic:|fatal error:|SIG|unexpected fault|\[signal)", "".join(r["output"].get(t, [])), re.M):
                guilty = t
        crashed[guilty] = first_lines([l for l in text.splitlines() if re.search(r"panic:|fatal error:|SIG[A-Z]+|signal:|killed|runtime error", l)], 3) or ["exit status %d" % r["status"]]
    good = [t for t, a in go["results"].items() if a == "pass"]
    under = lambda t, names: t in names or any(t.startswith(n + "/") for n in names)
    anywhere = tuple(skips.get("*", {}))  # "/AVX2": subtests of that name, and what is below
    by_list = [t for t in good if under(t, skipped) or (results.get(t, ("missing",))[0] != "pass" and any(t.endswith(n) or n + "/" in t for n in anywhere))]
    bad = [t for t in good if t not in by_list and not under(t, crashed) and results.get(t, ("missing", 0))[0] not in ("pass",)]
    bad_skips = [t for t in bad if results.get(t, ("", 0))[0] == "skip"]
    passed = len(good) - len(by_list) - len(bad) - len([t for t in good if under(t, crashed)])
    lines = []
    for t, text in crashed.items():
        lines.append("CRASH %s %s: %s" % (pkg, t, " | ".join(text)))
    if why:
        lines.append("FAIL %s: %s" % (pkg, why))
        bad = bad if results else []
    shown = [t for t in bad if "/" not in t or t.rsplit("/", 1)[0] not in bad] if not verbose else bad
    for t in shown:
        state = results.get(t, ("did not run", 0))[0]
        detail = first_lines(output.get(t, []))
        subs = [b for b in bad if b.startswith(t + "/")]
        if subs and not detail:
            detail = first_lines(output.get(subs[-1], []))
        lines.append("FAIL %s %s (%s): %s" % (pkg, t, state, " | ".join(detail)))
    slow = ""
    if tests_seconds is not None and go["tests_seconds"]:
        slow = "  tests %.2fs (go %.2fs)" % (tests_seconds, go["tests_seconds"])
        for t, (_, e) in results.items():
            g = go["times"].get(t, 0)
            if e and e > 1 and e > 3 * g and "/" not in t:
                lines.append("slow %s %s: %.2fs, go %.2fs" % (pkg, t, e, g))
    fails = len(bad) + len([t for t in good if under(t, crashed)]) + (1 if why else 0)
    print("%-4s %-24s %4d pass, %d fail, %d skipped  all %.1fs (go %.1fs)%s" % ("ok" if not fails else "FAIL", pkg, passed, fails, len(by_list), seconds, go["seconds"], slow))
    for l in lines:
        print("    " + l[:600])
    sys.stdout.flush()
    return passed, fails, len(by_list)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("packages", nargs="*")
    ap.add_argument("--long", action="store_true", help="without -short")
    ap.add_argument("--run", help="only tests that match")
    ap.add_argument("--limit", type=int, default=600, help="seconds for a package under golem")
    ap.add_argument("--verbose", action="store_true", help="failing subtests one by one")
    a = ap.parse_args()
    packages = a.packages or [l.strip() for l in open(os.path.join(here, "packages.txt")) if l.strip() and not l.startswith("#")]
    flags = ([] if a.long else ["-short"]) + (["-run=" + a.run] if a.run else [])
    goroot = re.search(r'GOROOT="(.*)"', subprocess.run([golem, "env"], stdout=subprocess.PIPE, text=True).stdout).group(1)
    skips = read_skips()
    total = [0, 0, 0]
    for pkg in packages:
        total = [x + y for x, y in zip(total, test_package(pkg, skips, flags, goroot, a.limit, a.verbose))]
    print("%d packages, %d tests pass, %d fail, %d skipped by list" % (len(packages), *total))
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Compares golem with gc: run time of programs, and time to compile.

  bench.py [run] [NAME…] [-n ROUNDS] [--cpu] [--json]     each tools/bench/programs/*.go, built by both, run alternately
  bench.py compile [-n ROUNDS] [--json]           build time, scanner and parser speed, golem check std
  bench.py all

The golem binary is $GOLEM, or build/release/bin/golem. Times are medians of wall clock seconds; the ratio is golem/gc, so
below 1 golem is faster. --cpu takes processor time (user + system, all threads) instead: steadier when the machine has
other work, but it counts waiting threads that spin and the collector's helpers. A program whose two outputs differ is an error and is not counted.
"""
import argparse, glob, json, math, os, resource, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
GOLEM = os.environ.get("GOLEM", os.path.join(ROOT, "build/release/bin/golem"))
GO = shutil.which("go") or "/usr/local/go/bin/go"

# Which geometric mean a program counts for.
GROUPS = {
    "library": ["fmt_print", "json_roundtrip", "regexp_match", "sort_slices", "strings_ops", "bufio_lines", "sha256_sum", "big_numbers", "timers", "defer_recover"],
    "compute": ["fib", "nbody", "spectral_norm", "matmul", "sieve", "fannkuch", "lcs"],
    "runtime": ["binary_trees", "map_int", "map_string", "string_concat", "string_scan", "chan_pingpong", "chan_buffered", "goroutines"],
}


cpu_time = False  # --cpu


def clock():
    if not cpu_time:
        return time.perf_counter()
    r = resource.getrusage(resource.RUSAGE_CHILDREN)
    return r.ru_utime + r.ru_stime


def timed(cmd, cwd=None, check=True):
    """Runs a command; returns (seconds, exit status, output)."""
    start = clock()
    p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=cwd)
    seconds = clock() - start
    if check and p.returncode != 0:
        raise RuntimeError(f"{' '.join(cmd)}: exit status {p.returncode}\n{p.stdout.decode(errors='replace')[:2000]}")
    return seconds, p.returncode, p.stdout


def geomean(xs):
    return math.exp(sum(math.log(x) for x in xs) / len(xs)) if xs else None


def bench_run(names, rounds):
    programs = sorted(glob.glob(os.path.join(HERE, "programs", "*.go")))
    if names:
        programs = [p for p in programs if os.path.basename(p)[:-3] in names]
    order = {n: i for i, n in enumerate(sum(GROUPS.values(), []))}
    programs.sort(key=lambda p: order.get(os.path.basename(p)[:-3], 99))
    rows = []
    with tempfile.TemporaryDirectory() as tmp:
        for src in programs:
            name = os.path.basename(src)[:-3]
            group = next((g for g, ns in GROUPS.items() if name in ns), "runtime")
            exes = {"golem": os.path.join(tmp, name + ".golem"), "gc": os.path.join(tmp, name + ".gc")}
            row = {"name": name, "group": group}
            rows.append(row)
            try:
                timed([GOLEM, "build", "-o", exes["golem"], src])
                timed([GO, "build", "-o", exes["gc"], src])
                out = {who: timed([exe])[2] for who, exe in exes.items()}  # also warms the page cache
                if out["golem"] != out["gc"]:
                    raise RuntimeError(f"output differs: golem {out['golem'][:80]!r}, gc {out['gc'][:80]!r}")
                times = {"golem": [], "gc": []}
                for _ in range(rounds):
                    for who in ("golem", "gc"):
                        times[who].append(timed([exes[who]])[0])
                for who in times:
                    row[who] = statistics.median(times[who])
                    row[who + "_all"] = [round(t, 4) for t in times[who]]
                row["ratio"] = row["golem"] / row["gc"]
            except (RuntimeError, OSError) as e:
                row["error"] = str(e).strip()
            progress(row)
    means = {g: geomean([r["ratio"] for r in rows if r["group"] == g and "ratio" in r]) for g in GROUPS}
    return {"rounds": rounds, "time": "cpu" if cpu_time else "wall", "programs": rows, "geomean": means}


def progress(row):
    if sys.stderr.isatty():
        print(row["name"], row.get("error") or f"{row['ratio']:.2f}", file=sys.stderr)


def print_run(r):
    print(f"{'program':<16}{'golem s':>10}{'gc s':>10}{'golem/gc':>10}")
    for group, mean in r["geomean"].items():
        for row in [x for x in r["programs"] if x["group"] == group]:
            if "error" in row:
                print(f"{row['name']:<16}  error: {row['error'].splitlines()[0]}")
            else:
                print(f"{row['name']:<16}{row['golem']:>10.3f}{row['gc']:>10.3f}{row['ratio']:>10.2f}")
        if mean:
            print(f"{group + ' (geometric mean)':<36}{mean:>10.2f}")


def sample_program(lines):
    """A program of about this many lines that imports nothing: many small functions that are all used."""
    out, calls, n = ["package main", ""], [], 0
    while len(out) + len(calls) < lines - 6:
        out += [f"type rec{n} struct {{ a, b int; s []int; m map[string]int }}",
                f"func (r *rec{n}) step(k int) (t int) {{",
                "\tfor i, v := range r.s {", f"\t\tif v%{n + 2} == k {{", "\t\t\tr.m[\"key\"] += i", "\t\t\tcontinue", "\t\t}",
                "\t\tswitch {", "\t\tcase v > k: t += v*i", "\t\tdefault: t -= r.a ^ r.b", "\t\t}", "\t}",
                "\tr.s = append(r.s, t)", "\treturn t + len(r.m)", "}", ""]
        calls.append(f"\tt += (&rec{n}{{a: {n}, s: []int{{1, 2, 3, {n}}}, m: map[string]int{{}}}}).step({n})")
        n += 1
    return "\n".join(out + ["func main() {", "\tt := 0"] + calls + ["\tprintln(t)", "}", ""])


def find_tool(name):
    """A tool of golem's build tree: where the golem binary was built, else in any tree under build/."""
    build = os.path.dirname(os.path.dirname(os.path.abspath(GOLEM)))
    hits = [h for b in (build, os.path.join(ROOT, "build/*")) for h in glob.glob(os.path.join(b, "bin", name)) + glob.glob(os.path.join(b, "compiler/*", name))]
    return next((h for h in hits if os.access(h, os.X_OK) and os.path.isfile(h)), None)


def bench_compile(rounds):
    rows = []

    def row(name, golem, gc, unit="s", note=""):
        rows.append({"name": name, "golem": golem, "gc": gc, "unit": unit, "note": note})

    with tempfile.TemporaryDirectory() as tmp:
        src = os.path.join(tmp, "main.go")
        # Each round compiles a program that neither has seen: a constant changes.
        golem, gc, again_golem, again_gc = [], [], [], []
        base = sample_program(300)
        for i in range(rounds + 1):
            text = base.replace("t := 0", f"t := {i + time.time_ns() % 1000000}")
            with open(src, "w") as f:
                f.write(text)
            g = timed([GOLEM, "build", "-o", os.path.join(tmp, "a.golem"), src])[0]
            c = timed([GO, "build", "-o", os.path.join(tmp, "a.gc"), src])[0]
            g2 = timed([GOLEM, "build", "-o", os.path.join(tmp, "a.golem"), src])[0]
            c2 = timed([GO, "build", "-o", os.path.join(tmp, "a.gc"), src])[0]
            if i > 0:  # the first warms both
                golem.append(g), gc.append(c), again_golem.append(g2), again_gc.append(c2)
        n = base.count("\n")
        med = statistics.median
        row(f"build, {n} lines, changed", med(golem), med(gc))
        row(f"build, {n} lines, unchanged", med(again_golem), med(again_gc))
        row("size of the executable", os.path.getsize(os.path.join(tmp, "a.golem")) / 1e6, os.path.getsize(os.path.join(tmp, "a.gc")) / 1e6, "MB")

        # Type-checking the standard library: golem check std, and go/parser + go/types on the same packages.
        gotypes = os.path.join(tmp, "gotypes")
        timed([GO, "build", "-o", gotypes, os.path.join(HERE, "gotypes", "main.go")])
        goroot = subprocess.run([GO, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()
        a, b = [], []
        out = b""
        status = 0
        for _ in range(max(1, min(rounds, 3))):
            seconds, status, _ = timed([GOLEM, "check", "std"], check=False)
            a.append(seconds)
            seconds, _, out = timed([gotypes, goroot])
            b.append(seconds)
        row("parse and check std", med(a), med(b), "s", out.decode().strip() + ("" if status == 0 else f"; golem's exit status {status}"))

        # The scanner and parser alone.
        tool = find_tool("syntax_bench")
        for what, flags in (("scanner", ["--scan"]), ("scanner and parser", [])):
            if not tool:
                row(what, None, None, "", "syntax_bench is not built: ninja -C BUILD syntax_bench")
                continue
            text = timed([tool, "--times=3"] + flags + [os.path.join(goroot, "src")], check=False)[2].decode(errors="replace")
            row(what, None, None, "", text.strip().splitlines()[-1])
    return {"rounds": rounds, "compile": rows}


def print_compile(r):
    print(f"{'what':<32}{'golem':>10}{'gc':>10}{'golem/gc':>10}")
    for x in r["compile"]:
        if x["golem"] is None:
            print(f"{x['name']}: {x['note']}")
            continue
        print(f"{x['name'] + ', ' + x['unit']:<32}{x['golem']:>10.3f}{x['gc']:>10.3f}{x['golem'] / x['gc']:>10.2f}"
              + (f"   {x['note']}" if x["note"] else ""))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", nargs="*", help="run, compile, all, or names of programs")
    ap.add_argument("-n", type=int, default=5, help="rounds (default 5)")
    ap.add_argument("--cpu", action="store_true", help="processor time instead of wall clock time")
    ap.add_argument("--json", action="store_true", help="machine-readable")
    a = ap.parse_args()
    global cpu_time
    cpu_time = a.cpu
    names = [w for w in a.what if w not in ("run", "compile", "all")]
    known = [os.path.basename(p)[:-3] for p in glob.glob(os.path.join(HERE, "programs", "*.go"))]
    for n in names:
        if n not in known:
            sys.exit(f"bench.py: no program {n}; there are: {' '.join(sorted(known))}")
    result = {}
    if "compile" not in a.what or "run" in a.what or names:
        result.update(bench_run(names, a.n))
        if not a.json:
            print_run(result)
    if "compile" in a.what or "all" in a.what:
        c = bench_compile(a.n)
        result.update(c)
        if not a.json:
            print_compile(c)
    if a.json:
        json.dump(result, sys.stdout, indent=1)
        print()
    return 1 if any("error" in r for r in result.get("programs", [])) else 0


if __name__ == "__main__":
    sys.exit(main())

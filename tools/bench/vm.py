#!/usr/bin/env python3
"""Compares golem vm with yaegi and Lua 5.4 on the programs of tools/bench/vm, and starting up with go run.

  vm.py [NAME…] [-n ROUNDS] [--json] [--cpu]

Wall clock of whole runs (golem's file is warm, as on a second run), medians, and the largest resident set of the process that runs the
program. --cpu: the least CPU time
(user and system) instead, for a machine that does other things, too. yaegi: $YAEGI, else the one on the
PATH, else it is installed from the Go module proxy; lua5.4 where it is there. Outputs must agree.
"""
import argparse, glob, json, math, os, resource, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
GOLEM = os.environ.get("GOLEM", os.path.join(ROOT, "build/release/bin/golem"))
GO = shutil.which("go") or "/usr/local/go/bin/go"


def yaegi():
    y = os.environ.get("YAEGI") or shutil.which("yaegi")
    if y:
        return y
    d = os.path.join(tempfile.gettempdir(), "golem-bench-yaegi")
    exe = os.path.join(d, "yaegi")
    if not os.path.exists(exe):
        subprocess.run([GO, "install", "github.com/traefik/yaegi/cmd/yaegi@v0.16.1"], env=dict(os.environ, GOBIN=d, GOFLAGS="-mod=mod"), check=False)
    return exe if os.path.exists(exe) else None


def peak(pid):
    """The largest resident set of the process so far, in KB; what it was before an exec does not count."""
    try:
        with open(f"/proc/{pid}/status") as f:
            return next((int(line.split()[1]) for line in f if line.startswith("VmHWM:")), 0)
    except (OSError, ProcessLookupError):
        return 0


def timed(cmd):
    """(seconds, peak KB, stdout, CPU seconds). The compiler's own memory is not the program's: it has been replaced by the machine."""
    with tempfile.TemporaryFile() as f:
        start = time.perf_counter()
        p = subprocess.Popen(cmd, stdout=f, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        kb = 0
        while True:
            kb = peak(p.pid) or kb
            pid, status, usage = os.wait4(p.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(0.001)
        seconds = time.perf_counter() - start
        f.seek(0)
        out = f.read()
    if status:
        raise SystemExit(f"bench: {' '.join(cmd)} failed: {out.decode(errors='replace')[:300]}")
    return seconds, kb, out, usage.ru_utime + usage.ru_stime


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("names", nargs="*")
    ap.add_argument("-n", type=int, default=5)
    ap.add_argument("--json", action="store_true")
    ap.add_argument("--cpu", action="store_true")
    a = ap.parse_args()
    y, lua = yaegi(), shutil.which("lua5.4")
    rows, ratios, memory = [], {"yaegi": [], "lua": []}, {"yaegi": [], "lua": []}
    for src in sorted(glob.glob(os.path.join(HERE, "vm/*.go"))):
        name = os.path.basename(src)[:-3]
        if a.names and name not in a.names:
            continue
        ways = {"golem": [GOLEM, "vm", "run", src]}
        if y:
            ways["yaegi"] = [y, "run", src]
        if lua and os.path.exists(src[:-3] + ".lua"):
            ways["lua"] = [lua, src[:-3] + ".lua"]
        timed(ways["golem"])
        got = {w: [] for w in ways}
        for _ in range(a.n):
            for w, cmd in ways.items():
                got[w].append(timed(cmd))
        outs = {w: r[0][2] for w, r in got.items()}
        if len(set(outs.values())) != 1:
            raise SystemExit(f"bench: {name}: outputs differ: {outs}")
        row = {"name": name}
        for w, r in got.items():
            row[w] = min(x[3] for x in r) if a.cpu else statistics.median(x[0] for x in r)
            row[w + "_mb"] = max(x[1] for x in r) / 1024
            if w != "golem":
                row["x_" + w] = row[w] / row["golem"]
                ratios[w].append(row["x_" + w])
                memory[w].append(row[w + "_mb"] / row["golem_mb"])
        rows.append(row)
        if not a.json:
            print(f"{name:10} golem {row['golem']:7.3f} s {row['golem_mb']:5.0f} MB" + "".join(f"   {w} {row[w]:7.3f} s {row[w + '_mb']:5.0f} MB  {row['x_' + w]:6.1f} x" for w in ("yaegi", "lua") if w in row), flush=True)
    if not a.names:
        with tempfile.TemporaryDirectory() as d:
            hello = os.path.join(d, "hello.go")
            open(hello, "w").write('package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n')
            ways = {"golem vm run": [GOLEM, "vm", "run", hello], "go run": [GO, "run", hello], "golem run": [GOLEM, "run", hello]}
            if y:
                ways["yaegi"] = [y, "run", hello]
            for w, cmd in ways.items():
                timed(cmd)
                t = statistics.median(timed(cmd)[0] for _ in range(max(a.n, 5)))
                rows.append({"name": "hello, " + w, "seconds": t})
                if not a.json:
                    print(f"hello with fmt, warm, {w:13} {t * 1000:6.0f} ms")
    summary = {w: math.exp(sum(map(math.log, r)) / len(r)) for w, r in ratios.items() if r}
    if a.json:
        print(json.dumps({"rows": rows, "times_faster_than": summary, "least_times_memory_of_golem": {w: min(m) for w, m in memory.items() if m}}, indent=1))
    else:
        for w, m in summary.items():
            print(f"golem vm is {m:.1f} times as fast as {w} (geometric mean), worst {min(ratios[w]):.2f}; {w} takes at least {min(memory[w]):.2f} times its memory")


main()

#!/usr/bin/env python3
"""Runs every program of testdata/seed with seeds: the same seed must give the same output, different seeds different interleavings.

A run that was recorded must be the same when it is replayed, and another program must not pass for it.

usage: seed.py [-runs N] [-seeds N] [-vm]      environment: GOLEM names the compiler
"""
import os, subprocess, sys, tempfile, argparse
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("-runs", type=int, default=200)
    ap.add_argument("-seeds", type=int, default=50)
    ap.add_argument("-least", type=int, default=10, help="different outputs that the seeds must give")
    ap.add_argument("-vm", action="store_true", help="run in the bytecode machine")
    a = ap.parse_args()
    golem = os.environ.get("GOLEM") or os.path.join(root, "build/release/bin/golem")
    passed = failed = 0
    earlier = None
    folder = os.path.join(root, "testdata/seed")
    with tempfile.TemporaryDirectory() as tmp:
        for name in sorted(os.listdir(folder)):
            exe = os.path.join(tmp, name[:-3] + (".gbc" if a.vm else ""))
            build = [golem] + (["vm"] if a.vm else []) + ["build", "-o", exe, os.path.join(folder, name)]
            b = subprocess.run(build, capture_output=True, text=True)
            if b.returncode:
                print(f"FAIL seed/{name}: does not build\n{b.stdout}{b.stderr}")
                failed += 1
                continue
            def run(seed):
                cmd = [golem, "vm", "run", "--seed", str(seed), exe] if a.vm else [exe]
                r = subprocess.run(cmd, capture_output=True, env=dict(os.environ, GOLEMSEED=str(seed)), timeout=60)
                return r.returncode, r.stdout, r.stderr
            problem = None
            first = run(1)
            if first[0]:
                problem = f"status {first[0]}: {first[2].decode(errors='replace')[:300]}"
            for i in range(a.runs):
                if not problem and run(1) != first:
                    problem = f"run {i + 1} with seed 1 differs from the first"
            rec = os.path.join(tmp, "run.rec")
            def play(how, what=exe):
                env = {k: v for k, v in os.environ.items() if k != "GOLEMSEED"}
                if not a.vm:
                    env["GOLEM" + how.upper()] = rec
                r = subprocess.run([golem, "vm", "run", "--" + how, rec, what] if a.vm else [what], capture_output=True, env=env, timeout=60)
                return r.returncode, r.stdout, r.stderr
            for i in range(3):
                recorded = play("record")
                if not problem and (recorded[0] or any(play("replay") != recorded for _ in range(3))):
                    problem = f"a replayed run differs from the recorded one: {recorded[2].decode(errors='replace')[:300]}"
            if earlier and not problem:
                other = play("replay", earlier)
                if other[0] != 2 or b"another program, or had another input" not in other[2]:
                    problem = f"another program replays its recording: {other[2].decode(errors='replace')[:300]}"
            earlier = exe
            outputs = {run(s) for s in range(1, a.seeds + 1)}
            if not problem and len(outputs) < min(a.least, a.seeds):
                problem = f"{a.seeds} seeds gave {len(outputs)} different outputs"
            if problem:
                failed += 1
                print(f"FAIL seed/{name}: {problem}")
            else:
                passed += 1
    print(f"seed: {passed} passed, {failed} failed")
    return 1 if failed else 0

sys.exit(main())

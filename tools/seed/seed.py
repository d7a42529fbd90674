#!/usr/bin/env python3
"""Runs every program of testdata/seed with seeds: the same seed must give the same output, different seeds different interleavings.

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

#!/usr/bin/env python3
"""Random programs through go build, golem at -O0 and -O2, and the bytecode machine: they must agree.

usage: fuzz.py [-n N] [-from SEED] [-size N] [-j N] [-no-vm | -only vm,O2,O0] [-keep DIR]     one line for each difference, then the count
       fuzz.py -reduce FILE.go                                        shrinks a program while its difference remains
environment: GOLEM names the compiler
"""
import argparse, concurrent.futures, os, re, subprocess, sys, tempfile
here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(here))
golem = os.environ.get("GOLEM") or os.path.join(root, "build/release/bin/golem")
go = os.environ.get("GO") or (os.path.join(os.environ["GOROOT"], "bin/go") if os.environ.get("GOROOT") else "go")


def run(cmd, cwd, timeout=60):
    try:
        r = subprocess.run(cmd, cwd=cwd, capture_output=True, timeout=timeout, stdin=subprocess.DEVNULL)
        return r.returncode, r.stdout, r.stderr
    except subprocess.TimeoutExpired:
        return "timeout", b"", b""


def first(err):
    """What of stderr is compared: the lines up to the first goroutine's header."""
    text = err.decode(errors="replace")
    text = re.sub(r"\n(goroutine \d+ \[|exit status|runtime stack:).*", "", text, flags=re.S)
    text = re.sub(r"runtime: sp=.*\n", "", text)
    return re.sub(r"0x[0-9a-f]+", "0x", text).strip()


def observe(kind, src, tmp):
    """(status, stdout, first lines of stderr) of the program built in one way, or what the compiler said."""
    exe = os.path.join(tmp, kind)
    if kind == "vm":
        r = run([golem, "vm", "run", src], tmp, 60)
        return r[0], r[1], first(r[2])
    build = [go, "build", "-o", exe, src] if kind == "go" else [golem, "build", "-O", kind[1], "-o", exe, src]
    b = run(build, tmp, 120)
    if b[0]:
        return "build", b"", b[2].decode(errors="replace") + b[1].decode(errors="replace")
    r = run([exe], tmp, 20)
    os.unlink(exe)
    return r[0], r[1], first(r[2])


def compare(src, kinds):
    """None, or a text that names the first difference from go."""
    with tempfile.TemporaryDirectory() as tmp:
        want = observe("go", src, tmp)
        if want[0] in ("build", "timeout"):
            return "skip: " + str(want[0]) + " " + want[2][:300]
        for k in kinds:
            got = observe(k, src, tmp)
            if got != want:
                if got[0] != want[0]:
                    return f"{k}: status {got[0]}, go {want[0]}: {got[2][:300]}"
                if got[1] != want[1]:
                    a, b = want[1].split(b"\n"), got[1].split(b"\n")
                    i = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
                    return f"{k}: line {i + 1} of the output: {b[i:i + 1]!r}, go {a[i:i + 1]!r}"
                return f"{k}: stderr {got[2][:200]!r}, go {want[2][:200]!r}"
    return None


def one(seed, size, kinds, keep):
    with tempfile.TemporaryDirectory() as tmp:
        src = os.path.join(tmp, f"fuzz{seed}.go")
        text = subprocess.run([sys.executable, os.path.join(here, "gen.py"), str(seed), str(size)], capture_output=True, text=True, check=True).stdout
        open(src, "w").write(text)
        bad = compare(src, kinds)
        if bad and not bad.startswith("skip") and keep:
            open(os.path.join(keep, f"fuzz{seed}.go"), "w").write(text)
        return seed, bad


def reduce(path, kinds):
    """Removes runs of lines, long ones first, as long as the same way of building differs in the same way."""
    text = open(path).read().split("\n")
    def bad(lines):
        with tempfile.TemporaryDirectory() as tmp:
            src = os.path.join(tmp, "r.go")
            open(src, "w").write("\n".join(lines))
            b = compare(src, kinds)
            return None if not b or b.startswith("skip") else re.sub(r":.*", "", b) + (" status" if "status" in b else "")
    want = bad(text)
    if not want:
        sys.exit("fuzz: no difference in " + path)
    kinds = [want.split()[0]]
    n = max(1, len(text) // 2)
    while n >= 1:
        i, removed = 0, False
        while i < len(text):
            shorter = text[:i] + text[i + n:]
            # a block goes with its closing brace: only balanced pieces are tried
            piece = "\n".join(text[i:i + n])
            if piece.count("{") == piece.count("}") and piece.strip() and bad(shorter) == want:
                text, removed = shorter, True
            else:
                i += 1 if n == 1 else max(1, n // 2)
        if not removed or n > 1:
            n //= 2
    print("\n".join(text))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("-n", type=int, default=100)
    ap.add_argument("-from", dest="start", type=int, default=1)
    ap.add_argument("-size", type=int, default=40)
    ap.add_argument("-j", type=int, default=os.cpu_count() or 2)
    ap.add_argument("-no-vm", dest="novm", action="store_true")
    ap.add_argument("-only", help="ways to compare with go, with commas between them: O2, O0, vm")
    ap.add_argument("-keep")
    ap.add_argument("-reduce")
    a = ap.parse_args()
    kinds = a.only.split(",") if a.only else ["O2", "O0"] + ([] if a.novm else ["vm"])
    if unknown := set(kinds) - {"O2", "O0", "vm"}:
        ap.error("unknown: " + ", ".join(unknown))
    if a.reduce:
        return reduce(a.reduce, kinds)
    if a.keep:
        os.makedirs(a.keep, exist_ok=True)
    passed = failed = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(a.j) as pool:
        for seed, bad in pool.map(lambda s: one(s, a.size, kinds, a.keep), range(a.start, a.start + a.n)):
            if not bad:
                passed += 1
            elif bad.startswith("skip"):
                skipped += 1
                print(f"SKIP fuzz {seed}: {bad}")
            else:
                failed += 1
                print(f"FAIL fuzz {seed}: {bad}", flush=True)
    print(f"fuzz: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

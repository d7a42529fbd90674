#!/usr/bin/env python3
"""Is escape analysis linear? Generates programs of growing size and times the analysis alone (golem escape --time-passes).

  escape_scale.py [--full] [--golem PATH]     --full: the sizes that count, 50,000 assignments and 20,000 functions; else a tenth of them

Each shape is analyzed at half its size and at its size. A shape fails when the whole takes more than 2 s of processor time, or (once that is
measurable) more than three times as long as the half. The last line counts: "escape-scale: N passed, M failed".
"""
import argparse, os, re, subprocess, sys, tempfile

LIMIT = 2.0    # seconds
GROWTH = 3.0   # twice the size: twice the time, and some noise
NOISE = 0.15   # seconds below which growth is not looked at

def assignments(n):
    """One function, n assignments of every weight among a few hundred variables: addresses, copies, loads, fields, a loop."""
    out = ["package p", "type T struct { p *T; q **T; s []*T }", "var G *T", "func big(in *T, k int) (*T, *T) {"]
    vars_ = 300
    for i in range(vars_):
        out.append(f"\tvar x{i} T; p{i} := &x{i}; q{i} := &p{i}; _, _ = p{i}, q{i}")
    out.append("\tfor k > 0 {")
    for i in range(n):
        a, b = (i * 7919 + 13) % vars_, (i * 104729 + 7) % vars_
        out.append("\t\t" + [f"p{a} = p{b}", f"x{a}.p = p{b}", f"p{a} = *q{b}", f"q{a} = &p{b}", f"x{a}.q = q{b}", f"p{a} = x{b}.p", f"p{a} = p{b}.p.p", f"x{a}.s = append(x{a}.s, p{b})",
                            f"p{a} = &T{{p: p{b}}}", f"x{a} = x{b}"][i % 10])
    out += ["\t\tk--", "\t}", "\tif k < -1 { G = p7 }", "\treturn p1, in", "}"]
    return "\n".join(out) + "\n"

def chain(n):
    """n variables, each holding the address of the one before, the last one stored in a package variable: all are on the heap."""
    out = ["package p", "type T struct { p *T }", "var G *T", "func big() {", "\tvar x0 T"]
    out += [f"\tvar x{i} T; x{i}.p = &x{i - 1}" for i in range(1, n)]
    out += [f"\tG = &x{n - 1}", "}"]
    return "\n".join(out) + "\n"

def component(n):
    """n functions that all reach each other, with objects, loops, several results and closures."""
    out = ["package p", "type T struct { n int; p *T }", "var G *T"]
    for i in range(n):
        nxt, far = (i + 1) % n, (i * 31 + 17) % n
        body = [
            f"\tif a.n == {i} {{ return a, b.p }}",
            f"\tx := T{{n: {i}, p: b}}",
            f"\tr, s := f{nxt}(&x, a)",
            f"\tfor s != nil && s.n > 0 {{ y := T{{p: s}}; _, s = f{far}(b, &y) }}",
        ]
        if i % 5 == 0:
            body.append("\tg := func(t *T) *T { x.p = t; return r }\n\tr = g(s)")
        if i % 1000 == 999:
            body.append("\tG = b")
        out += [f"func f{i}(a, b *T) (*T, *T) {{", *body, "\treturn r, s", "}"]
    return "\n".join(out) + "\n"

def closures(n):
    """One function with n closures, each over a variable that the next one shares."""
    out = ["package p", "func big(in *int) *int {", "\tx0 := in"]
    for i in range(1, n):
        out.append(f"\tx{i} := in; h{i} := func() *int {{ x{i} = x{i - 1}; return x{i} }}; in = h{i}()")
    out += ["\treturn in", "}"]
    return "\n".join(out) + "\n"

SHAPES = [(assignments, 50000), (chain, 50000), (component, 20000), (closures, 10000)]

def analyze(golem, name, text, tmp):
    path = os.path.join(tmp, name + ".go")
    with open(path, "w") as f:
        f.write(text)
    # With -l: the inliner is not what is timed, and must not take the functions away.
    r = subprocess.run([golem, "escape", "--gc", "--gcflags=-m -l", "--time-passes", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    m = re.search(r"^escape +([\d.]+) s", r.stderr, re.M)
    if r.returncode or not m:
        return None, r.stderr.strip()[-300:]
    return float(m.group(1)), r.stdout

def main():
    ap = argparse.ArgumentParser()
    here = os.path.dirname(os.path.abspath(__file__))
    ap.add_argument("--full", action="store_true")
    ap.add_argument("--golem", default=os.environ.get("GOLEM", os.path.join(here, "../../build/release/bin/golem")), type=os.path.abspath)
    args = ap.parse_args()
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="escape-scale-") as tmp:
        for shape, size in SHAPES:
            n = size if args.full else size // 10
            half, why = analyze(args.golem, shape.__name__, shape(n // 2), tmp)
            whole, out = analyze(args.golem, shape.__name__, shape(n), tmp) if half is not None else (None, why)
            if whole is None:
                bad = "golem failed: " + out
            elif whole > LIMIT:
                bad = f"more than {LIMIT} s"
            elif whole > NOISE and whole > GROWTH * half:
                bad = f"{whole / half:.1f} times as long as the half"
            elif not re.search(r"moved to heap|escapes to heap|leaking param", out):
                bad = "nothing was found out"
            else:
                bad = ""
            print(("FAIL " if bad else "ok   ") + f"{shape.__name__} {n}: " + (f"{whole:.3f} s, the half {half:.3f} s" if whole is not None else "") + (bad and "; " + bad), flush=True)
            passed, failed = passed + (not bad), failed + bool(bad)
    print(f"escape-scale: {passed} passed, {failed} failed")
    return 1 if failed else 0

if __name__ == "__main__":
    sys.exit(main())

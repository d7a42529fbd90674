#!/usr/bin/env python3
"""Runs the Go project's own test tree (GOROOT/test) through golem.

Kinds: run (compile, run, compare output), compile (must compile), errorcheck (messages must match // ERROR comments),
escape (errorcheck and errorcheckdir with -m: what is on the heap, and what is inlined), runoutput, rundir. By default only files that import nothing.
Each failure is listed with its reason; the last line counts, for kind escape also the files with -l and those without by themselves.

  conformance.py [--kind run,compile,errorcheck] [--imports] [--filter SUBSTR] [--jobs N] [--golem PATH] [--goroot DIR] [-v]
  conformance.py escape [--std [PKG…]] …      --kind escape; with --std the standard library instead: escape_std.py with what follows
"""
import argparse, concurrent.futures, os, re, subprocess, sys, tempfile, shutil

def first_line(path):
    with open(path, errors="replace") as f:
        for line in f:
            line = line.strip()
            if line.startswith("//go:build") or not line:
                continue
            return line
    return ""

def action(path):
    """The test's kind and flags: the first line that is a comment but no build constraint."""
    line = first_line(path)
    if not line.startswith("//"):
        return None, []
    words = line[2:].split()
    return (words[0], words[1:]) if words else (None, [])

def strip_comments(src):
    return re.sub(r"/\*.*?\*/", "", re.sub(r"//[^\n]*", "", src), flags=re.S)

def has_imports(src):
    return re.search(r"^\s*import\b", strip_comments(src), re.M) is not None

def excluded(src):
    """Build constraints that keep the test away from linux/amd64 with a gc-compatible toolchain."""
    m = re.search(r"^//go:build (.*)$", src, re.M)
    if not m:
        return False
    expr = m.group(1)
    true = {"linux", "amd64", "unix", "gc", "goexperiment.rangefunc", "goexperiment.aliastypeparams", "goexperiment.swissmap"}
    def val(t):
        return t in true or re.fullmatch(r"go1\.\d+", t) is not None and int(t[4:]) <= 26
    py = re.sub(r"[\w.]+", lambda t: str(val(t.group(0))), expr).replace("&&", " and ").replace("||", " or ").replace("!", " not ")
    try:
        return not eval(py)
    except Exception:
        return False

def run(cmd, timeout, cwd=None, env=None):
    try:
        p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, cwd=cwd, env=env, stdin=subprocess.DEVNULL)
        return p.returncode, p.stdout
    except subprocess.TimeoutExpired as e:
        return "timeout", e.stdout or b""

def reason(out):
    text = out.decode(errors="replace").strip().splitlines()
    for l in text:
        if "internal error" in l or "panic:" in l or "fatal error" in l or "undefined symbol" in l:
            return l[:160]
    for l in text:
        if not l.startswith("#"):
            return l[:160]
    return ""

def errorcheck(path, src, out, multi=None):
    """As GOROOT's testdir does: each line with // ERROR must get a message for each of its patterns, and no message that fits none of them.
    // ERRORAUTO (lines of wrappers, which golem doesn't speak of) allows messages and asks for none."""
    errs = {}
    cur = None
    for l in out.decode(errors="replace").splitlines():
        m = re.match(r"([^\t].*?\.go):(\d+)(?::(\d+))?: (.*)", l)
        if m:
            cur = [m.group(1), int(m.group(2)), m.group(4)]
            errs.setdefault((os.path.basename(cur[0]), cur[1]), []).append(cur)
        elif l.startswith("\t") and cur:
            cur[2] += "\n" + l
    problems = []
    for name, text in (multi or {path: src}).items():
        base = os.path.basename(name)
        for n, line in enumerate(text.splitlines(), 1):
            if "////" in line:
                continue
            m = re.search(r"// (?:GC_)?ERROR(NEXT|AUTO)? (.*)", line)
            if not m:
                continue
            pats = re.findall(r'"([^"]*)"', m.group(2))
            pats += re.findall(r"`([^`]*)`", m.group(2)) if not pats else []
            at = n + 1 if m.group(1) == "NEXT" else n
            got = errs.pop((base, at), [])
            if not got:
                if m.group(1) != "AUTO":
                    problems.append(f"{base}:{at}: missing error {pats}")
                continue
            for p in pats:
                p2 = re.sub(r"LINE(([+-])(\d+))?", lambda k: f"{base}:{at + (int(k.group(2) + k.group(3)) if k.group(1) else 0)}", p)
                try:
                    rx = re.compile(p2)
                except re.error:
                    rx = re.compile(re.escape(p2))
                hit = [g for g in got if rx.search(g[2])]
                if not hit:
                    problems.append(f"{base}:{at}: no match for {p!r} in {[g[2] for g in got]}")
                got = [g for g in got if g not in hit]
            if got and m.group(1) != "AUTO":
                errs[base, at] = got
    for (b, n), gs in errs.items():
        for g in gs:
            problems.append(f"{b}:{n}: unexpected error: {g[2][:120]}")
    return problems

def split_packages(src, tmp):
    """A .dir test: files grouped by package clause are packages, imported as "./name". Here they become a module's folders. Returns for each
    folder, in the order of their first files, the texts by name."""
    made = {}
    with open(os.path.join(tmp, "go.mod"), "w") as f:
        f.write("module test\n\ngo 1.26\n")
    for name in sorted(os.listdir(src)):
        if not name.endswith(".go"):
            continue
        text = open(os.path.join(src, name), errors="replace").read()
        if excluded(text):
            continue
        pkg = re.search(r"^package\s+(\w+)", text, re.M).group(1)
        text = re.sub(r'^((?:import\s+)?\s*(?:[\w.]+\s+)?)"\./(\w+)"', r'\1"test/\2"', text, flags=re.M)
        # The package's folder is its file's name, as "./a" is a.go's, unless the file is one of several of main.
        folder = "main" if pkg == "main" else name[:-3] if pkg != name[:-3] and not os.path.exists(os.path.join(src, pkg + ".go")) else pkg
        os.makedirs(os.path.join(tmp, folder), exist_ok=True)
        # "x_test.go" is no test here, as on go tool compile's command line.
        with open(os.path.join(tmp, folder, name.replace("_test.go", "_tst.go")), "w") as f:
            f.write(text)
        made.setdefault(folder, {})[f.name] = text
    return made

def escape_messages(args, flags, what, texts, exe, cwd, env):
    """Builds one package with the flags and compares what is said about its files, {name: text}. None or what is wrong."""
    # Accepted and without effect: -0, -N, -live, -+, -p, and -d= other than escapemutationscalls. gc's tests are compiled as part
    # of the standard library and may leave functions without a body.
    rc, out = run([args.golem, "build", *args.build_flags, "-gcflags=" + ("test/...=" if what.startswith("./") else "") + "-complete=0 -std " + " ".join(flags), "-o", exe, what], 400, cwd=cwd, env=env)
    if rc == "timeout":
        return "timeout"
    if rc not in (0, 1):
        return f"build crashed: {rc}"
    # Instances of other packages' functions have lines, too.
    own = []
    for l in out.splitlines():
        m = re.match(rb"\t?([^\t]+?\.go):\d+", l)
        if b"internal error" in l or m and os.path.normpath(os.path.join(cwd, m.group(1).decode())) in texts:
            own.append(l)
    p = errorcheck(None, None, b"\n".join(own), texts)
    return "; ".join(p if args.v else p[:2]) if p else None

def build_and_run(args, what, progargs, exe, env, expected, cwd=None):
    if args.vm:
        exe = os.path.join(os.path.dirname(exe), "a.gbc")
    rc, out = run([args.golem, *(["vm"] if args.vm else []), "build", *args.build_flags, "-o", exe, *what], 240, env=env, cwd=cwd)
    if rc != 0:
        return f"compile: {rc if rc == 'timeout' else ''} " + reason(out)
    if args.check_escape:  # only what the collector finds counts
        _, out = run([exe, *progargs], 4 * args.timeout, cwd=os.path.join(args.goroot, "test"), env=env)
        m = re.search(rb"^checkescape: .*", out, re.M)
        return m.group(0).decode(errors="replace") if m else None
    rc, out = run([*([args.golem, "vm", "run"] if args.vm else []), exe, *progargs], args.timeout, cwd=os.path.join(args.goroot, "test"), env=env)
    if rc == "timeout":
        return "run: timeout"
    if rc != 0:
        return f"run: status {rc}: " + reason(out)
    want = open(expected, "rb").read() if os.path.exists(expected) else b""
    if out.replace(b"\r", b"") != want.replace(b"\r", b""):
        return "run: output differs: " + reason(out)
    return None

def one(args, path, kind, flags):
    src = open(path, errors="replace").read()
    tmp = tempfile.mkdtemp(prefix="golem-conf-")
    env = dict(os.environ, GOROOT=args.goroot)
    try:
        exe = os.path.join(tmp, "a.out")
        if kind == "run":
            more = [os.path.join(os.path.dirname(path), f) for f in flags if f.endswith(".go")]
            progargs = [f for f in flags if not f.startswith("-") and not f.endswith(".go")]
            return build_and_run(args, [path, *more], progargs, exe, env, path[:-3] + ".out")
        if kind == "rundir":
            split_packages(path[:-3] + ".dir", tmp)
            return build_and_run(args, ["./main"], [], exe, env, path[:-3] + ".out", cwd=tmp)
        if kind == "runoutput":
            rc, out = run([args.golem, "run", path, *flags], 120, cwd=os.path.dirname(path), env=env)
            if rc != 0:
                return f"generator: {rc}: " + reason(out)
            made = os.path.join(tmp, "made.go")
            with open(made, "wb") as f:
                f.write(out)
            return build_and_run(args, [made], [], exe, env, path[:-3] + ".out")
        if kind == "compile":
            cmd = [args.golem, "build", *args.build_flags, "-o", exe, path] if re.search(r"^package main\b", src, re.M) and re.search(r"^func main\(\)", src, re.M) else [args.golem, "build", *args.build_flags, "--emit=asm", path]
            rc, out = run(cmd, 120, env=env)
            if rc != 0:
                return "compile: " + reason(out)
            return None
        if kind == "escape":
            what = action(path)[0]
            if what in ("errorcheckdir", "errorcheckandrundir"):
                bad = [escape_messages(args, flags, "./" + folder, texts, exe, tmp, env) for folder, texts in split_packages(path[:-3] + ".dir", tmp).items()]
                if not any(bad) and what == "errorcheckandrundir":
                    bad = [build_and_run(args, ["./main"], [], exe, env, path[:-3] + ".out", cwd=tmp)]
                return "; ".join(b for b in bad if b) or None
            return escape_messages(args, flags, os.path.basename(path), {path: src}, exe, os.path.dirname(path), env)
        if kind == "errorcheck":
            lang = [f for f in flags if f.startswith("-lang=")]
            rc, out = run([args.golem, "check", "--errors=0", *lang, os.path.basename(path)], 60, cwd=os.path.dirname(path), env=env)
            if rc == "timeout":
                return "timeout"
            if rc not in (0, 1):
                return f"check crashed: {rc}"
            p = errorcheck(path, src, out)
            return "; ".join(p[:2]) if p else None
    finally:
        shutil.rmtree(tmp, ignore_errors=True)
    return "unknown kind"

def main():
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.argv[1:3] == ["escape", "--std"]:
        os.execv(sys.executable, [sys.executable, os.path.join(here, "escape_std.py"), *sys.argv[3:]])
    if sys.argv[1:2] == ["escape"]:
        sys.argv[1:2] = ["--kind", "escape"]
    ap = argparse.ArgumentParser()
    ap.add_argument("--kind", default="run")
    ap.add_argument("--imports", action="store_true", help="also files that import packages")
    ap.add_argument("--filter", default="")
    ap.add_argument("--list", help="only the files named in this list")
    ap.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    ap.add_argument("--golem", default=os.environ.get("GOLEM", os.path.join(here, "../../build/release/bin/golem")), type=os.path.abspath)
    ap.add_argument("--goroot", default=os.environ.get("GOROOT", "/usr/local/go"))
    ap.add_argument("--timeout", type=int, default=30)
    ap.add_argument("--build-flags", default="", type=str)
    ap.add_argument("--no-inlining", action="store_true", help="kind escape: only files with -l")
    ap.add_argument("--min", type=float, default=0, help="fail below this percentage")
    ap.add_argument("--vm", action="store_true", help="kinds run, rundir, runoutput: in the bytecode machine")
    ap.add_argument("--check-escape", action="store_true", help="kinds run, rundir, runoutput: built with --check-escape; a failure is what the collector finds")
    ap.add_argument("-v", action="store_true")
    args = ap.parse_args()
    args.build_flags = args.build_flags.split() + (["--check-escape"] if args.check_escape else [])
    root = os.path.join(args.goroot, "test")
    if not os.path.isdir(root):
        print(f"no test tree at {root}: skipped")
        return 0
    only = set(open(args.list).read().split()) if args.list else None
    kinds = args.kind.split(",")
    todo = []
    for d, dirs, files in os.walk(root):
        if any(x.endswith(".dir") for x in d.split(os.sep)) or "/bench/" in d or "/stress" in d:
            continue
        for f in sorted(files):
            p = os.path.join(d, f)
            if not f.endswith(".go") or args.filter not in p:
                continue
            if only is not None and os.path.relpath(p, root) not in only:
                continue
            kind, flags = action(p)
            if "escape" in kinds and kind in ("errorcheck", "errorcheckwithauto", "errorcheckdir", "errorcheckandrundir") and any(f == "-m" or f.startswith("-m=") for f in flags):
                if args.no_inlining and "-l" not in flags:
                    continue
                kind = "escape"
            if kind not in kinds:
                continue
            src = open(p, errors="replace").read()
            if excluded(src):
                continue
            if not args.imports and kind not in ("errorcheck", "escape") and has_imports(src):
                continue
            if kind == "errorcheck" and [f for f in flags if not f.startswith("-lang=")]:
                continue
            if kind == "run" and [f for f in flags if f.startswith("-")]:
                continue
            todo.append((p, kind, flags))
    todo.sort(key=lambda t: (os.path.getsize(t[0]), t[0]))
    passed, failed = 0, 0
    inlining = {True: [0, 0], False: [0, 0]}  # by whether -l is among the flags: passed, all
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as ex:
        futs = [(p, k, fl, ex.submit(one, args, p, k, fl)) for p, k, fl in todo]
        for p, k, fl, fu in futs:
            r = fu.result()
            if k == "escape":
                inlining["-l" in fl][0] += r is None
                inlining["-l" in fl][1] += 1
            if r is None:
                passed += 1
                if args.v:
                    print("ok  ", os.path.relpath(p, root))
            else:
                failed += 1
                print("FAIL", os.path.relpath(p, root) + ":", r, flush=True)
    total = passed + failed
    print(f"{args.kind}: {passed} passed, {failed} failed" + (f" ({100.0 * passed / total:.1f} %)" if total else "") +
          "".join(f"; {what} {inlining[l][0]} of {inlining[l][1]}" for l, what in ((True, "with -l"), (False, "others")) if inlining[l][1]))
    return 1 if total and 100.0 * passed / total < args.min else 0

if __name__ == "__main__":
    sys.exit(main())

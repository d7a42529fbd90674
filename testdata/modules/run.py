"""Runs testdata/modules/*.txt; prints FAIL lines and "N passed, N failed".

The text before the first section is a comment; a line "args: …" there replaces "run .", "env: A=B" sets a variable, "same as
go" makes `go` run first with the same files (when it is here) and compares. Unless a section go.sum is given, go.sum is made
for every module of the proxy. In "want", $WORK is the main module's directory and $PROXY the proxy's address. UPDATE=1 (or
$update = 1) rewrites "want".
"""
import base64, hashlib, io, os, re, shlex, shutil, subprocess, sys, tempfile, zipfile

here = os.path.dirname(os.path.abspath(__file__))
golem = os.environ.get("GOLEM", os.path.join(here, "../../build/release/bin/golem"))
update = os.environ.get("UPDATE") or os.environ.get("update") == "1"


def h1(files):
    lines = "".join(f"{hashlib.sha256(d).hexdigest()}  {n}\n" for n, d in sorted(files.items()))
    return "h1:" + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()


def escape(s):
    return re.sub("[A-Z]", lambda m: "!" + m.group().lower(), s)


def serve(mods, proxy):
    sums = []
    for (path, version), files in mods.items():
        at = f"{proxy}/{escape(path)}/@v"
        os.makedirs(at, exist_ok=True)
        mod = files.get("go.mod", f"module {path}\n".encode())
        named = {f"{path}@{version}/{n}": d for n, d in files.items()}
        with zipfile.ZipFile(f"{at}/{version}.zip", "w", zipfile.ZIP_DEFLATED) as z:
            for n, d in named.items():
                z.writestr(n, d)
        open(f"{at}/{version}.mod", "wb").write(mod)
        open(f"{at}/{version}.info", "w").write('{"Version":"%s","Time":"2026-01-01T00:00:00Z"}' % version)
        sums += [f"{path} {version} {h1(named)}", f"{path} {version}/go.mod {h1({'go.mod': mod})}"]
    return "\n".join(sums) + "\n"


def one(file):
    text = open(file).read()
    parts = re.split(r"(?m)^-- (\S+) --\n", text)
    comment, names, bodies = parts[0], parts[1::2], parts[2::2]
    args = re.search(r"(?m)^args: (.*)", comment)
    args = shlex.split(args.group(1)) if args else ["run", "."]
    top = tempfile.mkdtemp(prefix="golem-modules-")
    work, proxy = top + "/work", top + "/proxy"
    os.makedirs(work)
    want, mods, sections = "", {}, dict(zip(names, bodies))
    for n, body in sections.items():
        if n == "want":
            want = body
        elif n.startswith("proxy/"):
            m = re.match(r"proxy/(.*)@([^/]*)/(.*)", n)
            mods.setdefault((m[1], m[2]), {})[m[3]] = body.encode()
        else:
            os.makedirs(os.path.dirname(f"{work}/{n}"), exist_ok=True)
            open(f"{work}/{n}", "w").write(body)
    sums = serve(mods, proxy)
    if "go.sum" not in sections and mods:
        open(work + "/go.sum", "w").write(sums)
    env = dict(os.environ, GOPROXY="file://" + proxy, GOMODCACHE=top + "/cache", GOLEM_MODULES_GO="off", GONOSUMDB="*", GOFLAGS="", GOWORK="")
    for e in re.findall(r"(?m)^env: (\S+)=(.*)", comment):
        env[e[0]] = e[1].replace("$PROXY", "file://" + proxy)
    sub = re.search(r"(?m)^dir: (.*)", comment)
    cwd = os.path.join(work, sub.group(1)) if sub else work

    def run(cmd):
        r = subprocess.run(cmd, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=280)
        out = r.stdout.decode(errors="replace").replace(os.path.realpath(work), "$WORK").replace(proxy, "$PROXY").replace(top, "$TOP")
        out = re.sub(r"(?m)^\./", "", out)
        out = "".join(l + "\n" for l in out.splitlines() if not l.startswith(("golem: compiling ", "go: downloading ", "# ")))
        return out + (f"exit {r.returncode}\n" if r.returncode else "")

    got = run([golem] + args)
    subprocess.run(["chmod", "-R", "u+w", top])
    if "same as go" in comment and shutil.which("go"):
        shutil.rmtree(top + "/cache", ignore_errors=True)
        ref = run(["go"] + args)
        subprocess.run(["chmod", "-R", "u+w", top])
        if ref != got:
            shutil.rmtree(top, ignore_errors=True)
            return f"go prints\n{ref}golem prints\n{got}"
    shutil.rmtree(top, ignore_errors=True)
    if got == want:
        return None
    if update:
        at = text.find("-- want --\n")
        open(file, "w").write((text if at < 0 else text[:at]) + "-- want --\n" + got)
        print("UPDATED", file)
        return None
    return f"want\n{want}got\n{got}"


passed = failed = 0
files = sys.argv[1:] or sorted(os.path.join(here, f) for f in os.listdir(here) if f.endswith(".txt"))
for f in files:
    try:
        bad = one(f)
    except Exception as e:  # a broken test file is a failure
        bad = repr(e)
    if bad:
        print(f"FAIL {f}: {bad}")
        failed += 1
    else:
        passed += 1
print(f"{passed} passed, {failed} failed")

#!/usr/bin/env python3
"""Generates a valid Go program that terminates: gen.py SEED [SIZE]. The same seed gives the same program.

Every function spends fuel, loops are bounded, and what is printed doesn't depend on map order, addresses or timing; run-time panics are
allowed (and recovered in some functions), so that their values, order of evaluation and deferred calls are compared too.
"""
import random, sys

INTS = ["int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"]
BITS = {"int": 64, "int8": 8, "int16": 16, "int32": 32, "int64": 64, "uint": 64, "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64}
FLOATS = ["float64", "float32"]


class Gen:
    def __init__(self, seed, size):
        self.r = random.Random(seed)
        self.size = size
        self.n = 0
        self.structs = {}   # name -> [(field, type)]
        self.funcs = []     # (name, [param types], [result types])
        self.ifaces = []    # struct names with method M
        self.generics = []
        self.globals = []
        self.depth = 0
        self.loops = 0
        self.budget = 0     # statements left in this function

    def name(self, p="v"):
        self.n += 1
        return f"{p}{self.n}"

    def pick(self, *xs):
        return self.r.choice(xs)

    def chance(self, p):
        return self.r.random() < p

    # ---- types ----
    def scalar(self):
        return self.r.choice(INTS + ["int", "int", "uint32", "float64", "float32", "bool", "string", "string"])

    def type(self, depth=0):
        x = self.r.random()
        if depth > 2 or x < 0.6:
            return self.scalar()
        if x < 0.72:
            return "[]" + self.type(depth + 1)
        if x < 0.78:
            return f"[{self.r.randint(1, 4)}]" + self.type(depth + 1)
        if x < 0.84:
            return f"map[{self.pick('int', 'string', 'uint8', 'int64')}]" + self.type(depth + 1)
        if x < 0.95 and self.structs:
            s = self.r.choice(list(self.structs))
            return self.pick(s, s, "*" + s)
        if x < 0.98:
            return "any"
        return f"func({self.pick('int', 'string', 'float64')}) {self.pick('int', 'string', 'uint16')}"

    # ---- expressions; scope: list of (name, type) ----
    def vars(self, scope, t):
        return [n for n, vt in scope if vt == t]

    def const(self, t):
        r = self.r
        if t in BITS:
            b = BITS[t]
            lo, hi = (0, (1 << b) - 1) if t[0] == "u" else (-(1 << (b - 1)), (1 << (b - 1)) - 1)
            v = r.choice([0, 1, 2, 3, 7, 10, hi, lo, r.randint(lo, hi), r.randint(max(lo, -100), min(hi, 100))])
            return f"{t}({v})"
        if t in FLOATS:
            return f"{t}({r.choice(['0', '1', '-1', '0.5', '3.25', '1e10', '-2.75e-3', '1e-30', '100.125', str(r.randint(-1000, 1000))])})"
        if t == "bool":
            return r.choice(["true", "false"])
        if t == "string":
            return r.choice(['""', '"a"', '"xyz"', '"héllo"', '"日本"', '"\\x00\\xff"', '"' + "".join(r.choice("abcdef") for _ in range(r.randint(1, 12))) + '"'])
        return None

    def expr(self, scope, t, d=0):
        r = self.r
        vs = self.vars(scope, t)
        if vs and (d > 3 or self.chance(0.45)):
            return r.choice(vs)
        if d > 3:
            return self.leaf(scope, t)
        e = lambda tt: self.expr(scope, tt, d + 1)
        opts = []
        if t in BITS:
            opts = ["bin"] * 6 + ["shift", "shift", "un", "conv", "conv", "call", "index", "field", "len", "mapget", "deref", "ifx", "minmax", "closure", "assert"]
        elif t in FLOATS:
            opts = ["bin"] * 5 + ["un", "conv", "conv", "call", "index", "field", "mapget", "deref", "minmax", "assert"]
        elif t == "bool":
            opts = ["cmp"] * 5 + ["logic"] * 3 + ["not", "call", "index", "field", "mapok", "assertok", "ifeq"]
        elif t == "string":
            opts = ["cat"] * 3 + ["slice", "call", "index", "field", "mapget", "frombytes", "fromrune", "minmax", "assert", "closure"]
        else:
            opts = ["make", "make", "call", "index", "field"]
            if t.startswith("[]"):
                opts += ["append", "append", "subslice"]
        for _ in range(6):
            o = r.choice(opts)
            if o == "bin":
                op = r.choice(["+", "-", "*", "/"] + (["%", "&", "|", "^", "&^"] if t in BITS else []))
                b = e(t)
                if op in "/%" and t in BITS and not self.chance(0.03):
                    b = f"({b} | 1)"
                return f"({self.nc(e(t), t)} {op} {b})"
            if o == "shift":
                return f"({self.nc(e(t), t)} {r.choice(['<<', '>>'])} ({self.nc(e(self.pick('uint', 'uint8', 'uint32')), 'u')} % {r.choice([3, 9, 33, 70])}))"
            if o == "un":
                return f"({r.choice(['-', '+', '^'] if t in BITS else ['-', '+'])}{self.nc(e(t), t)})"
            if o == "conv":
                src = r.choice(INTS) if t in FLOATS else r.choice(INTS + ["float64"] * (t in ("int64", "int32", "int")))
                if src == t:
                    continue
                x = e(src)
                if src == "float64":  # out of range is implementation specific
                    return f"{t}(clampf({x}))"
                return f"{t}({self.nc(x, src)})"
            if o == "call":
                fs = [f for f in self.funcs if f[2][:1] == [t] and len(f[2]) == 1]
                if fs:
                    f = r.choice(fs)
                    return f"{f[0]}({', '.join(['fuel - 1'] + [e(p) for p in f[1]])})"
            if o == "index":
                cs = [(n, vt) for n, vt in scope if vt.startswith("[") and vt[vt.index("]") + 1:] == t]
                if cs:
                    n, vt = r.choice(cs)
                    if vt[1] == "]":
                        if self.chance(0.95):
                            return f"at({n}, {e('int')})"
                        return f"{n}[{e('int')}]"
                    return f"{n}[uint({self.nc(e('int'), 'int')}) % {vt[1:vt.index(']')]}]"
            if o == "field":
                cs = []
                for n, vt in scope:
                    s = vt.lstrip("*")
                    if s in self.structs:
                        cs += [(n, f) for f, ft in self.structs[s] if ft == t]
                if cs:
                    n, f = r.choice(cs)
                    return f"{n}.{f}"
            if o == "len":
                cs = [n for n, vt in scope if vt == "string" or vt.startswith(("[]", "map"))]
                if cs:
                    return f"{t}(len({r.choice(cs)}))"
            if o == "mapget":
                cs = [(n, vt) for n, vt in scope if vt.startswith("map[") and vt[vt.index("]") + 1:] == t]
                if cs:
                    n, vt = r.choice(cs)
                    k = vt[4:vt.index("]")]
                    return f"{n}[{e(k)}]"
            if o == "mapok":
                cs = [(n, vt) for n, vt in scope if vt.startswith("map[")]
                if cs:
                    n, vt = r.choice(cs)
                    return f"has({n}, {e(vt[4:vt.index(']')])})"
            if o == "deref":
                cs = self.vars(scope, "*" + t)
                if cs:
                    return f"(*{r.choice(cs)})"
            if o == "ifx":
                return f"func() {t} {{ if {e('bool')} {{ return {e(t)} }}; return {e(t)} }}()"
            if o == "minmax":
                return f"{r.choice(['min', 'max'])}({e(t)}, {self.leaf(scope, t)})"
            if o == "closure":
                cs = [(n, vt) for n, vt in scope if vt.startswith("func(") and vt.endswith(") " + t)]
                if cs:
                    n, vt = r.choice(cs)
                    return f"{n}({e(vt[5:vt.index(')')])})"
            if o == "assert":
                cs = self.vars(scope, "any")
                if cs:
                    return f"as[{t}]({r.choice(cs)})"
            if o == "assertok":
                cs = self.vars(scope, "any")
                if cs:
                    return f"is[{self.scalar()}]({r.choice(cs)})"
            if o == "cmp":
                ct = self.scalar()
                if ct == "bool":
                    return f"({e('bool')} == {e('bool')})"
                return f"({self.nc(e(ct), ct)} {r.choice(['==', '!=', '<', '<=', '>', '>='])} {e(ct)})"
            if o == "ifeq":
                cs = self.vars(scope, "any")
                if cs:
                    return f"(same({r.choice(cs)}, {r.choice(cs)}))"
            if o == "logic":
                return f"({e('bool')} {r.choice(['&&', '||'])} {e('bool')})"
            if o == "not":
                return f"!{e('bool')}"
            if o == "cat":
                return f"trunc({self.nc(e('string'), 'string')} + {e('string')})"
            if o == "slice":
                return f"sub({e('string')}, {e('int')}, {e('int')})"
            if o == "frombytes":
                cs = self.vars(scope, "[]uint8")
                if cs:
                    return f"string({r.choice(cs)})"
            if o == "fromrune":
                return f"string(rune({self.nc(e('uint16'), 'uint16')}))"
            if o == "append":
                vs = self.vars(scope, t)
                if vs:
                    return f"clip(append({r.choice(vs)}, {', '.join(e(t[2:]) for _ in range(r.randint(1, 3)))}))"
            if o == "subslice":
                vs = self.vars(scope, t)
                if vs:
                    return f"part({r.choice(vs)}, {e('int')})"
            if o == "make":
                return self.leaf(scope, t)
        return self.leaf(scope, t)

    def nc(self, x, t):
        """Keeps an expression from being a constant, which the compiler would check for overflow."""
        if any(c.isalpha() and c not in "xe" for c in x.replace(t, "")) and not x.startswith((t + "(", "(-" + t)):
            return x
        return f"id({x})"

    def leaf(self, scope, t):
        vs = self.vars(scope, t)
        if vs and self.chance(0.6):
            return self.r.choice(vs)
        c = self.const(t)
        if c is not None:
            return f"id({c})" if t not in ("bool", "string") and self.chance(0.8) else (c if t in ("bool", "string") else f"id({c})")
        if t.startswith("[]"):
            return f"{t}{{{', '.join(self.leaf(scope, t[2:]) for _ in range(self.r.randint(0, 4)))}}}"
        if t.startswith("map["):
            k = t[4:t.index("]")]
            keys = {"int": ["1", "2", "-3"], "string": ['"k"', '"q"', '""'], "uint8": ["0", "200", "9"], "int64": ["5", "-5", "1 << 40"]}[k]
            n = self.r.randint(0, 3)
            return f"{t}{{{', '.join(key + ': ' + self.leaf(scope, t[t.index(']') + 1:]) for key in keys[:n])}}}"
        if t.startswith("["):
            k = int(t[1:t.index("]")])
            return f"{t}{{{', '.join(self.leaf(scope, t[t.index(']') + 1:]) for _ in range(self.r.randint(0, k)))}}}"
        if t.startswith("*"):
            return f"&{t[1:]}{{{self.fields(scope, t[1:])}}}"
        if t in self.structs:
            return f"{t}{{{self.fields(scope, t)}}}"
        if t == "any":
            return f"any({self.leaf(scope, self.scalar())})"
        if t.startswith("func("):
            p, res = t[5:t.index(")")], t[t.index(")") + 2:]
            x = self.name("p")
            return f"func({x} {p}) {res} {{ return {self.expr(scope + [(x, p)], res, 3)} }}"
        raise ValueError(t)

    def fields(self, scope, s):
        return ", ".join(f"{f}: {self.leaf(scope, ft)}" for f, ft in self.structs[s] if self.chance(0.7))

    # ---- statements ----
    def lvalue(self, scope):
        """An assignable place and its type."""
        r = self.r
        cs = [(n, t) for n, t in scope if not n.startswith("p_")]
        n, t = r.choice(cs)
        if t.lstrip("*") in self.structs and self.structs[t.lstrip("*")] and self.chance(0.7):
            f, ft = r.choice(self.structs[t.lstrip("*")])
            return f"{n}.{f}", ft
        if t.startswith("[]") and self.chance(0.5):
            return f"{n}[idx(len({n}), {self.expr(scope, 'int', 2)})]", t[2:]
        if t.startswith("map[") and self.chance(0.7):
            return f"{n}[{self.expr(scope, t[4:t.index(']')], 2)}]", t[t.index("]") + 1:]
        if t.startswith("[") and t[1].isdigit() and self.chance(0.7):
            return f"{n}[uint({self.nc(self.expr(scope, 'int', 2), 'int')}) % {t[1:t.index(']')]}]", t[t.index("]") + 1:]
        return n, t

    def block(self, scope, ind, results, n=None):
        out = []
        scope = list(scope)
        for _ in range(n if n is not None else self.r.randint(1, 4)):
            if self.budget <= 0:
                break
            self.budget -= 1
            out += self.stmt(scope, ind, results)
        return out

    def stmt(self, scope, ind, results):
        r = self.r
        tab = "\t" * ind
        e = lambda t, d=0: self.expr(scope, t, d)
        deep = ind > 4
        o = r.choice(["decl"] * 5 + ["assign"] * 6 + ["op"] * 3 + ["print"] * 2 + ([] if deep else ["if"] * 3 + ["for"] * 2 + ["range"] * 2 + ["switch", "tswitch", "defer", "closure", "multi", "chan", "labeled", "go", "rangefunc", "swap", "select"]) + ["incdec", "mapdel", "return"])
        if o == "decl":
            t = self.type()
            v = self.name()
            x = e(t) if self.chance(0.85) else None
            out = [f"{tab}var {v} {t}" + (f" = {x}" if x else "")] if not x or self.chance(0.3) or t in ("any",) else [f"{tab}var {v} {t} = {x}"]
            if not x and t.startswith("map["):
                out = [f"{tab}{v} := {t}{{}}"]
            if not x and t.startswith(("*", "func")):
                out = [f"{tab}var {v} {t} = {self.leaf(scope, t)}"]
            scope.append((v, t))
            return out + [f"{tab}_ = {v}"]
        if o == "assign" and scope:
            l, t = self.lvalue(scope)
            return [f"{tab}{l} = {e(t)}"]
        if o == "op" and scope:
            l, t = self.lvalue(scope)
            if t in BITS or t in FLOATS:
                op = r.choice(["+=", "-=", "*="] + (["|=", "^=", "&=", "&^="] if t in BITS else ["/="]))
                return [f"{tab}{l} {op} {e(t)}"]
            if t == "string":
                return [f"{tab}{l} = trunc({l} + {e('string')})"]
            return [f"{tab}{l} = {e(t)}"]
        if o == "incdec":
            cs = [(n, t) for n, t in scope if t in BITS]
            if cs:
                return [f"{tab}{r.choice(cs)[0]}{r.choice(['++', '--'])}"]
        if o == "mapdel":
            cs = [(n, t) for n, t in scope if t.startswith("map[")]
            if cs:
                n, t = r.choice(cs)
                return [f"{tab}delete({n}, {e(t[4:t.index(']')], 2)})"] if self.chance(0.8) else [f"{tab}clear({n})"]
        if o == "print":
            return [f"{tab}show({', '.join(e(self.scalar(), 1) for _ in range(r.randint(1, 3)))})"]
        if o == "swap":
            t = self.scalar()
            vs = self.vars(scope, t)
            if len(vs) > 1:
                a, b = r.sample(vs, 2)
                return [f"{tab}{a}, {b} = {b}, {e(t, 2)}"]
        if o == "multi":
            fs = [f for f in self.funcs if len(f[2]) == 2]
            if fs:
                f = r.choice(fs)
                a, b = self.name(), self.name()
                scope += [(a, f[2][0]), (b, f[2][1])]
                return [f"{tab}{a}, {b} := {f[0]}({', '.join(['fuel - 1'] + [self.expr(scope[:-2], p, 1) for p in f[1]])})", f"{tab}_, _ = {a}, {b}"]
        if o == "if":
            out = [f"{tab}if {e('bool')} {{"] + self.block(scope, ind + 1, results)
            if self.chance(0.5):
                out += [f"{tab}}} else {{"] + self.block(scope, ind + 1, results)
            return out + [f"{tab}}}"]
        if o == "for":
            i = self.name("i")
            self.loops += 1
            out = [f"{tab}for {i} := {r.choice(['0', '1', '-2'])}; {i} < {r.randint(1, 9)}; {i}++ {{", f"{tab}\tif spend() {{ break }}"]
            out += self.block(scope, ind + 1, results)
            if self.chance(0.3):
                out += [f"{tab}\tif {e('bool', 2)} {{ {r.choice(['continue', 'break'])} }}"]
            self.loops -= 1
            return out + [f"{tab}}}"]
        if o == "range":
            cs = [(n, t) for n, t in scope if t.startswith("[") or t == "string"]
            k, v = self.name("k"), self.name()
            if cs and self.chance(0.7):
                n, t = r.choice(cs)
                et = "int32" if t == "string" else t[t.index("]") + 1:]
                sc = scope + [(k, "int"), (v, et)]
                return [f"{tab}for {k}, {v} := range {n} {{", f"{tab}\tif spend() {{ break }}", f"{tab}\t_, _ = {k}, {v}"] + self.block(sc, ind + 1, results) + [f"{tab}}}"]
            ms = [(n, t) for n, t in scope if t.startswith("map[")]
            if ms and self.chance(0.7):
                n, t = r.choice(ms)
                kt, et = t[4:t.index("]")], t[t.index("]") + 1:]
                sc = scope + [(k, kt), (v, et)]
                return [f"{tab}for _, {k} := range keys({n}) {{", f"{tab}\tif spend() {{ break }}", f"{tab}\t{v} := {n}[{k}]", f"{tab}\t_ = {v}"] + self.block(sc, ind + 1, results) + [f"{tab}}}"]
            return [f"{tab}for {k} := range {r.randint(1, 6)} {{", f"{tab}\tif spend() {{ break }}", f"{tab}\t_ = {k}"] + self.block(scope + [(k, "int")], ind + 1, results) + [f"{tab}}}"]
        if o == "rangefunc":
            v = self.name()
            return [f"{tab}for {v} := range count({e('int', 2)}) {{", f"{tab}\t_ = {v}"] + self.block(scope + [(v, "int")], ind + 1, results) + ([f"{tab}\tif {e('bool', 2)} {{ {r.choice(['break', 'continue'])} }}"] if self.chance(0.5) else []) + [f"{tab}}}"]
        if o == "labeled":
            l, a, b = self.name("L"), self.name("i"), self.name("i")
            return [f"{tab[:-1]}{l}:", f"{tab}for {a} := range {r.randint(1, 4)} {{", f"{tab}\tfor {b} := range {r.randint(1, 4)} {{", f"{tab}\t\tif spend() {{ break {l} }}"] + self.block(scope + [(a, "int"), (b, "int")], ind + 2, results, 2) + [
                f"{tab}\t\tif {a}*{b} == {r.randint(0, 6)} {{ {r.choice(['continue', 'break'])} {l} }}", f"{tab}\t}}", f"{tab}}}"]
        if o == "switch":
            t = self.pick("int", "string", "uint8", "int16")
            init = self.chance(0.2)
            out = [f"{tab}switch x := {e(t)}; {{" if init else f"{tab}switch {e(t)} {{"]
            if init:
                for _ in range(2):
                    out += [f"{tab}case x < {e(t, 2)}:"] + self.block(scope, ind + 1, results, 2)
            else:
                consts = {"int": ["0", "1", "2", "7", "-1"], "string": ['"a"', '""', '"xyz"'], "uint8": ["0", "1", "255"], "int16": ["0", "3", "-9"]}[t]
                r.shuffle(consts)
                for c in consts[:r.randint(1, len(consts))]:
                    out += [f"{tab}case {c}:"] + self.block(scope, ind + 1, results, 2)
            return out + [f"{tab}default:"] + self.block(scope, ind + 1, results, 1) + [f"{tab}}}"]
        if o == "tswitch":
            cs = self.vars(scope, "any")
            if cs:
                yy = self.name("y")
                out = [f"{tab}switch {yy} := {r.choice(cs)}.(type) {{"]
                for t in r.sample(["int", "string", "float64", "uint8", "bool", "int64"] + [s for s in self.ifaces], 3):
                    out += [f"{tab}case {t}:", f"{tab}\t_ = {yy}"] + self.block(scope + [(yy, t)], ind + 1, results, 2)
                return out + [f"{tab}case nil:", f"{tab}\tshow(0)", f"{tab}default:", f"{tab}\t_ = {yy}", f"{tab}}}"]
        if o == "closure":
            v = self.name("f")
            p, res = self.pick("int", "string", "float64"), self.pick("int", "string", "uint16")
            x = self.name("p")
            body = self.block(scope + [(x, p)], ind + 1, [res], 2)
            out = [f"{tab}{v} := func({x} {p}) {res} {{", f"{tab}\tif spend() {{ return {self.leaf([], res)} }}"] + body + [f"{tab}\treturn {self.expr(scope + [(x, p)], res, 1)}", f"{tab}}}", f"{tab}_ = {v}"]
            scope.append((v, f"func({p}) {res}"))
            return out
        if o == "defer" and self.loops == 0:
            return [f"{tab}defer func() {{"] + self.block(scope, ind + 1, None, 2) + [f"{tab}}}()"]
        if o == "chan":
            c, v = self.name("c"), self.name()
            t = self.scalar()
            n = r.randint(1, 4)
            scope.append((v, t))
            return [f"{tab}{c} := make(chan {t}, {r.choice([0, 1, n])})", f"{tab}go func() {{", f"{tab}\tdefer close({c})"] + [f"{tab}\t{c} <- {self.const(t)}" for _ in range(n)] + [f"{tab}}}()", f"{tab}{v} := <-{c}", f"{tab}for x := range {c} {{ show(x) }}", f"{tab}_ = {v}"]
        if o == "select":
            c, d = self.name("c"), self.name("c")
            return [f"{tab}{c}, {d} := make(chan int, 1), make(chan string, 1)", f"{tab}if {e('bool', 2)} {{ {c} <- {e('int', 2)} }} else {{ {d} <- {e('string', 2)} }}", f"{tab}select {{", f"{tab}case x := <-{c}:", f"{tab}\tshow(x)", f"{tab}case x, ok := <-{d}:", f"{tab}\tshow(x, ok)", f"{tab}}}"]
        if o == "go":
            w = self.name("w")
            cs = [(n, t) for n, t in scope if t in BITS]
            if cs:
                n, t = r.choice(cs)
                return [f"{tab}{w} := make(chan bool)", f"{tab}go func() {{ {n} += {self.const(t)}; {w} <- true }}()", f"{tab}<-{w}"]
        if o == "return" and results and self.chance(0.15):
            return [f"{tab}if {e('bool', 2)} {{ return {', '.join(e(t, 2) for t in results)} }}"]
        return [f"{tab}show({e('int', 2)})"]

    def function(self, i):
        ps = [self.type(1) for _ in range(self.r.randint(0, 4))]
        rs = [self.type(1)] if self.chance(0.7) else [self.scalar(), self.type(1)]
        name = f"f{i}"
        names = [self.name("a") for _ in ps]
        named = self.chance(0.3)
        rn = [self.name("r") for _ in rs]
        recv = self.chance(0.25)
        if recv:
            named = True
        head = f"func {name}({', '.join(['fuel int'] + [f'{n} {t}' for n, t in zip(names, ps)])}) ({', '.join(f'{n} {t}' if named else t for n, t in zip(rn, rs))}) {{"
        scope = list(zip(names, ps)) + list(self.globals) + (list(zip(rn, rs)) if named else [])
        self.budget = self.size
        out = [head]
        zero = ", ".join(self.leaf([], t) for t in rs)
        out.append(f"\tif fuel <= 0 || spend() {{ return {zero} }}")
        if recv:
            out += ["\tdefer func() {", '\t\tif x := recover(); x != nil { show("recovered", text(x)) }', "\t}()"]
        out += self.block(scope, 1, rs, self.r.randint(3, 7))
        out.append(f"\treturn {', '.join(self.expr(scope, t) for t in rs)}")
        out.append("}")
        self.funcs.append((name, ps, rs))
        return out

    def program(self):
        r = self.r
        out = ["package main", PRELUDE]
        for i in range(r.randint(1, 4)):
            s = f"S{i}"
            fs = [(f"F{k}", self.type(1)) for k in range(r.randint(1, 5))]
            emb = ""
            out += [f"type {s} struct {{"] + [f"\t{f} {t}" for f, t in fs] + ["}"]
            self.structs[s] = fs
            self.ifaces.append(s)
            out += [f"func (s {s}) M(k int) int {{ return k + {self.expr([('s', s), ('k', 'int')], 'int', 2)} }}".replace("fuel - 1", "3")]
            out += [f"func (s *{s}) P(k int) {{ _ = s; calls += k }}"]
        for i in range(r.randint(0, 4)):
            t = self.type()
            g = f"g{i}"
            out.append(f"var {g} {t} = {self.leaf([], t)}")
            self.globals.append((g, t))
        for i in range(r.randint(2, 6)):
            out += self.function(i)
        out += ["func main() {"]
        out += ["\tdefer func() {", '\t\tif x := recover(); x != nil { show("main", text(x)) }', "\t\tshow(calls)"]
        for g, t in self.globals:
            out.append(f"\t\tdump({g})")
        out += ["\t}()", "\tfuel := 4", "\t_ = fuel"]
        self.budget = self.size * 2
        for n, ps, rs in self.funcs:
            v = [self.name() for _ in rs]
            out.append(f"\t{', '.join(v)} := {n}({', '.join(['4'] + [self.leaf([], p) for p in ps])})")
            out += [f"\tdump({x})" for x in v]
        for s in self.ifaces:
            x = self.name()
            out += [f"\tvar {x} interface{{ M(int) int }} = {self.leaf([], r.choice([s, '*' + s]))}", f"\tshow({x}.M(3))", f"\tf{x} := {x}.M", f"\tshow(f{x}(1))"]
        out += self.block(self.globals, 1, None, 6)
        out += ["}"]
        return "\n".join(out) + "\n"


PRELUDE = '''
import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

var steps, calls int

// Bounds the work: true when there is none left.
func spend() bool {
	steps++
	return steps > 3000
}

//go:noinline
func id[T any](x T) T { return x }
func at[T any](s []T, i int) (x T) {
	if len(s) > 0 {
		x = s[idx(len(s), i)]
	}
	return x
}
func idx(n, i int) int {
	if n == 0 {
		return 0
	}
	return int(uint(i) % uint(n))
}
func has[K comparable, V any](m map[K]V, k K) bool { _, ok := m[k]; return ok }
func as[T any](x any) T { v, _ := x.(T); return v }
func is[T any](x any) bool { _, ok := x.(T); return ok }
func same(x, y any) (eq bool) {
	defer func() { recover() }()
	return x == y
}
func clampf(x float64) float64 {
	if x != x {
		return 0
	}
	return min(max(x, -1e9), 1e9)
}
func trunc(s string) string {
	if len(s) > 200 {
		return s[:200]
	}
	return s
}
func clip[T any](s []T) []T {
	if len(s) > 50 {
		return s[:50:50]
	}
	return s
}
func sub(s string, i, j int) string {
	i, j = idx(len(s)+1, i), idx(len(s)+1, j)
	if i > j {
		i, j = j, i
	}
	return s[i:j]
}
func part[T any](s []T, i int) []T { return s[idx(len(s)+1, i):] }
func keys[K cmp.Ordered, V any](m map[K]V) []K {
	ks := []K{}
	for k := range m {
		ks = append(ks, k)
	}
	slices.Sort(ks)
	return ks
}
func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range idx(5, n) {
			if !yield(i * 3) {
				return
			}
		}
	}
}
func text(x any) string {
	if e, ok := x.(error); ok {
		return e.Error()
	}
	return fmt.Sprint(x)
}
func show(xs ...any) { fmt.Printf("%v\\n", xs) }

// Everything but addresses of functions.
func dump(x any) {
	s := fmt.Sprintf("%T %+v", x, x)
	if i := strings.Index(s, "0x"); i >= 0 {
		s = s[:i]
	}
	fmt.Println(s)
}
'''

if __name__ == "__main__":
    seed = int(sys.argv[1])
    sys.stdout.write(Gen(seed, int(sys.argv[2]) if len(sys.argv) > 2 else 40).program())

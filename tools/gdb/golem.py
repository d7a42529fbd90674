"""What gdb shows of Go's values in programs built by golem: strings, slices, maps, channels and what is in interfaces.

In gdb:  source tools/gdb/golem.py      or start it with  gdb -x tools/gdb/golem.py PROGRAM

GOROOT/src/runtime/runtime-gdb.py does the same for strings, slices and channels, but not for maps, whose layout is gc's there, and not for
interfaces, for which it needs variables of gc's runtime.
"""
import gdb

MIN_TOP_HASH = 5        # runtime/map/map.h: below it a cell is empty, or its bucket
EVACUATED = (2, 3, 4)   # has been moved to the larger table
SAME_SIZE_GROW = 8
DIRECT_IFACE = 1 << 5   # internal/abi.TFlagDirectIface: the data word is the value
SHOWN = 200             # elements, as gdb's own limit


def plain(t):
    return t.strip_typedefs()


def fields(t):
    return [f.name for f in t.fields()] if t.code == gdb.TYPE_CODE_STRUCT else []


def pointee(t):
    """The name of the struct that a map's or channel's value points to; else ""."""
    if t.code != gdb.TYPE_CODE_PTR:
        return ""
    to = plain(t.target())
    return (to.name or "") if to.code == gdb.TYPE_CODE_STRUCT else ""


class Printer:
    def __init__(self, val):
        self.val = val


class String(Printer):
    def to_string(self):
        n = int(self.val["len"])
        return self.val["str"].string("utf-8", "backslashreplace", n) if n else ""

    def display_hint(self):
        return "string"


class Slice(Printer):
    def to_string(self):
        return "%s len %d cap %d" % (self.val.type, int(self.val["len"]), int(self.val["cap"]))

    def children(self):
        for i in range(min(int(self.val["len"]), SHOWN)):
            yield "[%d]" % i, (self.val["array"] + i).dereference()

    def display_hint(self):
        return "array"


class Map(Printer):
    def to_string(self):
        return "%s len %d" % (self.val.type, int(self.val["count"]) if self.val else 0)

    def cells(self, buckets, n, moved):
        for i in range(n):
            b = buckets + i
            if not moved and int(b["tophash"][0]) in EVACUATED:
                continue
            while b:
                for k in range(8):
                    if int(b["tophash"][k]) >= MIN_TOP_HASH:
                        yield b["keys"][k], b["values"][k]
                b = b["overflow"]

    def children(self):
        if not self.val:
            return
        n = 1 << int(self.val["B"])
        found = list(self.cells(self.val["buckets"], n, True)) if self.val["buckets"] else []
        if self.val["oldbuckets"]:
            old = n if int(self.val["flags"]) & SAME_SIZE_GROW else n // 2
            found += self.cells(self.val["oldbuckets"], old, False)
        try:
            found.sort(key=lambda cell: str(cell[0]))
        except gdb.error:
            pass
        for i, (key, value) in enumerate(found[:SHOWN]):
            yield "k%d" % i, key
            yield "v%d" % i, value

    def display_hint(self):
        return "map"


class Chan(Printer):
    def to_string(self):
        if not self.val:
            return "%s nil" % self.val.type
        closed = " closed" if int(self.val["closed"]) else ""
        return "%s len %d cap %d%s" % (self.val.type, int(self.val["qcount"]), int(self.val["dataqsiz"]), closed)

    def children(self):
        if not self.val:
            return
        for i in range(min(int(self.val["qcount"]), SHOWN)):
            yield "[%d]" % i, self.val["buf"][(int(self.val["recvx"]) + i) % int(self.val["dataqsiz"])]

    def display_hint(self):
        return "array"


def named(name):
    """The gdb type of golem's name of a type ('main.T', *'main.T', []int); None if the program describes none."""
    stars = len(name) - len(name.lstrip("*"))
    base = name[stars:].replace("'", "")
    for n in (base, "struct " + base):
        try:
            t = gdb.lookup_type(n)
            break
        except gdb.error:
            t = None
    for _ in range(stars):
        t = t and t.pointer()
    return t


class Interface(Printer):
    def to_string(self):
        empty = "_type" in fields(plain(self.val.type))
        word = self.val["_type"] if empty else self.val["tab"]
        if not word:
            return "nil"
        t = word if empty else word["Type"]
        symbol = gdb.execute("info symbol 0x%x" % int(t), to_string=True)
        if not symbol.startswith("type:"):
            return "(unknown type) 0x%x" % int(self.val["data"])
        name = symbol[len("type:"):].split(" in section")[0]
        shown = name.replace("'", "")
        known = named(name)
        if known is None:
            return "(%s) 0x%x" % (shown, int(self.val["data"]))
        if int(t["TFlag"]) & DIRECT_IFACE:
            value = self.val["data"].cast(known) if plain(known).code == gdb.TYPE_CODE_PTR else self.val["data"]
        else:
            value = self.val["data"].cast(known.pointer()).dereference()
        return "(%s) %s" % (shown, value.format_string())


def printer(val):
    t = plain(val.type)
    names = fields(t)
    if names == ["str", "len"]:
        return String(val)
    if names == ["array", "len", "cap"]:
        return Slice(val)
    if t.name in ("runtime.iface", "runtime.eface"):
        return Interface(val)
    to = pointee(t)
    if val.type.code == gdb.TYPE_CODE_TYPEDEF and to.startswith("hash<"):
        return Map(val)
    if val.type.code == gdb.TYPE_CODE_TYPEDEF and to.startswith("hchan<"):
        return Chan(val)
    return None


printer.name = "golem"
gdb.pretty_printers[:] = [p for p in gdb.pretty_printers if getattr(p, "name", "") != "golem"] + [printer]

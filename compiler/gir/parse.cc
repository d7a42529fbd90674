// Reads GIR's text form (print.cc) back. Text in, Module out; the first error stops it and is told with its line.
#include "compiler/gir/gir.h"
#include <cstdlib>
#include <cstring>

namespace golem::gir {

namespace {

struct Parser {
  std::string_view src;
  TypeTable &types;
  std::string &err;
  size_t at = 0;
  Module *m = nullptr;
  Function *f = nullptr;
  bool failed = false;

  bool fail(const std::string &what) {
    if (!failed) {
      size_t line = 1;
      for (size_t i = 0; i < at && i < src.size(); i++) line += src[i] == '\n';
      err = "line " + std::to_string(line) + ": " + what;
    }
    failed = true;
    at = src.size();
    return false;
  }
  void blanks() {
    while (at < src.size()) {
      if (src[at] == ' ' || src[at] == '\t') at++;
      else if (src[at] == '/' && at + 1 < src.size() && src[at + 1] == '/')
        while (at < src.size() && src[at] != '\n') at++;
      else break;
    }
  }
  void newlines() {
    for (blanks(); at < src.size() && src[at] == '\n'; blanks()) at++;
  }
  bool peek(std::string_view s) {
    blanks();
    return src.substr(at, s.size()) == s;
  }
  bool accept(std::string_view s) {
    if (!peek(s)) return false;
    at += s.size();
    return true;
  }
  // A whole word, so that "b" doesn't match "block".
  bool word(std::string_view s) {
    if (!peek(s)) return false;
    size_t e = at + s.size();
    if (e < src.size() && (std::isalnum(static_cast<unsigned char>(src[e])) || src[e] == '_')) return false;
    at = e;
    return true;
  }
  void expect(std::string_view s) {
    if (!accept(s)) fail("expected '" + std::string(s) + "'");
  }
  std::string ident() {
    blanks();
    size_t b = at;
    while (at < src.size()) {
      unsigned char c = static_cast<unsigned char>(src[at]);
      if (!std::isalnum(c) && c != '_' && c < 0x80) break;
      at++;
    }
    if (b == at) fail("expected a name");
    return std::string(src.substr(b, at - b));
  }
  int64_t number() {
    blanks();
    size_t b = at;
    if (at < src.size() && src[at] == '-') at++;
    while (at < src.size() && std::isdigit(static_cast<unsigned char>(src[at]))) at++;
    if (b == at) {
      fail("expected a number");
      return 0;
    }
    return static_cast<int64_t>(std::strtoll(std::string(src.substr(b, at - b)).c_str(), nullptr, 10));
  }
  double floating() {
    std::string t(src.substr(at, 64));
    char *end = nullptr;
    double d = std::strtod(t.c_str(), &end);
    if (end == t.c_str()) fail("expected a floating-point number");
    at += static_cast<size_t>(end - t.c_str());
    return d;
  }
  std::string quotedRaw() {
    std::string out;
    expect("\"");
    while (at < src.size() && src[at] != '"') {
      if (src[at] == '\\' && at + 1 < src.size()) {
        at++;
        if (src[at] == 'x') {
          out += static_cast<char>(std::strtol(std::string(src.substr(at + 1, 2)).c_str(), nullptr, 16));
          at += 3;
          continue;
        }
        if (src[at] == 'n') out += '\n';
        else out += src[at];
        at++;
        continue;
      }
      out += src[at++];
    }
    expect("\"");
    return out;
  }
  std::string_view quoted() { return m->arena.copy(quotedRaw()); }

  // ---- types ----
  Type *namedRef() { // after '
    size_t e = src.find('\'', at);
    if (e == std::string_view::npos) {
      fail("unterminated type name");
      return types.intType();
    }
    std::string n(src.substr(at, e - at));
    at = e + 1;
    return types.named(n, n, "");
  }
  Type *sigType() { // at '('
    std::vector<Type *> ps, rs;
    bool variadic = false;
    expect("(");
    while (!failed && !accept(")")) {
      if (!ps.empty()) expect(",");
      if (accept("...")) {
        variadic = true;
        ps.push_back(types.sliceOf(type()));
      } else ps.push_back(type());
    }
    if (at < src.size() && src[at] == ' ') {
      size_t save = at;
      blanks();
      if (at < src.size() && src[at] == '(') {
        at++;
        while (!failed && !accept(")")) {
          if (!rs.empty()) expect(",");
          rs.push_back(type());
        }
      } else if (startsType()) rs.push_back(type());
      else at = save;
    }
    return types.funcOf(ps, rs, variadic);
  }
  bool startsType() {
    static const char *kStarts[] = {"[",        "*",    "'",   "map[", "chan ", "chan<-",  "<-chan", "func(",         "interface {",
                                    "struct {", "bool", "int", "uint", "float", "complex", "string", "unsafe.Pointer"};
    for (const char *s : kStarts)
      if (peek(s)) return true;
    return false;
  }
  // name or path·name up to a blank or '('
  void qualified(std::string_view &name, std::string_view &pkg) {
    blanks();
    size_t b = at;
    while (at < src.size() && src[at] != ' ' && src[at] != '(') at++;
    std::string_view t = src.substr(b, at - b);
    size_t dot = t.rfind("\xc2\xb7");
    pkg = dot == std::string_view::npos ? std::string_view() : t.substr(0, dot);
    name = dot == std::string_view::npos ? t : t.substr(dot + 2);
  }
  Type *type() {
    if (failed) return types.intType();
    if (accept("*")) return types.pointerTo(type());
    if (accept("[]")) return types.sliceOf(type());
    if (accept("[")) {
      int64_t n = number();
      expect("]");
      return types.arrayOf(type(), n);
    }
    if (accept("'")) return namedRef();
    if (accept("map[")) {
      Type *k = type();
      expect("]");
      return types.mapOf(k, type());
    }
    if (accept("<-chan ")) return types.chanOf(type(), kRecvDir);
    if (accept("chan<- ")) return types.chanOf(type(), kSendDir);
    if (accept("chan ")) {
      if (accept("(")) {
        Type *t = type();
        expect(")");
        return types.chanOf(t, kBothDir);
      }
      return types.chanOf(type(), kBothDir);
    }
    if (peek("func(")) {
      at += 4;
      return sigType();
    }
    if (accept("interface {")) {
      std::vector<Method> ms;
      while (!failed && !accept("}")) {
        if (!ms.empty()) expect(";");
        Method mt{};
        qualified(mt.name, mt.pkgPath);
        mt.sig = sigType();
        ms.push_back(mt);
      }
      return types.interfaceOf(ms);
    }
    if (accept("struct {")) {
      std::vector<Field> fs;
      while (!failed && !accept("}")) {
        if (!fs.empty()) expect(";");
        Field fd{};
        blanks();
        size_t save = at;
        qualified(fd.name, fd.pkgPath);
        if (fd.name == "embed") {
          fd.embedded = true;
          qualified(fd.name, fd.pkgPath);
        } else if (!fd.pkgPath.empty() && src.substr(save, 6) == "embed ") fd.embedded = true;
        if (src.substr(at, 7) == " embed " && !fd.embedded) { // pkg·embed name
          at += 7;
          fd.embedded = true;
          std::string_view none;
          qualified(fd.name, none);
        }
        fd.type = type();
        if (peek("\"")) fd.tag = quoted();
        fs.push_back(fd);
      }
      return types.structOf(fs);
    }
    if (accept("unsafe.Pointer")) return types.unsafePointer();
    std::string n = ident();
    if (failed) return types.intType();
    Type *t = types.findNamed(n);
    if (!t) {
      fail("unknown type " + n);
      return types.intType();
    }
    return t;
  }

  // ---- operands ----
  Reg reg() { // after %
    Reg r = static_cast<Reg>(number());
    if (r >= (1u << 24)) {
      fail("register number too large");
      return 0;
    }
    while (f->regs.size() <= r) f->regs.push_back({nullptr, {}});
    if (at < src.size() && src[at] == ':') {
      at++;
      f->regs[r].type = type();
      if (peek("\"")) f->regs[r].name = quoted();
    }
    return r;
  }
  Const constant() {
    Const c;
    if (word("zero")) c.kind = Const::K::Zero;
    else if (accept("fn\"")) {
      at--;
      c.kind = Const::K::Func;
      c.s = quoted();
    } else if (peek("\"")) {
      c.kind = Const::K::String;
      c.s = quoted();
    } else if (accept("&")) {
      c.kind = Const::K::Global;
      c.s = quoted();
      expect("+");
      c.i = number();
    } else if (accept("f")) {
      c.kind = Const::K::Float;
      c.f = floating();
    } else if (accept("c")) {
      c.kind = Const::K::Complex;
      c.f = floating();
      expect(",");
      c.im = floating();
    } else {
      c.kind = Const::K::Int;
      c.i = number();
    }
    expect(":");
    c.type = type();
    return c;
  }
  Value value() {
    if (accept("%")) return Value::reg(reg());
    if (accept("_")) return Value::none();
    f->consts.push_back(constant());
    return Value::constant(static_cast<uint32_t>(f->consts.size() - 1));
  }
  uint32_t posRef() { return accept("!") ? static_cast<uint32_t>(number()) : 0; }
  Placement placement() {
    std::string p = ident();
    if (p == "stack") return Placement::Stack;
    if (p == "heap") return Placement::Heap;
    if (p == "static") return Placement::Static;
    if (p == "gone") return Placement::Gone;
    if (p != "undecided") fail("unknown placement " + p);
    return Placement::Undecided;
  }
  SiteKind siteKind() {
    static const char *kNames[] = {"new", "addrlit", "slicelit", "maplit",  "makeslice", "makemap",  "makechan", "closure", "methodvalue",
                                   "box", "append",  "concat",   "convert", "variadic",  "variable", "defer",    "go"};
    std::string k = ident();
    for (size_t i = 0; i < std::size(kNames); i++)
      if (k == kNames[i]) return static_cast<SiteKind>(i);
    fail("unknown site kind " + k);
    return SiteKind::New;
  }

  void op() {
    Op o{};
    o.code = Opcode::copy_;
    std::vector<Reg> res;
    std::vector<Value> args;
    std::vector<BlockId> blocks;
    while (accept("%")) {
      res.push_back(reg());
      if (!accept(",")) break;
    }
    if (!res.empty()) expect("=");
    std::string name = ident();
    bool known = false;
    for (size_t c = 0; c <= static_cast<size_t>(Opcode::unreachable_); c++)
      if (name == opInfo(static_cast<Opcode>(c)).name) {
        o.code = static_cast<Opcode>(c);
        known = true;
      }
    if (!known) {
      fail("unknown operation " + name);
      return;
    }
    struct {
      uint8_t bit;
      const char *name;
    } flags[] = {{kNoWB, ".nowb"}, {kTmp, ".tmp"}, {kLoop, ".loop"}, {kNonNil, ".nonnil"}, {kInit, ".init"}};
    for (bool more = true; more;) {
      more = false;
      for (auto &fl : flags)
        if (accept(fl.name)) {
          o.flags |= fl.bit;
          more = true;
        }
    }
    for (const char *a = opInfo(o.code).aux; *a; a++) {
      if (*a == 'T') {
        expect("<");
        o.type = type();
        expect(">");
      } else if (*a == 'S') {
        expect("@");
        o.sym = quoted();
      } else if (*a == 'I') {
        expect(".");
        o.imm = number();
      } else if (*a == 'V') {
        expect("$");
        o.var = static_cast<uint32_t>(number());
      }
    }
    while (!failed && !peek("\n") && !peek("#") && !peek("->") && !peek("!") && !peek("}")) {
      if (!args.empty()) expect(",");
      args.push_back(value());
    }
    if (accept("#")) o.site = static_cast<uint32_t>(number());
    if (accept("->")) do {
        expect("b");
        blocks.push_back(static_cast<BlockId>(number()));
      } while (accept(","));
    o.pos = posRef();
    o.args = m->arena.copy(args);
    o.results = m->arena.copy(res);
    o.blocks = m->arena.copy(blocks);
    if (f->blocks.empty()) {
      fail("operation outside a block");
      return;
    }
    f->blocks.back().ops.push_back(o);
  }

  void function() {
    f = m->addFunction(quotedRaw());
    expect("(");
    while (!failed && !accept(")")) {
      if (!f->params.empty()) expect(",");
      expect("%");
      f->params.push_back(reg());
    }
    expect("->");
    expect("(");
    while (!failed && !accept(")")) {
      if (!f->results.empty()) expect(",");
      f->results.push_back(type());
    }
    if (!word("sig")) fail("expected sig");
    f->sig = type();
    struct {
      uint32_t bit;
      const char *name;
    } flags[] = {{kWrapper, "wrapper"},
                 {kHasDefer, "defer"},
                 {kHasRecover, "recover"},
                 {kNoinline, "noinline"},
                 {kNosplit, "nosplit"},
                 {kDupOK, "dupok"},
                 {kClosure, "closure"},
                 {kNoReturn, "noreturn"},
                 {kExternal, "external"},
                 {kAvailable, "available"},
                 {kBodyless, "bodyless"},
                 {kNoescape, "noescape"},
                 {kUintptrEscapes, "uintptrescapes"},
                 {kNorace, "norace"},
                 {kBig, "big"}};
    for (auto &fl : flags)
      if (word(fl.name)) f->flags |= fl.bit;
    if (word("cost")) f->inlineCost = static_cast<int32_t>(number());
    if (word("cname")) f->cname = quotedRaw();
    if (word("captures")) {
      expect("(");
      while (!failed && !accept(")")) {
        if (!f->captures.empty()) expect(",");
        expect("%");
        f->captures.push_back(reg());
      }
    }
    if (word("pad")) {
      expect("b");
      f->recoverBlock = static_cast<BlockId>(number());
    }
    f->pos = posRef();
    if (!accept("{")) return;
    for (newlines(); !failed && !accept("}"); newlines()) {
      if (at >= src.size()) {
        fail("unterminated function");
        break;
      }
      if (word("var")) {
        Variable v{};
        expect("$");
        number();
        expect(":");
        v.type = type();
        v.name = quoted();
        v.placement = placement();
        if (!word("depth")) fail("expected depth");
        v.loopDepth = static_cast<int32_t>(number());
        v.pos = posRef();
        f->vars.push_back(v);
      } else if (word("site")) {
        Site s{};
        expect("#");
        number();
        s.kind = siteKind();
        s.type = type();
        s.expr = quoted();
        s.placement = placement();
        if (!word("depth")) fail("expected depth");
        s.loopDepth = static_cast<int32_t>(number());
        s.ladder = word("ladder");
        if (s.ladder || word("buffer")) {
          expect("$");
          s.buffer = static_cast<uint32_t>(number());
        }
        s.pos = posRef();
        f->sites.push_back(s);
      } else if (peek("b") && at + 1 < src.size() && std::isdigit(static_cast<unsigned char>(src[at + 1]))) {
        at++;
        if (static_cast<size_t>(number()) != f->blocks.size()) fail("blocks must be numbered in order");
        f->blocks.emplace_back();
        if (word("loop")) f->blocks.back().loopDepth = static_cast<int32_t>(number());
        expect(":");
      } else op();
    }
    for (auto &r : f->regs)
      if (!r.type) fail("a register has no type");
    f = nullptr;
  }

  void global() {
    std::string n = quotedRaw();
    Global *g = m->addGlobal(n, type());
    if (word("dupok")) g->dupOK = true;
    if (word("readonly")) g->readonly = true;
    if (word("external")) g->external = true;
    if (accept("{"))
      while (!failed && !accept("}")) {
        StaticItem it;
        it.offset = number();
        blanks();
        it.value = constant();
        g->init.push_back(it);
      }
    g->pos = posRef();
  }

  void run() {
    for (newlines(); !failed && at < src.size(); newlines()) {
      if (word("module")) {
        m->path = quotedRaw();
        m->name = ident();
        m->hasInit = word("init");
      } else if (word("file")) {
        number();
        m->files.push_back(quotedRaw());
      } else if (word("inlined")) {
        number();
        m->inlinedNames.push_back(quotedRaw());
      } else if (word("pos")) {
        SrcPos p;
        number();
        p.file = static_cast<uint32_t>(number());
        p.line = static_cast<uint32_t>(number());
        p.col = static_cast<uint32_t>(number());
        if (word("at")) {
          p.inlinedAt = static_cast<uint32_t>(number());
          if (!word("func")) fail("expected func");
          p.func = static_cast<uint32_t>(number());
        }
        m->positions.push_back(p);
      } else if (word("type")) {
        expect("'");
        Type *t = namedRef();
        t->display = types.save(quotedRaw());
        t->pkgPath = types.save(quotedRaw());
        if (!word("opaque")) types.setUnderlying(t, type());
      } else if (word("method")) {
        Type *t = type();
        Method mt{};
        mt.name = quoted();
        mt.pkgPath = quoted();
        mt.ifn = quoted();
        mt.tfn = quoted();
        mt.sig = type();
        std::vector<Method> ms(t->methods.begin(), t->methods.end());
        ms.push_back(mt);
        t->methods = types.arena().copy(ms);
        t->methodsKnown = true;
      } else if (word("descriptor")) m->descriptors.push_back(type());
      else if (word("global")) global();
      else if (word("func")) function();
      else fail("expected a declaration");
    }
    if (!failed)
      for (const Type &t : types.all()) types.layout(const_cast<Type *>(&t));
  }
};

} // namespace

std::unique_ptr<Module> parseModule(std::string_view text, TypeTable &types, std::string &err) {
  auto m = std::make_unique<Module>();
  m->types = &types;
  Parser p{text, types, err};
  p.m = m.get();
  p.run();
  if (p.failed) return nullptr;
  return m;
}

} // namespace golem::gir

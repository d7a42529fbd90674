// GIR's text form. A module in, text out; parse.cc reads it back exactly.
//
//   module "main" main
//   file 0 "a.go"
//   inlined 0 "main.f"
//   pos 1 0 3 5 [at 2 func 0]           index file line col
//   type 'main.T' "main.T" "main" struct {…}
//   method 'main.T' M "" ifn tfn func()
//   global @main.x int [flags] { 0 5:int }
//   func @main.f (%0:int "x", …) -> (int) flags(wrapper) captures(%3:*int) recover b4 pos 1 { vars, sites, blocks }
#include "compiler/gir/gir.h"
#include <cstdio>
#include <cstring>

namespace golem::gir {

namespace {

void quoted(std::string &out, std::string_view s) {
  out += '"';
  for (unsigned char c : s) {
    if (c == '"' || c == '\\') (out += '\\') += static_cast<char>(c);
    else if (c < 0x20 || c >= 0x7f) {
      char buf[8];
      std::snprintf(buf, sizeof buf, "\\x%02x", c);
      out += buf;
    } else out += static_cast<char>(c);
  }
  out += '"';
}

std::string hexFloat(double d) {
  char buf[64];
  std::snprintf(buf, sizeof buf, "%a", d);
  return buf;
}

struct FlagName {
  uint32_t bit;
  const char *name;
};
constexpr FlagName kFuncFlags[] = {{kWrapper, "wrapper"},
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
constexpr FlagName kOpFlags[] = {
    {kNoWB, "nowb"}, {kTmp, "tmp"}, {kLoop, "loop"}, {kNonNil, "nonnil"}, {kInit, "init"}, {kSelf, "self"}, {kDictionary, "dictionary"}};

const char *kindName(SiteKind k) {
  switch (k) {
  case SiteKind::New: return "new";
  case SiteKind::AddrLit: return "addrlit";
  case SiteKind::SliceLit: return "slicelit";
  case SiteKind::MapLit: return "maplit";
  case SiteKind::Makeslice: return "makeslice";
  case SiteKind::Makemap: return "makemap";
  case SiteKind::Makechan: return "makechan";
  case SiteKind::Closure: return "closure";
  case SiteKind::MethodValue: return "methodvalue";
  case SiteKind::Box: return "box";
  case SiteKind::Append: return "append";
  case SiteKind::Concat: return "concat";
  case SiteKind::Convert: return "convert";
  case SiteKind::Variadic: return "variadic";
  case SiteKind::Variable: return "variable";
  case SiteKind::Defer: return "defer";
  case SiteKind::Go: return "go";
  }
  return "?";
}
const char *placementName(Placement p) {
  switch (p) {
  case Placement::Undecided: return "undecided";
  case Placement::Stack: return "stack";
  case Placement::Heap: return "heap";
  case Placement::Static: return "static";
  case Placement::Gone: return "gone";
  }
  return "?";
}

struct Printer {
  const Module &m;
  std::string out;

  void constant(const Const &c) {
    switch (c.kind) {
    case Const::K::Zero: out += "zero"; break;
    case Const::K::Int: out += std::to_string(c.i); break;
    case Const::K::Float: out += "f" + hexFloat(c.f); break;
    case Const::K::Complex: out += "c" + hexFloat(c.f) + "," + hexFloat(c.im); break;
    case Const::K::String: quoted(out, c.s); break;
    case Const::K::Global:
      out += "&";
      quoted(out, c.s);
      out += "+" + std::to_string(c.i);
      break;
    case Const::K::Func:
      out += "fn";
      quoted(out, c.s);
      break;
    }
    out += ":" + typeText(c.type);
  }

  void type(const Type &t) {
    if (t.name.empty() || t.display.empty()) return;
    out += "type '";
    out += t.name;
    out += "' ";
    quoted(out, t.display);
    out += ' ';
    quoted(out, t.pkgPath);
    out += ' ';
    out += t.underlying == &t ? "opaque" : typeText(t.underlying);
    out += '\n';
  }
  void methods(const Type &t) {
    if (t.kind == Kind::Interface || !t.methodsKnown) return;
    for (const Method &mt : t.methods) {
      out += "method " + typeText(&t) + " ";
      quoted(out, mt.name);
      out += ' ';
      quoted(out, mt.pkgPath);
      out += ' ';
      quoted(out, mt.ifn);
      out += ' ';
      quoted(out, mt.tfn);
      out += ' ' + typeText(mt.sig) + '\n';
    }
  }

  void function(const Function &f) {
    std::vector<bool> typed(f.regs.size());
    auto reg = [&](Reg r) {
      out += '%' + std::to_string(r);
      if (r < typed.size() && !typed[r]) {
        typed[r] = true;
        out += ':' + typeText(f.regs[r].type);
        if (!f.regs[r].name.empty()) {
          out += ' ';
          quoted(out, f.regs[r].name);
        }
      }
    };
    auto value = [&](Value v) {
      if (v.isNone()) out += '_';
      else if (v.isReg()) reg(v.index);
      else constant(f.consts[v.index]);
    };
    out += "func ";
    quoted(out, f.name);
    out += " (";
    for (size_t i = 0; i < f.params.size(); i++) {
      if (i) out += ", ";
      reg(f.params[i]);
    }
    out += ") -> (";
    for (size_t i = 0; i < f.results.size(); i++) {
      if (i) out += ", ";
      out += typeText(f.results[i]);
    }
    out += ") sig " + typeText(f.sig);
    for (const FlagName &fl : kFuncFlags)
      if (f.flags & fl.bit) (out += ' ') += fl.name;
    if (f.inlineCost >= 0) out += " cost " + std::to_string(f.inlineCost);
    if (!f.cname.empty()) {
      out += " cname ";
      quoted(out, f.cname);
    }
    if (!f.captures.empty()) {
      out += " captures (";
      for (size_t i = 0; i < f.captures.size(); i++) {
        if (i) out += ", ";
        reg(f.captures[i]);
      }
      out += ')';
    }
    if (f.recoverBlock != kNone) out += " pad b" + std::to_string(f.recoverBlock);
    if (f.pos) out += " !" + std::to_string(f.pos);
    if (f.blocks.empty()) {
      out += "\n\n";
      return;
    }
    out += " {\n";
    for (size_t i = 0; i < f.vars.size(); i++) {
      const Variable &v = f.vars[i];
      out += "  var $" + std::to_string(i) + ":" + typeText(v.type) + ' ';
      quoted(out, v.name);
      out += std::string(" ") + placementName(v.placement) + " depth " + std::to_string(v.loopDepth);
      if (v.pos) out += " !" + std::to_string(v.pos);
      out += '\n';
    }
    for (size_t i = 0; i < f.sites.size(); i++) {
      const Site &s = f.sites[i];
      out += "  site #" + std::to_string(i) + ' ' + kindName(s.kind) + ' ' + typeText(s.type) + ' ';
      quoted(out, s.expr);
      out += std::string(" ") + placementName(s.placement) + " depth " + std::to_string(s.loopDepth);
      if (s.buffer != kNone) out += (s.ladder ? " ladder $" : " buffer $") + std::to_string(s.buffer);
      if (s.pos) out += " !" + std::to_string(s.pos);
      out += '\n';
    }
    for (size_t b = 0; b < f.blocks.size(); b++) {
      out += "b" + std::to_string(b) + (f.blocks[b].loopDepth ? " loop " + std::to_string(f.blocks[b].loopDepth) : "") + ":\n";
      for (const Op &op : f.blocks[b].ops) {
        const OpInfo &info = opInfo(op.code);
        out += "  ";
        for (size_t i = 0; i < op.results.size(); i++) {
          if (i) out += ", ";
          reg(op.results[i]);
        }
        if (!op.results.empty()) out += " = ";
        out += info.name;
        for (const FlagName &fl : kOpFlags)
          if (op.flags & fl.bit) (out += '.') += fl.name;
        for (const char *a = info.aux; *a; a++) {
          switch (*a) {
          case 'T': out += " <" + typeText(op.type) + ">"; break;
          case 'S':
            out += " @";
            quoted(out, op.sym);
            break;
          case 'I': out += " ." + std::to_string(op.imm); break;
          case 'V': out += " $" + std::to_string(op.var); break;
          case 'A':
          case 'B': break; // after the operands
          default: break;
          }
        }
        for (size_t i = 0; i < op.args.size(); i++) {
          out += i ? ", " : " ";
          value(op.args[i]);
        }
        if (op.site != kNone) out += " #" + std::to_string(op.site);
        if (!op.blocks.empty()) {
          out += " ->";
          for (size_t i = 0; i < op.blocks.size(); i++) {
            out += i ? ", b" : " b";
            out += std::to_string(op.blocks[i]);
          }
        }
        if (op.pos) out += " !" + std::to_string(op.pos);
        out += '\n';
      }
    }
    out += "}\n\n";
  }

  void global(const Global &g) {
    out += "global ";
    quoted(out, g.name);
    out += ' ' + typeText(g.type);
    if (g.dupOK) out += " dupok";
    if (g.readonly) out += " readonly";
    if (g.external) out += " external";
    if (!g.init.empty()) {
      out += " {";
      for (const StaticItem &it : g.init) {
        out += ' ' + std::to_string(it.offset) + ' ';
        constant(it.value);
      }
      out += " }";
    }
    if (g.pos) out += " !" + std::to_string(g.pos);
    out += '\n';
  }
};

} // namespace

std::string print(const Module &m, const Function &f) {
  Printer p{m, {}};
  p.function(f);
  return std::move(p.out);
}

std::string print(const Module &m) {
  Printer p{m, {}};
  p.out += "module ";
  quoted(p.out, m.path);
  p.out += ' ' + m.name + (m.hasInit ? " init\n" : "\n");
  for (size_t i = 0; i < m.files.size(); i++) {
    p.out += "file " + std::to_string(i) + ' ';
    quoted(p.out, m.files[i]);
    p.out += '\n';
  }
  for (size_t i = 0; i < m.inlinedNames.size(); i++) {
    p.out += "inlined " + std::to_string(i) + ' ';
    quoted(p.out, m.inlinedNames[i]);
    p.out += '\n';
  }
  for (size_t i = 1; i < m.positions.size(); i++) {
    const SrcPos &s = m.positions[i];
    p.out += "pos " + std::to_string(i) + ' ' + std::to_string(s.file) + ' ' + std::to_string(s.line) + ' ' + std::to_string(s.col);
    if (s.inlinedAt != kNone) p.out += " at " + std::to_string(s.inlinedAt) + " func " + std::to_string(s.func);
    p.out += '\n';
  }
  for (const Type &t : m.types->all()) p.type(t);
  for (const Type &t : m.types->all()) p.methods(t);
  for (Type *t : m.descriptors) p.out += "descriptor " + typeText(t) + '\n';
  for (auto &g : m.globals) p.global(*g);
  p.out += '\n';
  for (auto &f : m.funcs) p.function(*f);
  return std::move(p.out);
}

} // namespace golem::gir

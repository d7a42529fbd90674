// gc's -m: a solved batch in, lines in gc's words out; and the lines as text, in position order.
#include "compiler/escape/graph.h"
#include "compiler/gir/messages.h"
#include <algorithm>
#include <tuple>

namespace golem::escape {

using gir::Opcode;
using gir::SiteKind;

namespace {

// strconv.Quote, cut short as constant.Value.String does.
std::string quoted(std::string_view s) {
  std::string out = "\"";
  for (unsigned char c : s) {
    if (c == '"' || c == '\\') (out += '\\') += static_cast<char>(c);
    else if (c == '\n') out += "\\n";
    else if (c == '\t') out += "\\t";
    else if (c == '\r') out += "\\r";
    else if (c < 0x20 || c == 0x7f) {
      char buf[8];
      std::snprintf(buf, sizeof buf, "\\x%02x", c);
      out += buf;
    } else out += static_cast<char>(c);
  }
  out += '"';
  size_t runes = 0, cut = 0;
  for (size_t i = 0; i < out.size(); i++)
    if ((out[i] & 0xc0) != 0x80 && ++runes == 70) cut = i;
  if (runes > 72) out = out.substr(0, cut) + "...";
  return out;
}

// A constant that a variable turned out to hold.
std::string constantText(const gir::Const &c, const std::string &home) {
  std::string v;
  bool plain = true;
  using K = gir::Const::K;
  using gir::Kind;
  const gir::Type *t = c.type;
  switch (t->kind) {
  case Kind::String: v = c.kind == K::String ? quoted(c.s) : "\"\""; break;
  case Kind::Bool: v = c.i ? "true" : "false"; break;
  case Kind::Float32: case Kind::Float64: {
    char buf[40];
    std::snprintf(buf, sizeof buf, "%.6g", c.f);
    v = buf;
    plain = t->kind == Kind::Float64;
    break;
  }
  default:
    if (!t->isInteger()) return {};
    v = t->isUnsigned() ? std::to_string(static_cast<uint64_t>(c.i)) : std::to_string(c.i);
    plain = t->kind == Kind::Int;
    break;
  }
  if (plain && t->display.empty()) return v;
  std::string n = gir::typeText(t);
  if (!t->display.empty()) n = t->display;
  if (n.starts_with(home + ".")) n = n.substr(home.size() + 1);
  return n + "(" + v + ")";
}

} // namespace

std::string boxedConstant(const Graph &g, uint32_t un, const gir::Op &op) {
  if (op.code != Opcode::box_ || op.args[0].isConst()) return {};
  const gir::Const *c = g.literal(un, op.args[0]);
  return c ? constantText(*c, g.m.name) : std::string();
}

std::string foreignPackage(const gir::Module &m, const gir::InlineNames *names, uint32_t pos) {
  if (!names || pos >= m.positions.size() || m.positions[pos].inlinedAt == gir::kNone) return {};
  return gir::foreignPackage(m, *names, m.inlinedNames[m.positions[pos].func]);
}

void say(const Graph &g, uint32_t un, const std::vector<Cause> &heap, const Summary &s, const Options &options) {
  const Unit &u = g.units[un];
  const gir::Function &f = *u.f;
  if (gir::isGenerated(f)) return;
  auto add = [&](uint32_t pos, std::string text) { options.verdicts->push_back({&f, pos, std::move(text)}); };
  for (const gir::Note &n : f.notes) add(n.pos, (n.named ? std::string(shownName(f)) + " " : "") + std::string(n.text));
  // Parameters, but not those of instances. (What nobody wrote has none.)
  bool diagnose = !(f.flags & gir::kDupOK);
  for (uint32_t i = 0; diagnose && i < f.written.size() && i < f.params.size(); i++) {
    const gir::Param &p = f.written[i];
    const gir::Type *t = f.regs[f.params[i]].type;
    std::string name(p.name);
    if (f.flags & gir::kUintptrEscapes) {
      bool many = i + 1 == f.params.size() && f.sig && f.sig->variadic && t->kind == gir::Kind::Slice && t->elem->kind == gir::Kind::Uintptr;
      if (many || t->kind == gir::Kind::Uintptr) {
        add(p.pos, "marking " + (name.empty() ? "~p" + std::to_string(i) : name) + (many ? " as escaping ...uintptr" : " as escaping uintptr"));
        continue;
      }
    }
    if (name.empty() || !t->hasPointers()) continue;
    bool moved = false; // its variable is on the heap, and that is said instead
    for (uint32_t v = 0; v < f.vars.size(); v++)
      if (f.vars[v].name == p.name && f.vars[v].pos == p.pos) moved = moved || heap[u.var(v)] != Cause::None;
    if (moved) continue;
    bool warned = false;
    if (int8_t h = s.sink(i, Summary::Heap); h != kNever) {
      add(p.pos, (h == 0 ? "leaking param: " : "leaking param content: ") + name);
      warned = true;
    }
    for (uint32_t r = 0; r < s.results && r < Summary::kMaxResults; r++)
      if (int8_t d = s.result(i, r); d != kNever) {
        std::string result = r < f.resultNames.size() ? std::string(f.resultNames[r]) : "~r" + std::to_string(r);
        add(p.pos, "leaking param: " + name + " to result " + result + " level=" + std::to_string(d));
        warned = true;
      }
    if (!options.mutationsCalls) {
      if (!warned) add(p.pos, name + " does not escape");
      continue;
    }
    if (int8_t d = s.sink(i, Summary::Mutator); d != kNever) {
      add(p.pos, "mutates param: " + name + " derefs=" + std::to_string(d));
      warned = true;
    }
    if (int8_t d = s.sink(i, Summary::Callee); d != kNever) {
      add(p.pos, "calls param: " + name + " derefs=" + std::to_string(d));
      warned = true;
    }
    if (!warned) add(p.pos, name + " does not escape, mutate, or call");
  }
  for (uint32_t v = 0; v < f.vars.size(); v++) {
    const gir::Variable &var = f.vars[v];
    if (var.name.empty() || var.name[0] == '.' || heap[u.var(v)] == Cause::None) continue;
    add(var.pos, "moved to heap: " + foreignPackage(g.m, options.names, var.pos) + std::string(var.name));
  }
  for (uint32_t k = 0; k < u.ghosts.size(); k++)
    if (heap[u.ghost(k)] != Cause::None) add(u.ghosts[k]->pos, "moved to heap: " + std::string(u.ghosts[k]->name));
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &op : b.ops) {
      if (op.site == gir::kNone) continue;
      const gir::Site &site = f.sites[op.site];
      bool escapes = heap[u.site(op.site)] != Cause::None;
      std::string what(site.expr);
      switch (site.kind) {
      case SiteKind::Makechan: case SiteKind::Variable: case SiteKind::Defer: case SiteKind::Go: continue;
      case SiteKind::Box: {
        if (gir::typeOf(f, op.args[0])->isDirectIface()) continue;
        if (std::string t = boxedConstant(g, un, op); !t.empty()) what = t;
        break;
      }
      default: break;
      }
      if (what.empty()) continue;
      add(site.pos, what + (escapes ? " escapes to heap" : " does not escape"));
    }
}

void sayBodyless(const gir::Function &f, std::vector<Verdict> &out) {
  for (uint32_t i = 0; i < f.written.size() && i < f.sig->params.size(); i++) {
    const gir::Param &p = f.written[i];
    const gir::Type *t = f.sig->params[i];
    std::string name(p.name);
    if (t->kind == gir::Kind::Uintptr) {
      out.push_back({&f, p.pos, "assuming " + (name.empty() ? "~p" + std::to_string(i) : name) + " is unsafe uintptr"});
      continue;
    }
    if (!t->hasPointers() || name.empty()) continue;
    out.push_back({&f, p.pos, f.flags & gir::kNoescape ? name + " does not escape" : "leaking param: " + name});
  }
}

std::string gcReport(const gir::Module &m, const std::vector<Verdict> &verdicts, const std::vector<Explanation> &explanations, int level) {
  struct Line {
    std::string file, text;
    uint32_t line, col;
    size_t order;
  };
  std::vector<Line> lines;
  auto add = [&](uint32_t pos, const std::string &text) {
    if (pos == 0 || pos >= m.positions.size()) return;
    const gir::SrcPos &p = m.positions[gir::outermost(m, pos)];
    if (p.line == 0 || p.file >= m.files.size()) return;
    lines.push_back({m.files[p.file], text, p.line, p.col, lines.size()});
  };
  // Explanations come before the verdicts of their position; the lines stay together, and instances say theirs once.
  for (const Explanation &e : explanations) {
    if (level < 2) break;
    std::string where(shownName(*e.function)), text = e.what + (e.leaks ? " for " : " in ") + where + e.derefs + ":";
    for (const Explanation::Line &l : e.lines) {
      text += "\n" + l.text;
      if (!l.flow) text += " at " + std::string(1, '\1') + std::to_string(l.pos) + ";"; // the position, when the file's name is known
    }
    add(e.pos, text);
  }
  for (const gir::Remark &r : m.remarks)
    if (level >= r.from && level <= r.to) add(r.pos, r.text);
  for (const Verdict &v : verdicts)
    if (!(v.function->flags & gir::kAvailable)) add(v.pos, v.text);
  std::sort(lines.begin(), lines.end(),
            [](const Line &a, const Line &b) { return std::tie(a.file, a.line, a.col, a.order) < std::tie(b.file, b.line, b.col, b.order); });
  // Instances of a generic function say the same things.
  std::string out, group;
  std::vector<std::string> said;
  for (const Line &l : lines) {
    // gc keeps columns in eight bits, and leaves out the others.
    std::string where = l.file + ":" + std::to_string(l.line) + (l.col > 255 ? "" : ":" + std::to_string(l.col)) + ": ";
    if (where != group) {
      group = where;
      said.clear();
    }
    if (std::find(said.begin(), said.end(), l.text) != said.end()) continue;
    said.push_back(l.text);
    for (size_t at = 0; at <= l.text.size();) {
      size_t end = std::min(l.text.find('\n', at), l.text.size());
      std::string one = l.text.substr(at, end - at);
      if (size_t mark = one.find('\1'); mark != one.npos) {
        const gir::SrcPos &p = m.positions[static_cast<size_t>(std::strtoul(one.c_str() + mark + 1, nullptr, 10))];
        one = one.substr(0, mark) + m.files[p.file] + ":" + std::to_string(p.line) + ":" + std::to_string(p.col);
      }
      out += where + one + "\n";
      at = end + 1;
    }
  }
  return out;
}

} // namespace golem::escape

// The inliner: calls of functions that lowering found cheap (gir::Function::inlineCost, gc's numbers) become their bodies, in gc's
// order and with its limits. In: a lowered module. Out: the same module; functions that were only there to be inlined are gone.
//
// Functions are visited callees first. A body is spliced as it was lowered, not as it is after inlining into itself, and its calls
// are looked at where they landed: that is how gc does it, and the chain of positions says what a call is already inside of.
#include "compiler/passes/devirtualize.h"
#include "compiler/passes/passes.h"
#include <algorithm>
#include <cctype>
#include <climits>
#include <deque>
#include <set>
#include <unordered_set>

namespace golem::passes {

using gir::hasBody;
using gir::kNone;
using gir::Opcode;
using gir::Reg;
using gir::Value;

namespace {

// What a register is known to hold: the one operation that defines it.
struct Definition {
  uint32_t count = 0;
  Opcode code = Opcode::unreachable_;
  std::string_view sym;
  std::span<Value> args;
};

struct Inliner {
  Inliner(gir::Module &module, gir::InlineNames &inlineNames, bool check, bool races)
      : m(module), names(inlineNames), checkptr(check), race(races), interfaces(module) {}
  gir::Module &m;
  gir::InlineNames &names;
  bool checkptr, race;
  std::unordered_map<const gir::Function *, std::unique_ptr<gir::Function>> originals; // of functions that were changed
  std::unordered_map<std::string_view, uint32_t> literalCalls;                         // calls known to be of a function literal
  std::set<std::pair<const gir::Function *, const Value *>> resolved;                  // calls of func values that are known, by function and arguments
  std::unordered_map<std::string, uint32_t> nameIndex;                                 // into m.inlinedNames

  // By function literal: which of its captured values are known to be a function, or a literal that captures nothing itself.
  std::unordered_map<const gir::Function *, std::vector<std::pair<size_t, Definition>>> capturedFuncs;

  // The function being changed.
  gir::Function *f = nullptr;
  std::vector<Definition> defs;
  InterfaceValues interfaces;
  gir::BlockId current = 0; // the block whose calls are looked at
  // gc looks at a function's calls in rounds: first those that stand in it, in source order, then those of the bodies that came in
  // by that, and so on. Numbers of literals, and which literal is called once, depend on it.
  uint32_t round = 0;
  std::vector<gir::BlockId> thisRound, nextRound;      // blocks with calls to look at, in source order; this round's backwards
  std::vector<std::vector<uint32_t>> rounds;           // by block and operation: the round that looks at it; empty: the first one

  // ---- what is called ----

  static void define(std::vector<Definition> &defs, const gir::Op &op) {
    for (Reg r : op.results) {
      Definition &d = defs[r];
      d.count++;
      d.code = op.code;
      d.sym = op.sym;
      d.args = op.args;
    }
  }
  std::vector<Definition> definitions(const gir::Function &f) const {
    std::vector<Definition> defs(f.regs.size());
    for (Reg r : f.params) defs[r].count++;
    for (Reg r : f.captures) defs[r].count++;
    if (auto it = capturedFuncs.find(&f); it != capturedFuncs.end())
      for (auto &[i, d] : it->second) defs[f.captures[i]] = d;
    for (const gir::Block &b : f.blocks)
      for (const gir::Op &op : b.ops) define(defs, op);
    return defs;
  }
  // The definition of a func value as function literal or plain function. A register with one definition still has, wherever it is
  // read, what the registers it was copied from had then: the definition dominates the use (GIR's rule 3).
  static const Definition *funcValue(const std::vector<Definition> &defs, Value v) {
    for (int i = 0; i < 100 && v.isReg(); i++) {
      const Definition &d = defs[v.index];
      if (d.count != 1) return nullptr;
      if (d.code == Opcode::closure_ || d.code == Opcode::funcval_) return &d;
      if (d.code != Opcode::copy_ && d.code != Opcode::bits_) return nullptr; // bits: func(func(T) bool) to iter.Seq[T]
      v = d.args[0];
    }
    return nullptr;
  }
  void noteCaptured(const gir::Op &op, const std::vector<Definition> &ds) {
    if (op.code != Opcode::closure_ || op.args.empty()) return;
    gir::Function *lit = byName(op.sym);
    if (!lit || !hasBody(*lit)) return;
    auto &known = capturedFuncs[lit];
    known.clear();
    for (size_t i = 0; i < op.args.size() && i < lit->captures.size(); i++)
      if (const Definition *d = funcValue(ds, op.args[i]); d && d->args.empty()) known.push_back({i, *d});
  }
  void noteCaptured(const gir::Function &outer) {
    std::vector<Definition> ds = definitions(outer);
    for (const gir::Block &b : outer.blocks)
      for (const gir::Op &op : b.ops) {
        if (op.code != Opcode::closure_) continue;
        noteCaptured(op, ds);
        if (gir::Function *lit = byName(op.sym); lit && hasBody(*lit) && (lit->flags & gir::kClosure)) noteCaptured(*lit);
      }
  }
  gir::Function *byName(std::string_view sym) const {
    auto it = m.byName.find(sym);
    return it == m.byName.end() ? nullptr : it->second;
  }
  struct Target {
    gir::Function *callee = nullptr;
    std::span<Value> args;     // without the func value
    std::span<Value> captured; // of a function literal
  };
  Target target(const gir::Op &op, const std::vector<Definition> &ds, const gir::Function &caller) const {
    Target t;
    if (op.code == Opcode::call_) {
      t.callee = byName(op.sym);
      t.args = op.args;
    } else if (op.code == Opcode::callclosure_) {
      t.args = op.args.subspan(1);
      if (op.args[0].isConst()) {
        const gir::Const &c = caller.consts[op.args[0].index];
        if (c.kind == gir::Const::K::Func) t.callee = byName(c.s);
      } else if (const Definition *d = funcValue(ds, op.args[0])) {
        t.callee = byName(d->sym);
        if (d->code == Opcode::closure_) t.captured = d->args;
      }
    }
    return t;
  }
  // ---- whether to inline ----

  const gir::Function &original(const gir::Function &fn) const {
    auto it = originals.find(&fn);
    return it == originals.end() ? fn : *it->second;
  }
  // A promoted method: only devirtualization calls one. It leaves no trace.
  static bool isAdapter(const gir::Function &fn) { return (fn.flags & gir::kWrapper) && !(fn.flags & gir::kClosure) && fn.blocks.size() == 1; }
  static bool isLeaf(const gir::Function &fn) {
    for (const gir::Block &b : fn.blocks)
      for (const gir::Op &op : b.ops)
        if (gir::hasEffect(op.code, 'C')) return false;
    return true;
  }
  int32_t maxCost(const gir::Function &c) const {
    int32_t max = f->flags & gir::kBig ? gir::kInlineBigCallerMax : gir::kInlineBudget;
    if (!(c.flags & gir::kClosure)) return max;
    auto n = literalCalls.find(c.name);
    return n != literalCalls.end() && n->second == 1 ? std::max(2 * max, gir::kInlineCalledOnce) : 2 * max;
  }
  // The very same call of the source further out. Copies of a literal have names of their own, so that this is how their recursion ends.
  bool insideItself(uint32_t pos) const {
    const gir::SrcPos &here = m.positions[pos];
    for (uint32_t p = here.inlinedAt; p != kNone; p = m.positions[p].inlinedAt)
      if (m.positions[p].file == here.file && m.positions[p].line == here.line && m.positions[p].col == here.col) return true;
    return false;
  }
  // The same function further out: the cycle has come round.
  bool comesRound(uint32_t pos, const gir::Function &c) const {
    for (uint32_t p = pos; p != kNone && m.positions[p].inlinedAt != kNone; p = m.positions[p].inlinedAt)
      if (m.inlinedNames[m.positions[p].func] == c.name) return true;
    return false;
  }
  // Why a call of a function that can be inlined wasn't, for -m=2 and for the optimization log.
  void explainCall(const gir::Op &op, const gir::Function &c) {
    if (c.inlineCost < 0 || quiet || gir::isGenerated(*f)) return;
    auto log = [&](std::string why) {
      m.remarks.push_back({op.pos, gir::Remark::kOnlyLogged, gir::Remark::kOnlyLogged, "cannot inline call: " + std::move(why)});
    };
    if (int32_t max = maxCost(c); c.inlineCost > max)
      return log("cost " + std::to_string(c.inlineCost) + " of " + c.name + " exceeds max caller cost " + std::to_string(max));
    if (insideItself(op.pos)) return log(""); // gc names no function then
    if (!comesRound(op.pos, c)) return;
    m.remarks.push_back({op.pos, 2, 9, "cannot inline " + nameOf(c) + " into " + nameOf(*f) + ": repeated recursive cycle"});
    log("repeated recursive cycle to " + c.name);
  }
  bool wanted(const gir::Op &op, const Target &t) const {
    const gir::Function *c = t.callee;
    if (!c || !hasBody(*c)) return false;
    bool adapter = isAdapter(*c);
    if (c->inlineCost < 0 && !adapter) return false;
    if (checkptr && (c->name == "reflect.Value.Pointer" || c->name == "reflect.Value.UnsafeAddr")) return false;
    if (race && !adapter && !tracksRaces(c->name)) return false; // in here it would be instrumented
    const gir::Function &body = original(*c);
    if ((c->flags & (gir::kHasDefer | gir::kHasRecover | gir::kNoinline)) || body.recoverBlock != kNone) return false;
    // Method sets make adapters for many more methods than are called: only what is small anyway comes into them.
    if ((f->flags & gir::kWrapper) && !(f->flags & gir::kClosure) && !isLeaf(body)) return false;
    if ((c->flags & gir::kClosure) && t.captured.size() != body.captures.size()) return false;
    if (!adapter && c->inlineCost > maxCost(*c)) return false;
    if (insideItself(op.pos) || comesRound(op.pos, *c)) return false;
    // A linkname may give a function other types than it has.
    if (t.args.size() != body.params.size() || op.results.size() != body.results.size()) return false;
    for (size_t i = 0; i < t.args.size(); i++)
      if (gir::typeOf(*f, t.args[i]) != body.regs[body.params[i]].type) return false;
    for (size_t i = 0; i < t.captured.size(); i++)
      if (gir::typeOf(*f, t.captured[i]) != body.regs[body.captures[i]].type) return false;
    for (size_t i = 0; i < op.results.size(); i++)
      if (f->regs[op.results[i]].type != body.results[i]) return false;
    return true;
  }

  // ---- splicing ----

  gir::Op copyOp(Value from, Reg to, uint32_t pos) {
    gir::Op op{};
    op.code = Opcode::copy_;
    op.pos = pos;
    op.args = m.arena.copy(&from, 1);
    op.results = m.arena.copy(&to, 1);
    return op;
  }
  gir::Op jumpOp(gir::BlockId b, uint32_t pos) {
    gir::Op op{};
    op.code = Opcode::jump_;
    op.pos = pos;
    op.blocks = m.arena.copy(&b, 1);
    return op;
  }
  struct Places {
    Inliner &in;
    uint32_t call, name, fallback;
    bool hidden; // everything happens at the call
    std::unordered_map<uint32_t, uint32_t> known;
    uint32_t operator()(uint32_t pos) {
      if (hidden) return call;
      if (pos == 0) pos = fallback;
      auto [it, fresh] = known.try_emplace(pos, 0);
      if (!fresh) return it->second;
      gir::SrcPos p = in.m.positions[pos];
      if (p.inlinedAt == kNone) {
        p.inlinedAt = call;
        p.func = name;
      } else p.inlinedAt = (*this)(p.inlinedAt);
      in.m.positions.push_back(p);
      return known[pos] = static_cast<uint32_t>(in.m.positions.size() - 1);
    }
  };

  // ---- function literals in what is inlined: the caller gets its own ----

  struct Numbers {
    uint32_t func = 0, range = 0;
  };
  std::unordered_map<const gir::Function *, Numbers> numbers; // of the literals in a function so far
  std::vector<gir::Function *> fresh;                         // duplicates whose calls nobody has looked at
  std::unordered_set<const gir::Function *> unreported;       // duplicates of which it wasn't said that they can be inlined

  static std::string_view bare(std::string_view symbol) { // without the package
    symbol = gir::withoutDirectories(symbol);
    size_t dot = symbol.find('.');
    return dot == std::string_view::npos ? symbol : symbol.substr(dot + 1);
  }
  static bool isRangeBody(std::string_view symbol) {
    size_t end = symbol.find_last_not_of("0123456789");
    return end != std::string_view::npos && symbol.substr(0, end + 1).ends_with("-range");
  }
  // gc's ir.closureName. within: the names of the functions that pos was inlined from.
  std::string literalName(const gir::Function &in, const std::string &within, bool range) {
    // A literal in the body of a loop over a function is one of the function that the loop is in.
    const gir::Function *home = isRangeBody(in.name) ? byName(std::string_view(in.name).substr(0, in.name.rfind("-range"))) : nullptr;
    const gir::Function &outer = home ? *home : in;
    std::string suffix = range ? "-range" : outer.flags & gir::kClosure ? "." : ".func";
    uint32_t &n = range ? numbers[&outer].range : numbers[&outer].func;
    do n++;
    while (byName(outer.name + suffix + std::to_string(n)) || byName(outer.name + within + suffix + std::to_string(n)));
    return outer.name + within + suffix + std::to_string(n);
  }
  std::string_view duplicate(const gir::Function &lit, uint32_t pos) {
    std::string within;
    for (uint32_t p = pos; m.positions[p].inlinedAt != kNone; p = m.positions[p].inlinedAt)
      within = "." + std::string(bare(m.inlinedNames[m.positions[p].func])) + within;
    return duplicateInto(lit, *f, within);
  }
  std::string_view duplicateInto(const gir::Function &lit, const gir::Function &outer, const std::string &within) {
    gir::Function *d = m.addFunction(literalName(outer, within, isRangeBody(lit.name)));
    auto fill = [&](gir::Function &to, const gir::Function &from) {
      m.byName.erase(to.name); // the key is a view of the name, whose bytes move
      std::string name = to.name;
      to = from;
      to.name = name;
      m.byName[to.name] = &to;
      to.flags = (from.flags & ~(gir::kAvailable | gir::kDupOK)) | (f->flags & (gir::kAvailable | gir::kDupOK));
    };
    fill(*d, original(lit));
    for (gir::Block &b : d->blocks)
      for (gir::Op &op : b.ops)
        if (op.code == Opcode::closure_)
          if (gir::Function *in = byName(op.sym); in && (in->flags & gir::kClosure) && !(in->flags & gir::kWrapper)) op.sym = duplicateInto(*in, *d, "");
    if (auto body = names.bodies.find(lit.name); body != names.bodies.end()) {
      std::string text = body->second;
      names.bodies[d->name] = std::move(text);
    }
    const std::string home = packageOf(lit);
    if (!home.empty()) homes[d] = home;
    if (auto known = names.captures.find(lit.name); known != names.captures.end()) {
      std::vector<gir::InlineNames::Capture> of = known->second;
      for (gir::InlineNames::Capture &c : of) {
        c.home.clear(); // the function that it is in
        if (c.name.find('.') == std::string::npos) c.name = home + c.name;
      }
      names.captures[d->name] = std::move(of);
    }
    fresh.push_back(d);
    unreported.insert(d);
    return m.arena.copy(std::string_view(d->name));
  }

  void defined(const gir::Op &op) {
    define(defs, op);
    interfaces.add(*f, op);
  }
  // A method call on an interface that can only hold one type becomes a call of that type's method.
  void devirtualize(gir::Op &op, std::vector<gir::Op> &out) {
    bool maybeNil = false;
    gir::Type *t = interfaces.concreteType(*f, op.args[0], maybeNil);
    const gir::Method *method = t ? implementation(t, gir::typeOf(*f, op.args[0]), op.imm) : nullptr;
    if (!method) return;
    auto newReg = [&](gir::Type *type) {
      f->regs.push_back({type, {}, false});
      defs.emplace_back();
      return static_cast<Reg>(f->regs.size() - 1);
    };
    auto emit = [&](Opcode code, Value arg, Reg result) {
      gir::Op n{};
      n.code = code;
      n.pos = op.pos;
      n.args = m.arena.copy(&arg, 1);
      if (result != kNone) n.results = m.arena.copy(&result, 1);
      out.push_back(n);
      defined(n);
    };
    if (maybeNil) {
      Reg word = newReg(m.types->unsafePointer());
      emit(Opcode::typeword_, op.args[0], word);
      emit(Opcode::nilcheck_, Value::reg(word), kNone);
    }
    Reg recv = newReg(t);
    emit(Opcode::unbox_, op.args[0], recv);
    // A method promoted from an embedded interface is one of that interface still.
    const gir::Function *w = byName(method->tfn);
    bool partly = w && (w->flags & gir::kWrapper) && std::any_of(w->blocks.begin(), w->blocks.end(), [](const gir::Block &b) {
                    return std::any_of(b.ops.begin(), b.ops.end(), [](const gir::Op &x) { return x.code == Opcode::calliface_; });
                  });
    remark(op.pos, (partly ? "partially devirtualizing " : "devirtualizing ") + std::string(op.sym) + " to " + gir::shownType(m, t));
    interfaces.remove(op);
    op.code = Opcode::call_;
    op.imm = 0;
    op.sym = method->tfn;
    op.args = m.arena.copy(op.args.data(), op.args.size());
    op.args[0] = Value::reg(recv);
    interfaces.add(*f, op);
    if (!byName(op.sym)) {
      gir::Function *g = m.addFunction(std::string(op.sym));
      std::vector<gir::Type *> ps{t};
      ps.insert(ps.end(), method->sig->params.begin(), method->sig->params.end());
      g->flags |= gir::kExternal;
      g->sig = m.types->funcOf(ps, method->sig->results, method->sig->variadic);
      m.types->layout(g->sig);
      g->results.assign(method->sig->results.begin(), method->sig->results.end());
    }
  }

  struct Pending {
    gir::Op op;
    uint32_t round;
  };
  template <class It> std::vector<uint32_t> roundsOf(It from, const It &to) {
    std::vector<uint32_t> r;
    for (; from != to; ++from) r.push_back(from->round);
    return r;
  }
  // "fmt." for the variables of a function of package fmt, and of its literals.
  std::unordered_map<const gir::Function *, std::string> homes; // of duplicates
  std::string packageOf(const gir::Function &callee) {
    if (auto it = homes.find(&callee); it != homes.end()) return it->second;
    return gir::foreignPackage(m, names, callee.name);
  }
  void nameRegisters(const gir::Function &callee, const gir::Function &c, Reg regBase, const gir::Op &op) {
    auto &of = names.registers[f];
    const std::string package = packageOf(callee);
    for (Reg r = 0; r < c.regs.size(); r++)
      if (!c.regs[r].name.empty()) of[regBase + r] = {package, std::string(c.regs[r].name), false, false};
    if (auto inner = names.registers.find(&c); inner != names.registers.end())
      for (auto &[r, known] : inner->second) of[regBase + r] = known;
    for (Reg r : c.params)
      if (auto it = of.find(regBase + r); it != of.end()) it->second.param = true;
    for (Reg r : c.captures) of.erase(regBase + r);
    for (size_t i = 0; i < op.results.size() && i < c.resultNames.size(); i++)
      if (f->regs[op.results[i]].name.empty()) of[op.results[i]] = {c.resultNames[i][0] == '~' ? "" : package, std::string(c.resultNames[i]), false, true};
  }

  // Puts the callee in the place of op. `rest`, the operations after it with the next one last, becomes what follows in this
  // block: the callee's first block, and all that comes after it if nothing else jumps.
  void splice(const gir::Op &op, const Target &t, std::vector<Pending> &rest) {
    const gir::Function &c = original(*t.callee);
    uint32_t call = op.pos ? op.pos : f->pos;
    auto [name, added] = nameIndex.try_emplace(c.name, static_cast<uint32_t>(m.inlinedNames.size()));
    if (added) m.inlinedNames.push_back(c.name);
    Places place{*this, call, name->second, c.pos, isAdapter(c), {}};
    Reg regBase = static_cast<Reg>(f->regs.size());
    uint32_t varBase = static_cast<uint32_t>(f->vars.size()), siteBase = static_cast<uint32_t>(f->sites.size());
    uint32_t constBase = static_cast<uint32_t>(f->consts.size());
    for (gir::Register r : c.regs) {
      r.untracked = false;
      f->regs.push_back(r);
    }
    for (Reg r : c.captures) f->regs[regBase + r].name = {}; // no variable of its own: what it names is the caller's
    if (names.explained && !isAdapter(c)) nameRegisters(*t.callee, c, regBase, op);
    if (auto known = names.captures.find(c.name); known != names.captures.end() && !t.captured.empty())
      for (const gir::InlineNames::Capture &k : known->second)
        if (k.byRef) names.addressed.insert(std::to_string(k.pos) + k.name);
    f->consts.insert(f->consts.end(), c.consts.begin(), c.consts.end());
    defs.resize(f->regs.size());
    for (gir::Variable v : c.vars) {
      v.pos = place(v.pos);
      v.untracked = false;
      if (v.site != kNone) v.site += siteBase;
      f->vars.push_back(v);
    }
    for (gir::Site s : c.sites) {
      s.pos = place(s.pos);
      f->sites.push_back(s);
    }
    for (gir::Note n : c.notes) {
      n.pos = place(n.pos);
      f->notes.push_back(n);
    }
    auto value = [&](Value v) {
      if (v.isReg()) return Value::reg(regBase + v.index);
      if (v.isConst()) return Value::constant(constBase + v.index);
      return v;
    };
    for (Reg r : op.results) defs[r].count--; // the call's own definition; the returns bring theirs
    // A function that comes with other results isn't followed (gc's ir.StaticValue).
    if (op.results.size() > 1)
      for (Reg r : op.results) defs[r].count++;
    interfaces.remove(op);

    bool entryIsTarget = false;
    size_t returns = 0;
    for (const gir::Block &b : c.blocks) {
      for (gir::BlockId to : b.ops.back().blocks) entryIsTarget = entryIsTarget || to == 0;
      returns += b.ops.back().code == Opcode::return_;
    }
    bool straight = c.blocks.size() == 1 && !entryIsTarget;
    // Block i of the callee is base + i here, but the first one continues the caller's unless a loop comes back to it.
    gir::BlockId base = static_cast<gir::BlockId>(f->blocks.size()) - (entryIsTarget ? 0 : 1);
    gir::BlockId join = base + static_cast<gir::BlockId>(c.blocks.size());
    f->blocks.resize(join + (returns && !straight ? 1 : 0));
    int32_t depth = f->blocks[current].loopDepth; // the callee's loops are inside the caller's
    for (size_t i = entryIsTarget ? 0 : 1; i < c.blocks.size(); i++) f->blocks[base + i].loopDepth = depth + c.blocks[i].loopDepth;
    if (returns && !straight) f->blocks[join].loopDepth = depth;
    std::vector<gir::Op> first; // what follows in the caller's block
    for (size_t i = 0; i < t.args.size(); i++) first.push_back(copyOp(t.args[i], regBase + c.params[i], call));
    for (size_t i = 0; i < t.captured.size(); i++) {
      first.push_back(copyOp(t.captured[i], regBase + c.captures[i], call));
      first.back().imm = kOfCapture;
    }
    for (const gir::Op &o : first) defined(o);
    if (entryIsTarget) first.push_back(jumpOp(base, call));
    for (size_t i = 0; i < c.blocks.size(); i++) {
      std::vector<gir::Op> &to = i == 0 && !entryIsTarget ? first : f->blocks[base + i].ops;
      if (&to != &first) to.reserve(c.blocks[i].ops.size());
      for (const gir::Op &o : c.blocks[i].ops) {
        uint32_t pos = place(o.pos);
        if (o.code == Opcode::return_) {
          for (size_t k = 0; k < o.args.size(); k++) {
            to.push_back(copyOp(value(o.args[k]), op.results[k], pos));
            defined(to.back());
          }
          if (!straight) to.push_back(jumpOp(join, pos));
          continue;
        }
        gir::Op n = o;
        n.pos = pos;
        if (n.var != kNone) n.var += varBase;
        if (n.site != kNone) n.site += siteBase;
        if (o.code == Opcode::closure_)
          if (gir::Function *lit = byName(o.sym); lit && (lit->flags & gir::kClosure) && !(lit->flags & gir::kWrapper)) n.sym = duplicate(*lit, n.pos);
        n.args = m.arena.copy(o.args.data(), o.args.size());
        for (Value &v : n.args) v = value(v);
        n.results = m.arena.copy(o.results.data(), o.results.size());
        for (Reg &r : n.results) r += regBase;
        n.blocks = m.arena.copy(o.blocks.data(), o.blocks.size());
        for (gir::BlockId &b : n.blocks) b += base;
        defined(n);
        to.push_back(n);
      }
    }
    auto noteDuplicates = [&](const std::vector<gir::Op> &ops) {
      for (const gir::Op &o : ops)
        if (o.code == Opcode::closure_ && !o.args.empty()) noteCaptured(o, defs);
    };
    noteDuplicates(first);
    for (gir::BlockId b = base + (entryIsTarget ? 0 : 1); b < join; b++) noteDuplicates(f->blocks[b].ops);
    for (const gir::Op &o : first) countLiteralCall(o);
    rounds.resize(f->blocks.size());
    if (std::any_of(first.begin(), first.end(), isCall) && (nextRound.empty() || nextRound.back() != current)) nextRound.push_back(current);
    for (gir::BlockId b = base + (entryIsTarget ? 0 : 1); b < join; b++) {
      for (const gir::Op &o : f->blocks[b].ops) countLiteralCall(o);
      if (!hasCalls(f->blocks[b])) continue;
      nextRound.push_back(b);
      rounds[b].assign(f->blocks[b].ops.size(), round + 1);
    }
    if (returns && !straight) { // what followed the call is still this round's
      for (size_t i = rest.size(); i-- > 0;) f->blocks[join].ops.push_back(rest[i].op);
      rounds[join] = roundsOf(rest.crbegin(), rest.crend());
      thisRound.push_back(join);
    }
    if (!straight || !returns) rest.clear();
    for (size_t i = first.size(); i-- > 0;) rest.push_back({first[i], round + 1});
  }
  void countLiteralCall(const gir::Op &op) {
    if (op.code != Opcode::callclosure_) return;
    if (Target t = target(op, defs, *f); t.callee && resolved.emplace(f, op.args.data()).second && (t.callee->flags & gir::kClosure))
      literalCalls[t.callee->name]++;
  }

  // Captured registers with several definitions are copied first, so that the literal's captures can be read at its calls.
  void settleCaptures(gir::Op &op, std::vector<gir::Op> &out) {
    if (defs[op.results[0]].count != 1) return;
    gir::Function *lit = byName(op.sym);
    if (!lit || lit->inlineCost < 0) return;
    std::vector<Value> args(op.args.begin(), op.args.end());
    bool changed = false;
    for (Value &v : args)
      if (v.isReg() && defs[v.index].count != 1) {
        f->regs.push_back(f->regs[v.index]);
        defs.emplace_back();
        Reg r = static_cast<Reg>(f->regs.size() - 1);
        out.push_back(copyOp(v, r, op.pos));
        defined(out.back());
        v = Value::reg(r);
        changed = true;
      }
    if (!changed) return;
    op.args = m.arena.copy(args.data(), args.size());
    defs[op.results[0]].args = op.args; // what its calls read
  }

  static bool isCall(const gir::Op &op) {
    return op.code == Opcode::call_ || op.code == Opcode::callclosure_ || op.code == Opcode::calliface_ || op.code == Opcode::closure_;
  }
  static bool hasCalls(const gir::Block &b) { return std::any_of(b.ops.begin(), b.ops.end(), isCall); }

  std::string nameOf(const gir::Function &fn) const { return gir::shownName(m, names, fn.name); }
  bool quiet = false; // the function is a duplicate, of which gc says nothing
  void remark(uint32_t pos, std::string text) {
    if (!quiet && !gir::isGenerated(*f)) m.remarks.push_back({pos, 1, 9, std::move(text)});
  }
  void remarkInlined(uint32_t pos, const gir::Function &callee) {
    if (names.intrinsics.count(callee.name)) return;
    for (uint32_t p = pos; p != kNone && m.positions[p].inlinedAt != kNone; p = m.positions[p].inlinedAt)
      if (names.intrinsics.count(m.inlinedNames[m.positions[p].func])) return;
    remark(pos, "inlining call to " + nameOf(callee));
  }
  void remarkExpanded(const gir::Op &op) {
    auto it = names.expanded.find(std::string(op.sym));
    if (it == names.expanded.end()) return;
    int32_t max = f->flags & gir::kBig ? gir::kInlineBigCallerMax : gir::kInlineBudget;
    int stays = INT_MAX; // the depth of a call that isn't inlined: nor are those in it
    for (const gir::InlineNames::Expanded &e : it->second) {
      if (e.depth > stays) continue;
      stays = e.cost > max ? e.depth : INT_MAX;
      if (stays == INT_MAX) remark(op.pos, e.line);
    }
  }

  // This round's calls of the current block. Says whether anything was inlined or devirtualized.
  bool expandBlock() {
    gir::Function &fn = *f;
    const std::vector<uint32_t> &when = rounds[current];
    std::vector<Pending> rest, done;
    for (size_t i = fn.blocks[current].ops.size(); i-- > 0;) rest.push_back({fn.blocks[current].ops[i], when.empty() ? 0 : when[i]});
    bool changed = false;
    std::vector<gir::Op> before; // what an operation needs in front of it
    while (!rest.empty()) {
      Pending next = rest.back();
      gir::Op &op = next.op;
      rest.pop_back();
      if (next.round != round) {
        done.push_back(next);
        continue;
      }
      if (op.code == Opcode::closure_) settleCaptures(op, before);
      if (op.code == Opcode::calliface_ && !(fn.flags & gir::kWrapper)) {
        devirtualize(op, before);
        changed = changed || op.code == Opcode::call_;
      }
      for (const gir::Op &o : before) done.push_back({o, round});
      before.clear();
      Target t;
      if (op.code == Opcode::call_ || op.code == Opcode::callclosure_) t = target(op, defs, fn);
      countLiteralCall(op); // perhaps it is only now known what is called
      if (t.callee) reportLiteral(*t.callee);
      if (!wanted(op, t)) {
        if (op.code == Opcode::call_) remarkExpanded(op);
        if (t.callee) explainCall(op, *t.callee);
        done.push_back(next);
        continue;
      }
      changed = true;
      if (!isAdapter(*t.callee)) remarkInlined(op.pos, *t.callee);
      splice(op, t, rest);
    }
    fn.blocks[current].ops.clear();
    for (const Pending &p : done) fn.blocks[current].ops.push_back(p.op);
    rounds[current] = roundsOf(done.crbegin(), done.crend());
    std::reverse(rounds[current].begin(), rounds[current].end());
    return changed;
  }
  // A duplicate is looked at when its call is, and those that it calls in turn before it.
  void reportLiteral(const gir::Function &d) {
    if (!unreported.erase(&d)) return;
    std::vector<Definition> inside = definitions(original(d));
    for (const gir::Block &b : original(d).blocks)
      for (const gir::Op &op : b.ops)
        if (op.code == Opcode::callclosure_)
          if (Target t = target(op, inside, original(d)); t.callee) reportLiteral(*t.callee);
    if (d.inlineCost < 0 || quiet || gir::isGenerated(*f)) return;
    auto body = names.bodies.find(d.name);
    m.remarks.push_back({d.pos, 1, 1, "can inline " + nameOf(d)});
    m.remarks.push_back({d.pos, 2, 9, "can inline " + nameOf(d) + (body == names.bodies.end() ? "" : body->second)});
  }

  void expand(gir::Function &fn) {
    if (!hasBody(fn) || (fn.flags & gir::kAvailable)) return;
    f = &fn;
    if (!std::any_of(fn.blocks.begin(), fn.blocks.end(), hasCalls)) return;
    if (fn.inlineCost >= 0 && !originals.count(&fn)) originals.emplace(&fn, std::make_unique<gir::Function>(fn));
    defs = definitions(fn);
    interfaces.start(fn);
    round = 0;
    rounds.assign(fn.blocks.size(), {});
    thisRound.clear();
    nextRound.clear();
    for (gir::BlockId b = static_cast<gir::BlockId>(fn.blocks.size()); b-- > 0;)
      if (hasCalls(fn.blocks[b])) thisRound.push_back(b);
    bool changed = false;
    for (;; round++) {
      while (!thisRound.empty()) {
        current = thisRound.back();
        thisRound.pop_back();
        changed |= expandBlock();
      }
      thisRound.assign(nextRound.rbegin(), nextRound.rend());
      nextRound.clear();
      if (!thisRound.empty()) continue;
      // What was inlined may tell more about the types in interfaces, and about func values.
      if (!changed || (fn.flags & gir::kWrapper)) break;
      changed = false;
      interfaces.scanVariables(fn);
      for (gir::BlockId b = static_cast<gir::BlockId>(fn.blocks.size()); b-- > 0;) {
        const std::vector<gir::Op> &ops = fn.blocks[b].ops;
        bool again = false;
        for (size_t i = 0; i < ops.size(); i++) {
          bool newlyKnown = ops[i].code == Opcode::callclosure_ && !resolved.count({f, ops[i].args.data()}) && target(ops[i], defs, fn).callee;
          if (ops[i].code != Opcode::calliface_ && !newlyKnown) continue;
          rounds[b].resize(ops.size());
          rounds[b][i] = round + 1;
          again = true;
        }
        if (again) thisRound.push_back(b);
      }
      if (thisRound.empty()) break;
    }
    interfaces.finish(fn);
  }

  void expandFresh() {
    quiet = true;
    while (!fresh.empty()) {
      gir::Function *d = fresh.back();
      fresh.pop_back();
      noteCaptured(*d);
      expand(*d);
    }
    quiet = false;
  }

  // ---- order ----

  // gc's ir.VisitFuncsBottomUp over what functions mention; a literal comes with the function it stands in.
  std::unordered_map<gir::Function *, uint32_t> ids;
  std::vector<gir::Function *> stack;
  uint32_t gen = 0;
  uint32_t visit(gir::Function *fn) {
    if (auto it = ids.find(fn); it != ids.end()) return it->second;
    uint32_t id = ids[fn] = ++gen, min = ++gen;
    stack.push_back(fn);
    for (const gir::Block &b : fn->blocks)
      for (const gir::Op &op : b.ops)
        if (op.code == Opcode::call_ || op.code == Opcode::closure_ || op.code == Opcode::funcval_)
          if (gir::Function *g = byName(op.sym); g && hasBody(*g)) min = std::min(min, visit(g));
    if ((min == id || min == id + 1) && !(fn->flags & gir::kClosure)) {
      size_t i = stack.size();
      while (stack[--i] != fn) ids[stack[i]] = ~0u;
      ids[fn] = ~0u;
      std::vector<gir::Function *> group(stack.begin() + static_cast<ptrdiff_t>(i), stack.end());
      stack.resize(i);
      for (gir::Function *g : group) expand(*g);
      expandFresh();
    }
    return min;
  }

  // Functions of other packages that were here for their bodies become declarations.
  void dropUnused() {
    for (auto &fn : m.funcs) {
      if (!(fn->flags & gir::kAvailable)) continue;
      fn->flags = (fn->flags & ~gir::kAvailable) | gir::kExternal;
      fn->params.clear();
      fn->regs.clear();
      fn->vars.clear();
      fn->consts.clear();
      fn->sites.clear();
      fn->blocks.clear();
    }
  }

  void run() {
    for (size_t i = 0; i < m.inlinedNames.size(); i++) nameIndex[m.inlinedNames[i]] = static_cast<uint32_t>(i);
    for (auto &fn : m.funcs)
      if (hasBody(*fn) && !(fn->flags & gir::kClosure)) noteCaptured(*fn);
    for (auto &fn : m.funcs) {
      f = fn.get();
      defs = definitions(*f);
      for (const gir::Block &b : fn->blocks)
        for (const gir::Op &op : b.ops) countLiteralCall(op);
    }
    std::vector<gir::Function *> all;
    for (auto &fn : m.funcs) all.push_back(fn.get());
    for (gir::Function *fn : all)
      if (hasBody(*fn) && !(fn->flags & gir::kClosure)) visit(fn);
    // Literals that no function makes: those of variables laid out at compile time.
    for (gir::Function *fn : all)
      if (hasBody(*fn) && ids.find(fn) == ids.end()) {
        visit(fn);
        for (gir::Function *g : stack) {
          ids[g] = ~0u;
          expand(*g);
        }
        expandFresh();
        stack.clear();
      }
    dropUnused();
  }
};

} // namespace

void inlineCalls(gir::Module &m, gir::InlineNames &names, bool checkptr, bool race) { Inliner(m, names, checkptr, race).run(); }

} // namespace golem::passes

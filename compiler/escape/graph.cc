// Builds a batch's flow graph (graph.h): flows.def, expanded. Functions in, edges out.
//
// Pointer-free values make no edges. A uintptr counts as a pointer while an expression is evaluated (unsafe.Pointer arithmetic),
// but not in a variable, a parameter or memory: the collector would not see it there either.
#include "compiler/escape/graph.h"
#include <algorithm>

namespace golem::escape {

using gir::Kind;
using gir::Opcode;
using gir::Value;
using enum Cause;

namespace {

constexpr int64_t kMaxNosplit = 512; // a frame that cannot grow its stack stays small

// Runtime functions that keep nothing they are given.
bool keepsNothing(std::string_view name) { return name.starts_with("print") || name == "block"; }
bool hasPointers(const gir::Type *t) { return t && t->hasPointers(); }

struct Builder {
  Graph g;
  const gir::Module &m;
  const UnitOf &unitOf;
  const SummaryOf &summaryOf;
  const Limits &limits;
  const View view;
  std::vector<Defs> &defs;
  // The operation whose flows are made.
  uint32_t unit = 0;
  const Unit *u = nullptr;
  gir::Function *f = nullptr;
  gir::Op *o = nullptr;
  uint32_t call_ = gir::kNone; // Edge::call of the edges being made
  std::vector<std::pair<uint32_t, gir::Op *>> unknown; // calls of functions that aren't known, by unit

  Builder(gir::Module &mod, std::vector<Unit> units, const UnitOf &uo, const SummaryOf &so, const Limits &l, View v)
      : g{mod, std::move(units), {}, {}, {}, {}}, m(mod), unitOf(uo), summaryOf(so), limits(l), view(v), defs(g.defs) {}

  // ---- edges ----
  void edge(Loc src, Loc dst, int weight, Cause c = None) {
    if (src == dst && weight >= 0) return;
    g.edges.push_back({src, dst, static_cast<int8_t>(std::min<int>(weight, kMaxDerefs)), c, o->pos, call_});
  }
  Value arg(size_t i) const { return i < o->args.size() ? o->args[i] : Value::none(); }
  const gir::Type *argType(size_t i) const {
    Value v = arg(i);
    return v.isNone() ? nullptr : gir::typeOf(*f, v);
  }
  const gir::Type *resultType() const { return f->regs[o->results[0]].type; }
  // Element type of the slice in operand i.
  const gir::Type *elem(size_t i) const {
    const gir::Type *t = argType(i);
    return t && t->kind == Kind::Slice ? t->elem : nullptr;
  }
  // May the register's value be a pointer, for all that is known?
  bool carries(gir::Reg r) const {
    const gir::Register &reg = f->regs[r];
    return reg.type->hasPointers() || (reg.type->kind == Kind::Uintptr && reg.name.empty());
  }
  // The operand's value, dereferenced `weight` times, flows to dst.
  void flow(Value v, Loc dst, int weight, Cause c = None) {
    if (v.isReg() && carries(v.index)) edge(u->reg(v.index), dst, weight, c);
  }

  // ---- verbs of flows.def ----
  void none() {}
  void pass(size_t i) {
    if (!o->results.empty() && carries(o->results[0])) flow(arg(i), u->reg(o->results[0]), 0);
  }
  // A uintptr in an aggregate is in a variable: a number.
  bool isWord(size_t i) const { return argType(i) && argType(i)->kind == Kind::Uintptr; }
  void part() {
    if (resultType()->kind != Kind::Uintptr) pass(0);
  }
  void follow(size_t i) {
    if (!o->results.empty() && hasPointers(resultType())) flow(arg(i), u->reg(o->results[0]), 1);
  }
  void load() {
    // A map iterator's first word is the key: keys are on the heap, and nothing else comes of them.
    Known k = g.known(unit, arg(0), true);
    if (k.op && k.op->code == Opcode::fieldaddr_ && k.op->imm == 0) {
      Known base = g.known(k.unit, k.op->args[0], true);
      if (base.op && base.op->code == Opcode::addr_ && g.units[base.unit].f->vars[base.op->var].name == ".hiter") return;
    }
    follow(0);
    // reflect.SliceHeader's and StringHeader's Data is a pointer, whatever its type says.
    if (!o->results.empty() && resultType()->kind == Kind::Uintptr && headerData(k)) flow(arg(0), u->reg(o->results[0]), 1);
  }
  bool headerData(const Known &k) const {
    if (!k.op || k.op->code != Opcode::fieldaddr_ || k.op->imm != 0) return false;
    const gir::Type *t = gir::typeOf(*g.units[k.unit].f, k.op->args[0]);
    return t->kind == Kind::Pointer && (t->elem->display == "reflect.SliceHeader" || t->elem->display == "reflect.StringHeader");
  }
  void unwrap(size_t i) {
    if (resultType()->kind == Kind::Interface || resultType()->isDirectIface()) pass(i);
    else follow(i);
  }
  void object() {
    if (o->site != gir::kNone) edge(u->site(o->site), u->reg(o->results[0]), -1);
  }
  void into(size_t i) {
    if (o->site == gir::kNone) leak(i, Stored);
    else flow(arg(i), u->site(o->site), 0);
  }
  void boxed(size_t i) {
    if (argType(i)->isDirectIface()) return pass(i);
    into(i);
    object();
  }
  void variable() { edge(u->var(o->var), u->reg(o->results[0]), -1); }
  void leak(size_t i, Cause c) { flow(arg(i), Graph::kHeap, 0, c); }
  void leakFrom(size_t i, Cause c) {
    for (; i < o->args.size(); i++) leak(i, c);
  }
  void leakSent() {
    for (size_t i = 1; i < o->args.size(); i += 2) leak(i, Sent);
  }
  void leakPointee(size_t i, const gir::Type *t, Cause c) {
    if (hasPointers(t)) flow(arg(i), Graph::kHeap, 1, c);
  }
  void mutate(size_t i) { flow(arg(i), Graph::kMutator, 0); }
  void put(size_t i) {
    std::vector<Loc> to = targets(arg(0));
    if (to.empty()) mutate(0);
    if (o->flags & gir::kSelf) return;
    const gir::Type *t = argType(i);
    if (t && t->kind == Kind::Uintptr) {
      // An element of the slice that stands for ...uintptr, or the Data of a reflect header.
      if (headerData(g.known(unit, arg(0), true))) leak(i, Stored);
      else
        for (Loc l : to)
          if (variadicSite(l)) flow(arg(i), l, 0);
      return;
    }
    if (!hasPointers(t)) return;
    if (to.empty()) return flow(arg(i), Graph::kHeap, 0, storeCause(arg(0)));
    for (Loc l : to) flow(arg(i), l, 0);
  }
  bool variadicSite(Loc l) const { return l >= u->site(0) && l < u->end() && f->sites[l - u->site(0)].kind == gir::SiteKind::Variadic; }
  void putPointee() {
    std::vector<Loc> to = targets(arg(0));
    if (to.empty()) mutate(0);
    if (o->flags & gir::kSelf || !hasPointers(o->type)) return;
    if (to.empty()) return flow(arg(1), Graph::kHeap, 1, storeCause(arg(0)));
    for (Loc l : to) flow(arg(1), l, 1);
  }
  void cleared() {
    if (targets(arg(0)).empty()) mutate(0);
  }
  bool repeated() const { return o->flags & gir::kLoop; }
  void keptByFrame(size_t i) { flow(arg(i), u->frame(), 0); }
  void returned() {
    for (size_t i = 0; i < o->args.size(); i++)
      if (hasPointers(argType(i))) flow(arg(i), u->result(static_cast<uint32_t>(i)), 0, Returned);
  }
  void runtimeCall() {
    if (!keepsNothing(o->sym)) leakFrom(0, Runtime);
  }

  // ---- calls ----
  // Is this known to golem only? Then gc's view is another one.
  bool unknownToGc(const gir::Op &op) {
    if (!(op.flags & gir::kDictionary)) return false;
    g.gcDiffers = true;
    return view == View::Gc;
  }
  const Summary *summary(std::string_view sym) {
    const Summary *s = summaryOf(sym);
    if (!s || s->gcLabels.empty()) return s;
    g.gcDiffers = true;
    if (view == View::Golem) return s;
    seenByGc = *s;
    seenByGc.labels = s->gcLabels;
    return &seenByGc;
  }
  Summary seenByGc;
  // The arguments, from operand `first` on, of a call to a function with summary s (null: unknown) whose parameters start at row.
  void arguments(std::string_view callee, const Summary *s, size_t first, uint32_t row) {
    for (size_t i = first; i < o->args.size(); i++, row++) {
      if (!s || row >= s->params) {
        // A number that is given to somebody unknown doesn't make what it may be the address of escape.
        if (const gir::Type *t = argType(i); !t || t->kind != Kind::Uintptr) leak(i, UnknownCall);
        continue;
      }
      call_ = static_cast<uint32_t>(g.calls.size());
      uint32_t sinks = 0;
      for (uint32_t k = 0; k < Summary::kSinks + s->results; k++) sinks += s->labels[row * (Summary::kSinks + s->results) + k] != kNever;
      g.calls.push_back({callee, row, sinks > 1});
      parameter(*s, row, arg(i), Argument);
      for (uint32_t r = 0; r < s->results; r++)
        if (s->result(row, r) != kNever && r < o->results.size() && hasPointers(f->regs[o->results[r]].type))
          flow(arg(i), u->reg(o->results[r]), s->result(row, r));
      call_ = gir::kNone;
    }
  }
  void parameter(const Summary &s, uint32_t row, Value v, Cause c) {
    if (int8_t d = s.sink(row, Summary::Heap); d != kNever) flow(v, Graph::kHeap, d, c);
    if (int8_t d = s.sink(row, Summary::Mutator); d != kNever) flow(v, Graph::kMutator, d);
    if (int8_t d = s.sink(row, Summary::Callee); d != kNever) flow(v, Graph::kCallee, d);
    if (int8_t d = s.sink(row, Summary::Elements); d != kNever) flow(v, Graph::kElements, d);
  }
  // A call of a function in the batch: the parameters and results are locations like any others.
  void direct(uint32_t callee, size_t first) {
    const Unit &c = g.units[callee];
    bool escapingWords = c.f->flags & gir::kUintptrEscapes;
    for (size_t i = first, p = 0; i < o->args.size() && p < c.f->params.size(); i++, p++) {
      gir::Reg r = c.f->params[p];
      const gir::Type *t = c.f->regs[r].type;
      if (hasPointers(t)) flow(arg(i), c.reg(r), 0);
      if (escapingWords && t->kind == Kind::Uintptr) leak(i, Argument);
      if (escapingWords && t->kind == Kind::Slice && t->elem->kind == Kind::Uintptr) leak(i, Argument);
    }
    for (uint32_t r = 0; r < o->results.size() && r < c.f->results.size(); r++)
      if (hasPointers(c.f->results[r])) edge(c.result(r), u->reg(o->results[r]), 0);
  }
  // internal/abi.EscapeNonString[T]: gc's intrinsic. Strings are compared and copied by content, other pointers by address.
  static bool nonStringPointers(const gir::Type *t) {
    if (!t->hasPointers() || t->kind == Kind::String) return false;
    if (t->kind == Kind::Array) return nonStringPointers(t->elem);
    if (t->kind != Kind::Struct) return true;
    for (const gir::Field &fd : t->fields)
      if (nonStringPointers(fd.type)) return true;
    return false;
  }
  void call() {
    if (o->sym.starts_with("internal/abi.EscapeNonString[")) {
      if (nonStringPointers(argType(0))) leak(0, Argument);
      return;
    }
    if (unknownToGc(*o)) return arguments({}, nullptr, 0, 0);
    if (uint32_t c = unitOf(o->sym); c != kNoUnit) return direct(c, 0);
    arguments(o->sym, summary(o->sym), 0, 0);
  }
  void callClosure() {
    Known k = g.known(unit, arg(0), false);
    std::string_view sym;
    if (k.op && (k.op->code == Opcode::closure_ || k.op->code == Opcode::funcval_) && !unknownToGc(*k.op)) sym = k.op->sym;
    if (k.value.isConst() && constant(k).kind == gir::Const::K::Func) sym = constant(k).s;
    if (!sym.empty()) {
      if (uint32_t c = unitOf(sym); c != kNoUnit) return direct(c, 1);
      return arguments(sym, summary(sym), 1, 0);
    }
    arguments({}, nullptr, 1, 0);
    if (arg(0).isReg()) unknown.push_back({unit, o});
  }
  // Calls of functions that aren't known. Where a result goes somewhere, and a closure comes here, what it returns is lost sight of.
  void unknownCalls() {
    if (unknown.empty()) return;
    // A register without a name is only a place on the way.
    std::vector<std::vector<Loc>> from(g.count());
    std::vector<bool> goesOn(g.count());
    std::vector<Loc> work;
    auto mark = [&](Loc l) {
      if (goesOn[l]) return;
      goesOn[l] = true;
      work.push_back(l);
    };
    auto temporary = [&](Loc l) {
      if (l < Graph::kFirst) return false;
      const Unit &w = g.units[g.locs[l].unit];
      return l >= w.reg(0) && l < w.var(0) && w.f->regs[l - w.reg(0)].name.empty();
    };
    for (const Edge &e : g.edges) {
      if (temporary(e.dst)) from[e.dst].push_back(e.src);
      else mark(e.src);
    }
    while (!work.empty()) {
      Loc l = work.back();
      work.pop_back();
      for (Loc src : from[l]) mark(src);
    }
    for (auto [un, op] : unknown) {
      unit = un;
      u = &g.units[un];
      f = u->f;
      o = op;
      for (gir::Reg r : op->results)
        if (goesOn[u->reg(r)] || (op->results.size() > 1 && defs[un].used[r])) {
          flow(arg(0), Graph::kCallee, 0);
          break;
        }
    }
  }
  // The captured values are in the closure object; whoever calls it, and however often, does with them what the body does.
  void closure() {
    object();
    auto n = static_cast<uint32_t>(o->args.size());
    for (uint32_t i = 0; i < n; i++) into(i);
    ghosts();
    // So does a function of the batch that stands alone, as the wrapper of a method value does: what its results are is looked at as
    // for any other function (solve.cc, outside).
    if (uint32_t c = unitOf(o->sym); c != kNoUnit && (g.units[c].made == o || g.units[c].parent == kNoUnit)) {
      const Unit &body = g.units[c];
      for (uint32_t i = 0; i < n && i < body.f->captures.size(); i++) flow(arg(i), body.reg(body.f->captures[i]), 0);
      return;
    }
    const Summary *s = summary(o->sym);
    for (uint32_t i = 0; i < n; i++) {
      if (!s || s->params < n) {
        leak(i, Captured);
        continue;
      }
      uint32_t row = s->params - n + i;
      call_ = static_cast<uint32_t>(g.calls.size());
      g.calls.push_back({o->sym, row});
      parameter(*s, row, arg(i), Captured);
      call_ = gir::kNone;
      for (uint32_t r = 0; r < s->results; r++)
        if (s->result(row, r) != kNever) flow(arg(i), Graph::kHeap, s->result(row, r), CapturedOut);
    }
  }

  // What gc captures by reference here: the variable is in the closure, and it has the value that golem captures.
  void ghosts() {
    for (const gir::LoopCapture &c : f->loopCaptures) {
      if (c.site != o->site) continue;
      g.gcDiffers = true;
      if (view == View::Golem) continue;
      auto [home, value] = declared(unit, arg(c.arg));
      Unit &h = g.units[home];
      for (uint32_t k = 0; k < h.ghosts.size(); k++) {
        if (h.ghosts[k]->pos != c.pos) continue;
        if (home == unit) flow(value, h.ghost(k), 0);
        edge(h.ghost(k), u->site(o->site), -1, Captured);
        if (uint32_t body = unitOf(o->sym); body != kNoUnit && g.units[body].made == o)
          edge(h.ghost(k), g.units[body].reg(g.units[body].f->captures[c.arg]), 0);
      }
    }
  }
  // The function, and its register, in which a captured value begins.
  std::pair<uint32_t, Value> declared(uint32_t un, Value v) const {
    for (;;) {
      const Unit &w = g.units[un];
      if (w.parent == kNoUnit || !w.made || !v.isReg()) return {un, v};
      auto at = std::find(w.f->captures.begin(), w.f->captures.end(), v.index);
      auto i = static_cast<size_t>(at - w.f->captures.begin());
      if (i >= w.f->captures.size() || i >= w.made->args.size()) return {un, v};
      v = w.made->args[i];
      un = w.parent;
    }
  }
  void makeGhosts() {
    for (uint32_t i = 0; view == View::Gc && i < g.units.size(); i++) {
      const gir::Function &fn = *g.units[i].f;
      if (fn.loopCaptures.empty()) continue;
      for (const gir::Block &b : fn.blocks)
        for (const gir::Op &op : b.ops)
          for (const gir::LoopCapture &c : fn.loopCaptures) {
            if (op.code != Opcode::closure_ || op.site != c.site || c.arg >= op.args.size()) continue;
            std::vector<const gir::LoopCapture *> &known = g.units[declared(i, op.args[c.arg]).first].ghosts;
            if (std::none_of(known.begin(), known.end(), [&](const gir::LoopCapture *k) { return k->pos == c.pos; })) known.push_back(&c);
          }
    }
  }

  // ---- what a register is known to hold ----
  const gir::Const &constant(const Known &k) const { return g.units[k.unit].f->consts[k.value.index]; }
  // The objects that an address points into; none if they aren't known. More than one only if a closure is made in several places.
  std::vector<Loc> targets(Value v) const {
    uint32_t un = unit;
    for (int n = 0; n < 256; n++) {
      Known k = g.known(un, v, true);
      if (!k.op) return {};
      un = k.unit;
      const Unit &w = g.units[un];
      switch (k.op->code) {
      case Opcode::addr_: return {w.var(k.op->var)};
      case Opcode::new_:
        if (k.op->site == gir::kNone) return {};
        return {w.site(k.op->site)};
      case Opcode::fieldaddr_: case Opcode::elemaddr_:
        // An element of a slice is behind a pointer, even if the slice is that of a literal being made.
        if (gir::typeOf(*w.f, k.op->args[0])->kind == Kind::Slice) return {};
        v = k.op->args[0];
        break;
      default: return {};
      }
    }
    return {};
  }
  Cause storeCause(Value v) const {
    for (int n = 0; n < 64; n++) {
      Known k = g.known(unit, v, true);
      if (!k.op || k.unit != unit) break;
      if (k.op->code == Opcode::addrof_) return Global;
      if (k.op->code != Opcode::fieldaddr_ && k.op->code != Opcode::elemaddr_) break;
      v = k.op->args[0];
    }
    return Stored;
  }

  // ---- depths and sizes ----
  // May an allocation of this size be in a frame at all, by gc's rules?
  Cause sizeCause(const gir::Op &op) {
    switch (op.code) {
    case Opcode::new_: return op.type->size > limits.implicit ? TooLarge : None;
    case Opcode::closure_: {
      int64_t size = 8;
      for (Value v : op.args) size += gir::typeOf(*f, v)->size;
      return size > limits.implicit ? TooLarge : None;
    }
    case Opcode::makeslice_: {
      const gir::Type *et = f->regs[op.results[0]].type->elem;
      if (et->size == 0) return ZeroSized;
      Value cap = op.args[1];
      if (!cap.isConst()) return None;
      int64_t n = f->consts[cap.index].i;
      return n < 0 || n > limits.implicit / et->size ? TooLarge : None;
    }
    default: return None;
    }
  }
  // Where the back end can't use the frame although gc could.
  Cause placedCause(const gir::Op &op) {
    int64_t limit = f->flags & gir::kNosplit ? kMaxNosplit : limits.implicit, size = 0;
    switch (op.code) {
    case Opcode::makeslice_: {
      const gir::Type *et = f->regs[op.results[0]].type->elem;
      if (!op.args[1].isConst()) { // a small buffer, used if it is large enough
        if (et->size > gir::kMakeBuffer || et->size == 0) return NotConstant;
        size = gir::kMakeBuffer;
        break;
      }
      int64_t cap = f->consts[op.args[1].index].i, len = op.args[0].isConst() ? f->consts[op.args[0].index].i : 0;
      if (len < 0 || len > cap || cap > limits.implicit) return TooLarge; // the call would panic, or nearly
      size = cap * std::max<int64_t>(et->size, 1);
      break;
    }
    case Opcode::new_: size = op.type->size; break;
    case Opcode::appendslice_: case Opcode::appendmake_: return NotConstant;
    case Opcode::append_: {
      int64_t es = f->regs[op.results[0]].type->elem->size;
      return es == 0 || es > gir::kMakeBuffer ? NotConstant : None;
    }
    case Opcode::box_: size = op.args[0].isNone() ? 0 : gir::typeOf(*f, op.args[0])->size; break;
    case Opcode::closure_:
      for (Value v : op.args) size += gir::typeOf(*f, v)->size + 16;
      break;
    default: break;
    }
    return size > limit ? TooLarge : None;
  }
  // make([]T, n) with an n that is known after all has a constant size.
  void foldSize(gir::Op &op) {
    // Its words, with the number in place of the last argument.
    auto reword = [&](int64_t n) {
      gir::Site &site = f->sites[op.site];
      size_t cut = 0;
      int depth = 0;
      for (size_t i = 0; i < site.expr.size(); i++) {
        char c = site.expr[i];
        if (c == '(' || c == '[' || c == '{') depth++;
        if (c == ')' || c == ']' || c == '}') depth--;
        if (c == ',' && depth == 1) cut = i;
      }
      if (cut) site.expr = g.m.arena.copy(std::string(site.expr.substr(0, cut)) + ", " + std::to_string(n) + ")");
    };
    Value cap = op.args[1];
    if (cap.isConst()) return;
    Known k = g.known(unit, cap, false);
    int64_t n = -1;
    if (k.value.isConst() && constant(k).kind == gir::Const::K::Int) n = constant(k).i;
    if (k.value.isConst() && constant(k).kind == gir::Const::K::Zero) n = 0;
    if (k.op && k.op->code == Opcode::len_) {
      Known s = g.known(k.unit, k.op->args[0], false);
      if (s.op && s.op->code == Opcode::slice_) {
        Known lit = g.known(s.unit, s.op->args[0], true);
        if (lit.op && lit.op->code == Opcode::new_ && lit.op->site != gir::kNone && g.units[lit.unit].f->sites[lit.op->site].kind == gir::SiteKind::SliceLit)
          n = lit.op->type->len;
      }
    }
    if (n < 0) return;
    gir::Const c;
    c.kind = gir::Const::K::Int;
    c.type = gir::typeOf(*f, cap);
    c.i = n;
    f->consts.push_back(c);
    Value v = Value::constant(static_cast<uint32_t>(f->consts.size() - 1));
    Value args[] = {op.args[0] == cap ? v : op.args[0], v};
    op.args = g.m.arena.copy(args, 2); // operations that were copied share their arguments
    if (op.site != gir::kNone) reword(n);
  }

  void layout() {
    makeGhosts();
    Loc next = Graph::kFirst;
    for (Unit &w : g.units) {
      w.base = next;
      next = w.end();
    }
    g.locs.resize(next);
    defs.resize(g.units.size());
    for (uint32_t i = 0; i < g.units.size(); i++) {
      Defs &d = defs[i];
      const gir::Function &fn = *g.units[i].f;
      d.count.assign(fn.regs.size(), 0);
      d.op.assign(fn.regs.size(), nullptr);
      d.used.assign(fn.regs.size(), false);
      for (gir::Reg r : fn.params) d.count[r]++;
      for (gir::Reg r : fn.captures) d.count[r]++;
      for (const gir::Block &b : fn.blocks)
        for (const gir::Op &op : b.ops) {
          for (Value v : op.args)
            if (v.isReg()) d.used[v.index] = true;
          for (gir::Reg r : op.results) {
            d.op[r] = d.count[r]++ ? nullptr : &op;
          }
        }
    }
  }
  void scan() {
    Loops loops(*f);
    std::vector<int> holder(u->end() - u->base, Loops::kOutside);
    std::vector<bool> held(holder.size(), false);
    for (Loc l = u->base; l < u->end(); l++) g.locs[l].unit = unit;
    g.locs[u->frame()].root = true;
    auto defines = [&](Loc l, gir::BlockId b) {
      int h = loops.holder(b);
      LocInfo &in = g.locs[l];
      bool first = !held[l - u->base];
      holder[l - u->base] = first ? h : loops.common(holder[l - u->base], h);
      held[l - u->base] = true;
      in.depth = first ? f->blocks[b].loopDepth : std::min(in.depth, f->blocks[b].loopDepth);
    };
    auto made = [&](Loc l, gir::BlockId b) {
      bool again = held[l - u->base];
      int32_t before = g.locs[l].depth;
      defines(l, b);
      LocInfo &in = g.locs[l];
      in.depth = again ? std::max(before, f->blocks[b].loopDepth) : f->blocks[b].loopDepth;
      in.cfgMade = std::max(in.cfgMade, loops.depth(loops.of(b)));
      in.object = in.root = true;
    };
    for (gir::Reg r : f->params) held[u->reg(r) - u->base] = true;
    for (gir::Reg r : f->captures) held[u->reg(r) - u->base] = true;
    for (gir::BlockId b = 0; b < f->blocks.size(); b++)
      for (gir::Op &op : f->blocks[b].ops) {
        for (gir::Reg r : op.results) defines(u->reg(r), b);
        if (op.code == Opcode::declare_) made(u->var(op.var), b);
        if (op.site == gir::kNone) continue;
        if (op.code == Opcode::makeslice_) foldSize(op);
        Loc l = u->site(op.site);
        made(l, b);
        // The array that append makes is a new one each time.
        // In the frame it is one that is used only once (llvm/aggregate.cc).
        if (f->sites[op.site].kind == gir::SiteKind::Append) {
          g.locs[l].depth = -1;
          g.locs[l].cfgMade = 0;
        }
        g.locs[l].forced = sizeCause(op);
        g.locs[l].placed = placedCause(op);
      }
    const Defs &d = defs[unit];
    for (gir::Reg r = 0; r < f->regs.size(); r++) g.locs[u->reg(r)].root = !f->regs[r].name.empty() || d.count[r] > 1;
    for (Loc l = u->base; l < u->end(); l++) g.locs[l].cfgHolder = loops.depth(holder[l - u->base]);
    for (uint32_t k = 0; k < u->ghosts.size(); k++) {
      LocInfo &in = g.locs[u->ghost(k)];
      in.object = in.root = true;
      in.depth = u->ghosts[k]->loopDepth;
    }
    for (uint32_t v = 0; v < f->vars.size(); v++) {
      const gir::Variable &var = f->vars[v];
      LocInfo &in = g.locs[u->var(v)];
      in.object = in.root = true;
      if (var.type->size > (f->flags & gir::kNosplit ? kMaxNosplit : var.name.empty() ? limits.implicit : limits.variable)) in.placed = TooLarge;
      // Parameters and results are exempt.
      bool local = !var.name.empty();
      for (const gir::Param &p : f->written) local = local && !(p.name == var.name && p.pos == var.pos);
      for (std::string_view r : f->resultNames) local = local && r != var.name;
      if (local && var.type->size > limits.variable) in.forced = TooLarge;
    }
  }

  void run() {
    layout();
    for (unit = 0; unit < g.units.size(); unit++) {
      u = &g.units[unit];
      f = u->f;
      scan();
    }
    for (unit = 0; unit < g.units.size(); unit++) {
      u = &g.units[unit];
      f = u->f;
      for (gir::Block &b : f->blocks)
        for (gir::Op &op : b.ops) {
          o = &op;
          flows();
        }
    }
    unknownCalls();
  }
  void flows();
};

void Builder::flows() {
  switch (o->code) {
#define FLOW(name, ...) \
  case Opcode::name##_: __VA_ARGS__; break;
#include "compiler/escape/flows.def"
  }
}

} // namespace

Graph buildGraph(gir::Module &m, std::vector<Unit> units, const UnitOf &unitOf, const SummaryOf &summaryOf, const Limits &limits, View view) {
  Builder b(m, std::move(units), unitOf, summaryOf, limits, view);
  b.run();
  return std::move(b.g);
}

Known Graph::known(uint32_t un, Value v, bool inExpression) const {
  for (int n = 0; n < 256; n++) {
    const Unit &w = units[un];
    if (v.isConst()) return {un, nullptr, v};
    if (!v.isReg()) return {};
    const Defs &d = defs[un];
    if (d.count[v.index] != 1) return {};
    const gir::Op *op = d.op[v.index];
    if (!op) { // a parameter or a captured value
      if (w.parent == kNoUnit || !w.made) return {};
      size_t i = 0;
      while (i < w.f->captures.size() && w.f->captures[i] != v.index) i++;
      if (i >= w.f->captures.size() || i >= w.made->args.size()) return {};
      v = w.made->args[i];
      un = w.parent;
      continue;
    }
    if (inExpression && !w.f->regs[v.index].name.empty()) return {};
    if (op->results.size() != 1 || (op->code != Opcode::copy_ && op->code != Opcode::bits_)) return {un, op, Value::none()};
    v = op->args[0];
  }
  return {};
}

const gir::Const *Graph::literal(uint32_t unit, Value v) const {
  Known k = known(unit, v, false);
  return k.value.isConst() ? &units[k.unit].f->consts[k.value.index] : nullptr;
}

bool Graph::contains(uint32_t outer, uint32_t inner) const {
  if (inner == kNoUnit || outer == kNoUnit) return false;
  for (uint32_t i = units[inner].parent; i != kNoUnit; i = units[i].parent)
    if (i == outer) return true;
  return false;
}

InEdges::InEdges(const Graph &g) : first(g.count() + 1, 0), edges(g.edges.size()) {
  for (const Edge &e : g.edges) first[e.dst + 1]++;
  for (Loc l = 0; l < g.count(); l++) first[l + 1] += first[l];
  std::vector<uint32_t> at(first.begin(), first.end() - 1);
  for (uint32_t i = 0; i < g.edges.size(); i++) edges[at[g.edges[i].dst]++] = i;
}

std::string Graph::name(Loc l) const {
  if (l == kHeap) return "heap";
  if (l == kMutator) return "written through";
  if (l == kCallee) return "called";
  if (l == kElements) return "copied";
  const Unit &u = units[locs[l].unit];
  if (l == u.frame()) return "deferred call";
  if (l < u.reg(0)) return "result " + std::to_string(l - u.result(0));
  if (l < u.var(0)) {
    const gir::Register &r = u.f->regs[l - u.reg(0)];
    return r.name.empty() ? "%" + std::to_string(l - u.reg(0)) : std::string(r.name);
  }
  if (l < u.site(0)) {
    const gir::Variable &v = u.f->vars[l - u.var(0)];
    return v.name.empty() ? "$" + std::to_string(l - u.var(0)) : std::string(v.name);
  }
  if (l >= u.ghost(0)) return std::string(u.ghosts[l - u.ghost(0)]->name);
  const gir::Site &s = u.f->sites[l - u.site(0)];
  return s.expr.empty() ? "#" + std::to_string(l - u.site(0)) : std::string(s.expr);
}

} // namespace golem::escape

// Builds a function's flow graph (graph.h): flows.def, expanded. Function in, edges out.
//
// Pointer-free values make no edges. A uintptr counts as a pointer in registers, because it may be one for a while
// (unsafe.Pointer arithmetic), but not when it is loaded from memory: the collector would not see it there either.
#include "compiler/escape/graph.h"

namespace golem::escape {

using gir::Kind;
using gir::Opcode;
using gir::Value;
using enum Cause;

namespace {

// Limits of gc (cmd/compile/internal/ir/cfg.go): declared variables, and implicit allocations.
constexpr int64_t kMaxVariable = 128 << 10;
constexpr int64_t kMaxImplicit = 64 << 10;
constexpr int64_t kMaxNosplit = 512; // a frame that cannot grow its stack stays small

bool mayBePointer(const gir::Type *t) { return t && (t->hasPointers() || t->kind == Kind::Uintptr); }

// Runtime functions that keep nothing they are given.
bool keepsNothing(std::string_view name) { return name.starts_with("print") || name == "block"; }

struct Builder {
  Graph g;
  const gir::Module &m;
  const gir::Function &f;
  const SummaryOf &summaryOf;
  Loops loops;
  const gir::Op *o = nullptr;
  gir::BlockId block = 0;
  std::vector<uint32_t> defCount;      // definitions of each register
  std::vector<const gir::Op *> def;    // the last one
  std::vector<int> holderLoop;         // of each location
  std::vector<bool> held;              // holderLoop is set

  Builder(const gir::Module &mod, const gir::Function &fn, const SummaryOf &so)
      : g{mod, fn, {}, {}, {}, {}}, m(mod), f(fn), summaryOf(so), loops(fn) {}

  // ---- edges ----
  void edge(Loc src, Loc dst, int weight, Cause c = None) {
    if (src == dst && weight >= 0) return;
    g.edges.push_back({src, dst, static_cast<int8_t>(std::min<int>(weight, kMaxDerefs)), c, o->pos});
  }
  Value arg(size_t i) const { return i < o->args.size() ? o->args[i] : Value::none(); }
  const gir::Type *argType(size_t i) const {
    Value v = arg(i);
    return v.isNone() ? nullptr : gir::typeOf(f, v);
  }
  const gir::Type *resultType() const { return f.regs[o->results[0]].type; }
  static bool hasPointers(const gir::Type *t) { return t && t->hasPointers(); }
  // Element type of the slice in operand i.
  const gir::Type *elem(size_t i) const {
    const gir::Type *t = argType(i);
    return t && t->kind == Kind::Slice ? t->elem : nullptr;
  }
  // The operand's value, dereferenced `weight` times, flows to dst.
  void flow(Value v, Loc dst, int weight, Cause c = None) {
    if (v.isReg() && mayBePointer(f.regs[v.index].type)) edge(g.reg(v.index), dst, weight, c);
  }

  // ---- verbs of flows.def ----
  void none() {}
  void pass(size_t i) {
    if (!o->results.empty() && mayBePointer(resultType())) flow(arg(i), g.reg(o->results[0]), 0);
  }
  void follow(size_t i) {
    if (!o->results.empty() && hasPointers(resultType())) flow(arg(i), g.reg(o->results[0]), 1);
  }
  void unwrap(size_t i) {
    if (resultType()->kind == Kind::Interface || resultType()->isDirectIface()) pass(i);
    else follow(i);
  }
  void object() {
    if (o->site != gir::kNone) edge(g.site(o->site), g.reg(o->results[0]), -1);
  }
  void into(size_t i) {
    if (o->site == gir::kNone) leak(i, Stored);
    else flow(arg(i), g.site(o->site), 0);
  }
  void boxed(size_t i) {
    if (argType(i)->isDirectIface()) return pass(i);
    into(i);
    object();
  }
  void variable() { edge(g.var(o->var), g.reg(o->results[0]), -1); }
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
  void put(size_t i) {
    if (!hasPointers(argType(i))) return;
    Loc to = target(arg(0));
    flow(arg(i), to, 0, to == Graph::kHeap ? storeCause(arg(0)) : None);
  }
  void putPointee() {
    if (!hasPointers(o->type)) return;
    Loc to = target(arg(0));
    flow(arg(1), to, 1, to == Graph::kHeap ? storeCause(arg(0)) : None);
  }
  bool alias() const { return o->flags & gir::kTmp; }
  bool repeated() const { return o->flags & gir::kLoop; }
  void keptByFrame(size_t i) { flow(arg(i), Graph::kFrame, 0); }
  void returned() {
    for (size_t i = 0; i < o->args.size(); i++)
      if (hasPointers(argType(i))) flow(arg(i), g.result(static_cast<uint32_t>(i)), 0, Returned);
  }
  void runtimeCall() {
    if (!keepsNothing(o->sym)) leakFrom(0, Runtime);
  }

  // The arguments, from operand `first` on, of a call to a function with summary s (null: unknown) whose parameters start at row.
  void arguments(const Summary *s, size_t first, uint32_t row) {
    for (size_t i = first; i < o->args.size(); i++, row++) {
      if (!s || row >= s->params) {
        leak(i, UnknownCall);
        continue;
      }
      if (s->heap(row) != kNever) flow(arg(i), Graph::kHeap, s->heap(row), Argument);
      for (uint32_t r = 0; r < s->results; r++)
        if (s->result(row, r) != kNever && r < o->results.size() && hasPointers(f.regs[o->results[r]].type))
          flow(arg(i), g.reg(o->results[r]), s->result(row, r));
    }
  }
  void call() { arguments(summaryOf(o->sym), 0, 0); }
  void callClosure() {
    const gir::Op *d = origin(arg(0));
    bool known = d && (d->code == Opcode::closure_ || d->code == Opcode::funcval_);
    arguments(known ? summaryOf(d->sym) : nullptr, 1, 0);
  }
  // The captured values are in the closure object; whoever calls it, and however often, does with them what the body does.
  void closure() {
    object();
    const Summary *s = summaryOf(o->sym);
    auto n = static_cast<uint32_t>(o->args.size());
    for (uint32_t i = 0; i < n; i++) {
      into(i);
      if (!s || s->params < n) {
        leak(i, Captured);
        continue;
      }
      uint32_t row = s->params - n + i;
      if (s->heap(row) != kNever) flow(arg(i), Graph::kHeap, s->heap(row), Captured);
      for (uint32_t r = 0; r < s->results; r++)
        if (s->result(row, r) != kNever) flow(arg(i), Graph::kHeap, s->result(row, r), CapturedOut);
    }
  }

  // ---- what a register is known to hold ----
  // Its defining operation, seen through copies; null if there are several, or none (parameters).
  const gir::Op *origin(Value v) const {
    for (int n = 0; n < 64 && v.isReg() && defCount[v.index] == 1; n++) {
      const gir::Op *d = def[v.index];
      if (!d || d->results.size() != 1) return nullptr;
      if (d->code != Opcode::copy_ && d->code != Opcode::bits_) return d;
      v = d->args[0];
    }
    return nullptr;
  }
  // The object that an address points into; the heap if it isn't known.
  Loc target(Value v) const {
    for (int n = 0; n < 64; n++) {
      const gir::Op *d = origin(v);
      if (!d) return Graph::kHeap;
      switch (d->code) {
      case Opcode::addr_: return g.var(d->var);
      case Opcode::new_: case Opcode::makeslice_: return d->site == gir::kNone ? Graph::kHeap : g.site(d->site);
      case Opcode::fieldaddr_: case Opcode::elemaddr_: case Opcode::slice_: case Opcode::slicearrptr_: v = d->args[0]; break;
      default: return Graph::kHeap;
      }
    }
    return Graph::kHeap;
  }
  Cause storeCause(Value v) const {
    for (int n = 0; n < 64; n++) {
      const gir::Op *d = origin(v);
      if (!d) break;
      if (d->code == Opcode::addrof_) return Global;
      if (d->code != Opcode::fieldaddr_ && d->code != Opcode::elemaddr_) break;
      v = d->args[0];
    }
    return Stored;
  }

  // ---- loop depths and sizes ----
  void defines(Loc l, gir::BlockId b) {
    int h = loops.holder(b);
    holderLoop[l] = held[l] ? loops.common(holderLoop[l], h) : h;
    held[l] = true;
  }
  void scan() {
    size_t n = g.count();
    defCount.assign(f.regs.size(), 0);
    def.assign(f.regs.size(), nullptr);
    holderLoop.assign(n, Loops::kOutside);
    held.assign(n, false);
    g.objectDepth.assign(n, 0);
    g.forced.assign(n, None);
    for (gir::Reg r : f.params) defCount[r]++, held[g.reg(r)] = true;
    for (gir::Reg r : f.captures) defCount[r]++, held[g.reg(r)] = true;
    for (Loc l = 0; l < g.reg(0); l++) held[l] = true;
    for (gir::BlockId b = 0; b < f.blocks.size(); b++)
      for (const gir::Op &op : f.blocks[b].ops) {
        for (gir::Reg r : op.results) {
          defCount[r]++;
          def[r] = &op;
          defines(g.reg(r), b);
        }
        auto made = [&](Loc l) {
          defines(l, b);
          g.objectDepth[l] = std::max(g.objectDepth[l], loops.depth(loops.of(b)));
        };
        if (op.code == Opcode::declare_) made(g.var(op.var));
        if (op.site != gir::kNone) {
          made(g.site(op.site));
          g.forced[g.site(op.site)] = sizeCause(op);
        }
      }
    g.holderDepth.assign(n, 0);
    for (Loc l = 0; l < n; l++) g.holderDepth[l] = loops.depth(holderLoop[l]);
    for (uint32_t v = 0; v < f.vars.size(); v++) {
      int64_t limit = f.flags & gir::kNosplit ? kMaxNosplit : f.vars[v].name.empty() ? kMaxImplicit : kMaxVariable;
      if (f.vars[v].type->size > limit) g.forced[g.var(v)] = TooLarge;
    }
  }
  // May an allocation of this size be in a frame at all?
  Cause sizeCause(const gir::Op &op) const {
    int64_t limit = f.flags & gir::kNosplit ? kMaxNosplit : kMaxImplicit, size = 0;
    switch (op.code) {
    case Opcode::makeslice_: {
      const gir::Type *et = f.regs[op.results[0]].type->elem;
      if (!op.args[0].isConst() || !op.args[1].isConst()) return NotConstant;
      int64_t len = f.consts[op.args[0].index].i, cap = f.consts[op.args[1].index].i;
      if (len < 0 || len > cap || cap > kMaxImplicit) return TooLarge; // the call would panic, or nearly
      size = cap * std::max<int64_t>(et->size, 1);
      break;
    }
    case Opcode::new_: size = op.type->size; break;
    case Opcode::box_: size = op.args[0].isNone() ? 0 : gir::typeOf(f, op.args[0])->size; break;
    case Opcode::closure_:
      for (Value v : op.args) size += gir::typeOf(f, v)->size + 16;
      break;
    default: break;
    }
    return size > limit ? TooLarge : None;
  }

  void run() {
    scan();
    for (block = 0; block < f.blocks.size(); block++)
      for (const gir::Op &op : f.blocks[block].ops) {
        o = &op;
        flows();
      }
  }
  void flows();
};

void Builder::flows() {
  switch (o->code) {
#define FLOW(name, ...)                                                                                                          \
  case Opcode::name##_: __VA_ARGS__; break;
#include "compiler/escape/flows.def"
  }
}

} // namespace

Graph buildGraph(const gir::Module &m, const gir::Function &f, const SummaryOf &summaryOf) {
  Builder b(m, f, summaryOf);
  b.run();
  return std::move(b.g);
}

std::string Graph::name(Loc l) const {
  if (l == kHeap) return "heap";
  if (l == kFrame) return "deferred call";
  if (l < reg(0)) return "result " + std::to_string(l - 2);
  if (l < var(0)) {
    const gir::Register &r = f.regs[l - reg(0)];
    return r.name.empty() ? "%" + std::to_string(l - reg(0)) : std::string(r.name);
  }
  if (l < site(0)) {
    const gir::Variable &v = f.vars[l - var(0)];
    return v.name.empty() ? "$" + std::to_string(l - var(0)) : std::string(v.name);
  }
  const gir::Site &s = f.sites[l - site(0)];
  return s.expr.empty() ? "#" + std::to_string(l - site(0)) : std::string(s.expr);
}

} // namespace golem::escape

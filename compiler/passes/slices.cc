// Arrays of slices in the frame, after escape analysis.
//
// In: a module whose sites are placed. Out: Site::buffer of appends that may use a small array of the frame, once, and for slices that
// begin to escape only at the end of their lives (built by append, then returned or stored) the code that moves them to the heap there.
//
// What is allocated is gc's choice (cmd/compile/internal/slice and ssagen's append), because a program sees capacities:
//   static   an append whose result stays in the function: the slice gets an array of 32 bytes when it has no element yet
//   moved    a variable that is all that refers to its array (it is only indexed, appended to itself, sliced to itself, ranged over or
//            passed to functions that don't keep it) until one return or assignment: static until then, or, if the capacity is
//            looked at, an array in the frame that grows by size classes (Site::ladder), so that the move changes nothing
#include "compiler/gir/build.h"
#include "compiler/passes/passes.h"
#include <algorithm>

namespace golem::passes {

using gir::BlockId;
using gir::Kind;
using gir::kNone;
using gir::Opcode;
using gir::Reg;
using gir::Value;

namespace {

int64_t room(const gir::Type *slice) { return slice->elem->size ? gir::kMakeBuffer / slice->elem->size : 0; }

struct Place {
  BlockId block = kNone;
  uint32_t index = 0;
  friend auto operator<=>(const Place &, const Place &) = default;
};
struct Use {
  Place at;
  uint32_t arg = 0;
};

// Definitions and uses of every register.
struct Chains {
  std::vector<std::vector<Place>> defs;
  std::vector<std::vector<Use>> uses;
  explicit Chains(const gir::Function &f) : defs(f.regs.size()), uses(f.regs.size()) {
    for (BlockId b = 0; b < f.blocks.size(); b++)
      for (uint32_t i = 0; i < f.blocks[b].ops.size(); i++) {
        const gir::Op &op = f.blocks[b].ops[i];
        for (Reg r : op.results) defs[r].push_back({b, i});
        for (uint32_t k = 0; k < op.args.size(); k++)
          if (op.args[k].isReg()) uses[op.args[k].index].push_back({{b, i}, k});
      }
  }
};

struct SliceVariable {
  Reg reg = kNone;
  std::vector<Place> appends;                  // of values to itself
  std::vector<std::pair<Place, Place>> spans;  // from where its array is remembered to where that is looked at
  Place transition;                            // where it begins to escape
  int weight = 0;                              // gc's measure of what is won
  int32_t depth = 0;                           // loops around its declaration
  uint32_t buffer = kNone;
  bool capUsed = false;
  bool ok = true;
};

class Slices {
public:
  Slices(gir::Module &m, gir::Function &f, const Leaks &leaks) : m_(m), f_(f), leaks_(leaks) {}
  void run() {
    promoteVariables();
    Chains c(f_);
    placeInFrame(c);
    insertMoves(findMoved(c));
  }

private:
  gir::Module &m_;
  gir::Function &f_;
  const Leaks &leaks_;

  const gir::Op &op(Place p) const { return f_.blocks[p.block].ops[p.index]; }
  gir::Op &op(Place p) { return f_.blocks[p.block].ops[p.index]; }

  // ---- variables in memory that a register will do for: those that only inlined literals refer to ----

  void promoteVariables() {
    if (f_.flags & gir::kHasDefer) return; // a panic's way to the recovery pad reads memory
    Chains c(f_);
    std::vector<uint32_t> of(f_.regs.size(), kNone); // the variable that a register holds the address of
    std::vector<bool> good(f_.vars.size());
    for (uint32_t v = 0; v < f_.vars.size(); v++) good[v] = f_.vars[v].type->kind == Kind::Slice && f_.vars[v].placement == gir::Placement::Stack;
    for (bool changed = true; changed;) {
      changed = false;
      for (const gir::Block &b : f_.blocks)
        for (const gir::Op &o : b.ops) {
          if (o.results.size() != 1 || of[o.results[0]] != kNone) continue;
          uint32_t v = o.code == Opcode::addr_ ? o.var : o.code == Opcode::copy_ && o.args[0].isReg() ? of[o.args[0].index] : kNone;
          if (v == kNone) continue;
          of[o.results[0]] = v;
          changed = true;
        }
    }
    for (Reg r = 0; r < f_.regs.size(); r++) {
      if (of[r] == kNone) continue;
      if (c.defs[r].size() != 1) good[of[r]] = false;
      for (const Use &u : c.uses[r]) {
        Opcode code = op(u.at).code;
        if (code != Opcode::load_ && code != Opcode::copy_ && !(code == Opcode::store_ && u.arg == 0)) good[of[r]] = false;
      }
    }
    std::vector<Reg> as(f_.vars.size(), kNone);
    for (uint32_t v = 0; v < f_.vars.size(); v++) {
      if (!good[v]) continue;
      as[v] = static_cast<Reg>(f_.regs.size());
      f_.regs.push_back({f_.vars[v].type, f_.vars[v].name, f_.vars[v].untracked});
      f_.vars[v].placement = gir::Placement::Gone;
    }
    auto variable = [&](Value p) { return p.isReg() && p.index < of.size() && of[p.index] != kNone ? as[of[p.index]] : kNone; };
    for (gir::Block &b : f_.blocks) {
      std::erase_if(b.ops, [&](const gir::Op &o) {
        return (o.code == Opcode::addr_ && as[o.var] != kNone) || (o.code == Opcode::copy_ && variable(o.args[0]) != kNone);
      });
      for (gir::Op &o : b.ops) {
        if (o.code == Opcode::declare_ && as[o.var] != kNone) {
          o.code = Opcode::zero_;
          o.results = m_.arena.copy(&as[o.var], 1);
          o.var = kNone;
        } else if (o.code == Opcode::load_ && variable(o.args[0]) != kNone) {
          Value v = Value::reg(variable(o.args[0]));
          o.code = Opcode::copy_;
          o.args = m_.arena.copy(&v, 1);
        } else if (o.code == Opcode::store_ && variable(o.args[0]) != kNone) {
          Reg r = variable(o.args[0]);
          o.code = Opcode::copy_;
          o.flags = 0;
          o.args = o.args.subspan(1);
          o.results = m_.arena.copy(&r, 1);
        }
      }
    }
  }

  // ---- slices that move to the heap ----

  // The operation that made the value of a register with one definition, through copies that nothing else uses.
  const gir::Op *maker(const Chains &c, Place p) const {
    const gir::Op *o = &op(p);
    while (o->code == Opcode::copy_ && o->args[0].isReg()) {
      Reg r = o->args[0].index;
      if (c.defs[r].size() != 1 || c.uses[r].size() != 1) return o;
      o = &op(c.defs[r][0]);
    }
    return o;
  }
  // Does the result of the operation end up in s, and nowhere else?
  bool returnsTo(const Chains &c, const gir::Op &o, Reg s) const {
    Reg r = o.results[0];
    while (r != s) {
      if (c.defs[r].size() != 1 || c.uses[r].size() != 1) return false;
      const gir::Op &next = op(c.uses[r][0].at);
      if (next.code != Opcode::copy_) return false;
      r = next.results[0];
    }
    return true;
  }
  // Is the pointer, to an element or a part of one, only read and written through? from: where the slice was looked at.
  bool onlyAccessed(const Chains &c, SliceVariable &v, Place from, Reg p) const {
    if (c.defs[p].size() != 1) return false;
    return std::all_of(c.uses[p].begin(), c.uses[p].end(), [&](const Use &u) {
      const gir::Op &o = op(u.at);
      v.spans.push_back({from, u.at});
      switch (o.code) {
      case Opcode::load_: case Opcode::move_: case Opcode::clearmem_: case Opcode::nilcheck_: return true;
      case Opcode::store_: return u.arg == 0;
      case Opcode::fieldaddr_: case Opcode::elemaddr_: case Opcode::copy_: return u.arg == 0 && onlyAccessed(c, v, from, o.results[0]);
      default: return false;
      }
    });
  }

  void transition(SliceVariable &v, Place p) {
    if (v.transition.block != kNone || f_.blocks[p.block].loopDepth > v.depth) v.ok = false;
    v.transition = p;
  }

  // A use of v, or of a temporary that took its value at `from`.
  void use(const Chains &c, SliceVariable &v, const Use &u, Place from) {
    const gir::Op &o = op(u.at);
    switch (o.code) {
    case Opcode::len_: case Opcode::keepalive_: return;
    case Opcode::cap_: v.capUsed = true; return;
    case Opcode::elemaddr_:
      if (u.arg == 0 && onlyAccessed(c, v, from, o.results[0])) return;
      break;
    case Opcode::slice_:
      if (u.arg == 0 && returnsTo(c, o, v.reg)) return void(v.capUsed = true);
      break;
    case Opcode::append_: case Opcode::appendslice_: case Opcode::appendmake_:
      if (u.arg != 0 || !returnsTo(c, o, v.reg)) break;
      v.weight += 1 + f_.blocks[u.at.block].loopDepth - v.depth;
      if (o.code == Opcode::append_) v.appends.push_back(u.at);
      return;
    case Opcode::call_:
      if (leaks_(o.sym, u.arg)) break;
      v.capUsed = true;
      return;
    case Opcode::return_: return transition(v, from);
    case Opcode::store_:
      if (u.arg == 1) return transition(v, from);
      break;
    case Opcode::copy_: {
      Reg d = o.results[0];
      if (d == v.reg) return;
      if (!f_.regs[d].name.empty() || c.defs[d].size() != 1) return transition(v, from);
      for (const Use &next : c.uses[d]) use(c, v, next, from); // a temporary: what a loop ranges over, or on the way to another use
      return;
    }
    default: break;
    }
    v.ok = false;
  }
  // Can p run between the two places, on a way that doesn't come by the first one again?
  bool between(Place from, Place p, Place to) const {
    auto before = [](Place a, Place b) { return a.block == b.block && a.index < b.index; };
    if (before(from, to)) return before(from, p) && before(p, to);
    if (!before(from, p) && !reaches(from, p, from)) return false;
    return before(p, to) || reaches(p, to, from);
  }
  // Through at least one jump, and not through the place `but`.
  bool reaches(Place from, Place to, Place but) const {
    std::vector<bool> seen(f_.blocks.size());
    std::vector<BlockId> work;
    auto leave = [&](BlockId b) {
      for (BlockId s : f_.blocks[b].ops.back().blocks)
        if (!seen[s]) {
          seen[s] = true;
          work.push_back(s);
        }
    };
    leave(from.block);
    while (!work.empty()) {
      BlockId b = work.back();
      work.pop_back();
      if (b == to.block && !(b == but.block && but.index < to.index)) return true;
      if (b != but.block) leave(b);
    }
    return false;
  }
  // Nobody who has looked at the array may be in the middle of it when it moves, or, on the ladder, when it grows where it is.
  bool sound(const SliceVariable &v) const {
    return std::none_of(v.spans.begin(), v.spans.end(), [&](const auto &s) {
      auto within = [&](Place p) { return between(s.first, p, s.second); };
      return within(v.transition) || (v.capUsed && std::any_of(v.appends.begin(), v.appends.end(), within));
    });
  }

  // Does the definition leave v the only one to refer to its array in the frame?
  bool exclusive(const Chains &c, SliceVariable &v, Place p) const {
    const gir::Op *o = maker(c, p);
    switch (o->code) {
    case Opcode::zero_: return true;
    case Opcode::copy_: return o->args[0].isConst();
    case Opcode::append_: case Opcode::appendslice_: case Opcode::appendmake_: case Opcode::slice_: break;
    default: return false;
    }
    // Of itself, perhaps through a temporary.
    for (Value x = o->args[0]; x.isReg();) {
      if (x.index == v.reg) return true;
      if (c.defs[x.index].size() != 1) return false;
      const gir::Op &from = op(c.defs[x.index][0]);
      if (o->code == Opcode::slice_ &&
          (from.code == Opcode::addrof_ || (from.code == Opcode::new_ && from.site != kNone && f_.sites[from.site].placement == gir::Placement::Heap))) {
        v.capUsed = true; // a literal
        return true;
      }
      if (from.code != Opcode::copy_) return false;
      x = from.args[0];
    }
    return false;
  }

  std::vector<SliceVariable> findMoved(const Chains &c) {
    std::vector<SliceVariable> out;
    std::vector<bool> param(f_.regs.size());
    for (Reg r : f_.params) param[r] = true;
    for (Reg r : f_.captures) param[r] = true;
    for (Reg r = 0; r < f_.regs.size(); r++) {
      const gir::Type *t = f_.regs[r].type;
      if (t->kind != Kind::Slice || !room(t) || (c.defs[r].empty() && !param[r]) || c.uses[r].empty()) continue;
      if (std::find(f_.captures.begin(), f_.captures.end(), r) != f_.captures.end()) continue;
      if (!param[r] && f_.regs[r].name.empty() && c.defs[r].size() < 2) continue;
      SliceVariable v;
      v.reg = r;
      if (!param[r]) v.depth = f_.blocks[c.defs[r][0].block].loopDepth;
      for (const Place &p : c.defs[r]) v.ok = v.ok && exclusive(c, v, p);
      for (const Use &u : c.uses[r])
        if (v.ok) use(c, v, u, u.at);
      if (!v.ok || v.transition.block == kNone || v.weight < 2 || v.appends.empty() || !sound(v)) continue;
      v.buffer = newBuffer(t);
      std::sort(v.appends.begin(), v.appends.end());
      for (size_t i = 0; i < (v.capUsed ? v.appends.size() : 1); i++) {
        gir::Site &s = f_.sites[op(v.appends[i]).site];
        s.buffer = v.buffer;
        s.ladder = v.capUsed;
      }
      out.push_back(std::move(v));
    }
    return out;
  }

  // Appends whose result stays in the function: the first one to each variable.
  void placeInFrame(const Chains &c) {
    std::vector<bool> has(f_.regs.size());
    for (const gir::Block &b : f_.blocks)
      for (const gir::Op &o : b.ops) {
        if (o.code != Opcode::append_ || o.site == kNone || f_.sites[o.site].placement != gir::Placement::Stack) continue;
        gir::Type *t = f_.regs[o.results[0]].type;
        if (!room(t)) continue;
        Value x = o.args[0];
        while (x.isReg() && f_.regs[x.index].name.empty() && c.defs[x.index].size() == 1 && op(c.defs[x.index][0]).code == Opcode::copy_)
          x = op(c.defs[x.index][0]).args[0];
        if (x.isReg() && !f_.regs[x.index].name.empty()) {
          if (has[x.index]) continue;
          has[x.index] = true;
        }
        f_.sites[o.site].buffer = newBuffer(t);
      }
  }

  void insertMoves(std::vector<SliceVariable> moved) {
    // From the back: a block is cut in two where code is inserted.
    std::sort(moved.begin(), moved.end(), [](const SliceVariable &a, const SliceVariable &b) { return a.transition > b.transition; });
    for (const SliceVariable &v : moved) move(v);
    for (const SliceVariable &v : moved) {
      if (!v.capUsed || !f_.vars[v.buffer].type->hasPointers()) continue;
      gir::Op o{};
      o.code = Opcode::declare_;
      o.var = v.buffer;
      o.pos = f_.pos;
      f_.blocks[0].ops.insert(f_.blocks[0].ops.begin(), o);
    }
  }

  void move(const SliceVariable &v) {
    gir::Builder b(m_, f_);
    b.pos = op(v.transition).pos;
    b.loopDepth = f_.blocks[v.transition.block].loopDepth;
    BlockId rest = b.block(), away = b.block();
    std::vector<gir::Op> &ops = f_.blocks[v.transition.block].ops;
    f_.blocks[rest].ops.assign(ops.begin() + v.transition.index, ops.end());
    f_.blocks[rest].loopDepth = b.loopDepth;
    ops.resize(v.transition.index);
    b.cur = v.transition.block;
    gir::Type *t = f_.regs[v.reg].type, *arr = f_.vars[v.buffer].type, *word = m_.types->basic(Kind::Uintptr), *p = m_.types->unsafePointer();
    Value s = Value::reg(v.reg);
    gir::Type *pointer = m_.types->pointerTo(arr);
    m_.types->layout(pointer);
    Reg at = b.reg(pointer);
    b.emit(Opcode::addr_, {}, {at}).var = v.buffer;
    Value from = b.value(Opcode::bits_, word, {b.value(Opcode::bits_, p, {Value::reg(at)})});
    Value off = b.value(Opcode::sub_, word, {b.value(Opcode::bits_, word, {b.value(Opcode::dataptr_, p, {s})}), from});
    b.branch(b.value(Opcode::lt_, m_.types->boolType(), {off, b.intConst(arr->size, word)}), away, rest);
    b.at(away);
    f_.blocks[away].loopDepth = b.loopDepth;
    uint32_t site = b.site(v.capUsed ? gir::SiteKind::Makeslice : gir::SiteKind::Append, t->elem, "");
    f_.sites[site].placement = gir::Placement::Heap;
    if (v.capUsed) {
      Value cap = b.value(Opcode::cap_, m_.types->intType(), {s}), zero = b.intConst(0);
      Reg made = b.reg(t);
      b.emit(Opcode::makeslice_, {cap, cap}, {made}).site = site;
      b.value(Opcode::copyslice_, m_.types->intType(), {Value::reg(made), b.value(Opcode::slice_, t, {s, zero, cap, cap})});
      b.emit(Opcode::copy_, {b.value(Opcode::slice_, t, {Value::reg(made), zero, b.value(Opcode::len_, m_.types->intType(), {s}), cap})}, {v.reg});
    } else { // as large as append makes it for so many elements
      Reg made = b.reg(t);
      b.emit(Opcode::appendslice_, {b.zeroConst(t), s}, {made}).site = site;
      b.emit(Opcode::copy_, {Value::reg(made)}, {v.reg});
    }
    b.jump(rest);
  }

  uint32_t newBuffer(const gir::Type *slice) {
    gir::Type *arr = m_.types->arrayOf(slice->elem, room(slice));
    m_.types->layout(arr);
    gir::Variable v{};
    v.type = arr;
    v.placement = gir::Placement::Stack;
    f_.vars.push_back(v);
    return static_cast<uint32_t>(f_.vars.size() - 1);
  }
};

} // namespace

void placeSlices(gir::Module &m, const Leaks &leaks) {
  for (auto &f : m.funcs) {
    if (f->blocks.empty() || (f->flags & (gir::kAvailable | gir::kExternal))) continue;
    bool any = false;
    for (const gir::Block &b : f->blocks)
      for (const gir::Op &o : b.ops) any = any || (o.code == Opcode::append_ && room(f->regs[o.results[0]].type));
    if (any) Slices(m, *f, leaks).run();
  }
}

} // namespace golem::passes

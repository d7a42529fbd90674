// A function's frame: parameters, results, where variables live, captures; small helpers used everywhere.
#include "compiler/lower/lowering.h"
#include <utility>

namespace golem::lower {

namespace {
// Scalars and small aggregates can be registers; arrays need memory, because they are indexed dynamically.
bool registerType(gir::Type *t, int &budget) {
  switch (t->kind) {
  case Kind::Array: return t->len == 1 && registerType(t->elem, budget);
  case Kind::Struct:
    for (const gir::Field &f : t->fields)
      if (!registerType(f.type, budget)) return false;
    return true;
  default: return --budget >= 0;
  }
}

} // namespace

void walkStmts(syn::Stmt *s, const std::function<void(syn::Stmt *)> &visit) {
  using K = syn::NodeKind;
  if (!s) return;
  visit(s);
  auto all = [&](syn::StmtList l) {
    for (syn::Stmt *x : l) walkStmts(x, visit);
  };
  switch (s->kind) {
  case K::LabeledStmt: walkStmts(static_cast<syn::LabeledStmt *>(s)->stmt, visit); break;
  case K::BlockStmt: all(static_cast<syn::BlockStmt *>(s)->list); break;
  case K::IfStmt:
    walkStmts(static_cast<syn::IfStmt *>(s)->then, visit);
    walkStmts(static_cast<syn::IfStmt *>(s)->els, visit);
    break;
  case K::ForStmt: walkStmts(static_cast<syn::ForStmt *>(s)->body, visit); break;
  case K::SwitchStmt:
    for (syn::CaseClause *c : static_cast<syn::SwitchStmt *>(s)->body) all(c->body);
    break;
  case K::SelectStmt:
    for (syn::CommClause *c : static_cast<syn::SelectStmt *>(s)->body) all(c->body);
    break;
  default: break;
  }
}

bool containsDefer(syn::Stmt *s) {
  bool found = false;
  walkStmts(s, [&](syn::Stmt *x) {
    if (x->kind == syn::NodeKind::CallStmt && static_cast<syn::CallStmt *>(x)->tok == syn::CallKind::Defer) found = true;
  });
  return found;
}

bool FuncLowerer::inRegister(types::Var *v, gir::Type *t) {
  int budget = 8;
  tt.layout(t); // its size is what counts, and perhaps nothing has asked for it yet
  if (t->size > 64 || !registerType(t, budget)) return false;
  if (!v) return true;
  auto it = infos->find(v);
  if (it == infos->end()) return true;
  const VarInfo &i = it->second;
  if (i.addrTaken) return false;
  return !(i.captured && i.reassigned);
}

// For the debugger. Variables that only the compiler knows have names that no source can have.
void FuncLowerer::noteLocal(types::Object *v, Storage s, uint32_t param) {
  std::string_view name = v->name.str();
  if (!pl.opts.locals || pl.importing || name.empty() || v->name.isBlank() || name[0] == '.' || name[0] == '#') return;
  auto kind = s.kind == Storage::Reg ? gir::Local::Reg : s.kind == Storage::Var ? gir::Local::Var : gir::Local::Ref;
  f.locals.push_back({kind, s.index, name, pl.position(v->pos), scope, param});
}

Storage FuncLowerer::declareVar(types::Var *v, bool zeroed, uint32_t param) {
  gir::Type *t = gtype(v->type);
  std::string_view name = v->name.str();
  Storage s;
  if (inRegister(v, t)) {
    s = {Storage::Reg, b.reg(t, name)};
    if (zeroed) b.emit(Opcode::zero_, {}, {s.index});
  } else {
    s = {Storage::Var, b.var(t, name)};
    if (v->pos) f.vars[s.index].pos = pl.position(v->pos); // where reports say it is declared
    b.emit(Opcode::declare_).var = s.index;
    if (auto it = infos->find(v); it != infos->end()) f.vars[s.index].untracked = it->second.addrTaken;
  }
  noteLocal(v, s, param);
  storage[v] = s;
  return s;
}

Value FuncLowerer::loadStorage(Storage s, gir::Type *t) {
  switch (s.kind) {
  case Storage::Reg: return Value::reg(s.index);
  case Storage::Var: case Storage::Ref: return loadFrom(addrOfStorage(s, t));
  case Storage::None: break;
  }
  return zero(t);
}
void FuncLowerer::storeStorage(Storage s, Value v) {
  switch (s.kind) {
  case Storage::Reg: copyTo(s.index, v); break;
  case Storage::Var: case Storage::Ref: storeTo(addrOfStorage(s, b.typeOf(v)), v); break;
  case Storage::None: break;
  }
}
Value FuncLowerer::addrOfStorage(Storage s, gir::Type *t) {
  if (s.kind == Storage::Ref) return Value::reg(s.index);
  Reg r = b.reg(tt.pointerTo(s.kind == Storage::Var ? f.vars[s.index].type : t));
  b.emit(Opcode::addr_, {}, {r}).var = s.index;
  return Value::reg(r);
}

Storage FuncLowerer::lookup(types::Object *o) {
  if (auto it = storage.find(o); it != storage.end()) return it->second;
  if (outer) return captureOf(o);
  return {};
}

// The variable belongs to an enclosing function: capture it, by value when nobody changes it and it is small.
Storage FuncLowerer::captureOf(types::Object *o) {
  Storage os = outer->lookup(o);
  if (os.kind == Storage::None) return {};
  auto *v = static_cast<types::Var *>(o);
  gir::Type *t = outer->gtype(v->type);
  const VarInfo &i = (*infos)[v];
  bool byValue = os.kind == Storage::Reg || (!i.addrTaken && !i.reassigned && t->size <= 128);
  if (os.kind == Storage::Ref) byValue = false;
  Reg r = b.reg(byValue ? t : tt.pointerTo(t), v->name.str());
  f.captures.push_back(r);
  captureOrder.push_back(o);
  captureByRef.push_back(!byValue);
  Storage s{byValue ? Storage::Reg : Storage::Ref, r};
  uint32_t inner = std::exchange(scope, gir::kNone); // it is there in the whole function
  noteLocal(o, s);
  scope = inner;
  return storage[o] = s;
}

void FuncLowerer::body(syn::FuncType *ft, types::Signature *s, syn::BlockStmt *block, types::Var *recv) {
  (void)ft;
  sig = s;
  b.at(b.block());
  hasDefer = containsDefer(block);
  bool rangeReturns = false; // a return inside a range-over-func body sets our results from another function
  walkStmts(block, [&](syn::Stmt *x) {
    if (x->kind == syn::NodeKind::ForStmt && isRangeFunc(static_cast<syn::ForStmt *>(x), env)) rangeReturns = true;
  });
  if (s->results)
    for (types::Var *v : s->results->vars) {
      (*infos)[v].reassigned = true; // a return statement assigns the results
      if (rangeReturns) (*infos)[v].captured = true;
    }
  if (s->results)
    for (size_t i = 0; i < s->results->vars.size(); i++) f.resultNames.push_back(pl.m.arena.copy(resultName(s->results->vars[i], i)));
  struct InMemory {
    types::Var *v;
    Reg r;
    uint32_t number;
  };
  std::vector<InMemory> inMemory;
  auto param = [&](types::Var *v) {
    gir::Type *t = gtype(v->type);
    Reg r = b.reg(t, v->name.str());
    f.params.push_back(r);
    f.written.push_back({v->name.isBlank() ? std::string_view() : v->name.str(), v->pos ? pl.position(v->pos) : b.pos});
    if (v->name.empty() || v->name.isBlank()) return;
    uint32_t number = static_cast<uint32_t>(f.params.size());
    if (inRegister(v, t)) {
      storage[v] = {Storage::Reg, r};
      noteLocal(v, storage[v], number);
    } else inMemory.push_back({v, r, number});
  };
  if (recv) param(recv);
  for (types::Var *v : s->params->vars) param(v);
  for (auto &[v, r, number] : inMemory) {
    Storage st = declareVar(v, false, number);
    Value p = addrOfStorage(st, gtype(v->type));
    storeTo(p, Value::reg(r), gir::kInit);
  }
  bool named = s->results && !s->results->vars.empty() && !s->results->vars[0]->name.empty();
  if (s->results && (named || hasDefer || rangeReturns)) {
    for (types::Var *v : s->results->vars) {
      Storage st;
      if (named && !v->name.isBlank()) st = declareVar(v, true, static_cast<uint32_t>(f.params.size() + resultVars.size() + 1));
      else {
        st = declareVar(v, true);
        if (st.kind == Storage::Var && rangeReturns && v->name.empty()) { // gc's name for it
          f.vars[st.index].name = pl.m.arena.copy("#rv" + std::to_string(resultVars.size() + 1));
          if (v->pos) f.vars[st.index].pos = pl.position(v->pos);
        }
      }
      if (st.kind == Storage::Reg) f.regs[st.index].untracked = true;
      else f.vars[st.index].untracked = true;
      resultVars.push_back(v);
      resultStore.push_back(st);
    }
  }
  if (hasDefer) {
    f.flags |= gir::kHasDefer;
    exitBlock = b.block();
    f.recoverBlock = exitBlock;
  }
  looping = loopingLabels(block->list);
  if (f.flags & gir::kClosure) this->block(block); // may declare again what it captures
  else stmts(block->list);
  at(block->rbrace);
  if (b.cur != kNone && b.live()) {
    // Falling off the end: only functions without results, or with unreachable ends, come here.
    if (f.results.empty() || !resultStore.empty()) returnValues({});
    else b.emit(Opcode::unreachable_);
  }
  if (hasDefer) {
    b.at(exitBlock);
    b.emit(Opcode::rundefers_);
    std::vector<Value> vals;
    for (size_t i = 0; i < resultStore.size(); i++) vals.push_back(loadStorage(resultStore[i], f.results[i]));
    b.ret(vals);
  }
  finishBlocks();
  if (pl.opts.explain) explain(block);
}

// Blocks that nothing ends are those that nothing reaches.
void FuncLowerer::finishBlocks() {
  for (auto &blk : f.blocks)
    if (blk.ops.empty() || !gir::isTerminator(blk.ops.back().code)) {
      gir::Op op{};
      op.code = Opcode::unreachable_;
      blk.ops.push_back(op);
    }
}

void FuncLowerer::returnValues(std::vector<Value> vals, const std::vector<bool> &same) {
  // vals empty: the result variables hold the results already.
  if (!vals.empty() && !resultStore.empty()) {
    for (Value &v : vals) v = toReg(v); // return y, x of results x, y
    for (size_t i = 0; i < vals.size(); i++)
      if (i >= same.size() || !same[i]) storeStorage(resultStore[i], vals[i]);
  }
  if (hasDefer) {
    b.jump(exitBlock);
    return;
  }
  if (!resultStore.empty()) {
    vals.clear();
    for (size_t i = 0; i < resultStore.size(); i++) vals.push_back(loadStorage(resultStore[i], f.results[i]));
  }
  b.ret(vals);
}

Value FuncLowerer::toReg(Value v) {
  if (!v.isReg()) return v;
  Value t = temp(b.typeOf(v));
  copyTo(t.index, v);
  return t;
}

Value FuncLowerer::runtimeCall(std::string_view name, gir::Type *result, std::initializer_list<Value> args) {
  Reg r = b.reg(result);
  b.emit(Opcode::runtime_, args, {r}).sym = name;
  return Value::reg(r);
}
void FuncLowerer::runtimeCallV(std::string_view name, std::initializer_list<Value> args) { b.emit(Opcode::runtime_, args).sym = name; }

void FuncLowerer::nilcheck(Value p) {
  // The address of a variable or of a global is never nil.
  if (p.isReg() && !f.blocks[b.cur].ops.empty()) {
    const gir::Op &last = f.blocks[b.cur].ops.back();
    if ((last.code == Opcode::addr_ || last.code == Opcode::addrof_ || last.code == Opcode::new_) && last.results[0] == p.index) return;
  }
  b.emit(Opcode::nilcheck_, {p});
}

Value FuncLowerer::fieldAddr(Value p, int i) {
  gir::Type *st = b.typeOf(p)->elem;
  Reg r = b.reg(tt.pointerTo(st->fields[static_cast<size_t>(i)].type));
  b.emit(Opcode::fieldaddr_, {p}, {r}).imm = i;
  return Value::reg(r);
}
Value FuncLowerer::elemAddr(Value base, Value i, gir::Type *elem) { return b.value(Opcode::elemaddr_, tt.pointerTo(elem), {base, i}); }

// kind: "func", "range", "gowrap", "deferwrap"; "direct" for an adapter that gc has no function for.
std::string FuncLowerer::closureName(std::string_view kind) {
  ClosureCounts &c = *closureCount;
  if (kind == "range") return baseName + "-range" + std::to_string(++c.range);
  if (kind == "func") return baseName + (baseIsClosure ? "." : ".func") + std::to_string(++c.func);
  return baseName + "." + std::string(kind) + std::to_string(kind == "direct" ? ++c.direct : ++c.wrap);
}

} // namespace golem::lower

// Range over functions (spec "For statements with range clause", since Go 1.23): the body becomes a function that the
// iterator calls. As in gc's rewrite, a state variable per loop guards against iterators that call the body too often,
// and `next` says how the body was left: 0 normally, -1 by return (the results are in the function's result variables),
// n by the n-th break, continue or goto that leaves this loop. After the iterator returns we act on it, which for a loop inside
// another range-over-func body may mean to leave that one in turn.
#include "compiler/lower/lowering.h"

namespace golem::lower {

using K = syn::NodeKind;

namespace {
// abi.RF_*
enum : int64_t { kDone = 0, kReady = 1, kPanic = 2, kExhausted = 3, kMissingPanic = 4 };

types::Var *hiddenVar(PackageLowerer &pl, VarInfos &infos, types::Type *t, const char *name, bool byRef) {
  auto *v = pl.m.arena.make<types::Var>();
  v->kind = types::ObjectKind::Var;
  v->name = Name::intern(name);
  v->type = t;
  v->vkind = types::VarKind::Local;
  if (byRef) infos[v].captured = infos[v].reassigned = true;
  return v;
}
} // namespace

void FuncLowerer::setHidden(types::Var *v, int64_t n) { storeStorage(lookup(v), intc(n)); }

// In a body function: tell the outer function where to go on, and end the iteration.
void FuncLowerer::leaveRangeFunc(int64_t next) {
  setHidden(rangeFunc->next, next);
  setHidden(rangeFunc->state, kDone);
  b.ret(std::initializer_list<Value>{b.boolConst(false)});
}

void FuncLowerer::rangeFuncStmt(syn::ForStmt *s, syn::RangeClause *rc, Name label) {
  types::Type *intT = types::typ(types::BasicKind::Int);
  RangeFuncState st;
  st.label = label;
  walkStmts(s->body, [&](syn::Stmt *x) {
    if (x->kind == K::LabeledStmt) st.labels.insert(static_cast<syn::LabeledStmt *>(x)->label->value);
  });
  Value fn = toReg(expr(rc->x));
  if (rangeFunc) {
    st.next = rangeFunc->next;
    st.defers = rangeFunc->defers;
  } else {
    st.next = hiddenVar(pl, *infos, intT, ".next", true);
    st.next->pos = s->pos;
    declareVar(st.next, true);
    if (containsDefer(s->body)) {
      st.defers = hiddenVar(pl, *infos, types::typ(types::BasicKind::UnsafePointer), ".defers", false);
      Storage d = declareVar(st.defers, true);
      b.emit(Opcode::deferframe_, {}, {d.index});
    }
  }
  setHidden(st.next, 0);
  st.state = hiddenVar(pl, *infos, intT, ("#state" + std::to_string(closureCount->range + 1)).c_str(), true);
  st.state->pos = s->pos;
  declareVar(st.state, true);
  setHidden(st.state, kReady);

  // The body function: func(k, v) bool.
  gir::Type *yieldT = b.typeOf(fn)->params[0];
  std::string sym = closureName("range");
  gir::Function *bf = pl.newFunc(sym, yieldT);
  bf->flags |= gir::kClosure;
  if (f.flags & gir::kDupOK) bf->flags |= gir::kDupOK;
  if (pl.importing) bf->flags |= gir::kAvailable;
  FuncLowerer in(pl, *bf, env, infos);
  in.outer = this;
  in.nesting = nesting + 1;
  in.baseName = baseName;
  in.baseIsClosure = baseIsClosure;
  in.closureCount = closureCount;
  in.rangeFunc = &st;
  in.at(s->pos);
  bf->pos = in.b.pos;
  if (pl.opts.inlining)
    pl.noteInlining(*bf, pl.prog.costs.ofLiteral(s), env, pl.pkg, [&] {
      auto *loop = static_cast<types::Signature *>(types::coreType(typeOf(rc->x)));
      return in.rangeText(static_cast<types::Signature *>(types::coreType(loop->params->vars[0]->type)), s, sig, st.state->name.str());
    });
  in.b.at(in.b.block());
  std::vector<Value> params;
  for (gir::Type *p : yieldT->params) {
    bf->params.push_back(in.b.reg(p));
    params.push_back(Value::reg(bf->params.back()));
    syn::Expr *l = nullptr;
    if (rc->lhs && rc->def)
      if (syn::ExprList names = syn::unpackList(rc->lhs); bf->params.size() <= names.size()) l = syn::unparen(names[bf->params.size() - 1]);
    bool named = l && l->kind == K::Name && !static_cast<syn::Name *>(l)->value.isBlank();
    // What the loop doesn't ask for has a name of gc's (cmd/compile/internal/rangefunc).
    std::string_view name = named ? static_cast<syn::Name *>(l)->value.str()
                            : l   ? std::string_view()
                                  : pl.m.arena.copy("#p" + std::to_string(bf->params.size()));
    bf->written.push_back({name, named ? pl.position(l->pos) : bf->pos});
  }
  // Called when not ready: after the loop ended, while it runs, or after a panic.
  Value state = in.toReg(in.loadStorage(in.lookup(st.state), tt.intType()));
  BlockId ready = in.b.block(), wrong = in.b.block();
  in.b.branch(in.b.value(Opcode::eq_, tt.boolType(), {state, in.intc(kReady)}), ready, wrong);
  in.b.at(wrong);
  gir::Type *panicSig = tt.funcOf(std::initializer_list<gir::Type *>{tt.intType()}, {}, false);
  tt.layout(panicSig);
  pl.declareExternal("runtime.panicrangestate", panicSig);
  in.b.emit(Opcode::call_, {state}).sym = "runtime.panicrangestate";
  in.b.emit(Opcode::unreachable_);
  in.b.at(ready);
  in.setHidden(st.state, kPanic);
  in.rangeAssign(rc, !params.empty() ? params[0] : Value::none(), params.size() > 1 ? params[1] : Value::none());
  in.looping = loopingLabels(s->body->list);
  in.block(s->body);
  in.at(s->body->rbrace);
  if (in.b.cur != kNone && in.b.live()) {
    in.setHidden(st.state, kReady);
    in.b.ret(std::initializer_list<Value>{in.b.boolConst(true)});
  }
  in.finishBlocks();

  at(s->pos);
  Value body = makeClosure(sym, in, yieldT, SiteKind::Closure, "func literal");
  b.emit(Opcode::callclosure_, {fn, body});
  // The body panicked and the iterator recovered it: the loop may not go on as if nothing had happened.
  Value after = toReg(loadStorage(lookup(st.state), tt.intType()));
  BlockId missing = b.block(), fine = b.block();
  b.branch(b.value(Opcode::eq_, tt.boolType(), {after, intc(kPanic)}), missing, fine);
  b.at(missing);
  b.emit(Opcode::call_, {intc(kMissingPanic)}).sym = "runtime.panicrangestate";
  b.emit(Opcode::unreachable_);
  b.at(fine);
  setHidden(st.state, kExhausted);
  if (!st.returns && st.exits.empty()) return;
  Value next = toReg(loadStorage(lookup(st.next), tt.intType()));
  auto when = [&](int64_t code, const std::function<void()> &act) {
    BlockId yes = b.block(), no = b.block();
    b.branch(b.value(Opcode::eq_, tt.boolType(), {next, intc(code)}), yes, no);
    b.at(yes);
    act();
    b.at(no);
  };
  if (st.returns)
    when(-1, [&] {
      if (rangeFunc) {
        rangeFunc->returns = true;
        leaveRangeFunc(-1);
      } else returnValues({});
    });
  for (size_t i = 0; i < st.exits.size(); i++)
    when(static_cast<int64_t>(i + 1), [&] {
      setHidden(st.next, 0);
      branchStmt(st.exits[i]);
    });
}

} // namespace golem::lower

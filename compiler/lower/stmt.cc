// Statements other than assignments, range, switch and select.
#include "compiler/lower/inlunit.h"
#include <utility>

namespace golem::lower {

using K = syn::NodeKind;

void FuncLowerer::stmts(syn::StmtList l) {
  int depth = b.loopDepth;
  for (syn::Stmt *s : keptStmts(l))
    if (benchmarkLoops) preserved(s);
    else stmt(s);
  setDepth(depth); // a looping label's loop ends with its block
}

void FuncLowerer::block(syn::BlockStmt *s) {
  InScope in(*this, s->pos, s->rbrace);
  stmts(s->list);
}

void FuncLowerer::setDepth(int depth) {
  if (b.loopDepth == depth) return;
  b.loopDepth = depth;
  if (b.cur == kNone || !b.live()) return;
  BlockId next = b.block();
  b.jump(next);
  b.at(next);
}

void FuncLowerer::stmt(syn::Stmt *s) {
  if (!s) return;
  bool keep = std::exchange(keepCall, false);
  startBlock(); // after a jump: never reached, but gc looks for what escapes there, too, and labels inside may be reached
  at(s->pos);
  switch (s->kind) {
  case K::EmptyStmt: break;
  case K::LabeledStmt: labeled(static_cast<syn::LabeledStmt *>(s)); break;
  case K::BlockStmt: block(static_cast<syn::BlockStmt *>(s)); break;
  case K::ExprStmt: {
    std::vector<Value> out;
    syn::Expr *x = syn::unparen(static_cast<syn::ExprStmt *>(s)->x);
    if (x->kind == K::CallExpr && !isConversion(static_cast<syn::CallExpr *>(x)) && !builtinOf(static_cast<syn::CallExpr *>(x)))
      call(static_cast<syn::CallExpr *>(x), out, keep);
    else (void)expr(x);
    break;
  }
  case K::SendStmt: {
    auto *t = static_cast<syn::SendStmt *>(s);
    hoistAll({t->chan, t->value});
    Value c = expr(t->chan);
    Value v = exprAs(t->value, b.typeOf(c)->elem);
    at(s->pos);
    b.emit(Opcode::send_, {c, v});
    break;
  }
  case K::DeclStmt: declStmt(static_cast<syn::DeclStmt *>(s)); break;
  case K::AssignStmt: assignStmt(static_cast<syn::AssignStmt *>(s)); break;
  case K::BranchStmt: branchStmt(static_cast<syn::BranchStmt *>(s)); break;
  case K::CallStmt: callStmt(static_cast<syn::CallStmt *>(s)); break;
  case K::ReturnStmt: returnStmt(static_cast<syn::ReturnStmt *>(s)); break;
  case K::IfStmt: ifStmt(static_cast<syn::IfStmt *>(s)); break;
  case K::ForStmt: forStmt(static_cast<syn::ForStmt *>(s), Name()); break;
  case K::SwitchStmt: switchStmt(static_cast<syn::SwitchStmt *>(s), Name()); break;
  case K::SelectStmt: selectStmt(static_cast<syn::SelectStmt *>(s), Name()); break;
  default: (void)bad(s->pos, "unexpected statement"); break;
  }
  hoisted.clear();
}

void FuncLowerer::declStmt(syn::DeclStmt *s) {
  for (syn::Decl *d : s->decls)
    if (d->kind == K::VarDecl) localVarDecl(static_cast<syn::VarDecl *>(d));
}

void FuncLowerer::labeled(syn::LabeledStmt *s) {
  Name name = s->label->value;
  auto [it, fresh] = labelBlocks.try_emplace(name, kNone);
  if (fresh || it->second == kNone) it->second = b.block();
  BlockId blk = it->second;
  b.jump(blk);
  if (looping.count(s)) b.loopDepth++;
  b.at(blk);
  if (!s->stmt) return;
  at(s->stmt->pos);
  switch (s->stmt->kind) {
  case K::ForStmt: forStmt(static_cast<syn::ForStmt *>(s->stmt), name); break;
  case K::SwitchStmt: switchStmt(static_cast<syn::SwitchStmt *>(s->stmt), name); break;
  case K::SelectStmt: selectStmt(static_cast<syn::SelectStmt *>(s->stmt), name); break;
  case K::BlockStmt: case K::IfStmt: { // break L out of a labeled block is not Go, but labels on any statement are
    BlockId done = b.block();
    targets.push_back({s->stmt, name, done, kNone, 0});
    stmt(s->stmt);
    targets.pop_back();
    b.jump(done);
    b.at(done);
    break;
  }
  default: stmt(s->stmt); break;
  }
}

void FuncLowerer::branchStmt(syn::BranchStmt *s) {
  at(s->pos);
  Name label = s->label ? s->label->value : Name();
  switch (s->tok) {
  case syn::BranchKind::Goto: {
    if (rangeFunc && !rangeFunc->labels.count(label)) {
      rangeFunc->exits.push_back(s);
      leaveRangeFunc(static_cast<int64_t>(rangeFunc->exits.size()));
      return;
    }
    auto [it, fresh] = labelBlocks.try_emplace(label, kNone);
    if (fresh) it->second = b.block();
    b.jump(it->second);
    return;
  }
  case syn::BranchKind::Fallthrough:
    for (size_t i = targets.size(); i-- > 0;)
      if (targets[i].funcDepth == -1) { // the clause's successor, pushed by switchStmt
        b.jump(targets[i].brk);
        return;
      }
    (void)bad(s->pos, "fallthrough");
    return;
  case syn::BranchKind::Break: case syn::BranchKind::Continue: break;
  }
  bool brk = s->tok == syn::BranchKind::Break;
  for (size_t i = targets.size(); i-- > 0;) {
    const Target &t = targets[i];
    if (t.funcDepth == -1) continue;
    BlockId to = brk ? t.brk : t.cont;
    if (to == kNone) continue;
    if (!label.empty() ? t.label == label : t.stmt->kind != K::BlockStmt && t.stmt->kind != K::IfStmt) {
      b.jump(to);
      return;
    }
  }
  if (rangeFunc) {
    if (label.empty() || label == rangeFunc->label) {
      setHidden(rangeFunc->state, brk ? 0 : 1); // abi.RF_DONE, RF_READY
      b.ret(std::initializer_list<Value>{b.boolConst(!brk)});
    } else {
      rangeFunc->exits.push_back(s);
      leaveRangeFunc(static_cast<int64_t>(rangeFunc->exits.size()));
    }
    return;
  }
  (void)bad(s->pos, "branch target not found");
}

void FuncLowerer::returnStmt(syn::ReturnStmt *s) {
  FuncLowerer *real = realFunc();
  std::vector<Value> vals;
  std::vector<bool> same;
  if (s->results) {
    syn::ExprList l = syn::unpackList(s->results);
    std::vector<gir::Type *> want(real->f.results.begin(), real->f.results.end());
    if (l.size() == 1 && want.size() > 1) {
      exprMulti(l[0], vals);
      at(s->pos);
      for (size_t i = 0; i < vals.size(); i++) vals[i] = convertAssign(vals[i], want[i], nullptr);
    } else {
      if (l.size() > 1) {
        std::vector<Operand> results;
        for (size_t i = 0; i < l.size(); i++) results.push_back({l[i], want[i]});
        hoistList(results);
      }
      for (size_t i = 0; i < l.size(); i++) {
        vals.push_back(exprAs(l[i], want[i]));
        same.push_back(i < real->resultVars.size() && localVar(l[i]) == real->resultVars[i]); // nothing is written then
      }
    }
  }
  at(s->pos);
  if (!rangeFunc) return returnValues(vals, same);
  for (Value &v : vals) v = toReg(v);
  for (size_t i = 0; i < vals.size(); i++) storeStorage(lookup(real->resultVars[i]), vals[i]);
  rangeFunc->returns = true;
  leaveRangeFunc(-1);
}

namespace {
Pos endOf(const syn::IfStmt *s) {
  while (s->els && s->els->kind == K::IfStmt) s = static_cast<const syn::IfStmt *>(s->els);
  return s->els ? static_cast<const syn::BlockStmt *>(s->els)->rbrace : s->then->rbrace;
}
} // namespace

void FuncLowerer::ifStmt(syn::IfStmt *s) {
  InScope in(*this, s->pos, pl.opts.locals ? endOf(s) : Pos());
  if (s->init) stmt(s->init);
  startBlock();
  at(s->cond->pos);
  syn::Expr *left = s->cond;
  if (int known = staticBool(left); known != 0) { // what the condition rules out isn't compiled
    if (!isConst(left)) (void)expr(left);
    if (known > 0) block(s->then);
    else if (s->els) stmt(s->els);
    return;
  }
  BlockId then = b.block(), els = s->els ? b.block() : kNone, done = b.block();
  cond(s->cond, then, els == kNone ? done : els);
  b.at(then);
  block(s->then);
  b.jump(done);
  if (s->els) {
    b.at(els);
    stmt(s->els);
    b.jump(done);
  }
  b.at(done);
}

void FuncLowerer::forStmt(syn::ForStmt *s, Name label) {
  InScope in(*this, s->pos, s->body->rbrace);
  if (s->init && s->init->kind == K::RangeClause) return rangeStmt(s, static_cast<syn::RangeClause *>(s->init), label);
  if (s->init) stmt(s->init);
  startBlock();
  // Spec "For statements with for clause": each iteration has its own copy of the declared variables (since Go 1.22).
  // Only a variable that somebody can hold on to needs the copy.
  std::vector<types::Var *> perIteration;
  if (!pl.sharedLoopVars && s->init && s->init->kind == K::AssignStmt && static_cast<syn::AssignStmt *>(s->init)->op == syn::Op::Def)
    for (syn::Expr *l : syn::unpackList(static_cast<syn::AssignStmt *>(s->init)->lhs))
      if (l->kind == K::Name && static_cast<syn::Name *>(l)->isDef && !static_cast<syn::Name *>(l)->value.isBlank()) {
        auto *v = static_cast<types::Var *>(static_cast<syn::Name *>(l)->obj);
        const VarInfo &vi = (*infos)[v];
        if (storage[v].kind == Storage::Var && (vi.addrTaken || vi.captured)) perIteration.push_back(v);
      }
  BlockId head = b.block(), body = b.block(), cont = b.block(), done = b.block();
  b.jump(head);
  b.loopDepth++;
  b.at(head);
  if (s->cond) {
    at(s->cond->pos);
    cond(s->cond, body, done);
  } else b.jump(body);
  b.at(body);
  targets.push_back({s, label, done, cont, 0});
  bool benchmark = isBenchmarkLoop(s);
  benchmarkLoops += benchmark;
  block(s->body);
  benchmarkLoops -= benchmark;
  targets.pop_back();
  b.jump(cont);
  b.at(cont);
  for (types::Var *v : perIteration) {
    gir::Type *t = gtype(v->type);
    Value old = toReg(loadStorage(storage[v], t));
    b.emit(Opcode::declare_).var = storage[v].index;
    storeTo(addrOfStorage(storage[v], t), old, gir::kInit);
  }
  if (s->post) stmt(s->post);
  b.jump(head);
  b.loopDepth--;
  b.at(done);
}

void FuncLowerer::callStmt(syn::CallStmt *s) {
  syn::Expr *x = syn::unparen(s->call);
  if (x->kind != K::CallExpr) return (void)bad(s->pos, "go/defer of a non-call");
  auto *c = static_cast<syn::CallExpr *>(x);
  at(s->pos);
  if (s->tok == syn::CallKind::Go) {
    Value fn = thunk(c, "gowrap");
    at(s->pos);
    b.emit(Opcode::go_, {fn});
    return;
  }
  Value fn = thunk(c, "deferwrap");
  at(s->pos);
  if (rangeFunc) {
    Value frame = loadStorage(lookup(rangeFunc->defers), tt.unsafePointer());
    b.emit(Opcode::deferto_, {frame, fn});
    return;
  }
  uint32_t site = b.site(SiteKind::Defer, tt.funcOf({}, {}, false), std::string_view());
  gir::Op &op = b.emit(Opcode::defer_, {fn});
  op.site = site;
  if (b.loopDepth > 0) op.flags |= gir::kLoop;
}

} // namespace golem::lower

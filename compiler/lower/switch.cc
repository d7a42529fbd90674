// Expression switches and type switches.
#include "compiler/lower/inlunit.h"

namespace golem::lower {

using K = syn::NodeKind;

namespace {
// Where gc says that the variable of a type switch's clause is: the last name in the clause's list of types.
Pos clausePos(syn::Expr *e) {
  auto last = [](syn::FieldList l) { return l.empty() ? nullptr : l.back()->type; };
  for (;;) {
    syn::Expr *in = nullptr;
    switch (e->kind) {
    case K::SelectorExpr: return static_cast<syn::SelectorExpr *>(e)->x->pos;
    case K::ParenExpr: in = static_cast<syn::ParenExpr *>(e)->x; break;
    case K::Operation: in = static_cast<syn::Operation *>(e)->x; break;
    case K::ArrayType: in = static_cast<syn::ArrayType *>(e)->elem; break;
    case K::SliceType: in = static_cast<syn::SliceType *>(e)->elem; break;
    case K::ChanType: in = static_cast<syn::ChanType *>(e)->elem; break;
    case K::DotsType: in = static_cast<syn::DotsType *>(e)->elem; break;
    case K::MapType: in = static_cast<syn::MapType *>(e)->value; break;
    case K::InterfaceType: in = last(static_cast<syn::InterfaceType *>(e)->methods); break;
    case K::FuncType:
      in = last(static_cast<syn::FuncType *>(e)->results);
      if (!in) in = last(static_cast<syn::FuncType *>(e)->params);
      break;
    case K::IndexExpr: in = syn::unpackList(static_cast<syn::IndexExpr *>(e)->index).back(); break;
    default: break;
    }
    if (!in) return e->pos;
    e = in;
  }
}
} // namespace

void FuncLowerer::switchStmt(syn::SwitchStmt *s, Name label) {
  InScope in(*this, s->pos, s->rbrace);
  if (s->init) stmt(s->init);
  startBlock();
  if (s->tag && s->tag->kind == K::TypeSwitchGuard) return typeSwitch(s, static_cast<syn::TypeSwitchGuard *>(s->tag), label);
  BlockId done = b.block(), deflt = done;
  if (syn::CaseClause *taken; constantSwitch(s, taken)) {
    targets.push_back({s, label, done, kNone, 0});
    if (taken) {
      InScope clause(*this, taken->colon, s->rbrace);
      stmts(taken->body);
    }
    targets.pop_back();
    b.jump(done);
    b.at(done);
    return;
  }
  std::vector<BlockId> bodies;
  for (syn::CaseClause *c : s->body) {
    bodies.push_back(b.block());
    if (!c->cases) deflt = bodies.back();
  }
  Value tag;
  bool tagNil = false;
  if (s->tag) {
    at(s->tag->pos);
    tagNil = s->tag->tv.mode == syn::OperandMode::NilValue;
    bool onlyConstants = true; // what a case evaluates could change the bytes of switch string(b)
    for (syn::CaseClause *c : s->body)
      for (syn::Expr *e : syn::unpackList(c->cases)) onlyConstants = onlyConstants && isConst(e);
    if (onlyConstants) markShortLived(s->tag);
    tag = toReg(expr(s->tag));
  }
  // Integer constants: one switch op.
  bool dense = s->tag && b.typeOf(tag)->isInteger() && tag.isReg();
  size_t count = 0;
  for (syn::CaseClause *c : s->body)
    for (syn::Expr *e : syn::unpackList(c->cases)) {
      count++;
      if (!(e->tv.mode == syn::OperandMode::Constant && e->tv.value) || gtype(e->tv.type) != (s->tag ? b.typeOf(tag) : nullptr)) dense = false;
    }
  if (dense && count >= 4) {
    std::vector<Value> args{tag};
    std::vector<BlockId> to;
    for (size_t i = 0; i < s->body.size(); i++)
      for (syn::Expr *e : syn::unpackList(s->body[i]->cases)) {
        args.push_back(constantValue(e->tv.value, b.typeOf(tag)));
        to.push_back(bodies[i]);
      }
    to.push_back(deflt);
    gir::Op &op = b.emitv(Opcode::switch_, args, {});
    op.blocks = pl.m.arena.copy(to);
  } else {
    for (size_t i = 0; i < s->body.size(); i++)
      for (syn::Expr *e : syn::unpackList(s->body[i]->cases)) {
        BlockId next = b.block();
        at(e->pos);
        if (!s->tag && gtype(e->tv.type)->kind == Kind::Bool) cond(e, bodies[i], next);
        else {
          if (s->tag) noteCompared(s->tag, e);
          Value v = expr(e);
          at(e->pos);
          // Spec "Expression switches": no tag is the tag true, which an interface may be compared with.
          Value t = s->tag ? tag : b.intConst(1, tt.boolType());
          Value eq = compareValues(syn::Op::Eql, t, tagNil, v, e->tv.mode == syn::OperandMode::NilValue, tt.boolType());
          b.branch(eq, bodies[i], next);
        }
        b.at(next);
      }
    b.jump(deflt);
  }
  for (size_t i = 0; i < s->body.size(); i++) {
    b.at(bodies[i]);
    targets.push_back({s, label, done, kNone, 0});
    if (i + 1 < s->body.size()) targets.push_back({s, Name(), bodies[i + 1], kNone, -1});
    InScope clause(*this, s->body[i]->colon, endOfClause(s->body, i, s->rbrace));
    stmts(s->body[i]->body);
    if (i + 1 < s->body.size()) targets.pop_back();
    targets.pop_back();
    b.jump(done);
  }
  b.at(done);
}

void FuncLowerer::typeSwitch(syn::SwitchStmt *s, syn::TypeSwitchGuard *g, Name label) {
  Value x = toReg(expr(g->x));
  pl.needDescriptor(b.typeOf(x));
  at(g->pos);
  Value tw = b.value(Opcode::typeword_, tt.unsafePointer(), {x});
  BlockId done = b.block(), deflt = done;
  std::vector<BlockId> bodies;
  for (syn::CaseClause *c : s->body) {
    bodies.push_back(b.block());
    if (!c->cases) deflt = bodies.back();
  }
  // Values for clauses with one type are made on the edge to the clause.
  std::vector<Value> bound(s->body.size(), x);
  for (size_t i = 0; i < s->body.size(); i++) {
    syn::CaseClause *c = s->body[i];
    syn::ExprList cases = syn::unpackList(c->cases);
    bool single = cases.size() == 1 && c->implicit;
    for (syn::Expr *e : cases) {
      BlockId next = b.block();
      at(e->pos);
      if (e->tv.mode == syn::OperandMode::NilValue) {
        b.branch(b.value(Opcode::eq_, tt.boolType(), {tw, zero(tt.unsafePointer())}), bodies[i], next);
        b.at(next);
        continue;
      }
      gir::Type *t = gtype(e->tv.type);
      pl.needDescriptor(t);
      if (t->kind == Kind::Interface) {
        Reg v = b.reg(t), ok = b.reg(tt.boolType());
        b.emit(Opcode::assertok_, {x}, {v, ok});
        if (single) bound[i] = Value::reg(v);
        b.branch(Value::reg(ok), bodies[i], next);
      } else {
        Reg ta = b.reg(tt.unsafePointer());
        b.emit(Opcode::typeaddr_, {}, {ta}).type = t;
        Value same = b.value(Opcode::eq_, tt.boolType(), {tw, Value::reg(ta)});
        if (single) {
          BlockId open = b.block();
          b.branch(same, open, next);
          b.at(open);
          bound[i] = b.value(Opcode::unbox_, t, {x});
          b.jump(bodies[i]);
        } else b.branch(same, bodies[i], next);
      }
      b.at(next);
    }
  }
  b.jump(deflt);
  for (size_t i = 0; i < s->body.size(); i++) {
    b.at(bodies[i]);
    syn::CaseClause *c = s->body[i];
    InScope clause(*this, c->colon, endOfClause(s->body, i, s->rbrace));
    if (c->implicit) {
      auto *v = static_cast<types::Var *>(c->implicit);
      at(c->pos);
      Value val = bound[i];
      gir::Type *t = gtype(v->type);
      if (b.typeOf(val) != t) val = val.isReg() && t->kind == Kind::Interface ? convertAssign(val, t, nullptr) : zero(t);
      Storage st = declareVar(v, false);
      syn::ExprList cases = syn::unpackList(c->cases);
      if (st.kind == Storage::Var) f.vars[st.index].pos = pl.position(cases.empty() ? c->pos : clausePos(cases.back())); // the clause declares it
      if (st.kind == Storage::Reg) copyTo(st.index, val);
      else storeTo(addrOfStorage(st, t), val, gir::kInit);
    }
    targets.push_back({s, label, done, kNone, 0});
    stmts(c->body);
    targets.pop_back();
    b.jump(done);
  }
  b.at(done);
}

} // namespace golem::lower

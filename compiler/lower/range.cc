// for … range over integers, arrays, slices, strings, maps, channels (spec "For statements with range clause").
// The operand is evaluated once; a ranged array is copied when its values are used.
#include "compiler/lower/lowering.h"

namespace golem::lower {

using K = syn::NodeKind;

namespace {
syn::Expr *lhsAt(syn::RangeClause *rc, size_t i) {
  if (!rc->lhs) return nullptr;
  syn::ExprList l = syn::unpackList(rc->lhs);
  if (i >= l.size()) return nullptr;
  syn::Expr *e = syn::unparen(l[i]);
  if (e->kind == K::Name && static_cast<syn::Name *>(e)->value.isBlank()) return nullptr;
  return l[i];
}
} // namespace

bool isRangeFunc(syn::ForStmt *s, TypeEnv *) {
  if (!s->init || s->init->kind != K::RangeClause) return false;
  types::Type *xt = static_cast<syn::RangeClause *>(s->init)->x->tv.type;
  types::Type *t = xt ? types::coreType(xt) : nullptr;
  return t && t->kind == types::TypeKind::Signature;
}

// Gives this iteration's values to the loop's variables.
void FuncLowerer::rangeAssign(syn::RangeClause *rc, Value k, Value v) {
  syn::Expr *ke = lhsAt(rc, 0), *ve = lhsAt(rc, 1);
  auto give = [&](syn::Expr *e, Value val) {
    if (!e || val.isNone()) return;
    at(e->pos);
    if (rc->def && !pl.sharedLoopVars) defineVar(static_cast<syn::Name *>(e), val);
    else {
      Place p = place(e);
      assignPlace(p, convertAssign(val, p.type, nullptr));
    }
  };
  if ((!rc->def || pl.sharedLoopVars) && ke && ve) { // both places are evaluated before either is assigned
    Place pk = place(ke), pv = place(ve);
    assignPlace(pk, convertAssign(k, pk.type, nullptr));
    assignPlace(pv, convertAssign(v, pv.type, nullptr));
    return;
  }
  give(ke, k);
  give(ve, v);
}

void FuncLowerer::rangeInt(syn::ForStmt *s, syn::RangeClause *rc, Name label, Value n, gir::Type *t) {
  Value i = temp(t);
  copyTo(i.index, b.intConst(0, t));
  BlockId head = b.block(), body = b.block(), cont = b.block(), done = b.block();
  b.jump(head);
  b.at(head);
  b.branch(b.value(Opcode::lt_, tt.boolType(), {i, n}), body, done);
  b.loopDepth++;
  b.at(body);
  rangeAssign(rc, i, Value::none());
  targets.push_back({s, label, done, cont, 0});
  block(s->body);
  targets.pop_back();
  b.jump(cont);
  b.at(cont);
  b.emit(Opcode::add_, {i, b.intConst(1, t)}, {i.index});
  b.jump(head);
  b.loopDepth--;
  b.at(done);
}

void FuncLowerer::rangeStmt(syn::ForStmt *s, syn::RangeClause *rc, Name label) {
  types::Type *xt = types::coreType(typeOf(rc->x));
  if (!xt) xt = underOf(rc->x);
  if (xt->kind == types::TypeKind::Signature) return rangeFuncStmt(s, rc, label);
  bool wantK = lhsAt(rc, 0) != nullptr, wantV = lhsAt(rc, 1) != nullptr;
  gir::Type *intT = tt.intType();
  at(rc->x->pos);
  gir::Type *gx = gtype(rc->x->tv.type);
  if (pl.sharedLoopVars && rc->def)
    for (size_t i = 0; i < 2; i++)
      if (syn::Expr *e = lhsAt(rc, i)) {
        auto *v = static_cast<types::Var *>(static_cast<syn::Name *>(e)->obj);
        (*infos)[v].reassigned = true;
        declareVar(v, true);
      }

  if (gx->isInteger()) {
    // range 10 with a typed variable: the count takes the variable's type.
    gir::Type *t = gx;
    if (rc->def && wantK) t = gtype(static_cast<syn::Name *>(lhsAt(rc, 0))->obj->type);
    Value n = toReg(exprAs(rc->x, t));
    return rangeInt(s, rc, label, n, t);
  }

  BlockId head, body, cont, done;
  auto blocks = [&]() {
    head = b.block();
    body = b.block();
    cont = b.block();
    done = b.block();
  };
  auto runBody = [&]() {
    targets.push_back({s, label, done, cont, 0});
    block(s->body);
    targets.pop_back();
    b.jump(cont);
    b.at(cont);
    at(s->pos);
  };

  switch (xt->kind) {
  case types::TypeKind::Basic: { // string
    Value str = toReg(expr(rc->x));
    Value n = b.value(Opcode::len_, intT, {str});
    Value i = temp(intT), next = temp(intT);
    copyTo(i.index, intc(0));
    blocks();
    b.jump(head);
    b.at(head);
    b.branch(b.value(Opcode::lt_, tt.boolType(), {i, n}), body, done);
    b.loopDepth++;
    b.at(body);
    Reg rune = b.reg(tt.basic(Kind::Int32));
    b.emit(Opcode::decoderune_, {str, i}, {rune, next.index});
    rangeAssign(rc, i, wantV ? Value::reg(rune) : Value::none());
    runBody();
    b.loopDepth--;
    copyTo(i.index, next);
    b.jump(head);
    b.at(done);
    return;
  }
  case types::TypeKind::Slice: case types::TypeKind::Array: case types::TypeKind::Pointer: {
    Value base, n;
    gir::Type *elem;
    if (xt->kind == types::TypeKind::Slice) {
      markShortLived(rc->x);
      base = toReg(expr(rc->x));
      n = b.value(Opcode::len_, intT, {base});
      elem = b.typeOf(base)->elem;
    } else if (xt->kind == types::TypeKind::Pointer) {
      base = toReg(expr(rc->x));
      gir::Type *arr = b.typeOf(base)->elem;
      n = intc(arr->len);
      elem = arr->elem;
      if (wantV && arr->len > 0) nilcheck(base);
    } else {
      n = intc(gx->len);
      elem = gx->elem;
      if (wantV) {
        uint32_t var = b.var(gx, {});
        b.emit(Opcode::declare_).var = var;
        base = addrOfStorage({Storage::Var, var}, gx);
        if (isAddressable(rc->x)) {
          Value src = addr(rc->x);
          gir::Op &op = b.emit(Opcode::move_, {base, src});
          op.type = gx;
          op.flags = gir::kInit;
        } else storeTo(base, expr(rc->x), gir::kInit);
      } else if (!isAddressable(rc->x)) (void)expr(rc->x);
      else if (hasCalls(rc->x)) (void)addr(rc->x);
    }
    Value i = temp(intT);
    copyTo(i.index, intc(0));
    blocks();
    b.jump(head);
    b.at(head);
    b.branch(b.value(Opcode::lt_, tt.boolType(), {i, n}), body, done);
    b.loopDepth++;
    b.at(body);
    Value v = Value::none();
    if (wantV) v = loadFrom(elemAddr(base, i, elem));
    rangeAssign(rc, wantK ? i : Value::none(), v);
    runBody();
    b.loopDepth--;
    b.emit(Opcode::add_, {i, intc(1)}, {i.index});
    b.jump(head);
    b.at(done);
    return;
  }
  case types::TypeKind::Map: {
    Value m = toReg(expr(rc->x));
    gir::Type *mt = b.typeOf(m), *up = tt.unsafePointer();
    // The iterator: its first two words are the current key's and element's addresses (layouts.def, hiter).
    gir::Field fs[3] = {{"key", "", up, 0, false, ""}, {"elem", "", up, 0, false, ""}, {"rest", "", tt.arrayOf(up, 10), 0, false, ""}};
    gir::Type *hiter = tt.structOf(fs);
    tt.layout(hiter);
    uint32_t var = b.var(hiter, {});
    f.vars[var].name = ".hiter";
    b.emit(Opcode::declare_).var = var;
    Value it = addrOfStorage({Storage::Var, var}, hiter);
    at(rc->pos);
    b.emit(Opcode::mapiterinit_, {it, m});
    blocks();
    b.jump(head);
    b.at(head);
    it = addrOfStorage({Storage::Var, var}, hiter);
    Value kp = loadFrom(fieldAddr(it, 0));
    b.branch(b.value(Opcode::ne_, tt.boolType(), {kp, zero(up)}), body, done);
    b.loopDepth++;
    b.at(body);
    Value k = Value::none(), v = Value::none();
    if (wantK) k = loadFrom(b.value(Opcode::bits_, tt.pointerTo(mt->key), {kp}));
    if (wantV) {
      Value ep = loadFrom(fieldAddr(it, 1));
      v = loadFrom(b.value(Opcode::bits_, tt.pointerTo(mt->elem), {ep}));
    }
    rangeAssign(rc, k, v);
    runBody();
    b.loopDepth--;
    it = addrOfStorage({Storage::Var, var}, hiter);
    b.emit(Opcode::mapiternext_, {it});
    b.jump(head);
    b.at(done);
    return;
  }
  case types::TypeKind::Chan: {
    Value c = toReg(expr(rc->x));
    blocks();
    b.jump(head);
    b.at(head);
    Reg v = b.reg(b.typeOf(c)->elem), ok = b.reg(tt.boolType());
    at(rc->pos);
    b.emit(Opcode::recvok_, {c}, {v, ok});
    b.branch(Value::reg(ok), body, done);
    b.loopDepth++;
    b.at(body);
    rangeAssign(rc, wantK ? Value::reg(v) : Value::none(), Value::none());
    runBody();
    b.loopDepth--;
    b.jump(head);
    b.at(done);
    return;
  }
  default: (void)bad(rc->pos, "range over " + gir::typeText(gx)); return;
  }
}

} // namespace golem::lower

// Assignments and variable declarations. Spec "Assignment statements": first the operands of index expressions and
// indirections on the left and the expressions on the right are evaluated, then the assignments happen left to right.
#include "compiler/lower/lowering.h"

namespace golem::lower {

using K = syn::NodeKind;

namespace {
syn::ExprList listOf(syn::Expr *&e) { return syn::unpackList(e); }
} // namespace

FuncLowerer::Place FuncLowerer::place(syn::Expr *e) {
  e = syn::unparen(e);
  Place p;
  if (e->kind == K::Name) {
    auto *n = static_cast<syn::Name *>(e);
    if (n->value.isBlank()) return p;
    auto *v = static_cast<types::Var *>(n->obj);
    p.type = gtype(v->type);
    if (v->vkind != types::VarKind::Package) {
      Storage s = lookup(v);
      if (s.kind == Storage::Reg) {
        p.kind = Place::Store;
        p.store = s;
        return p;
      }
    }
    p.kind = Place::Ptr;
    p.ptr = addr(e);
    return p;
  }
  if (e->kind == K::IndexExpr) {
    auto *ix = static_cast<syn::IndexExpr *>(e);
    types::Type *t = types::coreType(typeOf(ix->x));
    if (t && t->kind == types::TypeKind::Map) {
      hoistAll({ix->x, ix->index});
      p.kind = Place::MapElem;
      p.map = toReg(expr(ix->x));
      p.key = toReg(mapKey(ix, b.typeOf(p.map)));
      p.type = b.typeOf(p.map)->elem;
      return p;
    }
  }
  if (!isAddressable(e)) {
    // A part of a struct (or one-element array) that lives in a register.
    std::vector<int> rev;
    syn::Expr *x = e;
    while (x->kind != K::Name) {
      if (x->kind == K::SelectorExpr) {
        auto *s = static_cast<syn::SelectorExpr *>(x);
        for (size_t i = s->selection->index.size(); i-- > 0;) rev.push_back(s->selection->index[i]);
        x = syn::unparen(s->x);
      } else if (x->kind == K::IndexExpr) {
        auto *ix = static_cast<syn::IndexExpr *>(x);
        Value i = indexValue(ix->index);
        at(x->pos);
        boundsCheck(i, intc(gtype(ix->x->tv.type)->len), ix->index);
        rev.push_back(0);
        x = syn::unparen(ix->x);
      } else {
        (void)bad(e->pos, "assignment to " + syn::exprString(e));
        return p;
      }
    }
    p.kind = Place::Store;
    p.store = lookup(static_cast<syn::Name *>(x)->obj);
    p.path.assign(rev.rbegin(), rev.rend());
    p.type = gtype(e->tv.type);
    return p;
  }
  p.kind = Place::Ptr;
  p.ptr = addr(e);
  p.type = b.typeOf(p.ptr)->elem;
  return p;
}

void FuncLowerer::assignPlace(const Place &p, Value v) {
  switch (p.kind) {
  case Place::Blank:
    // _ = f counts as a use of the function literal in f for gc, which reports on it then.
    if (keepBlank || (v.isReg() && b.typeOf(v)->kind == Kind::Func)) b.emit(Opcode::keepalive_, {v});
    break;
  case Place::Store: {
    if (p.path.empty()) {
      storeStorage(p.store, v);
      break;
    }
    // Unpack along the path, then rebuild.
    std::vector<Value> outerVals{Value::reg(p.store.index)};
    for (size_t i = 0; i + 1 < p.path.size(); i++) {
      gir::Type *t = b.typeOf(outerVals.back());
      gir::Type *ft = t->kind == Kind::Array ? t->elem : t->fields[static_cast<size_t>(p.path[i])].type;
      Reg r = b.reg(ft);
      b.emit(Opcode::field_, {outerVals.back()}, {r}).imm = p.path[i];
      outerVals.push_back(Value::reg(r));
    }
    for (size_t i = p.path.size(); i-- > 0;) {
      Reg r = i == 0 ? p.store.index : b.reg(b.typeOf(outerVals[i]));
      b.emit(Opcode::insert_, {outerVals[i], v}, {r}).imm = p.path[i];
      v = Value::reg(r);
    }
    break;
  }
  case Place::Ptr: storeTo(p.ptr, v); break;
  case Place::MapElem: {
    Value slot = b.value(Opcode::mapassign_, tt.pointerTo(p.type), {p.map, p.key});
    storeTo(slot, v);
    break;
  }
  }
}

namespace {
bool isPointer(types::Type *t) { return types::under(t)->kind == types::TypeKind::Pointer; }

// The same expression without side effects (gc's SameSafeExpr).
bool sameSafe(syn::Expr *a, syn::Expr *b) {
  a = syn::unparen(a);
  b = syn::unparen(b);
  bool constant = a->tv.mode == syn::OperandMode::Constant;
  if (constant || b->tv.mode == syn::OperandMode::Constant)
    return constant && b->tv.mode == syn::OperandMode::Constant && a->tv.value && b->tv.value &&
           constant::exactString(a->tv.value) == constant::exactString(b->tv.value);
  if (a->kind != b->kind) return false;
  switch (a->kind) {
  case K::Name: return static_cast<syn::Name *>(a)->obj && static_cast<syn::Name *>(a)->obj == static_cast<syn::Name *>(b)->obj;
  case K::SelectorExpr: {
    auto *x = static_cast<syn::SelectorExpr *>(a), *y = static_cast<syn::SelectorExpr *>(b);
    if (!x->selection || !y->selection) return !x->selection && !y->selection && x->sel->obj == y->sel->obj;
    return x->selection->obj == y->selection->obj && sameSafe(x->x, y->x);
  }
  case K::IndexExpr:
    return sameSafe(static_cast<syn::IndexExpr *>(a)->x, static_cast<syn::IndexExpr *>(b)->x) &&
           sameSafe(static_cast<syn::IndexExpr *>(a)->index, static_cast<syn::IndexExpr *>(b)->index);
  case K::Operation: {
    auto *x = static_cast<syn::Operation *>(a), *y = static_cast<syn::Operation *>(b);
    return x->op == y->op && !x->y && !y->y && x->op != syn::Op::And && x->op != syn::Op::Recv && sameSafe(x->x, y->x);
  }
  default: return false;
  }
}

// Could evaluating e change memory? (gc's mayAffectMemory)
bool mayAffectMemory(syn::Expr *e) {
  e = syn::unparen(e);
  if (e->tv.mode == syn::OperandMode::Constant || e->tv.mode == syn::OperandMode::NilValue) return false;
  switch (e->kind) {
  case K::Name: return false;
  case K::SelectorExpr: {
    auto *s = static_cast<syn::SelectorExpr *>(e);
    return s->selection && (s->selection->kind != types::SelectionKind::FieldVal || mayAffectMemory(s->x));
  }
  case K::IndexExpr: {
    auto *i = static_cast<syn::IndexExpr *>(e);
    types::Type *t = i->x->tv.type ? types::coreType(i->x->tv.type) : nullptr;
    return (t && t->kind == types::TypeKind::Map) || mayAffectMemory(i->x) || mayAffectMemory(i->index);
  }
  case K::Operation: {
    auto *o = static_cast<syn::Operation *>(e);
    if (!o->y) return o->op == syn::Op::And || o->op == syn::Op::Recv || mayAffectMemory(o->x);
    switch (o->op) {
    case syn::Op::Add: case syn::Op::Sub: case syn::Op::Mul: case syn::Op::Div: case syn::Op::Rem: case syn::Op::And: case syn::Op::Or:
    case syn::Op::Xor: case syn::Op::Shl: case syn::Op::Shr: return mayAffectMemory(o->x) || mayAffectMemory(o->y);
    default: return true;
    }
  }
  case K::CallExpr: {
    auto *c = static_cast<syn::CallExpr *>(e);
    if (c->fun->tv.mode == syn::OperandMode::TypeExpr) return mayAffectMemory(c->args[0]);
    types::Builtin *b = builtinOf(c);
    return !b || (b->id != types::BuiltinId::Len && b->id != types::BuiltinId::Cap) || mayAffectMemory(c->args[0]);
  }
  default: return true;
  }
}

// x of x.f through a pointer, or of *x; null for others.
types::Object *derefName(syn::Expr *e) {
  e = syn::unparen(e);
  syn::Expr *x = nullptr;
  if (e->kind == K::SelectorExpr) {
    auto *s = static_cast<syn::SelectorExpr *>(e);
    if (s->selection && s->selection->kind == types::SelectionKind::FieldVal && s->selection->index.size() == 1 && isPointer(s->x->tv.type)) x = s->x;
  } else if (e->kind == K::Operation && !static_cast<syn::Operation *>(e)->y && static_cast<syn::Operation *>(e)->op == syn::Op::Mul)
    x = static_cast<syn::Operation *>(e)->x;
  x = x ? syn::unparen(x) : nullptr;
  return x && x->kind == K::Name ? static_cast<syn::Name *>(x)->obj : nullptr;
}

// Does the assignment give an object only what it holds already? gc's isSelfAssign.
bool isSelfAssign(syn::Expr *dst, syn::Expr *src, bool shift) {
  dst = syn::unparen(dst);
  src = syn::unparen(src);
  if (!shift && dst->tv.type && src->tv.type && !types::identical(dst->tv.type, src->tv.type)) return false; // there is a conversion
  if (src->kind == K::SliceExpr) { // b.buf = b.buf[n:m]
    syn::Expr *x = static_cast<syn::SliceExpr *>(src)->x;
    types::Type *t = x->tv.type ? types::coreType(x->tv.type) : nullptr;
    if (t && t->kind == types::TypeKind::Array) return false;
    types::Object *d = derefName(dst);
    return d && d == derefName(x);
  }
  if (dst->kind != src->kind || src->tv.mode == syn::OperandMode::Constant) return false;
  if (dst->kind == K::SelectorExpr) { // val.x = val.y
    auto *a = static_cast<syn::SelectorExpr *>(dst), *b = static_cast<syn::SelectorExpr *>(src);
    if (!a->selection || !b->selection || b->selection->kind != types::SelectionKind::FieldVal) return false;
    auto p = a->selection->index, q = b->selection->index;
    if (p.size() != q.size() || !std::equal(p.begin(), p.end() - 1, q.begin())) return false; // through the same embedded fields
    return sameSafe(a->x, b->x);
  }
  if (dst->kind == K::IndexExpr) {
    auto *a = static_cast<syn::IndexExpr *>(dst), *b = static_cast<syn::IndexExpr *>(src);
    if (b->inst) return false;
    types::Type *t = a->x->tv.type ? types::coreType(a->x->tv.type) : nullptr;
    if (!t || t->kind == types::TypeKind::Map || mayAffectMemory(a->index) || mayAffectMemory(b->index)) return false;
    return sameSafe(a->x, b->x);
  }
  return false;
}
} // namespace

bool FuncLowerer::selfAssigned(syn::Expr *dst, syn::Expr *src, Pos pos, const std::function<std::string()> &text, bool shift) {
  if (!isSelfAssign(dst, src, shift)) return false;
  std::string what = "ignoring self-assignment in " + text();
  if (env && !env->empty()) { // the shape's name
    f.notes.push_back({pl.position(pos), pl.m.arena.copy(pl.shownName(pl.shapeName(f.name, *env)) + " " + what)});
    return true;
  }
  f.notes.push_back({pl.position(pos), pl.m.arena.copy(what), true});
  return true;
}

// The store just emitted moves no pointer to anywhere new.
void FuncLowerer::markSelf() {
  if (b.cur == kNone || f.blocks[b.cur].ops.empty()) return;
  gir::Op &last = f.blocks[b.cur].ops.back();
  if (last.code == Opcode::store_ || last.code == Opcode::move_) last.flags |= gir::kSelf;
}

void FuncLowerer::defineVar(syn::Name *n, Value v) {
  if (n->value.isBlank()) return;
  auto *var = static_cast<types::Var *>(n->obj);
  if (!n->isDef) {
    assignPlace(place(n), convertAssign(v, gtype(var->type), nullptr));
    return;
  }
  v = convertAssign(v, gtype(var->type), nullptr);
  Storage s = declareVar(var, false);
  if (s.kind == Storage::Reg) copyTo(s.index, v);
  else storeTo(addrOfStorage(s, b.typeOf(v)), v, gir::kInit);
}

void FuncLowerer::assignMany(syn::ExprList lhs, syn::ExprList rhs, bool def, Pos pos) {
  if (lhs.size() == 1 && rhs.size() == 1) {
    syn::Expr *l = syn::unparen(lhs[0]);
    bool blank = l->kind == K::Name && static_cast<syn::Name *>(l)->value.isBlank();
    if (def && l->kind == K::Name && static_cast<syn::Name *>(l)->isDef && !blank) {
      auto *var = static_cast<types::Var *>(static_cast<syn::Name *>(l)->obj);
      gir::Type *t = gtype(var->type);
      syn::Expr *r = syn::unparen(rhs[0]);
      if (r->kind == K::CompositeLit && !inRegister(var, t) && (t->kind == Kind::Array || t->kind == Kind::Struct) && gtype(r->tv.type) == t) {
        hoistElements(static_cast<syn::CompositeLit *>(r));
        Storage s = declareVar(var, false);
        literalInto(static_cast<syn::CompositeLit *>(r), addrOfStorage(s, t), t, true);
        return;
      }
      Value v = exprAs(rhs[0], t);
      at(pos);
      defineVar(static_cast<syn::Name *>(l), v);
      return;
    }
    if (blank) {
      assignPlace({}, expr(rhs[0]));
      return;
    }
    bool self = selfAssigned(lhs[0], rhs[0], pos, [&] { return std::string(exprText(lhs[0])) + " = " + std::string(exprText(rhs[0])); });
    hoistPlace(lhs[0]);
    hoistCalls(rhs[0]);
    // The value comes before the checks of the place, as in gc.
    gir::Type *t = laidOut(typeOf(lhs[0]));
    if (t->size > 64 && isAddressable(rhs[0]) && isAddressable(lhs[0]) && gtype(rhs[0]->tv.type) == t) {
      Value src = addr(rhs[0]);
      Place p = place(lhs[0]);
      at(pos);
      b.emit(Opcode::move_, {p.ptr, src}).type = p.type;
      if (self) markSelf();
      return;
    }
    Value v = exprAs(rhs[0], t);
    Place p = place(lhs[0]);
    at(pos);
    assignPlace(p, v);
    if (self) markSelf();
    return;
  }
  std::vector<Value> vals;
  auto isNew = [&](syn::Expr *e) { return def && e->kind == K::Name && static_cast<syn::Name *>(e)->isDef; };
  auto isBlank = [](syn::Expr *e) { return e->kind == K::Name && static_cast<syn::Name *>(e)->value.isBlank(); };
  for (syn::Expr *l : lhs)
    if (!isNew(l)) hoistPlace(l);
  std::vector<Operand> from;
  for (size_t i = 0; i < rhs.size() && rhs.size() > 1; i++) {
    syn::Expr *l = syn::unparen(lhs[i]);
    from.push_back({rhs[i], isBlank(l) ? nullptr : gtype(isNew(l) ? static_cast<syn::Name *>(l)->obj->type : typeOf(l))});
  }
  hoistList(from);
  for (syn::Expr *l : lhs)
    if (!isNew(l)) saveOperands(l);
  if (rhs.size() == 1) { // v, ok := …; a, b = f()
    exprMulti(rhs[0], vals);
  } else {
    for (size_t i = 0; i < rhs.size(); i++) {
      gir::Type *want = from[i].want;
      vals.push_back(toReg(want ? exprAs(rhs[i], want) : expr(rhs[i])));
    }
  }
  at(pos);
  std::vector<bool> self(lhs.size());
  if (rhs.size() == lhs.size())
    for (size_t i = 0; i < lhs.size(); i++)
      self[i] = !isNew(lhs[i]) && selfAssigned(lhs[i], rhs[i], pos, [&] {
        std::string s;
        for (size_t k = 0; k < lhs.size(); k++) s += (k ? ", " : "") + std::string(exprText(lhs[k]));
        for (size_t k = 0; k < rhs.size(); k++) s += (k ? ", " : " = ") + std::string(exprText(rhs[k]));
        return s;
      });
  for (size_t i = 0; i < lhs.size() && i < vals.size(); i++) {
    if (isNew(lhs[i])) {
      defineVar(static_cast<syn::Name *>(lhs[i]), vals[i]);
      continue;
    }
    Place p = place(lhs[i]); // its nil and bounds checks belong to this assignment
    at(pos);
    if (p.kind == Place::Blank) {
      if (keepBlank) assignPlace(p, vals[i]);
      continue;
    }
    assignPlace(p, convertAssign(vals[i], p.type, nullptr));
    if (self[i]) markSelf();
  }
}

// The first phase of an assignment to several places: the pointers, slices, maps and indices on the left get their values now. The
// place itself is found when its turn comes, so that a failing check there leaves the earlier assignments done.
void FuncLowerer::saveOperands(syn::Expr *e) {
  auto save = [&](syn::Expr *x) {
    if (x->tv.mode == syn::OperandMode::Constant || x->tv.mode == syn::OperandMode::NilValue || hoisted.count(x)) return;
    Value v = expr(x);
    if (v.isReg()) { // the register may be a variable that an assignment changes
      Reg r = b.reg(b.typeOf(v));
      b.emit(Opcode::copy_, {v}, {r});
      v = Value::reg(r);
    }
    hoisted[x] = v;
  };
  for (;;) {
    e = syn::unparen(e);
    if (e->kind == K::IndexExpr) {
      auto *ix = static_cast<syn::IndexExpr *>(e);
      types::Type *t = types::coreType(typeOf(ix->x));
      save(ix->index);
      if (t && t->kind == types::TypeKind::Array) {
        e = ix->x;
        continue;
      }
      save(ix->x);
    } else if (e->kind == K::SelectorExpr) {
      auto *s = static_cast<syn::SelectorExpr *>(e);
      if (!s->selection) return; // a package's variable
      types::Type *t = types::under(typeOf(s->x));
      if (t->kind != types::TypeKind::Pointer) {
        e = s->x;
        continue;
      }
      save(s->x);
    } else if (e->kind == K::Operation) {
      save(static_cast<syn::Operation *>(e)->x);
    }
    return;
  }
}

void FuncLowerer::assignOp(syn::AssignStmt *s) {
  syn::Expr *lhs = s->lhs;
  if (s->rhs)
    (void)selfAssigned(
        lhs, s->rhs, s->pos, [&] { return std::string(exprText(lhs)) + " " + syn::opString(s->op) + "= " + std::string(exprText(s->rhs)); },
        s->op == syn::Op::Shl || s->op == syn::Op::Shr);
  hoistPlace(lhs);
  if (s->rhs) hoistCalls(s->rhs);
  Place p = place(lhs);
  if (p.kind == Place::Blank) return;
  auto current = [&]() {
    switch (p.kind) {
    case Place::Store: {
      Value v = Value::reg(p.store.index);
      for (int i : p.path) {
        gir::Type *t = b.typeOf(v);
        Reg r = b.reg(t->kind == Kind::Array ? t->elem : t->fields[static_cast<size_t>(i)].type);
        b.emit(Opcode::field_, {v}, {r}).imm = i;
        v = Value::reg(r);
      }
      return v;
    }
    case Place::Ptr: return loadFrom(p.ptr);
    case Place::MapElem: return b.value(Opcode::mapget_, p.type, {p.map, p.key});
    case Place::Blank: break;
    }
    return zero(p.type);
  };
  bool isShift = s->op == syn::Op::Shl || s->op == syn::Op::Shr;
  Value y;
  if (!s->rhs) {
    gir::Const one;
    one.type = p.type;
    one.i = 1;
    one.f = 1;
    one.kind = p.type->isFloat() ? gir::Const::K::Float : p.type->isComplex() ? gir::Const::K::Complex : gir::Const::K::Int;
    y = b.constant(one);
  } else y = isShift ? expr(s->rhs) : exprAs(s->rhs, p.type);
  at(s->pos);
  // One look into the map does, unless the operation may panic before the element should exist.
  if (p.kind == Place::MapElem && s->op != syn::Op::Div && s->op != syn::Op::Rem) {
    Place slot;
    slot.kind = Place::Ptr;
    slot.type = p.type;
    slot.ptr = b.value(Opcode::mapassign_, tt.pointerTo(p.type), {p.map, p.key});
    p = slot;
  }
  Value x = current();
  Value r = binary(s->op, x, y, p.type, nullptr);
  if (gir::Op &last = b.last(); last.code == Opcode::concat_) { // gc thinks of s += x as an assignment and makes the new string later
    f.sites[last.site].expr = {};
    last.flags |= gir::kSelf;
  }
  assignPlace(p, r);
}

void FuncLowerer::assignStmt(syn::AssignStmt *s) {
  at(s->pos);
  if (s->op != syn::Op::None && s->op != syn::Op::Def) return assignOp(s);
  assignMany(listOf(s->lhs), listOf(s->rhs), s->op == syn::Op::Def, s->pos);
}

void FuncLowerer::localVarDecl(syn::VarDecl *d) {
  at(d->pos);
  if (!d->values) {
    for (syn::Name *n : d->names)
      if (!n->value.isBlank() && n->obj) declareVar(static_cast<types::Var *>(n->obj), true);
    return;
  }
  std::vector<syn::Expr *> lhs(d->names.begin(), d->names.end());
  for (syn::Name *n : d->names) n->isDef = true;
  syn::ExprList rhs = syn::unpackList(d->values);
  if (lhs.size() == 1 && static_cast<syn::Name *>(lhs[0])->value.isBlank()) {
    types::Type *t = d->type ? d->type->tv.type : nullptr;
    if (t) (void)exprAs(rhs[0], gtype(t));
    else (void)expr(rhs[0]);
    return;
  }
  assignMany(lhs, rhs, true, d->pos);
}

} // namespace golem::lower

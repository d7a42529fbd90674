// Expressions: names, selectors, indexing, slicing, operators. Before one with several operands is evaluated, the functions of
// order.cc evaluate what has to come first.
#include "compiler/lower/lowering.h"
#include <cmath>

namespace golem::lower {

using K = syn::NodeKind;
using M = syn::OperandMode;

namespace {
int checkKind(gir::Type *t, int signedKind) { return t && t->isUnsigned() ? signedKind + 1 : signedKind; }
} // namespace

Value FuncLowerer::expr(syn::Expr *e) {
  if (!hoisted.empty())
    if (auto it = hoisted.find(e); it != hoisted.end()) {
      Value v = it->second;
      hoisted.erase(it);
      return v;
    }
  return exprNoHoist(e);
}

Value FuncLowerer::constantValue(const constant::Value *v, gir::Type *t, syn::Expr *src) {
  using CK = constant::Kind;
  switch (t->kind) {
  case Kind::Bool: return b.intConst(constant::boolVal(v), t);
  case Kind::String: return b.stringConst(constant::stringVal(v), t);
  case Kind::Float32: case Kind::Float64: {
    gir::Const c;
    c.kind = gir::Const::K::Float;
    c.type = t;
    auto fv = constant::toFloat(v);
    c.f = t->kind == Kind::Float32 ? static_cast<double>(constant::float32Val(fv)) : constant::float64Val(fv);
    return b.constant(c);
  }
  case Kind::Complex64: case Kind::Complex128: {
    gir::Const c;
    c.kind = gir::Const::K::Complex;
    c.type = t;
    auto cv = constant::toComplex(v);
    auto re = constant::real(cv), im = constant::imag(cv);
    bool small = t->kind == Kind::Complex64;
    c.f = small ? static_cast<double>(constant::float32Val(re)) : constant::float64Val(re);
    c.im = small ? static_cast<double>(constant::float32Val(im)) : constant::float64Val(im);
    return b.constant(c);
  }
  case Kind::Interface: { // an untyped constant that became an interface value: its default type
    gir::Type *d = nullptr;
    switch (constant::kind(v)) {
    case CK::Bool: d = tt.boolType(); break;
    case CK::String: d = tt.stringType(); break;
    case CK::Int: d = tt.intType(); break;
    case CK::Float: d = tt.basic(Kind::Float64); break;
    case CK::Complex: d = tt.basic(Kind::Complex128); break;
    }
    return box(constantValue(v, d), t, src);
  }
  default: {
    auto iv = constant::toInt(v);
    int64_t i = 0;
    uint64_t u = 0;
    if (iv && !constant::int64Val(iv, i) && constant::uint64Val(iv, u)) i = static_cast<int64_t>(u);
    return b.intConst(i, t);
  }
  }
}

Value FuncLowerer::exprNoHoist(syn::Expr *e) {
  at(e->pos);
  if (isConst(e)) return constantValue(e->tv.value, gtype(e->tv.type), e);
  if (e->tv.mode == M::NilValue) return zero(gtype(e->tv.type));
  switch (e->kind) {
  case K::Name: return nameExpr(static_cast<syn::Name *>(e));
  case K::ParenExpr: return expr(static_cast<syn::ParenExpr *>(e)->x);
  case K::CompositeLit: return compositeLit(static_cast<syn::CompositeLit *>(e));
  case K::FuncLit: return funcLit(static_cast<syn::FuncLit *>(e));
  case K::SelectorExpr: return selectorExpr(static_cast<syn::SelectorExpr *>(e));
  case K::IndexExpr: return indexExpr(static_cast<syn::IndexExpr *>(e));
  case K::SliceExpr: return sliceExpr(static_cast<syn::SliceExpr *>(e));
  case K::AssertExpr: return assertExpr(static_cast<syn::AssertExpr *>(e));
  case K::Operation: return operation(static_cast<syn::Operation *>(e));
  case K::CallExpr: return callOne(static_cast<syn::CallExpr *>(e));
  default: (void)bad(e->pos, "unexpected expression " + syn::exprString(e)); return zero(tt.intType());
  }
}

void FuncLowerer::exprMulti(syn::Expr *e, std::vector<Value> &out) {
  syn::Expr *u = syn::unparen(e);
  auto second = [&]() { // type of ok
    types::Type *t = u->tv.type;
    if (t && t->kind == types::TypeKind::Tuple && static_cast<types::Tuple *>(t)->vars.size() == 2) return gtype(static_cast<types::Tuple *>(t)->vars[1]->type);
    return tt.boolType();
  };
  auto first = [&]() { return gtype(firstOf(u->tv.type)); };
  auto two = [&](Opcode op, std::initializer_list<Value> args) {
    Reg rs[2] = {b.reg(first()), b.reg(second())};
    at(u->pos);
    b.emitv(op, {args.begin(), args.size()}, rs);
    out.push_back(Value::reg(rs[0]));
    out.push_back(Value::reg(rs[1]));
  };
  switch (u->kind) {
  case K::CallExpr: {
    auto *c = static_cast<syn::CallExpr *>(u);
    if (isConversion(c) || builtinOf(c)) out.push_back(expr(u));
    else call(c, out);
    return;
  }
  case K::IndexExpr: {
    auto *i = static_cast<syn::IndexExpr *>(u);
    markShortLived(i->index);
    hoistAll({i->x, i->index});
    Value m = expr(i->x);
    Value k = mapKey(i, b.typeOf(m));
    two(Opcode::mapgetok_, {m, k});
    return;
  }
  case K::AssertExpr: {
    auto *a = static_cast<syn::AssertExpr *>(u);
    Value x = expr(a->x);
    gir::Type *t = first();
    if (t->kind != Kind::Interface) pl.needDescriptor(t);
    else pl.needDescriptor(t);
    two(Opcode::assertok_, {x});
    return;
  }
  case K::Operation:
    if (auto *o = static_cast<syn::Operation *>(u); !o->y && o->op == syn::Op::Recv) {
      Value c = expr(o->x);
      two(Opcode::recvok_, {c});
      return;
    }
    break;
  default: break;
  }
  out.push_back(expr(e));
}

Value FuncLowerer::nameExpr(syn::Name *e) {
  types::Object *o = e->obj;
  if (!o) {
    (void)bad(e->pos, "unresolved name " + std::string(e->value.str()));
    return zero(tt.intType());
  }
  switch (o->kind) {
  case types::ObjectKind::Var: {
    auto *v = static_cast<types::Var *>(o);
    if (v->vkind == types::VarKind::Package) return loadFrom(addr(e));
    Storage s = lookup(o);
    if (s.kind == Storage::None) {
      (void)bad(e->pos, "variable " + std::string(o->name.str()) + " has no storage");
      return zero(gtype(o->type));
    }
    return loadStorage(s, gtype(o->type));
  }
  case types::ObjectKind::Func: {
    auto *fn = static_cast<types::Func *>(o);
    std::vector<types::Type *> targs;
    if (e->inst)
      for (types::Type *t : e->inst->targs) targs.push_back(pl.subst(t, env));
    std::string sym = pl.valueSymbol(pl.useFunc(fn, targs), fn);
    Reg r = b.reg(gtype(e->tv.type));
    b.emit(Opcode::funcval_, {}, {r}).sym = pl.m.arena.copy(sym);
    return Value::reg(r);
  }
  case types::ObjectKind::Nil: return zero(gtype(e->tv.type));
  case types::ObjectKind::Const: return constantValue(static_cast<types::Const *>(o)->val, gtype(e->tv.type));
  case types::ObjectKind::PkgName: case types::ObjectKind::TypeName: case types::ObjectKind::Label: case types::ObjectKind::Builtin: break;
  }
  (void)bad(e->pos, "name is not a value: " + std::string(e->value.str()));
  return zero(tt.intType());
}

// Does e denote storage in memory (so that its address can be had without a copy)?
bool FuncLowerer::isAddressable(syn::Expr *e) {
  e = syn::unparen(e);
  if (hoisted.count(e)) return false;
  switch (e->kind) {
  case K::Name: {
    types::Object *o = static_cast<syn::Name *>(e)->obj;
    if (!o || o->kind != types::ObjectKind::Var) return false;
    if (static_cast<types::Var *>(o)->vkind == types::VarKind::Package) return true;
    Storage s = lookup(o);
    return s.kind == Storage::Var || s.kind == Storage::Ref;
  }
  case K::SelectorExpr: {
    auto *s = static_cast<syn::SelectorExpr *>(e);
    if (!s->selection) {
      types::Object *o = s->sel->obj;
      return o && o->kind == types::ObjectKind::Var;
    }
    if (s->selection->kind != types::SelectionKind::FieldVal) return false;
    if (s->selection->indirect || types::under(typeOf(s->x))->kind == types::TypeKind::Pointer) return true;
    return isAddressable(s->x);
  }
  case K::IndexExpr: {
    types::Type *t = underOf(static_cast<syn::IndexExpr *>(e)->x);
    if (t->kind == types::TypeKind::Slice || t->kind == types::TypeKind::Pointer) return true;
    return t->kind == types::TypeKind::Array && isAddressable(static_cast<syn::IndexExpr *>(e)->x);
  }
  case K::Operation: {
    auto *o = static_cast<syn::Operation *>(e);
    return !o->y && o->op == syn::Op::Mul;
  }
  default: return false;
  }
}

Value FuncLowerer::addr(syn::Expr *e) {
  e = syn::unparen(e);
  at(e->pos);
  switch (e->kind) {
  case K::Name: {
    types::Object *o = static_cast<syn::Name *>(e)->obj;
    auto *v = static_cast<types::Var *>(o);
    gir::Type *t = gtype(v->type);
    if (v->vkind == types::VarKind::Package) {
      Reg r = b.reg(tt.pointerTo(t));
      b.emit(Opcode::addrof_, {}, {r}).sym = pl.m.arena.copy(pl.globalSymbol(v));
      return Value::reg(r);
    }
    return addrOfStorage(lookup(o), t);
  }
  case K::SelectorExpr: {
    auto *s = static_cast<syn::SelectorExpr *>(e);
    if (!s->selection) return addr(s->sel);
    return fieldPath(s->x, s->selection->index, true);
  }
  case K::IndexExpr: {
    auto *ix = static_cast<syn::IndexExpr *>(e);
    types::Type *t = underOf(ix->x);
    hoistAll({ix->x, ix->index});
    if (t->kind == types::TypeKind::Slice) {
      Value s = expr(ix->x), i = indexValue(ix->index);
      at(e->pos);
      boundsCheck(i, b.value(Opcode::len_, tt.intType(), {s}), ix->index);
      return elemAddr(s, i, b.typeOf(s)->elem);
    }
    Value p;
    if (t->kind == types::TypeKind::Pointer) {
      p = expr(ix->x);
      at(e->pos);
      nilcheck(p);
    } else p = addr(ix->x);
    gir::Type *arr = b.typeOf(p)->elem;
    Value i = indexValue(ix->index);
    at(e->pos);
    noteBounded(ix, arr->len);
    boundsCheck(i, intc(arr->len), ix->index);
    return elemAddr(p, i, arr->elem);
  }
  case K::Operation: {
    auto *o = static_cast<syn::Operation *>(e);
    if (!o->y && o->op == syn::Op::Mul) {
      Value p = expr(o->x);
      at(e->pos);
      nilcheck(p);
      return p;
    }
    break;
  }
  default: break;
  }
  // Not a place: give the value one (composite literals under &, method calls on values).
  Value v = expr(e);
  uint32_t var = b.var(b.typeOf(v), {});
  b.emit(Opcode::declare_).var = var;
  Value p = addrOfStorage({Storage::Var, var}, b.typeOf(v));
  storeTo(p, v, gir::kInit);
  return p;
}

// x.f1.f2… along a path of field indices, following embedded pointers.
Value FuncLowerer::walkFields(Value base, gir::Type *t, std::span<const int> path, bool wantAddr, bool &isAddr) {
  for (int i : path) {
    if (t->kind == Kind::Pointer) {
      if (isAddr) base = loadFrom(base);
      nilcheck(base);
      isAddr = true;
      t = t->elem;
    }
    gir::Type *ft = t->fields[static_cast<size_t>(i)].type;
    if (isAddr) {
      Reg r = b.reg(tt.pointerTo(ft));
      b.emit(Opcode::fieldaddr_, {base}, {r}).imm = i;
      base = Value::reg(r);
    } else {
      Reg r = b.reg(ft);
      b.emit(Opcode::field_, {base}, {r}).imm = i;
      base = Value::reg(r);
    }
    t = ft;
  }
  if (isAddr && !wantAddr) {
    base = loadFrom(base);
    isAddr = false;
  }
  return base;
}

Value FuncLowerer::fieldPath(syn::Expr *x, std::span<const int> path, bool wantAddr) {
  Pos pos = x->pos;
  bool isAddr = false;
  Value base;
  if (underOf(x)->kind != types::TypeKind::Pointer && isAddressable(x)) {
    base = addr(x);
    isAddr = true;
  } else base = expr(x);
  at(pos);
  gir::Type *t = isAddr ? b.typeOf(base)->elem : b.typeOf(base);
  return walkFields(base, t, path, wantAddr, isAddr);
}

Value FuncLowerer::selectorExpr(syn::SelectorExpr *e) {
  if (!e->selection) { // qualified identifier: the checker gives the type to the selector only
    syn::Name name = *e->sel; // a copy: trees of generic code are shared between threads
    if (!name.tv.type) name.tv.type = e->tv.type;
    return nameExpr(&name);
  }
  switch (e->selection->kind) {
  case types::SelectionKind::FieldVal: return fieldPath(e->x, e->selection->index, false);
  case types::SelectionKind::MethodVal: return methodValue(e);
  case types::SelectionKind::MethodExpr: return methodExpr(e);
  }
  return zero(tt.intType());
}

// ---- index and slice ----

Value FuncLowerer::asInt(Value v) {
  gir::Type *t = b.typeOf(v);
  if (t == tt.intType()) return v;
  if (v.isConst()) {
    const gir::Const &c = f.consts[v.index];
    int64_t i = c.kind == gir::Const::K::Float ? static_cast<int64_t>(c.f) : c.i;
    return intc(i);
  }
  return b.value(Opcode::conv_, tt.intType(), {v});
}
Value FuncLowerer::indexValue(syn::Expr *e) { return asInt(expr(e)); }

void FuncLowerer::boundsCheck(Value i, Value n, syn::Expr *idx) {
  if (i.isConst() && n.isConst() && f.consts[i.index].i >= 0 && f.consts[i.index].i < f.consts[n.index].i) return;
  gir::Type *t = gtype(idx->tv.type);
  b.emit(Opcode::boundscheck_, {i, n}).imm = checkKind(t, kCheckIndex);
}

Value FuncLowerer::mapKey(syn::IndexExpr *e, gir::Type *mapType) { return exprAs(e->index, mapType->key); }

Value FuncLowerer::mapIndex(syn::IndexExpr *e) {
  markShortLived(e->index);
  hoistAll({e->x, e->index});
  Value m = expr(e->x);
  gir::Type *mt = b.typeOf(m);
  Value k = mapKey(e, mt);
  at(e->pos);
  return b.value(Opcode::mapget_, mt->elem, {m, k});
}

namespace {
// gc's bounded: can the index not be out of range, by its type or its last operation?
bool bounded(syn::Expr *e, gir::Type *t, int64_t max) {
  e = syn::unparen(e);
  if (!t->isInteger()) return false;
  bool isSigned = !t->isUnsigned();
  int64_t bits = 8 * t->size;
  auto small = [](syn::Expr *x, int64_t &v) { return isConst(x) && constant::int64Val(constant::toInt(x->tv.value), v) && v >= INT32_MIN && v <= INT32_MAX; };
  if (e->kind == K::Operation && static_cast<syn::Operation *>(e)->y) {
    auto *o = static_cast<syn::Operation *>(e);
    int64_t v = -1, y = 0;
    switch (o->op) {
    case syn::Op::And: case syn::Op::AndNot:
      if (small(o->x, v)) {
      } else if (small(o->y, v) && o->op == syn::Op::AndNot) {
        v = ~v;
        if (!isSigned && bits < 64) v &= (int64_t(1) << bits) - 1;
      }
      if (0 <= v && v < max) return true;
      break;
    case syn::Op::Rem:
      if (!isSigned && small(o->y, y) && 0 <= y && y <= max) return true;
      break;
    case syn::Op::Div:
      if (!isSigned && small(o->y, y))
        for (; bits > 0 && y >= 2; y >>= 1) bits--;
      break;
    case syn::Op::Shr:
      if (!isSigned && small(o->y, y)) {
        if (y > bits) return true;
        bits -= y;
      }
      break;
    default: break;
    }
  }
  return !isSigned && bits <= 62 && (int64_t(1) << bits) <= max;
}
} // namespace

// What gc says about indices of arrays under -m.
void FuncLowerer::noteBounded(syn::IndexExpr *e, int64_t n) {
  if (!appending && !isConst(e->index) && bounded(e->index, gtype(e->index->tv.type), n)) f.notes.push_back({pl.position(e->pos), kIndexElided});
}
bool PackageLowerer::isUncheckedIndex(const syn::IndexExpr *e) {
  types::Type *t = e->x->tv.type ? types::under(e->x->tv.type) : nullptr;
  int64_t n = t && t->kind == types::TypeKind::Array                    ? static_cast<types::Array *>(t)->len
              : isConst(e->x) && t && t->kind == types::TypeKind::Basic ? static_cast<int64_t>(constant::stringVal(e->x->tv.value).size())
                                                                        : -1;
  return n >= 0 && !isConst(e->index) && bounded(e->index, gtype(e->index->tv.type, nullptr), n);
}

Value FuncLowerer::indexExpr(syn::IndexExpr *e) {
  // An explicit instantiation f[T].
  if (e->x->tv.mode == M::Value || e->x->kind == K::Name || e->x->kind == K::SelectorExpr) {
    syn::Expr *x = syn::unparen(e->x);
    syn::Name *n = x->kind == K::Name                                                              ? static_cast<syn::Name *>(x)
                   : x->kind == K::SelectorExpr && !static_cast<syn::SelectorExpr *>(x)->selection ? static_cast<syn::SelectorExpr *>(x)->sel
                                                                                                   : nullptr;
    if (n && n->obj && n->obj->kind == types::ObjectKind::Func) {
      types::Instance *inst = e->inst ? e->inst : n->inst;
      std::vector<types::Type *> targs;
      if (inst)
        for (types::Type *t : inst->targs) targs.push_back(pl.subst(t, env));
      auto *fn = static_cast<types::Func *>(n->obj);
      std::string sym = pl.valueSymbol(pl.useFunc(fn, targs), fn);
      Reg r = b.reg(gtype(e->tv.type));
      b.emit(Opcode::funcval_, {}, {r}).sym = pl.m.arena.copy(sym);
      return Value::reg(r);
    }
  }
  types::Type *t = types::coreType(typeOf(e->x));
  if (!t) t = underOf(e->x); // string | []byte cores: after substitution there is one type
  if (t->kind == types::TypeKind::Map) return mapIndex(e);
  hoistAll({e->x, e->index});
  if (t->kind == types::TypeKind::Basic) {
    if (isConst(e->x)) noteBounded(e, static_cast<int64_t>(constant::stringVal(e->x->tv.value).size()));
    Value s = expr(e->x), i = indexValue(e->index);
    at(e->pos);
    boundsCheck(i, b.value(Opcode::len_, tt.intType(), {s}), e->index);
    Value byte = b.value(Opcode::strindex_, tt.basic(Kind::Uint8), {s, i});
    gir::Type *want = gtype(e->tv.type);
    return b.typeOf(byte) == want ? byte : b.value(Opcode::bits_, want, {byte});
  }
  if (t->kind == types::TypeKind::Array && !isAddressable(e->x)) {
    Value a = expr(e->x), i = indexValue(e->index);
    at(e->pos);
    noteBounded(e, b.typeOf(a)->len);
    boundsCheck(i, intc(b.typeOf(a)->len), e->index);
    return b.value(Opcode::index_, b.typeOf(a)->elem, {a, i});
  }
  return loadFrom(addr(e));
}

Value FuncLowerer::sliceExpr(syn::SliceExpr *e) {
  hoistAll({e->x, e->index[0], e->index[1], e->index[2]});
  types::Type *t = types::coreType(typeOf(e->x));
  if (!t) t = underOf(e->x);
  gir::Type *result = gtype(e->tv.type);
  bool isString = t->kind == types::TypeKind::Basic;
  Value base;
  Value len, cap;
  if (t->kind == types::TypeKind::Array) {
    base = addr(e->x);
    len = cap = intc(b.typeOf(base)->elem->len);
  } else if (t->kind == types::TypeKind::Pointer) {
    base = expr(e->x);
    at(e->pos);
    nilcheck(base);
    len = cap = intc(b.typeOf(base)->elem->len);
  } else base = toReg(expr(e->x));
  Value idx[3];
  gir::Type *it[3] = {};
  for (int i = 0; i < 3; i++)
    if (e->index[i]) {
      idx[i] = indexValue(e->index[i]);
      it[i] = gtype(e->index[i]->tv.type);
    } else idx[i] = Value::none();
  at(e->pos);
  if (len.isNone() || len.kind == 0) {
    len = b.value(Opcode::len_, tt.intType(), {base});
    cap = isString ? len : b.value(Opcode::cap_, tt.intType(), {base});
  }
  bool isArray = t->kind == types::TypeKind::Array || t->kind == types::TypeKind::Pointer;
  auto check = [&](Value x, Value y, int kind, gir::Type *ty) {
    if (x.isConst() && y.isConst() && f.consts[x.index].i >= 0 && f.consts[x.index].i <= f.consts[y.index].i) return;
    if (x.isConst() && f.consts[x.index].i == 0) return;
    b.emit(Opcode::slicecheck_, {x, y}).imm = checkKind(ty, kind);
  };
  Value lo = idx[0].isNone() ? intc(0) : idx[0];
  Value hi, max;
  if (e->full) {
    max = idx[2];
    hi = idx[1];
    check(max, cap, isArray ? kCheckSlice3Alen : kCheckSlice3Acap, it[2]);
    check(hi, max, kCheckSlice3B, it[1]);
    check(lo, hi, kCheckSlice3C, it[0]);
  } else {
    max = cap;
    hi = idx[1].isNone() ? len : idx[1];
    if (!idx[1].isNone()) check(hi, cap, isArray || isString ? kCheckSliceAlen : kCheckSliceAcap, it[1]);
    if (!idx[0].isNone()) check(lo, hi, kCheckSliceB, it[0]);
  }
  if (isString) return b.value(Opcode::strslice_, result, {base, lo, hi});
  return b.value(Opcode::slice_, result, {base, lo, hi, max});
}

Value FuncLowerer::assertExpr(syn::AssertExpr *e) {
  Value x = expr(e->x);
  gir::Type *t = gtype(firstOf(e->tv.type));
  pl.needDescriptor(t);
  pl.needDescriptor(b.typeOf(x));
  at(e->pos);
  return b.value(Opcode::assert_, t, {x});
}

// ---- operators ----

void FuncLowerer::stringConcatOperands(syn::Expr *e, std::vector<syn::Expr *> &out) {
  syn::Expr *u = syn::unparen(e);
  if (!isConst(u) && u->kind == K::Operation && !hoisted.count(u)) {
    auto *o = static_cast<syn::Operation *>(u);
    if (o->y && o->op == syn::Op::Add) {
      stringConcatOperands(o->x, out);
      stringConcatOperands(o->y, out);
      return;
    }
  }
  out.push_back(e);
}

Value FuncLowerer::addressOf(syn::Operation *e) {
  syn::Expr *x = syn::unparen(e->x);
  if (x->kind == K::CompositeLit) {
    auto *lit = static_cast<syn::CompositeLit *>(x);
    gir::Type *t = gtype(lit->tv.type);
    hoistElements(lit);
    at(e->pos);
    if (inStatic.count(e)) {
      Value v = staticPlace(t, gtype(e->tv.type)), p = v;
      if (b.typeOf(p) != tt.pointerTo(t)) p = b.value(Opcode::bits_, tt.pointerTo(t), {p});
      if (t->kind == Kind::Struct || t->kind == Kind::Array) literalInto(lit, p, t, true);
      else storeTo(p, compositeLit(lit));
      return v;
    }
    if (t->kind != Kind::Struct && t->kind != Kind::Array) { // &[]T{…}, &map[K]V{…}
      Value v = compositeLit(lit);
      Reg pr = b.reg(tt.pointerTo(t));
      uint32_t psite = b.site(SiteKind::AddrLit, t, exprText(e));
      gir::Op &nop = b.emit(Opcode::new_, {}, {pr});
      nop.type = t;
      nop.site = psite;
      storeTo(Value::reg(pr), v, gir::kInit);
      gir::Type *want = gtype(e->tv.type);
      return want == b.typeOf(Value::reg(pr)) ? Value::reg(pr) : b.value(Opcode::bits_, want, {Value::reg(pr)});
    }
    Reg r = b.reg(gtype(e->tv.type));
    uint32_t site = b.site(SiteKind::AddrLit, t, exprText(e));
    gir::Op &op = b.emit(Opcode::new_, {}, {r});
    op.type = t;
    op.site = site;
    Value p = Value::reg(r);
    if (b.typeOf(p) != tt.pointerTo(t)) p = b.value(Opcode::bits_, tt.pointerTo(t), {p});
    literalInto(lit, p, t, true);
    return Value::reg(r);
  }
  Value p = addr(x);
  gir::Type *want = gtype(e->tv.type);
  if (b.typeOf(p) != want) p = b.value(Opcode::bits_, want, {p});
  return p;
}

Value FuncLowerer::operation(syn::Operation *e) {
  using O = syn::Op;
  gir::Type *t = gtype(e->tv.type);
  if (!e->y) {
    switch (e->op) {
    case O::And: return addressOf(e);
    case O::Mul: return loadFrom(addr(e));
    case O::Recv: {
      Value c = expr(e->x);
      at(e->pos);
      gir::Type *et = b.typeOf(c)->elem;
      return b.value(Opcode::recv_, et, {c});
    }
    case O::Add: return expr(e->x);
    case O::Sub: {
      Value x = expr(e->x);
      at(e->pos);
      return b.value(Opcode::neg_, t, {x});
    }
    case O::Xor: {
      Value x = expr(e->x);
      return b.value(Opcode::com_, t, {x});
    }
    case O::Not: {
      Value x = expr(e->x);
      return b.value(Opcode::not_, b.typeOf(x), {x});
    }
    default: (void)bad(e->pos, std::string("unary operator ") + syn::opString(e->op)); return zero(t);
    }
  }
  switch (e->op) {
  case O::AndAnd: case O::OrOr: {
    Value r = temp(t);
    BlockId yes = b.block(), no = b.block(), done = b.block();
    cond(e, yes, no);
    b.at(yes);
    copyTo(r.index, b.intConst(1, t));
    b.jump(done);
    b.at(no);
    copyTo(r.index, b.intConst(0, t));
    b.jump(done);
    b.at(done);
    return r;
  }
  case O::Eql: case O::Neq: case O::Lss: case O::Leq: case O::Gtr: case O::Geq: return compare(e->op, e->x, e->y, t);
  case O::Shl: case O::Shr: {
    hoistAll({e->x, e->y});
    Value x = expr(e->x), y = expr(e->y);
    at(e->pos);
    return shift(e->op, x, y);
  }
  case O::Add:
    if (t->kind == Kind::String) {
      std::vector<syn::Expr *> parts;
      stringConcatOperands(e, parts);
      // With a part that isn't empty the result is a new string, never one of the operands.
      for (syn::Expr *c : parts)
        if (isConst(c) && !constant::stringVal(c->tv.value).empty())
          for (syn::Expr *p : parts) markShortLived(p);
      bool calls = false;
      for (size_t i = 1; i < parts.size(); i++) calls = calls || inOrder(parts[i]);
      if (calls)
        for (syn::Expr *p : parts) hoistCalls(p);
      std::vector<Value> vals;
      for (syn::Expr *p : parts) {
        Value v = expr(p);
        if (b.typeOf(v) != t) v = b.value(Opcode::bits_, t, {v});
        vals.push_back(v);
      }
      at(e->pos);
      Reg r = b.reg(t);
      uint32_t site = b.site(SiteKind::Concat, t, exprText(e));
      b.emitv(Opcode::concat_, vals, {&r, 1}).site = site;
      return Value::reg(r);
    }
    break;
  default: break;
  }
  hoistAll({e->x, e->y});
  Value x = expr(e->x), y = expr(e->y);
  at(e->pos);
  return binary(e->op, x, y, t, nullptr);
}

Value FuncLowerer::binary(syn::Op op, Value x, Value y, gir::Type *t, syn::Expr *) {
  using O = syn::Op;
  auto fix = [&](Value v) {
    if (b.typeOf(v) == t) return v;
    if (v.isConst()) {
      gir::Const c = f.consts[v.index];
      c.type = t;
      return b.constant(c);
    }
    return b.value(Opcode::bits_, t, {v});
  };
  x = fix(x);
  // Spec "Operators": the count of a shift keeps its own type.
  if (op != O::Shl && op != O::Shr) y = fix(y);
  switch (op) {
  case O::Add:
    if (t->kind == Kind::String) {
      Reg r = b.reg(t);
      uint32_t site = b.site(SiteKind::Concat, t, "string concatenation");
      b.emit(Opcode::concat_, {x, y}, {r}).site = site;
      return Value::reg(r);
    }
    return b.value(Opcode::add_, t, {x, y});
  case O::Sub: return b.value(Opcode::sub_, t, {x, y});
  case O::Mul: return b.value(Opcode::mul_, t, {x, y});
  case O::Div: case O::Rem:
    if (t->isComplex()) return complexQuotient(x, y, t);
    if (t->isInteger() && !(y.isConst() && f.consts[y.index].i != 0)) b.emit(Opcode::divcheck_, {y});
    return b.value(op == O::Div ? Opcode::div_ : Opcode::rem_, t, {x, y});
  case O::And: return b.value(Opcode::and_, t, {x, y});
  case O::Or: return b.value(Opcode::or_, t, {x, y});
  case O::Xor: return b.value(Opcode::xor_, t, {x, y});
  case O::AndNot: return b.value(Opcode::andnot_, t, {x, y});
  case O::Shl: case O::Shr: return shift(op, x, y);
  default: (void)bad(Pos{}, std::string("binary operator ") + syn::opString(op)); return zero(t);
  }
}

// Division of complex numbers is a function of package runtime (infinities, NaNs).
Value FuncLowerer::complexQuotient(Value x, Value y, gir::Type *t) {
  gir::Type *c = tt.basic(Kind::Complex128);
  auto wide = [&](Value v) { return b.typeOf(v) == c ? v : b.value(Opcode::conv_, c, {v}); };
  gir::Type *sig = tt.funcOf(std::initializer_list<gir::Type *>{c, c}, std::initializer_list<gir::Type *>{c}, false);
  tt.layout(sig);
  pl.declareExternal("runtime.complex128div", sig);
  x = wide(x);
  y = wide(y);
  Reg r = b.reg(c);
  b.emit(Opcode::call_, {x, y}, {r}).sym = "runtime.complex128div";
  return t == c ? Value::reg(r) : b.value(Opcode::conv_, t, {Value::reg(r)});
}

Value FuncLowerer::shift(syn::Op op, Value x, Value y) {
  gir::Type *yt = b.typeOf(y);
  if (yt->isInteger() && !yt->isUnsigned() && !y.isConst()) b.emit(Opcode::shiftcheck_, {y});
  if (y.isConst() && !yt->isInteger()) y = asInt(y);
  return b.value(op == syn::Op::Shl ? Opcode::shl_ : Opcode::shr_, b.typeOf(x), {x, y});
}

// gc makes an interface of a value that is compared with one, and says that this doesn't escape. We compare type and value instead.
void FuncLowerer::noteCompared(syn::Expr *x, syn::Expr *y) {
  if (x->tv.mode == M::NilValue || y->tv.mode == M::NilValue) return;
  gir::Type *xt = gtype(x->tv.type), *yt = gtype(y->tv.type);
  if ((xt->kind == Kind::Interface) == (yt->kind == Kind::Interface)) return;
  syn::Expr *e = xt->kind == Kind::Interface ? y : x;
  gir::Type *t = gtype(e->tv.type);
  tt.layout(t);
  if (!t->isDirectIface()) f.notes.push_back({pl.position(e->pos), pl.m.arena.copy(std::string(exprText(e)) + " does not escape")});
}

Value FuncLowerer::compare(syn::Op op, syn::Expr *xe, syn::Expr *ye, gir::Type *result) {
  markShortLived(xe);
  markShortLived(ye);
  if (inOrder(ye)) hoistCompared(op, xe, ye);
  uint32_t save = b.pos;
  noteCompared(xe, ye);
  Value x = expr(xe), y = expr(ye);
  b.pos = save;
  return compareValues(op, x, xe->tv.mode == M::NilValue, y, ye->tv.mode == M::NilValue, result);
}

Value FuncLowerer::compareValues(syn::Op op, Value x, bool xNil, Value y, bool yNil, gir::Type *result) {
  using O = syn::Op;
  gir::Type *xt = b.typeOf(x), *yt = b.typeOf(y);
  Opcode code = op == O::Eql   ? Opcode::eq_
                : op == O::Neq ? Opcode::ne_
                : op == O::Lss ? Opcode::lt_
                : op == O::Leq ? Opcode::le_
                : op == O::Gtr ? Opcode::gt_
                               : Opcode::ge_;
  auto retyped = [&](Value v, gir::Type *t) {
    gir::Const c = f.consts[v.index];
    c.type = t;
    return b.constant(c);
  };
  if (xt != yt) {
    if (xNil) x = zero(yt);
    else if (yNil) y = zero(xt);
    else if (xt->kind == Kind::Interface && yt->kind == Kind::Interface) {
      // Assignable one to the other: the one with more methods converts to the other.
      if (xt->methods.size() >= yt->methods.size()) x = convertAssign(x, yt, nullptr);
      else y = convertAssign(y, xt, nullptr);
    } else if (xt->kind == Kind::Interface || yt->kind == Kind::Interface) {
      // Interface against concrete: same dynamic type, then same value. Nothing is boxed.
      Value iface = xt->kind == Kind::Interface ? x : y, conc = xt->kind == Kind::Interface ? y : x;
      gir::Type *ct = b.typeOf(conc);
      pl.needDescriptor(ct);
      Value tw = b.value(Opcode::typeword_, tt.unsafePointer(), {iface});
      Reg ta = b.reg(tt.unsafePointer());
      b.emit(Opcode::typeaddr_, {}, {ta}).type = ct;
      Value same = b.value(Opcode::eq_, tt.boolType(), {tw, Value::reg(ta)});
      Value r = temp(result);
      copyTo(r.index, b.intConst(op == O::Neq, result));
      BlockId yes = b.block(), done = b.block();
      b.branch(same, yes, done);
      b.at(yes);
      Value u = b.value(Opcode::unbox_, ct, {iface});
      Value eq = b.value(code, result, {u, conc});
      copyTo(r.index, eq);
      b.jump(done);
      b.at(done);
      return r;
    } else if (y.isConst()) y = retyped(y, xt);
    else if (x.isConst()) x = retyped(x, yt);
    else y = b.value(Opcode::bits_, xt, {y});
  }
  return b.value(code, result, {x, y});
}

void FuncLowerer::cond(syn::Expr *e, BlockId yes, BlockId no) {
  syn::Expr *u = syn::unparen(e);
  if (!isConst(u) && u->kind == K::Operation && !hoisted.count(u) && !hoisted.count(e)) {
    auto *o = static_cast<syn::Operation *>(u);
    if (o->y && (o->op == syn::Op::AndAnd || o->op == syn::Op::OrOr)) {
      BlockId mid = b.block();
      if (o->op == syn::Op::AndAnd) cond(o->x, mid, no);
      else cond(o->x, yes, mid);
      b.at(mid);
      cond(o->y, yes, no);
      return;
    }
    if (!o->y && o->op == syn::Op::Not) return cond(o->x, no, yes);
  }
  if (isConst(u)) return b.jump(constant::boolVal(u->tv.value) ? yes : no); // what it rules out isn't compiled
  Value v = expr(e);
  b.branch(v, yes, no);
}

} // namespace golem::lower

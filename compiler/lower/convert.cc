// Conversions: implicit ones of assignment (interfaces, named and unnamed types of one structure) and explicit T(x).
#include "compiler/lower/lowering.h"

namespace golem::lower {

// whole: the conversion, if it is written down.
Value FuncLowerer::box(Value v, gir::Type *iface, syn::Expr *src, syn::Expr *whole) {
  gir::Type *t = b.typeOf(v);
  pl.needDescriptor(t);
  pl.needDescriptor(iface);
  Reg r = b.reg(iface);
  uint32_t was = b.pos;
  if (src) at(src->pos); // where gc says that it is
  std::string_view text;
  if (!src) text = pl.m.arena.copy(".autotmp_" + std::to_string(temps++)); // of f(g()) with several results
  else if (!inStatic.count(src)) text = exprText(whole ? whole : src);
  uint32_t site = b.site(SiteKind::Box, t, text);
  b.emit(Opcode::box_, {v}, {r}).site = site;
  b.pos = was;
  return Value::reg(r);
}

// Spec "Assignability": v becomes a `to`.
Value FuncLowerer::convertAssign(Value v, gir::Type *to, syn::Expr *src) {
  gir::Type *from = b.typeOf(v);
  if (from == to || !from) return v;
  if (to->kind == Kind::Interface) {
    if (from->kind == Kind::Interface) {
      if (from->underlying == to->underlying) return b.value(Opcode::bits_, to, {v});
      pl.needDescriptor(to);
      return b.value(Opcode::iface2iface_, to, {v});
    }
    if (v.isConst() && f.consts[v.index].kind == gir::Const::K::Zero && src && src->tv.mode == syn::OperandMode::NilValue) return zero(to);
    return box(v, to, src);
  }
  if (v.isConst()) {
    gir::Const c = f.consts[v.index];
    c.type = to;
    return b.constant(c);
  }
  return b.value(Opcode::bits_, to, {v});
}

// e is only looked at (compared, a key to look up, an operand of +, ranged over): string(b) and []byte(s) in it need no copy.
// A call in the same expression may change the bytes before they are looked at, as with gc: a conversion is no call, so the order of the
// two is open (spec "Order of evaluation"). To be called before the expression's calls are hoisted.
void FuncLowerer::markShortLived(syn::Expr *e) {
  e = syn::unparen(e);
  if (isConst(e)) return;
  if (e->kind == syn::NodeKind::CallExpr) {
    shortLived.insert(e);
  } else if (e->kind == syn::NodeKind::CompositeLit) { // m[T{string(b)}]
    Kind k = gtype(e->tv.type)->kind;
    if (k != Kind::Struct && k != Kind::Array) return;
    for (syn::Expr *x : static_cast<syn::CompositeLit *>(e)->elems)
      markShortLived(x->kind == syn::NodeKind::KeyValueExpr ? static_cast<syn::KeyValueExpr *>(x)->value : x);
  }
}

Value FuncLowerer::conversion(Value v, gir::Type *to, syn::Expr *src, syn::Expr *whole) {
  gir::Type *from = b.typeOf(v);
  if (from == to) return v;
  auto numeric = [](gir::Type *t) { return t->isInteger() || t->isFloat() || t->isComplex(); };
  auto withSite = [&](Opcode op) {
    Reg r = b.reg(to);
    at(src->pos);
    uint32_t site = b.site(SiteKind::Convert, to, inStatic.count(whole) ? std::string_view() : exprText(whole));
    at(whole->pos);
    gir::Op &o = b.emit(op, {v}, {r});
    o.site = site;
    if (shortLived.count(whole) && (op == Opcode::bytesstr_ || op == Opcode::strbytes_)) o.flags |= gir::kTmp;
    return Value::reg(r);
  };
  if (to->kind == Kind::Interface)
    return from->kind == Kind::Interface || src->tv.mode == syn::OperandMode::NilValue ? convertAssign(v, to, src) : box(v, to, src, whole);
  if (numeric(from) && numeric(to)) return b.value(Opcode::conv_, to, {v});
  if (to->kind == Kind::String) {
    if (from->isInteger()) {
      if (from != tt.basic(Kind::Int64)) v = b.value(Opcode::conv_, tt.basic(Kind::Int64), {v});
      return withSite(Opcode::runestr_);
    }
    if (from->kind == Kind::Slice) return withSite(from->elem->kind == Kind::Uint8 ? Opcode::bytesstr_ : Opcode::runesstr_);
  }
  if (from->kind == Kind::String && to->kind == Kind::Slice) return withSite(to->elem->kind == Kind::Uint8 ? Opcode::strbytes_ : Opcode::strrunes_);
  if (from->kind == Kind::Slice && (to->kind == Kind::Array || to->kind == Kind::Pointer)) {
    gir::Type *arr = to->kind == Kind::Array ? to : to->elem;
    Value n = b.value(Opcode::len_, tt.intType(), {v});
    b.emit(Opcode::lencheck_, {n, intc(arr->len)});
    if (to->kind == Kind::Pointer) return b.value(Opcode::slicearrptr_, to, {v});
    if (arr->len == 0) return b.value(Opcode::zero_, to, {}); // a nil slice has no array to load from
    return loadFrom(b.value(Opcode::slicearrptr_, tt.pointerTo(to), {v}));
  }
  if (v.isConst()) {
    gir::Const c = f.consts[v.index];
    c.type = to;
    return b.constant(c);
  }
  return b.value(Opcode::bits_, to, {v});
}

} // namespace golem::lower

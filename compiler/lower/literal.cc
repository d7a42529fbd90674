// Composite literals: structs and arrays in registers or in place, slices over a fresh array, maps element by element.
#include "compiler/lower/lowering.h"

namespace golem::lower {

using K = syn::NodeKind;

int64_t FuncLowerer::litLength(syn::CompositeLit *e) {
  int64_t n = 0, max = 0;
  for (syn::Expr *x : e->elems) {
    if (x->kind == K::KeyValueExpr) {
      auto *kv = static_cast<syn::KeyValueExpr *>(x);
      if (kv->key->tv.value) {
        int64_t i = 0;
        constant::int64Val(constant::toInt(kv->key->tv.value), i);
        n = i;
      }
    }
    n++;
    if (n > max) max = n;
  }
  return max;
}

namespace {
// Field index of a key in a struct literal; -1 if unknown.
int fieldOfKey(syn::Expr *key, gir::Type *t, types::Struct *st) {
  if (key->kind != K::Name) return -1;
  auto *n = static_cast<syn::Name *>(key);
  for (size_t i = 0; i < st->fields.size(); i++)
    if (st->fields[i] == n->obj || (st->fields[i]->name == n->value)) return static_cast<int>(i);
  (void)t;
  return -1;
}
} // namespace

void FuncLowerer::literalElem(syn::Expr *e, Value ptr, gir::Type *t, bool zeroed) {
  syn::Expr *u = syn::unparen(e);
  if (u->kind == K::CompositeLit && !hoisted.count(e) && gtype(u->tv.type) == t && (t->kind == Kind::Array || t->kind == Kind::Struct)) {
    literalInto(static_cast<syn::CompositeLit *>(u), ptr, t, zeroed);
    return;
  }
  Value v = exprAs(e, t);
  at(e->pos);
  if (zeroed && v.isConst() && f.consts[v.index].kind == gir::Const::K::Zero) return;
  storeTo(ptr, v, gir::kInit);
}

// Writes a struct or array literal to *ptr. zeroed: the memory is known to hold the zero value.
void FuncLowerer::literalInto(syn::CompositeLit *e, Value ptr, gir::Type *t, bool zeroed) {
  at(e->pos);
  if (t->kind == Kind::Struct) {
    auto *st = static_cast<types::Struct *>(types::under(pl.subst(e->tv.type, env)));
    if (st->kind == types::TypeKind::Pointer) st = static_cast<types::Struct *>(types::under(reinterpret_cast<types::Pointer *>(st)->elem));
    bool blanks = false; // blank fields stay zero, whatever the literal says
    for (const gir::Field &fd : t->fields) blanks = blanks || fd.name == "_";
    if (!zeroed && (blanks || e->elems.size() < t->fields.size())) {
      b.emit(Opcode::clearmem_, {ptr}).type = t;
      f.blocks[b.cur].ops.back().flags = gir::kInit;
      zeroed = true;
    }
    int next = 0;
    for (syn::Expr *x : e->elems) {
      int i = next++;
      syn::Expr *val = x;
      if (x->kind == K::KeyValueExpr) {
        auto *kv = static_cast<syn::KeyValueExpr *>(x);
        i = fieldOfKey(kv->key, t, st);
        val = kv->value;
        if (i < 0) {
          (void)bad(x->pos, "unknown field in literal");
          return;
        }
      }
      const gir::Field &fd = t->fields[static_cast<size_t>(i)];
      if (fd.name == "_") (void)exprAs(val, fd.type);
      else literalElem(val, fieldAddr(ptr, i), fd.type, zeroed);
    }
    return;
  }
  int64_t n = t->len;
  // Many constant elements: copy them from read-only data.
  if (std::string data = pl.staticData(e, t, env); !data.empty()) {
    Reg src = b.reg(tt.pointerTo(t));
    b.emit(Opcode::addrof_, {}, {src}).sym = pl.m.arena.copy(data);
    gir::Op &op = b.emit(Opcode::move_, {ptr, Value::reg(src)});
    op.type = t;
    op.flags = gir::kInit;
    return;
  }
  if (!zeroed && static_cast<int64_t>(e->elems.size()) < n) {
    gir::Op &op = b.emit(Opcode::clearmem_, {ptr});
    op.type = t;
    op.flags = gir::kInit;
    zeroed = true;
  }
  int64_t i = 0;
  for (syn::Expr *x : e->elems) {
    syn::Expr *val = x;
    if (x->kind == K::KeyValueExpr) {
      auto *kv = static_cast<syn::KeyValueExpr *>(x);
      constant::int64Val(constant::toInt(kv->key->tv.value), i);
      val = kv->value;
    }
    literalElem(val, elemAddr(ptr, intc(i), t->elem), t->elem, zeroed);
    i++;
  }
}

Value FuncLowerer::sliceLit(syn::CompositeLit *e, gir::Type *t) {
  gir::Type *arr = tt.arrayOf(t->elem, litLength(e));
  tt.layout(arr);
  pl.needDescriptor(arr);
  Reg r = b.reg(tt.pointerTo(arr));
  uint32_t site = b.site(SiteKind::SliceLit, arr, exprText(e));
  gir::Op &op = b.emit(Opcode::new_, {}, {r});
  op.type = arr;
  op.site = site;
  Value p = Value::reg(r);
  literalInto(e, p, arr, true);
  Value n = intc(arr->len);
  at(e->pos);
  return b.value(Opcode::slice_, t, {p, intc(0), n, n});
}

Value FuncLowerer::mapLit(syn::CompositeLit *e, gir::Type *t) {
  pl.needDescriptor(t);
  Reg r = b.reg(t);
  uint32_t site = b.site(SiteKind::MapLit, t, exprText(e));
  b.emit(Opcode::makemap_, {intc(static_cast<int64_t>(e->elems.size()))}, {r}).site = site;
  Value m = Value::reg(r);
  for (syn::Expr *x : e->elems) {
    auto *kv = static_cast<syn::KeyValueExpr *>(x);
    Value k = toReg(exprAs(kv->key, t->key));
    Value v = exprAs(kv->value, t->elem);
    at(kv->pos);
    Value slot = b.value(Opcode::mapassign_, tt.pointerTo(t->elem), {m, k});
    storeTo(slot, v);
  }
  return m;
}

Value FuncLowerer::compositeLit(syn::CompositeLit *e) {
  gir::Type *t = gtype(e->tv.type);
  hoistCalls(e);
  at(e->pos);
  if (t->kind == Kind::Pointer) { // elided &T in an outer literal
    Reg r = b.reg(t);
    uint32_t site = b.site(SiteKind::AddrLit, t->elem, exprText(e));
    gir::Op &op = b.emit(Opcode::new_, {}, {r});
    op.type = t->elem;
    op.site = site;
    pl.needDescriptor(t->elem);
    Value p = Value::reg(r);
    if (t != tt.pointerTo(t->elem)) p = b.value(Opcode::bits_, tt.pointerTo(t->elem), {p});
    literalInto(e, p, t->elem, true);
    return Value::reg(r);
  }
  if (t->kind == Kind::Slice) return sliceLit(e, t);
  if (t->kind == Kind::Map) return mapLit(e, t);
  if (t->kind == Kind::Struct && inRegister(nullptr, t)) {
    auto *st = static_cast<types::Struct *>(types::under(typeOf(e)));
    Value acc = zero(t);
    int next = 0;
    for (syn::Expr *x : e->elems) {
      int i = next++;
      syn::Expr *val = x;
      if (x->kind == K::KeyValueExpr) {
        auto *kv = static_cast<syn::KeyValueExpr *>(x);
        i = fieldOfKey(kv->key, t, st);
        val = kv->value;
      }
      if (i < 0) {
        (void)bad(x->pos, "unknown field in literal");
        return acc;
      }
      Value v = exprAs(val, t->fields[static_cast<size_t>(i)].type);
      if (t->fields[static_cast<size_t>(i)].name == "_") continue;
      Reg r = b.reg(t);
      b.emit(Opcode::insert_, {acc, v}, {r}).imm = i;
      acc = Value::reg(r);
    }
    return acc;
  }
  uint32_t var = b.var(t, {});
  b.emit(Opcode::declare_).var = var;
  Value p = addrOfStorage({Storage::Var, var}, t);
  literalInto(e, p, t, true);
  return loadFrom(p);
}

} // namespace golem::lower

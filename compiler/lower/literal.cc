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

// Of the initializer of a package variable: the arrays and structs of literals nested in it, which gc lays out in static memory
// even if their elements are computed by the program.
void FuncLowerer::markStatic(syn::Expr *e, gir::Type *want) {
  syn::Expr *u = syn::unparen(e);
  gir::Type *t = gtype(u->tv.type);
  if (t != want && want->kind == Kind::Interface && t->kind != Kind::Interface) inStatic.insert(e);
  if (u->kind == K::FuncLit) inStatic.insert(u);
  if (u->kind == K::CallExpr && isConversion(static_cast<syn::CallExpr *>(u))) {
    syn::Expr *x = static_cast<syn::CallExpr *>(u)->args[0];
    if (t->kind == Kind::Slice && isConst(x)) inStatic.insert(u); // []byte("constant")
    if (gtype(x->tv.type)->underlying == t->underlying || t->kind == Kind::Interface) markStatic(x, t);
    return;
  }
  if (u->kind == K::Operation && !static_cast<syn::Operation *>(u)->y && static_cast<syn::Operation *>(u)->op == syn::Op::And) {
    syn::Expr *x = syn::unparen(static_cast<syn::Operation *>(u)->x);
    if (x->kind != K::CompositeLit) return;
    inStatic.insert(u);
    return markStatic(x, gtype(x->tv.type));
  }
  if (u->kind != K::CompositeLit || t->kind == Kind::Map) return;
  inStatic.insert(u);
  eachElement(static_cast<syn::CompositeLit *>(u), [&](syn::Expr *x, gir::Type *elem) { markStatic(x, elem); });
}

// Calls f with each element's expression (of a map: key, then value) and the type of what it becomes.
void FuncLowerer::eachElement(syn::CompositeLit *e, const std::function<void(syn::Expr *, gir::Type *)> &f) {
  gir::Type *t = gtype(e->tv.type);
  types::Type *lt = types::under(typeOf(e));
  if (t->kind == Kind::Pointer) { // elided &T
    t = t->elem;
    lt = types::under(static_cast<types::Pointer *>(lt)->elem);
  }
  int next = 0;
  for (syn::Expr *x : e->elems) {
    int i = next++;
    syn::Expr *val = x;
    if (x->kind == K::KeyValueExpr) {
      auto *kv = static_cast<syn::KeyValueExpr *>(x);
      val = kv->value;
      if (t->kind == Kind::Map) f(kv->key, t->key);
      if (t->kind == Kind::Struct) i = fieldOfKey(kv->key, t, static_cast<types::Struct *>(lt));
    }
    if (i < 0) continue;
    f(val, t->kind == Kind::Struct ? t->fields[static_cast<size_t>(i)].type : t->elem);
  }
}

// Memory of its own for a t, zeroed, for as long as the program runs.
Value FuncLowerer::staticPlace(gir::Type *t, gir::Type *pointer) {
  tt.layout(t);
  gir::Global *g = pl.m.addGlobal(pl.pkgPrefix(pl.pkg) + "..stmp_" + std::to_string(pl.staticCount++), t);
  Reg r = b.reg(pointer);
  b.emit(Opcode::addrof_, {}, {r}).sym = g->name;
  return Value::reg(r);
}

Value FuncLowerer::sliceLit(syn::CompositeLit *e, gir::Type *t) {
  gir::Type *arr = tt.arrayOf(t->elem, litLength(e));
  tt.layout(arr);
  Value p;
  if (inStatic.count(e)) p = staticPlace(arr, tt.pointerTo(arr));
  else {
    pl.needDescriptor(arr);
    Reg r = b.reg(tt.pointerTo(arr));
    uint32_t site = b.site(SiteKind::SliceLit, arr, exprText(e));
    gir::Op &op = b.emit(Opcode::new_, {}, {r});
    op.type = arr;
    op.site = site;
    p = Value::reg(r);
  }
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
    hoistList(std::initializer_list<Operand>{{kv->key, t->key}, {kv->value, t->elem}});
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
  hoistElements(e);
  at(e->pos);
  if (t->kind == Kind::Pointer && inStatic.count(e)) {
    Value v = staticPlace(t->elem, t), p = v;
    if (t != tt.pointerTo(t->elem)) p = b.value(Opcode::bits_, tt.pointerTo(t->elem), {p});
    literalInto(e, p, t->elem, true);
    return v;
  }
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

// The order of evaluation within an expression or statement (spec "Order of evaluation").
//
// Comes in: operands that are going to be evaluated together. Goes out: FuncLowerer::hoisted, the values of those parts that have to be
// evaluated first, in lexical order; expr takes them from there, and everything else (variables, fields, elements, arithmetic) is
// evaluated after them.
//
// The spec orders calls, receives and && ||. What of the rest is evaluated among them is open; programs show it (a call may change a
// variable that is an operand, a check that fails may come before or after a call's output), so golem does as gc's walk/order.go:
// conversions that allocate, slice expressions, type assertions to what an interface does not hold directly, len, make and the other
// built-ins have their place among the calls, and so have values that are copied to memory because a conversion to an interface, a
// comparison of structures or a map operation takes their address.
#include "compiler/lower/lowering.h"
#include <algorithm>

namespace golem::lower {

using K = syn::NodeKind;
using M = syn::OperandMode;

namespace {
// Does evaluating e involve a call, receive, or map read outside of function literals?
bool hasCall(syn::Expr *e) {
  if (!e || isConst(e) || e->tv.mode == M::TypeExpr) return false;
  auto any = [](syn::ExprList l) {
    for (syn::Expr *x : l)
      if (hasCall(x)) return true;
    return false;
  };
  switch (e->kind) {
  case K::CallExpr: return true;
  case K::Operation: {
    auto *o = static_cast<syn::Operation *>(e);
    return (!o->y && o->op == syn::Op::Recv) || hasCall(o->x) || hasCall(o->y);
  }
  case K::ParenExpr: return hasCall(static_cast<syn::ParenExpr *>(e)->x);
  case K::SelectorExpr: return hasCall(static_cast<syn::SelectorExpr *>(e)->x);
  case K::IndexExpr: {
    auto *i = static_cast<syn::IndexExpr *>(e);
    types::Type *t = i->x->tv.type ? types::coreType(i->x->tv.type) : nullptr;
    return (t && t->kind == types::TypeKind::Map) || hasCall(i->x) || hasCall(i->index);
  }
  case K::SliceExpr: {
    auto *s = static_cast<syn::SliceExpr *>(e);
    return hasCall(s->x) || hasCall(s->index[0]) || hasCall(s->index[1]) || hasCall(s->index[2]);
  }
  case K::AssertExpr: return hasCall(static_cast<syn::AssertExpr *>(e)->x);
  case K::CompositeLit: return any(static_cast<syn::CompositeLit *>(e)->elems);
  case K::KeyValueExpr: return hasCall(static_cast<syn::KeyValueExpr *>(e)->key) || hasCall(static_cast<syn::KeyValueExpr *>(e)->value);
  case K::ListExpr: return any(static_cast<syn::ListExpr *>(e)->elems);
  default: return false;
  }
}

// The type of the one thing that t consists of: struct{ x [1]string } is a string.
gir::Type *soleComponent(gir::Type *t) {
  for (;;)
    if (t->kind == Kind::Struct && t->fields.size() == 1) t = t->fields[0].type;
    else if (t->kind == Kind::Array && t->len == 1) t = t->elem;
    else return t;
}

// gc's dataWordFuncName: is a t passed in memory to the function that puts it into an interface?
bool boxedFromMemory(gir::Type *t) {
  bool word = (t->size == 2 && t->align == 2) || ((t->size == 4 || t->size == 8) && t->align == t->size && !t->hasPointers());
  gir::Type *sole = soleComponent(t);
  return !word && sole->kind != Kind::String && sole->kind != Kind::Slice;
}

// gc's mapfast: do maps of this type take keys by value? The others take the key's address.
bool fastMap(gir::Type *t) {
  if (t->elem->size > 128) return false;
  gir::Type *k = t->key;
  switch (soleComponent(k)->kind) {
  case Kind::Float32: case Kind::Float64: case Kind::Complex64: case Kind::Interface: return false;
  case Kind::String: return true;
  default: return k->size == 4 || k->size == 8;
  }
}

// m[string(b)] reads the map at once, so that the key needs no copy of b.
bool readAtOnce(syn::Expr *key) {
  key = syn::unparen(key);
  if (isConst(key)) return false;
  if (key->kind == K::CallExpr) {
    auto *c = static_cast<syn::CallExpr *>(key);
    if (c->fun->tv.mode != M::TypeExpr || types::under(key->tv.type)->kind != types::TypeKind::Basic) return false;
    types::Type *from = c->args[0]->tv.type ? types::under(c->args[0]->tv.type) : nullptr;
    return from && from->kind == types::TypeKind::Slice;
  }
  if (key->kind != K::CompositeLit) return false;
  types::TypeKind k = types::under(key->tv.type)->kind;
  if (k != types::TypeKind::Struct && k != types::TypeKind::Array) return false;
  for (syn::Expr *x : static_cast<syn::CompositeLit *>(key)->elems)
    if (readAtOnce(x->kind == K::KeyValueExpr ? static_cast<syn::KeyValueExpr *>(x)->value : x)) return true;
  return false;
}

// An instance or a conversion: the function or type itself is no value.
bool isNoValue(syn::Expr *e) { return !e || isConst(e) || e->tv.mode == M::TypeExpr || e->tv.mode == M::NilValue; }
} // namespace

bool FuncLowerer::hasCalls(syn::Expr *e) { return hasCall(e); }

gir::Type *FuncLowerer::laidOut(types::Type *t) {
  gir::Type *g = gtype(t);
  tt.layout(g);
  return g;
}

// Is x copied when it becomes a `want`? So is a value of a concrete type without an address, where its interface holds a pointer to it.
bool FuncLowerer::copiedToBox(syn::Expr *x, gir::Type *want) {
  x = syn::unparen(x);
  if (!want || want->kind != Kind::Interface || isNoValue(x) || !x->tv.type || x->tv.type->kind == types::TypeKind::Tuple || x->kind == K::Name ||
      x->kind == K::FuncLit)
    return false;
  gir::Type *t = laidOut(x->tv.type);
  return t->kind != Kind::Interface && boxedFromMemory(t) && !isAddressable(x);
}

// Is e, or a part of it, evaluated in lexical order with calls?
bool FuncLowerer::inOrder(syn::Expr *e) {
  if (isNoValue(e)) return false;
  switch (e->kind) {
  case K::CallExpr: {
    auto *c = static_cast<syn::CallExpr *>(e);
    if (!isConversion(c)) return true;
    if (inOrder(c->args[0])) return true;
    gir::Type *to = gtype(e->tv.type);
    if (to->kind == Kind::Slice) return gtype(c->args[0]->tv.type)->kind == Kind::String;
    return copiedToBox(c->args[0], to);
  }
  case K::Operation: {
    auto *o = static_cast<syn::Operation *>(e);
    if (!o->y) return o->op == syn::Op::Recv || inOrder(o->x);
    if (o->op == syn::Op::AndAnd || o->op == syn::Op::OrOr) return true;
    return inOrder(o->x) || inOrder(o->y) || copiedToCompare(o->op, o->x, o->y) || copiedToCompare(o->op, o->y, o->x);
  }
  case K::ParenExpr: return inOrder(static_cast<syn::ParenExpr *>(e)->x);
  case K::SelectorExpr: return static_cast<syn::SelectorExpr *>(e)->selection && inOrder(static_cast<syn::SelectorExpr *>(e)->x);
  case K::IndexExpr: {
    auto *i = static_cast<syn::IndexExpr *>(e);
    if (!i->x->tv.type) return false;
    return inOrder(i->x) || inOrder(i->index) || copiedKey(i) || (isMap(i->x) && readAtOnce(i->index));
  }
  case K::SliceExpr: return true;
  case K::AssertExpr: return !laidOut(e->tv.type)->isDirectIface() || inOrder(static_cast<syn::AssertExpr *>(e)->x);
  case K::CompositeLit: {
    bool any = false;
    eachElement(static_cast<syn::CompositeLit *>(e), [&](syn::Expr *x, gir::Type *want) { any = any || inOrder(x) || copiedToBox(x, want); });
    return any || gtype(e->tv.type)->kind == Kind::Map;
  }
  default: return false;
  }
}

// Is x, an operand of a comparison with y, copied? Structures and arrays are, and what is compared with an interface.
bool FuncLowerer::copiedToCompare(syn::Op op, syn::Expr *x, syn::Expr *y) {
  if (op < syn::Op::Eql || op > syn::Op::Geq || isNoValue(x) || isNoValue(y)) return false;
  gir::Type *t = gtype(x->tv.type);
  if (t->kind == Kind::Struct || t->kind == Kind::Array) return !isAddressable(x);
  return copiedToBox(x, gtype(y->tv.type));
}

bool FuncLowerer::isMap(syn::Expr *x) {
  types::Type *t = x->tv.type ? types::coreType(typeOf(x)) : nullptr;
  return t && t->kind == types::TypeKind::Map;
}

// Is the key of the map element e copied? It is where the map takes its address.
bool FuncLowerer::copiedKey(syn::IndexExpr *e) {
  if (!isMap(e->x) || isNoValue(e->index)) return false;
  gir::Type *m = laidOut(types::coreType(typeOf(e->x)));
  tt.layout(m->key);
  tt.layout(m->elem);
  if (fastMap(m)) return false;
  syn::Expr *k = syn::unparen(e->index);
  return gtype(k->tv.type) != m->key || (k->kind != K::Name && !isAddressable(k));
}

void FuncLowerer::hoist(syn::Expr *e) {
  e = syn::unparen(e);
  if (hoisted.count(e)) return;
  Value v = toReg(exprNoHoist(e));
  hoisted[e] = v;
}

void FuncLowerer::hoistCalls(syn::Expr *e) {
  if (isNoValue(e) || hoisted.count(e) || !inOrder(e)) return;
  switch (e->kind) {
  case K::CallExpr: {
    auto *c = static_cast<syn::CallExpr *>(e);
    if (!isConversion(c)) break;
    gir::Type *to = gtype(e->tv.type);
    if (to->kind == Kind::Slice && gtype(c->args[0]->tv.type)->kind == Kind::String) break;
    return hoistAs(c->args[0], to);
  }
  case K::Operation: {
    auto *o = static_cast<syn::Operation *>(e);
    if (o->op == syn::Op::AndAnd || o->op == syn::Op::OrOr || (!o->y && o->op == syn::Op::Recv)) break;
    if (o->y) return hoistCompared(o->op, o->x, o->y);
    return hoistCalls(o->x);
  }
  case K::ParenExpr: return hoistCalls(static_cast<syn::ParenExpr *>(e)->x);
  case K::SelectorExpr: return hoistCalls(static_cast<syn::SelectorExpr *>(e)->x);
  case K::IndexExpr: {
    auto *i = static_cast<syn::IndexExpr *>(e);
    if (isMap(i->x) && readAtOnce(i->index)) break;
    return hoistIndex(i);
  }
  case K::AssertExpr:
    if (!laidOut(e->tv.type)->isDirectIface()) break;
    return hoistCalls(static_cast<syn::AssertExpr *>(e)->x);
  case K::CompositeLit:
    if (gtype(e->tv.type)->kind == Kind::Map) break;
    return hoistElements(static_cast<syn::CompositeLit *>(e));
  default: break;
  }
  if (e->tv.mode == M::NoValue || (e->tv.type && e->tv.type->kind == types::TypeKind::Tuple)) return;
  hoist(e);
}

void FuncLowerer::hoistIndex(syn::IndexExpr *e) {
  hoistCalls(e->x);
  hoistCalls(e->index);
  if (copiedKey(e)) hoist(e->index);
}

void FuncLowerer::hoistAs(syn::Expr *e, gir::Type *want) {
  hoistCalls(e);
  if (copiedToBox(e, want)) hoist(e);
}

// Both operands of a binary operator. If it is a comparison, they are copied after their calls.
void FuncLowerer::hoistCompared(syn::Op op, syn::Expr *x, syn::Expr *y) {
  bool cx = copiedToCompare(op, x, y), cy = copiedToCompare(op, y, x);
  hoistCalls(x);
  hoistCalls(y);
  if (cx) hoist(x);
  if (cy) hoist(y);
}

void FuncLowerer::hoistElements(syn::CompositeLit *e) {
  if (gtype(e->tv.type)->kind == Kind::Map) return; // its elements are assigned one after the other
  std::vector<Operand> l;
  eachElement(e, [&](syn::Expr *x, gir::Type *want) { l.push_back({x, want}); });
  hoistList(l);
}

// The function and the arguments of a call that is not one of a built-in.
void FuncLowerer::hoistArgs(syn::CallExpr *e) {
  auto *sig = static_cast<types::Signature *>(types::coreType(typeOf(syn::unparen(e->fun))));
  std::vector<Operand> l{{e->fun, nullptr}};
  for (size_t i = 0; i < e->args.size(); i++) l.push_back({e->args[i], isSpread(e) ? nullptr : paramType(sig, e, i)});
  hoistList(l);
}

// Several operands that are evaluated together.
void FuncLowerer::hoistList(std::span<const Operand> l) {
  size_t last = 0; // after it nothing happens for which a literal, which is best made in its place, could be copied too late
  for (size_t i = 0; i < l.size(); i++)
    if (inOrder(l[i].x)) last = i;
  for (size_t i = 0; i < l.size(); i++) {
    hoistCalls(l[i].x);
    if (copiedToBox(l[i].x, l[i].want) && (i < last || syn::unparen(l[i].x)->kind != K::CompositeLit)) hoist(l[i].x);
  }
}

// The same for operands that keep their types; null: there is none.
void FuncLowerer::hoistAll(std::initializer_list<syn::Expr *> es) {
  if (std::none_of(es.begin() + 1, es.end(), [&](syn::Expr *e) { return inOrder(e); })) return;
  for (syn::Expr *e : es) hoistCalls(e);
}

// The operands of a place that is to be assigned, but not the place's own value.
void FuncLowerer::hoistPlace(syn::Expr *e) {
  e = syn::unparen(e);
  switch (e->kind) {
  case K::IndexExpr: hoistIndex(static_cast<syn::IndexExpr *>(e)); break;
  case K::SelectorExpr: hoistCalls(static_cast<syn::SelectorExpr *>(e)->x); break;
  case K::Operation: hoistCalls(static_cast<syn::Operation *>(e)->x); break;
  default: break;
  }
}

} // namespace golem::lower

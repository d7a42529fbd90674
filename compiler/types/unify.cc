// Unification (spec "Type unification"): makes two types structurally equal by finding types for the bound type
// parameters that occur in them.
//
// Loose matching, unless exact is asked for: a defined type matches a literal like its underlying type; channel
// directions don't matter; an interface matches what has its methods. In an assignment only the top level is loose.
// Every bound parameter has a handle with the type inferred so far; parameters that were unified with each other share a
// handle. Example: unify(func(P) Q, func(int) string) sets P to int and Q to string; unify([]P, MyInts) with
// type MyInts []int sets P to int.
#include "compiler/types/unify.h"

namespace golem::types {

namespace {
constexpr int kDepthLimit = 50; // catches infinite recursion

Interface *asInterface(Type *t) { return isTypeParam(t) ? nullptr : dynUnder<Interface>(t); }
} // namespace

Unifier::Unifier(std::span<TypeParam *const> tparams, std::span<Type *const> targs, bool interfaceInference)
    : tparams_(tparams), interfaceInference_(interfaceInference) {
  for (size_t i = 0; i < tparams.size(); i++) {
    joined_.push_back(static_cast<int>(i));
    handles_.push_back({i < targs.size() ? targs[i] : nullptr});
  }
}

int Unifier::index(TypeParam *t) const {
  for (size_t i = 0; i < tparams_.size(); i++)
    if (tparams_[i] == t) return static_cast<int>(i);
  return -1;
}

TypeParam *Unifier::bound(Type *t) const {
  auto *p = dynUnalias<TypeParam>(t);
  return p && index(p) >= 0 ? p : nullptr;
}

int Unifier::unknowns() const {
  int n = 0;
  for (int h : joined_) n += handles_[static_cast<size_t>(h)].type == nullptr;
  return n;
}

std::vector<Type *> Unifier::inferred(std::span<TypeParam *const> tparams) {
  std::vector<Type *> out;
  for (TypeParam *t : tparams) out.push_back(at(t));
  return out;
}

// Makes x and y share their handle, if at most one has a type.
bool Unifier::join(TypeParam *x, TypeParam *y) {
  size_t hx = slot(x), hy = slot(y);
  if (hx == hy) return true;
  if (handles_[hx].type && handles_[hy].type) return false;
  size_t from = handles_[hx].type ? hy : hx, to = from == hx ? hy : hx;
  for (int &h : joined_)
    if (h == static_cast<int>(from)) h = static_cast<int>(to);
  return true;
}

// px against a type that isn't a bound parameter.
bool Unifier::boundParam(TypeParam *px, Type *y, unsigned mode, const Pair *p) {
  Type *x = at(px);
  if (!x) {
    set(px, y);
    return true;
  }
  if (!nify(x, y, mode, p)) return false;
  Interface *xi = asInterface(x), *yi = asInterface(y);
  bool xn = asNamed(x) != nullptr, yn = asNamed(y) != nullptr;
  if (xi && yi) {
    // Two defined interfaces must be the same; otherwise their method sets must be.
    if (xn && yn) return identical(x, y);
    if (typeSet(xi)->methods.size() != typeSet(yi)->methods.size()) return false;
  } else if (xi || yi) {
    return false; // either could be meant: don't depend on the order
  }
  // A defined type wins over a literal, a directed channel over a bidirectional one.
  if (!(mode & kExact) && !xn) {
    auto *yc = dynUnder<Chan>(y);
    if (yn || (yc && yc->dir != syn::ChanDir::Both)) set(px, y);
  }
  return true;
}

// Interfaces with common methods; with `subset`, one may have more than the other.
bool Unifier::interfaces(Interface *xi, Interface *yi, const Pair *p, bool subset) {
  TypeSet *xs = typeSet(xi), *ys = typeSet(yi);
  if (xs->comparable != ys->comparable || !termEqual(xs->terms, ys->terms)) return false;
  if (!subset && xs->methods.size() != ys->methods.size()) return false;
  // Interfaces may be recursive without a name: the same pair again is fine.
  for (const Pair *q = p; q; q = q->prev)
    if ((q->x == xi && q->y == yi) || (q->x == yi && q->y == xi)) return true;
  Pair pair{xi, yi, p};
  auto *xm = &xs->methods, *ym = &ys->methods;
  if (xm->size() > ym->size()) std::swap(xm, ym);
  for (Func *m : *xm) {
    int i = -1;
    Func *o = findMethod(*ym, m->pkg, m->name, false, i);
    if (!o || !nify(m->type, o->type, kExact, &pair)) return false;
  }
  return true;
}

bool Unifier::nify(Type *x, Type *y, unsigned mode, const Pair *p) {
  if (x == y || (x && y && unalias(x) == unalias(y))) return true;
  if (!x || !y) return false;
  Restore<int> depth(depth_, depth_ + 1);
  if (depth_ > kDepthLimit) return false;
  // Defined types go to y, bound parameters to x.
  if (asNamed(x) || bound(y)) std::swap(x, y);
  if (Named *ny = asNamed(y); ny && !(mode & kExact) && isTypeLit(x) && !(interfaceInference_ && isAnyInterface(x))) {
    y = under(ny);
    if (x == y || unalias(x) == unalias(y)) return true;
  }
  TypeParam *px = bound(x), *py = bound(y);
  if (px && py) return join(px, py) || nify(at(px), at(py), mode, p);
  if (px) return boundParam(px, y, mode, p);
  if (interfaceInference_ && !(mode & kExact)) {
    Interface *xi = asInterface(x), *yi = asInterface(y);
    if (xi && yi) return interfaces(xi, yi, p, true);
    if (yi) {
      xi = yi;
      y = x;
    }
    if (xi) {
      // The other type must have the interface's methods.
      std::vector<int> index;
      bool indirect = false;
      for (Func *m : typeSet(xi)->methods) {
        auto *o = objAs<Func>(lookupFieldOrMethod(y, false, m->pkg, m->name, index, indirect));
        if (!o || !nify(m->type, o->type, kExact, p)) return false;
      }
      return true;
    }
  }
  // Type parameters that aren't ours go to x.
  if (isTypeParam(y)) std::swap(x, y);
  return structural(x, y, mode, p);
}

bool Unifier::structural(Type *x, Type *yorig, unsigned mode, const Pair *p) {
  unsigned emode = mode & kAssign ? mode | kExact : mode; // for elements
  x = unalias(x);
  Type *y = unalias(yorig);
  if (!x || !y) return false;
  if (auto *tp = dyn<TypeParam>(x)) {
    // A parameter of somebody else: its core type has to match.
    Type *cx = commonUnder(tp, nullptr);
    return cx && nify(cx, yorig, kAssign, p);
  }
  if (x->kind != y->kind) return false;
  switch (x->kind) {
  case TypeKind::Basic: return static_cast<Basic *>(x)->basic == static_cast<Basic *>(y)->basic;
  case TypeKind::Array: {
    auto *a = static_cast<Array *>(x), *b = static_cast<Array *>(y);
    return (a->len < 0 || b->len < 0 || a->len == b->len) && nify(a->elem, b->elem, emode, p);
  }
  case TypeKind::Slice: return nify(static_cast<Slice *>(x)->elem, static_cast<Slice *>(y)->elem, emode, p);
  case TypeKind::Pointer: return nify(static_cast<Pointer *>(x)->elem, static_cast<Pointer *>(y)->elem, emode, p);
  case TypeKind::Map: {
    auto *a = static_cast<Map *>(x), *b = static_cast<Map *>(y);
    return nify(a->key, b->key, emode, p) && nify(a->elem, b->elem, emode, p);
  }
  case TypeKind::Chan: {
    auto *a = static_cast<Chan *>(x), *b = static_cast<Chan *>(y);
    return (!(mode & kExact) || a->dir == b->dir) && nify(a->elem, b->elem, emode, p);
  }
  case TypeKind::Struct: {
    auto *a = static_cast<Struct *>(x), *b = static_cast<Struct *>(y);
    if (a->fields.size() != b->fields.size()) return false;
    for (size_t i = 0; i < a->fields.size(); i++) {
      Var *f = a->fields[i], *g = b->fields[i];
      std::string_view s = i < a->tags.size() ? a->tags[i] : "", t = i < b->tags.size() ? b->tags[i] : "";
      if (f->embedded != g->embedded || s != t || !sameId(f, g->pkg, g->name, false) || !nify(f->type, g->type, emode, p)) return false;
    }
    return true;
  }
  case TypeKind::Tuple: {
    auto a = static_cast<Tuple *>(x)->vars, b = static_cast<Tuple *>(y)->vars;
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); i++)
      if (!nify(a[i]->type, b[i]->type, mode, p)) return false;
    return true;
  }
  case TypeKind::Signature: {
    auto *a = static_cast<Signature *>(x), *b = static_cast<Signature *>(y);
    return a->variadic == b->variadic && nify(a->params, b->params, emode, p) && nify(a->results, b->results, emode, p);
  }
  case TypeKind::Interface: return interfaces(static_cast<Interface *>(x), static_cast<Interface *>(y), p, false);
  case TypeKind::Named: {
    // Arguments first, then origins: messages are better that way.
    auto *a = static_cast<Named *>(x), *b = static_cast<Named *>(y);
    if (a->targs.size() != b->targs.size()) return false;
    for (size_t i = 0; i < a->targs.size(); i++)
      if (!nify(a->targs[i], b->targs[i], mode, p)) return false;
    return identicalOrigin(a, b);
  }
  case TypeKind::Union: case TypeKind::TypeParam: case TypeKind::Alias: return false;
  }
  return false;
}

} // namespace golem::types

// Questions about types: identity, comparability, nil, default types (spec "Properties of types and values").
#include "compiler/types/checker.h"
#include <atomic>

namespace golem::types {

bool allBasic(Type *t, unsigned info) {
  if (auto *tp = dynUnalias<TypeParam>(t)) return tparamIs(tp, [&](const Term *x) { return x && isBasic(x->type, info); });
  return isBasic(t, info);
}

bool hasName(Type *t) {
  Type *u = unalias(t);
  return u && (u->kind == TypeKind::Basic || u->kind == TypeKind::Named || u->kind == TypeKind::TypeParam);
}

bool isTypeParam(Type *t) { return dynUnalias<TypeParam>(t) != nullptr; }
bool isAnyInterface(Type *t) { return dynUnder<Interface>(t) != nullptr; }
bool isInterface(Type *t) { return !isTypeParam(t) && isAnyInterface(t); }

bool isGeneric(Type *t) {
  // A generic type that is instantiated isn't generic any more.
  if (auto *a = dyn<Alias>(t); a && !a->tparams.empty() && a->targs.empty()) return true;
  Named *n = asNamed(t);
  return n && n->orig == n && !n->tparams.empty();
}

bool hasEmptyTypeset(Type *t) {
  auto *tp = dynUnalias<TypeParam>(t);
  if (!tp || !tp->bound) return false;
  auto *i = dyn<Interface>(safeUnder(tp->bound));
  return i && i->tset && i->tset->isEmpty();
}

std::span<TypeParam *> tparamsOf(Type *t) {
  if (auto *n = dyn<Named>(t)) return unpack(n), n->tparams;
  if (auto *a = dyn<Alias>(t)) return a->tparams;
  if (auto *s = dyn<Signature>(t)) return s->tparams;
  return {};
}

MaybeError comparableType(Type *t, bool dynamic) {
  if (t && t->kind == TypeKind::Basic && static_cast<Basic *>(t)->basic != BasicKind::UntypedNil) return {};
  std::vector<Type *> seen;
  return comparableType(t, dynamic, seen);
}

// Spec "Comparison operators". With `dynamic`, interfaces are comparable (they may panic at run time).
MaybeError comparableType(Type *t, bool dynamic, std::vector<Type *> &seen) {
  for (Type *s : seen)
    if (s == t) return {};
  seen.push_back(t);
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic:
    // Invalid types count as comparable, to avoid follow-on errors.
    if (static_cast<Basic *>(u)->basic == BasicKind::UntypedNil) return TypeError{Diag::CauseNone};
    return {};
  case TypeKind::Pointer: case TypeKind::Chan: return {};
  case TypeKind::Struct:
    for (Var *f : static_cast<Struct *>(u)->fields)
      if (comparableType(f->type, dynamic, seen)) return TypeError{Diag::CauseStructCompare, f->type};
    return {};
  case TypeKind::Array:
    if (comparableType(static_cast<Array *>(u)->elem, dynamic, seen)) return TypeError{Diag::CauseCompare, t};
    return {};
  case TypeKind::Interface: {
    auto *i = static_cast<Interface *>(u);
    if ((dynamic && !isTypeParam(t)) || typeSetComparable(typeSet(i), seen)) return {};
    return TypeError{typeSet(i)->isEmpty() ? Diag::CauseSetEmpty : Diag::CauseSetIncomparable};
  }
  case TypeKind::Slice: case TypeKind::Tuple: case TypeKind::Signature: case TypeKind::Union: case TypeKind::Map: case TypeKind::Named:
  case TypeKind::TypeParam: case TypeKind::Alias: break;
  }
  return TypeError{Diag::CauseNone};
}

bool comparable(Type *t) { return !comparableType(t, !isTypeParam(t)); }

bool hasNil(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic: return static_cast<Basic *>(u)->basic == BasicKind::UnsafePointer;
  case TypeKind::Slice: case TypeKind::Pointer: case TypeKind::Signature: case TypeKind::Map: case TypeKind::Chan: return true;
  case TypeKind::Interface: return !isTypeParam(t) || underIs(t, [](Type *x) { return x && hasNil(x); });
  case TypeKind::Array: case TypeKind::Struct: case TypeKind::Tuple: case TypeKind::Union: case TypeKind::Named: case TypeKind::TypeParam:
  case TypeKind::Alias: break;
  }
  return false;
}

namespace {

// Interfaces are the only types that can be recursive without a name in between: remember the pairs under comparison.
struct IfacePair {
  Interface *x, *y;
  const IfacePair *prev;
};

struct Comparer {
  bool ignoreTags = false;
  bool identical(Type *x, Type *y, const IfacePair *p);
  bool signatures(Signature *x, Signature *y, const IfacePair *p);
  bool interfaces(Interface *x, Interface *y, const IfacePair *p);
};

bool Comparer::signatures(Signature *x, Signature *y, const IfacePair *p) {
  if (x->tparams.size() != y->tparams.size() || x->variadic != y->variadic) return false;
  Tuple *yparams = y->params, *yresults = y->results;
  if (!x->tparams.empty()) {
    // The names of type parameters don't matter: compare with x's parameters in place of y's.
    std::vector<Type *> targs(x->tparams.begin(), x->tparams.end());
    SubstMap m{y->tparams, targs};
    for (size_t i = 0; i < targs.size(); i++)
      if (!identical(x->tparams[i]->bound, substType(nullptr, {}, y->tparams[i]->bound, m, nullptr), p)) return false;
    yparams = static_cast<Tuple *>(substType(nullptr, {}, yparams, m, nullptr));
    yresults = static_cast<Tuple *>(substType(nullptr, {}, yresults, m, nullptr));
  }
  return identical(x->params, yparams, p) && identical(x->results, yresults, p);
}

bool Comparer::interfaces(Interface *x, Interface *y, const IfacePair *p) {
  TypeSet *a = typeSet(x), *b = typeSet(y);
  if (a == b) return true;
  if (a->comparable != b->comparable || a->methods.size() != b->methods.size() || !termEqual(a->terms, b->terms)) return false;
  for (const IfacePair *q = p; q; q = q->prev)
    if ((q->x == x && q->y == y) || (q->x == y && q->y == x)) return true;
  IfacePair q{x, y, p};
  for (size_t i = 0; i < a->methods.size(); i++) {
    Func *f = a->methods[i], *g = b->methods[i];
    if (f == g) continue;
    if (!sameId(f, g->pkg, g->name, false) || !identical(f->type, g->type, &q)) return false;
  }
  return true;
}

bool Comparer::identical(Type *x, Type *y, const IfacePair *p) {
  if (x == y) return true;
  x = unalias(x);
  y = unalias(y);
  if (x == y) return true;
  if (!x || !y || x->kind != y->kind) return false;
  switch (x->kind) {
  case TypeKind::Basic: return static_cast<Basic *>(x)->basic == static_cast<Basic *>(y)->basic; // byte and uint8
  case TypeKind::Array: {
    auto *a = static_cast<Array *>(x), *b = static_cast<Array *>(y);
    return (a->len < 0 || b->len < 0 || a->len == b->len) && identical(a->elem, b->elem, p);
  }
  case TypeKind::Slice: return identical(static_cast<Slice *>(x)->elem, static_cast<Slice *>(y)->elem, p);
  case TypeKind::Pointer: return identical(static_cast<Pointer *>(x)->elem, static_cast<Pointer *>(y)->elem, p);
  case TypeKind::Map: {
    auto *a = static_cast<Map *>(x), *b = static_cast<Map *>(y);
    return identical(a->key, b->key, p) && identical(a->elem, b->elem, p);
  }
  case TypeKind::Chan: {
    auto *a = static_cast<Chan *>(x), *b = static_cast<Chan *>(y);
    return a->dir == b->dir && identical(a->elem, b->elem, p);
  }
  case TypeKind::Struct: {
    auto *a = static_cast<Struct *>(x), *b = static_cast<Struct *>(y);
    if (a->fields.size() != b->fields.size()) return false;
    for (size_t i = 0; i < a->fields.size(); i++) {
      Var *f = a->fields[i], *g = b->fields[i];
      if (f->embedded != g->embedded || !sameId(f, g->pkg, g->name, false)) return false;
      if (!ignoreTags) {
        std::string_view s = i < a->tags.size() ? a->tags[i] : "", t = i < b->tags.size() ? b->tags[i] : "";
        if (s != t) return false;
      }
      if (!identical(f->type, g->type, p)) return false;
    }
    return true;
  }
  case TypeKind::Tuple: {
    auto a = static_cast<Tuple *>(x)->vars, b = static_cast<Tuple *>(y)->vars;
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); i++)
      if (!identical(a[i]->type, b[i]->type, p)) return false;
    return true;
  }
  case TypeKind::Signature: return signatures(static_cast<Signature *>(x), static_cast<Signature *>(y), p);
  case TypeKind::Union: {
    // Compare what the unions stand for.
    auto wrap = [](Type *t) {
      auto *i = newType<Interface>();
      i->embeddeds = keep(&t, 1);
      i->complete = true;
      return typeSet(i);
    };
    return termEqual(wrap(x)->terms, wrap(y)->terms);
  }
  case TypeKind::Interface: return interfaces(static_cast<Interface *>(x), static_cast<Interface *>(y), p);
  case TypeKind::Named: {
    auto *a = static_cast<Named *>(x), *b = static_cast<Named *>(y);
    if (a->targs.empty() && b->targs.empty()) return false;
    if (a->targs.size() != b->targs.size() || a->orig->obj != b->orig->obj) return false;
    Comparer plain;
    for (size_t i = 0; i < a->targs.size(); i++)
      if (!plain.identical(a->targs[i], b->targs[i], nullptr)) return false;
    return true;
  }
  case TypeKind::TypeParam: case TypeKind::Alias: return false;
  }
  return false;
}

uint32_t mix(uint32_t h, uint32_t v) { return (h ^ v) * 0x9E3779B1u + (h >> 15); }
uint32_t pointerHash(const void *p) {
  auto v = reinterpret_cast<uintptr_t>(p) >> 3;
  return static_cast<uint32_t>(v ^ (v >> 32));
}

// Must not look at anything that is completed lazily: type sets, underlying types.
uint32_t hashAt(Type *t, int depth) {
  t = unalias(t);
  if (!t) return 0;
  auto h = static_cast<uint32_t>(t->kind) * 0x85EBCA6Bu + 1;
  if (depth > 6) return h;
  switch (t->kind) {
  case TypeKind::Basic: return mix(h, static_cast<uint32_t>(static_cast<Basic *>(t)->basic));
  case TypeKind::Array: return mix(h, hashAt(static_cast<Array *>(t)->elem, depth + 1));
  case TypeKind::Slice: return mix(h, hashAt(static_cast<Slice *>(t)->elem, depth + 1));
  case TypeKind::Pointer: return mix(h, hashAt(static_cast<Pointer *>(t)->elem, depth + 1));
  case TypeKind::Map: return mix(mix(h, hashAt(static_cast<Map *>(t)->key, depth + 1)), hashAt(static_cast<Map *>(t)->elem, depth + 1));
  case TypeKind::Chan: return mix(mix(h, static_cast<uint32_t>(static_cast<Chan *>(t)->dir)), hashAt(static_cast<Chan *>(t)->elem, depth + 1));
  case TypeKind::Struct:
    for (Var *f : static_cast<Struct *>(t)->fields) h = mix(mix(h, f->name.hash()), hashAt(f->type, depth + 1));
    return h;
  case TypeKind::Tuple:
    for (Var *v : static_cast<Tuple *>(t)->vars) h = mix(h, hashAt(v->type, depth + 1));
    return h;
  case TypeKind::Signature: {
    auto *s = static_cast<Signature *>(t);
    if (!s->tparams.empty()) return mix(h, static_cast<uint32_t>(s->tparams.size()));
    h = mix(h, s->variadic);
    if (s->params) h = mix(h, hashAt(s->params, depth + 1));
    if (s->results) h = mix(h, hashAt(s->results, depth + 1));
    return h;
  }
  case TypeKind::Named: {
    auto *n = static_cast<Named *>(t);
    h = mix(h, pointerHash(n->orig->obj));
    for (Type *a : n->targs) h = mix(h, hashAt(a, depth + 1));
    return h;
  }
  case TypeKind::TypeParam: return mix(h, pointerHash(t));
  case TypeKind::Union: case TypeKind::Interface: case TypeKind::Alias: return h;
  }
  return h;
}

} // namespace

bool identical(Type *a, Type *b) {
  if (a == b) return true;
  Comparer c;
  return c.identical(a, b, nullptr);
}
bool identicalIgnoreTags(Type *a, Type *b) {
  Comparer c;
  c.ignoreTags = true;
  return c.identical(a, b, nullptr);
}
bool identicalOrigin(Named *a, Named *b) { return a->orig->obj == b->orig->obj; }

uint32_t hashType(Type *t) { return hashAt(t, 0); }
uint32_t hashTypes(std::span<Type *const> list) {
  uint32_t h = 17;
  for (Type *t : list) h = mix(h, hashAt(t, 1));
  return h;
}

Type *defaultType(Type *t) {
  if (!isUntyped(t)) return t;
  switch (static_cast<Basic *>(t)->basic) {
  case BasicKind::UntypedBool: return typ(BasicKind::Bool);
  case BasicKind::UntypedInt: return typ(BasicKind::Int);
  case BasicKind::UntypedRune: return universeRune();
  case BasicKind::UntypedFloat: return typ(BasicKind::Float64);
  case BasicKind::UntypedComplex: return typ(BasicKind::Complex128);
  case BasicKind::UntypedString: return typ(BasicKind::String);
  case BasicKind::UntypedNil: case BasicKind::Invalid: case BasicKind::Bool: case BasicKind::Int: case BasicKind::Int8:
  case BasicKind::Int16: case BasicKind::Int32: case BasicKind::Int64: case BasicKind::Uint: case BasicKind::Uint8: case BasicKind::Uint16:
  case BasicKind::Uint32: case BasicKind::Uint64: case BasicKind::Uintptr: case BasicKind::Float32: case BasicKind::Float64:
  case BasicKind::Complex64: case BasicKind::Complex128: case BasicKind::String: case BasicKind::UnsafePointer: break;
  }
  return t;
}

// The larger of two untyped numeric types: int < rune < float < complex. Null if they don't go together.
Type *maxType(Type *a, Type *b) {
  if (a == b) return a;
  auto numeric = [](Type *t) { return isUntyped(t) && (static_cast<Basic *>(t)->info & kIsNumeric); };
  if (numeric(a) && numeric(b)) return static_cast<Basic *>(a)->basic > static_cast<Basic *>(b)->basic ? a : b;
  return nullptr;
}

Type *deref(Type *t, bool &isPtr) {
  if (auto *p = dynUnalias<Pointer>(t)) {
    isPtr = true;
    return p->elem ? p->elem : invalidType();
  }
  isPtr = false;
  return t;
}
Type *derefStructPtr(Type *t) {
  if (auto *p = dynUnder<Pointer>(t))
    if (dynUnder<Struct>(p->elem)) return p->elem;
  return t;
}
Type *arrayPtrDeref(Type *t) {
  if (auto *p = dynUnalias<Pointer>(t))
    if (auto *a = dynUnder<Array>(p->elem)) return a;
  return t;
}
bool isInterfacePtr(Type *t) {
  auto *p = dynUnder<Pointer>(t);
  return p && isAnyInterface(p->elem);
}
bool isBasicKind(Type *t, BasicKind k) {
  auto *b = dynUnder<Basic>(t);
  return b && b->basic == k;
}
bool isBytesOrRunes(Type *t) {
  auto *s = dynUnder<Slice>(t);
  return s && (isBasicKind(s->elem, BasicKind::Uint8) || isBasicKind(s->elem, BasicKind::Int32));
}

const char *compositeKind(Type *t) {
  switch (under(t)->kind) {
  case TypeKind::Basic: return "";
  case TypeKind::Array: return "array";
  case TypeKind::Slice: return "slice";
  case TypeKind::Struct: return "struct";
  case TypeKind::Pointer: return "pointer";
  case TypeKind::Signature: return "func";
  case TypeKind::Interface: return "interface";
  case TypeKind::Map: return "map";
  case TypeKind::Chan: return "chan";
  case TypeKind::Tuple: return "tuple";
  case TypeKind::Union: return "union";
  case TypeKind::Named: case TypeKind::TypeParam: case TypeKind::Alias: break;
  }
  return "";
}

} // namespace golem::types

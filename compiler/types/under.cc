// Underlying types, constraint interfaces and core types (spec "Underlying types", "Type parameter declarations").
#include "compiler/types/checker.h"

namespace golem::types {

Type *unalias(Type *t) {
  // actual is filled in at the latest when the package is published, so that this is a plain read for shared types.
  for (int i = 0; t && t->kind == TypeKind::Alias; i++) {
    auto *a = static_cast<Alias *>(t);
    if (a->actual) return a->actual;
    if (i > 10000) return nullptr;
    t = a->fromRHS;
  }
  return t;
}

Type *under(Type *t) {
  if (!t) return invalidType();
  switch (t->kind) {
  case TypeKind::Alias: {
    Type *u = unalias(t);
    return u && u->kind != TypeKind::Alias ? under(u) : invalidType();
  }
  case TypeKind::Named: {
    auto *n = static_cast<Named *>(t);
    if (stateHas(n, kHasUnder)) return n->under;
    Type *u = resolveUnder(n);
    return u ? u : invalidType();
  }
  case TypeKind::TypeParam: return ifaceOf(static_cast<TypeParam *>(t));
  case TypeKind::Basic: case TypeKind::Array: case TypeKind::Slice: case TypeKind::Struct: case TypeKind::Pointer: case TypeKind::Tuple:
  case TypeKind::Signature: case TypeKind::Union: case TypeKind::Interface: case TypeKind::Map: case TypeKind::Chan: return t;
  }
  return t;
}

// The constraint as an interface: a constraint that isn't one is wrapped.
Interface *ifaceOf(TypeParam *t) {
  Type *bound = t->bound;
  if (!bound) return emptyInterface();
  Type *u = under(bound);
  Interface *i = nullptr;
  if (u->kind == TypeKind::Basic && !isValid(u)) return emptyInterface(); // reported elsewhere
  if (u->kind == TypeKind::Interface) {
    if (isTypeParam(bound)) return emptyInterface(); // reported elsewhere
    i = static_cast<Interface *>(u);
  }
  if (!i) {
    i = newType<Interface>();
    i->embeddeds = keep(&bound, 1);
    i->implicit = true;
    i->complete = true;
    i->check = t->check;
    t->bound = i;
  }
  return i;
}

Type *commonStep(Type *&ct, Type *&cu, Type *t, Type *u, MaybeError *err, bool &stop) {
  auto fail = [&](TypeError e) {
    if (err) *err = e;
    stop = true;
    return nullptr;
  };
  if (!u) return fail({Diag::CauseNoSpecificType});
  if (!cu) {
    ct = t;
    cu = u;
    return cu;
  }
  // Channels agree if their elements do; a restricted direction wins.
  if (auto *a = dyn<Chan>(cu)) {
    if (auto *b = dyn<Chan>(u)) {
      if (!identical(a->elem, b->elem)) return fail({Diag::CauseChanElems, ct, t});
      if (a->dir == b->dir) return cu;
      if (a->dir == syn::ChanDir::Both) {
        ct = t;
        cu = u;
      } else if (b->dir != syn::ChanDir::Both) {
        return fail({Diag::CauseChanDirs, ct, t});
      }
      return cu;
    }
  }
  if (!identical(cu, u)) return fail({Diag::CauseUnderlying, ct, t});
  return cu;
}

Type *commonUnder(Type *t, MaybeError *err) {
  if (!isTypeParam(t)) return under(t);
  return commonUnderIf(t, [](Type *, Type *) { return MaybeError(); }, err);
}

// The older notion of a core type, which the checker's rules no longer need, but code generation does: []byte and
// string together count as string (bytestring operations).
Type *coreType(Type *t) {
  if (Type *u = commonUnder(t, nullptr)) return u;
  bool ok = true;
  bool any = false;
  underIs(t, [&](Type *u) {
    any |= u != nullptr;
    ok &= u && (isString(u) || (u->kind == TypeKind::Slice && isBasicKind(static_cast<Slice *>(u)->elem, BasicKind::Uint8)));
    return ok;
  });
  return ok && any ? typ(BasicKind::String) : nullptr;
}

} // namespace golem::types

// Defined types: their underlying types, and the lazy expansion of instances.
//
// A declared type has its right-hand side set while its declaration is checked. An instance T[A] starts with its origin
// and arguments only; unpack() substitutes the origin's right-hand side, methodAt() the origin's methods, each on demand.
//
// Invariants: `state` bits are only ever added. While a package is being checked, its types belong to that checker
// (n->check) and one thread. Types without a checker are shared by all threads: their missing parts are filled in under
// globalLock(), and published by the release store in setState().
#include "compiler/types/checker.h"

namespace golem::types {

std::recursive_mutex &globalLock() {
  static auto *mu = new std::recursive_mutex;
  return *mu;
}

namespace {
// Locks shared types only.
struct Guard {
  bool locked;
  explicit Guard(const Named *n) : locked(n->check == nullptr) {
    if (locked) globalLock().lock();
  }
  ~Guard() {
    if (locked) globalLock().unlock();
  }
  Guard(const Guard &) = delete;
};
Checker *checkerOf(const Named *n) { return static_cast<Checker *>(n->check); }

// The origin's right-hand side with the type arguments filled in.
Type *expandRHS(Named *n) {
  Named *orig = n->orig;
  if (n->targs.size() != orig->tparams.size()) return invalidType();
  if (!orig->fromRHS) return invalidType();
  Checker *check = checkerOf(n);
  SubstMap m{orig->tparams, n->targs};
  Type *rhs = substType(check, n->instObj->pos, orig->fromRHS, m, n);
  // Methods of an interface have the named type as receiver: make that the instance.
  if (auto *iface = dyn<Interface>(rhs)) {
    bool copied = false;
    auto methods = replaceRecvType(iface->methods, orig, n, copied);
    if (copied) {
      if (iface == orig->fromRHS) {
        auto *fresh = check ? check->newInterface() : newType<Interface>();
        fresh->complete = true;
        fresh->embeddeds = iface->embeddeds;
        fresh->embedPos = iface->embedPos;
        iface = fresh;
      }
      iface->methods = methods;
      iface->tset = nullptr;
      if (!check) typeSet(iface);
      return iface;
    }
  }
  return rhs;
}

// A method with type parameters of its own (Go 1.27): they get copies whose constraints have the type arguments in them.
Signature *expandGenericMethod(Named *n, Func *origm, Signature *origSig) {
  Checker *check = checkerOf(n);
  std::vector<TypeParam *> from(origSig->rparams.begin(), origSig->rparams.end()), fresh;
  std::vector<Type *> to(n->targs.begin(), n->targs.end());
  for (TypeParam *p : origSig->tparams) {
    auto *q = newType<TypeParam>();
    *q = *p;
    q->check = check;
    q->obj = newObject<TypeName>(p->obj->pos, p->obj->pkg, p->obj->name, q);
    if (check) check->newTypeParams_.push_back(q);
    fresh.push_back(q);
    from.push_back(p);
    to.push_back(q);
  }
  SubstMap m{from, to};
  for (size_t i = 0; i < fresh.size(); i++) {
    fresh[i]->bound = substType(check, origm->pos, origSig->tparams[i]->bound, m, n);
    if (!check) ifaceOf(fresh[i]);
  }
  auto *sig = newType<Signature>();
  *sig = *static_cast<Signature *>(substType(check, origm->pos, origSig, m, n));
  sig->tparams = keep(fresh);
  return sig;
}

// The i'th method of the origin for the instance's type arguments.
Func *expandMethod(Named *n, int i) {
  Func *origm = methodAt(n->orig, i);
  Checker *check = checkerOf(n);
  if (check) check->objDecl(origm);
  auto *origSig = dyn<Signature>(origm->type);
  if (!origSig || !origSig->recv) return origm;
  bool ptr = false;
  if (deref(origSig->recv->type, ptr) == n) return origm; // n is instantiated with the receiver's own type parameters
  Signature *sig = origSig;
  if (origSig->rparams.size() == n->targs.size() && !origSig->tparams.empty()) {
    sig = expandGenericMethod(n, origm, origSig);
  } else if (origSig->rparams.size() == n->targs.size()) {
    SubstMap m{origSig->rparams, n->targs};
    sig = static_cast<Signature *>(substType(check, origm->pos, origSig, m, n));
  }
  if (sig == origSig) {
    sig = newType<Signature>();
    *sig = *origSig;
  }
  Type *rtyp = hasPtrRecv(origm) ? newPointer(n) : n;
  sig->recv = cloneVar(origSig->recv, rtyp);
  return cloneFunc(origm, sig);
}
} // namespace

void setState(Named *n, uint32_t bits) { __atomic_fetch_or(&n->state, bits, __ATOMIC_RELEASE); }

void unpack(Named *n) {
  if (stateHas(n, kUnpacked)) return;
  Guard g(n);
  if (stateHas(n, kUnpacked)) return;
  if (n->orig != n) {
    unpack(n->orig);
    n->fromRHS = expandRHS(n);
    n->tparams = n->orig->tparams;
    setState(n, kUnpacked | (n->orig->methods->empty() ? kHasMethods : 0));
    return;
  }
  setState(n, kUnpacked | kHasMethods);
}

Type *resolveUnder(Named *n) {
  if (stateHas(n, kHasUnder)) return n->under;
  // Follow the chain of names; every one on it gets the type at its end.
  std::vector<Named *> path;
  Type *u = nullptr;
  for (Type *rhs = n; !u;) {
    if (!rhs) {
      u = invalidType();
      break;
    }
    switch (rhs->kind) {
    case TypeKind::Alias: rhs = unalias(rhs); break;
    case TypeKind::Named: {
      auto *t = static_cast<Named *>(rhs);
      if (stateHas(t, kHasUnder)) {
        u = t->under;
        break;
      }
      for (Named *p : path)
        if (p == t) { // a direct cycle; reported elsewhere
          u = invalidType();
          break;
        }
      if (u) break;
      path.push_back(t);
      unpack(t);
      if (!t->fromRHS && t->check) return invalidType(); // under construction: don't remember
      rhs = t->fromRHS;
      break;
    }
    case TypeKind::TypeParam: u = invalidType(); break; // reported where it is declared
    case TypeKind::Basic: case TypeKind::Array: case TypeKind::Slice: case TypeKind::Struct: case TypeKind::Pointer: case TypeKind::Tuple:
    case TypeKind::Signature: case TypeKind::Union: case TypeKind::Interface: case TypeKind::Map: case TypeKind::Chan: u = rhs; break;
    }
  }
  for (Named *t : path) {
    Guard g(t);
    if (stateHas(t, kHasUnder)) continue;
    t->under = u;
    setState(t, kHasUnder);
  }
  return u;
}

int numMethods(Named *n) {
  unpack(n->orig);
  return static_cast<int>(n->orig->methods->size());
}

Func *methodAt(Named *n, int i) {
  unpack(n);
  auto at = static_cast<size_t>(i);
  if (n->orig == n) return (*n->methods)[at];
  auto &slots = *n->methods;
  if (stateHas(n, kHasMethods) && at < slots.size()) return slots[at];
  Guard g(n);
  if (slots.size() < n->orig->methods->size()) slots.resize(n->orig->methods->size());
  if (at >= slots.size()) return nullptr;
  if (!slots[at]) {
    Func *f = expandMethod(n, i);
    slots[at] = f; // expandMethod may have resized nothing: the origin's list is complete by now
    bool all = true;
    for (Func *m : slots) all &= m != nullptr;
    // Methods can still be added to an origin under construction.
    if (all && n->check == nullptr) setState(n, kHasMethods);
  }
  return slots[at];
}

int methodIndex(Named *n, Ident name, bool foldCase) {
  if (name.isBlank()) return -1;
  auto &ms = *n->methods;
  for (size_t i = 0; i < ms.size(); i++)
    if (ms[i]->name == name || (foldCase && equalFold(ms[i]->name.str(), name.str()))) return static_cast<int>(i);
  return -1;
}

Func *lookupMethod(Named *n, Package *pkg, Ident name, bool foldCase, int &index) {
  if (!foldCase && n->obj->pkg != pkg && !name.isExported() && !samePkg(n->obj->pkg, pkg)) return nullptr;
  unpack(n);
  index = methodIndex(n->orig, name, foldCase);
  return index >= 0 ? methodAt(n, index) : nullptr;
}

Type *safeUnder(Type *t) {
  if (Named *n = asNamed(t)) return n->under;
  return under(t);
}

std::span<Func *> declaredMethods(Named *n) {
  int k = numMethods(n);
  for (int i = 0; i < k; i++) methodAt(n, i);
  return *n->methods;
}

Func *instantiateMethod(Func *generic, Named *inst) {
  auto &ms = *inst->orig->methods;
  for (size_t i = 0; i < ms.size(); i++)
    if (ms[i] == generic) return methodAt(inst, static_cast<int>(i));
  return nullptr;
}

} // namespace golem::types

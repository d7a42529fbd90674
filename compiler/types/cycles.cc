// Cycles: among declarations (type T T), types that contain themselves (type T struct{ T }), infinite expansion through
// instances, and anonymous interfaces that mention themselves.
#include "compiler/types/checker.h"

namespace golem::types {

namespace {
size_t firstInSource(std::span<Object *> cycle) {
  size_t first = 0;
  for (size_t i = 1; i < cycle.size(); i++)
    if (lessPos(cycle[i]->pos, cycle[first]->pos)) first = i;
  return first;
}
} // namespace

// Is the cycle that begins with obj (on the object path) one the language permits? If not, reports it.
bool Checker::validCycle(Object *obj) {
  std::span<Object *> cycle = cycleFrom(obj);
  size_t nval = 0, ndef = 0;
  for (Object *o : cycle) {
    switch (o->kind) {
    case ObjectKind::Const: case ObjectKind::Var: nval++; break;
    case ObjectKind::TypeName: {
      // A generic type in its own type parameter list is fine.
      if (env.inTParamList && o->type && isGeneric(o->type)) return true;
      if (!isAliasName(static_cast<TypeName *>(o))) ndef++;
      break;
    }
    case ObjectKind::Func: case ObjectKind::PkgName: case ObjectKind::Label: case ObjectKind::Builtin: case ObjectKind::Nil: break;
    }
  }
  if (nval == cycle.size()) return true;   // reported with the initialization order
  if (nval == 0 && ndef > 0) return true;  // a defined type breaks the cycle
  std::vector<Object *> copy(cycle.begin(), cycle.end());
  cycleError(copy, firstInSource(copy));
  return false;
}

void Checker::cycleError(std::span<Object *> cycle, size_t start) {
  auto name = [this](Object *o) {
    std::string q = o->pkg ? qualifier(o->pkg) : std::string();
    return (q.empty() ? q : q + ".") + std::string(o->name.str());
  };
  Object *obj = cycle[start];
  auto *tname = objAs<TypeName>(obj);
  if (tname)
    if (auto *a = dyn<Alias>(tname->type)) a->fromRHS = invalidType(); // avoid follow-on errors
  if (cycle.size() == 1) {
    errorf(obj, tname ? Diag::TypesRecursiveSelf : Diag::TypesDeclCycleSelf, name(obj));
    return;
  }
  ErrorDesc e;
  addf(e, obj, tname ? Diag::TypesRecursive : Diag::TypesDeclCycle, name(obj));
  for (size_t i = 0; i < cycle.size(); i++) {
    Object *next = cycle[(start + i + 1) % cycle.size()];
    addf(e, obj, Diag::TypesRefersTo, name(obj), name(next));
    obj = next;
  }
  report(e);
}

// Finds cycles of package-level types that consist of names only: type A B; type B A.
void Checker::directCycles() {
  std::unordered_map<TypeName *, int> index; // position on the path, or -1 when done
  for (Object *o : objList_) {
    auto *tname = objAs<TypeName>(o);
    if (!tname) continue;
    std::vector<Object *> path;
    while (tname) {
      auto [it, fresh] = index.try_emplace(tname, static_cast<int>(path.size()));
      if (!fresh) {
        if (it->second < 0) break;
        tname->type = invalidType();
        std::vector<Object *> cycle(path.begin() + it->second, path.end());
        cycleError(cycle, firstInSource(cycle));
        break;
      }
      path.push_back(tname);
      auto *d = static_cast<DeclInfo *>(tname->declInfo);
      auto *rhs = nodeAs<syn::Name>(d->tdecl->type);
      tname = rhs ? objAs<TypeName>(pkg->scope->lookup(rhs->value)) : nullptr;
      if (tname && !tname->declInfo) tname = nullptr;
    }
    for (Object *p : path) index[static_cast<TypeName *>(p)] = -1;
  }
}

// Does t have a finite size? Reports a type that contains itself while its declaration is under way.
bool Checker::finiteSize(Type *t) {
  t = unalias(t);
  if (!t) return true;
  switch (t->kind) {
  case TypeKind::Named: {
    auto *n = static_cast<Named *>(t);
    if (stateHas(n, kHasFinite)) return stateHas(n, kFinite);
    if (!n->check) return true; // of a finished package
    Object *o = n->instObj ? n->instObj : n->obj;
    if (onPath(o)) {
      auto cycle = cycleFrom(o);
      std::vector<Object *> copy(cycle.begin(), cycle.end());
      if (!copy.empty()) cycleError(copy, firstInSource(copy));
      return false;
    }
    push(o);
    bool finite = finiteSize(n->fromRHS);
    pop();
    setState(n, kHasFinite | (finite ? kFinite : 0));
    return finite;
  }
  case TypeKind::Array: return finiteSize(static_cast<Array *>(t)->elem);
  case TypeKind::Struct:
    for (Var *f : static_cast<Struct *>(t)->fields)
      if (!finiteSize(f->type)) return false;
    return true;
  case TypeKind::Basic: case TypeKind::Slice: case TypeKind::Pointer: case TypeKind::Tuple: case TypeKind::Signature: case TypeKind::Union:
  case TypeKind::Interface: case TypeKind::Map: case TypeKind::Chan: case TypeKind::TypeParam: case TypeKind::Alias: return true;
  }
  return true;
}

// Does t expand without end? `nest` holds the types that t is inside of (in memory); a type in its own nest is invalid.
// A type parameter stands for the argument of the instance at the nest's end, and that argument is judged in the nest
// without this instance: in A[A[string]] with type A[P any] struct{ _ B[P] } nothing is inside itself. `path` is the
// whole way, for messages.
void Checker::validType(Named *t) {
  std::vector<Named *> nest, path;
  validType0(t, nest, path);
}

bool Checker::validType0(Type *t, std::vector<Named *> &nest, std::vector<Named *> &path) {
  t = unalias(t);
  if (!t || path.size() > 1000) return true;
  switch (t->kind) {
  case TypeKind::Array: return validType0(static_cast<Array *>(t)->elem, nest, path);
  case TypeKind::Struct:
    for (Var *f : static_cast<Struct *>(t)->fields)
      if (!validType0(f->type, nest, path)) return false;
    return true;
  case TypeKind::Union:
    for (const Term &x : static_cast<Union *>(t)->terms)
      if (!validType0(x.type, nest, path)) return false;
    return true;
  case TypeKind::Interface:
    for (Type *e : static_cast<Interface *>(t)->embeddeds)
      if (!validType0(e, nest, path)) return false;
    return true;
  case TypeKind::Named: {
    auto *n = static_cast<Named *>(t);
    // Types of other packages were checked there; without arguments nothing of this package is inside.
    if (n->targs.empty() && n->obj->pkg != pkg) return true;
    for (Named *e : nest) {
      if (!identical(e, n)) continue;
      n->orig->fromRHS = invalidType();
      for (size_t i = 0; i < path.size(); i++) {
        if (!identical(path[i], n)) continue;
        std::vector<Object *> cycle;
        for (size_t k = i; k < path.size(); k++) cycle.push_back(path[k]->instObj ? path[k]->instObj : path[k]->obj);
        cycleError(cycle, 0);
        return false;
      }
      return false;
    }
    unpack(n->orig);
    nest.push_back(n);
    path.push_back(n);
    bool ok = validType0(n->orig->fromRHS, nest, path);
    nest.pop_back();
    path.pop_back();
    return ok;
  }
  case TypeKind::TypeParam: {
    if (nest.empty()) return true;
    Named *inst = nest.back();
    auto tparams = inst->orig->tparams;
    for (size_t i = 0; i < tparams.size() && i < inst->targs.size(); i++) {
      if (tparams[i] != t) continue;
      nest.pop_back();
      bool ok = validType0(inst->targs[i], nest, path);
      nest.push_back(inst);
      return ok;
    }
    return true;
  }
  case TypeKind::Basic: case TypeKind::Slice: case TypeKind::Pointer: case TypeKind::Tuple: case TypeKind::Signature: case TypeKind::Map:
  case TypeKind::Chan: case TypeKind::Alias: return true;
  }
  return true;
}

// ---- anonymous interfaces that refer to themselves: gc can't represent them ----

namespace {

struct AnonymousCycles {
  std::unordered_map<Interface *, bool> cyclic;

  bool methodsHaveCycle(Interface *i) {
    for (Func *m : typeSet(i)->methods)
      if (visit(m->type)) return true;
    return false;
  }
  bool tuple(Tuple *t) {
    if (t)
      for (Var *v : t->vars)
        if (visit(v->type)) return true;
    return false;
  }
  bool visit(Type *t) {
    for (;;) {
      t = unalias(t);
      if (!t) return false;
      switch (t->kind) {
      case TypeKind::Basic: case TypeKind::Named: case TypeKind::TypeParam: return false;
      case TypeKind::Pointer: t = static_cast<Pointer *>(t)->elem; continue;
      case TypeKind::Array: t = static_cast<Array *>(t)->elem; continue;
      case TypeKind::Chan: t = static_cast<Chan *>(t)->elem; continue;
      case TypeKind::Slice: t = static_cast<Slice *>(t)->elem; continue;
      case TypeKind::Map:
        if (visit(static_cast<Map *>(t)->key)) return true;
        t = static_cast<Map *>(t)->elem;
        continue;
      case TypeKind::Struct:
        for (Var *f : static_cast<Struct *>(t)->fields)
          if (visit(f->type)) return true;
        return false;
      case TypeKind::Signature: {
        auto *s = static_cast<Signature *>(t);
        return tuple(s->params) || tuple(s->results);
      }
      case TypeKind::Tuple: return tuple(static_cast<Tuple *>(t));
      case TypeKind::Union:
        for (const Term &x : static_cast<Union *>(t)->terms)
          if (visit(x.type)) return true;
        return false;
      case TypeKind::Interface: {
        auto *i = static_cast<Interface *>(t);
        if (i->methods.empty() && i->embeddeds.empty()) return false;
        auto [it, fresh] = cyclic.try_emplace(i, true);
        if (!fresh) return it->second;
        if (methodsHaveCycle(i)) return true;
        cyclic[i] = false;
        return false;
      }
      case TypeKind::Alias: return false;
      }
    }
  }
};

} // namespace

void Checker::anonymousCycles() {
  AnonymousCycles c;
  for (auto &[pos, t] : ifaceLits_) {
    if (!c.methodsHaveCycle(t)) continue;
    errorf(pos, Diag::TypesAnonymousCycle);
    for (auto &[k, v] : c.cyclic) v = false; // no repeats
  }
}

} // namespace golem::types

// Instances of generic types and functions, and whether type arguments satisfy their constraints (spec "Instantiations",
// "Implementing an interface", "Satisfying a type constraint").
//
// Instances are unique for identical type arguments. Each checker has a table of the instances that involve its own,
// unfinished package; all others are in one process-wide table, under globalLock(). When a package is published its
// table is merged into that one.
#include "compiler/types/checker.h"

namespace golem::types {

namespace {

using Table = std::unordered_map<uint64_t, std::vector<Type *>>;
Table &globalInstances() {
  static auto *t = new Table;
  return *t;
}

uint64_t instanceKey(Type *orig, std::span<Type *const> targs) { return (reinterpret_cast<uintptr_t>(orig) << 20) ^ (uint64_t(hashTypes(targs)) << 1); }

std::span<Type *> targsOf(Type *t) {
  if (auto *n = dyn<Named>(t)) return n->targs;
  if (auto *a = dyn<Alias>(t)) return a->targs;
  return {};
}
Type *origOf(Type *t) {
  if (auto *n = dyn<Named>(t)) return n->orig;
  if (auto *a = dyn<Alias>(t)) return a->orig;
  return nullptr;
}

Type *find(Table &table, uint64_t key, Type *orig, std::span<Type *const> targs) {
  auto it = table.find(key);
  if (it == table.end()) return nullptr;
  for (Type *t : it->second) {
    if (origOf(t) != orig) continue;
    auto have = targsOf(t);
    bool same = have.size() == targs.size();
    for (size_t i = 0; same && i < have.size(); i++) same = identical(have[i], targs[i]);
    if (same) return t;
  }
  return nullptr;
}

Package *pkgOf(Type *orig) {
  if (auto *n = dyn<Named>(orig)) return n->obj->pkg;
  if (auto *a = dyn<Alias>(orig)) return a->obj->pkg;
  return nullptr;
}

// Does t involve something of the package under check?
bool isLocal(Checker *check, Type *t, int depth) {
  if (!t || depth > 20) return true;
  switch (t->kind) {
  case TypeKind::Basic: return false;
  case TypeKind::Named: {
    auto *n = static_cast<Named *>(t);
    if (n->check || n->obj->pkg == check->pkg) return true;
    for (Type *a : n->targs)
      if (isLocal(check, a, depth + 1)) return true;
    return false;
  }
  case TypeKind::Alias: {
    auto *a = static_cast<Alias *>(t);
    if (a->obj->pkg == check->pkg || !a->actual) return true;
    return isLocal(check, a->actual, depth + 1);
  }
  case TypeKind::TypeParam: return true;
  case TypeKind::Array: return isLocal(check, static_cast<Array *>(t)->elem, depth + 1);
  case TypeKind::Slice: return isLocal(check, static_cast<Slice *>(t)->elem, depth + 1);
  case TypeKind::Pointer: return isLocal(check, static_cast<Pointer *>(t)->elem, depth + 1);
  case TypeKind::Chan: return isLocal(check, static_cast<Chan *>(t)->elem, depth + 1);
  case TypeKind::Map: return isLocal(check, static_cast<Map *>(t)->key, depth + 1) || isLocal(check, static_cast<Map *>(t)->elem, depth + 1);
  case TypeKind::Struct: case TypeKind::Tuple: case TypeKind::Signature: case TypeKind::Union:
  case TypeKind::Interface: return true; // may hold objects of this package
  }
  return true;
}

Named *newNamedInstance(Checker *check, Pos pos, Named *orig, std::span<Type *const> targs) {
  auto *n = newType<Named>();
  n->orig = orig;
  n->obj = orig->obj;
  n->targs = keep(targs.data(), targs.size());
  n->methods = new std::vector<Func *>;
  n->check = check;
  n->instObj = newObject<TypeName>(pos, orig->obj->pkg, orig->obj->name, n);
  if (check) check->newNamed_.push_back(n);
  return n;
}

Type *newAliasInstance(Checker *check, Pos pos, Alias *orig, std::span<Type *const> targs, Named *expanding) {
  auto *a = newType<Alias>();
  a->orig = orig;
  a->obj = orig->obj;
  a->tparams = orig->tparams;
  a->targs = keep(targs.data(), targs.size());
  a->fromRHS = substType(check, pos, orig->fromRHS, SubstMap{orig->tparams, a->targs}, expanding);
  if (check) check->newAliases_.push_back(a);
  else a->actual = unalias(a->fromRHS);
  return a;
}

} // namespace

Type *instanceOf(Checker *check, Pos pos, Type *orig, std::span<Type *const> targs, Named *expanding) {
  if (auto *sig = dyn<Signature>(orig)) {
    // Signatures are cheap and have no identity: no table.
    if (sig->tparams.size() != targs.size()) return invalidType();
    auto *s = static_cast<Signature *>(substType(check, pos, sig, SubstMap{sig->tparams, targs}, nullptr));
    if (s == sig) {
      s = newType<Signature>();
      *s = *sig;
    }
    s->tparams = {};
    return s;
  }
  if (check) {
    bool local = pkgOf(orig) == check->pkg;
    for (Type *a : targs) local = local || isLocal(check, a, 0);
    if (!local) check = nullptr;
  }
  uint64_t key = instanceKey(orig, targs);
  std::unique_lock<std::recursive_mutex> lock(globalLock(), std::defer_lock);
  if (!check) lock.lock();
  Table &table = check ? check->instances_ : globalInstances();
  if (Type *t = find(table, key, orig, targs)) return t;
  Type *res = nullptr;
  if (auto *n = dyn<Named>(orig)) {
    res = newNamedInstance(check, pos, n, targs);
  } else {
    auto *a = static_cast<Alias *>(orig);
    if (a->tparams.size() != targs.size()) {
      if (check) check->validateTArgLen(pos, a->obj->name, a->tparams.size(), targs.size());
      return invalidType();
    }
    res = newAliasInstance(check, pos, a, targs, expanding);
  }
  (check ? check->instances_ : globalInstances())[key].push_back(res);
  return res;
}

Type *instantiate(Type *generic, std::span<Type *const> targs) {
  std::lock_guard<std::recursive_mutex> lock(globalLock());
  return instanceOf(nullptr, {}, generic, targs, nullptr);
}

// Makes a finished checker's instances known to everybody.
void publishInstances(Checker *check) {
  std::lock_guard<std::recursive_mutex> lock(globalLock());
  for (auto &[key, list] : check->instances_)
    for (Type *t : list)
      if (!find(globalInstances(), key, origOf(t), targsOf(t))) globalInstances()[key].push_back(t);
  check->instances_.clear();
}

bool Checker::validateTArgLen(Pos pos, Ident name, size_t want, size_t got) {
  if (got == want) return true;
  errorf(pos, Diag::TypesTypeArgCount, got < want ? "not enough" : "too many", name, got, want);
  return false;
}

// The index of the first type argument that doesn't satisfy its constraint, or -1.
int Checker::verify(Pos pos, std::span<TypeParam *const> tparams, std::span<Type *const> targs, std::string &cause) {
  SubstMap m{tparams, targs};
  for (size_t i = 0; i < tparams.size(); i++) {
    ifaceOf(tparams[i]); // wraps the bound if it isn't an interface
    Type *bound = substType(this, pos, tparams[i]->bound, m, nullptr);
    if (!implementsType(this, targs[i], bound, true, &cause)) return static_cast<int>(i);
  }
  return -1;
}

namespace {

bool hasInvalidEmbeddedFields(Type *t, std::vector<Struct *> &seen) {
  auto *s = dynUnder<Struct>(derefStructPtr(t));
  if (!s) return false;
  for (Struct *p : seen)
    if (p == s) return false;
  seen.push_back(s);
  for (Var *f : s->fields)
    if (f->embedded && (!isValid(f->type) || hasInvalidEmbeddedFields(f->type, seen))) return true;
  return false;
}

// Does an embedded element or term of t name x?
bool mentions(Type *t, Type *x) {
  if (auto *i = dyn<Interface>(t)) {
    for (Type *e : i->embeddeds)
      if (mentions(e, x)) return true;
    return false;
  }
  if (auto *u = dyn<Union>(t)) {
    for (const Term &e : u->terms)
      if (mentions(e.type, x)) return true;
    return false;
  }
  return identical(t, x);
}

std::string termsText(Checker *check, const TermList &l) {
  std::string s;
  for (const Term &t : l.list) s += (s.empty() ? "" : " | ") + termText(check, t);
  return s;
}

} // namespace

bool hasAllMethods(Checker *check, Type *v, Type *t, bool isStatic, const Equivalent *eq, std::string *cause) {
  if (!isValid(v)) return true; // v may have anything
  if (!missingMethod(check, v, t, isStatic, eq, cause)) return true;
  std::vector<Struct *> seen;
  return hasInvalidEmbeddedFields(v, seen);
}

bool implementsType(Checker *check, Type *v, Type *t, bool constraint, std::string *cause) {
  Type *vu = under(v), *tu = under(t);
  if (!isValid(vu) || !isValid(tu)) return true; // avoid follow-on errors
  if (auto *p = dyn<Pointer>(vu); p && !isValid(under(p->elem))) return true;
  std::string verb = constraint ? "satisfy" : "implement";
  auto text = [&](Type *x) { return typeText(check, x); };
  auto *ti = dyn<Interface>(tu);
  if (!ti) {
    if (cause) {
      std::string detail = formatDiag(isInterfacePtr(tu) ? Diag::CausePtrToInterface : Diag::CauseNotInterface, {text(t)});
      *cause = formatDiag(Diag::CauseDoesNotDetail, {text(v), verb, text(t), detail});
    }
    return false;
  }
  TypeSet *ts = typeSet(ti);
  if (ts->isAll()) return true;
  auto *vi = dyn<Interface>(vu);
  if (vi && typeSet(vi)->isEmpty()) return true; // the empty set is a subset of every set
  if (ts->isEmpty()) {
    if (cause) *cause = formatDiag(Diag::CauseEmptyTypeSet, {verb, text(t)});
    return false;
  }
  if (!hasAllMethods(check, v, t, true, nullptr, cause)) {
    if (cause) *cause = formatDiag(Diag::CauseDoesNotMore, {text(v), verb, text(t), *cause});
    return false;
  }
  auto checkComparability = [&] {
    std::vector<Type *> seen;
    if (!typeSetComparable(ts, seen)) return true;
    if (!comparableType(v, false)) return true; // strictly comparable
    // Since Go 1.20 ordinary interfaces satisfy comparable, too.
    if (constraint && !comparableType(v, true)) {
      if (!check || check->allowVersion(20)) return true;
      if (cause) *cause = formatDiag(Diag::CauseComparableVersion, {text(v), verb});
      return false;
    }
    if (cause) *cause = formatDiag(Diag::CauseDoesNotComparable, {text(v), verb});
    return false;
  };
  if (!ts->hasTerms()) return checkComparability();
  if (vi) {
    if (!termSubset(typeSet(vi)->terms, ts->terms)) {
      if (cause) *cause = formatDiag(Diag::CauseDoesNot, {text(v), verb, text(t)});
      return false;
    }
    return checkComparability();
  }
  Type *alt = nullptr; // a term that would include v with a tilde
  bool included = false;
  for (const Term &x : ts->terms.list) {
    if (termIncludes(x, v)) {
      included = true;
      break;
    }
    if (!alt && !x.tilde && identical(x.type, under(x.type)) && termIncludes(Term{true, x.type}, v)) alt = x.type;
  }
  if (!included) {
    if (cause) {
      std::string detail;
      if (alt) detail = formatDiag(Diag::CauseMissingTilde, {text(alt), text(t)});
      else if (mentions(ti, v)) detail = formatDiag(Diag::CauseMentions, {text(t), text(v)});
      else detail = formatDiag(Diag::CauseMissingIn, {text(v), termsText(check, ts->terms)});
      *cause = formatDiag(Diag::CauseDoesNotDetail, {text(v), verb, text(t), detail});
    }
    return false;
  }
  return checkComparability();
}

bool implements(Type *t, Type *iface) { return implementsType(nullptr, t, iface, false, nullptr); }

} // namespace golem::types

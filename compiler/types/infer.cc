// Type inference (spec "Type inference"): finds the type arguments of generic functions that a call or assignment leaves
// out, in the spec's order: typed arguments, constraints, untyped constants; then replaces type parameters that occur in
// the inferred types themselves.
#include "compiler/types/unify.h"

namespace golem::types {

namespace {

struct Walker {
  std::span<TypeParam *const> tparams;
  std::vector<std::pair<Type *, bool>> seen;

  bool vars(Tuple *t) {
    if (t)
      for (Var *v : t->vars)
        if (has(v->type)) return true;
    return false;
  }
  bool has(Type *t) {
    if (!t) return false;
    switch (t->kind) { // no cycles without names and interfaces
    case TypeKind::Basic: return false;
    case TypeKind::Alias: return has(unalias(t));
    case TypeKind::Array: return has(static_cast<Array *>(t)->elem);
    case TypeKind::Slice: return has(static_cast<Slice *>(t)->elem);
    case TypeKind::Pointer: return has(static_cast<Pointer *>(t)->elem);
    case TypeKind::Chan: return has(static_cast<Chan *>(t)->elem);
    case TypeKind::Map: return has(static_cast<Map *>(t)->key) || has(static_cast<Map *>(t)->elem);
    case TypeKind::Tuple: return vars(static_cast<Tuple *>(t));
    case TypeKind::Signature: return vars(static_cast<Signature *>(t)->params) || vars(static_cast<Signature *>(t)->results);
    case TypeKind::Struct:
      for (Var *f : static_cast<Struct *>(t)->fields)
        if (has(f->type)) return true;
      return false;
    case TypeKind::Union:
      for (const Term &x : static_cast<Union *>(t)->terms)
        if (has(x.type)) return true;
      return false;
    case TypeKind::Named:
      for (Type *a : static_cast<Named *>(t)->targs)
        if (has(a)) return true;
      return false;
    case TypeKind::TypeParam:
      for (TypeParam *p : tparams)
        if (p == t) return true;
      return false;
    case TypeKind::Interface: {
      for (auto &[s, r] : seen)
        if (s == t) return r;
      size_t at = seen.size();
      seen.push_back({t, false});
      TypeSet *s = typeSet(static_cast<Interface *>(t));
      bool res = false;
      for (Func *m : s->methods) res = res || has(m->type);
      for (const Term &x : s->terms.list) res = res || has(x.type);
      seen[at].second = res;
      return res;
    }
    }
    return false;
  }
};

// Sets inferred types that lead back to their own parameter to null: P ➞ *P would expand for ever.
struct CycleKiller {
  std::span<TypeParam *const> tparams;
  std::vector<Type *> &inferred;
  std::vector<Type *> path;

  int index(Type *t) {
    for (size_t i = 0; i < tparams.size(); i++)
      if (tparams[i] == t) return static_cast<int>(i);
    return -1;
  }
  void vars(Tuple *t) {
    if (t)
      for (Var *v : t->vars) typ(v->type);
  }
  void typ(Type *t) {
    t = unalias(t);
    if (!t) return;
    for (Type *p : path)
      if (p == t) {
        if (int i = index(t); i >= 0) inferred[static_cast<size_t>(i)] = nullptr;
        return;
      }
    path.push_back(t);
    switch (t->kind) {
    case TypeKind::Basic: case TypeKind::Alias: break;
    case TypeKind::Array: typ(static_cast<Array *>(t)->elem); break;
    case TypeKind::Slice: typ(static_cast<Slice *>(t)->elem); break;
    case TypeKind::Pointer: typ(static_cast<Pointer *>(t)->elem); break;
    case TypeKind::Chan: typ(static_cast<Chan *>(t)->elem); break;
    case TypeKind::Map:
      typ(static_cast<Map *>(t)->key);
      typ(static_cast<Map *>(t)->elem);
      break;
    case TypeKind::Struct:
      for (Var *f : static_cast<Struct *>(t)->fields) typ(f->type);
      break;
    case TypeKind::Tuple: vars(static_cast<Tuple *>(t)); break;
    case TypeKind::Signature:
      vars(static_cast<Signature *>(t)->params);
      vars(static_cast<Signature *>(t)->results);
      break;
    case TypeKind::Union:
      for (const Term &x : static_cast<Union *>(t)->terms) typ(x.type);
      break;
    case TypeKind::Interface:
      for (Func *m : static_cast<Interface *>(t)->methods) typ(m->type);
      for (Type *e : static_cast<Interface *>(t)->embeddeds) typ(e);
      break;
    case TypeKind::Named:
      for (Type *a : static_cast<Named *>(t)->targs) typ(a);
      break;
    case TypeKind::TypeParam:
      if (int i = index(t); i >= 0 && inferred[static_cast<size_t>(i)]) typ(inferred[static_cast<size_t>(i)]);
      break;
    }
    path.pop_back();
  }
};

// The core type of a parameter's constraint, as a term; single: it is the only type.
bool coreTerm(TypeParam *t, Term &core, bool &single) {
  int n = 0;
  bool tilde = false;
  tparamIs(t, [&](const Term *x) {
    if (!x) return false;
    n++;
    core = *x;
    tilde = tilde || x->tilde;
    return true;
  });
  single = n == 1;
  if (single) return true;
  if (Type *u = commonUnder(t, nullptr)) {
    core = {tilde, u};
    return true;
  }
  return false;
}

std::string paramNames(std::span<TypeParam *const> list) {
  auto name = [&](size_t i) { return std::string(list[i]->obj->name.str()); };
  if (list.size() == 1) return name(0);
  if (list.size() == 2) return name(0) + " and " + name(1);
  std::string s;
  for (size_t i = 0; i + 1 < list.size(); i++) s += (i ? ", " : "") + name(i);
  return s + ", and " + name(list.size() - 1);
}

bool allKnown(std::span<Type *const> l) {
  for (Type *t : l)
    if (!t) return false;
  return true;
}

} // namespace

bool isParameterized(std::span<TypeParam *const> tparams, Type *t) {
  Walker w{tparams, {}};
  return w.has(t);
}

namespace {
struct AnyParam {
  std::vector<Type *> seen;
  bool vars(Tuple *t) {
    if (t)
      for (Var *v : t->vars)
        if (has(v->type)) return true;
    return false;
  }
  bool has(Type *t) {
    t = unalias(t);
    if (!t) return false;
    switch (t->kind) {
    case TypeKind::Basic: case TypeKind::Alias: return false;
    case TypeKind::TypeParam: return true;
    case TypeKind::Array: return has(static_cast<Array *>(t)->elem);
    case TypeKind::Slice: return has(static_cast<Slice *>(t)->elem);
    case TypeKind::Pointer: return has(static_cast<Pointer *>(t)->elem);
    case TypeKind::Chan: return has(static_cast<Chan *>(t)->elem);
    case TypeKind::Map: return has(static_cast<Map *>(t)->key) || has(static_cast<Map *>(t)->elem);
    case TypeKind::Tuple: return vars(static_cast<Tuple *>(t));
    case TypeKind::Signature: return vars(static_cast<Signature *>(t)->params) || vars(static_cast<Signature *>(t)->results);
    case TypeKind::Struct:
      for (Var *f : static_cast<Struct *>(t)->fields)
        if (has(f->type)) return true;
      return false;
    case TypeKind::Union:
      for (const Term &x : static_cast<Union *>(t)->terms)
        if (has(x.type)) return true;
      return false;
    case TypeKind::Named:
      for (Type *a : static_cast<Named *>(t)->targs)
        if (has(a)) return true;
      return false;
    case TypeKind::Interface: {
      for (Type *s : seen)
        if (s == t) return false;
      seen.push_back(t);
      TypeSet *s = typeSet(static_cast<Interface *>(t));
      for (Func *m : s->methods)
        if (has(m->type)) return true;
      for (const Term &x : s->terms.list)
        if (has(x.type)) return true;
      return false;
    }
    }
    return false;
  }
};
} // namespace

bool hasTypeParam(Type *t) {
  AnyParam w;
  return w.has(t);
}

// New type parameters in place of tparams, also in t: in f's own body, f(x) has to tell the P it looks for from the P of
// x's type.
std::vector<TypeParam *> Checker::renameTParams(Pos pos, std::span<TypeParam *const> tparams, Type *&t) {
  std::vector<TypeParam *> out;
  if (tparams.empty()) return out;
  for (TypeParam *p : tparams) {
    auto *name = newObject<TypeName>(p->obj->pos, p->obj->pkg, p->obj->name, nullptr);
    TypeParam *q = newTypeParam(name, nullptr);
    q->index = p->index;
    out.push_back(q);
  }
  std::vector<Type *> to(out.begin(), out.end());
  SubstMap m{tparams, to};
  for (size_t i = 0; i < out.size(); i++) out[i]->bound = substType(this, pos, tparams[i]->bound, m, nullptr);
  t = substType(this, pos, t, m, nullptr);
  return out;
}

// Completes targs (null entries are unknown). reverse: the call is made up for an assignment, and messages say so.
// False after an error, which is in err unless it was reported before.
bool Checker::infer(Pos pos, std::span<TypeParam *const> tparams, std::vector<Type *> &targs, Tuple *params, std::span<Operand> args, bool reverse,
                    ErrorDesc &err) {
  size_t n = tparams.size();
  if (targs.size() == n && allKnown(targs)) return true;
  for (Operand &a : args)
    if (a.invalid()) return false;
  targs.resize(n);
  auto lookupMap = [&](std::span<Type *const> to) { return SubstMap{tparams, to}; };
  // Known arguments go into the parameters: that makes better messages.
  if (!params->vars.empty()) params = static_cast<Tuple *>(substType(this, {}, params, lookupMap(targs), nullptr));
  Unifier u(tparams, targs, allowVersion(21));

  auto mismatch = [&](Type *par, Type *targ, Operand &arg) {
    std::vector<Type *> known = u.inferred(tparams);
    bool none = true;
    for (Type *t : known) none = none && !t;
    if (none) {
      addf(err, arg, Diag::InferNoMatchAll, targ, arg.expr, par, paramNames(tparams));
      return;
    }
    Type *inferred = substType(this, {}, par, lookupMap(known), nullptr);
    if (inferred == par) addf(err, arg, Diag::InferNoMatch, targ, arg.expr, par);
    else if (reverse) addf(err, arg, Diag::InferReverse, inferred, par, targ, arg.expr);
    else addf(err, arg, Diag::InferNoMatchInferred, targ, arg.expr, inferred, par);
  };

  // 1. typed arguments
  std::vector<size_t> untyped;
  for (size_t i = 0; i < args.size(); i++) {
    Operand &arg = args[i];
    Type *par = params->vars[i]->type;
    if (!isParameterized(tparams, par) && !isParameterized(tparams, arg.type)) continue;
    if (isTyped(arg.type)) {
      if (!u.unify(par, arg.type, kAssign)) {
        mismatch(par, arg.type, arg);
        return false;
      }
    } else if (par->kind == TypeKind::TypeParam && !arg.isNil()) {
      untyped.push_back(i); // default types are basic: only a lone parameter can match
    }
  }

  // 2. constraints, as long as they tell something new
  for (;;) {
    int unknown = u.unknowns();
    for (TypeParam *tp : tparams) {
      Type *tx = u.at(tp);
      Term core{};
      bool single = false;
      if (coreTerm(tp, core, single)) {
        if (tx) {
          if (!u.unify(tx, core.type, kInexact)) {
            addf(err, pos, Diag::InferUnsatisfied, tp, tx, tp->bound);
            return false;
          }
        } else if (single && !core.tilde) {
          u.set(tp, core.type);
        }
      }
      if (tx && !isParameterized(tparams, tx)) {
        std::string cause;
        Equivalent eq = [&u](Type *a, Type *b) { return u.unify(a, b, kExact); };
        Interface *constraint = ifaceOf(tp);
        if (!typeSet(constraint)->methods.empty() && !hasAllMethods(this, tx, constraint, true, &eq, &cause)) {
          addf(err, pos, Diag::InferUnsatisfiedCause, tp, tx, tp->bound, cause);
          return false;
        }
      }
    }
    if (u.unknowns() == unknown) break;
  }

  // 3. default types of untyped constants, the largest for each parameter
  std::vector<std::pair<TypeParam *, Type *>> maxUntyped;
  for (size_t i : untyped) {
    auto *tp = static_cast<TypeParam *>(params->vars[i]->type);
    if (u.at(tp)) continue;
    bool found = false;
    for (auto &[p, max] : maxUntyped) {
      if (p != tp) continue;
      found = true;
      Type *m = maxType(max, args[i].type);
      if (!m) {
        addf(err, args[i], Diag::InferMismatched, max, args[i].type, tp);
        return false;
      }
      max = m;
    }
    if (!found) maxUntyped.push_back({tp, args[i].type});
  }
  for (auto &[tp, t] : maxUntyped) u.set(tp, defaultType(t));

  // Inferred types may mention other parameters: substitute until nothing changes.
  std::vector<Type *> inferred = u.inferred(tparams);
  CycleKiller killer{tparams, inferred, {}};
  for (TypeParam *tp : tparams) killer.typ(tp);
  std::vector<size_t> dirty;
  for (size_t i = 0; i < n; i++)
    if (inferred[i] && !targs[i]) dirty.push_back(i);
  for (int round = 0; !dirty.empty() && round < 100; round++) {
    std::vector<Type *> now = inferred;
    std::vector<size_t> still;
    for (size_t i : dirty) {
      Type *t0 = inferred[i], *t1 = substType(this, {}, t0, lookupMap(now), nullptr);
      if (t1 == t0) continue;
      // A generic argument whose parameters are all known isn't generic any more.
      if (auto *sig = dyn<Signature>(t1); sig && !sig->tparams.empty() && !isParameterized(tparams, sig)) {
        auto *copy = newType<Signature>();
        *copy = *sig;
        copy->tparams = {};
        t1 = copy;
      }
      inferred[i] = t1;
      still.push_back(i);
    }
    dirty = still;
  }
  for (size_t i = 0; i < n; i++) {
    if (inferred[i] && !isParameterized(tparams, inferred[i])) continue;
    addf(err, pos, Diag::InferCannot, tparams[i]->obj->name, tparams[i]->obj->pos);
    return false;
  }
  targs = std::move(inferred);
  return true;
}

} // namespace golem::types

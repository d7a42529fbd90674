// Substitution of type parameters by type arguments. A type that mentions none of the parameters comes back unchanged
// (the same pointer); everything else is copied as far as it changes.
#include "compiler/types/checker.h"

namespace golem::types {

Var *cloneVar(Var *v, Type *t) {
  Var *c = make<Var>(*v);
  c->type = t;
  c->origin = v->origin ? v->origin : v;
  return c;
}

Func *cloneFunc(Func *f, Type *t) {
  Func *c = make<Func>(*f);
  c->type = t;
  c->origin = f->origin ? f->origin : f;
  return c;
}

// Methods whose receiver has type `from` get copies with receiver type `to`.
std::span<Func *> replaceRecvType(std::span<Func *> in, Type *from, Type *to, bool &copied) {
  copied = false;
  std::span<Func *> out = in;
  for (size_t i = 0; i < in.size(); i++) {
    auto *sig = dyn<Signature>(in[i]->type);
    if (!sig || !sig->recv || sig->recv->type != from) continue;
    if (!copied) {
      out = keep(in.data(), in.size());
      copied = true;
    }
    auto *s = newType<Signature>();
    *s = *sig;
    s->recv = cloneVar(sig->recv, to);
    out[i] = cloneFunc(in[i], s);
  }
  return out;
}

namespace {

struct Subster {
  Checker *check;
  Pos pos;
  const SubstMap &m;
  Named *expanding;
  int depth = 0;

  Type *typ(Type *t);
  Type *orInvalid(Type *t) { return t ? typ(t) : invalidType(); }
  Var *var(Var *v) {
    Type *t = orInvalid(v->type);
    return t == v->type ? v : cloneVar(v, t);
  }
  template <class T, class F> std::span<T> list(std::span<T> in, F f, bool &changed) {
    std::span<T> out = in;
    changed = false;
    for (size_t i = 0; i < in.size(); i++) {
      T u = f(in[i]);
      if (u == in[i]) continue;
      if (!changed) {
        out = keep(in.data(), in.size());
        changed = true;
      }
      out[i] = u;
    }
    return out;
  }
  Tuple *tuple(Tuple *t) {
    if (!t) return nullptr;
    bool changed = false;
    auto vars = list(t->vars, [this](Var *v) { return var(v); }, changed);
    if (!changed) return t;
    auto *c = newType<Tuple>();
    c->vars = vars;
    return c;
  }
  Type *interface(Interface *t);
  Type *instance(Type *t, Type *orig, std::span<Type *> targs, size_t want);
};

Type *Subster::interface(Interface *t) {
  bool m1 = false, m2 = false;
  auto methods = list(
      t->methods,
      [this](Func *f) {
        Type *ft = orInvalid(f->type);
        return ft == f->type ? f : cloneFunc(f, ft);
      },
      m1);
  auto embeddeds = list(t->embeddeds, [this](Type *e) { return typ(e); }, m2);
  if (!m1 && !m2) return t;
  auto *c = check ? check->newInterface() : newType<Interface>();
  c->embeddeds = embeddeds;
  c->embedPos = t->embedPos;
  c->implicit = t->implicit;
  c->complete = t->complete;
  bool copied = false;
  c->methods = replaceRecvType(methods, t, c, copied);
  if (!check) typeSet(c);
  return c;
}

Type *Subster::instance(Type *t, Type *orig, std::span<Type *> targs, size_t want) {
  if (want == 0) return t;
  if (targs.size() != want) return invalidType(); // reported elsewhere
  bool changed = false;
  auto fresh = list(targs, [this](Type *a) { return typ(a); }, changed);
  return changed ? instanceOf(check, pos, orig, fresh, expanding) : t;
}

Type *Subster::typ(Type *t) {
  if (!t) return invalidType();
  constexpr int kMaxDepth = 500;
  if (depth > kMaxDepth) return invalidType();
  Restore<int> d(depth, depth + 1);
  switch (t->kind) {
  case TypeKind::Basic: return t;
  case TypeKind::TypeParam: return m.lookup(static_cast<TypeParam *>(t));
  case TypeKind::Named: {
    // Must not expand t.
    auto *n = static_cast<Named *>(t);
    return instance(t, n->orig, n->targs, n->orig->tparams.size());
  }
  case TypeKind::Alias: {
    auto *a = static_cast<Alias *>(t);
    return instance(t, a->orig, a->targs, a->orig->tparams.size());
  }
  case TypeKind::Array: {
    auto *a = static_cast<Array *>(t);
    Type *elem = orInvalid(a->elem);
    return elem == a->elem ? t : newArray(elem, a->len);
  }
  case TypeKind::Slice: {
    Type *old = static_cast<Slice *>(t)->elem, *elem = orInvalid(old);
    return elem == old ? t : newSlice(elem);
  }
  case TypeKind::Pointer: {
    Type *old = static_cast<Pointer *>(t)->elem, *elem = orInvalid(old);
    return elem == old ? t : newPointer(elem);
  }
  case TypeKind::Map: {
    auto *mt = static_cast<Map *>(t);
    Type *key = orInvalid(mt->key), *elem = orInvalid(mt->elem);
    if (key == mt->key && elem == mt->elem) return t;
    auto *c = newType<Map>();
    c->key = key;
    c->elem = elem;
    return c;
  }
  case TypeKind::Chan: {
    auto *ch = static_cast<Chan *>(t);
    Type *elem = orInvalid(ch->elem);
    if (elem == ch->elem) return t;
    auto *c = newType<Chan>();
    c->dir = ch->dir;
    c->elem = elem;
    return c;
  }
  case TypeKind::Struct: {
    auto *s = static_cast<Struct *>(t);
    bool changed = false;
    auto fields = list(s->fields, [this](Var *v) { return var(v); }, changed);
    if (!changed) return t;
    auto *c = newType<Struct>();
    c->fields = fields;
    c->tags = s->tags;
    return c;
  }
  case TypeKind::Tuple: return tuple(static_cast<Tuple *>(t));
  case TypeKind::Signature: {
    // The receiver stays: it is replaced where interfaces and instances are expanded.
    auto *s = static_cast<Signature *>(t);
    Tuple *params = tuple(s->params), *results = tuple(s->results);
    if (params == s->params && results == s->results) return t;
    auto *c = newType<Signature>();
    *c = *s;
    c->params = params;
    c->results = results;
    c->scope = nullptr;
    return c;
  }
  case TypeKind::Union: {
    auto *u = static_cast<Union *>(t);
    std::vector<Term> terms(u->terms.begin(), u->terms.end());
    bool changed = false;
    for (Term &x : terms) {
      Type *xt = typ(x.type);
      changed |= xt != x.type;
      x.type = xt;
    }
    if (!changed) return t;
    auto *c = newType<Union>();
    c->terms = keep(terms);
    return c;
  }
  case TypeKind::Interface: return interface(static_cast<Interface *>(t));
  }
  return t;
}

} // namespace

Type *substType(Checker *check, Pos pos, Type *t, const SubstMap &m, Named *expanding) {
  if (m.empty() || !t) return t;
  Subster s{check, pos, m, expanding};
  return s.typ(t);
}

Type *subst(Type *t, std::span<TypeParam *const> tparams, std::span<Type *const> targs) {
  std::lock_guard<std::recursive_mutex> lock(globalLock());
  return substType(nullptr, {}, t, SubstMap{tparams, targs}, nullptr);
}

Type *newPointer(Type *elem) {
  auto *p = newType<Pointer>();
  p->elem = elem;
  return p;
}
Type *newSlice(Type *elem) {
  auto *s = newType<Slice>();
  s->elem = elem;
  return s;
}
Type *newArray(Type *elem, int64_t len) {
  auto *a = newType<Array>();
  a->len = len;
  a->elem = elem;
  return a;
}
Tuple *emptyTuple() {
  static auto *t = newType<Tuple>();
  return t;
}
Tuple *makeTuple(std::span<Var *const> vars) {
  if (vars.empty()) return emptyTuple();
  auto *t = newType<Tuple>();
  t->vars = keep(vars.data(), vars.size());
  return t;
}
Type *newTuple(std::span<Var *const> vars) { return makeTuple(vars); }

} // namespace golem::types

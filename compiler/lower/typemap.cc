// types::Type → gir::Type: canonical types with layout, substituting type parameters by the environment's arguments.
#include "compiler/lower/lowering.h"
#include <algorithm>

namespace golem::lower {

types::Type *PackageLowerer::subst(types::Type *t, TypeEnv *env) {
  if (!t || !env || env->empty() || !types::hasTypeParam(t)) return t;
  return types::subst(t, env->tparams, env->targs);
}

gir::Type *PackageLowerer::gtype(types::Type *t, TypeEnv *env) {
  if (!t) return tt.unsafePointer(); // after an internal error only
  auto &cache = env && !env->empty() ? env->cache : prog.typeCache;
  if (auto it = cache.find(t); it != cache.end()) return it->second;
  types::Type *s = subst(t, env);
  gir::Type *g = convertType(s, env);
  tt.layout(g);
  cache[t] = g;
  return g;
}

namespace {
Kind basicKind(types::BasicKind k) {
  using B = types::BasicKind;
  switch (k) {
  case B::Bool: case B::UntypedBool: return Kind::Bool;
  case B::Int: case B::UntypedInt: return Kind::Int;
  case B::Int8: return Kind::Int8;
  case B::Int16: return Kind::Int16;
  case B::Int32: case B::UntypedRune: return Kind::Int32;
  case B::Int64: return Kind::Int64;
  case B::Uint: return Kind::Uint;
  case B::Uint8: return Kind::Uint8;
  case B::Uint16: return Kind::Uint16;
  case B::Uint32: return Kind::Uint32;
  case B::Uint64: return Kind::Uint64;
  case B::Uintptr: return Kind::Uintptr;
  case B::Float32: return Kind::Float32;
  case B::Float64: case B::UntypedFloat: return Kind::Float64;
  case B::Complex64: return Kind::Complex64;
  case B::Complex128: case B::UntypedComplex: return Kind::Complex128;
  case B::String: case B::UntypedString: return Kind::String;
  case B::UnsafePointer: case B::UntypedNil: case B::Invalid: return Kind::UnsafePointer;
  }
  return Kind::UnsafePointer;
}

std::string_view pathOf(types::Package *p) { return p ? std::string_view(p->path) : std::string_view(); }

// Is the type declared inside a function (and so nameless outside of it)?
bool isLocalType(types::TypeName *obj) { return obj->pkg && obj->parent && obj->pkg->scope && obj->parent != obj->pkg->scope; }
} // namespace

namespace {
// Is the type declared inside the generic function that env instantiates?
bool insideInstance(types::TypeName *obj, TypeEnv *env) {
  if (!env || env->empty() || !isLocalType(obj)) return false;
  if (!env->scope) return true;
  for (types::Scope *s = obj->parent; s; s = s->parent)
    if (s == env->scope) return true;
  return false;
}
} // namespace

// As in gc: "main.T", "main.G[int]"; types declared inside functions have a number, "main.T·1", and inside a generic function its
// type arguments before their own, "main.T[int;string]·1". The name that reflection shows has no number at its end.
std::string PackageLowerer::namedLinkName(types::Named *n, TypeEnv *env, bool display) {
  types::TypeName *obj = (n->orig ? n->orig : n)->obj;
  std::string s;
  if (obj->pkg) s = (display ? std::string(obj->pkg->name.str()) : pkgPrefix(obj->pkg)) + ".";
  s += obj->name.str();
  size_t implicit = insideInstance(obj, env) ? env->targs.size() : 0;
  if (implicit + n->targs.size()) {
    s += '[';
    for (size_t i = 0; i < implicit + n->targs.size(); i++) {
      if (i) s += i == implicit ? ';' : ',';
      s += i < implicit ? typeLinkName(env->targs[i], nullptr) : typeLinkName(n->targs[i - implicit], env);
    }
    s += ']';
  }
  if (!display && isLocalType(obj)) {
    uint32_t &number = prog.localTypeNumber[obj];
    if (!number)
      for (uint32_t i = 0; i < obj->pkg->localTypes.size(); i++) prog.localTypeNumber[obj->pkg->localTypes[i]] = i + 1;
    s += "·" + std::to_string(prog.localTypeNumber[obj]);
  }
  return s;
}

std::string PackageLowerer::typeLinkName(types::Type *t, TypeEnv *env) {
  gir::Type *g = convertType(subst(t, env), env); // no layout: t may contain a type whose structure is being converted
  std::string s;
  for (char c : gir::typeText(g))
    if (c != '\'') s += c;
  return s;
}

gir::Type *PackageLowerer::funcType(types::Signature *s, TypeEnv *env, types::Type *recv) {
  std::vector<gir::Type *> ps, rs;
  if (recv) ps.push_back(gtype(recv, env));
  for (types::Var *v : s->params->vars) ps.push_back(gtype(v->type, env));
  if (s->results)
    for (types::Var *v : s->results->vars) rs.push_back(gtype(v->type, env));
  return tt.funcOf(ps, rs, s->variadic);
}

gir::Type *PackageLowerer::convertType(types::Type *t, TypeEnv *env) {
  using types::TypeKind;
  // Pointers and the like may be recursive only through Named, which is entered into the cache before its structure.
  switch (t->kind) {
  case TypeKind::Basic: return tt.basic(basicKind(static_cast<types::Basic *>(t)->basic));
  case TypeKind::Array: {
    auto *a = static_cast<types::Array *>(t);
    return tt.arrayOf(convertType(a->elem, env), a->len);
  }
  case TypeKind::Slice: return tt.sliceOf(convertType(static_cast<types::Slice *>(t)->elem, env));
  case TypeKind::Pointer: return tt.pointerTo(convertType(static_cast<types::Pointer *>(t)->elem, env));
  case TypeKind::Map: {
    auto *m = static_cast<types::Map *>(t);
    gir::Type *k = convertType(m->key, env);
    return tt.mapOf(k, convertType(m->elem, env));
  }
  case TypeKind::Chan: {
    auto *c = static_cast<types::Chan *>(t);
    uint8_t dir = c->dir == syn::ChanDir::Both ? gir::kBothDir : c->dir == syn::ChanDir::SendOnly ? gir::kSendDir : gir::kRecvDir;
    return tt.chanOf(convertType(c->elem, env), dir);
  }
  case TypeKind::Struct: {
    auto *s = static_cast<types::Struct *>(t);
    std::vector<gir::Field> fs;
    for (size_t i = 0; i < s->fields.size(); i++) {
      types::Var *v = s->fields[i];
      gir::Field f{};
      f.name = v->name.str();
      if (!v->name.isExported()) f.pkgPath = pathOf(v->pkg);
      f.type = convertType(v->type, env);
      f.embedded = v->embedded;
      if (i < s->tags.size()) f.tag = s->tags[i];
      fs.push_back(f);
    }
    gir::Type *g = tt.structOf(fs);
    if (!g->origin) g->origin = t;
    return g;
  }
  case TypeKind::Tuple: {
    std::vector<gir::Field> fs;
    for (types::Var *v : static_cast<types::Tuple *>(t)->vars) {
      gir::Field f{};
      f.name = "_";
      f.type = convertType(v->type, env);
      fs.push_back(f);
    }
    return tt.structOf(fs);
  }
  case TypeKind::Signature: {
    auto *s = static_cast<types::Signature *>(t);
    std::vector<gir::Type *> ps, rs;
    for (types::Var *v : s->params->vars) ps.push_back(convertType(v->type, env));
    if (s->results)
      for (types::Var *v : s->results->vars) rs.push_back(convertType(v->type, env));
    return tt.funcOf(ps, rs, s->variadic);
  }
  case TypeKind::Interface: {
    std::vector<gir::Method> ms;
    for (types::Func *fn : types::interfaceMethods(t)) {
      gir::Method mt{};
      mt.name = fn->name.str();
      if (!fn->name.isExported()) mt.pkgPath = pathOf(fn->pkg);
      mt.sig = convertType(fn->type, env);
      ms.push_back(mt);
    }
    // internal/abi's order: by name, unexported ones of different packages by path.
    std::stable_sort(ms.begin(), ms.end(),
                     [](const gir::Method &a, const gir::Method &b) { return a.name != b.name ? a.name < b.name : a.pkgPath < b.pkgPath; });
    return tt.interfaceOf(ms);
  }
  case TypeKind::Union: return tt.anyType(); // only in constraints, which have no values
  case TypeKind::Alias: return convertType(subst(types::unalias(t), env), env);
  case TypeKind::TypeParam: {
    types::Type *s = subst(t, env);
    if (s == t) {
      internalError(Pos{}, "type parameter without an argument: " + types::typeString(t));
      return tt.anyType();
    }
    return convertType(s, env);
  }
  case TypeKind::Named: {
    auto *n = static_cast<types::Named *>(t);
    bool local = insideInstance((n->orig ? n->orig : n)->obj, env);
    auto &cache = local ? env->cache : prog.typeCache;
    if (auto it = cache.find(t); it != cache.end()) return it->second;
    std::string link = namedLinkName(n, env, false);
    if (gir::Type *g = tt.findNamed(link)) {
      cache[t] = g;
      return g;
    }
    types::TypeName *obj = (n->orig ? n->orig : n)->obj;
    gir::Type *g = tt.named(link, namedLinkName(n, env, true), pathOf(obj->pkg));
    g->origin = t;
    cache[t] = g;
    types::Type *u = types::under(t);
    tt.setUnderlying(g, convertType(local ? subst(u, env) : u, env));
    return g;
  }
  }
  return tt.anyType();
}

} // namespace golem::lower

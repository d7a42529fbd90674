// Static data: package variables whose initializers are constant (numbers, strings, addresses of other variables, nested
// literals) are laid out at compile time; so are big constant array literals inside functions, as read-only data to copy.
#include "compiler/lower/lowering.h"

namespace golem::lower {

using K = syn::NodeKind;

namespace {
bool constItem(gir::TypeTable &tt, gir::Module &m, const constant::Value *v, gir::Type *t, gir::Const &c) {
  (void)tt;
  c.type = t;
  switch (t->kind) {
  case Kind::Bool:
    c.kind = gir::Const::K::Int;
    c.i = constant::boolVal(v);
    return true;
  case Kind::String:
    c.kind = gir::Const::K::String;
    c.s = m.arena.copy(constant::stringVal(v));
    return true;
  case Kind::Float32: case Kind::Float64: {
    auto f = constant::toFloat(v);
    if (!f) return false;
    c.kind = gir::Const::K::Float;
    c.f = t->kind == Kind::Float32 ? static_cast<double>(constant::float32Val(f)) : constant::float64Val(f);
    return true;
  }
  case Kind::Complex64: case Kind::Complex128: {
    auto z = constant::toComplex(v);
    if (!z) return false;
    c.kind = gir::Const::K::Complex;
    c.f = constant::float64Val(constant::real(z));
    c.im = constant::float64Val(constant::imag(z));
    return true;
  }
  default:
    if (!t->isInteger()) return false;
    auto i = constant::toInt(v);
    if (!i) return false;
    uint64_t u = 0;
    c.kind = gir::Const::K::Int;
    if (!constant::int64Val(i, c.i)) {
      if (!constant::uint64Val(i, u)) return false;
      c.i = static_cast<int64_t>(u);
    }
    return true;
  }
}
bool isZero(const gir::Const &c) {
  switch (c.kind) {
  case gir::Const::K::Zero: return true;
  case gir::Const::K::Int: return c.i == 0;
  case gir::Const::K::String: return c.s.empty();
  default: return false;
  }
}
} // namespace

// FIPS 140's packages check a sum over their data, which a relocation would change (gc: cmd/internal/obj/fips140.go). So what their variables point
// to is made when the program starts; -m says it escapes.
bool PackageLowerer::dataHoldsNoAddresses() const {
  constexpr std::string_view kFips = "crypto/internal/fips140";
  std::string_view path = pkg->path;
  return path.starts_with(kFips) && (path.size() == kFips.size() || path[kFips.size()] == '/') && !path.ends_with("_test");
}

// Lays e of type t at `offset` of g; false if it isn't static (g may then be half filled: the caller drops it).
bool PackageLowerer::staticValue(syn::Expr *e, gir::Type *t, int64_t offset, gir::Global *g) {
  e = syn::unparen(e);
  tt.layout(t);
  if (t->elem) tt.layout(t->elem);
  if (e->tv.mode == syn::OperandMode::NilValue) return true;
  if (e->tv.mode == syn::OperandMode::Constant && e->tv.value) {
    if (gtype(e->tv.type, nullptr) != t) return false; // e.g. to an interface
    gir::Const c;
    if (!constItem(tt, m, e->tv.value, t, c)) return false;
    if (!isZero(c)) g->init.push_back({offset, c});
    return true;
  }
  if (e->kind == K::Operation) {
    auto *o = static_cast<syn::Operation *>(e);
    syn::Expr *x = syn::unparen(o->x);
    // &packageVariable
    if (gtype(e->tv.type, nullptr) != t) return false;
    if (!o->y && o->op == syn::Op::And && x->kind == K::Name) {
      types::Object *ob = static_cast<syn::Name *>(x)->obj;
      if (ob && ob->kind == types::ObjectKind::Var && static_cast<types::Var *>(ob)->vkind == types::VarKind::Package) {
        gir::Const c;
        c.kind = gir::Const::K::Global;
        c.type = t;
        c.s = m.arena.copy(globalSymbol(static_cast<types::Var *>(ob)));
        g->init.push_back({offset, c});
        return true;
      }
    }
    return false;
  }
  if (e->kind != K::CompositeLit || gtype(e->tv.type, nullptr) != t) return false;
  auto *lit = static_cast<syn::CompositeLit *>(e);
  if (t->kind == Kind::Struct) {
    auto *st = static_cast<types::Struct *>(types::under(lit->tv.type));
    int next = 0;
    for (syn::Expr *x : lit->elems) {
      int i = next++;
      syn::Expr *val = x;
      if (x->kind == K::KeyValueExpr) {
        auto *kv = static_cast<syn::KeyValueExpr *>(x);
        val = kv->value;
        i = -1;
        if (kv->key->kind == K::Name)
          for (size_t j = 0; j < st->fields.size(); j++)
            if (st->fields[j]->name == static_cast<syn::Name *>(kv->key)->value) i = static_cast<int>(j);
        if (i < 0) return false;
      }
      const gir::Field &f = t->fields[static_cast<size_t>(i)];
      if (f.name == "_") return false; // stays zero, but its value is evaluated
      if (!staticValue(val, f.type, offset + f.offset, g)) return false;
    }
    return true;
  }
  if (t->kind == Kind::Array || t->kind == Kind::Slice) {
    int64_t i = 0, max = 0;
    gir::Global *target = g;
    int64_t base = offset;
    gir::Global backing;
    if (t->kind == Kind::Slice) {
      if (dataHoldsNoAddresses()) return false;
      target = &backing;
      base = 0;
    }
    for (syn::Expr *x : lit->elems) {
      syn::Expr *val = x;
      if (x->kind == K::KeyValueExpr) {
        auto *kv = static_cast<syn::KeyValueExpr *>(x);
        constant::int64Val(constant::toInt(kv->key->tv.value), i);
        val = kv->value;
      }
      if (!staticValue(val, t->elem, base + i * t->elem->size, target)) return false;
      i++;
      if (i > max) max = i;
    }
    if (t->kind == Kind::Slice) {
      gir::Type *arr = tt.arrayOf(t->elem, max);
      tt.layout(arr);
      gir::Global *bg = m.addGlobal(pkgPrefix(pkg) + "..stmp_" + std::to_string(staticCount++), arr);
      bg->init = std::move(backing.init);
      gir::Const p, n;
      p.kind = gir::Const::K::Global;
      p.type = tt.pointerTo(arr);
      p.s = bg->name;
      n.kind = gir::Const::K::Int;
      n.type = tt.intType();
      n.i = max;
      g->init.push_back({offset, p});
      g->init.push_back({offset + 8, n});
      g->init.push_back({offset + 16, n});
    }
    return true;
  }
  return false;
}

bool PackageLowerer::staticInit(types::Var *v, syn::Expr *rhs) {
  auto it = m.globalByName.find(globalSymbol(v));
  if (it == m.globalByName.end()) return false;
  gir::Global *g = it->second;
  size_t globals = m.globals.size();
  if (staticValue(rhs, g->type, 0, g)) return true;
  g->init.clear();
  while (m.globals.size() > globals) { // backing arrays made on the way
    m.globalByName.erase(m.globals.back()->name);
    m.globals.pop_back();
  }
  return false;
}

std::string PackageLowerer::staticData(syn::Expr *e, gir::Type *t, TypeEnv *env) {
  auto *lit = static_cast<syn::CompositeLit *>(e);
  if (t->kind != Kind::Array || lit->elems.size() < 5 || t->hasPointers()) return {};
  if (env && !env->empty() && types::hasTypeParam(lit->tv.type)) return {};
  gir::Global tmp;
  int64_t i = 0;
  for (syn::Expr *x : lit->elems) {
    syn::Expr *val = x;
    if (x->kind == K::KeyValueExpr) {
      auto *kv = static_cast<syn::KeyValueExpr *>(x);
      constant::int64Val(constant::toInt(kv->key->tv.value), i);
      val = kv->value;
    }
    if (!staticValue(val, t->elem, i * t->elem->size, &tmp)) return {};
    i++;
  }
  gir::Global *g = m.addGlobal(pkgPrefix(pkg) + "..stmp_" + std::to_string(staticCount++), t);
  g->readonly = true;
  g->init = std::move(tmp.init);
  return g->name;
}

} // namespace golem::lower

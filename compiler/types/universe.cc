// The universe scope and package unsafe: built once, on first use, from universe.def.
#include "compiler/types/universe.h"

namespace golem::types {

namespace {

struct Universe {
  Scope *scope = make<Scope>();
  Package *unsafe = new Package;
  Basic *basics[26];
  Basic *byte, *rune;
  Interface *any, *empty;
  Type *anyAlias;
  Named *error, *comparable;
  Object *iota;

  Universe();
  void define(Object *o) {
    if (isExportedName(o->name)) {
      o->pkg = unsafe;
      o->parent = unsafe->scope;
      unsafe->scope->elems.insert(o->name, o);
    } else {
      o->parent = scope;
      scope->elems.insert(o->name, o);
    }
  }
  TypeName *typeName(const char *name, Type *t) { return newObject<TypeName>({}, nullptr, Ident::intern(name), t); }
  Basic *basic(BasicKind k, unsigned info, const char *name) {
    auto *b = newType<Basic>();
    b->basic = k;
    b->info = static_cast<uint16_t>(info);
    b->name = name;
    return b;
  }
  Named *named(const char *name, Interface *u) {
    auto *n = newType<Named>();
    n->obj = typeName(name, n);
    n->orig = n;
    n->fromRHS = n->under = u;
    n->methods = new std::vector<Func *>;
    n->state = kUnpacked | kHasMethods | kHasUnder | kHasFinite | kFinite;
    define(n->obj);
    return n;
  }
  void builtin(BuiltinId id, const char *name) {
    auto *b = newObject<Builtin>({}, nullptr, Ident::intern(name), basics[0]);
    b->id = id;
    define(b);
  }
};

Universe::Universe() {
  unsafe->path = "unsafe";
  unsafe->name = Ident::intern("unsafe");
  unsafe->scope = make<Scope>();
  unsafe->scope->parent = scope;
  unsafe->complete = true;
  unsafe->isUnsafe = true;

#define BASIC(kind, info, name) basics[static_cast<int>(BasicKind::kind)] = basic(BasicKind::kind, info, name);
#include "compiler/types/universe.def"
  for (Basic *b : basics)
    if (std::string_view(b->name).find(' ') == std::string_view::npos) define(typeName(b->name, b));
  byte = basic(BasicKind::Uint8, kIsInteger | kIsUnsigned, "byte");
  rune = basic(BasicKind::Int32, kIsInteger, "rune");
  define(typeName("byte", byte));
  define(typeName("rune", rune));

  // type any = interface{}: an interface object of its own, so that messages can say "any".
  any = newType<Interface>();
  any->complete = true;
  any->tset = topTypeSet();
  empty = newType<Interface>();
  *empty = *any;
  auto *alias = newType<Alias>();
  alias->obj = typeName("any", alias);
  alias->orig = alias;
  alias->fromRHS = alias->actual = any;
  anyAlias = alias;
  define(alias->obj);

  // type error interface{ Error() string }
  auto *ierr = newType<Interface>();
  error = named("error", ierr);
  auto *sig = newType<Signature>();
  sig->recv = newVar(VarKind::Recv, {}, nullptr, {}, error);
  sig->params = emptyTuple();
  Var *res = newVar(VarKind::Result, {}, nullptr, {}, basics[static_cast<int>(BasicKind::String)]);
  sig->results = makeTuple({&res, 1});
  auto *m = newObject<Func>({}, nullptr, Ident::intern("Error"), sig);
  m->isInterfaceMethod = true;
  ierr->methods = keep(&m, 1);
  ierr->complete = true;
  ierr->tset = new TypeSet{{m}, {true, {}}, false};

  // type comparable interface{}, marked as comparable
  auto *icmp = newType<Interface>();
  icmp->complete = true;
  icmp->tset = new TypeSet{{}, {true, {}}, true};
  comparable = named("comparable", icmp);

#define PREDECLARED_CONST(name, kind, value) \
  { \
    auto *c = newObject<Const>({}, nullptr, Ident::intern(name), basics[static_cast<int>(BasicKind::kind)]); \
    c->val = value; \
    define(c); \
  }
#include "compiler/types/universe.def"
  define(newObject<Nil>({}, nullptr, Ident::intern("nil"), basics[static_cast<int>(BasicKind::UntypedNil)]));
#define BUILTIN(id, name, nargs, variadic, kind) builtin(BuiltinId::id, name);
#define UNSAFE_BUILTIN(id, name, nargs, variadic) builtin(BuiltinId::id, name);
#include "compiler/types/universe.def"
  iota = scope->lookup(Ident::intern("iota"));
}

Universe &u() {
  static auto *the = new Universe;
  return *the;
}

constexpr BuiltinInfo kBuiltins[] = {
#define BUILTIN(id, name, nargs, variadic, kind) {name, nargs, variadic, ExprKind::kind},
#define UNSAFE_BUILTIN(id, name, nargs, variadic) {name, nargs, variadic, ExprKind::Expression},
#include "compiler/types/universe.def"
    {"assert", 1, false, ExprKind::Statement},
    {"trace", 0, true, ExprKind::Statement},
};

} // namespace

Scope *universe() { return u().scope; }
Package *unsafePackage() { return u().unsafe; }
Type *typ(BasicKind k) {
  static Basic **const basics = u().basics;
  return basics[static_cast<int>(k)];
}
Type *universeByte() { return u().byte; }
Type *universeRune() { return u().rune; }
Type *universeError() { return u().error; }
Type *universeAny() { return u().anyAlias; }
Type *universeComparable() { return u().comparable; }
Object *universeIota() { return u().iota; }
Interface *emptyInterface() { return u().empty; }
Interface *anyInterface() { return u().any; }

const BuiltinInfo &builtinInfo(BuiltinId id) { return kBuiltins[static_cast<int>(id)]; }
const char *builtinName(BuiltinId id) { return builtinInfo(id).name; }

void definePredeclaredTestFuncs() {
  if (universe()->lookup(Ident::intern("assert"))) return;
  u().builtin(BuiltinId::Assert, "assert");
  u().builtin(BuiltinId::Trace, "trace");
}

} // namespace golem::types

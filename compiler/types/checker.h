// The checker's inside: operands, the environment of the declaration at hand, and one Checker per package check. Every
// file of this folder implements the members named after its task. Nothing outside compiler/types includes this header.
//
// How it works: collectObjects() enters all package-level names; packageObjects() resolves each declaration, lazily and
// recursively, with the objects under way on objPath_ (a cycle shows there); function bodies and everything that needs
// complete types wait on the list of delayed actions. Results go into the syntax tree. Untyped expressions keep their
// untyped type in Expr::tv until the context decides (updateExprType).
#pragma once
#include "compiler/types/types.h"
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace golem::types {

namespace syn = golem::syntax;
using constant::V;
using syn::Expr;
using syn::ExprList;
using syn::Node;
using syn::NodeKind;
using syn::OperandMode;
using syn::Stmt;
using Ident = golem::Name;

// ---- memory: everything lives as long as the process; one arena per thread ----

void *allocate(size_t size, size_t align);
template <class T, class... A> T *make(A &&...args) { return new (allocate(sizeof(T), alignof(T))) T{std::forward<A>(args)...}; }
template <class T> T *makeType(TypeKind k) {
  T *t = new (allocate(sizeof(T), alignof(T))) T{};
  t->kind = k;
  return t;
}
template <class T> std::span<T> keep(const T *data, size_t n) {
  if (n == 0) return {};
  T *p = static_cast<T *>(allocate(n * sizeof(T), alignof(T)));
  std::copy(data, data + n, p);
  return {p, n};
}
template <class T> std::span<T> keep(const std::vector<T> &v) { return keep(v.data(), v.size()); }

// ---- casts ----

template <class T> struct TypeKindOf;
#define GOLEM_TYPE_KIND(T) \
  template <> struct TypeKindOf<T> { \
    static constexpr TypeKind value = TypeKind::T; \
  };
GOLEM_TYPE_KIND(Basic)
GOLEM_TYPE_KIND(Array)
GOLEM_TYPE_KIND(Slice)
GOLEM_TYPE_KIND(Struct)
GOLEM_TYPE_KIND(Pointer)
GOLEM_TYPE_KIND(Tuple)
GOLEM_TYPE_KIND(Signature)
GOLEM_TYPE_KIND(Union)
GOLEM_TYPE_KIND(Interface)
GOLEM_TYPE_KIND(Map)
GOLEM_TYPE_KIND(Chan)
GOLEM_TYPE_KIND(Named)
GOLEM_TYPE_KIND(TypeParam)
GOLEM_TYPE_KIND(Alias)
#undef GOLEM_TYPE_KIND
// t as a T if it is one, else null; never looks through aliases or names.
template <class T> T *dyn(Type *t) { return t && t->kind == TypeKindOf<T>::value ? static_cast<T *>(t) : nullptr; }
template <class T> T *dynUnder(Type *t) { return dyn<T>(under(t)); }
template <class T> T *dynUnalias(Type *t) { return dyn<T>(unalias(t)); }
template <class T> T *newType() { return makeType<T>(TypeKindOf<T>::value); }

template <class T> struct ObjectKindOf;
#define GOLEM_OBJECT_KIND(T) \
  template <> struct ObjectKindOf<T> { \
    static constexpr ObjectKind value = ObjectKind::T; \
  };
GOLEM_OBJECT_KIND(PkgName)
GOLEM_OBJECT_KIND(Const)
GOLEM_OBJECT_KIND(TypeName)
GOLEM_OBJECT_KIND(Var)
GOLEM_OBJECT_KIND(Func)
GOLEM_OBJECT_KIND(Label)
GOLEM_OBJECT_KIND(Builtin)
GOLEM_OBJECT_KIND(Nil)
#undef GOLEM_OBJECT_KIND
template <class T> T *objAs(Object *o) { return o && o->kind == ObjectKindOf<T>::value ? static_cast<T *>(o) : nullptr; }
template <class T> T *newObject(Pos pos, Package *pkg, Ident name, Type *type) {
  T *o = new (allocate(sizeof(T), alignof(T))) T{};
  o->kind = ObjectKindOf<T>::value;
  o->pos = pos;
  o->pkg = pkg;
  o->name = name;
  o->type = type;
  return o;
}
Var *newVar(VarKind k, Pos pos, Package *pkg, Ident name, Type *type);

template <class T> struct NodeKindOf;
#define GOLEM_NODE_KIND(T) \
  template <> struct NodeKindOf<syn::T> { \
    static constexpr NodeKind value = NodeKind::T; \
  };
GOLEM_NODE_KIND(Name)
GOLEM_NODE_KIND(BasicLit)
GOLEM_NODE_KIND(CompositeLit)
GOLEM_NODE_KIND(KeyValueExpr)
GOLEM_NODE_KIND(FuncLit)
GOLEM_NODE_KIND(ParenExpr)
GOLEM_NODE_KIND(SelectorExpr)
GOLEM_NODE_KIND(IndexExpr)
GOLEM_NODE_KIND(SliceExpr)
GOLEM_NODE_KIND(AssertExpr)
GOLEM_NODE_KIND(TypeSwitchGuard)
GOLEM_NODE_KIND(Operation)
GOLEM_NODE_KIND(CallExpr)
GOLEM_NODE_KIND(ListExpr)
GOLEM_NODE_KIND(ArrayType)
GOLEM_NODE_KIND(SliceType)
GOLEM_NODE_KIND(DotsType)
GOLEM_NODE_KIND(StructType)
GOLEM_NODE_KIND(InterfaceType)
GOLEM_NODE_KIND(FuncType)
GOLEM_NODE_KIND(MapType)
GOLEM_NODE_KIND(ChanType)
GOLEM_NODE_KIND(ImportDecl)
GOLEM_NODE_KIND(ConstDecl)
GOLEM_NODE_KIND(TypeDecl)
GOLEM_NODE_KIND(VarDecl)
GOLEM_NODE_KIND(FuncDecl)
GOLEM_NODE_KIND(EmptyStmt)
GOLEM_NODE_KIND(LabeledStmt)
GOLEM_NODE_KIND(BlockStmt)
GOLEM_NODE_KIND(ExprStmt)
GOLEM_NODE_KIND(SendStmt)
GOLEM_NODE_KIND(DeclStmt)
GOLEM_NODE_KIND(AssignStmt)
GOLEM_NODE_KIND(BranchStmt)
GOLEM_NODE_KIND(CallStmt)
GOLEM_NODE_KIND(ReturnStmt)
GOLEM_NODE_KIND(IfStmt)
GOLEM_NODE_KIND(ForStmt)
GOLEM_NODE_KIND(SwitchStmt)
GOLEM_NODE_KIND(SelectStmt)
GOLEM_NODE_KIND(RangeClause)
#undef GOLEM_NODE_KIND
template <class T> T *nodeAs(Node *n) { return n && n->kind == NodeKindOf<T>::value ? static_cast<T *>(n) : nullptr; }
template <class T> const T *nodeAs(const Node *n) { return n && n->kind == NodeKindOf<T>::value ? static_cast<const T *>(n) : nullptr; }
// The operand of a pointer expression *x, or null.
inline Expr *starOperand(Node *n) {
  auto *op = nodeAs<syn::Operation>(n);
  return op && op->op == syn::Op::Mul && !op->y ? op->x : nullptr;
}

// ---- operands ----

// The intermediate result of checking an expression.
struct Operand {
  OperandMode mode = OperandMode::Invalid;
  BuiltinId id = BuiltinId::Append; // for Builtin
  Expr *expr = nullptr;
  Type *type = nullptr;
  V val = nullptr; // for Constant; null: unknown after an error
  bool invalid() const { return mode == OperandMode::Invalid; }
  bool isConst() const { return mode == OperandMode::Constant; }
  bool isNil() const { return mode == OperandMode::NilValue; }
};

// Tells whether an expression may stand alone as a statement.
enum class ExprKind : uint8_t { Conversion, Expression, Statement };

// The variable of function type that a value is assigned to; its type helps to infer type arguments (reverse inference).
struct Target {
  Signature *sig;
  std::string_view desc;
};

// Why a type isn't what it should be. Formatted only when somebody prints it.
struct TypeError {
  Diag id;
  Type *a = nullptr, *b = nullptr;
  const Operand *x = nullptr;
};
using MaybeError = std::optional<TypeError>;

// The place of an assignment, for messages. Text is a .def-free phrase such as "assignment"; with `fun` it is
// "argument to <fun>", built only when printed.
struct Context {
  const char *text;
  const Expr *fun = nullptr;
  bool assignment = false;
  std::string str() const;
};

// ---- type sets ----

// A union of terms. `all` is the set of all types; an empty list is the empty set.
struct TermList {
  bool all = false;
  std::vector<Term> list;
  bool empty() const { return !all && list.empty(); }
};
TermList termUnion(const TermList &a, const TermList &b);
TermList termIntersect(const TermList &a, const TermList &b);
bool termSubset(const TermList &a, const TermList &b);
bool termEqual(const TermList &a, const TermList &b);
bool termIncludes(const Term &x, Type *t);
bool termDisjoint(const Term &x, const Term &y);

struct TypeSet {
  std::vector<Func *> methods; // sorted
  TermList terms;
  bool comparable = false; // only comparable types; then terms.all holds
  bool isEmpty() const { return terms.empty(); }
  bool isMethodSet() const { return !comparable && terms.all; }
  bool isAll() const { return isMethodSet() && methods.empty(); }
  bool hasTerms() const { return !terms.all && !terms.list.empty(); }
};
TypeSet *typeSet(Interface *t);
TypeSet *topTypeSet();
bool typeSetComparable(TypeSet *s, std::vector<Type *> &seen);

// ---- small predicates ----

inline bool isValid(Type *t) {
  Type *u = unalias(t);
  return !(u && u->kind == TypeKind::Basic && static_cast<Basic *>(u)->basic == BasicKind::Invalid);
}
inline Type *invalidType() {
  static Type *const t = typ(BasicKind::Invalid);
  return t;
}
inline bool isUntyped(Type *t) { return t && t->kind == TypeKind::Basic && (static_cast<Basic *>(t)->info & kIsUntyped); }
inline bool isTyped(Type *t) { return !isUntyped(t); }
inline bool isBasic(Type *t, unsigned info) {
  auto *b = dynUnder<Basic>(t);
  return b && (b->info & info);
}
inline bool isBoolean(Type *t) { return isBasic(t, kIsBoolean); }
inline bool isInteger(Type *t) { return isBasic(t, kIsInteger); }
inline bool isUnsigned(Type *t) { return isBasic(t, kIsUnsigned); }
inline bool isFloat(Type *t) { return isBasic(t, kIsFloat); }
inline bool isComplex(Type *t) { return isBasic(t, kIsComplex); }
inline bool isNumeric(Type *t) { return isBasic(t, kIsNumeric); }
inline bool isString(Type *t) { return isBasic(t, kIsString); }
inline bool isConstType(Type *t) { return isBasic(t, kIsConstType); }
bool allBasic(Type *t, unsigned info); // for a type parameter: all types of its type set
inline bool allInteger(Type *t) { return allBasic(t, kIsInteger); }
inline bool allUnsigned(Type *t) { return allBasic(t, kIsUnsigned); }
inline bool allNumeric(Type *t) { return allBasic(t, kIsNumeric); }
inline bool allString(Type *t) { return allBasic(t, kIsString); }
inline bool allBoolean(Type *t) { return allBasic(t, kIsBoolean); }
inline bool allOrdered(Type *t) { return allBasic(t, kIsOrdered); }
inline Named *asNamed(Type *t) { return dynUnalias<Named>(t); }
bool hasName(Type *t);
inline bool isTypeLit(Type *t) {
  Type *u = unalias(t);
  return !(u && (u->kind == TypeKind::Named || u->kind == TypeKind::TypeParam));
}
bool isAnyInterface(Type *t); // interface or type parameter
inline bool isNonTypeParamInterface(Type *t) { return isInterface(t); }
bool hasNil(Type *t);
bool hasEmptyTypeset(Type *t);
bool identicalIgnoreTags(Type *a, Type *b);
bool identicalOrigin(Named *a, Named *b);
MaybeError comparableType(Type *t, bool dynamic);
MaybeError comparableType(Type *t, bool dynamic, std::vector<Type *> &seen);
bool samePkg(const Package *a, const Package *b);
Type *maxType(Type *a, Type *b); // of untyped numeric types
bool isInterfacePtr(Type *t);
bool isBytesOrRunes(Type *t);
inline bool isPointer(Type *t) { return dynUnder<Pointer>(t) != nullptr; }
bool isBasicKind(Type *t, BasicKind k);
const char *compositeKind(Type *t); // "array" …; "" for basic types
Type *deref(Type *t, bool &isPtr);  // of an unnamed pointer type
Type *derefStructPtr(Type *t);
Type *arrayPtrDeref(Type *t);
bool isExportedName(Ident n);
bool equalFold(std::string_view a, std::string_view b);
bool sameId(const Object *o, const Package *pkg, Ident name, bool foldCase);
int compareMethods(const Object *a, const Object *b);
bool hasPtrRecv(Func *f);
bool isAliasName(TypeName *t);
const char *objectKindText(Object *o);
Interface *ifaceOf(TypeParam *t);        // the constraint interface
Interface *emptyInterface();
Interface *anyInterface();
Tuple *emptyTuple();
Tuple *makeTuple(std::span<Var *const> vars);
std::span<TypeParam *> tparamsOf(Type *t);
bool lessPos(Pos a, Pos b);

// Calls f(type, underlying) for each term of a type parameter's type set, f(null, null) if it has none; for other types
// f(t, under(t)). Stops at the first false and returns false then.
template <class F> bool typesetAll(Type *t, F f) {
  if (auto *tp = dynUnalias<TypeParam>(t)) {
    TypeSet *s = typeSet(ifaceOf(tp));
    if (!s->hasTerms()) return f(static_cast<Type *>(nullptr), static_cast<Type *>(nullptr));
    for (const Term &x : s->terms.list) {
      Type *u = unalias(x.type);
      if (!x.tilde) u = under(u);
      if (!f(x.type, u)) return false;
    }
    return true;
  }
  return f(t, under(t));
}
template <class F> bool underIs(Type *t, F f) {
  return typesetAll(t, [&](Type *, Type *u) { return f(u); });
}
// Calls f for each specific term of a type set, f(null) if there is none.
template <class F> bool termsIs(TypeSet *s, F f) {
  if (!s->hasTerms()) return f(static_cast<const Term *>(nullptr));
  for (const Term &x : s->terms.list)
    if (!f(&x)) return false;
  return true;
}
template <class F> bool tparamIs(TypeParam *tp, F f) { return termsIs(typeSet(ifaceOf(tp)), f); }

// The single underlying type of all types in t's type set; see under.cc.
Type *commonUnder(Type *t, MaybeError *err);
template <class F> Type *commonUnderIf(Type *t, F cond, MaybeError *err);
Type *commonStep(Type *&ct, Type *&cu, Type *t, Type *u, MaybeError *err, bool &stop);
template <class F> Type *commonUnderIf(Type *t, F cond, MaybeError *err) {
  Type *ct = nullptr, *cu = nullptr;
  bool failed = false;
  typesetAll(t, [&](Type *x, Type *u) {
    if (MaybeError e = cond(x, u)) {
      if (err) *err = e;
      failed = true;
      return false;
    }
    bool stop = false;
    commonStep(ct, cu, x, u, err, stop);
    failed |= stop;
    return !stop;
  });
  return failed ? nullptr : cu;
}

// ---- named types: states and expansion (named.cc) ----

enum NamedState : uint32_t { kUnpacked = 1, kHasMethods = 2, kHasUnder = 4, kHasFinite = 8, kFinite = 16, kGlobal = 32 };
inline bool stateHas(const Named *n, uint32_t bits) { return (__atomic_load_n(&n->state, __ATOMIC_ACQUIRE) & bits) == bits; }
void setState(Named *n, uint32_t bits);
void unpack(Named *n);          // makes fromRHS and tparams of an instance available
Type *resolveUnder(Named *n);   // slow path of under()
Func *methodAt(Named *n, int i);
int numMethods(Named *n);
int methodIndex(Named *n, Ident name, bool foldCase);
Func *lookupMethod(Named *n, Package *pkg, Ident name, bool foldCase, int &index);
Type *safeUnder(Type *t); // without expanding

// ---- substitution ----

struct SubstMap {
  std::span<TypeParam *const> from;
  std::span<Type *const> to; // null entries: not substituted
  bool empty() const { return from.empty(); }
  Type *lookup(TypeParam *t) const {
    for (size_t i = 0; i < from.size(); i++)
      if (from[i] == t) return i < to.size() && to[i] ? to[i] : t;
    return t;
  }
};
Var *cloneVar(Var *v, Type *t);
Func *cloneFunc(Func *f, Type *t);
std::span<Func *> replaceRecvType(std::span<Func *> in, Type *from, Type *to, bool &copied);
bool isParameterized(std::span<TypeParam *const> tparams, Type *t);

class Checker;
// Substitutes; check may be null (after the packages at hand are complete), expanding is the instance under expansion.
Type *substType(Checker *check, Pos pos, Type *t, const SubstMap &m, Named *expanding);
// The instance of a generic type; null check: the process-wide table.
Type *instanceOf(Checker *check, Pos pos, Type *orig, std::span<Type *const> targs, Named *expanding);
// Signature equality may be replaced by unification.
using Equivalent = std::function<bool(Type *, Type *)>;
Func *missingMethod(Checker *check, Type *v, Type *t, bool isStatic, const Equivalent *eq, std::string *cause);
void publishInstances(Checker *check);
bool hasAllMethods(Checker *check, Type *v, Type *t, bool isStatic, const Equivalent *eq, std::string *cause);
bool implementsType(Checker *check, Type *v, Type *t, bool constraint, std::string *cause);
bool assignableOperand(Checker *check, const Operand &x, Type *t, std::string *cause);
bool convertibleOperand(Checker *check, const Operand &x, Type *t, std::string *cause);
bool representableConst(V x, Basic *t, V *rounded);
Object *lookupFieldOrMethodFold(Type *t, bool addressable, Package *pkg, Ident name, bool foldCase, std::vector<int> &index, bool &indirect);
Object *lookupImpl(Type *t, bool addressable, Package *pkg, Ident name, bool foldCase, std::vector<int> &index, bool &indirect);
int fieldIndex(std::span<Var *> fields, Package *pkg, Ident name, bool foldCase);
Func *findMethod(const std::vector<Func *> &methods, Package *pkg, Ident name, bool foldCase, int &index);
std::string typeText(Checker *check, Type *t);      // as messages print it
std::string operandText(Checker *check, const Operand &x);
std::string objectText(Checker *check, Object *o);
std::string termText(Checker *check, const Term &t);
std::string errorText(Checker *check, const TypeError &e);
std::string typesText(Checker *check, std::span<Type *const> list); // [A, B]
std::string funcText(Checker *check, Func *f, bool pkgInfo);        // name and signature without parameter names
int64_t offsetOfPath(Type *t, std::span<const int> index);
bool hasVarSize(Type *t);
std::recursive_mutex &globalLock();
uint32_t hashTypes(std::span<Type *const> list);

// ---- language versions: the minor number N of go1.N ----

constexpr int kCurrentVersion = 26;
constexpr int kNoVersion = -1;
int parseVersion(std::string_view s); // kNoVersion if malformed or empty
std::string versionString(int v);

// ---- the checker ----

// Where an error is reported: the start of a node, an operand, or an object's position.
struct At {
  Pos pos;
  At(Pos p) : pos(p) {}
  At(const Node *n);
  At(const Operand *x);
  At(const Operand &x) : At(&x) {}
  At(const Object *o) : pos(o ? o->pos : Pos{}) {}
};

// A message in the making: a main line and continuation lines.
struct ErrorDesc {
  struct Line {
    Pos pos;
    std::string text;
  };
  Diag id = Diag::Generic;
  std::vector<Line> lines;
  bool soft = false;
  bool version = false;
  bool empty() const { return lines.empty(); }
};

struct DeclInfo {
  Scope *file = nullptr;
  syn::File *source = nullptr;
  int version = kNoVersion;
  std::span<Var *> lhs; // of n:1 variable declarations
  Expr *vtyp = nullptr, *init = nullptr;
  bool inherited = false;
  syn::TypeDecl *tdecl = nullptr;
  syn::FuncDecl *fdecl = nullptr;
  uint32_t id = 0;
  std::vector<Object *> deps; // what an initialization expression or function body refers to
  bool emitted = false;
  bool bodyChecked = false;
};

// What is kept of a package for checking bodies later (Package::checker).
struct PackageState {
  std::vector<Object *> objects; // package-level ones and methods, in source order
};

struct Environment {
  DeclInfo *decl = nullptr;
  Scope *scope = nullptr;
  int version = kNoVersion;
  V iota = nullptr;
  Pos errpos;
  Signature *sig = nullptr;
  std::vector<Var *> *locals = nullptr; // variables declared in the function at hand
  bool inTParamList = false;
  bool hasCallOrRecv = false;
};

// Graph of instantiations, to find those that never end (mono.cc).
struct MonoGraph {
  struct Vertex {
    int weight = 0, pre = 0, len = 0;
    TypeName *obj = nullptr;
  };
  struct Edge {
    int dst, src, weight;
    Pos pos;
    Type *typ;
  };
  std::vector<Vertex> vertices;
  std::vector<Edge> edges;
  std::unordered_map<TypeParam *, TypeParam *> canon;
  std::unordered_map<TypeName *, int> nameIdx;
};

class Checker {
public:
  Checker(Package *pkg, const Config &cfg, Diagnostics &diags) : pkg(pkg), cfg(cfg), diags(diags) {}

  Package *pkg;
  const Config &cfg;
  Diagnostics &diags;

  // check.cc
  void checkFiles(std::vector<syn::File *> files);
  void checkOneBody(Func *fn);
  void completeInit(const std::function<void(Func *)> &parseBody);
  using Action = std::function<void()>;
  void later(Action f) { delayed_.push_back({env.version, std::move(f)}); }
  void processDelayed(size_t top);
  void push(Object *o);
  void pop();
  bool onPath(const Object *o) const { return o->color != 0; }
  std::span<Object *> cycleFrom(const Object *o);
  bool failed() const { return firstError_; }

  // errors.cc
  void report(ErrorDesc &err);
  void add(ErrorDesc &err, At at, std::string text);
  template <class... A> void addf(ErrorDesc &err, At at, Diag id, const A &...args) {
    if (err.empty()) err.id = id;
    add(err, at, format(id, args...));
  }
  template <class... A> void errorf(At at, Diag id, const A &...args) {
    ErrorDesc e;
    addf(e, at, id, args...);
    report(e);
  }
  template <class... A> void softErrorf(At at, Diag id, const A &...args) {
    ErrorDesc e;
    e.soft = true;
    addf(e, at, id, args...);
    report(e);
  }
  template <class... A> std::string format(Diag id, const A &...args) {
    std::string strs[] = {str(args)..., std::string()};
    return formatList(id, strs, sizeof...(args));
  }
  std::string formatList(Diag id, const std::string *args, size_t n);
  template <class... A> void versionErrorf(At at, int v, Diag id, const A &...args) { versionError(at, v, id, format(id, args...)); }
  void versionError(At at, int v, Diag id, const std::string &what);
  bool allowVersion(int v) const { return env.version == kNoVersion || env.version >= v; }
  template <class... A> bool verifyVersionf(At at, int v, Diag id, const A &...args) {
    if (allowVersion(v)) return true;
    versionErrorf(at, v, id, args...);
    return false;
  }
  std::string explainVersion(Pos pos, std::string text);
  void addAltDecl(ErrorDesc &err, Object *other);
  std::string posString(Pos p);
  std::string qualifier(Package *p);
  std::string lookupErrorText(Type *t, Ident sel, Object *obj, bool structLit);
  // Arguments of messages.
  std::string str(const std::string &s) { return s; }
  std::string str(const char *s) { return s; }
  std::string str(std::string_view s) { return std::string(s); }
  std::string str(Ident n) { return std::string(n.str()); }
  std::string str(int64_t n) { return std::to_string(n); }
  std::string str(int n) { return std::to_string(n); }
  std::string str(size_t n) { return std::to_string(n); }
  std::string str(uint32_t n) { return std::to_string(n); }
  std::string str(const Type *t) { return typeText(this, const_cast<Type *>(t)); }
  std::string str(const Operand &x) { return operandText(this, x); }
  std::string str(const Operand *x) { return operandText(this, *x); }
  std::string str(const Expr *e) { return e ? syn::exprString(e) : std::string(); }
  std::string str(const Object *o) { return objectText(this, const_cast<Object *>(o)); }
  std::string str(Pos p) { return posString(p); }
  std::string str(const Term &t) { return termText(this, t); }
  std::string str(syn::Op op) { return syn::opString(op); }
  std::string str(const Context &c) { return c.str(); }
  std::string str(const TypeError &e) { return errorText(this, e); }
  std::string str(V v) { return constant::toString(v); }

  // resolver.cc
  void collectObjects();
  void packageObjects();
  void unusedImports();
  void arity(Pos pos, std::span<syn::Name *> names, ExprList inits, bool constDecl, bool inherited);
  void unpackRecv(Expr *rtyp, bool &ptr, Expr *&base, std::vector<syn::Name *> *tparams);

  // decl.cc
  void declare(Scope *scope, syn::Name *id, Object *obj, Pos scopePos);
  void objDecl(Object *obj);
  void declStmt(std::span<syn::Decl *> list);
  void collectTypeParams(std::span<TypeParam *> &dst, syn::FieldList list);
  TypeParam *declareTypeParam(syn::Name *name, Pos scopePos);
  TypeParam *newTypeParam(TypeName *obj, Type *constraint);
  void funcBody(DeclInfo *decl, Signature *sig, syn::BlockStmt *body, V iota);

  // cycles.cc
  bool validCycle(Object *obj);
  void cycleError(std::span<Object *> cycle, size_t start);
  void directCycles();
  bool finiteSize(Type *t);
  void validType(Named *t);
  void anonymousCycles();
  // pragmas.cc
  void checkEmbeds();
  void checkLinknames();
  void checkFuncPragmas(Func *f, bool linknamed);
  void checkSizes();

  // typexpr.cc
  void ident(Operand &x, syn::Name *e, bool wantType);
  Type *typ(Expr *e) { return declaredType(e, nullptr); }
  Type *varType(Expr *e);
  void validVarType(Expr *e, Type *t);
  Type *declaredType(Expr *e, TypeName *def);
  Type *genericType(Expr *e, std::string *cause);
  bool typeList(ExprList list, std::vector<Type *> &out);
  bool isImportedConstraint(Type *t);

  // signature.cc, struct.cc, interface.cc, union.cc
  void funcType(Signature *sig, syn::Field *recv, syn::FieldList tparams, syn::FuncType *ftyp);
  void structType(Struct *t, syn::StructType *e);
  void interfaceType(Interface *t, Expr *e, syn::FieldList methods, TypeName *def);
  Type *parseUnion(Expr *e);
  Interface *newInterface();

  // expr.cc
  ExprKind rawExpr(const Target *target, Operand &x, Expr *e, Type *hint, bool allowGeneric);
  void expr(const Target *target, Operand &x, Expr *e);
  void genericExpr(Operand &x, Expr *e);
  void exprWithHint(Operand &x, Expr *e, Type *hint);
  void exprOrType(Operand &x, Expr *e, bool allowGeneric);
  bool multiExpr(Expr *e, bool allowCommaOk, std::vector<Operand> &list); // true: comma-ok
  void exprList(ExprList list, std::vector<Operand> &out);
  void nonGeneric(const Target *target, Operand &x);
  void exclude(Operand &x, unsigned modes);
  void singleValue(Operand &x);
  void updateExprType(Expr *e, Type *t, bool final);
  void updateExprVal(Expr *e, V val);
  Type *implicitTypeAndValue(const Operand &x, Type *target, V &val, Diag &code);
  void binary(Operand &x, Expr *e, Expr *lhs, Expr *rhs, syn::Op op);
  void comparison(Operand &x, Operand &y, syn::Op op, bool switchCase);
  void matchTypes(Operand &x, Operand &y);
  Type *chanElem(At at, Operand &x, bool recv);
  void typeAssertion(Expr *e, Operand &x, Type *t, bool typeSwitch);
  void record(const Operand &x);
  void recordTypeAndValue(Expr *e, OperandMode mode, Type *t, V val);
  void recordCommaOk(Expr *e, const Operand &a, const Operand &b);
  void recordInstance(Expr *e, std::span<Type *const> targs, Type *t);
  void use(Expr *e) { use1(e, false); }
  bool use(ExprList list);
  bool useLHS(ExprList list);
  bool use1(Expr *e, bool lhs);
  void markAddrTaken(Expr *e);
  void markReassigned(Expr *e);

  // const.cc, conversions.cc
  void overflow(Operand &x, Pos opPos);
  void representable(Operand &x, Basic *t);
  bool representation(const Operand &x, Basic *t, V &v, Diag &code);
  void invalidConversion(Diag code, Operand &x, Type *target);
  void convertUntyped(Operand &x, Type *target);
  void conversion(Operand &x, Type *t);

  // assignments.cc
  void assignment(Operand &x, Type *t, const Context &ctx);
  void initConst(Const *lhs, Operand &x);
  void initVar(Var *lhs, Operand &x, const Context &ctx);
  void initVars(std::span<Var *const> lhs, ExprList rhs, syn::ReturnStmt *ret);
  void assignVar(Expr *lhs, Expr *rhs, Operand *x, const Context &ctx);
  void assignVars(ExprList lhs, ExprList rhs);
  void shortVarDecl(Pos pos, ExprList lhs, ExprList rhs);
  std::string typesSummary(std::span<Type *const> list, bool variadic, bool hasDots);
  const Target *newTarget(Target &buf, Type *t, std::string_view desc);

  // stmt.cc, range.cc
  void stmt(unsigned ctxt, Stmt *s);
  void stmtList(unsigned ctxt, syn::StmtList list);
  void rangeStmt(unsigned inner, syn::ForStmt *s, syn::RangeClause *r);
  // labels.cc, return.cc
  void branches(syn::BlockStmt *body);
  bool isTerminating(Stmt *s, Ident label);

  // index.cc
  bool indexExpr(Operand &x, syn::IndexExpr *e); // true: function instantiation
  void sliceExpr(Operand &x, syn::SliceExpr *e);
  Type *index(Expr *e, int64_t max, int64_t &val);
  bool isValidIndex(Operand &x, const char *what, bool allowNegative);

  // call.cc, builtins.cc
  bool funcInst(const Target *target, Pos pos, Operand &x, syn::IndexExpr *inst, bool infer, std::vector<Type *> *partial);
  ExprKind callExpr(Operand &x, syn::CallExpr *call);
  Signature *arguments(syn::CallExpr *call, Signature *sig, std::vector<Type *> targs, ExprList xlist, std::vector<Operand> &args,
                       std::vector<std::vector<Type *>> &atargs);
  void selector(Operand &x, syn::SelectorExpr *e, bool wantType);
  bool builtin(Operand &x, syn::CallExpr *call, BuiltinId id);
  Signature *instantiateSignature(Pos pos, Expr *e, Signature *sig, std::span<Type *const> targs, ExprList xlist);

  // literals.cc
  void basicLit(Operand &x, syn::BasicLit *e);
  void funcLit(Operand &x, syn::FuncLit *e);
  void compositeLit(Operand &x, syn::CompositeLit *e, Type *hint);

  // infer.cc
  bool infer(Pos pos, std::span<TypeParam *const> tparams, std::vector<Type *> &targs, Tuple *params, std::span<Operand> args, bool reverse, ErrorDesc &err);
  std::vector<TypeParam *> renameTParams(Pos pos, std::span<TypeParam *const> tparams, Type *&t);

  // instantiate.cc
  bool validateTArgLen(Pos pos, Ident name, size_t want, size_t got);
  int verify(Pos pos, std::span<TypeParam *const> tparams, std::span<Type *const> targs, std::string &cause);

  // initorder.cc, mono.cc
  void initOrder();
  void monomorph();
  void monoInstance(Pos pos, std::span<TypeParam *const> tparams, std::span<Type *const> targs, ExprList xlist);

  Scope *openScope() {
    auto *s = make<Scope>();
    s->parent = env.scope;
    env.scope = s;
    return s;
  }
  void closeScope() { env.scope = env.scope->parent; }
  Object *lookup(Ident n) const {
    for (Scope *s = env.scope; s; s = s->parent)
      if (Object *o = s->lookup(n)) return o;
    return nullptr;
  }
  void addDeclDep(Object *to) {
    if (!env.decl || !to->declInfo || to->pkg != pkg || to->depMark == env.decl->id) return;
    to->depMark = env.decl->id;
    env.decl->deps.push_back(to);
  }

  Environment env;
  std::vector<Named *> newNamed_;
  std::vector<Interface *> newInterfaces_;
  std::vector<TypeParam *> newTypeParams_;
  std::vector<Alias *> newAliases_;
  MonoGraph mono_;
  // Instances made during this check: hash of origin and arguments -> instances.
  std::unordered_map<uint64_t, std::vector<Type *>> instances_;

private:
  struct Delayed {
    int version;
    Action f;
  };
  void initFiles(std::vector<syn::File *> &files);
  void publish();
  // resolver.cc
  Package *importPackage(syn::BasicLit *at, const std::string &path);
  void collectFile(syn::File *f);
  void collectImport(syn::ImportDecl *d, Scope *fileScope);
  void collectFunc(syn::FuncDecl *d, Scope *fileScope, syn::File *f);
  void declarePkgObj(syn::Name *id, Object *obj, DeclInfo *d);
  DeclInfo *newDecl(Scope *file);
  TypeName *resolveBaseTypeName(bool &ptr, syn::Name *name);
  void checkFileConflicts(Scope *fileScope);
  // decl.cc
  void constDecl(Const *obj, Expr *typ, Expr *init, bool inherited);
  void varDecl(Var *obj, std::span<Var *> lhs, Expr *typ, Expr *init);
  void typeDecl(TypeName *obj, syn::TypeDecl *d);
  void aliasDecl(TypeName *obj, syn::TypeDecl *d, bool versionErr);
  void funcDecl(Func *obj, DeclInfo *d);
  void collectMethods(TypeName *obj);
  void checkFieldUniqueness(Named *base);
  Type *bound(Expr *e);
  // cycles.cc
  bool validType0(Type *t, std::vector<Named *> &nest, std::vector<Named *> &path);
  // typexpr.cc
  Type *typInternal(Expr *e, TypeName *def);
  Type *instantiatedType(Expr *x, ExprList xlist);
  int64_t arrayLength(Expr *e);
  // signature.cc
  Var *collectRecv(syn::Field *rparam, Pos scopePos, std::span<TypeParam *> &rparams);
  std::span<Var *> collectParams(VarKind kind, syn::FieldList list, bool &variadic);
  void declareParams(syn::FieldList list, std::span<Var *> params, Pos scopePos);
  void validRecv(Expr *at, Var *recv);
  // union.cc
  Term parseTilde(Expr *e);
  // expr.cc
  ExprKind exprInternal(const Target *target, Operand &x, Expr *e, Type *hint);
  void unary(Operand &x, syn::Operation *e);
  void binaryStep(Operand &x, Operand &y, Expr *e, Expr *lhs, Expr *rhs, syn::Op op);
  void shift(Operand &x, Operand &y, Expr *e, syn::Op op);
  bool opDefined(Operand &x, syn::Op op, bool isUnary);
  void pendingType(Operand &x);
  std::string incomparableCause(Type *t);
  // literals.cc
  bool promotedKey(Operand &x, syn::KeyValueExpr *kv, syn::Name *key, Type *base, std::vector<std::vector<int>> &paths);
  void structLit(Operand &x, syn::CompositeLit *e, Struct *t, Type *base);
  void mapLit(Operand &x, syn::CompositeLit *e, Map *t);
  int64_t indexedElts(ExprList elts, Type *t, int64_t length);
  void langCompat(syn::BasicLit *lit);
  // assignments.cc
  Type *lhsVar(Expr *lhs);
  void assignError(ExprList rhs, size_t l, size_t r);
  void returnError(At at, std::span<Var *const> lhs, std::vector<Operand> &rhs);
  // stmt.cc
  struct CaseValues;
  void suspendedCall(const char *keyword, Expr *call);
  void switchStmt(unsigned inner, syn::SwitchStmt *s);
  void typeSwitchStmt(unsigned inner, syn::SwitchStmt *s, syn::TypeSwitchGuard *g);
  void selectStmt(unsigned inner, syn::SelectStmt *s);
  void caseValues(Operand &x, ExprList values, CaseValues &seen);
  Type *caseTypes(Operand *x, ExprList types, std::vector<std::pair<Type *, Expr *>> &seen);
  bool isNilName(Expr *e);
  void assignStmt(syn::AssignStmt *s);
  void returnStmt(syn::ReturnStmt *s);
  void forStmt(unsigned inner, syn::ForStmt *s);
  void rangeDefine(syn::ForStmt *s, Expr *const lhs[2], Type *const rhs[2], Operand &x, bool overInt);
  bool rangeKeyVal(Type *orig, Type *&key, Type *&val, std::string &cause);
  void usage(std::vector<Var *> &vars);
  // return.cc
  bool isTerminatingList(syn::StmtList list, Ident label);
  // index.cc
  Expr *singleIndex(syn::IndexExpr *e);
  bool indexTypeParam(Operand &x, syn::IndexExpr *e, int64_t &length, bool &done);
  // call.cc
  void genericExprList(ExprList list, std::vector<Operand> &out, std::vector<std::vector<Type *>> &targs);
  ExprKind conversionCall(Operand &x, syn::CallExpr *call);
  bool qualifiedIdent(Operand &x, syn::SelectorExpr *e);
  void selectorNotFound(Operand &x, syn::SelectorExpr *e, const std::vector<int> &index, bool ambiguous, bool indirect);
  void implicitAddr(Operand &x, Expr *e, Func *m, bool indirect);
  // builtins.cc
  bool builtinAppend(Operand &x, syn::CallExpr *call, std::vector<Operand> &args);
  bool builtinLen(Operand &x, syn::CallExpr *call, BuiltinId id);
  bool builtinComplex(Operand &x, syn::CallExpr *call, Operand &y);
  bool builtinCopy(Operand &x, syn::CallExpr *call, Operand &y);
  bool builtinReal(Operand &x, syn::CallExpr *call, BuiltinId id);
  bool builtinMake(Operand &x, syn::CallExpr *call);
  bool builtinMinMax(Operand &x, syn::CallExpr *call, BuiltinId id, std::vector<Operand> &args);
  bool builtinNew(Operand &x, syn::CallExpr *call);
  bool builtinOffsetof(Operand &x, syn::CallExpr *call);
  bool builtinUnsafe(Operand &x, syn::CallExpr *call, BuiltinId id, std::vector<Operand> &args);
  void recordBuiltinType(Expr *f, Signature *sig);
  MaybeError sliceElem(const Operand &x, Type *&elem);
  Type *applyTypeFunc(Type *(*f)(Type *), Operand &x, BuiltinId id);
  // mono.cc
  void monoAssign(Pos pos, TypeParam *tpar, Type *targ);
  int monoNamedVertex(Named *n);
  int monoParamVertex(TypeParam *t);
  void reportInstanceLoop(int v);
  // initorder.cc
  void reportInitCycle(std::span<Object *> cycle);

  std::vector<syn::File *> files_;
  std::vector<int> fileVersions_;
  std::vector<Scope *> fileScopes_;
  std::vector<Object *> objList_;
  std::unordered_map<std::string, Package *> impMap_;
  std::vector<std::pair<PkgName *, syn::ImportDecl *>> imports_;
  struct DotImport {
    Scope *scope;
    Ident name;
    PkgName *pkg;
  };
  std::vector<DotImport> dotImports_;
  struct MethodInfo {
    Func *obj;
    bool ptr;
    syn::Name *recv;
  };
  std::vector<MethodInfo> methodInfos_;
  std::vector<std::pair<syn::VarDecl *, bool>> embedDecls_; // with //go:embed; inside a function?
  std::vector<std::pair<Pos, Type *>> bigTypes_;            // channels and arrays that may be too large
  std::vector<std::pair<Pos, Interface *>> ifaceLits_;      // interface types of the source, not nested in others
  bool inIface_ = false;
  std::unordered_map<TypeName *, std::vector<Func *>> methods_;
  std::unordered_set<Expr *> shiftLhs_; // untyped left operands of non-constant shifts
  std::vector<Delayed> delayed_;
  std::vector<Object *> objPath_;
  std::unordered_map<std::string, std::vector<std::string>> pkgPaths_;
  bool pkgPathsKnown_ = false;
  bool firstError_ = false;
  Pos lastPos_; // of the latest report
  std::string lastText_;
  uint32_t nextDecl_ = 0;
  int depth_ = 0;
};

// Keeps a member at its value for the current block.
template <class T> struct Restore {
  T &ref;
  T old;
  explicit Restore(T &r) : ref(r), old(r) {}
  Restore(T &r, T now) : ref(r), old(r) { r = now; }
  ~Restore() { ref = old; }
  Restore(const Restore &) = delete;
};

Signature *makeSig(Type *res, std::initializer_list<Type *> args);
Signature *makeSig(Type *res, std::span<Type *const> args);
const char *builtinName(BuiltinId id);

} // namespace golem::types

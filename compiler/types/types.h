// Types, objects, scopes and packages: what the checker produces and lowering consumes. Names and meaning follow types2.
//
// Types are immutable once complete and live as long as the Universe's arena; compare them with identical(), never by
// pointer (two struct{int} are two objects). Fields that the checker completes lazily are read through the functions below.
#pragma once
#include "compiler/base/arena.h"
#include "compiler/base/constant.h"
#include "compiler/base/diagnostics.h"
#include "compiler/syntax/ast.h"
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace golem::types {

struct Object;
struct Var;
struct Func;
struct TypeName;
struct Package;
struct Scope;
struct Named;
struct TypeParam;
struct Signature;

enum class TypeKind : uint8_t { Basic, Array, Slice, Struct, Pointer, Tuple, Signature, Union, Interface, Map, Chan, Named, TypeParam, Alias };

struct Type {
  TypeKind kind;
};

enum class BasicKind : uint8_t {
  Invalid,
  Bool,
  Int,
  Int8,
  Int16,
  Int32,
  Int64,
  Uint,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Uintptr,
  Float32,
  Float64,
  Complex64,
  Complex128,
  String,
  UnsafePointer,
  UntypedBool,
  UntypedInt,
  UntypedRune,
  UntypedFloat,
  UntypedComplex,
  UntypedString,
  UntypedNil,
};
enum BasicInfo : uint16_t {
  kIsBoolean = 1,
  kIsInteger = 2,
  kIsUnsigned = 4,
  kIsFloat = 8,
  kIsComplex = 16,
  kIsString = 32,
  kIsUntyped = 64,
  kIsOrdered = kIsInteger | kIsFloat | kIsString,
  kIsNumeric = kIsInteger | kIsFloat | kIsComplex,
  kIsConstType = kIsBoolean | kIsNumeric | kIsString,
};
struct Basic : Type {
  BasicKind basic;
  uint16_t info;
  const char *name;
};
struct Array : Type {
  int64_t len;
  Type *elem;
}; // len < 0: unknown after an error
struct Slice : Type {
  Type *elem;
};
struct Pointer : Type {
  Type *elem;
};
struct Map : Type {
  Type *key, *elem;
};
struct Chan : Type {
  syntax::ChanDir dir;
  Type *elem;
};
struct Struct : Type {
  std::span<Var *> fields;
  std::span<std::string_view> tags; // empty, or one per field
};
struct Tuple : Type {
  std::span<Var *> vars;
};
struct Signature : Type {
  Var *recv = nullptr;
  std::span<TypeParam *> tparams;  // of a generic function (or generic method)
  std::span<TypeParam *> rparams;  // receiver type parameters of a method of a generic type
  Tuple *params = nullptr;         // never null once complete
  Tuple *results = nullptr;
  bool variadic = false;           // the last parameter's type is then a slice (or string for append's special case)
  Scope *scope = nullptr;
};
struct Term {
  bool tilde;
  Type *type;
};
struct Union : Type {
  std::span<Term> terms;
};
struct TypeSet;
struct Interface : Type {
  std::span<Func *> methods;   // explicitly declared
  std::span<Type *> embeddeds;
  std::span<Pos> embedPos;
  bool implicit = false;       // wrapper for a non-interface constraint literal ~T, A|B
  bool complete = false;
  TypeSet *tset = nullptr;     // computed lazily
  void *check = nullptr;       // the checker's
};
// A defined type, or an instantiation of a generic one. underlying(), methods and so on go through the functions below,
// because declared types complete lazily and instances expand lazily.
struct Named : Type {
  TypeName *obj = nullptr;
  Type *under = nullptr;               // resolved underlying type, once known
  Type *fromRHS = nullptr;
  std::span<TypeParam *> tparams;      // of a generic type (also for its instances: those of the origin)
  Named *orig = nullptr;               // this, or the generic type an instance comes from
  std::span<Type *> targs;             // of an instance
  std::vector<Func *> *methods = nullptr; // declared methods, of the origin; for instances filled lazily
  uint32_t state = 0;                  // the checker's
  void *check = nullptr;               // the checker's; null once published
  TypeName *instObj = nullptr;         // of an instance: a name of its own with the position of the instantiation
};
struct TypeParam : Type {
  uint64_t id = 0;
  TypeName *obj = nullptr;
  int index = 0;
  Type *bound = nullptr; // the constraint as written; under() gives its interface
  void *check = nullptr; // the checker's
};
struct Alias : Type {
  TypeName *obj = nullptr;
  Type *fromRHS = nullptr;
  Type *actual = nullptr; // what it stands for, through chains of aliases
  std::span<TypeParam *> tparams;
  Alias *orig = nullptr;
  std::span<Type *> targs;
};

// ---- objects ----

enum class ObjectKind : uint8_t { PkgName, Const, TypeName, Var, Func, Label, Builtin, Nil };
struct Object {
  ObjectKind kind;
  golem::Name name;
  Pos pos;
  Package *pkg = nullptr; // null for universe objects
  Scope *parent = nullptr;
  Type *type = nullptr;
  uint32_t order = 0;     // of declaration at package level
  uint8_t color = 0;      // the checker's cycle detection
  Pos scopePos;
  void *declInfo = nullptr; // the checker's: declaration of a package-level object or method
  uint32_t depMark = 0;     // the checker's
};
struct PkgName : Object {
  Package *imported;
  bool used = false;
};
struct Const : Object {
  const constant::Value *val = nullptr;
};
struct TypeName : Object {};
enum class VarKind : uint8_t { Package, Local, Recv, Param, Result, Field };
struct Var : Object {
  VarKind vkind = VarKind::Local;
  bool embedded = false; // field
  bool isField() const { return vkind == VarKind::Field; }
  bool used = false;
  // What lowering asks for; set by the checker while it checks the function that declares the variable.
  bool addrTaken = false;   // &x, x[:] of an array, method call with implicit &x, on it or on a part of it
  bool captured = false;    // used in a function literal nested in the one that declares it
  bool reassigned = false;  // assigned to after its declaration (also through op=, ++, range and := reuse)
  Var *origin = nullptr;    // for fields and parameters of instantiated types: the generic one
  syntax::Node *decl = nullptr;
};
struct Func : Object {
  syntax::FuncDecl *decl = nullptr; // null for interface methods and universe functions
  syntax::File *file = nullptr;
  Func *origin = nullptr;           // for methods of instantiated types: the generic method
  bool ptrRecv = false;             // receiver is a pointer
  bool isInterfaceMethod = false;
};
struct Label : Object {
  bool used = false;
};
enum class BuiltinId : uint8_t {
  Append,
  Cap,
  Clear,
  Close,
  Complex,
  Copy,
  Delete,
  Imag,
  Len,
  Make,
  Max,
  Min,
  New,
  Panic,
  Print,
  Println,
  Real,
  Recover,
  UnsafeAdd,
  UnsafeAlignof,
  UnsafeOffsetof,
  UnsafeSizeof,
  UnsafeSlice,
  UnsafeSliceData,
  UnsafeString,
  UnsafeStringData,
  // only for the compiler's own tests
  Assert,
  Trace,
};
struct Builtin : Object {
  BuiltinId id;
};
struct Nil : Object {};

// The names of a scope in order of declaration. Small scopes are searched from front to back, larger ones by hash.
class ScopeMap {
public:
  struct Entry {
    golem::Name first;
    Object *second;
  };
  const Entry *begin() const { return items_; }
  const Entry *end() const { return items_ + size_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const Entry *find(golem::Name n) const {
    if (!index_) {
      for (const Entry *e = items_; e != end(); e++)
        if (e->first == n) return e;
      return end();
    }
    for (uint32_t i = n.hash() & mask_; index_[i]; i = (i + 1) & mask_)
      if (items_[index_[i] - 1].first == n) return items_ + index_[i] - 1;
    return end();
  }
  void insert(golem::Name n, Object *o); // n must not be there yet

private:
  Entry *items_ = nullptr;
  uint32_t *index_ = nullptr; // open-addressed: position + 1, or 0
  uint32_t size_ = 0, cap_ = 0, mask_ = 0;
};

struct Scope {
  Scope *parent = nullptr;
  ScopeMap elems;
  bool isFunc = false;
  Object *lookup(golem::Name n) const {
    auto it = elems.find(n);
    return it == elems.end() ? nullptr : it->second;
  }
};

// One step list of a selector x.f (types2's Selection).
enum class SelectionKind : uint8_t { FieldVal, MethodVal, MethodExpr };
struct Selection {
  SelectionKind kind;
  Type *recv;              // type of x
  Object *obj;             // Var (field) or Func (method)
  std::span<int> index;    // path through embedded fields; the last is the field or method index
  bool indirect;           // a pointer was followed on the way
};
// An instantiation of a generic function or type at a use.
struct Instance {
  std::span<Type *> targs;
  Type *type; // the instantiated Signature or Named
};

struct Initializer {
  std::vector<Var *> lhs;
  syntax::Expr *rhs;
};

struct Package {
  std::string path;
  golem::Name name;
  Scope *scope = nullptr;
  std::vector<Package *> imports;      // direct, in order of first mention
  std::vector<syntax::File *> files;
  std::vector<Initializer> initOrder;  // package variables in initialization order (spec "Package initialization")
  std::vector<Func *> funcs;           // every function and method with a declaration, in source order
  std::vector<TypeName *> localTypes;  // defined types declared inside functions, in source order
  std::string goVersion;
  bool complete = false;
  bool fake = false;                   // made up after a failed import
  bool isUnsafe = false;
  void *checker = nullptr;             // the checker's, for checkBody
};

// ---- entry points ----

struct Config {
  std::string goVersion = "go1.26";
  bool ignoreFuncBodies = false;          // dependencies: declarations only
  bool relativeImportsOk = true;
  bool langFlag = true;                // version errors mention -lang, as gc's do
  bool requireBodies = false;          // functions without a body are errors (gc's -complete)
  std::string bodyHint;                // what else the error says
  bool gcChecks = true;                // also what gc checks beside types2: directives, sizes, anonymous cycles
  std::function<Package *(std::string_view path, Pos pos, std::string &err)> importer; // err empty: report default text
};

// The universe scope and basic types; one per process, created on first use.
Scope *universe();
Package *unsafePackage();
Type *typ(BasicKind k);   // typ(BasicKind::Int) …
Type *universeByte();     // the alias objects' types (identical to uint8, printed as "byte")
Type *universeRune();
Type *universeError();    // Named
Type *universeAny();
Type *universeComparable();

// Checks the files of one package; results are in the syntax tree and in the returned Package. Errors go to diags.
// Thread-safe for packages that don't depend on each other once their imports are complete.
Package *check(const std::string &path, std::vector<syntax::File *> files, const Config &cfg, Diagnostics &diags);
// Checks function bodies of a package that was checked with ignoreFuncBodies, after syntax::parseBody filled them.
// Bodies may be checked one at a time, when code for them is needed.
// Different functions may be checked by different threads; one function twice is a no-op.
void checkBody(Package *pkg, Func *fn, const Config &cfg, Diagnostics &diags);
// With ignoreFuncBodies, Package::initOrder is right only when the bodies that initializers reach are checked, too. This
// checks them (parseBody fills fn->decl->body if it isn't there) and computes the order again.
void completeInitOrder(Package *pkg, const Config &cfg, Diagnostics &diags, const std::function<void(Func *)> &parseBody);

// ---- questions about types ----

Type *unalias(Type *t);
Type *under(Type *t);      // underlying type; for a type parameter its constraint interface
Type *coreType(Type *t);   // spec "Core types"; null if none
bool identical(Type *a, Type *b);
uint32_t hashType(Type *t); // equal for identical types
bool comparable(Type *t);   // spec "Comparison operators", strictly (a type parameter by its type set)
bool isTypeParam(Type *t);
bool isInterface(Type *t);  // and not a type parameter
bool isGeneric(Type *t);    // generic and not instantiated
bool hasTypeParam(Type *t); // mentions a type parameter anywhere
Type *defaultType(Type *untyped);
bool assignableTo(Type *v, Type *t);
bool implements(Type *t, Type *iface);
// Looks up a field or method (types2.LookupFieldOrMethod). Result null if not found.
Object *lookupFieldOrMethod(Type *t, bool addressable, Package *pkg, golem::Name name, std::vector<int> &index, bool &indirect);

// The complete method set of an interface in unique sorted order (by name, then package path for unexported ones).
std::span<Func *> interfaceMethods(Type *iface);
// Every method that values of type t have, promoted ones included, sorted like interfaceMethods. For t = *T or T.
struct MethodEntry {
  Func *fn;
  std::vector<int> index;
  bool indirect;
  bool needsPtr;
};
std::vector<MethodEntry> methodSet(Type *t);
// Declared methods of a Named (expanded for instances), in declaration order.
std::span<Func *> declaredMethods(Named *n);

// Substitution of type parameters (for lowering generic bodies): tparams[i] → targs[i] everywhere in t.
Type *subst(Type *t, std::span<TypeParam *const> tparams, std::span<Type *const> targs);
Type *instantiate(Type *generic, std::span<Type *const> targs); // Named/Alias/Signature; instances are unique per identical targs
Func *instantiateMethod(Func *generic, Named *inst); // the method of an instance that corresponds to the origin's

// Constructors for lowering.
Type *newPointer(Type *elem);
Type *newSlice(Type *elem);
Type *newArray(Type *elem, int64_t len);
Type *newTuple(std::span<Var *const> vars);

// Sizes for amd64 (gc's).
int64_t sizeOf(Type *t);
int64_t alignOf(Type *t);
int64_t offsetOf(Struct *s, int field);

// Text as gc prints types in messages. Qualifier: how package names appear ("" hides them; default: package name, and
// path when two packages of that name are in play).
std::string typeString(Type *t, Package *relativeTo = nullptr);
std::string typeStringPath(Type *t);            // packages by full path: unique, used for symbol names
std::string objectString(Object *o, Package *relativeTo = nullptr);

} // namespace golem::types

// The room's internal header: PackageLowerer (one per package: symbols, instances, wrappers still to make) and
// FuncLowerer (one per function being lowered). Each .cc file holds the methods for one part of the language.
#pragma once
#include "compiler/gir/build.h"
#include "compiler/lower/lower.h"
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <unordered_set>

namespace golem::lower {

using gir::BlockId;
using gir::Kind;
using gir::kNone;
using gir::Opcode;
using gir::Reg;
using gir::SiteKind;
using gir::Value;
namespace syn = golem::syntax;

// What a slicecheck or a trap stands for: the codes of gofuncs.def.
enum CheckKind {
#define GOCHECK(kind, code, name) kCheck##kind = code,
#include "runtime/abi/gofuncs.def"
};

// Type arguments in force while an instantiation is lowered.
struct TypeEnv {
  std::vector<types::TypeParam *> tparams;
  std::vector<types::Type *> targs; // without type parameters themselves
  types::Scope *scope = nullptr;    // of the generic function: types declared inside it differ by instance
  std::string suffix;               // "[int,string]" of the outermost instance: names local types
  std::unordered_map<types::Type *, gir::Type *> cache;
  bool empty() const { return tparams.empty(); }
};

// What the pre-pass (capture.cc) finds out about a local variable.
struct VarInfo {
  bool addrTaken = false;
  bool captured = false;   // used in a function literal or range-over-func body inside the one that declares it
  bool reassigned = false; // assigned after its declaration
  bool perIteration = false; // a range loop's: to gc each iteration assigns it, unless a closure in no deeper loop captures it first
  int depth = 0;           // nesting of the function that declares it
  int loop = 0;            // loops around the declaration
};
using VarInfos = std::unordered_map<types::Var *, VarInfo>;
void analyzeVariables(syn::Node *fn, types::Signature *sig, VarInfos &out, bool sharedLoopVars = false);
// Labels that a later goto jumps back to: from there to the end of the block is a loop.
std::unordered_set<const syn::LabeledStmt *> loopingLabels(syn::StmtList body);
types::Builtin *builtinOf(syn::CallExpr *e);           // null if it isn't a call of a built-in function
bool isRangeFunc(syn::ForStmt *s, TypeEnv *env); // range over a function value
std::string shapeWords(types::Package *home, types::Type *t, types::TypeParam *param); // gc's name for the shape of a type argument (exprtext.cc)
bool isBenchmarkLoop(const syn::ForStmt *s);     // for b.Loop(), of a testing.B (bloop.cc)

inline bool isConst(const syn::Expr *e) { return e->tv.mode == syn::OperandMode::Constant && e->tv.value; }

struct FuncLowerer;

// A function that is to be lowered later: declared function, method or instantiation.
struct PendingFunc {
  types::Func *fn;
  std::shared_ptr<TypeEnv> env;
  std::string symbol;
};

constexpr std::string_view kIndexElided = "index bounds check elided";

struct PackageLowerer {
  Program &prog;
  types::Package *pkg;
  Diagnostics &diags;
  Options opts;
  gir::Module &m;
  gir::TypeTable &tt;

  PackageLowerer(Program &p, types::Package *pk, Diagnostics &d, const Options &o, gir::Module &mod)
      : prog(p), pkg(pk), diags(d), opts(o), m(mod), tt(p.types) {}

  std::deque<std::function<void()>> work; // functions still to make
  std::unordered_set<std::string> defined; // symbols made or queued in this module
  std::unordered_map<std::string, uint32_t> fileIndex;
  std::unordered_map<uint32_t, uint32_t> posIndex;
  std::unordered_set<gir::Type *> describedTypes;
  std::unordered_map<types::Var *, std::string> globalNames;
  std::unordered_map<std::string, std::pair<std::string, std::string>> linknames; // local symbol → remote (of this package)
  int blankCount = 0;
  bool importing = false;      // a function of another package is lowered for inlining
  void noteInlining(gir::Function &f, const InlineInfo &info, const TypeEnv *env, types::Package *of, const std::function<std::string()> &as,
                    const std::function<std::string(const std::string &)> &wrapped = {});
  void noteExpanded(types::Func *fn, const std::string &sym);
  const std::unordered_set<types::Object *> &usedIn(const syn::Node *body, bool notCalled); // what it mentions, or does so otherwise than to call it
  std::unordered_map<const syn::Node *, std::unordered_set<types::Object *>> usedObjects[2];
  bool isUncheckedIndex(const syn::IndexExpr *e); // of a function that isn't generic
  std::string shownName(std::string_view symbol) const;
  std::string shownName(std::string_view symbol, types::Package *of) const;
  // Declared methods of other packages' types, by symbol.
  struct ForeignMethod {
    gir::Type *type; // of the receiver
    types::Func *fn;
    types::Type *recv;
  };
  std::map<std::string_view, ForeignMethod> foreignMethods;
  void importMethods();
  std::string shapeName(const std::string &sym, const TypeEnv &env);
  std::unordered_map<types::Package *, std::unordered_map<std::string_view, std::string_view>> foreignLinknames;
  bool importForInlining(types::Func *fn, const std::string &sym);
  bool sharedLoopVars = false; // in what is being lowered: before Go 1.22 a loop's variables were one for all iterations

  void run();
  // typemap.cc
  gir::Type *gtype(types::Type *t, TypeEnv *env);
  types::Type *subst(types::Type *t, TypeEnv *env);
  gir::Type *convertType(types::Type *t, TypeEnv *env);
  gir::Type *funcType(types::Signature *s, TypeEnv *env, types::Type *recv = nullptr); // recv: becomes the first parameter
  std::string typeLinkName(types::Type *t, TypeEnv *env); // packages by path; type arguments substituted
  std::string namedLinkName(types::Named *n, TypeEnv *env, bool display);
  // Symbols (package.cc)
  std::string funcSymbol(types::Func *fn, types::Type *recvType, TypeEnv *env, std::span<types::Type *const> targs);
  std::string pkgPrefix(types::Package *p);
  std::string globalSymbol(types::Var *v);
  uint32_t position(Pos p);
  // Requests that make code on demand
  std::string useFunc(types::Func *fn, std::span<types::Type *const> targs);             // function, perhaps an instance
  std::string useMethod(types::Func *method, types::Type *recv);                         // declared method, receiver type T or *T
  void needDescriptor(gir::Type *t);
  void ensureMethods(gir::Type *t);
  std::string valueSymbol(const std::string &sym, types::Func *fn);                       // of a function used as a value
  std::string methodWrapper(types::Type *recv, const types::MethodEntry &e);              // promoted or deref wrapper
  std::string promotedSymbol(types::Type *recv, types::Func *fn);
  std::string interfaceMethodExpr(types::Type *iface, types::Func *fn);
  void forwardCall(gir::Builder &b, const std::string &sym, int64_t index, std::span<const Value> args, std::span<gir::Type *const> results);
  void declareExternal(const std::string &sym, gir::Type *sig);
  gir::Function *newFunc(const std::string &sym, gir::Type *sig);
  void lowerFunc(const PendingFunc &p);
  void lowerInit();
  bool staticInit(types::Var *v, syn::Expr *rhs);
  bool dataHoldsNoAddresses() const;
  void embedAll(); // embed.cc: //go:embed variables
  void embedFiles(types::Var *v, const syn::File *file, Pos after, Pos decl);
  bool staticValue(syn::Expr *e, gir::Type *t, int64_t offset, gir::Global *g);
  // staticinit.cc: read-only data for literals; empty when not constant
  std::string staticData(syn::Expr *lit, gir::Type *t, TypeEnv *env);
  int staticCount = 0;
  void internalError(Pos pos, const std::string &what);
};

// Where a local variable lives.
struct Storage {
  enum K { None, Reg, Var, Ref } kind = None; // Ref: register that holds a pointer to the variable
  uint32_t index = 0;
};

// Targets of break and continue.
struct Target {
  syn::Stmt *stmt;   // the statement itself
  Name label;        // its label, if any
  BlockId brk = kNone, cont = kNone;
  int funcDepth = 0; // which range-over-func body it belongs to
};

// State of a range-over-func statement whose body is being lowered as a closure (rangefunc.cc).
struct RangeFuncState {
  types::Var *next = nullptr;   // where to go after the iterator returns: 0 on, -1 return, n: exits[n-1]
  types::Var *state = nullptr;  // abi.RF_* of this loop
  types::Var *defers = nullptr; // the outermost function's defer frame, if the body defers
  Name label;
  bool returns = false;
  std::vector<syn::BranchStmt *> exits;
  std::unordered_set<Name> labels; // declared inside the body
};

bool containsDefer(syn::Stmt *s);
// The last position of a clause of a switch or select: just before the next one, or the closing brace.
template <class Clauses> Pos endOfClause(const Clauses &all, size_t i, Pos rbrace) { return i + 1 < all.size() ? Pos{all[i + 1]->pos.v - 1} : rbrace; }
// Statements of s that are not inside function literals.
void walkStmts(syn::Stmt *s, const std::function<void(syn::Stmt *)> &visit);

struct FuncLowerer {
  PackageLowerer &pl;
  gir::Function &f;
  gir::Builder b;
  gir::TypeTable &tt;
  TypeEnv *env;
  VarInfos *infos;
  FuncLowerer *outer = nullptr;    // enclosing function of a closure
  const syn::BlockStmt *declBody = nullptr; // of the declaration, if this is not a closure
  types::Signature *sig = nullptr; // of the function as written (generic)
  std::unordered_map<types::Object *, Storage> storage;
  std::vector<Target> targets;
  std::unordered_map<Name, BlockId> labelBlocks;
  std::vector<types::Var *> resultVars; // named or made-up result variables, when they are needed
  std::vector<Storage> resultStore;
  BlockId exitBlock = kNone;       // functions with defer: rundefers, return
  bool hasDefer = false;
  std::unordered_set<const syn::LabeledStmt *> looping; // labels that are jumped back to
  bool appending = false;          // in an argument of append, where gc keeps silent about indices
  int temps = 0;                   // values without a name that became interfaces
  uint32_t scope = gir::kNone;     // innermost entry of f.scopes that is being lowered
  int nesting = 0;                 // function nesting depth, equal to VarInfo::depth of its own variables
  // Names of closures are gc's: F.func1, inside it F.func1.1; bodies of range-over-func loops F-range1, their closures F's.
  struct ClosureCounts {
    int func = 0, range = 0, wrap = 0, direct = 0;
  };
  ClosureCounts *closureCount = nullptr; // a range body's is its function's
  ClosureCounts ownCount;
  std::string baseName;
  bool baseIsClosure = false;
  RangeFuncState *rangeFunc = nullptr; // innermost range-over-func body this closure is
  std::unordered_map<syn::Expr *, Value> hoisted;
  std::unordered_set<const syn::Expr *> inStatic;   // literals, and values converted to interfaces, that live as long as a package variable
  void markStatic(syn::Expr *e, gir::Type *want);
  Value staticPlace(gir::Type *t, gir::Type *pointer);
  std::unordered_set<const syn::Expr *> shortLived; // conversions whose result the statement does not keep (markShortLived)

  FuncLowerer(PackageLowerer &p, gir::Function &fn, TypeEnv *e, VarInfos *vi) : pl(p), f(fn), b(p.m, fn), tt(p.tt), env(e), infos(vi) {}

  // ---- helpers (func.cc) ----
  gir::Type *gtype(types::Type *t) { return pl.gtype(t, env); }
  types::Type *typeOf(syn::Expr *e) { return pl.subst(e->tv.type, env); } // concrete type
  types::Type *underOf(syn::Expr *e) { return types::under(typeOf(e)); }
  void at(Pos p) { b.pos = pl.position(p); }
  void body(syn::FuncType *ft, types::Signature *s, syn::BlockStmt *block, types::Var *recv);
  Storage declareVar(types::Var *v, bool zeroed, uint32_t param = 0);
  void noteLocal(types::Object *v, Storage s, uint32_t param = 0);
  bool inRegister(types::Var *v, gir::Type *t);
  Storage lookup(types::Object *o);
  Storage captureOf(types::Object *o);
  std::vector<types::Object *> captureOrder; // of a closure under construction
  std::vector<bool> captureByRef;
  bool gcCapturesByRef(size_t i) { return captureByRef[i] || (*infos)[static_cast<types::Var *>(captureOrder[i])].perIteration; }
  Value loadStorage(Storage s, gir::Type *t);
  void storeStorage(Storage s, Value v);
  Value addrOfStorage(Storage s, gir::Type *t);
  Value loadFrom(Value ptr) { return b.value(Opcode::load_, b.typeOf(ptr)->elem, {ptr}); }
  void storeTo(Value ptr, Value v, uint8_t flags = 0) { b.emit(Opcode::store_, {ptr, v}).flags = flags; }
  Value toReg(Value v); // snapshot: a fresh register unless constant
  Value temp(gir::Type *t) { return Value::reg(b.reg(t)); }
  void copyTo(Reg r, Value v) { b.emit(Opcode::copy_, {v}, {r}); }
  Value runtimeCall(std::string_view name, gir::Type *result, std::initializer_list<Value> args);
  void runtimeCallV(std::string_view name, std::initializer_list<Value> args);
  void nilcheck(Value p);
  void unreachableBlock() { b.at(kNone); }
  void startBlock() {
    if (b.cur == kNone || !b.live()) b.at(b.block());
  }
  std::string_view exprText(syn::Expr *e);   // gc's words for it (exprtext.cc)
  std::string_view callText(syn::CallExpr *e); // as a call, inlined or not
  std::string_view methodText(syn::SelectorExpr *e); // the same for a method that is called through an interface
  std::unordered_map<const syn::Expr *, int> evaluated; // while the call of a go or defer statement is printed: temporaries' numbers
  int *textTemps = nullptr;                  // while bodies are printed as they were before inlining: the next temporary's number
  // A call that is inlined, as far as costs tell: of a declared function or method, or of a function literal.
  struct Inlinee {
    types::Func *fn = nullptr;
    const syn::Node *lit = nullptr;
    types::Signature *sig = nullptr;
  };
  bool inlinee(syn::CallExpr *e, Inlinee &in);
  std::string inlinedAssign(syn::CallExpr *e, const Inlinee &in); // "p, q := x, y"
  std::string resultWords(const Inlinee &in, size_t i);
  static std::string resultName(const types::Var *r, size_t i); // "~r0" for one without a name
  // Several values of one expression go through temporaries with these names ("": a place that gets none): "T(.autotmp_1), .autotmp_2".
  std::string temporaries(syn::Expr *from, types::Type *to, const std::vector<std::string> &names);
  // What the declaration calls through its type parameters, in the order of the source.
  using DictionaryMethod = std::pair<types::Type *, types::Object *>;
  const std::vector<DictionaryMethod> &dictionaryMethods();
  std::optional<std::vector<DictionaryMethod>> dictionaryMethods_;
  std::string caseText(syn::CaseClause *c);
  std::string typeWords(types::Type *t);
  std::string inlineText(types::Signature *sig, syn::BlockStmt *body); // what "can inline … as:" prints (stmttext.cc)
  std::string rangeText(types::Signature *yield, syn::ForStmt *s, types::Signature *outer, std::string_view state); // of the body of a loop over a function
  std::string wrapperText(types::Signature *sig, const std::string &shape, const std::string &instance);      // of an instance that calls its shape's code
  std::string signatureWords(types::Signature *sig);
  // bloop.cc: what statements in a `for b.Loop()` make is kept
  int benchmarkLoops = 0;
  bool keepBlank = false, keepCall = false;
  int keptTemps = 0;
  void preserved(syn::Stmt *s);
  void keepAssigned(syn::Expr *lhs, Pos pos);
  void sayKept(Pos pos, const std::string &what);
  std::string conversionWords(types::Type *t, const std::string &value); // T(value)
  void setDepth(int depth);                  // of the loops around what follows
  [[nodiscard]] bool bad(Pos p, const std::string &what) {
    pl.internalError(p, what);
    return false;
  }
  Value zero(gir::Type *t) { return b.zeroConst(t); }
  Value intc(int64_t v) { return b.intConst(v); }
  Value fieldAddr(Value p, int i);
  Value elemAddr(Value base, Value i, gir::Type *elem);

  // ---- expressions (expr.cc) ----
  Value expr(syn::Expr *e);
  Value exprNoHoist(syn::Expr *e);
  Value exprAs(syn::Expr *e, gir::Type *t) { return convertAssign(expr(e), t, e); } // with assignment conversion
  void exprMulti(syn::Expr *e, std::vector<Value> &out);
  Value addr(syn::Expr *e);
  bool isAddressable(syn::Expr *e);
  void cond(syn::Expr *e, BlockId t, BlockId f);
  Value constantValue(const constant::Value *v, gir::Type *t, syn::Expr *src = nullptr);
  Value nameExpr(syn::Name *e);
  Value selectorExpr(syn::SelectorExpr *e);
  Value walkFields(Value base, gir::Type *t, std::span<const int> path, bool wantAddr, bool &isAddr);
  Value fieldPath(syn::Expr *x, std::span<const int> path, bool wantAddr);
  Value indexExpr(syn::IndexExpr *e);
  Value indexValue(syn::Expr *e); // index operand as int or its own unsigned type, constants as int
  void boundsCheck(Value i, Value n, syn::Expr *idx);
  Value asInt(Value v);
  Value sliceExpr(syn::SliceExpr *e);
  Value assertExpr(syn::AssertExpr *e);
  Value operation(syn::Operation *e);
  Value binary(syn::Op op, Value x, Value y, gir::Type *t, syn::Expr *shiftCount);
  Value compare(syn::Op op, syn::Expr *x, syn::Expr *y, gir::Type *result);
  Value compareValues(syn::Op op, Value x, bool xNil, Value y, bool yNil, gir::Type *result);
  Value shift(syn::Op op, Value x, Value y);
  Value addressOf(syn::Operation *e);
  void saveOperands(syn::Expr *e);
  Value complexQuotient(Value x, Value y, gir::Type *t);
  syn::CallExpr *spreadArgs(syn::CallExpr *e);
  void stringConcatOperands(syn::Expr *e, std::vector<syn::Expr *> &out);
  Value mapIndex(syn::IndexExpr *e);
  Value mapKey(syn::IndexExpr *e, gir::Type *mapType);

  // ---- order of evaluation (order.cc) ----
  struct Operand {
    syn::Expr *x;
    gir::Type *want; // the type of what it becomes; null: its own
  };
  static bool hasCalls(syn::Expr *e);
  bool inOrder(syn::Expr *e);
  bool copiedToBox(syn::Expr *x, gir::Type *want);
  bool copiedToCompare(syn::Op op, syn::Expr *x, syn::Expr *y);
  bool copiedKey(syn::IndexExpr *e);
  bool isMap(syn::Expr *x);
  void hoist(syn::Expr *e);
  void hoistCalls(syn::Expr *e);
  void hoistAs(syn::Expr *e, gir::Type *want);
  void hoistCompared(syn::Op op, syn::Expr *x, syn::Expr *y);
  void hoistElements(syn::CompositeLit *e);
  void eachElement(syn::CompositeLit *e, const std::function<void(syn::Expr *, gir::Type *)> &f); // literal.cc
  void hoistArgs(syn::CallExpr *e);
  void hoistIndex(syn::IndexExpr *e);
  void hoistList(std::span<const Operand> l);
  void hoistAll(std::initializer_list<syn::Expr *> es);
  void hoistPlace(syn::Expr *e);
  gir::Type *laidOut(types::Type *t);

  // ---- conversions (convert.cc) ----
  Value convertAssign(Value v, gir::Type *to, syn::Expr *src);
  Value conversion(Value v, gir::Type *to, syn::Expr *src, syn::Expr *whole);
  Value box(Value v, gir::Type *iface, syn::Expr *src, syn::Expr *whole = nullptr);

  // ---- calls (call.cc, builtin.cc) ----
  void call(syn::CallExpr *e, std::vector<Value> &out, bool keep = false); // keep: the results, or without any the arguments, count as used
  Value callOne(syn::CallExpr *e);
  bool isConversion(syn::CallExpr *e);
  static bool isTuple(const syn::Expr *e);      // several values, of a call or with an ok
  static types::Type *firstOf(types::Type *t);  // of several values the first one's; else t
  static bool isSpread(const syn::CallExpr *e); // f(g()) with a g of several results
  gir::Type *paramType(types::Signature *sig, const syn::CallExpr *e, size_t i); // of argument i
  // words: takes the addresses among the arguments that are passed as words.
  void callArgs(syn::CallExpr *e, types::Signature *sig, std::vector<Value> &out, std::vector<Value> *words = nullptr);
  // A callee with its evaluated operands.
  struct Callee {
    Opcode code = Opcode::callclosure_;
    std::string sym;
    int64_t method = 0;
    std::vector<Value> args; // func value or interface first, receiver
    types::Signature *sig = nullptr;
    std::vector<gir::Type *> params, results; // of the written signature
    std::string_view text;           // of an interface's method, for remarks
    types::Func *fn = nullptr;       // of a static call
    bool byDictionary = false;       // gir::kDictionary
  };
  Callee callee(syn::CallExpr *e);
  std::vector<Value> emitCallee(Callee &c, Pos pos);
  Value builtin(types::Builtin *bi, syn::CallExpr *e, std::vector<Value> *multi);
  Value lenOf(syn::Expr *x, bool cap);
  void printCall(syn::CallExpr *e, bool ln);
  void markShortLived(syn::Expr *e);
  syn::CallExpr *appendedMake(syn::CallExpr *e);
  Value appendCall(syn::CallExpr *e);
  Value makeCall(syn::CallExpr *e);
  Value minMax(syn::CallExpr *e, bool isMin);
  Value unsafeCall(types::BuiltinId id, syn::CallExpr *e);
  Value methodValue(syn::SelectorExpr *e);
  Value methodExpr(syn::SelectorExpr *e);
  // The receiver operand for calling method fn on x (through embedded fields), and the symbol.
  struct MethodTarget {
    bool viaInterface = false;
    int64_t methodIndex = 0;
    std::string sym;
    Value recv;
    gir::Type *recvType = nullptr;
    types::Func *fn = nullptr;
  };
  MethodTarget methodTarget(syn::SelectorExpr *e);
  MethodTarget methodOn(Value x, bool xIsAddr, types::Type *t, types::Selection *sel, Pos pos);
  int64_t interfaceMethodIndex(gir::Type *iface, types::Func *fn);

  // ---- composite literals (literal.cc) ----
  Value compositeLit(syn::CompositeLit *e);
  void literalInto(syn::CompositeLit *e, Value ptr, gir::Type *t, bool zeroed);
  void literalElem(syn::Expr *e, Value ptr, gir::Type *t, bool zeroed);
  Value sliceLit(syn::CompositeLit *e, gir::Type *t);
  Value mapLit(syn::CompositeLit *e, gir::Type *t);
  int64_t litLength(syn::CompositeLit *e);

  // ---- words of flows (explain.cc) ----
  void explain(syn::BlockStmt *block);
  void explainInit(types::Var *v, syn::Expr *rhs); // of a package variable
  std::unordered_map<const syn::FuncLit *, std::vector<std::pair<types::Object *, bool>>> literalCaptures; // variable, by reference

  // ---- closures (closure.cc) ----
  Value funcLit(syn::FuncLit *e);
  Value makeClosure(const std::string &sym, FuncLowerer &inner, gir::Type *ft, SiteKind kind, std::string_view text);
  std::string closureName(std::string_view kind);
  void liftArg(syn::Expr *a, gir::Type *want, std::vector<std::pair<syn::Expr *, Value>> &out);
  void liftArgs(syn::CallExpr *e, const Callee &c, std::vector<std::pair<syn::Expr *, Value>> &out);
  void noteBounded(syn::IndexExpr *e, int64_t n);
  void noteCompared(syn::Expr *x, syn::Expr *y);
  Value thunk(syn::CallExpr *call, const char *kind); // func() that performs an evaluated call (go, defer)
  void noteWrapper(syn::CallExpr *e, uint32_t stmtPos, const std::string &sym, const Callee &c, const std::vector<std::pair<syn::Expr *, Value>> &lifted);

  // ---- statements (stmt.cc, assign.cc, …) ----
  void stmt(syn::Stmt *s);
  void stmts(syn::StmtList l);
  void block(syn::BlockStmt *s);
  void declStmt(syn::DeclStmt *s);
  void localVarDecl(syn::VarDecl *d);
  void assignStmt(syn::AssignStmt *s);
  void assignOp(syn::AssignStmt *s);
  void assignMany(syn::ExprList lhs, syn::ExprList rhs, bool def, Pos pos);
  void defineVar(syn::Name *n, Value v);
  // While it lives, what is lowered is in a block of the source of its own (spec "Blocks").
  struct InScope {
    InScope(FuncLowerer &l, Pos begin, Pos end) : l(l), before(l.scope) {
      if (!l.pl.opts.locals) return;
      l.f.scopes.push_back({before, l.pl.position(begin), l.pl.position(end)});
      l.scope = static_cast<uint32_t>(l.f.scopes.size() - 1);
    }
    ~InScope() { l.scope = before; }
    InScope(const InScope &) = delete;
    FuncLowerer &l;
    uint32_t before;
  };
  // A place to assign to, operands evaluated.
  struct Place {
    enum K { Blank, Store, Ptr, MapElem } kind = Blank;
    Storage store;
    std::vector<int> path; // into a struct that lives in a register
    Value ptr, map, key;
    gir::Type *type = nullptr;
  };
  Place place(syn::Expr *e);
  void assignPlace(const Place &p, Value v);
  // And notes it. shift: dst <<= src, whose operands keep their types.
  bool selfAssigned(syn::Expr *dst, syn::Expr *src, Pos pos, const std::function<std::string()> &text, bool shift = false);
  void markSelf();
  void returnStmt(syn::ReturnStmt *s);
  void returnValues(std::vector<Value> vals, const std::vector<bool> &same = {}); // same: values that are their result variables'
  void branchStmt(syn::BranchStmt *s);
  void ifStmt(syn::IfStmt *s);
  void forStmt(syn::ForStmt *s, Name label);
  void rangeStmt(syn::ForStmt *s, syn::RangeClause *rc, Name label);
  void rangeInt(syn::ForStmt *s, syn::RangeClause *rc, Name label, Value n, gir::Type *t);
  void rangeFuncStmt(syn::ForStmt *s, syn::RangeClause *rc, Name label);
  void rangeAssign(syn::RangeClause *rc, Value k, Value v);
  void switchStmt(syn::SwitchStmt *s, Name label);
  void typeSwitch(syn::SwitchStmt *s, syn::TypeSwitchGuard *g, Name label);
  void selectStmt(syn::SelectStmt *s, Name label);
  void callStmt(syn::CallStmt *s);
  void labeled(syn::LabeledStmt *s);
  FuncLowerer *realFunc() {
    FuncLowerer *p = this;
    while (p->rangeFunc) p = p->outer;
    return p;
  }
  void setHidden(types::Var *v, int64_t n);
  void leaveRangeFunc(int64_t next);
  void finishBlocks();
};

} // namespace golem::lower

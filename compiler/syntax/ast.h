// The syntax tree. Node kinds, field names and positions follow cmd/compile/internal/syntax (nodes.go), because gc's
// messages, -m output and errorcheck tests speak of that tree. Positions, as parser.go sets them: a binary operation and an
// assignment stand at their operator, a selector, assertion and type switch guard at the '.', a call at its '(', an index
// and slice expression at their '[', a composite literal at its '{', key: value at the ':', a labeled statement at the
// ':', a function type at its '(' (a literal at `func`), a declaration at its first name (after the keyword). What gc
// prints for an expression is mostly startPos(): the leftmost position.
//
// Nodes live in the file's arena and are never freed one by one. The type checker writes its results into the nodes
// themselves (Expr::tv, Name::obj, …): a generic function's body carries types that mention its type parameters, and
// lowering substitutes when it instantiates.
#pragma once
#include "compiler/base/arena.h"
#include "compiler/base/names.h"
#include "compiler/base/source.h"
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace golem::constant {
struct Value;
}
namespace golem::types {
struct Type;
struct Object;
struct Scope;
struct Selection;
struct Instance;
struct Signature;
struct Package;
} // namespace golem::types

namespace golem::syntax {

enum class NodeKind : uint8_t {
  // expressions
  BadExpr,
  Name,
  BasicLit,
  CompositeLit,
  KeyValueExpr,
  FuncLit,
  ParenExpr,
  SelectorExpr,
  IndexExpr,
  SliceExpr,
  AssertExpr,
  TypeSwitchGuard,
  Operation,
  CallExpr,
  ListExpr,
  ArrayType,
  SliceType,
  DotsType,
  StructType,
  InterfaceType,
  FuncType,
  MapType,
  ChanType,
  // declarations
  ImportDecl,
  ConstDecl,
  TypeDecl,
  VarDecl,
  FuncDecl,
  // statements
  EmptyStmt,
  LabeledStmt,
  BlockStmt,
  ExprStmt,
  SendStmt,
  DeclStmt,
  AssignStmt,
  BranchStmt,
  CallStmt,
  ReturnStmt,
  IfStmt,
  ForStmt,
  SwitchStmt,
  SelectStmt,
  RangeClause,
  CaseClause,
  CommClause,
  // others
  Field,
  File,
};

// Operators of Operation and AssignStmt.
enum class Op : uint8_t {
  None,
  Def,  // :=
  Not,  // !
  Recv, // <-
  Tilde,
  OrOr,
  AndAnd,
  Eql,
  Neq,
  Lss,
  Leq,
  Gtr,
  Geq,
  Add,
  Sub,
  Or,
  Xor,
  Mul,
  Div,
  Rem,
  And,
  AndNot,
  Shl,
  Shr,
};
const char *opString(Op op); // "+", "&^", …

struct Node {
  NodeKind kind;
  uint16_t depth; // height of the tree below this node; the parser keeps it under kMaxNesting (parse.h)
  Pos pos;
};

// What the checker found out about an expression (types2's TypeAndValue).
enum class OperandMode : uint8_t {
  Invalid,
  NoValue,
  Builtin,
  TypeExpr,
  Constant,
  Variable,
  MapIndex,
  Value,
  NilValue,
  CommaOk,
  CommaErr,
  CgoFunc,
};
struct TypeAndValue {
  types::Type *type = nullptr;
  const constant::Value *value = nullptr; // for Constant
  OperandMode mode = OperandMode::Invalid;
};

struct Expr : Node {
  TypeAndValue tv;
};
using ExprList = std::span<Expr *>;

struct BadExpr : Expr {};

struct Name : Expr {
  golem::Name value;
  types::Object *obj = nullptr;       // definition or use (types2's Defs and Uses)
  types::Instance *inst = nullptr;    // explicit or inferred instantiation of a generic function or type
  bool isDef = false;                 // this is the defining occurrence
};

enum class LitKind : uint8_t { Int, Float, Imag, Rune, String };
struct BasicLit : Expr {
  std::string_view value; // source text
  LitKind lit;
  bool bad = false; // a syntax error was reported for it
};

struct CompositeLit : Expr {
  Expr *type = nullptr; // null when elided
  ExprList elems;
  uint32_t nkeys = 0; // elements with keys
  Pos rbrace;
};
struct KeyValueExpr : Expr {
  Expr *key, *value;
};
struct FuncType;
struct BlockStmt;
struct FuncLit : Expr {
  FuncType *type = nullptr;
  BlockStmt *body = nullptr;
};
struct ParenExpr : Expr {
  Expr *x;
};
struct SelectorExpr : Expr {
  Expr *x;
  Name *sel;
  types::Selection *selection = nullptr; // null for a qualified identifier (package.Name)
};
// x[i], x[T1, T2]: several indices arrive as a ListExpr.
struct IndexExpr : Expr {
  Expr *x;
  Expr *index; // null only in the array-or-type-parameter ambiguity, never after parsing
  types::Instance *inst = nullptr;
};
struct SliceExpr : Expr {
  Expr *x;
  Expr *index[3] = {nullptr, nullptr, nullptr};
  bool full = false;
};
struct AssertExpr : Expr {
  Expr *x, *type;
};
struct TypeSwitchGuard : Expr {
  Name *lhs = nullptr; // x in x := y.(type), else null
  Expr *x;
};
// Unary when y is null: & is Op::And, * is Op::Mul, <- is Op::Recv.
struct Operation : Expr {
  Op op;
  Expr *x;
  Expr *y = nullptr;
};
struct CallExpr : Expr {
  Expr *fun;
  ExprList args;
  bool hasDots = false;
  Pos rparen;
};
struct ListExpr : Expr {
  ExprList elems;
};
// [N]T; len null for [...]T.
struct ArrayType : Expr {
  Expr *len;
  Expr *elem;
};
struct SliceType : Expr {
  Expr *elem;
};
struct DotsType : Expr {
  Expr *elem;
}; // ...T
// One parameter, result, struct field, or interface element. In `a, b T` each name has its own Field sharing `type`.
struct Field : Node {
  Name *name = nullptr; // null: anonymous parameter, embedded field, or embedded interface element
  Expr *type = nullptr;
};
using FieldList = std::span<Field *>;
struct StructType : Expr {
  FieldList fields;
  std::span<BasicLit *> tags; // empty, or one per field (null where there is none)
};
struct InterfaceType : Expr {
  FieldList methods;
}; // methods (name, FuncType) and embedded elements (no name)
struct FuncType : Expr {
  FieldList params, results;
  Pos funcPos; // `func`, where a literal of this type stands
};
struct MapType : Expr {
  Expr *key, *value;
};
enum class ChanDir : uint8_t { Both, SendOnly, RecvOnly };
struct ChanType : Expr {
  ChanDir dir = ChanDir::Both;
  Expr *elem;
};

// ---- declarations ----

// Declarations of one parenthesized group share a Group; for const groups the index restarts iota.
struct Group {
  uint32_t id;
};

// //go: directives in front of a declaration.
enum Pragma : uint32_t {
  kPragmaNoinline = 1 << 0,
  kPragmaNosplit = 1 << 1,
  kPragmaNoescape = 1 << 2,
  kPragmaNorace = 1 << 3,
  kPragmaUintptrEscapes = 1 << 4,
  kPragmaUintptrKeepAlive = 1 << 5,
  kPragmaNoCheckPtr = 1 << 6,
  kPragmaSystemstack = 1 << 7,
  kPragmaNowritebarrier = 1 << 8,
  kPragmaNowritebarrierrec = 1 << 9,
  kPragmaYeswritebarrierrec = 1 << 10,
  kPragmaNotInHeap = 1 << 11,
  kPragmaRegisterParams = 1 << 12,
  kPragmaCgoUnsafeArgs = 1 << 13,
  kPragmaEmbed = 1 << 14,
};

struct Decl : Node {
  Group *group = nullptr;
  uint32_t pragma = 0;
};
struct ImportDecl : Decl {
  Name *localName = nullptr; // includes "." and "_"
  BasicLit *path = nullptr;
};
struct ConstDecl : Decl {
  std::span<Name *> names;
  Expr *type = nullptr;
  Expr *values = nullptr; // ListExpr for several; null: repeat the group's previous
};
struct TypeDecl : Decl {
  Name *name;
  FieldList tparams;
  bool alias = false;
  Expr *type = nullptr;
};
struct VarDecl : Decl {
  std::span<Name *> names;
  Expr *type = nullptr;
  Expr *values = nullptr;
};
struct FuncDecl : Decl {
  Field *recv = nullptr; // receiver; `extraRecv` tells that there was more than one (an error the checker words)
  Name *name;
  FieldList tparams;
  FuncType *type = nullptr;
  BlockStmt *body = nullptr; // null: no body, or skimmed (then bodyStart is set)
  Pos bodyStart, bodyEnd;    // the braces; parseBody() fills `body` of a skimmed function
  bool hasBody = false;
};

// ---- statements ----

struct Stmt : Node {};
using StmtList = std::span<Stmt *>;
struct EmptyStmt : Stmt {};
struct LabeledStmt : Stmt {
  Name *label;
  Stmt *stmt;
};
struct BlockStmt : Stmt {
  StmtList list;
  Pos rbrace;
};
struct ExprStmt : Stmt {
  Expr *x;
};
struct SendStmt : Stmt {
  Expr *chan, *value;
};
struct DeclStmt : Stmt {
  std::span<Decl *> decls;
};
// x = y, x := y (op Def), x += y (op Add …); x++ has rhs null and op Add (Sub for --). Several operands: ListExpr.
struct AssignStmt : Stmt {
  Op op = Op::None;
  Expr *lhs;
  Expr *rhs;
};
enum class BranchKind : uint8_t { Break, Continue, Fallthrough, Goto };
struct BranchStmt : Stmt {
  BranchKind tok;
  Name *label = nullptr;
  Stmt *target = nullptr; // set by the checker's label pass: the LabeledStmt, or the innermost enclosing statement for break/continue
};
enum class CallKind : uint8_t { Go, Defer };
struct CallStmt : Stmt {
  CallKind tok;
  Expr *call;
};
struct ReturnStmt : Stmt {
  Expr *results = nullptr;
};
struct IfStmt : Stmt {
  Stmt *init = nullptr;
  Expr *cond;
  BlockStmt *then;
  Stmt *els = nullptr;
};
// A range loop has init = RangeClause and neither cond nor post.
struct ForStmt : Stmt {
  Stmt *init = nullptr;
  Expr *cond = nullptr;
  Stmt *post = nullptr;
  BlockStmt *body;
};
struct CaseClause : Node {
  Expr *cases = nullptr; // null: default; several: ListExpr
  StmtList body;
  Pos colon;
  types::Object *implicit = nullptr; // the symbolic variable of a type switch in this clause
};
struct SwitchStmt : Stmt {
  Stmt *init = nullptr;
  Expr *tag = nullptr; // TypeSwitchGuard makes it a type switch
  std::span<CaseClause *> body;
  Pos rbrace;
};
struct CommClause : Node {
  Stmt *comm = nullptr; // send or receive statement (ExprStmt, AssignStmt, SendStmt); null: default
  StmtList body;
  Pos colon;
};
struct SelectStmt : Stmt {
  std::span<CommClause *> body;
  Pos rbrace;
};
struct RangeClause : Stmt {
  Expr *lhs = nullptr;
  bool def = false;
  Expr *x;
};

// //go:linkname local [importpath.name]
struct Linkname {
  Pos pos;
  std::string_view local, remote;
};
// //go:embed patterns, kept with the line they stand on.
struct EmbedDirective {
  Pos pos;
  std::string_view args;
};

struct File : Node {
  const SourceFile *source = nullptr;
  Name *pkgName = nullptr;
  std::span<Decl *> decls; // imports first, as the grammar asks
  std::span<Linkname> linknames;
  std::span<EmbedDirective> embeds;
  std::string_view goVersion; // from a //go:build line, e.g. "go1.21"; empty if none
  Pos eof;
  bool isTest = false; // a _test.go file (the loader says so)
  bool broken = false; // no package clause: nothing in here is worth checking
  Arena *arena = nullptr;
};

template <class T> T *as(Node *n) { return static_cast<T *>(n); }
template <class T> const T *as(const Node *n) { return static_cast<const T *>(n); }
// The expressions of a possibly absent, possibly single list.
inline ExprList unpackList(Expr *&e) {
  if (!e) return {};
  if (e->kind == NodeKind::ListExpr) return static_cast<ListExpr *>(e)->elems;
  return {&e, 1};
}
Expr *unparen(Expr *e);
// Leftmost and rightmost source position of a node, as syntax.StartPos and EndPos give them.
Pos startPos(const Node *n);
Pos endPos(const Node *n);
const char *kindName(NodeKind k); // "CallExpr", …
// Calls visit for the parts of a node in source order. A type shared by several fields is visited with each.
void forEachChild(const Node *n, const std::function<void(const Node *)> &visit);
// Source-like text of an expression as gc prints it in messages (syntax.String: short form, bodies as {…}).
std::string exprString(const Expr *e);
std::string stmtString(const Stmt *s); // likewise, of a simple statement

} // namespace golem::syntax

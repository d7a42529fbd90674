// The parser's working state: what the actions of grammar.y call. Inside the room only; the entry points are in parse.h.
//
// Lists under construction live on one scratch stack: a list value is (start, count) into it, an element is pushed when it
// is complete, and the list is copied into the arena when its owner is made. Lists nest like the sentences that hold them,
// so a stack is enough; after an error the next push drops what the abandoned sentence left behind.
#pragma once
#include "compiler/syntax/parse.h"
#include "compiler/syntax/scanner.h"
#include <functional>

union GolemValue; // grammar.hh

namespace golem::syntax {

struct List {
  uint32_t start, count;
};
// "( fields )" or "[ fields ]" with names and types sorted out: positions of the brackets.
struct Params {
  FieldList list;
  uint32_t open, close;
};
// What stands between `if`, `for` or `switch` and the body.
struct Header {
  Stmt *init = nullptr, *cond = nullptr, *post = nullptr;
  bool broken = false; // there was an error in it
  bool late = false;   // a range clause, or a for clause with both semicolons
  bool semi = false;
  SemiKind semiKind = SemiKind::Semicolon;
  Pos semiPos, bodyPos;
};
// Subscript in brackets: indices (slice false) or up to three slice bounds.
struct Subscript {
  uint32_t open = 0, close = 0;
  bool slice = false, full = false;
  Expr *index[3] = {nullptr, nullptr, nullptr};
};

// Of the pragmas, those a function declaration takes; and the one of a file.
constexpr uint32_t kFuncPragmas = 0x7fff & ~(kPragmaNotInHeap | kPragmaEmbed);
constexpr uint32_t kPragmaGoBuild = 1u << 31;

class Parser final : public DirectiveSink {
public:
  Parser(SourceFile *src, Arena &arena, Diagnostics &diags, ParseMode mode);
  int parse(); // yyparse; 0, or 1 when given up

  // ---- between scanner and grammar ----
  int next(GolemValue *value);          // when something out of the ordinary is due
  template <class V> int deliver(V *value); // the last token's value and position
  bool attention = false;               // next() has to be asked
  int askState = 0; // the parser's state when it asked for the last token
  Scanner scanner;
  Arena &arena;
  Diagnostics &diags;
  SourceFile *source;
  ParseMode mode;
  File *file = nullptr;
  int startToken = 0;          // START_BODY to parse a body alone
  bool startTokenOnly = false; // it is yet to be delivered
  BlockStmt *body = nullptr;   // result then
  void giveUp() { stop = attention = true; }
  bool stop = false;           // give up: too many errors, nesting too deep, broken package clause

  // ---- errors (errors.cc) ----
  // Bison's report, with what its stack tells besides: the statement list belongs to a case; "name :" was a label; a for
  // header is complete.
  struct StackHints {
    bool inClause = false, afterLabel = false, afterForHeader = false;
  };
  void syntaxError(int state, int symbol, StackHints hints);
  void syntaxErrorAt(uint32_t pos, std::string_view msg);
  void errorAt(uint32_t pos, Diag d, std::initializer_list<std::string_view> args = {});
  std::string tokenText(int token) const; // of the last token read
  // What goes on after an error: a declaration, a statement, a case, or a struct field or interface element.
  enum class Resume : uint8_t { Declaration, Statement, Clause, Field };
  void resync(size_t depth, Resume what, bool inClause);
  void resyncHeader();
  Header *brokenHeader();
  Stmt *bogusStmt();
  void missingLabeled(Stmt *label);
  void missingSemicolon(Stmt *s); // a statement runs into the next case
  uint32_t lastResync = 0;
  bool tooDeepReported = false;
  bool varInHeader = false;  // `var` in front of an initializer: reported with the next token
  bool listError = false;    // the last error was a missing separator ("possibly missing …")
  bool typeDeclError = false;
  Stmt *lastBogus = nullptr;
  Header *lastHeader = nullptr;
  int errorCount = 0, syntaxErrors = 0;
  std::function<void(int state, int ask, int symbol)> onError; // for the tool that makes the table

  // ---- lists ----
  List none() { return {static_cast<uint32_t>(scratch.size()), 0}; }
  List one(void *x) {
    scratch.push_back(x);
    return {static_cast<uint32_t>(scratch.size() - 1), 1};
  }
  List push(List l, void *x) {
    scratch.resize(l.start + l.count);
    scratch.push_back(x);
    return {l.start, l.count + 1};
  }
  template <class T> std::span<T *> take(List l) {
    T **from = reinterpret_cast<T **>(scratch.data() + l.start);
    std::span<T *> s = arena.copy(from, l.count);
    scratch.resize(l.start);
    return s;
  }
  std::vector<void *> scratch;

  // ---- nodes (build.cc, expr.cc, decl.cc): see there ----
  template <class T> T *make(NodeKind kind, uint32_t pos) {
    T *n = arena.make<T>();
    n->kind = kind;
    n->pos = Pos{pos};
    return n;
  }
  void over(Node *n, const Node *child) {
    if (child && child->depth >= n->depth) deepen(n, child->depth);
  }
  void deepen(Node *n, uint16_t d) {
    n->depth = static_cast<uint16_t>(d + 1);
    if (n->depth > kMaxNesting) tooDeep();
  }
  void tooDeep();

  Expr *bad(uint32_t pos);
  Expr *binary(uint32_t pos, Op op, Expr *x, Expr *y);
  Expr *unite(uint32_t pos, Expr *first, Expr *rest); // first | rest, grouped to the left
  Expr *unary(uint32_t pos, Op op, Expr *x);
  Expr *receive(uint32_t pos, Expr *x);
  Expr *paren(uint32_t pos, Expr *x);
  Expr *selector(uint32_t dot, Expr *x, Name *sel);
  Expr *assertion(uint32_t dot, Expr *x, Expr *type);
  Expr *typeSwitchGuard(uint32_t dot, Expr *x);
  Expr *subscript(Expr *x, Subscript *s);
  Subscript *indices(uint32_t open, List l, uint32_t close);
  Subscript *slice(uint32_t open, Expr *lo, Expr *hi, bool full, Expr *max, uint32_t colon2, uint32_t close);
  Expr *call(uint32_t open, Expr *fun, List args, bool dots, uint32_t close);
  Expr *composite(uint32_t open, Expr *type, List elems, uint32_t close);
  Expr *keyValue(uint32_t colon, Expr *k, Expr *v);
  Expr *funcLit(FuncType *t, BlockStmt *b);
  Expr *exprList(List l); // one expression or a ListExpr
  void reportEmptyIndices();

  Expr *arrayType(uint32_t pos, Expr *len, Expr *elem);
  Expr *sliceType(uint32_t pos, Expr *elem);
  Expr *dotsType(uint32_t pos, Expr *elem);
  Expr *mapType(uint32_t pos, Expr *k, Expr *v);
  Expr *chanType(uint32_t pos, ChanDir dir, Expr *elem);
  Expr *instance(Expr *x, uint32_t open, List args);
  Expr *structType(uint32_t pos, List fields);
  Expr *interfaceType(uint32_t pos, List methods);
  FuncType *funcType(Params *params, Params *results); // results may be null

  Field *field(uint32_t pos, Name *name, Expr *type);
  // Struct fields `a, b T tag`: pushes a (Field, tag) pair a name.
  List structFields(List names, Expr *type, BasicLit *tag);
  List embedded(uint32_t pos, Expr *type, BasicLit *tag);
  Params *paramList(List l, uint32_t open, uint32_t close, bool typeParams);
  void checkDots(FieldList list, bool dotsOk);
  Params *singleResult(Expr *type);
  Field *embeddedInstance(Name *n, uint32_t open, List fields);
  bool isValueIndex(const Subscript *s);
  // name [ x ] or name [ x ] elem in a parameter list or struct
  Field *namedArray(Name *n, uint32_t open, List index, uint32_t comma, uint32_t close, Expr *elem);
  Expr *instanceOf(Name *n, uint32_t open, List index);

  ImportDecl *importDecl(Name *local, BasicLit *path, uint32_t pos);
  ConstDecl *constDecl(List names, Expr *type, Expr *values);
  VarDecl *varDecl(List names, Expr *type, Expr *values);
  TypeDecl *typeDecl(Name *name, bool alias, Expr *type);
  TypeDecl *typeDeclParams(Name *name, List tparams, uint32_t open, uint32_t close, bool alias, Expr *type);
  // type T [x] elem: an array, or type parameters with one constraint
  TypeDecl *typeDeclBracket(Name *name, uint32_t open, Expr *x, uint32_t close, Expr *elem);
  Field *splitTypeParam(Expr *x, Expr *tail, bool force, uint32_t comma);
  FuncDecl *funcDecl(Params *recv, Name *name, Params *tparams, Params *params, Params *results);
  void finishGroup(List l); // one parenthesized declaration

  BlockStmt *block(uint32_t open, List stmts, uint32_t close);
  Stmt *empty(uint32_t pos);
  Stmt *exprStmt(Expr *x);
  Stmt *assign(uint32_t pos, Op op, Expr *lhs, Expr *rhs);
  Stmt *send(uint32_t pos, Expr *ch, Expr *v);
  Stmt *range(uint32_t pos, Expr *lhs, bool def, Expr *x);
  Stmt *callStmt(uint32_t pos, CallKind kind, Expr *x);
  Stmt *ifStmt(uint32_t pos, Header *h, BlockStmt *then, Stmt *els);
  Stmt *forStmt(uint32_t pos, Header *h, BlockStmt *body);
  Stmt *branch(uint32_t pos, BranchKind kind, Name *label);
  Stmt *returnStmt(uint32_t pos, Expr *results);
  Stmt *label(uint32_t colon, Name *name, Stmt *s);
  Stmt *declStmt(List decls, uint32_t pos);
  Stmt *selectStmt(uint32_t pos, List clauses, uint32_t close);
  CaseClause *caseClause(uint32_t pos, Expr *cases, uint32_t colon, List body);
  CommClause *commClause(uint32_t pos, Stmt *comm, uint32_t colon, List body);
  Stmt *switchStmt(uint32_t pos, Header *h, List clauses, uint32_t close);
  Expr *condition(Header *h, const char *keyword);
  Header *header(Stmt *init, Stmt *cond, Stmt *post);
  Header *header(Stmt *init, Token semi, Stmt *cond);

  bool packageClause(uint32_t pos, Name *name);
  void functionBody(FuncDecl *fn, BlockStmt *body);
  uint32_t keyword = 0; // position of the keyword of the declaration just read
  void topDecls(List l, bool isImport);
  void importWord(uint32_t pos);
  void checkTilde(Stmt *s);
  uint32_t tildeAt = 0; // a unary ~ in an expression
  void beginBody();
  uint32_t lastOffset = 0, offsetBefore = 0; // Pos of the last token read, and of the one before it

  // ---- directives (directives.cc) ----
  void directive(Pos pos, bool blankLine, std::string_view text) override;
  uint32_t takePragma(uint32_t before, uint32_t allowed);
  void dropPragmas(uint32_t before);
  void finishFile();

  struct PendingPragma {
    uint32_t pos, flags;
  };
  std::vector<PendingPragma> pragmas;
  std::vector<Linkname> linknames;
  std::vector<EmbedDirective> embeds;
  std::vector<Decl *> decls;
  std::vector<std::pair<IndexExpr *, uint32_t>> emptyIndices; // x[] with the position of the ]
  bool sawNonImport = false, emptyFuncLast = false, importsUnsafe = false;
  uint32_t groupCount = 0, lastDeclEnd = 0;
  int lastToken = 0;
  uint32_t lastSyntaxLine = 0;
  bool reread = false; // deliver the last token again
  int insertToken = 0;   // deliver this one first: T_SEMI or T_LBODY
};

template <class V> inline int Parser::deliver(V *value) {
  if (scanner.kind == Scanner::Kind::Name) {
    value->name = scanner.name;
    lastOffset = scanner.name->pos.v;
  } else if (scanner.kind == Scanner::Kind::Literal) {
    value->lit = scanner.lit;
    lastOffset = scanner.lit->pos.v;
  } else {
    value->tok = scanner.tok;
    lastOffset = scanner.tok.offset;
  }
  return lastToken;
}

} // namespace golem::syntax

/* The grammar of Go: tokens in, the tree of ast.h out. LALR(1) without unresolved conflicts. How the ambiguities of the
   spec's grammar are shaped to get there:

   - LBODY is the '{' of a body behind a header (scanner.re); `lbrace` accepts it where a type or literal may stand in one.
   - Expressions include types: tname (a possibly qualified, possibly instantiated name), xexpr (other operands and postfix
     forms), typexpr (written-out types, which take only a conversion or a literal behind them).
   - Types are split by their first token, so that `name type` in parameters and fields can say what may follow the name.
   - `type T [x …` reads an expression first; decl.cc splits it when it turns out to be a type parameter.

   Actions only call builders (parser.h). A rule that exists to give a better error says so. */
%require "3.8"
%define api.pure full
%define api.prefix {golem}
%define api.token.prefix {T_}
%define api.value.union.name GolemValue
%define parse.error custom
%param { golem::syntax::Parser *p }

%code requires {
#include "compiler/syntax/parser.h"
namespace golem::syntax {
}
#define GOLEMSTYPE_IS_TRIVIAL 1
}
%union {
  golem::syntax::Token tok;
  uint32_t pos;
  golem::syntax::Name *name;
  golem::syntax::BasicLit *lit;
  golem::syntax::Expr *expr;
  golem::syntax::Stmt *stmt;
  golem::syntax::BlockStmt *block;
  golem::syntax::Field *field;
  golem::syntax::FuncType *func;
  golem::syntax::FuncDecl *fdecl;
  golem::syntax::Node *node;
  golem::syntax::List list;
  golem::syntax::Params *params;
  golem::syntax::Subscript *sub;
  golem::syntax::Header *hdr;
}

%code {
using namespace golem::syntax;
using SOp = golem::syntax::Op;
#define YYMAXDEPTH 200000
#define YYINITDEPTH 1000
/* The state in which a token is asked for tells more than the state that rejects it: see errors.cc. */
#define golemlex(value, p) nextToken(value, p, yystate)
static inline int nextToken(GOLEMSTYPE *value, Parser *p, int state) {
  p->askState = state;
  if (__builtin_expect(p->attention, 0)) return p->next(value);
  p->lastToken = p->scanner.scan();
  p->offsetBefore = p->lastOffset;
  return p->deliver(value);
}
static void golemerror(Parser *p, const char *) { p->tooDeep(); } /* the stack is full */
/* How many brackets are open where a list goes on after an error: those on the parser's stack. */
template <class State, class Symbol> static void recover(Parser *p, const State *top, const Symbol *symbolOf, Parser::Resume what) {
  size_t depth = 0;
  /* `error` is on top, below it the list, or its last statement and the list; a clause's list stands behind a colon */
  const State *list = symbolOf[top[-1]] == YYSYMBOL_stmt ? top - 2 : top - 1;
  bool inClause = symbolOf[*list] == YYSYMBOL_stmtlist && symbolOf[list[-1]] == YYSYMBOL_COLON;
  for (; *top != 0; top--) {
    switch (symbolOf[*top]) {
    case YYSYMBOL_LPAREN: case YYSYMBOL_LBRACK: case YYSYMBOL_LBRACE: case YYSYMBOL_LBODY: case YYSYMBOL_lbrace: depth++;
    }
  }
  p->resync(depth, what, inClause);
}
}

%token <tok> LPAREN "(" RPAREN ")" LBRACK "[" RBRACK "]" LBRACE "{" LBODY "body {" RBRACE "}"
%token <tok> COMMA "," SEMI ";" COLON ":" DOT "." DOTS "..." ASSIGN "=" DEFINE ":=" ASSIGNOP INCOP "++"
%token <tok> ARROW "<-" NOT "!" TILDE "~"
%token <tok> OROR "||" ANDAND "&&" EQL "==" NEQ "!=" LSS "<" LEQ "<=" GTR ">" GEQ ">="
%token <tok> ADD "+" SUB "-" OR "|" XOR "^" STAR "*" DIV "/" REM "%" AND "&" ANDNOT "&^" SHL "<<" SHR ">>"
%token <tok> BREAK CASE CHAN CONST CONTINUE DEFAULT DEFER ELSE FALLTHROUGH FOR FUNC GO GOTO IF IMPORT INTERFACE MAP
%token <tok> PACKAGE RANGE RETURN SELECT STRUCT SWITCH TYPE VAR
%token <name> NAME
%token <lit> LITERAL
%token START_BODY

/* An empty result gives way to everything that can begin one, and a type to the brace of its literal. */
%precedence EMPTY_RESULT
%precedence error /* inside a statement list an error is a statement's */
%precedence NAME "(" "<-" CHAN FUNC MAP STRUCT INTERFACE "body {"
%left "||"
%left "&&"
%left "==" "!=" "<" "<=" ">" ">="
%left "+" "-" "|" "^"
%left "*" "/" "%" "<<" ">>" "&" "&^"
%precedence UNARY

%type <expr> expr callee tname xexpr typexpr oexpr exprlist elem value
%type <list> exprs elems elemlist types names tail_list
%type <sub> indices slice
%type <expr> type tyname ptype stype btype otype rchan chantype structtype interfacetype littype
%type <expr> type_nb type_nn type_np type_nr union term tail tterm
%type <func> functype
%type <params> params result optparams
%type <list> paramlist tparamlist field fieldlist fieldnames methodlist tps tpshead
%type <field> param tparam nparam method
%type <lit> otag
%type <list> decl valuedecl importspecs constspecs varspecs typespecs
%type <node> importspec constspec varspec typespec
%type <fdecl> funchead
%type <stmt> stmt simple osimple ostmt ifstmt hsimple rangeclause labeled
%type <block> block hblock fbody
%type <list> stmts stmtlist caseclauses commclauses
%type <node> caseclause commclause
%type <hdr> header forheader
%type <tok> lbrace
%type <pos> ocomma
%type <tok> assign

%start start
%%

start
  : file
  | START_BODY fbody                    { p->body = $2; YYACCEPT; }
  ;

/* ---- source file ---- */

file
  : package topdecls YYEOF
  | package topdecls topdecl YYEOF
  ;
package
  : PACKAGE NAME ";"                    { if (!p->packageClause($1.offset, $2)) YYABORT; }
  ;
topdecls
  : %empty
  | topdecls topdecl ";"
  ;
topdecl
  : importword importspec               { p->topDecls(p->one($2), true); }
  | importword "(" ")"                  { p->topDecls(p->none(), true); }
  | importword "(" importspecs osemi ")" { p->finishGroup($3); p->topDecls($3, true); }
  | valuedecl                           { p->topDecls($1, false); }
  | funchead                            { p->topDecls(p->one($1), false); p->emptyFuncLast = true; }
  | funchead fbody                      { p->functionBody($1, $2); p->topDecls(p->one($1), false); }
  | error                               { yyclearin; p->resync(0, Parser::Resume::Declaration, false); yyerrok; }
  ;
importword
  : IMPORT                              { p->importWord($1.offset); }
  ;
importspecs
  : importspec                          { $$ = p->one($1); }
  | importspecs ";" importspec          { $$ = p->push($1, $3); }
  ;
importspec
  : LITERAL                             { $$ = p->importDecl(nullptr, $1, $1->pos.v); }
  | NAME LITERAL                        { $$ = p->importDecl($1, $2, $1->pos.v); }
  | "." LITERAL                         { Name *n = p->make<Name>(NodeKind::Name, $1.offset); n->value = golem::Name::intern("."); $$ = p->importDecl(n, $2, $1.offset); }
  ;
funchead
  : FUNC NAME optparams params result   { $$ = p->funcDecl(nullptr, $2, $3, $4, $5); }
  | FUNC params NAME optparams params result { $$ = p->funcDecl($2, $3, $4, $5, $6); }
  ;
optparams
  : %empty                              { $$ = nullptr; }
  | "[" "]"                             { p->syntaxErrorAt($2.offset, "empty type parameter list"); $$ = nullptr; }
  | "[" tparamlist ocomma "]"           { $$ = p->paramList($2, $1.offset, $4.offset, true); }
  ;
fbody
  : "{" bodystart stmts "}"             { $$ = p->block($1.offset, $3, $4.offset); }
  ;
bodystart
  : %empty                              { p->beginBody(); }
  ;
litstart
  : %empty
  ;

/* ---- declarations ---- */

decl
  : valuedecl
  ;
valuedecl
  : CONST constspec                     { p->keyword = $1.offset; $$ = p->one($2); }
  | CONST "(" ")"                       { p->keyword = $1.offset; $$ = p->none(); }
  | CONST "(" constspecs osemi ")"      { p->keyword = $1.offset; $$ = $3; p->finishGroup($$); }
  | VAR varspec                         { p->keyword = $1.offset; $$ = p->one($2); }
  | VAR "(" ")"                         { p->keyword = $1.offset; $$ = p->none(); }
  | VAR "(" varspecs osemi ")"          { p->keyword = $1.offset; $$ = $3; p->finishGroup($$); }
  | TYPE typespec                       { p->keyword = $1.offset; $$ = p->one($2); }
  | TYPE "(" ")"                        { p->keyword = $1.offset; $$ = p->none(); }
  | TYPE "(" typespecs osemi ")"        { p->keyword = $1.offset; $$ = $3; p->finishGroup($$); }
  ;
osemi
  : %empty
  | ";"
  ;
ocomma
  : %empty                              { $$ = 0; }
  | ","                                 { $$ = $1.offset; }
  ;
constspecs
  : constspec                           { $$ = p->one($1); }
  | constspecs ";" constspec            { $$ = p->push($1, $3); }
  ;
constspec
  : names                               { $$ = p->constDecl($1, nullptr, nullptr); }
  | names type                          { $$ = p->constDecl($1, $2, nullptr); }
  | names assign exprlist               { $$ = p->constDecl($1, nullptr, $3); }
  | names type assign exprlist          { $$ = p->constDecl($1, $2, $4); }
  ;
assign
  : "="
  | ":="                                { $$ = $1; p->syntaxErrorAt($1.offset, "unexpected :=, expected ="); }
  ;
varspecs
  : varspec                             { $$ = p->one($1); }
  | varspecs ";" varspec                { $$ = p->push($1, $3); }
  ;
varspec
  : names type                          { $$ = p->varDecl($1, $2, nullptr); }
  | names assign exprlist               { $$ = p->varDecl($1, nullptr, $3); }
  | names type assign exprlist          { $$ = p->varDecl($1, $2, $4); }
  ;
names
  : NAME                                { $$ = p->one($1); }
  | names "," NAME                      { $$ = p->push($1, $3); }
  ;
typespecs
  : typespec                            { $$ = p->one($1); }
  | typespecs ";" typespec              { $$ = p->push($1, $3); }
  ;
typespec
  : NAME type_nb                        { $$ = p->typeDecl($1, false, $2); }
  | NAME assign type                    { $$ = p->typeDecl($1, true, $3); }
  | NAME "[" "]" type                   { $$ = p->typeDecl($1, false, p->sliceType($2.offset, $4)); }
  | NAME "[" "..." "]" type             { $$ = p->typeDecl($1, false, p->arrayType($2.offset, nullptr, $5)); }
  | NAME "[" expr "]" type              { $$ = p->typeDeclBracket($1, $2.offset, $3, $4.offset, $5); }
  | NAME "[" expr "]" assign type       { Field *f = p->splitTypeParam($3, nullptr, false, 0); $$ = p->typeDeclParams($1, f ? p->one(f) : p->none(), $2.offset, $4.offset, true, $6); if (!f) p->syntaxErrorAt($5.offset, "unexpected =, expected type"); }
  | NAME "[" tps "]" type               { $$ = p->typeDeclParams($1, $3, $2.offset, $4.offset, false, $5); }
  | NAME "[" tps "]" assign type        { $$ = p->typeDeclParams($1, $3, $2.offset, $4.offset, true, $6); }
  ;
/* Type parameters behind `type T [`: the first one arrives as an expression. */
tps
  : tpshead
  | tail_list ocomma                    { $$ = $1; }
  ;
tpshead
  : expr ","                            { Field *f = p->splitTypeParam($1, nullptr, true, $2.offset); $$ = f ? p->one(f) : p->none(); }
  ;
tail_list
  : expr tail                           { Field *f = p->splitTypeParam($1, $2, true, 0); $$ = f ? p->one(f) : p->none(); }
  | tpshead tparam                      { $$ = p->push($1, $2); }
  | tail_list "," tparam                { $$ = p->push($1, $3); }
  ;
/* A constraint that can't continue an expression. */
tail
  : tterm
  | tail "|" term                       { $$ = p->binary($2.offset, SOp::Or, $1, $3); }
  ;
tterm
  : tyname
  | otype
  | rchan
  | "~" type                            { $$ = p->unary($1.offset, SOp::Tilde, $2); }
  | "..." type                          { $$ = p->dotsType($1.offset, $2); } /* an error */
  ;

/* ---- types ---- */

type    : tyname | ptype | stype | btype | otype | rchan ;
type_nb : tyname | ptype | stype |         otype | rchan ; /* not starting with '[' */
type_nn :          ptype | stype | btype | otype | rchan ; /* not starting with a name */
type_np : tyname |         stype | btype | otype | rchan ; /* not starting with '(' */
type_nr : tyname | ptype | stype | btype | otype         ; /* not starting with '<-' */

tyname
  : NAME                                { $$ = $1; }
  | NAME "." NAME                       { $$ = p->selector($2.offset, $1, $3); }
  | NAME "[" types ocomma "]"           { $$ = p->instance($1, $2.offset, $3); }
  | NAME "." NAME "[" types ocomma "]"  { $$ = p->instance(p->selector($2.offset, $1, $3), $4.offset, $5); }
  ;
types
  : type                                { $$ = p->one($1); }
  | types "," type                      { $$ = p->push($1, $3); }
  ;
ptype
  : "(" type ")"                        { $$ = $2; }
  ;
stype
  : "*" type                            { $$ = p->unary($1.offset, SOp::Mul, $2); }
  ;
btype
  : "[" "]" type                        { $$ = p->sliceType($1.offset, $3); }
  | "[" "..." "]" type                  { $$ = p->arrayType($1.offset, nullptr, $4); }
  | "[" expr "]" type                   { $$ = p->arrayType($1.offset, $2, $4); }
  ;
otype
  : MAP "[" type "]" type               { $$ = p->mapType($1.offset, $3, $5); }
  | structtype
  | interfacetype
  | chantype
  | functype                            { $$ = $1; }
  ;
rchan
  : "<-" CHAN type                      { $$ = p->chanType($1.offset, ChanDir::RecvOnly, $3); }
  ;
chantype
  : CHAN type_nr                        { $$ = p->chanType($1.offset, ChanDir::Both, $2); }
  | CHAN "<-" type                      { $$ = p->chanType($1.offset, ChanDir::SendOnly, $3); }
  ;
functype
  : FUNC params result                  { $$ = p->funcType($2, $3); $$->funcPos = golem::Pos{$1.offset}; }
  | FUNC "[" "]" params result          /* an error */
                                        { p->syntaxErrorAt($2.offset, "function type must have no type parameters"); $$ = p->funcType($4, $5); $$->funcPos = golem::Pos{$1.offset}; }
  | FUNC "[" tparamlist ocomma "]" params result /* an error */
                                        { p->syntaxErrorAt($2.offset, "function type must have no type parameters"); $$ = p->funcType($6, $7); $$->funcPos = golem::Pos{$1.offset}; }
  ;
params
  : "(" ")"                             { $$ = p->paramList(p->none(), $1.offset, $2.offset, false); }
  | "(" paramlist ocomma ")"            { $$ = p->paramList($2, $1.offset, $4.offset, false); }
  ;
result
  : %empty %prec EMPTY_RESULT           { $$ = nullptr; }
  | params
  | type_np                             { $$ = p->singleResult($1); }
  ;
paramlist
  : param                               { $$ = p->one($1); }
  | paramlist "," param                 { $$ = p->push($1, $3); }
  ;
param
  : NAME                                { $$ = p->field($1->pos.v, $1, nullptr); }
  | nparam
  | NAME type_nb                        { $$ = p->field($1->pos.v, $1, $2); }
  | NAME "..." type                     { $$ = p->field($1->pos.v, $1, p->dotsType($2.offset, $3)); }
  | "..." type                          { $$ = p->field($1.offset, nullptr, p->dotsType($1.offset, $2)); }
  | type_nn                             { $$ = p->field(0, nullptr, $1); }
  ;
/* name [ … and name . …: an instance, a qualified name, or a name with an array type */
nparam
  : NAME "[" exprs ocomma "]"           { $$ = p->field($1->pos.v, nullptr, p->instanceOf($1, $2.offset, $3)); }
  | NAME "[" exprs ocomma "]" type      { $$ = p->namedArray($1, $2.offset, $3, $4, $5.offset, $6); }
  | NAME "[" "]" type                   { $$ = p->field($1->pos.v, $1, p->sliceType($2.offset, $4)); }
  | NAME "." NAME                       { $$ = p->field($1->pos.v, nullptr, p->selector($2.offset, $1, $3)); }
  | NAME "." NAME "[" types ocomma "]"  { $$ = p->field($1->pos.v, nullptr, p->instance(p->selector($2.offset, $1, $3), $4.offset, $5)); }
  ;
tparamlist
  : tparam                              { $$ = p->one($1); }
  | tparamlist "," tparam               { $$ = p->push($1, $3); }
  ;
/* The forms without a name are errors that paramList words. */
tparam
  : NAME                                { $$ = p->field($1->pos.v, $1, nullptr); }
  | nparam
  | nparam "|" union                    { $$ = $1; $$->type = p->unite($2.offset, $1->type, $3); }
  | NAME "|" union                      { $$ = p->field($1->pos.v, nullptr, p->unite($2.offset, $1, $3)); }
  | NAME type_nb                        { $$ = p->field($1->pos.v, $1, $2); }
  | NAME type_nb "|" union              { $$ = p->field($1->pos.v, $1, p->unite($3.offset, $2, $4)); }
  | NAME "~" type                       { $$ = p->field($1->pos.v, $1, p->unary($2.offset, SOp::Tilde, $3)); }
  | NAME "~" type "|" union             { $$ = p->field($1->pos.v, $1, p->unite($4.offset, p->unary($2.offset, SOp::Tilde, $3), $5)); }
  | NAME "..." type                     { $$ = p->field($1->pos.v, $1, p->dotsType($2.offset, $3)); }
  | "~" type                            { $$ = p->field($1.offset, nullptr, p->unary($1.offset, SOp::Tilde, $2)); }
  | "~" type "|" union                  { $$ = p->field($1.offset, nullptr, p->unite($3.offset, p->unary($1.offset, SOp::Tilde, $2), $4)); }
  | type_nn                             { $$ = p->field(0, nullptr, $1); }
  | type_nn "|" union                   { $$ = p->field(0, nullptr, p->unite($2.offset, $1, $3)); }
  ;
union
  : term
  | union "|" term                      { $$ = p->binary($2.offset, SOp::Or, $1, $3); }
  ;
term
  : type
  | "~" type                            { $$ = p->unary($1.offset, SOp::Tilde, $2); }
  ;

lbrace
  : "{"
  | "body {"                            { $$ = $1; p->scanner.resumeHeaderAfterBrace(); }
  ;
structtype
  : STRUCT lbrace "}"                   { $$ = p->structType($1.offset, p->none()); }
  | STRUCT lbrace fieldlist osemi "}"      { $$ = p->structType($1.offset, $3); }
  ;
fieldlist
  : field
  | fieldlist ";" field                 { $$ = {$1.start, $1.count + $3.count}; }
  ;
field   /* a list: (Field, tag) pairs, one a name, right behind the fields before */
  : NAME otag                           { $$ = p->embedded($1->pos.v, $1, $2); }
  | NAME "." NAME otag                  { $$ = p->embedded($1->pos.v, p->selector($2.offset, $1, $3), $4); }
  | NAME "." NAME "[" types ocomma "]" otag { $$ = p->embedded($1->pos.v, p->instance(p->selector($2.offset, $1, $3), $4.offset, $5), $8); }
  | NAME "[" exprs ocomma "]" otag      { $$ = p->embedded($1->pos.v, p->instanceOf($1, $2.offset, $3), $6); }
  | NAME "[" exprs ocomma "]" type otag { Field *f = p->namedArray($1, $2.offset, $3, $4, $5.offset, $6); $$ = p->structFields(p->one($1), f->type, $7); }
  | NAME "[" "]" type otag              { $$ = p->structFields(p->one($1), p->sliceType($2.offset, $4), $5); }
  | NAME type_nb otag                   { $$ = p->structFields(p->one($1), $2, $3); }
  | fieldnames type otag                { $$ = p->structFields($1, $2, $3); }
  | "*" tyname otag                     { $$ = p->embedded($1.offset, p->unary($1.offset, SOp::Mul, $2), $3); }
  | "*" "(" tyname ")" otag             { p->syntaxErrorAt($2.offset, "cannot parenthesize embedded type"); $$ = p->embedded($1.offset, p->unary($1.offset, SOp::Mul, $3), $5); }
  | "(" tyname ")" otag                 { p->syntaxErrorAt($1.offset, "cannot parenthesize embedded type"); $$ = p->embedded($1.offset, $2, $4); }
  | "(" "*" tyname ")" otag             { p->syntaxErrorAt($1.offset, "cannot parenthesize embedded type"); $$ = p->embedded($1.offset, p->unary($2.offset, SOp::Mul, $3), $5); }
  | error                               { yyclearin; recover(p, yyssp, yystos, Parser::Resume::Field); if (p->lastToken != T_YYEOF) yyerrok; $$ = p->none(); }
  ;
fieldnames
  : NAME "," NAME                       { $$ = p->push(p->one($1), $3); }
  | fieldnames "," NAME                 { $$ = p->push($1, $3); }
  ;
otag
  : %empty                              { $$ = nullptr; }
  | LITERAL
  ;
interfacetype
  : INTERFACE lbrace "}"                { $$ = p->interfaceType($1.offset, p->none()); }
  | INTERFACE lbrace methodlist osemi "}"  { $$ = p->interfaceType($1.offset, $3); }
  ;
methodlist
  : method                              { $$ = p->one($1); }
  | methodlist ";" method               { $$ = p->push($1, $3); }
  ;
/* name [ … is read as type parameters: they may turn out to be type arguments. */
method
  : NAME params result                  { $$ = p->field($1->pos.v, $1, p->funcType($2, $3)); }
  | NAME                                { $$ = p->field($1->pos.v, nullptr, $1); }
  | NAME "|" union                      { $$ = p->field($1->pos.v, nullptr, p->unite($2.offset, $1, $3)); }
  | NAME "." NAME                       { $$ = p->field($1->pos.v, nullptr, p->selector($2.offset, $1, $3)); }
  | NAME "." NAME "|" union             { $$ = p->field($1->pos.v, nullptr, p->unite($4.offset, p->selector($2.offset, $1, $3), $5)); }
  | NAME "." NAME "[" types ocomma "]"  { $$ = p->field($1->pos.v, nullptr, p->instance(p->selector($2.offset, $1, $3), $4.offset, $5)); }
  | NAME "." NAME "[" types ocomma "]" "|" union { $$ = p->field($1->pos.v, nullptr, p->unite($8.offset, p->instance(p->selector($2.offset, $1, $3), $4.offset, $5), $9)); }
  | NAME "[" tparamlist ocomma "]"      { $$ = p->embeddedInstance($1, $2.offset, $3); }
  | NAME "[" tparamlist ocomma "]" "|" union { $$ = p->embeddedInstance($1, $2.offset, $3); $$->type = p->unite($6.offset, $$->type, $7); }
  | NAME "[" tparamlist ocomma "]" params result /* an error */
                                        { p->errorAt($2.offset, golem::Diag::MethodTypeParams); $$ = p->field($1->pos.v, $1, p->funcType($6, $7)); }
  | NAME "[" "]"                        { p->errorAt($3.offset, golem::Diag::EmptyTypeArgs); $$ = p->field($1->pos.v, nullptr, $1); }
  | NAME "[" "]" params result          { p->errorAt($3.offset, golem::Diag::EmptyTypeParams); $$ = p->field($1->pos.v, $1, p->funcType($4, $5)); }
  | type_nn                             { $$ = p->field(0, nullptr, $1); }
  | type_nn "|" union                   { $$ = p->field(0, nullptr, p->unite($2.offset, $1, $3)); }
  | "~" type                            { $$ = p->field($1.offset, nullptr, p->unary($1.offset, SOp::Tilde, $2)); }
  | "~" type "|" union                  { $$ = p->field($1.offset, nullptr, p->unite($3.offset, p->unary($1.offset, SOp::Tilde, $2), $4)); }
  | error                               { yyclearin; recover(p, yyssp, yystos, Parser::Resume::Field); if (p->lastToken != T_YYEOF) yyerrok; $$ = p->field(p->lastOffset, nullptr, p->bad(p->lastOffset)); }
  ;

/* ---- expressions ---- */

expr
  : tname
  | xexpr
  | typexpr
  | "+" expr %prec UNARY            { $$ = p->unary($1.offset, SOp::Add, $2); }
  | "-" expr %prec UNARY            { $$ = p->unary($1.offset, SOp::Sub, $2); }
  | "!" expr %prec UNARY            { $$ = p->unary($1.offset, SOp::Not, $2); }
  | "^" expr %prec UNARY            { $$ = p->unary($1.offset, SOp::Xor, $2); }
  | "~" expr %prec UNARY            { $$ = p->unary($1.offset, SOp::Tilde, $2); p->tildeAt = $1.offset; }
  | "*" expr %prec UNARY            { $$ = p->unary($1.offset, SOp::Mul, $2); }
  | "&" expr %prec UNARY            { $$ = p->unary($1.offset, SOp::And, unparen($2)); }
  | "<-" expr %prec UNARY            { $$ = p->receive($1.offset, $2); }
  | expr "||" expr                      { $$ = p->binary($2.offset, SOp::OrOr, $1, $3); }
  | expr "&&" expr                      { $$ = p->binary($2.offset, SOp::AndAnd, $1, $3); }
  | expr "==" expr                      { $$ = p->binary($2.offset, SOp::Eql, $1, $3); }
  | expr "!=" expr                      { $$ = p->binary($2.offset, SOp::Neq, $1, $3); }
  | expr "<" expr                       { $$ = p->binary($2.offset, SOp::Lss, $1, $3); }
  | expr "<=" expr                      { $$ = p->binary($2.offset, SOp::Leq, $1, $3); }
  | expr ">" expr                       { $$ = p->binary($2.offset, SOp::Gtr, $1, $3); }
  | expr ">=" expr                      { $$ = p->binary($2.offset, SOp::Geq, $1, $3); }
  | expr "+" expr                       { $$ = p->binary($2.offset, SOp::Add, $1, $3); }
  | expr "-" expr                       { $$ = p->binary($2.offset, SOp::Sub, $1, $3); }
  | expr "|" expr                       { $$ = p->binary($2.offset, SOp::Or, $1, $3); }
  | expr "^" expr                       { $$ = p->binary($2.offset, SOp::Xor, $1, $3); }
  | expr "*" expr                       { $$ = p->binary($2.offset, SOp::Mul, $1, $3); }
  | expr "/" expr                       { $$ = p->binary($2.offset, SOp::Div, $1, $3); }
  | expr "%" expr                       { $$ = p->binary($2.offset, SOp::Rem, $1, $3); }
  | expr "<<" expr                      { $$ = p->binary($2.offset, SOp::Shl, $1, $3); }
  | expr ">>" expr                      { $$ = p->binary($2.offset, SOp::Shr, $1, $3); }
  | expr "&" expr                       { $$ = p->binary($2.offset, SOp::And, $1, $3); }
  | expr "&^" expr                      { $$ = p->binary($2.offset, SOp::AndNot, $1, $3); }
  ;
/* what go and defer take */
callee : tname | xexpr | typexpr ;

tname
  : NAME                                { $$ = $1; }
  | tname "." NAME                      { $$ = p->selector($2.offset, $1, $3); }
  | tname indices                       { $$ = p->subscript($1, $2); if (p->isValueIndex($2)) p->scanner.noLiteralNext(); }
  ;
xexpr
  : LITERAL                             { $$ = $1; }
  | "(" expr ")"                        { $$ = p->paren($1.offset, $2); }
  | functype lbrace litstart stmts "}"  { $$ = p->funcLit($1, p->block($2.offset, $4, $5.offset)); }
  | littype lbrace elems "}"            { $$ = p->composite($2.offset, $1, $3, $4.offset); }
  | tname "{" elems "}"                 { $$ = p->composite($2.offset, $1, $3, $4.offset); }
  | "(" expr ")" "{" elems "}"          /* an error */
                                        { p->syntaxErrorAt($4.offset, "cannot parenthesize type in composite literal"); $$ = p->composite($4.offset, p->paren($1.offset, $2), $5, $6.offset); }
  | xexpr "." NAME                      { $$ = p->selector($2.offset, $1, $3); }
  | structtype "." NAME                 { $$ = p->selector($2.offset, $1, $3); }
  | interfacetype "." NAME              { $$ = p->selector($2.offset, $1, $3); }
  | xexpr indices                       { $$ = p->subscript($1, $2); }
  | xexpr slice                         { $$ = p->subscript($1, $2); }
  | tname slice                         { $$ = p->subscript($1, $2); }
  | xexpr "." "(" type ")"              { $$ = p->assertion($2.offset, $1, $4); }
  | tname "." "(" type ")"              { $$ = p->assertion($2.offset, $1, $4); }
  | xexpr "." "(" TYPE ")"              { $$ = p->typeSwitchGuard($2.offset, $1); }
  | tname "." "(" TYPE ")"              { $$ = p->typeSwitchGuard($2.offset, $1); }
  | xexpr "(" ")"                       { $$ = p->call($2.offset, $1, p->none(), false, $3.offset); }
  | tname "(" ")"                       { $$ = p->call($2.offset, $1, p->none(), false, $3.offset); }
  | typexpr "(" ")"                     { $$ = p->call($2.offset, $1, p->none(), false, $3.offset); }
  | xexpr "(" exprs ocomma ")"          { $$ = p->call($2.offset, $1, $3, false, $5.offset); }
  | tname "(" exprs ocomma ")"          { $$ = p->call($2.offset, $1, $3, false, $5.offset); }
  | typexpr "(" exprs ocomma ")"        { $$ = p->call($2.offset, $1, $3, false, $5.offset); }
  | xexpr "(" exprs "..." ocomma ")"    { $$ = p->call($2.offset, $1, $3, true, $6.offset); }
  | tname "(" exprs "..." ocomma ")"    { $$ = p->call($2.offset, $1, $3, true, $6.offset); }
  | typexpr "(" exprs "..." ocomma ")"  { $$ = p->call($2.offset, $1, $3, true, $6.offset); }
  ;
typexpr
  : littype %prec EMPTY_RESULT
  | interfacetype
  | chantype
  | functype %prec EMPTY_RESULT         { $$ = $1; }
  ;
littype /* types that a literal may follow */
  : btype
  | MAP "[" type "]" type               { $$ = p->mapType($1.offset, $3, $5); }
  | structtype
  ;
indices
  : "[" exprs ocomma "]"                { $$ = p->indices($1.offset, $2, $4.offset); }
  | "[" "]"                             { $$ = p->indices($1.offset, p->none(), $2.offset); }
  ;
slice
  : "[" oexpr ":" oexpr "]"             { $$ = p->slice($1.offset, $2, $4, false, nullptr, 0, $5.offset); }
  | "[" oexpr ":" oexpr ":" oexpr "]"   { $$ = p->slice($1.offset, $2, $4, true, $6, $5.offset, $7.offset); }
  ;
oexpr
  : %empty                              { $$ = nullptr; }
  | expr
  ;
exprs
  : expr                                { $$ = p->one($1); }
  | exprs "," expr                      { $$ = p->push($1, $3); }
  ;
exprlist
  : exprs                               { $$ = p->exprList($1); }
  ;
elems
  : %empty                              { $$ = p->none(); }
  | elemlist ocomma                     { $$ = $1; }
  ;
elemlist
  : elem                                { $$ = p->one($1); }
  | elemlist "," elem                   { $$ = p->push($1, $3); }
  ;
elem
  : value
  | value ":" value                     { $$ = p->keyValue($2.offset, $1, $3); }
  ;
value
  : expr
  | "{" elems "}"                       { $$ = p->composite($1.offset, nullptr, $2, $3.offset); }
  ;

/* ---- statements ---- */

stmts
  : stmtlist %prec EMPTY_RESULT
  | stmtlist stmt %prec EMPTY_RESULT    { if (yychar == T_CASE || yychar == T_DEFAULT) p->missingSemicolon($2); $$ = p->push($1, $2); }
  | stmtlist stmt resume                { $$ = p->push($1, $2); }
  ;
stmtlist
  : %empty                              { $$ = p->none(); }
  | stmtlist stmt ";"                   { $$ = p->push($1, $2); }
  | stmtlist stmt resume ";"            { $$ = p->push($1, $2); }
  | stmtlist ";"                        { $$ = p->push($1, p->empty($2.offset)); }
  ;
stmt
  : simple                              { $$ = $1; if (p->tildeAt) p->checkTilde($1); }
  | decl                                { $$ = p->declStmt($1, p->keyword); }
  | labeled
  | block                               { $$ = $1; }
  | ifstmt
  | FOR forheader hblock                { $$ = p->forStmt($1.offset, $2, $3); }
  | SWITCH header "body {" caseclauses "}" { $$ = p->switchStmt($1.offset, $2, $4, $5.offset); }
  | SELECT "body {" commclauses "}"     { $$ = p->selectStmt($1.offset, $3, $4.offset); }
  | RETURN                              { $$ = p->returnStmt($1.offset, nullptr); }
  | RETURN exprlist                     { $$ = p->returnStmt($1.offset, $2); }
  | BREAK                               { $$ = p->branch($1.offset, BranchKind::Break, nullptr); }
  | BREAK NAME                          { $$ = p->branch($1.offset, BranchKind::Break, $2); }
  | CONTINUE                            { $$ = p->branch($1.offset, BranchKind::Continue, nullptr); }
  | CONTINUE NAME                       { $$ = p->branch($1.offset, BranchKind::Continue, $2); }
  | GOTO NAME                           { $$ = p->branch($1.offset, BranchKind::Goto, $2); }
  | FALLTHROUGH                         { $$ = p->branch($1.offset, BranchKind::Fallthrough, nullptr); }
  | GO callee                           { $$ = p->callStmt($1.offset, CallKind::Go, $2); }
  | DEFER callee                        { $$ = p->callStmt($1.offset, CallKind::Defer, $2); }
  | resume                              { $$ = p->bogusStmt(); }
  ;
resume /* behind an error, on to where a statement begins or the list ends */
  : error                               { yyclearin; recover(p, yyssp, yystos, Parser::Resume::Statement); if (p->lastToken != T_YYEOF) yyerrok; }
  ;
labeled
  : NAME ":" stmt                       { $$ = p->label($2.offset, $1, $3); }
  | NAME ":" %prec EMPTY_RESULT         { $$ = p->label($2.offset, $1, p->empty(p->lastOffset)); if (yychar != T_SEMI && yychar != T_RBRACE) p->missingLabeled($$); }
  ;
block
  : "{" stmts "}"                       { $$ = p->block($1.offset, $2, $3.offset); }
  ;
hblock
  : "body {" stmts "}"                  { $$ = p->block($1.offset, $2, $3.offset); }
  ;
simple
  : expr                                { $$ = p->exprStmt($1); }
  | exprs "=" exprlist                  { $$ = p->assign($2.offset, SOp::None, p->exprList($1), $3); }
  | exprs ":=" exprlist                 { $$ = p->assign($2.offset, SOp::Def, p->exprList($1), $3); }
  | expr ASSIGNOP expr                  { $$ = p->assign($2.offset, $2.op, $1, $3); }
  | expr "++"                           { $$ = p->assign($2.offset, $2.op, $1, nullptr); }
  | expr "<-" expr                      { $$ = p->send($2.offset, $1, $3); }
  ;
osimple
  : %empty                              { $$ = nullptr; }
  | simple
  ;
/* an initializer; the var form is an error */
hsimple
  : simple
  | hvar simple                         { $$ = $2; }
  ;
hvar
  : VAR                                 { p->varInHeader = p->attention = true; }
  ;
ostmt
  : %empty                              { $$ = nullptr; }
  | hsimple
  ;
header
  : ostmt                               { $$ = p->header(nullptr, $1, nullptr); }
  | ostmt ";" osimple                   { $$ = p->header($1, $2, $3); }
  | error                               { yyclearin; p->resyncHeader(); if (p->lastToken != T_YYEOF) yyerrok; $$ = p->brokenHeader(); }
  ;
forheader
  : ostmt                               { $$ = p->header(nullptr, $1, nullptr); }
  | rangeclause                         { $$ = p->header($1, nullptr, nullptr); $$->late = true; }
  | ostmt ";" osimple ";" osimple       { $$ = p->header($1, $3, $5); $$->late = true; }
  | error                               { yyclearin; p->resyncHeader(); if (p->lastToken != T_YYEOF) yyerrok; $$ = p->brokenHeader(); }
  ;
rangeclause
  : RANGE expr                          { $$ = p->range($1.offset, nullptr, false, $2); }
  | exprs "=" RANGE expr                { $$ = p->range($3.offset, p->exprList($1), false, $4); }
  | exprs ":=" RANGE expr               { $$ = p->range($3.offset, p->exprList($1), true, $4); }
  ;
ifstmt
  : IF header hblock                    { $$ = p->ifStmt($1.offset, $2, $3, nullptr); }
  | IF header hblock ELSE ifstmt        { $$ = p->ifStmt($1.offset, $2, $3, $5); }
  | IF header hblock ELSE block         { $$ = p->ifStmt($1.offset, $2, $3, $5); }
  ;
caseclauses
  : %empty                              { $$ = p->none(); }
  | caseclauses caseclause              { $$ = p->push($1, $2); }
  | caseclauses error                   { yyclearin; recover(p, yyssp, yystos, Parser::Resume::Clause); if (p->lastToken != T_YYEOF) yyerrok; $$ = $1; }
  ;
caseclause
  : CASE exprlist ":" stmts             { $$ = p->caseClause($1.offset, $2, $3.offset, $4); }
  | DEFAULT ":" stmts                   { $$ = p->caseClause($1.offset, nullptr, $2.offset, $3); }
  ;
commclauses
  : %empty                              { $$ = p->none(); }
  | commclauses commclause              { $$ = p->push($1, $2); }
  | commclauses error                   { yyclearin; recover(p, yyssp, yystos, Parser::Resume::Clause); if (p->lastToken != T_YYEOF) yyerrok; $$ = $1; }
  ;
commclause
  : CASE simple ":" stmts               { $$ = p->commClause($1.offset, $2, $3.offset, $4); }
  | DEFAULT ":" stmts                   { $$ = p->commClause($1.offset, nullptr, $2.offset, $3); }
  ;
%%

static int yyreport_syntax_error(const yypcontext_t *ctx, Parser *p) {
  Parser::StackHints hints{};
  const yy_state_t *top = ctx->yyssp;
  if (*top != 0) {
    int symbol = yystos[*top], below = yystos[top[-1]];
    hints.inClause = symbol == YYSYMBOL_stmtlist && below == YYSYMBOL_COLON;
    hints.afterLabel = symbol == YYSYMBOL_COLON && below == YYSYMBOL_NAME;
    hints.afterForHeader = symbol == YYSYMBOL_forheader;
  }
  p->syntaxError(*ctx->yyssp, ctx->yytoken, hints);
  return 0;
}

namespace golem::syntax {
int Parser::parse() { return golemparse(this); }
} // namespace golem::syntax

// Builders of statements, and the checks of headers that gc's parser makes.
#include "compiler/syntax/parser.h"

namespace golem::syntax {

BlockStmt *Parser::block(uint32_t open, List stmts, uint32_t close) {
  auto *n = make<BlockStmt>(NodeKind::BlockStmt, open);
  n->list = take<Stmt>(stmts);
  n->rbrace = Pos{close};
  for (Stmt *s : n->list) over(n, s);
  return n;
}

Stmt *Parser::empty(uint32_t pos) { return make<EmptyStmt>(NodeKind::EmptyStmt, pos); }

Stmt *Parser::exprStmt(Expr *x) {
  auto *n = make<ExprStmt>(NodeKind::ExprStmt, x->pos.v);
  n->x = x;
  over(n, x);
  return n;
}

Stmt *Parser::assign(uint32_t pos, Op op, Expr *lhs, Expr *rhs) {
  auto *n = make<AssignStmt>(NodeKind::AssignStmt, pos);
  n->op = op;
  n->lhs = lhs;
  n->rhs = rhs;
  over(n, lhs);
  over(n, rhs);
  return n;
}

Stmt *Parser::send(uint32_t pos, Expr *ch, Expr *v) {
  auto *n = make<SendStmt>(NodeKind::SendStmt, pos);
  n->chan = ch;
  n->value = v;
  over(n, ch);
  over(n, v);
  return n;
}

Stmt *Parser::range(uint32_t pos, Expr *lhs, bool def, Expr *x) {
  auto *n = make<RangeClause>(NodeKind::RangeClause, pos);
  n->lhs = lhs;
  n->def = def;
  n->x = x;
  over(n, lhs);
  over(n, x);
  return n;
}

Stmt *Parser::branch(uint32_t pos, BranchKind kind, Name *label) {
  auto *n = make<BranchStmt>(NodeKind::BranchStmt, pos);
  n->tok = kind;
  n->label = label;
  return n;
}

Stmt *Parser::returnStmt(uint32_t pos, Expr *results) {
  auto *n = make<ReturnStmt>(NodeKind::ReturnStmt, pos);
  n->results = results;
  over(n, results);
  return n;
}

Stmt *Parser::label(uint32_t colon, Name *name, Stmt *s) {
  auto *n = make<LabeledStmt>(NodeKind::LabeledStmt, colon);
  n->label = name;
  n->stmt = s;
  over(n, s);
  return n;
}

Stmt *Parser::declStmt(List list, uint32_t pos) {
  auto *n = make<DeclStmt>(NodeKind::DeclStmt, pos);
  n->decls = take<Decl>(list);
  for (Decl *d : n->decls) over(n, d);
  return n;
}

Stmt *Parser::callStmt(uint32_t pos, CallKind kind, Expr *x) {
  auto *n = make<CallStmt>(NodeKind::CallStmt, pos);
  n->tok = kind;
  n->call = unparen(x);
  if (n->call != x) errorAt(x->pos.v, Diag::ParenthesizedCall, {kind == CallKind::Go ? "go" : "defer"});
  over(n, n->call);
  return n;
}

CaseClause *Parser::caseClause(uint32_t pos, Expr *cases, uint32_t colon, List body) {
  auto *n = make<CaseClause>(NodeKind::CaseClause, pos);
  n->cases = cases;
  n->body = take<Stmt>(body);
  n->colon = Pos{colon};
  over(n, cases);
  for (Stmt *s : n->body) over(n, s);
  return n;
}

CommClause *Parser::commClause(uint32_t pos, Stmt *comm, uint32_t colon, List body) {
  auto *n = make<CommClause>(NodeKind::CommClause, pos);
  n->comm = comm;
  n->body = take<Stmt>(body);
  n->colon = Pos{colon};
  over(n, comm);
  for (Stmt *s : n->body) over(n, s);
  return n;
}

// ---- headers ----

Header *Parser::header(Stmt *init, Stmt *cond, Stmt *post) {
  auto *h = arena.make<Header>();
  h->init = init;
  h->cond = cond;
  h->post = post;
  lastHeader = h;
  return h;
}

Header *Parser::header(Stmt *init, Token semi, Stmt *cond) {
  Header *h = header(init, cond, static_cast<Stmt *>(nullptr));
  h->semi = true;
  h->semiKind = semi.semi;
  h->semiPos = Pos{semi.offset};
  return h;
}

namespace {
// Shows the '=' of an assignment by bracketing its operands.
std::string emphasize(const Expr *x) {
  std::string s = exprString(x);
  if (x->kind == NodeKind::Operation && as<Operation>(x)->y) return "(" + s + ")";
  return s;
}
} // namespace

// The condition (or tag) a header asks for; null if it has none.
Expr *Parser::condition(Header *h, const char *keyword) {
  if (h->broken) return keyword[0] == 'i' ? bad(h->bodyPos.v) : nullptr;
  if (!h->cond) {
    if (keyword[0] != 'i') return nullptr;
    if (!h->semi) {
      syntaxErrorAt(h->bodyPos.v, "missing condition in if statement");
      return bad(h->bodyPos.v);
    }
    if (h->semiKind == SemiKind::Semicolon) syntaxErrorAt(h->semiPos.v, "missing condition in if statement");
    else syntaxErrorAt(h->semiPos.v, std::string("unexpected ") + (h->semiKind == SemiKind::Eof ? "EOF" : "newline") + ", expected { after if clause");
    return bad(h->semiPos.v);
  }
  Stmt *s = h->cond;
  if (s->kind == NodeKind::ExprStmt) return as<ExprStmt>(s)->x;
  // x := y.(type) of a type switch
  std::string text;
  if (s->kind == NodeKind::AssignStmt) {
    auto *a = as<AssignStmt>(s);
    if (keyword[0] == 's' && a->op == Op::Def && a->lhs->kind == NodeKind::Name && a->rhs && a->rhs->kind == NodeKind::TypeSwitchGuard) {
      as<TypeSwitchGuard>(a->rhs)->lhs = as<Name>(a->lhs);
      return a->rhs;
    }
    if (a->op == Op::None && a->rhs) text = "assignment " + emphasize(a->lhs) + " = " + emphasize(a->rhs);
  }
  if (text.empty()) text = stmtString(s);
  syntaxErrorAt(s->pos.v, "cannot use " + text + " as value");
  return keyword[0] == 'i' ? bad(s->pos.v) : nullptr;
}

Stmt *Parser::ifStmt(uint32_t pos, Header *h, BlockStmt *then, Stmt *els) {
  auto *n = make<IfStmt>(NodeKind::IfStmt, pos);
  h->bodyPos = then->pos;
  n->init = h->init;
  n->cond = condition(h, "if");
  n->then = then;
  n->els = els;
  over(n, n->init);
  over(n, n->cond);
  over(n, then);
  over(n, els);
  return n;
}

Stmt *Parser::forStmt(uint32_t pos, Header *h, BlockStmt *body) {
  auto *n = make<ForStmt>(NodeKind::ForStmt, pos);
  h->bodyPos = body->pos;
  n->init = h->init;
  n->cond = condition(h, "for");
  n->post = h->post;
  n->body = body;
  if (n->post && n->post->kind == NodeKind::AssignStmt && as<AssignStmt>(n->post)->op == Op::Def)
    syntaxErrorAt(n->post->pos.v, "cannot declare in post statement of for loop");
  over(n, n->init);
  over(n, n->cond);
  over(n, n->post);
  over(n, body);
  return n;
}

Stmt *Parser::switchStmt(uint32_t pos, Header *h, List clauses, uint32_t close) {
  auto *n = make<SwitchStmt>(NodeKind::SwitchStmt, pos);
  n->init = h->init;
  n->tag = condition(h, "switch");
  n->body = take<CaseClause>(clauses);
  n->rbrace = Pos{close};
  over(n, n->init);
  over(n, n->tag);
  for (CaseClause *c : n->body) over(n, c);
  return n;
}

Stmt *Parser::selectStmt(uint32_t pos, List clauses, uint32_t close) {
  auto *n = make<SelectStmt>(NodeKind::SelectStmt, pos);
  n->body = take<CommClause>(clauses);
  n->rbrace = Pos{close};
  for (CommClause *c : n->body) over(n, c);
  return n;
}

} // namespace golem::syntax

// Statements (spec "Statements"), and function bodies.
#include "compiler/types/checker.h"
#include <algorithm>

namespace golem::types {

namespace {
// Expression switch cases: equal constants of identical types are duplicates.
std::string caseKey(V v) {
  switch (constant::kind(v)) {
  case constant::Kind::Int: case constant::Kind::String: return constant::exactString(v);
  case constant::Kind::Float: return "f" + constant::exactString(v);
  case constant::Kind::Bool: case constant::Kind::Complex: break; // gc doesn't look for these
  }
  return "";
}
} // namespace

struct Checker::CaseValues {
  struct Seen {
    Pos pos;
    Type *type;
  };
  std::unordered_map<std::string, std::vector<Seen>> seen;
};

void Checker::funcBody(DeclInfo *decl, Signature *sig, syn::BlockStmt *body, V iota) {
  std::vector<Var *> locals;
  Restore<Environment> saved(env, Environment{});
  env.decl = decl;
  env.scope = sig->scope;
  env.version = saved.old.version;
  env.iota = iota;
  env.sig = sig;
  env.locals = &locals;
  stmtList(0, body->list);
  branches(body);
  if (!sig->results->vars.empty() && !isTerminatingList(body->list, {})) errorf(body->rbrace, Diag::TypesMissingReturn);
  usage(locals);
}

// Spec "Variable declarations": an unused variable is an error.
void Checker::usage(std::vector<Var *> &vars) {
  for (Var *v : vars)
    if (!v->used) softErrorf(v->pos, Diag::TypesUnusedVar, v->name);
}

void Checker::stmtList(unsigned ctxt, syn::StmtList list) {
  for (Stmt *s : list) stmt(ctxt, s);
}

void Checker::suspendedCall(const char *keyword, Expr *call) {
  if (call->kind != NodeKind::CallExpr) {
    if (call->kind != NodeKind::BadExpr) errorf(call, Diag::TypesExprMustBeCall, keyword);
    use(call);
    return;
  }
  Operand x;
  switch (rawExpr(nullptr, x, call, nullptr, false)) {
  case ExprKind::Conversion: errorf(x, Diag::TypesRequiresCall, keyword, x); break;
  case ExprKind::Expression: errorf(x, Diag::TypesDiscards, keyword, x); break;
  case ExprKind::Statement: break;
  }
}

void Checker::assignStmt(syn::AssignStmt *s) {
  Context ctx{"assignment", nullptr, true};
  if (!s->rhs) { // x++, x--
    Operand x;
    expr(nullptr, x, s->lhs);
    if (x.invalid()) return;
    if (!allNumeric(x.type)) {
      errorf(s->lhs, Diag::TypesIncDec, s->lhs, s->op, x.type);
      return;
    }
    assignVar(s->lhs, nullptr, &x, ctx);
    return;
  }
  ExprList lhs = syn::unpackList(s->lhs), rhs = syn::unpackList(s->rhs);
  if (s->op == syn::Op::None) {
    assignVars(lhs, rhs);
    return;
  }
  if (s->op == syn::Op::Def) {
    shortVarDecl(s->pos, lhs, rhs);
    return;
  }
  if (lhs.size() != 1 || rhs.size() != 1) {
    errorf(s, Diag::TypesAssignOpMulti, s->op);
    return;
  }
  Operand x;
  binary(x, nullptr, lhs[0], rhs[0], s->op);
  // A constant on the left isn't assignable; assignVar says so.
  assignVar(lhs[0], nullptr, &x, ctx);
}

void Checker::returnStmt(syn::ReturnStmt *s) {
  auto res = env.sig ? env.sig->results->vars : std::span<Var *>();
  ExprList results = syn::unpackList(s->results);
  if (!results.empty() || res.empty() || res[0]->name.empty()) {
    if (results.empty() && res.empty()) return;
    initVars(res, results, s);
    return;
  }
  // Named results must be visible.
  for (Var *v : res) {
    Object *alt = lookup(v->name);
    if (!alt || alt == v) continue;
    ErrorDesc e;
    addf(e, s, Diag::TypesResultShadowed, v->name);
    addf(e, alt, Diag::TypesInnerDecl, static_cast<Object *>(v));
    report(e);
  }
}

void Checker::selectStmt(unsigned inner, syn::SelectStmt *s) {
  syn::CommClause *first = nullptr;
  for (syn::CommClause *c : s->body) {
    if (c->comm) continue;
    if (first) errorf(c, Diag::TypesMultipleDefaults, first->pos);
    else first = c;
  }
  for (syn::CommClause *c : s->body) {
    bool valid = !c->comm || c->comm->kind == NodeKind::SendStmt;
    Expr *rhs = nullptr;
    if (auto *a = nodeAs<syn::AssignStmt>(c->comm)) {
      if (a->rhs && a->rhs->kind != NodeKind::ListExpr) rhs = a->rhs;
    } else if (auto *e = nodeAs<syn::ExprStmt>(c->comm)) {
      rhs = e->x;
    }
    if (rhs) {
      auto *o = nodeAs<syn::Operation>(syn::unparen(rhs));
      valid = valid || (o && !o->y && o->op == syn::Op::Recv);
    }
    if (!valid) {
      errorf(c->comm, Diag::TypesSelectCase);
      continue;
    }
    openScope();
    if (c->comm) stmt(inner, c->comm);
    stmtList(inner, c->body);
    closeScope();
  }
}

void Checker::forStmt(unsigned inner, syn::ForStmt *s) {
  if (auto *r = nodeAs<syn::RangeClause>(s->init)) {
    rangeStmt(inner, s, r);
    return;
  }
  openScope();
  if (s->init) stmt(0, s->init);
  if (s->cond) {
    Operand x;
    expr(nullptr, x, s->cond);
    if (!x.invalid() && !allBoolean(x.type)) errorf(s->cond, Diag::TypesForCondition);
    else if (!x.invalid() && isUntyped(x.type)) convertUntyped(x, types::typ(BasicKind::Bool));
  }
  if (s->post) {
    stmt(0, s->post);
    // Not allowed; the parser has said so.
    if (auto *a = nodeAs<syn::AssignStmt>(s->post); a && a->op == syn::Op::Def) use(a->lhs);
  }
  stmt(inner, s->body);
  closeScope();
}

void Checker::stmt(unsigned ctxt, Stmt *s0) {
  Restore<int> depth(depth_, depth_ + 1);
  size_t top = delayed_.size();
  switch (s0->kind) {
  case NodeKind::EmptyStmt: break;
  case NodeKind::DeclStmt: declStmt(static_cast<syn::DeclStmt *>(s0)->decls); break;
  case NodeKind::LabeledStmt: stmt(ctxt, static_cast<syn::LabeledStmt *>(s0)->stmt); break;
  case NodeKind::ExprStmt: {
    // Spec "Expression statements": calls and receives only.
    auto *s = static_cast<syn::ExprStmt *>(s0);
    Operand x;
    ExprKind kind = rawExpr(nullptr, x, s->x, nullptr, false);
    if (x.mode == OperandMode::Builtin) errorf(x, Diag::TypesMustBeCalled, x);
    else if (x.mode == OperandMode::TypeExpr) errorf(x, Diag::TypesNotExpression, x);
    else if (kind != ExprKind::Statement) errorf(x, Diag::TypesNotUsed, x);
    break;
  }
  case NodeKind::SendStmt: {
    auto *s = static_cast<syn::SendStmt *>(s0);
    Operand ch, val;
    expr(nullptr, ch, s->chan);
    Target buf;
    auto *c = env.version >= 27 && !ch.invalid() ? dyn<Chan>(commonUnder(ch.type, nullptr)) : nullptr;
    expr(c ? newTarget(buf, c->elem, "element") : nullptr, val, s->value);
    if (ch.invalid() || val.invalid()) break;
    if (Type *elem = chanElem(s, ch, false)) assignment(val, elem, {"send"});
    break;
  }
  case NodeKind::AssignStmt: assignStmt(static_cast<syn::AssignStmt *>(s0)); break;
  case NodeKind::CallStmt: {
    auto *s = static_cast<syn::CallStmt *>(s0);
    suspendedCall(s->tok == syn::CallKind::Defer ? "defer" : "go", s->call);
    break;
  }
  case NodeKind::ReturnStmt: returnStmt(static_cast<syn::ReturnStmt *>(s0)); break;
  case NodeKind::BranchStmt: break; // branches()
  case NodeKind::BlockStmt:
    openScope();
    stmtList(ctxt, static_cast<syn::BlockStmt *>(s0)->list);
    closeScope();
    break;
  case NodeKind::IfStmt: {
    auto *s = static_cast<syn::IfStmt *>(s0);
    openScope();
    if (s->init) stmt(0, s->init);
    Operand x;
    if (s->cond) {
      expr(nullptr, x, s->cond);
      if (!x.invalid() && !allBoolean(x.type)) errorf(s->cond, Diag::TypesIfCondition);
      else if (!x.invalid() && isUntyped(x.type)) convertUntyped(x, types::typ(BasicKind::Bool));
    }
    stmt(ctxt, s->then);
    if (s->els) stmt(ctxt, s->els);
    closeScope();
    break;
  }
  case NodeKind::SwitchStmt: {
    auto *s = static_cast<syn::SwitchStmt *>(s0);
    openScope();
    if (s->init) stmt(0, s->init);
    if (auto *g = nodeAs<syn::TypeSwitchGuard>(s->tag)) typeSwitchStmt(ctxt, s, g);
    else switchStmt(ctxt, s);
    closeScope();
    break;
  }
  case NodeKind::SelectStmt: selectStmt(ctxt, static_cast<syn::SelectStmt *>(s0)); break;
  case NodeKind::ForStmt: forStmt(ctxt, static_cast<syn::ForStmt *>(s0)); break;
  default: break;
  }
  // Function literals of the statement, before anything else gets into scope.
  processDelayed(top);
}

void Checker::switchStmt(unsigned inner, syn::SwitchStmt *s) {
  Operand x;
  if (s->tag) {
    expr(nullptr, x, s->tag);
    // As if assigned to a temporary variable.
    assignment(x, nullptr, {"switch expression"});
    if (!x.invalid() && comparableType(x.type, true) && !hasNil(x.type)) {
      errorf(x, Diag::TypesSwitchOn, x, x.type);
      x.mode = OperandMode::Invalid;
    }
  } else {
    // A missing tag means true.
    x.mode = OperandMode::Constant;
    x.type = types::typ(BasicKind::Bool);
    x.val = constant::makeBool(true);
    auto *name = make<syn::Name>();
    name->kind = NodeKind::Name;
    name->pos = s->body.empty() ? s->rbrace : s->body[0]->pos;
    name->value = Ident::intern("true");
    x.expr = name;
  }
  syn::CaseClause *first = nullptr;
  for (syn::CaseClause *c : s->body) {
    if (c->cases) continue;
    if (first) errorf(c, Diag::TypesMultipleDefaults, first->pos);
    else first = c;
  }
  CaseValues seen;
  for (syn::CaseClause *c : s->body) {
    caseValues(x, syn::unpackList(c->cases), seen);
    openScope();
    stmtList(inner, c->body);
    closeScope();
  }
}

void Checker::caseValues(Operand &x, ExprList values, CaseValues &seen) {
  for (Expr *e : values) {
    Operand v;
    expr(nullptr, v, e);
    if (x.invalid() || v.invalid()) continue;
    convertUntyped(v, x.type);
    if (v.invalid()) continue;
    // The case value comes first: errors stand there.
    Operand res = v, tag = x;
    comparison(res, tag, syn::Op::Eql, true);
    if (res.invalid() || !v.isConst() || !v.val) continue;
    std::string key = caseKey(v.val);
    if (key.empty()) continue;
    auto &list = seen.seen[key];
    bool duplicate = false;
    for (auto &o : list) {
      if (!identical(v.type, o.type)) continue;
      ErrorDesc err;
      addf(err, v, Diag::TypesDuplicateCase, v);
      addf(err, o.pos, Diag::TypesPreviousCase);
      report(err);
      duplicate = true;
      break;
    }
    if (!duplicate) list.push_back({e->pos, v.type});
  }
}

bool Checker::isNilName(Expr *e) {
  auto *n = nodeAs<syn::Name>(syn::unparen(e));
  return n && objAs<Nil>(lookup(n->value));
}

// Checks the types of a case, and returns the type of the symbolic variable in its clause: the case's type if there is
// exactly one, else that of the switched-on x (null if that is invalid).
Type *Checker::caseTypes(Operand *x, ExprList list, std::vector<std::pair<Type *, Expr *>> &seen) {
  Type *t = nullptr;
  for (Expr *e : list) {
    if (isNilName(e)) {
      t = nullptr;
      Operand dummy;
      expr(nullptr, dummy, e);
    } else {
      t = varType(e);
      if (!isValid(t)) continue;
    }
    bool duplicate = false;
    for (auto &[st, se] : seen) {
      if (!((!t && !st) || (t && st && identical(t, st)))) continue;
      ErrorDesc err;
      addf(err, e, Diag::TypesDuplicateTypeCase, t ? str(t) : std::string("nil"));
      addf(err, se, Diag::TypesPreviousCase);
      report(err);
      duplicate = true;
      break;
    }
    if (duplicate) continue;
    seen.push_back({t, e});
    if (x && t) typeAssertion(e, *x, t, true);
  }
  if (list.size() != 1 || !t) t = x ? x->type : invalidType();
  return t;
}

void Checker::typeSwitchStmt(unsigned inner, syn::SwitchStmt *s, syn::TypeSwitchGuard *guard) {
  syn::Name *lhs = guard->lhs;
  if (lhs) {
    if (lhs->value.isBlank()) {
      softErrorf(lhs, Diag::TypesNoNewVar);
      lhs = nullptr;
    } else {
      lhs->isDef = true; // a variable in each clause
    }
  }
  Operand x, *sx = nullptr;
  expr(nullptr, x, guard->x);
  if (!x.invalid()) {
    if (isTypeParam(x.type)) errorf(x, Diag::TypesSwitchTypeParam, x);
    else if (isAnyInterface(x.type)) sx = &x;
    else errorf(x, Diag::TypesSwitchNonInterface, x);
  }
  syn::CaseClause *first = nullptr;
  for (syn::CaseClause *c : s->body) {
    if (c->cases) continue;
    if (first) errorf(c, Diag::TypesMultipleDefaults, first->pos);
    else first = c;
  }
  std::vector<Var *> vars;
  std::vector<std::pair<Type *, Expr *>> seen;
  for (syn::CaseClause *c : s->body) {
    Type *t = caseTypes(sx, syn::unpackList(c->cases), seen);
    openScope();
    if (lhs) {
      Var *v = newVar(VarKind::Local, lhs->pos, pkg, lhs->value, t);
      v->decl = c;
      // Not in the list of locals: all clauses' variables count as one.
      Restore<std::vector<Var *> *> locals(env.locals, nullptr);
      declare(env.scope, nullptr, v, c->colon);
      c->implicit = v;
      vars.push_back(v);
    }
    stmtList(inner, c->body);
    closeScope();
  }
  if (!lhs) return;
  // Function literals in the clauses may use the variable: they were checked with their statements.
  bool used = false;
  for (Var *v : vars) used = used || v->used;
  if (!used) softErrorf(lhs, Diag::TypesUnusedSwitchVar, lhs->value);
}

} // namespace golem::types

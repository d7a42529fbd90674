// See audit.h.
#include "compiler/types/audit.h"
#include "compiler/types/checker.h"

namespace golem::types {

namespace {

struct Auditor {
  std::vector<AuditReport> out;

  void bad(const Node *n, std::string text) { out.push_back({n->pos, std::move(text)}); }

  // A value whose type matters: not part of a constant expression.
  void value(Expr *e) { expr(e, true); }
  void maybe(Expr *e) {
    if (e) expr(e, true);
  }
  void list(ExprList l) {
    for (Expr *e : l) value(e);
  }

  void expr(Expr *e, bool matters) {
    if (!e) return;
    auto &tv = e->tv;
    bool isConst = tv.mode == OperandMode::Constant;
    if (e->kind == NodeKind::KeyValueExpr || e->kind == NodeKind::ListExpr) {
      // no value of their own
    } else if (tv.mode == OperandMode::Invalid) {
      bad(e, "no mode: " + syn::exprString(e));
      return;
    } else if (!tv.type) {
      bad(e, "no type: " + syn::exprString(e));
    } else if (isUntyped(tv.type) && matters) {
      bad(e, "untyped: " + syn::exprString(e) + " " + typeString(tv.type));
    }
    if (isConst && !tv.value) bad(e, "constant without value: " + syn::exprString(e));
    if (isConst && matters && tv.type && !isUntyped(tv.type)) {
      auto *b = dynUnder<Basic>(tv.type);
      if (b && !representableConst(tv.value, b, nullptr)) bad(e, "value doesn't fit its type: " + syn::exprString(e));
    }
    if (isConst) return; // its parts are never evaluated
    switch (e->kind) {
    case NodeKind::Name: {
      auto *n = static_cast<syn::Name *>(e);
      if (!n->obj && !n->value.isBlank()) bad(n, "no object: " + syn::exprString(e));
      if (auto *s = dyn<Signature>(tv.type); s && !s->tparams.empty()) bad(e, "generic function value: " + syn::exprString(e));
      break;
    }
    case NodeKind::CompositeLit: {
      auto *c = static_cast<syn::CompositeLit *>(e);
      Type *u = commonUnder(tv.type, nullptr);
      if (auto *p = dyn<Pointer>(u)) u = commonUnder(p->elem, nullptr);
      for (Expr *el : c->elems) {
        auto *kv = nodeAs<syn::KeyValueExpr>(el);
        if (!kv) {
          value(el);
          continue;
        }
        if (u && u->kind == TypeKind::Map) value(kv->key);
        else if (u && u->kind == TypeKind::Struct && !static_cast<syn::Name *>(kv->key)->obj) bad(kv, "key without field");
        value(kv->value);
      }
      break;
    }
    case NodeKind::KeyValueExpr: value(static_cast<syn::KeyValueExpr *>(e)->value); break;
    case NodeKind::FuncLit: stmt(static_cast<syn::FuncLit *>(e)->body); break;
    case NodeKind::ParenExpr: expr(static_cast<syn::ParenExpr *>(e)->x, matters); break;
    case NodeKind::SelectorExpr: {
      auto *s = static_cast<syn::SelectorExpr *>(e);
      if (!s->sel->obj) bad(s, "no object: " + syn::exprString(e));
      if (s->selection && s->selection->kind != SelectionKind::MethodExpr) value(s->x);
      break;
    }
    case NodeKind::IndexExpr: {
      auto *i = static_cast<syn::IndexExpr *>(e);
      if (tv.mode == OperandMode::TypeExpr) break;
      auto *s = dyn<Signature>(under(tv.type));
      if (s && i->inst) break;
      value(i->x);
      value(i->index);
      break;
    }
    case NodeKind::SliceExpr: {
      auto *s = static_cast<syn::SliceExpr *>(e);
      value(s->x);
      for (Expr *i : s->index) maybe(i);
      break;
    }
    case NodeKind::AssertExpr: value(static_cast<syn::AssertExpr *>(e)->x); break;
    case NodeKind::Operation: {
      auto *o = static_cast<syn::Operation *>(e);
      if (tv.mode == OperandMode::TypeExpr) break;
      value(o->x);
      maybe(o->y);
      break;
    }
    case NodeKind::CallExpr: {
      auto *c = static_cast<syn::CallExpr *>(e);
      if (c->fun->tv.mode == OperandMode::Builtin) {
        auto *n = nodeAs<syn::Name>(syn::unparen(c->fun));
        if (auto *s = nodeAs<syn::SelectorExpr>(syn::unparen(c->fun))) n = s->sel;
        auto *b = n ? objAs<Builtin>(n->obj) : nullptr;
        if (!dyn<Signature>(c->fun->tv.type)) bad(c, "built-in without signature: " + syn::exprString(e));
        if (b && b->id == BuiltinId::UnsafeOffsetof) break;
        for (size_t i = 0; i < c->args.size(); i++)
          if (c->args[i]->tv.mode != OperandMode::TypeExpr) value(c->args[i]);
        break;
      }
      if (c->fun->tv.mode != OperandMode::TypeExpr) {
        Expr *f = syn::unparen(c->fun);
        expr(f, true);
      }
      list(c->args);
      break;
    }
    case NodeKind::ListExpr: list(static_cast<syn::ListExpr *>(e)->elems); break;
    default: break;
    }
  }

  void decls(std::span<syn::Decl *> l) {
    for (syn::Decl *d : l) {
      if (auto *v = nodeAs<syn::VarDecl>(d)) {
        for (syn::Name *n : v->names)
          if (!n->obj) bad(n, "variable without object");
        maybe(v->values);
      } else if (auto *f = nodeAs<syn::FuncDecl>(d)) {
        if (f->body) stmt(f->body);
      }
    }
  }
  void stmts(syn::StmtList l) {
    for (Stmt *s : l) stmt(s);
  }
  void lhs(Expr *e) {
    for (Expr *x : syn::unpackList(e)) {
      auto *n = nodeAs<syn::Name>(syn::unparen(x));
      if (n && n->value.isBlank()) continue;
      if (n && !n->obj) bad(n, "assigned name without object");
      if (!n) value(x);
    }
  }

  void stmt(Stmt *s0) {
    if (!s0) return;
    switch (s0->kind) {
    case NodeKind::LabeledStmt: stmt(static_cast<syn::LabeledStmt *>(s0)->stmt); break;
    case NodeKind::BlockStmt: stmts(static_cast<syn::BlockStmt *>(s0)->list); break;
    case NodeKind::ExprStmt: value(static_cast<syn::ExprStmt *>(s0)->x); break;
    case NodeKind::SendStmt:
      value(static_cast<syn::SendStmt *>(s0)->chan);
      value(static_cast<syn::SendStmt *>(s0)->value);
      break;
    case NodeKind::DeclStmt: decls(static_cast<syn::DeclStmt *>(s0)->decls); break;
    case NodeKind::AssignStmt: {
      auto *s = static_cast<syn::AssignStmt *>(s0);
      lhs(s->lhs);
      maybe(s->rhs);
      break;
    }
    case NodeKind::BranchStmt: {
      auto *s = static_cast<syn::BranchStmt *>(s0);
      if (!s->target && s->tok != syn::BranchKind::Fallthrough) bad(s, "branch without target");
      break;
    }
    case NodeKind::CallStmt: value(static_cast<syn::CallStmt *>(s0)->call); break;
    case NodeKind::ReturnStmt: maybe(static_cast<syn::ReturnStmt *>(s0)->results); break;
    case NodeKind::IfStmt: {
      auto *s = static_cast<syn::IfStmt *>(s0);
      stmt(s->init);
      value(s->cond);
      stmt(s->then);
      stmt(s->els);
      break;
    }
    case NodeKind::ForStmt: {
      auto *s = static_cast<syn::ForStmt *>(s0);
      stmt(s->init);
      maybe(s->cond);
      stmt(s->post);
      stmt(s->body);
      break;
    }
    case NodeKind::RangeClause: {
      auto *r = static_cast<syn::RangeClause *>(s0);
      if (r->lhs) lhs(r->lhs);
      value(r->x);
      break;
    }
    case NodeKind::SwitchStmt: {
      auto *s = static_cast<syn::SwitchStmt *>(s0);
      stmt(s->init);
      auto *g = nodeAs<syn::TypeSwitchGuard>(s->tag);
      if (g) value(g->x);
      else maybe(s->tag);
      for (syn::CaseClause *c : s->body) {
        if (!g) maybe(c->cases);
        if (g && g->lhs && !c->implicit) bad(c, "clause without variable");
        stmts(c->body);
      }
      break;
    }
    case NodeKind::SelectStmt:
      for (syn::CommClause *c : static_cast<syn::SelectStmt *>(s0)->body) {
        stmt(c->comm);
        stmts(c->body);
      }
      break;
    default: break;
    }
  }
};

} // namespace

std::vector<AuditReport> audit(const std::vector<syntax::File *> &files) {
  Auditor a;
  for (syn::File *f : files) a.decls(f->decls);
  return std::move(a.out);
}

} // namespace golem::types

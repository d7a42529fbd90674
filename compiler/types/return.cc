// Terminating statements (spec "Terminating statements"): a function with results must end in one.
#include "compiler/types/checker.h"

namespace golem::types {

namespace {

bool hasBreakList(syn::StmtList list, Ident label, bool implicit);

// Does s contain a break that refers to `label`, or, if implicit is set, one without a label?
bool hasBreak(Stmt *s0, Ident label, bool implicit) {
  switch (s0->kind) {
  case NodeKind::LabeledStmt: return hasBreak(static_cast<syn::LabeledStmt *>(s0)->stmt, label, implicit);
  case NodeKind::BranchStmt: {
    auto *s = static_cast<syn::BranchStmt *>(s0);
    if (s->tok != syn::BranchKind::Break) return false;
    return s->label ? label && s->label->value == label : implicit;
  }
  case NodeKind::BlockStmt: return hasBreakList(static_cast<syn::BlockStmt *>(s0)->list, label, implicit);
  case NodeKind::IfStmt: {
    auto *s = static_cast<syn::IfStmt *>(s0);
    return hasBreak(s->then, label, implicit) || (s->els && hasBreak(s->els, label, implicit));
  }
  case NodeKind::SwitchStmt:
    if (label)
      for (syn::CaseClause *c : static_cast<syn::SwitchStmt *>(s0)->body)
        if (hasBreakList(c->body, label, false)) return true;
    return false;
  case NodeKind::SelectStmt:
    if (label)
      for (syn::CommClause *c : static_cast<syn::SelectStmt *>(s0)->body)
        if (hasBreakList(c->body, label, false)) return true;
    return false;
  case NodeKind::ForStmt: return label && hasBreak(static_cast<syn::ForStmt *>(s0)->body, label, false);
  default: return false;
  }
}

bool hasBreakList(syn::StmtList list, Ident label, bool implicit) {
  for (Stmt *s : list)
    if (hasBreak(s, label, implicit)) return true;
  return false;
}

// A call of the predeclared panic.
bool isPanic(Expr *e) {
  auto *call = nodeAs<syn::CallExpr>(syn::unparen(e));
  auto *n = call ? nodeAs<syn::Name>(syn::unparen(call->fun)) : nullptr;
  auto *b = n ? objAs<Builtin>(n->obj) : nullptr;
  return b && b->id == BuiltinId::Panic && call->args.size() == 1 && call->args[0]->tv.mode != OperandMode::Invalid;
}

} // namespace

bool Checker::isTerminating(Stmt *s0, Ident label) {
  switch (s0->kind) {
  case NodeKind::LabeledStmt: {
    auto *s = static_cast<syn::LabeledStmt *>(s0);
    return s->stmt && isTerminating(s->stmt, s->label->value);
  }
  case NodeKind::ExprStmt: return isPanic(static_cast<syn::ExprStmt *>(s0)->x);
  case NodeKind::ReturnStmt: return true;
  case NodeKind::BranchStmt: {
    auto *s = static_cast<syn::BranchStmt *>(s0);
    return s->tok == syn::BranchKind::Goto || s->tok == syn::BranchKind::Fallthrough;
  }
  case NodeKind::BlockStmt: return isTerminatingList(static_cast<syn::BlockStmt *>(s0)->list, {});
  case NodeKind::IfStmt: {
    auto *s = static_cast<syn::IfStmt *>(s0);
    return s->els && isTerminating(s->then, {}) && isTerminating(s->els, {});
  }
  case NodeKind::SwitchStmt: {
    bool hasDefault = false;
    for (syn::CaseClause *c : static_cast<syn::SwitchStmt *>(s0)->body) {
      hasDefault = hasDefault || !c->cases;
      if (!isTerminatingList(c->body, {}) || hasBreakList(c->body, label, true)) return false;
    }
    return hasDefault;
  }
  case NodeKind::SelectStmt:
    for (syn::CommClause *c : static_cast<syn::SelectStmt *>(s0)->body)
      if (!isTerminatingList(c->body, {}) || hasBreakList(c->body, label, true)) return false;
    return true;
  case NodeKind::ForStmt: {
    auto *s = static_cast<syn::ForStmt *>(s0);
    if (nodeAs<syn::RangeClause>(s->init)) return false;
    return !s->cond && !hasBreak(s->body, label, true);
  }
  default: return false;
  }
}

bool Checker::isTerminatingList(syn::StmtList list, Ident label) {
  for (size_t i = list.size(); i-- > 0;)
    if (list[i]->kind != NodeKind::EmptyStmt) return isTerminating(list[i], label);
  return false;
}

} // namespace golem::types

// Shared by inlcost.cc, which orders functions, and inlcount.cc, which counts one: the unit of counting and small questions about the tree.
#pragma once
#include "compiler/lower/inlcost.h"
#include "compiler/lower/lowering.h"
#include <unordered_set>

namespace golem::lower {

// A function, method, function literal or body of a loop over a function.
struct InlineUnit {
  types::Func *fn = nullptr;
  const syn::Node *lit = nullptr;
  InlineUnit *outer = nullptr;
  syn::BlockStmt *body = nullptr;
  types::Signature *sig = nullptr;
  std::vector<InlineUnit *> refs;              // units this one mentions, in source order
  std::unordered_set<types::Var *> locals;     // declared here, parameters included
  bool captures = false;                       // uses variables of an enclosing function
  bool checked = false;
  uint32_t id = 0;                             // the visitor's
  InlineInfo info;
  // Of the outermost function: what variables are defined with, and those that change afterwards.
  std::unordered_map<types::Var *, syn::Expr *> defs;
  std::unordered_set<types::Var *> changed;
  std::unordered_set<types::Var *> params;     // of any function in here
  InlineUnit *root() {
    InlineUnit *u = this;
    while (u->outer) u = u->outer;
    return u;
  }
};

// Counts u unless it was done.
void countCost(InlineCosts &costs, InlineUnit &u);

// ---- small questions about the tree ----

inline types::Var *localVar(const syn::Expr *e) {
  auto *x = syn::unparen(const_cast<syn::Expr *>(e));
  if (!x || x->kind != syn::NodeKind::Name) return nullptr;
  types::Object *o = static_cast<syn::Name *>(x)->obj;
  if (!o || o->kind != types::ObjectKind::Var) return nullptr;
  auto *v = static_cast<types::Var *>(o);
  return v->vkind == types::VarKind::Package || v->isField() ? nullptr : v;
}
inline types::Object *varOf(syn::Expr *e) {
  e = syn::unparen(e);
  types::Object *o = e->kind == syn::NodeKind::Name ? static_cast<syn::Name *>(e)->obj : nullptr;
  return o && o->kind == types::ObjectKind::Var ? o : nullptr;
}
inline bool isRangeOverFunc(const syn::Node *n) {
  if (n->kind != syn::NodeKind::ForStmt) return false;
  auto *f = static_cast<const syn::ForStmt *>(n);
  if (!f->init || f->init->kind != syn::NodeKind::RangeClause) return false;
  types::Type *t = static_cast<syn::RangeClause *>(f->init)->x->tv.type;
  t = t ? types::coreType(t) : nullptr;
  return t && t->kind == types::TypeKind::Signature;
}
inline types::Func *originOf(types::Func *f) { return f->origin ? f->origin : f; }
inline bool hasConst(const syn::Expr *e) { return e->tv.mode == syn::OperandMode::Constant && e->tv.value; }
inline bool isTuple(const syn::Expr *e) { return e->tv.type && e->tv.type->kind == types::TypeKind::Tuple; }
inline types::Type *deref(types::Type *t) {
  t = types::unalias(t);
  return t->kind == types::TypeKind::Pointer ? types::unalias(static_cast<types::Pointer *>(t)->elem) : t;
}
inline bool isPointer(types::Type *t) { return types::unalias(t)->kind == types::TypeKind::Pointer; }
inline const types::Basic *basicOf(types::Type *t) {
  t = t ? types::under(t) : nullptr;
  return t && t->kind == types::TypeKind::Basic ? static_cast<types::Basic *>(t) : nullptr;
}

// What gc knows of a condition before it types it: 1 true, -1 false, 0 neither. The expression becomes what is left to evaluate.
int staticBool(syn::Expr *&e);
// The statements that gc's noder keeps: what stands behind a return, a goto, a panic or an if that ends with them is left out, up to the
// list's last label. It does not see through loops and switches: what follows those is code, though it may never be reached.
std::vector<syn::Stmt *> keptStmts(syn::StmtList l);
bool terminates(syn::Stmt *s); // such a return, goto, panic or if
// Is the clause that an expression switch takes known beforehand, all else constant? The noder keeps nothing but that clause (null: none).
bool constantSwitch(const syn::SwitchStmt *s, syn::CaseClause *&taken);

// The function that an expression names, its receiver aside; null if it is anything else.
inline types::Func *namedFunc(syn::Expr *e, types::Instance **inst) {
  e = syn::unparen(e);
  types::Instance *i = nullptr;
  if (e->kind == syn::NodeKind::IndexExpr) {
    i = static_cast<syn::IndexExpr *>(e)->inst;
    e = syn::unparen(static_cast<syn::IndexExpr *>(e)->x);
  }
  syn::Name *n = e->kind == syn::NodeKind::Name                                                              ? static_cast<syn::Name *>(e)
                 : e->kind == syn::NodeKind::SelectorExpr && !static_cast<syn::SelectorExpr *>(e)->selection ? static_cast<syn::SelectorExpr *>(e)->sel
                                                                                                             : nullptr;
  if (!n || !n->obj || n->obj->kind != types::ObjectKind::Func) return nullptr;
  if (inst) *inst = i ? i : n->inst;
  return static_cast<types::Func *>(n->obj);
}

} // namespace golem::lower

// Benchmarks: what the statements in the body of a `for b.Loop()` make is kept, so that no optimization leaves out what is measured
// (testing.B.Loop; cmd/compile/internal/bloop). In: statements of such a body. Out: their code, followed by keepalive operations for
// the variables they assign, the results of calls, or the arguments if there are no results; under -m=2 a line about each.
#include "compiler/lower/lowering.h"

namespace golem::lower {

using K = syn::NodeKind;

bool isBenchmarkLoop(const syn::ForStmt *s) {
  if (!s->cond || s->cond->kind != K::CallExpr) return false;
  auto *fun = syn::unparen(static_cast<syn::CallExpr *>(s->cond)->fun);
  if (fun->kind != K::SelectorExpr) return false;
  auto *sel = static_cast<syn::SelectorExpr *>(fun);
  if (!sel->selection || sel->selection->kind != types::SelectionKind::MethodVal) return false;
  types::Object *m = sel->selection->obj;
  if (m->name.str() != "Loop" || !m->pkg || m->pkg->path != "testing") return false;
  types::Var *recv = static_cast<types::Signature *>(m->type)->recv;
  types::Type *t = recv ? types::unalias(recv->type) : nullptr;
  if (!t || t->kind != types::TypeKind::Pointer) return false;
  t = types::unalias(static_cast<types::Pointer *>(t)->elem);
  return t->kind == types::TypeKind::Named && static_cast<types::Named *>(t)->obj->name.str() == "B";
}

namespace {
// The variable that an operand is, or is a part of, or is reached through; null: none.
syn::Name *nameIn(syn::Expr *e) {
  for (;;) {
    e = syn::unparen(e);
    switch (e->kind) {
    case K::Name: {
      auto *n = static_cast<syn::Name *>(e);
      return n->obj && n->obj->kind == types::ObjectKind::Var ? n : nullptr;
    }
    case K::SliceExpr: e = static_cast<syn::SliceExpr *>(e)->x; break;
    case K::IndexExpr: e = static_cast<syn::IndexExpr *>(e)->x; break;
    case K::SelectorExpr: {
      auto *s = static_cast<syn::SelectorExpr *>(e);
      if (!s->selection) { // a variable of another package
        e = s->sel;
        break;
      }
      if (s->selection->kind != types::SelectionKind::FieldVal) return nullptr;
      e = s->x;
      break;
    }
    case K::CallExpr: { // a conversion
      auto *c = static_cast<syn::CallExpr *>(e);
      if (c->fun->tv.mode != syn::OperandMode::TypeExpr || c->args.size() != 1 || isConst(c)) return nullptr;
      e = c->args[0];
      break;
    }
    case K::Operation: {
      auto *o = static_cast<syn::Operation *>(e);
      if (o->y || o->op != syn::Op::And) return nullptr;
      e = o->x;
      break;
    }
    default: return nullptr;
    }
  }
}
bool isBlank(syn::Expr *e) {
  e = syn::unparen(e);
  return e->kind == K::Name && static_cast<syn::Name *>(e)->value.isBlank();
}
} // namespace

void FuncLowerer::sayKept(Pos pos, const std::string &what) {
  if (pl.opts.remarks && !pl.importing) pl.m.remarks.push_back({pl.position(pos), 2, 9, what + " will be kept alive"});
}

// After an assignment to lhs.
void FuncLowerer::keepAssigned(syn::Expr *lhs, Pos pos) {
  std::string prefix = pl.pkgPrefix(pl.pkg) + ".";
  if (isBlank(lhs)) return sayKept(pos, prefix + ".autotmp_" + std::to_string(keptTemps++)); // assignPlace keeps the value
  if (syn::Name *n = nameIn(lhs)) {
    auto *v = static_cast<types::Var *>(n->obj);
    sayKept(pos, (v->pkg && v->vkind == types::VarKind::Package ? pl.pkgPrefix(v->pkg) + "." : prefix) + std::string(v->name.str()));
    at(pos);
    bool held = v->vkind != types::VarKind::Package && storage.count(v) && storage[v].kind == Storage::Reg;
    b.emit(Opcode::keepalive_, {held ? expr(n) : addr(n)});
    return;
  }
  syn::Expr *e = syn::unparen(lhs);
  if (e->kind == K::Operation && static_cast<syn::Operation *>(e)->op == syn::Op::Mul && !static_cast<syn::Operation *>(e)->y) {
    sayKept(pos, "dereference");
    if (nameIn(static_cast<syn::Operation *>(e)->x)) b.emit(Opcode::keepalive_, {expr(static_cast<syn::Operation *>(e)->x)}); // whatever is stored through it
    return;
  }
  if (pl.opts.remarks && !pl.importing) pl.m.remarks.push_back({pl.position(pos), 2, 9, "expr is unknown to bloop pass"});
}

void FuncLowerer::preserved(syn::Stmt *s) {
  switch (s->kind) {
  case K::ExprStmt: {
    syn::Expr *x = syn::unparen(static_cast<syn::ExprStmt *>(s)->x);
    if (x->kind != K::CallExpr || x->tv.mode == syn::OperandMode::TypeExpr || builtinOf(static_cast<syn::CallExpr *>(x))) break;
    auto *c = static_cast<syn::CallExpr *>(x);
    types::Type *ft = types::coreType(typeOf(syn::unparen(c->fun)));
    if (!ft || ft->kind != types::TypeKind::Signature) break; // a conversion
    auto *sig = static_cast<types::Signature *>(ft);
    if (size_t n = sig->results ? sig->results->vars.size() : 0) sayKept(c->pos, n > 1 ? "function results" : "function result");
    else
      for (syn::Expr *a : c->args) {
        syn::Name *name = nameIn(a);
        auto *v = name ? static_cast<types::Var *>(name->obj) : nullptr;
        sayKept(c->pos, v ? (v->pkg ? pl.pkgPrefix(v->pkg) + "." : "") + std::string(v->name.str()) : "function arg");
      }
    keepCall = true;
    break;
  }
  case K::AssignStmt: {
    auto *a = static_cast<syn::AssignStmt *>(s);
    keepBlank = true;
    stmt(s);
    keepBlank = false;
    if (!b.live()) return;
    for (syn::Expr *l : syn::unpackList(a->lhs)) keepAssigned(l, a->pos);
    hoisted.clear();
    return;
  }
  case K::DeclStmt:
    stmt(s);
    for (syn::Decl *d : static_cast<syn::DeclStmt *>(s)->decls)
      if (d->kind == K::VarDecl && b.live())
        for (syn::Name *n : static_cast<syn::VarDecl *>(d)->names)
          if (!n->value.isBlank()) keepAssigned(n, d->pos);
    return;
  default: break;
  }
  stmt(s);
}

} // namespace golem::lower

// Pre-pass over a function: for each local variable, is its address taken, is it used by a nested function (a function
// literal or a range-over-func body, which becomes one), is it assigned after its declaration? From that lowering decides
// register or variable, and capture by value or by reference (gc's rule: by value if at most 128 bytes and never reassigned).
#include "compiler/lower/inlunit.h"

namespace golem::lower {

namespace {

struct Analyzer {
  VarInfos &infos;
  int depth = 0;                // of functions
  std::vector<int> loops{0};    // around what is visited, in each of the enclosing functions
  bool sharedLoopVars = false;
  std::vector<std::unordered_set<const syn::LabeledStmt *>> looping{{}};

  VarInfo *infoOf(syn::Expr *e) {
    e = syn::unparen(e);
    if (e->kind != syn::NodeKind::Name) return nullptr;
    types::Object *o = static_cast<syn::Name *>(e)->obj;
    if (!o || o->kind != types::ObjectKind::Var) return nullptr;
    auto *v = static_cast<types::Var *>(o);
    if (v->vkind == types::VarKind::Package || v->isField()) return nullptr;
    VarInfo *i = &infos[v];
    if (i->depth < depth && !i->captured) {
      i->captured = true;
      // What is assigned in a straight line before the closure is made doesn't change any more: gc's rule.
      if (i->loop == loops[static_cast<size_t>(i->depth)]) i->reassigned = i->perIteration = false;
    }
    return i;
  }
  void declare(types::Object *o) {
    if (!o || o->kind != types::ObjectKind::Var) return;
    VarInfo &i = infos[static_cast<types::Var *>(o)];
    i.depth = depth;
    i.loop = loops.back();
  }
  void enter(syn::BlockStmt *body) {
    depth++;
    loops.push_back(0);
    looping.push_back(body ? loopingLabels(body->list) : std::unordered_set<const syn::LabeledStmt *>{});
  }
  void leave() {
    depth--;
    loops.pop_back();
    looping.pop_back();
  }
  void use(syn::Name *n) {
    if (n->isDef) {
      declare(n->obj);
      return;
    }
    (void)infoOf(n);
  }

  // The variable whose storage x denotes a part of: through fields of struct values and elements of array values.
  VarInfo *root(syn::Expr *e) {
    e = syn::unparen(e);
    if (e->kind == syn::NodeKind::SelectorExpr) {
      auto *s = static_cast<syn::SelectorExpr *>(e);
      if (!s->selection || s->selection->kind != types::SelectionKind::FieldVal) return nullptr;
      // An embedded pointer, or a pointer operand, ends the walk.
      types::Type *t = s->selection->recv;
      if (s->selection->indirect || (t && types::unalias(t)->kind == types::TypeKind::Pointer)) return nullptr;
      return root(s->x);
    }
    if (e->kind == syn::NodeKind::IndexExpr) {
      auto *i = static_cast<syn::IndexExpr *>(e);
      types::Type *t = i->x->tv.type ? types::under(i->x->tv.type) : nullptr;
      if (!t || (t->kind != types::TypeKind::Array && t->kind != types::TypeKind::Interface)) return nullptr;
      return root(i->x);
    }
    return infoOf(e);
  }
  void takeAddr(syn::Expr *e) {
    if (VarInfo *i = root(e)) i->addrTaken = true;
  }
  void assign(syn::Expr *e) {
    if (!e) return;
    if (e->kind == syn::NodeKind::ListExpr) {
      for (syn::Expr *x : static_cast<syn::ListExpr *>(e)->elems) assign(x);
      return;
    }
    syn::Expr *u = syn::unparen(e);
    if (u->kind == syn::NodeKind::Name && static_cast<syn::Name *>(u)->isDef) return;
    if (VarInfo *i = root(e)) i->reassigned = true;
  }

  void list(syn::ExprList l) {
    for (syn::Expr *e : l) expr(e);
  }
  void expr(syn::Expr *e) {
    if (!e) return;
    using K = syn::NodeKind;
    switch (e->kind) {
    case K::Name: use(static_cast<syn::Name *>(e)); break;
    case K::CompositeLit: {
      auto *c = static_cast<syn::CompositeLit *>(e);
      types::Type *t = c->tv.type ? types::under(c->tv.type) : nullptr;
      bool isStruct = t && t->kind == types::TypeKind::Struct;
      if (t && t->kind == types::TypeKind::Pointer) {
        types::Type *el = types::under(static_cast<types::Pointer *>(t)->elem);
        isStruct = el && el->kind == types::TypeKind::Struct;
      }
      for (syn::Expr *x : c->elems) {
        if (x->kind == K::KeyValueExpr) {
          auto *kv = static_cast<syn::KeyValueExpr *>(x);
          if (!isStruct) expr(kv->key);
          expr(kv->value);
        } else expr(x);
      }
      break;
    }
    case K::KeyValueExpr:
      expr(static_cast<syn::KeyValueExpr *>(e)->key);
      expr(static_cast<syn::KeyValueExpr *>(e)->value);
      break;
    case K::FuncLit: {
      auto *fl = static_cast<syn::FuncLit *>(e);
      enter(fl->body);
      params(fl->type);
      block(fl->body);
      leave();
      break;
    }
    case K::ParenExpr: expr(static_cast<syn::ParenExpr *>(e)->x); break;
    case K::SelectorExpr: {
      auto *s = static_cast<syn::SelectorExpr *>(e);
      // x.m() with a pointer method on an addressable x takes &x.
      if (s->selection && s->selection->kind == types::SelectionKind::MethodVal && s->selection->obj->kind == types::ObjectKind::Func &&
          !s->selection->indirect && types::unalias(s->selection->recv)->kind != types::TypeKind::Pointer)
        if (static_cast<types::Func *>(s->selection->obj)->ptrRecv || types::isTypeParam(s->selection->recv)) takeAddr(s->x);
      expr(s->x);
      break;
    }
    case K::IndexExpr:
      expr(static_cast<syn::IndexExpr *>(e)->x);
      if (e->tv.mode != syn::OperandMode::TypeExpr) expr(static_cast<syn::IndexExpr *>(e)->index);
      break;
    case K::SliceExpr: {
      auto *s = static_cast<syn::SliceExpr *>(e);
      types::Type *t = s->x->tv.type ? types::under(s->x->tv.type) : nullptr;
      if (t && (t->kind == types::TypeKind::Array || t->kind == types::TypeKind::Interface)) takeAddr(s->x);
      expr(s->x);
      for (syn::Expr *i : s->index) expr(i);
      break;
    }
    case K::AssertExpr: expr(static_cast<syn::AssertExpr *>(e)->x); break;
    case K::TypeSwitchGuard: expr(static_cast<syn::TypeSwitchGuard *>(e)->x); break;
    case K::Operation: {
      auto *o = static_cast<syn::Operation *>(e);
      if (!o->y && o->op == syn::Op::And) takeAddr(o->x);
      expr(o->x);
      expr(o->y);
      break;
    }
    case K::CallExpr:
      expr(static_cast<syn::CallExpr *>(e)->fun);
      list(static_cast<syn::CallExpr *>(e)->args);
      break;
    case K::ListExpr: list(static_cast<syn::ListExpr *>(e)->elems); break;
    default: break; // types and literals hold no variables
    }
  }
  void params(syn::FuncType *ft) {
    for (syn::Field *f : ft->params)
      if (f->name) declare(f->name->obj);
    for (syn::Field *f : ft->results)
      if (f->name) declare(f->name->obj);
  }
  void block(syn::BlockStmt *b) {
    if (b) stmts(b->list);
  }
  void stmts(syn::StmtList l) {
    int was = loops.back();
    for (syn::Stmt *s : keptStmts(l)) stmt(s);
    loops.back() = was;
  }
  void stmt(syn::Stmt *s) {
    if (!s) return;
    using K = syn::NodeKind;
    switch (s->kind) {
    case K::LabeledStmt:
      if (looping.back().count(static_cast<syn::LabeledStmt *>(s))) loops.back()++;
      stmt(static_cast<syn::LabeledStmt *>(s)->stmt);
      break;
    case K::BlockStmt: block(static_cast<syn::BlockStmt *>(s)); break;
    case K::ExprStmt: expr(static_cast<syn::ExprStmt *>(s)->x); break;
    case K::SendStmt:
      expr(static_cast<syn::SendStmt *>(s)->chan);
      expr(static_cast<syn::SendStmt *>(s)->value);
      break;
    case K::DeclStmt:
      for (syn::Decl *d : static_cast<syn::DeclStmt *>(s)->decls) {
        if (d->kind != K::VarDecl) continue;
        auto *v = static_cast<syn::VarDecl *>(d);
        expr(v->values);
        for (syn::Name *n : v->names) declare(n->obj);
      }
      break;
    case K::AssignStmt: {
      auto *a = static_cast<syn::AssignStmt *>(s);
      expr(a->rhs);
      assign(a->lhs);
      expr(a->lhs);
      break;
    }
    case K::CallStmt: expr(static_cast<syn::CallStmt *>(s)->call); break;
    case K::ReturnStmt: expr(static_cast<syn::ReturnStmt *>(s)->results); break;
    case K::IfStmt: {
      auto *i = static_cast<syn::IfStmt *>(s);
      stmt(i->init);
      syn::Expr *left = i->cond;
      int known = staticBool(left);
      expr(left);
      if (known >= 0) block(i->then);
      if (known <= 0) stmt(i->els);
      break;
    }
    case K::ForStmt: {
      auto *f = static_cast<syn::ForStmt *>(s);
      if (f->init && f->init->kind == K::RangeClause) {
        auto *rc = static_cast<syn::RangeClause *>(f->init);
        expr(rc->x);
        types::Type *t = rc->x->tv.type ? types::coreType(rc->x->tv.type) : nullptr;
        bool fn = t && t->kind == types::TypeKind::Signature;
        if (!fn) {
          loops.back()++;
          assign(rc->lhs);
          expr(rc->lhs);
          for (syn::Expr *l : syn::unpackList(rc->lhs))
            if (types::Var *v = rc->def && !sharedLoopVars ? localVar(l) : nullptr) infos[v].perIteration = true;
          block(f->body);
          loops.back()--;
          break;
        }
        enter(f->body);
        if (rc->lhs && !rc->def) assign(rc->lhs);
        expr(rc->lhs);
        block(f->body);
        leave();
        break;
      }
      stmt(f->init);
      loops.back()++;
      // Each iteration has its own copy of the variables (since Go 1.22), which the post statement changes before the body runs.
      if (!sharedLoopVars && f->init && f->init->kind == K::AssignStmt && static_cast<syn::AssignStmt *>(f->init)->op == syn::Op::Def)
        for (syn::Expr *l : syn::unpackList(static_cast<syn::AssignStmt *>(f->init)->lhs))
          if (l->kind == K::Name && static_cast<syn::Name *>(l)->isDef) declare(static_cast<syn::Name *>(l)->obj);
      stmt(f->post);
      expr(f->cond);
      block(f->body);
      loops.back()--;
      break;
    }
    case K::SwitchStmt: {
      auto *w = static_cast<syn::SwitchStmt *>(s);
      stmt(w->init);
      syn::CaseClause *taken;
      if (constantSwitch(w, taken)) {
        if (taken) stmts(taken->body);
        break;
      }
      expr(w->tag);
      for (syn::CaseClause *c : w->body) {
        expr(c->cases);
        if (c->implicit) declare(c->implicit);
        stmts(c->body);
      }
      break;
    }
    case K::SelectStmt:
      for (syn::CommClause *c : static_cast<syn::SelectStmt *>(s)->body) {
        stmt(c->comm);
        stmts(c->body);
      }
      break;
    case K::RangeClause:
      expr(static_cast<syn::RangeClause *>(s)->x);
      expr(static_cast<syn::RangeClause *>(s)->lhs);
      break;
    default: break;
    }
  }
};

} // namespace

std::unordered_set<const syn::LabeledStmt *> loopingLabels(syn::StmtList body) {
  std::unordered_map<Name, const syn::LabeledStmt *> seen;
  std::unordered_set<const syn::LabeledStmt *> out;
  for (syn::Stmt *s : body)
    walkStmts(s, [&](syn::Stmt *x) {
      if (x->kind == syn::NodeKind::LabeledStmt) seen[static_cast<syn::LabeledStmt *>(x)->label->value] = static_cast<syn::LabeledStmt *>(x);
      if (x->kind != syn::NodeKind::BranchStmt) return;
      auto *b = static_cast<syn::BranchStmt *>(x);
      if (b->tok != syn::BranchKind::Goto || !b->label) return;
      if (auto it = seen.find(b->label->value); it != seen.end()) out.insert(it->second);
    });
  return out;
}

void analyzeVariables(syn::Node *fn, types::Signature *sig, VarInfos &out, bool sharedLoopVars) {
  Analyzer a{out, 0, {0}, sharedLoopVars, {{}}};
  if (sig) {
    auto all = [&](types::Tuple *t) {
      if (!t) return;
      for (types::Var *v : t->vars) out[v].depth = 0;
    };
    if (sig->recv) out[sig->recv].depth = 0;
    all(sig->params);
    all(sig->results);
  }
  if (fn->kind == syn::NodeKind::BlockStmt) a.looping.back() = loopingLabels(static_cast<syn::BlockStmt *>(fn)->list);
  if (fn->kind == syn::NodeKind::BlockStmt) a.block(static_cast<syn::BlockStmt *>(fn));
  else a.expr(static_cast<syn::Expr *>(fn));
}

} // namespace golem::lower

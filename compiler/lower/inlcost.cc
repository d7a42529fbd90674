// The cost of inlining, part one: which functions a function mentions and the order in which they are counted, gc's: callees first,
// recursive groups and literals in the order in which they were reached. In: a package's functions. Out: an InlineInfo each
// (inlcount.cc).
#include "compiler/lower/inlunit.h"
#include <algorithm>

namespace golem::lower {

using K = syn::NodeKind;

namespace {
struct Collector {
  std::unordered_map<types::Func *, std::unique_ptr<InlineUnit>> &funcs;
  std::unordered_map<const syn::Node *, std::unique_ptr<InlineUnit>> &lits;
  std::unordered_map<types::Var *, InlineUnit *> &definedIn;
  types::Package *pkg;
  InlineUnit *u = nullptr, *top = nullptr;

  InlineUnit *unitOf(types::Func *f) {
    f = originOf(f);
    if (f->pkg != pkg || !f->decl) return nullptr;
    auto &p = funcs[f];
    if (!p) {
      p = std::make_unique<InlineUnit>();
      p->fn = f;
    }
    return p.get();
  }
  void declare(types::Object *o) {
    if (o && o->kind == types::ObjectKind::Var) u->locals.insert(static_cast<types::Var *>(o));
  }
  void params(syn::FuncType *ft) {
    for (syn::FieldList l : {ft->params, ft->results})
      for (syn::Field *f : l)
        if (f->name && f->name->obj) {
          declare(f->name->obj);
          top->params.insert(static_cast<types::Var *>(f->name->obj));
        }
  }
  void define(syn::ExprList lhs, syn::ExprList rhs) {
    if (lhs.size() != rhs.size()) return;
    for (size_t i = 0; i < lhs.size(); i++)
      if (types::Var *v = localVar(lhs[i]); v && static_cast<syn::Name *>(syn::unparen(lhs[i]))->isDef) defined(v, rhs[i]);
  }
  void defined(types::Var *v, syn::Expr *value) {
    top->defs[v] = value;
    definedIn[v] = top;
  }
  void assign(syn::Expr *e) {
    if (!e) return;
    for (syn::Expr *x : syn::unpackList(e))
      if (types::Var *v = localVar(x); v && !static_cast<syn::Name *>(syn::unparen(x))->isDef) top->changed.insert(v);
  }
  InlineUnit *literal(const syn::Node *n) {
    auto &p = lits[n];
    p = std::make_unique<InlineUnit>();
    p->lit = n;
    p->outer = u;
    u->refs.push_back(p.get());
    return p.get();
  }
  void inside(InlineUnit *l, syn::FuncType *ft, syn::BlockStmt *body) {
    InlineUnit *saved = u;
    u = l;
    l->body = body;
    if (ft) params(ft);
    walk(body);
    u = saved;
    // What it captures of functions further out its encloser captures, too.
    if (l->captures)
      for (types::Var *v : free[l])
        if (u->outer && !u->locals.count(v)) {
          u->captures = true;
          free[u].insert(v);
        }
  }
  std::unordered_map<InlineUnit *, std::unordered_set<types::Var *>> free;

  void walk(const syn::Node *n) {
    if (!n) return;
    switch (n->kind) {
    case K::FuncLit: {
      auto *l = static_cast<const syn::FuncLit *>(n);
      InlineUnit *lu = literal(n);
      lu->sig = static_cast<types::Signature *>(types::under(l->tv.type));
      inside(lu, l->type, l->body);
      return;
    }
    case K::Name: {
      auto *name = static_cast<const syn::Name *>(n);
      if (!name->obj) return;
      if (name->obj->kind == types::ObjectKind::Func) {
        if (InlineUnit *r = unitOf(static_cast<types::Func *>(name->obj))) u->refs.push_back(r);
      } else if (name->isDef) declare(name->obj);
      else if (types::Var *v = localVar(name); v && u->outer && !u->locals.count(v)) {
        u->captures = true;
        free[u].insert(v);
      }
      return;
    }
    case K::SelectorExpr: {
      auto *s = static_cast<const syn::SelectorExpr *>(n);
      if (!s->selection) {
        walk(s->sel);
        return;
      }
      if (s->selection->obj->kind == types::ObjectKind::Func)
        if (InlineUnit *r = unitOf(static_cast<types::Func *>(s->selection->obj))) u->refs.push_back(r);
      walk(s->x);
      return;
    }
    case K::AssignStmt: {
      auto *a = static_cast<syn::AssignStmt *>(const_cast<syn::Node *>(n));
      assign(a->lhs);
      if (a->op == syn::Op::Def && a->rhs) define(syn::unpackList(a->lhs), syn::unpackList(a->rhs));
      break;
    }
    case K::VarDecl: {
      auto *d = static_cast<syn::VarDecl *>(const_cast<syn::Node *>(n));
      syn::ExprList rhs = syn::unpackList(d->values);
      if (rhs.size() == d->names.size())
        for (size_t i = 0; i < rhs.size(); i++)
          if (types::Var *v = localVar(d->names[i])) defined(v, rhs[i]);
      break;
    }
    case K::Operation: {
      auto *o = static_cast<const syn::Operation *>(n);
      if (!o->y && o->op == syn::Op::And) assign(o->x);
      break;
    }
    case K::CaseClause: declare(static_cast<const syn::CaseClause *>(n)->implicit); break;
    case K::ForStmt: {
      auto *f = static_cast<syn::ForStmt *>(const_cast<syn::Node *>(n));
      if (f->init && f->init->kind == K::RangeClause) {
        auto *rc = static_cast<syn::RangeClause *>(f->init);
        assign(rc->lhs);
        if (isRangeOverFunc(n)) {
          walk(rc->x);
          InlineUnit *saved = u;
          InlineUnit *lu = literal(n);
          lu->captures = true; // the loop's state
          u = lu;
          walk(rc->lhs);
          u = saved;
          inside(lu, nullptr, f->body);
          return;
        }
      }
      break;
    }
    default: break;
    }
    syn::forEachChild(n, [this](const syn::Node *c) { walk(c); });
  }
  void function(InlineUnit *f) {
    u = top = f;
    f->sig = static_cast<types::Signature *>(f->fn->type);
    f->body = f->fn->decl->body;
    if (f->sig->recv) {
      f->locals.insert(f->sig->recv);
      f->params.insert(f->sig->recv);
    }
    params(f->fn->decl->type);
    if (f->body) walk(f->body);
  }
};
} // namespace

// gc's ir.VisitFuncsBottomUp.
struct InlineVisitor {
  InlineCosts &costs;
  uint32_t gen = 0;
  std::vector<InlineUnit *> stack;

  uint32_t visit(InlineUnit *u) {
    if (u->id) return u->id;
    uint32_t id = u->id = ++gen;
    uint32_t min = ++gen;
    stack.push_back(u);
    for (InlineUnit *r : u->refs) min = std::min(min, visit(r));
    if ((min == id || min == id + 1) && !u->outer) {
      size_t i = stack.size();
      while (stack[--i] != u) stack[i]->id = ~0u;
      u->id = ~0u;
      std::vector<InlineUnit *> block(stack.begin() + static_cast<ptrdiff_t>(i), stack.end());
      stack.resize(i);
      for (InlineUnit *b : block) countCost(costs, *b);
    }
    return min;
  }
};

InlineCosts::InlineCosts() = default;
InlineCosts::~InlineCosts() = default;

void InlineCosts::package(types::Package *p) {
  if (!done_.emplace(p, true).second) return;
  Collector c{funcs_, lits_, definedIn_, p, nullptr, nullptr, {}};
  std::vector<InlineUnit *> roots;
  for (types::Func *f : p->funcs)
    if (f->decl)
      if (InlineUnit *u = c.unitOf(f)) roots.push_back(u);
  // Initializers of package variables are one function.
  auto init = std::make_unique<InlineUnit>();
  c.u = c.top = init.get();
  for (const types::Initializer &in : p->initOrder) c.walk(in.rhs);
  roots.push_back(init.get());
  for (InlineUnit *u : roots)
    if (u->fn) c.function(u);
  InlineVisitor v{*this, 0, {}};
  for (InlineUnit *u : roots) v.visit(u);
  inits_.push_back(std::move(init));
}

const InlineInfo &InlineCosts::of(types::Func *fn) {
  static const InlineInfo none;
  fn = originOf(fn);
  if (!fn->pkg || !fn->decl) return none;
  package(fn->pkg);
  auto it = funcs_.find(fn);
  return it == funcs_.end() ? none : it->second->info;
}

const InlineInfo &InlineCosts::ofLiteral(const syntax::Node *n) {
  static const InlineInfo none;
  auto it = lits_.find(n);
  return it == lits_.end() || !it->second ? none : it->second->info;
}

const syntax::Node *InlineCosts::literalIn(types::Var *v, types::Func *&fn) {
  for (int depth = 0; depth < 20; depth++) {
    auto home = definedIn_.find(v);
    if (home == definedIn_.end() || home->second->changed.count(v) || home->second->params.count(v)) return nullptr;
    syn::Expr *e = syn::unparen(home->second->defs[v]);
    if (e->kind == K::FuncLit) return e;
    if ((fn = namedFunc(e, nullptr))) return nullptr;
    if (!(v = localVar(e))) return nullptr;
  }
  return nullptr;
}

bool InlineCosts::captures(const syntax::Node *n) const {
  auto it = lits_.find(n);
  return it != lits_.end() && it->second && it->second->captures;
}

} // namespace golem::lower

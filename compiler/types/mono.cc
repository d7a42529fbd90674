// Instantiations that never end, such as func f[T any]() { f[*T]() }: a compiler that makes one copy per instance can't
// translate them.
//
// A graph of type parameters (and of types declared inside generic functions): an edge from what a type argument mentions
// to the parameter it is given to, of weight 0 if the argument is just that, else 1. A cycle of positive weight is an
// error. Found by relaxing longest paths until nothing changes or a path is longer than the graph (Bellman-Ford).
#include "compiler/types/checker.h"
#include <algorithm>

namespace golem::types {

void Checker::monomorph() {
  for (bool again = true; again;) {
    again = false;
    for (size_t i = 0; i < mono_.edges.size(); i++) {
      const MonoGraph::Edge &e = mono_.edges[i];
      auto &src = mono_.vertices[static_cast<size_t>(e.src)];
      auto &dst = mono_.vertices[static_cast<size_t>(e.dst)];
      int w = src.weight + e.weight;
      if (w <= dst.weight) continue;
      dst.pre = static_cast<int>(i);
      dst.len = src.len + 1;
      if (dst.len == static_cast<int>(mono_.vertices.size())) {
        reportInstanceLoop(e.dst);
        return;
      }
      dst.weight = w;
      again = true;
    }
  }
}

void Checker::reportInstanceLoop(int v) {
  std::vector<int> stack;
  std::vector<bool> seen(mono_.vertices.size());
  auto pre = [&](int x) -> MonoGraph::Edge & { return mono_.edges[static_cast<size_t>(mono_.vertices[static_cast<size_t>(x)].pre)]; };
  // Walk back until a vertex comes again; what came before it isn't on the cycle.
  while (!seen[static_cast<size_t>(v)]) {
    stack.push_back(v);
    seen[static_cast<size_t>(v)] = true;
    v = pre(v).src;
  }
  stack.erase(stack.begin(), std::find(stack.begin(), stack.end(), v));
  ErrorDesc e;
  addf(e, mono_.vertices[static_cast<size_t>(v)].obj, Diag::TypesInstanceCycle);
  for (int x : stack) {
    auto &edge = pre(x);
    TypeName *obj = mono_.vertices[static_cast<size_t>(edge.dst)].obj;
    addf(e, edge.pos, obj->type->kind == TypeKind::Named ? Diag::TypesImplicitlyParameterized : Diag::TypesInstantiatedAs, obj->name, edge.typ);
  }
  report(e);
}

void Checker::monoInstance(Pos pos, std::span<TypeParam *const> tparams, std::span<Type *const> targs, ExprList xlist) {
  for (size_t i = 0; i < tparams.size() && i < targs.size(); i++) monoAssign(i < xlist.size() ? syn::startPos(xlist[i]) : pos, tparams[i], targs[i]);
}

void Checker::monoAssign(Pos pos, TypeParam *tpar, Type *targ) {
  // Cycles stay within a package.
  if (tpar->obj->pkg != pkg) return;
  auto flow = [&](int src, Type *t) {
    int dst = monoParamVertex(tpar);
    mono_.edges.push_back({dst, src, t == targ ? 0 : 1, pos, targ});
  };
  std::vector<Type *> todo{targ};
  std::unordered_set<Type *> seen;
  auto tuple = [&](Tuple *t) {
    if (t)
      for (Var *v : t->vars) todo.push_back(v->type);
  };
  while (!todo.empty()) {
    Type *t = unalias(todo.back());
    todo.pop_back();
    if (!t) continue;
    switch (t->kind) {
    case TypeKind::TypeParam:
      if (static_cast<TypeParam *>(t)->obj->pkg == pkg) flow(monoParamVertex(static_cast<TypeParam *>(t)), t);
      break;
    case TypeKind::Named: {
      auto *n = static_cast<Named *>(t);
      if (int src = monoNamedVertex(n->orig); src >= 0) flow(src, t);
      todo.insert(todo.end(), n->targs.begin(), n->targs.end());
      break;
    }
    case TypeKind::Array: todo.push_back(static_cast<Array *>(t)->elem); break;
    case TypeKind::Slice: todo.push_back(static_cast<Slice *>(t)->elem); break;
    case TypeKind::Pointer: todo.push_back(static_cast<Pointer *>(t)->elem); break;
    case TypeKind::Chan: todo.push_back(static_cast<Chan *>(t)->elem); break;
    case TypeKind::Map:
      todo.push_back(static_cast<Map *>(t)->key);
      todo.push_back(static_cast<Map *>(t)->elem);
      break;
    case TypeKind::Interface:
      if (seen.insert(t).second)
        for (Func *m : typeSet(static_cast<Interface *>(t))->methods) todo.push_back(m->type);
      break;
    case TypeKind::Signature:
      tuple(static_cast<Signature *>(t)->params);
      tuple(static_cast<Signature *>(t)->results);
      break;
    case TypeKind::Struct:
      for (Var *f : static_cast<Struct *>(t)->fields) todo.push_back(f->type);
      break;
    case TypeKind::Tuple: tuple(static_cast<Tuple *>(t)); break;
    case TypeKind::Basic: case TypeKind::Union: case TypeKind::Alias: break;
    }
  }
}

// The vertex of a type declared inside generic functions, which depends on their parameters; else -1.
int Checker::monoNamedVertex(Named *n) {
  TypeName *obj = n->obj;
  if (obj->pkg != pkg || obj->parent == pkg->scope) return -1;
  if (auto it = mono_.nameIdx.find(obj); it != mono_.nameIdx.end()) return it->second;
  int idx = -1;
  for (Scope *s = obj->parent; s && s != pkg->scope; s = s->parent) {
    for (auto &[name, o] : s->elems) {
      auto *tn = objAs<TypeName>(o);
      auto *tp = tn && lessPos(tn->pos, obj->pos) ? dyn<TypeParam>(tn->type) : nullptr;
      if (!tp || tp->obj != tn) continue;
      if (idx < 0) {
        idx = static_cast<int>(mono_.vertices.size());
        mono_.vertices.push_back({0, 0, 0, obj});
      }
      int src = monoParamVertex(tp);
      mono_.edges.push_back({idx, src, 1, obj->pos, tp});
    }
  }
  mono_.nameIdx[obj] = idx;
  return idx;
}

int Checker::monoParamVertex(TypeParam *t) {
  if (auto it = mono_.canon.find(t); it != mono_.canon.end()) t = it->second;
  TypeName *obj = t->obj;
  if (auto it = mono_.nameIdx.find(obj); it != mono_.nameIdx.end()) return it->second;
  int idx = static_cast<int>(mono_.vertices.size());
  mono_.vertices.push_back({0, 0, 0, obj});
  mono_.nameIdx[obj] = idx;
  return idx;
}

} // namespace golem::types

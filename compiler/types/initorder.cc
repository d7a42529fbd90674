// Initialization order of package variables (spec "Package initialization").
//
// A variable depends on what its initializer mentions, and through functions on what their bodies mention. Repeatedly the
// variable that comes first in the source among those without uninitialized dependencies is next. Functions are removed
// from the graph first, by connecting who refers to them with what they refer to. Constants take part so that their
// cycles are found.
#include "compiler/types/checker.h"
#include <algorithm>
#include <queue>
#include <set>

namespace golem::types {

namespace {

struct GraphNode {
  Object *obj;
  DeclInfo *decl;
  std::vector<int> succ; // package-level variables and constants it depends on, sorted
  std::vector<int> pred;
  int ndeps = 0;
  bool done = false;
};

struct Graph {
  std::vector<GraphNode> nodes; // in source order
  std::unordered_map<Object *, int> index;
  // Functions: what each reaches through other functions.
  std::unordered_map<Object *, std::vector<Object *>> reach;
};

DeclInfo *declOf(Object *o) { return static_cast<DeclInfo *>(o->declInfo); }

// Adds the variables and constants that `deps` lead to, through functions.
void collect(Graph &g, const std::vector<Object *> &deps, std::vector<int> &out, std::unordered_set<Object *> &seen) {
  std::vector<Object *> todo(deps.begin(), deps.end());
  while (!todo.empty()) {
    Object *o = todo.back();
    todo.pop_back();
    if (!seen.insert(o).second) continue;
    if (o->kind == ObjectKind::Func) {
      if (DeclInfo *d = declOf(o)) todo.insert(todo.end(), d->deps.begin(), d->deps.end());
    } else if (auto it = g.index.find(o); it != g.index.end()) {
      out.push_back(it->second);
    }
  }
}

// A path of dependencies from `from` to `to`, reversed; empty if there is none.
std::vector<Object *> findPath(Object *from, Object *to, std::unordered_set<Object *> &seen) {
  if (!seen.insert(from).second) return {};
  DeclInfo *d = declOf(from);
  if (!d) return {};
  std::vector<Object *> deps = d->deps;
  std::sort(deps.begin(), deps.end(), [](Object *a, Object *b) { return a->order < b->order; });
  for (Object *o : deps) {
    if (o == to) return {o};
    auto path = findPath(o, to, seen);
    if (!path.empty()) {
      path.push_back(o);
      return path;
    }
  }
  return {};
}

} // namespace

void Checker::reportInitCycle(std::span<Object *> cycle) {
  Object *obj = cycle[0];
  if (cycle.size() == 1) {
    errorf(obj, Diag::TypesInitCycleSelf, obj->name);
    return;
  }
  ErrorDesc e;
  addf(e, obj, Diag::TypesInitCycle, obj->name);
  for (size_t i = cycle.size(); i-- > 0;) {
    addf(e, obj, Diag::TypesRefersTo, obj->name, cycle[i]->name);
    obj = cycle[i];
  }
  report(e);
}

void Checker::initOrder() {
  pkg->initOrder.clear();
  Graph g;
  for (Object *o : objList_)
    if (o->kind == ObjectKind::Var || o->kind == ObjectKind::Const) {
      g.index[o] = static_cast<int>(g.nodes.size());
      g.nodes.push_back({o, declOf(o), {}, {}, 0, false});
    }
  for (size_t i = 0; i < g.nodes.size(); i++) {
    GraphNode &n = g.nodes[i];
    n.decl->emitted = false;
    if (n.decl->deps.empty()) continue;
    std::unordered_set<Object *> seen;
    collect(g, n.decl->deps, n.succ, seen);
    n.ndeps = static_cast<int>(n.succ.size());
    for (int s : n.succ) g.nodes[static_cast<size_t>(s)].pred.push_back(static_cast<int>(i));
  }
  // Constants first, then few dependencies, then source order.
  auto key = [&](int i) {
    GraphNode &n = g.nodes[static_cast<size_t>(i)];
    return std::tuple(n.obj->kind != ObjectKind::Const, n.ndeps, n.obj->order, i);
  };
  std::set<std::tuple<bool, int, uint32_t, int>> queue;
  for (size_t i = 0; i < g.nodes.size(); i++) queue.insert(key(static_cast<int>(i)));
  while (!queue.empty()) {
    int at = std::get<3>(*queue.begin());
    queue.erase(queue.begin());
    GraphNode &n = g.nodes[static_cast<size_t>(at)];
    n.done = true;
    if (n.ndeps > 0) {
      // Something on a cycle; if n itself isn't, the cycle is found when its turn comes.
      std::unordered_set<Object *> seen;
      auto cycle = findPath(n.obj, n.obj, seen);
      if (!cycle.empty()) reportInitCycle(cycle);
    }
    for (int p : n.pred) {
      GraphNode &m = g.nodes[static_cast<size_t>(p)];
      if (m.done) {
        m.ndeps--;
        continue;
      }
      queue.erase(key(p));
      m.ndeps--;
      queue.insert(key(p));
    }
    auto *v = objAs<Var>(n.obj);
    if (!v || !n.decl->init || n.decl->emitted) continue;
    n.decl->emitted = true;
    Initializer init;
    if (n.decl->lhs.empty()) init.lhs.push_back(v);
    else init.lhs.assign(n.decl->lhs.begin(), n.decl->lhs.end());
    init.rhs = n.decl->init;
    pkg->initOrder.push_back(std::move(init));
  }
}

} // namespace golem::types

// Solves a function's flow graph: which objects must be on the heap, and what becomes of the parameters.
//
// For a sink S (the heap, a result, the holders of some loop depth) the label of a location is the least number of
// dereferences of its value that reaches S, and -1 if its address does. Backwards over an edge src → dst of weight w,
//
//   label(src) = min(label(src), max(label(dst), 0) + w)
//
// (the max, because when an object's address is in S, so is its value). Labels lie in -1 … kMaxDerefs and only fall, so a
// worklist makes each edge's work a small constant: linear time, where walking back from every location would be
// quadratic. Four kinds of pass:
//
//   results    one a result. An object with label -1 is returned: heap. A parameter's label is its tag for that result.
//   loops      one a depth d: the sinks are the locations of depth <= d; a deeper object with label -1 is kept across
//              iterations: heap.
//   size       objects forced onto the heap: too large, or of unknown size.
//   heap       the sinks are the heap and, with label -1, all objects found so far: what a heap object holds is on the heap.
//
// Example. func f(p *T) *T { x := T{}; q := &U{&x, p}; return q.a }
//   edges: x → r1 -1, r1 → site 0, p → site 0, site → q -1, q → r2 1, r2 → result 0
//   result pass: result 0; r2 0; q 1; site 0; p 0 and r1 0; x -1. So x is on the heap, the U isn't, p flows to the result.
#include "compiler/escape/graph.h"

namespace golem::escape {

using gir::Placement;

namespace {

struct Solver {
  const Graph &g;
  gir::Function &f;
  std::vector<uint32_t> first, in; // in-edges of each location: in[first[l]] … in[first[l + 1] - 1]
  std::vector<int8_t> label;
  std::vector<Cause> cause;
  std::vector<uint32_t> next;      // edge by which the label came
  std::vector<Loc> work;
  std::vector<bool> queued;
  std::vector<Cause> heap;         // objects found to be on the heap
  bool wantPaths;
  std::vector<std::vector<Step>> paths;

  Solver(const Graph &graph, gir::Function &fn, bool paths_) : g(graph), f(fn), wantPaths(paths_) {
    Loc n = g.count();
    first.assign(n + 1, 0);
    for (const Edge &e : g.edges) first[e.dst + 1]++;
    for (Loc l = 0; l < n; l++) first[l + 1] += first[l];
    in.resize(g.edges.size());
    std::vector<uint32_t> at(first.begin(), first.end() - 1);
    for (uint32_t i = 0; i < g.edges.size(); i++) in[at[g.edges[i].dst]++] = i;
    heap.assign(n, Cause::None);
    queued.assign(n, false);
    if (wantPaths) paths.resize(n);
  }

  void begin() {
    Loc n = g.count();
    label.assign(n, kNever);
    cause.assign(n, Cause::None);
    next.assign(n, gir::kNone);
  }
  void seed(Loc l, int8_t v, Cause c) {
    if (v >= label[l]) return;
    label[l] = v;
    cause[l] = c;
    if (!queued[l]) work.push_back(l);
    queued[l] = true;
  }
  void propagate() {
    for (size_t head = 0; head < work.size(); head++) { // first in, first out: shortest paths
      Loc l = work[head];
      queued[l] = false;
      int base = std::max<int>(label[l], 0);
      for (uint32_t i = first[l]; i < first[l + 1]; i++) {
        const Edge &e = g.edges[in[i]];
        auto v = static_cast<int8_t>(std::min<int>(base + e.weight, kMaxDerefs));
        if (v >= label[e.src]) continue;
        label[e.src] = v;
        cause[e.src] = e.cause != Cause::None ? e.cause : cause[l];
        next[e.src] = in[i];
        if (!queued[e.src]) work.push_back(e.src);
        queued[e.src] = true;
      }
    }
    work.clear();
  }

  void toHeap(Loc l, Cause c) {
    if (heap[l] != Cause::None) return;
    heap[l] = c == Cause::None ? Cause::Stored : c;
    if (!wantPaths) return;
    std::vector<bool> seen(0);
    Loc at = l;
    for (int n = 0; n < 32 && next[at] != gir::kNone; n++) {
      const Edge &e = g.edges[next[at]];
      std::string what = g.name(e.dst) + " = " + (e.weight < 0 ? "&" : std::string(static_cast<size_t>(e.weight), '*')) + g.name(e.src);
      paths[l].push_back({e.pos, std::move(what)});
      at = e.dst;
    }
  }

  void run(Summary &s) {
    std::vector<gir::Reg> params(f.params.begin(), f.params.end());
    params.insert(params.end(), f.captures.begin(), f.captures.end());
    s.reset(static_cast<uint32_t>(params.size()), static_cast<uint32_t>(f.results.size()));
    for (uint32_t r = 0; r < f.results.size(); r++) {
      if (!f.results[r]->hasPointers()) continue;
      begin();
      seed(g.result(r), 0, Cause::Returned);
      propagate();
      for (Loc l = g.var(0); l < g.count(); l++)
        if (label[l] < 0) toHeap(l, Cause::Returned);
      for (uint32_t p = 0; p < params.size(); p++) s.result(p, r) = label[g.reg(params[p])];
    }
    int deepest = 0;
    for (Loc l = g.var(0); l < g.count(); l++) deepest = std::max(deepest, g.objectDepth[l]);
    for (int d = 0; d < deepest; d++) {
      begin();
      for (Loc l = 1; l < g.count(); l++) // results have their own pass, but the frame's deferred calls are among these
        if ((l == Graph::kFrame || l >= g.reg(0)) && g.holderDepth[l] <= d) seed(l, 0, Cause::Loop);
      propagate();
      for (Loc l = g.var(0); l < g.count(); l++)
        if (label[l] < 0 && g.objectDepth[l] > d) toHeap(l, Cause::Loop);
    }
    begin();
    for (Loc l = g.var(0); l < g.count(); l++) {
      if (g.forced[l] != Cause::None) toHeap(l, g.forced[l]);
      if (heap[l] != Cause::None) seed(l, -1, heap[l]);
    }
    seed(Graph::kHeap, 0, Cause::None);
    propagate();
    for (Loc l = g.var(0); l < g.count(); l++)
      if (label[l] < 0) toHeap(l, cause[l]);
    for (uint32_t p = 0; p < params.size(); p++) s.heap(p) = label[g.reg(params[p])];
  }
};

// Does the operation of this site never allocate, or always on the heap?
enum class Fixed { No, Static, Gone, Heap, None };
Fixed fixedPlacement(const gir::Function &f, const gir::Op &op) {
  switch (f.sites[op.site].kind) {
  case gir::SiteKind::Makemap: case gir::SiteKind::MapLit: // header and one bucket of eight cells
    return op.args[0].isConst() && f.consts[op.args[0].index].i <= 8 ? Fixed::No : Fixed::Heap;
  case gir::SiteKind::Makechan: case gir::SiteKind::Append: return Fixed::Heap;
  case gir::SiteKind::Closure: return op.args.empty() ? Fixed::Static : Fixed::No;
  case gir::SiteKind::Box: {
    const gir::Type *t = gir::typeOf(f, op.args[0]);
    if (t->isDirectIface() || t->size == 0) return Fixed::Gone;
    if (t->size == 1 || (op.args[0].isConst() && t->size <= 64)) return Fixed::Static;
    return Fixed::No;
  }
  case gir::SiteKind::Defer: return Fixed::None;
  case gir::SiteKind::New: case gir::SiteKind::AddrLit: case gir::SiteKind::SliceLit: case gir::SiteKind::Makeslice:
  case gir::SiteKind::MethodValue: case gir::SiteKind::Concat: case gir::SiteKind::Convert: case gir::SiteKind::Variadic:
  case gir::SiteKind::Variable: case gir::SiteKind::Go: return Fixed::No;
  }
  return Fixed::No;
}

} // namespace

void solve(const Graph &g, gir::Function &f, Summary &summary, std::vector<Finding> *findings) {
  Solver s(g, f, findings != nullptr);
  s.run(summary);
  auto find = [&](Loc l, uint32_t site, uint32_t var) {
    if (findings) findings->push_back({&f, site, var, s.heap[l] != Cause::None, s.heap[l], std::move(s.paths[l])});
  };
  for (uint32_t v = 0; v < f.vars.size(); v++) {
    Cause c = s.heap[g.var(v)];
    f.vars[v].placement = c == Cause::None ? Placement::Stack : Placement::Heap;
    f.vars[v].reason = causeText(c);
    find(g.var(v), gir::kNone, v);
  }
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &op : b.ops) {
      if (op.site == gir::kNone) continue;
      gir::Site &site = f.sites[op.site];
      Cause c = s.heap[g.site(op.site)];
      Fixed fixed = fixedPlacement(f, op);
      switch (fixed) {
      case Fixed::No: case Fixed::None: site.placement = c == Cause::None ? Placement::Stack : Placement::Heap; break;
      case Fixed::Static: site.placement = Placement::Static; break;
      case Fixed::Gone: site.placement = Placement::Gone; break;
      case Fixed::Heap: site.placement = Placement::Heap; break;
      }
      site.reason = causeText(c);
      if (fixed != Fixed::None && fixed != Fixed::Gone) find(g.site(op.site), op.site, gir::kNone);
    }
}

} // namespace golem::escape

// Solves a batch's flow graph: which objects must be on the heap, and what becomes of the parameters.
//
// For a sink S (the heap, a result, what outlives some loop) the label of a location is the least number of dereferences of its
// value that reaches S, and -1 if its address does. Backwards over an edge src → dst of weight w,
//
//   label(src) = min(label(src), max(label(dst), 0) + w)
//
// (the max, because when an object's address is in S, so is its value). Labels lie in -1 … kMaxDerefs and only fall, so a
// worklist makes each edge's work a small constant: linear time, where walking back from every location, as gc does, would
// be quadratic. The passes:
//
//   heap       the sinks are the heap and every object that is on the heap: what a heap object holds is on the heap. An object that
//              gets label -1 is one of them from then on, and -1 is the label such a sink needs.
//   results    one a result. An object with label -1 is returned: heap. A parameter's label is its tag for that result. A
//              closure's results outlive it, but not the function around it, as long as all its calls are known.
//   loops      one a function and depth d: the sinks are the function's locations of depth <= d; a deeper object of it with
//              label -1, or one of a closure inside it, is kept too long: heap.
//   calls      what reaches `callee` or the heap: closures whose calls are not all known.
//   mutations  what reaches `mutator` or the heap.
//
// All this with gc's notion of loops; the verdicts are taken then. After it, for the placement only, the loops pass is repeated with those
// of the control-flow graph, and objects are added that the back end cannot put into a frame.
//
// Example. func f(p *T) *T { x := T{}; q := &U{&x, p}; return q.a }
//   edges: x → r1 -1, r1 → site 0, p → site 0, site → q -1, q → r2 1, r2 → result 0
//   result pass: result 0; r2 0; q 1; site 0; p 0 and r1 0; x -1. So x is on the heap, the U isn't, p flows to the result.
#include "compiler/escape/graph.h"
#include <algorithm>

namespace golem::escape {

using gir::Placement;

namespace {

// One propagation, resettable at the cost of what it touched.
struct Labels {
  std::vector<int8_t> label;
  std::vector<Cause> cause;
  std::vector<uint32_t> next; // edge by which the label came
  std::vector<Loc> touched, work;
  std::vector<bool> queued;
  explicit Labels(Loc n) : label(n, kNever), cause(n, Cause::None), next(n, gir::kNone), queued(n, false) {}
  void reset() {
    for (Loc l : touched) {
      label[l] = kNever;
      cause[l] = Cause::None;
      next[l] = gir::kNone;
    }
    touched.clear();
  }
};

struct Solver {
  const Graph &g;
  std::vector<uint32_t> first, in; // in-edges of each location: in[first[l]] … in[first[l + 1] - 1]
  std::vector<Cause> heap;         // objects found to be on the heap
  Labels toHeapL, one, calls;
  bool wantPaths;
  std::vector<std::vector<Step>> paths;
  std::vector<int8_t> leak;        // of parameters, beyond toHeapL: to what outlives them otherwise
  std::vector<bool> lost;          // units whose results may go anywhere
  std::vector<std::pair<Loc, uint32_t>> params; // location, row
  std::vector<Summary> &sums;

  Solver(const Graph &graph, std::vector<Summary> &s, bool paths_)
      : g(graph), heap(graph.count(), Cause::None), toHeapL(graph.count()), one(graph.count()), calls(graph.count()), wantPaths(paths_), sums(s) {
    Loc n = g.count();
    first.assign(n + 1, 0);
    for (const Edge &e : g.edges) first[e.dst + 1]++;
    for (Loc l = 0; l < n; l++) first[l + 1] += first[l];
    in.resize(g.edges.size());
    std::vector<uint32_t> at(first.begin(), first.end() - 1);
    for (uint32_t i = 0; i < g.edges.size(); i++) in[at[g.edges[i].dst]++] = i;
    if (wantPaths) paths.resize(n);
    leak.assign(n, kNever);
    lost.assign(g.units.size(), false);
  }

  void seed(Labels &L, Loc l, int8_t v, Cause c) {
    if (v >= L.label[l]) return;
    if (L.label[l] == kNever) L.touched.push_back(l);
    L.label[l] = v;
    L.cause[l] = c;
    if (!L.queued[l]) L.work.push_back(l);
    L.queued[l] = true;
  }
  void propagate(Labels &L) {
    for (size_t head = 0; head < L.work.size(); head++) { // first in, first out: shortest paths
      Loc l = L.work[head];
      L.queued[l] = false;
      int base = std::max<int>(L.label[l], 0);
      for (uint32_t i = first[l]; i < first[l + 1]; i++) {
        const Edge &e = g.edges[in[i]];
        auto v = static_cast<int8_t>(std::min<int>(base + e.weight, kMaxDerefs));
        if (v >= L.label[e.src]) continue;
        if (L.label[e.src] == kNever) L.touched.push_back(e.src);
        L.label[e.src] = v;
        L.cause[e.src] = e.cause != Cause::None ? e.cause : L.cause[l];
        L.next[e.src] = in[i];
        if (!L.queued[e.src]) L.work.push_back(e.src);
        L.queued[e.src] = true;
      }
    }
    L.work.clear();
  }

  void toHeap(const Labels &L, Loc l, Cause c) {
    if (heap[l] != Cause::None) return;
    heap[l] = c == Cause::None ? Cause::Stored : c;
    if (wantPaths) paths[l] = path(L, l);
  }

  // The way of l's value along the edges by which its label came, in words. Registers without a name are seen through.
  std::vector<Step> path(const Labels &L, Loc l) const {
    std::vector<Step> out;
    std::string cur = g.name(l);
    Loc at = l;
    for (int n = 0; n < 64 && L.next[at] != gir::kNone; n++) {
      const Edge &e = g.edges[L.next[at]];
      std::string value = applied(std::move(cur), e.weight);
      at = e.dst;
      const CallRef *call = e.call == gir::kNone ? nullptr : &g.calls[e.call];
      if (at == Graph::kHeap) {
        Cause c = e.cause != Cause::None ? e.cause : Cause::Stored;
        if (call) out.push_back({e.pos, value + (c == Cause::Captured ? " is captured by " : " is passed to ") + shortName(call->callee), call->callee, call->param});
        else out.push_back({e.pos, value + " is " + std::string(causeText(c))});
        return out;
      }
      const Unit &u = g.units[g.locs[at].unit];
      bool reg = at >= u.reg(0) && at < u.var(0);
      std::string name = g.name(at);
      bool unnamed = reg && name[0] == '%';
      if (call && unnamed) { // through the callee, out by a result
        cur = shortName(call->callee) + "(" + value + ")";
        continue;
      }
      if (g.locs[e.src].unit != g.locs[at].unit && reg) {
        bool in = std::any_of(u.f->params.begin(), u.f->params.end(), [&](gir::Reg r) { return u.reg(r) == at; });
        bool captured = std::any_of(u.f->captures.begin(), u.f->captures.end(), [&](gir::Reg r) { return u.reg(r) == at; });
        if (in) out.push_back({e.pos, value + " is passed to " + shortName(u.f->name) + (unnamed ? "" : " as " + name)});
        else if (captured) out.push_back({e.pos, value + " is captured by " + shortName(u.f->name)});
        cur = unnamed ? value : name;
        continue;
      }
      if (at == u.frame()) out.push_back({e.pos, value + " is kept by a deferred call"});
      else if (at < u.reg(0)) out.push_back({e.pos, value + " is returned"});
      else if (unnamed) name = value;
      else if (at >= u.site(0) && name[0] == '#') name = value;
      else if (at >= u.site(0)) out.push_back({e.pos, value + " is stored in " + name});
      else if (name != value) out.push_back({e.pos, name + " = " + value});
      cur = std::move(name);
    }
    // What keeps it is on the heap itself: for its own reasons.
    if (at != l && heap[at] != Cause::None) out.insert(out.end(), paths[at].begin(), paths[at].end());
    return out;
  }
  static std::string applied(std::string value, int weight) {
    if (weight < 0) return "&" + value;
    for (; weight > 0 && value.starts_with("&"); weight--) value.erase(0, 1);
    return std::string(static_cast<size_t>(weight), '*') + value;
  }
  static std::string shortName(std::string_view symbol) { return std::string(gir::withoutDirectories(symbol)); }
  // What the objects found so far hold.
  void heapPass() {
    for (;;) {
      for (Loc l = Graph::kFirst; l < g.count(); l++)
        if (heap[l] != Cause::None) seed(toHeapL, l, -1, heap[l]);
      seed(toHeapL, Graph::kHeap, 0, Cause::None);
      propagate(toHeapL);
      bool more = false;
      for (Loc l : toHeapL.touched)
        if (g.locs[l].object && toHeapL.label[l] < 0 && heap[l] == Cause::None) {
          toHeap(toHeapL, l, toHeapL.cause[l]);
          more = true;
        }
      if (!more) return;
    }
  }
  void resultPass(uint32_t un, uint32_t r) {
    const Unit &u = g.units[un];
    one.reset();
    seed(one, u.result(r), 0, Cause::Returned);
    propagate(one);
    for (Loc l : one.touched) {
      if (!g.locs[l].object || one.label[l] >= 0) continue;
      if (!lost[un] && g.contains(g.locs[l].unit, un)) continue;
      toHeap(one, l, Cause::Returned);
    }
    for (auto [l, row] : params) {
      if (one.label[l] == kNever) continue;
      auto v = std::max<int8_t>(one.label[l], 0);
      uint32_t pu = g.locs[l].unit;
      if (!lost[un] && g.contains(pu, un)) continue;
      if (pu == un && r < Summary::kMaxResults) sums[un].result(row, r) = std::min(sums[un].result(row, r), v);
      else leak[l] = std::min(leak[l], v);
    }
  }
  void resultPasses(uint32_t un) {
    for (uint32_t r = 0; r < g.units[un].f->results.size(); r++)
      if (g.units[un].f->results[r]->hasPointers()) resultPass(un, r);
  }
  // The locations of a function at depth <= d outlive its objects at deeper ones, and all of the closures inside it.
  void loopPass(uint32_t un, int d, bool cfg, bool closures) {
    const Unit &u = g.units[un];
    one.reset();
    for (Loc l = u.base; l < u.end(); l++) {
      const LocInfo &in = g.locs[l];
      bool result = l >= u.result(0) && l < u.reg(0); // they have their own passes
      bool sink = cfg ? !result && in.cfgHolder <= d : in.root && in.depth <= d;
      if (sink) seed(one, l, 0, Cause::Loop);
    }
    propagate(one);
    for (Loc l : one.touched) {
      const LocInfo &in = g.locs[l];
      if (!in.object || one.label[l] >= 0) continue;
      bool deeper = in.unit == un && (cfg ? in.cfgMade : in.depth) > d;
      if (deeper || (closures && g.contains(un, in.unit))) toHeap(one, l, deeper ? Cause::Loop : Cause::Captured);
    }
    if (!closures) return;
    for (auto [l, row] : params)
      if (one.label[l] != kNever && g.contains(un, g.locs[l].unit)) leak[l] = std::min(leak[l], std::max<int8_t>(one.label[l], 0));
  }
  void loopPasses(uint32_t un, bool cfg) {
    const Unit &u = g.units[un];
    std::vector<int> depths;
    for (Loc l = u.var(0); l < u.end(); l++)
      if (g.locs[l].object) depths.push_back(cfg ? g.locs[l].cfgMade : g.locs[l].depth);
    std::sort(depths.begin(), depths.end());
    depths.erase(std::unique(depths.begin(), depths.end()), depths.end());
    for (int d : depths)
      if (d > 0) loopPass(un, d - 1, cfg, false);
    bool around = false;
    for (const Unit &w : g.units) around = around || w.parent == un;
    if (around && !cfg) loopPass(un, INT32_MAX, false, true);
  }
  void callsPass() {
    for (Loc l : toHeapL.touched) seed(calls, l, toHeapL.label[l], Cause::None);
    seed(calls, Graph::kCallee, 0, Cause::None);
    propagate(calls);
  }

  // The verdicts by gc's rules.
  void run() {
    for (uint32_t un = 0; un < g.units.size(); un++) {
      const gir::Function &f = *g.units[un].f;
      sums[un].reset(static_cast<uint32_t>(f.params.size() + f.captures.size()), static_cast<uint32_t>(f.results.size()));
      uint32_t row = 0;
      for (gir::Reg r : f.params) params.push_back({g.units[un].reg(r), row++});
      // A captured value is no parameter, except where the closure stands alone.
      for (gir::Reg r : f.captures)
        if (g.units[un].parent == kNoUnit) params.push_back({g.units[un].reg(r), row++});
    }
    for (Loc l = Graph::kFirst; l < g.count(); l++)
      if (g.locs[l].forced != Cause::None) toHeap(toHeapL, l, g.locs[l].forced);
    for (uint32_t un = 0; un < g.units.size(); un++) {
      resultPasses(un);
      loopPasses(un, false);
    }
    for (;;) {
      heapPass();
      callsPass();
      bool more = false;
      for (uint32_t un = 0; un < g.units.size(); un++) {
        const Unit &u = g.units[un];
        if (lost[un] || u.parent == kNoUnit || !u.made || u.made->site == gir::kNone) continue;
        if (calls.label[g.units[u.parent].site(u.made->site)] > 0) continue;
        lost[un] = more = true;
        resultPasses(un);
      }
      if (!more) break;
    }
    one.reset();
    for (Loc l : toHeapL.touched) seed(one, l, toHeapL.label[l], Cause::None);
    seed(one, Graph::kMutator, 0, Cause::None);
    propagate(one); // its labels stay for the string conversions
    for (auto [l, row] : params) {
      Summary &s = sums[g.locs[l].unit];
      auto level = [](int8_t v) { return v == kNever ? kNever : std::max<int8_t>(v, 0); };
      int8_t h = std::min(level(toHeapL.label[l]), leak[l]);
      s.sink(row, Summary::Heap) = h;
      s.sink(row, Summary::Mutator) = level(one.label[l]);
      s.sink(row, Summary::Callee) = level(calls.label[l]);
      // With a path to the heap there is no use in equal or longer ones elsewhere.
      if (h == kNever) continue;
      for (uint32_t k = 1; k < Summary::kSinks + s.results; k++)
        if (int8_t &v = s.labels[row * (Summary::kSinks + s.results) + k]; v >= h) v = kNever;
    }
    for (uint32_t un = 0; un < g.units.size(); un++) words(un);
  }

  // uintptr parameters that hold addresses.
  void words(uint32_t un) {
    const gir::Function &f = *g.units[un].f;
    if (!(f.flags & gir::kUintptrEscapes)) return;
    for (uint32_t i = 0; i < f.params.size(); i++) {
      const gir::Type *t = f.regs[f.params[i]].type;
      if (t->kind == gir::Kind::Uintptr) sums[un].sink(i, Summary::Heap) = 0;
      if (t->kind == gir::Kind::Slice && t->elem->kind == gir::Kind::Uintptr) sums[un].sink(i, Summary::Heap) = 0;
    }
  }

  // What the back end needs beyond that.
  void place() {
    for (uint32_t un = 0; un < g.units.size(); un++) loopPasses(un, true);
    for (Loc l = Graph::kFirst; l < g.count(); l++)
      if (g.locs[l].placed != Cause::None) toHeap(toHeapL, l, g.locs[l].placed);
    heapPass();
    for (auto [l, row] : params)
      if (int8_t v = toHeapL.label[l]; v != kNever) {
        int8_t &h = sums[g.locs[l].unit].sink(row, Summary::Heap);
        h = std::min(h, std::max<int8_t>(v, 0));
      }
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

void solve(const Graph &g, std::vector<Summary> &summaries, const Options &options) {
  std::vector<Finding> *findings = options.findings;
  std::vector<Verdict> *verdicts = options.verdicts;
  Solver s(g, summaries, findings || options.paramPaths);
  s.run();
  if (options.paramPaths)
    for (auto [l, row] : s.params)
      if (s.toHeapL.label[l] != kNever) options.paramPaths->push_back({g.units[g.locs[l].unit].f, row, s.path(s.toHeapL, l)});
  if (verdicts)
    for (uint32_t un = 0; un < g.units.size(); un++) say(g, un, s.heap, summaries[un], options.mutationsCalls, *verdicts);
  // []byte(s) that nobody writes to, nor keeps, shares the bytes of s.
  for (const Unit &u : g.units)
    for (gir::Block &b : u.f->blocks)
      for (gir::Op &op : b.ops)
        if (op.code == gir::Opcode::strbytes_ && op.site != gir::kNone && s.one.label[u.site(op.site)] > 0) {
          op.flags |= gir::kTmp;
          if (verdicts) verdicts->push_back({u.f, u.f->sites[op.site].pos, "zero-copy string->[]byte conversion"});
        }
  s.place();
  for (const Unit &u : g.units) {
    gir::Function &f = *u.f;
    auto find = [&](Loc l, uint32_t site, uint32_t var) {
      if (findings) findings->push_back({&f, site, var, s.heap[l] != Cause::None, s.heap[l], std::move(s.paths[l])});
    };
    for (uint32_t v = 0; v < f.vars.size(); v++) {
      Cause c = s.heap[u.var(v)];
      f.vars[v].placement = c == Cause::None ? Placement::Stack : Placement::Heap;
      f.vars[v].reason = causeText(c);
      find(u.var(v), gir::kNone, v);
    }
    for (const gir::Block &b : f.blocks)
      for (const gir::Op &op : b.ops) {
        if (op.site == gir::kNone) continue;
        gir::Site &site = f.sites[op.site];
        Cause c = s.heap[u.site(op.site)];
        Fixed fixed = fixedPlacement(f, op);
        switch (fixed) {
        case Fixed::No: case Fixed::None: site.placement = c == Cause::None ? Placement::Stack : Placement::Heap; break;
        case Fixed::Static: site.placement = Placement::Static; break;
        case Fixed::Gone: site.placement = Placement::Gone; break;
        case Fixed::Heap: site.placement = Placement::Heap; break;
        }
        site.reason = causeText(c);
        if (fixed != Fixed::None && fixed != Fixed::Gone) find(u.site(op.site), op.site, gir::kNone);
      }
  }
}

} // namespace golem::escape

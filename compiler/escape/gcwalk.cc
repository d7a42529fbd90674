// -m=2: what gc says about a batch, in gc's order. A graph in; the locations that escape and the parameters that leak out, each with the way on
// which gc's own walk (cmd/compile/internal/escape, walkAll and walkOne) comes to it first.
//
// Verdicts don't depend on the order in which locations are looked at, words do: gc walks back from the heap, then from every other location, the
// youngest first, each time breadth first by dereferences; for a parameter it speaks once for each location that outlives it. This is the one part
// of the analysis that isn't linear: it runs for explanations only.
//
// gc's locations are the variables of the source, results, allocations and the heap. The registers between them are folded away first: an edge here
// is a way through the graph from one of gc's locations to the next.
#include "compiler/escape/graph.h"
#include <algorithm>
#include <deque>
#include <numeric>
#include <tuple>

namespace golem::escape {

namespace {

struct Walker {
  Walker(const Graph &graph, const GcLocations &locations, const std::vector<bool> &lost) : g(graph), is(locations), resultsLost(lost) {}
  const Graph &g;
  const GcLocations &is;
  const std::vector<bool> &resultsLost; // by unit: calls of this closure aren't all known
  GcWalk out;
  std::vector<Loc> variable;                // which of several locations stands for all that are one variable to gc
  std::vector<std::vector<uint32_t>> edges; // by destination: into out.flows
  std::vector<bool> escapes, param, result, queued;
  // walkOne's
  std::vector<uint32_t> gen, queuedGen;
  std::vector<int> derefs;
  std::vector<uint32_t> next; // the edge on towards the root
  uint32_t now = 0;
  bool second = false; // results of closures that got lost are walked again
  std::deque<Loc> roots; // from which to walk

  Loc of(Loc l) {
    while (variable[l] != l) l = variable[l] = variable[variable[l]];
    return l;
  }

  // ---- gc's graph ----
  // gc has the functions of a batch in the order in which they were reached, here it is the other way round; closures follow what makes them.
  std::vector<const Unit *> units;
  std::vector<uint32_t> family; // by unit: where its outermost function comes
  void orderUnits() {
    family.resize(g.units.size());
    uint32_t n = 0;
    for (size_t i = g.units.size(), end = i; i-- > 0;) {
      if (g.units[i].parent != kNoUnit && i > 0) continue;
      for (size_t k = i; k < end; k++) {
        units.push_back(&g.units[k]);
        family[k] = n;
      }
      n++;
      end = i;
    }
  }
  // Functions one after the other, statements as they are written: blocks have another order.
  void inSourceOrder() {
    struct Place {
      uint32_t family, line, edge;
      bool operator<(const Place &o) const { return std::tie(family, line, edge) < std::tie(o.family, o.line, o.edge); }
    };
    std::vector<std::pair<Place, uint32_t>> order;
    for (uint32_t i = 0; i < out.flows.size(); i++) {
      const GcFlow &f = out.flows[i];
      const Edge &e = g.edges[f.edges.back()];
      uint32_t pos = gir::outermost(g.m, e.pos);
      // What is passed belongs to the caller, what is returned, too.
      auto passed = [&](Loc l) {
        const Unit &u = g.units[g.locs[l].unit];
        return std::any_of(u.f->params.begin(), u.f->params.end(), [&](gir::Reg r) { return u.reg(r) == l; });
      };
      Loc in = f.dst < Graph::kFirst || (f.src >= Graph::kFirst && g.locs[f.src].unit != g.locs[f.dst].unit && passed(f.dst)) ? f.src : f.dst;
      order.push_back({{in < Graph::kFirst ? 0 : family[g.locs[in].unit], g.m.positions[pos].line, f.edges.back()}, i});
    }
    std::stable_sort(order.begin(), order.end(), [](auto &a, auto &b) { return a.first < b.first; });
    std::vector<GcFlow> sorted;
    for (auto &[place, i] : order) sorted.push_back(std::move(out.flows[i]));
    out.flows = std::move(sorted);
  }
  void fold() {
    Loc n = g.count();
    const InEdges in(g);
    struct Part {
      Loc at;
      uint32_t edge, rest; // the edge that begins at `at`, and the part that follows
    };
    constexpr size_t kMost = 4096; // ways into one location
    std::vector<Part> parts;
    std::vector<uint32_t> seen(n, 0);
    for (Loc d = 0; d < n; d++) {
      if (!is.known(d)) continue;
      parts.assign(1, {d, gir::kNone, gir::kNone});
      for (uint32_t p = 0; p < parts.size() && parts.size() < kMost; p++) {
        Loc l = parts[p].at;
        if (p > 0 && is.known(l)) {
          GcFlow f;
          f.dst = d;
          f.src = l;
          for (uint32_t q = p; q != 0; q = parts[q].rest) {
            f.edges.push_back(parts[q].edge);
            f.derefs = std::max(f.derefs + g.edges[parts[q].edge].weight, -1);
          }
          out.flows.push_back(std::move(f));
          continue;
        }
        for (uint32_t i : in.of(l)) {
          Loc src = g.edges[i].src;
          if (src < Graph::kFirst && src != Graph::kHeap) continue;
          if (!is.known(src)) { // a register is on one way only
            if (seen[src] == d + 1) continue;
            seen[src] = d + 1;
          }
          parts.push_back({src, i, p});
        }
      }
    }
    inSourceOrder();
    variable.resize(n);
    std::iota(variable.begin(), variable.end(), 0);
    for (const GcFlow &f : out.flows)
      if (f.derefs == 0 && is.oneVariable(f.dst, f.src)) variable[of(f.src)] = of(f.dst);
    for (const Unit &u : g.units) // parameters that hold no pointers, too
      for (size_t i = 0; i < u.f->written.size() && i < u.f->params.size(); i++)
        for (uint32_t v = 0; v < u.f->vars.size(); v++)
          if (u.f->vars[v].name == u.f->written[i].name && u.f->vars[v].pos == u.f->written[i].pos) variable[of(u.reg(u.f->params[i]))] = of(u.var(v));
  }

  // ---- the walk ----
  bool outlives(Loc l, Loc other) const {
    if (escapes[l]) return true;
    uint32_t a = g.locs[l].unit, b = g.locs[other].unit;
    if (result[l]) return !g.contains(b, a) || (second && resultsLost[a]);
    return (a == b && g.locs[l].depth < g.locs[other].depth) || g.contains(a, b);
  }
  void tell(Loc l, Loc root, bool leaks, int d) {
    GcWalk::Told t{l, root, leaks, d, {}, false};
    for (Loc at = l; t.steps.size() < 256;) {
      t.steps.push_back(next[at]);
      at = of(out.flows[next[at]].dst);
      if (at == root) break;
    }
    out.told.push_back(std::move(t));
  }
  void enqueue(Loc l) {
    if (queued[l]) return;
    queued[l] = true;
    if (escapes[l]) roots.push_front(l);
    else roots.push_back(l);
  }
  void walkOne(Loc root) {
    now++;
    gen[root] = now;
    derefs[root] = 0;
    std::deque<Loc> work{root};
    while (!work.empty()) {
      Loc l = work.front();
      work.pop_front();
      queuedGen[l] = 0;
      int d = derefs[l];
      bool escaped = false;
      if (d < 0) {
        d = 0;
        if (outlives(root, l)) {
          if (!escapes[l]) tell(l, root, false, 0);
          escaped = true;
        }
      }
      if (param[l] && !escapes[l] && l != root && outlives(root, l)) tell(l, root, true, d);
      if (escaped && !escapes[l]) {
        escapes[l] = true;
        enqueue(l);
        continue;
      }
      for (uint32_t i : edges[l]) {
        const GcFlow &f = out.flows[i];
        Loc src = of(f.src);
        if (escapes[src]) continue;
        int to = d + f.derefs;
        if (gen[src] == now && derefs[src] <= to) continue;
        gen[src] = now;
        derefs[src] = to;
        next[src] = i;
        if (queuedGen[src] == now) continue;
        queuedGen[src] = now;
        work.push_back(src);
      }
    }
  }

  void run() {
    orderUnits();
    fold();
    Loc n = g.count();
    edges.resize(n);
    escapes.resize(n);
    param.resize(n);
    result.resize(n);
    queued.resize(n);
    gen.resize(n);
    queuedGen.resize(n);
    derefs.resize(n);
    next.assign(n, gir::kNone);
    escapes[Graph::kHeap] = true;
    for (Loc l = Graph::kFirst; l < n; l++) escapes[of(l)] = escapes[of(l)] || g.locs[l].forced != Cause::None;
    std::vector<Loc> order; // in which gc makes locations: variables of all functions, then what their bodies allocate
    std::vector<bool> made(n);
    auto make = [&](Loc l) {
      if (!is.known(l) || made[of(l)]) return;
      made[of(l)] = true;
      order.push_back(of(l));
    };
    for (const Unit *up : units) {
      const Unit &u = *up;
      for (gir::Reg r : u.f->params) {
        param[of(u.reg(r))] = !u.f->written.empty();
        make(u.reg(r));
      }
      for (uint32_t i = 0; i < u.f->results.size(); i++) {
        result[of(u.result(i))] = true;
        make(u.result(i));
      }
      for (Loc l = u.reg(0); l < u.site(0); l++) make(l);
      for (uint32_t k = 0; k < u.ghosts.size(); k++) make(u.ghost(k));
    }
    for (const Unit *u : units)
      for (const gir::Block &b : u->f->blocks)
        for (const gir::Op &op : b.ops)
          if (op.site != gir::kNone) make(u->site(op.site));
    // An address that goes to the heap at once.
    for (uint32_t i = 0; i < out.flows.size(); i++) {
      const GcFlow &f = out.flows[i];
      Loc dst = of(f.dst), src = of(f.src);
      if (dst == src && f.derefs >= 0) continue;
      if (escapes[dst] && f.derefs < 0) {
        next[src] = i;
        if (!escapes[src]) {
          tell(src, dst, false, 0);
          out.told.back().early = true;
        }
        escapes[src] = true;
        continue;
      }
      edges[dst].push_back(i);
    }
    // Breadth first: what has further to go comes later.
    std::vector<int> hops(out.flows.size());
    for (uint32_t i = 0; i < out.flows.size(); i++) hops[i] = is.hops(out.flows[i]);
    for (std::vector<uint32_t> &l : edges) std::stable_sort(l.begin(), l.end(), [&](uint32_t a, uint32_t b) { return hops[a] < hops[b]; });
    roots.push_back(Graph::kHeap);
    queued[Graph::kHeap] = true;
    for (size_t i = order.size(); i-- > 0;) {
      roots.push_back(order[i]);
      queued[order[i]] = true;
    }
    auto walk = [&] {
      while (!roots.empty()) {
        Loc root = roots.front();
        roots.pop_front();
        queued[root] = false;
        walkOne(root);
      }
    };
    walk();
    // By then gc has found out of which closures it doesn't know all calls.
    second = true;
    for (const Unit *u : units)
      if (resultsLost[static_cast<size_t>(u - g.units.data())])
        for (uint32_t i = 0; i < u->f->results.size(); i++) enqueue(of(u->result(i)));
    walk();
    out.variable.resize(n);
    for (Loc l = 0; l < n; l++) out.variable[l] = of(l);
  }
};

} // namespace

GcWalk walkAsGc(const Graph &g, const GcLocations &is, const std::vector<bool> &resultsLost) {
  Walker w(g, is, resultsLost);
  w.run();
  return std::move(w.out);
}

} // namespace golem::escape

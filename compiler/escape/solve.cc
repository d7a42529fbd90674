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
//   results    one a result, for the locations of its function. An object with label -1 is returned: heap. A parameter's label is its
//              tag for that result.
//   outside    what reaches a result of another function of the batch is on the heap, a parameter leaks; but a closure's results do not
//              outlive the functions around it, as long as all its calls are known.
//   loops      one a function and depth d: the sinks are the function's locations of depth <= d; a deeper object of it with label
//              -1, or one of a closure inside it, is kept too long: heap.
//   elements   what reaches `elements`, up to the objects whose memory is copied: their type says what of it has pointers, and so leaks. (A
//              box that holds a slice is not itself the array that is copied, though reflect.Copy could be given an array at this place.)
//   calls      what reaches `callee` or the heap: closures whose calls are not all known.
//   mutations  what reaches `mutator` or the heap.
//
// The passes for a function look at its own locations and those of the closures inside it, nowhere else; that makes a batch of any size
// cost linear time. Nothing is lost by it: a value that leaves them and comes back does so through a result of another function, or
// a variable of one around it. Since labels only grow along a way, what it has there is no more than what it would have at the end of
// the way; and a leak to the heap with so many dereferences covers every tag with as many.
// "Outside" is two sweeps over the batch's functions, in which those of a family are in the order of their source: at each function,
// first its locations are looked at, then its results become sinks, too, so that each location's label falls only a few times.
//
// All this with gc's notion of loops; the verdicts are taken then. After it, for the placement only, the loops pass is repeated with those
// of the control-flow graph, and objects are added that the back end cannot put into a frame.
//
// Example. func f(p *T) *T { x := T{}; q := &U{&x, p}; return q.a }
//   edges: x → r1 -1, r1 → site 0, p → site 0, site → q -1, q → r2 1, r2 → result 0
//   result pass: result 0; r2 0; q 1; site 0; p 0 and r1 0; x -1. So x is on the heap, the U isn't, p flows to the result.
#include "compiler/escape/graph.h"
#include <algorithm>
#include <map>

namespace golem::escape {

using gir::Placement;

namespace {

// One propagation, resettable at the cost of what it touched.
struct Labels {
  std::vector<int8_t> label;
  std::vector<Cause> cause;
  std::vector<uint32_t> next; // edge by which the label came
  std::vector<Loc> touched, work;
  std::vector<Loc> news; // locations whose label fell, with keepNews: whoever reads it clears it
  bool keepNews = false;
  std::vector<bool> queued;
  explicit Labels(Loc n) : label(n, kNever), cause(n, Cause::None), next(n, gir::kNone), queued(n, false) {}
  void reset() {
    for (Loc l : touched) {
      label[l] = kNever;
      cause[l] = Cause::None;
      next[l] = gir::kNone;
      queued[l] = false;
    }
    touched.clear();
    work.clear();
  }
};

struct Solver {
  const Graph &g;
  InEdges in;
  std::vector<Cause> heap;         // objects found to be on the heap
  std::vector<Loc> onHeap;         // the same in the order in which they were found
  size_t spread = 0;               // so many of onHeap are sinks of toHeapL
  Labels toHeapL, one, calls;
  bool wantPaths, wantWays;
  std::vector<std::vector<Step>> paths;
  std::vector<Way> ways;           // of objects on the heap, for explanations
  std::vector<int8_t> leak;        // of parameters, beyond toHeapL: to what outlives them otherwise
  std::vector<bool> lost;          // units whose results may go anywhere
  std::vector<bool> around;        // units with closures in them
  std::vector<uint32_t> last;      // of units: the last closure in them; they come before their closures, and those in order
  std::vector<uint32_t> closureAt; // of locations: the closure that is the only one made at this site
  std::vector<std::pair<Loc, uint32_t>> params; // location, row
  std::vector<uint32_t> row;       // the same by location
  std::vector<Summary> &sums;

  Solver(const Graph &graph, std::vector<Summary> &s, bool paths_, bool ways_)
      : g(graph), in(graph), heap(graph.count(), Cause::None), toHeapL(graph.count()), one(graph.count()), calls(graph.count()), wantPaths(paths_),
        wantWays(ways_), sums(s) {
    Loc n = g.count();
    if (wantPaths) paths.resize(n);
    if (wantWays) ways.resize(n);
    leak.assign(n, kNever);
    row.assign(n, gir::kNone);
    closureAt.assign(n, kNoUnit);
    lost.assign(g.units.size(), false);
    around.assign(g.units.size(), false);
    last.resize(g.units.size());
    for (uint32_t un = static_cast<uint32_t>(g.units.size()); un-- > 0;) {
      const Unit &u = g.units[un];
      last[un] = std::max(last[un], un);
      if (u.parent == kNoUnit) continue;
      last[u.parent] = std::max(last[u.parent], last[un]);
      around[u.parent] = true;
      if (u.made && u.made->site != gir::kNone) closureAt[g.units[u.parent].site(u.made->site)] = un;
    }
    toHeapL.keepNews = calls.keepNews = true;
  }
  bool inside(uint32_t outer, uint32_t inner) const { return inner > outer && inner <= last[outer]; }

  void seed(Labels &L, Loc l, int8_t v, Cause c) {
    if (v >= L.label[l]) return;
    lower(L, l, v);
    L.cause[l] = c;
  }
  void lower(Labels &L, Loc l, int8_t v) {
    if (L.label[l] == kNever) L.touched.push_back(l);
    L.label[l] = v;
    if (L.keepNews) L.news.push_back(l);
    if (!L.queued[l]) L.work.push_back(l);
    L.queued[l] = true;
  }
  // only: inside this function.
  void propagate(Labels &L, uint32_t only = kNoUnit) {
    for (size_t head = 0; head < L.work.size(); head++) { // first in, first out: shortest paths
      Loc l = L.work[head];
      L.queued[l] = false;
      int base = std::max<int>(L.label[l], 0);
      for (uint32_t i : in.of(l)) {
        const Edge &e = g.edges[i];
        auto v = static_cast<int8_t>(std::min<int>(base + e.weight, kMaxDerefs));
        if (v >= L.label[e.src] || (only != kNoUnit && g.locs[e.src].unit != only && !inside(only, g.locs[e.src].unit))) continue;
        lower(L, e.src, v);
        L.cause[e.src] = e.cause != Cause::None ? e.cause : L.cause[l];
        L.next[e.src] = i;
      }
    }
    L.work.clear();
  }

  void toHeap(Loc l, Cause c, const Labels &L) {
    toHeap(l, c, [&](Loc x) { return L.next[x]; });
  }
  template <class Next> void toHeap(Loc l, Cause c, const Next &next) {
    if (heap[l] != Cause::None) return;
    heap[l] = c == Cause::None ? Cause::Stored : c;
    onHeap.push_back(l);
    if (wantPaths) paths[l] = path(l, next);
    if (wantWays) ways[l] = way(l, next);
  }
  template <class Next> Way way(Loc l, const Next &next) const {
    Way w;
    for (size_t n = 0; n < 64 && next(l) != gir::kNone; n++) {
      w.push_back(next(l));
      l = g.edges[w.back()].dst;
    }
    return w;
  }
  // A parameter's tag for a result, or that it outlives the function.
  void tag(int8_t &old, Loc l) { old = std::min(old, std::max<int8_t>(one.label[l], 0)); }

  // The way of l's value along the edges by which its label came, in words. Registers without a name are seen through.
  // next: the edge on from a location, or none.
  template <class Next> std::vector<Step> path(Loc l, const Next &next) const {
    constexpr size_t kLongest = 64;
    std::vector<Step> out;
    std::string cur = g.name(l);
    Loc at = l;
    for (size_t n = 0; n < kLongest && next(at) != gir::kNone; n++) {
      const Edge &e = g.edges[next(at)];
      std::string value = applied(std::move(cur), e.weight);
      at = e.dst;
      const CallRef *call = e.call == gir::kNone ? nullptr : &g.calls[e.call];
      if (at == Graph::kHeap) {
        Cause c = e.cause != Cause::None ? e.cause : Cause::Stored;
        if (call)
          out.push_back({e.pos, value + (c == Cause::Captured ? " is captured by " : " is passed to ") + shortName(call->callee), call->callee, call->param});
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
    if (at != l && heap[at] != Cause::None && out.size() < kLongest) {
      const std::vector<Step> &rest = paths[at];
      out.insert(out.end(), rest.begin(), rest.begin() + static_cast<long>(std::min(rest.size(), kLongest - out.size())));
    }
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
    seed(toHeapL, Graph::kHeap, 0, Cause::None);
    size_t said = 0; // of the news
    for (;;) {
      for (; spread < onHeap.size(); spread++) seed(toHeapL, onHeap[spread], -1, heap[onHeap[spread]]);
      propagate(toHeapL);
      if (said == toHeapL.news.size()) return;
      for (; said < toHeapL.news.size(); said++) {
        Loc l = toHeapL.news[said];
        if (l >= Graph::kFirst && g.locs[l].object && toHeapL.label[l] < 0) toHeap(l, toHeapL.cause[l], toHeapL);
      }
    }
  }
  void seedResult(uint32_t un, uint32_t r) {
    if (g.units[un].f->results[r]->hasPointers()) seed(one, g.units[un].result(r), 0, Cause::Returned);
  }
  uint32_t results(uint32_t un) const { return static_cast<uint32_t>(g.units[un].f->results.size()); }
  // Those that have no tag of their own go together.
  void resultPass(uint32_t un, uint32_t from) {
    one.reset();
    bool tagged = from < Summary::kMaxResults;
    for (uint32_t r = from; r < (tagged ? from + 1 : results(un)); r++) seedResult(un, r);
    propagate(one, un);
    for (Loc l : one.touched) {
      if (g.locs[l].unit != un) continue;
      if (g.locs[l].object && one.label[l] < 0) toHeap(l, Cause::Returned, one);
      if (row[l] == gir::kNone) continue;
      if (tagged) tag(sums[un].result(row[l], from), l);
      else tag(leak[l], l);
    }
  }
  // The results of these functions, in ascending order, for the locations of all others; closures: for those of functions around them, too.
  void outsidePasses(const std::vector<uint32_t> &sources, bool closures) {
    auto n = static_cast<uint32_t>(g.units.size());
    auto sink = [&](uint32_t un) {
      for (uint32_t r = 0; r < results(un); r++) seedResult(un, r);
    };
    auto look = [&](uint32_t un) {
      propagate(one);
      for (Loc l = g.units[un].base; l < g.units[un].end(); l++) {
        if (one.label[l] == kNever) continue;
        if (g.locs[l].object && one.label[l] < 0) toHeap(l, Cause::Returned, one);
        if (row[l] != gir::kNone) tag(leak[l], l);
      }
    };
    one.reset();
    size_t next = 0;
    for (uint32_t un = 0; un < n; un++) {
      for (; next < sources.size() && sources[next] < un; next++) sink(sources[next]);
      look(un);
    }
    one.reset();
    std::vector<std::vector<uint32_t>> endingAt(n); // functions by where their closures end
    for (uint32_t un = 0; un < n; un++) endingAt[closures ? un : last[un]].push_back(un);
    next = sources.size();
    for (uint32_t at = n; at-- > 0;) {
      for (; next > 0 && sources[next - 1] > at; next--) sink(sources[next - 1]);
      for (uint32_t un : endingAt[at]) look(un);
    }
  }
  // The locations of a function at depth <= d outlive its objects at deeper ones, and all of the closures inside it.
  void loopPass(uint32_t un, int d, bool cfg, bool closures) {
    const Unit &u = g.units[un];
    one.reset();
    for (Loc l = u.base; l < u.end(); l++) {
      const LocInfo &info = g.locs[l];
      bool result = l >= u.result(0) && l < u.reg(0); // they have their own passes
      bool sink = cfg ? !result && info.cfgHolder <= d : info.root && info.depth <= d;
      if (sink) seed(one, l, 0, Cause::Loop);
    }
    propagate(one, un);
    for (Loc l : one.touched) {
      const LocInfo &info = g.locs[l];
      bool within = closures && inside(un, info.unit);
      if (within && row[l] != gir::kNone) tag(leak[l], l);
      if (!info.object || one.label[l] >= 0) continue;
      bool deeper = info.unit == un && (cfg ? info.cfgMade : info.depth) > d;
      if (deeper || within) toHeap(l, deeper ? Cause::Loop : Cause::Captured, one);
    }
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
    if (around[un] && !cfg) loopPass(un, INT32_MAX, false, true);
  }
  void elementsPass() {
    one.reset();
    seed(one, Graph::kElements, 0, Cause::None);
    for (size_t head = 0; head < one.work.size(); head++) {
      Loc l = one.work[head];
      one.queued[l] = false;
      int base = std::max<int>(one.label[l], 0);
      for (uint32_t i : in.of(l)) {
        const Edge &e = g.edges[i];
        auto v = static_cast<int8_t>(std::min<int>(base + e.weight, kMaxDerefs));
        if (v >= one.label[e.src]) continue;
        if (e.src >= Graph::kFirst && g.locs[e.src].object && v <= 0) copied(e.src);
        else lower(one, e.src, v);
      }
    }
    one.work.clear();
    for (auto [l, n] : params)
      if (one.label[l] != kNever) sums[g.locs[l].unit].sink(n, Summary::Elements) = std::max<int8_t>(one.label[l], 0);
  }
  // The object's memory, or if it is a slice its array, is copied to the heap.
  void copied(Loc l) {
    using gir::SiteKind;
    const Unit &u = g.units[g.locs[l].unit];
    if (l >= u.ghost(0)) return seed(toHeapL, l, 0, Cause::Argument);
    const gir::Type *t = l >= u.site(0) ? u.f->sites[l - u.site(0)].type : u.f->vars[l - u.var(0)].type;
    SiteKind k = l >= u.site(0) ? u.f->sites[l - u.site(0)].kind : SiteKind::Variable;
    bool array = k == SiteKind::SliceLit || k == SiteKind::Makeslice || k == SiteKind::Append || k == SiteKind::Variadic || k == SiteKind::Convert ||
                 k == SiteKind::Concat;
    if (!t || array) return seed(toHeapL, l, 0, Cause::Argument);
    if (t->kind == gir::Kind::String) return;
    if (t->kind != gir::Kind::Slice) return t->hasPointers() ? seed(toHeapL, l, 0, Cause::Argument) : void();
    if (t->elem->hasPointers()) seed(toHeapL, l, 1, Cause::Argument);
  }

  void callsPass() {
    for (Loc l : toHeapL.news) seed(calls, l, toHeapL.label[l], Cause::None);
    toHeapL.news.clear();
    seed(calls, Graph::kCallee, 0, Cause::None);
    propagate(calls);
  }

  // The verdicts by gc's rules.
  void run() {
    for (uint32_t un = 0; un < g.units.size(); un++) {
      const gir::Function &f = *g.units[un].f;
      sums[un].reset(static_cast<uint32_t>(f.params.size() + f.captures.size()), static_cast<uint32_t>(f.results.size()));
      uint32_t n = 0;
      for (gir::Reg r : f.params) params.push_back({g.units[un].reg(r), n++});
      // A captured value is no parameter, except where the closure stands alone.
      for (gir::Reg r : f.captures)
        if (g.units[un].parent == kNoUnit) params.push_back({g.units[un].reg(r), n++});
    }
    for (auto [l, n] : params) row[l] = n;
    elementsPass();
    for (Loc l = Graph::kFirst; l < g.count(); l++)
      if (g.locs[l].forced != Cause::None) toHeap(l, g.locs[l].forced, toHeapL);
    std::vector<uint32_t> all;
    for (uint32_t un = 0; un < g.units.size(); un++) {
      for (uint32_t r = 0; r < std::min<uint32_t>(results(un), Summary::kMaxResults + 1); r++) resultPass(un, r);
      loopPasses(un, false);
      all.push_back(un);
    }
    if (all.size() > 1) outsidePasses(all, false);
    for (;;) {
      heapPass();
      callsPass();
      std::vector<uint32_t> now;
      for (Loc l : calls.news) {
        uint32_t un = closureAt[l];
        if (un == kNoUnit || lost[un] || calls.label[l] > 0) continue;
        lost[un] = true;
        now.push_back(un);
      }
      calls.news.clear();
      if (now.empty()) break;
      std::sort(now.begin(), now.end());
      outsidePasses(now, true);
    }
    one.reset();
    for (Loc l : toHeapL.touched) seed(one, l, toHeapL.label[l], Cause::None);
    seed(one, Graph::kMutator, 0, Cause::None);
    propagate(one); // its labels stay for the string conversions
    for (auto [l, n] : params) {
      Summary &s = sums[g.locs[l].unit];
      auto level = [](int8_t v) { return v == kNever ? kNever : std::max<int8_t>(v, 0); };
      int8_t h = std::min(level(toHeapL.label[l]), leak[l]);
      s.sink(n, Summary::Heap) = h;
      s.sink(n, Summary::Mutator) = level(one.label[l]);
      s.sink(n, Summary::Callee) = level(calls.label[l]);
      // With a path to the heap there is no use in equal or longer ones elsewhere.
      if (h == kNever) continue;
      for (uint32_t k = 1; k < Summary::kSinks + s.results; k++)
        if (int8_t &v = s.labels[n * (Summary::kSinks + s.results) + k]; v >= h) v = kNever;
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
      if (g.locs[l].placed != Cause::None) toHeap(l, g.locs[l].placed, toHeapL);
    heapPass();
    for (auto [l, n] : params)
      if (int8_t v = toHeapL.label[l]; v != kNever) {
        int8_t &h = sums[g.locs[l].unit].sink(n, Summary::Heap);
        h = std::min(h, std::max<int8_t>(v, 0));
      }
  }
};

// A variable of the source that only ever holds a constant is boxed as that constant: read-only data instead of an object. (gc:
// ir.StaticValue in walk's dataWord.) Not earlier, as the words of -m name the variable.
void boxConstant(const Graph &g, uint32_t un, gir::Op &op) {
  gir::Function &f = *g.units[un].f;
  if (op.code != gir::Opcode::box_ || !op.args[0].isReg()) return;
  const gir::Type *t = f.regs[op.args[0].index].type;
  bool basic = t->kind == gir::Kind::Bool || t->kind == gir::Kind::String || t->isInteger() || t->isFloat() || t->isComplex();
  const gir::Const *known = basic ? g.literal(un, op.args[0]) : nullptr;
  if (!known || known->type->kind != t->kind) return;
  gir::Const c = *known;
  c.type = f.regs[op.args[0].index].type;
  f.consts.push_back(c);
  gir::Value v = gir::Value::constant(static_cast<uint32_t>(f.consts.size() - 1));
  op.args = g.m.arena.copy(&v, 1); // operations that were copied share their arguments
}

// Does the operation of this site never allocate, or always on the heap?
enum class Fixed { No, Static, Gone, Heap, None };
Fixed fixedPlacement(const gir::Function &f, const gir::Op &op) {
  switch (f.sites[op.site].kind) {
  case gir::SiteKind::Makemap: case gir::SiteKind::MapLit: // header and one bucket of eight cells
    return op.args[0].isConst() && f.consts[op.args[0].index].i <= 8 ? Fixed::No : Fixed::Heap;
  case gir::SiteKind::Makechan: return Fixed::Heap;
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
  case gir::SiteKind::Variable: case gir::SiteKind::Go: case gir::SiteKind::Append: return Fixed::No;
  }
  return Fixed::No;
}

// Verdicts and what is said about them. share: []byte(s) that nobody writes to, nor keeps, shares the bytes of s.
void judge(Solver &s, const Options &options, const FlowTexts *texts, bool share) {
  const Graph &g = s.g;
  std::vector<Verdict> *verdicts = options.verdicts;
  s.run();
  if (options.explanations && texts) explain(g, s.heap, s.ways, s.lost, *texts, *options.explanations);
  if (options.paramPaths)
    for (auto [l, row] : s.params)
      if (s.toHeapL.label[l] != kNever) options.paramPaths->push_back({g.units[g.locs[l].unit].f, row, s.path(l, [&](Loc x) { return s.toHeapL.next[x]; })});
  if (verdicts)
    for (uint32_t un = 0; un < g.units.size(); un++) say(g, un, s.heap, s.sums[un], options);
  for (const Unit &u : g.units)
    for (gir::Block &b : u.f->blocks)
      for (gir::Op &op : b.ops)
        if (op.code == gir::Opcode::strbytes_ && op.site != gir::kNone && s.one.label[u.site(op.site)] > 0) {
          if (share) op.flags |= gir::kTmp;
          if (verdicts) verdicts->push_back({u.f, u.f->sites[op.site].pos, "zero-copy string->[]byte conversion"});
        }
}
} // namespace

std::vector<Cause> solve(const Graph &g, std::vector<Summary> &summaries, const Options &options, const FlowTexts *texts) {
  Solver s(g, summaries, false, options.explanations && texts);
  judge(s, options, texts, false);
  return std::move(s.heap);
}

void solveAndPlace(const Graph &g, std::vector<Summary> &summaries, const Options &options, const FlowTexts *texts, const Verdicts *gc) {
  std::vector<Finding> *findings = options.findings;
  Solver s(g, summaries, findings || options.paramPaths, options.explanations && texts);
  judge(s, options, texts, true);
  std::vector<Cause> verdicts = findings && !gc ? s.heap : std::vector<Cause>();
  s.place();
  for (uint32_t un = 0; un < g.units.size(); un++) {
    const Unit &u = g.units[un];
    gir::Function &f = *u.f;
    auto find = [&](Loc l, uint32_t site, uint32_t var) {
      if (!findings) return;
      Loc other = l - u.base;
      bool inGc = (gc ? gc->heap[gc->g.units[un].base + other] : verdicts[l]) != Cause::None;
      findings->push_back({&f, site, var, s.heap[l] != Cause::None, inGc, s.heap[l], std::move(s.paths[l])});
    };
    for (uint32_t v = 0; v < f.vars.size(); v++) {
      Cause c = s.heap[u.var(v)];
      f.vars[v].placement = c == Cause::None ? Placement::Stack : Placement::Heap;
      f.vars[v].reason = causeText(c);
      find(u.var(v), gir::kNone, v);
    }
    for (gir::Block &b : f.blocks)
      for (gir::Op &op : b.ops) {
        if (op.site == gir::kNone) continue;
        boxConstant(g, un, op);
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

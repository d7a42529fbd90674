// The flow graph of a batch of functions: locations, and weighted edges between them.
//
// Two invariants are to hold (they are the ones of Go's own compiler):
//   1. no pointer to a stack object is ever stored in the heap;
//   2. no pointer to a stack object outlives it: neither its function's return, nor, if it is made again in each iteration
//      of a loop, its iteration, because then the next iteration reuses the same slot.
//
// A location is something that holds values: a register, a variable, a site (the content of the objects made there), a
// result; besides them the heap, and each function's frame, which keeps deferred functions. Fields and elements are not told
// apart. An edge src → dst of weight w says that the value of dst may be what w dereferences of src yield; -1 is its address:
//
//   p = &x        x → p   -1           p = q       q → p   0            v = *p      p → v   1
//   x = y         y → x    0           *p = q      q → heap 0           return p    p → result 0
//
// Memory is not modelled beyond that: what is stored through a pointer goes to the heap, so whoever loads it later finds
// pointers to heap objects only, and nothing need be known about who else points to the same memory. An exception is a store
// whose address was just made, by `addr $x` or `new #n`, and is no variable's value: that is x.f = y, or an element of a literal.
//
// A batch is a strongly connected component of the call graph, closures together with the functions that make them. Calls
// inside it are edges to the callee's parameters and from its results; calls of functions solved before use their summaries. A
// captured value flows to the closure and to the register that stands for it in the closure's body; a variable captured by
// reference is the same location in both.
//
// Two more sinks answer smaller questions. What flows to `mutator` has its target written to: a []byte(s) that doesn't can share
// the bytes of s. What flows to `callee` is called where it isn't known which function it is: of a closure that doesn't,
// all calls are known, and so is where its results go.
//
// Locations have a loop depth, that of the source: gir::Block::loopDepth where they are declared or made. It decides what gc
// decides. Beside it the control-flow graph's loops (loops.cc) are looked at, so that no verdict depends on a pass keeping
// loopDepth right: a register there has the depth of the innermost loop that encloses all its definitions, because rule 3
// of GIR (written before it is read, on every path) says that its value cannot survive an iteration of that loop.
//
// gc's view. In two things golem knows more than gc: which method of a type parameter is called (gc asks a dictionary), and that a range loop's
// variable doesn't change while a closure of a deeper loop holds its value (gc captures it by reference). A batch where that matters has a second
// graph, as gc would see it, for the verdicts; its summaries are Summary::gcLabels. Ghosts are variables of that graph only.
#pragma once
#include "compiler/escape/escape.h"
#include <functional>
#include <map>

namespace golem::escape {

using Loc = uint32_t;

struct Edge {
  Loc src, dst;
  int8_t weight;
  Cause cause;   // of flows to the heap and to results
  uint32_t pos;
  uint32_t call = gir::kNone; // through which call of a function outside of the batch: index into Graph::calls
};
struct CallRef {
  std::string_view callee;
  uint32_t param;
  bool many = false; // it goes to several places
};

// Loop nesting of a function's blocks.
class Loops {
public:
  static constexpr int kOutside = -1;
  explicit Loops(const gir::Function &f);
  bool none() const { return loops_.empty(); }
  int of(gir::BlockId b) const { return loopOf_[b]; }                        // innermost loop, or kOutside
  int depth(int loop) const { return loop == kOutside ? 0 : loops_[static_cast<size_t>(loop)].depth; }
  int holder(gir::BlockId b) const;                                          // innermost loop that has a single entry
  int common(int a, int b) const;                                            // innermost loop around both

private:
  struct Loop {
    int parent, depth;
    bool manyEntries; // its iterations are not well-defined
  };
  void nest(const std::vector<gir::BlockId> &region, int parent);
  const gir::Function &f_;
  std::vector<std::vector<gir::BlockId>> succ_, pred_;
  std::vector<int> loopOf_;
  std::vector<Loop> loops_;
  std::vector<uint32_t> in_; // region stamp
  uint32_t stamp_ = 0;
};

constexpr uint32_t kNoUnit = ~0u;

// A function of the batch and its locations, one after the other: frame, results, registers, variables, sites, ghosts.
struct Unit {
  gir::Function *f;
  uint32_t parent = kNoUnit;     // the function that makes this closure
  const gir::Op *made = nullptr; // and the operation it does that with
  Loc base = 0;
  Loc frame() const { return base; }
  Loc result(uint32_t i) const { return base + 1 + i; }
  Loc reg(gir::Reg r) const { return base + 1 + static_cast<Loc>(f->results.size()) + r; }
  Loc var(uint32_t v) const { return reg(0) + static_cast<Loc>(f->regs.size()) + v; }
  Loc site(uint32_t s) const { return var(0) + static_cast<Loc>(f->vars.size()) + s; }
  std::vector<const gir::LoopCapture *> ghosts; // variables that only gc's view has
  Loc ghost(uint32_t i) const { return site(0) + static_cast<Loc>(f->sites.size()) + i; }
  Loc end() const { return ghost(static_cast<uint32_t>(ghosts.size())); }
};

// What is known of a location apart from its edges.
struct LocInfo {
  uint32_t unit = kNoUnit;
  int32_t depth = 0;                  // loops of the source around the declaration or allocation
  int32_t cfgHolder = 0, cfgMade = 0; // the same from the control-flow graph, for what it holds and for its own memory
  bool object = false;                // a variable or site: has an address
  bool root = false;                  // may keep what it holds longer than a statement: objects, source variables, frames
  Cause forced = Cause::None;         // heap by gc's rules, for its size
  Cause placed = Cause::None;         // heap because the back end puts it there
};

// What a value is known to be at compile time: the operation that made it, seen through copies, variables that are assigned only
// once, and captures; or a constant. Neither if that isn't known.
struct Known {
  uint32_t unit = kNoUnit;
  const gir::Op *op = nullptr;
  gir::Value value = gir::Value::none();
};

// Definitions of a function's registers.
struct Defs {
  std::vector<uint32_t> count;
  std::vector<const gir::Op *> op; // the only one
  std::vector<bool> used;
};

struct Graph {
  gir::Module &m;
  std::vector<Unit> units;
  std::vector<Edge> edges;
  std::vector<CallRef> calls;
  std::vector<LocInfo> locs;
  std::vector<Defs> defs; // by unit
  bool gcDiffers = false; // gc's view of this batch is another one

  static constexpr Loc kHeap = 0, kMutator = 1, kCallee = 2, kElements = 3, kFirst = 4;
  Loc count() const { return static_cast<Loc>(locs.size()); }
  bool contains(uint32_t outer, uint32_t inner) const; // is inner a closure somewhere inside outer?
  // inExpression: not beyond the variables of the source, which are values of their own.
  Known known(uint32_t unit, gir::Value v, bool inExpression) const;
  const gir::Const *literal(uint32_t unit, gir::Value v) const; // the constant that v is known to be, or null
  std::string name(Loc l) const;
};

// The edges into each location, as indices into Graph::edges.
struct InEdges {
  explicit InEdges(const Graph &g);
  std::span<const uint32_t> of(Loc l) const { return {edges.data() + first[l], edges.data() + first[l + 1]}; }

private:
  std::vector<uint32_t> first, edges;
};

using SummaryOf = std::function<const Summary *(std::string_view symbol)>;
// unitOf: by symbol, the unit of a function in the batch or kNoUnit.
using UnitOf = std::function<uint32_t(std::string_view symbol)>;
enum class View { Golem, Gc };
Graph buildGraph(gir::Module &m, std::vector<Unit> units, const UnitOf &unitOf, const SummaryOf &summaryOf, const Limits &limits, View view);

struct FlowTexts;
// Solves the graph (solve.cc): summaries of its functions, and what is to be said. texts: for options.explanations.
// Returns why each location is on the heap by gc's rules.
std::vector<Cause> solve(const Graph &g, std::vector<Summary> &summaries, const Options &options, const FlowTexts *texts);
// The same for golem's view of a batch, whose placements go into the units' functions. gc: what gc's view of it had for verdicts; null: there
// is no other.
struct Verdicts {
  const Graph &g;
  std::vector<Cause> heap;
};
void solveAndPlace(const Graph &g, std::vector<Summary> &summaries, const Options &options, const FlowTexts *texts, const Verdicts *gc = nullptr);

// A module's Function::flowTexts, to be found.
struct FlowTexts {
  std::unordered_map<std::string, std::vector<const gir::FlowText *>> byEnds; // "destination|source"
  std::unordered_map<std::string_view, std::string_view> spilled;             // the words of a site
  const gir::InlineNames *names; // may be null
  FlowTexts(const gir::Module &m, const gir::InlineNames *names);
};
// A value's way: edges, one after the other.
using Way = std::vector<uint32_t>;
// gcwalk.cc: gc's own walk over gc's locations.
struct GcFlow {
  Loc dst = 0, src = 0;
  int derefs = 0;
  Way edges;
};
struct GcLocations {
  std::function<bool(Loc)> known;                     // does gc have it?
  std::function<bool(Loc dst, Loc src)> oneVariable;  // are both one variable of the source?
  std::function<int(const GcFlow &)> hops;            // over how many nameless locations gc's way goes
};
struct GcWalk {
  struct Told {
    Loc loc, root; // it escapes, or (leaks) a parameter's value gets to the root, which outlives it
    bool leaks;
    int derefs;
    std::vector<uint32_t> steps; // into flows
    bool early = false;          // said before gc put in the constants that variables hold
  };
  std::vector<GcFlow> flows;
  std::vector<Told> told; // in gc's order
  std::vector<Loc> variable;
};
GcWalk walkAsGc(const Graph &g, const GcLocations &is, const std::vector<bool> &resultsLost);
// -m=2's explanations (explain.cc): of the objects on the heap, and of parameters' leaks. ways: of objects that gc's walk doesn't come to.
void explain(const Graph &g, const std::vector<Cause> &heap, const std::vector<Way> &ways, const std::vector<bool> &resultsLost, const FlowTexts &texts,
             std::vector<Explanation> &out);

// -m's lines for a function, by gc's verdicts, into options.verdicts (messages.cc).
void say(const Graph &g, uint32_t unit, const std::vector<Cause> &heap, const Summary &s, const Options &options);
// The words of a constant that a variable turned out to hold where it is put into an interface; "": it isn't known.
std::string boxedConstant(const Graph &g, uint32_t unit, const gir::Op &op);
// "fmt." for what came with a body inlined from package fmt.
std::string foreignPackage(const gir::Module &m, const gir::InlineNames *names, uint32_t pos);
void sayBodyless(const gir::Function &f, std::vector<Verdict> &out);

} // namespace golem::escape

// The flow graph of one function: locations, and weighted edges between them.
//
// Two invariants are to hold (they are the ones of Go's own compiler):
//   1. no pointer to a stack object is ever stored in the heap;
//   2. no pointer to a stack object outlives it: neither its function's return, nor, if it is made again in each iteration
//      of a loop, its iteration, because then the next iteration reuses the same slot.
//
// A location is something that holds values: a register, a variable, a site (the content of the objects made there), a
// result; besides them the heap, and the frame, which keeps deferred functions. Fields and elements are not told apart. An
// edge src → dst of weight w says that the value of dst may be what w dereferences of src yield; -1 is its address:
//
//   p = &x        x → p   -1           p = q       q → p   0            v = *p      p → v   1
//   x = y         y → x    0           *p = q      q → heap 0           return p    p → result 0
//
// Memory is not modelled beyond that: what is stored through a pointer of unknown target goes to the heap, so whoever loads
// it later finds pointers to heap objects only, and nothing need be known about who else points to the same memory. A
// store whose address register has a single definition that leads back to `addr $x` or `new #n` is an assignment to that
// object.
//
// Locations have a loop depth, computed from the control-flow graph (loops.cc). An object has that of the block that makes
// it. A register has that of the innermost loop that encloses all its definitions: rule 3 of GIR (written before it is read,
// on every path) says that its value cannot survive an iteration of that loop.
#pragma once
#include "compiler/escape/escape.h"
#include <functional>

namespace golem::escape {

using Loc = uint32_t;

struct Edge {
  Loc src, dst;
  int8_t weight;
  Cause cause;   // of flows to the heap and to results
  uint32_t pos;
};

// Loop nesting of a function's blocks.
class Loops {
public:
  static constexpr int kOutside = -1;
  explicit Loops(const gir::Function &f);
  int of(gir::BlockId b) const { return loopOf_[b]; }                        // innermost loop, or kOutside
  int depth(int loop) const { return loop == kOutside ? 0 : loops_[static_cast<size_t>(loop)].depth; }
  int holder(gir::BlockId b) const;                                          // innermost loop that has a single entry
  int common(int a, int b) const;                                            // innermost loop around both

private:
  struct Loop {
    int parent, depth;
    bool manyEntries; // its iterations are not well-defined
  };
  void nest(std::vector<gir::BlockId> region, int parent);
  const gir::Function &f_;
  std::vector<std::vector<gir::BlockId>> succ_, pred_;
  std::vector<int> loopOf_;
  std::vector<Loop> loops_;
  std::vector<uint32_t> in_; // region stamp
  uint32_t stamp_ = 0;
};

struct Graph {
  const gir::Module &m;
  const gir::Function &f;
  std::vector<Edge> edges;
  std::vector<int> objectDepth; // variables and sites
  std::vector<int> holderDepth; // all locations
  std::vector<Cause> forced;    // variables and sites: heap for their size

  static constexpr Loc kHeap = 0, kFrame = 1;
  Loc result(uint32_t i) const { return 2 + i; }
  Loc reg(gir::Reg r) const { return 2 + static_cast<Loc>(f.results.size()) + r; }
  Loc var(uint32_t v) const { return reg(0) + static_cast<Loc>(f.regs.size()) + v; }
  Loc site(uint32_t s) const { return var(0) + static_cast<Loc>(f.vars.size()) + s; }
  Loc count() const { return site(0) + static_cast<Loc>(f.sites.size()); }
  bool isObject(Loc l) const { return l >= var(0); }
  std::string name(Loc l) const;
};

using SummaryOf = std::function<const Summary *(std::string_view symbol)>;
Graph buildGraph(const gir::Module &m, const gir::Function &f, const SummaryOf &summaryOf);

// Solves the graph (solve.cc): placements into f, f's summary, findings if wanted.
void solve(const Graph &g, gir::Function &f, Summary &summary, std::vector<Finding> *findings);

} // namespace golem::escape

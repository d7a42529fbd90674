// Loop nesting from the control-flow graph, so that loops made with goto count like any other.
//
// A loop is a strongly connected set of blocks; the loops inside it are those of what remains when its header, the block
// through which it is entered, is taken away. The lowering of structured code only makes loops with one header. With goto
// there can be several; such a loop is not taken apart further, and no register is said to be confined to its iterations.
#include "compiler/escape/graph.h"
#include <algorithm>

namespace golem::escape {

Loops::Loops(const gir::Function &f) : f_(f) {
  size_t n = f.blocks.size();
  succ_.resize(n);
  pred_.resize(n);
  loopOf_.assign(n, kOutside);
  in_.assign(n, 0);
  for (size_t b = 0; b < n; b++)
    if (!f.blocks[b].ops.empty())
      for (gir::BlockId t : f.blocks[b].ops.back().blocks) succ_[b].push_back(t);
  // Any call may panic and continue at the recovery block; that edge leaves every loop.
  const std::vector<gir::BlockId> all = gir::reachable(f);
  for (gir::BlockId b : all)
    for (gir::BlockId t : succ_[b]) pred_[t].push_back(b);
  nest(all, kOutside);
}

// Finds the loops of the region (Tarjan's components, without recursion over blocks) and, inside each, the deeper ones.
void Loops::nest(const std::vector<gir::BlockId> &region, int parent) {
  uint32_t stamp = ++stamp_;
  for (gir::BlockId b : region) in_[b] = stamp;
  struct Frame {
    gir::BlockId b;
    size_t next;
  };
  std::unordered_map<gir::BlockId, uint32_t> index, low;
  std::vector<gir::BlockId> stack;
  std::unordered_map<gir::BlockId, bool> onStack;
  std::vector<std::vector<gir::BlockId>> components;
  uint32_t counter = 0;
  for (gir::BlockId root : region) {
    if (index.count(root)) continue;
    std::vector<Frame> frames{{root, 0}};
    while (!frames.empty()) {
      Frame &fr = frames.back();
      gir::BlockId b = fr.b;
      if (fr.next == 0) {
        index[b] = low[b] = ++counter;
        stack.push_back(b);
        onStack[b] = true;
      }
      bool down = false;
      while (fr.next < succ_[b].size()) {
        gir::BlockId t = succ_[b][fr.next++];
        if (in_[t] != stamp) continue;
        if (!index.count(t)) {
          frames.push_back({t, 0});
          down = true;
          break;
        }
        if (onStack[t]) low[b] = std::min(low[b], index[t]);
      }
      if (down) continue;
      if (fr.next == 0) fr.next = 1;
      if (low[b] == index[b]) {
        std::vector<gir::BlockId> c;
        for (;;) {
          gir::BlockId t = stack.back();
          stack.pop_back();
          onStack[t] = false;
          c.push_back(t);
          if (t == b) break;
        }
        bool self = std::find(succ_[b].begin(), succ_[b].end(), b) != succ_[b].end();
        if (c.size() > 1 || self) components.push_back(std::move(c));
      }
      frames.pop_back();
      if (!frames.empty()) low[frames.back().b] = std::min(low[frames.back().b], low[b]);
    }
  }
  for (std::vector<gir::BlockId> &c : components) {
    uint32_t mark = ++stamp_;
    for (gir::BlockId b : c) in_[b] = mark;
    std::vector<gir::BlockId> entries;
    for (gir::BlockId b : c) {
      bool entry = b == 0 || b == f_.recoverBlock;
      for (gir::BlockId p : pred_[b]) entry = entry || in_[p] != mark;
      if (entry) entries.push_back(b);
    }
    int id = static_cast<int>(loops_.size());
    loops_.push_back({parent, depth(parent) + 1, entries.size() != 1});
    for (gir::BlockId b : c) loopOf_[b] = id;
    if (entries.size() != 1) continue;
    std::erase(c, entries[0]);
    if (!c.empty()) nest(c, id);
  }
}

int Loops::holder(gir::BlockId b) const {
  int l = loopOf_[b];
  while (l != kOutside && loops_[static_cast<size_t>(l)].manyEntries) l = loops_[static_cast<size_t>(l)].parent;
  return l;
}

int Loops::common(int a, int b) const {
  while (a != b) {
    if (depth(a) < depth(b)) std::swap(a, b);
    a = loops_[static_cast<size_t>(a)].parent;
  }
  return a;
}

} // namespace golem::escape

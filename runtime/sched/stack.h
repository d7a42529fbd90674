// Goroutine stacks: up to three segments. See stack.cc.
#pragma once
#include "runtime/sched/runtime2.h"

namespace golem {

constexpr uintptr_t kStackMargin = 3584;       // below the guard: C++ leaf code, injected frames, LLVM's small frames
constexpr uintptr_t kStackFirst = 8192;
constexpr uintptr_t kStackSecond = 256 << 10;
constexpr uintptr_t kMaxStack = 1000000000;    // Go's limit and the highest one
extern uintptr_t maxStackSize;                 // debug.SetMaxStack's; the text of the fatal error names it
constexpr uintptr_t kStackThird = (uintptr_t(1) << 30) + (1 << 20);

Stack stackalloc(uintptr_t bytes); // kStackFirst or kStackSecond
void stackfree(Stack s);
void stackFreeDeep(g *gp, int from = 1); // gives back unused segments from that index on, of a stopped goroutine
// Index of the segment that holds sp, or -1.
int segmentOf(g *gp, uintptr_t sp);
// Guard for code that runs at sp of gp's stack.
uintptr_t guardFor(g *gp, uintptr_t sp);
// True if address a belongs to a frame called from the frame at b (deeper on the stack).
bool deeper(g *gp, uintptr_t a, uintptr_t b);
// Calls f(lo, hi) for each live range of a goroutine saved at sp.
template <class F> void eachStackRange(g *gp, uintptr_t sp, F f) {
  for (int i = segmentOf(gp, sp); i >= 0; i--) {
    f(sp, gp->segs[i].hi);
    if (i == 0) break;
    sp = *reinterpret_cast<uintptr_t *>(gp->segs[i].hi - 8); // where the segment below was left
    i = segmentOf(gp, sp) + 1;
  }
}
extern int64_t stackInuse;

} // namespace golem

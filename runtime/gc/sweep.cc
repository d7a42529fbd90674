// Sweeping: after marking, each span's mark bits become its allocation bits; empty spans go back to the page heap.
//
// Lazy: allocation sweeps the spans it wants to use, the collector's thread the rest, and a new cycle begins only when all
// are swept. A span is swept by whoever took it off an unswept list, so no state of its own is needed. What hangs on dead
// objects (finalizers, cleanups, weak pointers) is special.cc's.
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/panic/panic.h"
#include "runtime/race/race.h"
#include "runtime/sched/proc.h"

namespace golem {

bool clobberFree;

bool sweepSpan(mspan *s, bool preserve) {
  // Until the bits are exchanged below, marks tell what is alive; a weak pointer must not look in between.
  bool special = s->specials != nullptr;
  if (special) beginSweepSpecials(s);
  uint32_t live = 0;
  uint64_t *marks = s->markBits();
  for (uint32_t i = 0; i < (s->nelems + 63) / 64; i++) live += uint32_t(__builtin_popcountll(marks[i]));
  uint32_t freed = s->allocCount - live;
  int sc = s->cls >> 1;
  if (freed) {
    if (sc) __atomic_fetch_add(&heapStats.smallFree[sc], freed, __ATOMIC_RELAXED);
    else {
      __atomic_fetch_add(&heapStats.largeFreeCount, 1, __ATOMIC_RELAXED);
      __atomic_fetch_add(&heapStats.largeFree, s->npages * kPageSize, __ATOMIC_RELAXED);
    }
  }
  if (__builtin_expect(clobberFree, 0)) { // GODEBUG=clobberfree=1: make a use after free visible
    for (uint32_t i = 0; i < s->nelems; i++)
      if (!s->isMarked(i) && !s->isFree(i)) {
        auto *w = reinterpret_cast<uint64_t *>(s->base + i * s->elemsize);
        for (uintptr_t k = 0; k < s->elemsize / 8; k++) w[k] = 0xdeadbeefdeadbeef;
      }
  }
  if (race::enabled && freed) // whoever gets the memory next knows nothing of who used it
    for (uint32_t i = 0; i < s->nelems; i++)
      if (!s->isMarked(i) && !s->isFree(i)) race::freed(s->base + i * s->elemsize, s->elemsize);
  s->allocCount = s->countAtCache = live;
  __atomic_store_n(&s->sweepgen, mheap.sweepgen, __ATOMIC_RELEASE);
  if (live == 0 && !preserve) {
    if (special) endSweepSpecials();
    freeSpan(s);
    return true;
  }
  s->which ^= 1;
  uint64_t *m = s->markBits();
  for (uint32_t i = 0; i < (s->nelems + 63) / 64; i++) m[i] = 0;
  s->freeindex = 0;
  refillCacheAtZero(s);
  s->needzero = true;
  if (special) endSweepSpecials();
  return false;
}

static int sweepCls; // only the collector's thread
bool sweepOne() {
  int sg = mheap.sweepgen / 2 % 2;
  for (; sweepCls < kNumSpanClasses; sweepCls++) {
    mcentral &c = mheap.central[sweepCls];
    lock(&c.lk);
    mspan *s = c.partial[sg ^ 1].pop();
    if (!s) s = c.full[sg ^ 1].pop();
    unlock(&c.lk);
    if (!s) continue;
    if (!sweepSpan(s, false)) {
      lock(&c.lk);
      (s->allocCount == s->nelems ? c.full[sg] : c.partial[sg]).push(s);
      unlock(&c.lk);
    }
    return true;
  }
  return false;
}
void finishSweep() {
  while (sweepOne()) {}
}
void startSweep() {
  mheap.sweepgen += 2;
  sweepCls = 0;
}

} // namespace golem

// Split stacks. A goroutine starts on a segment of 8 KB (the main goroutine: 256 KB); a prologue that finds no room calls
// __morestack (sys/asm.S), which asks golem_newstack for a segment, runs the body there and returns to the old one. The
// second segment has 256 KB, the third is a reservation of 1 GB that the kernel commits page by page, so a goroutine
// crosses at most two boundaries. Segments stay cached with the goroutine until it ends (or a collection finds them unused).
//
// Layout at a segment's top: [hi-8] the stack pointer of the segment below, [hi-16] its guard.
// Invariant: a segment with index i > 0 is in use exactly if the live stack pointer lies in a segment with index >= i;
// the chain through [hi-8] may skip a segment (a frame too large for the second goes to the third at once).
//
// The same entry serves cooperative preemption: the guard is then the maximum although there is room.
#include "runtime/sched/stack.h"
#include "runtime/gc/gc.h"
#include "runtime/heap/malloc.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/limits.h"

namespace golem {

int64_t stackInuse;
uintptr_t maxStackSize = kMaxStack;

namespace {
struct FreeSeg {
  FreeSeg *next;
};
// Segments of one size, carved from large mappings.
struct Pool {
  mutex lk;
  FreeSeg *free;
  uintptr_t cur, end;
} firsts, seconds;

Pool &poolFor(uintptr_t bytes) { return bytes == kStackFirst ? firsts : seconds; }
} // namespace

Stack stackalloc(uintptr_t bytes) {
  Pool &pool = poolFor(bytes);
  lock(&pool.lk);
  uintptr_t base;
  if (pool.free) {
    base = uintptr_t(pool.free);
    pool.free = pool.free->next;
  } else {
    if (limits::maxMemory) limits::grow(mheap.heapSys, bytes);
    if (pool.cur + bytes > pool.end) {
      uintptr_t chunk = bytes == kStackFirst ? 1 << 20 : 64 << 20;
      void *mem = sys::map(chunk, sys::kProtRW, nullptr, sys::kMapNoReserve);
      if (!mem) throwError("out of memory (stack)");
      if (bytes != kStackFirst) sys::call(sys::kSysMadvise, mem, chunk, sys::kMadvNohugepage);
      noteStackChunk(uintptr_t(mem), uintptr_t(mem) + chunk);
      pool.cur = uintptr_t(mem);
      pool.end = pool.cur + chunk;
    }
    base = pool.cur;
    pool.cur += bytes;
  }
  stackInuse += int64_t(bytes);
  unlock(&pool.lk);
  return {base, base + bytes};
}

void stackfree(Stack s) {
  uintptr_t bytes = s.hi - s.lo;
  if (bytes > kStackSecond) {
    sys::unmap(reinterpret_cast<void *>(s.lo), bytes);
    return;
  }
  // The low part of a large segment goes back to the kernel; the top stays warm.
  if (bytes == kStackSecond) sys::call(sys::kSysMadvise, s.lo, bytes - 16384, sys::kMadvDontneed);
  Pool &pool = poolFor(bytes);
  lock(&pool.lk);
  auto *f = reinterpret_cast<FreeSeg *>(s.lo);
  f->next = pool.free;
  pool.free = f;
  stackInuse -= int64_t(bytes);
  unlock(&pool.lk);
}

int segmentOf(g *gp, uintptr_t sp) {
  for (int i = 0; i < 3; i++)
    if (sp >= gp->segs[i].lo && sp < gp->segs[i].hi) return i;
  return -1;
}

uintptr_t guardFor(g *gp, uintptr_t sp) {
  int i = segmentOf(gp, sp);
  if (i < 0) return 0;
  uintptr_t lo = gp->segs[i].lo;
  return (i == 2 ? gp->segs[i].hi - (maxStackSize < kMaxStack ? maxStackSize : kMaxStack) : lo) + kStackMargin;
}

bool deeper(g *gp, uintptr_t a, uintptr_t b) {
  int i = segmentOf(gp, a), j = segmentOf(gp, b);
  return i != j ? i > j : a < b;
}

void stackFreeDeep(g *gp, int from) {
  uintptr_t sp = gp->status == kGdead ? gp->segs[0].hi - 8 : gp->schedsp;
  for (int i = 2; i >= from; i--) {
    if (!gp->segs[i].lo) continue;
    if (segmentOf(gp, sp) >= i) break;
    stackfree(gp->segs[i]);
    gp->segs[i] = {};
  }
}

namespace {
[[noreturn]] void stackOverflow(g *gp) {
  systemstack([&] {
    printstr("runtime: goroutine stack exceeds ");
    printudec(maxStackSize);
    printstr("-byte limit\n");
    fatalFrom(gp, "stack overflow");
  });
  __builtin_unreachable();
}
} // namespace

// frame: bytes the prologue wants; sp: stack pointer at __morestack's entry.
extern "C" uintptr_t golem_newstack(uintptr_t frame, uintptr_t sp) {
  g *gp = getg();
  if (gp == getm()->g0) { // a stale preemption request
    asm volatile("movq $0, %%fs:0x70" ::: "memory");
    return 0;
  }
  if (gp->preempt && getp() && !getm()->locks) { // without a p it is in a system call
    gp->preempt = false;
    gosched();
  }
  uintptr_t guard = gp->stackguard;
  asm volatile("movq %0, %%fs:0x70" ::"r"(guard) : "memory");
  // Small frames are compared with the guard itself: their room is in the margin.
  uintptr_t need = frame < 256 ? 0 : frame;
  if (sp > guard + need) return 0; // it was only a request to stop
  int cur = segmentOf(gp, sp);
  if (cur < 0) throwError("morestack: stack pointer outside the goroutine's stack");
  int next = cur + 1;
  if (next == 1 && (frame + kStackMargin + 4096 > kStackSecond || gp->segs[0].hi - gp->segs[0].lo >= kStackSecond)) next = 2;
  if (next > 2 || frame + kStackMargin + 4096 > kMaxStack || (next == 2 && frame + kStackMargin + 4096 > maxStackSize)) stackOverflow(gp);
  Stack &s = gp->segs[next];
  if (!s.lo) {
    systemstack([&] {
      if (next == 1) {
        s = stackalloc(kStackSecond);
      } else {
        void *mem = sys::map(kStackThird, sys::kProtRW, nullptr, sys::kMapNoReserve);
        if (!mem) throwError("out of memory (goroutine stack)");
        sys::call(sys::kSysMadvise, mem, kStackThird, sys::kMadvNohugepage);
        s = {uintptr_t(mem), uintptr_t(mem) + kStackThird};
      }
    });
  }
  *reinterpret_cast<uintptr_t *>(s.hi - 16) = guard;
  uintptr_t ng = guardFor(gp, s.hi - 8);
  gp->stackguard = ng;
  asm volatile("movq %0, %%fs:0x70" ::"r"(ng) : "memory");
  return s.hi;
}

// debug.SetMaxStack; goroutines that are on their third segment already keep their guard.
extern "C" int64_t golem_setmaxstack(int64_t n) {
  auto old = int64_t(maxStackSize);
  maxStackSize = uintptr_t(n);
  return old;
}

} // namespace golem

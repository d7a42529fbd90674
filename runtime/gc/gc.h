// The collector's interface to the rest of the runtime. See mgc.cc for the design.
#pragma once
#include "runtime/sched/runtime2.h"

namespace golem {

enum GCPhase : uint32_t { kGCoff, kGCmark, kGCmarktermination };
extern uint32_t gcphase;
extern "C" uint32_t golem_writeBarrier;

void gcinit();
bool gcBusy();                 // a cycle runs or is asked for: its end may ready goroutines
void gcStart();                // asks for a cycle
void gcPeriodic(int64_t now);  // sysmon: collect after two minutes without
void gcNewGoroutine(void *fn); // shades the closure a new goroutine starts with
void gcFlushP(p *pp);

// ---- pacing ----
extern uint64_t heapLive, gcTrigger;
inline void gcCount(uint64_t bytes) { __atomic_fetch_add(&heapLive, bytes, __ATOMIC_RELAXED); }
inline void gcUncount(uint64_t bytes) { __atomic_fetch_sub(&heapLive, bytes, __ATOMIC_RELAXED); }
inline void gcTestTrigger() {
  if (__builtin_expect(__atomic_load_n(&heapLive, __ATOMIC_RELAXED) >= __atomic_load_n(&gcTrigger, __ATOMIC_RELAXED), 0)) gcStart();
}
// Before `bytes` are allocated, on the goroutine's stack: does mark work in proportion. Sleeps if the heap is over its goal
// although the cycle hasn't begun, or there is no work left to help with.
void gcAssist(uint64_t bytes);

extern bool mallocHooks; // gcStressOn, memProfiling or race::enabled: mallocgc has more to do
extern bool gcStressOn;
void gcStress(); // a whole collection now, if the caller may park

// ---- checking escape analysis (checkescape.cc) ----
extern bool checkEscapeOn;
void checkEscapeInit();
void noteStackChunk(uintptr_t lo, uintptr_t hi); // stack segments come from here
void noteDeferred(void *entry);                  // a deferred call's entry on the heap
void checkEscapes();                             // everything reachable is marked, the world is stopped
bool checkEscapeDue(int64_t allocations);        // is it time for a collection?

// ---- barriers ----
void shade(uintptr_t p);
inline void writebarrierptr(void *slot, void *val) {
  auto **s = static_cast<void **>(slot);
  if (__builtin_expect(golem_writeBarrier, 0)) {
    shade(uintptr_t(*s));
    shade(uintptr_t(val));
  }
  __atomic_store_n(s, val, __ATOMIC_RELAXED);
}
// Shades what dst and src hold in the pointer words of bytes/type->size values; before the copy.
void bulkBarrierPreWrite(void *dst, const void *src, uintptr_t bytes, const Type *elem);
void bulkBarrierPreWriteSrcOnly(const void *src, uintptr_t bytes, const Type *elem);
void typedmemmove(const Type *t, void *dst, const void *src);
void typedmemclr(const Type *t, void *p);

} // namespace golem

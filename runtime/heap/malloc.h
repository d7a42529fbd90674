// The heap's structures: spans, caches, central lists, the page heap. See malloc.cc for the design.
#pragma once
#include "runtime/heap/sizeclasses.h"
#include "runtime/sched/runtime2.h"

namespace golem {

using spanClass = uint8_t; // size class * 2 + noscan
inline spanClass makeSpanClass(int cls, bool noscan) { return spanClass(cls * 2 + (noscan ? 1 : 0)); }
constexpr int kNumSpanClasses = kNumSizeClasses * 2;

enum SpanState : uint8_t { kSpanFree, kSpanInUse, kSpanManual };

struct Special; // finalizer or cleanup of an object

struct mspan {
  mspan *next, *prev; // in its mcentral list or the page heap's bins
  uintptr_t base, npages;
  uintptr_t limit; // end of the last object
  uintptr_t elemsize;
  uint32_t nelems, freeindex;
  uint32_t allocCount;       // recounted by the sweep
  uint32_t countAtCache;     // allocCount when an mcache took the span
  int64_t allIndex;          // in mheap.allspans
  uint32_t divMul;
  uint32_t sweepgen; // h: swept; h-2: needs sweeping; h-1: being swept; h+1: cached, unswept; h+3: cached, swept
  uint64_t allocCache; // complement of the alloc bits at freeindex & ~63
  spanClass cls;
  SpanState state;
  bool needzero;
  uint32_t freedPass; // mheap.scavengePass when it became free: scavenge() leaves fresh ones alone
  bool onList;
  Type *largeType; // large object with pointers: its (element) type
  Special *specials;
  mutex speciallock;
  uint64_t bits[2][16]; // alloc and mark bits, by which
  uint8_t which;
  uint64_t *allocBits() { return bits[which]; }
  uint64_t *markBits() { return bits[which ^ 1]; }
  bool noscan() const { return cls & 1; }
  uintptr_t objIndex(uintptr_t p) const { return cls < 2 ? 0 : (p - base) * uint64_t(divMul) >> 32; }
  bool isFree(uintptr_t i) {
    if (i < __atomic_load_n(&freeindex, __ATOMIC_ACQUIRE)) return false;
    return !(allocBits()[i / 64] >> (i % 64) & 1);
  }
  bool isMarked(uintptr_t i) { return __atomic_load_n(&markBits()[i / 64], __ATOMIC_RELAXED) >> (i % 64) & 1; }
  // True if this call set it.
  bool mark(uintptr_t i) {
    uint64_t bit = uint64_t(1) << (i % 64);
    uint64_t *w = &markBits()[i / 64];
    if (__atomic_load_n(w, __ATOMIC_RELAXED) & bit) return false;
    return !(__atomic_fetch_or(w, bit, __ATOMIC_ACQ_REL) & bit);
  }
  uint64_t *heapBits() { return reinterpret_cast<uint64_t *>(base + npages * kPageSize - npages * kPageSize / 64); }
};

struct SpanList {
  mspan *head;
  void push(mspan *s) {
    s->next = head;
    s->prev = nullptr;
    if (head) head->prev = s;
    head = s;
    s->onList = true;
  }
  void remove(mspan *s) {
    if (s->prev) s->prev->next = s->next;
    else head = s->next;
    if (s->next) s->next->prev = s->prev;
    s->next = s->prev = nullptr;
    s->onList = false;
  }
  mspan *pop() {
    mspan *s = head;
    if (s) remove(s);
    return s;
  }
};

struct mcentral {
  mutex lk;
  // [sweepgen/2%2]: swept spans of this cycle; the other index: not yet swept.
  SpanList partial[2], full[2];
};

struct mcache {
  mspan *alloc[kNumSpanClasses];
  uintptr_t tiny, tinyoffset;
  uint64_t tinyAllocs;
  uint64_t blackBytes;  // allocated marked, during the mark phase
  uint64_t nmalloc[kNumSizeClasses];
  uint64_t largeCount, largeBytes;
  int64_t sampleRate, sampleLeft; // of the allocation profile: bytes until the next sample
};

struct mheapT {
  mutex lk;
  uintptr_t arenaStart, arenaEnd; // reserved
  uintptr_t arenaUsed;            // handed to spans so far
  uintptr_t arenaMapped;
  mspan **spans;                  // page index -> span (first and last page for free ones, all for those in use)
  mspan *freeSpanStructs;
  SpanList free[129];             // by pages; 128: more
  mspan **allspans;
  int64_t nspans, capspans;
  uint32_t sweepgen;
  uint64_t pagesInUse;
  uint64_t peakPages;              // the most pages in use since the last pass of scavenge()
  uint64_t heapSys, heapReleased;  // released: what has no memory behind it, used never or given back
  int64_t scavengeTime;
  uint32_t scavengePass;
  mcentral central[kNumSpanClasses];
};
extern mheapT mheap;

extern "C" uint64_t golem_zerobase; // address of every zero-size object

void mallocinit();
mcache *allocmcache();
// Gives all spans back to the central lists (world stopped, or own p).
void flushmcache(mcache *c);
void *mallocgc(uintptr_t size, const Type *type, bool needzero);
void *newobject(const Type *type);

inline mspan *spanOf(uintptr_t p) {
  if (p - mheap.arenaStart >= mheap.arenaUsed - mheap.arenaStart) return nullptr;
  return mheap.spans[(p - mheap.arenaStart) >> kPageShift];
}
inline mspan *spanOfObject(uintptr_t p) { // in use and within the objects
  mspan *s = spanOf(p);
  if (!s || s->state != kSpanInUse || p < s->base || p >= s->limit) return nullptr;
  return s;
}

mspan *allocSpan(uintptr_t npages, spanClass cls, bool *zeroed);
void freeSpan(mspan *s);
void scavenge(); // gives memory of long free spans back that the program has not needed lately

const uint8_t *gcMask(const Type *t);

// ---- sweep (gc/sweep.cc) ----
bool sweepSpan(mspan *s, bool preserve); // true: span went back to the page heap
inline void refillCacheAtZero(mspan *s) { s->allocCache = ~s->allocBits()[0]; }

// ---- statistics ----
struct HeapStats {
  uint64_t totalAlloc, mallocs, frees, freedBytes;
  uint64_t smallFree[kNumSizeClasses];
  uint64_t largeAlloc, largeAllocCount, largeFree, largeFreeCount;
};
extern HeapStats heapStats; // heap lock or world stopped

} // namespace golem

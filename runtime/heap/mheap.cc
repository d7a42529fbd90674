// The page heap: one reserved stretch of address space, carved into spans of 8 KB pages.
//
// Free spans lie in bins by length and merge with free neighbours (the spans table names a free span at its first and last
// page). All under one lock; spans are large enough that the lock is not hot. Address space is reserved once (no access)
// and made accessible 64 MB at a time.
#include "runtime/heap/malloc.h"
#include "runtime/race/race.h"
#include "runtime/sched/limits.h"

namespace golem {

mheapT mheap;
HeapStats heapStats;

extern "C" {
uint64_t golem_zerobase;
}

static mutex persistentLock;
static uintptr_t persistentCur, persistentEnd;

void *persistentalloc(size_t bytes, size_t align) {
  if (bytes >= 64 << 10) {
    void *mem = sys::map((bytes + 4095) & ~size_t(4095), sys::kProtRW);
    if (!mem) throwError("out of memory (runtime tables)");
    return mem;
  }
  lock(&persistentLock);
  uintptr_t p = (persistentCur + align - 1) & ~(align - 1);
  if (p + bytes > persistentEnd) {
    constexpr size_t chunk = 256 << 10;
    void *mem = sys::map(chunk, sys::kProtRW);
    if (!mem) throwError("out of memory (runtime tables)");
    p = uintptr_t(mem);
    persistentEnd = p + chunk;
  }
  persistentCur = p + bytes;
  unlock(&persistentLock);
  return reinterpret_cast<void *>(p);
}

void mallocinit() {
  // Largest reservation the kernel grants; address-space limits may forbid the first.
  for (uintptr_t size = uintptr_t(1) << 40; size >= uintptr_t(1) << 28; size >>= 1) {
    void *mem = sys::map(size, sys::kProtNone, reinterpret_cast<void *>(0xc000000000), sys::kMapNoReserve);
    if (!mem) continue;
    uintptr_t start = (uintptr_t(mem) + 0x3fffff) & ~uintptr_t(0x3fffff); // huge-page aligned
    mheap.arenaStart = mheap.arenaUsed = mheap.arenaMapped = start;
    mheap.arenaEnd = uintptr_t(mem) + size;
    mheap.spans = static_cast<mspan **>(sys::map(size / kPageSize * sizeof(mspan *), sys::kProtRW, nullptr, sys::kMapNoReserve));
    if (mheap.spans) break;
    sys::unmap(mem, size);
  }
  if (!mheap.spans) throwError("cannot reserve heap address space");
  mheap.sweepgen = 2;
}

static mspan *newSpanStruct() {
  mspan *s = mheap.freeSpanStructs;
  if (s) {
    mheap.freeSpanStructs = s->next;
    bool needzero = false;
    __builtin_memset(s, 0, sizeof *s);
    s->needzero = needzero;
    return s;
  }
  return static_cast<mspan *>(persistentalloc(sizeof(mspan)));
}

static uintptr_t pageIndex(uintptr_t addr) { return (addr - mheap.arenaStart) >> kPageShift; }
static SpanList &binFor(uintptr_t npages) { return mheap.free[npages < 128 ? npages : 128]; }

static void addFree(mspan *s) {
  s->state = kSpanFree;
  mheap.spans[pageIndex(s->base)] = s;
  mheap.spans[pageIndex(s->base) + s->npages - 1] = s;
  binFor(s->npages).push(s);
}

static bool grow(uintptr_t npages) {
  uintptr_t bytes = npages * kPageSize;
  constexpr uintptr_t chunk = 4 << 20;
  bytes = (bytes + chunk - 1) & ~(chunk - 1);
  if (mheap.arenaUsed + bytes > mheap.arenaEnd) return false;
  limits::grow(mheap.heapSys, bytes);
  if (mheap.arenaUsed + bytes > mheap.arenaMapped) {
    uintptr_t want = bytes > 64 << 20 ? bytes : 64 << 20;
    if (mheap.arenaMapped + want > mheap.arenaEnd) want = mheap.arenaEnd - mheap.arenaMapped;
    if (sys::call(sys::kSysMprotect, mheap.arenaMapped, want, sys::kProtRW) < 0) return false;
    race::mapHeap(mheap.arenaMapped, want);
    mheap.arenaMapped += want;
  }
  mspan *s = newSpanStruct();
  s->base = mheap.arenaUsed;
  s->npages = bytes / kPageSize;
  mheap.heapSys += bytes;
  mheap.heapReleased += bytes; // no memory behind it yet
  // The table entries must be there before a conservative reader accepts the addresses.
  uintptr_t first = pageIndex(s->base);
  mspan *prev = first > 0 ? mheap.spans[first - 1] : nullptr;
  if (prev && prev->state == kSpanFree && !prev->needzero) {
    binFor(prev->npages).remove(prev);
    prev->npages += s->npages;
    s->next = mheap.freeSpanStructs;
    mheap.freeSpanStructs = s;
    s = prev;
  }
  addFree(s);
  __atomic_store_n(&mheap.arenaUsed, mheap.arenaUsed + bytes, __ATOMIC_RELEASE);
  return true;
}

mspan *allocSpan(uintptr_t npages, spanClass cls, bool *zeroed) {
  lock(&mheap.lk);
  mspan *s = nullptr;
  for (int tries = 0; tries < 2 && !s; tries++) {
    for (uintptr_t n = npages; n < 128 && !s; n++)
      if (mheap.free[n].head) s = mheap.free[n].pop();
    if (!s) { // best fit among the long ones
      for (mspan *f = mheap.free[128].head; f; f = f->next)
        if (f->npages >= npages && (!s || f->npages < s->npages || (f->npages == s->npages && f->base < s->base))) s = f;
      if (s) mheap.free[128].remove(s);
    }
    if (!s && !grow(npages)) break;
  }
  if (!s) {
    unlock(&mheap.lk);
    return nullptr;
  }
  if (s->npages > npages) {
    mspan *rest = newSpanStruct();
    rest->base = s->base + npages * kPageSize;
    rest->npages = s->npages - npages;
    rest->needzero = s->needzero;
    rest->freedPass = s->freedPass;
    s->npages = npages;
    addFree(rest);
  }
  *zeroed = !s->needzero;
  if (*zeroed) mheap.heapReleased -= npages * kPageSize;
  s->cls = cls;
  int sc = cls >> 1;
  uintptr_t bytes = npages * kPageSize;
  s->freeindex = s->allocCount = s->countAtCache = 0;
  s->which = 0;
  s->largeType = nullptr;
  s->specials = nullptr;
  __builtin_memset(s->bits, 0, sizeof s->bits);
  s->allocCache = ~uint64_t(0);
  if (sc == 0) {
    s->elemsize = bytes;
    s->nelems = 1;
    s->divMul = 0;
  } else {
    s->elemsize = kClasses.size[sc];
    uintptr_t usable = !(cls & 1) && heapBitsInSpan(s->elemsize) ? bytes - bytes / 64 : bytes;
    s->nelems = uint32_t(usable / s->elemsize);
    s->divMul = kClasses.divMagic[sc];
    if (!(cls & 1) && heapBitsInSpan(s->elemsize) && !*zeroed) __builtin_memset(s->heapBits(), 0, bytes / 64);
  }
  s->limit = s->base + s->elemsize * s->nelems;
  s->needzero = true; // from now on
  s->sweepgen = mheap.sweepgen;
  uintptr_t first = pageIndex(s->base);
  for (uintptr_t i = 0; i < npages; i++) mheap.spans[first + i] = s;
  if (mheap.nspans == mheap.capspans) {
    int64_t n = mheap.capspans ? mheap.capspans * 2 : 1024;
    auto **a = static_cast<mspan **>(sys::map(size_t(n) * sizeof(mspan *), sys::kProtRW));
    if (!a) throwError("out of memory (span table)");
    for (int64_t i = 0; i < mheap.nspans; i++) a[i] = mheap.allspans[i];
    if (mheap.allspans) sys::unmap(mheap.allspans, size_t(mheap.capspans) * sizeof(mspan *));
    mheap.allspans = a;
    mheap.capspans = n;
  }
  s->allIndex = mheap.nspans;
  mheap.allspans[mheap.nspans++] = s;
  mheap.pagesInUse += npages;
  if (mheap.pagesInUse > mheap.peakPages) mheap.peakPages = mheap.pagesInUse;
  __atomic_store_n(&s->state, kSpanInUse, __ATOMIC_RELEASE);
  unlock(&mheap.lk);
  return s;
}

void freeSpan(mspan *s) {
  lock(&mheap.lk);
  mheap.pagesInUse -= s->npages;
  s->needzero = true;
  mspan *last = mheap.allspans[--mheap.nspans];
  mheap.allspans[s->allIndex] = last;
  last->allIndex = s->allIndex;
  s->state = kSpanFree;
  uintptr_t first = pageIndex(s->base);
  for (uintptr_t i = 0; i < s->npages; i++) mheap.spans[first + i] = nullptr;
  s->freedPass = mheap.scavengePass;
  mspan *prev = first > 0 ? mheap.spans[first - 1] : nullptr;
  if (prev && prev->state == kSpanFree && prev->needzero == s->needzero) {
    binFor(prev->npages).remove(prev);
    mheap.spans[pageIndex(prev->base) + prev->npages - 1] = nullptr;
    prev->npages += s->npages;
    prev->freedPass = s->freedPass;
    s->next = mheap.freeSpanStructs;
    mheap.freeSpanStructs = s;
    s = prev;
  }
  uintptr_t end = pageIndex(s->base) + s->npages;
  mspan *next = s->base + s->npages * kPageSize < mheap.arenaUsed ? mheap.spans[end] : nullptr;
  if (next && next->state == kSpanFree && next->needzero == s->needzero) {
    binFor(next->npages).remove(next);
    mheap.spans[end] = nullptr;
    s->npages += next->npages;
    next->next = mheap.freeSpanStructs;
    mheap.freeSpanStructs = next;
  }
  addFree(s);
  unlock(&mheap.lk);
}

// Gives free spans back to the kernel (they come back zeroed) as long as more than `keep` bytes have memory behind them.
static void releaseFree(SpanList &list, uint64_t keep, bool fresh) {
  for (mspan *s = list.head; s && mheap.heapSys - mheap.heapReleased > keep; s = s->next) {
    if (!s->needzero || (!fresh && s->freedPass == mheap.scavengePass)) continue;
    sys::call(sys::kSysMadvise, s->base, s->npages * kPageSize, sys::kMadvDontneed);
    s->needzero = false;
    mheap.heapReleased += s->npages * kPageSize;
  }
}
void scavengeAll() {
  lock(&mheap.lk);
  for (SpanList &list : mheap.free) releaseFree(list, 0, true);
  unlock(&mheap.lk);
}

bool overMemoryLimit(uint64_t bytes);
// Called once a cycle. What the program had in use at its peak since the last pass, and a tenth more, stays: a program that
// allocates and drops at a steady rate keeps its pages and takes no faults, however short its cycles are. Of the rest, long
// spans that nobody has wanted since the last pass go. Over the memory limit everything free goes back at once.
void scavenge() {
  if (overMemoryLimit(mheap.heapSys - mheap.heapReleased)) return scavengeAll();
  constexpr int64_t interval = 100 * 1000000;
  int64_t now = sys::nanotime();
  if (now - mheap.scavengeTime < interval) return;
  lock(&mheap.lk);
  uint64_t peak = mheap.peakPages * kPageSize;
  releaseFree(mheap.free[128], peak + peak / 10, false);
  mheap.scavengeTime = now;
  mheap.scavengePass++;
  mheap.peakPages = mheap.pagesInUse;
  unlock(&mheap.lk);
}
extern "C" void golem_scavengeall() {
  systemstack([] { scavengeAll(); });
}

} // namespace golem

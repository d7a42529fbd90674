// Allocation: size class -> the p's cached span -> central list -> page heap.
//
// * below 16 bytes without pointers: several objects share a 16-byte slot (tiny allocator);
// * up to 32 KB by size class; larger objects have a span of their own;
// * where the collector finds pointers: objects up to 512 bytes have a bitmap at the end of their span, larger ones begin
//   with a header word, the type (the pointer the program sees is behind it), large spans keep the type in the span.
// Runs on the goroutine's stack and never parks except where noted; refills run on g0. During marking new objects are
// born marked.
#include "runtime/heap/malloc.h"
#include "runtime/gc/gc.h"
#include "runtime/panic/panic.h"
#include "runtime/prof/prof.h"
#include "runtime/race/race.h"

namespace golem {

static mspan emptySpan; // stands in a fresh cache: full, so the first allocation refills

mcache *allocmcache() {
  auto *c = static_cast<mcache *>(persistentalloc(sizeof(mcache), 64));
  for (auto &s : c->alloc) s = &emptySpan;
  return c;
}

// ---- pointer masks ----
static void fillMask(uint8_t *mask, const Type *t, uintptr_t word) {
  if (!t->ptrBytes) return;
  if (!(t->tflag & kTFlagGCMaskOnDemand)) {
    for (uintptr_t i = 0; i < t->ptrBytes / 8; i++)
      if (t->gcdata[i / 8] >> (i % 8) & 1) mask[(word + i) / 8] |= uint8_t(1 << ((word + i) % 8));
    return;
  }
  if (t->kind() == kArray) {
    auto *a = static_cast<const ArrayType *>(t);
    for (uintptr_t i = 0; i < a->len; i++) fillMask(mask, a->elem, word + i * (a->elem->size / 8));
  } else {
    auto *st = static_cast<const StructType *>(t);
    for (int64_t i = 0; i < st->nfields; i++) {
      if (st->fields[i].typ->ptrBytes) fillMask(mask, st->fields[i].typ, word + st->fields[i].offset / 8);
    }
  }
}
const uint8_t *gcMask(const Type *t) {
  if (!(t->tflag & kTFlagGCMaskOnDemand)) return t->gcdata;
  auto **slot = reinterpret_cast<uint8_t **>(const_cast<uint8_t *>(t->gcdata));
  uint8_t *m = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
  if (m) return m;
  static mutex lk;
  systemstack([&] {
    lock(&lk);
    m = *slot;
    if (!m) {
      m = static_cast<uint8_t *>(persistentalloc((t->ptrBytes / 8 + 7) / 8 + 8));
      fillMask(m, t, 0);
      __atomic_store_n(slot, m, __ATOMIC_RELEASE);
    }
    unlock(&lk);
  });
  return m;
}

// Writes the pointer bits of an object with nelem values of type at x (object of elemsize bytes, bitmap in the span).
static void writeHeapBits(mspan *s, uintptr_t x, uintptr_t size, const Type *t) {
  uint64_t bits = 0; // at most 64 words
  uintptr_t words = size / 8, tw = t->size / 8, pw = t->ptrBytes / 8;
  if (tw == 1) {
    bits = ~uint64_t(0) >> (64 - words);
  } else {
    uint64_t one = 0;
    for (uintptr_t i = 0; i < (pw + 7) / 8; i++) one |= uint64_t(t->gcdata[i]) << (8 * i);
    if (pw < 64) one &= (uint64_t(1) << pw) - 1;
    for (uintptr_t w = 0; w < words; w += tw) bits |= one << w;
  }
  uintptr_t at = (x - s->base) / 8, n = s->elemsize / 8;
  uint64_t *bm = s->heapBits() + at / 64;
  unsigned sh = at % 64;
  uint64_t mask = n == 64 ? ~uint64_t(0) : (uint64_t(1) << n) - 1;
  bm[0] = (bm[0] & ~(mask << sh)) | bits << sh;
  if (sh + n > 64) bm[1] = (bm[1] & ~(mask >> (64 - sh))) | bits >> (64 - sh);
}

// ---- central lists ----
static void refillAllocCache(mspan *s, uint32_t word) { s->allocCache = ~s->allocBits()[word]; }

// First free slot at or after freeindex, or nelems.
static uint32_t nextFreeIndex(mspan *s) {
  uint32_t i = s->freeindex, n = s->nelems;
  if (i == n) return n;
  int tz = s->allocCache ? __builtin_ctzll(s->allocCache) : 64;
  while (tz == 64) {
    i = (i + 64) & ~63u;
    if (i >= n) {
      __atomic_store_n(&s->freeindex, n, __ATOMIC_RELEASE);
      return n;
    }
    refillAllocCache(s, i / 64);
    tz = s->allocCache ? __builtin_ctzll(s->allocCache) : 64;
  }
  uint32_t r = i + uint32_t(tz);
  if (r >= n) {
    __atomic_store_n(&s->freeindex, n, __ATOMIC_RELEASE);
    return n;
  }
  s->allocCache = tz == 63 ? 0 : s->allocCache >> (tz + 1);
  i = r + 1;
  __atomic_store_n(&s->freeindex, i, __ATOMIC_RELEASE);
  if (i % 64 == 0 && i != n) refillAllocCache(s, i / 64);
  return r;
}

static mspan *cacheSpan(spanClass cls) {
  mcentral &c = mheap.central[cls];
  int sg = mheap.sweepgen / 2 % 2;
  lock(&c.lk);
  mspan *s = c.partial[sg].pop();
  unlock(&c.lk);
  for (int tries = 0; !s && tries < 100; tries++) {
    lock(&c.lk);
    s = c.partial[sg ^ 1].pop();
    if (!s) s = c.full[sg ^ 1].pop();
    unlock(&c.lk);
    if (!s) break;
    if (sweepSpan(s, true)) { // never true with preserve
      s = nullptr;
      continue;
    }
    if (s->allocCount == s->nelems) {
      lock(&c.lk);
      c.full[sg].push(s);
      unlock(&c.lk);
      s = nullptr;
    }
  }
  if (!s) {
    int sc = cls >> 1;
    bool zeroed;
    s = allocSpan(kClasses.pages[sc], cls, &zeroed);
    if (!s) return nullptr;
    s->needzero = !zeroed; // of this use; the page heap sets it again when the span comes back
  }
  s->countAtCache = s->allocCount;
  refillAllocCache(s, s->freeindex / 64);
  s->allocCache >>= s->freeindex % 64;
  return s;
}

static void countSpan(mcache *c, mspan *s) {
  c->nmalloc[s->cls >> 1] += s->allocCount - s->countAtCache;
  s->countAtCache = s->allocCount;
}

static void uncacheSpan(mcache *c, mspan *s) {
  countSpan(c, s);
  mcentral &ct = mheap.central[s->cls];
  int sg = mheap.sweepgen / 2 % 2;
  lock(&ct.lk);
  (s->allocCount == s->nelems ? ct.full[sg] : ct.partial[sg]).push(s);
  unlock(&ct.lk);
}

void flushmcache(mcache *c) {
  for (auto &s : c->alloc)
    if (s != &emptySpan) {
      // Slots that the cache did not use are no longer counted live.
      gcUncount(uint64_t(s->nelems - s->allocCount) * s->elemsize);
      uncacheSpan(c, s);
      s = &emptySpan;
    }
  c->tiny = 0;
}

[[noreturn]] static void outOfMemory(uintptr_t size) {
  printstr("runtime: out of memory: cannot allocate ");
  printudec(size);
  printstr("-byte block (");
  printudec(mheap.heapSys);
  printstr(" in use)\n");
  throwError("out of memory");
}

static void refill(mcache *c, spanClass cls) { // on g0
  mspan *s = c->alloc[cls];
  if (s != &emptySpan) uncacheSpan(c, s);
  s = cacheSpan(cls);
  if (!s) outOfMemory(kClasses.size[cls >> 1]);
  c->alloc[cls] = s;
  gcCount(uint64_t(s->nelems - s->allocCount) * s->elemsize);
}

// On the goroutine's stack: mark work owed for the bytes about to be allocated, then a new span.
__attribute__((noinline)) static mspan *refillSlow(spanClass cls) {
  gcAssist(kClasses.pages[cls >> 1] * kPageSize); // may park: the p is another one then
  systemstack([&] { refill(getp()->mcache, cls); });
  return getp()->mcache->alloc[cls];
}

static inline uintptr_t nextFree(mcache *c, spanClass cls, mspan **out) {
  mspan *s = c->alloc[cls];
  if (s->allocCache) { // fast: next free slot in the cached 64
    uint32_t r = s->freeindex + uint32_t(__builtin_ctzll(s->allocCache));
    if (r < s->nelems) {
      uint32_t f = r + 1;
      if (f % 64 != 0 || f == s->nelems) {
        int tz = __builtin_ctzll(s->allocCache);
        s->allocCache = s->allocCache >> tz >> 1;
        s->freeindex = f;
        s->allocCount++;
        *out = s;
        return s->base + uintptr_t(r) * s->elemsize;
      }
    }
  }
  uint32_t i = nextFreeIndex(s);
  if (i == s->nelems) {
    s = refillSlow(cls);
    i = nextFreeIndex(s);
  }
  s->allocCount++;
  *out = s;
  return s->base + uintptr_t(i) * s->elemsize;
}

static inline void blacken(mspan *s, uintptr_t x) {
  if (__builtin_expect(gcphase != kGCoff, 0)) {
    s->mark(s->objIndex(x));
    getp()->mcache->blackBytes += s->elemsize;
  }
}

static void *mallocLarge(uintptr_t size, const Type *t, bool noscan, bool needzero) {
  uintptr_t npages = (size + kPageSize - 1) / kPageSize;
  if (npages * kPageSize < size) outOfMemory(size);
  mspan *s = nullptr;
  bool zeroed = false;
  gcAssist(npages * kPageSize);
  systemstack([&] {
    s = allocSpan(npages, makeSpanClass(0, noscan), &zeroed);
    if (!s) outOfMemory(size);
    s->freeindex = 1;
    s->allocCount = s->countAtCache = 1;
    s->allocCache = 0;
    if (!noscan) s->largeType = const_cast<Type *>(t);
    // A large object allocated during marking is scanned by nobody: zero it before it can be published.
    if ((needzero || !noscan) && !zeroed) __builtin_memset(reinterpret_cast<void *>(s->base), 0, npages * kPageSize);
    mcentral &ct = mheap.central[s->cls];
    lock(&ct.lk);
    ct.full[mheap.sweepgen / 2 % 2].push(s);
    unlock(&ct.lk);
    gcCount(npages * kPageSize);
  });
  mcache *c = getp()->mcache;
  c->largeCount++;
  c->largeBytes += npages * kPageSize;
  blacken(s, s->base);
  return reinterpret_cast<void *>(s->base);
}

static inline void *allocate(uintptr_t size, const Type *t, bool needzero) {
  bool noscan = !t || !t->ptrBytes;
  mcache *c = getp()->mcache;
  if (size > kMaxSmallSize - kMallocHeader) {
    void *r = mallocLarge(size, t, noscan, needzero);
    gcTestTrigger();
    return r;
  }
  mspan *s;
  if (noscan) {
    if (size < kTinySize) {
      uintptr_t off = c->tinyoffset;
      if ((size & 7) == 0) off = (off + 7) & ~uintptr_t(7);
      else if ((size & 3) == 0) off = (off + 3) & ~uintptr_t(3);
      else if ((size & 1) == 0) off = (off + 1) & ~uintptr_t(1);
      if (c->tiny && off + size <= kTinySize) {
        void *r = reinterpret_cast<void *>(c->tiny + off);
        c->tinyoffset = off + size;
        c->tinyAllocs++;
        return r;
      }
      uintptr_t x = nextFree(c, makeSpanClass(2, true), &s);
      reinterpret_cast<uint64_t *>(x)[0] = 0;
      reinterpret_cast<uint64_t *>(x)[1] = 0;
      c = getp()->mcache;
      if (size < c->tinyoffset || !c->tiny) {
        c->tiny = x;
        c->tinyoffset = size;
      }
      blacken(s, x);
      gcTestTrigger();
      return reinterpret_cast<void *>(x);
    }
    uintptr_t x = nextFree(c, makeSpanClass(sizeToClass(size), true), &s);
    if (needzero && s->needzero) __builtin_memset(reinterpret_cast<void *>(x), 0, s->elemsize);
    blacken(s, x);
    gcTestTrigger();
    return reinterpret_cast<void *>(x);
  }
  if (heapBitsInSpan(size)) {
    uintptr_t x = nextFree(c, makeSpanClass(sizeToClass(size), false), &s);
    if (s->needzero) __builtin_memset(reinterpret_cast<void *>(x), 0, s->elemsize);
    writeHeapBits(s, x, size, t);
    blacken(s, x);
    gcTestTrigger();
    return reinterpret_cast<void *>(x);
  }
  uintptr_t x = nextFree(c, makeSpanClass(sizeToClass(size + kMallocHeader), false), &s);
  if (s->needzero) __builtin_memset(reinterpret_cast<void *>(x), 0, s->elemsize);
  *reinterpret_cast<const Type **>(x) = t;
  blacken(s, x);
  gcTestTrigger();
  return reinterpret_cast<void *>(x + kMallocHeader);
}

// Collections for testing, samples for the allocation profile.
__attribute__((noinline)) static void *mallocHooked(uintptr_t size, const Type *t, bool needzero) {
  if (gcStressOn) gcStress();
  void *p = allocate(size, t, needzero);
  if (memProfiling) profileMalloc(p, size);
  if (race::enabled) race::allocated(p, size);
  return p;
}

void *mallocgc(uintptr_t size, const Type *t, bool needzero) {
  if (size == 0) return &golem_zerobase;
  preemptCheck();
  if (__builtin_expect(mallocHooks, 0)) return mallocHooked(size, t, needzero);
  return allocate(size, t, needzero);
}

void *newobject(const Type *t) { return mallocgc(t->size, t, true); }

extern "C" {
void *golem_newobject(const Type *t) { return mallocgc(t->size, t, true); }
void *golem_mallocgc(int64_t size, const Type *t, bool needzero) { return mallocgc(uintptr_t(size), t, needzero); }

void *golem_makeslice(const Type *elem, int64_t len, int64_t cap) {
  unsigned __int128 bytes = static_cast<unsigned __int128>(elem->size) * uint64_t(cap);
  constexpr uint64_t kMaxAlloc = uint64_t(1) << 48;
  if (bytes > kMaxAlloc || len < 0 || len > cap) {
    unsigned __int128 lb = static_cast<unsigned __int128>(elem->size) * uint64_t(len);
    if (lb > kMaxAlloc || len < 0) gort_panicmakeslicelen();
    gort_panicmakeslicecap();
  }
  return mallocgc(uintptr_t(bytes), elem, true);
}

void golem_growslice(GoSlice *out, void *old, int64_t newLen, int64_t oldCap, int64_t num, const Type *et) {
  int64_t oldLen = newLen - num;
  if (newLen < 0) gort_panicgrowslice();
  if (race::enabled) race::read(old, uintptr_t(oldLen) * et->size, __builtin_return_address(0));
  if (et->size == 0) {
    *out = {&golem_zerobase, newLen, newLen};
    return;
  }
  // Wanted more than double: exactly that; below 256 elements double; then by a quarter plus 192 a step.
  uint64_t cap = uint64_t(oldCap);
  if (uint64_t(newLen) > cap * 2) {
    cap = uint64_t(newLen);
  } else if (oldCap < 256) {
    cap *= 2;
  } else {
    while (cap < uint64_t(newLen)) {
      cap += (cap + 768) >> 2;
      if (int64_t(cap) <= 0) {
        cap = uint64_t(newLen);
        break;
      }
    }
  }
  bool noscan = !et->ptrBytes;
  unsigned __int128 want = static_cast<unsigned __int128>(cap) * et->size;
  if (want > (uint64_t(1) << 48)) gort_panicgrowslice();
  uintptr_t bytes = roundupsize(uintptr_t(want), noscan);
  cap = bytes / et->size;
  bytes = cap * et->size;
  uintptr_t lenBytes = uintptr_t(oldLen) * et->size, usedBytes = uintptr_t(newLen) * et->size;
  char *p = static_cast<char *>(mallocgc(bytes, et, !noscan));
  if (noscan) __builtin_memset(p + usedBytes, 0, bytes - usedBytes); // the caller fills what lies between
  if (!noscan && lenBytes && golem_writeBarrier) bulkBarrierPreWriteSrcOnly(old, lenBytes, et);
  __builtin_memmove(p, old, lenBytes);
  *out = {p, newLen, int64_t(cap)};
}
// To the size that the heap would give newLen elements, since the array moves there later with its capacity.
void golem_growslicebuf(GoSlice *out, void *old, int64_t newLen, int64_t num, const Type *et, void *buf) {
  uintptr_t oldBytes = uintptr_t(newLen - num) * et->size, bytes = uintptr_t(newLen) * et->size;
  if (old != buf && oldBytes) __builtin_memmove(buf, old, oldBytes);
  uintptr_t cap = roundupsize(bytes, !et->ptrBytes) / et->size;
  __builtin_memset(static_cast<char *>(buf) + bytes, 0, cap * et->size - bytes);
  *out = {buf, newLen, int64_t(cap)};
}
}

} // namespace golem

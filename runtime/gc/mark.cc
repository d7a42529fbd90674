// Marking: from roots and gray objects to everything reachable.
//
// An object is white (mark bit clear), gray (marked, in a work buffer) or black (marked, not in a buffer). Pointer-free
// objects go from white to black at once. Large objects are scanned in pieces of 128 KB so that no step is long.
// Stacks and saved registers are scanned conservatively: any word that points into an object keeps it; where compiled code may have no
// other pointer than one just past the end (stackscan.cc), that does.
#include "runtime/gc/work.h"
#include "runtime/gc/gc.h"

namespace golem {

static constexpr uintptr_t kObletBytes = 128 << 10;
static mutex workLock;
static workbuf *fullList, *emptyList;
uint64_t bytesMarked;

workbuf *getFull() {
  if (!__atomic_load_n(&fullList, __ATOMIC_RELAXED)) return nullptr;
  lock(&workLock);
  workbuf *b = fullList;
  if (b) fullList = b->next;
  unlock(&workLock);
  return b;
}
void putFull(workbuf *b) {
  lock(&workLock);
  b->next = fullList;
  fullList = b;
  unlock(&workLock);
}
workbuf *getEmpty() {
  lock(&workLock);
  workbuf *b = emptyList;
  if (b) emptyList = b->next;
  unlock(&workLock);
  if (!b) b = static_cast<workbuf *>(persistentalloc(sizeof(workbuf)));
  b->n = 0;
  return b;
}
void putEmpty(workbuf *b) {
  lock(&workLock);
  b->next = emptyList;
  emptyList = b;
  unlock(&workLock);
}
bool workPending() { return __atomic_load_n(&fullList, __ATOMIC_RELAXED) != nullptr; }

static inline void greyObject(wbWork &w, mspan *s, uintptr_t idx) {
  if (!s->mark(idx)) return;
  __atomic_fetch_add(&bytesMarked, s->elemsize, __ATOMIC_RELAXED);
  if (!s->noscan()) gcwPut(w, s->base + idx * s->elemsize);
}

void greyPointer(wbWork &w, uintptr_t p) {
  mspan *s = spanOfObject(p);
  if (!s) return;
  uintptr_t idx = s->objIndex(p);
  if (s->isFree(idx)) return; // stale word: nothing lives there
  greyObject(w, s, idx);
}

void scanWords(wbWork &w, uintptr_t lo, uintptr_t hi) {
  for (uintptr_t a = (lo + 7) & ~uintptr_t(7); a + 8 <= hi; a += 8) {
    uintptr_t v = __atomic_load_n(reinterpret_cast<uintptr_t *>(a), __ATOMIC_RELAXED);
    if (v - mheap.arenaStart < mheap.arenaUsed - mheap.arenaStart) greyPointer(w, v);
  }
}

void scanConservative(wbWork &w, uintptr_t lo, uintptr_t hi, bool pastEnd) {
  for (uintptr_t a = (lo + 7) & ~uintptr_t(7); a + 8 <= hi; a += 8) {
    uintptr_t v = *reinterpret_cast<uintptr_t *>(a);
    if (v - mheap.arenaStart > mheap.arenaUsed - mheap.arenaStart) continue;
    greyPointer(w, v);
    if (pastEnd) greyPointer(w, v - 1);
  }
}

// Scans [lo, hi) of an array of t that begins at start.
static void scanTyped(wbWork &w, uintptr_t start, uintptr_t lo, uintptr_t hi, const Type *t) {
  const uint8_t *mask = gcMask(t);
  uintptr_t ts = t->size;
  uintptr_t elem = start + (lo - start) / ts * ts;
  for (; elem < hi; elem += ts) {
    uintptr_t end = elem + t->ptrBytes;
    if (end > hi) end = hi;
    uintptr_t a = elem < lo ? lo : elem;
    for (; a + 8 <= end; a += 8) {
      uintptr_t off = (a - elem) / 8;
      if (off % 8 == 0 && mask[off / 8] == 0) {
        a += 56;
        continue;
      }
      if (!(mask[off / 8] >> (off % 8) & 1)) continue;
      uintptr_t v = __atomic_load_n(reinterpret_cast<uintptr_t *>(a), __ATOMIC_RELAXED);
      if (v - mheap.arenaStart < mheap.arenaUsed - mheap.arenaStart) greyPointer(w, v);
    }
  }
}

static uint64_t scanGray(wbWork &w, uintptr_t b) {
  mspan *s = spanOf(b);
  if (!s || s->state != kSpanInUse) throwError("scan of an object outside the heap");
  if (s->cls < 2) { // large: this piece only
    uintptr_t end = b + kObletBytes;
    if (end > s->limit) end = s->limit;
    if (b == s->base)
      for (uintptr_t o = b + kObletBytes; o < s->limit; o += kObletBytes) gcwPut(w, o);
    if (s->largeType) scanTyped(w, s->base, b, end, s->largeType);
    return end - b;
  }
  if (!heapBitsInSpan(s->elemsize)) {
    if (auto *t = *reinterpret_cast<const Type **>(b)) scanTyped(w, b + kMallocHeader, b + kMallocHeader, b + s->elemsize, t);
    return s->elemsize;
  }
  uintptr_t at = (b - s->base) / 8, n = s->elemsize / 8;
  uint64_t *bm = s->heapBits() + at / 64;
  unsigned sh = at % 64;
  uint64_t bits = bm[0] >> sh;
  if (sh + n > 64) bits |= bm[1] << (64 - sh);
  if (n < 64) bits &= (uint64_t(1) << n) - 1;
  while (bits) {
    int i = __builtin_ctzll(bits);
    bits &= bits - 1;
    uintptr_t v = __atomic_load_n(reinterpret_cast<uintptr_t *>(b + uintptr_t(i) * 8), __ATOMIC_RELAXED);
    if (v - mheap.arenaStart < mheap.arenaUsed - mheap.arenaStart) greyPointer(w, v);
  }
  return s->elemsize;
}
void scanObject(wbWork &w, uintptr_t obj) { scanGray(w, obj); }

// For the tests of reflect: which words of the heap object that begins at p scanGray takes for pointers, a byte a word. At most n
// are written; returns how many words there are, 0 without pointers or outside the heap.
extern "C" int64_t golem_heapmask(uintptr_t p, uint8_t *out, int64_t n) {
  mspan *s = spanOfObject(p);
  if (!s || s->noscan()) return 0;
  int64_t words = int64_t((s->base + (s->objIndex(p) + 1) * s->elemsize - p) / 8);
  if (s->cls >= 2 && heapBitsInSpan(s->elemsize)) {
    uintptr_t at = (p - s->base) / 8;
    for (int64_t i = 0; i < words && i < n; i++) out[i] = s->heapBits()[(at + uintptr_t(i)) / 64] >> ((at + uintptr_t(i)) % 64) & 1;
    return words;
  }
  const Type *t = s->cls < 2 ? s->largeType : *reinterpret_cast<const Type **>(p - kMallocHeader);
  if (!t) return 0;
  const uint8_t *mask = gcMask(t);
  for (int64_t i = 0; i < words && i < n; i++) {
    uintptr_t off = uintptr_t(i) * 8 % t->size;
    out[i] = off < t->ptrBytes && (mask[off / 64] >> (off / 8 % 8) & 1);
  }
  return words;
}

uint64_t drain(wbWork &w, uint64_t maxBytes) {
  uint64_t done = 0;
  while (done < maxBytes) {
    uintptr_t b = gcwGet(w);
    if (!b) break;
    done += scanGray(w, b);
  }
  return done;
}

void shade(uintptr_t p) {
  if (p - mheap.arenaStart >= mheap.arenaUsed - mheap.arenaStart) return;
  greyPointer(getp()->gcw, p);
}

void gcFlushP(p *pp) { gcwFlush(pp->gcw); }

} // namespace golem

// Maps: a table of 2^B buckets of eight cells, overflow chains, incremental growth.
//
// Lookup: the low B bits of the hash choose the bucket, the top eight bits ("top hash") the candidate cells, found by one
// SSE2 comparison; then keys are compared. When the load passes 6.5 entries a bucket the table doubles; when there are too
// many overflow buckets it is rebuilt at the same size. Growth is incremental: each write evacuates the bucket it touches
// and one more.
//
// Invariants: a bucket is either wholly old (top hash >= minTopHash) or wholly evacuated; a reader looks in the old bucket
// until it is marked evacuated; nevacuate is a low-water mark, everything below it has moved. Iteration starts at a random
// bucket and cell and stays valid during growth: it walks the new table's buckets and reads an old bucket, filtered, where
// the new one is not filled yet.
// Bucket memory: 8 top hashes, 8 keys, 8 elements, overflow pointer. Keys or elements over 128 bytes are stored by pointer.
// Source of the algorithm: Go's map until 1.23.
#include "runtime/map/map.h"
#include "runtime/sched/choices.h"
#include "runtime/gc/gc.h"
#include "runtime/heap/malloc.h"
#include "runtime/iface/alg.h"
#include <emmintrin.h>

namespace golem {

namespace {

constexpr int kCells = 8;

// ---- descriptors of our own structures, for the collector ----
const uint8_t hmapMask = 1 << 2 | 1 << 3 | 1 << 5;
const Type hmapType = {48, 48, 0, 0, 8, 8, kStruct, nullptr, &hmapMask, 0, 0};

// Buckets without pointers still have an overflow pointer: a type that knows only that, by bucket size.
const Type *overflowOnlyType(uintptr_t size) {
  constexpr int kSlots = 300;
  static Type *made[kSlots];
  uintptr_t w = size / 8;
  Type *t = __atomic_load_n(&made[w], __ATOMIC_ACQUIRE);
  if (t) return t;
  systemstack([&] {
    auto *mask = static_cast<uint8_t *>(persistentalloc(w / 8 + 8));
    mask[(w - 1) / 8] = uint8_t(1 << (w - 1) % 8);
    t = static_cast<Type *>(persistentalloc(sizeof(Type)));
    t->size = t->ptrBytes = size;
    t->align = t->fieldAlign = 8;
    t->kindBits = kStruct;
    t->gcdata = mask;
  });
  __atomic_store_n(&made[w], t, __ATOMIC_RELEASE);
  return t;
}
const Type *bucketType(const MapType *t) { return t->bucket->ptrBytes ? t->bucket : overflowOnlyType(t->bucketSize); }

void *allocBuckets(const MapType *t, uintptr_t n) { return mallocgc(n * t->bucketSize, bucketType(t), true); }

inline uint8_t *bucketAt(const MapType *t, void *base, uintptr_t i) { return static_cast<uint8_t *>(base) + i * t->bucketSize; }
inline uint8_t *&overflowOf(const MapType *t, uint8_t *b) { return *reinterpret_cast<uint8_t **>(b + t->bucketSize - 8); }
inline uint8_t *keySlot(const MapType *t, uint8_t *b, unsigned i) { return b + 8 + i * t->keySize; }
inline uint8_t *elemSlot(const MapType *t, uint8_t *b, unsigned i) { return b + 8 + kCells * t->keySize + i * t->elemSize; }
inline uint8_t *keyAt(const MapType *t, uint8_t *b, unsigned i) {
  uint8_t *k = keySlot(t, b, i);
  return t->flags & kMapIndirectKey ? *reinterpret_cast<uint8_t **>(k) : k;
}
inline uint8_t *elemAt(const MapType *t, uint8_t *b, unsigned i) {
  uint8_t *e = elemSlot(t, b, i);
  return t->flags & kMapIndirectElem ? *reinterpret_cast<uint8_t **>(e) : e;
}

inline uint8_t topHash(uint64_t hash) {
  uint8_t top = uint8_t(hash >> 56);
  return top < kMinTopHash ? uint8_t(top + kMinTopHash) : top;
}
inline bool isEmpty(uint8_t x) { return x <= kEmptyOne; }
inline bool evacuated(const uint8_t *b) { return b[0] > kEmptyOne && b[0] < kMinTopHash; }
// Bit i set: cell i has this top hash.
inline unsigned matchTop(const uint8_t *b, uint8_t top) {
  __m128i v = _mm_loadl_epi64(reinterpret_cast<const __m128i *>(b));
  return unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(char(top))))) & 0xff;
}

inline uintptr_t bucketMask(const hmap *h) { return (uintptr_t(1) << h->B) - 1; }
inline bool growing(const hmap *h) { return h->oldbuckets != nullptr; }
inline uintptr_t oldCount(const hmap *h) {
  uint8_t b = h->B;
  if (!(h->flags & kSameSizeGrow)) b--;
  return uintptr_t(1) << b;
}
bool overLoad(int64_t count, uint8_t B) { return count > kCells && uint64_t(count) > 13 * ((uint64_t(1) << B) / 2); }
bool tooManyOverflow(uint16_t n, uint8_t B) { return n >= uint16_t(1 << (B > 15 ? 15 : B)); }

// ---- bucket arrays ----
constexpr uint8_t kOverflowFromB = 4; // tables from this size on have room for the overflow buckets that they are likely to need
uintptr_t arrayBuckets(const MapType *t, uint8_t B) {
  uintptr_t base = uintptr_t(1) << B;
  if (B < kOverflowFromB) return base;
  uintptr_t n = base + (uintptr_t(1) << (B - 4));
  uintptr_t bytes = n * t->bucketSize, up = roundupsize(bytes, false);
  return up != bytes ? up / t->bucketSize : n;
}
// Prepares the overflow buckets of a zeroed array; returns the first, nil if there are none.
void *linkOverflow(const MapType *t, uint8_t B, void *p) {
  uintptr_t base = uintptr_t(1) << B, n = arrayBuckets(t, B);
  if (n == base) return nullptr;
  // The last one's overflow pointer is not nil: that is how the end of the preallocated ones is found.
  writebarrierptr(&overflowOf(t, bucketAt(t, p, n - 1)), p);
  return bucketAt(t, p, base);
}
void *makeBucketArray(const MapType *t, uint8_t B, void **nextOverflow) {
  void *p = allocBuckets(t, arrayBuckets(t, B));
  *nextOverflow = linkOverflow(t, B, p);
  return p;
}

uint8_t *newOverflow(const MapType *t, hmap *h, uint8_t *b) {
  uint8_t *ov;
  if (h->nextOverflow) {
    ov = static_cast<uint8_t *>(h->nextOverflow);
    if (!overflowOf(t, ov)) {
      writebarrierptr(&h->nextOverflow, ov + t->bucketSize);
    } else {
      writebarrierptr(&overflowOf(t, ov), nullptr);
      writebarrierptr(&h->nextOverflow, nullptr);
    }
  } else {
    ov = static_cast<uint8_t *>(allocBuckets(t, 1));
  }
  if (h->B < 16) {
    h->noverflow++;
  } else { // count about 2^15 when there are as many overflow buckets as buckets
    uint32_t mask = (uint32_t(1) << (h->B - 15)) - 1;
    if ((uint32_t(choices::next(choices::kMap) >> 16) & mask) == 0) h->noverflow++;
  }
  writebarrierptr(&overflowOf(t, b), ov);
  return ov;
}

// ---- kinds of keys ----
struct AnyKey {
  const void *p;
  uint64_t hash(const MapType *t, const hmap *h) const { return typeHash(t->key, p, h->hash0); }
  bool equal(const MapType *t, const uint8_t *k) const { return valuesEqual(t->key, p, k); }
  bool needUpdate(const MapType *t) const { return t->flags & kMapNeedKeyUpdate; }
  void update(const MapType *t, uint8_t *k) const { typedmemmove(t->key, k, p); }
  void store(const MapType *t, uint8_t *slot) const {
    if (t->flags & kMapIndirectKey) {
      void *mem = newobject(t->key);
      writebarrierptr(slot, mem);
      slot = static_cast<uint8_t *>(mem);
    }
    typedmemmove(t->key, slot, p);
  }
};
struct Key32 {
  uint32_t v;
  uint64_t hash(const MapType *, const hmap *h) const { return hash32(v, h->hash0); }
  bool equal(const MapType *, const uint8_t *k) const { return *reinterpret_cast<const uint32_t *>(k) == v; }
  bool needUpdate(const MapType *) const { return false; }
  void update(const MapType *, uint8_t *) const {}
  void store(const MapType *, uint8_t *slot) const { *reinterpret_cast<uint32_t *>(slot) = v; }
};
struct Key64 {
  uint64_t v;
  uint64_t hash(const MapType *, const hmap *h) const { return hash64(v, h->hash0); }
  bool equal(const MapType *, const uint8_t *k) const { return *reinterpret_cast<const uint64_t *>(k) == v; }
  bool needUpdate(const MapType *) const { return false; }
  void update(const MapType *, uint8_t *) const {}
  void store(const MapType *t, uint8_t *slot) const {
    if (t->key->ptrBytes) writebarrierptr(slot, reinterpret_cast<void *>(v));
    else *reinterpret_cast<uint64_t *>(slot) = v;
  }
};
struct KeyStr {
  GoString s;
  uint64_t hash(const MapType *, const hmap *h) const { return memHash(s.str, uint64_t(s.len), h->hash0); }
  bool equal(const MapType *, const uint8_t *k) const {
    auto *x = reinterpret_cast<const GoString *>(k);
    return x->len == s.len && (x->str == s.str || __builtin_bcmp(x->str, s.str, size_t(s.len)) == 0);
  }
  bool needUpdate(const MapType *) const { return true; } // drop the reference to the old key's memory
  void update(const MapType *, uint8_t *k) const { writebarrierptr(k, const_cast<uint8_t *>(s.str)); }
  void store(const MapType *, uint8_t *k) const {
    reinterpret_cast<GoString *>(k)->len = s.len;
    writebarrierptr(k, const_cast<uint8_t *>(s.str));
  }
};

// ---- the zero element ----
alignas(16) uint8_t zeroVal[1024];
void *zeroElem(const MapType *t) {
  if (t->elem->size <= sizeof zeroVal) return zeroVal;
  static uint8_t *big;
  static uintptr_t bigSize;
  static mutex lk;
  uint8_t *r = nullptr;
  systemstack([&] {
    lock(&lk);
    if (bigSize < t->elem->size) {
      bigSize = (t->elem->size + 0xffff) & ~uintptr_t(0xffff);
      big = static_cast<uint8_t *>(persistentalloc(bigSize));
    }
    r = big;
    unlock(&lk);
  });
  return r;
}

// ---- lookup ----
template <class K> uint8_t *find(const MapType *t, hmap *h, const K &key) {
  preemptCheck();
  if (!h || h->count == 0) {
    // An unhashable key panics even here.
    if (t->flags & kMapHashMightPanic) {
      hmap none{};
      key.hash(t, h ? h : &none);
    }
    return nullptr;
  }
  if (h->flags & kHashWriting) fatal("concurrent map read and map write");
  uint64_t hash = key.hash(t, h);
  uintptr_t m = bucketMask(h);
  uint8_t *b = bucketAt(t, h->buckets, hash & m);
  if (void *old = h->oldbuckets) {
    if (!(h->flags & kSameSizeGrow)) m >>= 1;
    uint8_t *ob = bucketAt(t, old, hash & m);
    if (!evacuated(ob)) b = ob;
  }
  uint8_t top = topHash(hash);
  for (; b; b = overflowOf(t, b)) {
    for (unsigned hits = matchTop(b, top); hits; hits &= hits - 1) {
      unsigned i = unsigned(__builtin_ctz(hits));
      if (key.equal(t, keyAt(t, b, i))) return elemAt(t, b, i);
    }
    if (b[7] == kEmptyRest) break;
  }
  return nullptr;
}

// ---- growth ----
struct Dst {
  uint8_t *b;
  unsigned i;
};

void advanceMark(const MapType *t, hmap *h, uintptr_t newbit) {
  h->nevacuate++;
  uintptr_t stop = h->nevacuate + 1024;
  if (stop > newbit) stop = newbit;
  while (h->nevacuate != stop && evacuated(bucketAt(t, h->oldbuckets, h->nevacuate))) h->nevacuate++;
  if (h->nevacuate == newbit) { // done
    writebarrierptr(&h->oldbuckets, nullptr);
    h->flags &= uint8_t(~kSameSizeGrow);
  }
}

void evacuate(const MapType *t, hmap *h, uintptr_t oldIndex) {
  uint8_t *head = bucketAt(t, h->oldbuckets, oldIndex);
  uintptr_t newbit = oldCount(h);
  if (!evacuated(head)) {
    bool same = h->flags & kSameSizeGrow;
    Dst xy[2];
    xy[0] = {bucketAt(t, h->buckets, oldIndex), 0};
    xy[1] = {same ? nullptr : bucketAt(t, h->buckets, oldIndex + newbit), 0};
    for (uint8_t *b = head; b; b = overflowOf(t, b)) {
      for (unsigned i = 0; i < kCells; i++) {
        uint8_t top = b[i];
        if (isEmpty(top)) {
          b[i] = kEvacuatedEmpty;
          continue;
        }
        unsigned useY = 0;
        uint8_t *k = keyAt(t, b, i);
        if (!same) {
          uint64_t hash = typeHash(t->key, k, h->hash0);
          if ((h->flags & kIterator) && !(t->flags & kMapReflexiveKey) && !valuesEqual(t->key, k, k)) {
            // NaN: its hash is different each time. Iterators need a reproducible choice: the low bit of the top hash;
            // a fresh top hash spreads such keys over the next growths.
            useY = top & 1;
            top = topHash(hash);
          } else if (hash & newbit) {
            useY = 1;
          }
        }
        b[i] = uint8_t(kEvacuatedX + useY);
        Dst &d = xy[useY];
        if (d.i == kCells) {
          d.b = newOverflow(t, h, d.b);
          d.i = 0;
        }
        d.b[d.i] = top;
        uint8_t *dk = keySlot(t, d.b, d.i), *de = elemSlot(t, d.b, d.i);
        if (t->flags & kMapIndirectKey) writebarrierptr(dk, k);
        else typedmemmove(t->key, dk, k);
        if (t->flags & kMapIndirectElem) writebarrierptr(de, *reinterpret_cast<void **>(elemSlot(t, b, i)));
        else typedmemmove(t->elem, de, elemSlot(t, b, i));
        d.i++;
      }
    }
    // Old keys and elements die now, unless an iterator still reads them. The top hashes stay: they are the evacuation state.
    if (!(h->flags & kOldIterator) && t->bucket->ptrBytes) {
      if (golem_writeBarrier) bulkBarrierPreWrite(head, nullptr, t->bucketSize, t->bucket);
      __builtin_memset(head + 8, 0, t->bucketSize - 8u);
    }
  }
  if (oldIndex == h->nevacuate) advanceMark(t, h, newbit);
}

void growWork(const MapType *t, hmap *h, uintptr_t bucket) {
  evacuate(t, h, bucket & (oldCount(h) - 1));
  if (growing(h)) evacuate(t, h, h->nevacuate);
}

void hashGrow(const MapType *t, hmap *h) {
  uint8_t bigger = 1;
  uint8_t flags = h->flags & uint8_t(~(kIterator | kOldIterator));
  if (h->flags & kIterator) flags |= kOldIterator;
  if (!overLoad(h->count + 1, h->B)) {
    bigger = 0;
    flags |= kSameSizeGrow;
  }
  void *next;
  void *nb = makeBucketArray(t, uint8_t(h->B + bigger), &next);
  writebarrierptr(&h->oldbuckets, h->buckets);
  h->B = uint8_t(h->B + bigger);
  h->flags = flags;
  writebarrierptr(&h->buckets, nb);
  h->nevacuate = 0;
  h->noverflow = 0;
  writebarrierptr(&h->nextOverflow, next);
}

// ---- assignment ----
template <class K> void *assign(const MapType *t, hmap *h, const K &key) {
  if (!h) gort_panicassignnilmap();
  preemptCheck();
  if (h->flags & kHashWriting) fatal("concurrent map writes");
  uint64_t hash = key.hash(t, h);
  h->flags ^= kHashWriting; // after the hash: that may panic
  if (!h->buckets) writebarrierptr(&h->buckets, allocBuckets(t, 1));
  uint8_t top = topHash(hash);
  uint8_t *elem = nullptr;
again:
  uintptr_t bucket = hash & bucketMask(h);
  if (growing(h)) growWork(t, h, bucket);
  uint8_t *b = bucketAt(t, h->buckets, bucket);
  uint8_t *freeB = nullptr;
  unsigned freeI = 0;
  for (;;) {
    for (unsigned hits = matchTop(b, top); hits; hits &= hits - 1) {
      unsigned i = unsigned(__builtin_ctz(hits));
      uint8_t *k = keyAt(t, b, i);
      if (!key.equal(t, k)) continue;
      if (key.needUpdate(t)) key.update(t, k);
      elem = elemSlot(t, b, i);
      goto done;
    }
    if (!freeB)
      for (unsigned i = 0; i < kCells; i++)
        if (isEmpty(b[i])) {
          freeB = b;
          freeI = i;
          break;
        }
    if (b[7] == kEmptyRest) break;
    uint8_t *ov = overflowOf(t, b);
    if (!ov) break;
    b = ov;
  }
  if (!growing(h) && (overLoad(h->count + 1, h->B) || tooManyOverflow(h->noverflow, h->B))) {
    hashGrow(t, h);
    goto again;
  }
  if (!freeB) {
    while (uint8_t *ov = overflowOf(t, b)) b = ov;
    freeB = newOverflow(t, h, b);
    freeI = 0;
  }
  elem = elemSlot(t, freeB, freeI);
  if (t->flags & kMapIndirectElem) writebarrierptr(elem, newobject(t->elem));
  key.store(t, keySlot(t, freeB, freeI));
  freeB[freeI] = top;
  h->count++;
done:
  if (!(h->flags & kHashWriting)) fatal("concurrent map writes");
  h->flags &= uint8_t(~kHashWriting);
  return t->flags & kMapIndirectElem ? *reinterpret_cast<void **>(elem) : elem;
}

// Cell i of b has become empty: turn the tail of the chain that is now empty into emptyRest.
void markEmpty(const MapType *t, uint8_t *head, uint8_t *b, unsigned i) {
  b[i] = kEmptyOne;
  uint8_t *ov = overflowOf(t, b);
  if (i == kCells - 1 ? ov && ov[0] != kEmptyRest : b[i + 1] != kEmptyRest) return;
  for (;;) {
    b[i] = kEmptyRest;
    if (i == 0) {
      if (b == head) return;
      uint8_t *c = b;
      for (b = head; overflowOf(t, b) != c; b = overflowOf(t, b)) {}
      i = kCells - 1;
    } else {
      i--;
    }
    if (b[i] != kEmptyOne) return;
  }
}

template <class K> void erase(const MapType *t, hmap *h, const K &key) {
  if (!h || h->count == 0) {
    if (t->flags & kMapHashMightPanic) {
      hmap none{};
      key.hash(t, h ? h : &none);
    }
    return;
  }
  if (h->flags & kHashWriting) fatal("concurrent map writes");
  uint64_t hash = key.hash(t, h);
  h->flags ^= kHashWriting;
  uintptr_t bucket = hash & bucketMask(h);
  if (growing(h)) growWork(t, h, bucket);
  uint8_t *head = bucketAt(t, h->buckets, bucket);
  uint8_t top = topHash(hash);
  for (uint8_t *b = head; b; b = overflowOf(t, b)) {
    for (unsigned hits = matchTop(b, top); hits; hits &= hits - 1) {
      unsigned i = unsigned(__builtin_ctz(hits));
      if (!key.equal(t, keyAt(t, b, i))) continue;
      uint8_t *ks = keySlot(t, b, i), *es = elemSlot(t, b, i);
      if (t->flags & kMapIndirectKey) writebarrierptr(ks, nullptr);
      else if (t->key->ptrBytes) typedmemclr(t->key, ks);
      if (t->flags & kMapIndirectElem) writebarrierptr(es, nullptr);
      else typedmemclr(t->elem, es);
      markEmpty(t, head, b, i);
      // A fresh seed for an empty map makes it harder to keep provoking collisions.
      if (--h->count == 0) h->hash0 = uint32_t(choices::next(choices::kMap) >> 16);
      goto done;
    }
    if (b[7] == kEmptyRest) break;
  }
done:
  if (!(h->flags & kHashWriting)) fatal("concurrent map writes");
  h->flags &= uint8_t(~kHashWriting);
}

} // namespace

extern "C" {

// For a map on the stack, of which the compiler has made room for the header and at most one bucket.
void golem_initmap(void *header, void *bucket) {
  auto *h = static_cast<hmap *>(header);
  h->hash0 = uint32_t(choices::next(choices::kMap) >> 16);
  h->buckets = bucket;
}

hmap *golem_makemap(const MapType *t, int64_t hint) {
  unsigned __int128 bytes = static_cast<unsigned __int128>(hint > 0 ? hint : 0) * t->bucketSize;
  if (hint < 0 || bytes > (uint64_t(1) << 47)) hint = 0;
  auto *h = static_cast<hmap *>(mallocgc(sizeof(hmap), &hmapType, true));
  h->hash0 = uint32_t(choices::next(choices::kMap) >> 16);
  uint8_t B = 0;
  while (overLoad(hint, B)) B++;
  h->B = B;
  if (B) {
    void *next;
    writebarrierptr(&h->buckets, makeBucketArray(t, B, &next));
    writebarrierptr(&h->nextOverflow, next);
  }
  return h;
}

#define GOLEM_MAP_FAST(sfx, PARAM, KEY) \
  void *golem_mapaccess1##sfx(const MapType *t, hmap *h, PARAM) { \
    void *e = find(t, h, KEY); \
    return e ? e : zeroElem(t); \
  } \
  PtrBool golem_mapaccess2##sfx(const MapType *t, hmap *h, PARAM) { \
    void *e = find(t, h, KEY); \
    return {e ? e : zeroElem(t), e != nullptr}; \
  } \
  void *golem_mapassign##sfx(const MapType *t, hmap *h, PARAM) { return assign(t, h, KEY); } \
  void golem_mapdelete##sfx(const MapType *t, hmap *h, PARAM) { erase(t, h, KEY); }
#define GOLEM_STR const uint8_t *s, int64_t n
GOLEM_MAP_FAST(, const void *k, AnyKey{k})
GOLEM_MAP_FAST(_fast32, uint64_t k, Key32{uint32_t(k)})
GOLEM_MAP_FAST(_fast64, uint64_t k, Key64{k})
GOLEM_MAP_FAST(_faststr, GOLEM_STR, (KeyStr{{s, n}}))
void *golem_mapassign_fast64ptr(const MapType *t, hmap *h, void *k) { return assign(t, h, Key64{uint64_t(k)}); }

int64_t golem_maplen(const hmap *h) { return h ? h->count : 0; }

void golem_mapclear(const MapType *t, hmap *h) {
  if (!h || h->count == 0) return;
  if (h->flags & kHashWriting) fatal("concurrent map writes");
  h->flags ^= kHashWriting;
  // Iterators may hold the old table: they see it empty.
  if (h->oldbuckets) {
    uintptr_t n = oldCount(h);
    for (uintptr_t i = 0; i < n; i++)
      for (uint8_t *b = bucketAt(t, h->oldbuckets, i); b; b = overflowOf(t, b)) __builtin_memset(b, 0, 8);
  }
  uintptr_t n = uintptr_t(1) << h->B;
  for (uintptr_t i = 0; i < n; i++)
    for (uint8_t *b = bucketAt(t, h->buckets, i); b; b = overflowOf(t, b)) __builtin_memset(b, 0, 8);
  // The table is used again, unless an iterator may stand in one of its overflow buckets, which could then turn up in another chain.
  void *next, *nb = h->buckets;
  if (h->B < kOverflowFromB || !(h->flags & (kIterator | kOldIterator))) {
    uintptr_t bytes = arrayBuckets(t, h->B) * t->bucketSize;
    if (golem_writeBarrier) bulkBarrierPreWrite(nb, nullptr, bytes, bucketType(t));
    __builtin_memset(nb, 0, bytes);
    next = linkOverflow(t, h->B, nb);
  } else {
    nb = makeBucketArray(t, h->B, &next);
  }
  h->flags &= uint8_t(~kSameSizeGrow);
  writebarrierptr(&h->oldbuckets, nullptr);
  h->nevacuate = 0;
  h->noverflow = 0;
  h->count = 0;
  h->hash0 = uint32_t(choices::next(choices::kMap) >> 16);
  writebarrierptr(&h->buckets, nb);
  writebarrierptr(&h->nextOverflow, next);
  if (!(h->flags & kHashWriting)) fatal("concurrent map writes");
  h->flags &= uint8_t(~kHashWriting);
}

// ---- iteration ----
void golem_mapiterinit(const MapType *t, hmap *h, hiter *it) {
  it->t = t;
  it->key = it->elem = nullptr;
  if (!h || h->count == 0) return;
  it->h = h;
  it->B = h->B;
  it->buckets = h->buckets;
  it->hash0 = h->hash0;
  uint64_t r = choices::next(choices::kMap);
  it->startBucket = r & bucketMask(h);
  it->offset = uint8_t(r >> 59);
  it->bucket = it->startBucket;
  __atomic_fetch_or(&h->flags, uint8_t(kIterator | kOldIterator), __ATOMIC_RELAXED);
  golem_mapiternext(it);
}

void golem_mapiternext(hiter *it) {
  preemptCheck();
  hmap *h = it->h;
  const MapType *t = it->t;
  if (h->flags & kHashWriting) fatal("concurrent map iteration and map write");
  constexpr uintptr_t kNoCheck = ~uintptr_t(0);
  uintptr_t bucket = it->bucket, check = it->checkBucket;
  uint8_t *b = it->bptr;
  unsigned i = it->i;
  for (;;) {
    if (!b) {
      if (bucket == it->startBucket && it->wrapped) {
        it->key = it->elem = nullptr;
        return;
      }
      check = kNoCheck;
      if (growing(h) && it->B == h->B) {
        // The table grew before this iteration began. If the old bucket has not moved yet, read it, but only the entries
        // that will go to this new bucket.
        uint8_t *ob = bucketAt(t, h->oldbuckets, bucket & (oldCount(h) - 1));
        if (!evacuated(ob)) {
          check = bucket;
          b = ob;
        } else {
          b = bucketAt(t, it->buckets, bucket);
        }
      } else {
        b = bucketAt(t, it->buckets, bucket);
      }
      if (++bucket == uintptr_t(1) << it->B) {
        bucket = 0;
        it->wrapped = true;
      }
      i = 0;
    }
    for (; i < kCells; i++) {
      unsigned o = (i + it->offset) & (kCells - 1);
      uint8_t top = b[o];
      if (isEmpty(top) || top == kEvacuatedEmpty) continue;
      uint8_t *k = keyAt(t, b, o), *e = elemAt(t, b, o);
      if (check != kNoCheck && !(h->flags & kSameSizeGrow)) {
        if ((t->flags & kMapReflexiveKey) || valuesEqual(t->key, k, k)) {
          if ((typeHash(t->key, k, h->hash0) & ((uintptr_t(1) << it->B) - 1)) != check) continue;
        } else if (check >> (it->B - 1) != uintptr_t(top & 1)) {
          continue; // NaN goes where evacuate will put it
        }
      }
      // Entries of a table that was given up before a clear: only a lookup can tell, and for NaN there is none.
      if (it->hash0 != h->hash0 && it->buckets != h->buckets && !(t->flags & kMapReflexiveKey) && !valuesEqual(t->key, k, k)) continue;
      if ((top != kEvacuatedX && top != kEvacuatedY) || !((t->flags & kMapReflexiveKey) || valuesEqual(t->key, k, k))) {
        it->key = k;
        it->elem = e;
      } else {
        // The map has grown since the iteration began: the entry may have changed or gone. Ask the table.
        uint8_t *ne = find(t, h, AnyKey{k});
        if (!ne) continue;
        it->key = k; // Go returns the table's key; equal keys may differ in bits only for floats and interfaces
        it->elem = ne;
        if (t->flags & kMapNeedKeyUpdate) {
          uint64_t hash = typeHash(t->key, k, h->hash0);
          uint8_t tp = topHash(hash);
          uintptr_t m = bucketMask(h);
          uint8_t *nb = bucketAt(t, h->buckets, hash & m);
          if (h->oldbuckets) {
            if (!(h->flags & kSameSizeGrow)) m >>= 1;
            uint8_t *ob = bucketAt(t, h->oldbuckets, hash & m);
            if (!evacuated(ob)) nb = ob;
          }
          for (; nb; nb = overflowOf(t, nb))
            for (unsigned hits = matchTop(nb, tp); hits; hits &= hits - 1) {
              uint8_t *nk = keyAt(t, nb, unsigned(__builtin_ctz(hits)));
              if (valuesEqual(t->key, k, nk)) it->key = nk;
            }
        }
      }
      it->bucket = bucket;
      it->bptr = b;
      it->i = uint8_t(i + 1);
      it->checkBucket = check;
      return;
    }
    b = overflowOf(t, b);
    i = 0;
  }
}
}

} // namespace golem

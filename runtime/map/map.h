// The bucket map's structures. See map.cc.
#pragma once
#include "runtime/abi/type.h"
#include "runtime/sched/runtime2.h"

namespace golem {

struct hmap {
  int64_t count; // len(m)
  uint8_t flags;
  uint8_t B; // 2^B buckets
  uint16_t noverflow; // approximate from B = 16 on
  uint32_t hash0;
  void *buckets;
  void *oldbuckets; // while growing
  uintptr_t nevacuate;
  void *nextOverflow; // first unused preallocated overflow bucket
};
static_assert(sizeof(hmap) == 48 && offsetof(hmap, count) == 0);

struct hiter {
  void *key; // nil: at the end
  void *elem;
  const MapType *t;
  hmap *h;
  void *buckets; // when the iteration began
  uint8_t *bptr;
  uintptr_t startBucket, bucket, checkBucket;
  uint8_t offset, B, i;
  bool wrapped;
  uint32_t hash0; // of the map when the iteration began: clear changes it
};
static_assert(sizeof(hiter) <= 96 && offsetof(hiter, elem) == 8);

enum : uint8_t { // top-hash values below minTopHash are states
  kEmptyRest = 0,      // this cell and all after it, overflow buckets too, are empty
  kEmptyOne = 1,
  kEvacuatedX = 2,     // moved to the first half of the larger table
  kEvacuatedY = 3,     // to the second half
  kEvacuatedEmpty = 4, // cell was empty, bucket is evacuated
  kMinTopHash = 5,
};
enum : uint8_t { kIterator = 1, kOldIterator = 2, kHashWriting = 4, kSameSizeGrow = 8 };

extern "C" {
hmap *golem_makemap(const MapType *t, int64_t hint);
void golem_mapiterinit(const MapType *t, hmap *h, hiter *it);
void golem_mapiternext(hiter *it);
}

} // namespace golem

// The map against std::map under random operations, growth of both kinds, iteration during growth, NaN keys, large keys.
#include "runtime/map/map.h"
#include "runtime/abi/host_test.h"
#include "runtime/heap/malloc.h"
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

using namespace golem;
extern "C" {
void *golem_mapaccess1(const MapType *, hmap *, const void *);
struct PB {
  void *p;
  int64_t ok;
};
PB golem_mapaccess2(const MapType *, hmap *, const void *);
void *golem_mapassign(const MapType *, hmap *, const void *);
void golem_mapdelete(const MapType *, hmap *, const void *);
void *golem_mapassign_fast64(const MapType *, hmap *, uint64_t);
PB golem_mapaccess2_fast64(const MapType *, hmap *, uint64_t);
void golem_mapclear(const MapType *, hmap *);
}

namespace {
struct TestMap {
  MapType t{};
  Type bucket{};
  uint8_t mask[300]{};
  TestMap(Type *k, Type *e) {
    bool ik = k->size > 128, ie = e->size > 128;
    t.size = 8;
    t.key = k;
    t.elem = e;
    t.bucket = &bucket;
    t.keySize = ik ? 8 : uint8_t(k->size);
    t.elemSize = ie ? 8 : uint8_t(e->size);
    t.bucketSize = uint16_t((8 + 8 * t.keySize + 8 * t.elemSize + 15) / 8 * 8);
    t.flags = (ik ? kMapIndirectKey : 0) | (ie ? kMapIndirectElem : 0);
    if (k->kind() != kFloat64 && k->kind() != kInterface) t.flags |= kMapReflexiveKey;
    if (k->kind() == kInterface) t.flags |= kMapHashMightPanic;
    if (k->kind() == kFloat64 || k->kind() == kString || k->kind() == kInterface) t.flags |= kMapNeedKeyUpdate;
    bucket.size = t.bucketSize;
    if (k->ptrBytes || e->ptrBytes || ik || ie) {
      bucket.ptrBytes = bucket.size;
      memset(mask, 0xff, sizeof mask);
      mask[0] &= 0xfe;
      bucket.gcdata = mask;
    }
  }
};
} // namespace

TEST_CASE("random operations agree with std::map") {
  TestMap tm(&types().i64, &types().i64);
  for (int seed = 0; seed < 6; seed++) {
    std::mt19937_64 rng(unsigned(seed) + 1);
    hmap *h = golem_makemap(&tm.t, seed * 10);
    std::map<int64_t, int64_t> model;
    int64_t range = seed % 2 ? 50 : 20000;
    for (int i = 0; i < 100000; i++) {
      int64_t k = int64_t(rng() % uint64_t(range)), v = int64_t(rng());
      switch (rng() % 8) {
      case 0: case 1: case 2: case 3:
        *static_cast<int64_t *>(golem_mapassign(&tm.t, h, &k)) = v;
        model[k] = v;
        break;
      case 4: case 5:
        golem_mapdelete(&tm.t, h, &k);
        model.erase(k);
        break;
      default: {
        PB r = golem_mapaccess2_fast64(&tm.t, h, uint64_t(k));
        auto it = model.find(k);
        REQUIRE((r.ok != 0) == (it != model.end()));
        if (r.ok) REQUIRE(*static_cast<int64_t *>(r.p) == it->second);
      }
      }
      REQUIRE(h->count == int64_t(model.size()));
      if (i % 20000 == 777) {
        std::map<int64_t, int64_t> got;
        hiter it{};
        for (golem_mapiterinit(&tm.t, h, &it); it.key; golem_mapiternext(&it))
          REQUIRE(got.emplace(*static_cast<int64_t *>(it.key), *static_cast<int64_t *>(it.elem)).second);
        REQUIRE(got == model);
      }
    }
    golem_mapclear(&tm.t, h);
    REQUIRE(h->count == 0);
    int64_t k = 1;
    REQUIRE(!golem_mapaccess2(&tm.t, h, &k).ok);
  }
}

TEST_CASE("iteration survives growth: every old key once, deleted keys never") {
  TestMap tm(&types().i64, &types().i64);
  for (int trial = 0; trial < 50; trial++) {
    hmap *h = golem_makemap(&tm.t, 0);
    for (int64_t k = 0; k < 100 + trial; k++) *static_cast<int64_t *>(golem_mapassign(&tm.t, h, &k)) = k;
    std::set<int64_t> seen, gone;
    hiter it{};
    int64_t fresh = 1000000;
    for (golem_mapiterinit(&tm.t, h, &it); it.key; golem_mapiternext(&it)) {
      int64_t k = *static_cast<int64_t *>(it.key);
      if (k < 1000000) {
        REQUIRE(seen.insert(k).second);
        REQUIRE(!gone.count(k));
      }
      for (int j = 0; j < 20 && fresh < 1002000; j++, fresh++) *static_cast<int64_t *>(golem_mapassign(&tm.t, h, &fresh)) = 1;
      int64_t del = (k + 37) % (100 + trial);
      if (!seen.count(del)) {
        golem_mapdelete(&tm.t, h, &del);
        gone.insert(del);
      }
    }
    REQUIRE(seen.size() + gone.size() == size_t(100 + trial));
  }
}

TEST_CASE("iteration starts in different places") {
  TestMap tm(&types().i64, &types().i64);
  hmap *h = golem_makemap(&tm.t, 0);
  for (int64_t k = 0; k < 8; k++) golem_mapassign(&tm.t, h, &k);
  std::set<int64_t> first;
  for (int i = 0; i < 200; i++) {
    hiter it{};
    golem_mapiterinit(&tm.t, h, &it);
    first.insert(*static_cast<int64_t *>(it.key));
  }
  CHECK(first.size() == 8);
}

TEST_CASE("NaN keys: never found, always iterated, cleared") {
  TestMap tm(&types().f64, &types().i64);
  hmap *h = golem_makemap(&tm.t, 0);
  double nan = __builtin_nan("");
  for (int64_t i = 0; i < 100; i++) *static_cast<int64_t *>(golem_mapassign(&tm.t, h, &nan)) = i;
  CHECK(h->count == 100);
  CHECK(!golem_mapaccess2(&tm.t, h, &nan).ok);
  std::set<int64_t> vals;
  hiter it{};
  int n = 0;
  for (golem_mapiterinit(&tm.t, h, &it); it.key; golem_mapiternext(&it)) {
    vals.insert(*static_cast<int64_t *>(it.elem));
    if (n++ < 50) {
      double d = n;
      golem_mapassign(&tm.t, h, &d); // grow while iterating
    }
  }
  CHECK(vals.size() >= 100);
  double z = 0.0, nz = -0.0;
  *static_cast<int64_t *>(golem_mapassign(&tm.t, h, &z)) = 5;
  CHECK(*static_cast<int64_t *>(golem_mapaccess1(&tm.t, h, &nz)) == 5);
  golem_mapclear(&tm.t, h);
  CHECK(h->count == 0);
}

TEST_CASE("keys and elements over 128 bytes are indirect") {
  static Type big = types().u8;
  big.size = 200;
  big.kindBits = kArray;
  TestMap tm(&big, &big);
  hmap *h = golem_makemap(&tm.t, 0);
  char k[200]{}, v[200]{};
  for (int i = 0; i < 500; i++) {
    memcpy(k, &i, 4);
    memcpy(v + 100, &i, 4);
    memcpy(golem_mapassign(&tm.t, h, k), v, 200);
  }
  for (int i = 0; i < 500; i++) {
    memcpy(k, &i, 4);
    PB r = golem_mapaccess2(&tm.t, h, k);
    REQUIRE(r.ok);
    REQUIRE(memcmp(static_cast<char *>(r.p) + 100, &i, 4) == 0);
  }
}

TEST_CASE("unhashable dynamic types panic, on empty maps too") {
  static SliceType sl{};
  sl.size = 24;
  sl.kindBits = kSlice;
  static InterfaceType it{};
  static_cast<Type &>(it) = types().eface;
  TestMap tm(&it, &types().i64);
  hmap *h = golem_makemap(&tm.t, 0);
  int64_t data[3]{};
  Eface key{&sl, data};
  CHECK_THROWS_AS(golem_mapassign(&tm.t, h, &key), HostPanic);
  CHECK_THROWS_AS(golem_mapaccess1(&tm.t, h, &key), HostPanic);
  CHECK_THROWS_AS(golem_mapassign(&tm.t, nullptr, &key), HostPanic);
  int64_t five = 5;
  Eface ok{&types().i64, &five};
  *static_cast<int64_t *>(golem_mapassign(&tm.t, h, &ok)) = 9;
  int64_t five2 = 5;
  Eface ok2{&types().i64, &five2};
  CHECK(*static_cast<int64_t *>(golem_mapaccess1(&tm.t, h, &ok2)) == 9);
}

TEST_CASE("many deletions and insertions rebuild at the same size") {
  TestMap tm(&types().i64, &types().i64);
  hmap *h = golem_makemap(&tm.t, 0);
  for (int64_t k = 0; k < 500; k++) golem_mapassign(&tm.t, h, &k);
  uint8_t B = h->B;
  for (int64_t k = 0; k < 300000; k++) {
    golem_mapdelete(&tm.t, h, &k);
    int64_t n = k + 500;
    golem_mapassign(&tm.t, h, &n);
  }
  CHECK(h->count == 500);
  CHECK(h->B <= B + 1);
}

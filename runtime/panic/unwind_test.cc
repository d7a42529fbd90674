// The CFI stepper over ordinary C++ frames: return addresses agree with frame pointers' chain, callee-saved values too.
#include "runtime/panic/panic.h"
#include <catch2/catch.hpp>
#include <vector>

using namespace golem;

static std::vector<uint64_t> walkFromHere(int max) {
  UnwindCtx c{};
  golem_getcontext(&c);
  std::vector<uint64_t> pcs;
  for (int i = 0; i < max && unwindStep(&c); i++) pcs.push_back(c.pc);
  return pcs;
}

__attribute__((noinline)) static std::vector<uint64_t> nested(int n, uint64_t *ret) {
  volatile char pad[64];
  pad[n % 64] = 1;
  if (n == 0) {
    *ret = uint64_t(__builtin_return_address(0));
    auto v = walkFromHere(30);
    pad[0] = 2;
    return v;
  }
  auto v = nested(n - 1, ret);
  pad[1] = 3;
  return v;
}

TEST_CASE("stepping through C++ frames") {
  uint64_t ret = 0;
  auto pcs = nested(10, &ret);
  REQUIRE(pcs.size() > 11);
  CHECK(std::count(pcs.begin(), pcs.end(), ret) == 10); // ten recursive calls return to the same place
}

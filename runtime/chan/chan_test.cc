// The operation table of channels without blocking: receive, send, close on nil, open and closed channels. Blocking
// behaviour is exercised by the fake programs (fake/hello.cc, fake/sched.cc).
#include "runtime/chan/chan.h"
#include "runtime/abi/host_test.h"
#include <catch2/catch.hpp>

using namespace golem;
extern "C" {
hchan *golem_makechan(const ChanType *, int64_t);
void golem_closechan(hchan *);
struct IB {
  int64_t i;
  int64_t ok;
};
IB golem_selectgo(scase *, uint16_t *, int64_t, int64_t, bool);
}
static ChanType &chanInt() {
  static ChanType t{};
  t.elem = &types().i64;
  t.kindBits = kChan;
  return t;
}

TEST_CASE("buffered channel is a queue") {
  hchan *c = golem_makechan(&chanInt(), 3);
  for (int64_t i = 0; i < 3; i++) REQUIRE(chansend(c, &i, false));
  int64_t x = 9;
  CHECK(!chansend(c, &x, false));
  for (int64_t i = 0; i < 3; i++) {
    Received r = chanrecv(c, &x, false);
    REQUIRE((r.selected && r.ok && x == i));
  }
  CHECK(!chanrecv(c, &x, false).selected);
}

TEST_CASE("closed and nil channels") {
  hchan *c = golem_makechan(&chanInt(), 2);
  int64_t x = 7;
  chansend(c, &x, true);
  golem_closechan(c);
  CHECK_THROWS_AS(golem_closechan(c), HostPanic);
  CHECK_THROWS_AS(chansend(c, &x, true), HostPanic);
  x = 0;
  CHECK(chanrecv(c, &x, true).ok);
  CHECK(x == 7);
  Received r = chanrecv(c, &x, true);
  CHECK((r.selected && !r.ok && x == 0));
  CHECK_THROWS_AS(golem_closechan(nullptr), HostPanic);
  CHECK(!chansend(nullptr, &x, false));
  CHECK(!chanrecv(nullptr, &x, false).selected);
  CHECK_THROWS_AS(golem_makechan(&chanInt(), -1), HostPanic);
  CHECK_THROWS_AS(golem_makechan(&chanInt(), int64_t(1) << 60), HostPanic);
}

TEST_CASE("select is fair among ready cases and ignores nil channels") {
  hchan *a = golem_makechan(&chanInt(), 1), *b = golem_makechan(&chanInt(), 1);
  int count[3]{};
  for (int i = 0; i < 2000; i++) {
    int64_t v = 1, w;
    chansend(a, &v, false);
    chansend(b, &v, false);
    scase cs[3] = {{nullptr, &v}, {a, &w}, {b, &w}};
    uint16_t order[6];
    IB r = golem_selectgo(cs, order, 1, 2, true);
    REQUIRE(r.ok);
    count[r.i]++;
    chanrecv(r.i == 1 ? b : a, &w, false);
  }
  CHECK(count[0] == 0);
  CHECK(count[1] > 800);
  CHECK(count[2] > 800);
  scase none[1] = {{nullptr, nullptr}};
  uint16_t order[2];
  CHECK(golem_selectgo(none, order, 0, 1, false).i == -1);
}

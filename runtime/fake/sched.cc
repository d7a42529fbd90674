// Scheduling: asynchronous preemption of a loop without calls, GOMAXPROCS changes under load, many goroutines, Gosched,
// collection while goroutines run, finally a deadlock.
#include "fakego.h"

extern "C" {
extern volatile int64_t flag;
GO int64_t spin(int64_t a, int64_t b, double x) asm("spin");
void golem_lockosthread();
void golem_unlockosthread();
}
__attribute__((section("golem_ptrbss"))) static hchan *c;
static GO void setter(CTX) {
  (void)ctx;
  golem_timesleep(30000000);
  flag = 1;
}
static FuncVal fSetter{reinterpret_cast<void *>(setter)};
static GO void spinner(CTX) {
  (void)ctx;
  int64_t v = spin(3, 7, 0.5);
  golem_chansend1(c, &v);
}
static FuncVal fSpin{reinterpret_cast<void *>(spinner)};
static int yields = 200;
static GO void yielder(CTX) {
  (void)ctx;
  for (int i = 0; i < yields; i++) golem_gosched();
  int64_t v = 1;
  golem_chansend1(c, &v);
}
static FuncVal fYield{reinterpret_cast<void *>(yielder)};
static GO void collector(CTX) {
  (void)ctx;
  for (int i = 0; i < 20; i++) golem_gc();
  int64_t v = 1;
  golem_chansend1(c, &v);
}
static FuncVal fGC{reinterpret_cast<void *>(collector)};
static GO void locked(CTX) {
  (void)ctx;
  golem_lockosthread();
  for (int i = 0; i < 50; i++) golem_gosched();
  int64_t v = 1;
  golem_chansend1(c, &v);
  golem_unlockosthread();
}
static FuncVal fLocked{reinterpret_cast<void *>(locked)};
static GO void alloc(CTX) {
  (void)ctx;
  int64_t sum = 0;
  for (int i = 0; i < 20000; i++) {
    auto *p = static_cast<int64_t *>(golem_mallocgc(i % 3000 + 8, i & 1 ? &tPtr : nullptr, true));
    sum += p[0];
  }
  CHECK(sum == 0);
  int64_t v = 1;
  golem_chansend1(c, &v);
}
static FuncVal fAlloc{reinterpret_cast<void *>(alloc)};
static void wait(int n) {
  for (int i = 0; i < n; i++) {
    int64_t v;
    golem_chanrecv1(c, &v);
    CHECK(v == 1);
  }
}

extern "C" GO void gomain() asm("main.main");
extern "C" GO void gomain() {
  c = golem_makechan(&tChanInt, 0);
  int64_t old = golem_gomaxprocs(1);
  for (int k = 0; k < 3; k++) {
    flag = 0;
    golem_newproc(&fSetter);
    golem_newproc(&fSpin);
    golem_newproc(&fSpin);
    golem_newproc(&fGC); // must stop the spinning ones too
    wait(3);
    golem_gomaxprocs(k + 2);
  }
  say("preemption ok\n");
  for (int k = 0; k < 20; k++) {
    for (int i = 0; i < 200; i++) golem_newproc(&fYield);
    golem_newproc(&fGC);
    for (int i = 0; i < 5; i++) golem_newproc(&fLocked);
    for (int i = 0; i < 4; i++) golem_newproc(&fAlloc);
    golem_gomaxprocs(1 + k % 5);
    wait(210);
  }
  sayn("goroutines", golem_numgoroutine());
  golem_gomaxprocs(old);
  yields = 5;
  int64_t t0 = golem_nanotime();
  for (int i = 0; i < 100000; i++) golem_newproc(&fYield);
  sayn("100k spawned ms", (golem_nanotime() - t0) / 1000000);
  wait(100000);
  sayn("100k done ms", (golem_nanotime() - t0) / 1000000);
  say("now a deadlock\n");
  wait(1);
}

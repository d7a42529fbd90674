// Not a test: the price of the basic operations, ns each (compare with the same loops in Go).
#include "fakego.h"
static hchan *c __attribute__((section("golem_ptrbss"))), *d __attribute__((section("golem_ptrbss")));
static GO void pong(CTX) {
  (void)ctx;
  for (;;) {
    int64_t v;
    golem_chanrecv1(c, &v);
    if (v < 0) return;
    golem_chansend1(d, &v);
  }
}
static FuncVal fPong{reinterpret_cast<void *>(pong)};
static GO void yield1(CTX) {
  (void)ctx;
  for (int i = 0; i < 1000000; i++) golem_gosched();
  int64_t v = 1;
  golem_chansend1(d, &v);
}
static FuncVal fYield{reinterpret_cast<void *>(yield1)};
static GO void empty(CTX) {
  (void)ctx;
  int64_t v = 1;
  golem_chansend1(d, &v);
}
static FuncVal fEmpty{reinterpret_cast<void *>(empty)};
struct Node {
  Node *l, *r;
};
static uint8_t nodeMask = 3;
static Type tNode = {16, 16, 0, 0, 8, 8, kStruct, nullptr, &nodeMask, 0, 0};
static GO Node *tree(int n) {
  auto *x = static_cast<Node *>(golem_newobject(&tNode));
  if (n) {
    Node *l = tree(n - 1);
    golem_wbstore(&x->l, l);
    Node *r = tree(n - 1);
    golem_wbstore(&x->r, r);
  }
  return x;
}
#define BENCH(name, n, body) \
  { \
    int64_t t0 = golem_nanotime(); \
    body; \
    golem_printlock(); \
    say(name); \
    golem_printsp(); \
    golem_printfloat(double(golem_nanotime() - t0) / (n)); \
    golem_printnl(); \
    golem_printunlock(); \
  }
extern "C" GO void gomain() asm("main.main");
extern "C" GO void gomain() {
  golem_wbstore(&c, golem_makechan(&tChanInt, 0));
  golem_wbstore(&d, golem_makechan(&tChanInt, 0));
  BENCH("malloc 16 noscan", 2e7, for (int i = 0; i < 20000000; i++) golem_mallocgc(16, nullptr, true));
  BENCH("malloc 16 ptr", 2e7, for (int i = 0; i < 20000000; i++) golem_newobject(&tNode));
  BENCH("malloc 1024 noscan", 2e6, for (int i = 0; i < 2000000; i++) golem_mallocgc(1024, nullptr, true));
  BENCH("trees depth 16 per node", 100 * 131071.0, for (int i = 0; i < 100; i++) tree(16));
  golem_newproc(&fPong);
  BENCH(
      "ping-pong", 1e6, for (int64_t i = 0; i < 1000000; i++) {
        golem_chansend1(c, &i);
        int64_t v;
        golem_chanrecv1(d, &v);
      });
  hchan *b = golem_makechan(&tChanInt, 100);
  BENCH(
      "buffered send+recv", 1e7, for (int64_t i = 0; i < 10000000; i++) {
        golem_chansend1(b, &i);
        int64_t v;
        golem_chanrecv1(b, &v);
      });
  golem_newproc(&fYield);
  golem_newproc(&fYield);
  BENCH(
      "gosched", 2e6, for (int k = 0; k < 2; k++) {
        int64_t v;
        golem_chanrecv1(d, &v);
      });
  BENCH(
      "go + exit", 1e6, for (int i = 0; i < 1000000; i++) {
        golem_newproc(&fEmpty);
        int64_t v;
        golem_chanrecv1(d, &v);
      });
  hmap *m = golem_makemap(&tMapIntInt, 0);
  BENCH("map assign (grow to 1M)", 1e6, for (uint64_t i = 0; i < 1000000; i++) * static_cast<int64_t *>(golem_mapassign_fast64(&tMapIntInt, m, i * 11)) = 1);
  int64_t s = 0;
  BENCH("map get 1M", 1e6, for (uint64_t i = 0; i < 1000000; i++) s += *static_cast<int64_t *>(golem_mapaccess1_fast64(&tMapIntInt, m, i * 11)));
  hmap *m2 = golem_makemap(&tMapIntInt, 0);
  for (uint64_t i = 0; i < 1000; i++) *static_cast<int64_t *>(golem_mapassign_fast64(&tMapIntInt, m2, i)) = 1;
  BENCH("map get 1000", 1e7, for (uint64_t i = 0; i < 10000000; i++) s += *static_cast<int64_t *>(golem_mapaccess1_fast64(&tMapIntInt, m2, i % 1000)));
  CHECK(s == 11000000);
}

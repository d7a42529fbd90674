// Start-up, deep recursion over segments, goroutines and channels, select, maps, growth, collection.
#include "fakego.h"

static GO int64_t deep(int64_t n, double x, double *out) {
  if (n == 0) {
    *out = x;
    return 1;
  }
  volatile char pad[40];
  pad[0] = char(n);
  return deep(n - 1, x + 1, out) + 1 + (pad[0] != char(n));
}
struct Closure {
  const void *code;
  int64_t id;
  hchan *c;
  hchan *done;
  int64_t n;
};
static GO void worker(CTX) {
  auto *cl = static_cast<Closure *>(ctx);
  for (int64_t i = 0; i < cl->n; i++) {
    int64_t v = cl->id * 1000 + i;
    golem_chansend1(cl->c, &v);
  }
  int64_t one = 1;
  golem_chansend1(cl->done, &one);
}
static GO void deepworker(CTX) {
  auto *cl = static_cast<Closure *>(ctx);
  double d;
  int64_t v = deep(cl->n, 0, &d);
  golem_chansend1(cl->done, &v);
}
static FuncVal *closure(const void *code, int64_t id, hchan *c, hchan *done, int64_t n) {
  static uint8_t mask = 1 << 2 | 1 << 3;
  static Type t = {40, 32, 0, 0, 8, 8, kStruct, nullptr, &mask, 0, 0};
  auto *cl = static_cast<Closure *>(golem_newobject(&t));
  *cl = {code, id, c, done, n};
  return reinterpret_cast<FuncVal *>(cl);
}
struct Node {
  Node *l, *r;
};
static uint8_t nodeMask = 3;
static Type tNode = {16, 16, 0, 0, 8, 8, kStruct, nullptr, &nodeMask, 0, 0};
static GO Node *tree(int d) {
  auto *n = static_cast<Node *>(golem_newobject(&tNode));
  if (d) {
    Node *l = tree(d - 1);
    golem_wbstore(&n->l, l);
    Node *r = tree(d - 1);
    golem_wbstore(&n->r, r);
  }
  return n;
}
static GO int64_t count(Node *n) { return n ? 1 + count(n->l) + count(n->r) : 0; }

extern "C" GO void gomain() asm("main.main");
extern "C" GO void gomain() {
  say("hello\n");
  golem_printfloat(3.25);
  golem_printnl();
  double d = 0;
  CHECK(deep(100, 0, &d) == 101);
  CHECK(deep(1000000, 0.5, &d) == 1000001 && d == 1000000.5);
  CHECK(deep(1000000, 0.5, &d) == 1000001 && d == 1000000.5);
  say("deep ok\n");
  hchan *c = golem_makechan(&tChanInt, 0), *done = golem_makechan(&tChanInt, 0);
  for (int64_t i = 0; i < 100; i++) golem_newproc(closure(reinterpret_cast<void *>(worker), i, c, done, 100));
  int64_t sum = 0, finished = 0, got = 0;
  while (finished < 100) {
    int64_t v = 0, w = 0;
    scase cs[2] = {{c, &v}, {done, &w}};
    uint16_t order[4];
    IntBool r = golem_selectgo(cs, order, 0, 2, true);
    if (r.i == 0) {
      sum += v;
      got++;
    } else finished++;
  }
  CHECK(got == 10000);
  CHECK(sum == 100ll * 99 / 2 * 1000 * 100 + 100ll * 99 / 2 * 100);
  say("chan ok\n");
  hchan *dc = golem_makechan(&tChanInt, 10);
  for (int64_t i = 0; i < 50; i++) golem_newproc(closure(reinterpret_cast<void *>(deepworker), i, c, dc, 3000 + i * 100));
  int64_t total = 0;
  for (int i = 0; i < 50; i++) {
    int64_t v;
    golem_chanrecv1(dc, &v);
    total += v;
  }
  sayn("deep goroutines", total);
  hmap *m = golem_makemap(&tMapIntInt, 0);
  for (int64_t i = 0; i < 200000; i++) *static_cast<int64_t *>(golem_mapassign_fast64(&tMapIntInt, m, uint64_t(i * 7))) = i;
  CHECK(m->count == 200000);
  for (int64_t i = 0; i < 200000; i++) CHECK(*static_cast<int64_t *>(golem_mapaccess1_fast64(&tMapIntInt, m, uint64_t(i * 7))) == i);
  CHECK(!golem_mapaccess2_fast64(&tMapIntInt, m, 3).ok);
  hiter it{};
  int64_t n = 0, s2 = 0;
  for (golem_mapiterinit(&tMapIntInt, m, &it); it.key; golem_mapiternext(&it)) {
    n++;
    s2 += *static_cast<int64_t *>(it.elem);
  }
  CHECK(n == 200000 && s2 == 200000ll * 199999 / 2);
  for (int64_t i = 0; i < 200000; i += 2) golem_mapdelete_fast64(&tMapIntInt, m, uint64_t(i * 7));
  CHECK(m->count == 100000);
  say("map ok\n");
  Node *keep = tree(16);
  for (int i = 0; i < 60; i++) {
    Node *t = tree(14);
    CHECK(count(t) == (1 << 15) - 1);
  }
  golem_gc();
  CHECK(count(keep) == (1 << 17) - 1);
  for (int64_t i = 1; i < 200000; i += 2) CHECK(*static_cast<int64_t *>(golem_mapaccess1_fast64(&tMapIntInt, m, uint64_t(i * 7))) == i);
  say("gc ok\n");
  GoSlice sl{nullptr, 0, 0};
  for (int64_t i = 0; i < 100000; i++) {
    if (sl.len == sl.cap) golem_growslice(&sl, sl.array, sl.len + 1, sl.cap, 1, &tInt);
    else sl.len++;
    static_cast<int64_t *>(sl.array)[i] = i;
  }
  CHECK(sl.len == 100000);
  sayn("cap", sl.cap);
  int64_t t0 = golem_nanotime();
  golem_timesleep(20 * 1000000);
  int64_t dt = (golem_nanotime() - t0) / 1000000;
  sayn("slept ms", dt);
  say("ok\n");
}

// Goroutines that rearrange shared linked data under the write barrier while collections run one after another. Every node
// carries a check word; a lost object shows as a wrong one (run with GODEBUG=clobberfree=1). Maps and channels of pointers too.
#include "fakego.h"

struct Node {
  Node *l, *r;
  uint64_t magic, id;
};
static uint8_t nodeMask = 3;
static Type tNode = {32, 16, 0, 0, 8, 8, kStruct, nullptr, &nodeMask, 0, 0};
static const uint8_t arrMask[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
static ArrayType tArr{};
constexpr uint64_t kMagic = 0x1234567890abcdef;
__attribute__((section("golem_ptrbss"))) static Node **table[8];
__attribute__((section("golem_ptrbss"))) static hmap *maps[8];
__attribute__((section("golem_ptrbss"))) static hchan *c, *pass;

static GO Node *mk(uint64_t id) {
  auto *n = static_cast<Node *>(golem_newobject(&tNode));
  n->magic = kMagic ^ id;
  n->id = id;
  return n;
}
static inline void check(Node *n) {
  if (n && n->magic != (kMagic ^ n->id)) {
    sayn("bad node", int64_t(n->id));
    golem_exit(7);
  }
}
static GO void walk(Node *n, int d) {
  if (!n || !d) return;
  check(n);
  walk(n->l, d - 1);
  walk(n->r, d - 1);
}
static uint64_t next(uint64_t &s) {
  s ^= s << 13;
  s ^= s >> 7;
  s ^= s << 17;
  return s;
}

struct Cl {
  const void *code;
  int64_t id;
};
static Cl cls[8];
static GO void mutator(CTX) {
  auto id = static_cast<Cl *>(ctx)->id;
  uint64_t s = uint64_t(id) * 7919 + 1;
  Node **tab = table[id];
  char key[16];
  for (int i = 0; i < 400000; i++) {
    uint64_t a = next(s) % 128, b = next(s) % 128;
    switch (next(s) % 10) {
    case 0: case 1: golem_wbstore(&tab[a], mk(s)); break;
    case 2: {
      Node *n = mk(s);
      golem_wbstore(&n->l, tab[a]);
      golem_wbstore(&n->r, tab[b]);
      golem_wbstore(&tab[a], n);
      golem_wbstore(&tab[b], nullptr);
      break;
    }
    case 3:
      if (tab[a]) {
        Node *n = tab[a]->l;
        golem_wbstore(&tab[a]->l, nullptr);
        golem_wbstore(&tab[b], n);
      }
      break;
    case 4:
      if (tab[a] && tab[b]) {
        Node *x = tab[a]->r;
        golem_wbstore(&tab[a]->r, tab[b]->l);
        golem_wbstore(&tab[b]->l, x);
      }
      break;
    case 5: walk(tab[a], 6); break;
    case 6: { // hand a node to another goroutine
      Node *n = tab[a];
      scase cs[2] = {{pass, &n}, {pass, nullptr}};
      Node *got = nullptr;
      cs[1].elem = &got;
      uint16_t order[4];
      IntBool r = golem_selectgo(cs, order, 1, 1, false);
      if (r.i == 1) {
        check(got);
        golem_wbstore(&tab[b], got);
      } else if (r.i == 0) golem_wbstore(&tab[a], nullptr);
      break;
    }
    case 7: {
      for (int k = 0; k < 3; k++) key[k] = char('a' + next(s) % 16);
      auto *str = static_cast<char *>(golem_mallocgc(3, nullptr, false));
      __builtin_memcpy(str, key, 3);
      golem_wbstore(golem_mapassign_faststr(&tMapStrPtr, maps[id], str, 3), tab[a]);
      break;
    }
    case 8: {
      for (int k = 0; k < 3; k++) key[k] = char('a' + next(s) % 16);
      PtrBool r = golem_mapaccess2_faststr(&tMapStrPtr, maps[id], key, 3);
      if (r.ok) {
        Node *n = *static_cast<Node **>(r.p);
        check(n);
        golem_wbstore(&tab[b], n);
      }
      break;
    }
    case 9:
      if (next(s) % 64 == 0) {
        if (next(s) % 64 == 0) golem_mapclear(&tMapStrPtr, maps[id]);
        else golem_gosched();
      }
      break;
    }
    if (i % 1024 == 0)
      for (int k = 0; k < 128; k++) walk(tab[k], 3);
  }
  int64_t one = 1;
  golem_chansend1(c, &one);
}
static volatile bool stop;
static GO void collector(CTX) {
  (void)ctx;
  while (!stop) {
    golem_gc();
    golem_gosched();
  }
  int64_t v = 1;
  golem_chansend1(c, &v);
}
static FuncVal fGC{reinterpret_cast<void *>(collector)};

extern "C" GO void gomain() asm("main.main");
extern "C" GO void gomain() {
  static_cast<Type &>(tArr) = {128 * 8, 128 * 8, 0, 0, 8, 8, kArray, nullptr, arrMask, 0, 0};
  c = golem_makechan(&tChanInt, 0);
  pass = golem_makechan(&tChanPtr, 4);
  golem_wbstore(&table[0], nullptr);
  for (int i = 0; i < 6; i++) {
    golem_wbstore(&table[i], golem_newobject(&tArr));
    golem_wbstore(&maps[i], golem_makemap(&tMapStrPtr, 0));
    cls[i] = {reinterpret_cast<void *>(mutator), i};
    golem_newproc(reinterpret_cast<FuncVal *>(&cls[i]));
  }
  golem_newproc(&fGC);
  for (int i = 0; i < 6; i++) {
    int64_t v;
    golem_chanrecv1(c, &v);
  }
  stop = true;
  int64_t v;
  golem_chanrecv1(c, &v);
  say("mutate ok\n");
}

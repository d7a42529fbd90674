// panic, recover, traps, Goexit, nested panics; the function with the deferred call is catcher.ll.
#include "fakego.h"

extern "C" GO int64_t catcher(FuncVal *body, FuncVal *dfn, int64_t r0) asm("catcher");
#define SELF __builtin_frame_address(0)

static Eface seen;
static int64_t depth, order[16], norder;
struct Plain {
  const void *code;
};

// The address of the return-address slot, as llvm.addressofreturnaddress gives it.
static GO void recoverer(CTX) {
  Eface e;
  golem_gorecover(&e, static_cast<char *>(__builtin_frame_address(0)) + 8);
  seen = e;
  (void)ctx;
}
static GO void noRecover(CTX) {
  order[norder++] = 7;
  (void)ctx;
}
static GO int64_t down(int64_t n, void (*f)()) {
  if (n == 0) {
    f();
    return 0;
  }
  volatile char pad[100];
  pad[0] = 1;
  return down(n - 1, f) + pad[0];
}
static void (*what)();
static GO void body(CTX) {
  (void)ctx;
  down(depth, what);
}
static GO void body2(CTX) {
  (void)ctx;
  what();
}
static void throwString() {
  static GoString s{reinterpret_cast<const uint8_t *>("boom"), 4};
  golem_gopanic(&tString, &s);
}
static void nilDeref() { *static_cast<volatile int *>(nullptr) = 1; }
static void index5of3() { asm volatile("movl $5, %%ecx; movl $3, %%ebx; ud1 1(%%rcx), %%rbx" ::: "rcx", "rbx"); }
static void indexR12() { asm volatile("movl $5, %%r12d; movl $3, %%r9d; ud1 1(%%r12), %%r9" ::: "r12", "r9"); }
static void divide() {
  int a, d;
  asm volatile("cltd; idivl %2" : "=a"(a), "=d"(d) : "r"(0), "a"(1));
}
static void nilCall() { reinterpret_cast<void (*)()>(0)(); }

static FuncVal fBody{reinterpret_cast<void *>(body)}, fBody2{reinterpret_cast<void *>(body2)}, fRec{reinterpret_cast<void *>(recoverer)},
    fNo{reinterpret_cast<void *>(noRecover)};

static bool seenIs(const char *s) {
  if (seen.type != &tString) return false;
  auto *g = static_cast<GoString *>(seen.data);
  return g->len == int64_t(__builtin_strlen(s)) && __builtin_memcmp(g->str, s, size_t(g->len)) == 0;
}
// Deferred function that panics anew.
static GO void repanic(CTX) {
  (void)ctx;
  static GoString s{reinterpret_cast<const uint8_t *>("again"), 5};
  golem_gopanic(&tString, &s);
}
static FuncVal fRe{reinterpret_cast<void *>(repanic)};
static GO void inner(CTX) {
  (void)ctx;
  what = throwString;
  catcher(&fBody2, &fRe, 1);
}
static FuncVal fInner{reinterpret_cast<void *>(inner)};
__attribute__((section("golem_ptrbss"))) static hchan *done;
static GO void exiting(CTX) {
  (void)ctx;
  golem_goexit();
}
static FuncVal fExit{reinterpret_cast<void *>(exiting)};
static GO void sender(CTX) {
  (void)ctx;
  int64_t v = 5;
  golem_chansend1(done, &v);
}
static FuncVal fSend{reinterpret_cast<void *>(sender)};
static GO void exitG(CTX) {
  (void)ctx;
  catcher(&fExit, &fSend, 1);
  golem_throw("not reached", 11);
}
static FuncVal fExitG{reinterpret_cast<void *>(exitG)};

extern "C" GO void gomain() asm("main.main");
extern "C" GO void gomain() {
  what = throwString;
  static const int64_t depths[] = {0, 10, 50, 1000, 100000, 3};
  for (int64_t d : depths) {
    depth = d;
    seen = {};
    CHECK(catcher(&fBody, &fRec, 42 + d) == 42 + d);
    CHECK(seenIs("boom"));
  }
  say("recover ok\n");
  seen = {};
  CHECK(catcher(&fNo, &fRec, 3) == 3 && seen.type == nullptr);
  depth = 3;
  struct {
    void (*f)();
    const char *text;
  } traps[] = {
      {nilDeref, "runtime error: invalid memory address or nil pointer dereference"},
      {index5of3, "runtime error: Index"},
      {indexR12, "runtime error: Index"},
      {divide, "runtime error: Divide"},
  };
  for (auto &t : traps) {
    what = t.f;
    for (int k = 0; k < 2; k++) {
      depth = k ? 5000 : 3;
      seen = {};
      CHECK(catcher(&fBody, &fRec, 9) == 9);
      CHECK(seenIs(t.text));
    }
  }
  say("traps ok\n");
  seen = {};
  CHECK(catcher(&fInner, &fRec, 5) == 5);
  CHECK(seenIs("again"));
  done = golem_makechan(&tChanInt, 0);
  golem_newproc(&fExitG);
  int64_t v = 0;
  golem_chanrecv1(done, &v);
  CHECK(v == 5);
  int64_t t0 = golem_nanotime();
  what = throwString;
  for (int i = 0; i < 100000; i++) catcher(&fBody2, &fRec, 1);
  sayn("ns per recovered panic", (golem_nanotime() - t0) / 100000);
  say("panics ok\n");
  golem_gc();
  catcher(&fInner, &fNo, 5);
}

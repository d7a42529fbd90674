// Semaphores, notification lists, timers, system calls that block while other goroutines run, coroutines, finalizers.
#include "fakego.h"

extern "C" {
void golem_semacquire(uint32_t *, bool, int64_t);
void golem_semrelease(uint32_t *, bool);
uint32_t golem_notifylistadd(void *);
void golem_notifylistwait(void *, uint32_t);
void golem_notifylistnotifyall(void *);
void golem_notifylistnotifyone(void *);
void *golem_newtimer(int64_t, int64_t, FuncVal *, Type *, void *, hchan *);
bool golem_stoptimer(void *);
bool golem_resettimer(void *, int64_t, int64_t);
void *golem_newparked(FuncVal *);
void golem_coroswitch(void **);
void golem_coroexit(void **);
bool golem_addfinalizer(void *, Type *, FuncVal *, FuncType *, const Type *);
uint64_t golem_addcleanup(void *, FuncVal *);
GO void entersyscall() asm("runtime.entersyscall");
GO void exitsyscall() asm("runtime.exitsyscall");
struct R3 {
  int64_t r1, r2, err;
};
GO R3 syscall6(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t) asm("internal/runtime/syscall/linux.Syscall6");
}
__attribute__((section("golem_ptrbss"))) static hchan *c;
static uint32_t sem = 1;
static int64_t counter;
static void done() {
  int64_t one = 1;
  golem_chansend1(c, &one);
}
static void wait(int n) {
  for (int i = 0; i < n; i++) {
    int64_t v;
    golem_chanrecv1(c, &v);
  }
}

static GO void locker(CTX) {
  (void)ctx;
  for (int i = 0; i < 20000; i++) {
    golem_semacquire(&sem, i & 1, 11);
    int64_t v = counter;
    if (i % 64 == 0) golem_gosched();
    counter = v + 1;
    golem_semrelease(&sem, i % 3 == 0);
  }
  done();
}
static FuncVal fLock{reinterpret_cast<void *>(locker)};
static struct {
  uint32_t w, n;
  uint64_t l;
  void *h, *t;
} list;
static volatile int64_t waiting;
static GO void condWaiter(CTX) {
  (void)ctx;
  uint32_t t = golem_notifylistadd(&list);
  __atomic_fetch_add(&waiting, 1, __ATOMIC_SEQ_CST);
  golem_notifylistwait(&list, t);
  done();
}
static FuncVal fCond{reinterpret_cast<void *>(condWaiter)};
static volatile int64_t fired;
static GO void onTimer(Type *t, void *data, uint64_t seq, int64_t delta, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, void *) {
  CHECK(t == &tInt && data == &sem);
  (void)seq;
  CHECK(delta >= 0);
  fired = fired + 1;
}
static FuncVal fTimer{reinterpret_cast<void *>(onTimer)};
static GO void sleeper(CTX) {
  (void)ctx;
  int64_t ts[2] = {0, 30 * 1000000};
  entersyscall();
  R3 r = syscall6(35, int64_t(ts), 0, 0, 0, 0, 0);
  exitsyscall();
  CHECK(r.r1 == 0 && r.err == 0);
  done();
}
static FuncVal fSleep{reinterpret_cast<void *>(sleeper)};
static void *slot;
static int64_t step;
static GO void co(CTX) {
  (void)ctx;
  for (int i = 0; i < 1000; i++) {
    CHECK(step == 2 * i);
    step++;
    golem_coroswitch(&slot);
  }
  step = -1;
  golem_coroexit(&slot);
}
static FuncVal fCo{reinterpret_cast<void *>(co)};
static volatile int64_t finalized, cleaned;
static GO void finalizer(void *obj, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, void *) {
  CHECK(*static_cast<int64_t *>(obj) == 77);
  finalized = finalized + 1;
}
static FuncVal fFin{reinterpret_cast<void *>(finalizer)};
static GO void cleanup(CTX) {
  (void)ctx;
  cleaned = cleaned + 1;
}
static FuncVal fClean{reinterpret_cast<void *>(cleanup)};
static struct {
  FuncType t;
  Type *in;
} tFin;
static PtrType tPtrInt;
static GO void makeGarbage() {
  for (int i = 0; i < 100; i++) {
    auto *p = static_cast<int64_t *>(golem_mallocgc(64, nullptr, true));
    *p = 77;
    CHECK(golem_addfinalizer(p, &tPtrInt, &fFin, &tFin.t, &tPtrInt));
    golem_addcleanup(golem_mallocgc(64, nullptr, true), &fClean);
  }
}

extern "C" GO void gomain() asm("main.main");
extern "C" GO void gomain() {
  golem_wbstore(&c, golem_makechan(&tChanInt, 0));
  for (int i = 0; i < 8; i++) golem_newproc(&fLock);
  wait(8);
  CHECK(counter == 160000 && sem == 1);
  for (int i = 0; i < 100; i++) golem_newproc(&fCond);
  while (waiting < 100) golem_gosched();
  for (int i = 0; i < 50; i++) {
    golem_notifylistnotifyone(&list);
    wait(1);
  }
  golem_notifylistnotifyall(&list);
  wait(50);
  say("sync ok\n");
  int64_t now = golem_nanotime();
  void *t1 = golem_newtimer(now + 5000000, 0, &fTimer, &tInt, &sem, nullptr);
  void *t2 = golem_newtimer(now + 60000000000, 0, &fTimer, &tInt, &sem, nullptr);
  void *t3 = golem_newtimer(now + 2000000, 2000000, &fTimer, &tInt, &sem, nullptr);
  CHECK(golem_stoptimer(t2));
  golem_gc();
  // t1 once and t3 again and again; on a busy machine as late as may be, but never more often than their periods allow.
  for (int i = 0; i < 10000 && (fired < 4 || golem_nanotime() < now + 8000000); i++) golem_timesleep(1000000);
  CHECK(!golem_stoptimer(t1));
  golem_stoptimer(t3);
  int64_t stopped = golem_nanotime();
  CHECK(fired >= 4 && fired <= 2 + (stopped - now) / 2000000);
  int64_t f = fired;
  golem_resettimer(t1, golem_nanotime() + 1000000, 0);
  for (int i = 0; i < 10000 && fired < f + 1; i++) golem_timesleep(1000000);
  golem_timesleep(5000000);
  CHECK(fired == f + 1);
  say("timers ok\n");
  now = golem_nanotime();
  for (int i = 0; i < 20; i++) golem_newproc(&fSleep);
  golem_gc();
  wait(20);
  int64_t ms = (golem_nanotime() - now) / 1000000;
  CHECK(ms >= 30 && ms < 400);
  slot = golem_newparked(&fCo);
  for (int i = 0; i < 1000; i++) {
    golem_coroswitch(&slot);
    CHECK(step == 2 * i + 1);
    step++;
  }
  golem_coroswitch(&slot);
  CHECK(step == -1 && !slot);
  say("syscalls and coroutines ok\n");
  static_cast<Type &>(tPtrInt) = tPtr;
  tPtrInt.elem = &tInt;
  tFin.t.kindBits = kFunc;
  tFin.t.inCount = 1;
  tFin.in = &tPtrInt;
  makeGarbage();
  for (int i = 0; i < 4; i++) {
    golem_gc();
    golem_timesleep(1000000);
  }
  sayn("finalized", finalized);
  sayn("cleaned", cleaned);
  CHECK(finalized >= 95 && cleaned >= 95);
  say("all sync ok\n");
}

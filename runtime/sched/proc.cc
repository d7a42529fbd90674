// The scheduler: run queues, finding work, stopping and starting threads.
//
// Go's work-stealing design (Vyukov 2012): a p has a ring of 256 goroutines and runnext; overflow goes to the global queue,
// which is polled every 61st tick; an m without work spins for a while stealing half of another p's ring, then sleeps on
// its note. Rule that keeps wake-ups from being lost: who submits work wakes an m only if none is spinning, and a spinning
// m re-checks every queue after it has stopped spinning (StoreLoad on both sides).
#include "runtime/prof/prof.h"
#include "runtime/race/race.h"
#include "runtime/sched/choices.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/synctest.h"
#include "runtime/gc/gc.h"
#include "runtime/heap/malloc.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/stack.h"
#include "runtime/sys/signals.h"

namespace golem {

schedt sched;
m m0;
m *allm;
p *allp[kMaxProcs];
int32_t gomaxprocs;
g **allgs;
int64_t allglen;
static int64_t allgcap;
mutex allglock;
static g g0main;

const char *waitReasonText(WaitReason r) {
  static const char *const texts[] = {
#define WAITREASON(name, text) text,
#include "runtime/sched/waitreason.def"
  };
  return texts[r];
}

// ---- small helpers; sched.lock held where a list is touched ----
static void globrunqput(g *gp) { sched.runq.pushBack(gp); }
static g *globrunqget(p *pp, int32_t max) {
  if (sched.runq.empty()) return nullptr;
  int64_t n = sched.runq.n / gomaxprocs + 1;
  if (n > sched.runq.n) n = sched.runq.n;
  if (max > 0 && n > max) n = max;
  if (n > 128) n = 128;
  g *gp = sched.runq.pop();
  for (n--; n > 0; n--) runqput(pp, sched.runq.pop(), false);
  return gp;
}
static void mput(m *mp) {
  mp->schedlink = sched.midle;
  sched.midle = mp;
  sched.nmidle++;
  checkdead();
}
static m *mget() {
  m *mp = sched.midle;
  if (mp) {
    sched.midle = mp->schedlink;
    sched.nmidle--;
  }
  return mp;
}
void pidleput(p *pp) {
  pp->link = sched.pidle;
  sched.pidle = pp;
  __atomic_fetch_add(&sched.npidle, 1, __ATOMIC_SEQ_CST);
}
p *pidleget() {
  p *pp = sched.pidle;
  if (pp) {
    sched.pidle = pp->link;
    __atomic_fetch_sub(&sched.npidle, 1, __ATOMIC_SEQ_CST);
  }
  return pp;
}

static void acquirep(p *pp) {
  m *mp = getm();
  mp->p = pp;
  pp->m = mp;
  pp->status = kPrunning;
  setTbP(pp);
  if (__atomic_load_n(&sched.sysmonwait, __ATOMIC_SEQ_CST) == 2) sysmonWake();
}
static p *releasep() {
  m *mp = getm();
  p *pp = mp->p;
  pp->m = nullptr;
  mp->p = nullptr;
  pp->status = kPidle;
  setTbP(nullptr);
  return pp;
}

// ---- local run queue: single producer (the owner), many consumers ----
static bool runqempty(p *pp) {
  for (;;) {
    uint32_t head = __atomic_load_n(&pp->runqhead, __ATOMIC_ACQUIRE), tail = __atomic_load_n(&pp->runqtail, __ATOMIC_ACQUIRE);
    g *next = __atomic_load_n(&pp->runnext, __ATOMIC_ACQUIRE);
    if (tail == __atomic_load_n(&pp->runqtail, __ATOMIC_ACQUIRE)) return head == tail && !next;
  }
}

static bool runqputslow(p *pp, g *gp, uint32_t head, uint32_t tail) {
  g *batch[129];
  uint32_t n = (tail - head) / 2;
  for (uint32_t i = 0; i < n; i++) batch[i] = pp->runq[(head + i) % 256];
  if (!__atomic_compare_exchange_n(&pp->runqhead, &head, head + n, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return false;
  batch[n] = gp;
  lock(&sched.lock);
  for (uint32_t i = 0; i <= n; i++) globrunqput(batch[i]);
  unlock(&sched.lock);
  return true;
}

void runqput(p *pp, g *gp, bool next) {
  if (next) {
    g *old = __atomic_exchange_n(&pp->runnext, gp, __ATOMIC_ACQ_REL);
    if (!old) return;
    gp = old;
  }
  for (;;) {
    uint32_t head = __atomic_load_n(&pp->runqhead, __ATOMIC_ACQUIRE), tail = pp->runqtail;
    if (tail - head < 256) {
      pp->runq[tail % 256] = gp;
      __atomic_store_n(&pp->runqtail, tail + 1, __ATOMIC_RELEASE);
      return;
    }
    bool done = false;
    systemstack([&] { done = runqputslow(pp, gp, head, tail); });
    if (done) return;
  }
}

static g *runqget(p *pp, bool *inheritTime) {
  *inheritTime = false;
  g *next = __atomic_load_n(&pp->runnext, __ATOMIC_ACQUIRE);
  if (next && __atomic_compare_exchange_n(&pp->runnext, &next, nullptr, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
    *inheritTime = true;
    return next;
  }
  for (;;) {
    uint32_t head = __atomic_load_n(&pp->runqhead, __ATOMIC_ACQUIRE), tail = pp->runqtail;
    if (head == tail) return nullptr;
    g *gp = pp->runq[head % 256];
    if (__atomic_compare_exchange_n(&pp->runqhead, &head, head + 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return gp;
  }
}

// Moves half of victim's queue into pp's and returns one of them.
static g *runqsteal(p *pp, p *victim, bool stealNext) {
  uint32_t tail = pp->runqtail;
  for (;;) {
    uint32_t h = __atomic_load_n(&victim->runqhead, __ATOMIC_ACQUIRE), t = __atomic_load_n(&victim->runqtail, __ATOMIC_ACQUIRE);
    uint32_t n = t - h;
    n -= n / 2;
    if (n == 0) {
      if (!stealNext) return nullptr;
      g *next = __atomic_load_n(&victim->runnext, __ATOMIC_ACQUIRE);
      if (!next) return nullptr;
      // Let its owner get to it first if it is running: a ping-pong pair must not be torn apart.
      if (victim->status == kPrunning) sys::ncpu() > 1 ? sys::usleep(3) : sys::osyield();
      if (!__atomic_compare_exchange_n(&victim->runnext, &next, nullptr, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) continue;
      return next;
    }
    if (n > 128) continue; // read inconsistently
    for (uint32_t i = 0; i < n; i++) pp->runq[(tail + i) % 256] = victim->runq[(h + i) % 256];
    if (!__atomic_compare_exchange_n(&victim->runqhead, &h, h + n, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) continue;
    n--;
    g *gp = pp->runq[(tail + n) % 256];
    if (n) __atomic_store_n(&pp->runqtail, tail + n, __ATOMIC_RELEASE);
    return gp;
  }
}

// ---- threads ----
static void mstart1() {
  m *mp = getm();
  mp->tid = int32_t(sys::call(sys::kSysGettid));
  minit();
  if (mp->nextp) {
    p *pp = mp->nextp;
    mp->nextp = nullptr;
    acquirep(pp);
  }
  schedule();
}

extern "C" long golem_clone(uint64_t flags, void *stack, void *tls, void (*fn)());

void initThread(m *mp, g *g0, Stack st) {
  mp->g0 = g0;
  g0->m = mp;
  g0->segs[0] = st;
  g0->status = kGrunning;
  g0->schedsp = st.hi - 64;
  mp->tb = &mp->tls;
  mp->tls.self = &mp->tls;
  mp->tls.g = g0;
  mp->tls.m = mp;
}

// sched.lock held or world young. A thread that runs fn on its g0 (system threads never return from it).
static void startThread(m *mp, void (*entry)()) {
  uintptr_t bytes = 256 << 10;
  void *mem = sys::map(bytes, sys::kProtRW, nullptr, sys::kMapNoReserve);
  if (!mem) throwError("out of memory (thread stack)");
  auto *g0 = static_cast<g *>(persistentalloc(sizeof(g)));
  initThread(mp, g0, {uintptr_t(mem), uintptr_t(mem) + bytes});
  constexpr uint64_t flags = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x80000; // VM FS FILES SIGHAND THREAD SYSVSEM SETTLS
  uint64_t all = ~0ull, old = 0; // signals blocked until the thread has its alternate stack
  sys::call(sys::kSysRtSigprocmask, 2, &all, &old, 8);
  long r = golem_clone(flags, reinterpret_cast<void *>(g0->schedsp), &mp->tls, entry);
  sys::call(sys::kSysRtSigprocmask, 2, &old, nullptr, 8);
  if (r < 0) {
    printstr("runtime: failed to create new OS thread\n");
    throwError("newosproc");
  }
}

static int64_t maxThreads = 10000;
static void checkThreads() { // sched.lock held
  if (sched.mnext - sched.nmsys <= maxThreads) return;
  printstr("runtime: program exceeds ");
  printdec(maxThreads);
  printstr("-thread limit\n");
  throwError("thread exhaustion");
}
extern "C" int64_t golem_setmaxthreads(int64_t n) {
  int64_t old = maxThreads;
  systemstack([&] {
    lock(&sched.lock);
    maxThreads = n;
    checkThreads();
    unlock(&sched.lock);
  });
  return old;
}

static m *allocm(void (*fn)(), bool system) {
  auto *mp = static_cast<m *>(persistentalloc(sizeof(m), 64));
  mp->mstartfn = fn;
  lock(&sched.lock);
  mp->id = sched.mnext++;
  if (system) sched.nmsys++;
  checkThreads();
  mp->alllink = allm;
  __atomic_store_n(&allm, mp, __ATOMIC_RELEASE);
  unlock(&sched.lock);
  return mp;
}

static void systemThreadEntry() {
  m *mp = getm();
  mp->tid = int32_t(sys::call(sys::kSysGettid));
  minit();
  mp->mstartfn();
  for (;;) sys::usleep(1000000);
}

static mutex threadsLock; // of making threads
void lockThreads() { lock(&threadsLock); }
void unlockThreads() { unlock(&threadsLock); }

m *newThread(void (*fn)(), bool system) {
  lockThreads();
  m *mp = allocm(fn, system);
  startThread(mp, system ? systemThreadEntry : mstart1);
  unlockThreads();
  return mp;
}

// Gives pp (or an idle p) to an idle or new m.
static void startm(p *pp, bool spinning) {
  lock(&sched.lock);
  if (!pp) {
    pp = pidleget();
    if (!pp) {
      unlock(&sched.lock);
      if (spinning) __atomic_fetch_sub(&sched.nmspinning, 1, __ATOMIC_SEQ_CST);
      return;
    }
  }
  m *mp = mget();
  unlock(&sched.lock);
  if (!mp) {
    lockThreads();
    mp = allocm(nullptr, false);
    mp->nextp = pp;
    mp->spinning = spinning;
    startThread(mp, mstart1);
    unlockThreads();
    return;
  }
  mp->spinning = spinning;
  mp->nextp = pp;
  notewakeup(&mp->park);
}

void wakep() {
  uint32_t zero = 0;
  if (__atomic_load_n(&sched.npidle, __ATOMIC_SEQ_CST) == 0) return;
  if (__atomic_load_n(&sched.nmspinning, __ATOMIC_SEQ_CST) != 0 ||
      !__atomic_compare_exchange_n(&sched.nmspinning, &zero, 1, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    return;
  systemstack([] { startm(nullptr, true); });
}

static void mPark() {
  m *mp = getm();
  notesleep(&mp->park);
  noteclear(&mp->park);
}

static void stopm() {
  lock(&sched.lock);
  mput(getm());
  unlock(&sched.lock);
  mPark();
  m *mp = getm();
  acquirep(mp->nextp);
  mp->nextp = nullptr;
}

// The world stops: hand in our p and sleep.
static void gcstopm() {
  m *mp = getm();
  if (mp->spinning) {
    mp->spinning = false;
    __atomic_fetch_sub(&sched.nmspinning, 1, __ATOMIC_SEQ_CST);
  }
  p *pp = releasep();
  lock(&sched.lock);
  pp->status = kPgcstop;
  if (--sched.stopwait == 0) notewakeup(&sched.stopnote);
  unlock(&sched.lock);
  stopm();
}

void handoffp(p *pp) {
  if (!runqempty(pp) || sched.runq.n != 0) {
    startm(pp, false);
    return;
  }
  uint32_t zero = 0;
  if (__atomic_load_n(&sched.nmspinning, __ATOMIC_SEQ_CST) + __atomic_load_n(&sched.npidle, __ATOMIC_SEQ_CST) == 0 &&
      __atomic_compare_exchange_n(&sched.nmspinning, &zero, 1, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    startm(pp, true);
    return;
  }
  lock(&sched.lock);
  if (sched.gcwaiting) {
    pp->status = kPgcstop;
    if (--sched.stopwait == 0) notewakeup(&sched.stopnote);
    unlock(&sched.lock);
    return;
  }
  if (sched.runq.n != 0) {
    unlock(&sched.lock);
    startm(pp, false);
    return;
  }
  // The last busy p goes idle and nobody waits for the network: whoever takes it will.
  if (netpollWaiters() && int32_t(sched.npidle) == gomaxprocs - 1 && __atomic_load_n(&sched.lastpoll, __ATOMIC_SEQ_CST) != 0) {
    unlock(&sched.lock);
    startm(pp, false);
    return;
  }
  pidleput(pp);
  unlock(&sched.lock);
}

// ---- LockOSThread ----
static void incidlelocked(int v) {
  lock(&sched.lock);
  sched.nmidlelocked += v;
  if (v > 0) checkdead();
  unlock(&sched.lock);
}
static void stoplockedm() {
  m *mp = getm();
  if (mp->p) handoffp(releasep());
  incidlelocked(1);
  mPark();
  acquirep(mp->nextp);
  mp->nextp = nullptr;
}
static void startlockedm(g *gp) {
  m *mp = gp->lockedm;
  incidlelocked(-1);
  mp->nextp = releasep();
  notewakeup(&mp->park);
  stopm();
}

// ---- finding work ----
static g *stealWork(p *pp) {
  uint32_t start = sys::fastrand();
  for (int round = 0; round < 4; round++) {
    for (int32_t i = 0; i < gomaxprocs; i++) {
      if (sched.gcwaiting) return nullptr;
      p *v = allp[(start + uint32_t(i)) % uint32_t(gomaxprocs)];
      if (v == pp) continue;
      if (v->status == kPidle) continue;
      if (g *gp = runqsteal(pp, v, round == 3)) return gp;
    }
  }
  return nullptr;
}

void injectglist(gQueue q) {
  int64_t n = q.n;
  if (n == 0) return;
  lock(&sched.lock);
  while (g *gp = q.pop()) {
    __atomic_store_n(&gp->status, kGrunnable, __ATOMIC_RELEASE);
    globrunqput(gp);
  }
  unlock(&sched.lock);
  netpollWoke(n);
  for (; n > 0 && __atomic_load_n(&sched.npidle, __ATOMIC_SEQ_CST) != 0; n--) startm(nullptr, false);
}

// One of netpoll's goroutines for the caller to run, the others for everybody.
static g *takeReady(gQueue ready) {
  g *gp = ready.pop();
  if (!gp) return nullptr;
  __atomic_store_n(&gp->status, kGrunnable, __ATOMIC_RELEASE);
  netpollWoke(1);
  injectglist(ready);
  return gp;
}

// Sleeps in the kernel until a descriptor is ready, the first timer is due or somebody breaks in. No p; lastpoll is 0.
static gQueue blockInNetpoll() {
  int64_t until, delay;
  do { // a timer that became the first meanwhile either sees pollUntil or is seen here
    until = nextTimer();
    __atomic_store_n(&sched.pollUntil, until, __ATOMIC_SEQ_CST);
  } while (nextTimer() != until);
  delay = -1;
  if (until) {
    delay = until - sys::nanotime();
    if (delay < 0) delay = 0;
  }
  gQueue ready = netpoll(delay);
  __atomic_store_n(&sched.pollUntil, 0, __ATOMIC_SEQ_CST);
  __atomic_store_n(&sched.lastpoll, sys::nanotime(), __ATOMIC_SEQ_CST);
  return ready;
}

// In a seeded run: any runnable goroutine as the seed says; none: the clock jumps to the first timer. Null when only the world can go on.
static g *findRunnableSeeded() {
  m *mp = getm();
  for (int waited = 0;;) {
    if (sched.gcwaiting) {
      gcstopm();
      continue;
    }
    if (gcBusy()) { // nobody runs beside a collection
      sys::usleep(20);
      continue;
    }
    checkTimers();
    if (netpollWaiters()) injectglist(netpoll(0));
    lock(&sched.lock);
    bool inherit;
    while (g *gp = runqget(mp->p, &inherit)) globrunqput(gp);
    g *gp = nullptr;
    if (sched.runq.n > 0) {
      for (uint64_t k = choices::below(choices::kSchedule, uint64_t(sched.runq.n)); k > 0; k--) globrunqput(sched.runq.pop());
      gp = sched.runq.pop();
    }
    unlock(&sched.lock);
    if (gp) return gp;
    int64_t next = nextTimer();
    if (!next) return nullptr;
    if ((netpollWaiters() || __atomic_load_n(&sched.inSyscall, __ATOMIC_SEQ_CST) > 0) && waited++ < 50) {
      sys::usleep(1000);
      continue;
    }
    choices::advanceTo(next);
    waited = 0;
  }
}

static g *findRunnable(bool *inheritTime) {
  m *mp = getm();
top:
  p *pp = mp->p;
  *inheritTime = false;
  if (sched.gcwaiting) {
    gcstopm();
    goto top;
  }
  if (choices::on) {
    if (g *gp = findRunnableSeeded()) return gp;
    pp = mp->p;
  }
  checkTimers();
  if (pp->schedtick % 61 == 0 && sched.runq.n > 0) {
    lock(&sched.lock);
    g *gp = globrunqget(pp, 1);
    unlock(&sched.lock);
    if (gp) return gp;
  }
  if (g *gp = runqget(pp, inheritTime)) return gp;
  if (sched.runq.n != 0) {
    lock(&sched.lock);
    g *gp = globrunqget(pp, 0);
    unlock(&sched.lock);
    if (gp) return gp;
  }
  if (netpollWaiters() && __atomic_load_n(&sched.lastpoll, __ATOMIC_SEQ_CST) != 0) {
    gQueue ready = netpoll(0);
    if (g *gp = takeReady(ready)) return gp;
  }
  // Steal, unless half of the busy p's already have somebody looking.
  if (mp->spinning || 2 * __atomic_load_n(&sched.nmspinning, __ATOMIC_SEQ_CST) < uint32_t(gomaxprocs) - __atomic_load_n(&sched.npidle, __ATOMIC_SEQ_CST)) {
    if (!mp->spinning) {
      mp->spinning = true;
      __atomic_fetch_add(&sched.nmspinning, 1, __ATOMIC_SEQ_CST);
    }
    if (g *gp = stealWork(pp)) return gp;
  }
  lock(&sched.lock);
  if (sched.gcwaiting) {
    unlock(&sched.lock);
    goto top;
  }
  if (sched.runq.n != 0) {
    g *gp = globrunqget(pp, 0);
    unlock(&sched.lock);
    return gp;
  }
  releasep();
  pidleput(pp);
  unlock(&sched.lock);
  bool wasSpinning = mp->spinning;
  if (mp->spinning) {
    mp->spinning = false;
    __atomic_fetch_sub(&sched.nmspinning, 1, __ATOMIC_SEQ_CST);
    // Work submitted while we were spinning woke nobody: look once more everywhere.
    bool again = sched.runq.n != 0;
    for (int32_t i = 0; i < gomaxprocs && !again; i++) again = !runqempty(allp[i]);
    if (again) {
      lock(&sched.lock);
      p *np = pidleget();
      unlock(&sched.lock);
      if (np) {
        acquirep(np);
        if (wasSpinning) {
          mp->spinning = true;
          __atomic_fetch_add(&sched.nmspinning, 1, __ATOMIC_SEQ_CST);
        }
        goto top;
      }
    }
  }
  if (netpollinited() && (netpollWaiters() || nextTimer() != 0) && __atomic_exchange_n(&sched.lastpoll, 0, __ATOMIC_SEQ_CST) != 0) {
    gQueue ready = blockInNetpoll();
    lock(&sched.lock);
    p *np = sched.gcwaiting ? nullptr : pidleget();
    unlock(&sched.lock);
    if (!np) {
      injectglist(ready);
    } else {
      acquirep(np);
      if (g *gp = takeReady(ready)) return gp;
      if (wasSpinning) {
        mp->spinning = true;
        __atomic_fetch_add(&sched.nmspinning, 1, __ATOMIC_SEQ_CST);
      }
      goto top;
    }
  }
  stopm();
  goto top;
}

static void execute(g *gp, bool inheritTime) {
  m *mp = getm();
  mp->curg = gp;
  gp->m = mp;
  gp->preempt = false;
  gp->waitsince = 0;
  __atomic_store_n(&gp->status, kGrunning, __ATOMIC_RELEASE);
  if (!inheritTime) mp->p->schedtick++;
  golem_gogo(gp);
}

static void dropg() {
  m *mp = getm();
  mp->curg->m = nullptr;
  mp->curg = nullptr;
}

void schedule() {
  m *mp = getm();
  if (mp->locks) throwError("schedule: holding locks");
  if (mp->lockedg) {
    stoplockedm();
    execute(mp->lockedg, false);
  }
  for (;;) {
    bool inherit;
    g *gp = findRunnable(&inherit);
    if (mp->spinning) {
      mp->spinning = false;
      __atomic_fetch_sub(&sched.nmspinning, 1, __ATOMIC_SEQ_CST);
      wakep();
    }
    if (gp->lockedm) {
      startlockedm(gp);
      continue;
    }
    execute(gp, inherit);
  }
}

// ---- parking and readying ----
static void park_m(g *gp) {
  m *mp = getm();
  gp->waitsince = 0;
  // As soon as it waits, somebody may wake it: whether it is idle is decided before, and the bubble is active until the end.
  Bubble *bubble = gp->bubble;
  bool idle = bubble && idleInBubble(gp->waitreason);
  if (bubble) bubbleActive(bubble, 1);
  if (idle) bubbleChange(gp, true, false, 0);
  __atomic_store_n(&gp->status, kGwaiting, __ATOMIC_RELEASE);
  dropg();
  if (auto *f = mp->waitunlockf) {
    mp->waitunlockf = nullptr;
    if (!f(gp, mp->waitlock)) {
      __atomic_store_n(&gp->status, kGrunnable, __ATOMIC_RELEASE);
      if (idle) bubbleChange(gp, false, true, 0);
      if (bubble) bubbleActive(bubble, -1);
      execute(gp, true);
    }
  }
  if (bubble) bubbleActive(bubble, -1);
  schedule();
}
// What the blocking profile counts: waiting for another goroutine.
static bool isBlocking(WaitReason r) {
  switch (r) {
  case kWaitChanReceive: case kWaitChanSend: case kWaitSelect: case kWaitSemAcquire: case kWaitSyncCondWait: case kWaitSyncMutexLock:
  case kWaitSyncRWMutexRLock: case kWaitSyncRWMutexLock: case kWaitSyncWaitGroupWait: return true;
  default: return false;
  }
}
void gopark(bool (*unlockf)(g *, void *), void *lk, WaitReason reason) {
  m *mp = getm();
  mp->waitunlockf = unlockf;
  mp->waitlock = lk;
  getg()->waitreason = reason;
  if (__builtin_expect(blockRate != 0, 0) && isBlocking(reason)) {
    int64_t t0 = sys::nanotime();
    golem_mcall(park_m);
    profileBlock(sys::nanotime() - t0);
    return;
  }
  golem_mcall(park_m);
}
void goparkunlock(mutex *l, WaitReason reason) {
  gopark(
      [](g *, void *lk) {
        unlock(static_cast<mutex *>(lk));
        return true;
      },
      l, reason);
}
void goready(g *gp) {
  uint32_t want = kGwaiting;
  if (!__atomic_compare_exchange_n(&gp->status, &want, kGrunnable, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) throwError("goready: goroutine is not waiting");
  if (gp->bubble) bubbleChange(gp, !idleInBubble(gp->waitreason), true, 0);
  if (p *pp = getp()) {
    runqput(pp, gp, true);
  } else { // a system thread: no queue of its own
    lock(&sched.lock);
    globrunqput(gp);
    unlock(&sched.lock);
  }
  wakep();
}

static void gosched_m(g *gp) {
  __atomic_store_n(&gp->status, kGrunnable, __ATOMIC_RELEASE);
  dropg();
  lock(&sched.lock);
  globrunqput(gp);
  unlock(&sched.lock);
  schedule();
}
void gosched() { golem_mcall(gosched_m); }
void preemptSlow() {
  g *gp = getg();
  m *mp = getm();
  if (gp == mp->g0 || gp != mp->curg || mp->locks || !getp()) return;
  if (!gp->preempt) { // stale request
    uintptr_t guard = gp->stackguard;
    asm volatile("movq %0, %%fs:0x70" ::"r"(guard) : "memory");
    return;
  }
  gp->preempt = false;
  gosched();
}
// Perhaps asks this goroutine to stop at its next check, which is the next function's entry or the next call of the runtime.
void preemptSeeded() {
  g *gp = getg();
  if (gp != getm()->curg || gp == getm()->g0 || !choices::preempt()) return;
  gp->preempt = true;
  asm volatile("movq $-1, %%fs:0x70" ::: "memory");
}
static void goyield_m(g *gp) {
  __atomic_store_n(&gp->status, kGrunnable, __ATOMIC_RELEASE);
  dropg();
  runqput(getp(), gp, false);
  schedule();
}
void goyield() { golem_mcall(goyield_m); }

extern "C" void golem_asyncpreempt2() { golem_mcall(gosched_m); }

// ---- goroutines ----
static g *gfget(p *pp) {
  if (pp && !pp->gFree.empty()) return pp->gFree.pop();
  lock(&sched.gFreeLock);
  g *gp = sched.gFree.pop();
  if (pp && gp)
    for (int i = 0; i < 32 && !sched.gFree.empty(); i++) pp->gFree.pushBack(sched.gFree.pop());
  unlock(&sched.gFreeLock);
  return gp;
}
static void gfput(p *pp, g *gp) {
  pp->gFree.pushBack(gp);
  if (pp->gFree.n < 64) return;
  lock(&sched.gFreeLock);
  while (pp->gFree.n > 32) sched.gFree.pushBack(pp->gFree.pop());
  unlock(&sched.gFreeLock);
}

static void allgadd(g *gp) {
  lock(&allglock);
  if (allglen == allgcap) {
    // Readers walk a snapshot without the lock: the old table stays valid (and leaks, half of the new one's size).
    int64_t ncap = allgcap ? allgcap * 2 : 256;
    auto **n = static_cast<g **>(persistentalloc(size_t(ncap) * sizeof(g *)));
    for (int64_t i = 0; i < allglen; i++) n[i] = allgs[i];
    __atomic_store_n(&allgs, n, __ATOMIC_RELEASE);
    allgcap = ncap;
  }
  allgs[allglen] = gp;
  __atomic_store_n(&allglen, allglen + 1, __ATOMIC_RELEASE);
  unlock(&allglock);
}

static g *malg(uintptr_t stackBytes) {
  auto *gp = static_cast<g *>(persistentalloc(sizeof(g)));
  gp->segs[0] = stackalloc(stackBytes);
  gp->status = kGdead;
  return gp;
}

static void prepareStack(g *gp, FuncVal *fn) {
  gp->stackguard = gp->segs[0].lo + kStackMargin;
  auto *sp = reinterpret_cast<uintptr_t *>(gp->segs[0].hi - 32);
  *--sp = uintptr_t(&golem_gostart);
  *--sp = 0;              // rbp
  *--sp = uintptr_t(fn);  // rbx
  for (int i = 0; i < 4; i++) *--sp = 0;
  gp->schedsp = uintptr_t(sp);
}

static g *newgoroutine(FuncVal *fn, uintptr_t callerpc, g *creator, uintptr_t stackBytes, bool system) {
  p *pp = getp();
  g *gp = stackBytes == kStackFirst ? gfget(pp) : nullptr;
  if (!gp) {
    systemstack([&] {
      gp = malg(stackBytes);
      allgadd(gp);
    });
  }
  prepareStack(gp, fn);
  gp->deferframe = nullptr;
  gp->panic = nullptr;
  gp->startfn = fn;
  gp->gopc = callerpc;
  gp->parentGoid = creator ? creator->goid : 0;
  gp->waiting = nullptr;
  gp->param = nullptr;
  gp->waitreason = kWaitZero;
  gp->system = system;
  gp->inGC = false;
  gp->sig = 0;
  gp->assistBytes = 0;
  gp->goexiting = false;
  gp->fipsIndicator = 0;
  gp->fipsBypass = creator && creator->fipsBypass;
  gp->paniconfault = false;
  gp->printBuf = nullptr;
  gp->labels = nullptr;
  gp->bubble = nullptr;
  if (creator) {
    gp->bubble = creator->bubble;
    if (gp->bubble) bubbleChange(gp, false, true, 1);
    gp->labels = creator->labels;
  }
  race::goStart(gp, creator, callerpc);
  if (system) __atomic_fetch_add(&sched.ngsys, 1, __ATOMIC_RELAXED);
  gp->goid = __atomic_add_fetch(&sched.goidgen, 1, __ATOMIC_RELAXED);
  gcNewGoroutine(fn);
  __atomic_store_n(&gp->status, kGrunnable, __ATOMIC_RELEASE);
  return gp;
}

g *newproc1(FuncVal *fn, g *creator, uintptr_t callerpc) { return newgoroutine(fn, callerpc, creator, kStackFirst, false); }

g *newSystemGoroutine(FuncVal *fn) {
  g *gp = newgoroutine(fn, 0, nullptr, kStackFirst, true);
  lock(&sched.lock);
  globrunqput(gp);
  unlock(&sched.lock);
  wakep();
  return gp;
}

extern "C" void golem_newproc(FuncVal *fn) {
  if (!fn) fatal("go of nil func value");
  g *creator = getg();
  g *gp = newproc1(fn, creator, uintptr_t(__builtin_return_address(0)));
  runqput(getp(), gp, true);
  if (sched.mainStarted) wakep();
}

static void goexit0(g *gp) {
  m *mp = getm();
  if (gp->lockedCount) {
    gp->lockedCount = 0;
    gp->lockedm = nullptr;
    mp->lockedg = nullptr;
  }
  __atomic_store_n(&gp->status, kGdead, __ATOMIC_RELEASE);
  dropg();
  if (gp->bubble) {
    bubbleChange(gp, true, false, -1);
    gp->bubble = nullptr;
  }
  if (gp->system) __atomic_fetch_sub(&sched.ngsys, 1, __ATOMIC_RELAXED);
  race::goEnd(gp);
  gp->startfn = nullptr;
  gp->param = nullptr;
  gp->waiting = nullptr;
  stackFreeDeep(gp);
  if (gp->segs[0].hi - gp->segs[0].lo == kStackFirst) gfput(mp->p, gp);
  schedule();
}
extern "C" void golem_goexit1() { golem_mcall(goexit0); }

int64_t gcount() {
  int64_t n = 0;
  lock(&allglock);
  for (int64_t i = 0; i < allglen; i++)
    if (allgs[i]->status != kGdead && !allgs[i]->system) n++;
  unlock(&allglock);
  return n;
}

// ---- stop the world ----
void preemptone(p *pp) {
  m *mp = __atomic_load_n(&pp->m, __ATOMIC_ACQUIRE);
  if (!mp || mp == getm()) return;
  g *gp = __atomic_load_n(&mp->curg, __ATOMIC_ACQUIRE);
  if (!gp || gp == mp->g0) return;
  gp->preempt = true;
  __atomic_store_n(&mp->tb->stackguard, ~uintptr_t(0), __ATOMIC_SEQ_CST);
  preemptM(mp);
}
bool preemptall() {
  bool any = false;
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (allp[i]->status == kPrunning) {
      preemptone(allp[i]);
      any = true;
    }
  return any;
}

static mutex worldsema;

// A goroutine must not sleep for the right to stop the world while it keeps a p from stopping.
static void worldAcquire() {
  for (;;) {
    uint32_t zero = 0;
    if (__atomic_compare_exchange_n(&worldsema.key, &zero, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
    if (getp()) gosched();
    else sys::usleep(20);
  }
}
void semacquireWorld() { worldAcquire(); }
void semreleaseWorld() { __atomic_store_n(&worldsema.key, 0, __ATOMIC_RELEASE); }

// Caller holds the world semaphore: a thread without a p, or a goroutine on g0 (its own p stops too).
void stopTheWorld() {
  lock(&sched.lock);
  sched.stopwait = gomaxprocs;
  __atomic_store_n(&sched.gcwaiting, 1, __ATOMIC_SEQ_CST);
  preemptall();
  if (p *pp = getp()) {
    pp->status = kPgcstop;
    sched.stopwait--;
  }
  for (int32_t i = 0; i < gomaxprocs; i++) {
    uint32_t s = kPsyscall;
    if (allp[i]->status == kPsyscall && __atomic_compare_exchange_n(&allp[i]->status, &s, kPgcstop, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
      allp[i]->syscalltick++;
      __atomic_fetch_add(&sched.inSyscall, 1, __ATOMIC_SEQ_CST);
      sched.stopwait--;
    }
  }
  while (p *pp = pidleget()) {
    pp->status = kPgcstop;
    sched.stopwait--;
  }
  bool wait = sched.stopwait > 0;
  unlock(&sched.lock);
  if (wait) {
    while (!notetsleep(&sched.stopnote, 100 * 1000)) preemptall();
    noteclear(&sched.stopnote);
  }
}

void startTheWorld() {
  lock(&sched.lock);
  p *own = getp();
  if (own) own->status = kPrunning;
  __atomic_store_n(&sched.gcwaiting, 0, __ATOMIC_SEQ_CST);
  p *busy = nullptr;
  for (int32_t i = gomaxprocs - 1; i >= 0; i--) {
    p *pp = allp[i];
    if (pp == own) continue;
    pp->status = kPidle;
    if (runqempty(pp)) {
      pidleput(pp);
    } else {
      pp->link = busy;
      busy = pp;
    }
  }
  unlock(&sched.lock);
  while (busy) {
    p *pp = busy;
    busy = pp->link;
    startm(pp, false);
  }
  wakep();
  sysmonWake();
}

// ---- system calls that may block ----
// runtime.entersyscall and runtime.exitsyscall (asm.S) bracket them in package syscall. In between the goroutine goes on
// running without a p, so what a collection must scan was put aside at the entry: the registers in g.sysregs, the stack from
// the caller's frame up.
extern "C" void golem_entersyscall2(uintptr_t *regs) {
  m *mp = getm();
  g *gp = mp->curg;
  for (int i = 0; i < 7; i++) gp->sysregs[i] = regs[i];
  gp->schedsp = uintptr_t(regs + 7);
  p *pp = mp->p;
  __atomic_store_n(&gp->status, kGsyscall, __ATOMIC_RELEASE);
  mp->oldp = pp;
  mp->p = nullptr;
  pp->m = nullptr;
  setTbP(nullptr);
  __atomic_store_n(&pp->status, kPsyscall, __ATOMIC_SEQ_CST);
  sysmonWake();
  if (sched.gcwaiting) {
    lock(&sched.lock);
    uint32_t s = kPsyscall;
    if (sched.stopwait > 0 && __atomic_compare_exchange_n(&pp->status, &s, kPgcstop, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
      pp->syscalltick++;
      __atomic_fetch_add(&sched.inSyscall, 1, __ATOMIC_SEQ_CST);
      if (--sched.stopwait == 0) notewakeup(&sched.stopnote);
    }
    unlock(&sched.lock);
  }
}
// The goroutine is in a system call that will take long: others get its p now, not when sysmon finds out.
void handoffInSyscall() {
  m *mp = getm();
  p *pp = mp->oldp;
  uint32_t s = kPsyscall;
  if (!pp || !__atomic_compare_exchange_n(&pp->status, &s, kPidle, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return;
  pp->syscalltick++;
  __atomic_fetch_add(&sched.inSyscall, 1, __ATOMIC_SEQ_CST);
  uintptr_t sp = mp->curg->schedsp; // a collection scans from the system call's entry
  systemstack([&] { handoffp(pp); });
  mp->curg->schedsp = sp;
}
static void exitsyscall0(g *gp) { // no p at once: on g0
  __atomic_fetch_sub(&sched.inSyscall, 1, __ATOMIC_SEQ_CST);
  lock(&sched.lock);
  p *pp = sched.gcwaiting ? nullptr : pidleget();
  if (pp) {
    unlock(&sched.lock);
    acquirep(pp);
    execute(gp, false);
  }
  __atomic_store_n(&gp->status, kGrunnable, __ATOMIC_RELEASE);
  bool locked = gp->lockedm != nullptr;
  dropg();
  globrunqput(gp);
  unlock(&sched.lock);
  if (locked) {
    stoplockedm();
    execute(gp, false);
  }
  stopm();
  schedule();
}
extern "C" void golem_exitsyscall2() {
  m *mp = getm();
  g *gp = mp->curg;
  p *pp = mp->oldp;
  mp->oldp = nullptr;
  uint32_t s = kPsyscall;
  if (pp && __atomic_compare_exchange_n(&pp->status, &s, kPidle, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
    acquirep(pp);
    pp->syscalltick++;
    __atomic_store_n(&gp->status, kGrunning, __ATOMIC_RELEASE);
    return;
  }
  golem_mcall(exitsyscall0);
}

// ---- deadlock: sched.lock held ----
void checkdead() {
  if (!sched.mainStarted) return;
  int32_t run = sched.mnext - sched.nmidle - sched.nmidlelocked - sched.nmsys;
  if (run > 0) return;
  if (sched.gcwaiting || gcBusy() || timersPending() || netpollWaiters() || panicking()) return;
  int64_t alive = 0;
  for (int64_t i = 0; i < allglen; i++) {
    g *gp = allgs[i];
    if (gp->system) continue;
    if (gp->status == kGwaiting) alive++;
    if (gp->status == kGrunnable || gp->status == kGrunning || gp->status == kGsyscall) return;
  }
  unlock(&sched.lock);
  if (alive == 0) fatal("no goroutines (main called runtime.Goexit) - deadlock!");
  fatal("all goroutines are asleep - deadlock!");
}

// ---- p's ----
static void initP(p *pp, int32_t id) {
  pp->id = id;
  pp->status = kPgcstop;
  pp->mcache = allocmcache();
}
// World stopped (or not yet started).
static void procresize(int32_t n) {
  int32_t old = gomaxprocs;
  for (int32_t i = old; i < n; i++)
    if (!allp[i]) {
      allp[i] = static_cast<p *>(persistentalloc(sizeof(p), 64));
      initP(allp[i], i);
      race::procCreate(allp[i]);
    } else {
      allp[i]->status = kPgcstop;
    }
  for (int32_t i = n; i < old; i++) { // retire: its goroutines go to the global queue
    p *pp = allp[i];
    bool inherit;
    while (g *gp = runqget(pp, &inherit)) globrunqput(gp);
    flushmcache(pp->mcache);
    gcFlushP(pp);
    while (g *gp = pp->gFree.pop()) sched.gFree.pushBack(gp);
    pp->status = kPdead;
  }
  gomaxprocs = n;
}

extern "C" int64_t golem_gomaxprocs(int64_t n) {
  int64_t old = gomaxprocs;
  if (n > kMaxProcs) n = kMaxProcs;
  if (choices::on) { // one p, whatever the program believes
    static int64_t said = choices::kProcs;
    old = said;
    if (n > 0) said = n;
    return old;
  }
  if (n <= 0 || n == old) return old;
  semacquireWorld();
  systemstack([&] {
    stopTheWorld();
    lock(&sched.lock);
    m *mp = getm();
    p *own = mp->p;
    procresize(int32_t(n));
    if (own->id >= n) {
      own->m = nullptr;
      mp->p = nullptr;
      acquirep(allp[0]);
    }
    unlock(&sched.lock);
    startTheWorld();
  });
  semreleaseWorld();
  return old;
}

// ---- start ----
static struct {
  FuncVal fn;
} mainFn;
extern "C" {
extern void (*golem_inittasks[])();
extern const uint64_t golem_ninittasks;
}
static void mainGoroutine() {
  sched.mainStarted = true;
  startSysmon();
  if (gomaxprocs > 1 && !runqempty(getp())) wakep();
  for (uint64_t i = 0; i < golem_ninittasks; i++) {
    if (!golem_inittasks[i]) continue; // a package without initialization
    FuncVal fv{reinterpret_cast<void *>(golem_inittasks[i])};
    golem_callgo(&fv);
  }
  gomain_main();
  mainReturned();
  allocSitesAtExit();
  race::exit();
  sys::exit(0);
}

void schedinit() {
  sched.starttime = sys::nanotime();
  allm = &m0;
  sched.mnext = 1;
  mallocinit();
  gcinit();
  int32_t n = sys::ncpu();
  if (const char *s = sys::getenv("GOMAXPROCS")) {
    int32_t v = 0;
    while (*s >= '0' && *s <= '9' && v < 100000) v = v * 10 + (*s++ - '0');
    if (v > 0) n = v;
  }
  if (n > kMaxProcs) n = kMaxProcs;
  if (choices::on) n = 1;
  procresize(n);
  acquirep(allp[0]);
  race::init();
  for (int32_t i = 1; i < n; i++) race::procCreate(allp[i]);
  for (int32_t i = n - 1; i > 0; i--) {
    allp[i]->status = kPidle;
    pidleput(allp[i]);
  }
}

void initM0(Stack st) {
  initThread(&m0, &g0main, st);
  m0.tid = int32_t(sys::call(sys::kSysGettid));
  sys::call(sys::kSysArchPrctl, 0x1002, &m0.tls); // ARCH_SET_FS
}

// Continues m0 as an ordinary thread whose first goroutine is main. Never returns.
void startMain() {
  mainFn.fn.code = reinterpret_cast<void *>(mainGoroutine);
  g *gp = newgoroutine(&mainFn.fn, 0, nullptr, kStackSecond, false);
  runqput(getp(), gp, true);
  // The rest of this stack is g0's: every later switch to g0 begins a little below this frame.
  m0.g0->schedsp = (uintptr_t(__builtin_frame_address(0)) - 512) & ~uintptr_t(15);
  schedule();
}

extern "C" {
void golem_gosched() { gosched(); }
int64_t golem_numgoroutine() { return gcount(); }
int64_t golem_numcpu() { return choices::on ? choices::kProcs : sys::ncpu(); }
void golem_lockosthread() {
  g *gp = getg();
  gp->lockedCount++;
  gp->lockedm = getm();
  getm()->lockedg = gp;
}
void golem_unlockosthread() {
  g *gp = getg();
  if (!gp->lockedCount || --gp->lockedCount) return;
  gp->lockedm = nullptr;
  getm()->lockedg = nullptr;
}
void golem_block() { gopark(nullptr, nullptr, kWaitSelectNoCases); }
}

} // namespace golem

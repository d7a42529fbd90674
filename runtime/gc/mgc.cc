// The collector: concurrent mark and sweep, not moving, with two short stops of the world.
//
//   off --(trigger)--> stop: finish sweep, barrier on, scan all stacks and registers (conservatively), package variables,
//   finalizers' roots --> start: mark concurrently (this thread; allocating goroutines assist) --> stop: drain what the
//   barriers left, barrier off, flush caches, turn mark bits over --> start: sweep lazily and in the background.
//
// Invariants (strong tricolor through the hybrid barrier): after the first stop every stack is black; the heap may point from
// black to white only while the white object is also reachable from a gray one, because deleting a pointer shades it. New
// objects are black. All marking is done by a thread of its own ("the background worker"), which owns no p.
// Pacing: the next cycle's goal is live heap plus GOGC percent of (live heap + roots), never below 4 MB * GOGC/100;
// marking starts early enough that, at assists' pace, it ends before the goal.
#include "runtime/abi/vmhooks.h"
#include "runtime/gc/gc.h"
#include "runtime/race/race.h"
#include "runtime/sched/choices.h"
#include "runtime/gc/work.h"
#include "runtime/panic/panic.h"
#include "runtime/prof/prof.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/stack.h"

extern "C" {
extern char __start_golem_ptrdata[] __attribute__((weak)), __stop_golem_ptrdata[] __attribute__((weak));
extern char __start_golem_ptrbss[] __attribute__((weak)), __stop_golem_ptrbss[] __attribute__((weak));
}

namespace golem {

uint32_t gcphase;
uint64_t heapLive, gcTrigger = 4 << 20;
bool gcStressOn, mallocHooks;
static int64_t stressEvery, stressCount;
static bool noBarrier; // GODEBUG=nobarrier=1 shows what the barrier is for: objects get lost
static uint64_t heapGoal = 4 << 20, heapMarked = 4 << 19;
static int64_t gcPercent = 100;
static uint64_t memoryLimit = uint64_t(INT64_MAX);
static bool traceOn;
static wbWork gcThreadWork;

static mutex reqLock;
static uint32_t reqSeq;      // cycles asked for (futex word of the collector's thread)
static uint32_t cyclesDone;  // with sweep
static bool threadStarted;
static uint32_t busy;
static gQueue waiters;       // goroutines in runtime.GC
static gQueue assistWaiters; // goroutines in gcAssist
uint32_t numGC, numForcedGC;
uint64_t pauseTotal, lastGCWall, pauseNs[256], pauseEnd[256];
uint64_t markTotal, pauseCounts[64]; // for runtime/metrics; pauses by their binary logarithm
static int64_t lastGCTime;
static uint32_t forced;

// ---- GC statistics for the assists ----
static uint64_t expectedMark;

// "512", "512B", "4MiB" …, "off"; anything else is fatal, as in Go.
static uint64_t parseBytes(const char *s) {
  const char *all = s;
  if (s[0] == 'o' && s[1] == 'f' && s[2] == 'f' && !s[3]) return uint64_t(INT64_MAX);
  uint64_t v = 0;
  bool digits = false, big = false;
  for (; *s >= '0' && *s <= '9'; s++, digits = true) {
    big |= v > (uint64_t(1) << 58);
    v = v * 10 + uint64_t(*s - '0');
  }
  int shift = 0;
  static const char units[] = "KMGT";
  for (int i = 0; i < 4; i++)
    if (*s == units[i] && s[1] == 'i') {
      shift = 10 * (i + 1);
      s += 2;
      break;
    }
  if (*s == 'B') s++;
  else if (shift) digits = false;
  if (!*all) return uint64_t(INT64_MAX);
  if (!digits || *s || big || (v << shift) >> shift != v || int64_t(v << shift) < 0) {
    printstr("GOMEMLIMIT=");
    printstr(all);
    printstr("\n");
    throwError("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`");
  }
  return v << shift;
}

static void setGoal();
void gcinit() {
  if (const char *s = sys::getenv("GOGC")) {
    if (s[0] == 'o' && s[1] == 'f' && s[2] == 'f') {
      gcPercent = -1;
    } else {
      int64_t v = 0;
      while (*s >= '0' && *s <= '9') v = v * 10 + (*s++ - '0');
      gcPercent = v;
    }
  }
  if (const char *s = sys::getenv("GOMEMLIMIT")) memoryLimit = parseBytes(s);
  traceOn = sys::godebug("gctrace", 0) > 0;
  stressEvery = sys::godebug("gcstress", 0); // collect at every n-th allocation
  checkEscapeInit();
  gcStressOn = stressEvery > 0 || choices::on || checkEscapeOn;
  profileInit();
  mallocHooks = gcStressOn || memProfiling || race::enabled;
  noBarrier = sys::godebug("nobarrier", 0) > 0;
  clobberFree = sys::godebug("clobberfree", 0) > 0;
  heapMarked = 0;
  setGoal();
  lastGCTime = sys::nanotime();
}

static uint64_t rootBytes() {
  return uint64_t(__stop_golem_ptrdata - __start_golem_ptrdata) + uint64_t(__stop_golem_ptrbss - __start_golem_ptrbss) +
         uint64_t(stackInuse > 0 && stackInuse < (1 << 30) ? stackInuse : 0);
}

// The heap goal that keeps the process under the memory limit: what is not heap counts against it. A live heap over the limit
// must not make the collector run without a pause, so there is always an eighth of room.
static uint64_t limitGoal() {
  if (memoryLimit >= uint64_t(INT64_MAX)) return ~uint64_t(0);
  uint64_t other = rootBytes() + (uint64_t(2) << 20);
  uint64_t goal = memoryLimit > other ? memoryLimit - other : 0;
  uint64_t min = heapMarked + heapMarked / 8 + (uint64_t(1) << 20);
  return goal > min ? goal : min;
}

static void setGoal() {
  uint64_t limited = limitGoal();
  if (gcPercent < 0 && limited == ~uint64_t(0)) {
    heapGoal = gcTrigger = ~uint64_t(0);
    return;
  }
  uint64_t goal = limited;
  if (gcPercent >= 0) {
    uint64_t pct = uint64_t(gcPercent);
    goal = heapMarked + (heapMarked + rootBytes()) * pct / 100;
    uint64_t min = (uint64_t(4) << 20) * pct / 100;
    if (goal < min) goal = min;
    if (goal > limited) goal = limited;
  }
  heapGoal = goal;
  uint64_t base = heapMarked < goal ? heapMarked : goal;
  uint64_t trig = base + (goal - base) * 7 / 10;
  __atomic_store_n(&gcTrigger, trig, __ATOMIC_RELAXED);
}

bool gcBusy() {
  return __atomic_load_n(&busy, __ATOMIC_SEQ_CST) != 0 || __atomic_load_n(&reqSeq, __ATOMIC_SEQ_CST) != __atomic_load_n(&cyclesDone, __ATOMIC_SEQ_CST) ||
         finalizersQueued();
}

void gcNewGoroutine(void *fn) {
  if (golem_writeBarrier) shade(uintptr_t(fn));
}

static void scanRoots(wbWork &w) {
  scanWords(w, uintptr_t(__start_golem_ptrdata), uintptr_t(__stop_golem_ptrdata));
  scanWords(w, uintptr_t(__start_golem_ptrbss), uintptr_t(__stop_golem_ptrbss));
  for (size_t i = 0; vmHooks && i < vmHooks->nroots; i++) scanWords(w, vmHooks->roots[2 * i], vmHooks->roots[2 * i + 1]);
  markSpecialRoots(w);
  markTimers(w);
  markTimerHeap(w);
  bubbleMarkTimers(w);
  markCpuTags(w);
  for (int64_t i = 0; i < allglen; i++) {
    g *gp = allgs[i];
    if (gp->status == kGdead || gp->status == kGidle) continue;
    greyPointer(w, uintptr_t(gp->startfn));
    greyPointer(w, uintptr_t(gp->labels));
    if (gp->status == kGsyscall) scanConservative(w, uintptr_t(gp->sysregs), uintptr_t(gp->sysregs + 7));
    scanStack(w, gp);
    // Unused deep segments go back; of goroutines that are about to run only the huge one.
    if (gp->status == kGwaiting) stackFreeDeep(gp, 1);
    if (gp->status == kGrunnable) stackFreeDeep(gp, 2);
  }
}

static void flushAll() {
  for (int32_t i = 0; i < kMaxProcs && allp[i]; i++) gcFlushP(allp[i]);
  gcwFlush(gcThreadWork);
}

static void traceLine(int64_t t0, int64_t pause1, int64_t mark, int64_t pause2, uint64_t live0, uint64_t live1, bool wasForced) {
  // gc N @0.012s 3%: a+b+c ms clock, ... ms cpu, live0->live1->marked MB, goal MB, roots, P
  auto ms = [](int64_t ns) {
    int64_t us = ns / 1000;
    printdec(us / 1000);
    printstr(".");
    int64_t f = us % 1000;
    char d[4] = {char('0' + f / 100), char('0' + f / 10 % 10), char('0' + f % 10), 0};
    printstr(d);
  };
  auto mb = [](uint64_t b) { printudec((b + (1 << 19)) >> 20); };
  static int64_t totalMark;
  totalMark += mark + pause1 + pause2;
  printstr("gc ");
  printudec(numGC);
  printstr(" @");
  ms((t0 - sched.starttime) / 1000 * 1);
  printstr("s ");
  int64_t elapsed = sys::nanotime() - sched.starttime;
  printdec(elapsed > 0 ? totalMark * 100 / elapsed / (gomaxprocs > 0 ? gomaxprocs : 1) : 0);
  printstr("%: ");
  ms(pause1);
  printstr("+");
  ms(mark);
  printstr("+");
  ms(pause2);
  printstr(" ms clock, ");
  ms(pause1 * gomaxprocs);
  printstr("+0/");
  ms(mark);
  printstr("/0+");
  ms(pause2 * gomaxprocs);
  printstr(" ms cpu, ");
  mb(live0);
  printstr("->");
  mb(live1);
  printstr("->");
  mb(heapMarked);
  printstr(" MB, ");
  mb(heapGoal == ~uint64_t(0) ? 0 : heapGoal);
  printstr(" MB goal, ");
  mb(uint64_t(stackInuse));
  printstr(" MB stacks, ");
  mb(rootBytes() - uint64_t(stackInuse));
  printstr(" MB globals, ");
  printdec(gomaxprocs);
  printstr(" P");
  if (wasForced) printstr(" (forced)");
  printstr("\n");
}

static void wakeAssistWaiters() {
  lock(&reqLock);
  gQueue q = assistWaiters;
  assistWaiters = {};
  unlock(&reqLock);
  while (g *gp = q.pop()) goready(gp);
}

static void collect() {
  bool wasForced = __atomic_exchange_n(&forced, 0, __ATOMIC_SEQ_CST) != 0;
  finishSweep();
  wbWork &w = gcThreadWork;
  semacquireWorld();
  int64_t t0 = sys::nanotime();
  stopTheWorld();
  finishSweep();
  runPoolCleanup();
  uint64_t live0 = heapLive;
  __atomic_store_n(&gcphase, kGCmark, __ATOMIC_SEQ_CST);
  __atomic_store_n(&golem_writeBarrier, noBarrier ? 0 : 1, __ATOMIC_SEQ_CST);
  __atomic_store_n(&gcTrigger, ~uint64_t(0), __ATOMIC_RELAXED);
  bytesMarked = 0;
  expectedMark = heapMarked > 1 << 20 ? heapMarked : 1 << 20;
  for (int32_t i = 0; i < kMaxProcs && allp[i]; i++) {
    allp[i]->mcache->tiny = 0; // a half-used tiny block would be white
    allp[i]->deferpool = nullptr;
    allp[i]->deferpooln = 0;
    allp[i]->mcache->blackBytes = 0;
  }
  scanRoots(w);
  int64_t t1 = sys::nanotime();
  startTheWorld();
  wakeAssistWaiters();
  for (;;) {
    while (drain(w, 1 << 20)) {}
    stopTheWorld();
    flushAll();
    if (!workPending()) break;
    // Barriers left some work. A little is finished here, more with the world running.
    if (drain(w, 256 << 10) == 0) break;
    flushAll();
    if (!workPending()) break;
    startTheWorld();
  }
  int64_t t2 = sys::nanotime();
  if (__builtin_expect(checkEscapeOn, 0)) checkEscapes();
  __atomic_store_n(&gcphase, kGCmarktermination, __ATOMIC_SEQ_CST);
  uint64_t live1 = heapLive;
  uint64_t black = 0;
  for (int32_t i = 0; i < kMaxProcs && allp[i]; i++) {
    black += allp[i]->mcache->blackBytes;
    flushmcache(allp[i]->mcache);
  }
  heapMarked = bytesMarked + black;
  heapLive = heapMarked;
  startSweep();
  setGoal();
  __atomic_store_n(&golem_writeBarrier, 0, __ATOMIC_SEQ_CST);
  __atomic_store_n(&gcphase, kGCoff, __ATOMIC_SEQ_CST);
  int64_t t3 = sys::nanotime();
  uint64_t pause = uint64_t((t1 - t0) + (t3 - t2));
  pauseTotal += pause;
  markTotal += uint64_t(t2 - t1);
  pauseCounts[63 - __builtin_clzll(pause | 1)]++;
  lastGCTime = t3;
  lastGCWall = uint64_t(sys::walltime());
  pauseNs[numGC % 256] = pause;
  pauseEnd[numGC % 256] = lastGCWall;
  numGC++;
  if (wasForced) numForcedGC++;
  startTheWorld();
  semreleaseWorld();
  wakeAssistWaiters();
  if (traceOn) traceLine(t0, t1 - t0, t2 - t1, t3 - t2, live0, live1, wasForced);
  finishSweep();
}

static void gcThread() {
  for (;;) {
    uint32_t seq = __atomic_load_n(&reqSeq, __ATOMIC_SEQ_CST);
    if (seq == cyclesDone) {
      // Idle: a deadlock that was overlooked while the cycle ran is found now.
      lock(&sched.lock);
      __atomic_store_n(&busy, 0, __ATOMIC_SEQ_CST);
      if (__atomic_load_n(&reqSeq, __ATOMIC_SEQ_CST) != seq) {
        __atomic_store_n(&busy, 1, __ATOMIC_SEQ_CST);
        unlock(&sched.lock);
        continue;
      }
      checkdead();
      unlock(&sched.lock);
      sys::futexsleep(&reqSeq, seq, -1);
      continue;
    }
    __atomic_store_n(&busy, 1, __ATOMIC_SEQ_CST);
    collect();
    scavenge();
    lock(&reqLock);
    __atomic_store_n(&cyclesDone, seq, __ATOMIC_SEQ_CST);
    gQueue q = waiters;
    waiters = {};
    unlock(&reqLock);
    wakeAssistWaiters(); // who came too late for this cycle
    while (g *gp = q.pop()) {
      // A request that came after this cycle had begun needs the next one.
      if (int32_t(uint32_t(uintptr_t(gp->param)) - seq) > 0) {
        lock(&reqLock);
        waiters.pushBack(gp);
        unlock(&reqLock);
      } else {
        goready(gp);
      }
    }
  }
}

static void wakeThread() {
  if (!__atomic_load_n(&threadStarted, __ATOMIC_ACQUIRE) && !__atomic_exchange_n(&threadStarted, true, __ATOMIC_ACQ_REL))
    systemstack([] { newThread(gcThread, true); });
  sys::futexwakeup(&reqSeq, 1);
}

void gcStart() {
  if (choices::on) return; // gcSeeded comes to it
  // Asked for already?
  uint32_t seq = __atomic_load_n(&reqSeq, __ATOMIC_SEQ_CST);
  if (gcphase != kGCoff || seq != __atomic_load_n(&cyclesDone, __ATOMIC_SEQ_CST)) return;
  __atomic_store_n(&busy, 1, __ATOMIC_SEQ_CST);
  if (__atomic_compare_exchange_n(&reqSeq, &seq, seq + 1, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) wakeThread();
}

void gcPeriodic(int64_t now) {
  if (gcPercent >= 0 && gcphase == kGCoff && now - lastGCTime > 120ll * 1000000000 && numGC + reqSeq > 0) {
    lastGCTime = now;
    gcStart();
  }
}

// A whole cycle, begun after this call, including its sweep.
extern "C" void golem_gc() {
  g *gp = getg();
  gp->inGC = true;
  gopark(
      [](g *gp, void *) {
        lock(&reqLock);
        __atomic_store_n(&busy, 1, __ATOMIC_SEQ_CST);
        __atomic_store_n(&forced, 1, __ATOMIC_SEQ_CST);
        uint32_t seq = __atomic_add_fetch(&reqSeq, 1, __ATOMIC_SEQ_CST);
        gp->param = reinterpret_cast<void *>(uintptr_t(seq));
        waiters.pushBack(gp);
        unlock(&reqLock);
        wakeThread();
        return true;
      },
      nullptr, kWaitGC);
  gp->inGC = false;
}
// runtime.GC's, in which no value of Go code lives.
extern "C" void golem_gccall() {
  g *gp = getg();
  gp->gcCaller = true;
  golem_gc();
  gp->gcCaller = false;
}

static bool mayPark() {
  m *mp = getm();
  g *gp = getg();
  return sched.mainStarted && gp != mp->g0 && gp == mp->curg && !mp->locks && !mp->mallocing && !gp->system && getp();
}

// In a seeded run the allocating goroutine makes the collection happen at once, and waits.
static void gcSeeded() {
  if (__atomic_load_n(&heapLive, __ATOMIC_RELAXED) >= __atomic_load_n(&gcTrigger, __ATOMIC_RELAXED) && mayPark() && !gcBusy()) golem_gc();
}

void gcStress() {
  if (choices::on) gcSeeded();
  if (stressEvery == 0 && !checkEscapeOn) return;
  if (!mayPark() || gcBusy()) return;
  int64_t n = __atomic_add_fetch(&stressCount, 1, __ATOMIC_RELAXED);
  if (stressEvery ? n % stressEvery != 0 : !checkEscapeDue(n)) return;
  golem_gc();
}

// Over the goal: sleeps while the collector is in this phase. Without it a goroutine that makes large objects would fill
// gigabytes in the time that a thread takes to wake.
static void awaitPhase(uint32_t phase) {
  if (!mayPark()) return;
  gopark(
      [](g *gp, void *arg) {
        lock(&reqLock);
        bool wait = gcphase == uint32_t(uintptr_t(arg)) && (gcphase != kGCoff || reqSeq != cyclesDone);
        if (wait) assistWaiters.pushBack(gp);
        unlock(&reqLock);
        return wait;
      },
      reinterpret_cast<void *>(uintptr_t(phase)), kWaitGCAssist);
}

void gcAssist(uint64_t bytes) {
  if (choices::on) return;
  uint64_t live = __atomic_load_n(&heapLive, __ATOMIC_RELAXED), goal = heapGoal;
  if (gcphase == kGCoff) {
    if (live <= goal) return;
    gcStart();
    awaitPhase(kGCoff);
    return;
  }
  if (gcphase != kGCmark) return;
  uint64_t marked = bytesMarked;
  uint64_t left = expectedMark > marked ? expectedMark - marked : 1 << 20;
  uint64_t room = goal > live ? goal - live : 1;
  uint64_t work = left / room >= 16 ? bytes * 16 : bytes * left / room;
  if (live > goal && work < bytes * 4) work = bytes * 4;
  if (!work) return;
  bool none = false;
  systemstack([&] {
    wbWork &w = getp()->gcw;
    none = drain(w, work) == 0;
    // Work found by this p should not wait for the end of the cycle.
    if (w.buf && w.buf->n > 64) gcwFlush(w);
  });
  if (none && live > goal + goal / 4) awaitPhase(kGCmark); // the worker holds what is left
}

extern "C" int64_t golem_setgcpercent(int64_t v) {
  int64_t old = gcPercent;
  systemstack([&] {
    lock(&mheap.lk);
    gcPercent = v;
    if (gcphase == kGCoff) setGoal();
    unlock(&mheap.lk);
  });
  return old;
}

extern "C" int64_t golem_setmemorylimit(int64_t n) {
  int64_t old = int64_t(memoryLimit);
  if (n >= 0)
    systemstack([&] {
      lock(&mheap.lk);
      memoryLimit = uint64_t(n);
      if (gcphase == kGCoff) setGoal();
      unlock(&mheap.lk);
    });
  return old;
}
bool overMemoryLimit(uint64_t bytes) { return bytes > memoryLimit; }

uint64_t gcNextGoal() { return heapGoal; }
void gcSettings(uint64_t out[4]) {
  out[0] = heapMarked;
  out[1] = rootBytes() - uint64_t(stackInuse > 0 && stackInuse < (1 << 30) ? stackInuse : 0);
  out[2] = uint64_t(gcPercent);
  out[3] = memoryLimit;
}

} // namespace golem

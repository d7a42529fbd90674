// Bubbles of testing/synctest: a set of goroutines with a clock of its own that moves only when all of them are durably blocked.
//
// Run's caller is the bubble's root. It starts the main goroutine and sleeps (synctest.Run); whenever nothing in the bubble can
// run, the last goroutine to block wakes Wait's caller or, without one, the root, which sets the clock to the next timer's
// time and fires what is due. Without timers, or when main has ended, the root stops: goroutines that are left are a deadlock.
//
// running counts goroutines that are not durably blocked; active counts reasons not to call the bubble blocked meanwhile: a
// goroutine on its way into park (which may change its mind), a wake-up under way, a reference of internal/synctest.Acquire.
// Source: the comments and the behaviour of Go's runtime/synctest.go.
#include "runtime/race/race.h"
#include "runtime/sched/synctest.h"
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/panic/panic.h"

namespace golem {

struct Bubble { // never freed: timers and `any` values may name it for ever
  Bubble *all;
  mutex mu;
  uint64_t id;
  int64_t now;
  g *root, *waiter, *main;
  bool waiting, done;
  int64_t total, running, active;
  TimerHeap timers;
};

// What stands for a bubble to the race detector, which knows variables only.
static const void *raceaddr(Bubble *b) {
  static uint64_t places[256];
  return &places[b->id % 256];
}

static mutex allLock;
static Bubble *allBubbles;
static uint64_t ids;
static Bubble *deadBubble;

bool idleInBubble(WaitReason r) {
  switch (r) {
  case kWaitChanReceiveNil: case kWaitChanSendNil: case kWaitSelectNoCases: case kWaitSleep: case kWaitSyncCondWait: case kWaitCoroutine:
  case kWaitSynctestRun: case kWaitSynctestWait: case kWaitSynctestChanReceive: case kWaitSynctestChanSend: case kWaitSynctestSelect:
  case kWaitSynctestWaitGroupWait: return true;
  default: return false;
  }
}

uint16_t bubbleTag(const g *gp) { return gp->bubble ? uint16_t(gp->bubble->id % 65535 + 1) : 0; }
uint64_t bubbleId(const Bubble *b) { return b->id; }
int64_t bubbleNow(const Bubble *b) { return b->now; }
TimerHeap *bubbleTimers(Bubble *b) { return &b->timers; }

// mu held. Who goes on now that the bubble is blocked; the wake-up itself keeps it active until that goroutine runs.
static g *toWake(Bubble *b) {
  if (b->running > 0 || b->active > 0) return nullptr;
  b->active++;
  int64_t next = nextTimer(b->timers);
  if (next && next <= b->now) return b->root;
  return b->waiter ? b->waiter : b->root;
}

void bubbleChange(g *gp, bool wasRunning, bool isRunning, int total) {
  Bubble *b = gp->bubble;
  if (wasRunning == isRunning && !total) return;
  if (wasRunning && !isRunning) race::releaseMerge(gp, raceaddr(b)); // what it did happens before a Wait that comes later
  lock(&b->mu);
  b->total += total;
  b->running += int(isRunning) - int(wasRunning);
  if (total < 0 && gp == b->main) b->done = true;
  g *wake = toWake(b);
  unlock(&b->mu);
  if (wake) goready(wake);
}

void bubbleActive(Bubble *b, int delta) {
  lock(&b->mu);
  b->active += delta;
  if (b->active < 0) throwError("synctest: active < 0");
  g *wake = delta < 0 ? toWake(b) : nullptr;
  unlock(&b->mu);
  if (wake) goready(wake);
}

void bubbleMarkTimers(wbWork &w) {
  lock(&allLock);
  for (Bubble *b = allBubbles; b; b = b->all) markTimerHeap(w, b->timers);
  unlock(&allLock);
}

void printDeadBubble(g *except) {
  if (!deadBubble) return;
  for (int64_t i = 0; i < allglen; i++) {
    g *gp = allgs[i];
    if (gp == except || gp->bubble != deadBubble || gp->status == kGdead) continue;
    printstr("\n");
    goroutineheader(gp);
    traceback(gp, false);
  }
}

extern "C" {

Bubble *golem_bubbleenter() {
  auto *b = static_cast<Bubble *>(persistentalloc(sizeof(Bubble)));
  b->id = __atomic_add_fetch(&ids, 1, __ATOMIC_RELAXED);
  b->now = 946684800000000000; // midnight UTC 2000-01-01
  b->root = getg();
  b->total = b->running = 1;
  lock(&allLock);
  b->all = allBubbles;
  allBubbles = b;
  unlock(&allLock);
  getg()->bubble = b;
  return b;
}
// Also with a bubble that Acquire returned.
void golem_setbubble(Bubble *b) { getg()->bubble = b; }
Bubble *golem_getbubble() { return getg()->bubble; }
int64_t golem_bubbletime() {
  Bubble *b = getg()->bubble;
  return b ? b->now : 0;
}

void golem_bubblestart(Bubble *b, FuncVal *f) {
  g *gp = newproc1(f, getg(), uintptr_t(__builtin_return_address(0)));
  b->main = gp;
  lock(&b->mu);
  b->active++;
  unlock(&b->mu);
  runqput(getp(), gp, true);
  wakep();
}

// One round of the root: what is due, then sleep until the bubble is blocked, then the clock. False: the bubble is at its end.
bool golem_bubblestep(Bubble *b) {
  checkTimers(b->timers, b->now);
  gopark(
      [](g *gp, void *arg) {
        auto *b = static_cast<Bubble *>(arg);
        (void)gp;
        lock(&b->mu);
        // park itself holds one activity; with nothing else to wait for there is no sleep.
        bool idle = !(b->running == 0 && b->active == 2);
        if (idle) b->active--;
        unlock(&b->mu);
        return idle;
      },
      b, kWaitSynctestRun);
  lock(&b->mu);
  int64_t next = nextTimer(b->timers);
  bool more = next && !b->done;
  if (more && next > b->now) b->now = next;
  unlock(&b->mu);
  return more;
}

// How Run ended: 0 well, 1 main has ended and others are left, 2 all are blocked.
int64_t golem_bubbleend(Bubble *b) {
  race::acquire(getg(), raceaddr(b));
  lock(&b->mu);
  int64_t how = b->total == 1 ? 0 : b->done ? 1 : 2;
  if (how) deadBubble = b;
  unlock(&b->mu);
  return how;
}

// False: somebody waits already.
bool golem_bubblewait(Bubble *b) {
  lock(&b->mu);
  if (b->waiting) {
    unlock(&b->mu);
    return false;
  }
  b->waiting = true;
  unlock(&b->mu);
  gopark(
      [](g *gp, void *arg) {
        auto *b = static_cast<Bubble *>(arg);
        lock(&b->mu);
        b->waiter = gp;
        unlock(&b->mu);
        return true;
      },
      b, kWaitSynctestWait);
  lock(&b->mu);
  b->active--;
  b->waiter = nullptr;
  b->waiting = false;
  unlock(&b->mu);
  race::acquire(getg(), raceaddr(b));
  return true;
}
uint64_t golem_bubbleid(Bubble *b) { return b->id; }
void golem_bubbleactive(Bubble *b, int64_t delta) { bubbleActive(b, int(delta)); }
}

} // namespace golem

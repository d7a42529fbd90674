// Timers of package time. The Timer that the program holds is followed by the runtime's part; a due timer's function is Go
// code, so it runs on a goroutine of the runtime, not in the scheduler.
//
// A channel timer never leaves a stale value behind: Stop and Reset empty the channel.
#include "runtime/chan/chan.h"
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/heap/malloc.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/synctest.h"

namespace golem {

struct TimeTimer { // begins as time.Timer and time.Ticker
  hchan *c;
  bool init;
  Eface arg;
  FuncVal *f;     // func(any, uintptr, int64)
  hchan *sync;    // the channel, if it is one that Stop and Reset empty
  TimeTimer *due; // next in the list of timers whose function is to be called
  Timer core;
  int64_t period, firedAt;
  uint64_t seq;
  bool queued;    // in the due list
  Bubble *bubble; // whose clock it follows
};

static mutex dueLock;
static TimeTimer *dueHead, *dueTail;
static g *timerG;
static bool timerWaits;

extern "C" void golem_calltimer(FuncVal *f, Type *t, void *data, uint64_t seq, int64_t delta);

// In a bubble the function is called at once: by the bubble's root, or by who sets a timer for a time that has come.
static void fireInBubble(TimeTimer *t) {
  if (t->period > 0) {
    t->core.when += t->period;
    addTimer(&t->core, bubbleTimers(t->bubble));
  }
  golem_calltimer(t->f, t->arg.type, t->arg.data, t->seq, 0);
}
static void start(TimeTimer *t) {
  if (!t->bubble) return addTimer(&t->core);
  if (t->core.when <= bubbleNow(t->bubble)) return fireInBubble(t);
  addTimer(&t->core, bubbleTimers(t->bubble));
}

static void fire(void *arg, uintptr_t) {
  auto *t = static_cast<TimeTimer *>(arg);
  if (t->bubble) return fireInBubble(t);
  int64_t now = sys::nanotime();
  t->firedAt = t->core.when;
  if (t->period > 0) {
    t->core.when += t->period * (1 + (now - t->core.when) / t->period);
    addTimer(&t->core);
  }
  lock(&dueLock);
  if (!t->queued) {
    t->queued = true;
    t->due = nullptr;
    if (dueTail)
      dueTail->due = t;
    else
      dueHead = t;
    dueTail = t;
  }
  bool wake = timerWaits;
  timerWaits = false;
  unlock(&dueLock);
  if (wake) goready(timerG);
}

static void timerLoop() {
  for (;;) {
    lock(&dueLock);
    TimeTimer *t = dueHead;
    if (!t) {
      timerWaits = true;
      goparkunlock(&dueLock, kWaitSleep);
      continue;
    }
    dueHead = t->due;
    if (!dueHead) dueTail = nullptr;
    t->due = nullptr;
    bool stopped = !t->queued;
    t->queued = false;
    unlock(&dueLock);
    if (!stopped) golem_calltimer(t->f, t->arg.type, t->arg.data, t->seq, sys::nanotime() - t->firedAt);
  }
}
static FuncVal timerFn{reinterpret_cast<void *>(timerLoop)};

bool timersDue() { return __atomic_load_n(&dueHead, __ATOMIC_SEQ_CST) != nullptr; }
void markTimers(wbWork &w) {
  lock(&dueLock);
  for (TimeTimer *t = dueHead; t; t = t->due) greyPointer(w, uintptr_t(t));
  unlock(&dueLock);
}

static void drainChannel(TimeTimer *t) {
  hchan *c = t->sync;
  if (!c) return;
  lock(&c->lock);
  while (c->qcount) {
    typedmemclr(c->elemtype, chanbuf(c, c->recvx));
    if (++c->recvx == c->dataqsiz) c->recvx = 0;
    c->qcount--;
  }
  unlock(&c->lock);
}

// True if the timer's function had not been called (or its value not received) yet.
static bool deactivate(TimeTimer *t) {
  bool pending = delTimer(&t->core, t->bubble ? bubbleTimers(t->bubble) : nullptr);
  lock(&dueLock);
  if (t->queued) { // stays in the list, but is skipped
    t->queued = false;
    for (TimeTimer **pp = &dueHead; *pp; pp = &(*pp)->due)
      if (*pp == t) {
        *pp = t->due;
        break;
      }
    dueTail = nullptr;
    for (TimeTimer *x = dueHead; x; x = x->due) dueTail = x;
    pending = true;
  }
  unlock(&dueLock);
  if (t->sync && t->sync->qcount) {
    pending = true;
    drainChannel(t);
  }
  return pending;
}

extern "C" {

TimeTimer *golem_newtimer(int64_t when, int64_t period, FuncVal *f, Type *at, void *ad, hchan *c) {
  static const uint8_t mask = 1 << 0 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6;
  static const Type type = {sizeof(TimeTimer), 56, 0, 0, 8, 8, kStruct, nullptr, &mask, 0, 0};
  if (!__atomic_load_n(&timerG, __ATOMIC_ACQUIRE)) {
    static mutex once;
    lock(&once);
    if (!timerG) {
      g *gp = newSystemGoroutine(&timerFn);
      __atomic_store_n(&timerG, gp, __ATOMIC_RELEASE);
    }
    unlock(&once);
  }
  auto *t = static_cast<TimeTimer *>(mallocgc(sizeof(TimeTimer), &type, true));
  t->init = true;
  writebarrierptr(&t->arg.type, at);
  writebarrierptr(&t->arg.data, ad);
  writebarrierptr(&t->f, f);
  writebarrierptr(&t->sync, c);
  t->core.when = when;
  t->core.f = fire;
  t->core.arg = t;
  t->core.index = -1;
  t->period = period;
  t->bubble = getg()->bubble;
  start(t);
  return t;
}
bool golem_stoptimer(TimeTimer *t) {
  if (t->bubble && !getg()->bubble) fatal("stop of synctest timer from outside bubble");
  return deactivate(t);
}
bool golem_resettimer(TimeTimer *t, int64_t when, int64_t period) {
  if (t->bubble && !getg()->bubble) fatal("reset of synctest timer from outside bubble");
  bool pending = deactivate(t);
  t->core.when = when;
  t->period = period;
  t->seq++;
  start(t);
  return pending;
}
int64_t golem_walltime() { return sys::walltime(); }
}

} // namespace golem

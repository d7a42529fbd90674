// Timers of package time. The Timer that the program holds is followed by the runtime's part; a due timer's function is Go
// code, so it runs on a goroutine of the runtime, not in the scheduler.
//
// A channel timer never leaves a stale value behind: Stop and Reset empty the channel. It is in the timer heap only while a
// goroutine waits for its channel; else whoever looks at the channel finds out whether it is due (timerChanPoll). So a
// timer that nobody refers to is garbage, stopped or not. In a bubble of testing/synctest it is always in the bubble's heap:
// the bubble's clock depends on it.
//
// Locks: sendLk before lk; a channel's lock before lk; lk before a timer heap's lock and dueLock.
#include "runtime/chan/chan.h"
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/heap/malloc.h"
#include "runtime/race/race.h"
#include "runtime/sched/choices.h"
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
  uint64_t seq, dueSeq; // changed by Stop and Reset; as it was when the timer fired
  bool queued;    // in the due list; void if dueSeq isn't seq
  bool active;    // set and not fired yet, or periodic. Outside of bubbles only, as what follows
  int32_t blocked; // goroutines that wait for the channel
  int32_t sending; // about to send: they have the due list's or timerChanPoll's order to, and want sendLk
  mutex lk, sendLk;
  Bubble *bubble; // whose clock it follows
  bool lazy() const { return sync && !bubble; }
  bool sends() const { return arg.type && arg.type->kind() == kChan; } // also with asynctimerchan=1, where sync is nil
};

static mutex dueLock;
static TimeTimer *dueHead, *dueTail;
static g *timerG;
static bool timerWaits;

extern "C" void golem_calltimer(FuncVal *f, Type *t, void *data, uint64_t seq, int64_t delta);

// In a bubble the function is called at once: by the bubble's root, or by who sets a timer for a time that has come.
static void fireInBubble(TimeTimer *t) {
  race::acquire(getg(), t);
  if (t->period > 0) {
    t->core.when += t->period;
    addTimer(&t->core, bubbleTimers(t->bubble));
  }
  golem_calltimer(t->f, t->arg.type, t->arg.data, t->seq, 0);
}
static void start(TimeTimer *t) {
  race::release(getg(), t); // its function runs after this
  if (!t->bubble) {
    lock(&t->lk);
    t->active = true;
    if (!t->lazy() || t->blocked) addTimer(&t->core);
    unlock(&t->lk);
    return;
  }
  if (t->core.when <= bubbleNow(t->bubble)) return fireInBubble(t);
  addTimer(&t->core, bubbleTimers(t->bubble));
}

// The time has come: firedAt, the next time of a periodic one. lk is held.
static void advance(TimeTimer *t, int64_t now) {
  t->firedAt = t->core.when;
  if (t->period > 0) t->core.when += t->period * (1 + (now - t->core.when) / t->period);
  else t->active = false;
}

// Hands t to the timer goroutine.
static void enqueueDue(TimeTimer *t) {
  lock(&dueLock);
  t->dueSeq = t->seq;
  if (!t->queued) {
    t->queued = true;
    t->due = nullptr;
    if (dueTail) dueTail->due = t;
    else dueHead = t;
    dueTail = t;
  }
  bool wake = timerWaits;
  timerWaits = false;
  unlock(&dueLock);
  if (wake) goready(timerG);
}

static void fire(void *arg, uintptr_t) {
  auto *t = static_cast<TimeTimer *>(arg);
  if (t->bubble) return fireInBubble(t);
  int64_t now = sys::nanotime();
  lock(&t->lk);
  // Since it was taken off the heap it may have been stopped, set anew, or polled.
  if (t->active && t->core.index < 0) {
    bool due = t->core.when <= now;
    if (due) advance(t, now);
    if (t->active && (!t->lazy() || t->blocked)) addTimer(&t->core);
    if (due) enqueueDue(t);
  }
  unlock(&t->lk);
}

// Sends to the channel, unless Stop or Reset came first. sending has been counted.
static void sendTime(TimeTimer *t, uint64_t seq, int64_t firedAt) {
  lock(&t->sendLk);
  if (t->seq == seq) golem_calltimer(t->f, t->arg.type, t->arg.data, seq, sys::nanotime() - firedAt);
  __atomic_fetch_sub(&t->sending, 1, __ATOMIC_RELAXED);
  unlock(&t->sendLk);
}

void timerChanPoll(hchan *c) {
  TimeTimer *t = c->timer;
  if (!t->lazy() || !__atomic_load_n(&t->active, __ATOMIC_ACQUIRE)) return;
  int64_t now = sys::nanotime();
  if (__atomic_load_n(&t->core.when, __ATOMIC_RELAXED) > now) return;
  lock(&t->lk);
  bool due = t->active && t->core.index < 0 && t->core.when <= now;
  uint64_t seq = t->seq;
  if (due) {
    advance(t, now);
    __atomic_fetch_add(&t->sending, 1, __ATOMIC_RELAXED);
  }
  int64_t firedAt = t->firedAt;
  unlock(&t->lk);
  if (!due) return;
  race::acquire(getg(), t);
  sendTime(t, seq, firedAt);
}
void timerChanBlock(hchan *c) {
  TimeTimer *t = c->timer;
  if (!t->lazy()) return;
  lock(&t->lk);
  if (t->blocked++ == 0 && t->active && t->core.index < 0) addTimer(&t->core);
  unlock(&t->lk);
}
void timerChanUnblock(hchan *c) {
  TimeTimer *t = c->timer;
  if (!t->lazy()) return;
  lock(&t->lk);
  if (--t->blocked == 0) delTimer(&t->core);
  unlock(&t->lk);
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
    t->queued = false;
    bool stopped = t->dueSeq != t->seq;
    uint64_t seq = t->dueSeq;
    int64_t firedAt = t->firedAt;
    bool sends = t->sends();
    if (sends) __atomic_fetch_add(&t->sending, 1, __ATOMIC_RELAXED);
    unlock(&dueLock);
    race::acquire(getg(), t);
    if (sends) sendTime(t, seq, firedAt);
    else if (!stopped) golem_calltimer(t->f, t->arg.type, t->arg.data, t->seq, sys::nanotime() - firedAt);
  }
}
static FuncVal timerFn{reinterpret_cast<void *>(timerLoop)};

bool timersDue() { return __atomic_load_n(&dueHead, __ATOMIC_SEQ_CST) != nullptr; }
void markTimers(wbWork &w) {
  lock(&dueLock);
  for (TimeTimer *t = dueHead; t; t = t->due) greyPointer(w, uintptr_t(t));
  unlock(&dueLock);
}

static bool drainChannel(TimeTimer *t) {
  hchan *c = t->sync;
  lock(&c->lock);
  bool any = c->qcount != 0;
  while (c->qcount) {
    typedmemclr(c->elemtype, chanbuf(c, c->recvx));
    if (++c->recvx == c->dataqsiz) c->recvx = 0;
    c->qcount--;
  }
  unlock(&c->lock);
  return any;
}

// True if the timer's function had not been called (or its value not received) yet.
// sendLk is held.
static bool deactivate(TimeTimer *t) {
  bool pending;
  if (t->bubble) {
    pending = delTimer(&t->core, bubbleTimers(t->bubble));
  } else {
    lock(&t->lk);
    pending = t->active;
    t->active = false;
    delTimer(&t->core);
    lock(&dueLock);
    if (t->queued && t->dueSeq == t->seq) pending = true;
    // A sender waits for sendLk, or is about to.
    if (t->period == 0 && t->sends() && __atomic_load_n(&t->sending, __ATOMIC_RELAXED) > 0) pending = true;
    t->seq++; // what is on its way is void
    unlock(&dueLock);
    unlock(&t->lk);
  }
  if (t->sync && drainChannel(t)) pending = true;
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
  if (c) writebarrierptr(&c->timer, t);
  start(t);
  return t;
}
bool golem_stoptimer(TimeTimer *t) {
  if (t->bubble && !getg()->bubble) fatal("stop of synctest timer from outside bubble");
  lock(&t->sendLk);
  bool pending = deactivate(t);
  unlock(&t->sendLk);
  return pending;
}
bool golem_resettimer(TimeTimer *t, int64_t when, int64_t period) {
  if (t->bubble && !getg()->bubble) fatal("reset of synctest timer from outside bubble");
  lock(&t->sendLk);
  bool pending = deactivate(t);
  lock(&t->lk);
  t->core.when = when;
  t->period = period;
  unlock(&t->lk);
  unlock(&t->sendLk);
  start(t);
  return pending;
}
int64_t golem_walltime() {
  if (choices::on) choices::tick();
  return sys::walltime();
}
}

} // namespace golem

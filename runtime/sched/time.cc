// Timers: one four-ary heap under one lock, run by whichever thread looks for work or by sysmon. Bubbles of testing/synctest have
// heaps of their own.
#include "runtime/sched/proc.h"
#include "runtime/sched/synctest.h"
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"

namespace golem {

static TimerHeap timers;
static uint32_t running; // threads between taking a timer off the heap and the end of its function

static void place(TimerHeap &h, int64_t i, Timer *t) {
  h.heap[i] = t;
  t->index = i;
}
static void up(TimerHeap &h, int64_t i) {
  Timer *t = h.heap[i];
  while (i > 0) {
    int64_t parent = (i - 1) / 4;
    if (h.heap[parent]->when <= t->when) break;
    place(h, i, h.heap[parent]);
    i = parent;
  }
  place(h, i, t);
}
static void down(TimerHeap &h, int64_t i) {
  Timer *t = h.heap[i];
  for (;;) {
    int64_t best = -1;
    for (int64_t c = 4 * i + 1; c <= 4 * i + 4 && c < h.n; c++)
      if (best < 0 || h.heap[c]->when < h.heap[best]->when) best = c;
    if (best < 0 || h.heap[best]->when >= t->when) break;
    place(h, i, h.heap[best]);
    i = best;
  }
  place(h, i, t);
}
static void publish(TimerHeap &h) { __atomic_store_n(&h.earliest, h.n ? h.heap[0]->when : 0, __ATOMIC_SEQ_CST); }

static void removeAt(TimerHeap &h, int64_t i) {
  h.heap[i]->index = -1;
  Timer *last = h.heap[--h.n];
  if (i < h.n) {
    place(h, i, last);
    up(h, i);
    down(h, last->index);
  }
}

// Timers in a heap keep what they belong to alive: their memory is not scanned, so whoever adds one shades it.
void markTimerHeap(wbWork &w, TimerHeap &h) {
  lock(&h.lk);
  for (int64_t i = 0; i < h.n; i++) greyPointer(w, uintptr_t(h.heap[i]->arg));
  unlock(&h.lk);
}
void markTimerHeap(wbWork &w) { markTimerHeap(w, timers); }

// Its time if it is the first now, else 0.
static int64_t add(TimerHeap &h, Timer *t) {
  if (golem_writeBarrier && getp()) shade(uintptr_t(t->arg));
  int64_t when = t->when;
  lock(&h.lk);
  if (h.n == h.cap) {
    int64_t n = h.cap ? h.cap * 2 : 64;
    auto **a = static_cast<Timer **>(sys::map(size_t(n) * sizeof(Timer *), sys::kProtRW));
    if (!a) throwError("out of memory (timers)");
    for (int64_t i = 0; i < h.n; i++) a[i] = h.heap[i];
    if (h.heap) sys::unmap(h.heap, size_t(h.cap) * sizeof(Timer *));
    h.heap = a;
    h.cap = n;
  }
  h.heap[h.n] = t;
  up(h, h.n++);
  bool first = h.heap[0] == t;
  publish(h);
  unlock(&h.lk);
  return first ? when : 0;
}
void addTimer(Timer *t, TimerHeap *h) {
  int64_t when = add(h ? *h : timers, t);
  if (h || !when) return;
  if (__atomic_load_n(&sched.lastpoll, __ATOMIC_SEQ_CST) == 0 && netpollinited()) {
    int64_t until = __atomic_load_n(&sched.pollUntil, __ATOMIC_SEQ_CST);
    if (until == 0 || until > when) netpollBreak();
  }
  sysmonWake(true);
}

bool delTimer(Timer *t, TimerHeap *hp) {
  TimerHeap &h = hp ? *hp : timers;
  lock(&h.lk);
  bool was = t->index >= 0 && t->index < h.n && h.heap[t->index] == t;
  if (was) {
    removeAt(h, t->index);
    publish(h);
  }
  unlock(&h.lk);
  return was;
}

void checkTimers(TimerHeap &h, int64_t now) {
  int64_t next = __atomic_load_n(&h.earliest, __ATOMIC_SEQ_CST);
  while (next && next <= now) {
    lock(&h.lk);
    if (!h.n || h.heap[0]->when > now) {
      unlock(&h.lk);
      return;
    }
    if (&h == &timers) __atomic_fetch_add(&running, 1, __ATOMIC_SEQ_CST);
    Timer *t = h.heap[0];
    removeAt(h, 0);
    publish(h);
    next = h.n ? h.heap[0]->when : 0;
    auto *f = t->f;
    void *arg = t->arg;
    uintptr_t seq = t->seq;
    unlock(&h.lk);
    f(arg, seq);
    if (&h != &timers) {
      next = nextTimer(h); // Go code has run: it may have added one
    } else if (__atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST) == 0 && !getp()) {
      // sysmon: what f woke may have fallen asleep for good already, and then checkdead has counted this call as activity.
      lock(&sched.lock);
      checkdead();
      unlock(&sched.lock);
    }
  }
}
void checkTimers() {
  if (nextTimer()) checkTimers(timers, sys::nanotime());
}

int64_t nextTimer(const TimerHeap &h) { return __atomic_load_n(&h.earliest, __ATOMIC_SEQ_CST); }
int64_t nextTimer() { return nextTimer(timers); }
bool timersPending() { return nextTimer() != 0 || timersDue() || __atomic_load_n(&running, __ATOMIC_SEQ_CST) != 0; }

// time.Sleep
extern "C" void golem_timesleep(int64_t ns) {
  if (ns <= 0) return;
  g *gp = getg();
  Timer t{};
  int64_t now = gp->bubble ? bubbleNow(gp->bubble) : sys::nanotime();
  t.when = __builtin_add_overflow(now, ns, &t.when) ? INT64_MAX : now + ns;
  t.index = -1;
  t.arg = gp;
  t.f = [](void *arg, uintptr_t) { goready(static_cast<g *>(arg)); };
  gopark(
      [](g *gp, void *tp) {
        addTimer(static_cast<Timer *>(tp), gp->bubble ? bubbleTimers(gp->bubble) : nullptr);
        return true;
      },
      &t, kWaitSleep);
}

} // namespace golem

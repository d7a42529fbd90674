// Timers: one four-ary heap under one lock, run by whichever thread looks for work or by sysmon.
#include "runtime/sched/proc.h"
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"

namespace golem {

static mutex timersLock;
static Timer **heap;
static int64_t nheap, capheap;
static uint32_t running; // threads between taking a timer off the heap and the end of its function
static int64_t earliest; // of the heap's top, 0 if empty: read without the lock

static void place(int64_t i, Timer *t) {
  heap[i] = t;
  t->index = i;
}
static void up(int64_t i) {
  Timer *t = heap[i];
  while (i > 0) {
    int64_t parent = (i - 1) / 4;
    if (heap[parent]->when <= t->when) break;
    place(i, heap[parent]);
    i = parent;
  }
  place(i, t);
}
static void down(int64_t i) {
  Timer *t = heap[i];
  for (;;) {
    int64_t best = -1;
    for (int64_t c = 4 * i + 1; c <= 4 * i + 4 && c < nheap; c++)
      if (best < 0 || heap[c]->when < heap[best]->when) best = c;
    if (best < 0 || heap[best]->when >= t->when) break;
    place(i, heap[best]);
    i = best;
  }
  place(i, t);
}
static void publish() { __atomic_store_n(&earliest, nheap ? heap[0]->when : 0, __ATOMIC_SEQ_CST); }

static void removeAt(int64_t i) {
  heap[i]->index = -1;
  Timer *last = heap[--nheap];
  if (i < nheap) {
    place(i, last);
    up(i);
    down(last->index);
  }
}

// Timers in the heap keep what they belong to alive: their memory is not scanned, so whoever adds one shades it.
void markTimerHeap(wbWork &w) {
  lock(&timersLock);
  for (int64_t i = 0; i < nheap; i++) greyPointer(w, uintptr_t(heap[i]->arg));
  unlock(&timersLock);
}

void addTimer(Timer *t) {
  if (golem_writeBarrier && getp()) shade(uintptr_t(t->arg));
  int64_t when = t->when;
  lock(&timersLock);
  if (nheap == capheap) {
    int64_t n = capheap ? capheap * 2 : 64;
    auto **h = static_cast<Timer **>(sys::map(size_t(n) * sizeof(Timer *), sys::kProtRW));
    if (!h) throwError("out of memory (timers)");
    for (int64_t i = 0; i < nheap; i++) h[i] = heap[i];
    if (heap) sys::unmap(heap, size_t(capheap) * sizeof(Timer *));
    heap = h;
    capheap = n;
  }
  heap[nheap] = t;
  up(nheap++);
  bool first = heap[0] == t;
  publish();
  unlock(&timersLock);
  if (!first) return;
  if (__atomic_load_n(&sched.lastpoll, __ATOMIC_SEQ_CST) == 0 && netpollinited()) {
    int64_t until = __atomic_load_n(&sched.pollUntil, __ATOMIC_SEQ_CST);
    if (until == 0 || until > when) netpollBreak();
  }
  sysmonWake(true);
}

bool delTimer(Timer *t) {
  lock(&timersLock);
  bool was = t->index >= 0 && t->index < nheap && heap[t->index] == t;
  if (was) {
    removeAt(t->index);
    publish();
  }
  unlock(&timersLock);
  return was;
}

void checkTimers() {
  int64_t next = __atomic_load_n(&earliest, __ATOMIC_SEQ_CST);
  if (!next) return;
  int64_t now = sys::nanotime();
  while (next && next <= now) {
    lock(&timersLock);
    if (!nheap || heap[0]->when > now) {
      unlock(&timersLock);
      return;
    }
    __atomic_fetch_add(&running, 1, __ATOMIC_SEQ_CST);
    Timer *t = heap[0];
    removeAt(0);
    publish();
    next = nheap ? heap[0]->when : 0;
    auto *f = t->f;
    void *arg = t->arg;
    uintptr_t seq = t->seq;
    unlock(&timersLock);
    f(arg, seq);
    __atomic_fetch_sub(&running, 1, __ATOMIC_SEQ_CST);
  }
}

int64_t nextTimer() { return __atomic_load_n(&earliest, __ATOMIC_SEQ_CST); }
bool timersPending() { return nextTimer() != 0 || timersDue() || __atomic_load_n(&running, __ATOMIC_SEQ_CST) != 0; }

// time.Sleep
extern "C" void golem_timesleep(int64_t ns) {
  if (ns <= 0) return;
  g *gp = getg();
  Timer t{};
  int64_t now = sys::nanotime();
  t.when = now + ns < now ? INT64_MAX : now + ns;
  t.index = -1;
  t.arg = gp;
  t.f = [](void *arg, uintptr_t) { goready(static_cast<g *>(arg)); };
  gopark(
      [](g *, void *tp) {
        addTimer(static_cast<Timer *>(tp));
        return true;
      },
      &t, kWaitSleep);
}

} // namespace golem

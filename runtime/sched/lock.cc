// Mutexes and one-shot notes of the runtime itself, on futexes: spin a little, yield a little, then sleep.
//
// key: 0 free, 1 locked, 2 locked with possible sleepers. An unlock of a 2 wakes one.
#include "runtime/sched/runtime2.h"

namespace golem {

void lock(mutex *l) {
  if (m *mp = getm()) mp->locks++;
  uint32_t expect = 0;
  if (__atomic_compare_exchange_n(&l->key, &expect, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
  uint32_t want = 1; // once we have slept there may be others: keep 2
  int spins = sys::ncpu() > 1 ? 4 : 0;
  for (;;) {
    for (int i = 0; i < spins; i++) {
      uint32_t zero = 0;
      if (__atomic_load_n(&l->key, __ATOMIC_RELAXED) == 0 && __atomic_compare_exchange_n(&l->key, &zero, want, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return;
      for (int k = 0; k < 30; k++) __builtin_ia32_pause();
    }
    sys::osyield();
    uint32_t zero = 0;
    if (__atomic_compare_exchange_n(&l->key, &zero, want, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
    if (__atomic_exchange_n(&l->key, 2, __ATOMIC_ACQUIRE) == 0) return;
    want = 2;
    sys::futexsleep(&l->key, 2, -1);
  }
}

void unlock(mutex *l) {
  if (__atomic_exchange_n(&l->key, 0, __ATOMIC_RELEASE) == 2) sys::futexwakeup(&l->key, 1);
  if (m *mp = getm()) mp->locks--;
}

void notewakeup(note *n) {
  if (__atomic_exchange_n(&n->key, 1, __ATOMIC_RELEASE) != 0) throwError("notewakeup: double wakeup");
  sys::futexwakeup(&n->key, 1);
}

void notesleep(note *n) {
  while (__atomic_load_n(&n->key, __ATOMIC_ACQUIRE) == 0) sys::futexsleep(&n->key, 0, -1);
}

bool notetsleep(note *n, int64_t ns) {
  if (__atomic_load_n(&n->key, __ATOMIC_ACQUIRE) != 0) return true;
  int64_t deadline = sys::realtime() + ns;
  for (;;) {
    sys::futexsleep(&n->key, 0, ns);
    if (__atomic_load_n(&n->key, __ATOMIC_ACQUIRE) != 0) return true;
    ns = deadline - sys::realtime();
    if (ns <= 0) return false;
  }
}

} // namespace golem

// Coroutines (iter.Pull): a slot names the goroutine that waits; a switch stores the running one there and readies the other.
#include "runtime/sched/proc.h"
#include "runtime/sched/synctest.h"

namespace golem {

extern "C" {

// A goroutine that runs fn when first switched to.
g *golem_newparked(FuncVal *fn) {
  g *gp = newproc1(fn, getg(), uintptr_t(__builtin_return_address(0)));
  gp->waitreason = kWaitCoroutine;
  __atomic_store_n(&gp->status, kGwaiting, __ATOMIC_RELEASE);
  if (gp->bubble) bubbleChange(gp, true, false, 0);
  return gp;
}

void golem_coroswitch(g **slot) {
  gopark(
      [](g *gp, void *arg) {
        auto **s = static_cast<g **>(arg);
        g *next = *s;
        *s = gp;
        goready(next);
        return true;
      },
      slot, kWaitCoroutine);
}

void golem_coroexit(g **slot) {
  g *next = *slot;
  *slot = nullptr;
  goready(next);
}

bool golem_setpaniconfault(bool on) {
  g *gp = getg();
  bool old = gp->paniconfault;
  gp->paniconfault = on;
  return old;
}
}

} // namespace golem

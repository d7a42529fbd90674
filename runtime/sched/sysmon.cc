// sysmon, the thread without a p: preempts goroutines that run longer than 10 ms, takes p's away from threads stuck in a
// system call, runs timers and looks at the network when nobody else gets to it, and starts the two-minute collection.
#include "runtime/gc/gc.h"
#include "runtime/sched/choices.h"
#include "runtime/sched/proc.h"

namespace golem {

static constexpr int64_t kForcePreemptNs = 10 * 1000 * 1000;

static int retake(int64_t now) {
  int n = 0;
  for (int32_t i = 0; i < gomaxprocs; i++) {
    p *pp = allp[i];
    uint32_t s = __atomic_load_n(&pp->status, __ATOMIC_ACQUIRE);
    if (s == kPrunning || s == kPsyscall) {
      if (pp->sysmontick != pp->schedtick) {
        pp->sysmontick = pp->schedtick;
        pp->sysmonwhen = now;
      } else if (pp->sysmonwhen + kForcePreemptNs <= now) {
        preemptone(pp);
      }
    }
    if (s != kPsyscall) continue;
    if (pp->sysmonsyscalltick != pp->syscalltick + 1ull) {
      pp->sysmonsyscalltick = pp->syscalltick + 1ull;
      pp->sysmonsyscallwhen = now;
      continue;
    }
    bool idle = pp->runqhead == pp->runqtail && !pp->runnext;
    if (idle && __atomic_load_n(&sched.nmspinning, __ATOMIC_RELAXED) + __atomic_load_n(&sched.npidle, __ATOMIC_RELAXED) > 0 &&
        pp->sysmonsyscallwhen + kForcePreemptNs > now)
      continue;
    if (__atomic_compare_exchange_n(&pp->status, &s, kPidle, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
      pp->syscalltick++;
      __atomic_fetch_add(&sched.inSyscall, 1, __ATOMIC_SEQ_CST);
      n++;
      handoffp(pp);
    }
  }
  return n;
}

// Busy p's may not look at the network for long.
static void pollNetwork(int64_t now) {
  int64_t last = __atomic_load_n(&sched.lastpoll, __ATOMIC_SEQ_CST);
  if (!netpollinited() || last == 0 || last + kForcePreemptNs > now) return;
  if (__atomic_compare_exchange_n(&sched.lastpoll, &last, now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) injectglist(netpoll(0));
}

// In a seeded run time is virtual and nothing may depend on this thread's. It only helps where the program would hang: a system call that
// takes long loses its p, a goroutine that spins without ever asking the runtime is stopped.
[[noreturn]] static void sysmonSeeded() {
  p *pp = allp[0];
  uint32_t calls = 0, ticks = 0;
  int64_t inCall = 0, running = 0; // rounds of 5 ms
  for (;;) {
    sys::usleep(5000);
    uint32_t s = __atomic_load_n(&pp->status, __ATOMIC_ACQUIRE);
    inCall = s == kPsyscall && pp->syscalltick == calls ? inCall + 1 : 0;
    running = s == kPrunning && pp->schedtick == ticks ? running + 1 : 0;
    calls = pp->syscalltick;
    ticks = pp->schedtick;
    if (running > 400) {
      preemptone(pp);
      running = 0;
    }
    // Not at once: a thread that waits for a processor looks the same.
    if (inCall > 60 && __atomic_compare_exchange_n(&pp->status, &s, kPidle, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
      pp->syscalltick++;
      __atomic_fetch_add(&sched.inSyscall, 1, __ATOMIC_SEQ_CST);
      handoffp(pp);
    }
  }
}

static void sysmon() {
  if (choices::on) sysmonSeeded();
  int idle = 0;
  uint32_t delay = 20;
  for (;;) {
    if (idle == 0) delay = 20;
    else if (idle > 50 && delay < 10000) delay *= 2;
    if (delay > 10000) delay = 10000;
    int64_t now = sys::nanotime();
    int64_t next = nextTimer();
    bool quiet = sched.gcwaiting || int32_t(__atomic_load_n(&sched.npidle, __ATOMIC_RELAXED)) == gomaxprocs;
    int64_t sleep = int64_t(delay) * 1000;
    if (quiet) sleep = 60ll * 1000000000; // nothing runs: sleep until woken or a timer is due
    // A thread in netpoll that wakes in time does the timer's work itself.
    int64_t until = __atomic_load_n(&sched.lastpoll, __ATOMIC_SEQ_CST) == 0 ? __atomic_load_n(&sched.pollUntil, __ATOMIC_SEQ_CST) : 0;
    bool pollerWakes = quiet && until != 0 && until <= next;
    if (next && !pollerWakes && next - now < sleep) sleep = next - now;
    if (sleep > 0) {
      // 1: a short nap that only a new first timer interrupts; 2: until a p runs again.
      __atomic_store_n(&sched.sysmonwait, quiet ? 2 : 1, __ATOMIC_SEQ_CST);
      bool stillQuiet = sched.gcwaiting || int32_t(__atomic_load_n(&sched.npidle, __ATOMIC_SEQ_CST)) == gomaxprocs;
      if ((!quiet || stillQuiet) && nextTimer() == next) notetsleep(&sched.sysmonnote, sleep);
      __atomic_store_n(&sched.sysmonwait, 0, __ATOMIC_SEQ_CST);
      noteclear(&sched.sysmonnote);
    }
    checkTimers();
    pollNetwork(sys::nanotime());
    if (retake(sys::nanotime()) || quiet) idle = 0;
    else idle++;
    gcPeriodic(sys::nanotime());
  }
}

void startSysmon() { newThread(sysmon, true); }

void sysmonWake(bool timer) {
  if (__atomic_load_n(&sched.sysmonwait, __ATOMIC_SEQ_CST) >= (timer ? 1u : 2u) && __atomic_exchange_n(&sched.sysmonnote.key, 1, __ATOMIC_SEQ_CST) == 0)
    sys::futexwakeup(&sched.sysmonnote.key, 1);
}

} // namespace golem

// The way of a signal from the handler to package os/signal, and the table of what a signal does when nobody wants it.
//
// The handler may not lock or allocate: it sets a bit in pending and wakes the one goroutine that sleeps in signal_recv, with
// its thread, on a futex. Signal s is bit s-1 of every mask (1..64).
//
// Invariant for signalWaitUntilIdle: once pending has been seen empty, receiving is true only while the receiver has
// delivered all it took: it clears receiving before it takes anything.
#include "runtime/sys/signals.h"
#include "runtime/sched/proc.h"

namespace golem {

static uint64_t pending, wanted, ignored, handling;
static uint32_t delivering; // handlers between their look at wanted and the end of the hand-over
static uint32_t receiving;  // signal_recv found nothing and sleeps
static uint32_t arrivals;   // futex word
static void *inherited[65]; // handlers before ours
static uint32_t sigsysIgnored;

struct SigTab {
  uint32_t flags;
  const char *text;
};
static constexpr SigTab kSignals[] = {
#define SIGNAL(number, flags, text) {uint32_t(number) << 16 | (flags), text},
#include "runtime/sys/signals.def"
};
static const SigTab *entry(int sig) {
  for (const SigTab &t : kSignals)
    if (int(t.flags >> 16) == sig) return &t;
  return nullptr;
}
uint32_t signalFlags(int sig) {
  const SigTab *t = entry(sig);
  return t ? t->flags & 0xffff : sig >= 35 && sig <= 64 ? uint32_t(kSigNotify) : 0;
}
const char *signalText(int sig) {
  const SigTab *t = entry(sig);
  return t ? t->text : nullptr;
}

static uint64_t bit(uint32_t sig) { return sig >= 1 && sig <= 64 ? uint64_t(1) << (sig - 1) : 0; }
static bool has(const uint64_t &mask, uint32_t sig) { return __atomic_load_n(&mask, __ATOMIC_SEQ_CST) & bit(sig); }
static void add(uint64_t &mask, uint32_t sig) { __atomic_fetch_or(&mask, bit(sig), __ATOMIC_SEQ_CST); }
static void remove(uint64_t &mask, uint32_t sig) { __atomic_fetch_and(&mask, ~bit(sig), __ATOMIC_SEQ_CST); }

bool sigsend(uint32_t sig) {
  __atomic_fetch_add(&delivering, 1, __ATOMIC_SEQ_CST);
  bool want = has(wanted, sig);
  if (want) {
    add(pending, sig);
    __atomic_store_n(&receiving, 0, __ATOMIC_SEQ_CST);
    __atomic_fetch_add(&arrivals, 1, __ATOMIC_SEQ_CST);
    sys::futexwakeup(&arrivals, 1);
  }
  __atomic_fetch_sub(&delivering, 1, __ATOMIC_SEQ_CST);
  return want;
}
bool signalIgnored(uint32_t sig) { return has(ignored, sig); }
bool sigsysIsIgnored() { return __atomic_load_n(&sigsysIgnored, __ATOMIC_SEQ_CST) != 0; }

// An inherited "ignore" of these two is kept (nohup, background jobs) until the program asks for them.
static bool keepsInherited(uint32_t sig) { return (sig == sys::kSIGHUP || sig == sys::kSIGINT) && inherited[sig] == reinterpret_cast<void *>(1); }

void initSignals() {
  for (int s = 1; s <= 64; s++) {
    uint32_t flags = signalFlags(s);
    if (!flags || (flags & kSigDefault)) continue;
    inherited[s] = signalHandler(s);
    if (keepsInherited(uint32_t(s))) {
      add(ignored, uint32_t(s));
      continue;
    }
    add(handling, uint32_t(s));
    installHandler(s);
  }
  installHandler(kSigPerThread);
}

void dieFromSignal(int sig) {
  setDisposition(sig, nullptr);
  uint64_t none = 0;
  sys::call(sys::kSysRtSigprocmask, 2, &none, nullptr, 8);
  sys::call(sys::kSysTgkill, sys::call(sys::kSysGetpid), sys::call(sys::kSysGettid), sig);
  sys::exit(2);
}

extern "C" {

// The next signal that has arrived, 0 if none.
int64_t golem_signaltake() {
  __atomic_store_n(&receiving, 0, __ATOMIC_SEQ_CST);
  uint64_t have = __atomic_load_n(&pending, __ATOMIC_SEQ_CST);
  if (!have) return 0;
  int sig = __builtin_ctzll(have) + 1;
  remove(pending, uint32_t(sig));
  return sig;
}

// Between entersyscall and exitsyscall: until a signal arrives.
void golem_signalsleep() {
  uint32_t seen = __atomic_load_n(&arrivals, __ATOMIC_SEQ_CST);
  __atomic_store_n(&receiving, 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&pending, __ATOMIC_SEQ_CST) == 0) {
    handoffInSyscall();
    sys::futexsleep(&arrivals, seen, -1);
  }
  __atomic_store_n(&receiving, 0, __ATOMIC_SEQ_CST);
}

bool golem_signalidle() {
  return __atomic_load_n(&delivering, __ATOMIC_SEQ_CST) == 0 && __atomic_load_n(&pending, __ATOMIC_SEQ_CST) == 0 &&
         __atomic_load_n(&receiving, __ATOMIC_SEQ_CST) != 0;
}

// Called with os/signal's lock held. SIGPROF is the profiler's.
void golem_signalenable(uint32_t sig) {
  if (!bit(sig)) return;
  add(wanted, sig);
  remove(ignored, sig);
  if (!(signalFlags(int(sig)) & kSigNotify) || sig == sys::kSIGPROF || has(handling, sig)) return;
  inherited[sig] = signalHandler(int(sig));
  add(handling, sig);
  installHandler(int(sig));
}
void golem_signaldisable(uint32_t sig) {
  if (!bit(sig)) return;
  if ((signalFlags(int(sig)) & kSigNotify) && sig != sys::kSIGPROF && keepsInherited(sig)) {
    remove(handling, sig);
    setDisposition(int(sig), inherited[sig]);
  }
  remove(wanted, sig);
}
void golem_signalignore(uint32_t sig) {
  if (!bit(sig)) return;
  if ((signalFlags(int(sig)) & kSigNotify) && sig != sys::kSIGPROF) {
    remove(handling, sig);
    // SIGURG is also our own preemption signal.
    if (sig != sys::kSIGURG) setDisposition(int(sig), reinterpret_cast<void *>(1));
  }
  remove(wanted, sig);
  add(ignored, sig);
}
bool golem_signalignored(uint32_t sig) { return signalIgnored(sig); }

// A write to standard output or error found nobody at the other end.
void golem_sigpipe() {
  if (signalIgnored(sys::kSIGPIPE) || sigsend(sys::kSIGPIPE)) return;
  dieFromSignal(sys::kSIGPIPE);
}
void golem_ignoresigsys(bool on) { __atomic_store_n(&sigsysIgnored, on ? 1 : 0, __ATOMIC_SEQ_CST); }
}

} // namespace golem

// Signals: traps of generated code become Go panics, SIGURG preempts, everything else ends the program as Go does.
//
// The handler runs on the thread's alternate stack and only edits the interrupted context: it makes the goroutine continue
// in golem_sigtramp_bounds or golem_asyncpreempt (asm.S) as if the interrupted instruction had called it.
#include "runtime/gc/gc.h"
#include "runtime/panic/panic.h"
#include "runtime/prof/prof.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/stack.h"
#include "runtime/sys/signals.h"

extern "C" {
void golem_sigreturn();
extern const char golem_sigtramp_bounds[], golem_asyncpreempt[];
struct WbRange {
  uintptr_t start, end;
};
extern WbRange __start_golem_wb[] __attribute__((weak)), __stop_golem_wb[] __attribute__((weak));
}

namespace golem {

using sys::SigContext;
void printSignal(g *gp);
int tracebackLevel(bool *all);

// ---- ud1 disp(%idx), %len ----
static bool decodeTrap(const SigContext &c, uint32_t *kind, int64_t *a, int64_t *b) {
  auto *p = reinterpret_cast<const uint8_t *>(c.rip);
  uint8_t rex = 0;
  if ((*p & 0xf0) == 0x40) rex = *p++;
  if (p[0] != 0x0f || p[1] != 0xb9) return false;
  uint8_t modrm = p[2];
  p += 3;
  unsigned mod = modrm >> 6, reg = (modrm >> 3 & 7) | (rex & 4) << 1, rm = (modrm & 7) | (rex & 1) << 3;
  if ((modrm & 7) == 4) p++; // SIB of rsp/r12
  int32_t disp = 0;
  if (mod == 1) disp = int8_t(*p);
  else if (mod == 2) __builtin_memcpy(&disp, p, 4);
  const uint64_t regs[16] = {c.rax, c.rcx, c.rdx, c.rbx, c.rsp, c.rbp, c.rsi, c.rdi, c.r8, c.r9, c.r10, c.r11, c.r12, c.r13, c.r14, c.r15};
  *kind = uint32_t(disp);
  *a = int64_t(regs[rm]);
  *b = int64_t(regs[reg]);
  return true;
}

using PanicFn = GOCC void (*)(int64_t, int64_t);
static PanicFn checkFunction(uint32_t kind) {
  switch (kind) {
#define GOCHECK(k, code, name) \
  case code: return gort_##name;
#include "runtime/abi/gofuncs.def"
  default: return nullptr;
  }
}

static void inject(SigContext &c, PanicFn fn, int64_t a, int64_t b) {
  auto *sp = reinterpret_cast<uint64_t *>((c.rsp - 128 - 32) & ~uint64_t(15));
  sp[0] = c.rip;
  sp[1] = c.rsp;
  sp[2] = uint64_t(a);
  sp[3] = uint64_t(b);
  c.r10 = uint64_t(fn);
  c.rsp = uint64_t(sp);
  c.rip = uint64_t(golem_sigtramp_bounds);
}

static bool insideBarrier(uintptr_t pc) {
  for (auto *r = __start_golem_wb; r < __stop_golem_wb; r++)
    if (pc >= r->start && pc < r->end) return true;
  return false;
}

static void preemptHandler(SigContext &c) {
  g *gp = getg();
  m *mp = getm();
  __atomic_store_n(&mp->signalPending, 0, __ATOMIC_RELEASE);
  if (!gp || gp == mp->g0 || gp != mp->curg || !gp->preempt || mp->locks || !getp()) return; // no p: in a system call
  if (!goTextContains(c.rip) || insideBarrier(c.rip)) return;
  int seg = segmentOf(gp, c.rsp);
  if (seg < 0 || c.rsp - 1024 < gp->segs[seg].lo) return;
  gp->preempt = false;
  auto *sp = reinterpret_cast<uint64_t *>(c.rsp - 136);
  *sp = c.rip;
  c.rsp = uint64_t(sp);
  c.rip = uint64_t(golem_asyncpreempt);
}

static bool fromUser(const sys::SigInfo *info) { return info->code == 0 || info->code == -6; } // SI_USER, SI_TKILL
static constexpr int kSIGSYS = 31, kSysSeccomp = 1;

static void dieOfSignal(int sig, sys::SigInfo *info, SigContext &c) {
  g *gp = getg();
  m *mp = getm();
  g *user = mp ? mp->curg : nullptr;
  if (user) {
    user->sig = uint32_t(sig);
    user->sigcode = info->code;
    user->sigaddr = info->addr;
    user->sigpc = c.rip;
  }
  // Make the interrupted stack look saved, for the traceback.
  uint64_t frame[7] = {c.r15, c.r14, c.r13, c.r12, c.rbx, c.rbp, c.rip + 1};
  uint64_t keep = 0;
  if (user && gp == user) {
    auto *sp = reinterpret_cast<uint64_t *>(c.rsp - 128 - 56);
    // The seven words must be followed by the interrupted stack: write them right below it.
    sp = reinterpret_cast<uint64_t *>(c.rsp - 56);
    for (int i = 0; i < 7; i++) sp[i] = frame[i];
    keep = user->schedsp;
    user->schedsp = uint64_t(sp);
  }
  (void)keep;
  asm volatile("movq %0, %%fs:0x78" ::"r"(mp->g0) : "memory");
  asm volatile("movq $0, %%fs:0x70" ::: "memory");
  if (signalFlags(sig) & kSigThrow || fromUser(info)) {
    printstr(signalText(sig));
    printstr("\nPC=");
    printhex(c.rip);
    printstr(" m=");
    printdec(mp->id);
    printstr(" sigcode=");
    printdec(info->code);
    printstr("\n");
    bool all;
    if (tracebackLevel(&all) > 0) {
      if (user) {
        printstr("\n");
        goroutineheader(user);
        traceback(user, true);
      }
      tracebackAll(user);
      printstr("\n");
    }
    dieAsGotracebackSays();
  }
  if (user && !runtimeTextContains(c.rip) && gp == user && (sig == sys::kSIGSEGV || sig == sys::kSIGBUS)) {
    printstr("unexpected fault address ");
    printhex(info->addr);
    printstr("\n");
    fatalFrom(user, "fault");
  }
  if (!user) {
    printstr("[signal pc=");
    printhex(c.rip);
    printstr(" addr=");
    printhex(info->addr);
    printstr("]\n");
  }
  fatalFrom(user, "unexpected signal during runtime execution");
}

// The faulting instruction belongs to Go code or to runtime code that Go called with a bad pointer and no lock held.
static bool canPanic(g *gp, m *mp, const SigContext &c) {
  if (!gp || !mp || gp == mp->g0 || gp != mp->curg || mp->locks || mp->dying) return false;
  int seg = segmentOf(gp, c.rsp);
  return seg >= 0 && c.rsp - 2048 > gp->segs[seg].lo;
}

// ---- syscall.AllThreadsSyscall ----
// The caller has made the system call itself; every other thread makes it in a signal handler, with the world stopped.
static struct {
  long args[7]; // number, arguments
  long result;
  uint32_t left;
} everyThread;

static void perThreadSyscall() {
  m *mp = getm();
  if (!__atomic_exchange_n(&mp->syscallDue, false, __ATOMIC_SEQ_CST)) return;
  const long *a = everyThread.args;
  long r = sys::call6(a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
  if (r != everyThread.result) {
    printstr("trap ");
    printdec(a[0]);
    printstr(": returned ");
    printdec(r);
    printstr(" on one thread and ");
    printdec(everyThread.result);
    printstr(" on another\n");
    fatalFrom(nullptr, "AllThreadsSyscall6 results differ between threads; runtime corrupted");
  }
  __atomic_fetch_sub(&everyThread.left, 1, __ATOMIC_SEQ_CST);
}

extern "C" long golem_allthreadssyscall(const long *args) {
  semacquireWorld();
  long r = 0;
  systemstack([&] {
    stopTheWorld();
    lockThreads();
    r = sys::call6(args[0], args[1], args[2], args[3], args[4], args[5], args[6]);
    if (r >= 0 || r < -4095) {
      for (int i = 0; i < 7; i++) everyThread.args[i] = args[i];
      everyThread.result = r;
      long pid = sys::call(sys::kSysGetpid);
      uint32_t n = 0;
      for (m *mp = allm; mp; mp = mp->alllink) {
        if (mp == getm()) continue;
        while (!__atomic_load_n(&mp->tid, __ATOMIC_ACQUIRE)) sys::osyield(); // it is starting
        __atomic_store_n(&mp->syscallDue, true, __ATOMIC_SEQ_CST);
        n++;
      }
      __atomic_store_n(&everyThread.left, n, __ATOMIC_SEQ_CST);
      for (m *mp = allm; mp; mp = mp->alllink)
        if (mp != getm()) sys::call(sys::kSysTgkill, pid, mp->tid, kSigPerThread);
      while (__atomic_load_n(&everyThread.left, __ATOMIC_SEQ_CST)) sys::usleep(10);
    }
    unlockThreads();
    startTheWorld();
  });
  semreleaseWorld();
  return r;
}

extern "C" void golem_sighandler(int sig, sys::SigInfo *info, sys::UContext *uc) {
  SigContext &c = uc->mc;
  if (sig == sys::kSIGPROF) return cpuSample(c);
  g *gp = getg();
  m *mp = getm();
  if (sig == kSigPerThread) return perThreadSyscall();
  if (sig == sys::kSIGURG) preemptHandler(c); // the program may want it as well
  uint32_t flags = signalFlags(sig);
  if (fromUser(info) || !(flags & (kSigThrow | kSigPanic))) {
    if ((fromUser(info) || (flags & kSigNotify)) && sigsend(uint32_t(sig))) return;
    if (fromUser(info) && signalIgnored(uint32_t(sig))) return;
    if (flags & kSigKill) dieFromSignal(sig);
    if (flags & (kSigThrow | kSigPanic)) dieOfSignal(sig, info, c);
    return;
  }
  if ((flags & kSigNotify) && sigsend(uint32_t(sig))) return;
  if (sig == kSIGSYS && info->code == kSysSeccomp && sigsysIsIgnored()) return;
  if (sig == sys::kSIGILL && canPanic(gp, mp, c)) {
    uint32_t kind;
    int64_t a, b;
    if (decodeTrap(c, &kind, &a, &b))
      if (PanicFn fn = checkFunction(kind)) {
        gp->sig = 0;
        return inject(c, fn, a, b);
      }
  }
  if ((sig == sys::kSIGSEGV || sig == sys::kSIGBUS || sig == sys::kSIGFPE) && canPanic(gp, mp, c)) {
    uintptr_t addr = info->addr;
    // A call through a nil func value or to an address outside the program: report the caller.
    if (sig == sys::kSIGSEGV && (c.rip < 4096 || (addr == c.rip && !goTextContains(c.rip)))) {
      auto *ret = reinterpret_cast<uint64_t *>(c.rsp);
      if (goTextContains(*ret)) {
        c.rip = *ret - 1;
        c.rsp += 8;
      }
    }
    gp->sig = uint32_t(sig);
    gp->sigcode = info->code;
    gp->sigaddr = addr;
    gp->sigpc = c.rip;
    if (sig == sys::kSIGFPE)
      return inject(c, reinterpret_cast<PanicFn>(info->code == 1 ? reinterpret_cast<void *>(gort_panicdivide) : reinterpret_cast<void *>(gort_panicoverflow)),
                    0, 0);
    // A non-canonical address arrives with address 0 and SI_KERNEL.
    bool nil = sig == sys::kSIGSEGV && addr < 4096 && (info->code == 1 || info->code == 2);
    if (nil) return inject(c, reinterpret_cast<PanicFn>(reinterpret_cast<void *>(gort_panicmem)), 0, 0);
    if (gp->paniconfault) return inject(c, reinterpret_cast<PanicFn>(reinterpret_cast<void *>(gort_panicmemaddr)), int64_t(addr), 0);
  }
  dieOfSignal(sig, info, c);
}

void installHandler(int sig) {
  sys::KSigaction sa{};
  sa.handler = reinterpret_cast<void *>(golem_sighandler);
  sa.flags = sys::kSaSiginfo | sys::kSaOnstack | sys::kSaRestart | sys::kSaRestorer;
  sa.restorer = reinterpret_cast<void *>(golem_sigreturn);
  sa.mask = ~uint64_t(0);
  sys::call(sys::kSysRtSigaction, sig, &sa, nullptr, 8);
}

void setProfHandler() { installHandler(sys::kSIGPROF); }

void setDisposition(int sig, void *handler) {
  sys::KSigaction sa{};
  sa.handler = handler;
  sa.flags = sys::kSaRestorer;
  sa.restorer = reinterpret_cast<void *>(golem_sigreturn);
  sys::call(sys::kSysRtSigaction, sig, &sa, nullptr, 8);
}
void *signalHandler(int sig) {
  sys::KSigaction sa{};
  sys::call(sys::kSysRtSigaction, sig, nullptr, &sa, 8);
  return sa.handler;
}

void minit() {
  constexpr size_t size = 64 << 10;
  void *mem = sys::map(size, sys::kProtRW, nullptr, sys::kMapNoReserve);
  sys::StackT st{mem, 0, 0, size};
  sys::call(sys::kSysSigaltstack, &st, nullptr);
  uint64_t none = 0;
  sys::call(sys::kSysRtSigprocmask, 2, &none, nullptr, 8);
  cpuProfileThread(getm());
}

void preemptM(m *mp) {
  if (!mp->tid || __atomic_exchange_n(&mp->signalPending, 1, __ATOMIC_ACQ_REL)) return;
  static int pid;
  if (!pid) pid = int(sys::call(sys::kSysGetpid));
  sys::call(sys::kSysTgkill, pid, mp->tid, sys::kSIGURG);
}

} // namespace golem

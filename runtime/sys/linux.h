// The kernel's interface: raw system calls and the few structs and numbers they need. Only sys/ includes Linux facts.
// In: nothing. Out: functions that return the kernel's result, negative errno on failure.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace golem::sys {

enum : long {
  kSysRead = 0,
  kSysWrite = 1,
  kSysOpen = 2,
  kSysClose = 3,
  kSysMmap = 9,
  kSysMprotect = 10,
  kSysMunmap = 11,
  kSysRtSigaction = 13,
  kSysRtSigprocmask = 14,
  kSysRtSigreturn = 15,
  kSysMadvise = 28,
  kSysNanosleep = 35,
  kSysGetpid = 39,
  kSysClone = 56,
  kSysExit = 60,
  kSysKill = 62,
  kSysGettid = 186,
  kSysFutex = 202,
  kSysSchedGetaffinity = 204,
  kSysSigaltstack = 131,
  kSysArchPrctl = 158,
  kSysExitGroup = 231,
  kSysTgkill = 234,
  kSysClockGettime = 228,
  kSysSchedYield = 24,
  kSysPrctl = 157,
  kSysIoctl = 16,
  kSysPipe = 22,
  kSysMkdir = 83,
  kSysGetrlimit = 97,
  kSysGetrusage = 98,
  kSysGetuid = 102,
  kSysSetrlimit = 160,
};

inline long call6(long n, long a, long b, long c, long d, long e, long f) {
  long r;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return r;
}
template <class... A> inline long call(long n, A... args) {
  long v[6] = {long(args)...};
  return call6(n, v[0], v[1], v[2], v[3], v[4], v[5]);
}
template <> inline long call<>(long n) { return call6(n, 0, 0, 0, 0, 0, 0); }

constexpr int kProtNone = 0, kProtRW = 3;
constexpr int kMapPrivate = 2, kMapAnon = 0x20, kMapNoReserve = 0x4000, kMapFixed = 0x10;
constexpr int kMadvDontneed = 4, kMadvNohugepage = 15, kMadvFree = 8;

enum Signal : int {
  kSIGHUP = 1,
  kSIGINT = 2,
  kSIGQUIT = 3,
  kSIGILL = 4,
  kSIGTRAP = 5,
  kSIGABRT = 6,
  kSIGBUS = 7,
  kSIGFPE = 8,
  kSIGKILL = 9,
  kSIGUSR1 = 10,
  kSIGSEGV = 11,
  kSIGPIPE = 13,
  kSIGTERM = 15,
  kSIGURG = 23,
  kSIGPROF = 27,
};

struct TimeSpec {
  int64_t sec, nsec;
};
struct KSigaction {
  void *handler;
  uint64_t flags;
  void *restorer;
  uint64_t mask;
};
struct StackT {
  void *sp;
  int32_t flags;
  int32_t pad;
  size_t size;
};
struct SigInfo {
  int32_t signo, err, code, pad;
  uintptr_t addr;
  char rest[104];
};
// Order of general registers in the kernel's x86-64 sigcontext.
struct SigContext {
  uint64_t r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, eflags, seg, err, trapno, oldmask, cr2;
  void *fpstate;
  uint64_t reserved[8];
};
struct UContext {
  uint64_t flags;
  UContext *link;
  StackT stack;
  SigContext mc;
  uint64_t sigmask;
};

constexpr uint64_t kSaSiginfo = 4, kSaOnstack = 0x08000000, kSaRestart = 0x10000000, kSaRestorer = 0x04000000, kSaNodefer = 0x40000000;

// A new anonymous mapping; nullptr when the kernel refuses.
void *map(size_t bytes, int prot, void *hint = nullptr, int extra = 0);
void unmap(void *p, size_t bytes);
[[noreturn]] void exit(int code);
extern int64_t virtualNow; // not 0: the clock that programs see (sched/choices.h)
int64_t realtime();  // monotonic, always the kernel's
int64_t nanotime();  // monotonic
int64_t walltime();  // ns since 1970
void usleep(uint32_t us);
void osyield();
uint32_t fastrand();
uint64_t fastrand64();
int ncpu();

// Sleeps while *addr == val, at most ns (negative: for ever). Wakes spuriously.
void futexsleep(uint32_t *addr, uint32_t val, int64_t ns);
void futexwakeup(uint32_t *addr, uint32_t n);

// Process start: argv and environment as the kernel left them.
extern int argc;
extern char **argv;
extern char **envp;
// Value of an environment variable or nullptr.
const char *getenv(const char *name);
// Value of key in GODEBUG ("key=value,..."), or deflt.
long godebug(const char *key, long deflt);
// What the last "key=number" of a comma-separated list says; false, value untouched, if there is none.
bool godebugIn(const char *s, size_t len, const char *key, long *value);

size_t cstrlen(const char *s);

} // namespace golem::sys

// What ThreadSanitizer's Go runtime wants of a C library, which a golem program doesn't have. A library of its own (libgolemrace.a), linked with
// -race only, so that these names are nobody else's.
#include "runtime/sys/linux.h"

using namespace golem::sys;

namespace {
int errnoValue;
// The kernel's results: -errno becomes -1 and errno.
long result(long r) {
  if (r >= 0 || r < -4095) return r;
  errnoValue = int(-r);
  return -1;
}
constexpr uintptr_t kMainStack = 256 << 10; // what tsan is told of the first thread's stack
} // namespace

extern "C" {
int *__errno_location() { return &errnoValue; }
int __popcountdi2(int64_t v) { return __builtin_popcountll(uint64_t(v)); }
int __sched_cpucount(size_t bytes, const uint8_t *set) {
  int n = 0;
  for (size_t i = 0; i < bytes; i++) n += __builtin_popcount(set[i]);
  return n;
}
[[noreturn]] void abort() {
  call(kSysKill, call(kSysGetpid), long(kSIGABRT));
  golem::sys::exit(134);
}
[[noreturn]] void exit(int code) { golem::sys::exit(code); }
int clock_gettime(int clock, void *out) { return int(result(call(kSysClockGettime, long(clock), out))); }
int dl_iterate_phdr(int (*)(void *, size_t, void *), void *) { return 0; } // a static program: nothing to tell
int getrlimit(int what, void *out) { return int(result(call(kSysGetrlimit, long(what), out))); }
int setrlimit(int what, const void *in) { return int(result(call(kSysSetrlimit, long(what), in))); }
int getrusage(int who, void *out) { return int(result(call(kSysGetrusage, long(who), out))); }
unsigned getuid() { return unsigned(call(kSysGetuid)); }
int isatty(int fd) {
  char termios[64];
  return call(kSysIoctl, long(fd), 0x5401L, termios) == 0;
}
int mkdir(const char *path, unsigned mode) { return int(result(call(kSysMkdir, path, long(mode)))); }
int pipe(int *fds) { return int(result(call(kSysPipe, fds))); }
int sched_getaffinity(int pid, size_t bytes, void *set) {
  long n = result(call(kSysSchedGetaffinity, long(pid), bytes, set));
  return n < 0 ? -1 : 0;
}
int sched_yield() { return int(call(kSysSchedYield)); }
long sysconf(int what) { return what == 30 ? 4096 : -1; } // _SC_PAGESIZE
void syslog(int, const char *, ...) {}
// Signals are the Go runtime's; tsan only asks what they are set to.
int sigaction(int, const void *, void *old) {
  if (old) __builtin_memset(old, 0, 152);
  return 0;
}
uintptr_t pthread_self() { return 1; }
int pthread_attr_init(void *) { return 0; }
int pthread_attr_destroy(void *) { return 0; }
int pthread_getattr_np(uintptr_t, void *) { return 0; }
int pthread_attr_getstack(const void *, void **start, size_t *bytes) {
  *start = reinterpret_cast<void *>((uintptr_t(golem::sys::argv) - kMainStack) & ~uintptr_t(4095));
  *bytes = kMainStack;
  return 0;
}
}

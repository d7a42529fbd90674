// What os and syscall need of the runtime: arguments, environment, exit.
#include "runtime/sched/proc.h"
#include "runtime/sched/choices.h"

namespace golem {

extern "C" { // from the link step; the fake programs have none
extern const GoString golem_info_version __attribute__((weak)), golem_info_modinfo __attribute__((weak)), golem_info_godebug __attribute__((weak));
}

static GoString cstr(const char *s) { return {reinterpret_cast<const uint8_t *>(s), int64_t(s ? sys::cstrlen(s) : 0)}; }

extern "C" {
uint8_t *golem_fipsindicator() { return &getg()->fipsIndicator; }
bool *golem_fipsbypass() { return &getg()->fipsBypass; }
int64_t golem_argc() { return sys::argc; }
GoString golem_arg(int64_t i) { return cstr(sys::argv[i]); }
int64_t golem_envc() {
  int64_t n = 0;
  while (sys::envp[n]) n++;
  return n;
}
GoString golem_env(int64_t i) { return cstr(sys::envp[i]); }
static GoString info(const GoString *s) { return s ? *s : GoString{nullptr, 0}; }
GoString golem_goversion() { return info(&golem_info_version); }
GoString golem_modinfo() { return info(&golem_info_modinfo); }
GoString golem_defaultgodebug() { return info(&golem_info_godebug); }
// The auxiliary vector lies behind the environment.
uintptr_t *golem_auxv(int64_t *n) {
  char **e = sys::envp;
  while (*e) e++;
  auto *a = reinterpret_cast<uintptr_t *>(e + 1);
  *n = 0;
  while (a[*n]) *n += 2;
  *n += 2; // AT_NULL and its value
  return a;
}
uint64_t golem_fastrand64() { return choices::next(choices::kRandom); }
bool golem_entropy(void *p, uint64_t n) { return choices::fill(p, n); }
int64_t golem_write(uintptr_t fd, const void *p, int64_t n) { return sys::call(sys::kSysWrite, fd, p, n); }
enum { kSysFcntl = 72, kSysGettimeofday = 96 };
uintptr_t golem_gettimeofday(void *tv) { return uintptr_t(-sys::call(kSysGettimeofday, tv, 0)); }
int64_t golem_fcntl(int64_t fd, int64_t cmd, int64_t arg) { return sys::call(kSysFcntl, fd, cmd, arg); }
void golem_procyield(int64_t n) {
  for (int64_t i = 0; i < n; i++) __builtin_ia32_pause();
}
void golem_osyield() { sys::osyield(); }
void golem_lockthreads() { lockThreads(); }
void golem_unlockthreads() { unlockThreads(); }
// fork: no signal may reach the child before it has reset its handlers.
static uint64_t forkMask;
void golem_beforefork() {
  getm()->locks++;
  uint64_t all = ~uint64_t(0);
  sys::call(sys::kSysRtSigprocmask, 2, &all, &forkMask, 8);
}
void golem_afterfork() {
  sys::call(sys::kSysRtSigprocmask, 2, &forkMask, nullptr, 8);
  getm()->locks--;
}
void golem_afterforkinchild() {
  sys::KSigaction dfl{};
  for (int s = 1; s < 65; s++) {
    sys::KSigaction old{};
    sys::call(sys::kSysRtSigaction, s, nullptr, &old, 8);
    if (uintptr_t(old.handler) > 1) sys::call(sys::kSysRtSigaction, s, &dfl, nullptr, 8);
  }
  sys::call(sys::kSysRtSigprocmask, 2, &forkMask, nullptr, 8);
}
}

} // namespace golem

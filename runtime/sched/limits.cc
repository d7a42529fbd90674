// Memory and time limits.
#include "runtime/sched/limits.h"
#include "runtime/gc/gc.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/stack.h"

namespace golem {
extern int64_t stackInuse;
extern uintptr_t maxStackSize;
extern "C" int64_t golem_setmemorylimit(int64_t n);
} // namespace golem

// Called by internal/runtime/syscall/linux.Syscall6 when a system call fails; null in ordinary programs.
extern "C" void (*golem_syscallhook)(int64_t number, uint64_t a, uint64_t b, int64_t err);
void (*golem_syscallhook)(int64_t, uint64_t, uint64_t, int64_t);

namespace golem::limits {

// The kernel refused what --fs or --no-net forbid: the program ends instead of going on without.
static void refused(int64_t number, uint64_t a, uint64_t b, int64_t err) {
  constexpr int64_t kEPERM = 1, kEACCES = 13;
  const char *what = nullptr, *path = nullptr;
  switch (number) {
  case 41: what = err == kEPERM ? "it may not use the network (--no-net)" : nullptr; break; // socket
  case 2: case 59: case 82: case 83: case 87: path = reinterpret_cast<const char *>(a); break; // open execve rename mkdir unlink
  case 257: case 258: case 263: case 264: case 316:
  case 437: path = reinterpret_cast<const char *>(b); break; // openat mkdirat unlinkat renameat renameat2 openat2
  default: return;
  }
  if (path && err == kEACCES) what = "it may not use this file (--fs)";
  if (!what) return;
  printstr("golem: program stopped: ");
  if (path) {
    printstr(path);
    printstr(": ");
  }
  printstr(what);
  printstr("\n");
  sys::exit(3);
}
void watchDoors() { golem_syscallhook = refused; }

void exceeded(const char *what, int64_t limit, const char *unit) {
  printstr("golem: ");
  printstr(what);
  printstr(" limit of ");
  printdec(limit);
  printstr(unit);
  printstr(" exceeded\n");
  sys::exit(3);
}

void grow(uint64_t heap, uint64_t bytes) {
  if (maxMemory && heap + uint64_t(stackInuse) + bytes > maxMemory) exceeded("memory", int64_t(maxMemory), " bytes");
}

void setMemory(uint64_t bytes) {
  maxMemory = bytes;
  golem_setmemorylimit(int64_t(bytes / 10 * 9)); // collect before it is too late
  if (maxStackSize > bytes / 2) maxStackSize = bytes / 2;
}

static int64_t timeoutNs;
void setTimeout(int64_t ns) {
  timeoutNs = ns;
  newThread(
      [] {
        int64_t until = sys::realtime() + timeoutNs;
        for (int64_t now; (now = sys::realtime()) < until;) sys::usleep(uint32_t((until - now) / 1000 > 100000 ? 100000 : (until - now) / 1000 + 1));
        exceeded("time", timeoutNs / 1000000, " ms");
      },
      true);
}

} // namespace golem::limits

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

namespace golem::limits {

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

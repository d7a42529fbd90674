// Where a build's time goes: each stage's CPU time, that of all worker processes added up, for --time-passes.
#include "compiler/driver/driver.h"
#include <atomic>
#include <sys/mman.h>
#include <time.h>

namespace golem::driver {

namespace {
struct Times {
  std::atomic<int64_t> ns[kStages];
};
// One page that workers share with their parent, who makes it before the first of them starts: loading is timed, too.
Times *times() {
  static Times *t = [] {
    void *p = ::mmap(nullptr, sizeof(Times), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? nullptr : new (p) Times{};
  }();
  return t;
}
int64_t now() {
  timespec t;
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}
} // namespace

StageTime::StageTime(Stage s) : stage_(s), start_(times() ? now() : 0) {}
StageTime::~StageTime() {
  if (times()) times()->ns[static_cast<size_t>(stage_)] += now() - start_;
}

void printTimes(FILE *to) {
  static const char *const names[kStages] = {"load", "check", "lower", "inline", "escape", "llvm", "link"};
  if (!times()) return;
  int64_t total = 0;
  for (const auto &ns : times()->ns) total += ns;
  for (size_t i = 0; i < kStages; i++) {
    int64_t ns = times()->ns[i];
    std::fprintf(to, "%-8s %9.3f s %5.1f %%\n", names[i], static_cast<double>(ns) / 1e9,
                 total ? 100.0 * static_cast<double>(ns) / static_cast<double>(total) : 0.0);
  }
  std::fprintf(to, "%-8s %9.3f s\n", "total", static_cast<double>(total) / 1e9);
}

} // namespace golem::driver

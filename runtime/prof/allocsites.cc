// GOLEMALLOCSITES=FILE: what the program allocated, by stack, written when it ends. `golem escape --run` reads it
// (compiler/inspect/profile.cc): lines "bytes objects", then the frames, innermost first, each "file:line", separated by tabs.
//
// Every allocation is counted, in the buckets of the allocation profile, but without the objects' own records: nobody asks
// when they die.
#include "runtime/prof/prof.h"
#include "runtime/sched/proc.h"

namespace golem {

bool allocSites;
static const char *file;

void allocSitesInit() {
  file = sys::getenv("GOLEMALLOCSITES");
  allocSites = file && *file;
  memProfiling |= allocSites;
}

namespace {
struct Out {
  int64_t fd = -1;
  int64_t n = 0;
  bool failed = false;
  char buf[4096];
  void flush() {
    for (int64_t at = 0; at < n && !failed;) {
      int64_t w = sys::call(sys::kSysWrite, fd, buf + at, n - at);
      if (w == -4) continue; // EINTR
      if (w <= 0) failed = true;
      else at += w;
    }
    n = 0;
  }
  void text(const char *s, int64_t len) {
    for (int64_t i = 0; i < len; i++) {
      if (n == int64_t(sizeof buf)) flush();
      buf[n++] = s[i];
    }
  }
  void number(int64_t v) {
    char d[24];
    int i = 24;
    do d[--i] = char('0' + v % 10);
    while (v /= 10);
    text(d + i, 24 - i);
  }
};
} // namespace

void allocSitesAtExit() {
  static uint32_t once;
  if (!allocSites || __atomic_exchange_n(&once, 1, __ATOMIC_ACQ_REL)) return;
  systemstack([] {
    constexpr int kCreate = 0x40, kTruncate = 0x200, kWriteOnly = 1, kCloexec = 0x80000;
    Out out;
    out.fd = sys::call(sys::kSysOpen, file, kWriteOnly | kCreate | kTruncate | kCloexec, 0644);
    if (out.fd < 0) {
      printstr("golem: cannot write GOLEMALLOCSITES file ");
      printstr(file);
      printstr("\n");
      return;
    }
    eachAllocBucket([&](int64_t objects, int64_t bytes, const uintptr_t *pc, int64_t n) {
      out.number(bytes);
      out.text(" ", 1);
      out.number(objects);
      for (int64_t i = 0; i < n; i++) {
        FrameInfo f;
        for (int64_t k = 0; pcFrame(pc[i] - 1, k, &f); k++) {
          if (f.wrapper) {
            if (!f.more) break;
            continue;
          }
          out.text("\t", 1);
          out.text(reinterpret_cast<const char *>(f.file.str), f.file.len);
          out.text(":", 1);
          out.number(f.line);
          if (!f.more) break;
        }
      }
      out.text("\n", 1);
    });
    out.flush();
    if (out.failed) printstr("golem: cannot write the GOLEMALLOCSITES file: it is incomplete\n");
  });
}

} // namespace golem

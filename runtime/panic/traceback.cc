// Tracebacks in gc's format, runtime.Callers, runtime.Stack.
//
//   goroutine 1 [chan receive]:
//   main.f(...)
//   <tab>/path/file.go:12 +0x1d
#include "runtime/abi/pcln.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/stack.h"

namespace golem {

bool inMorestack(uint64_t pc);
int tracebackLevel(bool *all);

static bool hasPrefix(GoString s, const char *p) {
  int64_t n = int64_t(sys::cstrlen(p));
  return s.len >= n && __builtin_memcmp(s.str, p, size_t(n)) == 0;
}

void goroutineheader(g *gp) {
  printstr("goroutine ");
  printudec(gp->goid);
  printstr(" [");
  switch (GStatus(gp->status)) {
  case kGidle: printstr("idle"); break;
  case kGrunnable: printstr("runnable"); break;
  case kGrunning: printstr("running"); break;
  case kGsyscall: printstr("syscall"); break;
  case kGwaiting: printstr(gp->waitreason == kWaitZero ? "waiting" : waitReasonText(gp->waitreason)); break;
  case kGdead: printstr("dead"); break;
  }
  if (gp->waitsince && gp->status == kGwaiting) {
    int64_t min = (sys::nanotime() - gp->waitsince) / 60000000000;
    if (min >= 1) {
      printstr(", ");
      printdec(min);
      printstr(" minutes");
    }
  }
  if (gp->lockedm) printstr(", locked to thread");
  printstr("]:\n");
}

// Calls f(pc for lookup, ctx) for each machine frame of compiled Go code; false from f stops.
template <class F> static void walk(UnwindCtx c, F f) {
  bool skip = false; // the frame below __morestack is the same function once more
  for (int i = 0; i < 1000000; i++) {
    if (!skip && !f(c.exact ? c.pc : c.pc - 1, c)) return;
    skip = inMorestack(c.pc);
    if (!unwindStep(&c)) return;
  }
}

static void printFrame(const FrameInfo &fi, uintptr_t pc) {
  printgo(fi.name);
  bool plain = false;
  plain = fi.name.len == 9 && (hasPrefix(fi.name, "main.main") || hasPrefix(fi.name, "main.init"));
  printstr(plain ? "()\n\t" : "(...)\n\t");
  printgo(fi.file);
  printstr(":");
  printdec(fi.line);
  if (!fi.more && pc > fi.entry) {
    printstr(" +");
    printhex(pc - fi.entry);
  }
  printstr("\n");
}

static bool shown(const FrameInfo &fi, int level) {
  if (level > 1) return true;
  if (fi.wrapper) return false;
  // Exported functions of package runtime are shown, as users call them.
  if (hasPrefix(fi.name, "runtime.")) return fi.name.len > 8 && fi.name.str[8] >= 'A' && fi.name.str[8] <= 'Z';
  return true;
}

static void tracebackFrom(const UnwindCtx &start, g *gp) {
  bool all;
  int level = tracebackLevel(&all);
  int64_t n = 0;
  constexpr int64_t kTop = 50, kBottom = 50;
  // Long stacks: the first fifty and the last fifty calls.
  int64_t total = 0;
  auto each = [&](auto f) {
    walk(start, [&](uintptr_t pc, const UnwindCtx &c) {
      FrameInfo fi;
      for (int64_t i = 0; pcFrame(pc, i, &fi); i++)
        if (shown(fi, level)) f(fi, c.pc);
      return true;
    });
  };
  each([&](const FrameInfo &, uintptr_t) { total++; });
  each([&](const FrameInfo &fi, uintptr_t pc) {
    n++;
    if (total > kTop + kBottom && n > kTop && n <= total - kBottom) {
      if (n == kTop + 1) {
        printstr("...");
        printdec(total - kTop - kBottom);
        printstr(" frames elided...\n");
      }
      return;
    }
    printFrame(fi, pc);
  });
  if (gp->gopc && gp->goid != 1) {
    FrameInfo fi;
    if (pcFrame(gp->gopc - 1, 0, &fi)) {
      printstr("created by ");
      printgo(fi.name);
      if (gp->parentGoid) {
        printstr(" in goroutine ");
        printudec(gp->parentGoid);
      }
      printstr("\n\t");
      printgo(fi.file);
      printstr(":");
      printdec(fi.line);
      if (gp->gopc > fi.entry) {
        printstr(" +");
        printhex(gp->gopc - fi.entry);
      }
      printstr("\n");
    }
  }
}

// gp was saved by systemstack, mcall or has just been interrupted with its context in schedsp.
void traceback(g *gp, bool) { tracebackFrom(savedContext(gp), gp); }

void tracebackAll(g *except) {
  for (int64_t i = 0; i < allglen; i++) {
    g *gp = allgs[i];
    if (gp == except || gp->system || gp->status == kGdead || gp->status == kGidle) continue;
    printstr("\n");
    goroutineheader(gp);
    if (gp->status == kGrunning)
      printstr("\tgoroutine running on other thread; stack unavailable\n");
    else
      tracebackFrom(savedContext(gp), gp);
  }
}

extern "C" {

// Return addresses of the calling Go function (skip 0) and its callers; a call that was inlined counts for skip.
int64_t golem_callers(int64_t skip, uintptr_t *pcs, int64_t n) {
  UnwindCtx c;
  golem_getcontext(&c);
  c.exact = false;
  int64_t got = 0;
  systemstack([&] {
    walk(c, [&](uintptr_t pc, const UnwindCtx &ctx) {
      FrameInfo fi;
      int64_t logical = 0;
      for (int64_t i = 0; pcFrame(pc, i, &fi); i++)
        if (!fi.wrapper) logical++;
      if (logical == 0) return true;
      if (skip >= logical) {
        skip -= logical;
        return true;
      }
      skip = 0;
      if (got < n) pcs[got++] = ctx.exact ? ctx.pc + 1 : ctx.pc;
      return got < n;
    });
  });
  return got;
}

int64_t golem_stack(char *buf, int64_t n, bool all) {
  g *gp = getg();
  systemstack([&] {
    gp->printBuf = buf;
    gp->printLen = 0;
    gp->printCap = n;
    goroutineheader(gp);
    traceback(gp, true);
    if (all) tracebackAll(gp);
    n = gp->printLen;
    gp->printBuf = nullptr;
  });
  return n;
}

// Name of the wrapper that called runtime.panicwrap.
GoString golem_panicwrapname() {
  UnwindCtx c;
  golem_getcontext(&c);
  c.exact = false;
  GoString name{nullptr, 0};
  systemstack([&] {
    int n = 0;
    walk(c, [&](uintptr_t pc, const UnwindCtx &) {
      FrameInfo fi;
      if (!pcFrame(pc, 0, &fi)) return true;
      if (n++ == 0) return true; // panicwrap itself
      name = fi.name;
      return false;
    });
  });
  return name;
}
}

} // namespace golem

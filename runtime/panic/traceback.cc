// Tracebacks in gc's format, runtime.Callers, runtime.Stack.
//
//   goroutine 1 [chan receive]:
//   main.f(...)
//   <tab>/path/file.go:12 +0x1d
#include "runtime/abi/pcln.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/stack.h"
#include "runtime/sched/synctest.h"

namespace golem {

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
  if (gp->bubble && gp->status == kGwaiting && (gp->waitreason < kWaitSynctestChanReceive) && idleInBubble(gp->waitreason)) printstr(" (durable)");
  if (gp->waitsince && gp->status == kGwaiting) {
    int64_t min = (sys::nanotime() - gp->waitsince) / 60000000000;
    if (min >= 1) {
      printstr(", ");
      printdec(min);
      printstr(" minutes");
    }
  }
  if (gp->lockedm) printstr(", locked to thread");
  if (gp->bubble) {
    printstr(", synctest bubble ");
    printudec(bubbleId(gp->bubble));
  }
  printstr("]:\n");
}

// p[...] for p's instances, as gc prints generic functions.
static void printFuncName(GoString name) {
  int64_t open = -1, close = -1;
  for (int64_t i = 0; i < name.len; i++) {
    if (name.str[i] == '[' && open < 0) open = i;
    if (name.str[i] == ']') close = i;
  }
  if (open < 0 || close < open) return printgo(name);
  printbytes(name.str, open);
  printstr("[...]");
  printbytes(name.str + close + 1, name.len - close - 1);
}

static void printFrame(const FrameInfo &fi, uintptr_t pc, const Panic *panicking) {
  if (fi.entry == uintptr_t(golem_gopanic)) {
    printstr("panic({");
    printhex(panicking ? uint64_t(panicking->arg.type) : 0);
    printstr(", ");
    printhex(panicking ? uint64_t(panicking->arg.data) : 0);
    printstr("})\n\t");
  } else {
    printFuncName(fi.name);
    printstr(fi.noArgs ? "()\n\t" : "(...)\n\t");
  }
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
  if (fi.entry == uintptr_t(golem_gopanic)) return true;
  // Exported functions of package runtime are shown, as users call them.
  if (hasPrefix(fi.name, "runtime.")) return fi.name.len > 8 && fi.name.str[8] >= 'A' && fi.name.str[8] <= 'Z';
  return true;
}

// skipStack: leave out runtime.Stack itself.
static void tracebackFrom(const UnwindCtx &start, g *gp, bool skipStack = false) {
  bool all;
  int level = tracebackLevel(&all);
  int64_t n = 0;
  constexpr int64_t kTop = 50, kBottom = 50;
  // Long stacks: the first fifty and the last fifty calls.
  int64_t total = 0;
  auto each = [&](auto f) {
    const Panic *p = gp->panic;
    bool any = false; // the panic that ends the program is on top: it has been told already
    walkStack(start, [&](uintptr_t pc, const UnwindCtx &c) {
      FrameInfo fi;
      for (int64_t i = 0; pcFrame(pc, i, &fi); i++) {
        bool isPanic = fi.entry == uintptr_t(golem_gopanic);
        if (isPanic)
          while (p && p->goexit) p = p->link;
        if (shown(fi, level) && (any || !(isPanic || (skipStack && hasPrefix(fi.name, "runtime.Stack"))))) {
          any = true;
          f(fi, c.pc, p);
        }
        if (isPanic && p) p = p->link;
      }
      return true;
    });
  };
  each([&](const FrameInfo &, uintptr_t, const Panic *) { total++; });
  each([&](const FrameInfo &fi, uintptr_t pc, const Panic *panicking) {
    n++;
    if (total > kTop + kBottom && n > kTop && n <= total - kBottom) {
      if (n == kTop + 1) {
        printstr("...");
        printdec(total - kTop - kBottom);
        printstr(" frames elided...\n");
      }
      return;
    }
    printFrame(fi, pc, panicking);
  });
  if (gp->gopc && gp->goid != 1) {
    FrameInfo fi;
    if (pcFrame(gp->gopc - 1, 0, &fi)) {
      printstr("created by ");
      printFuncName(fi.name);
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
    if (gp->status == kGrunning) printstr("\tgoroutine running on other thread; stack unavailable\n");
    else tracebackFrom(savedContext(gp), gp);
  }
}

extern "C" {

// The calls from the calling Go function (skip 0) outwards, one entry for each call as the program is written: the return address,
// and in the upper 16 bits which of the calls inlined there it is, 0 the innermost. Wrappers don't count.
// What is below a goroutine's first function in gc's runtime. Packages walk to them (testing's search for helpers ends at tRunner
// only because another frame follows), so Callers has them, too: the entries of two functions of our package runtime.
extern const char goexitFrame[] asm("runtime.goexit") __attribute__((weak));
extern const char mainFrame[] asm("runtime.main") __attribute__((weak));

int64_t golem_callers(int64_t skip, uintptr_t *pcs, int64_t n) {
  UnwindCtx c;
  golem_getcontext(&c);
  c.exact = false;
  int64_t got = 0;
  systemstack([&] {
    walkStack(c, [&](uintptr_t pc, const UnwindCtx &ctx) {
      FrameInfo fi;
      for (int64_t i = 0; got < n && pcFrame(pc, i, &fi); i++) {
        if (fi.wrapper || skip-- > 0) continue;
        pcs[got++] = (ctx.exact ? ctx.pc + 1 : ctx.pc) | uintptr_t(i) << 48;
      }
      return got < n;
    });
  });
  auto bottom = [&](const char *frame) {
    if (frame && got < n && skip-- <= 0) pcs[got++] = uintptr_t(frame) + 1;
  };
  if (getg()->goid == 1) bottom(mainFrame);
  bottom(goexitFrame);
  return got;
}
// Machine return addresses (profiles keep those) to entries as golem_callers returns them.
int64_t golem_expandpcs(const uintptr_t *pcs, int64_t n, uintptr_t *out, int64_t cap) {
  int64_t got = 0;
  for (int64_t k = 0; k < n; k++) {
    FrameInfo fi;
    for (int64_t i = 0; got < cap && pcFrame(pcs[k] - 1, i, &fi); i++)
      if (!fi.wrapper) out[got++] = pcs[k] | uintptr_t(i) << 48;
  }
  return got;
}

int64_t golem_stack(char *buf, int64_t n, bool all) {
  g *gp = getg();
  systemstack([&] {
    gp->printBuf = buf;
    gp->printLen = 0;
    gp->printCap = n;
    goroutineheader(gp);
    tracebackFrom(savedContext(gp), gp, true);
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
    walkStack(c, [&](uintptr_t pc, const UnwindCtx &) {
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

// panic, recover, Goexit, and how a program dies.
//
// A function with defer statements has a DeferFrame in its own frame, linked at g.deferframe. golem_gopanic walks those
// frames from the newest and calls their entries on top of the panicking stack. If a deferred call recovers, the stepper
// finds the machine frame that contains the DeferFrame and continues at its landing pad, which runs what is left and
// returns normally. Nothing is unwound before that, so an unrecovered panic can print the whole stack.
//
// A Panic record lives on the goroutine's stack; records deeper than the recovering frame die with it.
#include "runtime/panic/panic.h"
#include "runtime/sys/signals.h"
#include "runtime/abi/pcln.h"
#include "runtime/abi/vmhooks.h"
#include "runtime/gc/gc.h"
#include "runtime/heap/malloc.h"
#include "runtime/prof/prof.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/stack.h"
#include "runtime/sched/synctest.h"

namespace golem {

bool inMorestack(uint64_t pc);

static uint32_t panickingCount;
static mutex panicLock;
bool panicking() { return __atomic_load_n(&panickingCount, __ATOMIC_SEQ_CST) != 0; }

// main has returned while another goroutine dies: let it print and exit.
void mainReturned() {
  for (int i = 0; panicking() && i < 1000; i++) sys::usleep(10000);
}

// ---- printing the values ----
static void printindented(GoString s) {
  int64_t from = 0;
  for (int64_t i = 0; i < s.len; i++)
    if (s.str[i] == '\n') {
      printbytes(s.str + from, i + 1 - from);
      printbytes("\t", 1);
      from = i + 1;
    }
  printbytes(s.str + from, s.len - from);
}

extern "C" void golem_printfloat(double v);
extern "C" void golem_printcomplex(double re, double im);
extern "C" void golem_printfloat32(double v);
extern "C" void golem_printcomplex64(double re, double im);

// Integers, floats … of predeclared or named types. data points to the value.
static void printValue(const Type *t, const void *data) {
  auto as = [&]<class T>(T) { return *static_cast<const T *>(data); };
  switch (t->kind()) {
  case kBool: printstr(as(uint8_t{}) ? "true" : "false"); break;
  case kInt: case kInt64: printdec(as(int64_t{})); break;
  case kInt8: printdec(as(int8_t{})); break;
  case kInt16: printdec(as(int16_t{})); break;
  case kInt32: printdec(as(int32_t{})); break;
  case kUint: case kUint64: case kUintptr: printudec(as(uint64_t{})); break;
  case kUint8: printudec(as(uint8_t{})); break;
  case kUint16: printudec(as(uint16_t{})); break;
  case kUint32: printudec(as(uint32_t{})); break;
  case kFloat32: golem_printfloat32(double(as(float{}))); break;
  case kFloat64: golem_printfloat(as(double{})); break;
  case kComplex64: {
    auto *f = static_cast<const float *>(data);
    golem_printcomplex64(double(f[0]), double(f[1]));
    break;
  }
  case kComplex128: {
    auto *f = static_cast<const double *>(data);
    golem_printcomplex(f[0], f[1]);
    break;
  }
  default: break;
  }
}

static void printpanicval(const Eface &v) {
  if (!v.type) return printstr("nil");
  Kind k = v.type->kind();
  bool named = v.type->tflag & kTFlagNamed;
  GoString ts = typeString(v.type);
  // Predeclared types are named too; their text has no package.
  bool custom = false;
  for (int64_t i = 0; i < ts.len; i++) custom |= ts.str[i] == '.';
  custom = custom && named;
  if (k == kString) {
    GoString s = *static_cast<GoString *>(v.data);
    if (!custom) return printindented(s);
    printgo(ts);
    printstr("(\"");
    printindented(s);
    return printstr("\")");
  }
  if (k >= kBool && k <= kComplex128) {
    if (!custom) return printValue(v.type, v.data);
    printgo(ts);
    bool cplx = k == kComplex64 || k == kComplex128;
    if (!cplx) printstr("(");
    printValue(v.type, v.data);
    if (!cplx) printstr(")");
    return;
  }
  printstr("(");
  printgo(ts);
  printstr(") ");
  printhex(uint64_t(v.data));
}

static void printpanics(Panic *p) {
  if (p->link) {
    printpanics(p->link);
    if (p->link->repanicked) return;
    if (!p->link->goexit) printstr("\t");
  }
  if (p->goexit) return;
  printstr("panic: ");
  printpanicval(p->arg);
  if (p->recovered && p->repanicked) printstr(" [recovered, repanicked]");
  else if (p->recovered) printstr(" [recovered]");
  printstr("\n");
}

void printSignal(g *gp) {
  if (!gp->sig) return;
  printstr("[signal ");
  if (const char *t = signalText(int(gp->sig))) printstr(t);
  else printhex(gp->sig);
  printstr(" code=");
  printhex(uint64_t(gp->sigcode));
  printstr(" addr=");
  printhex(gp->sigaddr);
  printstr(" pc=");
  printhex(gp->sigpc);
  printstr("]\n");
}

// GOTRACEBACK, or what debug.SetTraceback has made of it: never less than the environment says.
struct TracebackMode {
  int level; // 0 none, 1 the program's own functions, 2 the runtime's as well
  bool all, crash;
};
static TracebackMode parseTraceback(const char *s, size_t n) {
  auto is = [&](const char *word) { return sys::cstrlen(word) == n && __builtin_memcmp(s, word, n) == 0; };
  if (n == 0 || is("single")) return {1, false, false};
  if (is("none")) return {0, false, false};
  if (is("all")) return {1, true, false};
  if (is("system")) return {2, true, false};
  if (is("crash")) return {2, true, true};
  int level = 0;
  for (size_t i = 0; i < n && level < 1000; i++) level = s[i] >= '0' && s[i] <= '9' ? level * 10 + s[i] - '0' : 1000;
  return {level >= 1000 ? 0 : level, true, false};
}
static TracebackMode setByProgram{-1, false, false};
static TracebackMode tracebackMode() {
  const char *s = sys::getenv("GOTRACEBACK");
  TracebackMode env = parseTraceback(s ? s : "", s ? sys::cstrlen(s) : 0), own = setByProgram;
  if (own.level < 0) return env;
  return {own.level > env.level ? own.level : env.level, own.all || env.all, own.crash || env.crash};
}
int tracebackLevel(bool *all) {
  TracebackMode t = tracebackMode();
  *all = t.all;
  return t.level;
}
extern "C" void golem_settraceback(const char *s, int64_t n) { setByProgram = parseTraceback(s, size_t(n)); }

void dieAsGotracebackSays() {
  allocSitesAtExit();
  if (tracebackMode().crash) dieFromSignal(sys::kSIGABRT);
  sys::exit(2);
}

[[noreturn]] static void die() {
  if (__atomic_sub_fetch(&panickingCount, 1, __ATOMIC_SEQ_CST) != 0)
    for (;;) sys::usleep(1000000); // somebody else is printing and will exit
  dieAsGotracebackSays();
}
static void startDying() {
  m *mp = getm();
  if (mp->dying++) {
    if (mp->dying == 2) printstr("panic during panic\n");
    sys::exit(3);
  }
  mp->locks = 0;
  __atomic_fetch_add(&panickingCount, 1, __ATOMIC_SEQ_CST);
  lock(&panicLock);
}

[[noreturn]] static void fatalpanic(g *gp, Panic *p) {
  systemstack([&] {
    startDying();
    printpanics(p);
    printSignal(gp);
    bool all;
    if (tracebackLevel(&all) > 0) {
      printstr("\n");
      goroutineheader(gp);
      traceback(gp, true);
      if (all) tracebackAll(gp);
      else printDeadBubble(gp);
    }
    unlock(&panicLock);
    die();
  });
  __builtin_unreachable();
}

// With gp's traceback first (may be nil), on g0. ours: the runtime's fault, so that all goroutines are shown.
[[noreturn]] static void fatalFrom(g *gp, const char *text, bool ours) {
  startDying();
  printstr("fatal error: ");
  printstr(text);
  printstr("\n");
  if (gp) printSignal(gp);
  bool all;
  if (tracebackLevel(&all) > 0) {
    if (gp) {
      printstr("\n");
      goroutineheader(gp);
      traceback(gp, true);
    }
    if (all || ours || !gp) tracebackAll(gp);
  }
  unlock(&panicLock);
  die();
}
void fatalFrom(g *gp, const char *text) { fatalFrom(gp, text, true); }
void fatal(const char *text) {
  systemstack([&] { fatalFrom(getm()->curg, text, false); });
  __builtin_unreachable();
}
void throwError(const char *text) {
  systemstack([&] { fatalFrom(getm()->curg, text, true); });
  __builtin_unreachable();
}

[[noreturn]] static void fatalText(const char *s, int64_t n, bool ours) {
  systemstack([&] {
    char buf[512];
    if (n > 511) n = 511;
    __builtin_memcpy(buf, s, size_t(n));
    buf[n] = 0;
    fatalFrom(getm()->curg, buf, ours);
  });
  __builtin_unreachable();
}
extern "C" [[noreturn]] void golem_throw(const char *s, int64_t n) { fatalText(s, n, true); }
extern "C" [[noreturn]] void golem_fatal(const char *s, int64_t n) { // sync.fatal: a mistake of the program
  fatalText(s, n, false);
}

// ---- panic ----
static bool sameEface(const Eface &a, const Eface &b) { return a.type == b.type && a.data == b.data; }

// Finds the machine frame around a DeferFrame and continues at its landing pad.
[[noreturn]] static void recoverTo(g *gp, UnwindCtx *c, DeferFrame *f) {
  uintptr_t at = uintptr_t(f);
  const char *problem = nullptr;
  systemstack([&] {
    int seg = segmentOf(gp, at);
    for (;;) {
      UnwindCtx here = *c;
      if (!unwindStep(c)) {
        problem = "recovery failed: frame not found";
        return;
      }
      uintptr_t sp = here.r[kDwRsp];
      if (segmentOf(gp, sp) != seg || at < sp) continue;
      // The frame spans [sp, caller's sp). A caller on another segment means the frame reaches this segment's top.
      uintptr_t cfa = c->r[kDwRsp];
      if (segmentOf(gp, cfa - 1) == seg && at >= cfa) continue;
      *c = here;
      break;
    }
    if (vmHooks && vmHooks->contains(c->pc)) {
      if (!vmHooks->recover(c)) problem = "recovery failed: no landing pad";
    } else if (uintptr_t pad = landingPad(c)) {
      c->pc = pad;
    } else {
      problem = "recovery failed: no landing pad";
    }
    if (problem) return;
    gp->stackguard = guardFor(gp, c->r[kDwRsp]);
  });
  if (problem) throwError(problem);
  uintptr_t guard = gp->stackguard;
  asm volatile("movq %0, %%fs:0x70" ::"r"(guard) : "memory");
  golem_unwindto(c);
}

extern "C" [[noreturn]] void golem_goexit();

// Runs the deferred calls of all frames, newest first, until none is left or one recovers.
static void runDefers(g *gp, Panic *p, UnwindCtx *c) {
  while (DeferFrame *f = gp->deferframe) {
    p->frame = f;
    while (DeferEntry *e = f->head) {
      f->head = e->link;
      golem_calldeferred(e->fn);
      gp = getg();
      if (!p->recovered) continue;
      // Everything called from f's frame is abandoned, panics included.
      bool exiting = false;
      Panic *q = gp->panic;
      while (q && deeper(gp, uintptr_t(q), uintptr_t(f))) {
        exiting |= q->goexit;
        q = q->link;
      }
      gp->panic = q;
      gp->sig = 0;
      if (exiting) golem_goexit(); // a Goexit was under way below: it goes on
      recoverTo(gp, c, f);
    }
    gp->deferframe = f->link;
  }
}

// GODEBUG=panicnil: what the program was built with, the environment, and what it sets itself (golem_godebugchanged).
static long panicNil = -1;
extern "C" GoString golem_defaultgodebug() __attribute__((weak)); // exports; the fake programs have none
static void readPanicNil(const char *env, size_t len) {
  panicNil = 0;
  if (golem_defaultgodebug) {
    GoString d = golem_defaultgodebug();
    sys::godebugIn(reinterpret_cast<const char *>(d.str), size_t(d.len), "panicnil", &panicNil);
  }
  sys::godebugIn(env, len, "panicnil", &panicNil);
}
extern "C" void golem_godebugchanged(const char *s, int64_t n) { readPanicNil(s, size_t(n)); }
static bool panicNilAllowed() {
  if (panicNil < 0) {
    const char *env = sys::getenv("GODEBUG");
    readPanicNil(env, env ? sys::cstrlen(env) : 0);
  }
  return panicNil == 1;
}

const int64_t kGopanicLine = __LINE__ + 1;
extern "C" [[noreturn]] void golem_gopanic(Type *type, void *data) {
  if (!type && !panicNilAllowed()) gort_panicnilarg();
  UnwindCtx c;
  golem_getcontext(&c);
  c.exact = false;
  g *gp = getg();
  if (gp == getm()->g0) throwError("panic on system stack");
  if (getm()->locks) throwError("panic while the runtime holds locks");
  Panic p{};
  p.arg = {type, data};
  p.link = gp->panic;
  gp->panic = &p;
  runDefers(gp, &p, &c);
  // Nobody recovered. Errors and Stringers become text on this stack, then the program dies.
  for (Panic *q = &p; q; q = q->link) {
    if (q->goexit) continue;
    if (q->link && !q->link->goexit && sameEface(q->link->arg, q->arg)) {
      q->link->repanicked = true;
      continue;
    }
    int64_t kind = 0;
    if (q->arg.type) { // compiled code preserves no register, so it is entered through the trampoline
      FuncVal fn{reinterpret_cast<void *>(gort_preprintpanics)};
      golem_callgo2(&fn, &q->arg, &kind);
    }
  }
  fatalpanic(gp, &p);
}

extern "C" void golem_goexit1();
extern "C" [[noreturn]] void golem_goexit() {
  UnwindCtx c;
  golem_getcontext(&c);
  c.exact = false;
  g *gp = getg();
  Panic p{};
  p.goexit = true;
  p.link = gp->panic;
  gp->panic = &p;
  runDefers(gp, &p, &c);
  gp->panic = nullptr;
  golem_goexit1();
  __builtin_unreachable();
}

// ---- recover ----
// Answers only the function that the current panic's trampoline called (through wrappers, which are transparent).
extern "C" void golem_gorecover(Eface *out, uintptr_t *retslot) {
  *out = {};
  g *gp = getg();
  Panic *p = gp->panic;
  if (!p || p->goexit || p->recovered) return;
  (void)retslot;
  UnwindCtx c;
  golem_getcontext(&c);
  c.exact = false;
  bool ok = false;
  systemstack([&] {
    // Between recover's call and the trampoline there must be exactly one function as the program is written: calls that
    // were inlined count, wrappers don't.
    int functions = 0;
    for (int i = 0; i < 64; i++) {
      if (!unwindStep(&c)) return;
      if (c.pc == uintptr_t(golem_deferreturn)) {
        ok = functions == 1; // none: recover itself was deferred, by the function that panicked
        return;
      }
      if (inMorestack(c.pc)) {
        if (!unwindStep(&c)) return; // into the prologue of the same function; the next step leaves it
        continue;
      }
      FrameInfo fi;
      int64_t k = 0;
      for (; pcFrame(c.pc - 1, k, &fi); k++)
        if (!fi.wrapper) functions++;
      if (k == 0 && !runtimeTextContains(c.pc)) functions++; // Go code without a line table; the runtime's stubs are wrappers
      if (functions > 1) return;
    }
  });
  if (!ok) return;
  p->recovered = true;
  *out = p->arg;
}

extern "C" [[noreturn]] void golem_resumeunwind(DeferFrame *) { throwError("resumeunwind: a foreign recovery pad ran"); }
extern "C" void golem_personality() { throwError("personality routine called"); }

// Entries are kept for the next loop on the same P, as gc does. A kept one is referred to by nothing that the collector looks at: so they
// are let go when a cycle begins, and none is kept while it marks.
extern "C" void *golem_newdefer() {
  p *pp = getg()->m->p;
  if (DeferEntry *e = pp->deferpool) {
    pp->deferpool = e->link;
    pp->deferpooln--;
    e->link = nullptr;
    return e;
  }
  static const uint8_t mask = 3;
  static const Type entryType = {16, 16, 0, 0, 8, 8, kStruct, nullptr, &mask, 0, 0};
  void *e = mallocgc(16, &entryType, true);
  if (__builtin_expect(checkEscapeOn, 0)) noteDeferred(e);
  return e;
}

extern "C" void golem_freedefer(DeferEntry *e) {
  constexpr int32_t kMostKept = 32;
  g *gp = getg();
  p *pp = gp->m->p;
  if (gcphase != kGCoff || checkEscapeOn || pp->deferpooln >= kMostKept) return;
  for (const Stack &s : gp->segs)
    if (uintptr_t(e) - s.lo < s.hi - s.lo) return; // of a defer statement outside of loops: in its function's frame
  *e = {pp->deferpool, nullptr};
  pp->deferpool = e;
  pp->deferpooln++;
}

// runtime.Breakpoint
extern "C" void golem_breakpoint() { asm volatile("int3"); }

} // namespace golem

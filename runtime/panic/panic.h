// Panics, fatal errors, printing, tracebacks: what other rooms call.
#pragma once
#include "runtime/sched/runtime2.h"

namespace golem {

// One panic in flight; lives in golem_gopanic's frame on the goroutine's stack.
struct Panic {
  Eface arg;
  Panic *link;
  DeferFrame *frame; // whose deferred call runs
  bool recovered, goexit, repanicked;
};

extern "C" [[noreturn]] void golem_gopanic(Type *type, void *data);
extern const int64_t kGopanicLine; // of its definition

// ---- print primitives (panic/print.cc): to stderr, or to the goroutine's writebuf ----
void printbytes(const void *s, int64_t n);
void printstr(const char *s);
void printgo(GoString s);
void printdec(int64_t v);
void printudec(uint64_t v);
void printhex(uint64_t v);

// ---- fatal errors ----
[[noreturn]] void fatalFrom(g *gp, const char *text); // on g0: with gp's traceback
[[noreturn]] void dieAsGotracebackSays();            // exit status 2, or SIGABRT with GOTRACEBACK=crash
void traceback(g *gp, bool running);
void tracebackAll(g *except);
void goroutineheader(g *gp);

// ---- unwinding (panic/unwind.cc) ----
struct UnwindCtx { // golem_getcontext and golem_unwindto know the layout
  uint64_t r[16];  // DWARF order: rax rdx rcx rbx rsi rdi rbp rsp r8..r15
  uint64_t pc;
  uint64_t xmm[16]; // xmm8..xmm15
  bool exact;       // pc is the interrupted instruction itself, not a return address
};
enum { kDwRbx = 3, kDwRbp = 6, kDwRsp = 7 };
static_assert(offsetof(UnwindCtx, pc) == 128 && offsetof(UnwindCtx, xmm) == 136);
extern "C" __attribute__((returns_twice)) void golem_getcontext(UnwindCtx *c);
extern "C" [[noreturn]] void golem_unwindto(UnwindCtx *c);
// To the caller's frame. False at the end of the stack or when the tables know nothing.
bool unwindStep(UnwindCtx *c);
// At a return address: bytes from the stack pointer to the CFA, if that is fixed and the caller's address stands below the CFA;
// otherwise 0. kNoCaller: the outermost frame, or one that the tables don't know.
constexpr uintptr_t kNoCaller = ~uintptr_t(0);
uintptr_t frameSize(uintptr_t pc);
// At a return address of such a frame: where it has its caller's rbx, rbp and r12 to r15, relative to the CFA; 0: untouched. False: elsewhere.
constexpr int kCalleeSaved = 6;
bool savedRegisters(uintptr_t pc, int32_t offset[kCalleeSaved]);
// Landing pad of the frame whose pc is c->pc, or 0.
uintptr_t landingPad(const UnwindCtx *c);
bool inMorestack(uint64_t pc);
// Calls f(pc for lookup, ctx) for each machine frame from c outwards; false from f stops.
template <class F> void walkStack(UnwindCtx c, F f) {
  bool skip = false; // the frame below __morestack is the same function once more
  for (int i = 0; i < 1000000; i++) {
    if (!skip && !f(c.exact ? c.pc : c.pc - 1, c)) return;
    skip = inMorestack(c.pc);
    if (!unwindStep(&c)) return;
  }
}
UnwindCtx savedContext(g *gp); // of a goroutine saved by mcall or systemstack

// ---- symbols (panic/symtab.cc) ----
uintptr_t functionStart(uintptr_t pc); // by the unwind tables, 0: unknown
struct FrameInfo { // as frameInfo in stdlib/overlay/runtime/symtab.go
  GoString name, file;
  int64_t line;
  uintptr_t entry;
  int64_t startLine;
  bool more, wrapper, noArgs;
};
bool pcFrame(uintptr_t pc, int64_t index, FrameInfo *out);
uint32_t pcFlags(uintptr_t pc, bool *found); // PclnFlags of the function at pc
} // namespace golem

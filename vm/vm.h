// Internal header of the bytecode machine: loaded functions and signatures, frames, what C++ and interp.S share. The design is
// docs/internals/vm.md. Freestanding, part of golem-vm's runtime: everything runs on the goroutine's stack and is never preempted.
#pragma once
#include "compiler/bytecode/format.h"
#include "runtime/abi/vmhooks.h"
#include "runtime/panic/panic.h"

namespace golem::vm {

using bytecode::Leaf;

// Offsets are interp.S's.
struct VMSig {
  uint32_t outBytes;             // of the out area: results, then arguments
  uint32_t argBlock, resBlock;   // bytes of memory blocks
  uint32_t nativeBytes;          // what calln takes of the stack
  uint32_t floats;               // some leaf travels in an XMM register
  uint32_t nparams, nresults;    // leaves
  uint32_t pad;
  const Leaf *leaves;            // parameters, then results
  uint64_t unused[3];
};
static_assert(sizeof(VMSig) == 64);

struct VMFunc {
  uint64_t frameBytes;
  uint64_t need;           // stack below the frame that native calls take without a look at the guard
  const uint64_t *code;
  const VMSig *sigs;       // of its file
  const VMSig *sig;
  uint64_t enterBytes;     // what golem_vm_enter asks of the stack
  const uint64_t *recover; // where a recovery continues, or null
  const uint64_t *codeEnd;
  void *trampoline;        // null until its address is taken
  const char *name, *file;
  const bytecode::Func *rec;
  const bytecode::Inlined *inlined;
  const bytecode::Pin *pins;
  mutable const void *live; // live.cc's, null until the collector has met a frame
  const uint8_t *lines;
  const char *strings;
};
static_assert(offsetof(VMFunc, sig) == 32 && offsetof(VMFunc, enterBytes) == 40);

// The first slots of a frame. Entry frames (of native calls into bytecode, of changes of the stack segment) begin alike; `func` is then
// one of the two below, `closure` the size of the entry frame or the top of the segment.
struct Frame {
  const void *marker;
  const uint64_t *pc; // of the next instruction
  const VMFunc *func;
  FuncVal *closure;
  uint64_t out[1];
};
static_assert(offsetof(Frame, out) == 8 * bytecode::kFrameHeader);

using Handler = __attribute__((preserve_none)) void (*)(const uint64_t *pc, Frame *S, const void *const *table, uint64_t w);

// abi.RegArgs (runtime/exports/reflect.cc): what interp.S stores and loads.
struct RegArgs {
  uint64_t ints[10];
  uint64_t floats[16];
};

extern "C" {
extern const void *golem_vm_table[];                 // handlers by opcode
extern const char golem_vm_framereturn[];
extern VMFunc golem_vm_entryfunc, golem_vm_segfunc;  // functions of entry frames
extern uintptr_t golem_vm_tramplo, golem_vm_trampsize; // region of trampolines
extern const char golem_vm_tramppage[];
void golem_vm_enter();
extern const char golem_vm_push[], golem_vm_pushend[]; // the way of calls; what it has on the stack while it asks for room is below
void golem_vm_dispatch();                            // continues with r12 pc, r13 S, rsp S
}

// The trampoline of f: the address that native code may call.
void *trampolineOf(VMFunc *f);
// The function whose trampoline `code` is, or null.
inline VMFunc *functionAt(const void *code) {
  uintptr_t a = uintptr_t(code);
  if (a - golem_vm_tramplo >= golem_vm_trampsize) return nullptr;
  return *reinterpret_cast<VMFunc *const *>(a + 4096);
}

// ---- load.cc ----
struct Program {
  VMFunc *funcs;       // in the order of their code
  uint64_t nfuncs;
  const uint64_t *code, *codeEnd;
  void *const *inits;  // code addresses of inittasks in order
  uint64_t ninits;
  void *main;
};
// Maps program.gbc beside the executable, resolves its symbols, makes what runs. Ends the process with a message when that fails.
Program *load();
constexpr int kMaxPrograms = 4096;
extern Program *programs[kMaxPrograms]; // loaded so far: one, or more in a repl
extern int nprograms;
// The file at path in addition; null after a message when that fails.
Program *loadMore(const char *path);

// ---- interp.cc ----
void countSteps(int64_t limit); // from now on loops and calls are counted (and a seeded run may stop at each); 0: without a limit

// ---- live.cc ----
void scanFrame(const Frame *S, const FrameScan &scan);

// ---- unwind.cc ----

void installHooks(const VmHooks &lists); // roots, types and itabs are set; the functions are filled in

struct Options {
  int64_t maxSteps, maxMemory, timeoutNs; // 0: none
};
extern Options options;
[[noreturn]] void die(const char *what, const char *detail = nullptr);

} // namespace golem::vm

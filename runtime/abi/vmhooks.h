// What the bytecode machine (vm/) adds to the runtime of golem-vm. In ordinary programs vmHooks is null and nothing of it is linked.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace golem {

struct UnwindCtx;
struct FrameInfo;
struct Type;
struct ITab;

// What the collector gives to scanFrame: words to look at, and whether one that it has looked at points to [lo, hi].
struct FrameScan {
  void *arg;
  void (*words)(void *arg, uintptr_t lo, uintptr_t hi);
  bool (*pointedAt)(void *arg, uintptr_t lo, uintptr_t hi);
};

struct VmHooks {
  // After a step of the CFI stepper or at its beginning: where pc or stack pointer belong to a bytecode frame, makes the context that of the
  // frame as a bytecode pc names it. False: nothing to do.
  bool (*enterFrame)(UnwindCtx *c);
  // From a frame with a bytecode pc to its caller's.
  bool (*step)(UnwindCtx *c);
  // The same for symbols; `pc` may also lie in a trampoline.
  bool (*contains)(uintptr_t pc);
  bool (*frame)(uintptr_t pc, int64_t index, FrameInfo *out);
  // Makes the context of a bytecode frame one that golem_unwindto continues at the function's recovery. False: it has none.
  bool (*recover)(UnwindCtx *c);
  // The live words of the bytecode frame at c; `inner`: the pc of the frame that it has called.
  void (*scanFrame)(const UnwindCtx *c, uintptr_t inner, const FrameScan &scan);
  // Package variables with pointers, descriptors and itabs of the loaded code.
  const uintptr_t *roots; // pairs: from, to
  size_t nroots;
  const Type *const *types;
  size_t ntypes;
  ITab *const *itabs;
  size_t nitabs;
};
inline const VmHooks *vmHooks; // set before the main goroutine runs Go code

} // namespace golem

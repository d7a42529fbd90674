// Runs the runtime inside an ordinary process for the Catch2 tests: the main thread becomes m0 with a p, its stack the
// current goroutine's. Nothing may park here except through the scheduler tests' own goroutines.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "runtime/abi/host_test.h"
#include "runtime/heap/malloc.h"
#include "runtime/sched/proc.h"

extern "C" int64_t golem_setgcpercent(int64_t);

namespace golem {
static g hostG;
void hostInit() {
  static char block[sizeof(ThreadBlock)];
  (void)block;
  constexpr size_t size = 1 << 20;
  auto mem = uintptr_t(sys::map(size, sys::kProtRW));
  static g g0;
  m0.g0 = &g0;
  g0.m = &m0;
  g0.segs[0] = {mem, mem + size};
  g0.schedsp = mem + size - 64;
  m0.tb = nullptr;
  uintptr_t here = uintptr_t(__builtin_frame_address(0));
  hostG.segs[0] = {here - (4 << 20), here + (1 << 20)};
  hostG.m = &m0;
  hostG.status = kGrunning;
  m0.curg = &hostG;
  asm volatile("movq %0, %%fs:0x88" ::"r"(&m0) : "memory");
  asm volatile("movq %0, %%fs:0x78" ::"r"(&hostG) : "memory");
  schedinit();
  golem_setgcpercent(-1); // the main thread cannot be stopped
}
} // namespace golem

// What the linked Go program would bring. Panics become C++ exceptions.
using golem::HostPanic;
#define RAISE(name) \
  extern "C" [[noreturn]] GOCC void host_##name() asm("runtime." #name); \
  extern "C" void host_##name() { throw HostPanic{#name}; }
namespace golem {
#define GOCHECK(kind, code, name) RAISE(name)
#include "runtime/abi/gofuncs.def"
// clang-format off: a list
RAISE(panicmakeslicelen) RAISE(panicmakeslicecap) RAISE(panicmakechan) RAISE(panicassignnilmap) RAISE(panicsendclosed)
RAISE(panicclosenil) RAISE(panicclosedclosed) RAISE(panicgrowslice) RAISE(panicmem) RAISE(panicoverflow) RAISE(panicstrcat)
RAISE(panicnilarg) RAISE(panicunhashable) RAISE(panicuncomparable) RAISE(panicmemaddr) RAISE(panicdottype) RAISE(preprintpanics)
// clang-format on
    extern "C" GOCC void host_main() asm("main.main");
extern "C" void host_main() {}
extern "C" {
void (*golem_inittasks[1])();
extern const uint64_t golem_ninittasks;
const uint64_t golem_ninittasks = 0;
}
} // namespace golem

int main(int argc, char **argv) {
  golem::sys::envp = environ;
  golem::hostInit();
  return Catch::Session().run(argc, argv);
}

// Declarations of everything that crosses the border between C++ and compiled Go, expanded from runtime.def and gofuncs.def.
#pragma once
#include "runtime/abi/type.h"

namespace golem {

// A pair in RAX:RDX and friends, as System V returns small structs.
struct PtrInt {
  void *p;
  int64_t i;
};
struct PtrBool {
  void *p;
  int64_t ok;
};
struct IntInt {
  int64_t a, b;
};
struct IntBool {
  int64_t i;
  int64_t ok;
};

// Go functions of the overlay package runtime. clang's regcall is the Go convention for integer words.
#define GOCC __attribute__((regcall))
extern "C" {
#define GOCHECK(kind, code, name) [[noreturn]] GOCC void gort_##name(int64_t, int64_t) asm("runtime." #name);
#include "runtime/abi/gofuncs.def"
}
enum GoCheck : uint32_t {
#define GOCHECK(kind, code, name) kCheck##kind = code,
#include "runtime/abi/gofuncs.def"
};
extern "C" {
#define GOFN0(name) [[noreturn]] GOCC void gort_##name() asm("runtime." #name);
// clang-format off: a list
GOFN0(panicmakeslicelen) GOFN0(panicmakeslicecap) GOFN0(panicmakechan) GOFN0(panicassignnilmap)
GOFN0(panicsendclosed) GOFN0(panicclosenil) GOFN0(panicclosedclosed) GOFN0(panicgrowslice) GOFN0(panicmem)
GOFN0(panicoverflow) GOFN0(panicstrcat) GOFN0(panicnilarg)
// clang-format on
#undef GOFN0
        [[noreturn]] GOCC void gort_panicunhashable(const Type *) asm("runtime.panicunhashable");
[[noreturn]] GOCC void gort_panicuncomparable(const Type *) asm("runtime.panicuncomparable");
[[noreturn]] GOCC void gort_panicmemaddr(uintptr_t) asm("runtime.panicmemaddr");
[[noreturn]] GOCC void gort_panicdottype(const Type *, const Type *, const Type *, GoString *) asm("runtime.panicdottype");
GOCC void gort_preprintpanics(Eface *, int64_t *) asm("runtime.preprintpanics");
GOCC void gomain_main() asm("main.main");
}

} // namespace golem

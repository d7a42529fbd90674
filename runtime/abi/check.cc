// The C++ side of layouts.def: every offset and size that compiled code relies on.
#include "runtime/chan/chan.h"
#include "runtime/map/map.h"
#include "runtime/sched/stack.h"

namespace golem {

constexpr uintptr_t mapMaxKeyBytes = 128, mapMaxElemBytes = 128, tmpStringBuf = 32;
constexpr uintptr_t stackMargin = kStackMargin, stackFirst = kStackFirst, stackSecond = kStackSecond;

#define LAYOUT(st, field, off) static_assert(offsetof(st, field) == off);
#define SIZE(st, bytes) static_assert(sizeof(st) <= bytes);
#define CONST(name, value) static_assert(name == value);
#include "runtime/abi/layouts.def"

static_assert(offsetof(g, schedsp) == 0x48 && offsetof(g, stackguard) == 0x10 && offsetof(g, preempt) == 0x5d && offsetof(m, g0) == 0); // asm.S

} // namespace golem

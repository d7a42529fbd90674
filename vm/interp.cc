// The interpreter: one handler per instruction, threaded by tail calls. Those that move the stack pointer are in interp.S.
//
// In: pc, the frame S (its lowest address, which is the stack pointer at entry), the table of handlers, the instruction's word. A handler
// that may call, park or panic saves the pc of the next instruction first: tracebacks and the collector find it in the frame.
// clang-format off: handlers are lists of macros
#include "vm/vm.h"
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/sched/limits.h"
#include "runtime/sched/proc.h"
#include <stdint.h>

namespace golem::vm {
namespace {

#define H(name) extern "C" __attribute__((preserve_none)) void golem_vm_op_##name([[maybe_unused]] const uint64_t *pc, [[maybe_unused]] Frame *S, [[maybe_unused]] const void *const *table, [[maybe_unused]] uint64_t w)
#define GO(p)                                                                                                                              \
  do {                                                                                                                                     \
    const uint64_t *next_ = (p);                                                                                                           \
    uint64_t word_ = *next_;                                                                                                               \
    [[clang::musttail]] return reinterpret_cast<Handler>(const_cast<void *>(table[word_ & 0xffff]))(next_, S, table, word_);                 \
  } while (0)
#define NEXT(n) GO(pc + (n))

#define FA uint16_t(w >> 16)
#define FB uint16_t(w >> 32)
#define FC uint16_t(w >> 48)
#define IB int16_t(w >> 32)
#define IC int16_t(w >> 48)
#define I32 int32_t(w >> 32)
#define SAVE(n) (S->pc = pc + (n))

using i64 = int64_t;
using u64 = uint64_t;

__attribute__((always_inline)) inline u64 *slot(Frame *S, uint16_t n) { return reinterpret_cast<u64 *>(S) + n; }
__attribute__((always_inline)) inline u64 &reg(Frame *S, uint16_t n) { return *slot(S, n); }
template <class T> __attribute__((always_inline)) inline T as(u64 v) {
  T r;
  __builtin_memcpy(&r, &v, sizeof r);
  return r;
}
template <class T> __attribute__((always_inline)) inline u64 bitsOf(T v) {
  u64 r = 0;
  __builtin_memcpy(&r, &v, sizeof v);
  return r;
}
#define RA reg(S, FA)
#define RB reg(S, FB)
#define RC reg(S, FC)
#define F(t, v) as<t>(v)
template <class T> T &at(u64 base, int64_t off) { return *reinterpret_cast<T *>(base + u64(off)); }

// Failed checks, out of line. The pc is saved.
__attribute__((noinline, cold, noreturn)) void nilPanic() { gort_panicmem(); }
__attribute__((noinline, cold, noreturn)) void checkPanic(unsigned kind, i64 a, i64 b) {
  switch (kind) {
#define GOCHECK(k, code, fn) \
  case code: gort_##fn(a, b);
#include "runtime/abi/gofuncs.def"
  }
  throwError("bytecode: unknown check");
}

} // namespace

// ---- data ----
H(nop) { NEXT(1); }
H(keep) { NEXT(1); }
H(mov) { RA = RB; NEXT(1); }
H(mov2) {
  u64 *d = slot(S, FA), *s = slot(S, FB);
  u64 x = s[0], y = s[1];
  d[0] = x, d[1] = y;
  NEXT(1);
}
H(mov3) {
  u64 *d = slot(S, FA), *s = slot(S, FB);
  u64 x = s[0], y = s[1], z = s[2];
  d[0] = x, d[1] = y, d[2] = z;
  NEXT(1);
}
H(movn) { __builtin_memmove(slot(S, FA), slot(S, FB), size_t(FC) * 8); NEXT(1); }
H(ldi) { RA = u64(i64(I32)); NEXT(1); }
H(ldq) { RA = pc[1]; NEXT(2); }
H(zero) { __builtin_memset(slot(S, FA), 0, size_t(FB) * 8); NEXT(1); }
H(lea) { RA = u64(slot(S, FB)); NEXT(1); }
H(ctx) { RA = u64(S->closure); NEXT(1); }

// ---- integers ----
#define BIN(name, expr) \
  H(name) { u64 x = RB, y = RC; RA = u64(expr); NEXT(1); }
BIN(add, x + y) BIN(sub, x - y) BIN(mul, x *y) BIN(and_, x &y) BIN(or_, x | y) BIN(xor_, x ^ y) BIN(andnot, x & ~y)
BIN(shl, y < 64 ? x << y : 0) BIN(shr, y < 64 ? x >> y : 0) BIN(sar, i64(x) >> (y < 64 ? y : 63))
BIN(divu, x / y) BIN(remu, x % y)
BIN(divs, i64(y) == -1 ? 0 - x : u64(i64(x) / i64(y))) BIN(rems, i64(y) == -1 ? 0 : u64(i64(x) % i64(y)))
BIN(eq, x == y) BIN(ne, x != y) BIN(lts, i64(x) < i64(y)) BIN(les, i64(x) <= i64(y)) BIN(ltu, x < y) BIN(leu, x <= y)
BIN(idx1, x + y) BIN(idx2, x + 2 * y) BIN(idx4, x + 4 * y) BIN(idx8, x + 8 * y)
H(idxn) { RA = RB + pc[1] * RC; NEXT(2); }
#define BINI(name, expr) \
  H(name) { u64 x = RB; i64 y = IC; RA = u64(expr); NEXT(1); }
BINI(addi, x + u64(y)) BINI(muli, x *u64(y)) BINI(andi, x &u64(y)) BINI(shli, x << y) BINI(shri, x >> y) BINI(sari, i64(x) >> y)
namespace {
// Division by 2^k rounds towards zero.
u64 biased(u64 x, i64 k) { return x + (u64(i64(x) >> 63) & ((u64(1) << k) - 1)); }
} // namespace
BINI(divp2, i64(biased(x, y)) >> y) BINI(remp2, x - (biased(x, y) >> y << y))
BINI(eqi, x == u64(y)) BINI(nei, x != u64(y)) BINI(ltsi, i64(x) < y) BINI(gtsi, i64(x) > y)
#define UN(name, expr) \
  H(name) { u64 x = RB; RA = u64(expr); NEXT(1); }
UN(neg, 0 - x) UN(com, ~x) UN(lnot, x ^ 1)
#define CUT(T, v) u64(i64(T(v)))
#define X(t, T)                                                                                                             \
  UN(ext_##t, CUT(T, x)) BIN(add_##t, CUT(T, x + y)) BIN(sub_##t, CUT(T, x - y)) BIN(mul_##t, CUT(T, x *y)) \
  BIN(shl_##t, CUT(T, y < 64 ? x << y : 0))
X(s8, int8_t) X(s16, int16_t) X(s32, int32_t) X(u8, uint8_t) X(u16, uint16_t) X(u32, uint32_t)
#undef X

// ---- floats ----
namespace {
template <class T> T goMin(T x, T y) {
  if (x != x) return x;
  if (y != y) return y;
  if (x == 0 && y == 0) return __builtin_signbit(x) ? x : y;
  return x < y ? x : y;
}
template <class T> T goMax(T x, T y) {
  if (x != x) return x;
  if (y != y) return y;
  if (x == 0 && y == 0) return __builtin_signbit(x) ? y : x;
  return x > y ? x : y;
}
// As cvttsd2si: what doesn't fit gives the smallest integer.
i64 toInt(double v) { return v >= -9223372036854775808.0 && v < 9223372036854775808.0 ? i64(v) : INT64_MIN; }
int32_t toInt32(double v) { return v > -2147483649.0 && v < 2147483648.0 ? int32_t(v) : INT32_MIN; }
// gc's: below 2^63 as a signed number, else what lies above.
u64 toUint(double v) { return v < 9223372036854775808.0 ? u64(toInt(v)) : u64(toInt(v - 9223372036854775808.0)) ^ (u64(1) << 63); }
} // namespace
#define FBIN(name, T, expr) \
  H(name) { T x = F(T, RB), y = F(T, RC); RA = bitsOf<T>(expr); NEXT(1); }
#define FCMP(name, T, expr) \
  H(name) { T x = F(T, RB), y = F(T, RC); RA = u64(expr); NEXT(1); }
#define X(t, T)                                                                                                                      \
  FBIN(add_##t, T, x + y) FBIN(sub_##t, T, x - y) FBIN(mul_##t, T, x *y) FBIN(div_##t, T, x / y) FBIN(min_##t, T, goMin(x, y))          \
  FBIN(max_##t, T, goMax(x, y)) FCMP(eq_##t, T, x == y) FCMP(ne_##t, T, x != y) FCMP(lt_##t, T, x < y) FCMP(le_##t, T, x <= y)            \
  H(neg_##t) { RA = bitsOf<T>(-F(T, RB)); NEXT(1); }                                                                                   \
  H(cvt_s64_##t) { RA = bitsOf<T>(T(i64(RB))); NEXT(1); }                                                                              \
  H(cvt_u64_##t) { RA = bitsOf<T>(T(RB)); NEXT(1); }                                                                                   \
  H(cvt_##t##_s32) { RA = u64(i64(toInt32(double(F(T, RB))))); NEXT(1); }                                                            \
  H(cvt_##t##_s64) { RA = u64(toInt(double(F(T, RB)))); NEXT(1); }                                                                     \
  H(cvt_##t##_u64) { RA = toUint(double(F(T, RB))); NEXT(1); }
X(f64, double) X(f32, float)
#undef X
H(cvt_f32_f64) { RA = bitsOf(double(F(float, RB))); NEXT(1); }
H(cvt_f64_f32) { RA = bitsOf(float(F(double, RB))); NEXT(1); }
H(sqrt_f64) {
  double x = F(double, RB), r;
  asm("sqrtsd %1, %0" : "=x"(r) : "x"(x));
  RA = bitsOf(r);
  NEXT(1);
}

// ---- jumps ----
namespace {
__attribute__((noinline)) void pollSlow() { preemptSlow(); }
} // namespace
H(jmp) { NEXT(i64(I32)); }
namespace {
// Before going back to `to`: a request to stop shows in the stack guard.
__attribute__((always_inline)) inline void poll(Frame *S, const uint64_t *to) {
  uintptr_t guard;
  asm volatile("movq %%fs:0x70, %0" : "=r"(guard));
  if (__builtin_expect(guard == ~uintptr_t(0), 0)) {
    S->pc = to;
    pollSlow();
  }
}
} // namespace
H(loop) {
  poll(S, pc + i64(I32));
  NEXT(i64(I32));
}
#define BACK(name, cond, off)      \
  H(name) {                        \
    if (cond) {                    \
      poll(S, pc + i64(off));      \
      NEXT(i64(off));              \
    }                              \
    NEXT(1);                       \
  }
#define JUMP(name, cond, off) \
  H(name) {                \
    if (cond) NEXT(i64(off)); \
    NEXT(1);               \
  }                        \
  BACK(b##name, cond, off)
JUMP(jt, RA != 0, I32) JUMP(jf, RA == 0, I32)
JUMP(jeq, RA == RB, IC) JUMP(jne, RA != RB, IC) JUMP(jlts, i64(RA) < i64(RB), IC) JUMP(jles, i64(RA) <= i64(RB), IC)
JUMP(jltu, RA < RB, IC) JUMP(jleu, RA <= RB, IC)
JUMP(jeqi, i64(RA) == IB, IC) JUMP(jnei, i64(RA) != IB, IC) JUMP(jltsi, i64(RA) < IB, IC) JUMP(jlesi, i64(RA) <= IB, IC)
JUMP(jgtsi, i64(RA) > IB, IC) JUMP(jgesi, i64(RA) >= IB, IC)
JUMP(jlt_f64, F(double, RA) < F(double, RB), IC) JUMP(jle_f64, F(double, RA) <= F(double, RB), IC)
JUMP(jnlt_f64, !(F(double, RA) < F(double, RB)), IC) JUMP(jnle_f64, !(F(double, RA) <= F(double, RB)), IC)
BACK(binc_jlts, i64(++RA) < i64(RB), IC) BACK(binc_jles, i64(++RA) <= i64(RB), IC) BACK(binc_jltsi, i64(++RA) < IB, IC)
H(jtab) {
  u64 i = RA, n = uint32_t(I32);
  NEXT(i < n ? i64(pc[1 + i]) : i64(1 + n));
}

// ---- memory ----
#define X(t, T)                                                    \
  H(ld_##t) { RA = u64(i64(at<T>(RB, IC))); NEXT(1); }             \
  H(fld_##t) { RA = u64(i64(at<T>(u64(slot(S, FB)), FC))); NEXT(1); }
X(s8, int8_t) X(u8, uint8_t) X(s16, int16_t) X(u16, uint16_t) X(s32, int32_t) X(u32, uint32_t) X(q, uint64_t)
#undef X
#define X(t, T)                                                    \
  H(st_##t) { at<T>(RA, IC) = T(RB); NEXT(1); }                    \
  H(fst_##t) { at<T>(u64(slot(S, FA)), FC) = T(RB); NEXT(1); }
X(b, uint8_t) X(h, uint16_t) X(w, uint32_t) X(q, uint64_t)
#undef X
H(ldn) {
  u64 n = pc[1];
  u64 *d = slot(S, FA);
  u64 from = RB + u64(i64(IC));
  if (n & 7) {
    u64 last = 0;
    __builtin_memcpy(&last, reinterpret_cast<char *>(from) + (n & ~u64(7)), n & 7);
    __builtin_memmove(d, reinterpret_cast<void *>(from), n & ~u64(7));
    d[n / 8] = last;
  } else __builtin_memmove(d, reinterpret_cast<void *>(from), n);
  NEXT(2);
}
H(stn) { __builtin_memmove(reinterpret_cast<void *>(RA + u64(i64(IC))), slot(S, FB), pc[1]); NEXT(2); }
H(stp) {
  auto *p = reinterpret_cast<void **>(RA + u64(i64(IC)));
  writebarrierptr(p, reinterpret_cast<void *>(RB));
  NEXT(1);
}
H(stt) { typedmemmove(reinterpret_cast<const Type *>(pc[1]), reinterpret_cast<void *>(RA + u64(i64(IC))), slot(S, FB)); NEXT(2); }
H(copy) { __builtin_memmove(reinterpret_cast<void *>(RA), reinterpret_cast<void *>(RB), pc[1]); NEXT(2); }
H(copyt) { typedmemmove(reinterpret_cast<const Type *>(pc[1]), reinterpret_cast<void *>(RA), reinterpret_cast<void *>(RB)); NEXT(2); }
H(clr) { __builtin_memset(reinterpret_cast<void *>(RA), 0, pc[1]); NEXT(2); }
extern "C" void golem_typedmemclr(const Type *, void *);
H(clrt) { golem_typedmemclr(reinterpret_cast<const Type *>(pc[1]), reinterpret_cast<void *>(RA)); NEXT(2); }

#define INDEX(base, i)                                             \
  u64 *s_ = slot(S, base), i_ = (i);                               \
  if (__builtin_expect(i_ >= s_[1], 0)) {                          \
    SAVE(1);                                                       \
    checkPanic(kCheckIndex, i64(i_), i64(s_[1]));                  \
  }
#define X(name, n) \
  H(name) { INDEX(FB, RC) RA = s_[0] + (n) * i_; NEXT(1); }
X(ea1, 1) X(ea2, 2) X(ea4, 4) X(ea8, 8)
#undef X
H(ean) { INDEX(FB, RC) RA = s_[0] + pc[1] * i_; NEXT(2); }
#define X(t, T) \
  H(elem_##t) { INDEX(FB, RC) RA = u64(i64(reinterpret_cast<T *>(s_[0])[i_])); NEXT(1); }
X(s8, int8_t) X(u8, uint8_t) X(s16, int16_t) X(u16, uint16_t) X(s32, int32_t) X(u32, uint32_t) X(q, uint64_t)
#undef X
#define X(t, T) \
  H(setelem_##t) { INDEX(FA, RB) reinterpret_cast<T *>(s_[0])[i_] = T(RC); NEXT(1); }
X(b, uint8_t) X(h, uint16_t) X(w, uint32_t) X(q, uint64_t)
#undef X

// ---- checks ----
#define CHECK(name, ok, fail)             \
  H(name) {                               \
    if (__builtin_expect(!(ok), 0)) {     \
      SAVE(1);                            \
      fail;                               \
    }                                     \
    NEXT(1);                              \
  }
CHECK(nilchk, RA >= 4096, nilPanic())
CHECK(bchk, RA < RB, checkPanic(FC, i64(RA), i64(RB)))
CHECK(schk, RA <= RB, checkPanic(FC, i64(RA), i64(RB)))
CHECK(lenchk, RA >= RB, checkPanic(kCheckSliceConvert, i64(RA), i64(RB)))
CHECK(divchk, RA != 0, checkPanic(kCheckDivide, 0, 0))
CHECK(shiftchk, i64(RA) >= 0, checkPanic(kCheckShift, 0, 0))

// ---- C functions ----
namespace {
struct Pair {
  u64 a, b;
};
// The result kinds that need functions of different types. Integers beyond the sixth travel on the stack, which no callee misses.
template <class R> __attribute__((always_inline)) inline R callC(u64 fn, const u64 *x, const double *d, unsigned ints) {
  if (ints <= 6) {
    using Fn = R (*)(u64, u64, u64, u64, u64, u64, double, double, double, double);
    return reinterpret_cast<Fn>(fn)(x[0], x[1], x[2], x[3], x[4], x[5], d[0], d[1], d[2], d[3]);
  }
  using Fn = R (*)(u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, double, double, double, double);
  return reinterpret_cast<Fn>(fn)(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9], x[10], x[11], d[0], d[1], d[2], d[3]);
}
__attribute__((noinline)) void callGeneral(const u64 *pc, Frame *S, u64 w) {
  unsigned n = FB;
  u64 x[12];
  double d[4] = {};
  unsigned ints = 0, doubles = 0, mask = FC >> 8;
  for (unsigned i = 0; i < n; i++) {
    u64 v = reg(S, uint16_t(pc[2 + i / 4] >> (i % 4 * 16)));
    if (i < 8 && (mask >> i & 1)) d[doubles++ & 3] = as<double>(v);
    else x[ints < 11 ? ints : 11] = v, ints++;
  }
  for (unsigned i = ints; i < 12; i++) x[i] = 0;
  switch (FC & 0xff) {
  case 3: RA = bitsOf(callC<double>(pc[1], x, d, ints)); break;
  case 4: RA = bitsOf(callC<float>(pc[1], x, d, ints)); break;
  default: {
    Pair r = callC<Pair>(pc[1], x, d, ints);
    if (FC & 3) RA = r.a;
    if ((FC & 3) == 2) slot(S, FA)[1] = r.b;
  }
  }
}
} // namespace
// The last extension word decides where the next instruction is.
H(crt) {
  unsigned n = FB;
  SAVE(2 + (n + 3) / 4);
  if (__builtin_expect(n > 4 || FC > 2, 0)) {
    callGeneral(pc, S, w);
  } else {
    u64 args = pc[2]; // with no argument it is the next instruction: what is read then is not used
    using Fn = Pair (*)(u64, u64, u64, u64);
    Pair r;
    switch (n) {
    case 0: r = reinterpret_cast<Pair (*)()>(pc[1])(); break;
    case 1: r = reinterpret_cast<Pair (*)(u64)>(pc[1])(reg(S, uint16_t(args))); break;
    case 2: r = reinterpret_cast<Pair (*)(u64, u64)>(pc[1])(reg(S, uint16_t(args)), reg(S, uint16_t(args >> 16))); break;
    case 3:
      r = reinterpret_cast<Pair (*)(u64, u64, u64)>(pc[1])(reg(S, uint16_t(args)), reg(S, uint16_t(args >> 16)), reg(S, uint16_t(args >> 32)));
      break;
    default:
      r = reinterpret_cast<Fn>(pc[1])(reg(S, uint16_t(args)), reg(S, uint16_t(args >> 16)), reg(S, uint16_t(args >> 32)), reg(S, uint16_t(args >> 48)));
    }
    if (FC) RA = r.a;
    if (FC == 2) slot(S, FA)[1] = r.b;
  }
  n = FB;
  NEXT(2 + (n + 3) / 4);
}

// ---- defer ----
H(dframe) {
  auto *f = reinterpret_cast<DeferFrame *>(slot(S, FA));
  g *gp = getg();
  f->head = nullptr;
  f->state = 0;
  f->link = gp->deferframe;
  gp->deferframe = f;
  NEXT(1);
}
H(defer) {
  auto *f = reinterpret_cast<DeferFrame *>(slot(S, FA));
  auto *e = reinterpret_cast<DeferEntry *>(slot(S, FB));
  e->link = f->head;
  e->fn = reinterpret_cast<FuncVal *>(RC);
  f->head = e;
  NEXT(1);
}
H(unreach) {
  SAVE(1);
  throwError("bytecode: unreachable instruction");
}

// ---- counting variants: for limits and seeded runs ----
// They stand in the table in place of the plain ones when something has to be counted; each takes a step, then does what the plain one does. The
// saved pc is the instruction's own, as it has not begun: live.cc counts what it reads as live.
namespace {
int64_t stepsLeft = INT64_MAX;
__attribute__((noinline)) void countStep(Frame *S, const uint64_t *pc) {
  if (__atomic_sub_fetch(&stepsLeft, 1, __ATOMIC_RELAXED) < 0) limits::exceeded("step", options.maxSteps, " steps");
  S->pc = pc;
  preemptCheck();
}
} // namespace
#define COUNTED(name)                                                                                    \
  extern "C" __attribute__((preserve_none)) void golem_vm_op_##name(const uint64_t *, Frame *, const void *const *, uint64_t); \
  H(counted_##name) {                                                                                    \
    countStep(S, pc);                                                                                    \
    [[clang::musttail]] return golem_vm_op_##name(pc, S, table, w);                                        \
  }
COUNTED(loop) COUNTED(call) COUNTED(callc) COUNTED(calli)
#define X(name, operands, doc) COUNTED(b##name)
BC_CONDITIONS(X)
BC_COUNTING(X)
#undef X

// ---- the table ----
extern "C" {
#define BC(name, operands, doc) __attribute__((preserve_none)) void golem_vm_op_##name(const uint64_t *, Frame *, const void *const *, uint64_t);
#include "compiler/bytecode/opcodes.def"
extern const void *golem_vm_table[];
const void *golem_vm_table[] = {
#define BC(name, operands, doc) reinterpret_cast<const void *>(golem_vm_op_##name),
#include "compiler/bytecode/opcodes.def"
};
}

void countSteps(int64_t limit) {
  if (limit > 0) stepsLeft = limit;
  golem_vm_table[bytecode::kOp_loop] = reinterpret_cast<const void *>(golem_vm_op_counted_loop);
#define X(name, operands, doc) golem_vm_table[bytecode::kOp_b##name] = reinterpret_cast<const void *>(golem_vm_op_counted_b##name);
  BC_CONDITIONS(X)
  BC_COUNTING(X)
#undef X
  golem_vm_table[bytecode::kOp_call] = reinterpret_cast<const void *>(golem_vm_op_counted_call);
  golem_vm_table[bytecode::kOp_callc] = reinterpret_cast<const void *>(golem_vm_op_counted_callc);
  golem_vm_table[bytecode::kOp_calli] = reinterpret_cast<const void *>(golem_vm_op_counted_calli);
}

} // namespace golem::vm

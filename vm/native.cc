// The border with native code: values between the out area of a frame and the registers and memory blocks of Go's calling convention,
// frames on another stack segment, trampolines, and the helpers that instructions call by name.
#include "vm/vm.h"
#include "runtime/gc/gc.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/stack.h"

extern "C" {
uintptr_t golem_newstack(uintptr_t frame, uintptr_t sp);
void golem_gorecover(golem::Eface *out, uintptr_t *retslot);
extern const char __ehdr_start[] __attribute__((weak));
}

namespace golem::vm {

using namespace bytecode;

extern "C" {
uintptr_t golem_vm_tramplo, golem_vm_trampsize;
VMFunc golem_vm_entryfunc, golem_vm_segfunc;
extern const uint64_t golem_vm_exitcode[1], golem_vm_exitsegcode[1];
const uint64_t golem_vm_exitcode[1] = {kOp_exit};
const uint64_t golem_vm_exitsegcode[1] = {kOp_exitseg};
extern const VMSig golem_vm_emptysig;
// Of func(): what calln takes of the stack is counted as in load.cc.
const VMSig golem_vm_emptysig = {0, 0, 0, 32 + sizeof(RegArgs) + 8, 0, 0, 0, 0, nullptr, {}};
}

namespace {

void store(const Leaf &l, char *out, const RegArgs *r) {
  char *p = out + l.at;
  uint64_t v = l.kind == kLeafF32 || l.kind == kLeafF64 ? r->floats[l.reg] : r->ints[l.reg];
  if (l.whole) {
    switch (l.kind) {
    case kLeafS8: v = uint64_t(int64_t(int8_t(v))); break;
    case kLeafU8: v = uint8_t(v); break;
    case kLeafS16: v = uint64_t(int64_t(int16_t(v))); break;
    case kLeafU16: v = uint16_t(v); break;
    case kLeafS32: v = uint64_t(int64_t(int32_t(v))); break;
    case kLeafU32: case kLeafF32: v = uint32_t(v); break;
    default: break;
    }
    *reinterpret_cast<uint64_t *>(p) = v;
    return;
  }
  switch (l.kind) {
  case kLeafS8: case kLeafU8: *p = char(v); break;
  case kLeafS16: case kLeafU16: *reinterpret_cast<uint16_t *>(p) = uint16_t(v); break;
  case kLeafS32: case kLeafU32: case kLeafF32: *reinterpret_cast<uint32_t *>(p) = uint32_t(v); break;
  default: *reinterpret_cast<uint64_t *>(p) = v; break;
  }
}
void fetch(const Leaf &l, const char *out, RegArgs *r) {
  const char *p = out + l.at;
  uint64_t v;
  switch (l.kind) {
  case kLeafS8: v = uint64_t(int64_t(*reinterpret_cast<const int8_t *>(p))); break;
  case kLeafU8: v = *reinterpret_cast<const uint8_t *>(p); break;
  case kLeafS16: v = uint64_t(int64_t(*reinterpret_cast<const int16_t *>(p))); break;
  case kLeafU16: v = *reinterpret_cast<const uint16_t *>(p); break;
  case kLeafS32: v = uint64_t(int64_t(*reinterpret_cast<const int32_t *>(p))); break;
  case kLeafU32: case kLeafF32: v = *reinterpret_cast<const uint32_t *>(p); break;
  default: v = *reinterpret_cast<const uint64_t *>(p); break;
  }
  if (l.kind == kLeafF32 || l.kind == kLeafF64) r->floats[l.reg] = v;
  else r->ints[l.reg] = v;
}

} // namespace

extern "C" {

// Arguments to registers and the argument block, which lies behind them; the result block follows it.
void golem_vm_tonative(Frame *S, const VMSig *sig, RegArgs *r) {
  auto *out = reinterpret_cast<char *>(S->out);
  char *block = reinterpret_cast<char *>(r + 1);
  __builtin_memset(r, 0, sizeof *r); // the stack is scanned word by word: no leftovers
  unsigned first = 0;
  if (sig->argBlock) r->ints[first++] = uint64_t(block);
  if (sig->resBlock) r->ints[first++] = uint64_t(block + sig->argBlock);
  const Leaf *l = sig->leaves;
  for (uint32_t i = 0; i < sig->nparams; i++, l++) {
    if (l->kind == kLeafBlock) __builtin_memcpy(block + l->block, out + l->at, l->bytes);
    else if (l->kind == kLeafRef) __builtin_memcpy(block + l->block, *reinterpret_cast<char *const *>(out + l->at), l->bytes);
    else fetch(*l, out, r);
  }
}
void golem_vm_fromnative(Frame *S, const VMSig *sig, const RegArgs *r) {
  auto *out = reinterpret_cast<char *>(S->out);
  auto *block = reinterpret_cast<const char *>(r + 1) + sig->argBlock;
  const Leaf *l = sig->leaves + sig->nparams;
  for (uint32_t i = 0; i < sig->nresults; i++, l++) {
    if (l->kind == kLeafBlock) __builtin_memcpy(out + l->at, block + l->block, l->bytes);
    else if (l->kind == kLeafRef) { // perhaps an object of the heap
      if (golem_writeBarrier)
        for (uint32_t b = 0; b + 8 <= l->bytes; b += 8) shade(*reinterpret_cast<const uintptr_t *>(block + l->block + b));
      __builtin_memcpy(*reinterpret_cast<char *const *>(out + l->at), block + l->block, l->bytes);
    } else store(*l, out, r);
  }
}

// The same seen from a bytecode function that native code calls. Blocks are the caller's.
void golem_vm_unpack(Frame *E, const VMSig *sig, const RegArgs *r) {
  auto *out = reinterpret_cast<char *>(E->out);
  auto *block = reinterpret_cast<const char *>(r->ints[0]);
  const Leaf *l = sig->leaves;
  for (uint32_t i = 0; i < sig->nparams; i++, l++) {
    if (l->kind == kLeafBlock) __builtin_memcpy(out + l->at, block + l->block, l->bytes);
    else if (l->kind == kLeafRef) *reinterpret_cast<const char **>(out + l->at) = block + l->block;
    else store(*l, out, r);
  }
  block = reinterpret_cast<const char *>(r->ints[sig->argBlock ? 1 : 0]);
  for (uint32_t i = 0; i < sig->nresults; i++, l++)
    if (l->kind == kLeafRef) *reinterpret_cast<const char **>(out + l->at) = block + l->block;
}
void golem_vm_pack(Frame *E, const VMSig *sig, RegArgs *r) {
  auto *out = reinterpret_cast<const char *>(E->out);
  auto *block = reinterpret_cast<char *>(r->ints[sig->argBlock ? 1 : 0]);
  const Leaf *l = sig->leaves + sig->nparams;
  for (uint32_t i = 0; i < sig->nresults; i++, l++) {
    if (l->kind == kLeafBlock) __builtin_memcpy(block + l->block, out + l->at, l->bytes);
    else if (l->kind != kLeafRef) fetch(*l, out, r); // those the function has put in their block itself
  }
}

// A call of f from frame S finds the guard in its way: a request to stop (then null: try again), or no room. Then an entry frame with the
// arguments is made at the top of the next segment.
Frame *golem_vm_morestack(Frame *S, const VMFunc *f) {
  uint64_t want = f->frameBytes + f->need + 512 + f->sig->outBytes;
  uintptr_t hi = golem_newstack(want < 256 ? 256 : want, uintptr_t(S));
  if (!hi) return nullptr;
  // golem_newstack has put the old guard at hi-16.
  *reinterpret_cast<uintptr_t *>(hi - 8) = uintptr_t(S);
  *reinterpret_cast<const VMFunc **>(hi - 24) = f;
  auto *E = reinterpret_cast<Frame *>(((hi - 24 - 32 - f->sig->outBytes) & ~uintptr_t(15)) - 8);
  E->marker = golem_vm_framereturn;
  E->pc = golem_vm_exitsegcode;
  E->func = &golem_vm_segfunc;
  E->closure = reinterpret_cast<FuncVal *>(hi);
  __builtin_memcpy(E->out, S->out, f->sig->outBytes);
  return E;
}
Frame *golem_vm_leavesegment(Frame *E) {
  auto hi = uintptr_t(E->closure);
  auto *S = *reinterpret_cast<Frame **>(hi - 8);
  auto *f = *reinterpret_cast<const VMFunc **>(hi - 24);
  __builtin_memcpy(S->out, E->out, f->sig->outBytes);
  uintptr_t guard = *reinterpret_cast<uintptr_t *>(hi - 16);
  g *gp = getg();
  gp->stackguard = guard;
  if (gp->preempt) guard = ~uintptr_t(0);
  asm volatile("movq %0, %%fs:0x70" ::"r"(guard) : "memory");
  return S;
}

// ---- what instructions call by name ----
void golem_vm_newproc(FuncVal *fn) {
  if (!fn) fatal("go of nil func value");
  UnwindCtx c;
  golem_getcontext(&c);
  c.exact = false;
  unwindStep(&c); // to the bytecode frame: the go statement
  g *gp = newproc1(fn, getg(), c.pc);
  runqput(getp(), gp, true);
  if (sched.mainStarted) wakep();
}
void golem_vm_recover(Eface *out) { golem_gorecover(out, nullptr); }
}

// ---- trampolines ----
namespace {

constexpr uintptr_t kPage = 4096;
constexpr uintptr_t kRegion = 64 << 20; // 2 M trampolines

struct Tramp {
  VMFunc *f;
  void (*enter)();
};
uintptr_t nextTramp, endTramp;
uint64_t pageOffset; // of golem_vm_tramppage in the executable
int exeFd = -1;

void findPage() {
  auto *eh = reinterpret_cast<const uint8_t *>(__ehdr_start);
  auto u16 = [](const uint8_t *p) { return *reinterpret_cast<const uint16_t *>(p); };
  auto u64 = [](const uint8_t *p) { return *reinterpret_cast<const uint64_t *>(p); };
  const uint8_t *ph = eh + u64(eh + 32);
  uintptr_t at = uintptr_t(golem_vm_tramppage);
  for (int i = 0; i < u16(eh + 56); i++, ph += u16(eh + 54)) {
    uint64_t off = u64(ph + 8), addr = u64(ph + 16), size = u64(ph + 32);
    if (*reinterpret_cast<const uint32_t *>(ph) == 1 && at >= addr && at < addr + size) pageOffset = off + (at - addr);
  }
  exeFd = int(sys::call(sys::kSysOpen, "/proc/self/exe", 0x80000, 0));
  long lo = sys::call(sys::kSysMmap, 0, kRegion, sys::kProtNone, sys::kMapPrivate | sys::kMapAnon | sys::kMapNoReserve | 0x40, -1, 0); // MAP_32BIT
  if (!pageOffset || exeFd < 0 || lo < 0) die("cannot map trampolines");
  golem_vm_tramplo = endTramp = nextTramp = uintptr_t(lo);
  golem_vm_trampsize = kRegion;
}

// One more pair of pages: the stubs, and the data they read.
void mapPages() {
  if (exeFd < 0) findPage();
  if (endTramp + 2 * kPage > golem_vm_tramplo + kRegion) die("too many functions");
  long a = sys::call(sys::kSysMmap, endTramp, kPage, 5, sys::kMapPrivate | sys::kMapFixed, exeFd, pageOffset);
  long b = sys::call(sys::kSysMmap, endTramp + kPage, kPage, sys::kProtRW, sys::kMapPrivate | sys::kMapAnon | sys::kMapFixed, -1, 0);
  if (a < 0 || b < 0) die("cannot map trampolines");
  nextTramp = endTramp;
  endTramp += 2 * kPage;
}

} // namespace

void *trampolineOf(VMFunc *f) {
  if (f->trampoline) return f->trampoline;
  if (nextTramp + kPage == endTramp || !endTramp) mapPages();
  auto *t = reinterpret_cast<Tramp *>(nextTramp + kPage);
  t->f = f;
  t->enter = golem_vm_enter;
  f->trampoline = reinterpret_cast<void *>(nextTramp);
  nextTramp += 16;
  return f->trampoline;
}

} // namespace golem::vm

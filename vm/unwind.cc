// The hooks by which the runtime's stepper, symbols and collector see bytecode (runtime/abi/vmhooks.h).
//
// A context in a bytecode frame has a bytecode address as pc and the frame's S as stack pointer. The stepper comes to one when a native
// function's return address is golem_vm_framereturn, and leaves it through the frame's function: its size leads to the caller's frame or
// to an entry frame.
#include "vm/vm.h"
#include "runtime/abi/pcln.h"
#include "runtime/abi/vmhooks.h"

namespace golem::vm {

namespace {

const Program *programAt(uintptr_t pc) {
  for (int i = nprograms; i-- > 0;)
    if (pc >= uintptr_t(programs[i]->code) && pc <= uintptr_t(programs[i]->codeEnd)) return programs[i];
  return nullptr;
}
bool inCode(uintptr_t pc) { return programAt(pc) != nullptr; }
bool contains(uintptr_t pc) { return inCode(pc) || pc - golem_vm_tramplo < golem_vm_trampsize; }

void enterAt(UnwindCtx *c, Frame *S) {
  c->pc = uint64_t(S->pc);
  c->r[kDwRsp] = uint64_t(S);
  c->exact = false;
}
bool enterFrame(UnwindCtx *c) {
  if (c->pc != uint64_t(golem_vm_framereturn)) return false;
  enterAt(c, reinterpret_cast<Frame *>(c->r[kDwRsp] - 8));
  return true;
}
bool step(UnwindCtx *c) {
  if (!inCode(c->pc)) return false;
  auto *S = reinterpret_cast<Frame *>(c->r[kDwRsp]);
  auto *up = reinterpret_cast<Frame *>(uintptr_t(S) + S->func->frameBytes);
  if (up->func == &golem_vm_entryfunc) {
    auto *ret = reinterpret_cast<uint64_t *>(uintptr_t(up) + uintptr_t(up->closure)); // its size
    c->pc = ret[0];
    c->r[kDwRsp] = uint64_t(ret + 1);
    c->exact = false;
    return c->pc != 0;
  }
  if (up->func == &golem_vm_segfunc) up = *reinterpret_cast<Frame **>(uintptr_t(up->closure) - 8); // the closure is the segment's top
  enterAt(c, up);
  return true;
}
bool recover(UnwindCtx *c) {
  auto *S = reinterpret_cast<Frame *>(c->r[kDwRsp]);
  if (!S->func->recover) return false;
  c->r[12] = uint64_t(S->func->recover);
  c->r[13] = uint64_t(S);
  c->pc = uint64_t(golem_vm_dispatch);
  return true;
}

void scan(const UnwindCtx *c, uintptr_t inner, const FrameScan &s) {
  auto *S = reinterpret_cast<const Frame *>(c->r[kDwRsp]);
  scanFrame(S, s);
  if (inner > uintptr_t(golem_vm_push) && inner < uintptr_t(golem_vm_pushend)) { // the callee has no frame yet
    auto *callee = reinterpret_cast<const VMFunc *const *>(S)[-2];
    s.words(s.arg, uintptr_t(S->out), uintptr_t(S->out) + callee->sig->outBytes);
  }
}

const VMFunc *find(uintptr_t pc) {
  if (pc - golem_vm_tramplo < golem_vm_trampsize) return functionAt(reinterpret_cast<void *>(pc & ~uintptr_t(15)));
  const Program *pr = programAt(pc);
  if (!pr) return nullptr;
  uint64_t lo = 0, hi = pr->nfuncs;
  while (lo < hi) {
    uint64_t mid = (lo + hi) / 2;
    if (uintptr_t(pr->funcs[mid].code) <= pc) lo = mid + 1;
    else hi = mid;
  }
  if (!lo) return nullptr;
  const VMFunc *f = &pr->funcs[lo - 1];
  return pc < uintptr_t(f->codeEnd) ? f : nullptr;
}

uint64_t uleb(const uint8_t *&p, const uint8_t *end) {
  uint64_t v = 0;
  for (int s = 0; p < end && s < 64; s += 7) {
    uint8_t b = *p++;
    v |= uint64_t(b & 0x7f) << s;
    if (!(b & 0x80)) break;
  }
  return v;
}
int64_t sleb(const uint8_t *&p, const uint8_t *end) {
  int64_t v = 0;
  int s = 0;
  uint8_t b = 0;
  while (p < end && s < 64) {
    b = *p++;
    v |= int64_t(b & 0x7f) << s;
    s += 7;
    if (!(b & 0x80)) break;
  }
  if (s < 64 && (b & 0x40)) v |= -(int64_t(1) << s);
  return v;
}
GoString text(const char *s) { return {reinterpret_cast<const uint8_t *>(s), int64_t(sys::cstrlen(s))}; }

// As pcFrame in panic/symtab.cc, on the same stream; its pcs are words of the code.
bool frame(uintptr_t pc, int64_t index, FrameInfo *out) {
  const VMFunc *f = find(pc);
  if (!f) return false;
  uint64_t want = inCode(pc) ? (pc - uintptr_t(f->code)) / 8 : 0;
  const uint8_t *p = f->lines, *end = p + f->rec->lineBytes;
  uint64_t at = 0, in = 0;
  int64_t line = f->rec->startLine, atLine = line;
  for (bool first = true; p < end; first = false) {
    uint64_t d = uleb(p, end);
    int64_t l = sleb(p, end);
    uint64_t i = uleb(p, end);
    if (!first && d == 0) break;
    at += d;
    if (at > want) break;
    line += l;
    atLine = line;
    in = i;
  }
  if (!inCode(pc)) in = 0, atLine = f->rec->startLine; // a trampoline is the function itself, whatever is inlined at its begin
  const bytecode::Inlined *inl = f->inlined;
  auto parent = [&](uint64_t i) { return uint64_t(int64_t(inl[i - 1].parent) + 1); };
  auto otherFile = [&](uint64_t i) { return i && inl[i - 1].callLine == abi::kPclnOtherFile; };
  while (index-- > 0) {
    if (otherFile(in)) in = parent(in);
    if (!in) return false;
    atLine = inl[in - 1].callLine & ~abi::kPclnInlinedWrapper;
    in = parent(in);
  }
  out->line = atLine;
  out->entry = uintptr_t(f->code);
  out->startLine = f->rec->startLine;
  const char *file = nullptr;
  if (otherFile(in)) {
    file = f->strings + inl[in - 1].file;
    in = parent(in);
  }
  if (in) {
    out->name = text(f->strings + inl[in - 1].name);
    out->file = text(file ? file : f->strings + inl[in - 1].file);
    out->more = true;
    out->noArgs = false;
    out->wrapper = inl[in - 1].callLine & abi::kPclnInlinedWrapper;
  } else {
    out->name = text(f->name);
    out->file = text(file ? file : f->file);
    out->more = false;
    out->wrapper = f->rec->flags & bytecode::kFnWrapper;
    out->noArgs = f->rec->flags & bytecode::kFnNoArgs;
  }
  return true;
}

VmHooks hooks;

} // namespace

void installHooks(const VmHooks &lists) {
  hooks = lists;
  hooks.enterFrame = enterFrame;
  hooks.step = step;
  hooks.contains = contains;
  hooks.frame = frame;
  hooks.recover = recover;
  hooks.scanFrame = scan;
  vmHooks = &hooks;
}

} // namespace golem::vm

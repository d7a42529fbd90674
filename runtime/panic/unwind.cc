// A small stepper over .eh_frame: from a frame's registers to its caller's.
//
// In: registers at a call (or exactly at an interrupted instruction). The function's FDE comes from .eh_frame_hdr's binary
// search table; its program is run up to the pc, then the rules are applied. LLVM and our assembly emit def_cfa*, offset,
// restore, remember/restore_state, advance_loc*, and expressions made of breg, deref and plus_uconst. Three places have
// frames that need more than CFI can say, known by address: a return into __morestack (the stack continues on another
// segment), the two trampolines that the signal handler injects.
// Source of the format: DWARF 4 chapter 6.4, LSB's .eh_frame.
#include "runtime/abi/vmhooks.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/stack.h"

extern "C" {
extern const char __ehdr_start[] __attribute__((weak));
extern const char golem_morestackreturn[], golem_sigtramp_bounds[], golem_sigtramp_end[], golem_asyncpreempt[], golem_asyncpreempt_end[], __morestack[],
    golem_morestack_end[];
}

namespace golem {
namespace {

using u8 = uint8_t;

uint64_t uleb(const u8 *&p) {
  uint64_t v = 0;
  for (int s = 0;; s += 7) {
    u8 b = *p++;
    v |= uint64_t(b & 0x7f) << s;
    if (!(b & 0x80)) return v;
  }
}
int64_t sleb(const u8 *&p) {
  int64_t v = 0;
  int s = 0;
  u8 b;
  do {
    b = *p++;
    v |= int64_t(b & 0x7f) << s;
    s += 7;
  } while (b & 0x80);
  if (s < 64 && (b & 0x40)) v |= -(int64_t(1) << s);
  return v;
}
template <class T> T rd(const u8 *p) {
  T v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
// Pointer encodings: format in the low nibble, base in the high one.
uint64_t encoded(const u8 *&p, u8 enc, uint64_t dataBase) {
  if (enc == 0xff) return 0;
  const u8 *start = p;
  uint64_t v = 0;
  switch (enc & 0x0f) {
  case 0x00: case 0x04: case 0x0c:
    v = rd<uint64_t>(p);
    p += 8;
    break;
  case 0x01: v = uleb(p); break;
  case 0x02:
    v = rd<uint16_t>(p);
    p += 2;
    break;
  case 0x03:
    v = rd<uint32_t>(p);
    p += 4;
    break;
  case 0x09: v = uint64_t(sleb(p)); break;
  case 0x0a:
    v = uint64_t(int64_t(rd<int16_t>(p)));
    p += 2;
    break;
  case 0x0b:
    v = uint64_t(int64_t(rd<int32_t>(p)));
    p += 4;
    break;
  }
  if (!v) return 0;
  switch (enc & 0x70) {
  case 0x10: v += uint64_t(start); break;
  case 0x30: v += dataBase; break;
  }
  if (enc & 0x80) v = rd<uint64_t>(reinterpret_cast<const u8 *>(v));
  return v;
}

struct Hdr {
  const u8 *base;  // of .eh_frame_hdr
  const u8 *table; // pairs of int32: function, FDE; both relative to base
  uint64_t count;
} hdr;

bool findHdr() {
  if (hdr.base) return true;
  auto *eh = reinterpret_cast<const u8 *>(__ehdr_start);
  if (!eh) return false;
  uint64_t phoff = rd<uint64_t>(eh + 32);
  uint16_t phentsize = rd<uint16_t>(eh + 54), phnum = rd<uint16_t>(eh + 56);
  uint64_t bias = 0;
  const u8 *found = nullptr;
  for (int i = 0; i < phnum; i++) {
    const u8 *ph = eh + phoff + uint64_t(i) * phentsize;
    uint32_t type = rd<uint32_t>(ph);
    if (type == 1 && rd<uint64_t>(ph + 8) == 0) bias = uint64_t(eh) - rd<uint64_t>(ph + 16);
    if (type == 0x6474e550) found = reinterpret_cast<const u8 *>(rd<uint64_t>(ph + 16));
  }
  if (!found) return false;
  found += bias;
  const u8 *p = found + 4;
  encoded(p, found[1], uint64_t(found));
  hdr.count = encoded(p, found[2], uint64_t(found));
  if (found[3] != 0x3b) return false;
  hdr.table = p;
  hdr.base = found;
  return true;
}

struct Fde {
  uint64_t start, end;
  const u8 *cieProg, *cieEnd, *prog, *progEnd;
  uint64_t codeAlign;
  int64_t dataAlign;
  uint64_t lsda;
  bool signal;
};

bool findFde(uint64_t pc, Fde *f) {
  if (!findHdr()) return false;
  int64_t rel = int64_t(pc) - int64_t(hdr.base);
  uint64_t lo = 0, hi = hdr.count;
  while (lo < hi) {
    uint64_t mid = (lo + hi) / 2;
    if (rd<int32_t>(hdr.table + mid * 8) <= rel) lo = mid + 1;
    else hi = mid;
  }
  if (!lo) return false;
  const u8 *fde = hdr.base + rd<int32_t>(hdr.table + (lo - 1) * 8 + 4);
  const u8 *p = fde;
  uint64_t len = rd<uint32_t>(p);
  p += 4;
  const u8 *end = p + len;
  const u8 *cie = p - rd<uint32_t>(p);
  p += 4;
  // CIE
  const u8 *c = cie;
  const u8 *cend = c + 4 + rd<uint32_t>(c);
  c += 8;
  u8 version = *c++;
  const char *aug = reinterpret_cast<const char *>(c);
  while (*c++) {}
  f->codeAlign = uleb(c);
  f->dataAlign = sleb(c);
  if (version == 1) c++;
  else uleb(c);
  u8 fdeEnc = 0, lsdaEnc = 0xff;
  f->signal = false;
  if (aug[0] == 'z') {
    uint64_t n = uleb(c);
    const u8 *body = c + n;
    for (const char *a = aug + 1; *a; a++) {
      if (*a == 'R') fdeEnc = *c++;
      else if (*a == 'L') lsdaEnc = *c++;
      else if (*a == 'P') {
        u8 e = *c++;
        encoded(c, e & 0x7f, 0);
      } else if (*a == 'S') f->signal = true;
    }
    c = body;
  }
  f->cieProg = c;
  f->cieEnd = cend;
  f->start = encoded(p, fdeEnc, 0);
  f->end = f->start + encoded(p, fdeEnc & 0x0f, 0);
  f->lsda = 0;
  if (aug[0] == 'z') {
    uint64_t n = uleb(p);
    const u8 *body = p + n;
    if (lsdaEnc != 0xff) f->lsda = encoded(p, lsdaEnc, 0);
    p = body;
  }
  f->prog = p;
  f->progEnd = end;
  return pc >= f->start && pc < f->end;
}

enum Rule : u8 { kSame, kUndef, kOffset, kValOffset, kRegister, kExpr, kValExpr };
constexpr int kRegs = 33;
struct Row {
  u8 rule[kRegs];
  int32_t off[kRegs];
  uint32_t cfaReg;
  int64_t cfaOff;
  const u8 *cfaExpr; // overrides
};
struct Exprs {
  const u8 *e[kRegs];
};

uint64_t regValue(const UnwindCtx *c, uint64_t r) { return r < 16 ? c->r[r] : c->pc; }

uint64_t evalExpr(const u8 *p, const UnwindCtx *c, bool push, uint64_t cfa) {
  uint64_t n = uleb(p);
  const u8 *end = p + n;
  uint64_t st[8];
  int sp = 0;
  if (push) st[sp++] = cfa;
  while (p < end && sp < 8) {
    u8 op = *p++;
    if (op >= 0x70 && op <= 0x8f) { // breg
      int64_t o = sleb(p);
      st[sp++] = regValue(c, op - 0x70) + uint64_t(o);
    } else if (op >= 0x30 && op <= 0x4f) {
      st[sp++] = op - 0x30;
    } else if (op == 0x06 && sp) {
      st[sp - 1] = rd<uint64_t>(reinterpret_cast<const u8 *>(st[sp - 1]));
    } else if (op == 0x23 && sp) {
      st[sp - 1] += uleb(p);
    } else if (op == 0x22 && sp > 1) {
      st[sp - 2] += st[sp - 1];
      sp--;
    } else if (op == 0x1c && sp > 1) {
      st[sp - 2] -= st[sp - 1];
      sp--;
    } else if (op == 0x08) {
      st[sp++] = *p++;
    } else {
      return 0;
    }
  }
  return sp ? st[sp - 1] : 0;
}

// Runs a CFA program until location passes pc.
bool run(const u8 *p, const u8 *end, const Fde &f, uint64_t &loc, uint64_t pc, Row &row, Row &initial, Exprs &ex) {
  static constexpr int kDepth = 4;
  Row saved[kDepth];
  int depth = 0;
  auto set = [&](uint64_t r, Rule rule, int64_t off) {
    if (r < kRegs) {
      row.rule[r] = rule;
      row.off[r] = int32_t(off);
    }
  };
  while (p < end) {
    u8 op = *p++;
    u8 low = op & 0x3f;
    switch (op >> 6) {
    case 1:
      loc += low * f.codeAlign;
      if (loc > pc) return true;
      continue;
    case 2: set(low, kOffset, int64_t(uleb(p)) * f.dataAlign); continue;
    case 3:
      if (low < kRegs) {
        row.rule[low] = initial.rule[low];
        row.off[low] = initial.off[low];
      }
      continue;
    }
    switch (op) {
    case 0x00: break;
    case 0x01:
      loc = rd<uint64_t>(p);
      p += 8;
      if (loc > pc) return true;
      break;
    case 0x02:
      loc += *p++ * f.codeAlign;
      if (loc > pc) return true;
      break;
    case 0x03:
      loc += rd<uint16_t>(p) * f.codeAlign;
      p += 2;
      if (loc > pc) return true;
      break;
    case 0x04:
      loc += rd<uint32_t>(p) * f.codeAlign;
      p += 4;
      if (loc > pc) return true;
      break;
    case 0x05: {
      uint64_t r = uleb(p);
      set(r, kOffset, int64_t(uleb(p)) * f.dataAlign);
      break;
    }
    case 0x06: {
      uint64_t r = uleb(p);
      if (r < kRegs) {
        row.rule[r] = initial.rule[r];
        row.off[r] = initial.off[r];
      }
      break;
    }
    case 0x07: set(uleb(p), kUndef, 0); break;
    case 0x08: set(uleb(p), kSame, 0); break;
    case 0x09: {
      uint64_t r = uleb(p);
      set(r, kRegister, int64_t(uleb(p)));
      break;
    }
    case 0x0a:
      if (depth == kDepth) return false;
      saved[depth++] = row;
      break;
    case 0x0b:
      if (!depth) return false;
      row = saved[--depth];
      break;
    case 0x0c:
      row.cfaReg = uint32_t(uleb(p));
      row.cfaOff = int64_t(uleb(p));
      row.cfaExpr = nullptr;
      break;
    case 0x0d:
      row.cfaReg = uint32_t(uleb(p));
      row.cfaExpr = nullptr;
      break;
    case 0x0e: row.cfaOff = int64_t(uleb(p)); break;
    case 0x0f:
      row.cfaExpr = p;
      {
        uint64_t n = uleb(p);
        p += n;
      }
      break;
    case 0x10: case 0x16: {
      uint64_t r = uleb(p);
      set(r, op == 0x10 ? kExpr : kValExpr, 0);
      if (r < kRegs) ex.e[r] = p;
      uint64_t n = uleb(p);
      p += n;
      break;
    }
    case 0x11: {
      uint64_t r = uleb(p);
      set(r, kOffset, sleb(p) * f.dataAlign);
      break;
    }
    case 0x12:
      row.cfaReg = uint32_t(uleb(p));
      row.cfaOff = sleb(p) * f.dataAlign;
      row.cfaExpr = nullptr;
      break;
    case 0x13: row.cfaOff = sleb(p) * f.dataAlign; break;
    case 0x14: {
      uint64_t r = uleb(p);
      set(r, kValOffset, int64_t(uleb(p)) * f.dataAlign);
      break;
    }
    case 0x15: {
      uint64_t r = uleb(p);
      set(r, kValOffset, sleb(p) * f.dataAlign);
      break;
    }
    case 0x2e: uleb(p); break; // GNU_args_size
    default: return false;
    }
  }
  return true;
}

bool rowAt(uint64_t pc, Fde &f, Row &row, Exprs &ex) {
  if (!findFde(pc, &f)) return false;
  Row initial;
  __builtin_memset(&row, 0, sizeof row);
  uint64_t loc = f.start;
  if (!run(f.cieProg, f.cieEnd, f, loc, ~uint64_t(0), row, row, ex)) return false;
  initial = row;
  loc = f.start;
  return run(f.prog, f.progEnd, f, loc, pc, row, initial, ex);
}

bool stepCfi(UnwindCtx *c) {
  uint64_t pc = c->exact ? c->pc : c->pc - 1;
  Fde f;
  Row row;
  Exprs ex;
  if (!rowAt(pc, f, row, ex)) return false;
  if (row.rule[16] == kUndef) return false; // outermost frame
  uint64_t cfa = row.cfaExpr ? evalExpr(row.cfaExpr, c, false, 0) : regValue(c, row.cfaReg) + uint64_t(row.cfaOff);
  UnwindCtx old = *c;
  c->r[kDwRsp] = cfa;
  for (int r = 0; r < kRegs; r++) {
    if (row.rule[r] == kSame || r == kDwRsp) continue;
    if (r >= 17) {
      if (r >= 25 && row.rule[r] == kOffset) __builtin_memcpy(&c->xmm[(r - 25) * 2], reinterpret_cast<void *>(cfa + uint64_t(int64_t(row.off[r]))), 16);
      continue;
    }
    uint64_t v = 0;
    switch (Rule(row.rule[r])) {
    case kOffset: v = rd<uint64_t>(reinterpret_cast<const u8 *>(cfa + uint64_t(int64_t(row.off[r])))); break;
    case kValOffset: v = cfa + uint64_t(int64_t(row.off[r])); break;
    case kRegister: v = regValue(&old, uint64_t(row.off[r])); break;
    case kExpr: v = rd<uint64_t>(reinterpret_cast<const u8 *>(evalExpr(ex.e[r], &old, true, cfa))); break;
    case kValExpr: v = evalExpr(ex.e[r], &old, true, cfa); break;
    case kSame: case kUndef: continue;
    }
    if (r == 16) c->pc = v;
    else c->r[r] = v;
  }
  if (row.rule[16] == kSame) c->pc = rd<uint64_t>(reinterpret_cast<const u8 *>(cfa - 8));
  c->exact = false;
  return c->pc != 0;
}

} // namespace

static bool special(uint64_t pc) {
  return pc == uint64_t(golem_morestackreturn) || (pc > uint64_t(golem_sigtramp_bounds) && pc <= uint64_t(golem_sigtramp_end)) ||
         (pc > uint64_t(golem_asyncpreempt) && pc <= uint64_t(golem_asyncpreempt_end));
}

uintptr_t frameSize(uintptr_t pc) {
  Fde f;
  Row row;
  Exprs ex;
  if (special(pc)) return 0;
  if (!rowAt(pc - 1, f, row, ex) || row.rule[16] == kUndef) return kNoCaller;
  if (row.cfaExpr || row.cfaReg != kDwRsp || row.rule[16] != kOffset || row.off[16] != -8) return 0;
  return uintptr_t(row.cfaOff);
}

bool savedRegisters(uintptr_t pc, int32_t offset[kCalleeSaved]) {
  static constexpr int kDw[kCalleeSaved] = {kDwRbx, kDwRbp, 12, 13, 14, 15};
  Fde f;
  Row row;
  Exprs ex;
  if (special(pc) || !rowAt(pc - 1, f, row, ex)) return false;
  for (int i = 0; i < kCalleeSaved; i++) {
    if (row.rule[kDw[i]] != kSame && row.rule[kDw[i]] != kOffset) return false;
    offset[i] = row.rule[kDw[i]] == kOffset ? row.off[kDw[i]] : 0;
  }
  return true;
}

static bool nativeStep(UnwindCtx *c) {
  uint64_t pc = c->pc;
  uint64_t sp = c->r[kDwRsp];
  if (pc == uint64_t(golem_morestackreturn)) {
    uint64_t old = *reinterpret_cast<uint64_t *>(sp + 8);
    c->pc = *reinterpret_cast<uint64_t *>(old);
    c->r[kDwRsp] = old + 8;
    c->exact = false;
    return true;
  }
  if (pc > uint64_t(golem_sigtramp_bounds) && pc <= uint64_t(golem_sigtramp_end)) {
    c->pc = *reinterpret_cast<uint64_t *>(sp);
    c->r[kDwRsp] = *reinterpret_cast<uint64_t *>(sp + 8);
    c->exact = true;
    return true;
  }
  if (pc > uint64_t(golem_asyncpreempt) && pc <= uint64_t(golem_asyncpreempt_end)) {
    auto *b = reinterpret_cast<uint64_t *>(c->r[kDwRbx]);
    auto *w = b + 33; // behind the vector registers: rax rcx rdx rdi rsi r8 r9 r12 r13 r14 r15 rbx rbp r11 r10 flags pc
    static constexpr int kDw[13] = {0, 2, 1, 5, 4, 8, 9, 12, 13, 14, 15, 3, 6};
    for (int i = 0; i < 13; i++) c->r[kDw[i]] = w[i];
    for (int i = 0; i < 16; i++) c->xmm[i] = b[16 + i];
    c->pc = w[16];
    c->r[kDwRsp] = uint64_t(&w[17]) + 128;
    c->exact = true;
    return true;
  }
  return stepCfi(c);
}

bool unwindStep(UnwindCtx *c) {
  if (vmHooks && vmHooks->contains(c->pc)) return vmHooks->step(c);
  if (!nativeStep(c)) return false;
  if (vmHooks) vmHooks->enterFrame(c);
  return true;
}

uintptr_t functionStart(uintptr_t pc) {
  Fde f;
  return findFde(pc, &f) ? f.start : 0;
}
bool inMorestack(uint64_t pc) { return pc == uint64_t(golem_morestackreturn); }

UnwindCtx savedContext(g *gp) {
  UnwindCtx c;
  __builtin_memset(&c, 0, sizeof c);
  bool insys = gp->status == kGsyscall;
  auto *s = insys ? gp->sysregs : reinterpret_cast<uint64_t *>(gp->schedsp);
  c.r[15] = s[0];
  c.r[14] = s[1];
  c.r[13] = s[2];
  c.r[12] = s[3];
  c.r[kDwRbx] = s[4];
  c.r[kDwRbp] = s[5];
  c.pc = s[6];
  c.r[kDwRsp] = insys ? gp->schedsp : uint64_t(s + 7);
  return c;
}

uintptr_t landingPad(const UnwindCtx *c) {
  uint64_t pc = c->exact ? c->pc : c->pc - 1;
  Fde f;
  if (!findFde(pc, &f) || !f.lsda) return 0;
  auto *p = reinterpret_cast<const u8 *>(f.lsda);
  u8 lpEnc = *p++;
  uint64_t lpStart = f.start;
  if (lpEnc != 0xff) lpStart = encoded(p, lpEnc, 0);
  u8 ttEnc = *p++;
  if (ttEnc != 0xff) uleb(p);
  u8 csEnc = *p++;
  uint64_t n = uleb(p);
  const u8 *end = p + n;
  // A fault outside any invoke (an access that lowering did not expect to fail) enters a pad all the same: what a pad needs lives
  // in memory. LLVM may have made several copies of the one pad, which continue alike; the one of the nearest invoke before is taken.
  uint64_t nearest = 0;
  while (p < end) {
    uint64_t start = encoded(p, csEnc, 0), len = encoded(p, csEnc, 0), pad = encoded(p, csEnc, 0);
    uleb(p);
    if (!pad) continue;
    if (pc >= f.start + start && pc < f.start + start + len) return lpStart + pad;
    if (!nearest || f.start + start <= pc) nearest = lpStart + pad;
  }
  return nearest;
}

} // namespace golem

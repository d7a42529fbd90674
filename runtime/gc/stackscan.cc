// Scanning a stopped goroutine's stack: conservatively, but without the words that the compiler knows to be dead.
//
// The walk goes from the saved registers outwards. A frame of Go code that stands at a call has a table of the words that are
// live there (runtime/abi/pcln.h): only they are looked at. Everything else — C++ frames, frames that a signal interrupted,
// functions without a table, what lies beyond the walk's limits — is scanned word by word, but for registers that C++ frames saved
// for nothing. Without the tables a variable that nobody reads any more would keep its object, and all that hangs on it, as long as
// its function runs. A word just past an object keeps it, too, except in functions that can't have such a word alone (kPclnPastEnd).
// A frame of known size costs a look into a cache by return address, without its callee-saved registers; if a later frame needs
// them (an interrupted one), the walk is repeated with the unwinder up to that point. Deep recursion must not
// make the pause longer than the conservative scan did, so a walk ends after kMaxFrames.
// Frames of the bytecode machine are its own business (vm/live.cc): it asks which of a frame's objects have been pointed to by words that
// were looked at before, so those that point into the stack are noted. Frames are walked from the called to the calling ones, and only
// called ones may have addresses of their callers' objects.
// One thread scans at a time, with the world stopped.
#include "runtime/abi/pcln.h"
#include "runtime/abi/vmhooks.h"
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/stack.h"

namespace golem {

const abi::PclnRecord *funcRecord(uintptr_t pc);

namespace {

constexpr int kMaxFrames = 256;
constexpr uintptr_t kCacheSize = 2048;

struct LiveFrame {
  uintptr_t pc;        // return address
  const uint8_t *runs; // nullptr: no table
  uint32_t nruns, words;
  uintptr_t size; // from sp at the call to the CFA; 0: not fixed
  uint8_t registers; // with a table: the callee-saved registers that hold a value over the call
  bool pastEnd;      // a word may point just past its object
  bool native;       // a frame of the runtime of which the next is known
  int32_t saved[kCalleeSaved]; // where that has its caller's registers, as savedRegisters has it
};
LiveFrame cache[kCacheSize];

uint64_t uleb(const uint8_t *&p) {
  uint64_t v = 0;
  for (int s = 0;; s += 7) {
    uint8_t b = *p++;
    v |= uint64_t(b & 0x7f) << s;
    if (!(b & 0x80)) return v;
  }
}

LiveFrame *liveFrame(uintptr_t pc) {
  LiveFrame *f = &cache[(pc ^ pc >> 11) % kCacheSize];
  if (f->pc == pc) return f;
  *f = {pc, nullptr, 0, 0, frameSize(pc), 0, true, false, {}};
  const abi::PclnRecord *r = funcRecord(pc - 1);
  if (!r) f->native = runtimeTextContains(pc) && f->size && f->size != kNoCaller && savedRegisters(pc, f->saved);
  if (!r || !(r->flags & abi::kPclnLive)) return f;
  auto *end = reinterpret_cast<const uint8_t *>(r) + r->length;
  const uint8_t *p = end - *reinterpret_cast<const uint64_t *>(end - 8);
  uint64_t words = uleb(p), nsets = uleb(p);
  const uint8_t *sets = p;
  auto skipRuns = [&](uint64_t n) {
    for (n *= 2; n; n--) uleb(p);
  };
  for (uint64_t i = 0; i < nsets; i++) skipRuns(uleb(p)), p++;
  uintptr_t at = uintptr_t(r->entry);
  int64_t set = -1;
  while (uint64_t d = uleb(p)) {
    at += d;
    if (at > pc) break;
    set = int64_t(uleb(p));
  }
  if (set < 0) return f;
  p = sets;
  for (; set; set--) skipRuns(uleb(p)), p++;
  f->nruns = uint32_t(uleb(p));
  f->runs = p;
  skipRuns(f->nruns);
  f->registers = *p;
  f->pastEnd = r->flags & abi::kPclnPastEnd;
  f->words = uint32_t(words);
  return f;
}

// Addresses in the stack being scanned that were found on it, from the present frame outwards. Only where there is bytecode.
constexpr uintptr_t kMaxHits = 4096;
uintptr_t hits[kMaxHits];
uintptr_t nhits;
bool hitsFull; // from here on everything counts as pointed at
uintptr_t stackRanges[2 * 8];
int nstackRanges;

void scanNoting(wbWork &w, uintptr_t lo, uintptr_t hi, bool pastEnd = true) {
  scanConservative(w, lo, hi, pastEnd);
  if (!vmHooks) return;
  for (uintptr_t a = lo; a + 8 <= hi; a += 8) {
    uintptr_t v = *reinterpret_cast<uintptr_t *>(a);
    for (int i = 0; i < nstackRanges; i++) {
      if (v - stackRanges[2 * i] > stackRanges[2 * i + 1] - stackRanges[2 * i]) continue;
      if (nhits && hits[nhits - 1] == v) break;
      if (nhits < kMaxHits) hits[nhits++] = v;
      else hitsFull = true;
      break;
    }
  }
}

// C++ frames at the end of a stack save registers of the Go function that called them. Those in which it keeps nothing hold whatever was
// there before, often something that should be garbage by now: dead are the places of the outermost frame that saves such a register.
uintptr_t dead[kCalleeSaved];
int ndead;
void findDeadRegisters(g *gp) {
  constexpr int kMaxNative = 16;
  ndead = 0;
  if (gp->status == kGsyscall) return;
  auto *s = reinterpret_cast<uint64_t *>(gp->schedsp); // r15 r14 r13 r12 rbx rbp, return address
  uintptr_t at[kCalleeSaved] = {uintptr_t(s + 4), uintptr_t(s + 5), uintptr_t(s + 3), uintptr_t(s + 2), uintptr_t(s + 1), uintptr_t(s)};
  uintptr_t pc = s[6], sp = uintptr_t(s + 7);
  for (int i = 0; i < kMaxNative; i++) {
    if (inMorestack(pc) || (vmHooks && vmHooks->contains(pc))) return;
    LiveFrame *f = liveFrame(pc);
    if (f->runs) {
      for (int r = 0; r < kCalleeSaved; r++)
        if (!(f->registers >> r & 1)) dead[ndead++] = at[r];
      return;
    }
    if (!f->native) return;
    uintptr_t cfa = sp + f->size;
    for (int r = 0; r < kCalleeSaved; r++)
      if (f->saved[r]) at[r] = cfa + uintptr_t(intptr_t(f->saved[r]));
    pc = *reinterpret_cast<uintptr_t *>(cfa - 8);
    sp = cfa;
  }
}
// A range without tables.
void scanUnknown(wbWork &w, uintptr_t lo, uintptr_t hi) {
  while (lo < hi) {
    uintptr_t end = hi;
    for (int i = 0; i < ndead; i++)
      if (dead[i] >= lo && dead[i] < end) end = dead[i];
    scanNoting(w, lo, end);
    lo = end + 8;
  }
}
void noteWords(void *w, uintptr_t lo, uintptr_t hi) { scanNoting(*static_cast<wbWork *>(w), lo, hi, false); }
bool pointedAt(void *, uintptr_t lo, uintptr_t hi) {
  if (hitsFull) return true;
  for (uintptr_t i = 0; i < nhits; i++)
    if (hits[i] >= lo && hits[i] <= hi) return true;
  return false;
}
// Addresses in [lo, hi) are behind the walk.
void forget(uintptr_t lo, uintptr_t hi) {
  uintptr_t n = 0;
  for (uintptr_t i = 0; i < nhits; i++)
    if (hits[i] < lo || hits[i] >= hi) hits[n++] = hits[i];
  nhits = n;
}

struct Walk {
  g *gp;
  UnwindCtx c;
  bool stale;    // c has not its callee-saved registers
  bool on;       // false: the rest is scanned conservatively
  bool prologue; // c is the call of __morestack in a prologue: the frame isn't there yet
  bool silent;   // frames of the runtime that hold nothing, down to the first Go frame
  int frames;
  uintptr_t inner; // the pc of the frame before
};

// Brings all registers of the current frame into k.c.
bool refresh(Walk &k) {
  if (!k.stale) return true;
  uintptr_t sp = k.c.r[kDwRsp];
  UnwindCtx c = savedContext(k.gp);
  for (int i = 0; i < kMaxFrames + 8 && c.r[kDwRsp] != sp; i++)
    if (!unwindStep(&c)) return false;
  if (c.r[kDwRsp] != sp || c.pc != k.c.pc) return false;
  k.c = c;
  k.stale = false;
  return true;
}

// The ranges of words that a frame's table calls live, below cfa.
template <class F> void liveWords(const LiveFrame &f, uintptr_t cfa, F use) {
  uintptr_t a = cfa - 8 - uintptr_t(f.words) * 8;
  const uint8_t *p = f.runs;
  for (uint32_t i = 0; i < f.nruns; i++) {
    a += uleb(p) * 8;
    uintptr_t end = a + uleb(p) * 8;
    use(a, end);
    a = end;
  }
}

// From lo, where the frame at k.c begins, up to hi, the end of the segment. Returns where it stopped.
uintptr_t scanFrames(wbWork &w, Walk &k, uintptr_t lo, uintptr_t hi) {
  uintptr_t done = lo;
  while (k.on) {
    uintptr_t sp = k.c.r[kDwRsp];
    if (sp < done || sp >= hi || ++k.frames > kMaxFrames) {
      k.on = false;
      break;
    }
    if (vmHooks && vmHooks->contains(k.c.pc)) {
      k.silent = false;
      UnwindCtx up = k.c;
      if (!vmHooks->step(&up)) {
        k.on = false;
        break;
      }
      vmHooks->scanFrame(&k.c, k.inner, {&w, noteWords, pointedAt});
      k.inner = k.c.pc;
      k.c.pc = up.pc;
      uintptr_t next = k.c.r[kDwRsp] = up.r[kDwRsp];
      forget(sp, next > sp && next < hi ? next : hi);
      if (next <= sp || next > hi) return hi; // on the segment below
      done = next;
      continue;
    }
    if (inMorestack(k.c.pc)) { // the stack goes on in the segment below
      scanNoting(w, done, hi);
      k.prologue = true;
      if (!unwindStep(&k.c)) k.on = false;
      return hi;
    }
    if (k.silent && !runtimeTextContains(k.c.pc)) k.silent = false;
    k.inner = k.c.pc;
    LiveFrame *f = k.c.exact ? nullptr : liveFrame(k.c.pc);
    if (f && f->size == kNoCaller) {
      k.on = false;
      break;
    }
    if (f && f->size) {
      k.c.pc = *reinterpret_cast<uintptr_t *>(sp + f->size - 8);
      k.c.r[kDwRsp] = sp + f->size;
      k.stale = true;
      if (vmHooks) vmHooks->enterFrame(&k.c);
    } else if (!refresh(k) || !unwindStep(&k.c)) {
      k.on = false;
      break;
    }
    if (k.prologue) f = nullptr;
    k.prologue = false;
    uintptr_t cfa = k.c.r[kDwRsp];
    if (cfa <= sp || cfa > hi) {
      k.on = false;
      break;
    }
    if (f && f->runs && cfa - sp >= (f->words + 1) * 8) {
      uintptr_t a = cfa - 8 - uintptr_t(f->words) * 8;
      scanNoting(w, done, a); // arguments pushed for the call
      liveWords(*f, cfa, [&](uintptr_t from, uintptr_t to) { scanNoting(w, from, to, f->pastEnd); });
    } else if (!k.silent) {
      scanUnknown(w, done, cfa);
    }
    done = cfa;
  }
  return done;
}

} // namespace

void scanStack(wbWork &w, g *gp) {
  Walk k;
  k.gp = gp;
  k.stale = false;
  k.on = gp->status == kGwaiting || gp->status == kGrunnable || gp->status == kGrunning || gp->status == kGsyscall;
  k.prologue = false;
  k.frames = 0;
  k.inner = 0;
  nhits = 0;
  hitsFull = false;
  nstackRanges = 0;
  if (vmHooks)
    eachStackRange(gp, gp->schedsp, [](uintptr_t lo, uintptr_t hi) {
      if (nstackRanges == 8) return;
      stackRanges[2 * nstackRanges] = lo;
      stackRanges[2 * nstackRanges++ + 1] = hi;
    });
  // runtime.GC waits with C++ frames whose saved registers are whatever the Go code before it left there; no value of Go's
  // lives in a register across a call of a Go function.
  k.silent = gp->gcCaller && gp->status == kGwaiting;
  if (k.on) k.c = savedContext(gp);
  ndead = 0;
  if (k.on) findDeadRegisters(gp);
  bool first = true;
  eachStackRange(gp, gp->schedsp, [&](uintptr_t lo, uintptr_t hi) {
    uintptr_t from = lo, sp = k.on ? k.c.r[kDwRsp] : 0;
    k.on = sp >= lo && sp < hi;
    if (k.on) {
      if (!first || !k.silent) scanUnknown(w, lo, sp); // the saved registers
      from = scanFrames(w, k, sp, hi);
    }
    first = false;
    scanNoting(w, from, hi);
  });
}

void eachLiveStackWord(g *gp, void (*f)(g *gp, uintptr_t at)) {
  uintptr_t pc = 0, before = 0; // the frame under way
  int frames = 0;
  walkStack(savedContext(gp), [&](uintptr_t, const UnwindCtx &c) {
    uintptr_t sp = c.r[kDwRsp];
    if (pc && segmentOf(gp, sp) == segmentOf(gp, before)) {
      LiveFrame *l = liveFrame(pc);
      if (l->runs && sp - before >= (l->words + 1) * 8)
        liveWords(*l, sp, [&](uintptr_t a, uintptr_t end) {
          for (; a < end; a += 8) f(gp, a);
        });
    }
    pc = c.exact ? 0 : c.pc;
    before = sp;
    return ++frames < kMaxFrames;
  });
}

} // namespace golem

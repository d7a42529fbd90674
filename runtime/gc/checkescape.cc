// Checks escape analysis while the program runs (golem build --check-escape, or GODEBUG=checkescape=1 for any program).
//
// The first invariant of the analysis (compiler/escape/graph.h): no pointer to a stack object is ever stored in the heap. The second: none
// outlives it. So at the end of marking, with the world stopped, no word of a live heap object or of a package variable that the
// collector takes for a pointer may point into any goroutine's stack, be it a frame that is still there, one that has returned, or a
// segment that nobody uses any more. GODEBUG=checkescape=2 also looks for words of one goroutine's stack that point into a frame of another's
// that has returned, among those that the compiler's tables call live (stackscan.cc). They have no types: bytes in a buffer can look so.
// What is found is printed with the function whose frame it is, and the program ends with status 2.
//
// A frame is only dead between its return and the reuse of its memory, so collections come often: after the first 32 allocations, then
// each time their number has grown by a sixteenth.
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/stack.h"

extern "C" {
extern char golem_checkescape[] __attribute__((weak)); // the linker defines it for --check-escape
extern char __start_golem_ptrdata[] __attribute__((weak)), __stop_golem_ptrdata[] __attribute__((weak));
extern char __start_golem_ptrbss[] __attribute__((weak)), __stop_golem_ptrbss[] __attribute__((weak));
}

namespace golem {

bool checkEscapeOn;
static bool stacksToo;

void checkEscapeInit() {
  int64_t level = sys::godebug("checkescape", golem_checkescape ? 1 : 0);
  checkEscapeOn = level > 0;
  stacksToo = level > 1;
}

namespace {

struct Range {
  uintptr_t lo, hi;
};
Range chunks[1024]; // where stackalloc takes first and second segments from
int nchunks;
uintptr_t lowest = ~uintptr_t(0), highest;

uintptr_t deferred[1 << 14]; // the last heap entries of deferred calls
uint32_t ndeferred;

// What holds the pointer.
struct Holder {
  const char *what;
  uintptr_t base, size, word;
  g *gp;
};

// The function whose frame holds a, of a goroutine that stands at its saved stack pointer.
GoString frameAt(g *gp, uintptr_t a) {
  GoString name{};
  uintptr_t below = gp->schedsp;
  walkStack(savedContext(gp), [&](uintptr_t pc, const UnwindCtx &c) {
    uintptr_t sp = c.r[kDwRsp];
    if (segmentOf(gp, sp) == segmentOf(gp, a) && a < sp && a >= below) return false;
    FrameInfo info;
    if (pcFrame(pc, 0, &info)) name = info.name;
    below = sp;
    return true;
  });
  return name;
}

bool alive(g *gp, uintptr_t a) {
  bool in = false;
  eachStackRange(gp, gp->schedsp, [&](uintptr_t lo, uintptr_t hi) { in = in || (a >= lo && a < hi); });
  return in;
}

g *ownerOf(uintptr_t a) {
  for (int64_t i = 0; i < allglen; i++) {
    g *gp = allgs[i];
    if (gp->status != kGdead && gp->status != kGidle && segmentOf(gp, a) >= 0) return gp;
  }
  return nullptr;
}

bool inStack(uintptr_t v) {
  if (v < lowest || v >= highest) return false;
  for (int i = 0; i < nchunks; i++)
    if (v >= chunks[i].lo && v < chunks[i].hi) return true;
  g *gp = ownerOf(v); // a third segment
  return gp != nullptr;
}

[[noreturn]] void found(const Holder &h, uintptr_t v) {
  g *gp = ownerOf(v);
  printstr("checkescape: ");
  printstr(h.what);
  if (h.gp) {
    printstr(" of goroutine ");
    printdec(h.gp->goid);
    GoString f = frameAt(h.gp, h.base);
    printstr(", in the frame of ");
    printgo(f);
  } else {
    printstr(" at ");
    printhex(h.base);
    if (h.size) {
      printstr(" (");
      printudec(h.size);
      printstr(" bytes), word ");
      printudec(h.word);
    }
  }
  printstr(", points to ");
  printhex(v);
  if (!gp) {
    printstr(", the stack of a goroutine that has ended\n");
  } else {
    bool live = alive(gp, v);
    printstr(live ? ", the frame of " : ", a frame that has returned, called from ");
    GoString f = frameAt(gp, live ? v : gp->schedsp);
    printgo(f);
    printstr(" in goroutine ");
    printdec(gp->goid);
    printstr("\n");
    traceback(gp, false);
  }
  printstr("fatal error: a stack object outlives its frame\n");
  sys::exit(2);
}

// A deferred call of a loop is an entry on the heap in the list of its function's, which the others, in the frame, are in, too. So it may
// point into the frame; and when the frame is gone, a word of some stack may still keep it from being collected.
bool isDeferred(const Holder &h) {
  if (h.word || h.size != sizeof(DeferEntry)) return false;
  for (uintptr_t e : deferred)
    if (e == h.base) return true;
  return false;
}

void look(const Holder &h, uintptr_t v) {
  if (v && inStack(v) && !isDeferred(h)) found(h, v);
}

void lookAtHeap() {
  static uint8_t mask[4096];
  for (int64_t k = 0; k < mheap.nspans; k++) {
    mspan *s = mheap.allspans[k];
    if (s->state != kSpanInUse || s->noscan()) continue;
    uintptr_t header = s->cls >= 2 && !heapBitsInSpan(s->elemsize) ? kMallocHeader : 0;
    for (uint32_t i = 0; i < s->nelems; i++) {
      if (!s->isMarked(i)) continue;
      uintptr_t base = s->base + i * s->elemsize;
      if (s->cls >= 2) {
        int64_t n = golem_heapmask(base + header, mask, sizeof mask);
        for (int64_t w = 0; w < n; w++)
          if (mask[w]) look({"heap object", base + header, s->elemsize - header, uint64_t(w), nullptr}, reinterpret_cast<uintptr_t *>(base + header)[w]);
        continue;
      }
      const Type *t = s->largeType;
      if (!t || !t->size) continue;
      const uint8_t *bits = gcMask(t);
      for (uintptr_t e = base; e + t->ptrBytes <= s->limit; e += t->size)
        for (uintptr_t o = 0; o < t->ptrBytes / 8; o++)
          if (bits[o / 8] >> (o % 8) & 1) look({"heap object", base, s->elemsize, (e - base) / 8 + o, nullptr}, reinterpret_cast<uintptr_t *>(e)[o]);
    }
  }
}

void lookAtVariables(const char *lo, const char *hi) {
  for (auto *p = reinterpret_cast<const uintptr_t *>(lo); p + 1 <= reinterpret_cast<const uintptr_t *>(hi); p++)
    look({"package variable", uintptr_t(p), 0, 0, nullptr}, *p);
}

void lookAtStack(g *gp) {
  eachLiveStackWord(gp, [](g *gp, uintptr_t at) {
    uintptr_t v = *reinterpret_cast<uintptr_t *>(at);
    if (v < lowest || v >= highest || segmentOf(gp, v) >= 0) return;
    g *other = ownerOf(v);
    if (other && !alive(other, v)) found({"stack word", at, 0, 0, gp}, v);
  });
}

} // namespace

void noteDeferred(void *entry) {
  uint32_t i = __atomic_fetch_add(&ndeferred, 1, __ATOMIC_RELAXED) % (sizeof deferred / sizeof *deferred);
  __atomic_store_n(&deferred[i], uintptr_t(entry), __ATOMIC_RELAXED);
}

void noteStackChunk(uintptr_t lo, uintptr_t hi) {
  if (nchunks == sizeof chunks / sizeof *chunks) return; // more than 60 GB of stacks
  chunks[nchunks++] = {lo, hi};
  if (lo < lowest) lowest = lo;
  if (hi > highest) highest = hi;
}

void checkEscapes() {
  for (int64_t i = 0; i < allglen; i++) // third segments are mappings of their own
    for (const Stack &s : allgs[i]->segs) {
      if (!s.lo) continue;
      if (s.lo < lowest) lowest = s.lo;
      if (s.hi > highest) highest = s.hi;
    }
  lookAtHeap();
  lookAtVariables(__start_golem_ptrdata, __stop_golem_ptrdata);
  lookAtVariables(__start_golem_ptrbss, __stop_golem_ptrbss);
  for (int64_t i = 0; stacksToo && i < allglen; i++)
    if (allgs[i]->status == kGwaiting || allgs[i]->status == kGrunnable) lookAtStack(allgs[i]);
}

bool checkEscapeDue(int64_t allocations) {
  static int64_t next = 32;
  int64_t due = __atomic_load_n(&next, __ATOMIC_RELAXED);
  if (allocations < due) return false;
  return __atomic_compare_exchange_n(&next, &due, allocations + 32 + allocations / 16, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

} // namespace golem

// Sweeping: after marking, each span's mark bits become its allocation bits; empty spans go back to the page heap.
//
// Lazy: allocation sweeps the spans it wants to use, the collector's thread the rest, and a new cycle begins only when all
// are swept. A span is swept by whoever took it off an unswept list, so no state of its own is needed. Objects with a
// finalizer that were found dead are kept for one more cycle and their finalizer is queued.
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/proc.h"

namespace golem {

struct Special {
  Special *next;              // in the span
  Special *allnext, *allprev; // in allSpecials
  uintptr_t base;             // the object's slot
  void *obj;                  // the pointer the finalizer gets
  FuncVal *fn;
  const Type *fint;           // parameter type of the finalizer
  Type *objType;
  int64_t kind;               // 0 finalizer, 1 cleanup
  uint64_t id;                // of a cleanup
};
bool clobberFree;
static mutex specialLock;
static Special *allSpecials, *freeSpecials;
static Special *queueHead, *queueTail;
static g *finalizerG;
static bool finalizerWaits;
static FuncVal *poolCleanup;
static bool poolCleanupDue;
static bool finalizerStarted;

static void unlinkAll(Special *sp) {
  if (sp->allprev)
    sp->allprev->allnext = sp->allnext;
  else
    allSpecials = sp->allnext;
  if (sp->allnext) sp->allnext->allprev = sp->allprev;
}

static void sweepSpecials(mspan *s) {
  lock(&specialLock);
  Special **pp = &s->specials;
  while (Special *sp = *pp) {
    uintptr_t idx = s->objIndex(sp->base);
    if (s->isMarked(idx)) {
      pp = &sp->next;
      continue;
    }
    // All finalizers and cleanups of the object are due; a finalizer keeps it for this cycle.
    if (sp->kind == 0) s->mark(idx);
    *pp = sp->next;
    unlinkAll(sp);
    sp->next = nullptr;
    if (queueTail)
      queueTail->next = sp;
    else
      queueHead = sp;
    queueTail = sp;
  }
  bool wake = queueHead && finalizerWaits;
  if (wake) finalizerWaits = false;
  g *gp = finalizerG;
  unlock(&specialLock);
  if (wake) goready(gp);
}

bool sweepSpan(mspan *s, bool preserve) {
  if (s->specials) sweepSpecials(s);
  uint32_t live = 0;
  uint64_t *marks = s->markBits();
  for (uint32_t i = 0; i < (s->nelems + 63) / 64; i++) live += uint32_t(__builtin_popcountll(marks[i]));
  uint32_t freed = s->allocCount - live;
  int sc = s->cls >> 1;
  if (freed) {
    if (sc)
      __atomic_fetch_add(&heapStats.smallFree[sc], freed, __ATOMIC_RELAXED);
    else {
      __atomic_fetch_add(&heapStats.largeFreeCount, 1, __ATOMIC_RELAXED);
      __atomic_fetch_add(&heapStats.largeFree, s->npages * kPageSize, __ATOMIC_RELAXED);
    }
  }
  if (__builtin_expect(clobberFree, 0)) { // GODEBUG=clobberfree=1: make a use after free visible
    for (uint32_t i = 0; i < s->nelems; i++)
      if (!s->isMarked(i) && !s->isFree(i)) {
        auto *w = reinterpret_cast<uint64_t *>(s->base + i * s->elemsize);
        for (uintptr_t k = 0; k < s->elemsize / 8; k++) w[k] = 0xdeadbeefdeadbeef;
      }
  }
  s->allocCount = s->countAtCache = live;
  s->sweepgen = mheap.sweepgen;
  if (live == 0 && !preserve) {
    freeSpan(s);
    return true;
  }
  s->which ^= 1;
  uint64_t *m = s->markBits();
  for (uint32_t i = 0; i < (s->nelems + 63) / 64; i++) m[i] = 0;
  s->freeindex = 0;
  refillCacheAtZero(s);
  s->needzero = true;
  return false;
}

static int sweepCls; // only the collector's thread
bool sweepOne() {
  int sg = mheap.sweepgen / 2 % 2;
  for (; sweepCls < kNumSpanClasses; sweepCls++) {
    mcentral &c = mheap.central[sweepCls];
    lock(&c.lk);
    mspan *s = c.partial[sg ^ 1].pop();
    if (!s) s = c.full[sg ^ 1].pop();
    unlock(&c.lk);
    if (!s) continue;
    if (!sweepSpan(s, false)) {
      lock(&c.lk);
      (s->allocCount == s->nelems ? c.full[sg] : c.partial[sg]).push(s);
      unlock(&c.lk);
    }
    return true;
  }
  return false;
}
void finishSweep() {
  while (sweepOne()) {
  }
}
void startSweep() {
  mheap.sweepgen += 2;
  sweepCls = 0;
}

// A finalizer's closure and everything its object points to stay alive; the object itself does not.
void markSpecialRoots(wbWork &w) {
  lock(&specialLock);
  for (Special *sp = allSpecials; sp; sp = sp->allnext) {
    greyPointer(w, uintptr_t(sp->fn));
    if (sp->kind == 0) {
      mspan *s = spanOf(sp->base);
      if (s && !s->noscan()) scanObject(w, sp->base);
    }
  }
  for (Special *sp = queueHead; sp; sp = sp->next) {
    greyPointer(w, uintptr_t(sp->fn));
    greyPointer(w, uintptr_t(sp->obj));
  }
  unlock(&specialLock);
}

static void finalizerLoop() {
  for (;;) {
    lock(&specialLock);
    if (poolCleanupDue) {
      poolCleanupDue = false;
      unlock(&specialLock);
      semacquireWorld();
      systemstack([] { stopTheWorld(); });
      getm()->locks++; // Go code with the world stopped must not yield
      golem_callgo(poolCleanup);
      getm()->locks--;
      systemstack([] { startTheWorld(); });
      semreleaseWorld();
      continue;
    }
    Special *sp = queueHead;
    if (!sp) {
      finalizerWaits = true;
      goparkunlock(&specialLock, kWaitFinalizerWait);
      continue;
    }
    queueHead = sp->next;
    if (!queueHead) queueTail = nullptr;
    unlock(&specialLock);
    FuncVal *fn = sp->fn;
    void *obj = sp->obj;
    const Type *fint = sp->fint;
    Type *ot = sp->objType;
    int64_t kind = sp->kind;
    lock(&specialLock);
    sp->next = freeSpecials;
    freeSpecials = sp;
    unlock(&specialLock);
    if (kind == 1) {
      golem_callgo(fn);
    } else if (fint->kind() != kInterface) {
      golem_callgo2(fn, obj, nullptr);
    } else {
      auto *it = static_cast<const InterfaceType *>(fint);
      void *tab = it->nmethods == 0 ? static_cast<void *>(ot) : getitabFor(it, ot);
      golem_callgo2(fn, tab, obj);
    }
  }
}
static FuncVal finalizerFn{reinterpret_cast<void *>(finalizerLoop)};

void startFinalizerGoroutine() {
  if (__atomic_exchange_n(&finalizerStarted, true, __ATOMIC_ACQ_REL)) return;
  finalizerG = newSystemGoroutine(&finalizerFn);
}
bool finalizersQueued() { return __atomic_load_n(&queueHead, __ATOMIC_RELAXED) != nullptr; }

static uint64_t specialIds;
bool addFinalizer(void *obj, uintptr_t base, FuncVal *fn, const Type *fint, Type *ot, int64_t kind, uint64_t *idOut) {
  mspan *s = spanOf(base);
  startFinalizerGoroutine();
  lock(&specialLock);
  if (kind == 0)
    for (Special *sp = s->specials; sp; sp = sp->next)
      if (sp->base == base && sp->kind == 0) {
        unlock(&specialLock);
        return false;
      }
  Special *sp = freeSpecials;
  if (sp)
    freeSpecials = sp->next;
  else
    sp = static_cast<Special *>(persistentalloc(sizeof(Special)));
  *sp = {s->specials, allSpecials, nullptr, base, obj, fn, fint, ot, kind, ++specialIds};
  if (idOut) *idOut = sp->id;
  if (allSpecials) allSpecials->allprev = sp;
  allSpecials = sp;
  s->specials = sp;
  if (gcphase != kGCoff) { // this cycle's root scan is over
    shade(uintptr_t(fn));
    if (kind == 0 && !s->noscan()) scanObject(getp()->gcw, base);
  }
  unlock(&specialLock);
  return true;
}

static void removeFinalizer(uintptr_t base) {
  mspan *s = spanOf(base);
  lock(&specialLock);
  for (Special **pp = &s->specials; *pp; pp = &(*pp)->next)
    if ((*pp)->base == base && (*pp)->kind == 0) {
      Special *sp = *pp;
      *pp = sp->next;
      unlinkAll(sp);
      sp->next = freeSpecials;
      freeSpecials = sp;
      break;
    }
  unlock(&specialLock);
}

extern "C" void golem_setfinalizer(Type *ot, void *obj, Type *ft, void *fdata) {
  auto bad = [](const char *t) { throwError(t); };
  if (!ot) bad("runtime.SetFinalizer: first argument is nil");
  if (ot->kind() != kPointer) bad("runtime.SetFinalizer: first argument is not a pointer");
  if (!obj) bad("nil elem type!");
  auto *pt = static_cast<PtrType *>(ot);
  uintptr_t a = uintptr_t(obj);
  mspan *s = spanOfObject(a);
  if (!s) {
    if (a == uintptr_t(&golem_zerobase) || pt->elem->size == 0) return;
    return; // a static variable: lives for ever
  }
  uintptr_t base = s->base + s->objIndex(a) * s->elemsize;
  if (!ft) {
    systemstack([&] { removeFinalizer(base); });
    return;
  }
  if (ft->kind() != kFunc) bad("runtime.SetFinalizer: second argument is not a function");
  auto *fn = static_cast<FuncType *>(ft);
  if (fn->inCount != 1) bad("runtime.SetFinalizer: cannot pass argument to finalizer");
  Type *fint = *reinterpret_cast<Type **>(reinterpret_cast<char *>(fn) + 56 + (fn->tflag & kTFlagUncommon ? 16 : 0));
  // A func value is pointer-shaped: the interface's data word is the func value itself.
  startFinalizerGoroutine();
  bool ok = true;
  systemstack([&] { ok = addFinalizer(obj, base, static_cast<FuncVal *>(fdata), fint, ot, 0); });
  if (!ok) bad("runtime.SetFinalizer: finalizer already set");
}

// runtime.AddCleanup: fn is a func() that closes over function and argument.
extern "C" uint64_t golem_addcleanup(void *obj, FuncVal *fn) {
  mspan *s = spanOfObject(uintptr_t(obj));
  if (!s) return 0;
  startFinalizerGoroutine();
  uintptr_t base = s->base + s->objIndex(uintptr_t(obj)) * s->elemsize;
  uint64_t id = 0;
  systemstack([&] { addFinalizer(obj, base, fn, nullptr, nullptr, 1, &id); });
  return id;
}
extern "C" void golem_stopcleanup(uintptr_t obj, uint64_t id) {
  mspan *s = spanOfObject(obj);
  if (!s) return;
  systemstack([&] {
    lock(&specialLock);
    for (Special **pp = &s->specials; *pp; pp = &(*pp)->next)
      if ((*pp)->kind == 1 && (*pp)->id == id) {
        Special *sp = *pp;
        *pp = sp->next;
        unlinkAll(sp);
        sp->next = freeSpecials;
        freeSpecials = sp;
        break;
      }
    unlock(&specialLock);
  });
}

// sync.Pool's cleanup runs between two collections on the finalizer goroutine, with the world stopped.
extern "C" void golem_setpoolcleanup(FuncVal *f) {
  poolCleanup = f; // a static func value, or kept alive by runtime.poolCleanup
  startFinalizerGoroutine();
}
void gcCycleDone() {
  if (!poolCleanup) return;
  lock(&specialLock);
  poolCleanupDue = true;
  bool wake = finalizerWaits;
  finalizerWaits = false;
  g *gp = finalizerG;
  unlock(&specialLock);
  if (wake) goready(gp);
}

} // namespace golem

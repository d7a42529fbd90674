// What hangs on heap objects: finalizers, cleanups, weak pointers, records of sampled allocations.
//
// Each is a Special in its object's span, found by the exact pointer it was made with. When the sweep meets an object that is
// not marked: weak handles become nil first; if there is a finalizer, the object lives for one more cycle, the finalizer is
// queued and the cleanups wait; otherwise the cleanups are queued and the object dies. (Documented order: weak.Pointer,
// runtime.AddCleanup.)
//
// A weak pointer is a handle: a small object of its own that holds the object's address as a number, one per pointer and kept
// by the Special, so that handles of equal pointers are equal. Turning a handle into a pointer races with the collector in two
// places. While it marks, the object must be shaded, because this may be the only pointer to it. Between mark termination and the
// sweep of the object's span, mark bits tell whether it is dead; specialLock keeps the sweep from exchanging them meanwhile.
#include "runtime/race/race.h"
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/panic/panic.h"
#include "runtime/prof/prof.h"
#include "runtime/sched/proc.h"

namespace golem {

enum SpecialKind : uint8_t {
  kFinalizer,
  kCleanup,
  kWeak,
  kProfile, // a sampled allocation
  kBubble,  // belongs to a bubble of testing/synctest (id)
};
struct Special {
  Special *next;              // in the span
  Special *allnext, *allprev; // in allSpecials
  uintptr_t ptr;              // the exact pointer
  SpecialKind kind;
  FuncVal *fn;                // finalizer; cleanup: func()
  const Type *fint;           // finalizer: type of its parameter
  Type *objType;              // finalizer: type of the pointer
  FuncType *ftype;            // finalizer: its type
  uintptr_t *handle;          // weak
  Bucket *bucket;             // profile
  uint64_t id;                // of a cleanup; profile: the object's size
};

namespace {

mutex specialLock;
Special *allSpecials, *freeSpecials;
FuncVal *poolCleanup;
uint64_t specialIds;

// Finalizers and cleanups have a goroutine each, so that one that blocks does not hold up the other kind.
struct Queue {
  Special *head, *tail;
  g *runner;
  bool waits, started;
  uint64_t queued, run;
} finalizers, cleanups;

void enqueue(Queue &q, Special *sp) {
  sp->next = nullptr;
  q.queued++;
  if (q.tail) q.tail->next = sp;
  else q.head = sp;
  q.tail = sp;
}
g *toWake(Queue &q) { // specialLock held
  if (!q.waits || !q.head) return nullptr;
  q.waits = false;
  return q.runner;
}

void unlinkAll(Special *sp) {
  if (sp->allprev) sp->allprev->allnext = sp->allnext;
  else allSpecials = sp->allnext;
  if (sp->allnext) sp->allnext->allprev = sp->allprev;
}
void release(Special *sp) {
  sp->next = freeSpecials;
  freeSpecials = sp;
}
Special *acquire() {
  Special *sp = freeSpecials;
  if (sp) freeSpecials = sp->next;
  else sp = static_cast<Special *>(persistentalloc(sizeof(Special)));
  *sp = {};
  return sp;
}
// The list is in no particular order: spans with many specials are rare.
Special *find(mspan *s, uintptr_t ptr, SpecialKind kind) {
  for (Special *sp = s->specials; sp; sp = sp->next)
    if (sp->ptr == ptr && sp->kind == kind) return sp;
  return nullptr;
}
void link(mspan *s, Special *sp) {
  sp->next = s->specials;
  s->specials = sp;
  sp->allnext = allSpecials;
  sp->allprev = nullptr;
  if (allSpecials) allSpecials->allprev = sp;
  allSpecials = sp;
}
void markSpecial(wbWork &w, Special *sp) {
  greyPointer(w, uintptr_t(sp->fn));
  greyPointer(w, uintptr_t(sp->handle));
  if (sp->kind != kFinalizer) return;
  // Everything the object points to stays alive; the object itself does not.
  mspan *s = spanOf(sp->ptr);
  if (s && !s->noscan()) scanObject(w, s->base + s->objIndex(sp->ptr) * s->elemsize);
}

// Removes the first special that `match` accepts.
template <class F> bool removeSpecial(uintptr_t ptr, F match) {
  mspan *s = spanOfObject(ptr);
  if (!s) return false;
  bool found = false;
  systemstack([&] {
    lock(&specialLock);
    for (Special **pp = &s->specials; *pp; pp = &(*pp)->next)
      if ((*pp)->ptr == ptr && match(*pp)) {
        Special *sp = *pp;
        *pp = sp->next;
        unlinkAll(sp);
        release(sp);
        found = true;
        break;
      }
    unlock(&specialLock);
  });
  return found;
}

// Counts the registers of a result of type t; false if it travels in memory whatever is free (compiler/llvm/abi.cc).
bool countRegisters(const Type *t, int64_t &ints, int64_t &floats) {
  switch (t->kind()) {
  case kFloat32: case kFloat64: floats++; return true;
  case kComplex64: case kComplex128: floats += 2; return true;
  case kString: case kInterface: ints += 2; return true;
  case kSlice: ints += 3; return true;
  case kArray: {
    auto *a = static_cast<const ArrayType *>(t);
    return a->len == 0 || (a->len == 1 && countRegisters(a->elem, ints, floats));
  }
  case kStruct: {
    auto *st = static_cast<const StructType *>(t);
    for (int64_t i = 0; i < st->nfields; i++)
      if (!countRegisters(st->fields[i].typ, ints, floats)) return false;
    return true;
  }
  default: ints++; return true;
  }
}
// A room for results that don't fit registers; null if all do. Nobody reads them.
void *resultBlock(const FuncType *ft) {
  auto *params = reinterpret_cast<Type *const *>(reinterpret_cast<const char *>(ft) + sizeof(FuncType) + (ft->tflag & kTFlagUncommon ? 16 : 0));
  int64_t ints = 0, floats = 0;
  uintptr_t bytes = 0;
  bool fit = true;
  for (int i = 0; i < (ft->outCount & 0x7fff); i++) {
    const Type *t = params[ft->inCount + i];
    fit = (t->size == 0 || countRegisters(t, ints, floats)) && fit;
    bytes += t->size + 16;
  }
  return fit && ints <= 10 && floats <= 16 ? nullptr : mallocgc(bytes, nullptr, true);
}

void runFinalizer(const Special &sp) {
  void *obj = reinterpret_cast<void *>(sp.ptr);
  void *args[3] = {obj, nullptr, nullptr};
  if (sp.fint->kind() == kInterface) {
    auto *it = static_cast<const InterfaceType *>(sp.fint);
    args[0] = it->nmethods == 0 ? static_cast<void *>(sp.objType) : getitabFor(it, sp.objType);
    args[1] = obj;
  }
  if (void *block = resultBlock(sp.ftype)) golem_callgo3(sp.fn, block, args[0], args[1]);
  else golem_callgo2(sp.fn, args[0], args[1]);
}

// Takes one special off the queue and runs it; specialLock is held and released. Its frame dies before the goroutine parks, and
// clearBelow wipes where it was: a stale address on this stack would keep whatever is allocated there next.
__attribute__((noinline)) void runOne(Queue &q) {
  Special *sp = q.head;
  q.head = sp->next;
  if (!q.head) q.tail = nullptr;
  q.run++;
  Special copy = *sp; // on this stack, so that the collector sees it
  release(sp);
  unlock(&specialLock);
  if (copy.kind == kCleanup) {
    void *outer = race::enterContext(getg());
    golem_callgo(copy.fn);
    race::leaveContext(getg(), outer);
  } else runFinalizer(copy);
}
__attribute__((noinline)) void clearBelow() {
  uint64_t room[256];
  __builtin_memset(room, 0, sizeof room);
  asm volatile("" ::"r"(room) : "memory");
}

void runQueue(Queue &q) {
  race::finalizerGoroutine(getg());
  for (;;) {
    lock(&specialLock);
    if (q.head) {
      runOne(q);
      clearBelow();
    } else {
      q.waits = true;
      goparkunlock(&specialLock, kWaitFinalizerWait);
      race::finalizerGoroutine(getg());
    }
  }
}
void finalizerLoop() { runQueue(finalizers); }
void cleanupLoop() { runQueue(cleanups); }
FuncVal finalizerFn{reinterpret_cast<void *>(finalizerLoop)}, cleanupFn{reinterpret_cast<void *>(cleanupLoop)};
void start(Queue &q) {
  if (__atomic_exchange_n(&q.started, true, __ATOMIC_ACQ_REL)) return;
  q.runner = newSystemGoroutine(&q == &finalizers ? &finalizerFn : &cleanupFn);
}

} // namespace

bool finalizersQueued() { return __atomic_load_n(&finalizers.head, __ATOMIC_RELAXED) || __atomic_load_n(&cleanups.head, __ATOMIC_RELAXED); }

void specialCounts(uint64_t out[4]) {
  out[0] = finalizers.queued;
  out[1] = finalizers.run;
  out[2] = cleanups.queued;
  out[3] = cleanups.run;
}

// ---- collector ----

// Leaves specialLock locked; endSweepSpecials releases it.
void beginSweepSpecials(mspan *s) {
  lock(&specialLock);
  Special *dead = nullptr;
  for (Special **pp = &s->specials; *pp;) {
    Special *sp = *pp;
    if (s->isMarked(s->objIndex(sp->ptr))) {
      pp = &sp->next;
      continue;
    }
    *pp = sp->next;
    sp->next = dead;
    dead = sp;
    if (sp->kind == kWeak) __atomic_store_n(sp->handle, 0, __ATOMIC_RELEASE);
  }
  // Objects with a finalizer live on; what else hangs on them stays, except weak pointers.
  for (Special *sp = dead; sp; sp = sp->next)
    if (sp->kind == kFinalizer) s->mark(s->objIndex(sp->ptr));
  while (Special *sp = dead) {
    dead = sp->next;
    if (sp->kind != kFinalizer && sp->kind != kWeak && s->isMarked(s->objIndex(sp->ptr))) {
      sp->next = s->specials;
      s->specials = sp;
      continue;
    }
    unlinkAll(sp);
    switch (sp->kind) {
    case kFinalizer: enqueue(finalizers, sp); break;
    case kCleanup: enqueue(cleanups, sp); break;
    case kProfile:
      profileFree(sp->bucket, sp->id);
      release(sp);
      break;
    case kWeak: case kBubble: release(sp); break;
    }
  }
}
void endSweepSpecials() {
  g *f = toWake(finalizers), *c = toWake(cleanups);
  unlock(&specialLock);
  if (f) goready(f);
  if (c) goready(c);
}

void markSpecialRoots(wbWork &w) {
  lock(&specialLock);
  for (Special *sp = allSpecials; sp; sp = sp->allnext) markSpecial(w, sp);
  for (Special *sp = finalizers.head; sp; sp = sp->next) {
    greyPointer(w, uintptr_t(sp->fn));
    greyPointer(w, sp->ptr);
  }
  for (Special *sp = cleanups.head; sp; sp = sp->next) greyPointer(w, uintptr_t(sp->fn));
  unlock(&specialLock);
}

// sync's pools drop what they have not used since the last cycle. Called at the beginning of one with the world stopped and the
// barrier still off. It is Go code on the collector's own stack, which has no guard and is not preempted: it must neither
// allocate nor park, as Go's own runtime asks of it.
void runPoolCleanup() {
  if (poolCleanup) golem_callgo(poolCleanup);
}

// ---- finalizers, cleanups ----

// Adds a copy of `proto` unless unique and one of the kind exists.
static bool addSpecial(const Special &proto, bool unique, uint64_t *id) {
  mspan *s = spanOfObject(proto.ptr);
  bool added = false;
  systemstack([&] {
    lock(&specialLock);
    if (!unique || !find(s, proto.ptr, proto.kind)) {
      Special *sp = acquire();
      *sp = proto;
      if (proto.kind == kCleanup) *id = sp->id = ++specialIds;
      link(s, sp);
      if (gcphase != kGCoff) markSpecial(getp()->gcw, sp); // this cycle's scan of the roots is over
      added = true;
    }
    unlock(&specialLock);
  });
  return added;
}

void addProfileSpecial(uintptr_t base, Bucket *b, uintptr_t size) {
  Special sp{};
  sp.ptr = base;
  sp.kind = kProfile;
  sp.bucket = b;
  sp.id = size;
  addSpecial(sp, false, nullptr);
}

extern "C" {

// Nothing is queued, and the goroutine that runs what is queued sleeps.
bool golem_queueidle(bool ofCleanups) {
  Queue &q = ofCleanups ? cleanups : finalizers;
  bool idle = false;
  systemstack([&] {
    lock(&specialLock);
    idle = !q.head && (q.waits || !q.queued);
    unlock(&specialLock);
  });
  return idle;
}

// The checks and their texts are runtime.SetFinalizer's (stdlib/overlay/runtime/cleanup.go). False: there is one.
bool golem_addfinalizer(void *obj, Type *ot, FuncVal *fn, FuncType *ft, const Type *fint) {
  start(finalizers);
  Special sp{};
  sp.ptr = uintptr_t(obj);
  sp.kind = kFinalizer;
  sp.fn = fn;
  sp.fint = fint;
  sp.objType = ot;
  sp.ftype = ft;
  return addSpecial(sp, true, nullptr);
}
void golem_removefinalizer(void *obj) {
  removeSpecial(uintptr_t(obj), [](Special *sp) { return sp->kind == kFinalizer; });
}
uint64_t golem_addcleanup(void *obj, FuncVal *fn) {
  start(cleanups);
  uint64_t id = 0;
  Special sp{};
  sp.ptr = uintptr_t(obj);
  sp.kind = kCleanup;
  sp.fn = fn;
  addSpecial(sp, false, &id);
  return id;
}
void golem_stopcleanup(uintptr_t obj, uint64_t id) {
  removeSpecial(obj, [id](Special *sp) { return sp->kind == kCleanup && sp->id == id; });
}

// Where the object around p begins and how long its slot is. 0: p is not in the heap, 1: it is, 2: in a block shared by tiny objects.
int64_t golem_findobject(uintptr_t p, uintptr_t *base, uintptr_t *size) {
  mspan *s = spanOfObject(p);
  if (!s) return 0;
  *base = s->base + s->objIndex(p) * s->elemsize;
  *size = s->elemsize;
  if (!s->noscan() && !heapBitsInSpan(s->elemsize) && s->cls >= 2) *base += kMallocHeader;
  return s->cls == makeSpanClass(2, true) ? 2 : 1;
}

// f is a static func value, or kept alive by runtime.poolCleanup.
void golem_setpoolcleanup(FuncVal *f) { poolCleanup = f; }

// ---- internal/synctest: whether an object belongs to a bubble. 0 to none, 1 to bubble id, 2 to another ----
int64_t golem_bubbleobject(uintptr_t p, uint64_t id, bool add) {
  mspan *s = spanOfObject(p);
  if (!s) return 0; // a package variable can't belong to one
  int64_t answer = 0;
  systemstack([&] {
    lock(&specialLock);
    if (Special *sp = find(s, p, kBubble)) {
      answer = sp->id == id ? 1 : 2;
    } else if (add) {
      sp = acquire();
      sp->ptr = p;
      sp->kind = kBubble;
      sp->id = id;
      link(s, sp);
      answer = 1;
    }
    unlock(&specialLock);
  });
  return answer;
}
void golem_bubbleforget(uintptr_t p) {
  removeSpecial(p, [](Special *sp) { return sp->kind == kBubble; });
}

// ---- weak pointers ----

// Objects outside the heap live for ever; their handles, too.
static uintptr_t *immortalHandle(uintptr_t p) {
  struct Handle {
    uintptr_t ptr;
    Handle *next;
  };
  static Handle *table[256];
  Handle **head = &table[(p >> 3) % 256], *h = nullptr;
  systemstack([&] {
    lock(&specialLock);
    for (h = *head; h && h->ptr != p; h = h->next) {}
    if (!h) {
      h = static_cast<Handle *>(persistentalloc(sizeof(Handle)));
      *h = {p, *head};
      *head = h;
    }
    unlock(&specialLock);
  });
  return &h->ptr;
}

void *golem_weakhandle(void *p) {
  mspan *s = spanOfObject(uintptr_t(p));
  if (!s) return immortalHandle(uintptr_t(p));
  uintptr_t *handle = nullptr;
  auto existing = [&] {
    systemstack([&] {
      lock(&specialLock);
      if (Special *sp = find(s, uintptr_t(p), kWeak)) handle = sp->handle;
      unlock(&specialLock);
    });
  };
  existing();
  if (!handle) {
    auto *h = static_cast<uintptr_t *>(
        mallocgc(24, nullptr, true)); // 24: neither in a block with tiny objects, nor behind one (an address on a stack keeps what ends there)
    *h = uintptr_t(p);
    Special sp{};
    sp.ptr = uintptr_t(p);
    sp.kind = kWeak;
    sp.handle = h;
    if (addSpecial(sp, true, nullptr)) return h;
    existing();
  }
  // While marking, the special alone would not keep it: the program may hold it from now on.
  if (gcphase != kGCoff) shade(uintptr_t(handle));
  return handle;
}

void *golem_strongfromweak(uintptr_t *handle) {
  uintptr_t p = 0;
  systemstack([&] {
    lock(&specialLock);
    p = __atomic_load_n(handle, __ATOMIC_ACQUIRE);
    mspan *s = p ? spanOfObject(p) : nullptr;
    if (s) {
      auto unswept = [&] { return __atomic_load_n(&s->sweepgen, __ATOMIC_ACQUIRE) != mheap.sweepgen; };
      if (gcphase != kGCoff) shade(p);
      // The second look: a sweep that began when the span had no specials yet does not take the lock.
      else if (unswept() && !s->isMarked(s->objIndex(p)) && unswept()) p = 0;
    }
    unlock(&specialLock);
  });
  return reinterpret_cast<void *>(p);
}
}

} // namespace golem

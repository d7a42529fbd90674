// Profiles of allocations, of blocking and of mutex contention.
//
// A sample is charged to a bucket: one per kind and stack, in a hash table, for ever. Allocations are sampled once in
// runtime.MemProfileRate bytes on the average (a Poisson process: exponentially distributed distances, so that no pattern of
// sizes escapes); a sampled object carries a Special, by which the sweep counts it as freed. Blocking of t ns is sampled with
// probability t/rate below the rate and always above it. Source: Go's runtime/mprof.go, whose profiles these must equal in kind.
//
// Nothing is sampled in a program that cannot read the profile: the faces that read it leave a mark in a section of their own,
// which the linker keeps exactly if they are called.
#include "runtime/prof/prof.h"
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/sched/proc.h"

extern "C" {
extern char __start_golem_memprofmark[] __attribute__((weak)), __stop_golem_memprofmark[] __attribute__((weak));
extern int64_t golemMemProfileRate asm("runtime.MemProfileRate") __attribute__((weak));
}

namespace golem {

enum BucketKind : uint32_t { kMemBucket, kBlockBucket, kMutexBucket };
struct Bucket {
  Bucket *next, *all;
  uint64_t hash;
  uint32_t kind, n;
  int64_t v[4]; // allocations: objects, bytes allocated, objects, bytes freed; else: count, ns
  uintptr_t pc[1];
};

bool memProfiling;
uint64_t blockRate, mutexRate;

namespace {
constexpr int64_t kMaxStack = 128;
mutex lk;
Bucket *table[8192], *first[3], *last[3];

Bucket *bucketFor(BucketKind kind, const uintptr_t *pc, int64_t n) { // lk held
  uint64_t h = kind;
  for (int64_t i = 0; i < n; i++) h = (h ^ pc[i]) * 0x9e3779b97f4a7c15u;
  h ^= h >> 29;
  Bucket **head = &table[h % 8192];
  for (Bucket *b = *head; b; b = b->next)
    if (b->hash == h && b->kind == kind && b->n == n && __builtin_memcmp(b->pc, pc, size_t(n) * 8) == 0) return b;
  auto *b = static_cast<Bucket *>(persistentalloc(sizeof(Bucket) + size_t(n) * 8));
  b->hash = h;
  b->kind = kind;
  b->n = uint32_t(n);
  __builtin_memcpy(b->pc, pc, size_t(n) * 8);
  b->next = *head;
  *head = b;
  if (last[kind]) last[kind]->all = b;
  else first[kind] = b;
  last[kind] = b;
  return b;
}

// -ln of a uniform number in (0, 1].
double exponential() {
  uint64_t r = (sys::fastrand64() >> 12) + 1; // 1 .. 2^52
  int e = 63 - __builtin_clzll(r);
  double m = double(r) / double(uint64_t(1) << e); // 1 <= m < 2
  double t = (m - 1) / (m + 1), t2 = t * t;        // ln m = 2 artanh(t)
  double lnm = 2 * t * (1 + t2 * (1.0 / 3 + t2 * (1.0 / 5 + t2 * (1.0 / 7 + t2 / 9))));
  return (52 - e) * 0.6931471805599453 - lnm;
}
int64_t nextSample(int64_t rate) {
  if (rate <= 1) return 0;
  return int64_t(exponential() * double(rate)) + 1;
}

template <class F> void charge(BucketKind kind, F f) {
  UnwindCtx c;
  golem_getcontext(&c);
  c.exact = false;
  systemstack([&] {
    uintptr_t pc[kMaxStack];
    int64_t n = physicalStack(c, pc, kMaxStack);
    lock(&lk);
    f(bucketFor(kind, pc, n));
    unlock(&lk);
  });
}
} // namespace

int64_t physicalStack(const UnwindCtx &start, uintptr_t *pcs, int64_t n) {
  int64_t got = 0;
  walkStack(start, [&](uintptr_t pc, const UnwindCtx &c) {
    bool found;
    uint32_t flags = pcFlags(pc, &found);
    (void)flags;
    if (found && got < n) pcs[got++] = c.exact ? c.pc + 1 : c.pc;
    return got < n;
  });
  return got;
}

void profileInit() {
  memProfiling = +__start_golem_memprofmark != +__stop_golem_memprofmark;
  allocSitesInit();
}

void profileMalloc(void *p, uintptr_t size) {
  int64_t rate = allocSites ? 1 : &golemMemProfileRate ? golemMemProfileRate : 0;
  m *mp = getm();
  if (rate <= 0 || mp->locks || mp->mallocing || getg() == mp->g0) return;
  mcache *c = getp()->mcache;
  if (rate != c->sampleRate) {
    c->sampleRate = rate;
    c->sampleLeft = nextSample(rate);
  }
  if (rate > 1 && (c->sampleLeft -= int64_t(size)) > 0) return;
  c->sampleLeft = nextSample(rate);
  mspan *s = spanOfObject(uintptr_t(p));
  if (!s) return;
  uintptr_t base = s->base + s->objIndex(uintptr_t(p)) * s->elemsize;
  charge(kMemBucket, [&](Bucket *b) {
    b->v[0]++;
    b->v[1] += int64_t(size);
    if (!allocSites) addProfileSpecial(base, b, size);
  });
}
void eachAllocBucket(void (*f)(void *arg, int64_t objects, int64_t bytes, const uintptr_t *pc, int64_t n), void *arg) {
  lock(&lk);
  for (Bucket *b = first[kMemBucket]; b; b = b->all) f(arg, b->v[0], b->v[1], b->pc, b->n);
  unlock(&lk);
}
void profileFree(Bucket *b, uintptr_t size) {
  __atomic_fetch_add(&b->v[2], 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&b->v[3], int64_t(size), __ATOMIC_RELAXED);
}

void profileBlock(int64_t ns) {
  int64_t rate = int64_t(__atomic_load_n(&blockRate, __ATOMIC_RELAXED));
  if (rate <= 0 || ns < 0) return;
  if (ns == 0) ns = 1;
  if (rate > ns && int64_t(sys::fastrand64() % uint64_t(rate)) > ns) return;
  charge(kBlockBucket, [&](Bucket *b) {
    if (ns < rate) { // stands for all of its length
      b->v[0] += rate / ns;
      b->v[1] += rate;
    } else {
      b->v[0]++;
      b->v[1] += ns;
    }
  });
}
void profileMutex(int64_t waited) {
  uint64_t rate = __atomic_load_n(&mutexRate, __ATOMIC_RELAXED);
  if (!rate || waited < 0 || sys::fastrand64() % rate) return;
  charge(kMutexBucket, [&](Bucket *b) {
    b->v[0] += int64_t(rate);
    b->v[1] += int64_t(rate) * waited;
  });
}

extern "C" {

static void readBuckets(uint32_t kind, int64_t *out, int64_t cap, int64_t *need) {
  systemstack([&] {
    lock(&lk);
    int64_t at = 0;
    for (Bucket *b = first[kind]; b; b = b->all) {
      int64_t n = 5 + b->n;
      if (at + n <= cap) {
        out[at] = b->n;
        for (int i = 0; i < 4; i++) out[at + 1 + i] = __atomic_load_n(&b->v[i], __ATOMIC_RELAXED);
        __builtin_memcpy(out + at + 5, b->pc, size_t(b->n) * 8);
      }
      at += n;
    }
    unlock(&lk);
    *need = at;
  });
}
// Per bucket: length of the stack, four values, the stack. Returns how many words that takes; writes those that fit.
// In a section of its own: one that lay in golem_rttext would be linked always, and allocations be counted in every program.
__attribute__((section("golem_rtmemprof"))) int64_t golem_memprofile(int64_t *out, int64_t cap) {
  static const char mark __attribute__((section("golem_memprofmark"), used)) = 1;
  asm volatile("" ::"r"(&mark));
  int64_t need = 0;
  readBuckets(kMemBucket, out, cap, &need);
  return need;
}
int64_t golem_blockprofile(bool mutexes, int64_t *out, int64_t cap) {
  int64_t need = 0;
  readBuckets(mutexes ? kMutexBucket : kBlockBucket, out, cap, &need);
  return need;
}
void golem_setblockrate(int64_t ns) { __atomic_store_n(&blockRate, uint64_t(ns < 0 ? 0 : ns), __ATOMIC_RELAXED); }
int64_t golem_setmutexrate(int64_t n) {
  int64_t old = int64_t(mutexRate);
  if (n >= 0) __atomic_store_n(&mutexRate, uint64_t(n), __ATOMIC_RELAXED);
  return old;
}

// Stacks of all goroutines. Per goroutine: goid, label, length, return addresses. Returns the words needed; count: goroutines.
int64_t golem_goroutineprofile(uintptr_t *out, int64_t cap, int64_t *count) {
  UnwindCtx self;
  golem_getcontext(&self);
  self.exact = false;
  g *me = getg();
  int64_t at = 0;
  *count = 0;
  semacquireWorld();
  systemstack([&] {
    stopTheWorld();
    uintptr_t pc[kMaxStack];
    for (int64_t i = 0; i < allglen; i++) {
      g *gp = allgs[i];
      if (gp->system || gp->status == kGdead || gp->status == kGidle) continue;
      int64_t n = physicalStack(gp == me ? self : savedContext(gp), pc, kMaxStack);
      if (at + 3 + n <= cap) {
        out[at] = gp->goid;
        out[at + 1] = uintptr_t(gp->labels);
        out[at + 2] = uintptr_t(n);
        for (int64_t k = 0; k < n; k++) out[at + 3 + k] = pc[k];
      }
      at += 3 + n;
      ++*count;
    }
    startTheWorld();
  });
  semreleaseWorld();
  return at;
}
int64_t golem_threadcount() {
  int64_t n = 0;
  for (m *mp = allm; mp; mp = mp->alllink) n++;
  return n;
}
void golem_setproflabel(void *labels) {
  g *gp = getg();
  if (golem_writeBarrier) shade(uintptr_t(gp->labels));
  gp->labels = labels;
}
void *golem_getproflabel() { return getg()->labels; }
}

} // namespace golem

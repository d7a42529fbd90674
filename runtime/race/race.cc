// See race.h. In: events of the runtime and of instrumented code (compiler/passes/race.cc). Out: calls of ThreadSanitizer, on g0's stack.
#include "runtime/race/race.h"
#include "runtime/gc/gc.h"
#include "runtime/heap/malloc.h"
#include "runtime/panic/panic.h"

extern "C" {
// tsan's Go interface (compiler-rt/lib/tsan/go/tsan_go.cpp). Weak: a program without -race has none of it.
#define TSAN_FUNCTIONS(X) \
  X(init, (void **thread, void **proc, void (*callback)(long, void *))) \
  X(fini, ()) \
  X(proc_create, (void **proc)) \
  X(map_shadow, (void *start, uintptr_t bytes)) \
  X(go_start, (void *thread, void **child, void *pc)) \
  X(go_end, (void *thread)) \
  X(finalizer_goroutine, (void *thread)) \
  X(malloc, (void *thread, void *pc, void *object, uintptr_t bytes)) \
  X(free, (void *object, uintptr_t bytes)) \
  X(acquire, (void *thread, void *object)) \
  X(release, (void *thread, void *object)) \
  X(release_acquire, (void *thread, void *object)) \
  X(release_merge, (void *thread, void *object)) \
  X(read, (void *thread, void *at, void *pc)) \
  X(write, (void *thread, void *at, void *pc)) \
  X(read_range, (void *thread, void *at, uintptr_t bytes, void *pc)) \
  X(write_range, (void *thread, void *at, uintptr_t bytes, void *pc)) \
  X(func_enter, (void *thread, void *pc)) \
  X(func_exit, (void *thread)) \
  X(go_ignore_sync_begin, (void *thread)) \
  X(go_ignore_sync_end, (void *thread)) \
  X(report_count, (uint64_t *count)) \
  X(go_atomic32_load, (void *thread, void *callerpc, void *pc, void *arguments)) \
  X(go_atomic64_load, (void *thread, void *callerpc, void *pc, void *arguments)) \
  X(go_atomic32_fetch_or, (void *thread, void *callerpc, void *pc, void *arguments)) \
  X(go_atomic64_fetch_or, (void *thread, void *callerpc, void *pc, void *arguments))
#define DECLARE(name, params) __attribute__((weak)) void __tsan_##name params;
TSAN_FUNCTIONS(DECLARE)
struct ElfHeader {
  char ident[16];
  uint16_t type, machine;
  uint32_t version;
  uint64_t entry, phoff, shoff;
  uint32_t flags;
  uint16_t ehsize, phentsize, phnum;
};
extern const ElfHeader __ehdr_start __attribute__((weak));
}

namespace golem::race {

// Called through this table: they are not compiled for split stacks, and lld refuses calls, and code that mentions them, from what is.
struct Tsan {
#define MEMBER(name, params) void(*name) params;
  TSAN_FUNCTIONS(MEMBER)
};
extern Tsan tsan; // or compilers would look into it
Tsan tsan = {
#define ADDRESS(name, params) &__tsan_##name,
    TSAN_FUNCTIONS(ADDRESS)};

bool enabled;
static uintptr_t dataStart, dataEnd; // of the program's variables

// Addresses that tsan has memory for; stacks are not among them, so what is on them is nobody's business.
static bool known(uintptr_t a) { return (a >= mheap.arenaStart && a < mheap.arenaMapped) || (a >= dataStart && a < dataEnd); }
static bool known(const void *p) { return known(uintptr_t(p)); }
static void *thread() { return getg()->racectx; }

template <class... P, class... A> static void call(void (*fn)(P...), A... a) {
  systemstack([&] { fn(P(a)...); });
}

// ---- what tsan asks ----

struct CodeQuery { // SymbolizeCodeContext
  uintptr_t pc;
  char *func, *file;
  uintptr_t line, off, res;
};
struct DataQuery { // SymbolizeDataContext
  uintptr_t addr, heap, start, size;
  char *name, *file;
  uintptr_t line, res;
};

static char *cstring(GoString s) {
  auto *out = static_cast<char *>(persistentalloc(uintptr_t(s.len) + 1));
  __builtin_memcpy(out, s.str, size_t(s.len));
  out[s.len] = 0;
  return out;
}
static void symbolize(CodeQuery *q) {
  FrameInfo f{};
  q->func = const_cast<char *>("??");
  q->file = const_cast<char *>("-");
  q->line = 0;
  q->off = q->pc;
  q->res = 1;
  for (int64_t i = 0; pcFrame(q->pc, i, &f); i++) {
    if (f.wrapper && f.more) continue; // the first frame that the program wrote
    q->func = cstring(f.name);
    q->file = cstring(f.file);
    q->line = uintptr_t(f.line);
    q->off = q->pc - f.entry;
    return;
  }
}
static void callback(long what, void *query) {
  switch (what) {
  case 0: { // which processor is this?
    p *pp = getp();
    *static_cast<void **>(query) = pp ? pp->raceproc : getm()->raceproc;
    return;
  }
  case 1: return symbolize(static_cast<CodeQuery *>(query));
  case 2: {
    auto *q = static_cast<DataQuery *>(query);
    mspan *s = spanOf(q->addr);
    if (!s || s->state != kSpanInUse) return;
    uintptr_t base = s->base + s->objIndex(q->addr) * s->elemsize;
    q->heap = 1;
    q->start = base;
    q->size = s->elemsize;
    q->res = 1;
    return;
  }
  default: throwError("the race detector asks for something unknown");
  }
}

// ---- events of the runtime ----

void init() {
  if (!tsan.init) return;
  // The writable segments.
  const auto *eh = &__ehdr_start;
  dataStart = ~uintptr_t(0);
  for (int i = 0; i < eh->phnum; i++) {
    struct Segment {
      uint32_t type, flags;
      uint64_t offset, vaddr, paddr, filesz, memsz, align;
    };
    auto *s = reinterpret_cast<const Segment *>(reinterpret_cast<const char *>(eh) + eh->phoff + uint64_t(i) * eh->phentsize);
    if (s->type != 1 || !(s->flags & 2)) continue;
    if (s->vaddr < dataStart) dataStart = s->vaddr;
    if (s->vaddr + s->memsz > dataEnd) dataEnd = s->vaddr + s->memsz;
  }
  constexpr uintptr_t page = 4096;
  dataStart &= ~(page - 1);
  dataEnd = (dataEnd + page - 1) & ~(page - 1);
  void *thread0 = nullptr, *proc0 = nullptr;
  tsan.init(&thread0, &proc0, callback);
  tsan.map_shadow(reinterpret_cast<void *>(dataStart), dataEnd - dataStart); // first: tsan counts on it
  if (mheap.arenaMapped > mheap.arenaStart) tsan.map_shadow(reinterpret_cast<void *>(mheap.arenaStart), mheap.arenaMapped - mheap.arenaStart);
  getm()->g0->racectx = thread0;
  allp[0]->raceproc = proc0;
  enabled = mallocHooks = true;
}
void procCreate(p *pp) {
  if (enabled && !pp->raceproc) call(tsan.proc_create, &pp->raceproc);
}
void mapHeap(uintptr_t start, uintptr_t bytes) {
  if (enabled) call(tsan.map_shadow, reinterpret_cast<void *>(start), bytes);
}
void allocated(void *object, uintptr_t bytes) {
  if (known(object)) call(tsan.malloc, nullptr, nullptr, object, bytes); // by nobody: as gc has it, reports don't say where objects come from
}
void freed(uintptr_t object, uintptr_t bytes) {
  if (!getp() && !getm()->raceproc) call(tsan.proc_create, &getm()->raceproc);
  call(tsan.free, reinterpret_cast<void *>(object), bytes);
}
void goStart(g *child, g *creator, uintptr_t pc) {
  child->racedepth = 0;
  child->raceignore = 0;
  child->racectx = nullptr;
  if (!enabled) return;
  void *parent = creator && creator->racectx ? creator->racectx : m0.g0->racectx;
  call(tsan.go_start, parent, &child->racectx, reinterpret_cast<void *>(pc));
}
void goEnd(g *gp) {
  if (!enabled || !gp->racectx) return;
  call(tsan.go_end, gp->racectx);
  gp->racectx = nullptr;
}
void finalizerGoroutine(g *gp) {
  if (enabled) call(tsan.finalizer_goroutine, gp->racectx);
}
void *enterContext(g *gp) {
  if (!enabled) return nullptr;
  void *outer = gp->racectx, *own = nullptr;
  call(tsan.go_start, outer, &own, reinterpret_cast<void *>(gp->gopc));
  gp->racectx = own;
  return outer;
}
void leaveContext(g *gp, void *outer) {
  if (!enabled) return;
  call(tsan.go_end, gp->racectx);
  gp->racectx = outer;
}
void exit() {
  if (enabled) call(tsan.fini);
}

static void synchronize(void (*how)(void *, void *), g *gp, const void *object) {
  if (enabled && gp->racectx && !getg()->raceignore && known(object)) call(how, gp->racectx, const_cast<void *>(object));
}
void acquire(g *gp, const void *object) { synchronize(tsan.acquire, gp, object); }
void release(g *gp, const void *object) { synchronize(tsan.release, gp, object); }
void releaseAcquire(g *gp, const void *object) { synchronize(tsan.release_acquire, gp, object); }
void releaseMerge(g *gp, const void *object) { synchronize(tsan.release_merge, gp, object); }

using AccessOne = void (*)(void *, void *, void *);
using AccessRange = void (*)(void *, void *, uintptr_t, void *);
static void access(AccessOne one, AccessRange range, const void *at, uintptr_t bytes, void *pc) {
  void *ctx = thread();
  if (!enabled || !ctx || !bytes || !known(at)) return;
  if (bytes == 1) call(one, ctx, const_cast<void *>(at), pc);
  else call(range, ctx, const_cast<void *>(at), bytes, pc);
}
void read(const void *at, uintptr_t bytes, void *pc) { access(tsan.read, tsan.read_range, at, bytes, pc); }
void write(const void *at, uintptr_t bytes, void *pc) { access(tsan.write, tsan.write_range, at, bytes, pc); }

// ---- events of compiled code: runtime.def ----

extern "C" {

void golem_raceread(void *at, int64_t bytes) { read(at, uintptr_t(bytes), __builtin_return_address(0)); }
void golem_racewrite(void *at, int64_t bytes) { write(at, uintptr_t(bytes), __builtin_return_address(0)); }

// Returns how many functions were under way, for racefuncdepth.
int64_t golem_racefuncenter(void *callerpc) {
  g *gp = getg();
  if (!gp->racectx) return 0;
  call(tsan.func_enter, gp->racectx, callerpc);
  return int64_t(++gp->racedepth);
}
void golem_racefuncexit() {
  g *gp = getg();
  if (!gp->racectx || gp->racedepth == 0) return;
  gp->racedepth--;
  call(tsan.func_exit, gp->racectx);
}
// A function that recovers: those that the panic ended are not under way any more.
void golem_racefuncdepth(int64_t depth) {
  while (getg()->racedepth > uint64_t(depth)) golem_racefuncexit();
}

// An atomic operation on these 4 or 8 bytes: before one that stores, after one that loads. The operation itself is the program's own.
static void atomically(void *at, int64_t bytes, bool store, void *pc) {
  g *gp = getg();
  if (!gp->racectx || !known(at) || uintptr_t(at) % uintptr_t(bytes)) return;
  struct {
    void *at;
    uint64_t operand, result;
  } or64 = {at, 0, 0};
  struct {
    void *at;
    uint32_t operand, pad;
    uint64_t result;
  } or32 = {at, 0, 0, 0};
  struct {
    void *at;
    uint64_t result;
  } load = {at, 0};
  if (store && bytes == 8) call(tsan.go_atomic64_fetch_or, gp->racectx, pc, pc, &or64);
  else if (store) call(tsan.go_atomic32_fetch_or, gp->racectx, pc, pc, &or32);
  else if (bytes == 8) call(tsan.go_atomic64_load, gp->racectx, pc, pc, &load);
  else call(tsan.go_atomic32_load, gp->racectx, pc, pc, &load);
}
void golem_raceatomicload(void *at, int64_t bytes) { atomically(at, bytes, false, __builtin_return_address(0)); }
void golem_raceatomicstore(void *at, int64_t bytes) { atomically(at, bytes, true, __builtin_return_address(0)); }

// ---- package runtime's Race functions (stdlib/overlay/runtime/race.go) ----

void golem_raceacquire(void *object) { acquire(getg(), object); }
void golem_racerelease(void *object) { release(getg(), object); }
void golem_racereleasemerge(void *object) { releaseMerge(getg(), object); }
void golem_racedisable() {
  g *gp = getg();
  if (enabled && gp->raceignore++ == 0) call(tsan.go_ignore_sync_begin, gp->racectx);
}
void golem_raceenable() {
  g *gp = getg();
  if (enabled && --gp->raceignore == 0) call(tsan.go_ignore_sync_end, gp->racectx);
}
void golem_racereadpc(void *at, int64_t bytes, void *pc) { read(at, uintptr_t(bytes), pc); }
void golem_racewritepc(void *at, int64_t bytes, void *pc) { write(at, uintptr_t(bytes), pc); }
int64_t golem_raceerrors() {
  uint64_t n = 0;
  if (enabled) call(tsan.report_count, &n);
  return int64_t(n);
}
}

} // namespace golem::race

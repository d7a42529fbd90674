// The scheduler's three structures and what hangs off them: g (goroutine), m (thread), p (right to run Go code).
//
// Invariants: a goroutine is run by at most one m; an m runs Go code only while it owns a p; %fs:g is the running
// goroutine or the m's g0; C++ code on a goroutine's stack is never preempted (the signal handler refuses runtime text),
// so p and m stay what they are until the code parks. Names follow Go's runtime2.go.
#pragma once
#include "runtime/abi/symbols.h"
#include "runtime/sched/choices.h"
#include "runtime/sys/linux.h"

namespace golem {

struct g;
struct m;
struct p;
struct mcache;
struct sudog;
struct hchan;
struct Panic;
struct Bubble;

struct ThreadBlock { // at %fs
  ThreadBlock *self;
  char libc[0x68]; // host tests run over glibc's own block, which leaves 0x70..0xff alone
  uintptr_t stackguard;
  struct g *g;
  struct p *p;
  struct m *m;
};

struct DeferEntry {
  DeferEntry *link;
  FuncVal *fn;
};
struct DeferFrame {
  DeferFrame *link;
  DeferEntry *head;
  uintptr_t state; // generated code's own
};

struct Stack {
  uintptr_t lo, hi;
};

enum GStatus : uint32_t { kGidle, kGrunnable, kGrunning, kGsyscall, kGwaiting, kGdead };

enum WaitReason : uint8_t {
#define WAITREASON(name, text) kWait##name,
#include "runtime/sched/waitreason.def"
};

struct g {
  DeferFrame *deferframe;
  Panic *panic;
  uintptr_t stackguard; // true guard of the current segment
  Stack segs[3];        // segs[0] is the first segment; a deeper one exists (perhaps unused) while lo != 0
  uintptr_t schedsp;    // saved stack pointer: six callee-saved registers, then the return address
  struct m *m;
  uint32_t status;
  WaitReason waitreason;
  bool preempt;      // stop at the next check
  bool system;       // the runtime's own goroutine: not counted, not shown
  bool inGC;         // waits for a collection
  bool gcCaller;     // … that Go code asked for: the C++ frames above its call hold nothing
  uint64_t goid;
  g *schedlink;
  int64_t waitsince;
  FuncVal *startfn;
  uintptr_t gopc; // return address of the go statement
  uint64_t parentGoid;
  sudog *waiting; // sudogs of the operation it blocks in, in lock order
  void *param;    // what the waker passes
  uint32_t selectDone;
  uint32_t sig; // last trap, for the traceback
  int64_t sigcode;
  uintptr_t sigaddr, sigpc;
  struct m *lockedm;
  uint32_t lockedCount;
  int64_t assistBytes;       // allocation credit against mark work
  int64_t sleepWhen;
  void *timer;
  bool paniconfault;
  bool goexiting;
  uint8_t fipsIndicator; // crypto/internal/fips140's service indicator
  bool fipsBypass;       // crypto/fips140.WithoutEnforcement
  Bubble *bubble; // of testing/synctest: sched/synctest.cc
  void *labels;   // runtime/pprof's: inherited by new goroutines, a root of the collector
  uintptr_t sysregs[7]; // in a system call: callee-saved registers and return address at its entry
  char *printBuf; // writebuf: print goes here instead of to stderr (runtime.Stack)
  int64_t printLen, printCap;
  void *racectx;      // race/race.h: tsan's thread
  uint64_t racedepth; // instrumented functions under way
  int32_t raceignore; // RaceDisable
};

struct gQueue {
  g *head, *tail;
  int64_t n;
  bool empty() const { return !head; }
  void pushBack(g *gp) {
    gp->schedlink = nullptr;
    if (tail) tail->schedlink = gp;
    else head = gp;
    tail = gp;
    n++;
  }
  g *pop() {
    g *gp = head;
    if (gp) {
      head = gp->schedlink;
      if (!head) tail = nullptr;
      n--;
    }
    return gp;
  }
};

struct mutex {
  uint32_t key; // 0 free, 1 locked, 2 locked and somebody sleeps
};
void lock(mutex *l);
void unlock(mutex *l);

struct note { // one-shot event
  uint32_t key;
};
inline void noteclear(note *n) { __atomic_store_n(&n->key, 0, __ATOMIC_RELEASE); }
void notewakeup(note *n);
void notesleep(note *n);
bool notetsleep(note *n, int64_t ns);

struct m {
  struct g *g0;
  struct g *curg;
  struct p *p, *nextp, *oldp;
  int64_t id;
  int32_t tid;
  int32_t locks; // runtime mutexes held
  bool spinning, blocked;
  note park;
  m *alllink, *schedlink;
  struct g *lockedg;
  void (*mstartfn)();
  ThreadBlock *tb;
  uint32_t fastrandState;
  int32_t mallocing;
  int32_t dying;
  uint32_t printDepth;
  uint32_t signalPending;
  int32_t profTimer; // 1 + the kernel's number of the timer for the processor profile, 0: none
  bool syscallDue; // sys/signal.cc: AllThreadsSyscall
  struct g *waitunlockG;
  bool (*waitunlockf)(struct g *, void *);
  void *waitlock;
  void *raceproc; // of a thread without p, such as the collector's
  ThreadBlock tls;
  char tlspad[0x100];
};

enum PStatus : uint32_t { kPidle, kPrunning, kPsyscall, kPgcstop, kPdead };

struct wbWork { // gray objects found by this p's barriers and assists: see gc/work.h
  struct workbuf *buf;
};

struct p {
  int32_t id;
  uint32_t status;
  p *link;
  uint32_t schedtick, syscalltick;
  struct m *m;
  struct mcache *mcache;
  uint32_t runqhead, runqtail;
  g *runq[256];
  g *runnext;
  gQueue gFree;
  DeferEntry *deferpool; // entries that newdefer may give out again
  int32_t deferpooln;
  sudog *sudogcache;
  int32_t sudogn;
  bool preempt;
  bool runSafePoint;
  wbWork gcw;
  uint64_t sysmontick, sysmonsyscalltick;
  int64_t sysmonwhen, sysmonsyscallwhen;
  void *raceproc; // race/race.h: tsan's processor
};

struct schedt {
  mutex lock;
  uint64_t goidgen;
  m *midle;
  int32_t nmidle, nmidlelocked;
  int32_t mnext; // threads made so far
  int32_t nmsys; // threads outside the count (sysmon, collector)
  p *pidle;
  uint32_t npidle;
  uint32_t nmspinning;
  gQueue runq;
  gQueue gFree;
  mutex gFreeLock;
  uint32_t gcwaiting;
  int32_t stopwait;
  note stopnote;
  uint32_t sysmonwait;
  note sysmonnote;
  uint32_t ngsys;
  int32_t inSyscall; // goroutines in a system call whose p was taken away
  bool mainStarted;
  int64_t starttime;
  int64_t lastpoll;  // time of the last look at the network; 0 while a thread blocks in netpoll
  int64_t pollUntil; // when that thread wakes by itself; 0: never
};
extern schedt sched;
extern m *allm;
extern p *allp[];
extern int32_t gomaxprocs;
constexpr int kMaxProcs = 256;
extern m m0;

// All goroutines ever made; a g is reused, never freed.
extern g **allgs;
extern int64_t allglen;
extern mutex allglock;

// ---- thread block access: always re-read, never cached across calls ----
inline g *getg() {
  g *r;
  asm volatile("movq %%fs:0x78, %0" : "=r"(r));
  return r;
}
inline m *getm() {
  m *r;
  asm volatile("movq %%fs:0x88, %0" : "=r"(r));
  return r;
}
inline p *getp() {
  p *r;
  asm volatile("movq %%fs:0x80, %0" : "=r"(r));
  return r;
}
inline void setTbP(p *pp) { asm volatile("movq %0, %%fs:0x80" : : "r"(pp) : "memory"); }

// ---- asm (sys/asm.S) ----
extern "C" {
// Saves the goroutine, runs fn(g) on g0; fn never returns.
void golem_mcall(void (*fn)(g *));
// Continues a saved goroutine on this thread.
[[noreturn]] void golem_gogo(g *gp);
// Runs fn(arg) on g0's stack (at once if already there).
void golem_systemstack(void (*fn)(void *), void *arg);
// Calls a Go func value without parameters.
void golem_callgo(FuncVal *fn);
// As golem_callgo, with up to two integer arguments (RAX, RCX).
void golem_callgo2(FuncVal *fn, void *a, void *b);
void golem_callgo3(FuncVal *fn, void *a, void *b, void *c); // and RDX
// The same for deferred calls of a panic: recover knows the return address golem_deferreturn.
void golem_calldeferred(FuncVal *fn);
extern const char golem_deferreturn[];
void golem_gostart();
}

template <class F> inline void systemstack(F &&f) {
  golem_systemstack([](void *arg) { (*static_cast<__remove_reference_t(F) *>(arg))(); }, &f);
}

// Where Go code calls into the runtime often: a loop of nothing but such calls has no stack check of its own, and the
// preemption signal mostly finds it in runtime text. May park.
void preemptSlow();
void preemptSeeded();
inline void preemptCheck() {
  uintptr_t guard;
  asm volatile("movq %%fs:0x70, %0" : "=r"(guard));
  if (__builtin_expect(guard == ~uintptr_t(0), 0)) preemptSlow();
  if (__builtin_expect(choices::on, 0)) preemptSeeded();
}

// ---- scheduler entry points used by other rooms ----
void gopark(bool (*unlockf)(g *, void *), void *lock, WaitReason reason);
void goparkunlock(mutex *l, WaitReason reason);
void goready(g *gp);
g *newproc1(FuncVal *fn, g *creator, uintptr_t callerpc);
void gosched();
void goyield(); // to the end of the local queue
[[noreturn]] void schedule();
void semacquireWorld(); // the right to stop the world
void semreleaseWorld();
void stopTheWorld();
void startTheWorld();
m *newThread(void (*fn)(), bool system);
void lockThreads(); // no new thread until unlockThreads
void unlockThreads();
void preemptone(p *pp);
bool preemptall();
void checkdead();
[[noreturn]] void fatal(const char *text);      // user's fault: "fatal error: text", exit 2
[[noreturn]] void throwError(const char *text); // ours
int64_t gcount();
const char *waitReasonText(WaitReason r);
bool goTextContains(uintptr_t pc);
bool runtimeTextContains(uintptr_t pc);

// Memory that is never freed and never scanned: zeroed.
void *persistentalloc(size_t bytes, size_t align = 16);

inline bool onG0() { return getg() == getm()->g0; }

} // namespace golem
